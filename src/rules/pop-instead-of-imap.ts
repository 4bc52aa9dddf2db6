// M19: mail is fetched with POP3. Where it is then deleted from the server, other devices lose it.

import { edit, propose } from "./propose";
import { rule } from "./rule";

export const popInsteadOfImap = rule("pop-instead-of-imap", ({ account, provider, incoming, address }) => {
	const { server } = incoming;
	if (server.protocol !== "pop3" || incoming.provider === null) return [];
	const facts = { address, gigabytes: provider?.mailboxGigabytes ?? 0 };
	const common = { service: "incoming", subject: account.incoming.key, facts } as const;
	if (server.leaveOnServer !== false) return [{ ...common, severity: "advice", fix: "new-account" }];
	const change = edit("incoming", server.key, "incoming.leave-on-server", server.leaveOnServer, true);
	return [{ ...common, severity: "warning", fix: "live", changes: propose(change, "live", server.locked) }];
});
