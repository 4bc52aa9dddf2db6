// A Thunderbird and a network for the doctor's use cases: the profile is a snapshot, servers are a function, and every
// question is written down. Fails loudly when asked for what the test did not expect.

import { type KnownLogins, type LoginAnswer, withAnswers } from "../../src/doctor/known-logins";
import type { Ports } from "../../src/doctor/ports";
import type { Change, CreateAccountChange } from "../../src/domain/change";
import type { DavItemKey, DavLinkFound, DavLook, DavSearch, DavWish } from "../../src/domain/dav";
import type { MailDns } from "../../src/domain/live";
import type { LoginMark } from "../../src/domain/login-mark";
import type { Endpoint, LoginWish, Observation, Outcome, Stage } from "../../src/domain/observation";
import type {
	AccountOutcome,
	PasswordOutcome,
	Proof,
	RepairOutcome,
	ServerRef,
	SignInOutcome,
} from "../../src/domain/outcome";
import type { Snapshot } from "../../src/domain/snapshot";
import { applyChanges } from "../fixtures/apply";
import { account, identity, incoming as incomingServer, outgoing as outgoingServer } from "../fixtures/snapshot";

export interface End {
	stage: Stage;
	outcome: Outcome;
}

export const WORKS: End = { stage: "login", outcome: { kind: "ok" } };
export const REFUSED: End = { stage: "login", outcome: { kind: "refused", text: "no" } };
export const CLOSED_PORT: End = { stage: "tcp", outcome: { kind: "refused-connection" } };
export const NO_NAME: End = { stage: "dns", outcome: { kind: "name-unknown" } };
export const PROXY: End = { stage: "tcp", outcome: { kind: "could-not-check", why: "proxy" } };

export function observation(endpoint: Endpoint, { stage, outcome }: End): Observation {
	const { protocol, host, port, security } = endpoint;
	// Without a login an examination ends with what the server offers.
	const isShort = stage === "login" && endpoint.login === null;
	return {
		endpoint: { protocol, host, port, security },
		...(isShort ? { stage: "capabilities" as const, outcome: { kind: "ok" as const } } : { stage, outcome }),
		...{ greeting: "", offers: null, addresses: [], milliseconds: 1 },
		tls: null,
	};
}

export class FakePorts implements Ports {
	/** What a server shows. */
	server: (endpoint: Endpoint) => End = () => WORKS;
	/** What of it shows only when this is resolved. */
	held: { host: string; until: Promise<void> } | null = null;
	mail: (domain: string) => MailDns = (domain) => ({ domain, mx: null, autodiscover: null });
	hasNames = true;
	password: PasswordOutcome = { kind: "tried", results: [] };
	signedIn: SignInOutcome = { kind: "not-signed-in", why: { kind: "closed" } };
	/** Every endpoint that was examined, as `protocol host:port security`, with `+` where a login was wished. */
	readonly examined: string[] = [];
	/** How many calls of the probe there were. */
	calls = 0;
	readonly applied: { changes: Change[]; proofs: Proof[] }[] = [];
	readonly asked: string[] = [];
	readonly snapshots: Snapshot[];

	constructor(snapshot: Snapshot) {
		this.snapshots = [snapshot];
	}

	get snapshot(): Snapshot {
		const latest = this.snapshots.at(-1);
		if (latest === undefined) throw new Error("there is no profile");
		return latest;
	}

	/** The logins since the last call, as `protocol host:port`. */
	takeLogins(): string[] {
		const logins = this.examined.filter((line) => line.endsWith("+")).map((line) => line.replace(/ \w+\+$/, ""));
		this.examined.length = 0;
		return logins.sort();
	}

	async readProfile() {
		return this.snapshot;
	}

	async selfCheck() {
		return { version: "153.7.0", tried: "tried" as const, missing: [] };
	}

	async providerChoices() {
		return {};
	}

	async examine(endpoints: Endpoint[], options: { signal: AbortSignal; totalMs: number }): Promise<Observation[]> {
		if (endpoints.length === 0) return [];
		if (!(options.totalMs > 0)) throw new Error("an examination without time");
		this.calls += 1;
		return Promise.all(
			endpoints.map(async (endpoint) => {
				const { protocol, host, port, security, login } = endpoint;
				this.examined.push(`${protocol} ${host}:${port} ${security}${login === null ? "" : "+"}`);
				if (this.held?.host === host) await this.held.until;
				return observation(endpoint, this.server(endpoint));
			}),
		);
	}

	async lookUpMailDns(domains: string[]): Promise<MailDns[]> {
		this.asked.push(...domains.map((domain) => `mx ${domain}`));
		return domains.map(this.mail);
	}

