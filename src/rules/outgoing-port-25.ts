// M05: sending through the port that Internet providers close to their customers. A company's own relay may use it.

import type { ConnectionFault } from "./connection";

export const outgoingPort25: ConnectionFault = {
	id: "outgoing-port-25",
	severity: "warning",
	applies: ({ target, pair, server }) => target === "outgoing" && pair !== null && server.port === 25,
};
