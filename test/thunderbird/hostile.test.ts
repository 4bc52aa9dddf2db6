// The privileged functions, called by the page with everything that an honest page never sends: each call is refused, no
// connection is opened, and no preference, login or journal changes. What honest calls do: repair.test.ts.

import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MailDescription } from "./driver/accounts";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { readState, type State } from "./reading";

/** A live listener on this machine stands for the foreign host: it would see the connection that a name cannot make. */
const FOREIGN = "127.0.0.1";

const MAIL: MailDescription = {
	accounts: [
		{
			name: "OVH",
			incoming: { type: "imap", host: "ssl0.ovh.net", port: 143, security: "tls", username: "a@asso.example" },
			identities: [{ address: "a@asso.example", name: "A", outgoing: "smtp1" }],
		},
		{
			name: "La Suite",
			incoming: { type: "imap", host: "imap.beta.gouv.fr", port: 993, security: "tls", username: "b@beta.gouv.fr" },
			identities: [{ address: "b@beta.gouv.fr", name: "B", outgoing: "smtp2" }],
		},
		{
			name: "Feeds",
			incoming: { type: "rss", host: "Feeds", username: "nobody" },
		},
	],
	outgoing: {
		smtp1: { host: "ns0.ovh.net", port: 465, security: "tls", auth: "password", username: "a@asso.example" },
		smtp2: { host: "smtp.beta.gouv.fr", port: 465, security: "tls", auth: "password", username: "b@beta.gouv.fr" },
	},
};

const set = (setting: string, from: unknown, to: unknown, more: object = {}) => {
	const target = setting.slice(0, setting.indexOf("."));
	const key = { incoming: "server1", outgoing: "smtp1", identity: "id1" }[target];
	return { kind: "set", target, key, setting, from, to, ...more };
};
const host = (to: unknown) => set("outgoing.host", "ns0.ovh.net", to);
const create = (server: object = {}, more: object = {}) => ({
	kind: "create-outgoing",
	identities: [{ key: "id1", from: "smtp1" }],
	server: {
		host: "smtp.mail.ovh.net",
		port: 465,
		security: "tls",
		auth: "password",
		username: "a@asso.example",
		description: "",
		...server,
	},
	loginFrom: "server1",
	...more,
});

