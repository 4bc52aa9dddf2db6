// M27: the outgoing server logs in, but not with a full address. A server that several accounts use gets one only where
// they agree on it.

import { edit, propose } from "./propose";
import { rule } from "./rule";
import { isAddress } from "./surveyed";

export const smtpUsernameIncomplete = rule("smtp-username-incomplete", (surveyed) =>
	surveyed.outgoing.flatMap(({ judged, username }) => {
		const { server } = judged;
		if (!judged.governed || server.auth === "none" || isAddress(server.username)) return [];
		const changes = edit("outgoing", server.key, "outgoing.username", server.username, username ?? server.username);
		return [
			{
				severity: "warning",
				service: "outgoing",
				subject: server.key,
				fix: changes.length > 0 ? "live" : "advice",
				facts: { host: server.host, username: server.username },
				changes: propose(changes, "live", server.locked),
			},
		];
	}),
);
