// What DNS says of a mail domain's provider. Facts of DNS are hints: an answer that did not come means nothing.
// How they stand beside hosts and addresses is decided in identify.ts.

import type { MailDns } from "../domain/live";
import { type Catalogue, matchesHost } from "./lookup";
import type { Provider } from "./schema";

/** By mail domain, in lower case. */
export type DnsFacts = Readonly<Record<string, MailDns>>;

/** The `source` of a domain that is the provider's because its mail exchanger is. */
export const LEARNED = "mail-exchanger";

export function dnsOf(dns: DnsFacts, domain: string): MailDns | null {
	return Object.hasOwn(dns, domain) ? (dns[domain] ?? null) : null;
}

/**
 * The providers to which the best mail exchanger of a domain belongs. Offers that share one are told apart by the SRV
 * record, where it was answered.
 */
export function providersOfExchanger(catalogue: Catalogue, facts: MailDns | null): Provider[] {
	const best = facts?.mx?.[0];
	if (facts === null || best === undefined) return [];
	const possible = [...catalogue.values()].filter((provider) =>
		provider.dns.mx.some((known) => matchesHost(known.host, best)),
	);
	const { autodiscover } = facts;
	if (autodiscover === null) return possible;
	const named = possible.filter((provider) => autodiscoverHost(provider, facts) !== null);
	if (named.length > 0) return named;
	const silent = possible.filter((provider) => !hasAutodiscoverIn(provider, zoneOf(best)));
	// A provider that stands for the same settings as one that needs no record is as possible.
	return possible.filter(
		(provider) => silent.includes(provider) || silent.some((other) => provider.sameMailSettingsAs.includes(other.id)),
	);
}

/** The server of this provider that the SRV record names, where the mail exchanger is the provider's too. */
export function autodiscoverHost(provider: Provider, facts: MailDns | null): string | null {
	const best = facts?.mx?.[0];
	if (best === undefined || !provider.dns.mx.some((known) => matchesHost(known.host, best))) return null;
	const targets = facts?.autodiscover ?? [];
	return (
		targets.find((target) => provider.dns.autodiscoverSrv.some((known) => matchesHost(known.host, target))) ?? null
	);
}

/** In the same zone as the mail exchanger: what a provider does not say of another one means nothing. */
function hasAutodiscoverIn(provider: Provider, zone: string): boolean {
	return provider.dns.autodiscoverSrv.some((known) => zoneOf(known.host) === zone);
}

function zoneOf(host: string): string {
	return host.slice(host.indexOf(".") + 1);
}

/**
 * The catalogue with every domain whose mail exchanger belongs to a provider that names its servers after the domains of
 * its customers: there such a domain is the provider's for certain.
 */
export function learnDomains(catalogue: Catalogue, dns: DnsFacts): Catalogue {
	const learned = new Map(catalogue);
	for (const [domain, facts] of Object.entries(dns)) {
		for (const { id } of providersOfExchanger(catalogue, facts)) {
			const provider = learned.get(id);
			if (provider === undefined || !namesServersAfterDomains(provider)) continue;
			if (provider.domains.some((known) => known.domain === domain)) continue;
			learned.set(id, { ...provider, domains: [...provider.domains, { domain, source: LEARNED }] });
		}
	}
	return learned;
}

function namesServersAfterDomains({ imap, pop3, smtp }: Provider): boolean {
	return [imap, pop3, smtp].some((service) => service?.hosts.some((known) => known.host.includes("{domain}")) ?? false);
}
