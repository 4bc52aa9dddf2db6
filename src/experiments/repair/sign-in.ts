// A sign-in at the issuer of an account's servers (OAuth2), as one click means it: what could stand in its way is looked
// at first, then the window, then one login at each server with the new token, and only then is anything stored or changed.
// Thunderbird's window, tokens and connections are ports: oauth.ts.

import type { Change } from "../../domain/change";
import { parseHostname } from "../../domain/hostname";
import type { Endpoint, LoginWish, MailProtocol, Observation, Outcome } from "../../domain/observation";
import type {
	Proof,
	RepairOutcome,
	RepairProblem,
	ServerRef,
	SignInObstacle,
	SignInOutcome,
} from "../../domain/outcome";
import { seenOf } from "../../domain/seen";
import { compile } from "./compile";
import { type ConfiguredMailServer, configuredServer } from "./configured";
import type { Ports } from "./ports";
import type { SignInRequest } from "./request";

/** Whom Thunderbird itself would ask for a token for a host, and for what. */
export interface Issuer {
	/** Thunderbird's name of it, such as "accounts.google.com". */
	name: string;
	/** All that Thunderbird asks for at once: mail, and with it calendars and contacts. */
	scopes: readonly string[];
	/** Without these the server of the host takes no token. */
	required: readonly string[];
}

export interface Grant {
	access: string;
	refresh: string;
	/** As the issuer wrote them. */
	scopes: readonly string[];
}

/** Which window is to be opened, for whom. */
export interface Wish {
	issuer: string;
	username: string;
	/** For the title of the window. */
	host: string;
	scopes: readonly string[];
}

export interface SignInPorts {
	/** What is missing in this Thunderbird; null when nothing is. */
	missing(): string | null;
	/** null: Thunderbird knows none for this host. */
	issuerOf(host: string, protocol: MailProtocol): Issuer | null;
	/** The scopes of every token that is stored for this user. Not to be asked while the store is locked. */
	storedScopes(issuer: string, username: string): Promise<(readonly string[])[]>;
	/** Opens Thunderbird's own window where nothing stands in its way, and ends with it. Stores nothing. */
	ask(wish: Wish): Promise<{ kind: "granted"; grant: Grant } | SignInObstacle>;
	/** Logs in once at each server with this token, over a verified connection. */
	logIn(endpoints: readonly Endpoint[], token: string): Promise<Observation[]>;
	/** Keeps the token where Thunderbird looks for it; true once it is on disk. */
	keep(wish: Wish, grant: Grant): Promise<boolean>;
	/** Has Thunderbird use it from now on for this user, wherever it is wide enough. */
	adopt(wish: Wish, grant: Grant): void;
}

interface Candidate {
	kind: ServerRef["server"];
	key: string;
	server: ConfiguredMailServer;
	issuer: Issuer;
}

type Repair = (changes: Change[], names: Record<string, string>, proofs: Proof[]) => Promise<RepairOutcome>;

export async function signIn(
	request: SignInRequest,
	ports: Ports,
	hands: SignInPorts,
	repair: Repair,
): Promise<SignInOutcome> {
	const refused = (problem: RepairProblem): SignInOutcome => ({ kind: "refused", problem });
	const not = (why: SignInObstacle): SignInOutcome => ({ kind: "not-signed-in", why });
	const internal = hands.missing();
	if (internal !== null) return refused({ kind: "unsupported", internal });
	if (ports.logins.isLocked()) return refused({ kind: "login-store-locked" });
	const candidates = candidatesOf(request, ports, hands);
	if (!Array.isArray(candidates)) return refused(candidates);
	const [first] = candidates;
	if (first === undefined) return refused({ kind: "unknown-target", key: "" });
	// Nobody is to sign in for a change that could not be made.
	if (request.changes.length > 0) {
		const compiled = await compile(request.changes, ports);
		if (compiled.kind === "problem") return refused(compiled.problem);
	}
	const { name } = first.issuer;
	const { username, host } = first.server;
	const required = [...new Set(candidates.flatMap(({ issuer }) => issuer.required))];
	// A token that is stored serves calendars and contacts too: the new one has to do all that it does.
	const stored = (await hands.storedScopes(name, username)).filter((scopes) => includes(scopes, required)).flat();
	const scopes = [...new Set([...first.issuer.scopes, ...required, ...stored])];
	const wish: Wish = { issuer: name, username, host, scopes };
	const answer = await hands.ask(wish);
	if (answer.kind !== "granted") return not(answer);
	const { grant } = answer;
	if (!includes(grant.scopes, [...required, ...stored])) return not({ kind: "permission-missing" });

	const tried = await tryAll(candidates, grant, hands);
	if ("why" in tried) return not(tried.why);
	if (!(await hands.keep(wish, grant))) return refused({ kind: "not-written" });
	hands.adopt(wish, grant);

	const left = tried.failed.map(
		({ candidate, seen }): RepairProblem => ({ kind: "not-better", key: candidate.key, seen: seenOf(seen) }),
	);
	const changes = request.changes.filter(
		(change) => change.kind === "set" && !tried.failed.some(({ candidate }) => isOf(change, candidate)),
	);
	if (changes.length === 0) return { kind: "signed-in", entry: null, proofs: tried.seen, left };
	const proofs = candidates
		.filter((candidate) => changes.some((change) => isOf(change, candidate)))
		.map(({ key, server }): Proof => ({ key, endpoint: { ...endpointOf(server), login: null }, before: PROVED }));
	const outcome = await repair(changes, request.names, proofs);
	switch (outcome.kind) {
		case "applied":
			return { kind: "signed-in", entry: outcome.entry, proofs: tried.seen, left };
		case "nothing-to-do":
			return { kind: "signed-in", entry: null, proofs: tried.seen, left };
		case "refused":
		case "rolled-back":
			return outcome;
	}
}

