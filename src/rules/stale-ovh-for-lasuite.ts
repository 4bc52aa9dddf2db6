// M16: an address that has moved to La Suite numérique in an account that still points at OVH. The two hold different
// mailboxes, so the account is never pointed elsewhere: a second one belongs beside it.

import { domainOf } from "../domain/hostname";
import { type Catalogue, providersOfDomain } from "../providers/lookup";
import { rule } from "./rule";
import type { SurveyedAccount } from "./surveyed";

export const staleOvhForLasuite = rule("stale-ovh-for-lasuite", (surveyed, { catalogue }) => {
	if (!isStaleOvh(surveyed, catalogue)) return [];
	const { incoming } = surveyed.account;
	return [
		{
			severity: "warning",
			service: "incoming",
			subject: incoming.key,
			fix: "new-account",
			facts: { address: mailAddress(surveyed), host: incoming.host },
		},
	];
});

export function isStaleOvh(surveyed: SurveyedAccount, catalogue: Catalogue): boolean {
	const { provider, incoming } = surveyed;
	if (provider === null || !provider.id.startsWith("ovh-") || incoming.provider === null) return false;
	const owners = providersOfDomain(catalogue, domainOf(mailAddress(surveyed)));
	return owners.some((owner) => owner.id === "lasuite");
}

/** An identity may write from anywhere: it counts only where the username names no domain. */
function mailAddress({ account }: SurveyedAccount): string {
	const { username } = account.incoming;
	return domainOf(username) === "" ? (account.identities[0]?.address ?? username) : username;
}
