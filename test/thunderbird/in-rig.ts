// A real Thunderbird inside a running rig of real servers: the tests in live/ begin with this. The rig: ../rig/rig.ts.
// Where the rig cannot run, these tests are skipped with the reason, and `npm test` counts them as not run.

import { afterAll, beforeAll, beforeEach, describe, inject } from "vitest";
import { Rig } from "../rig/rig";
import { ACCOUNTS, type REFRESH_TOKENS } from "../rig/world";
import type { MailDescription } from "./driver/accounts";
import type { Thunderbird } from "./driver/thunderbird";
import { type HarnessOptions, launch } from "./harness";

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

/** A Thunderbird with the add-on, inside; `logins` are stored before it is handed out. Ends as `launch` says. */
export async function launchInRig(
	rig: Rig,
	{ logins = [], ...options }: HarnessOptions & { logins?: readonly Login[] } = {},
): Promise<Thunderbird> {
	const thunderbird = await launch({ ...rig.thunderbird, ...options });
	for (const login of logins) await thunderbird.addLogin(login);
	return thunderbird;
}

/**
 * Tests that need a rig: one for all of them, each begins with fresh mailboxes, real names and empty logs.
 * `rig()` is to be called in a test or hook.
 */
export function describeInRig(name: string, tests: (rig: () => Rig) => void): void {
	const ready = inject("rig");
	if (ready !== true) console.log(`NOT RUN HERE: ${name}: ${ready}`);
	describe.skipIf(ready !== true)(name, () => {
		let rig: Rig | null = null;
		const running = (): Rig => {
			if (!rig) throw new Error("the rig is not running yet");
			return rig;
		};
		beforeAll(async () => {
			rig = await Rig.start();
		});
		afterAll(() => rig?.stop());
		beforeEach(() => running().reset());
		tests(running);
	});
}
