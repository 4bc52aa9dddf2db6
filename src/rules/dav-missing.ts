// What the two rules of a missing calendar and a missing address book have in common.

import type { DavKind } from "../domain/dav";
import type { RuleId } from "../domain/rule-ids";
import { DAV_SERVICES } from "./dav";
import { type Rule, rule } from "./rule";
import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

/** The provider offers it, and nothing in Thunderbird reaches it with this login. */
export function isDavMissing(kind: DavKind, surveyed: SurveyedAccount, survey: Survey): boolean {
	const offer = surveyed.provider?.[kind] ?? null;
	if (offer === null || offer.mustAnswerFirst || !isDavReadable(kind, survey)) return false;
	return !survey.dav.reached[kind].has(surveyed);
}

export function isDavReadable(kind: DavKind, { snapshot }: Survey): boolean {
	return kind === "carddav" || snapshot.calendarsReadable;
}

export function davMissingRule(id: RuleId & ("calendar-missing" | "address-book-missing"), kind: DavKind): Rule {
	return rule(id, (surveyed, survey) =>
		surveyed.provider !== null && isDavMissing(kind, surveyed, survey)
			? [
					{
						severity: "advice",
						service: DAV_SERVICES[kind],
						subject: surveyed.account.key,
						fix: "advice",
						facts: {
							address: surveyed.address,
							provider: surveyed.provider.id,
						},
					},
				]
			: [],
	);
}
