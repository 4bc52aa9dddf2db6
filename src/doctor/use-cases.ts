// Check, repair and password as a person means them, over the ports: in which order the profile and the network are asked,
// what is tried beside what, and what is remembered between a click and the check that follows it. Judges nothing itself:
// that is ../rules/.

import type { Change, CreateOutgoingChange, SetChange } from "../domain/change";
import type { Diagnosis, SignInOffer } from "../domain/diagnosis";
import type { LiveFacts, MailDns, ServerLook } from "../domain/live";
import type { Endpoint, Observation } from "../domain/observation";
import type { Proof, RepairProblem, SelfCheck, SignInOutcome } from "../domain/outcome";
import type { Snapshot } from "../domain/snapshot";
import type { Evidence } from "../domain/support";
import type { Service } from "../domain/vocabulary";
import { davKindsThatAre } from "../policy/dav-kinds";
import { NO_POLICY, type Policy } from "../policy/schema";
import { beforeOf, doesWorse } from "../probe/progress";
import type { Catalogue } from "../providers/lookup";
import { DAV_KINDS, DAV_SERVICES } from "../rules/dav";
import { davSearches } from "../rules/dav-searches";
import { diagnoseStepwise } from "../rules/diagnose";
import { seenOf } from "../rules/observation";
import { mailDomainsToLookUp, type SecondLook, secondLooks, surveySeen, webHosts } from "../rules/second-look";
import { survey } from "../rules/survey";
import { blockAll, blockUnsupported } from "./check";
import { accountIn, clicked, createCollectionSearch, type OwnSearch, type View } from "./collection-search";
import { Collections, EVERY_PLACE, type Place, type PlacePlan, passwordWishes, placesOf } from "./collections";
import type { CheckOptions, Doctor, FixOutcome, PasswordTrial } from "./doctor";
import { type LoginOutcome, quietLogin, refusedBefore } from "./known-logins";
import { createAccountMaker } from "./new-account";
import type { NetworkOptions, Ports } from "./ports";
import {
	endpointOf,
	isLoginAnswered,
	isLoginRefused,
	loginOf,
	placeOf,
	type Server,
	serversAfter,
	serversOf,
} from "./servers";

/** For the servers as they are configured. */
const FIRST_LOOK_MS = 15_000;
/** For a second look where that fails. */
const SECOND_LOOK_MS = 5000;
/** So many are examined at once; each further turn may take as long as one stage of a talk. */
const AT_ONCE = 48;
const TURN_MS = 5000;
const LONGEST_MS = 60_000;
const DNS_MS = 4000;
const WEB_MS = 4000;
/** After that long the page shows what is known. */
const PARTIAL_MS = 1000;
/** Accounts judged before the page gets a turn to draw and to hear « Annuler ». */
const SLICE = 25;
/** Calls of the probe at once: each has the servers of some hosts, so that one host is asked in one call. */
const MOST_CALLS = 32;
/** Names that show whether DNS works at all. */
const WELL_KNOWN_NAMES = 4;

type UseCases = Pick<
	Doctor,
	| "check"
	| "createAccount"
	| "evidence"
	| "examineLink"
	| "findCollections"
	| "recheck"
	| "repair"
	| "savePassword"
	| "signIn"
> &
	OwnSearch & {
		/** A check that nobody has clicked for: it logs in only where the last login was accepted. */
		checkQuietly(signal: AbortSignal): Promise<Diagnosis>;
	};

interface Profile {
	snapshot: Snapshot;
	selfCheck: SelfCheck;
	choices: Readonly<Record<string, string>>;
}

