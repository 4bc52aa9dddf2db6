// M12: the incoming server logs in, but not with a full address. It is completed only from an identity that begins with
// the same name: which of several addresses is the mailbox, only the user knows.

import { edit, propose } from "./propose";
import { rule } from "./rule";
import { isStaleOvh } from "./stale-ovh-for-lasuite";
import { isAddress, splitUsername } from "./surveyed";

export const incomingUsernameIncomplete = rule("incoming-username-incomplete", (surveyed, { catalogue }) => {
	const { incoming, provider, mailbox } = surveyed;
	const { server } = incoming;
	const { prefix, login } = splitUsername(provider, server.username);
	if (incoming.provider === null || isAddress(login)) return [];
	const isKnown = mailbox !== null && !isStaleOvh(surveyed, catalogue);
	const to = isKnown ? prefix + mailbox : server.username;
	const changes = edit("incoming", server.key, "incoming.username", server.username, to);
	return [
		{
			severity: "warning",
			service: "incoming",
			subject: server.key,
			fix: changes.length > 0 ? "restart" : "advice",
			facts: { host: server.host, username: server.username },
			changes: propose(changes, "restart", server.locked),
		},
	];
});
