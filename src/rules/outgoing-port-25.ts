// M05: sending through the port that Internet providers close to their customers. A company's own relay may use it,
// and so may a relay of the provider that takes mail without a login.

import type { ConnectionFault } from "./connection";

export const outgoingPort25: ConnectionFault = {
	id: "outgoing-port-25",
	severity: "warning",
	applies: ({ target, provider, pair, server }) =>
		target === "outgoing" && server.port === 25 && (pair !== null || (provider !== null && server.auth !== "none")),
};
