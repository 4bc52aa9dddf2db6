// The repairs that the tests of the engine make, and the profiles that they make them in.

import type { Change, SetChange } from "../../../src/domain/change";
import type { RepairOutcome } from "../../../src/domain/outcome";
import { accountPrefs, profilePrefs } from "./fake-profile";
import type { FakeOptions } from "./fake-thunderbird";

export const incomingFix: SetChange[] = [
	{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: 993 },
];
export const outgoingFix: SetChange[] = [
	{ kind: "set", target: "outgoing", key: "smtp1", setting: "outgoing.port", from: 587, to: 465 },
];
export const hostFix: SetChange[] = [
	{
		kind: "set",
		target: "outgoing",
		key: "smtp1",
		setting: "outgoing.host",
		from: "ns0.ovh.net",
		to: "smtp.mail.ovh.net",
	},
];
export const createFix: Change[] = [
	{
		kind: "create-outgoing",
		identities: [{ key: "id1", from: "" }],
		server: {
			host: "smtp.mail.ovh.net",
			port: 465,
			security: "tls",
			auth: "password",
			username: "user1@asso.example",
			description: "OVH",
		},
		loginFrom: "server1",
	},
];

export const plain: FakeOptions = { prefs: profilePrefs([accountPrefs(1)]) };
export const oldHost: FakeOptions = {
	prefs: profilePrefs([accountPrefs(1, { outgoing: { host: "ns0.ovh.net", port: 465, try_ssl: 3 } })]),
	logins: [{ origin: "smtp://ns0.ovh.net", username: "user1@asso.example", password: "secret" }],
};
export const noOutgoing: FakeOptions = {
	prefs: profilePrefs([accountPrefs(1, { outgoing: null })]),
	logins: [{ origin: "imap://ssl0.ovh.net", username: "user1@asso.example", password: "secret" }],
};

export function withoutGuid(logins: { origin: string; username: string; password: string }[]): string[] {
	return logins.map((login) => `${login.origin} ${login.username} ${login.password}`).sort();
}

export function appliedId(outcome: RepairOutcome): string {
	if (outcome.kind !== "applied") throw new Error(`not applied: ${JSON.stringify(outcome)}`);
	return outcome.entry;
}
