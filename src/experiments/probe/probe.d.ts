// The contract of browser.bonsComptesProbe: looking at mail servers over the network. Callers and implementation are
// checked against it.

import type { MailDns, WebLook } from "../../domain/live";
import type { LoginMark } from "../../domain/login-mark";
import type { Endpoint, LoginWish, Observation } from "../../domain/observation";

declare global {
	namespace browser.bonsComptesProbe {
		interface ExamineOptions {
			/** Chosen by the caller, for `cancel`; one examination at a time has it. */
			id: string;
			/** For each stage of each endpoint, in milliseconds; left out: 5 s. */
			stageMs?: number;
			/** For all of it, in milliseconds; left out: 15 s. */
			totalMs?: number;
		}
		/**
		 * Examines all endpoints at once; the observations come in the order of the endpoints. Changes nothing, opens no
		 * window, always ends. A stored login is tried at most once, over a verified certificate only, at its own host or
		 * at one of the same provider; it never comes back.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function examine(endpoints: Endpoint[], options: ExamineOptions): Promise<Observation[]>;
		interface LookOptions {
			/** Chosen by the caller, for `cancel`. */
			id: string;
			/** For all of it, in milliseconds; left out: 4 s. */
			totalMs?: number;
		}
		/**
		 * Mail exchangers of mail domains, and `_autodiscover._tcp` of those at OVH. Answers in the order of the domains, one
		 * question after the other; what has no answer by the deadline is unknown.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function lookUpMailDns(domains: string[], options: LookOptions): Promise<MailDns[]>;
		/** Whether any of these names has an address now; true behind a proxy, where nobody but the proxy can tell. */
		function findsName(hosts: string[], options: LookOptions): Promise<boolean>;
		/**
		 * What web hosts show, without a cookie, a login or a body: their `Date` and certificate over HTTPS, and where plain
		 * HTTP leads. Only hosts that a provider of the catalogue names are looked at; others come back as `failed`.
		 */
		function lookAtWeb(hosts: string[], options: LookOptions): Promise<WebLook[]>;
		/**
		 * What the stored logins of servers are known by, in the order of the wishes; null where none can be seen: there is no
		 * server, no login, or the primary password is locked. Opens no dialog.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function loginMarks(logins: LoginWish[]): Promise<(LoginMark | null)[]>;
		/** Ends an examination or a look of this page at once; what is not known by then could not be checked. */
		function cancel(id: string): Promise<void>;
	}
}
