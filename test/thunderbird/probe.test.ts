// The probe in a real Thunderbird, against small servers of this machine: what it finds out, and above all where a
// password goes and where it does not.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { LoginObstacle, Observation, Outcome, Stage } from "../../src/domain/observation";
import type { AccountDescription } from "./driver/accounts";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { Authority, MailServer, type Pair, RIGHT, type ServerOptions } from "./mail-server";

const folder = mkdtempSync(join(tmpdir(), "bons-comptes-probe-"));
const authority = new Authority(folder, "Probe Test Authority");
const stranger = new Authority(folder, "Strange Authority");
const NAMES = [
	...["*.company.example", "xn--mnchen-3ya.example", "imap.gmail.com", "token.example"],
	...["ssl0.ovh.net", "imap.mail.ovh.net", "smtp.mail.ovh.net"],
].map((name) => `DNS:${name}`);
const good = authority.issue("good", { names: NAMES });
const bad: Record<string, Pair> = {
	expired: authority.issue("expired", { names: NAMES, to: "20210101000000Z" }),
	notYet: authority.issue("not-yet", { names: NAMES, from: "20480101000000Z" }),
	wrongName: authority.issue("wrong-name", { names: ["DNS:mail.other.example"] }),
	selfSigned: authority.issue("self-signed", { names: NAMES, selfSigned: true }),
	stranger: stranger.issue("stranger", { names: NAMES }),
};

const account = (host: string, username: string, type: "imap" | "pop3" = "imap"): AccountDescription => ({
	name: username,
	incoming: { type, host, port: 993, security: "tls", auth: "password", username },
	identities: [{ address: `${username}@company.example` }],
});
const MAIL = {
	accounts: [
		account("imap.company.example", "ada"),
		account("pop.company.example", "ada", "pop3"),
		account("ssl0.ovh.net", "ada@company.example"),
		account("imap.company.example", "nobody"),
		account("imap.gmail.com", "ada@gmail.com"),
		account("xn--mnchen-3ya.example", "ada"),
		account("imap.gmail.com", "eve@gmail.com"),
	],
	outgoing: {
		smtp1: { host: "smtp.company.example", port: 465, security: "tls" as const, username: "ada" },
	},
};
const SCOPE =
	"https://mail.google.com/ https://www.googleapis.com/auth/carddav https://www.googleapis.com/auth/calendar";

let thunderbird: Thunderbird;
let page: ExtensionPage;
let tokenServer: HttpsServer;
let tokenAnswer = { status: 200, body: "{}" };
const servers: MailServer[] = [];

beforeAll(async () => {
	thunderbird = await launch({
		mail: MAIL,
		trust: [authority.file],
		// Every name is this machine: no connection can leave it.
		network: "open",
		prefs: { "network.dns.forceResolve": "127.0.0.1" },
	});
	const login = (origin: string, username: string) => thunderbird.addLogin({ origin, username, password: RIGHT });
	await login("imap://imap.company.example", "ada");
	await login("mailbox://pop.company.example", "ada");
	await login("smtp://smtp.company.example", "ada");
	await login("imap://ssl0.ovh.net", "ada@company.example");
	await login("imap://xn--mnchen-3ya.example", "ada");
	const token = { origin: "oauth://accounts.google.com", realm: SCOPE, username: "ada@gmail.com" };
	await thunderbird.addLogin({ ...token, password: "refresh-token" });
	tokenServer = createHttpsServer(good, (request, response) => {
		request.resume();
		response.writeHead(tokenAnswer.status, { "Content-Type": "application/json" });
		response.end(tokenAnswer.body);
	});
	await new Promise<void>((resolve) => tokenServer.listen(0, "127.0.0.1", resolve));
	await thunderbird.chrome(
		({ ChromeUtils }, port) => {
			const { OAuth2Providers } = ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs");
			const original = OAuth2Providers.getIssuerDetails.bind(OAuth2Providers);
			OAuth2Providers.getIssuerDetails = (issuer: string) => ({
				...original(issuer),
				tokenEndpoint: `https://token.example:${port}/token`,
			});
		},
		(tokenServer.address() as AddressInfo).port,
	);
	page = await thunderbird.openPage(ADDON.id);
});

afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
	expect(await thunderbird.openedWindows()).toEqual([]);
});

afterAll(async () => {
	tokenServer.close();
	rmSync(folder, { recursive: true, force: true });
	await thunderbird.close();
});

async function serve(options: ServerOptions): Promise<MailServer> {
	const server = await MailServer.start({ pair: good, ...options });
	servers.push(server);
	return server;
}

/** An endpoint at a server, as the page would name it. */
function endpoint(
	options: ServerOptions & { host?: string; port: number; key?: string | null; auth?: string; username?: string },
) {
	const { protocol = "imap", security, port, auth = "password", username = null } = options;
	const key = options.key === undefined ? { imap: "server1", pop3: "server2", smtp: "smtp1" }[protocol] : options.key;
	const host = options.host ?? `${protocol === "pop3" ? "pop" : protocol}.company.example`;
	const login = key && { server: key.startsWith("smtp") ? "outgoing" : "incoming", key, auth, username };
	return { protocol, host, port, security, login };
}

let calls = 0;
/** Asks as the page asks: everything crosses as it would. */
function examine(endpoints: unknown[], options: object = {}): Promise<Observation[]> {
	calls += 1;
	const all = { id: `call${calls}`, stageMs: 2000, totalMs: 8000, ...options };
	return page.eval(
		(endpoints, options) => browser.bonsComptesProbe.examine(endpoints as never, options),
		endpoints,
		all,
	);
}

async function examineOne(options: Parameters<typeof endpoint>[0], more: object = {}): Promise<Observation> {
	const [observation] = await examine([endpoint(options)], more);
	if (!observation) throw new Error("no observation");
	return observation;
}

const end = ({ stage, outcome }: Observation): { stage: Stage; outcome: Outcome } => ({ stage, outcome });
const ACCEPTED = { stage: "login", outcome: { kind: "ok" } };
const notTried = (why: LoginObstacle) => ({ stage: "login", outcome: { kind: "login-not-checked", why } });
/** In every form in which a client could send it. */
const hasPassword = (bytes: string) =>
	bytes.includes("right-password") || /(AUTH|AUTHENTICATE) PLAIN \S/.test(bytes) || /\b(LOGIN|PASS) /.test(bytes);

