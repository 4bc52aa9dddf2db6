// The automatic mode: which changes it may make, and the pass that makes them, over ports. The same check, trial, journal,
// proof and undo as behind a click. When it comes: automatic-schedule.ts.

import { type AddCollectionChange, type Change, changeIdentity } from "../domain/change";
import type { DavKind, DavWish } from "../domain/dav";
import type { AccountDiagnosis, Diagnosis } from "../domain/diagnosis";
import type { JournalEntry } from "../domain/journal";
import type { RepairProblem } from "../domain/outcome";
import type { MissingDav } from "../rules/dav-searches";
import type { OwnFound } from "./collection-search";
import type { FixOutcome } from "./doctor";
import { liveChanges, waitingChanges } from "./plan";

/** For all of it; the check and the trial end earlier by their own limits. */
const LONGEST_MS = 180_000;
/** More are forgotten from the oldest on: nobody has so many. */
export const MOST_ATTEMPTS = 1000;

/** What a change is known by: where, from which value and to which. */
export function attemptOf(change: Change): string {
	return JSON.stringify([changeIdentity(change), change.kind === "set" ? [change.from, change.to] : []]);
}

/** It was made or tried by itself before and is proposed again: something else has set it back, or somebody has undone it. */
export function isContested(change: Change, attempted: readonly string[]): boolean {
	return attempted.includes(attemptOf(change));
}

/** What a search is known by while it is made: its login is the same for calendars and address books. */
function searchOf({ provider, address }: DavWish): string {
	return JSON.stringify(["search", provider, address.toLowerCase()]);
}

/** What the organisation wants to be done without a click. */
export interface AutomaticScope {
	/** What a click on « Tout corriger » would change. */
	repairs: boolean;
	/** Calendars, address books: the user's own, where there are none. */
	adds: readonly DavKind[];
}

/** What the automatic mode remembers. */
export interface AutomaticMemory {
	/** Every change that was made or tried by itself, and every search that was begun and did not end: none is again. */
	attempted: string[];
	/** Those of them that were found set back, and told. */
	told: string[];
}

/** How a pass ended. */
export type PassOutcome =
	/** It could not do its work, and is to come again: no network, somebody is writing, another repair is under way. */
	| { kind: "again" }
	| { kind: "nothing-to-do" }
	| { kind: "repaired" | "added"; entry: string }
	/** Nothing was changed, or all of it was put back. */
	| { kind: "not-repaired" };

export interface AutomaticPorts {
	/** A quiet check: it logs in only where the last login was accepted. */
	check(signal: AbortSignal): Promise<Diagnosis>;
	repair(changes: Change[], names: Readonly<Record<string, string>>): Promise<FixOutcome>;
	/** Which calendars and address books may be looked for, with no login that was refused before; asks nobody. */
	missing(kinds: readonly DavKind[]): Promise<MissingDav[]>;
	/** Looks for them, with at most one login at each server, and remembers those that were refused. */
	findOwn(wishes: readonly DavWish[], signal: AbortSignal): Promise<OwnFound[]>;
	/** The journal, newest first. */
	history(): Promise<readonly JournalEntry[]>;
	remembered(): Promise<AutomaticMemory>;
	remember(change: (before: AutomaticMemory) => AutomaticMemory): Promise<void>;
	/** Somebody is writing or sending a message, or Thunderbird is offline. */
	isBusy(): Promise<boolean>;
	showTrouble(diagnosis: Diagnosis): Promise<void>;
	/** One notification, with a way to take it back. */
	tellMade(what: "repaired" | "added", entry: string, accounts: string[]): Promise<void>;
	/** Once for each setting that something else has reset. */
	tellContested(accounts: string[]): Promise<void>;
	/** For the fleet. */
	report(diagnosis: Diagnosis): Promise<void>;
	deadline(milliseconds: number): AbortSignal;
	stayAwake(): () => void;
}

const sawNetwork = ({ offline, networkOut }: Diagnosis): boolean => !offline && !networkOut;

/**
 * One pass, which makes one repair at most. What it may change is what one click on « Tout corriger » would; where nothing of
 * that is left to do, calendars and address books are added. Nothing that was tried by itself before is tried again.
 */
export async function repairByItself(ports: AutomaticPorts, scope: AutomaticScope): Promise<PassOutcome> {
	const sleep = ports.stayAwake();
	try {
		const signal = ports.deadline(LONGEST_MS);
		const before = await ports.check(signal);
		if (!sawNetwork(before)) return { kind: "again" };
		const history = await ports.history();
		const { attempted, told } = await ports.remembered();
		const proposed = scope.repairs ? liveChanges(before.accounts, waitingChanges(history)) : [];
		const contested = proposed.filter((change) => isContested(change, attempted));
		const fresh = proposed.filter((change) => !contested.includes(change));
		// What was made and is there again was reset by something else, unless the user has taken it back.
		const made = attemptsOf(history, ["applied"]);
		const takenBack = attemptsOf(history, ["undone", "undoing", "undo-prepared"]);
		const news = contested.filter((change) => {
			const attempt = attemptOf(change);
			return made.has(attempt) && !takenBack.has(attempt) && !told.includes(attempt);
		});
		// On disk before it is told.
		await remember(ports, "told", news.map(attemptOf));
		if (news.length > 0) await ports.tellContested(accountsOf(before, news));
		const pass: Pass = { ports, before, signal };
		if (fresh.length > 0) {
			const outcome = await make(fresh, "repaired", pass, (left) => accountsOf(before, madeOf(fresh, left)));
			// What is to be added comes at the next start, whatever the repair came to.
			return scope.adds.length > 0 ? { kind: "again" } : outcome;
		}
		// What was added and is missing again was removed by somebody, whoever had added it.
		const isKnown = (attempt: string) =>
			[made, takenBack].some((all) => all.has(attempt)) || attempted.includes(attempt);
		return await addOwn(scope.adds, isKnown, pass);
	} finally {
		sleep();
	}
}