/** `catalogue`: the providers as the policy wants them. */
export function createUseCases(ports: Ports, catalogue: Catalogue, policy: Policy = NO_POLICY): UseCases {
	const davOff = new Set(davKindsThatAre("off", policy));
	const decisions = {
		...{ trustedAuthorities: new Set(policy.trustedAuthorities), silenced: new Set(policy.silenced) },
		davOff,
	};
	/** What servers showed since the last check began, by place: a click logs in once, and tries no refused login again. */
	const known = new Map<string, Observation>();
	/** The answers to logins since then: one that was given is not asked for again, whatever the port. */
	const answered = new Map<string, Observation>();
	/** Second looks without a login since then, by server and place. */
	const lookedAgain = new Map<string, Observation>();
	/** Answers to logins that are not yet remembered for quiet checks. */
	const unnoted = new Map<Server, Observation>();
	const collections = new Collections(ports);

	let evidence: Evidence | null = null;

	function remember(server: Server, observation: Observation): void {
		known.set(placeOf(server), observation);
		if (!isLoginAnswered(observation)) return;
		answered.set(loginOf(server), observation);
		if (server.loginFrom === null) unnoted.set(server, observation);
	}

	/** Of the very logins that are stored now. */
	async function noteLogins(): Promise<void> {
		const news = [...unnoted].flatMap(([server, observation]) => {
			const login = endpointOf(server, true)?.login;
			return login == null ? [] : [{ login, outcome: observation.outcome.kind }];
		});
		unnoted.clear();
		if (news.length === 0) return;
		const marks = await ports.loginMarks(news.map(({ login }) => login));
		await ports.noteLogins(news.map(({ outcome }, index) => ({ mark: marks[index] ?? null, outcome })));
	}

	async function readProfile(): Promise<Profile> {
		const [snapshot, selfCheck, choices] = await Promise.all([
			ports.readProfile(),
			ports.selfCheck(),
			ports.providerChoices(),
		]);
		return { snapshot, selfCheck, choices };
	}

	/** The rules over all that is known; `null` draws a line through the network. */
	async function judge(profile: Profile, live: LiveFacts | null, signal: AbortSignal): Promise<Diagnosis> {
		const steps = diagnoseStepwise(profile.snapshot, catalogue, profile.choices, ports.now(), live, decisions);
		for (let done = 0; ; done++) {
			if (done % SLICE === 0) {
				await ports.nextTurn();
				signal.throwIfAborted();
			}
			const step = steps.next();
			if (!step.done) continue;
			const diagnosis = blockUnsupported(step.value, profile.selfCheck);
			return policy.repairs === "report-only" ? blockAll(diagnosis, "report-only") : diagnosis;
		}
	}

	/** `isQuiet`: nobody has clicked. */
	async function examineAll(options: CheckOptions, isQuiet: boolean): Promise<Diagnosis> {
		const { signal } = options;
		const profile = await readProfile();
		signal.throwIfAborted();
		let live: LiveFacts | null = null;
		if (!profile.snapshot.offline) {
			const places = placesOf(profile.snapshot);
			const servers = serversOf(profile.snapshot);
			const plan = isQuiet ? await planQuietly(servers, places) : CLICKED;
			signal.throwIfAborted();
			live = await look(profile, { servers, places }, plan, options);
			// The verdict does not wait for it. What could not be remembered is not tried without a click.
			noteLogins().catch(() => undefined);
			collections.noteLogins().catch(() => undefined);
		}
		signal.throwIfAborted();
		const diagnosis = await judge(profile, live, signal);
		evidence = { snapshot: profile.snapshot, live };
		return diagnosis;
	}

	/** What may be tried without a click, by what became of the last login at each server. */
	async function planQuietly(servers: readonly Server[], places: readonly Place[]): Promise<LoginPlan> {
		const withLogin = servers.flatMap((server) => {
			const login = endpointOf(server, true)?.login;
			return login == null ? [] : [{ server, login }];
		});
		const [marks, memory] = await Promise.all([
			ports.loginMarks(withLogin.map(({ login }) => login)),
			ports.knownLogins(),
		]);
		const tried = new Set<string>();
		const refused = new Map<string, LoginOutcome>();
		for (const [index, { server }] of withLogin.entries()) {
			const quiet = quietLogin(marks[index] ?? null, memory);
			if (quiet.kind === "try") tried.add(server.key);
			if (quiet.kind === "refused") refused.set(server.key, quiet.outcome);
		}
		return {
			mayTry: ({ key }) => tried.has(key),
			refusal: ({ key }) => refused.get(key) ?? null,
			places: await collections.planQuietly(places, memory),
			mayDiscover: false,
		};
	}

	async function look(
		profile: Profile,
		{ servers, places }: Asked,
		plan: LoginPlan,
		options: CheckOptions,
	): Promise<LiveFacts> {
		const { snapshot, choices } = profile;
		const { signal } = options;
		const deadline = ports.clock() + firstLookMs(servers.length) + SECOND_LOOK_MS;
		const left = (most: number) => ({ signal, totalMs: Math.max(0, Math.min(most, deadline - ports.clock())) });
		const dns: Record<string, MailDns> = {};
		const names = ports.lookUpMailDns(mailDomainsToLookUp(snapshot, catalogue), left(DNS_MS)).then((answers) => {
			for (const answer of answers) dns[answer.domain] = answer;
		});
		await Promise.all([
			firstLook(profile, { servers, places }, plan, left(firstLookMs(servers.length)), options),
			names,
		]);
		signal.throwIfAborted();
		const seen = seenServers(servers);
		if (reachesNobody(seen)) {
			const asked = new Set(servers.map(({ host }) => host.toLowerCase()));
			if (!(await ports.findsName(wellKnownNames(catalogue, asked), left(DNS_MS)))) {
				return { servers: {}, dns: {}, web: [], dav: { looks: [], searches: [] }, network: "out" };
			}
		}
		const whole = surveySeen(snapshot, catalogue, choices, seen, dns, collections.facts(places), davOff);
		const [others, web] = await Promise.all([
			lookAgain(secondLooks(whole), servers, plan, () => left(SECOND_LOOK_MS)),
			ports.lookAtWeb(webHosts(whole), left(WEB_MS)),
			plan.mayDiscover ? collections.search(davSearches(whole), left(SECOND_LOOK_MS)) : undefined,
		]);
		return { servers: looksOf(seen, others), dns, web, dav: collections.facts(places), network: "reached" };
	}

	function seenServers(servers: readonly Server[]): Record<string, Observation> {
		const seen: Record<string, Observation> = {};
		for (const server of servers) {
			const observation = known.get(placeOf(server));
			if (observation !== undefined) seen[server.key] = observation;
		}
		return seen;
	}

	/** Every server, calendar and address book as it is configured, with its login, unless it is known already. */
	async function firstLook(
		profile: Profile,
		{ servers, places }: Asked,
		plan: LoginPlan,
		network: NetworkOptions,
		{ onProgress, onPartial }: CheckOptions,
	): Promise<void> {
		const total = servers.length + places.length;
		let done = 0;
		onProgress(done, total);
		const unseen = servers.filter((server) => !known.has(placeOf(server)));
		for (const server of servers) {
			// However far the look comes: a repair of the connection itself must not try this login at another port.
			const refused = refusedBefore(server, plan.refusal(server));
			if (refused !== null && !answered.has(loginOf(server))) answered.set(loginOf(server), refused);
		}
		const calls = groupByHost(unseen, plan.mayTry);
		done = servers.length - calls.flat().length;
		let shown = done;
		const all = Promise.all([
			collections.look(places, plan.places, network).then(() => {
				done += places.length;
				if (places.length > 0 && !network.signal.aborted) onProgress(done, total);
			}),
			...calls.map(async (group) => {
				const observations = await ports.examine(
					group.map(({ endpoint }) => endpoint),
					network,
				);
				for (const [index, { server }] of group.entries()) {
					const observation = observations[index];
					const refused = refusedBefore(server, plan.refusal(server));
					if (observation !== undefined) remember(server, refused ? withLoginOf(observation, refused) : observation);
				}
				done += group.length;
				if (!network.signal.aborted) onProgress(done, total);
			}),
		]);
		const ended = all.then(() => "ended" as const);
		// Whoever waits below is told; after a cancelled partial judgement nobody waits.
		ended.catch(() => undefined);
		for (;;) {
			const pause = ports.pause(PARTIAL_MS).then(() => "pause" as const);
			if ((await Promise.race([ended, pause])) === "ended") return;
			if (done === shown || onPartial === undefined || network.signal.aborted) continue;
			shown = done;
			const looks = looksOf(seenServers(servers), new Map());
			const dav = collections.facts(places);
			const live: LiveFacts = { servers: looks, dns: {}, web: [], dav, network: "reached" };
			onPartial(await judge(profile, live, network.signal));
		}
	}

	/** Other settings of servers that fail with theirs. A login goes to the first place of a server that could take one. */
	async function lookAgain(
		wishes: readonly SecondLook[],
		servers: readonly Server[],
		plan: LoginPlan,
		left: () => NetworkOptions,
	): Promise<Map<string, Observation[]>> {
		const byKey = new Map(servers.map((server) => [server.key, server]));
		const fresh = wishes.filter((wish) => !lookedAgain.has(JSON.stringify(wish)));
		const tried = await ports.examine(
			fresh.map(({ at }) => ({ ...at, login: null })),
			left(),
		);
		for (const [index, wish] of fresh.entries()) {
			const observation = tried[index];
			if (observation !== undefined) lookedAgain.set(JSON.stringify(wish), observation);
		}
		const others = new Map<string, Observation[]>();
		const logins: { key: string; place: string; target: Server; endpoint: Endpoint }[] = [];
		for (const wish of wishes) {
			const { key, at, withLogin } = wish;
			const observation = lookedAgain.get(JSON.stringify(wish));
			if (observation === undefined) continue;
			const list = others.get(key) ?? [];
			others.set(key, [...list, observation]);
			const server = byKey.get(key);
			const isFirst = !logins.some((login) => login.key === key);
			if (!withLogin || !isFirst || server === undefined || observation.outcome.kind !== "ok") continue;
			if (!plan.mayTry(server)) continue;
			const target = { ...server, ...at };
			const place = placeOf(target);
			const endpoint = endpointOf(target, true);
			const isAnswered = answered.has(loginOf(target)) && !known.has(place);
			if (endpoint?.login != null && !isAnswered) logins.push({ key, place, target, endpoint });
		}
		const untried = logins.filter(({ place }) => !known.has(place));
		const answers = await ports.examine(
			untried.map(({ endpoint }) => endpoint),
			left(),
		);
		for (const [index, { target }] of untried.entries()) {
			const answer = answers[index];
			if (answer !== undefined) remember(target, answer);
		}
		for (const { key, place } of logins) {
			const answer = known.get(place);
			if (answer === undefined) continue;
			const rest = (others.get(key) ?? []).filter((other) => !isSamePlace(other, answer));
			others.set(key, [answer, ...rest]);
		}
		return others;
	}

	/** What the new settings of each server came to, tried beside the present ones. */
	async function tryOut(snapshot: Snapshot, changes: readonly Change[]): Promise<Trial[]> {
		const present = new Map(serversOf(snapshot).map((server) => [server.key, server]));
		const wishes = serversAfter(snapshot, changes).flatMap(({ change, server }) => {
			const now = present.get(change.kind === "set" ? change.key : presentKeyOf(change, snapshot));
			const seen = now && known.get(placeOf(now));
			// The same login at the same host would be refused again.
			const answer = answered.get(loginOf(server));
			const login = answer !== undefined && isLoginRefused(answer) ? answer : null;
			const endpoint = endpointOf(server, login === null);
			return endpoint === null ? [] : [{ change, server, endpoint, before: seen ? beforeOf(seen) : null, login }];
		});
		const network = clicked(firstLookMs(wishes.length));
		const observations = await ports.examine(
			wishes.map(({ endpoint }) => endpoint),
			network,
		);
		return wishes.flatMap((wish, index) => {
			const seen = observations[index];
			if (seen === undefined) return [];
			// Whatever becomes of the repair: this login was tried.
			if (isLoginAnswered(seen)) answered.set(loginOf(wish.server), seen);
			return [{ ...wish, seen }];
		});
	}

	async function repair(changes: Change[], names: Readonly<Record<string, string>>): Promise<FixOutcome> {
		const snapshot = await ports.readProfile();
		const trials = snapshot.offline ? [] : await tryOut(snapshot, changes);
		const worse = trials.filter(({ before, seen }) => doesWorse(before, seen));
		const left = worse.map(
			({ server, seen }): RepairProblem => ({ kind: "not-better", key: server.key, seen: seenOf(seen) }),
		);
		const kept = changes.filter((change) => !worse.some((trial) => touchesSame(trial.change, change)));
		const [problem] = left;
		if (kept.length === 0 && problem !== undefined) return { kind: "refused", problem };
		const provable = trials.filter((trial) => !worse.includes(trial));
		const proofs = provable.map(
			({ change, server, endpoint, before }): Proof => ({
				// A server that the repair makes has no key yet.
				key: change.kind === "set" ? server.key : change.loginFrom,
				endpoint: { ...endpoint, login: null },
				before,
			}),
		);
		const outcome = await ports.apply(kept, names, proofs);
		if (outcome.kind !== "applied") return outcome;
		for (const [index, { server, seen, login }] of provable.entries()) {
			remember(server, withLoginOf(outcome.proofs[index] ?? seen, login ?? seen));
		}
		return { ...outcome, left };
	}

	async function savePassword(key: string, password: string): Promise<PasswordTrial> {
		const seen = await viewProfile();
		const surveyed = accountIn(seen, key);
		const { whole } = seen;
		if (surveyed === undefined) return { kind: "refused", problem: { kind: "unknown-target", key } };
		const servers = serversOf({ ...whole.snapshot, accounts: [surveyed.account] });
		// What a password works for keeps it.
		const needed = servers.filter((server) => server.auth === "password" && !isSeenAccepted(server));
		const incoming = needed.find(({ kind }) => kind === "incoming")?.key ?? null;
		const dav = passwordWishes(surveyed, whole);
		const outcome = await ports.tryPassword(
			incoming ?? (dav.length === 0 ? surveyed.account.incoming.key : null),
			needed.filter(({ kind }) => kind === "outgoing").map((server) => server.key),
			password,
			dav,
		);
		if (outcome.kind === "refused") return outcome;
		collections.forgetRefused(
			dav.filter(({ kind }) => outcome.results.some(({ key, stored }) => key === kind && stored)),
		);
		for (const server of servers) {
			const result = outcome.results.find((one) => one.key === server.key);
			const before = known.get(placeOf(server));
			if (result === undefined || before === undefined) continue;
			const after: Observation = { ...before, stage: "login", outcome: result.outcome };
			// What was not tried, or did not come that far, leaves standing what is known.
			if (isLoginAnswered(after)) remember(server, after);
		}
		const serviceOf = (place: string): Service => {
			const kind = DAV_KINDS.find((one) => one === place);
			return kind === undefined
				? (servers.find((server) => server.key === place)?.kind ?? "incoming")
				: DAV_SERVICES[kind];
		};
		return { kind: "tried", results: outcome.results.map((result) => ({ ...result, service: serviceOf(result.key) })) };
	}

	function isSeenAccepted(server: Server): boolean {
		const seen = known.get(placeOf(server));
		return seen?.stage === "login" && seen.outcome.kind === "ok";
	}

	/** With all that is known of the network since the last check. */
	async function viewProfile(): Promise<View> {
		const profile = await readProfile();
		const whole = survey(profile.snapshot, catalogue, profile.choices, { live: evidence?.live ?? null, davOff });
		return { selfCheck: profile.selfCheck, whole };
	}

	async function signIn(offer: SignInOffer, names: Readonly<Record<string, string>>): Promise<SignInOutcome> {
		const { servers, changes } = offer;
		const outcome = await ports.signIn(servers, changes, names);
		if (outcome.kind !== "signed-in") return outcome;
		const now = new Map(serversOf(await ports.readProfile()).map((server) => [server.key, server]));
		for (const [index, { key }] of servers.entries()) {
			const server = now.get(key);
			const seen = outcome.proofs[index];
			// What did not take the sign-in was left as it was: nothing new is known of it.
			if (server?.auth === "oauth2" && seen !== undefined) remember(server, seen);
		}
		return outcome;
	}

	const search = createCollectionSearch(ports, policy, viewProfile);
	return {
		check(options) {
			known.clear();
			answered.clear();
			lookedAgain.clear();
			collections.forget();
			return examineAll(options, false);
		},
		recheck(options) {
			// What could not be checked is tried again; what was answered is not asked twice.
			for (const [place, { outcome }] of known) if (outcome.kind === "could-not-check") known.delete(place);
			collections.forgetUnchecked();
			return examineAll(options, false);
		},
		checkQuietly: (signal) => examineAll({ signal, onProgress: () => {} }, true),
		evidence: () => evidence,
		repair,
		savePassword,
		signIn,
		...search,
		...createAccountMaker({ ports, catalogue, policy, findCollections: search.findCollections }),
	};
}