describe("one honest login", () => {
	const PROTOCOLS = ["imap", "pop3", "smtp"] as const;
	test.each(PROTOCOLS)("is accepted over %s with TLS", async (protocol) => {
		const server = await serve({ protocol, security: "tls" });
		const observation = await examineOne({ protocol, security: "tls", port: server.port });
		expect(end(observation)).toEqual(ACCEPTED);
		expect(observation.tls).toMatchObject({ version: "TLS 1.3", error: null, category: "none", builtInRoot: false });
		expect(observation.tls?.certificate).toMatchObject({ issuer: "Probe Test Authority", selfSigned: false });
		expect(observation.tls?.certificate?.names).toContain("*.company.example");
		expect(observation.tls?.chain.map(({ name }) => name)).toEqual(["good", "Probe Test Authority"]);
		expect(observation.addresses).toEqual(["127.0.0.1"]);
		expect(JSON.stringify(observation)).not.toContain("right-password");
		expect(hasPassword(server.secure)).toBe(true);
		// Politely.
		await expect.poll(() => server.secure).toMatch(/(LOGOUT|QUIT)\r\n$/);
	});

	test.each(PROTOCOLS)("is accepted over %s with STARTTLS, and not a letter of it in clear", async (protocol) => {
		const server = await serve({ protocol, security: "starttls" });
		const observation = await examineOne({ protocol, security: "starttls", port: server.port });
		expect(end(observation)).toEqual(ACCEPTED);
		expect(observation.offers?.starttls).toBe(true);
		expect(hasPassword(server.plain)).toBe(false);
		expect(hasPassword(server.secure)).toBe(true);
	});

	test.each(PROTOCOLS)("that is refused over %s is tried once", async (protocol) => {
		const refusal = { imap: "NO [AUTHENTICATIONFAILED] Wrong.", pop3: "-ERR [AUTH] Wrong.", smtp: "535 5.7.8 Wrong." };
		const server = await serve({ protocol, security: "tls", login: refusal[protocol] });
		const observation = await examineOne({ protocol, security: "tls", port: server.port });
		expect(end(observation)).toEqual({ stage: "login", outcome: { kind: "refused", text: "Wrong." } });
		expect(server.secure.match(/AUTHENTICATE|AUTH |PASS /g)).toHaveLength(1);
	});

	test("goes out once for one server, however often it is asked for", async () => {
		const one = await serve({ security: "tls" });
		const two = await serve({ security: "tls" });
		const observations = await examine([
			endpoint({ security: "tls", port: one.port }),
			endpoint({ security: "tls", port: one.port }),
			endpoint({ security: "tls", port: two.port }),
		]);
		expect(one.connections).toBe(1);
		expect(observations[1]).toEqual(observations[0]);
		const logins = [one, two].map(({ secure }) => secure.match(/AUTHENTICATE/g)?.length ?? 0);
		expect(logins.toSorted()).toEqual([0, 1]);
		expect(observations.map(({ outcome }) => outcome)).toContainEqual({
			kind: "login-not-checked",
			why: "already-tried",
		});
	});

	test("may be tried at another host of the same provider", async () => {
		const server = await serve({ security: "tls" });
		const at = (host: string) => examineOne({ security: "tls", port: server.port, key: "server3", host });
		expect(end(await at("ssl0.ovh.net"))).toEqual(ACCEPTED);
		expect(end(await at("imap.mail.ovh.net"))).toEqual(ACCEPTED);
		const outgoing = await serve({ protocol: "smtp", security: "tls" });
		const asOutgoing = { protocol: "smtp", security: "tls", port: outgoing.port, key: "server3" } as const;
		expect(end(await examineOne({ ...asOutgoing, host: "smtp.mail.ovh.net" }))).toEqual(ACCEPTED);
	});

	test("finds a host with letters beyond ASCII", async () => {
		const server = await serve({ security: "tls" });
		const observation = await examineOne({
			security: "tls",
			port: server.port,
			key: "server6",
			host: "münchen.example",
		});
		expect(end(observation)).toEqual(ACCEPTED);
	});
});

