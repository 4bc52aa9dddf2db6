// M03: a talk that begins in clear on a port where the server expects encryption at once. Both sides wait.

import type { ConnectionFault } from "./connection";
import { TLS_PORT } from "./standard-ports";

export const starttlsOnTlsPort: ConnectionFault = {
	id: "starttls-on-tls-port",
	severity: "error",
	applies: ({ protocol, server }) => server.security === "starttls" && server.port === TLS_PORT[protocol],
};
