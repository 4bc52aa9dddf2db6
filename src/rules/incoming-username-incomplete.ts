// M12: the incoming server logs in, but not with a full address. It is completed only from an identity that begins with
// the same name: which of several addresses is the mailbox, only the user knows.

import { edit, propose } from "./propose";
import { rule } from "./rule";
import { isAddress, splitUsername } from "./surveyed";

export const incomingUsernameIncomplete = rule("incoming-username-incomplete", ({ incoming, provider, mailbox }) => {
	const { server } = incoming;
	const { prefix, login } = splitUsername(provider, server.username);
	if (incoming.provider === null || isAddress(login)) return [];
	const to = mailbox === null ? server.username : prefix + mailbox;
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
