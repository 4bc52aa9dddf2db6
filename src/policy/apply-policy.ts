// The catalogue as the organisation wants it. Privileged code and page both take it from here, so that there is one truth
// about where a password may go. The policy has been judged by parse-policy.ts.

import type { Catalogue, MailProtocol } from "../providers/lookup";
import type { MailService, Pair, Provider } from "../providers/schema";
import { asProvider, POLICY_SOURCE, sourced, sourcedOrNull } from "./own-provider";
import type { Policy, ProviderChange } from "./schema";

/** Built-in providers in their order, changed or without those that are off; then the organisation's own. */
export function applyPolicy(builtIn: Catalogue, policy: Policy): Catalogue {
	const catalogue = new Map<string, Provider>();
	const changes = new Map(Object.entries(policy.providerChanges));
	for (const [id, provider] of builtIn) {
		if (policy.providersOff.includes(id)) continue;
		const change = changes.get(id);
		catalogue.set(id, change === undefined ? provider : changed(provider, change));
	}
	for (const own of policy.providers) catalogue.set(own.id, asProvider(own));
	return catalogue;
}

function changed(provider: Provider, { preferredPair, help }: ProviderChange): Provider {
	const prefer = (protocol: MailProtocol) => preferring(provider[protocol], preferredPair[protocol]);
	return {
		...provider,
		imap: prefer("imap"),
		pop3: prefer("pop3"),
		smtp: prefer("smtp"),
		help: {
			webmail: help.webmail === undefined ? provider.help.webmail : sourcedOrNull(help.webmail),
			offer: help.offer === undefined ? provider.help.offer : sourcedOrNull(help.offer),
			applicationPassword:
				help.applicationPassword === undefined
					? provider.help.applicationPassword
					: sourcedOrNull(help.applicationPassword),
			calendar: help.calendar === undefined ? provider.help.calendar : sourcedOrNull(help.calendar),
			support: help.support === undefined ? provider.help.support : help.support.map((link) => sourced(link)),
			supportMail: help.supportMail === undefined ? provider.help.supportMail : sourcedOrNull(help.supportMail),
		},
	};
}

/** The pair first; one that was not verified becomes right by the organisation's word. */
function preferring(service: MailService | null, pair: Pair | undefined): MailService | null {
	if (service === null || pair === undefined) return service;
	const isOther = (one: Pair) => one.port !== pair.port || one.security !== pair.security;
	const known = service.pairs.find((one) => !isOther(one));
	return {
		...service,
		pairs: [known ?? { ...pair, source: POLICY_SOURCE }, ...service.pairs.filter(isOther)],
		unverifiedPairs: service.unverifiedPairs.filter(isOther),
	};
}