describe("a login is not tried", () => {
	test("at a host of nobody's choice", async () => {
		const server = await serve({ security: "tls" });
		const at = { security: "tls", port: server.port } as const;
		const observations = await Promise.all([
			examineOne({ ...at, host: "evil.company.example" }),
			examineOne({ ...at, host: "ssl0.ovh.net" }),
			examineOne({ ...at, host: "imap.company.example", key: "server3" }),
			examineOne({ ...at, host: "smtp.mail.ovh.net", key: "server1" }),
		]);
		expect(observations.map(end)).toEqual(observations.map(() => notTried("foreign-host")));
		expect(hasPassword(server.secure)).toBe(false);
	});

	test("without a login, without a server, or in a way that is not played", async () => {
		const server = await serve({ security: "tls" });
		const at = { security: "tls", port: server.port } as const;
		expect(end(await examineOne({ ...at, key: "server4" }))).toEqual(notTried("no-login-stored"));
		expect(end(await examineOne({ ...at, key: "server99" }))).toEqual(notTried("unknown-server"));
		expect(end(await examineOne({ ...at, auth: "kerberos" }))).toEqual(notTried("method-not-supported"));
		expect(end(await examineOne({ ...at, auth: "oauth2" }))).toEqual(notTried("oauth-unknown-host"));
		expect(end(await examineOne({ ...at, key: null }))).toEqual({ stage: "capabilities", outcome: { kind: "ok" } });
		expect(server.secure).not.toMatch(/AUTHENTICATE/);
	});

	test("without encryption", async () => {
		const server = await serve({ security: "none" });
		expect(end(await examineOne({ security: "none", port: server.port }))).toEqual(notTried("not-encrypted"));
		expect(hasPassword(server.plain)).toBe(false);
	});

	test("over a certificate that only an exception makes good", async () => {
		const server = await serve({ security: "tls", pair: bad["expired"]! });
		await thunderbird.chrome(
			async ({ Cc, Ci }, port, pem) => {
				const base64 = pem.replace(/-----[^-]+-----/g, "").replace(/\s/g, "");
				const certificate = Cc["@mozilla.org/security/x509certdb;1"]
					.getService(Ci.nsIX509CertDB)
					.constructX509FromBase64(base64);
				Cc["@mozilla.org/security/certoverride;1"]
					.getService(Ci.nsICertOverrideService)
					.rememberValidityOverride("imap.company.example", port, {}, certificate, true);
			},
			server.port,
			/-----BEGIN[^]*?-----END CERTIFICATE-----/.exec(bad["expired"]!.cert)![0],
		);
		const observation = await examineOne({ security: "tls", port: server.port });
		expect(end(observation)).toEqual(notTried("certificate-exception"));
		expect(observation.tls).toMatchObject({ version: "TLS 1.3", category: "time" });
		expect(hasPassword(server.secure)).toBe(false);
	});

	test.each([
		["expired", { kind: "expired", since: "2021-01-01T00:00:00.000Z" }],
		["notYet", { kind: "not-yet-valid", from: "2048-01-01T00:00:00.000Z" }],
		["wrongName", { kind: "wrong-name", names: ["mail.other.example"] }],
		["selfSigned", { kind: "self-signed" }],
		["stranger", { kind: "unknown-issuer", issuer: "Strange Authority" }],
	])("over a bad certificate: %s", async (name, problem) => {
		for (const security of ["tls", "starttls"] as const) {
			const server = await serve({ security, pair: bad[name]! });
			const observation = await examineOne({ security, port: server.port });
			expect(end(observation)).toEqual({ stage: "tls", outcome: { kind: "certificate", problem } });
			expect(observation.tls).toMatchObject({ version: null, builtInRoot: null });
			expect(hasPassword(server.plain + server.secure)).toBe(false);
		}
	});

	test.each([
		["in one piece with the answer", { injected: "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\nc OK done\r\n" }],
		["right behind the answer", { injectedLate: "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\nc OK done\r\n" }],
	])("when somebody speaks before TLS, %s", async (_name, injection) => {
		const server = await serve({ security: "starttls", ...injection });
		const observation = await examineOne({ security: "starttls", port: server.port });
		// Late bytes may be taken for the beginning of a TLS record, which never ends.
		expect(["starttls", "tls"]).toContain(observation.stage);
		expect(observation.outcome.kind).toMatch(/^(starttls-injection|timeout)$/);
		expect(hasPassword(server.plain + server.secure)).toBe(false);
	});

	test("where STARTTLS was taken out", async () => {
		const server = await serve({ security: "starttls", offersStartTls: false });
		const observation = await examineOne({ security: "starttls", port: server.port });
		expect(end(observation)).toEqual({ stage: "starttls", outcome: { kind: "no-starttls" } });
		expect(hasPassword(server.plain)).toBe(false);
	});
});

