// What a rule is: a pure function from one account and its surroundings to findings. No sentence, no browser, no clock.

import type { Identification } from "../domain/diagnosis";
import type { Finding } from "../domain/finding";
import type { RuleId } from "../domain/rule-ids";
import type { Account, OutgoingServer, Snapshot } from "../domain/snapshot";
import type { Catalogue } from "../providers/lookup";
import type { Provider } from "../providers/schema";

export interface RuleContext {
	snapshot: Snapshot;
	catalogue: Catalogue;
	account: Account;
	identification: Identification;
	/** The provider of the account; null when unknown or ambiguous. */
	provider: Provider | null;
	/** The outgoing servers that the account's identities really use (default server included), each once. */
	outgoing: OutgoingServer[];
}

export interface Rule {
	id: RuleId;
	find(context: RuleContext): Finding[];
}