/** What the calls are told, as text: `{ kind: "refused", … }` as its problem, an exception as `throws`. */
const REFUSED_CHANGES: [name: string, problem: string, change: unknown][] = [
	["a foreign host", "foreign-host", host(FOREIGN)],
	["a host of another provider", "foreign-host", host("smtp.gmail.com")],
	["a host that ends as one of the provider", "foreign-host", host("evil-smtp.mail.ovh.net")],
	["a host below one of the provider", "foreign-host", host("smtp.mail.ovh.net.evil.example")],
	["a subdomain of a right host", "foreign-host", host("a.ssl0.ovh.net")],
	["a host with a dot at its end", "foreign-host", host("evil.example.")],
	["a number that the pattern of a provider does not end at", "foreign-host", host("pro1.mail.ovh.net.evil.example")],
	["an address with a user part", "throws", host("ssl0.ovh.net@evil.example")],
	["a host with a port", "foreign-host", host("ssl0.ovh.net:25")],
	["a host with a path", "throws", host("ssl0.ovh.net/evil.example")],
	["a host with a line break", "throws", host("ssl0.ovh.net\nevil.example")],
	["a host with a zero byte", "throws", host("ssl0.ovh.net\u0000.evil.example")],
	["a host that only looks the same", "throws", host("ѕsl0.ovh.net")],
	["a host in capitals", "throws", host("SMTP.MAIL.OVH.NET")],
	["an empty host", "throws", host("")],
	["a huge host", "throws", host("a".repeat(100_000))],
	["a host that is a number", "throws", host(1)],
	["a host that is nothing", "throws", host(null)],
	["the host of an incoming server", "throws", set("incoming.host", "ssl0.ovh.net", "imap.mail.ovh.net")],
	["the user name of an incoming server", "throws", set("incoming.username", "a@asso.example", "b@asso.example")],
	["port 0", "throws", set("incoming.port", 143, 0)],
	["port 70 000", "throws", set("incoming.port", 143, 70_000)],
	["a port below nothing", "throws", set("incoming.port", 143, -1)],
	["a broken port", "throws", set("incoming.port", 143, 1.5)],
	["a port in words", "throws", set("incoming.port", 143, "993")],
	["a port that is a truth", "throws", set("incoming.port", 143, true)],
	["a port that is a list", "throws", set("incoming.port", 143, [993])],
	["a port that is an object", "throws", set("incoming.port", 143, { valueOf: 993 })],
	["no security", "lowers-security", set("incoming.security", "tls", "none")],
	["no security when sending", "lowers-security", set("outgoing.security", "tls", "none")],
	["a security that does not exist", "throws", set("incoming.security", "tls", "ssl")],
	["no authentication", "lowers-security", set("outgoing.auth", "password", "none")],
	["a method that does not exist", "throws", set("outgoing.auth", "password", "plain")],
	["an empty user name", "throws", set("outgoing.username", "a@asso.example", "")],
	["an unknown setting", "throws", set("incoming.password", null, "x")],
	["a preference as a setting", "throws", set("mail.server.server1.port", 143, 993)],
	["a setting named like a part of every object", "throws", set("__proto__", 143, 993)],
	["a setting of another target", "throws", set("incoming.port", 143, 993, { target: "outgoing", key: "smtp1" })],
	["a target that does not exist", "throws", set("incoming.port", 143, 993, { target: "calendar" })],
	["a target named like a part of every object", "throws", set("incoming.port", 143, 993, { target: "__proto__" })],
	["a server that does not exist", "unknown-target", set("incoming.port", 143, 993, { key: "server99" })],
	["a server that is no mail server", "unknown-target", set("incoming.port", 143, 993, { key: "server3" })],
	["a key with dots", "throws", set("incoming.port", 143, 993, { key: "server1.port" })],
	["a key that climbs", "throws", set("incoming.port", 143, 993, { key: "../../server1" })],
	["a key named like a part of every object", "unknown-target", set("incoming.port", 143, 993, { key: "__proto__" })],
	["a key named constructor", "unknown-target", set("outgoing.port", 465, 587, { key: "constructor" })],
	["an empty key", "throws", set("incoming.port", 143, 993, { key: "" })],
	["an unknown field", "throws", set("incoming.port", 143, 993, { force: true })],
	["a missing field", "throws", { kind: "set", target: "incoming", key: "server1", setting: "incoming.port", to: 993 }],
	["a value that is no longer there", "changed-meanwhile", set("incoming.port", 144, 993)],
	["an identity that does not exist", "unknown-target", set("identity.outgoing", "smtp1", "smtp2", { key: "id99" })],
	["an outgoing server that does not exist", "unknown-target", set("identity.outgoing", "smtp1", "smtp99")],
	["an outgoing server with dots", "throws", set("identity.outgoing", "smtp1", "smtp2.hostname")],
	["a folder of a foreign server", "unknown-target", set("identity.drafts", "", "imap://a@evil.example/Drafts")],
	["a folder on the disk", "unknown-target", set("identity.drafts", "", "file:///etc/passwd")],
	[
		"a folder of a server whose name only begins alike",
		"unknown-target",
		set("identity.drafts", "", "imap://a%40asso.example@ssl0.ovh.net.evil.example/Drafts"),
	],
	["a huge folder", "throws", set("identity.drafts", "", `imap://${"a".repeat(100_000)}`)],
	["a new server at a foreign host", "foreign-host", create({ host: FOREIGN })],
	["a new server at a host that ends as a right one", "foreign-host", create({ host: "xsmtp.mail.ovh.net" })],
	["a new server without security", "lowers-security", create({ security: "none" })],
	["a new server without authentication", "lowers-security", create({ auth: "none" })],
	["a new server at port 0", "throws", create({ port: 0 })],
	["a new server with an unknown field", "throws", create({ password: "x" })],
	["a new server for nobody", "throws", create({}, { identities: [] })],
	[
		"a new server for an identity that does not exist",
		"unknown-target",
		create({}, { identities: [{ key: "id99", from: "" }] }),
	],
	[
		"a new server for an identity twice",
		"changed-meanwhile",
		create(
			{},
			{
				identities: [
					{ key: "id1", from: "smtp1" },
					{ key: "id1", from: "smtp1" },
				],
			},
		),
	],
	["a new server with the login of nobody", "unknown-target", create({}, { loginFrom: "server99" })],
	["a new server with a login by its preference", "throws", create({}, { loginFrom: "mail.server.server1" })],
	["a kind that does not exist", "throws", { ...set("incoming.port", 143, 993), kind: "delete" }],
	["a kind named like a part of every object", "throws", { ...set("incoming.port", 143, 993), kind: "__proto__" }],
	["no object", "throws", "incoming.port"],
	["nothing", "throws", null],
	["a list", "throws", []],
];

