// M48: a trusted certificate whose authority was added on this computer, at a host of nobody known. Companies do that.

import { seenOf } from "./observation";
import { rule } from "./rule";
import { serversOf } from "./surveyed";
import { addedAuthorityOf, isOrganisations } from "./trust";

export const privateAuthority = rule("private-authority", (surveyed, survey) =>
	serversOf(surveyed).flatMap(({ judged: { look, standing, target, server } }) => {
		const seen = look?.seen ?? null;
		const authority = addedAuthorityOf(seen);
		if (authority === null || standing.kind !== "foreign" || isOrganisations(authority, survey)) return [];
		return [
			{
				severity: "advice",
				service: target,
				subject: server.key,
				fix: "advice",
				facts: { host: server.host, issuer: authority.issuer },
				seen: seenOf(seen),
			},
		];
	}),
);
