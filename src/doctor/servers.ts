// The servers of a profile as places to connect to: which are examined, and what they are after some changes. Pure.

import type { Change, CreateOutgoingChange, SetChange } from "../domain/change";
import { parseHostname } from "../domain/hostname";
import type { Endpoint, LoginWish, MailProtocol, Observation, Outcome } from "../domain/observation";
import type { Snapshot } from "../domain/snapshot";
import type { Auth, Security } from "../domain/vocabulary";

export interface Server {
	/** Thunderbird's key. */
	key: string;
	kind: LoginWish["server"];
	protocol: MailProtocol;
	host: string;
	port: number;
	security: Security;
	auth: Auth;
	username: string;
	/** Where the stored login is looked for, where that is not the server itself. */
	loginFrom: Pick<LoginWish, "server" | "key"> | null;
}

/** Every incoming server, and every outgoing one through which an identity sends. */
export function serversOf({ accounts, outgoing, defaultOutgoingKey }: Snapshot): Server[] {
	const used = new Set(
		accounts.flatMap(({ identities }) => identities.map(({ outgoingKey }) => outgoingKey || defaultOutgoingKey)),
	);
	return [
		...accounts.map(
			({ incoming }): Server => ({ ...settingsOf(incoming), kind: "incoming", protocol: incoming.protocol }),
		),
		...outgoing
			.filter(({ key }) => used.has(key))
			.map((server): Server => ({ ...settingsOf(server), kind: "outgoing", protocol: "smtp" })),
	];
}

type Settings = Pick<Server, "key" | "host" | "port" | "security" | "auth" | "username">;

const settingsOf = ({ key, host, port, security, auth, username }: Settings) => ({
	...{ key, host, port, security, auth, username },
	loginFrom: null,
});

/** The servers that these changes touch or make, as they will be. Of a host that nobody can connect to there is none. */
export function serversAfter(
	snapshot: Snapshot,
	changes: readonly Change[],
): { change: SetChange | CreateOutgoingChange; server: Server }[] {
	const all = new Map(
		[...snapshot.accounts.map(({ incoming }) => incoming), ...snapshot.outgoing].map((server) => [server.key, server]),
	);
	const after = new Map<string, { change: SetChange | CreateOutgoingChange; server: Server }>();
	for (const change of changes) {
		if (change.kind === "create-outgoing") {
			after.set(`create ${change.server.host} ${change.server.username}`, { change, server: created(change) });
			continue;
		}
		if (change.kind !== "set") continue;
		const field = CONNECTION[change.setting];
		const server = all.get(change.key);
		if (field === undefined || server === undefined) continue;
		const known = after.get(change.key)?.server ?? {
			...settingsOf(server),
			...("protocol" in server
				? { kind: "incoming" as const, protocol: server.protocol }
				: { kind: "outgoing" as const, protocol: "smtp" as const }),
		};
		after.set(change.key, { change, server: { ...known, [field]: change.to } });
	}
	return [...after.values()];
}

/** The settings that decide where and how a connection is made. */
const CONNECTION: Partial<Readonly<Record<SetChange["setting"], keyof Settings>>> = {
	"incoming.host": "host",
	"incoming.port": "port",
	"incoming.security": "security",
	"incoming.auth": "auth",
	"incoming.username": "username",
	"outgoing.host": "host",
	"outgoing.port": "port",
	"outgoing.security": "security",
	"outgoing.auth": "auth",
	"outgoing.username": "username",
};

function created({ server, loginFrom }: CreateOutgoingChange): Server {
	const { host, port, security, auth, username } = server;
	return {
		...{ key: host, host, port, security, auth, username },
		...{ kind: "outgoing", protocol: "smtp", loginFrom: { server: "incoming", key: loginFrom } },
	};
}

/** Null for a host name that is none: there is nothing to connect to. */
export function endpointOf(server: Server, withLogin: boolean): Endpoint | null {
	const host = parseHostname(server.host);
	if (host.kind !== "clean" || server.port < 1 || server.port > 65_535) return null;
	const { protocol, port, security, auth, username } = server;
	const login: LoginWish | null =
		withLogin && auth !== "none"
			? { server: server.kind, key: server.key, ...server.loginFrom, auth, username: username || null }
			: null;
	return { protocol, host: host.host, port, security, login };
}

/** The same for two servers of which one examination tells all: same place, same login. */
export function placeOf({ protocol, host, port, security, auth, username }: Server): string {
	return JSON.stringify([protocol, host.toLowerCase(), port, security, auth, username]);
}

/** One login at one host, whatever the port. */
export function loginOf({ protocol, host, auth, username }: Server): string {
	return JSON.stringify([protocol, host.toLowerCase(), auth, username]);
}

/** The server has answered a login: it was accepted or refused. */
export function isLoginAnswered(observation: Observation): boolean {
	return isLoginRefused(observation) || (observation.stage === "login" && observation.outcome.kind === "ok");
}

export const REFUSALS = [
	"refused",
	"application-password-needed",
	"account-disabled",
	"blocked-for-sending",
	"web-sign-in-needed",
	"oauth-token-refused",
] as const satisfies Outcome["kind"][];

/** A refused login, in all its forms: it is not tried again by itself. */
export function isLoginRefused({ stage, outcome }: Observation): boolean {
	return stage === "login" && (REFUSALS as readonly Outcome["kind"][]).includes(outcome.kind);
}
