// The automatic mode: which changes it may make, and the pass that makes them, over ports. The same check, trial, journal,
// proof and undo as behind a click. When it comes: automatic-schedule.ts.

import { type Change, changeIdentity } from "../domain/change";
import type { Diagnosis } from "../domain/diagnosis";
import type { JournalEntry } from "../domain/journal";
import type { RepairProblem } from "../domain/outcome";
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

/** What the automatic mode remembers. */
export interface AutomaticMemory {
	/** Every change that was made or tried by itself: it never is again. */
	attempted: string[];
	/** Those of them that were found set back, and told. */
	told: string[];
}

/** How a pass ended. */
export type PassOutcome =
	/** It could not do its work, and is to come again: no network, somebody is writing, another repair is under way. */
	| { kind: "again" }
	| { kind: "nothing-to-do" }
	| { kind: "repaired"; entry: string }
	/** Nothing was changed, or all of it was put back. */
	| { kind: "not-repaired" };

export interface AutomaticPorts {
	/** A quiet check: it logs in only where the last login was accepted. */
	check(signal: AbortSignal): Promise<Diagnosis>;
	repair(changes: Change[], names: Readonly<Record<string, string>>): Promise<FixOutcome>;
	/** The journal, newest first. */
	history(): Promise<readonly JournalEntry[]>;
	remembered(): Promise<AutomaticMemory>;
	remember(change: (before: AutomaticMemory) => AutomaticMemory): Promise<void>;
	/** Somebody is writing or sending a message, or Thunderbird is offline. */
	isBusy(): Promise<boolean>;
	showTrouble(diagnosis: Diagnosis): Promise<void>;
	/** One notification, with a way to take it back. */
	tellRepaired(entry: string, accounts: string[]): Promise<void>;
	/** Once for each setting that something else has reset. */
	tellContested(accounts: string[]): Promise<void>;
	/** For the fleet. */
	report(diagnosis: Diagnosis): Promise<void>;
	deadline(milliseconds: number): AbortSignal;
	stayAwake(): () => void;
}

const sawNetwork = ({ offline, networkOut }: Diagnosis): boolean => !offline && !networkOut;

/** One pass. What it may change is what one click on « Tout corriger » would, and was never tried by itself before. */
export async function repairByItself(ports: AutomaticPorts): Promise<PassOutcome> {
	const sleep = ports.stayAwake();
	try {
		const signal = ports.deadline(LONGEST_MS);
		const before = await ports.check(signal);
		if (!sawNetwork(before)) return { kind: "again" };
		const history = await ports.history();
		const proposed = liveChanges(before.accounts, waitingChanges(history));
		const { attempted, told } = await ports.remembered();
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
		await remember(ports, "told", news);
		if (news.length > 0) await ports.tellContested(accountsOf(before, news));
		if (fresh.length === 0) {
			await ports.showTrouble(before);
			await ports.report(before);
			return { kind: "nothing-to-do" };
		}
		signal.throwIfAborted();
		if (await ports.isBusy()) return { kind: "again" };
		// On disk before it is tried: a crash in between must not have it tried again and again.
		await remember(ports, "attempted", fresh);
		const outcome = await ports.repair(fresh, before.names);
		if (outcome.kind === "refused" && outcome.problem.kind !== "not-better") {
			// Not for anything in the changes themselves: they may be tried again.
			await ports.remember((memory) => forget(memory, fresh));
			return { kind: "again" };
		}
		if (outcome.kind !== "applied") {
			await ports.showTrouble(before);
			await ports.report(before);
			return { kind: "not-repaired" };
		}
		// Before anything else that may fail or outlast this session: nothing is changed untold.
		await ports.tellRepaired(outcome.entry, accountsOf(before, madeOf(fresh, outcome.left)));
		const after = await ports.check(signal);
		await ports.showTrouble(after);
		await ports.report(after);
		return { kind: "repaired", entry: outcome.entry };
	} finally {
		sleep();
	}
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

function remember(ports: AutomaticPorts, list: keyof AutomaticMemory, changes: readonly Change[]): Promise<void> {
	if (changes.length === 0) return Promise.resolve();
	const all = changes.map(attemptOf);
	return ports.remember((memory) => ({
		...memory,
		[list]: [...memory[list].filter((one) => !all.includes(one)), ...all].slice(-MOST_ATTEMPTS),
	}));
}

function forget(memory: AutomaticMemory, changes: readonly Change[]): AutomaticMemory {
	const all = changes.map(attemptOf);
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
	return diagnosis.accounts
		.filter(({ findings }) =>
			findings.some((finding) => finding.changes.some(({ change }) => wanted.has(changeIdentity(change)))),
		)
		.map(({ name, address }) => name || address);
}
