// Which provider's host a certificate is for, where the configured name is not in it: such a name only leads there.
// The finding is made by own-domain-host.ts.

import { coversHost } from "../domain/certificate";
import { type Catalogue, matchesHost } from "../providers/lookup";
import { autodiscoverHost, type DnsFacts, dnsOf } from "../providers/mail-exchanger";
import type { MailService, Provider } from "../providers/schema";
import type { JudgedServer } from "./server";
import { isSameMail, type SurveyedAccount } from "./surveyed";

export interface CertificateHost {
	provider: Provider;
	service: MailService;
	host: string;
}

interface Surroundings {
	catalogue: Catalogue;
	dns: DnsFacts;
}

/**
 * The host that the names of a certificate tell for this server of the account. Null where they name no provider's host
 * or those of several, and where the account is known to be another provider's.
 */
export function certificateHost(
	surveyed: SurveyedAccount,
	judged: JudgedServer,
	{ catalogue, dns }: Surroundings,
): CertificateHost | null {
	const seen = judged.look?.seen.outcome;
	if (judged.standing.kind !== "foreign" || seen?.kind !== "certificate" || seen.problem.kind !== "wrong-name")
		return null;
	const names = seen.problem.names.map((name) => name.toLowerCase());
	const own = surveyed.provider;
	const found = [...catalogue.values()].flatMap((provider): CertificateHost[] => {
		const service = provider[judged.protocol];
		if (service === null) return [];
		const srv = autodiscoverHost(provider, dnsOf(dns, surveyed.domain));
		const known = service.hosts.map((entry) => hostIn(entry.host, names, srv)).find((host) => host !== null);
		return known === undefined ? [] : [{ provider, service, host: known }];
	});
	if (own !== null) return found.find(({ provider }) => isSameMail(provider, own)) ?? null;
	const [first] = found;
	return first !== undefined && found.every(({ provider }) => isSameMail(provider, first.provider)) ? first : null;
}

/** The host of a pattern that the certificate covers. A number is taken from a name or from the SRV record. */
function hostIn(pattern: string, names: readonly string[], srv: string | null): string | null {
	if (pattern.includes("{domain}")) return null;
	const hosts = pattern.includes("#") ? [...(srv === null ? [] : [srv]), ...names] : [pattern];
	return hosts.find((host) => matchesHost(pattern, host) && names.some((name) => coversHost(name, host))) ?? null;
}
