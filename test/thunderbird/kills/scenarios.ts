// The repairs during which Thunderbird is killed: the profile before, what is asked for, and what a whole repair makes
// of it. Said by hand and not computed by the add-on, which is on trial here. The killing itself: kill.ts.

import type { Change, SetChange } from "../../../src/domain/change";
import type { PrefValue } from "../../../src/domain/journal";
import type { AccountDescription, MailDescription } from "../driver/accounts";

export interface Login {
	origin: string;
	username: string;
	password: string;
}

export interface Scenario {
	name: string;
	mail: MailDescription;
	logins: Login[];
	changes: Change[];
	/** The preferences that the whole repair changes, and what it makes of them. */
	prefs: Record<string, NonNullable<PrefValue>>;
	/** The logins that it adds; none ever goes. */
	added: Login[];
}

const PASSWORD = 'pass, wörd "and" more';

const account = (number: number, outgoing: string | undefined, port = 993): AccountDescription => ({
	name: `Club ${number}`,
	incoming: {
		type: "imap",
		host: "ssl0.ovh.net",
		port,
		security: "tls",
		auth: "password",
		username: `user${number}@asso.example`,
	},
	identities: [{ address: `user${number}@asso.example`, name: "User", ...(outgoing !== undefined && { outgoing }) }],
});

const outgoing = (number: number, host: string, port = 465) => ({
	host,
	port,
	security: "tls" as const,
	auth: "password" as const,
	username: `user${number}@asso.example`,
});

const incomingLogin: Login = { origin: "imap://ssl0.ovh.net", username: "user1@asso.example", password: PASSWORD };

const set = (target: SetChange["target"], key: string, setting: SetChange["setting"], from: string | number) => ({
	to: (to: string | number): SetChange => ({ kind: "set", target, key, setting, from, to }),
});

const ports: Scenario = {
	name: "ports of several accounts",
	mail: {
		accounts: [1, 2, 3].map((number) => account(number, `smtp${number}`, 143)),
		outgoing: Object.fromEntries([1, 2, 3].map((number) => [`smtp${number}`, outgoing(number, "ssl0.ovh.net", 587)])),
	},
	logins: [incomingLogin],
	changes: [1, 2, 3].flatMap((number) => [
		set("incoming", `server${number}`, "incoming.port", 143).to(993),
		set("outgoing", `smtp${number}`, "outgoing.port", 587).to(465),
	]),
	prefs: Object.fromEntries(
		[1, 2, 3].flatMap((number) => [
			[`mail.server.server${number}.port`, 993],
			[`mail.smtpserver.smtp${number}.port`, 465],
		]),
	),
	added: [],
};

const host: Scenario = {
	name: "an outgoing host with its login",
	mail: { accounts: [account(1, "smtp1")], outgoing: { smtp1: outgoing(1, "ns0.ovh.net") } },
	logins: [incomingLogin, { origin: "smtp://ns0.ovh.net", username: "user1@asso.example", password: PASSWORD }],
	changes: [set("outgoing", "smtp1", "outgoing.host", "ns0.ovh.net").to("smtp.mail.ovh.net")],
	prefs: { "mail.smtpserver.smtp1.hostname": "smtp.mail.ovh.net" },
	added: [{ origin: "smtp://smtp.mail.ovh.net", username: "user1@asso.example", password: PASSWORD }],
};

const username: Scenario = {
	name: "an outgoing user name with its login",
	mail: {
		accounts: [account(1, "smtp1")],
		outgoing: { smtp1: { ...outgoing(1, "ssl0.ovh.net"), username: "user1" } },
	},
	logins: [incomingLogin, { origin: "smtp://ssl0.ovh.net", username: "user1", password: PASSWORD }],
	changes: [set("outgoing", "smtp1", "outgoing.username", "user1").to("user1@asso.example")],
	prefs: { "mail.smtpserver.smtp1.username": "user1@asso.example" },
	added: [{ origin: "smtp://ssl0.ovh.net", username: "user1@asso.example", password: PASSWORD }],
};

const create: Scenario = {
	name: "a missing outgoing server with a login",
	mail: {
		accounts: [account(1, "smtp9"), account(2, "smtp1")],
		outgoing: { smtp1: outgoing(2, "smtp.mail.ovh.net") },
	},
	logins: [incomingLogin],
	changes: [
		{
			kind: "create-outgoing",
			identities: [{ key: "id1", from: "smtp9" }],
			server: { ...outgoing(1, "smtp.mail.ovh.net"), description: "OVH" },
			loginFrom: "server1",
		},
	],
	prefs: {
		"mail.smtpservers": "smtp1,smtp2",
		"mail.smtpserver.smtp2.type": "smtp",
		"mail.smtpserver.smtp2.hostname": "smtp.mail.ovh.net",
		"mail.smtpserver.smtp2.port": 465,
		"mail.smtpserver.smtp2.try_ssl": 3,
		"mail.smtpserver.smtp2.authMethod": 3,
		"mail.smtpserver.smtp2.username": "user1@asso.example",
		"mail.smtpserver.smtp2.description": "OVH",
		"mail.identity.id1.smtpServer": "smtp2",
	},
	added: [{ origin: "smtp://smtp.mail.ovh.net", username: "user1@asso.example", password: PASSWORD }],
};

export const SCENARIOS = { ports, host, username, create };