	async findsName(hosts: string[]): Promise<boolean> {
		this.asked.push(`names ${hosts.length > 0}`);
		return this.hasNames;
	}

	async lookAtWeb(hosts: string[]) {
		this.asked.push(...hosts.map((host) => `web ${host}`));
		return [];
	}

	/** What a calendar or address book shows. */
	dav: (item: DavItemKey) => Pick<DavLook, "at" | "stage" | "outcome"> = () => ({
		...{ at: "dav.example", stage: "dav", outcome: { kind: "ok" } },
	});
	/** What a server has to add. */
	search: (wish: DavWish) => DavSearch = (wish) => {
		throw new Error(`an unexpected search: ${JSON.stringify(wish)}`);
	};
	link: DavLinkFound | null = null;
	/** The items that were looked at, and the searches, in order. */
	readonly davAsked: string[] = [];
	davMark: (item: DavItemKey) => LoginMark | null = ({ id }) => ({ server: id, login: "first" });

	async lookAtDav(items: DavItemKey[]): Promise<DavLook[]> {
		this.davAsked.push(...items.map(({ kind, id }) => `${kind} ${id}`));
		return items.map((item) => ({ ...item, ...this.dav(item) }));
	}

	async discoverDav(wishes: DavWish[]): Promise<DavSearch[]> {
		this.davAsked.push(...wishes.map(({ kind, key }) => `search ${kind} ${key}`));
		return wishes.map(this.search);
	}

	async examineDavLink(url: string, wish: DavWish | null): Promise<DavLinkFound> {
		this.davAsked.push(`link ${url} ${wish?.key ?? "-"}`);
		if (this.link === null) throw new Error(`an unexpected link: ${url}`);
		return this.link;
	}

	async davMarks(items: DavItemKey[]) {
		return items.map(this.davMark);
	}

	/** Which login a search would send. */
	searchMark: (wish: DavWish) => LoginMark | null = ({ provider, address }) => ({
		...{ server: `search ${provider} ${address}`, login: "first" },
	});

	async searchMarks(wishes: DavWish[]) {
		return wishes.map(this.searchMark);
	}

	/** Which login is stored for a server now; null: none that can be seen. */
	mark: (login: LoginWish) => LoginMark | null = ({ key }) => ({ server: key, login: "first" });
	known: KnownLogins = {};

	async loginMarks(logins: LoginWish[]) {
		return logins.map(this.mark);
	}

	async knownLogins() {
		return this.known;
	}

	async noteLogins(answers: LoginAnswer[]) {
		this.known = withAnswers(this.known, answers);
	}

	async apply(changes: Change[], _names: unknown, proofs: Proof[]): Promise<RepairOutcome> {
		this.applied.push({ changes, proofs });
		this.snapshots.push(applyChanges(this.snapshot, changes));
		return {
			kind: "applied",
			entry: "entry-1",
			proofs: proofs.map(({ endpoint }) => observation(endpoint, this.server(endpoint))),
		};
	}

	async tryPassword(
		incoming: string | null,
		outgoing: string[],
		_password: string,
		dav: DavWish[],
	): Promise<PasswordOutcome> {
		this.asked.push(`password ${[incoming ?? "-", ...outgoing, ...dav.map(({ kind }) => kind)].join(" ")}`);
		return this.password;
	}

	made: AccountOutcome = { kind: "refused", problem: { kind: "busy" } };

	async createAccount(change: CreateAccountChange, _names: unknown, password: string | null): Promise<AccountOutcome> {
		this.asked.push(`account ${change.address} ${change.incoming.host} ${password === null ? "sign-in" : "password"}`);
		if (this.made.kind === "created") {
			const { incoming, outgoing, address } = change;
			const key = { account: this.made.account, server: this.made.server, identity: this.made.identity };
			this.snapshots.push({
				...this.snapshot,
				accounts: [
					...this.snapshot.accounts,
					account(
						incomingServer("imap", incoming.host, address, { key: key.server }),
						[identity(address, { key: key.identity })],
						{ key: key.account },
					),
				],
				outgoing: [...this.snapshot.outgoing, outgoingServer(outgoing.host, address, { key: "smtp9" })],
			});
		}
		return this.made;
	}

	async signIn(servers: ServerRef[], changes: Change[]): Promise<SignInOutcome> {
		this.asked.push(`sign-in ${servers.map(({ key }) => key).join(" ")}, ${changes.length} changes`);
		return this.signedIn;
	}

	now() {
		return "2026-11-20T12:00:00.000Z";
	}

	clock() {
		return 0;
	}

	pause(): Promise<void> {
		return new Promise((resolve) => {
			setImmediate(resolve);
		});
	}

	nextTurn() {
		return Promise.resolve();
	}
}
