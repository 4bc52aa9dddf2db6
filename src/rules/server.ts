// One server beside its provider: whose it is, whether its host and pair are right, and what the right ones are.
// Which rule speaks of a wrong one is decided in connection.ts and in the rules.

import type { SetChange } from "../domain/change";
import { isLoopback, parseHostname } from "../domain/hostname";
import type { ServerLook } from "../domain/live";
import type { Observation } from "../domain/observation";
import type { IncomingServer, OutgoingServer } from "../domain/snapshot";
import {
	type HostHints,
	hostVerdict,
	type MailProtocol,
	type PairVerdict,
	pairVerdict,
	preferredHost,
} from "../providers/lookup";
import type { MailService, Pair, Provider } from "../providers/schema";
import { cameToLogin, isProven } from "./observation";
import { edit } from "./propose";

export type HostStanding =
	/** A right host of the provider. */
	| { kind: "accepted" }
	/** It works or may work and is left alone: an alias, a relay, an undocumented name. */
	| { kind: "tolerated" }
	/** Retired, mistyped or no host name at all; `replacement` is null when the right one is not known. */
	| { kind: "wrong"; replacement: string | null }
	/** A program on this very machine: DavMail, Proton Bridge, an antivirus. */
	| { kind: "loopback" }
	/** A host of which the catalogue knows nothing. */
	| { kind: "foreign" };

interface Judgement {
	protocol: MailProtocol;
	/** Whose server it is; null where its host says nothing. */
	provider: Provider | null;
	standing: HostStanding;
	/** The settings of the server are the provider's affair: its host is right, or will be once it is repaired. */
	governed: boolean;
	/** Null where the pairs of no provider apply. */
	pair: PairVerdict | null;
	/** What was seen of it; null where only settings are judged. */
	look: ServerLook | null;
}

export interface JudgedIncoming extends Judgement {
	target: "incoming";
	server: IncomingServer;
}

export interface JudgedOutgoing extends Judgement {
	target: "outgoing";
	server: OutgoingServer;
}

export type JudgedServer = JudgedIncoming | JudgedOutgoing;

/** `hints` as for `preferredHost`, without the host of the server itself. */
type Hints = Omit<HostHints, "currentHost">;

/** `candidates`: the providers that are possible where `provider` is null because several are. */
export function judgeIncoming(
	server: IncomingServer,
	provider: Provider | null,
	candidates: readonly Provider[],
	hints: Hints,
	look: ServerLook | null = null,
): JudgedIncoming {
	return { target: "incoming", server, ...judge(server, server.protocol, provider, candidates, hints), look };
}

export function judgeOutgoing(
	server: OutgoingServer,
	provider: Provider | null,
	candidates: readonly Provider[],
	hints: Hints,
	look: ServerLook | null = null,
): JudgedOutgoing {
	return { target: "outgoing", server, ...judge(server, "smtp", provider, candidates, hints), look };
}

function judge(
	server: IncomingServer | OutgoingServer,
	protocol: MailProtocol,
	provider: Provider | null,
	candidates: readonly Provider[],
	hints: Hints,
): Omit<Judgement, "look"> {
	const standing = standingOf(server.host, protocol, provider, candidates, hints);
	const applies = standing.kind === "accepted" || standing.kind === "tolerated" || standing.kind === "wrong";
	if (provider === null || !applies) return { protocol, provider: null, standing, governed: false, pair: null };
	const host = standing.kind === "wrong" ? standing.replacement : server.host;
	// What is tolerated is judged only where no server could do with it.
	const governed = host === null || hostVerdict(provider, protocol, host, hints.domain) === "accepted";
	return { protocol, provider, standing, governed, pair: governed ? pairVerdict(provider, protocol, server) : null };
}

function standingOf(
	typed: string,
	protocol: MailProtocol,
	provider: Provider | null,
	candidates: readonly Provider[],
	hints: Hints,
): HostStanding {
	const outcome = parseHostname(typed);
	if (outcome.kind !== "invalid" && isLoopback(outcome.host)) return { kind: "loopback" };
	if (provider === null) {
		const retired = candidates.map((candidate) => hostVerdict(candidate, protocol, typed, hints.domain) === "retired");
		const isName = outcome.kind === "clean" && (retired.length === 0 || retired.includes(false));
		return isName ? { kind: "foreign" } : { kind: "wrong", replacement: null };
	}
	const verdict = hostVerdict(provider, protocol, typed, hints.domain);
	const currentHost = outcome.kind === "invalid" ? null : typed;
	switch (verdict) {
		case "accepted":
		case "tolerated":
			if (outcome.kind === "clean") return { kind: verdict };
			return { kind: "wrong", replacement: preferredHost(provider, protocol, { ...hints, currentHost }) };
		case "retired":
			return { kind: "wrong", replacement: preferredHost(provider, protocol, { ...hints, currentHost }) };
		case "foreign":
			if (outcome.kind === "clean") return { kind: "foreign" };
			if (outcome.kind === "repaired") return { kind: "wrong", replacement: null };
			return { kind: "wrong", replacement: preferredHost(provider, protocol, { ...hints, currentHost }) };
	}
}

