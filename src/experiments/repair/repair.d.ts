// The contract of browser.bonsComptesRepair: whole repairs with a journal, their undo, and the self-check.

import type { Change, CreateAccountChange } from "../../domain/change";
import type { DavWish } from "../../domain/dav";
import type {
	AccountOutcome,
	JournalView,
	PasswordOutcome,
	PrepareOutcome,
	Proof,
	RepairOutcome,
	SelfCheck,
	ServerRef,
	SignInOutcome,
	UndoOutcome,
} from "../../domain/outcome";
import type { LoginRemoval, UnusedLogins } from "../../domain/support";

declare global {
	namespace browser.bonsComptesRepair {
		/** Looks at every internal that a repair would use, without using it. */
		function selfCheck(): Promise<SelfCheck>;
		/**
		 * Makes all changes or none, journal first. `names` are the readable names of the moment, for the history.
		 * `proofs`: servers that are examined once all is written; one that comes less far than before and everything is
		 * put back. @throws ExtensionError when the request is not of the right shape
		 */
		function apply(changes: Change[], names: Record<string, string>, proofs?: Proof[]): Promise<RepairOutcome>;
		/**
		 * Tries a password once with the incoming server as it is configured; only if that accepts it, once with each of the
		 * outgoing ones that may have it (same provider, same user name) and with the calendars and address books of `dav`.
		 * `incoming` empty: it needs none; then the first of the others decides. Stores it for exactly those that accepted it,
		 * in place of one that is stored. Spaces are removed where they can only be typing. Nothing keeps a copy.
		 */
		function tryPassword(
			incoming: string,
			outgoing: string[],
			password: string,
			dav?: DavWish[],
		): Promise<PasswordOutcome>;
		/**
		 * Opens Thunderbird's own sign-in window (OAuth2) for servers of one user at one issuer that Thunderbird knows, and
		 * logs in once at each with the new token. Only what the first server has taken is stored, in place of a token that
		 * can do no more; then the changes are made, which can only be to OAuth2. Ends when the user does.
		 */
		function signIn(servers: ServerRef[], changes: Change[], names: Record<string, string>): Promise<SignInOutcome>;
		/**
		 * Makes a mail account beside those that are there, at the right servers of one provider, once a login was accepted in
		 * both directions: with `password`, as the user typed it, or (left out) through Thunderbird's own sign-in window. Journal
		 * first; a password is kept where it was accepted, and nothing keeps a copy. What was there stays as it is.
		 */
		function createAccount(
			change: CreateAccountChange,
			names: Record<string, string>,
			password?: string,
		): Promise<AccountOutcome>;
		/** Brings the window of the sign-in that is under way to the front; false where there is none to be seen. */
		function showSignIn(): Promise<boolean>;
		/** Ends the sign-in that is under way as if its window had been closed; false where there is none. */
		function cancelSignIn(): Promise<boolean>;
		/**
		 * Makes ready what changes the host or the user name of one incoming server, with its other changes: proves the new
		 * settings with one login and by comparing the mailbox, copies the login, and notes the rest to be made when
		 * Thunderbird closes. `password`: typed by the user for the new host; left out: the stored one, where it may go there.
		 */
		function prepare(changes: Change[], names: Record<string, string>, password?: string): Promise<PrepareOutcome>;
		/**
		 * Asks Thunderbird to restart, as from its menu: open windows may still say no. Resolves with whether it does; false
		 * also while a message is written or sent that what is prepared would disturb.
		 */
		function restart(): Promise<boolean>;
		/**
		 * Copies the files of the settings into a new folder `bons-comptes-settings-<date>` of the download folder; resolves
		 * with its path. Holds no password.
		 */
		function saveSettings(): Promise<string>;
		/**
		 * Takes one applied repair back, exactly; one that is only prepared is dropped at once. An applied one that needed a
		 * restart is taken back when Thunderbird closes the next time, which asking again does not change.
		 */
		function undo(entry: string): Promise<UndoOutcome>;
		/** The history; waits until the recovery of this start has ended. */
		function journal(): Promise<JournalView>;
		/** The stored mail logins that nothing uses any more. While the primary password is locked they are only counted. */
		function unusedLogins(): Promise<UnusedLogins>;
		/** Removes exactly this login, if still nothing uses it. Nothing keeps its password: this cannot be undone. */
		function removeUnusedLogin(id: string): Promise<LoginRemoval>;
		/** Resolves once no repair, undo or recovery is under way. */
		function whenIdle(): Promise<void>;
	}
}
