// M29: one mailbox in two accounts, under two names of the same servers. Reported, never merged.

import { rule } from "./rule";

export const sameMailboxThroughAlias = rule("same-mailbox-through-alias", (surveyed, { earlier }) => {
	const other = earlier.alias.get(surveyed);
	if (other === undefined || earlier.same.has(surveyed)) return [];
	const { incoming } = surveyed.account;
	return [
		{
			severity: "advice",
			service: "incoming",
			subject: incoming.key,
			fix: "advice",
			facts: { username: incoming.username, host: incoming.host, other: other.account.name },
		},
	];
});
