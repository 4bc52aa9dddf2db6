// From findings to the changes of one click. Pure.

import { type Change, changeIdentity, type ProposedChange, type SetChange } from "../domain/change";
import type { AccountDiagnosis, Diagnosis } from "../domain/diagnosis";
import type { JournalEntry } from "../domain/journal";
import type { Setting } from "../domain/vocabulary";

/** What waits for the next restart already, by `changeIdentity`. */
export type Waiting = ReadonlySet<string>;

/** The changes that one click makes at once: live, not blocked, each once though several accounts may show it. */
export function liveChanges(accounts: readonly AccountDiagnosis[], waiting: Waiting = new Set()): Change[] {
	const changes = new Map<string, Change>();
	for (const proposed of proposedChanges(accounts)) {
		const identity = changeIdentity(proposed.change);
		if (proposed.fix !== "live" || proposed.blocked !== null || waiting.has(identity)) continue;
		changes.set(identity, proposed.change);
	}
	return [...changes.values()];
}

/** The changes of one incoming server that are prepared together and made at a restart. */
export interface RestartGroup {
	/** The account that shows it. */
	account: string;
	/** Thunderbird's key of the incoming server. */
	server: string;
	changes: SetChange[];
}

/**
 * One for each incoming server whose host or user name is to change, unless something of it is blocked or waits already.
 * A connection that could be repaired at once goes along: the new settings have to work together.
 */
export function restartGroups(accounts: readonly AccountDiagnosis[], waiting: Waiting = new Set()): RestartGroup[] {
	return accounts.flatMap((account): RestartGroup[] => {
		const own = proposedChanges([account]).flatMap(({ change, ...rest }) =>
			change.kind === "set" && change.target === "incoming" ? [{ change, ...rest }] : [],
		);
		const moving = own.filter(({ fix }) => fix === "restart");
		const [first] = moving;
		if (first === undefined || moving.some(({ blocked }) => blocked !== null)) return [];
		const server = first.change.key;
		const along = own.filter(
			({ change, fix, blocked }) =>
				fix === "live" && blocked === null && change.key === server && CONNECTION.includes(change.setting),
		);
		const changes = [...moving, ...along].map(({ change }) => change);
		return changes.some((change) => waiting.has(changeIdentity(change)))
			? []
			: [{ account: account.key, server, changes }];
	});
}

const CONNECTION: readonly Setting[] = ["incoming.port", "incoming.security", "incoming.auth"];

/** The repairs, and the undoing of repairs, that are made when Thunderbird restarts. */
export function waitingEntries(entries: readonly JournalEntry[]): JournalEntry[] {
	return entries.filter(({ state }) => state === "prepared" || state === "undo-prepared");
}

export function waitingChanges(entries: readonly JournalEntry[]): Waiting {
	return new Set(waitingEntries(entries).flatMap(({ changes }) => changes.map(changeIdentity)));
}

export function proposedChanges(accounts: readonly AccountDiagnosis[]): ProposedChange[] {
	return accounts.flatMap((account) => account.findings.flatMap((finding) => finding.changes));
}

/** Accounts that do not work or are unsafe: the number on the toolbar button. */
export function accountsInTrouble(diagnosis: Diagnosis): number {
	return diagnosis.accounts.filter((account) => account.health === "error" || account.health === "warning").length;
}
