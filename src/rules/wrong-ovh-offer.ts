// M14: the SRV record of the domain names another OVH server than the account uses. The two may hold different
// mailboxes: that they do not is proved before the account is pointed there.

import { preferredHost } from "../providers/lookup";
import { autodiscoverHost } from "../providers/mail-exchanger";
import { seenOf } from "./observation";
import { exchangerRegion, ovhAccount, ovhOffers, ovhRegion, pointedAt } from "./ovh-dns";
import { rule } from "./rule";
import { isSameMail } from "./surveyed";

export const wrongOvhOffer = rule("wrong-ovh-offer", (surveyed, survey) => {
	const account = ovhAccount(surveyed, survey);
	if (account === null) return [];
	const { incoming, domain } = surveyed;
	const { host } = incoming.server;
	const { provider, facts } = account;
	if (exchangerRegion(facts) !== ovhRegion(host)) return [];
	const [named] = ovhOffers(facts, survey).filter((offer) => autodiscoverHost(offer, facts) !== null);
	if (named === undefined) return [];
	const right = preferredHost(named, incoming.protocol, {
		currentHost: null,
		otherHost: autodiscoverHost(named, facts),
		domain,
	});
	const isNumbered = named[incoming.protocol]?.hosts.some((known) => known.host.includes("#")) ?? false;
	const isRight = isSameMail(named, provider) && (!isNumbered || right === host.toLowerCase());
	if (right === null || isRight) return [];
	return [
		{
			severity: "warning",
			service: "incoming",
			subject: incoming.server.key,
			...pointedAt(right, surveyed, survey),
			facts: { host, replacement: right },
			seen: seenOf(incoming.look?.seen ?? null),
		},
	];
});
