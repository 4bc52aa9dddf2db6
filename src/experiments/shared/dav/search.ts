// Searches for calendars and address books, each from the provider's entry to its collections, within one deadline for all.
// What is asked next: ../../../probe/dav/discovery.ts. Who may be asked: places.ts. With which login, how often: session.ts.

import type { DavLogin, DavSearch, DavWish } from "../../../domain/dav";
import type { LoginObstacle, Outcome, Stage } from "../../../domain/observation";
import { trustOf } from "../../../probe/certificate";
import type { Challenge, HttpAnswer } from "../../../probe/dav/answers";
import { type Propfind, search } from "../../../probe/dav/discovery";
import { originOf, type Place } from "../../../probe/dav/href";
import type { Credentials } from "../../../probe/dialogue";
import { CANCELLED, meaningOf, TIMEOUT } from "../../../probe/failure";
import { base64 } from "../../../probe/text";
import { type Catalogue, providersOfHost } from "../../../providers/lookup";
import { findToken, passwordAt, type Searches } from "../credentials";
import { originOf as mailOriginOf } from "../logins";
import { incomingProtocol, incomingSettings, type TargetIndex } from "../servers";
import type { Slots } from "../slots";
import { type Cancellation, NetworkTrouble, within } from "../timer";
import { type HttpOutcome, type HttpRequest, hasException, request } from "./channel";
import { type DavPlaces, placesFor } from "./places";
import { type Credential, type NoAnswer, Session } from "./session";
import { lookUpServices } from "./srv";
import { talk } from "./talk";

/** Of each request, in milliseconds. */
export const REQUEST_MS = 5000;
export const TOTAL_MS = 15_000;
/** 500 calendars with all that is asked about each come to less than a third of it. */
const MOST_BYTES = 2 * 1024 * 1024;
/** Whoever got less time than that cannot be said to be slow. */
const FAIR_MS = REQUEST_MS - 20;

/** What all searches of one call share. */
export interface SearchContext {
	catalogue: Catalogue;
	targets: TargetIndex;
	slots: Slots;
	cancellation: Cancellation;
	/** Of the clock, in milliseconds. */
	deadline: number;
}

/** A password and whose it is. */
interface TypedLogin {
	username: string;
	password: string;
}

/**
 * The results in the order of the wishes. Those of one user at one provider share one login for each server. `typed`: a
 * password in place of any that is stored; nothing is stored here.
 */
export function searchAll(
	wishes: readonly DavWish[],
	context: SearchContext,
	typed: string | null = null,
): Promise<DavSearch[]> {
	const searches: Searches = new Map();
	const sessions = new Map<string, Session>();
	return Promise.all(
		wishes.map((wish) => {
			const places = placesFor(context.catalogue, wish);
			if (places === null) return Promise.resolve(notOffered(wish));
			const user = JSON.stringify([wish.provider, wish.address.toLowerCase()]);
			const login = typed === null ? null : { username: wish.address, password: typed };
			const session = sessions.get(user) ?? sessionFor(wish, context, login, searches);
			sessions.set(user, session);
			return run(wish, places, session, context);
		}),
	);
}

function notOffered(wish: DavWish): DavSearch {
	const outcome: Outcome = { kind: "not-dav", text: "" };
	return { kind: "failed", wish, at: "", stage: "dav", outcome };
}

async function run(
	wish: DavWish,
	places: DavPlaces,
	session: Session,
	{ cancellation, deadline }: SearchContext,
): Promise<DavSearch> {
	const { kind, address } = wish;
	const { entries, wellKnown, isOurs } = places;
	const found = await talk(search({ kind, entries, wellKnown, isOurs }), session, async () =>
		(await lookUpServices(kind, address, deadline, cancellation)).filter(isOurs),
	);
	if (found.kind === "ended") {
		const { at, stage, outcome } = found;
		return { kind: "failed", wish, at, stage, outcome };
	}
	const { collections } = found;
	const login = session.loginAt(found.origin);
	if (login !== null) return { kind: "found", wish, collections, login, requests: session.requests };
	// Whoever shows a person's calendars to everybody is no server of a provider.
	const outcome: Outcome = { kind: "not-dav", text: "no login" };
	return { kind: "failed", wish, at: found.at, stage: "dav", outcome };
}

/** Of the user that the wish names, at the servers of its provider. `typed`: in place of any stored login. */
export function sessionFor(
	wish: DavWish,
	context: SearchContext,
	typed: TypedLogin | null = null,
	searches: Searches = new Map(),
): Session {
	const isOurs = (place: Place) =>
		(["caldav", "carddav"] as const).some((kind) => placesFor(context.catalogue, { ...wish, kind })?.isOurs(place));
	return new Session({
		isOurs,
		send: (one, authorization) => send(propfind(one, authorization), context),
		findCredential: (place, challenge) => {
			// The last word: whoever asked, no login goes to a host that is not in the provider's table.
			if (!isOurs(place)) return Promise.resolve(none("foreign-host"));
			if (typed === null) return findStored(wish, place, challenge, context, searches);
			const why = obstacleForTyped(wish, context);
			return Promise.resolve(why === null ? basic(place, challenge, { ...typed, from: "typed" }) : none(why));
		},
	});
}

/** What is typed for an account stays on its platform; an own domain's host is nobody's, and the user says whose it is. */
function obstacleForTyped(wish: DavWish, { catalogue, targets }: SearchContext): LoginObstacle | null {
	if (placesFor(catalogue, wish)?.auth !== "password") return "method-not-supported";
	const target = targets.find("incoming", wish.key);
	if (target?.kind !== "incoming") return "unknown-server";
	const owners = providersOfHost(catalogue, incomingSettings(target.server).host);
	return owners.length === 0 || owners.some(({ id }) => id === wish.provider) ? null : "foreign-host";
}

