// Whose account this is, how that is known, and where it cannot be known without asking. Pure: what DNS says is given.
// What the answer means for hosts and ports lives in lookup.ts.

import type { Identification, IdentificationReason } from "../domain/diagnosis";
import { domainOf, parseHostname } from "../domain/hostname";
import type { Account } from "../domain/snapshot";
import { type Catalogue, providersOfDomain, providersOfHost } from "./lookup";
import { type DnsFacts, dnsOf, LEARNED, providersOfExchanger } from "./mail-exchanger";
import type { Provider } from "./schema";

interface Candidate {
	provider: string;
	reason: IdentificationReason;
}

/**
 * The provider of an account: by its incoming host, else by the domain of its username, else by those of its
 * identities, else by the mail exchanger of that domain. `choice` is the provider that the user named once; it decides
 * only between real possibilities.
 */
export function identify(
	account: Account,
	catalogue: Catalogue,
	choice: string | null,
	dns: DnsFacts = {},
): Identification {
	const candidates = firstNonEmpty([
		() => byHost(catalogue, account.incoming.host),
		() => byUsername(catalogue, account),
		() => byIdentities(catalogue, account),
		() => byExchanger(catalogue, account, dns),
	]);
	return decide(candidates, choice);
}

/** The provider of a server of its own, such as an outgoing one: by its host alone. */
export function identifyHost(catalogue: Catalogue, host: string): Identification {
	return decide(byHost(catalogue, host), null);
}

/**
 * The mail domain of an account: that of its username, else of its first identity. With a provider, a domain of that
 * provider comes before the others. Empty when there is none.
 */
export function mailDomain(account: Account, provider: Provider | null): string {
	const domains = [account.incoming.username, ...account.identities.map((identity) => identity.address)]
		.map(domainOf)
		.filter((domain) => domain !== "");
	const own = domains.find((domain) => provider?.domains.some((known) => known.domain === domain));
	return own ?? domains[0] ?? "";
}

function byHost(catalogue: Catalogue, host: string): Candidate[] {
	const outcome = parseHostname(host);
	if (outcome.kind === "invalid") return [];
	return candidatesOf(catalogue, providersOfHost(catalogue, host), { kind: "host", evidence: outcome.host });
}

function byUsername(catalogue: Catalogue, account: Account): Candidate[] {
	const domain = domainOf(account.incoming.username);
	return byDomain(catalogue, domain, "username-domain");
}

/**
 * Identities count only where the username names no domain, and only if all their domains are known: an address of
 * another place beside a company's own is a sender, not a mailbox.
 */
function byIdentities(catalogue: Catalogue, account: Account): Candidate[] {
	if (domainOf(account.incoming.username) !== "") return [];
	const domains = new Set(account.identities.map((identity) => domainOf(identity.address)));
	domains.delete("");
	const found = [...domains].map((domain) => byDomain(catalogue, domain, "identity-domain"));
	if (found.some((candidates) => candidates.length === 0)) return [];
	const byProvider = new Map<string, Candidate>();
	for (const candidate of found.flat()) {
		if (!byProvider.has(candidate.provider)) byProvider.set(candidate.provider, candidate);
	}
	return [...byProvider.values()];
}

/** The username names the domain, else the identities where they all name the same. */
function byExchanger(catalogue: Catalogue, account: Account, dns: DnsFacts): Candidate[] {
	const [domain, second] = accountDomains(account);
	if (domain === undefined || second !== undefined) return [];
	const providers = providersOfExchanger(catalogue, dnsOf(dns, domain));
	return candidatesOf(catalogue, providers, { kind: "mail-exchanger", evidence: domain });
}

/** The domains that can tell whose account this is: the username's, else those of all identities, each once. */
export function accountDomains({ incoming, identities }: Account): string[] {
	const own = domainOf(incoming.username);
	const domains = own === "" ? identities.map((identity) => domainOf(identity.address)) : [own];
	return [...new Set(domains)].filter((domain) => domain !== "");
}

function byDomain(catalogue: Catalogue, domain: string, kind: "username-domain" | "identity-domain"): Candidate[] {
	const providers = providersOfDomain(catalogue, domain);
	const isLearned = providers.some((provider) =>
		provider.domains.some((known) => known.domain === domain && known.source === LEARNED),
	);
	return candidatesOf(catalogue, providers, { kind: isLearned ? "mail-exchanger" : kind, evidence: domain });
}

/** One candidate per provider; one that only shares the mail settings of another candidate is that other one. */
function candidatesOf(catalogue: Catalogue, providers: Provider[], reason: IdentificationReason): Candidate[] {
	const ids = new Set(providers.map((provider) => provider.id));
	return [...ids]
		.filter((id) => !catalogue.get(id)?.sameMailSettingsAs.some((other) => ids.has(other)))
		.map((provider) => ({ provider, reason }));
}

function decide(candidates: Candidate[], choice: string | null): Identification {
	const [first, second] = candidates;
	if (first === undefined) return { kind: "unknown" };
	if (second === undefined) return { kind: "known", provider: first.provider, reason: first.reason };
	const chosen = candidates.find((candidate) => candidate.provider === choice);
	if (chosen === undefined) return { kind: "ambiguous", candidates };
	return { kind: "known", provider: chosen.provider, reason: { kind: "choice", evidence: chosen.reason.evidence } };
}

function firstNonEmpty(ways: (() => Candidate[])[]): Candidate[] {
	for (const way of ways) {
		const candidates = way();
		if (candidates.length > 0) return candidates;
	}
	return [];
}
