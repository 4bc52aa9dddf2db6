// M07: a password where the provider's own way is the sign-in. An application password is right and looks the same in
// the settings, so the sign-in is proposed only once a password was refused, and only where none is seen to work.

import { seenOf } from "./observation";
import { isPasswordRefused } from "./observed";
import { edit, propose } from "./propose";
import { rule } from "./rule";
import { isSeenToWork } from "./server";
import { serversOf } from "./surveyed";

export const gmailPasswordAuth = rule("gmail-password-auth", (surveyed) => {
	const withPassword = serversOf(surveyed)
		.map(({ judged }) => judged)
		.filter(
			(judged) =>
				judged.governed &&
				judged.provider?.applicationPassword === "instead-of-oauth2" &&
				judged.server.auth === "password",
		);
	const isRefused = withPassword.some(({ look }) => isPasswordRefused(look?.seen ?? null));
	return withPassword.map((judged) => {
		const { server, target, look } = judged;
		const common = { service: target, subject: server.key, fix: "sign-in", facts: { host: server.host } } as const;
		if (!isRefused || isSeenToWork(judged)) return { ...common, severity: "advice" };
		// Encryption comes first: its own repair is told beside.
		const isReady = server.oauthKnown && server.security !== "none";
		const changes = isReady ? edit(target, server.key, `${target}.auth`, server.auth, "oauth2") : [];
		return {
			...common,
			severity: "error",
			changes: propose(changes, "sign-in", server.locked),
			seen: seenOf(look?.seen ?? null),
		};
	});
});
