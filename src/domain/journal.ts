// The journal: what was done to the profile, so that it can be finished, taken back, and told.
// Pure shapes and decisions; the file and the profile are handled by ../experiments/repair/.

import type { Change } from "./change";
import type { RepairProblem } from "./outcome";
import type { IncomingProtocol } from "./vocabulary";

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
	/** As the server calls what it protects; left out where it is the origin, as for mail. */
	realm?: string | undefined;
}

/** A copy of a stored login at another place. Never holds the password or a token; the original stays. */
export interface LoginCopy {
	from: LoginPlace;
	to: LoginPlace;
	/** The id of the copy in the login store; null until it was written. */
	guid: string | null;
}

/** Where Thunderbird keeps everything of an incoming server: it tells servers apart by these, and folders by the address. */
export interface ServerPlace {
	host: string;
	username: string;
	/** `imap://user%40asso.example@ssl0.ovh.net`, without a slash at its end. */
	uri: string;
}

/** A file of the profile that a closing rewrote, and where its bytes from before were kept. */
export interface KeptFile {
	/** Below the profile, with `/`. */
	path: string;
	/** Name of the copy in the folder of the entry. */
	copy: string;
	/** SHA-256 of what was written: a file that still is that can be put back byte by byte. */
	written: string;
}

/** All that one closing does for a move or its undo: on disk before its first step, so that a start can take it back. */
export interface ClosingWork {
	prefs: PrefEdit[];
	files: KeptFile[];
}

/** A change of the host or user name of an incoming server, made with all that hangs on them while Thunderbird closes. */
export interface MoveRecord {
	/** Thunderbird's key of the server. */
	key: string;
	protocol: IncomingProtocol;
	from: ServerPlace;
	to: ServerPlace;
	made: ClosingWork | null;
	undo: ClosingWork | null;
	/** Put back by a start, but Thunderbird may have read them before: the next closing looks at them again. */
	mend: KeptFile[];
	/** After the restart Thunderbird's own objects were seen to have the new values. */
	verified: boolean;
}

/** What a repair added to Thunderbird, under a key that was chosen or foreseen before it was there. */
export type Added =
	| { kind: "calendar"; id: string; url: string }
	/** `id`: of its preferences, `ldap_2.servers.…`, which another one may have later; `uid`: chosen for this one. */
	| { kind: "address-book"; id: string; uid: string; url: string }
	/**
	 * Thunderbird's keys. `server` is empty until it was made: Thunderbird tells its key no sooner, and a crash in between
	 * is found by `client`, the id for servers that it was given, chosen before. `outgoing` null: the server was there already.
	 * `logins`: where its password was kept.
	 */
	| {
			kind: "account";
			account: string;
			server: string;
			client: string;
			identity: string;
			outgoing: string | null;
			logins: KeptLogin[];
	  };

/** Never holds the password. */
export interface KeptLogin {
	place: LoginPlace;
	/** The login's id in the login store; null until it was written. */
	guid: string | null;
	/** Where in the login store the login is kept that was there before; left out: there was none. */
	former?: LoginPlace;
	/** When the password was changed to this one, in milliseconds since 1970; left out until it was written. */
	changed?: number;
}

/** Why what was prepared was not made, or not taken back. */
export type MoveProblem = Extract<
	RepairProblem,
	{
		kind:
			| "changed-meanwhile"
			| "unknown-target"
			| "locked"
			| "unsupported"
			| "cannot-carry"
			| "not-written"
			| "not-kept"
			| "internal-error";
	}
>;

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
	/**
	 * `taken-back` in an entry that is still "applying": whatever is there, it is to be put back. In one that is prepared:
	 * it was put back, and is made at the next closing.
	 */
	recovery: Recovery | null;
	/** What the user agreed to, with readable names of the moment. */
	changes: Change[];
	names: Readonly<Record<string, string>>;
	/** Of a move: those of the agreed settings; all others that follow are found while Thunderbird closes. */
	prefs: PrefEdit[];
	logins: LoginCopy[];
	/** Keys of outgoing servers that the repair made. */
	created: string[];
	/** Calendars, address books and accounts that the repair added. */
	added: Added[];
	/** What waits for a restart: null for a repair that is made at once. */
	move: MoveRecord | null;
	/** Told to the user: a move that was prepared, and then was not made or not taken back. */
	problem: MoveProblem | null;
}

/** A journal file that could not be used: why, and under which name below the profile it was kept. */
export interface SetAside {
	reason: "corrupt" | "newer-version" | "older-version";
	keptAs: string;
}

export interface Journal {
	version: typeof JOURNAL_VERSION;
	/** Told to the user until the next repair. */
	setAside: SetAside | null;
	/** Oldest first. */
	entries: JournalEntry[];
}

export const JOURNAL_VERSION = 3;
/** The oldest entries leave the file beyond this number. */
export const JOURNAL_LIMIT = 200;
