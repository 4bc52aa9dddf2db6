// Endpoints examined side by side, each from the name to the login, within one deadline for all. Whose login goes where
// is decided by whoever asks: its ports.

import type { MailboxFacts, MailboxQuestion } from "../../domain/mailbox";
import type { Address, Endpoint, LoginWish, Observation, Outcome, Stage } from "../../domain/observation";
import { trustOf } from "../../probe/certificate";
import { Conversation, type Turn } from "../../probe/conversation";
import type { Credentials, UsableCredentials } from "../../probe/dialogue";
import { CANCELLED, meaningOf, TIMEOUT } from "../../probe/failure";
import { withoutSecrets } from "../../probe/secrets";
import { Connection } from "./connection";
import type { LoginPlan } from "./login-guard";
import { asciiHost, findRoute, lookUp, type Route, recordOf } from "./network";

import type { Slots } from "./slots";
import { type Cancellation, NetworkTrouble, within } from "./timer";

/** Timers may be early by that. */
const TIMER_MS = 20;
/** How long one of several addresses may keep everybody waiting. */
const ONE_ADDRESS_MS = 2000;
/** Tried one by one where a name has addresses of both kinds. */
const IPV4_ADDRESSES = 2;

type Plan = LoginPlan | Extract<Credentials, { kind: "absent" }>;

/** In milliseconds. */
export interface Deadlines {
	/** For each stage of each endpoint. */
	stageMs: number;
	/** For all of it. */
	totalMs: number;
}

export interface ExaminationPorts {
	slots: Slots;
	/** Whether and which stored login may be used there; the host is in ASCII. */
	planLogin: (login: LoginWish, target: Pick<Address, "protocol" | "host">) => Plan;
	findCredentials: (plan: LoginPlan, target: Pick<Address, "protocol" | "host">) => Promise<Credentials>;
}

/** An endpoint on its way, with what was seen of it. */
interface Visit {
	endpoint: Endpoint;
	/** In ASCII. */
	host: string;
	plan: Plan | null;
	stage: Stage;
	stageStart: number;
	started: number;
	proxied: boolean;
	addresses: string[];
	connection: Connection | null;
	conversation: Conversation | null;
	/** What the server was given for the login. */
	given: UsableCredentials | null;
	/** What to ask after the login, and the answer. */
	look: { question: MailboxQuestion; facts: MailboxFacts | null } | null;
}

export class Examination {
	readonly #options: Deadlines;
	readonly #cancellation: Cancellation;
	readonly #ports: ExaminationPorts;
	readonly #deadline: number;
	/** Whoever got less time than that cannot be said to be slow. */
	readonly #fairMs: number;
	readonly #routes = new Map<string, Promise<Route>>();
	readonly #addresses = new Map<string, Promise<string[]>>();
	/** Logins that were handed out: each goes to a server once. */
	readonly #tried = new Set<string>();

	constructor(options: Deadlines, cancellation: Cancellation, ports: ExaminationPorts) {
		this.#options = options;
		this.#cancellation = cancellation;
		this.#ports = ports;
		this.#deadline = Date.now() + options.totalMs;
		this.#fairMs = Math.min(options.stageMs, options.totalMs) - TIMER_MS;
	}

	/** The observations in the order of the endpoints; equal endpoints are asked once. */
	examine(endpoints: readonly Endpoint[]): Promise<Observation[]> {
		const asked = new Map<string, Promise<Observation>>();
		return Promise.all(
			endpoints.map((endpoint) => {
				const host = asciiHost(endpoint.host.toLowerCase());
				const { protocol, port, security, login } = endpoint;
				const plan = login && this.#ports.planLogin(login, { protocol, host });
				const identity = JSON.stringify([protocol, host, port, security, plan]);
				const known = asked.get(identity) ?? this.#visit(endpoint, host, plan);
				asked.set(identity, known);
				return known;
			}),
		);
	}

	/**
	 * As `examine` one endpoint, and what its mailbox shows after the login; null where it shows nothing, as when the login
	 * was not accepted. A failure after the login is none of the login.
	 */
	async look(
		endpoint: Endpoint,
		question: MailboxQuestion,
	): Promise<{ seen: Observation; facts: MailboxFacts | null }> {
		const host = asciiHost(endpoint.host.toLowerCase());
		const { protocol, login } = endpoint;
		const plan = login && this.#ports.planLogin(login, { protocol, host });
		const look: Visit["look"] = { question, facts: null };
		const seen = await this.#visit(endpoint, host, plan, look);
		return { seen, facts: look.facts };
	}

