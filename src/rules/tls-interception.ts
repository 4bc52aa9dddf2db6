// M22, as far as settings tell: an address of a known provider whose mail goes through a program on this machine.
// Bridges of providers that nobody here knows are right.

import { domainOf } from "../domain/hostname";
import { providersOfDomain } from "../providers/lookup";
import { rule } from "./rule";
import { effectiveKey } from "./surveyed";

export const tlsInterception = rule(
	"tls-interception",
	({ account, provider, incoming, outgoing, address }, survey) => {
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
		return diverted.map(({ judged, address }) => ({
			severity: "warning",
			service: judged.target,
			subject: judged.server.key,
			fix: "advice",
			facts: { address, host: judged.server.host, issuer: "" },
		}));
	},
);