/** What the provider offers for this server; null where no provider's settings apply. */
export function offerOf(judged: JudgedServer): MailService | null {
	return judged.provider?.[judged.protocol] ?? null;
}

/** The server was examined to its end as it is configured: the login was accepted, or none is configured. */
export function isSeenToWork({ look, server }: JudgedServer): boolean {
	return look !== null && isProven(look.seen, server.auth !== "none");
}

/**
 * The edits that give the server the right pair. A known provider's is the preferred one, or another that goes with what
 * is locked or was seen to answer where the preferred one was not; elsewhere only a pair that a trial has proved is right.
 */
export function pairChanges(judged: JudgedServer): SetChange[] {
	const offer = offerOf(judged);
	const working = workingPairs(judged);
	if (offer === null) return editsTo(judged, fitting(judged, working)[0] ?? working[0]);
	const secure = offer.pairs.filter((pair) => pair.security !== "none");
	const possible = fitting(judged, secure);
	const [first] = possible;
	const instead = first !== undefined && isSeenToFail(judged, first) ? possible.find(isIn(working)) : undefined;
	return editsTo(judged, instead ?? first ?? secure[0]);
}

/** The edits that give the server another pair that was seen to work, whatever may be said of the present one. */
export function workingPairChanges(judged: JudgedServer): SetChange[] {
	const working = workingPairs(judged);
	return editsTo(judged, fitting(judged, working)[0] ?? working[0]);
}

function editsTo({ target, server }: JudgedServer, pair: Pair | undefined): SetChange[] {
	if (pair === undefined) return [];
	return [
		...edit(target, server.key, `${target}.security`, server.security, pair.security),
		...edit(target, server.key, `${target}.port`, server.port, pair.port),
	];
}

/** Those that go with what is locked. */
function fitting({ target, server }: JudgedServer, pairs: readonly Pair[]): Pair[] {
	const portLocked = server.locked.includes(`${target}.port`);
	const securityLocked = server.locked.includes(`${target}.security`);
	return pairs.filter(
		(pair) => (!portLocked || pair.port === server.port) && (!securityLocked || pair.security === server.security),
	);
}

/**
 * Other encrypted pairs of this host that were seen to work, best first. A known provider's need only answer, as it has
 * promised the rest; of others a login has to be accepted where one is configured.
 */
export function workingPairs(judged: JudgedServer): Pair[] {
	const { server, provider, protocol } = judged;
	return looksAtHost(judged)
		.filter(({ endpoint }) => endpoint.port !== 25)
		.filter(({ endpoint }) => endpoint.security !== "none" && !isPair(endpoint)(server))
		.filter((observation) =>
			provider === null
				? isProven(observation, server.auth !== "none")
				: cameToLogin(observation) && pairVerdict(provider, protocol, observation.endpoint) === "accepted",
		)
		.map(({ endpoint: { port, security } }) => ({ port, security }));
}

/** Other encrypted pairs of this host that answer, whether or not a login was accepted there. */
export function answeringPairs(judged: JudgedServer): Pair[] {
	return looksAtHost(judged)
		.filter(({ endpoint }) => endpoint.security !== "none" && !isPair(endpoint)(judged.server))
		.filter(cameToLogin)
		.map(({ endpoint: { port, security } }) => ({ port, security }));
}

function isSeenToFail(judged: JudgedServer, pair: Pair): boolean {
	const seen = looksAtHost(judged).find(({ endpoint }) => isPair(endpoint)(pair));
	return seen !== undefined && !cameToLogin(seen);
}

/** A program on this machine is left as its owner has set it up. */
function looksAtHost({ look, server, standing }: JudgedServer): Observation[] {
	if (standing.kind === "loopback") return [];
	return (look?.others ?? []).filter(({ endpoint }) => endpoint.host.toLowerCase() === server.host.toLowerCase());
}

export function isPair(one: Pair): (other: Pair) => boolean {
	return (other) => one.port === other.port && one.security === other.security;
}

function isIn(pairs: readonly Pair[]): (pair: Pair) => boolean {
	return (pair) => pairs.some(isPair(pair));
}

/** No password is sent in clear here; what else is wrong with it belongs to `smtp-without-auth`. */
export function isPlainWithoutLogin(judged: JudgedServer): boolean {
	return judged.target === "outgoing" && judged.server.auth === "none" && judged.server.security === "none";
}

/** The connection is in clear, and the repair of its pair will change that. */
export function willBeEncrypted(judged: JudgedServer): boolean {
	if (judged.server.security !== "none" || judged.pair === "accepted" || judged.pair === "unverified") return false;
	return pairChanges(judged).some((change) => change.setting === `${judged.target}.security`);
}
