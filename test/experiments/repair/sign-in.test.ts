// A sign-in: what is asked before any window, what a token has to prove, and when something is stored. In a real
// Thunderbird: ../../thunderbird/sign-in.test.ts.

import { describe, expect, it } from "vitest";
import type { SetChange } from "../../../src/domain/change";
import type { Endpoint, Observation } from "../../../src/domain/observation";
import { Engine } from "../../../src/experiments/repair/engine";
import { parseSignInRequest, type SignInRequest } from "../../../src/experiments/repair/request";
import type { Grant, SignInPorts, Wish } from "../../../src/experiments/repair/sign-in";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { FakeThunderbird } from "./fake-thunderbird";

const USER = "user1@asso.example";
const MAIL = "mail";
const ALL = [MAIL, "contacts", "calendar"];
const TOKEN = "canary-token";

const smtp = { host: "smtp.gmail.com", port: 465, try_ssl: 3, username: USER };
const thunderbird = (extra: Record<string, string | number> = {}) =>
	new FakeThunderbird({
		prefs: {
			...profilePrefs([
				accountPrefs(1, { host: "imap.gmail.com", port: 993, outgoing: smtp }),
				accountPrefs(2, { host: "ssl0.ovh.net", port: 993 }),
			]),
			...extra,
		},
	});

const change = (target: "incoming" | "outgoing", key: string, from = "password"): SetChange => ({
	...{ kind: "set", target, key, setting: `${target}.auth`, from, to: "oauth2" },
});
const BOTH: SignInRequest = {
	servers: [
		{ server: "incoming", key: "server1" },
		{ server: "outgoing", key: "smtp1" },
	],
	changes: [change("incoming", "server1"), change("outgoing", "smtp1")],
	names: {},
};

/** An issuer that knows Gmail alone, and a person who consents. */
class FakeIssuer implements SignInPorts {
	answer: Awaited<ReturnType<SignInPorts["ask"]>> = { kind: "granted", grant: this.grant(ALL) };
	refuses: Endpoint["protocol"][] = [];
	silent: Endpoint["protocol"][] = [];
	stored: string[][] = [];
	onDisk = true;
	absent: string | null = null;
	readonly asked: Wish[] = [];
	readonly done: string[] = [];

	grant(scopes: string[]): Grant {
		return { access: TOKEN, refresh: "refresh", scopes };
	}
	missing() {
		return this.absent;
	}
	issuerOf(host: string) {
		return /\.(gmail|googlemail)\.com$/.test(host) ? { name: "google", scopes: ALL, required: [MAIL] } : null;
	}
	async storedScopes() {
		return this.stored;
	}
	async ask(wish: Wish) {
		this.asked.push(wish);
		return this.answer;
	}
	async logIn(endpoints: readonly Endpoint[], token: string): Promise<Observation[]> {
		return endpoints.map((endpoint) => {
			const { protocol, host, port, security } = endpoint;
			this.done.push(`login ${protocol} ${token}`);
			const isRefused = this.refuses.includes(protocol);
			const isSilent = this.silent.includes(protocol);
			return {
				endpoint: { protocol, host, port, security },
				stage: isSilent ? "tcp" : "login",
				outcome: isSilent ? { kind: "timeout" } : isRefused ? { kind: "refused", text: "No." } : { kind: "ok" },
				...{ greeting: "", offers: null, tls: null, addresses: [], milliseconds: 1 },
			};
		});
	}
	async keep() {
		this.done.push("kept");
		return this.onDisk;
	}
	adopt() {
		this.done.push("adopted");
	}
}

async function signIn(given: { fake?: FakeThunderbird; issuer?: FakeIssuer; request?: SignInRequest } = {}) {
	const { fake = thunderbird(), issuer = new FakeIssuer(), request = BOTH } = given;
	const engine = new Engine(fake.ports);
	const outcome = await engine.signIn(request, issuer);
	const auths = ["mail.server.server1.authMethod", "mail.smtpserver.smtp1.authMethod"].map(
		(name) => fake.memory.prefs.get(name) ?? null,
	);
	return { outcome, issuer, fake, engine, auths };
}