function firstLookMs(servers: number): number {
	const furtherTurns = Math.max(0, Math.ceil(servers / AT_ONCE) - 1);
	return Math.min(FIRST_LOOK_MS + furtherTurns * TURN_MS, LONGEST_MS - SECOND_LOOK_MS);
}

/** Which logins a look may try. */
interface LoginPlan {
	mayTry: (server: Server) => boolean;
	/** How the login that is stored was refused before: it is not tried again, and is as wrong as it was. */
	refusal: (server: Server) => LoginOutcome | null;
	places: PlacePlan;
	/** Whether servers are asked for what is not in the profile. */
	mayDiscover: boolean;
}

/** A click tries every login once. */
const CLICKED: LoginPlan = { mayTry: () => true, refusal: () => null, places: EVERY_PLACE, mayDiscover: true };

/** What a check asks for. */
interface Asked {
	servers: readonly Server[];
	places: readonly Place[];
}

interface Trial {
	change: SetChange | CreateOutgoingChange;
	server: Server;
	endpoint: Endpoint;
	/** How far the present settings came; null where that is not known. */
	before: Proof["before"];
	seen: Observation;
	/** A login that was refused before and is therefore not tried again. */
	login: Observation | null;
}

function looksOf(
	seen: Readonly<Record<string, Observation>>,
	others: ReadonlyMap<string, Observation[]>,
): Record<string, ServerLook> {
	const looks = Object.entries(seen).map(([key, one]) => [key, { seen: one, others: others.get(key) ?? [] }] as const);
	return Object.fromEntries(looks);
}

