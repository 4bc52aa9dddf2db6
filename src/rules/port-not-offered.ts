// M41: a pair of port and security that this provider does not offer, and that no other rule explains.

import type { ConnectionFault } from "./connection";

export const portNotOffered: ConnectionFault = {
	id: "port-not-offered",
	severity: "warning",
	applies: ({ pair }) => pair === "wrong",
};
