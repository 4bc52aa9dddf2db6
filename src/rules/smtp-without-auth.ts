// M11: sending without logging in, which these providers refuse. The repair brings all that the login needs: the method,
// the full address, and encryption where the connection is in clear.

import { authChanges, authFault } from "./auth";
import { edit, propose } from "./propose";
import { rule } from "./rule";
import { isPlainWithoutLogin, pairChanges, willBeEncrypted } from "./server";
import { isAddress, type SurveyedOutgoing } from "./surveyed";

export const smtpWithoutAuth = rule("smtp-without-auth", (surveyed) =>
	surveyed.outgoing.flatMap((outgoing) => {
		const fault = authFault(outgoing.judged, outgoing.loginAuth);
		if (fault?.rule !== "smtp-without-auth") return [];
		const { server } = outgoing.judged;
		const changes = repair(outgoing);
		return [
			{
				severity: "error",
				service: "outgoing",
				subject: server.key,
				fix: changes.length > 0 ? "live" : "advice",
				facts: { host: server.host },
				changes: propose(changes, "live", server.locked),
			},
		];
	}),
);

function repair({ judged, loginAuth, username }: SurveyedOutgoing) {
	const { server } = judged;
	const fault = authFault(judged, loginAuth);
	const isPlain = isPlainWithoutLogin(judged);
	if (fault === null || fault.to === null || (isPlain && !willBeEncrypted(judged))) return [];
	const login = isAddress(server.username) ? server.username : username;
	if (login === null) return [];
	return [
		...(isPlain ? pairChanges(judged) : []),
		...edit("outgoing", server.key, "outgoing.username", server.username, login),
		...authChanges(judged, fault),
	];
}
