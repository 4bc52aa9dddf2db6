// M31: a host that never was or no longer is the provider's, or a text that is no host name at all.

import { edit, propose } from "./propose";
import { rule } from "./rule";

export const retiredOrMistypedHost = rule("retired-or-mistyped-host", (surveyed) => {
	const { incoming, outgoing } = surveyed;
	const servers = [
		{ judged: incoming, to: incoming.standing.kind === "wrong" ? incoming.standing.replacement : null },
		...outgoing.map(({ judged, host }) => ({ judged, to: host })),
	];
	return servers.flatMap(({ judged, to }) => {
		if (judged.standing.kind !== "wrong") return [];
		const { target, server } = judged;
		const fix = target === "incoming" ? "restart" : "live";
		const changes = edit(target, server.key, `${target}.host`, server.host, to ?? server.host);
		return [
			{
				severity: "error",
				service: target,
				subject: server.key,
				fix: changes.length > 0 ? fix : "advice",
				facts: { host: server.host, replacement: judged.standing.replacement ?? "" },
				changes: propose(changes, fix, server.locked),
			},
		];
	});
});
