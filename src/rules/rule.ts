// What a rule is: a pure function from one account and its surroundings to findings. No sentence, no browser, no clock.
// What the accounts share is worked out once, in survey.ts.

import type { ProposedChange } from "../domain/change";
import type { Finding, Seen } from "../domain/finding";
import type { RuleId } from "../domain/rule-ids";
import type { FixClass, Service, Severity } from "../domain/vocabulary";
import type { FactsOf } from "./facts";
import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

export interface Rule {
	id: RuleId;
	find(account: SurveyedAccount, survey: Survey): Finding[];
}

/** What a rule says of one fault; the rule and the account are added by `rule`. */
export interface Fault<Id extends RuleId> {
	severity: Severity;
	service: Service;
	subject: string;
	facts: FactsOf<Id>;
	/** How the fix would be made. */
	fix: FixClass;
	/** None by default. */
	changes?: ProposedChange[];
	/** What was seen at the server, where that is what tells the fault. */
	seen?: Seen | null;
}

export function rule<const Id extends RuleId>(
	id: Id,
	faults: (account: SurveyedAccount, survey: Survey) => Fault<Id>[],
): Rule {
	return {
		id,
		find: (surveyed, survey) =>
			faults(surveyed, survey).map((fault) => ({
				rule: id,
				severity: fault.severity,
				account: surveyed.account.key,
				service: fault.service,
				subject: fault.subject,
				fix: fault.fix,
				facts: fault.facts,
				changes: fault.changes ?? [],
				seen: fault.seen ?? null,
			})),
	};
}