interface Pass {
	ports: AutomaticPorts;
	before: Diagnosis;
	signal: AbortSignal;
}

/** Looks for what is missing, and adds what is the user's own. What was tried or added before is left. */
async function addOwn(
	kinds: readonly DavKind[],
	isKnown: (attempt: string) => boolean,
	pass: Pass,
): Promise<PassOutcome> {
	const { ports, before } = pass;
	const missing = (kinds.length === 0 ? [] : await ports.missing(kinds)).filter(({ wish }) => !isKnown(searchOf(wish)));
	if (missing.length > 0 && (await ports.isBusy())) return { kind: "again" };
	const found = await search(
		missing.map(({ wish }) => wish),
		pass,
	);
	const changes = found.flatMap((one) => one.changes).filter((change) => !isKnown(attemptOf(change)));
	let isUnfinished = found.some(({ end }) => end === "later");
	if (changes.length === 0) {
		await ports.showTrouble(before);
		await ports.report(before);
		return { kind: isUnfinished ? "again" : "nothing-to-do" };
	}
	const add = (some: readonly AddCollectionChange[]): Promise<PassOutcome> => {
		const servers = new Set(some.map(({ server }) => server));
		const accounts = new Set(missing.flatMap(({ account, wish }) => (servers.has(wish.key) ? account : [])));
		return make([...some], "added", pass, () => namesOf(before, ({ key }) => accounts.has(key)));
	};
	let outcome = await add(changes);
	const servers = [...new Set(changes.map(({ server }) => server))];
	if (outcome.kind !== "added" && servers.length > 1) {
		// One account keeps no other out: each by itself, until one is added. The rest comes at the next start.
		await ports.remember((memory) => forget(memory, changes.map(attemptOf)));
		isUnfinished = true;
		for (const own of servers) {
			outcome = await add(changes.filter(({ server }) => server === own));
			if (outcome.kind === "added") break;
		}
	}
	return isUnfinished ? { kind: "again" } : outcome;
}

/** That it was begun is on disk before: a crash in the middle must not have a login sent again that may have been refused. */
async function search(wishes: readonly DavWish[], { ports, signal }: Pass): Promise<OwnFound[]> {
	if (wishes.length === 0) return [];
	const begun = [...new Set(wishes.map(searchOf))];
	await remember(ports, "attempted", begun);
	const found = await ports.findOwn(wishes, signal);
	await ports.remember((memory) => forget(memory, begun));
	return found;
}

/** The same check, journal, proof and undo as behind a click. `accounts`: their names, for what was made. */
async function make(
	changes: Change[],
	what: "repaired" | "added",
	{ ports, before, signal }: Pass,
	accounts: (left: readonly RepairProblem[]) => string[],
): Promise<PassOutcome> {
	signal.throwIfAborted();
	if (await ports.isBusy()) return { kind: "again" };
	// On disk before it is tried: a crash in between must not have it tried again and again.
	await remember(ports, "attempted", changes.map(attemptOf));
	const outcome = await ports.repair(changes, before.names);
	if (outcome.kind === "refused" && outcome.problem.kind !== "not-better") {
		// Not for anything in the changes themselves: they may be tried again.
		await ports.remember((memory) => forget(memory, changes.map(attemptOf)));
		return { kind: "again" };
	}
	if (outcome.kind !== "applied") {
		await ports.showTrouble(before);
		await ports.report(before);
		return { kind: "not-repaired" };
	}
	// Before anything else that may fail or outlast this session: nothing is changed untold.
	await ports.tellMade(what, outcome.entry, accounts(outcome.left));
	const after = await ports.check(signal);
	await ports.showTrouble(after);
	await ports.report(after);
	return { kind: what, entry: outcome.entry };
}

/** Without those of servers that were left as they were, because they would have done worse. */
function madeOf(changes: readonly Change[], left: readonly RepairProblem[]): Change[] {
	const keys = new Set(left.map((problem) => ("key" in problem ? problem.key : null)));
	return changes.filter((change) => {
		if (change.kind === "set") return !keys.has(change.key);
		// A server that was not made has no key: it goes by its host.
		return change.kind !== "create-outgoing" || !keys.has(change.server.host);
	});
}

function remember(ports: AutomaticPorts, list: keyof AutomaticMemory, all: readonly string[]): Promise<void> {
	if (all.length === 0) return Promise.resolve();
	return ports.remember((memory) => ({
		...memory,
		[list]: [...memory[list].filter((one) => !all.includes(one)), ...all].slice(-MOST_ATTEMPTS),
	}));
}

function forget(memory: AutomaticMemory, all: readonly string[]): AutomaticMemory {
	return { ...memory, attempted: memory.attempted.filter((one) => !all.includes(one)) };
}

function attemptsOf(history: readonly JournalEntry[], states: readonly JournalEntry["state"][]): Set<string> {
	return new Set(
		history.filter(({ state }) => states.includes(state)).flatMap(({ changes }) => changes.map(attemptOf)),
	);
}

/** The names of the accounts that show one of these changes. */
function accountsOf(diagnosis: Diagnosis, changes: readonly Change[]): string[] {
	const wanted = new Set(changes.map(changeIdentity));
	return namesOf(diagnosis, ({ findings }) =>
		findings.some((finding) => finding.changes.some(({ change }) => wanted.has(changeIdentity(change)))),
	);
}

function namesOf({ accounts }: Diagnosis, isMeant: (account: AccountDiagnosis) => boolean): string[] {
	return accounts.filter(isMeant).map(({ name, address }) => name || address);
}
