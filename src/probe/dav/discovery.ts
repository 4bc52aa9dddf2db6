// The search for calendars or address books (RFC 6764, 4791, 5397, 6352, and the proxies of Apple's calendar server), as a
// generator: it yields what is to be asked, and is given the answers. It knows no network and no login; who may be asked at
// all, and with what, is decided by whoever answers.

import type { DavCollection, DavKind } from "../../domain/dav";
import { STAGES } from "../../domain/observation";
import type { DavAnswer, Ended } from "./answers";
import { collectionBody, entryBody, OWNER_BODY, principalBody } from "./bodies";
import { addressOf, lastPart, originOf, type Place, resolveHref, sameAddress } from "./href";
import type { Resource } from "./multistatus";

export interface Propfind {
	place: Place;
	depth: "0" | "1";
	body: string;
}

export type Ask =
	/** All at once; the answers in their order. */
	| { kind: "propfind"; requests: Propfind[] }
	/** SRV and TXT records of the mail domain (RFC 6764 §4). */
	| { kind: "srv" };

export type Given = { kind: "answers"; answers: DavAnswer[] } | { kind: "places"; places: Place[] };

export type Found =
	/** `at`: the host that showed them, at this origin. */
	{ kind: "found"; at: string; origin: string; collections: DavCollection[] } | Ended;

export type Search<Value = Found> = Generator<Ask, Value, Given>;

/** What is looked for, and who may be asked. */
export interface Scope {
	kind: DavKind;
	/** Whether a place may be asked at all. */
	isOurs: (place: Place) => boolean;
}

export interface SearchOptions extends Scope {
	/** Of the catalogue, best first. */
	entries: Place[];
	/** `.well-known` of the provider's hosts. */
	wellKnown: Place[];
}

const MOST_REDIRECTS = 5;
const MOST_HOMES = 10;
/** Delegated calendars of so many people. */
const MOST_OTHERS = 20;
const MOST_OWNERS = 10;
const MOST_COLLECTIONS = 2000;

/** Somebody whose collections may be seen: from a proxy or a group. */
interface Other {
	principal: Place;
	/** The server lets nobody change anything there. */
	readOnly: boolean;
}

interface Home {
	place: Place;
	/** Null: the user's own. */
	other: { name: string; readOnly: boolean } | null;
}

export function* search(options: SearchOptions): Search {
	const tried = new Set<string>();
	/** Hosts that do not answer as they should. */
	const broken = new Set<string>();
	let best: Ended | null = null;
	const begin = function* (place: Place): Search<Found | null> {
		const address = addressOf(place);
		if (tried.has(address) || broken.has(place.host)) return null;
		tried.add(address);
		const found = yield* searchFrom(place, options);
		if (found.kind === "found" || endsAll(found)) return found;
		if (isOfHost(found)) broken.add(found.at);
		if (best === null || rankOf(found) > rankOf(best)) best = found;
		return null;
	};
	for (const entry of options.entries) {
		const found = yield* begin(entry);
		if (found !== null) return found;
	}
	for (const place of [...placesOf(yield { kind: "srv" }), ...options.wellKnown]) {
		const found = yield* begin(place);
		if (found !== null) return found;
	}
	const end = best as Ended | null;
	if (end === null) return { kind: "ended", at: "", stage: "dns", outcome: { kind: "not-dav", text: "" } };
	// Of what was looked for nothing was known to be there.
	return end.outcome.kind === "not-found" ? { ...end, outcome: { kind: "not-dav", text: "HTTP 404" } } : end;
}