/** As far as a look without a login comes at a server that took one a moment ago. */
const PROVED: Proof["before"] = { stage: "capabilities", ok: true };

export function includes(all: readonly string[], wanted: readonly string[]): boolean {
	return wanted.every((one) => all.includes(one));
}

const isOf = (change: Change, { kind, key }: Pick<Candidate, "kind" | "key">): boolean =>
	change.kind === "set" && change.target === kind && change.key === key;

/** The servers as they will be, or why one of them is none to sign in for. All are of one user at one issuer. */
function candidatesOf(
	{ servers, changes }: SignInRequest,
	ports: Ports,
	hands: SignInPorts,
): Candidate[] | RepairProblem {
	const candidates: Candidate[] = [];
	for (const { server: kind, key } of servers) {
		const server = configuredServer(ports.targets, kind, key);
		if (server === null || server.username === "") return { kind: "unknown-target", key };
		const becomes = changes.some((change) => isOf(change, { kind, key }));
		if (!becomes && server.auth !== "oauth2") return { kind: "unknown-target", key };
		if (server.security === "none") return { kind: "lowers-security", key };
		const host = parseHostname(server.host);
		const issuer = host.kind === "clean" ? hands.issuerOf(host.host, server.protocol) : null;
		const [first] = candidates;
		const isForeign =
			first !== undefined && (issuer?.name !== first.issuer.name || server.username !== first.server.username);
		if (issuer === null || isForeign) return { kind: "foreign-host", host: server.host };
		candidates.push({ kind, key, server, issuer });
	}
	const stray = changes.find((change) => !candidates.some((candidate) => isOf(change, candidate)));
	if (stray !== undefined) return { kind: "unknown-target", key: stray.kind === "set" ? stray.key : "" };
	return candidates;
}

function endpointOf({ protocol, host, port, security }: ConfiguredMailServer): Omit<Endpoint, "login"> {
	return { protocol, host, port, security };
}

interface Tried {
	/** In the order of the candidates. */
	seen: Observation[];
	failed: { candidate: Candidate; seen: Observation }[];
}

/** The first server decides: what it does not take is tried nowhere else, and stored nowhere. */
async function tryAll(
	candidates: readonly Candidate[],
	{ access }: Grant,
	hands: SignInPorts,
): Promise<Tried | { why: SignInObstacle }> {
	const seen: Observation[] = [];
	const failed: Tried["failed"] = [];
	for (const candidate of candidates) {
		const { server, key } = candidate;
		const login: LoginWish = { server: candidate.kind, key, auth: "oauth2", username: null };
		const [one] = await hands.logIn([{ ...endpointOf(server), login }], access);
		if (one === undefined) throw new Error("a login without an observation");
		seen.push(one);
		if (one.stage === "login" && one.outcome.kind === "ok") continue;
		if (seen.length > 1) {
			failed.push({ candidate, seen: one });
			continue;
		}
		const isRefused = one.stage === "login" && REFUSALS.includes(one.outcome.kind);
		return {
			why: isRefused
				? { kind: "other-account", username: server.username, seen: seenOf(one) }
				: { kind: "not-proved", key, seen: seenOf(one) },
		};
	}
	return { seen, failed };
}

/** What a server says to a token that is not for this mailbox. */
const REFUSALS: readonly Outcome["kind"][] = [
	"refused",
	"oauth-token-refused",
	"application-password-needed",
	"web-sign-in-needed",
	"account-disabled",
];