describe("a token", () => {
	const google = { security: "tls", host: "imap.gmail.com", auth: "oauth2", key: "server5" } as const;
	const REFUSED = "NO [AUTHENTICATIONFAILED] Invalid credentials";

	test("is exchanged and used", async () => {
		tokenAnswer = { status: 200, body: '{"access_token":"right-token","expires_in":3600,"token_type":"Bearer"}' };
		const server = await serve({ security: "tls" });
		expect(end(await examineOne({ ...google, port: server.port }))).toEqual(ACCEPTED);
		expect(server.secure).toMatch(/AUTHENTICATE XOAUTH2 \S/);
	});

	test("that the server refuses is said so", async () => {
		tokenAnswer = { status: 200, body: '{"access_token":"other-token","expires_in":3600}' };
		const server = await serve({ security: "tls", login: REFUSED });
		expect((await examineOne({ ...google, port: server.port })).outcome).toEqual({
			kind: "oauth-token-refused",
			text: "Invalid credentials",
		});
	});

	test("that its issuer no longer takes opens no window and stays where it is", async () => {
		tokenAnswer = {
			status: 400,
			body: '{"error":"invalid_grant","error_description":"Token has been expired or revoked."}',
		};
		const before = await thunderbird.logins();
		const server = await serve({ security: "tls" });
		const observation = await examineOne({ ...google, port: server.port });
		expect(end(observation)).toEqual({ stage: "login", outcome: { kind: "oauth-token-refused", text: "" } });
		expect(server.secure).not.toMatch(/AUTHENTICATE/);
		expect(await thunderbird.logins()).toEqual(before);
	});

	test("whose issuer is not well says nothing about it", async () => {
		const server = await serve({ security: "tls" });
		for (const body of ["<html>", '{"error":"temporarily_unavailable"}']) {
			tokenAnswer = { status: 503, body };
			expect(end(await examineOne({ ...google, port: server.port }))).toEqual(notTried("oauth-unreachable"));
		}
	});

	test("that is not there is not asked for", async () => {
		const server = await serve({ security: "tls" });
		expect(end(await examineOne({ ...google, key: "server7", port: server.port }))).toEqual(
			notTried("oauth-token-absent"),
		);
	});
});