/** The collection at one address, or those of the home or principal that it is (the address of an invitation). */
export function* searchAt(place: Place, options: Scope): Search {
	const { kind } = options;
	// Not deeper at once: of a calendar that would be all that is in it.
	const at = yield* ask([{ place, depth: "0", body: entryBody(kind) }], options);
	const one = at[0];
	if (one === undefined || one.kind === "ended") return one ?? noAnswer();
	const self = resourceAt(one.resources, one.place);
	const home: Home = { place: one.place, other: { name: "", readOnly: false } };
	const itself = self === null ? [] : collectionOf(self, home, options);
	if (itself.length > 0) return found(one.place, itself);
	if (self !== null && self.homes[kind].length > 0)
		return yield* searchHomes({ resource: self, place: one.place }, options);
	const [list] = yield* ask([{ place: one.place, depth: "1", body: collectionBody(kind) }], options);
	if (list === undefined || list.kind === "ended") return list ?? noAnswer();
	const inside = list.resources.flatMap((resource) => collectionOf(resource, { ...home, place: list.place }, options));
	return inside.length > 0 ? found(list.place, inside) : nothing(list.place, "no collection");
}

const found = (place: Place, seen: readonly Seen[]): Found => ({
	...{ kind: "found", at: place.host, origin: originOf(place) },
	collections: distinct(seen.map(({ collection }) => collection)),
});

const nothing = ({ host }: Place, text: string): Ended => ({
	...{ kind: "ended", at: host, stage: "dav" },
	outcome: { kind: "not-dav", text },
});

function noAnswer(): never {
	throw new Error("an answer is missing");
}

function placesOf(given: Given): Place[] {
	return given.kind === "places" ? given.places : [];
}

/**
 * What came of a login that was sent, and what nobody can do anything about, ends the whole search: no second login is tried.
 * Where none was sent, as there is none for that server, another host may do better.
 */
function endsAll({ stage, outcome }: Ended): boolean {
	if (outcome.kind === "login-not-checked") return false;
	return stage === "login" || outcome.kind === "could-not-check";
}

/** The host itself is what does not work: its other addresses would end alike. */
function isOfHost({ stage, outcome }: Ended): boolean {
	return stage !== "dav" || ["temporarily-unavailable", "timeout", "closed"].includes(outcome.kind);
}

/** What tells most of why nothing was found. */
function rankOf({ stage, outcome }: Ended): number {
	const isNothing = outcome.kind === "not-dav" || outcome.kind === "not-found";
	return isNothing ? 0 : 1 + STAGES.indexOf(stage);
}

type Answered = { kind: "resources"; resources: Resource[]; place: Place } | Ended;

/** Follows redirects: each to a place that may be asked, none twice. */
function* ask(requests: Propfind[], { isOurs }: Pick<Scope, "isOurs">): Search<Answered[]> {
	const results: (Answered | null)[] = requests.map(() => null);
	let pending = requests.map((request, index) => ({ request, index, seen: [addressOf(request.place)] }));
	while (pending.length > 0) {
		const given = yield { kind: "propfind", requests: pending.map(({ request }) => request) };
		if (given.kind !== "answers") throw new Error("answers were asked for");
		const next: typeof pending = [];
		for (const [at, { request, index, seen }] of pending.entries()) {
			const answer = given.answers[at];
			if (answer === undefined) return noAnswer();
			if (answer.kind !== "redirect") {
				results[index] = answer.kind === "ended" ? answer : { ...answer, place: request.place };
				continue;
			}
			const address = addressOf(answer.to);
			if (!isOurs(answer.to) || seen.includes(address) || seen.length > MOST_REDIRECTS) {
				const outcome = { kind: "led-away", host: answer.to.host } as const;
				results[index] = { kind: "ended", at: request.place.host, stage: "dav", outcome };
			} else next.push({ request: { ...request, place: answer.to }, index, seen: [...seen, address] });
		}
		pending = next;
	}
	return results.filter((result) => result !== null);
}

