// A password that the user typed: tried once with the incoming server as it is configured, then with the outgoing servers
// that may have it, then with calendars and address books, and stored where it was accepted. It goes to those servers and the
// login store, and nowhere else.

import type { DavWish } from "../../domain/dav";
import type { LoginPlace } from "../../domain/journal";
import type { LoginObstacle, LoginWish, Observation, Outcome } from "../../domain/observation";
import type { PasswordOutcome, PasswordResult } from "../../domain/outcome";
import { withoutSecrets } from "../../probe/secrets";
import { planLogin } from "../shared/login-guard";
import { originOf } from "../shared/logins";
import { type ConfiguredMailServer, configuredServer } from "./configured";
import type { Ports } from "./ports";
import type { PasswordRequest } from "./request";

interface Candidate {
	kind: LoginWish["server"];
	key: string;
	server: ConfiguredMailServer;
}

export async function tryPassword(request: PasswordRequest, ports: Ports): Promise<PasswordOutcome> {
	const { password, dav } = request;
	const internal = ports.missingForPassword();
	if (internal !== null) return { kind: "refused", problem: { kind: "unsupported", internal } };
	if (ports.logins.isLocked()) return { kind: "refused", problem: { kind: "login-store-locked" } };
	const key = request.incoming ?? dav[0]?.key ?? "";
	// What is typed for one account goes to no other's servers.
	const foreign = dav.find((wish) => wish.key !== key);
	if (foreign) return { kind: "refused", problem: { kind: "unknown-target", key: foreign.key } };
	const incoming = configuredServer(ports.targets, "incoming", key);
	if (incoming === null) return { kind: "refused", problem: { kind: "unknown-target", key } };
	const results: PasswordResult[] = [];
	if (request.incoming !== null) {
		if (incoming.auth !== "password") return { kind: "tried", results: [notTried(key, "method-not-supported")] };
		results.push(...(await logIn([{ kind: "incoming", key, server: incoming }], password, ports)));
		// Refused there it would be refused everywhere, and each attempt may bring the account closer to being locked.
		if (!isAccepted(results)) return { kind: "tried", results };
	}
	const outgoing = await tryOutgoing(incoming, request.outgoing, password, ports);
	results.push(...outgoing);
	if (request.incoming === null && outgoing.length > 0 && !isAccepted(outgoing)) return { kind: "tried", results };
	return { kind: "tried", results: [...results, ...(await tryDav(dav, password, ports))] };
}

const isAccepted = (results: readonly PasswordResult[]): boolean =>
	results.some(({ outcome }) => outcome.kind === "ok");

async function tryOutgoing(
	incoming: ConfiguredMailServer,
	outgoing: readonly string[],
	password: string,
	ports: Ports,
): Promise<PasswordResult[]> {
	const results: PasswordResult[] = [];
	const candidates: Candidate[] = [];
	for (const one of new Set(outgoing)) {
		const server = configuredServer(ports.targets, "outgoing", one);
		const obstacle = obstacleBetween(incoming, server, one, ports);
		if (server === null || obstacle !== null) results.push(notTried(one, obstacle ?? "unknown-server"));
		else candidates.push({ kind: "outgoing", key: one, server });
	}
	return [...results, ...(await logIn(candidates, password, ports))];
}

/** Stored as the server calls what it protects: calendars and address books of one server share one login. */
async function tryDav(wishes: readonly DavWish[], password: string, ports: Ports): Promise<PasswordResult[]> {
	if (wishes.length === 0) return [];
	const results: PasswordResult[] = [];
	for (const search of await ports.network.searchDav(wishes, password)) {
		const { wish } = search;
		const login = search.kind === "found" ? search.login : null;
		const given = { kind: "password", username: wish.address, password } as const;
		const outcome = withoutSecrets(search.kind === "found" ? { kind: "ok" } : search.outcome, given);
		// A server that shows everything without a login has accepted nothing.
		const isTyped = login?.from === "typed" && login.auth === "password";
		const stored =
			isTyped && (await keep({ origin: login.origin, realm: login.realm, username: login.username }, password, ports));
		results.push({ key: wish.kind, outcome, stored });
	}
	return results;
}

const notTried = (key: string, why: LoginObstacle): PasswordResult => ({
	...{ key, stored: false },
	outcome: { kind: "login-not-checked", why },
});

/** Why the password of an incoming server may not go to an outgoing one; null when it may. */
function obstacleBetween(
	incoming: ConfiguredMailServer,
	outgoing: ConfiguredMailServer | null,
	key: string,
	{ providers }: Ports,
): LoginObstacle | null {
	if (outgoing === null) return "unknown-server";
	if (outgoing.auth !== "password") return "method-not-supported";
	// Another user's password is as foreign as another host's.
	if (outgoing.username !== incoming.username) return "foreign-host";
	const wish: LoginWish = { server: "outgoing", key, auth: outgoing.auth, username: null };
	const target = { protocol: outgoing.protocol, host: outgoing.host.toLowerCase() };
	const plan = planLogin(incoming, wish, target, (from, to) => providers.sameProvider(from, to));
	return plan.kind === "absent" ? plan.why : null;
}

/** Logs in at each once, and stores the password for those that take it. */
async function logIn(candidates: readonly Candidate[], password: string, ports: Ports): Promise<PasswordResult[]> {
	if (candidates.length === 0) return [];
	const endpoints = candidates.map(({ kind, key, server: { protocol, host, port, security, auth } }) => ({
		...{ protocol, host, port, security },
		login: { server: kind, key, auth, username: null },
	}));
	const seen = await ports.network.logIn(endpoints, password);
	const results: PasswordResult[] = [];
	const kept = new Set<string>();
	for (const [index, { key, server }] of candidates.entries()) {
		const given = { kind: "password", username: server.username, password } as const;
		const outcome = withoutSecrets(outcomeOf(seen[index]), given);
		const stored = outcome.kind === "ok" && (await keep(placeOf(server), password, ports));
		if (stored) kept.add(placeIdOf(server));
		results.push({ key, outcome, stored });
	}
	for (const [index, { kind, key, server }] of candidates.entries()) {
		const result = results[index];
		if (!result) continue;
		// One host and user behind two ports: one login, and one place for both.
		if (wasTriedBeside(result.outcome)) result.stored = kept.has(placeIdOf(server));
		if (result.stored) ports.targets.forgetPassword(kind, key);
	}
	return results;
}

function wasTriedBeside(outcome: Outcome): boolean {
	return outcome.kind === "login-not-checked" && outcome.why === "already-tried";
}

function placeOf({ protocol, host, username }: ConfiguredMailServer): LoginPlace {
	return { origin: originOf(protocol, host), username };
}

function placeIdOf(server: ConfiguredMailServer): string {
	return JSON.stringify(placeOf(server));
}

/** A server that lets everybody in has not accepted the password. */
function outcomeOf(observation: Observation | undefined): Outcome {
	if (!observation) return { kind: "could-not-check", why: "internal-error" };
	const { outcome, stage } = observation;
	return outcome.kind === "ok" && stage !== "login" ? { kind: "could-not-check", why: "internal-error" } : outcome;
}

async function keep(place: LoginPlace, password: string, ports: Ports): Promise<boolean> {
	try {
		return await ports.logins.keep(place, password);
	} catch (error) {
		// The kind only: the message might quote what was to be stored.
		ports.warn(`storing a password: ${error instanceof Error ? error.name : "unknown error"}`);
		return false;
	}
}
