// M23: somebody told Thunderbird to trust whatever certificate this server shows. A program on this machine (a bridge)
// cannot have a verifiable one.

import { rule } from "./rule";

export const certificateExceptionInUse = rule("certificate-exception-in-use", (surveyed, { certificateExceptions }) =>
	[surveyed.incoming, ...surveyed.outgoing.map(({ judged }) => judged)]
		.filter(
			({ standing, server }) =>
				standing.kind !== "loopback" && certificateExceptions.has(`${server.host.toLowerCase()}:${server.port}`),
		)
		.map(({ server, target }) => ({
			severity: "warning",
			service: target,
			subject: server.key,
			fix: "advice",
			facts: { host: server.host, port: server.port },
		})),
);