function* searchFrom(entry: Place, options: Scope): Search {
	const { kind } = options;
	const [answer] = yield* ask([{ place: entry, depth: "0", body: entryBody(kind) }], options);
	if (answer === undefined || answer.kind === "ended") return answer ?? noAnswer();
	const { place } = answer;
	const self = resourceAt(answer.resources, place);
	if (self === null || self.isUnauthenticated) return nothing(place, "no principal");
	if (self.types.principal || self.homes[kind].length > 0) {
		return yield* searchHomes({ resource: self, place }, options);
	}
	const principal = ours(self.currentUserPrincipal ?? self.principal, place, options);
	if (principal !== null) {
		const [at] = yield* ask([{ place: principal, depth: "0", body: principalBody(kind) }], options);
		if (at === undefined || at.kind === "ended") return at ?? noAnswer();
		const resource = resourceAt(at.resources, at.place);
		if (resource !== null && resource.homes[kind].length > 0) {
			return yield* searchHomes({ resource, place: at.place }, options);
		}
	}
	// Some entries of the catalogue are collections themselves.
	const itself = collectionOf(self, { place, other: null }, options);
	if (itself.length > 0) return found(place, itself);
	return nothing(place, principal === null ? "no principal" : "no home");
}

interface At {
	resource: Resource;
	place: Place;
}

function* searchHomes(principal: At, options: Scope): Search {
	const { kind } = options;
	const own = homesOf(principal, options).slice(0, MOST_HOMES);
	if (own.length === 0) return nothing(principal.place, "no home");
	const others = othersOf(principal, options);
	const answers = yield* ask(
		[
			...own.map((place): Propfind => ({ place, depth: "1", body: collectionBody(kind) })),
			...others.map((other): Propfind => ({ place: other.principal, depth: "0", body: principalBody(kind) })),
		],
		options,
	);
	const ownAnswers = answers.slice(0, own.length);
	// One of several may be broken; where all are, nothing was seen.
	const failed = ownAnswers.find((answer) => answer.kind === "ended");
	if (failed?.kind === "ended" && ownAnswers.every((answer) => answer.kind === "ended")) return failed;

	const known = new Set(own.map(sameAddress));
	const shared = others.flatMap((other, index): Home[] => {
		const answer = answers[own.length + index];
		// Somebody who has since taken the permission back.
		if (answer?.kind !== "resources") return [];
		const resource = resourceAt(answer.resources, answer.place);
		if (resource === null) return [];
		return homesOf({ resource, place: answer.place }, options)
			.filter((place) => !known.has(sameAddress(place)))
			.map((place) => ({ place, other: { name: resource.name, readOnly: other.readOnly } }));
	});
	const sharedAnswers = yield* ask(
		shared.map(({ place }): Propfind => ({ place, depth: "1", body: collectionBody(kind) })),
		options,
	);
	const listed = [
		...own.map((place, index) => ({ home: { place, other: null }, answer: ownAnswers[index] })),
		...shared.map((home, index) => ({ home, answer: sharedAnswers[index] })),
	];
	const seen = listed.flatMap(({ home, answer }) =>
		answer?.kind === "resources"
			? answer.resources.flatMap((resource) => collectionOf(resource, { ...home, place: answer.place }, options))
			: [],
	);
	const at = own[0] ?? principal.place;
	return {
		kind: "found",
		at: at.host,
		origin: originOf(at),
		collections: distinct(yield* withOwners(seen, principal, options)),
	};
}

interface Seen {
	collection: DavCollection;
	/** Of one in the user's own home. */
	owner: Place | null;
}

/** What lies in the user's own home and belongs to somebody else is shared. */
function* withOwners(seen: readonly Seen[], { resource, place }: At, options: Scope): Search<DavCollection[]> {
	const self = new Set(
		[place, ours(resource.principal, place, options), ours(resource.href, place, options)].flatMap((one) =>
			one === null ? [] : [sameAddress(one)],
		),
	);
	const foreign = new Map<string, Place>();
	for (const { owner } of seen) {
		if (owner !== null && !self.has(sameAddress(owner))) foreign.set(sameAddress(owner), owner);
	}
	const owners = [...foreign].slice(0, MOST_OWNERS);
	const answers = yield* ask(
		owners.map(([, owner]): Propfind => ({ place: owner, depth: "0", body: OWNER_BODY })),
		options,
	);
	const names = new Map<string, string>();
	for (const [index, [address]] of owners.entries()) {
		const answer = answers[index];
		if (answer?.kind === "resources") names.set(address, resourceAt(answer.resources, answer.place)?.name ?? "");
	}
	return seen.map(({ collection, owner }) => {
		const address = owner === null ? null : sameAddress(owner);
		if (address === null || !foreign.has(address)) return collection;
		return { ...collection, source: "shared", owner: names.get(address) ?? "" };
	});
}