export const none = (why: LoginObstacle): Credential => ({ kind: "none", outcome: { kind: "login-not-checked", why } });

export function bearer(place: Place, username: string, found: Credentials): Credential {
	switch (found.kind) {
		case "oauth2":
			return {
				kind: "login",
				login: { origin: originOf(place), realm: "", username, auth: "oauth2", from: "token" },
				authorization: `Bearer ${found.token}`,
			};
		case "token-refused":
			return { kind: "none", outcome: { kind: "oauth-token-refused", text: found.text } };
		case "absent":
			return none(found.why);
		case "password":
			throw new Error("a password in place of a token");
	}
}

export function basic(
	place: Place,
	{ realm, offered }: Challenge,
	{ username, password, from }: TypedLogin & Pick<DavLogin, "from">,
): Credential {
	if (realm === null) return { kind: "none", outcome: { kind: "login-method-not-offered", offered } };
	return {
		kind: "login",
		login: { origin: originOf(place), realm, username, auth: "password", from },
		authorization: `Basic ${base64(`${username}:${password}`)}`,
	};
}

/** Stored for this server already, else that of the incoming server, else a token. Opens no dialog. */
async function findStored(
	wish: DavWish,
	place: Place,
	challenge: Challenge,
	{ catalogue, targets }: SearchContext,
	searches: Searches,
): Promise<Credential> {
	const { key, kind, address } = wish;
	const places = placesFor(catalogue, wish);
	if (places === null) return none("foreign-host");
	if (places.auth === "oauth2") {
		return bearer(place, address, await findToken({ username: address }, { protocol: kind, host: place.host }));
	}
	if (challenge.realm === null) {
		return { kind: "none", outcome: { kind: "login-method-not-offered", offered: challenge.offered } };
	}
	const own = { origin: originOf(place), realm: challenge.realm, username: address };
	const stored = await passwordAt(own, searches);
	if (stored.kind === "stored") {
		return basic(place, challenge, { username: address, password: stored.login.password, from: "dav" });
	}
	if (stored.why !== "no-login-stored") return none(stored.why);
	const target = targets.find("incoming", key);
	if (target?.kind !== "incoming") return none("unknown-server");
	const protocol = incomingProtocol(target.server);
	if (protocol === null) return none("unknown-server");
	const { host, auth, username } = incomingSettings(target.server);
	if (auth !== "password") return none("method-not-supported");
	if (!places.mayUseMailLogin({ protocol, host })) return none("foreign-host");
	const origin = mailOriginOf(protocol, host);
	const mail = await passwordAt({ origin, realm: origin, username }, searches);
	if (mail.kind === "absent") return none(mail.why);
	return basic(place, challenge, { username: address, password: mail.login.password, from: "mail" });
}

export function propfind({ place, depth, body }: Propfind, authorization: string | null): HttpRequest {
	return {
		...{ method: "PROPFIND", place, body, mostBytes: MOST_BYTES, whenMore: "fail" },
		headers: { Depth: depth, ...(authorization !== null && { Authorization: authorization }) },
	};
}

/** Sends a request when its turn has come; how it ended in the words of an examination. */
export async function send(
	wish: HttpRequest,
	{ slots, cancellation, deadline }: Pick<SearchContext, "slots" | "cancellation" | "deadline">,
): Promise<(HttpAnswer & { trust: ReturnType<typeof trustOf> }) | NoAnswer> {
	const end = (stage: Stage, outcome: Outcome, status = 0): NoAnswer => ({ kind: "ended", stage, outcome, status });
	if (Services.io.offline) return end("dns", { kind: "could-not-check", why: "offline" });
	const turn = slots.take(wish.place.host);
	let release: () => void;
	try {
		release = await within(deadline - Date.now(), cancellation, turn);
	} catch (error) {
		void turn.then((give) => give());
		const isLate = error instanceof NetworkTrouble && error.error === TIMEOUT;
		return end("dns", { kind: "could-not-check", why: isLate ? "no-time" : "cancelled" });
	}
	const began = Date.now();
	let outcome: HttpOutcome;
	try {
		outcome = await request(wish, Math.max(0, Math.min(REQUEST_MS, deadline - began)), cancellation);
	} catch (error) {
		console.error("Bons Comptes: a request to a calendar or address book server failed", error);
		return end("dns", { kind: "could-not-check", why: "internal-error" });
	} finally {
		release();
	}
	switch (outcome.kind) {
		case "answer": {
			const trust = trustOf(outcome.tls);
			// What follows may be another connection: as long as there is an exception, each might come about by it.
			return { ...outcome, trust: trust !== "none" && hasException(wish.place) ? "exception" : trust };
		}
		case "too-much":
			return end("dav", { kind: "too-much" }, outcome.status);
		case "failed": {
			if (outcome.error === TIMEOUT && Date.now() - began < FAIR_MS) {
				return end("dns", { kind: "could-not-check", why: "no-time" });
			}
			const meaning = meaningOf({ ...outcome, said: null });
			// A web server greets nobody: what it is asked for is its part of the talk.
			const stage = meaning.stage === "greeting" && outcome.error !== CANCELLED ? "dav" : meaning.stage;
			return end(stage, meaning.outcome, outcome.status);
		}
	}
}