	async #visit(endpoint: Endpoint, host: string, plan: Plan | null, look: Visit["look"] = null): Promise<Observation> {
		const now = Date.now();
		const visit: Visit = {
			...{ endpoint, host, plan, stage: "dns", stageStart: now, started: now },
			...{ proxied: false, addresses: [], connection: null, conversation: null, given: null, look },
		};
		if (Services.io.offline) return observation(visit, { kind: "could-not-check", why: "offline" });
		const turn = this.#ports.slots.take(host);
		let release: () => void;
		try {
			release = await within(this.#deadline - Date.now(), this.#cancellation, turn);
		} catch (error) {
			void turn.then((give) => give());
			const isLate = error instanceof NetworkTrouble && error.error === TIMEOUT;
			return observation(visit, { kind: "could-not-check", why: isLate ? "no-time" : "cancelled" });
		}
		visit.started = visit.stageStart = Date.now();
		let goodbye: string | null = null;
		try {
			const end = await this.#talk(visit);
			goodbye = end.goodbye;
			return await this.#observe(visit, end.outcome);
		} catch (error) {
			if (error instanceof NetworkTrouble) return await this.#fail(visit, error.error);
			console.error("Bons Comptes: an examination failed", error);
			return observation(visit, { kind: "could-not-check", why: "internal-error" });
		} finally {
			// Its place stays taken until the connection is really closed; the verdict does not wait for that.
			const closed = visit.connection?.close(goodbye) ?? Promise.resolve();
			closed.then(release, release);
		}
	}