/** Through which server the identities of a server to be made send now. */
function presentKeyOf({ identities }: CreateOutgoingChange, { defaultOutgoingKey }: Snapshot): string {
	return identities[0]?.from || (defaultOutgoingKey ?? "");
}

function isSamePlace({ endpoint: one }: Observation, { endpoint: other }: Observation): boolean {
	return one.host === other.host && one.port === other.port && one.security === other.security;
}

/** Whether two changes are of the same server: they are made together or not at all. */
function touchesSame(one: Change, other: Change): boolean {
	if (one.kind !== "set" || other.kind !== "set") return one === other;
	return one.target === other.target && one.key === other.key;
}

/** What was seen without a login, completed by the answer that the login had. */
function withLoginOf(seen: Observation, login: Observation): Observation {
	const isComplete = seen.outcome.kind === "ok" && login.stage === "login";
	return isComplete ? { ...seen, stage: "login", outcome: login.outcome } : seen;
}

/** Servers with what to examine of them, those of one host together. */
function groupByHost(
	servers: readonly Server[],
	mayTry: LoginPlan["mayTry"],
): { server: Server; endpoint: Endpoint }[][] {
	const groups = new Map<string, { server: Server; endpoint: Endpoint }[]>();
	for (const server of servers) {
		const endpoint = endpointOf(server, mayTry(server));
		if (endpoint === null) continue;
		const group = groups.get(endpoint.host) ?? [];
		group.push({ server, endpoint });
		groups.set(endpoint.host, group);
	}
	const calls: { server: Server; endpoint: Endpoint }[][] = [];
	for (const [index, group] of [...groups.values()].entries()) {
		calls[index % MOST_CALLS] = [...(calls[index % MOST_CALLS] ?? []), ...group];
	}
	return calls;
}

const NO_NETWORK: readonly Observation["outcome"]["kind"][] = [
	"name-unknown",
	"dns-silent",
	"unreachable",
	"could-not-check",
];

/** No server at all was reached, and not only for want of a way through a proxy. */
function reachesNobody(seen: Readonly<Record<string, Observation>>): boolean {
	const outcomes = Object.values(seen).map(({ outcome }) => outcome);
	return (
		outcomes.length > 0 &&
		outcomes.every(({ kind }) => NO_NETWORK.includes(kind)) &&
		outcomes.some(({ kind }) => kind !== "could-not-check")
	);
}

/** Names of the catalogue that everybody can look up, other than those that were asked. */
function wellKnownNames(catalogue: Catalogue, asked: ReadonlySet<string>): string[] {
	return [...catalogue.values()]
		.flatMap(({ imap }) => imap?.hosts.map(({ host }) => host) ?? [])
		.filter((host) => !/[#{]/.test(host) && !asked.has(host))
		.slice(0, WELL_KNOWN_NAMES);
}
