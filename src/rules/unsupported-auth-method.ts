// M10: a way to log in that the provider does not know, such as an encrypted password or Kerberos.

import { authFault, authProposal } from "./auth";
import { rule } from "./rule";
import { serversOf } from "./surveyed";

export const unsupportedAuthMethod = rule("unsupported-auth-method", (surveyed) =>
	serversOf(surveyed).flatMap(({ judged, loginAuth }) => {
		const fault = authFault(judged, loginAuth);
		if (fault?.rule !== "unsupported-auth-method") return [];
		const changes = authProposal(judged, fault);
		if (changes === null) return [];
		const { server, target } = judged;
		const fix = changes.length > 0 ? fault.fix : "advice";
		const facts = { host: server.host, auth: server.auth };
		return [{ severity: "warning", service: target, subject: server.key, fix, facts, changes }];
	}),
);
