// The contract of browser.bonsComptesDav: looking for calendars and address books over the network. Callers and
// implementation are checked against it.

import type { DavItemKey, DavLink, DavLinkFound, DavLook, DavSearch, DavWish } from "../../domain/dav";
import type { LoginMark } from "../../domain/login-mark";

declare global {
	namespace browser.bonsComptesDav {
		interface Options {
			/** Chosen by the caller, for `cancel`; one search at a time has it. */
			id: string;
			/** For all of it, in milliseconds; left out: 15 s. */
			totalMs?: number;
		}
		/**
		 * Finds collections, for all wishes at once; the results come in their order. Changes nothing, opens no window, always
		 * ends. Only hosts of the provider's own table are asked, over verified https; a stored login is used at most once per
		 * server and user, and a refusal ends all wishes that share it. No password comes back.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function discover(wishes: DavWish[], options: Options): Promise<DavSearch[]>;
		/**
		 * What the address of an invitation leads to: a calendar that is read over https without a login, or a CalDAV
		 * collection at a host of the account's provider, with its login.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function examineLink(link: DavLink, options: Options): Promise<DavLinkFound>;
		/**
		 * Whether calendars and address books of Thunderbird answer with the login that is stored for their own address.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function look(items: DavItemKey[], options: Options): Promise<DavLook[]>;
		/**
		 * What the stored logins of calendars and address books are known by, in the order of the items; null where none can
		 * be seen: there is no login, or the primary password is locked. Opens no dialog.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function loginMarks(items: DavItemKey[]): Promise<(LoginMark | null)[]>;
		/**
		 * What the logins are known by that `discover` would send, in the order of the wishes: one for each user at a provider,
		 * whatever is looked for; null where none can be seen. Asks no server, opens no dialog.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function searchMarks(wishes: DavWish[]): Promise<(LoginMark | null)[]>;
		/** Ends a search or a look of this page at once; what is not known by then could not be checked. */
		function cancel(id: string): Promise<void>;
	}
}
