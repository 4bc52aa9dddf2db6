// What is wrong with one account, as data. The sentence is made by ../options/sentences.ts.

import type { ProposedChange } from "./change";
import type { Address, Outcome, Stage } from "./observation";
import type { RuleId } from "./rule-ids";
import type { FixClass, Protocol, Service, Severity } from "./vocabulary";

/** An address of any protocol. */
export interface SeenAt extends Omit<Address, "protocol"> {
	protocol: Protocol;
}

/** What was seen at a server, for support: where, how far, and the server's own words. */
export interface Seen {
	at: SeenAt;
	stage: Stage;
	/** The kind of the outcome. */
	outcome: Outcome["kind"];
	/** What the server said, cleaned and shortened, or the name of an error or of an issuer; may be empty. */
	text: string;
}

export interface Finding {
	rule: RuleId;
	severity: Severity;
	/** Thunderbird's account key. */
	account: string;
	/** The light that this finding colours. */
	service: Service;
	/** The server, identity, calendar or book that it speaks of (Thunderbird's key or id). */
	subject: string;
	/** How its fix would be made; `advice` where it is only said. */
	fix: FixClass;
	/** Values for the sentence, by name; each rule's names are fixed. */
	facts: Readonly<Record<string, string | number>>;
	/** Only real differences; empty where nothing is proposed. */
	changes: ProposedChange[];
	/** Null where settings alone tell the fault. */
	seen: Seen | null;
}
