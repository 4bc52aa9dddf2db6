// M31: a host that never was or no longer is the provider's, or a text that is no host name at all.

import { edit, propose } from "./propose";
import { rule } from "./rule";
import type { JudgedServer } from "./server";
import { isStaleOvh } from "./stale-ovh-for-lasuite";

export const retiredOrMistypedHost = rule("retired-or-mistyped-host", (surveyed, { catalogue }) => {
	const { incoming, outgoing } = surveyed;
	// The account of a mailbox that has moved elsewhere is never pointed at another host.
	const isKept = isStaleOvh(surveyed, catalogue);
	const servers = [
		{ judged: incoming, to: isKept ? null : replacementOf(incoming) },
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
				facts: { host: server.host, replacement: replacementOf(judged) ?? "" },
				changes: propose(changes, fix, server.locked),
			},
		];
	});
});

function replacementOf({ standing }: JudgedServer): string | null {
	return standing.kind === "wrong" ? standing.replacement : null;
}