describe("a server that is none", () => {
	const repeat = (text: string, milliseconds: number) => (socket: Socket) => {
		const timer = setInterval(() => socket.write(text), milliseconds);
		socket.on("close", () => clearInterval(timer));
	};
	test.each<[string, ServerOptions, Stage, Outcome]>([
		["says nothing", { security: "none", raw: () => {} }, "greeting", { kind: "timeout" }],
		["says nothing in TLS", { security: "tls", greeting: null }, "greeting", { kind: "timeout" }],
		["does not answer TLS", { security: "tls", raw: () => {} }, "tls", { kind: "timeout" }],
		["drips", { security: "none", raw: repeat("*", 200) }, "greeting", { kind: "garbage", text: "**********" }],
		["closes at once", { security: "none", raw: (socket) => socket.end() }, "greeting", { kind: "closed" }],
		["closes instead of TLS", { security: "tls", raw: (socket) => socket.end() }, "tls", { kind: "closed" }],
		[
			"resets instead of TLS",
			{ security: "tls", raw: (socket) => socket.resetAndDestroy() },
			"tls",
			{ kind: "closed" },
		],
		[
			"speaks without TLS on a TLS port",
			{ security: "tls", raw: (socket) => socket.write("* OK ready\r\n") },
			"tls",
			{ kind: "not-tls" },
		],
		[
			"is a web server",
			{ security: "none", raw: (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n") },
			"greeting",
			{ kind: "wrong-protocol", protocol: "http", text: "HTTP/1.1 400 Bad Request" },
		],
		[
			"speaks nonsense",
			{ security: "none", raw: (socket) => socket.write("\x07hello\r\n") },
			"greeting",
			{ kind: "garbage", text: "hello" },
		],
		[
			"has too many connections",
			{ security: "tls", greeting: "* BYE Too many connections" },
			"greeting",
			{ kind: "too-many-connections", text: "Too many connections" },
		],
	])("%s", async (_name, options, stage, outcome) => {
		const server = await serve(options);
		const observation = await examineOne({ security: options.security, port: server.port });
		const { text } = { text: "", ...observation.outcome };
		// How many drops there are depends on the moment.
		expect(end(observation)).toMatchObject(
			/^\*{2,}$/.test(text) ? { stage, outcome: { kind: outcome.kind } } : { stage, outcome },
		);
		expect(hasPassword(server.plain + server.secure)).toBe(false);
	});

	test("sends without end and is cut off", async () => {
		const block = "A".repeat(65_536);
		const server = await serve({
			security: "none",
			raw: (socket) => {
				const pour = () => {
					while (!socket.destroyed && socket.write(block));
				};
				socket.on("drain", pour);
				pour();
			},
		});
		const observation = await examineOne({ security: "none", port: server.port });
		expect(end(observation)).toEqual({ stage: "greeting", outcome: { kind: "too-much" } });
	});

	test("has closed its port", async () => {
		const server = await serve({ security: "none" });
		const { port } = server;
		await server.close();
		expect(end(await examineOne({ security: "tls", port }))).toEqual({
			stage: "tcp",
			outcome: { kind: "refused-connection" },
		});
	});

	test("delays nobody else", async () => {
		const silent = await serve({ security: "none", raw: () => {} });
		const quick = await serve({ security: "tls" });
		const observations = await examine([
			...Array.from({ length: 12 }, () => endpoint({ security: "none", port: silent.port, key: null })),
			endpoint({ security: "tls", port: quick.port }),
		]);
		expect(observations.at(-1)).toMatchObject(ACCEPTED);
		expect(silent.connections).toBe(1);
	});
});

describe("an examination", () => {
	test("changes nothing in the profile", async () => {
		const look = async () => [
			await thunderbird.prefs("mail.", "network.", "security.", "signon."),
			await thunderbird.logins(),
		];
		const before = await look();
		const server = await serve({ security: "starttls" });
		await examineOne({ security: "starttls", port: server.port });
		expect(await look()).toEqual(before);
	});

	test("keeps to 16 connections at one host", async () => {
		const many = await Promise.all(Array.from({ length: 30 }, () => serve({ security: "none", raw: () => {} })));
		const endpoints = many.map(({ port }) =>
			endpoint({ security: "none", port, key: null, host: "busy.company.example" }),
		);
		const observations = await examine(endpoints, { stageMs: 1000, totalMs: 1500 });
		const kinds = observations.map(({ outcome }) => ("why" in outcome ? outcome.why : outcome.kind));
		// Whose turn came too late is not called slow.
		expect(kinds.toSorted()).toEqual([...Array(14).fill("no-time"), ...Array(16).fill("timeout")]);
	});

	test("finds a server by its IPv6 address", async (context) => {
		if (!Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"))) {
			context.skip("this machine has no IPv6 loopback");
		}
		const server = await serve({ security: "none", address: "::1" });
		const setResolver = (address: string) =>
			thunderbird.chrome(
				({ Services }, address) => Services.prefs.setStringPref("network.dns.forceResolve", address),
				address,
			);
		await setResolver("");
		const observation = await examineOne({ security: "none", port: server.port, key: null, host: "::1" });
		await setResolver("127.0.0.1");
		expect(end(observation)).toEqual({ stage: "capabilities", outcome: { kind: "ok" } });
		expect(observation.addresses).toEqual(["::1"]);
	});

	test("ends at once when it is cancelled", async () => {
		const server = await serve({ security: "none", raw: () => {} });
		const ends = await page.eval(
			async (endpoint) => {
				const running = browser.bonsComptesProbe.examine([endpoint as never], {
					id: "cancelled",
					totalMs: 60_000,
					stageMs: 60_000,
				});
				await browser.bonsComptesProbe.cancel("nobody");
				await browser.bonsComptesProbe.cancel("cancelled");
				return (await running).map(({ outcome }) => outcome);
			},
			endpoint({ security: "none", port: server.port }),
		);
		expect(ends).toEqual([{ kind: "could-not-check", why: "cancelled" }]);
	});

	test("ends with its page", async () => {
		const server = await serve({ security: "none", raw: () => {} });
		// Of another address, or the tab of the first page would be taken.
		const other = await thunderbird.openPage(ADDON.id, "options/index.html?other");
		await other.eval(
			(endpoint) => {
				void browser.bonsComptesProbe.examine([endpoint as never], { id: "orphan", totalMs: 60_000, stageMs: 60_000 });
			},
			endpoint({ security: "none", port: server.port }),
		);
		await expect.poll(() => server.open).toBe(1);
		await thunderbird.chrome(({ document }) => {
			const tabmail = document.getElementById("tabmail");
			tabmail.closeTab(tabmail.tabInfo.at(-1));
		});
		await expect.poll(() => server.open).toBe(0);
	});

	test("says nothing while Thunderbird is offline", async () => {
		const server = await serve({ security: "tls" });
		await thunderbird.chrome(({ Services }) => {
			Services.io.offline = true;
		});
		const observation = await examineOne({ security: "tls", port: server.port });
		await thunderbird.chrome(({ Services }) => {
			Services.io.offline = false;
		});
		expect(observation.outcome).toEqual({ kind: "could-not-check", why: "offline" });
		expect(server.connections).toBe(0);
	});

	test("behind a SOCKS proxy that fails says nothing about the server", async () => {
		await thunderbird.chrome(({ Services }) => {
			Services.prefs.setIntPref("network.proxy.type", 1);
			Services.prefs.setStringPref("network.proxy.socks", "127.0.0.1");
			Services.prefs.setIntPref("network.proxy.socks_port", 9);
		});
		const observation = await examineOne({ security: "tls", port: 993 });
		await thunderbird.chrome(({ Services }) => Services.prefs.clearUserPref("network.proxy.type"));
		expect(observation.outcome).toEqual({ kind: "could-not-check", why: "proxy" });
	});

	test("behind an HTTP proxy goes straight, and blames no server when that fails", async () => {
		const server = await serve({ security: "tls" });
		await thunderbird.chrome(({ Services }) => {
			Services.prefs.setIntPref("network.proxy.type", 1);
			Services.prefs.clearUserPref("network.proxy.socks");
			Services.prefs.setStringPref("network.proxy.http", "127.0.0.1");
			Services.prefs.setIntPref("network.proxy.http_port", 9);
		});
		const straight = await examineOne({ security: "tls", port: server.port });
		const { port } = server;
		await server.close();
		const closed = await examineOne({ security: "tls", port });
		await thunderbird.chrome(({ Services }) => Services.prefs.clearUserPref("network.proxy.type"));
		expect(end(straight)).toEqual(ACCEPTED);
		expect(closed.outcome).toEqual({ kind: "could-not-check", why: "proxy" });
	});

	test("with a request of another shape is refused without a connection", async () => {
		const server = await serve({ security: "tls" });
		const hostile = { ...endpoint({ security: "tls", port: server.port }), password: "x" };
		await expect(examine([hostile])).rejects.toThrow("refused: endpoints.0.password");
		expect(server.connections).toBe(0);
	});
});

// Last: the primary password stays until the end.
test("a locked login store is not asked, and no dialog opens", async () => {
	const server = await serve({ security: "tls" });
	await thunderbird.chrome(({ Cc, Ci }) => {
		// 153 and 140.
		const token =
			Cc["@mozilla.org/security/internalkeytoken;1"]?.createInstance(Ci.nsIPKCS11Token) ??
			Cc["@mozilla.org/security/pk11tokendb;1"].getService(Ci.nsIPK11TokenDB).getInternalKeyToken();
		if (token.needsUserInit) token.initPassword("primary");
		else token.changePassword("", "primary");
		// Forgets what was entered, in both.
		Cc["@mozilla.org/security/sdr;1"].getService(Ci.nsISecretDecoderRing).logoutAndTeardown();
	});
	const observation = await examineOne({ security: "tls", port: server.port });
	expect(end(observation)).toEqual(notTried("login-store-locked"));
	expect(hasPassword(server.secure)).toBe(false);
});
