// M38: this computer's clock is wrong, so that certificates seem out of their time. Told once for each account.

import { wrongClock } from "./network";
import { seenOf } from "./observation";
import { rule } from "./rule";
import { webHostOf } from "./second-look";
import { serversOf } from "./surveyed";

export const clockSkew = rule("clock-skew", (surveyed, { live }) => {
	const clock = wrongClock(live);
	if (clock === null) return [];
	const servers = serversOf(surveyed).map(({ judged }) => judged);
	const misled = servers.find(
		({ look }) => look?.seen.outcome.kind === "certificate" && look.seen.outcome.problem.kind === clock.makes,
	);
	const isMeasuredHere = clock.minutes > 0 && webHostOf(surveyed.provider, surveyed.domain) === clock.host;
	const judged = misled ?? (isMeasuredHere ? surveyed.incoming : undefined);
	if (judged === undefined) return [];
	return [
		{
			severity: "warning",
			service: judged.target,
			subject: judged.server.key,
			fix: "advice",
			facts: { minutes: clock.minutes, host: clock.host },
			seen: seenOf(judged.look?.seen ?? null),
		},
	];
});
