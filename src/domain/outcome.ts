// How a repair, an undo or a read of the journal can end. Shared by the privileged side and the page.

import type { Seen } from "./finding";
import type { JournalEntry, SetAside } from "./journal";
import type { Endpoint, Observation, Outcome, Stage } from "./observation";
import type { Setting } from "./vocabulary";

/** Why nothing was done, or why everything was put back. */
export type RepairProblem =
	/** A value is no longer what the page showed. */
	| { kind: "changed-meanwhile"; key: string; setting: Setting | null }
	/** A server or identity that the request names is not there (any more). */
	| { kind: "unknown-target"; key: string }
	| { kind: "locked"; key: string; setting: Setting }
	/** A host outside the provider's table, or a password on its way from one platform to another. */
	| { kind: "foreign-host"; host: string }
	| { kind: "lowers-security"; key: string }
	/** Another account or outgoing server already has this user and host. */
	| { kind: "duplicate"; key: string }
	/** The primary password protects the login that would have to be copied. */
	| { kind: "login-store-locked" }
	/** The journal cannot be written: disk full, folder read-only. */
	| { kind: "journal-not-writable" }
	/** Preferences or logins did not reach the disk. */
	| { kind: "not-written" }
	/** Thunderbird kept another value than the one written. */
	| { kind: "not-kept"; key: string; setting: Setting | null }
	/** The organisation lets this add-on report, and change nothing. */
	| { kind: "report-only" }
	/** The organisation wants no calendars, or no address books, to be added. */
	| { kind: "additions-off"; service: "calendar" | "contacts" }
	/** An internal that this repair needs is missing in this Thunderbird. */
	| { kind: "unsupported"; internal: string }
	/** A message is being sent through this server. */
	| { kind: "sending"; key: string }
	/** Another repair or undo is under way. */
	| { kind: "busy" }
	/** No such entry, or it cannot be undone any more. */
	| { kind: "not-undoable" }
	/** The new settings do worse than the present ones; nothing was changed, or everything was put back. */
	| { kind: "not-better"; key: string; seen: Seen }
	/** A calendar or address book of this host that was added did not come up. */
	| { kind: "not-synchronised"; host: string }
	/** Entries that were made here have not reached their server yet. `name`: of the calendar or address book. */
	| { kind: "unsent-changes"; name: string }
	/** An account that was made cannot be taken away again: something would be lost with it. */
	| { kind: "account-in-use"; key: string; by: AccountUse }
	// ---- only where a change waits for a restart
	/** The new host holds another mailbox than the one whose mail Thunderbird keeps. */
	| { kind: "other-mailbox"; key: string; host: string }
	/** Mail is kept here, and nothing of it could be compared with the mailbox of the new host. */
	| { kind: "not-comparable"; key: string; host: string }
	/** The stored password may not go to that host by itself: the user has to type it. */
	| { kind: "password-needed"; key: string; host: string }
	/** A message is being written. */
	| { kind: "composing" }
	/** Messages wait in the outbox. */
	| { kind: "outbox" }
	/** What was done offline has not reached the server yet. */
	| { kind: "offline-operations"; key: string }
	/** Another profile or program uses the folder in which this account keeps its mail. */
	| { kind: "folder-shared"; key: string }
	/** A piece of what hangs on the account cannot be carried over safely. `name`: which one, such as a file or a folder. */
	| { kind: "cannot-carry"; piece: CarriedPiece; name: string }
	/** A surprise inside Thunderbird; the text is for support. */
	| { kind: "internal-error"; text: string };

/** What an account has come to hold that its server does not, or what has come to hang on it. */
export const ACCOUNT_USES = [
	/** Messages that only this computer has. */
	"messages",
	"identities",
	/** Its own, or those of others that move mail there. */
	"filters",
	"saved-searches",
	/** Another account keeps mail there, or a calendar answers invitations in its name. */
	"settings",
] as const;
export type AccountUse = (typeof ACCOUNT_USES)[number];

/** What hangs on the host and user name of an incoming server, and follows when they change. */
export const CARRIED_PIECES = [
	"login",
	"identity-folders",
	"settings",
	"filters",
	"saved-searches",
	"folder-view",
	"open-tabs",
	"search-index",
	"download-state",
] as const;
export type CarriedPiece = (typeof CARRIED_PIECES)[number];

/** How many of each piece follow; a piece that there is none of is left out. */
export type Carried = Readonly<Partial<Record<CarriedPiece, number>>>;

export type PrepareOutcome =
	/** Proved and ready: the change is made when Thunderbird closes the next time. Nothing but a copy of a login was added. */
	| { kind: "prepared"; entry: string; carried: Carried }
	/** Refused before anything was touched. */
	| { kind: "refused"; problem: RepairProblem };

export type RepairOutcome =
	/** `proofs`: what the servers showed with the new settings, in the order of the request's proofs. */
	| { kind: "applied"; entry: string; proofs: Observation[] }
	/** Every setting already had its value. */
	| { kind: "nothing-to-do" }
	/** Refused before anything was touched. */
	| { kind: "refused"; problem: RepairProblem }
	/** Begun, and everything put back. */
	| { kind: "rolled-back"; problem: RepairProblem };

