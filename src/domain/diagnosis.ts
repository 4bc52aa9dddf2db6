// The outcome of one check: every account with its provider, lights and findings. Plain JSON.

import type { Finding } from "./finding";
import type { OtherAccount } from "./snapshot";
import type { Health, Service } from "./vocabulary";

/** Why an account is taken to be a provider's. `evidence` is the host, domain or answer that decided. */
export type IdentificationReason =
	| { kind: "host"; evidence: string }
	| { kind: "username-domain"; evidence: string }
	| { kind: "identity-domain"; evidence: string }
	/** The user chose among several. */
	| { kind: "choice"; evidence: string };

export type Identification =
	| { kind: "known"; provider: string; reason: IdentificationReason }
	/** Several providers are really possible; nothing is guessed, the user is asked. */
	| { kind: "ambiguous"; candidates: { provider: string; reason: IdentificationReason }[] }
	| { kind: "unknown" };

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
}

export interface Diagnosis {
	/** ISO 8601, UTC. */
	at: string;
	accounts: AccountDiagnosis[];
	others: OtherAccount[];
	/** The readable names of servers and folders that changes speak of, by key or address. */
	names: Readonly<Record<string, string>>;
	/** Thunderbird was offline: only settings were judged. */
	offline: boolean;
	/** The primary password is locked: logins were not looked at. */
	loginStoreLocked: boolean;
}
