// The logins that Thunderbird would have stored for accounts that are described: passwords, and Google's sign-in.

import { ACCOUNTS, type REFRESH_TOKENS } from "../rig/world";
import type { MailDescription } from "./driver/accounts";
import type { Thunderbird } from "./driver/thunderbird";

export type Login = Parameters<Thunderbird["addLogin"]>[0];

/** `oauth2.refresh_token` of Google as Thunderbird keeps it: one login per issuer and user, the scopes as its realm. */
export const googleSignIn = (token: keyof typeof REFRESH_TOKENS, username: string = ACCOUNTS.gmail.user): Login => ({
	origin: "oauth://accounts.google.com",
	realm: "https://mail.google.com/ https://www.googleapis.com/auth/carddav https://www.googleapis.com/auth/calendar",
	username,
	password: token,
});

const SCHEMES = { imap: "imap", pop3: "mailbox" } as const;

/** A login for every server with a password, at the place where Thunderbird looks for it. null: none is stored. */
export function passwordLogins(
	{ accounts, outgoing = {} }: MailDescription,
	passwordOf: (username: string) => string | null,
): Login[] {
	const logins = new Map<string, Login>();
	const add = (origin: string, username: string | undefined) => {
		const password = username ? passwordOf(username) : null;
		if (username && password !== null) logins.set(`${origin} ${username}`, { origin, username, password });
	};
	for (const { incoming } of accounts) {
		if (incoming.type !== "imap" && incoming.type !== "pop3") continue;
		if (incoming.auth !== "oauth2") add(`${SCHEMES[incoming.type]}://${incoming.host}`, incoming.username);
	}
	for (const { host, auth, username } of Object.values(outgoing)) {
		if (auth !== "oauth2" && auth !== "none") add(`smtp://${host}`, username);
	}
	return [...logins.values()];
}
