// M31: a host that never was or no longer is the provider's, or a text that is no host name at all.

import { edit, propose } from "./propose";
import { rule } from "./rule";
import type { JudgedServer } from "./server";
import { isStaleOvh } from "./stale-ovh-for-lasuite";
import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";
import { wrongOvhOffer } from "./wrong-ovh-offer";
import { wrongOvhZone } from "./wrong-ovh-zone";

export const retiredOrMistypedHost = rule("retired-or-mistyped-host", (surveyed, survey) => {
	const { incoming, outgoing } = surveyed;
	// The account of a mailbox that has moved elsewhere is never pointed at another host.
	const isKept = isStaleOvh(surveyed, survey.catalogue);
	// What DNS tells of the domain goes before what the name alone tells; where it says so of this very host, it brings the
	// change itself.
	const toldByDns = replacementByDns(surveyed, survey);
	const byName = replacementOf(incoming);
	const right = toldByDns ?? (byName && (replacementByDns(placedAt(byName, surveyed), survey) ?? byName));
	const servers = [
		{ judged: incoming, to: isKept || toldByDns !== null ? null : right, replacement: right },
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

function replacementByDns(surveyed: SurveyedAccount, survey: Survey): string | null {
	const [told] = [wrongOvhZone, wrongOvhOffer].flatMap((other) => other.find(surveyed, survey));
	return told === undefined ? null : String(told.facts["replacement"]);
}

function placedAt(host: string, surveyed: SurveyedAccount): SurveyedAccount {
	const { incoming } = surveyed;
	return { ...surveyed, incoming: { ...incoming, server: { ...incoming.server, host } } };
}

function replacementOf({ standing }: JudgedServer): string | null {
	return standing.kind === "wrong" ? standing.replacement : null;
}
