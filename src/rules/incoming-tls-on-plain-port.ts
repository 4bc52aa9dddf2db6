// M01: encryption from the first byte on a port where the server begins in clear.

import type { ConnectionFault } from "./connection";

export const incomingTlsOnPlainPort: ConnectionFault = {
	id: "incoming-tls-on-plain-port",
	severity: "error",
	applies: ({ protocol, server }) =>
		server.security === "tls" &&
		((protocol === "imap" && server.port === 143) || (protocol === "pop3" && server.port === 110)),
};
