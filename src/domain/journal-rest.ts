// Whether a journal still wants something of Thunderbird's start or end. Pure, and small enough for every start: no schema.
// What is then done: ../experiments/repair/.

import { type EntryState, JOURNAL_VERSION, type JournalEntry } from "./journal";

/** Nothing is left to be looked at or removed after a restart. */
export function isTidy({ state, move, logins }: JournalEntry): boolean {
	if (move === null) return true;
	if (state === "applied") return move.verified;
	const isEnded = state === "undone" || state === "rolled-back";
	return !isEnded || (logins.length === 0 && move.made === null && move.undo === null);
}

const RESTING: readonly EntryState[] = ["applied", "rolled-back", "undone"];

function isResting(entry: JournalEntry): boolean {
	// An entry of the first version has none.
	const move = (entry.move as JournalEntry["move"] | undefined) ?? null;
	return RESTING.includes(entry.state) && (move === null || (isTidy(entry) && move.mend.length === 0));
}

/**
 * The text of a journal file: neither this start nor the closing after it has anything to do for it. false also for every
 * text that is not understood. That it is of the right shape is only seen as far as it matters here.
 */
export function isAtRest(content: string): boolean {
	try {
		const { version, entries } = JSON.parse(content) as { version: number; entries: JournalEntry[] };
		const isKnown = Number.isInteger(version) && version >= 1 && version <= JOURNAL_VERSION;
		return isKnown && entries.every(isResting);
	} catch {
		return false;
	}
}