	/** From the name to the end of the talk. */
	async #talk(visit: Visit): Promise<Extract<Turn["next"], { kind: "done" }>> {
		const { endpoint } = visit;
		const route = await this.#route(visit);
		visit.proxied = route.proxied;
		if (route.proxy === null) visit.addresses = await this.#lookUp(visit);
		enter(visit, "tcp");
		const connection = await this.#connect(visit, route);
		const { protocol, security } = endpoint;
		const conversation = new Conversation({
			...{ protocol, security, login: visit.plan !== null },
			...(visit.look && { question: visit.look.question }),
		});
		visit.conversation = conversation;
		// The first bytes over implicit TLS come after the handshake; the conversation begins with the greeting.
		enter(visit, security === "tls" ? "tls" : "greeting");
		let turn = conversation.begin();
		for (;;) {
			if (visit.stage !== "tls" || conversation.stage !== "greeting") enter(visit, conversation.stage);
			connection.write(turn.send);
			switch (turn.next.kind) {
				case "read": {
					const bytes = await connection.read(this.#left(visit));
					enter(visit, conversation.stage);
					turn = this.#receive(visit, conversation, bytes);
					break;
				}
				case "upgrade":
					turn = conversation.upgraded(await connection.startTls(this.#left(visit)));
					break;
				case "credentials": {
					const credentials = await this.#credentials(visit, connection);
					if (credentials.kind === "password" || credentials.kind === "oauth2") visit.given = credentials;
					turn = conversation.giveCredentials(credentials);
					break;
				}
				case "done":
					enter(visit, conversation.stage);
					if (visit.look) visit.look.facts = conversation.mailbox;
					return turn.next;
			}
		}
	}

	/** Once the login was accepted, what is asked then gets the time of a stage of its own. */
	#receive(visit: Visit, conversation: Conversation, bytes: string): Turn {
		const wasAccepted = conversation.accepted;
		const turn = conversation.receive(bytes);
		if (conversation.accepted && !wasAccepted) visit.stageStart = Date.now();
		return turn;
	}

	/** Where a name has addresses of both kinds, the first that Thunderbird takes may lead nowhere. */
	async #connect(visit: Visit, { proxy }: Route): Promise<Connection> {
		const { endpoint, host, addresses } = visit;
		const open = (record: NsIDNSRecord | null): Connection =>
			new Connection(endpoint, host, proxy, this.#cancellation, record);
		const isIpv6 = (address: string) => address.includes(":");
		const ipv4 = addresses.filter((address) => !isIpv6(address)).slice(0, IPV4_ADDRESSES);
		const others = addresses.some(isIpv6) ? ipv4 : [];
		let record: NsIDNSRecord | null = null;
		for (;;) {
			const connection = open(record);
			visit.connection = connection;
			const other = others.shift();
			try {
				await connection.connected(
					Math.min(this.#left(visit), other === undefined ? Number.POSITIVE_INFINITY : ONE_ADDRESS_MS),
				);
				return connection;
			} catch (error) {
				if (other === undefined || this.#cancellation.done) throw error;
				await connection.close(null);
				// What one address took is not taken from the next.
				visit.stageStart = Date.now();
				// Not by the name: another look at it may have to wait behind those at names that nobody answers for.
				record = await recordOf(other, this.#left(visit), this.#cancellation);
			}
		}
	}

	/** What to log in with; nothing, unless the connection is verified and the login was not used before. */
	async #credentials({ plan, endpoint, host, ...visit }: Visit, connection: Connection): Promise<Credentials> {
		if (plan === null) throw new Error("nobody asked for a login");
		if (plan.kind === "absent") return plan;
		const trust = trustOf(await connection.tlsFacts());
		if (trust === "none") return { kind: "absent", why: "not-encrypted" };
		if (trust === "exception") return { kind: "absent", why: "certificate-exception" };
		const login = JSON.stringify(plan.origin);
		if (this.#tried.has(login)) return { kind: "absent", why: "already-tried" };
		this.#tried.add(login);
		const found = this.#ports.findCredentials(plan, { protocol: endpoint.protocol, host });
		try {
			return await within(this.#left(visit), this.#cancellation, found);
		} catch (error) {
			// Only the issuer of tokens can be slow.
			const isLate = error instanceof NetworkTrouble && error.error === TIMEOUT;
			if (isLate) return { kind: "absent", why: "oauth-unreachable" };
			throw error;
		}
	}

	/** What is left for the present stage. */
	#left({ stageStart }: Pick<Visit, "stageStart">): number {
		return Math.min(stageStart + this.#options.stageMs, this.#deadline) - Date.now();
	}

	#route(visit: Visit): Promise<Route> {
		return once(this.#routes, visit.host, () =>
			findRoute(visit.host, this.#left(visit), this.#cancellation).catch((error: unknown) => {
				// The file that names the proxies does not come.
				if (error instanceof NetworkTrouble && error.error === TIMEOUT) return { proxy: null, proxied: true };
				throw error;
			}),
		);
	}

	#lookUp(visit: Visit): Promise<string[]> {
		return once(this.#addresses, visit.host, () => lookUp(visit.host, this.#left(visit), this.#cancellation));
	}

	async #observe(visit: Visit, outcome: Outcome): Promise<Observation> {
		return { ...observation(visit, outcome), tls: (await visit.connection?.tlsFacts()) ?? null };
	}

	async #fail(visit: Visit, error: string): Promise<Observation> {
		if (visit.conversation?.accepted && error !== CANCELLED) return this.#observe(visit, { kind: "ok" });
		if (error === TIMEOUT && Date.now() - visit.started < this.#fairMs) {
			return observation(visit, { kind: "could-not-check", why: "no-time" });
		}
		const { connection, conversation, stage, proxied } = visit;
		const tls = (await connection?.tlsFacts()) ?? null;
		const encrypted = connection?.encrypted ?? false;
		const said = conversation?.unfinished() ?? null;
		const end = meaningOf({ error, stage, encrypted, tls, proxied, said });
		visit.stage = end.stage;
		return { ...observation(visit, end.outcome), tls };
	}
}

function enter(visit: Visit, stage: Stage): void {
	if (visit.stage === stage) return;
	visit.stage = stage;
	visit.stageStart = Date.now();
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
	const value = known.get(key) ?? ask();
	known.set(key, value);
	return value;
}

function observation(visit: Visit, outcome: Outcome): Observation {
	const { endpoint, stage, conversation, addresses, started, given } = visit;
	const { protocol, host, port, security } = endpoint;
	return {
		endpoint: { protocol, host, port, security },
		...{ stage, outcome: withoutSecrets(outcome, given), addresses, tls: null },
		greeting: conversation?.greeting ?? "",
		offers: conversation?.offers ?? null,
		milliseconds: Date.now() - started,
	};
}