describe("a sign-in", () => {
	it("logs in once at each server before it stores the token, and then changes the settings", async () => {
		const { outcome, issuer, auths, engine } = await signIn();
		expect(outcome).toMatchObject({ kind: "signed-in", left: [], proofs: [{ stage: "login" }, { stage: "login" }] });
		expect(issuer.done).toEqual([`login imap ${TOKEN}`, `login smtp ${TOKEN}`, "kept", "adopted"]);
		expect(auths).toEqual([10, 10]);
		const [entry] = (await engine.view()).entries;
		expect(entry).toMatchObject({ state: "applied", logins: [] });
		expect(JSON.stringify(entry)).not.toContain(TOKEN);
		await engine.undo(entry?.id ?? "");
		expect((await engine.view()).entries[0]?.state).toBe("undone");
	});

	it("asks for the mailbox's user and for all that Thunderbird asks for, with what a stored token can do", async () => {
		const issuer = new FakeIssuer();
		issuer.stored = [[MAIL, "tasks"], ["contacts"]];
		issuer.answer = { kind: "granted", grant: issuer.grant([...ALL, "tasks"]) };
		const { outcome } = await signIn({ issuer });
		expect(issuer.asked).toEqual([
			{ issuer: "google", username: USER, host: "imap.gmail.com", scopes: [...ALL, "tasks"] },
		]);
		expect(outcome.kind).toBe("signed-in");
	});

	it("stores nothing that would do less than the token that is there", async () => {
		const issuer = new FakeIssuer();
		issuer.stored = [ALL];
		issuer.answer = { kind: "granted", grant: issuer.grant([MAIL]) };
		expect((await signIn({ issuer })).outcome).toEqual({ kind: "not-signed-in", why: { kind: "permission-missing" } });
		expect(issuer.done).toEqual([]);
	});

	it("stores and changes nothing for another account, and tries its token nowhere else", async () => {
		const issuer = new FakeIssuer();
		issuer.refuses = ["imap", "smtp"];
		const { outcome, auths } = await signIn({ issuer });
		expect(outcome).toMatchObject({
			kind: "not-signed-in",
			why: { kind: "other-account", username: USER, seen: { outcome: "refused", text: "No." } },
		});
		expect(issuer.done).toEqual([`login imap ${TOKEN}`]);
		expect(auths).not.toContain(10);
	});

	it("stores nothing where nobody could say whose token it is", async () => {
		const issuer = new FakeIssuer();
		issuer.silent = ["imap"];
		const { outcome } = await signIn({ issuer });
		expect(outcome).toMatchObject({ kind: "not-signed-in", why: { kind: "not-proved", key: "server1" } });
		expect(issuer.done).toEqual([`login imap ${TOKEN}`]);
	});

	it("leaves an outgoing server as it is that does not take the token, and names it", async () => {
		const issuer = new FakeIssuer();
		issuer.silent = ["smtp"];
		const { outcome, auths } = await signIn({ issuer });
		expect(outcome).toMatchObject({ kind: "signed-in", left: [{ kind: "not-better", key: "smtp1" }] });
		expect(auths[0]).toBe(10);
		expect(auths[1]).not.toBe(10);
	});

	it("without a change stores the token and writes no journal", async () => {
		const fake = thunderbird({ "mail.server.server1.authMethod": 10, "mail.smtpserver.smtp1.authMethod": 10 });
		const { outcome, engine, issuer } = await signIn({ fake, request: { ...BOTH, changes: [] } });
		expect(outcome).toMatchObject({ kind: "signed-in", entry: null });
		expect(issuer.done).toContain("kept");
		expect((await engine.view()).entries).toEqual([]);
	});

	it("changes nothing where the token did not reach the disk", async () => {
		const issuer = new FakeIssuer();
		issuer.onDisk = false;
		const { outcome, auths } = await signIn({ issuer });
		expect(outcome).toEqual({ kind: "refused", problem: { kind: "not-written" } });
		expect(auths).not.toContain(10);
	});

	it("says why the window came to nothing", async () => {
		const issuer = new FakeIssuer();
		issuer.answer = { kind: "closed" };
		expect((await signIn({ issuer })).outcome).toEqual({ kind: "not-signed-in", why: { kind: "closed" } });
		expect(issuer.done).toEqual([]);
	});

	const only = (server: "incoming" | "outgoing", key: string, from = "password"): SignInRequest => ({
		...{ servers: [{ server, key }], changes: [change(server, key, from)], names: {} },
	});
	it.each<[string, string, SignInRequest, Record<string, string | number>]>([
		["a host without an issuer", "foreign-host", only("incoming", "server2"), {}],
		["a server that is not there", "unknown-target", only("incoming", "server9"), {}],
		["a plain connection", "lowers-security", only("incoming", "server1"), { "mail.server.server1.socketType": 0 }],
		["a setting that has changed", "changed-meanwhile", only("incoming", "server1", "ntlm"), {}],
		["another user's server", "foreign-host", BOTH, { "mail.smtpserver.smtp1.username": "other@asso.example" }],
		["a server that stays without OAuth2", "unknown-target", { ...BOTH, changes: [change("incoming", "server1")] }, {}],
		[
			"a change of a server that is not named",
			"unknown-target",
			{ ...BOTH, servers: [{ server: "incoming", key: "server1" }] },
			{},
		],
	])("is refused before any window for %s", async (_, kind, request, prefs) => {
		const { outcome, issuer } = await signIn({ fake: thunderbird(prefs), request });
		expect(outcome).toMatchObject({ kind: "refused", problem: { kind } });
		expect(issuer.asked).toEqual([]);
	});

	it("is refused before any window while the login store is locked, or where an internal is missing", async () => {
		const fake = thunderbird();
		fake.faults.loginStoreLocked = true;
		expect((await signIn({ fake })).outcome).toEqual({ kind: "refused", problem: { kind: "login-store-locked" } });
		const issuer = new FakeIssuer();
		issuer.absent = "OAuth2.prototype.connect";
		expect((await signIn({ issuer })).outcome).toMatchObject({ kind: "refused", problem: { kind: "unsupported" } });
		expect(issuer.asked).toEqual([]);
	});

	it("lets repairs go on while the user is in the window", async () => {
		const fake = thunderbird();
		const issuer = new FakeIssuer();
		let consent = (): void => undefined;
		const waits = new Promise<void>((resolve) => {
			consent = resolve;
		});
		const { answer } = issuer;
		issuer.ask = async () => {
			await waits;
			return answer;
		};
		const engine = new Engine(fake.ports);
		const signed = engine.signIn(BOTH, issuer);
		const other = { ...change("incoming", "server2"), setting: "incoming.port", from: 993, to: 995 } as const;
		expect(await engine.repair([other], {})).toMatchObject({ kind: "applied" });
		consent();
		expect((await signed).kind).toBe("signed-in");
	});
});

describe("a request for a sign-in", () => {
	const parse = (changes: unknown, servers: unknown = BOTH.servers) => parseSignInRequest(servers, changes, {});

	it("is taken with and without changes to OAuth2", () => {
		expect(parse(BOTH.changes)).toEqual({ kind: "valid", ...BOTH });
		expect(parse([])).toMatchObject({ kind: "valid", changes: [] });
	});

	it.each<[string, unknown, unknown?]>([
		["another method", [{ ...change("incoming", "server1"), to: "password" }]],
		["another setting", [{ ...change("incoming", "server1"), setting: "incoming.port", from: 1, to: 993 }]],
		["a host", [{ ...change("outgoing", "smtp1"), setting: "outgoing.host", to: "oauth2" }]],
		["no server", [], []],
		["no key", [], [{ server: "incoming", key: "a.b" }]],
		["more than it should hold", [], [{ server: "incoming", key: "server1", password: "x" }]],
	])("is refused with %s", (_, changes, servers) => {
		expect(parse(changes, servers)).toMatchObject({ kind: "invalid" });
	});
});
