// M25: the domain's mail goes to OVH's redirection service, which keeps none. Either there is no mailbox, or the MX record
// is another offer's.

import { dnsOf } from "../providers/mail-exchanger";
import { isOvh } from "./ovh-dns";
import { rule } from "./rule";

export const mxRedirectOnly = rule("mx-redirect-only", (surveyed, { live }) => {
	const mx = dnsOf(live?.dns ?? {}, surveyed.domain)?.mx ?? [];
	const isOvhs = surveyed.provider === null || isOvh(surveyed.provider);
	if (!isOvhs || mx.length === 0 || mx.some((host) => host !== "redirect.ovh.net")) return [];
	return [
		{
			severity: "warning",
			service: "incoming",
			subject: surveyed.account.incoming.key,
			fix: "advice",
			facts: { address: surveyed.address },
		},
	];
});
