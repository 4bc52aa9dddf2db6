// Whether calendars and address books that are in Thunderbird answer, each at its own address with the login that is stored
// for it. Changes nothing, and no redirect leads to another server.

import type { DavItemKey, DavKind, DavLook } from "../../domain/dav";
import type { Outcome, Stage } from "../../domain/observation";
import { searchAt } from "../../probe/dav/discovery";
import { originOf, type Place, resolveHref } from "../../probe/dav/href";
import type { Credentials } from "../../probe/dialogue";
import { findToken, passwordAt, type Searches, type Stored } from "../shared/credentials";
import { basic, bearer, none, propfind, type SearchContext, send } from "../shared/dav/search";
import { Session, type SessionPorts } from "../shared/dav/session";
import { talk } from "../shared/dav/talk";
import { type Item, itemOf } from "./items";

export interface LookPorts extends Pick<SessionPorts, "send"> {
	/** Null where there is none. */
	itemOf(key: DavItemKey): Item | null;
	/** `username` null: of anybody. */
	passwordAt(place: { origin: string; realm: string; username: string | null }): Promise<Stored>;
	findToken(username: string, target: { protocol: DavKind; host: string }): Promise<Credentials>;
}

export function lookPorts(context: SearchContext): LookPorts {
	const searches: Searches = new Map();
	return {
		itemOf,
		send: (one, authorization) => send(propfind(one, authorization), context),
		passwordAt: (place) => passwordAt(place, searches),
		findToken: (username, target) => findToken({ username }, target),
	};
}

type Sessions = Map<string, Session>;

const userAt = (origin: string, username: string): string => JSON.stringify([origin, username]);

/** Those without a user name come last: what their server's login came to elsewhere is not tried again. */
export async function lookAtItems(keys: readonly DavItemKey[], ports: LookPorts): Promise<DavLook[]> {
	const sessions: Sessions = new Map();
	const items = keys.map((key) => ({ key, item: ports.itemOf(key) }));
	const looks = new Map<DavItemKey, DavLook>();
	for (const isNameless of [false, true]) {
		const turn = items.filter(({ item }) => (item?.username === "") === isNameless);
		await Promise.all(
			turn.map(async ({ key, item }) => {
				looks.set(key, await lookAt(key, item, sessions, ports));
			}),
		);
	}
	return keys.flatMap((key) => looks.get(key) ?? []);
}

async function lookAt(key: DavItemKey, item: Item | null, sessions: Sessions, ports: LookPorts): Promise<DavLook> {
	const end = (at: string, stage: Stage, outcome: Outcome): DavLook => ({
		...{ kind: key.kind, id: key.id },
		...{ at, stage, outcome },
	});
	if (item === null) return end("", "dns", { kind: "login-not-checked", why: "unknown-server" });
	const place = resolveHref(item.url, null);
	if (place.kind === "none") return end("", "dns", { kind: "not-dav", text: "" });
	if (place.kind === "away") return end(place.host, "tls", { kind: "not-tls" });
	const user = userAt(originOf(place), item.username);
	const session = sessions.get(user) ?? sessionOf(key, item, place, sessions, ports);
	sessions.set(user, session);
	const found = await talk(searchAt(place, { kind: key.kind, isOurs: session.isOurs }), session, () =>
		Promise.resolve([]),
	);
	return found.kind === "found" ? end(found.at, "dav", { kind: "ok" }) : end(found.at, found.stage, found.outcome);
}

function sessionOf(
	{ kind }: DavItemKey,
	{ username }: Item,
	own: Place,
	sessions: Sessions,
	ports: LookPorts,
): Session {
	const origin = originOf(own);
	return new Session({
		isOurs: (place) => originOf(place) === origin,
		send: ports.send,
		async findCredential(place, challenge) {
			if (challenge.realm === null) {
				return bearer(place, username, await ports.findToken(username, { protocol: kind, host: place.host }));
			}
			const at = { origin, realm: challenge.realm, username: username === "" ? null : username };
			const stored = await ports.passwordAt(at);
			if (stored.kind === "absent") return none(stored.why);
			const { username: name, password } = stored.login;
			const known = username === "" ? await sessions.get(userAt(origin, name))?.credentialAt(origin) : null;
			return known ?? basic(place, challenge, { username: name, password, from: "dav" });
		},
	});
}
