// M31: a host that never was or no longer is the provider's, or a text that is no host name at all.

import { edit, propose } from "./propose";
import { rule } from "./rule";
import type { JudgedServer } from "./server";
import { isStaleOvh } from "./stale-ovh-for-lasuite";
import { wrongOvhOffer } from "./wrong-ovh-offer";
import { wrongOvhZone } from "./wrong-ovh-zone";

export const retiredOrMistypedHost = rule("retired-or-mistyped-host", (surveyed, survey) => {
	const { incoming, outgoing } = surveyed;
	// The account of a mailbox that has moved elsewhere is never pointed at another host.
	const isKept = isStaleOvh(surveyed, survey.catalogue);
	// What DNS tells of the domain goes before what the name alone tells, and brings the change itself.
	const [toldByDns] = [wrongOvhZone, wrongOvhOffer].flatMap((other) => other.find(surveyed, survey));
	const right = toldByDns === undefined ? replacementOf(incoming) : String(toldByDns.facts["replacement"]);
	const servers = [
		{ judged: incoming, to: isKept || toldByDns !== undefined ? null : right, replacement: right },
		...outgoing.map(({ judged, host }) => ({ judged, to: host, replacement: replacementOf(judged) })),
	];
	return servers.flatMap(({ judged, to, replacement }) => {
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
				facts: { host: server.host, replacement: replacement ?? "" },
				changes: propose(changes, fix, server.locked),
			},
		];
	});
});

function replacementOf({ standing }: JudgedServer): string | null {
	return standing.kind === "wrong" ? standing.replacement : null;
}
