// Adding calendars and address books: what is decided before anything is touched, and taking them back. Pure against the
// ports; Thunderbird's own objects are in calendars.ts and address-books.ts, the order of a repair is in engine.ts.

import type { AddCollectionChange } from "../../domain/change";
import { type DavKind, isDavUser } from "../../domain/dav";
import type { Added, JournalEntry, LoginPlace, PrefEdit } from "../../domain/journal";
import type { RepairProblem } from "../../domain/outcome";
import { originOf } from "../shared/logins";
import type { Collection, FirstRead, Ports } from "./ports";
import { parseWebAddress, readWebAddress } from "./web-address";

/** What is added, and which change wants it. */
export interface Addition {
	added: Exclude<Added, { kind: "account" }>;
	change: AddCollectionChange;
}

export type CompiledAddition =
	/** `login`: where it has to be, and from where it would be copied; null where none is used. */
	| { kind: "addition"; addition: Addition; login: { from: LoginPlace | null; to: LoginPlace } | null }
	/** It is there already. */
	| { kind: "present" }
	| { kind: "problem"; problem: RepairProblem };

/** All in one turn; whether its login is there is asked afterwards. `before`: what the same repair adds already. */
export function compileAddition(
	change: AddCollectionChange,
	before: readonly Addition[],
	ports: Ports,
): CompiledAddition {
	const problem = (problem: RepairProblem): CompiledAddition => ({ kind: "problem", problem });
	const kind = change.kind === "add-calendar" ? "calendar" : "address-book";
	if (!ports.mayAdd(davKindOf(change))) {
		return problem({ kind: "additions-off", service: kind === "calendar" ? "calendar" : "contacts" });
	}
	const incoming = ports.targets.incoming(change.server);
	if (!incoming) return problem({ kind: "unknown-target", key: change.server });
	const address = parseWebAddress(change.url);
	if (!address) return problem({ kind: "foreign-host", host: change.url });
	const isDavHost = (host: string) => ports.providers.isDavHost(incoming.host, davKindOf(change), host);
	// A public calendar gets no password, and may be anywhere.
	if (change.type !== "ics" && !isDavHost(address.host)) return problem({ kind: "foreign-host", host: address.host });
	const { identity } = change;
	if (identity !== null && ports.targets.value("identity", identity, "identity.outgoing") === undefined) {
		return problem({ kind: "unknown-target", key: identity });
	}
	const hands = ports.collections[kind];
	const others = before.filter(({ added }) => added.kind === kind);
	const all = [
		...hands.list(),
		...others.map(({ change: { url, username, name } }) => ({ id: "", uid: null, url, username, name })),
	];
	if (all.some((one) => isSame(one, change, isDavHost))) return { kind: "present" };
	const id = hands.nextId(
		change.name,
		others.map(({ added }) => added.id),
	);
	if (ports.prefs.isLocked(hands.addressPref(id))) {
		const setting = kind === "calendar" ? "calendar.username" : "contacts.username";
		return problem({ kind: "locked", key: id, setting });
	}
	const to = { origin: address.origin, username: change.username, realm: change.login?.realm ?? "" };
	const from =
		change.login?.from === "mail"
			? { origin: originOf(incoming.protocol, incoming.host), username: incoming.username }
			: null;
	return {
		kind: "addition",
		addition: {
			added: kind === "calendar" ? { kind, id, url: change.url } : { kind, id, uid: ports.newId(), url: change.url },
			change,
		},
		login: change.login && { from, to },
	};
}

function davKindOf({ kind }: AddCollectionChange): DavKind {
	return kind === "add-calendar" ? "caldav" : "carddav";
}

/** The same collection of the same user, however both are written. */
function isSame(one: Collection, change: AddCollectionChange, isDavHost: (host: string) => boolean): boolean {
	const there = readWebAddress(one.url);
	const wanted = readWebAddress(change.url);
	if (there === null || wanted === null || there.path !== wanted.path) return false;
	const isSameHost = there.host === wanted.host || (isDavHost(there.host) && isDavHost(wanted.host));
	return isSameHost && isDavUser(one.username, change.username);
}

/** All in one turn. The first synchronisations go on; whoever waits for the disk first learns of them later. */
export function beginAdding(additions: readonly Addition[], ports: Ports): Promise<FirstRead>[] {
	return additions.map(({ added, change }) => {
		const read = ports.collections[added.kind].add(added, change);
		read.catch(() => undefined);
		ports.step(`${added.kind}:added`);
		return read;
	});
}

