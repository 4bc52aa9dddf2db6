// From the agreed changes of one incoming server's host or user name to a move, or to the one reason why it must not be made.
// Reads and examines, never writes. Where the password may go is decided here; the mailbox is compared in prepare.ts.

import { coversHost } from "../../domain/certificate";
import type { SetChange } from "../../domain/change";
import { parseHostname } from "../../domain/hostname";
import type { LoginPlace, PrefEdit, ServerPlace } from "../../domain/journal";
import type { Address } from "../../domain/observation";
import type { RepairProblem } from "../../domain/outcome";
import type { Auth, IncomingProtocol, Security } from "../../domain/vocabulary";
import { originOf } from "../shared/logins";
import { place } from "./carry/move";
import { compile } from "./compile";
import { type ConfiguredMailServer, configuredServer } from "./configured";
import type { Ports } from "./ports";

/** What is to be proved, and then made when Thunderbird closes. */
export interface CompiledMove {
	key: string;
	protocol: IncomingProtocol;
	from: ServerPlace;
	to: ServerPlace;
	/** Where the server will be, and how one logs in there. */
	at: Address;
	auth: Auth;
	prefs: PrefEdit[];
	login: { from: LoginPlace; to: LoginPlace };
}

type Problem = { kind: "problem"; problem: RepairProblem };
export type MoveCompilation = { kind: "move"; move: CompiledMove } | Problem;

const refused = (problem: RepairProblem): Problem => ({ kind: "problem", problem });

/** All that one turn can tell; waits for nothing but the end of `compile`. */
export async function compileMove(changes: readonly SetChange[], ports: Ports): Promise<MoveCompilation> {
	const compiled = await compile(changes, ports);
	if (compiled.kind === "problem") return compiled;
	const key = changes[0]?.key ?? "";
	const server = configuredServer(ports.targets, "incoming", key);
	if (server === null || server.protocol === "smtp") return refused({ kind: "unknown-target", key });
	const wanted = <T>(setting: SetChange["setting"], now: T): T => {
		const change = changes.find((one) => one.setting === setting);
		return change === undefined ? now : (change.to as T);
	};
	const host = wanted("incoming.host", server.host);
	const username = wanted("incoming.username", server.username);
	const { protocol } = server;
	if (!mayLeadTo(host, server, ports)) return refused({ kind: "foreign-host", host });
	const twin = ports.targets
		.incomingServers()
		.find((other) => other.key !== key && other.protocol === protocol && isSamePlace(other, { host, username }));
	if (twin !== undefined) return refused({ kind: "duplicate", key: twin.key });
	const uri = ports.targets.serverUri(key);
	if (uri === null) return refused({ kind: "unknown-target", key });
	return {
		kind: "move",
		move: {
			...{ key, protocol },
			from: { host: server.host, username: server.username, uri },
			to: place(protocol, username, host),
			at: {
				...{ protocol, host },
				port: wanted("incoming.port", server.port),
				security: wanted<Security>("incoming.security", server.security),
			},
			auth: wanted<Auth>("incoming.auth", server.auth),
			prefs: compiled.edits.prefs,
			login: {
				from: { origin: originOf(protocol, server.host), username: server.username },
				to: { origin: originOf(protocol, host), username },
			},
		},
	};
}

/** To the same name in its clean form, or to a right host of a provider. */
function mayLeadTo(host: string, from: ConfiguredMailServer, { providers }: Ports): boolean {
	if (from.protocol === "smtp") return false;
	return host === from.host || cleanHost(from.host) === host || providers.isRightIncomingHost(host, from.protocol);
}

/** As Thunderbird tells servers apart. */
function isSamePlace(a: Pick<ServerPlace, "host" | "username">, b: Pick<ServerPlace, "host" | "username">): boolean {
	return a.host.toLowerCase() === b.host.toLowerCase() && a.username === b.username;
}

function cleanHost(text: string): string {
	const outcome = parseHostname(text);
	return outcome.kind === "invalid" ? "" : outcome.host;
}

/**
 * Whether what is stored for the server may be used at its new host: the same name, another name in the table of its
 * provider, or one that the certificate which the configured host shows now is for.
 */
export async function mayTakeStoredLogin(move: CompiledMove, ports: Ports): Promise<boolean> {
	const { from, to, protocol } = move;
	const host = cleanHost(from.host);
	if (host === to.host.toLowerCase()) return true;
	if (ports.providers.sameIncomingProvider(from.host, to.host, protocol)) return true;
	const server = configuredServer(ports.targets, "incoming", move.key);
	if (host === "" || server === null || server.security === "none") return false;
	const { port, security } = server;
	const [seen] = await ports.network.prove([{ protocol, host, port, security, login: null }]);
	const certificate = seen?.tls?.certificate;
	if (!seen?.tls || !certificate) return false;
	// Thunderbird names the gravest fault alone: an unknown authority would come before the name, the dates after it.
	const isTrusted = seen.tls.category === "none" || seen.tls.category === "name";
	const isOnlyName = seen.tls.error === null || seen.tls.error === "SSL_ERROR_BAD_CERT_DOMAIN";
	const now = ports.now();
	const isInTime = certificate.notBefore <= now && now <= certificate.notAfter;
	return (
		isTrusted && isOnlyName && isInTime && certificate.names.some((name) => coversHost(name.toLowerCase(), to.host))
	);
}
