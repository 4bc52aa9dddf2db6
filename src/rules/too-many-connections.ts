// M20: more connections kept open than Thunderbird does by itself. Where they also exceed what the provider allows to
// all accounts of one user, `gmail-connection-budget` speaks.

import { exceededBudget, USUAL_CONNECTIONS } from "./connections";
import { edit, propose } from "./propose";
import { rule } from "./rule";

export const tooManyConnections = rule("too-many-connections", (surveyed, survey) => {
	const { incoming } = surveyed.account;
	const connections = incoming.connections ?? 0;
	if (surveyed.incoming.provider === null || connections <= USUAL_CONNECTIONS) return [];
	if (exceededBudget(surveyed, survey) !== null) return [];
	const change = edit("incoming", incoming.key, "incoming.connections", connections, USUAL_CONNECTIONS);
	return [
		{
			severity: "advice",
			service: "incoming",
			subject: incoming.key,
			fix: "live",
			facts: { connections, limit: USUAL_CONNECTIONS },
			changes: propose(change, "live", incoming.locked),
		},
	];
});