/** A server to examine, without a login, once a repair is written: it must come as far as before, or all is put back. */
export interface Proof {
	/** Thunderbird's key of the server that is changed; of one that is made, whose key nobody knows yet, that of its `loginFrom`. */
	key: string;
	/** As it will be configured; its `login` is null. Nothing else is examined: a proof of another place undoes the repair. */
	endpoint: Endpoint;
	/** How far the server came before the repair; null where nothing was known. */
	before: { stage: Stage; ok: boolean } | null;
}

/** What became of a password that the user typed: tried with incoming mail first, and there only when it is refused. */
export type PasswordOutcome =
	| { kind: "tried"; results: PasswordResult[] }
	| { kind: "refused"; problem: RepairProblem };

export interface PasswordResult {
	/** Thunderbird's key of the mail server, or `caldav` or `carddav`. */
	key: string;
	outcome: Outcome;
	stored: boolean;
}

/** A mail server, by Thunderbird's key. */
export interface ServerRef {
	server: "incoming" | "outgoing";
	key: string;
}

/** Why a sign-in came to nothing: no setting was changed, and the tokens that were stored before are untouched. */
export type SignInObstacle =
	/** The window was closed, or the sign-in was cancelled in the page. */
	| { kind: "closed" }
	/** The user was asked for the consent and said no. */
	| { kind: "denied" }
	/** Nobody has answered for as long as anybody may take. */
	| { kind: "too-late" }
	/** Another sign-in is under way; its window was brought to the front. */
	| { kind: "open" }
	/** Thunderbird's window would not work: it accepts no cookies, or runs no scripts. */
	| { kind: "cookies-blocked" }
	/** By this computer's clock the certificate of the issuer is out of date. */
	| { kind: "clock-wrong" }
	/** The issuer does not answer. */
	| { kind: "unreachable"; host: string }
	/** Somebody between this computer and the issuer shows a certificate of his own. */
	| { kind: "untrusted"; host: string }
	/** The issuer has said no, in its own words. */
	| { kind: "issuer-refused"; text: string }
	/** What mail needs was not ticked in the window. */
	| { kind: "permission-missing" }
	/** The server refuses the new token for this mailbox: it is that of another account. */
	| { kind: "other-account"; username: string; seen: Seen }
	/** The server could not be asked. */
	| { kind: "not-proved"; key: string; seen: Seen };

export type SignInOutcome =
	/**
	 * `entry`: of the settings that were changed; null where there were none. `proofs`: what the servers showed with the
	 * new token, in the order of the request. `left`: servers that did not take it and were left as they are.
	 */
	| { kind: "signed-in"; entry: string | null; proofs: Observation[]; left: RepairProblem[] }
	| { kind: "not-signed-in"; why: SignInObstacle }
	/** Refused before any window, or the settings were put back: then the sign-in itself stands. */
	| { kind: "refused" | "rolled-back"; problem: RepairProblem };

/** What became of an account that was to be made. */
export type AccountOutcome =
	/** Thunderbird's keys. */
	| { kind: "created"; entry: string; account: string; server: string; identity: string }
	/** Nothing was made: this server did not take the login, or could not be asked. */
	| { kind: "not-proved"; server: "incoming" | "outgoing"; seen: Seen }
	| { kind: "not-signed-in"; why: SignInObstacle }
	| { kind: "refused" | "rolled-back"; problem: RepairProblem };

/** `prepared`: it is taken back when Thunderbird closes the next time. */
export type UndoOutcome = { kind: "undone" | "prepared"; entry: string } | { kind: "refused"; problem: RepairProblem };

/** What became of the journal file itself at this start. */
export type JournalHealth =
	| { kind: "ok" }
	/** It could not be read as a journal; it was kept under another name and a new one begun. */
	| ({ kind: "set-aside" } & SetAside)
	/** The file is there but cannot be read. Nothing is repaired meanwhile. */
	| { kind: "unreadable" };

export interface JournalView {
	health: JournalHealth;
	/** Newest first. */
	entries: JournalEntry[];
	/** Ids of the entries that a crash had left half done and that this start of Thunderbird ended. */
	recovered: string[];
}

/** What a look at Thunderbird's internals found. */
export interface SelfCheck {
	version: string;
	/** `newer` than every version this add-on was tried with. */
	tried: "tried" | "newer";
	/** Paths of missing or changed internals, with the kinds of repair that need each. */
	missing: { internal: string; repairs: RepairKind[] }[];
}

/** The kinds of repair that the self-check switches on and off. */
export const REPAIR_KINDS = [
	"incoming",
	"incoming-host",
	"outgoing",
	"outgoing-host",
	"create-outgoing",
	"identity",
	"calendar",
	"address-book",
	"add-calendar",
	"add-address-book",
	"create-account",
] as const;
export type RepairKind = (typeof REPAIR_KINDS)[number];
