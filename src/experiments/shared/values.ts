// Thunderbird's numbers and this project's words, both ways. The only place where a socket type or an authentication
// method is a number.

import type { Auth, Security } from "../../domain/vocabulary";

const SECURITY_BY_SOCKET_TYPE: ReadonlyMap<number, Security> = new Map([
	[0, "none"],
	// "STARTTLS if available", removed long ago and migrated to 2; may go on without encryption.
	[1, "none"],
	[2, "starttls"],
	[3, "tls"],
]);

const AUTH_BY_METHOD: ReadonlyMap<number, Auth> = new Map([
	[1, "none"],
	// "Password, original method": any that the server knows.
	[2, "password"],
	[3, "password"],
	[4, "encrypted"],
	[5, "kerberos"],
	[6, "ntlm"],
	[7, "certificate"],
	// "Any secure method": never a password in clear.
	[8, "encrypted"],
	// "Any method".
	[9, "password"],
	[10, "oauth2"],
]);

const SOCKET_TYPES: Readonly<Record<Security, number>> = { none: 0, starttls: 2, tls: 3 };
const AUTH_METHODS: Readonly<Record<Auth, number>> = {
	none: 1,
	password: 3,
	encrypted: 4,
	kerberos: 5,
	ntlm: 6,
	certificate: 7,
	oauth2: 10,
};

/** Thunderbird's `nsMsgSocketType`; an unknown number is read as no encryption, the cautious way. */
export function securityOf(socketType: number): Security {
	return SECURITY_BY_SOCKET_TYPE.get(socketType) ?? "none";
}

/** Thunderbird's `nsMsgAuthMethod`; an unknown number is read as a password, Thunderbird's default. */
export function authOf(method: number): Auth {
	return AUTH_BY_METHOD.get(method) ?? "password";
}

export function socketTypeOf(security: Security): number {
	return SOCKET_TYPES[security];
}

export function authMethodOf(auth: Auth): number {
	return AUTH_METHODS[auth];
}

/** The port of an outgoing server whose preference is absent (`SmtpClient.sys.mjs`). */
export function effectiveSmtpPort(port: number, security: Security): number {
	if (port > 0) return port;
	return security === "tls" ? 465 : 587;
}