/** The one that was asked for; servers that answer about one thing only may write its address otherwise. */
function resourceAt(resources: readonly Resource[], place: Place): Resource | null {
	const exact = resources.find(({ href }) => {
		const found = resolveHref(href, place);
		return found.kind === "place" && sameAddress(found) === sameAddress(place);
	});
	return exact ?? (resources.length === 1 ? (resources[0] ?? null) : null);
}

/** Null where it may not be asked. */
function ours(href: string | null, base: Place, { isOurs }: Pick<Scope, "isOurs">): Place | null {
	const found = href === null ? null : resolveHref(href, base);
	if (found?.kind !== "place") return null;
	const { host, port, path } = found;
	return isOurs(found) ? { host, port, path } : null;
}

function homesOf({ resource, place }: At, options: Scope): Place[] {
	const homes = new Map<string, Place>();
	for (const href of resource.homes[options.kind]) {
		const home = ours(href, place, options);
		if (home !== null && !homes.has(sameAddress(home))) homes.set(sameAddress(home), home);
	}
	return [...homes.values()];
}

/** In its groups a principal has the proxies of others too, each as a part of that other one. */
function othersOf({ resource, place }: At, options: Scope): Other[] {
	const all = [
		...resource.writeProxyFor.map((href) => ({ href, readOnly: false })),
		...resource.readProxyFor.map((href) => ({ href, readOnly: true })),
		...resource.groups.map((href) => ({
			href: href.replace(/\/calendar-proxy-(read|write)\/?$/, "/"),
			readOnly: /\/calendar-proxy-read\/?$/.test(href),
		})),
	];
	const others = new Map<string, Other>();
	for (const { href, readOnly } of all) {
		const principal = ours(href, place, options);
		if (principal === null || sameAddress(principal) === sameAddress(place)) continue;
		const address = sameAddress(principal);
		// Who may write too may write.
		if (!others.has(address)) others.set(address, { principal, readOnly });
	}
	return [...others.values()].slice(0, MOST_OTHERS);
}

function collectionOf(resource: Resource, { place, other }: Home, options: Scope): Seen[] {
	const { kind } = options;
	if (!(kind === "caldav" ? resource.types.calendar : resource.types.addressBook)) return [];
	const at = ours(resource.href, place, options);
	if (at === null) return [];
	const path = at.path.endsWith("/") ? at.path : `${at.path}/`;
	const mayWrite = resource.writable ?? true;
	return [
		{
			collection: {
				kind,
				url: addressOf({ ...at, path }),
				name: resource.name === "" ? lastPart(path) : resource.name,
				color: resource.color,
				components: kind === "caldav" ? resource.components : [],
				readOnly: !mayWrite || resource.types.subscribed || (other?.readOnly ?? false),
				source: other === null ? "own" : "shared",
				owner: other?.name ?? "",
			},
			owner: other === null ? ours(resource.owner, place, options) : null,
		},
	];
}

/** A collection that is in two homes counts where it was seen first. */
function distinct(collections: readonly DavCollection[]): DavCollection[] {
	const byUrl = new Map<string, DavCollection>();
	for (const collection of collections) {
		if (!byUrl.has(collection.url)) byUrl.set(collection.url, collection);
	}
	return [...byUrl.values()].slice(0, MOST_COLLECTIONS);
}
