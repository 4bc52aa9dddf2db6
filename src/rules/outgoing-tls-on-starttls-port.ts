// M02: encryption from the first byte on a port where the outgoing server begins in clear. Port 25 with TLS is here.

import type { ConnectionFault } from "./connection";

export const outgoingTlsOnStarttlsPort: ConnectionFault = {
	id: "outgoing-tls-on-starttls-port",
	severity: "error",
	applies: ({ target, server }) =>
		target === "outgoing" && server.security === "tls" && (server.port === 587 || server.port === 25),
};
