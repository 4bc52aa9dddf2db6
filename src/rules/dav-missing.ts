// What the two rules of a missing calendar and a missing address book have in common.

import type { DavKind } from "../domain/dav";
import type { RuleId } from "../domain/rule-ids";
import { DAV_SERVICES, searchOf } from "./dav";
import { type Rule, rule } from "./rule";
import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

/** The provider offers it, or was seen to, nothing in Thunderbird reaches it with this login, and it may be spoken of. */
export function isDavMissing(kind: DavKind, surveyed: SurveyedAccount, survey: Survey): boolean {
	if (!isDavOpen(kind, surveyed, survey)) return false;
	return surveyed.provider?.[kind]?.mustAnswerFirst !== true || isSeenToOffer(kind, surveyed, survey);
}

/** The provider may offer it, nothing in Thunderbird reaches it with this login, and it may be spoken of. */
export function isDavOpen(kind: DavKind, surveyed: SurveyedAccount, survey: Survey): boolean {
	const isOffered = (surveyed.provider?.[kind] ?? null) !== null && !survey.davOff.has(kind);
	return isOffered && isDavReadable(kind, survey) && !survey.dav.reached[kind].has(surveyed);
}

function isSeenToOffer(kind: DavKind, surveyed: SurveyedAccount, { live }: Survey): boolean {
	const search = searchOf(kind, surveyed, live);
	return search?.kind === "found" && search.collections.length > 0;
}

/** The server has answered that this mailbox has none. */
export function isSeenWithout(kind: DavKind, surveyed: SurveyedAccount, { live }: Survey): boolean {
	const search = searchOf(kind, surveyed, live);
	if (search === null) return false;
	if (search.kind === "found") return search.collections.length === 0;
	return ["not-dav", "not-found", "forbidden"].includes(search.outcome.kind);
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
						// By a button of its own: what there is to choose from is only known once the server is asked.
						fix: "live",
						facts: {
							address: surveyed.address,
							provider: surveyed.provider.id,
						},
					},
				]
			: [],
	);
}
