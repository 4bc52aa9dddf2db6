// M03: a talk that begins in clear on a port where the server expects encryption at once. Both sides wait.

import type { MailProtocol } from "../providers/lookup";
import type { ConnectionFault } from "./connection";

const TLS_PORT: Readonly<Record<MailProtocol, number>> = { imap: 993, pop3: 995, smtp: 465 };

export const starttlsOnTlsPort: ConnectionFault = {
	id: "starttls-on-tls-port",
	severity: "error",
	applies: ({ protocol, server }) => server.security === "starttls" && server.port === TLS_PORT[protocol],
};
