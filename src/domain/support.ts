// What support is told besides the check, and the stored logins that nothing uses any more. Plain JSON, shared by the
// privileged side and the page. What of it is written into a report is decided in ../options/report.ts.

import type { LiveFacts } from "./live";
import type { Snapshot } from "./snapshot";

/** Another add-on of this profile. */
export interface OtherAddon {
	id: string;
	name: string;
	version: string;
	enabled: boolean;
}

/** What this Thunderbird says of itself, without asking anybody. */
export interface Installation {
	/** The day on which it was built, `2026-10-12`; null where it does not say. */
	built: string | null;
	/** The language of its windows, such as `fr`. */
	language: string;
	/** Without this add-on and those that are part of Thunderbird. */
	addons: OtherAddon[];
}

/** What the last check looked at; `live` is null where the network was not asked. */
export interface Evidence {
	snapshot: Snapshot;
	live: LiveFacts | null;
}

/** A stored mail login. Never the password. */
export interface UnusedLogin {
	/** Of the login store; changes with every login. */
	id: string;
	/** Such as `imap://mail.example`. */
	origin: string;
	username: string;
}

export type UnusedLogins =
	| { kind: "listed"; logins: UnusedLogin[] }
	/** The primary password has not been entered: nothing is known but how many logins of servers there are. */
	| { kind: "locked"; stored: number }
	/** The journal cannot be read, so that nobody knows what an undo will need. */
	| { kind: "unknown" };

export type LoginRemoval =
	| { kind: "removed" }
	/** It is not there any more, or something uses it again, or the logins are locked; nothing was removed. */
	| { kind: "not-unused" }
	/** The organisation lets this add-on report, and change nothing. */
	| { kind: "report-only" };
