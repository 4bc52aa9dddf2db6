// M07: a password where the provider's own way is the sign-in. An application password is right and looks the same in
// the settings, so nothing is proposed before a login was refused.

import { rule } from "./rule";

export const gmailPasswordAuth = rule("gmail-password-auth", (surveyed) =>
	[surveyed.incoming, ...surveyed.outgoing.map(({ judged }) => judged)]
		.filter(
			(judged) =>
				judged.governed &&
				judged.provider?.applicationPassword === "instead-of-oauth2" &&
				judged.server.auth === "password",
		)
		.map(({ server, target }) => ({
			severity: "advice",
			service: target,
			subject: server.key,
			fix: "sign-in",
			facts: { host: server.host },
		})),
);
