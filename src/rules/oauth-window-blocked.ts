// M09: a sign-in window cannot work in this Thunderbird, and here is an account that may need one.

import { rule } from "./rule";

export const oauthWindowBlocked = rule("oauth-window-blocked", ({ account, provider, address }, { snapshot }) =>
	snapshot.signInWindow === "blocked" && provider?.applicationPassword === "instead-of-oauth2"
		? [
				{
					severity: "warning",
					service: "incoming",
					subject: account.incoming.key,
					fix: "advice",
					facts: { address },
				},
			]
		: [],
);
