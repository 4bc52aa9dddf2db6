// M22: somebody between Thunderbird and a known provider. Settings tell a program on this machine (bridges of providers
// that nobody here knows are right); a certificate tells an authority that is not public, but for the organisation's own.

import { domainOf } from "../domain/hostname";
import { providersOfDomain } from "../providers/lookup";
import { seenOf } from "./observation";
import { toldBy } from "./observed";
import { rule } from "./rule";
import { effectiveKey, serversOf } from "./surveyed";
import { addedAuthorityOf, isOrganisations } from "./trust";

export const tlsInterception = rule("tls-interception", (surveyed, survey) => {
	const { account, provider, incoming, outgoing, address } = surveyed;
	const isProvidersAddress = (text: string) => providersOfDomain(survey.catalogue, domainOf(text)).length > 0;
	const diverted = [
		...(provider !== null && incoming.standing.kind === "loopback" ? [{ judged: incoming, address }] : []),
		...outgoing.flatMap(({ judged }) => {
			if (judged.standing.kind !== "loopback") return [];
			const sender = account.identities.find(
				(identity) =>
					effectiveKey(identity, survey.snapshot.defaultOutgoingKey) === judged.server.key &&
					isProvidersAddress(identity.address),
			);
			return sender === undefined ? [] : [{ judged, address: sender.address }];
		}),
	];
	const bySettings = diverted.map(({ judged, address }) => ({
		severity: "warning" as const,
		service: judged.target,
		subject: judged.server.key,
		fix: "advice" as const,
		facts: { address, host: judged.server.host, issuer: "" },
	}));
	const trusted = serversOf(surveyed).flatMap(({ judged: { look, standing, target, server } }) => {
		const authority = addedAuthorityOf(look?.seen ?? null);
		if (authority === null || (standing.kind !== "accepted" && standing.kind !== "tolerated")) return [];
		if (isOrganisations(authority, survey)) return [];
		const facts = { address: surveyed.address, host: server.host, issuer: authority.issuer };
		const seen = seenOf(look?.seen ?? null);
		return [
			{ severity: "warning" as const, service: target, subject: server.key, fix: "advice" as const, facts, seen },
		];
	});
	return [...bySettings, ...toldBy("tls-interception", surveyed, survey), ...trusted];
});
