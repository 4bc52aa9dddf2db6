// What a configuration of the right shape may still not say: names that are taken, hosts and domains that belong to a
// built-in provider, changes of what is not there. Each fault leads to the place that must be changed.

import { type Catalogue, pairVerdict } from "../providers/lookup";
import { contradictions, type Provider } from "../providers/schema";
import { fillDomains, overlap } from "./host-patterns";
import { asProvider } from "./own-provider";
import type { Policy, ProviderChange } from "./schema";

export interface Fault {
	/** Such as `providers.0.imap.pairs.0.port`; empty for the whole. */
	path: string;
	/** The form that is expected there, in plain English. */
	expected: string;
}

const MAIL_PROTOCOLS = ["imap", "pop3", "smtp"] as const;
const DAV_PROTOCOLS = ["caldav", "carddav"] as const;
/** Stands for an account whose provider nobody knows. */
const RESERVED_ID = "unknown";

/** A host that a provider calls its own, or a domain, and where it says so. */
interface Claim {
	path: string;
	name: string;
}

function hostClaims(provider: Provider): Claim[] {
	const hostDomains = provider.domains.map(({ domain, hostDomain }) => hostDomain ?? domain);
	const listed = (path: string, hosts: readonly { host: string }[] = []): Claim[] =>
		hosts.flatMap(({ host }, index) =>
			fillDomains(host, hostDomains).map((name) => ({ path: `${path}.${index}`, name })),
		);
	return [
		...MAIL_PROTOCOLS.flatMap((protocol) => [
			...listed(`${protocol}.hosts`, provider[protocol]?.hosts),
			...listed(`${protocol}.toleratedHosts`, provider[protocol]?.toleratedHosts),
		]),
		...listed("recognisedHosts", provider.recognisedHosts),
		...listed("retiredHosts", provider.retiredHosts),
		...listed("dns.mx", provider.dns.mx),
		...listed("dns.autodiscoverSrv", provider.dns.autodiscoverSrv),
		...listed("dns.cname", provider.dns.cname),
		...DAV_PROTOCOLS.flatMap((protocol) => [
			...listed(`${protocol}.hosts`, provider[protocol]?.hosts),
			...listed(
				`${protocol}.entries`,
				provider[protocol]?.entries.map(({ url }) => ({ host: hostOf(url) })),
			),
		]),
	];
}

/** Of an address that may hold `{domain}`. */
function hostOf(url: string): string {
	return (/^https:\/\/([^/:?#]*)/i.exec(url)?.[1] ?? "").toLowerCase();
}

/** Every fault; `builtIn` is the catalogue that the configuration is to change. */
export function findFaults(builtIn: Catalogue, policy: Policy): Fault[] {
	const known = `the id of a built-in provider (${[...builtIn.keys()].join(", ")})`;
	const faults: Fault[] = [];

	const taken = [...builtIn.values()].map((provider) => ({ provider, hosts: hostClaims(provider) }));
	const ids = new Set([...builtIn.keys(), RESERVED_ID]);
	policy.providers.map(asProvider).forEach((own, index) => {
		const add = (path: string, expected: string) => faults.push({ path: `providers.${index}.${path}`, expected });
		if (ids.has(own.id)) add("id", "an id of its own (built-in providers are changed in providerChanges)");
		ids.add(own.id);
		if (MAIL_PROTOCOLS.every((protocol) => own[protocol] === null)) add("imap", "present: one mail service at least");
		for (const text of contradictions(own)) add("domains", `in keeping with the rest: ${text}`);
		const hosts = hostClaims(own);
		for (const { provider, hosts: theirs } of taken) {
			const stolen = hosts.find(({ name }) => theirs.some((their) => overlap(name, their.name)));
			if (stolen) add(stolen.path, `no host of the built-in provider ${provider.id}`);
			const domain = own.domains.findIndex((one) => provider.domains.some((their) => their.domain === one.domain));
			if (domain >= 0) add(`domains.${domain}`, `no domain of the built-in provider ${provider.id}`);
		}
	});

	for (const [id, change] of Object.entries(policy.providerChanges)) {
		const path = `providerChanges.${id}`;
		const provider = builtIn.get(id);
		if (provider === undefined) faults.push({ path, expected: known });
		else faults.push(...faultsOfPairs(path, provider, change));
		if (policy.providersOff.includes(id)) faults.push({ path, expected: "absent: providersOff has this provider" });
	}

	policy.providersOff.forEach((id, index) => {
		if (!builtIn.has(id)) faults.push({ path: `providersOff.${index}`, expected: known });
	});
	return faults;
}

/** Only what the provider is known to have can be preferred: a policy is no proof that a port is open. */
function faultsOfPairs(path: string, provider: Provider, { preferredPair }: ProviderChange): Fault[] {
	return MAIL_PROTOCOLS.flatMap((protocol) => {
		const pair = preferredPair[protocol];
		const service = provider[protocol];
		if (pair === undefined) return [];
		if (service !== null && pairVerdict(provider, protocol, pair) !== "wrong") return [];
		const possible = [...(service?.pairs ?? []), ...(service?.unverifiedPairs ?? [])];
		const offered = possible.map(({ port, security }) => `${port} ${security}`).join(", ");
		return [
			{
				path: `${path}.preferredPair.${protocol}`,
				expected: service === null ? "absent: this provider has no such service" : `one of ${offered}`,
			},
		];
	});
}
