// What the page can ask for: use cases over Thunderbird. Implemented by ../thunderbird/, faked in the page's tests.

import type { Change } from "../domain/change";
import type { DavKind } from "../domain/dav";
import type { CollectionsFound } from "../domain/dav-offer";
import type { Diagnosis, SignInOffer } from "../domain/diagnosis";
import type { CreateAccountOutcome, NewAccountAnswers, NewAccountOffer } from "../domain/new-account";
import type {
	JournalView,
	PasswordOutcome,
	PasswordResult,
	PrepareOutcome,
	RepairOutcome,
	RepairProblem,
	SelfCheck,
	SignInOutcome,
	UndoOutcome,
} from "../domain/outcome";
import type { Evidence, Installation, LoginRemoval, UnusedLogins } from "../domain/support";
import type { Service } from "../domain/vocabulary";
import type { LastLook } from "./quiet-check";
import type { Pace } from "./watch";

export interface CheckOptions {
	/** Aborting ends the check with an AbortError; nothing was changed. */
	signal: AbortSignal;
	/** Servers examined so far, of all. */
	onProgress: (done: number, total: number) => void;
	/** What is known before the slowest server has answered. */
	onPartial?: (diagnosis: Diagnosis) => void;
}

/** What a repair came to. `left`: changes that were not made, because the new settings do worse than the present ones. */
export type FixOutcome =
	| (Extract<RepairOutcome, { kind: "applied" }> & { left: RepairProblem[] })
	| Exclude<RepairOutcome, { kind: "applied" }>;

/** What became of a typed password, with the light that each server stands for. */
export type PasswordTrial =
	| { kind: "tried"; results: (PasswordResult & { service: Service })[] }
	| Extract<PasswordOutcome, { kind: "refused" }>;

/** What the page says of quiet checks. */
export interface WatchView {
	/** The user's choice; what the organisation has switched off stays off. */
	wanted: boolean;
	/** The organisation's. */
	pace: Pace;
	/** The last quiet check; null: there was none yet. */
	last: LastLook | null;
}

export interface Doctor {
	/** `experiments-off`: the privileged part is switched off in this Thunderbird, nothing can be examined. */
	availability(): "available" | "experiments-off";
	/** What this Thunderbird and this add-on are, for the report. */
	versions(): Promise<{ addon: string; thunderbird: string; platform: string }>;
	/** Examines every account. Changes nothing. Changes that the self-check does not vouch for come out blocked. */
	check(options: CheckOptions): Promise<Diagnosis>;
	selfCheck(): Promise<SelfCheck>;
	/**
	 * Tries the new settings beside the old ones, applies those that do not do worse, and proves them. The check that
	 * follows (`recheck`) does not log in again.
	 */
	repair(changes: Change[], names: Readonly<Record<string, string>>): Promise<FixOutcome>;
	/**
	 * Makes ready what needs a restart: the changes of one incoming server. `password`: typed, where the stored one may not
	 * go to the new host by itself; else null.
	 */
	prepare(changes: Change[], names: Readonly<Record<string, string>>, password: string | null): Promise<PrepareOutcome>;
	/** Restarts Thunderbird; false where an open window said no. */
	restart(): Promise<boolean>;
	/** Saves a copy of the settings files below the download folder; resolves with its path. */
	saveSettings(): Promise<string>;
	/** Judges again after a repair, an undo or a password: what is known of the servers counts, the rest is examined. */
	recheck(options: CheckOptions): Promise<Diagnosis>;
	/**
	 * Tries a password that the user typed for this account: incoming mail first, then outgoing mail, calendars and contacts
	 * where they want one. Stored for exactly those that accepted it.
	 */
	savePassword(account: string, password: string): Promise<PasswordTrial>;
	/** Opens the sign-in window of an account's issuer. Ends when the user does; the check that follows does not log in again. */
	signIn(offer: SignInOffer, names: Readonly<Record<string, string>>): Promise<SignInOutcome>;
	/** Brings the window of the sign-in that is under way to the front, or ends it; false where it could not. */
	signInWindow(action: "show" | "close"): Promise<boolean>;
	/** Looks for what can be added for this account. Changes nothing; logs in once per server. Adding is `repair`. */
	findCollections(account: string, kinds: DavKind[], signal?: AbortSignal): Promise<CollectionsFound>;
	/** The same for the address of an invitation. */
	examineLink(account: string, url: string, signal?: AbortSignal): Promise<CollectionsFound>;
	/** Proves the login in both directions, makes the account, and adds calendars and contacts to it where they are wished. */
	createAccount(
		offer: NewAccountOffer,
		answers: NewAccountAnswers,
		names: Readonly<Record<string, string>>,
	): Promise<CreateAccountOutcome>;
	undo(entry: string): Promise<UndoOutcome>;
	history(): Promise<JournalView>;
	/** Remembers which provider the user named for an account where several are possible. */
	chooseProvider(account: string, provider: string): Promise<void>;
	/** Tells the toolbar button how many accounts are in trouble. */
	showTrouble(accounts: number): Promise<void>;
	/** Whether and how the doctor looks by itself. */
	watch(): Promise<WatchView>;
	setWatch(wanted: boolean): Promise<WatchView>;
	/** What the last check looked at, for the report; null before the first one. */
	evidence(): Evidence | null;
	installation(): Promise<Installation>;
	/** The stored mail logins that nothing uses any more. */
	unusedLogins(): Promise<UnusedLogins>;
	/** Removes one of them for good, if still nothing uses it. */
	removeUnusedLogin(id: string): Promise<LoginRemoval>;
	/** Opens a message to be looked at and sent, or not, by the user. */
	writeMail(mail: { to: string; subject: string; text: string }): Promise<void>;
	/** Saves a file into the download folder without asking; resolves with its path. */
	saveFile(name: string, content: string): Promise<string>;
	/** Opens a help link in the system's browser. */
	openLink(url: string): Promise<void>;
}
