// M33: the accounts of one user together keep more connections open than the provider allows.

import { exceededBudget } from "./connections";
import { edit, propose } from "./propose";
import { rule } from "./rule";

export const gmailConnectionBudget = rule("gmail-connection-budget", (surveyed, survey) => {
	const budget = exceededBudget(surveyed, survey);
	const { incoming } = surveyed.account;
	if (budget === null || incoming.connections === null || budget.share >= incoming.connections) return [];
	const change = edit("incoming", incoming.key, "incoming.connections", incoming.connections, budget.share);
	return [
		{
			severity: "advice",
			service: "incoming",
			subject: incoming.key,
			fix: "live",
			facts: {
				address: surveyed.address,
				connections: budget.connections,
				limit: budget.limit,
			},
			changes: propose(change, "live", incoming.locked),
		},
	];
});
