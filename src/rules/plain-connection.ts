// M06: a connection without encryption that carries a login. Where no provider's settings apply, only a password or a
// sign-in token counts: the other methods do not show it.

import type { ConnectionFault } from "./connection";

export const plainConnection: ConnectionFault = {
	id: "plain-connection",
	severity: "error",
	applies: ({ pair, server }) =>
		server.security === "none" && (pair !== null || server.auth === "password" || server.auth === "oauth2"),
};
