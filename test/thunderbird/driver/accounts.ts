// Mail accounts as plain descriptions, and the preferences in which Thunderbird keeps them.
// Everything can be described, wrong values too: `prefs` of a profile overrides any line written here.

import type { Auth, Security } from "../../../src/domain/vocabulary";

export type Prefs = Record<string, string | number | boolean>;

export interface IncomingDescription {
	/** `none` is Local Folders. */
	type: "imap" | "pop3" | "none" | "rss" | "nntp";
	host: string;
	/** Left out: the preference is absent. */
	port?: number;
	security?: Security;
	auth?: Auth;
	username: string;
	connections?: number;
	leaveOnServer?: boolean;
}

export interface IdentityDescription {
	address: string;
	name?: string;
	/** Key of an outgoing server; left out: the default one. */
	outgoing?: string;
}

export interface AccountDescription {
	name: string;
	incoming: IncomingDescription;
	identities?: IdentityDescription[];
}

export interface OutgoingDescription {
	host: string;
	port?: number;
	security?: Security;
	auth?: Auth;
	username?: string;
	description?: string;
}

/** The first account becomes `account1` with `server1`, and so on; identities are counted through: `id1`, `id2`… */
export interface MailDescription {
	accounts: AccountDescription[];
	/** By Thunderbird's key, such as `smtp1`. */
	outgoing?: Record<string, OutgoingDescription>;
	/** Key of an outgoing server; left out: the first one. */
	defaultOutgoing?: string;
}

const SOCKET_TYPES: Record<Security, number> = { none: 0, starttls: 2, tls: 3 };
const AUTH_METHODS: Record<Auth, number> = {
	none: 1,
	password: 3,
	encrypted: 4,
	kerberos: 5,
	ntlm: 6,
	certificate: 7,
	oauth2: 10,
};

type Optional = Record<string, string | number | boolean | undefined>;

function branch(prefix: string, values: Optional): Prefs {
	const prefs: Prefs = {};
	for (const [name, value] of Object.entries(values)) if (value !== undefined) prefs[`${prefix}.${name}`] = value;
	return prefs;
}

const socketType = (security: Security | undefined) => security && SOCKET_TYPES[security];
const authMethod = (auth: Auth | undefined) => auth && AUTH_METHODS[auth];

function incomingPrefs(key: string, name: string, incoming: IncomingDescription): Prefs {
	const isMail = incoming.type === "imap" || incoming.type === "pop3";
	return branch(`mail.server.${key}`, {
		type: incoming.type,
		hostname: incoming.host,
		userName: incoming.username,
		name,
		port: incoming.port,
		socketType: socketType(incoming.security),
		authMethod: authMethod(incoming.auth),
		max_cached_connections: incoming.connections,
		leave_on_server: incoming.leaveOnServer,
		// Thunderbird itself must not connect on its own account: a test or demonstration would wait for servers.
		...(isMail && { check_new_mail: false, login_at_startup: false }),
	});
}

function outgoingPrefs(key: string, outgoing: OutgoingDescription): Prefs {
	return branch(`mail.smtpserver.${key}`, {
		type: "smtp",
		hostname: outgoing.host,
		port: outgoing.port,
		try_ssl: socketType(outgoing.security),
		authMethod: authMethod(outgoing.auth),
		username: outgoing.username,
		description: outgoing.description,
	});
}

function identityPrefs(key: string, identity: IdentityDescription): Prefs {
	return branch(`mail.identity.${key}`, {
		useremail: identity.address,
		fullName: identity.name ?? "",
		valid: true,
		smtpServer: identity.outgoing,
	});
}

export function mailPrefs({ accounts, outgoing = {}, defaultOutgoing }: MailDescription): Prefs {
	const prefs: Prefs = {};
	let identityCount = 0;
	accounts.forEach((account, index) => {
		const number = index + 1;
		const identities = (account.identities ?? []).map((identity) => {
			identityCount += 1;
			const key = `id${identityCount}`;
			Object.assign(prefs, identityPrefs(key, identity));
			return key;
		});
		prefs[`mail.account.account${number}.server`] = `server${number}`;
		if (identities.length > 0) prefs[`mail.account.account${number}.identities`] = identities.join(",");
		if (account.incoming.type === "none") prefs["mail.accountmanager.localfoldersserver"] = `server${number}`;
		Object.assign(prefs, incomingPrefs(`server${number}`, account.name, account.incoming));
	});
	if (accounts.length > 0) {
		prefs["mail.accountmanager.accounts"] = accounts.map((_, index) => `account${index + 1}`).join(",");
		prefs["mail.accountmanager.defaultaccount"] = "account1";
		prefs["mail.account.lastKey"] = accounts.length;
	}
	const outgoingKeys = Object.keys(outgoing);
	for (const [key, server] of Object.entries(outgoing)) Object.assign(prefs, outgoingPrefs(key, server));
	if (outgoingKeys.length > 0) {
		prefs["mail.smtpservers"] = outgoingKeys.join(",");
		prefs["mail.smtp.defaultserver"] = defaultOutgoing ?? outgoingKeys[0] ?? "";
	}
	return prefs;
}
