// M21: the same server with the same user twice. Which one to keep is the user's choice.

import { rule } from "./rule";

export const duplicateAccount = rule("duplicate-account", (surveyed, { earlier }) => {
	const incoming = surveyed.account.incoming;
	const first = earlier.same.get(surveyed);
	const twice = [
		...(first === undefined ? [] : [{ service: "incoming" as const, server: incoming, other: first.account.name }]),
		...surveyed.outgoing.flatMap(({ judged: { server } }) => {
			const other = earlier.outgoing.get(server);
			return other === undefined
				? []
				: [{ service: "outgoing" as const, server, other: other.description || other.host }];
		}),
	];
	return twice.map(({ service, server, other }) => ({
		severity: "advice",
		service,
		subject: server.key,
		fix: "advice",
		facts: { host: server.host, username: server.username, other },
	}));
});
