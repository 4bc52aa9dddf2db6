// What the examination of one endpoint showed, as plain JSON: how far it got, what it ended with, and the facts that were
// seen on the way. Knows nothing of right and wrong; how the talk is held lives in ../probe/.

import type { CertificateProblem, TlsFacts } from "./certificate";
import type { Auth, IncomingProtocol, Security } from "./vocabulary";

export type MailProtocol = IncomingProtocol | "smtp";

/**
 * The steps of an examination, in their order. With implicit TLS there is no `starttls`; else `tls` comes after it. `dav`
 * is what calendar and address book servers show once they have taken the login.
 */
export const STAGES = ["dns", "tcp", "tls", "greeting", "starttls", "capabilities", "login", "dav"] as const;
export type Stage = (typeof STAGES)[number];

/** A place to connect to. */
export interface Address {
	protocol: MailProtocol;
	/** A host name, its letters of any script, or an IP address. */
	host: string;
	port: number;
	security: Security;
}

/** Whose stored login is to be tried. The password itself never crosses. */
export interface LoginWish {
	server: "incoming" | "outgoing";
	/** Thunderbird's key of the configured server whose login it is. */
	key: string;
	auth: Auth;
	/** The user name to log in with; null: the configured one. */
	username: string | null;
}

export interface Endpoint extends Address {
	/** null: the server is examined without a login. */
	login: LoginWish | null;
}

/** What answered in place of the mail protocol that was expected. */
export type ForeignProtocol = "http" | "ssh" | "tls" | MailProtocol;

/** Why a login was not tried. Nothing is said about the server or the password. */
export type LoginObstacle =
	| "no-login-stored"
	/** The stored login has no user name, or characters that no server takes. */
	| "unusable-login"
	/** The primary password has not been entered. */
	| "login-store-locked"
	/** Only encrypted and verified connections get a password. */
	| "not-encrypted"
	/** The certificate counts only because somebody once stored an exception for it. */
	| "certificate-exception"
	/** The login belongs to another host, and no provider vouches for both. */
	| "foreign-host"
	/** There is no such server (any more). */
	| "unknown-server"
	/** The same login was already tried at this server in this examination. */
	| "already-tried"
	/** Kerberos, client certificates and others that are not played here; `none` too. */
	| "method-not-supported"
	/** Thunderbird knows no issuer for this host, so there is no token. */
	| "oauth-unknown-host"
	| "oauth-token-absent"
	/** Using the token might replace it, which would change the profile. */
	| "oauth-token-single-use"
	/** The issuer of tokens did not answer. */
	| "oauth-unreachable";

/** What an examination ended with. `text` is the server's own, cleaned and shortened; it may be empty. */
export type Outcome =
	/** Everything that was asked for works: up to the capabilities, or with a login up to its acceptance. */
	| { kind: "ok" }
	// ---- said by the server
	/** Before the login: the server wants no talk. At the login: wrong user name or password. */
	| { kind: "refused"; text: string }
	/** The ordinary password was recognised but is not enough. */
	| { kind: "application-password-needed"; text: string }
	/** The account, or this protocol of it, is switched off. */
	| { kind: "account-disabled"; text: string }
	| { kind: "blocked-for-sending"; text: string }
	/** The provider wants a sign-in in a web browser first. */
	| { kind: "web-sign-in-needed"; text: string }
	| { kind: "temporarily-unavailable"; text: string }
	| { kind: "too-many-connections"; text: string }
	/** The server lets nobody log in on this connection. */
	| { kind: "login-disabled"; text: string }
	/** The server lets people log in, but not in the configured way. */
	| { kind: "login-method-not-offered"; offered: string[] }
	/** The server or the issuer of tokens no longer takes the stored token. */
	| { kind: "oauth-token-refused"; text: string }
	/** Everything before the login works; the login itself was not tried. */
	| { kind: "login-not-checked"; why: LoginObstacle }
	// ---- encryption
	/** STARTTLS is not offered. */
	| { kind: "no-starttls" }
	| { kind: "starttls-refused"; text: string }
	/** Bytes came behind the answer to STARTTLS: somebody on the way speaks in the server's name. */
	| { kind: "starttls-injection" }
	| { kind: "certificate"; problem: CertificateProblem }
	| { kind: "tls-too-old" }
	/** Something answered on the TLS port, but not with TLS. */
	| { kind: "not-tls" }
	/** TLS failed in another way; the name is that of NSS. */
	| { kind: "tls-failed"; error: string }
	// ---- something else answered
	| { kind: "wrong-protocol"; protocol: ForeignProtocol; text: string }
	| { kind: "garbage"; text: string }
	/** The connection ended in the middle. */
	| { kind: "closed" }
	| { kind: "timeout" }
	/** A line or an answer without end. */
	| { kind: "too-much" }
	// ---- calendar and address book servers
	/** The server takes the login, but does not let this user see what was asked for (403). */
	| { kind: "forbidden"; text: string }
	/** Something answers, but it speaks no CalDAV or CardDAV here. */
	| { kind: "not-dav"; text: string }
	/** The calendar or address book is no longer at its address (404, 410). */
	| { kind: "not-found" }
	/** The server sends to a host that the provider does not have, to a connection in clear, or in a circle; not followed. */
	| { kind: "led-away"; host: string }
	/** The answer is not the XML that it says it is, or XML that no honest server sends. */
	| { kind: "malformed"; text: string }
	// ---- no connection
	/** The port is closed, or a network on the way says that it leads nowhere. */
	| { kind: "refused-connection" }
	/** Nobody answers: the port is filtered, or the computer is off. */
	| { kind: "unreachable" }
	| { kind: "name-unknown" }
	| { kind: "dns-silent" }
	// ---- nothing can be said
	| { kind: "could-not-check"; why: CheckObstacle };

export type CheckObstacle =
	/** The network may let nothing through but its proxy, or the proxy itself failed. */
	| "proxy"
	| "offline"
	| "cancelled"
	/** Its turn did not come before the deadline of all. */
	| "no-time"
	| "internal-error";

/** What the server said it can do. With STARTTLS only what it said inside TLS, but for `starttls` itself. */
export interface Offers {
	starttls: boolean;
	/** SASL mechanisms in capitals; `LOGIN-COMMAND` and `USER` are the plain commands of IMAP and POP3. */
	logins: string[];
}

export interface Observation {
	endpoint: Address;
	/** Where the examination ended. */
	stage: Stage;
	outcome: Outcome;
	/** The first line of the server, cleaned; empty when none came. */
	greeting: string;
	offers: Offers | null;
	tls: TlsFacts | null;
	/** The IP addresses of the name; empty behind a SOCKS proxy, which looks names up itself. */
	addresses: string[];
	milliseconds: number;
}