describe("what a page must not be able to do", () => {
	let thunderbird: Thunderbird;
	let page: ExtensionPage;
	let before: State;
	let foreign: Server;
	let connections = 0;

	beforeAll(async () => {
		foreign = createServer(() => {
			connections += 1;
		});
		await new Promise<void>((resolve) => foreign.listen(465, FOREIGN, resolve));
		thunderbird = await launch({ mail: MAIL });
		await thunderbird.addLogin({ origin: "smtp://ns0.ovh.net", username: "a@asso.example", password: "pw a" });
		await thunderbird.addLogin({ origin: "imap://imap.beta.gouv.fr", username: "b@beta.gouv.fr", password: "pw b" });
		await thunderbird.chrome(({ window, Services }) => {
			window.requests = [];
			const note = (_subject: unknown, topic: string) => window.requests.push(topic);
			Services.obs.addObserver(note, "http-on-modify-request");
		});
		page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		before = await readState(thunderbird);
	});
	afterAll(() => {
		foreign.close();
	});

	/** How a call of a privileged function ends: its answer's kind or problem, `throws`, with the message beside. */
	const call = (name: "apply" | "undo" | "journal" | "selfCheck" | "whenIdle", args: unknown[]) =>
		page.eval(
			async (name, args) => {
				try {
					const api = browser.bonsComptesRepair as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
					const answer = (await api[name]?.(...args)) as { kind?: string; problem?: { kind: string } } | undefined;
					return [answer?.problem?.kind ?? answer?.kind ?? "answers", ""] as const;
				} catch (error) {
					return ["throws", error instanceof Error ? error.message : String(error)] as const;
				}
			},
			name,
			args,
		);

	test.each(REFUSED_CHANGES)("%s is refused: %s", async (_, problem, change) => {
		const [kind, message] = await call("apply", [[change], {}]);
		expect(kind).toBe(problem);
		if (kind === "throws") {
			// A clear error, and not the loader's word for a surprise.
			expect(message).toMatch(/refused: |Type error|Error processing|Incorrect argument/i);
			expect(message).not.toMatch(/unexpected error/i);
		}
	});

	test("one wrong change among right ones is the end of all", async () => {
		expect(await call("apply", [[set("incoming.port", 143, 993), host("evil.example")], {}])).toEqual([
			"foreign-host",
			"",
		]);
	});

	test("the same setting twice is refused", async () => {
		const twice = [set("incoming.port", 143, 993), set("incoming.port", 143, 995)];
		expect(await call("apply", [twice, {}])).toEqual(["changed-meanwhile", ""]);
	});

	test.each([
		[
			"100 000 changes",
			'Array.from({ length: 100000 }, () => ({ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: 993 }))',
			"{}",
		],
		[
			"NaN as a port",
			'[{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: NaN }]',
			"{}",
		],
		[
			"Infinity as a port",
			'[{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: Infinity }]',
			"{}",
		],
		[
			"undefined as a value",
			'[{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: undefined }]',
			"{}",
		],
		[
			"a function as a value",
			'[{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: () => 993 }]',
			"{}",
		],
		[
			"an own __proto__ for what is missing",
			'[JSON.parse(\'{"__proto__": {"to": 993}, "kind": "set", "target": "incoming", "key": "server1", "setting": "incoming.port", "from": 143}\')]',
			"{}",
		],
		[
			"a getter that answers differently each time",
			'[{ n: 0, kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, get to() { return this.n++ ? 25 : 993; } }]',
			"{}",
		],
		["a circle", "(() => { const a = []; a.push(a); return a; })()", "{}"],
		["no list", "{}", "{}"],
		["nothing at all", "undefined", "undefined"],
		["names that are numbers", "[]", "{ server1: 1 }"],
		[
			"names that are a list",
			'[{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: 993 }]',
			"[1]",
		],
		["a huge name", "[]", '{ server1: "a".repeat(1000000) }'],
	])("%s: a clear error", async (_, changes, names) => {
		const message = await page.eval(
			async (changes, names) => {
				// JSON cannot carry these values; the text is this file's own.
				// eslint-disable-next-line @typescript-eslint/no-implied-eval
				const evaluate = (text: string): unknown => Function(`return (${text});`)();
				try {
					const api = browser.bonsComptesRepair as unknown as { apply(...args: unknown[]): Promise<unknown> };
					return JSON.stringify(await api.apply(evaluate(changes), evaluate(names)));
				} catch (error) {
					return `throws ${error instanceof Error ? error.message : String(error)}`;
				}
			},
			changes,
			names,
		);
		expect(message).toMatch(/^throws /);
		expect(message).not.toMatch(/unexpected error/i);
	});

	test.each([
		["nonsense", "nonsense", "not-undoable"],
		["an empty text", "", "not-undoable"],
		["a path", "../../prefs.js", "not-undoable"],
		["a part of every object", "__proto__", "not-undoable"],
		["a huge text", "a".repeat(1_000_000), "not-undoable"],
		["a number", 1, "throws"],
		["nothing", null, "throws"],
		["a list", ["a"], "throws"],
	])("an undo of %s is refused", async (_, entry, problem) => {
		const [kind, message] = await call("undo", [entry]);
		expect(kind).toBe(problem);
		expect(message).not.toMatch(/unexpected error/i);
	});

	test.each(["journal", "selfCheck", "whenIdle"] as const)("%s takes no argument", async (name) => {
		expect((await call(name, [{ path: "/etc/passwd" }]))[0]).toBe("throws");
	});

	test("reading takes no argument and gives no password", async () => {
		const read = await page
			.eval(async () => {
				const api = browser.bonsComptesProfile as unknown as { read(...args: unknown[]): Promise<unknown> };
				const withArgument = await api
					.read("/etc/passwd")
					.then(
						() => "answers",
						() => "throws",
					)
					.catch(() => "throws");
				return [withArgument, JSON.stringify(await api.read())];
			})
			.catch((error: unknown) => ["throws", String(error)]);
		expect(read[1]).not.toMatch(/pw [ab]/);
	});

	test("somebody else's login does not come along to a new server", async () => {
		const outcome = await call("apply", [[create({ username: "b@beta.gouv.fr" }, { loginFrom: "server2" })], {}]);
		expect(outcome[0]).toBe("applied");
		expect((await thunderbird.logins()).map(({ origin }) => origin).sort()).toEqual(
			before.logins.map(({ origin }) => origin).sort(),
		);
		const entry = await page.eval(async () => (await browser.bonsComptesRepair.journal()).entries[0]?.id);
		expect((await call("undo", [entry]))[0]).toBe("undone");
		expect((await call("undo", [entry]))[0]).toBe("not-undoable");
	});

	test("after all of it: no preference and no login has changed, and nobody was called", async () => {
		expect(await readState(thunderbird)).toEqual(before);
		expect(connections).toBe(0);
		expect(await thunderbird.chrome(({ window }) => window.requests)).toEqual([]);
		expect(await thunderbird.openedWindows()).toEqual([]);
	});
});
