// The journal: what was done to the profile, so that it can be finished, taken back, and told.
// Pure shapes and decisions; the file and the profile are handled by ../experiments/repair/.

import type { Change } from "./change";
import type { RepairProblem } from "./outcome";

/** A preference as the preference file holds it; null when it has no user value. */
export type PrefValue = string | number | boolean | null;

export interface PrefEdit {
	name: string;
	before: PrefValue;
	after: PrefValue;
}

/** Where a login is kept: an origin as Thunderbird's login store writes it (`smtp://ssl0.ovh.net`) and a user name. */
export interface LoginPlace {
	origin: string;
	username: string;
}

/** A copy of a stored login at another place. Never holds the password or a token; the original stays. */
export interface LoginCopy {
	from: LoginPlace;
	to: LoginPlace;
	/** The id of the copy in the login store; null until it was written. */
	guid: string | null;
}

export type EntryState =
	/** Proved and ready; made when Thunderbird closes. */
	| "prepared"
	/** Written before the first change. A start that finds it finishes the repair or takes it back. */
	| "applying"
	| "applied"
	/** It was tried and everything was put back in the same run. */
	| "rolled-back"
	/** To be taken back when Thunderbird closes. */
	| "undo-prepared"
	/** Written before the first step of an undo. A start that finds it ends the undo. */
	| "undoing"
	| "undone";

/** What a start of Thunderbird did with an entry that a crash had left half done. */
export type Recovery = "finished" | "taken-back";

export interface JournalEntry {
	id: string;
	/** ISO 8601, UTC: when the repair began. */
	at: string;
	state: EntryState;
	/** `taken-back` in an entry that is still "applying": whatever is there, it is to be put back. */
	recovery: Recovery | null;
	/** What the user agreed to, with readable names of the moment. */
	changes: Change[];
	names: Readonly<Record<string, string>>;
	prefs: PrefEdit[];
	logins: LoginCopy[];
	/** Keys of outgoing servers that the repair made. */
	created: string[];
	/** Why what was prepared was not made, or was not taken back. */
	problem?: RepairProblem | null;
}

/** A journal file that could not be used: why, and under which name below the profile it was kept. */
export interface SetAside {
	reason: "corrupt" | "newer-version" | "older-version";
	keptAs: string;
}

export interface Journal {
	version: 1;
	/** Told to the user until the next repair. */
	setAside: SetAside | null;
	/** Oldest first. */
	entries: JournalEntry[];
}

export const JOURNAL_VERSION = 1;
/** The oldest entries leave the file beyond this number. */
export const JOURNAL_LIMIT = 200;
