// M23: somebody told Thunderbird to trust whatever certificate this server shows. A program on this machine (a bridge)
// cannot have a verifiable one.

import { seenOf } from "./observation";
import { rule } from "./rule";
import { serversOf } from "./surveyed";
import { isExceptionInUse } from "./trust";

export const certificateExceptionInUse = rule("certificate-exception-in-use", (surveyed, { certificateExceptions }) =>
	serversOf(surveyed)
		.map(({ judged }) => judged)
		.filter(
			({ standing, server, look }) =>
				standing.kind !== "loopback" &&
				(certificateExceptions.has(`${server.host.toLowerCase()}:${server.port}`) ||
					isExceptionInUse(look?.seen ?? null)),
		)
		.map(({ server, target, look }) => ({
			severity: "warning",
			service: target,
			subject: server.key,
			fix: "advice",
			facts: { host: server.host, port: server.port },
			seen: isExceptionInUse(look?.seen ?? null) ? seenOf(look?.seen ?? null) : null,
		})),
);
