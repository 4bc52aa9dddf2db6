// M15: the mail of the domain is handled in another OVH region than the account asks. That the mailbox is the same is
// proved before the account is pointed there.

import { preferredHost } from "../providers/lookup";
import { autodiscoverHost } from "../providers/mail-exchanger";
import type { Provider } from "../providers/schema";
import { seenOf } from "./observation";
import { exchangerRegion, ovhAccount, ovhOffers, ovhRegion, pointedAt } from "./ovh-dns";
import { rule } from "./rule";

export const wrongOvhZone = rule("wrong-ovh-zone", (surveyed, survey) => {
	const account = ovhAccount(surveyed, survey);
	if (account === null) return [];
	const { incoming, domain } = surveyed;
	const { facts, provider } = account;
	const { host } = incoming.server;
	const region = exchangerRegion(facts);
	if (region === null || ovhRegion(host) === null || ovhRegion(host) === region) return [];
	const hostAt = (offer: Provider): string | null =>
		preferredHost(offer, incoming.protocol, { currentHost: null, otherHost: autodiscoverHost(offer, facts), domain }) ??
		offer[incoming.protocol]?.hosts.find((known) => !known.host.includes("#") && ovhRegion(known.host) === region)
			?.host ??
		null;
	const offers = ovhOffers(facts, survey);
	const same = offers.filter((offer) => offer.id === provider.id);
	const [right] = (same.length > 0 ? same : offers.filter((offer) => offer.id !== "ovh-exchange"))
		.map(hostAt)
		.filter((found) => found !== null && ovhRegion(found) === region);
	if (right === undefined || right === null) return [];
	return [
		{
			severity: "error",
			service: "incoming",
			subject: incoming.server.key,
			...pointedAt(right, surveyed, survey),
			facts: { host, replacement: right },
			seen: seenOf(incoming.look?.seen ?? null),
		},
	];
});
