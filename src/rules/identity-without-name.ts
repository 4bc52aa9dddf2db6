// M40: those who receive mail see an address and no name.

import { rule } from "./rule";

export const identityWithoutName = rule("identity-without-name", ({ account }) =>
	account.identities
		.filter((identity) => identity.name.trim() === "")
		.map((identity) => ({
			severity: "advice",
			service: "outgoing",
			subject: identity.key,
			fix: "advice",
			facts: { address: identity.address },
		})),
);
