// The outcome of one check: every account with its provider, lights and findings. Plain JSON.

import type { SetChange } from "./change";
import type { DavState } from "./dav-offer";
import type { Finding, Seen } from "./finding";
import type { NewAccountOffer } from "./new-account";
import type { ServerRef } from "./outcome";
import type { OtherAccount } from "./snapshot";
import type { Health, Service } from "./vocabulary";

/** Why an account is taken to be a provider's. `evidence` is the host, domain or answer that decided. */
export type IdentificationReason =
	| { kind: "host"; evidence: string }
	| { kind: "username-domain"; evidence: string }
	| { kind: "identity-domain"; evidence: string }
	/** DNS names the servers that take the domain's mail; `evidence` is the domain. */
	| { kind: "mail-exchanger"; evidence: string }
	/** The user chose among several. */
	| { kind: "choice"; evidence: string };

export type Identification =
	| { kind: "known"; provider: string; reason: IdentificationReason }
	/** Several providers are really possible; nothing is guessed, the user is asked. */
	| { kind: "ambiguous"; candidates: { provider: string; reason: IdentificationReason }[] }
	| { kind: "unknown" };

/** Why a server could not be checked, or not to the end. That is not wrong, and what to do is said. */
export type UncheckedReason =
	/** Everything before the login works; no password is stored. */
	| "no-login-stored"
	/** The primary password has not been entered. */
	| "login-store-locked"
	/** Kerberos, a client certificate, a token that may be used once: not tried here. */
	| "login-not-tried"
	/** There is no sign-in (OAuth2) to use, or its issuer does not answer. */
	| "no-sign-in"
	| "dns-silent"
	/** The program on this computer that the account goes through is not running. */
	| "local-program"
	/** Behind a proxy that carries no mail. */
	| "proxy"
	/** The server says that it is busy or being repaired. */
	| "temporarily-unavailable"
	/** Its turn did not come before the end of the check. */
	| "no-time"
	| "internal-error";

export interface Unchecked {
	service: Service;
	/** Thunderbird's key of the server. */
	subject: string;
	reason: UncheckedReason;
	host: string;
	seen: Seen | null;
}

/** What one sign-in at the issuer would put right. All servers are of one user; the first one proves the account. */
export interface SignInOffer {
	servers: ServerRef[];
	/** To OAuth2, where another way to log in is set; none where only the sign-in itself is missing. */
	changes: SetChange[];
	/** Nothing works without it. Otherwise it is only there for whoever wishes it: a password that works is right. */
	needed: boolean;
}

export interface AccountDiagnosis {
	key: string;
	name: string;
	/** The address by which a person knows the account: the first identity's, else the username. */
	address: string;
	/** A provider id, or `unknown`. */
	provider: string;
	identification: Identification;
	/** The worst of the lights; `none` does not count. */
	health: Health;
	lights: Record<Service, Health>;
	findings: Finding[];
	unchecked: Unchecked[];
	/** A password may be typed for this account: none is stored, or the stored one was refused. */
	asksPassword: boolean;
	/** Null where no sign-in is possible, or where it would change nothing. */
	signIn: SignInOffer | null;
	/** What the lights « agenda » and « contacts » stand for. */
	dav: { calendar: DavState; contacts: DavState };
	/** The account of the right provider that may be added beside this one; null: none is offered. */
	newAccount: NewAccountOffer | null;
}

export interface Diagnosis {
	/** ISO 8601, UTC. */
	at: string;
	accounts: AccountDiagnosis[];
	others: OtherAccount[];
	/** Accounts that may be added, of each provider one. */
	newAccounts: NewAccountOffer[];
	/** The readable names of servers and folders that changes speak of, by key or address. */
	names: Readonly<Record<string, string>>;
	/** Thunderbird was offline: only settings were judged. */
	offline: boolean;
	/** Thunderbird is online, and yet no network answers: only settings were judged. */
	networkOut: boolean;
	/** The primary password is locked: logins were not looked at. */
	loginStoreLocked: boolean;
}