/** The proof of what was added: it was read once, or its server is merely slow. */
export function firstReadProblem(
	additions: readonly Addition[],
	ends: readonly FirstRead[],
	ports: Ports,
): RepairProblem | null {
	if (ends.length > 0) ports.step("synchronised");
	const failed = additions.find((_, index) => ends[index] === "failed");
	return failed ? { kind: "not-synchronised", host: parseWebAddress(failed.change.url)?.host ?? "" } : null;
}

export const collectionsOf = (entry: JournalEntry): Addition["added"][] =>
	entry.added.filter((one) => one.kind !== "account");

/** The very one that the repair added: nobody has given its place to another. */
function find(added: Addition["added"], ports: Ports): Collection | undefined {
	const uid = added.kind === "address-book" ? added.uid : null;
	return ports.collections[added.kind]
		.list()
		.find((one) => one.id === added.id && one.uid === uid && one.url === added.url);
}

/** The preferences that must be on disk for what was added to be there, or to be gone. */
export function addressPrefs(entry: JournalEntry, ports: Ports): Pick<PrefEdit, "name" | "after">[] {
	return collectionsOf(entry).map(({ kind, id }) => {
		const name = ports.collections[kind].addressPref(id);
		return { name, after: ports.prefs.read(name) };
	});
}

/** All that the repair added is there. */
export function isAdded(entry: JournalEntry, ports: Ports): boolean {
	return collectionsOf(entry).every((added) => find(added, ports) !== undefined);
}

/** Takes back what was added, as far as it came; what somebody else has put in its place stays. */
export function removeAdded(added: Addition["added"], ports: Ports): void {
	const hands = ports.collections[added.kind];
	const isOfAnother = hands.list().some(({ id }) => id === added.id) && find(added, ports) === undefined;
	const branch = hands.addressPref(added.id).replace(/(carddav\.url|uri)$/, "");
	// Thunderbird gives the place of a book that is gone to the next one of that name, which may be of any kind.
	const isTaken =
		added.kind === "address-book" &&
		ports.prefs.read(`${branch}filename`) !== null &&
		ports.prefs.read(`${branch}uid`) !== added.uid;
	if (isOfAnother || isTaken) return;
	hands.remove(added.id);
	// What Thunderbird writes of it a little later.
	for (const name of ports.prefs.namesBelow(branch)) ports.prefs.write(name, null);
}

/** Why what was added cannot be taken back now; null: it can. */
export async function undoAddedProblem(entry: JournalEntry, ports: Ports): Promise<RepairProblem | null> {
	for (const change of entry.changes) {
		if (change.kind !== "set" || change.setting !== "calendar.cached" || change.to !== true) continue;
		// Without the copy on this computer what waits in it is lost.
		const { calendar } = ports.collections;
		const there = calendar.list().find(({ id }) => id === change.key);
		if (there && (await calendar.hasUnsent(there.id))) return { kind: "unsent-changes", name: there.name };
	}
	for (const added of collectionsOf(entry)) {
		const there = find(added, ports);
		// The user has removed it: nothing is left to take back.
		if (there === undefined) continue;
		if (await ports.collections[added.kind].hasUnsent(added.id)) return { kind: "unsent-changes", name: there.name };
	}
	return null;
}

export const isOfDav = ({ origin }: LoginPlace): boolean => origin.startsWith("https:");

/** Thunderbird's calendars are not to be asked for before its windows are up. */
export function touchesCollections({ added, changes, logins }: JournalEntry): boolean {
	const isSet = changes.some((change) => change.kind === "set" && change.target === "calendar");
	return isSet || added.length > 0 || logins.some(({ to }) => isOfDav(to));
}

/** Whether another calendar or address book than those of this entry logs in with this login, whatever its realm. */
export function isUsedByOthers(place: LoginPlace, entry: JournalEntry, ports: Ports): boolean {
	const own = new Set(collectionsOf(entry).flatMap((added) => find(added, ports)?.id ?? []));
	return [...ports.collections.calendar.list(), ...ports.collections["address-book"].list()].some(
		({ id, url, username }) =>
			!own.has(id) &&
			readWebAddress(url)?.origin === place.origin &&
			// Without a user name of its own it takes any.
			(username === "" || username === place.username),
	);
}

export const isDefaultPref = (name: string): boolean => /^calendar\.registry\..+\.calendar-main-default$/.test(name);

/** Thunderbird remembers which calendar new events go to: let it look again where the repair has taken that away. */
export function settleDefaults({ prefs }: JournalEntry, ports: Ports): void {
	if (prefs.some(({ name }) => isDefaultPref(name))) ports.collections.calendar.settleDefault();
}
