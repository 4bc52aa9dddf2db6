// Where a stored login may be used: pure, and the last word. The store itself is read elsewhere.

import { parseHostname } from "../../domain/hostname";
import type { Address, LoginObstacle, LoginWish, MailProtocol } from "../../domain/observation";
import type { Auth } from "../../domain/vocabulary";

/** A server of the profile, as it is configured now. */
export interface ConfiguredServer {
	protocol: MailProtocol;
	/** As stored, untouched. */
	host: string;
	username: string;
}

/** A login that may be used at the host that it was asked for. */
export interface LoginPlan {
	kind: "stored";
	/** The place of the password in the login store. */
	origin: ConfiguredServer;
	/** The user name to log in with, and how. */
	username: string;
	method: "password" | "oauth2";
}

const METHODS: Readonly<Record<Auth, LoginPlan["method"] | null>> = {
	password: "password",
	oauth2: "oauth2",
	none: null,
	encrypted: null,
	kerberos: null,
	ntlm: null,
	certificate: null,
};

/** Whether this server's login may be used at this host, in lower case. */
export function planLogin(
	configured: ConfiguredServer | null,
	wish: LoginWish,
	target: Pick<Address, "protocol" | "host">,
	sameProvider: (fromHost: string, toHost: string, toProtocol: MailProtocol) => boolean,
): LoginPlan | { kind: "absent"; why: LoginObstacle } {
	if (configured === null) return { kind: "absent", why: "unknown-server" };
	const method = METHODS[wish.auth];
	if (method === null) return { kind: "absent", why: "method-not-supported" };
	const own = parseHostname(configured.host);
	const isOwnHost = own.kind === "clean" && own.host === target.host;
	if (!isOwnHost && !sameProvider(configured.host, target.host, target.protocol)) {
		return { kind: "absent", why: "foreign-host" };
	}
	return { kind: "stored", origin: configured, username: wish.username ?? configured.username, method };
}
