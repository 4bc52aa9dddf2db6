// M04: a port that is registered for another mail protocol.

import type { MailProtocol } from "../providers/lookup";
import type { ConnectionFault } from "./connection";

const OTHER_PORTS: Readonly<Record<MailProtocol, readonly number[]>> = {
	imap: [110, 995, 25, 465, 587],
	pop3: [143, 993, 25, 465, 587],
	smtp: [143, 993, 110, 995],
};

export const portOfOtherProtocol: ConnectionFault = {
	id: "port-of-other-protocol",
	severity: "error",
	applies: ({ protocol, server }) => OTHER_PORTS[protocol].includes(server.port),
};
