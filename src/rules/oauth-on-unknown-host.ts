// M08: sign-in through a provider's window, at a host for which Thunderbird knows no such window.

import { authFault, authProposal } from "./auth";
import { rule } from "./rule";
import { serversOf } from "./surveyed";

export const oauthOnUnknownHost = rule("oauth-on-unknown-host", (surveyed) =>
	serversOf(surveyed).flatMap(({ judged, loginAuth }) => {
		const fault = authFault(judged, loginAuth);
		if (fault?.rule !== "oauth-on-unknown-host") return [];
		const changes = authProposal(judged, fault);
		if (changes === null) return [];
		const { server, target } = judged;
		const fix = changes.length > 0 ? fault.fix : "advice";
		return [{ severity: "error", service: target, subject: server.key, fix, facts: { host: server.host }, changes }];
	}),
);
