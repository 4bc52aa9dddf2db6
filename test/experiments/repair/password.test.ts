// A typed password: which servers get it, and for which it is stored. In a real Thunderbird: ../../thunderbird/.

import { describe, expect, it } from "vitest";
import type { DavLogin, DavSearch, DavWish } from "../../../src/domain/dav";
import type { PrefValue } from "../../../src/domain/journal";
import type { Endpoint, Outcome, Stage } from "../../../src/domain/observation";
import { Engine } from "../../../src/experiments/repair/engine";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { type FakeOptions, FakeThunderbird } from "./fake-thunderbird";
import { incomingFix, withoutGuid } from "./scenes";

const PASSWORD = "typed password";
const USER = "user1@asso.example";
const options: FakeOptions = {
	prefs: profilePrefs([
		accountPrefs(1, { port: 993, outgoing: { host: "smtp.mail.ovh.net", port: 465, try_ssl: 3 } }),
		accountPrefs(2, { outgoing: { host: "smtp.gmail.com", port: 465, try_ssl: 3, username: USER } }),
		accountPrefs(3, { outgoing: { host: "smtp.mail.ovh.net", port: 465, try_ssl: 3 } }),
	]),
	logins: [
		{ origin: "imap://ssl0.ovh.net", username: USER, password: "old" },
		{ origin: "imap://ssl0.ovh.net", username: "user2@asso.example", password: "of another" },
	],
};
const withPrefs = (prefs: Record<string, PrefValue>): FakeOptions => ({
	...options,
	prefs: { ...options.prefs, ...prefs },
});

const typed = (
	thunderbird: FakeThunderbird,
	outgoing: string[],
	incoming: string | null = "server1",
	dav: DavWish[] = [],
) => new Engine(thunderbird.ports).tryPassword({ incoming, outgoing, password: PASSWORD, dav });
const asked = (thunderbird: FakeThunderbird) =>
	thunderbird.connections.map(({ endpoint, password }) => `${endpoint.host}:${endpoint.port} ${password ?? ""}`);
const refusing =
	(protocol: Endpoint["protocol"], outcome: Outcome = { kind: "refused", text: "No." }, stage: Stage = "login") =>
	(endpoint: Endpoint): { stage: Stage; outcome: Outcome } =>
		endpoint.protocol === protocol ? { stage, outcome } : { stage: "login", outcome: { kind: "ok" } };

describe("a typed password", () => {
	it("is tried once with each server and stored where it was accepted, in place of the old one", async () => {
		const thunderbird = new FakeThunderbird(options);
		expect(await typed(thunderbird, ["smtp1"])).toEqual({
			kind: "tried",
			results: [
				{ key: "server1", outcome: { kind: "ok" }, stored: true },
				{ key: "smtp1", outcome: { kind: "ok" }, stored: true },
			],
		});
		expect(asked(thunderbird)).toEqual([`ssl0.ovh.net:993 ${PASSWORD}`, `smtp.mail.ovh.net:465 ${PASSWORD}`]);
		expect(withoutGuid(thunderbird.disk.logins)).toEqual([
			`imap://ssl0.ovh.net ${USER} ${PASSWORD}`,
			"imap://ssl0.ovh.net user2@asso.example of another",
			`smtp://smtp.mail.ovh.net ${USER} ${PASSWORD}`,
		]);
		expect(thunderbird.forgotten).toEqual(["incoming/server1", "outgoing/smtp1"]);
	});

	it.each<Outcome>([
		{ kind: "refused", text: "No." },
		{ kind: "temporarily-unavailable", text: "" },
		{ kind: "certificate", problem: { kind: "self-signed" } },
		{ kind: "login-not-checked", why: "not-encrypted" },
		{ kind: "could-not-check", why: "offline" },
	])("that the incoming server does not accept is tried nowhere else and not stored: $kind", async (outcome) => {
		const thunderbird = new FakeThunderbird(options);
		const before = thunderbird.photograph(true);
		thunderbird.answer = refusing("imap", outcome);
		const results = [{ key: "server1", outcome, stored: false }];
		expect(await typed(thunderbird, ["smtp1"])).toEqual({ kind: "tried", results });
		expect(thunderbird.connections).toHaveLength(1);
		expect(thunderbird.photograph(true)).toEqual(before);
		expect(thunderbird.forgotten).toEqual([]);
	});

	it("that only the outgoing server refuses is stored for the incoming one alone", async () => {
		const thunderbird = new FakeThunderbird(options);
		thunderbird.answer = refusing("smtp");
		expect(await typed(thunderbird, ["smtp1"])).toMatchObject({
			results: [{ stored: true }, { key: "smtp1", outcome: { kind: "refused" }, stored: false }],
		});
		expect(thunderbird.disk.logins.some(({ origin }) => origin.startsWith("smtp:"))).toBe(false);
		expect(thunderbird.forgotten).toEqual(["incoming/server1"]);
	});

	it.each<[string, string, string, Record<string, PrefValue>]>([
		["of another provider", "smtp2", "foreign-host", {}],
		["of another user", "smtp3", "foreign-host", {}],
		["that is not there", "smtp9", "unknown-server", {}],
		["without a password", "smtp1", "method-not-supported", { "mail.smtpserver.smtp1.authMethod": 1 }],
		["with a sign-in", "smtp1", "method-not-supported", { "mail.smtpserver.smtp1.authMethod": 10 }],
	])("is not tried with an outgoing server %s", async (_what, key, why, prefs) => {
		const thunderbird = new FakeThunderbird(withPrefs(prefs));
		const [, result] = ((await typed(thunderbird, [key])) as { results: unknown[] }).results;
		expect(result).toEqual({ key, outcome: { kind: "login-not-checked", why }, stored: false });
		expect(thunderbird.connections).toHaveLength(1);
	});

	it("may go to the outgoing server of the very same host, whoever runs it", async () => {
		const host = "mail.company.example";
		const prefs = { "mail.server.server1.hostname": host, "mail.smtpserver.smtp1.hostname": "Mail.Company.Example" };
		const thunderbird = new FakeThunderbird(withPrefs(prefs));
		expect(await typed(thunderbird, ["smtp1"])).toMatchObject({ results: [{ stored: true }, { stored: true }] });
	});

	it("is sent nowhere when the incoming server takes none", async () => {
		for (const method of [1, 4, 5, 10]) {
			const thunderbird = new FakeThunderbird(withPrefs({ "mail.server.server1.authMethod": method }));
			expect(await typed(thunderbird, ["smtp1"])).toEqual({
				kind: "tried",
				results: [
					{ key: "server1", outcome: { kind: "login-not-checked", why: "method-not-supported" }, stored: false },
				],
			});
			expect(thunderbird.connections).toEqual([]);
		}
	});

	it("is kept once for two outgoing servers of one host and user", async () => {
		const prefs = { "mail.smtpserver.smtp3.username": USER, "mail.smtpserver.smtp3.port": 587 };
		const thunderbird = new FakeThunderbird(withPrefs(prefs));
		thunderbird.answer = ({ port }) => ({
			stage: "login",
			outcome: port === 587 ? { kind: "login-not-checked", why: "already-tried" } : { kind: "ok" },
		});
		const stored = (await typed(thunderbird, ["smtp1", "smtp3"])) as { results: { stored: boolean }[] };
		expect(stored.results.map((one) => one.stored)).toEqual([true, true, true]);
		expect(thunderbird.disk.logins).toHaveLength(3);
		expect(thunderbird.forgotten).toEqual(["incoming/server1", "outgoing/smtp1", "outgoing/smtp3"]);
	});

	it("is tried once where a key is named twice", async () => {
		const thunderbird = new FakeThunderbird(options);
		await typed(thunderbird, ["smtp1", "smtp1"]);
		expect(thunderbird.connections).toHaveLength(2);
	});

	it("is not accepted by a server that asked for none", async () => {
		const thunderbird = new FakeThunderbird(options);
		thunderbird.answer = refusing("imap", { kind: "ok" }, "capabilities");
		expect(await typed(thunderbird, [])).toMatchObject({ results: [{ stored: false }] });
		expect(withoutGuid(thunderbird.disk.logins)).toContain(`imap://ssl0.ovh.net ${USER} old`);
	});
});

describe("a typed password is refused before anything is sent", () => {
	it.each<[string, (thunderbird: FakeThunderbird) => void, string, object]>([
		[
			"while the primary password is locked",
			(thunderbird) => {
				thunderbird.faults.loginStoreLocked = true;
			},
			"server1",
			{ kind: "login-store-locked" },
		],
		["for a server that is not there", () => {}, "server9", { kind: "unknown-target", key: "server9" }],
		["for an outgoing server in place of an incoming one", () => {}, "smtp1", { kind: "unknown-target", key: "smtp1" }],
		[
			"where Thunderbird lacks what is needed",
			(thunderbird) => {
				thunderbird.faults.missing.set("password", "Services.logins.x");
			},
			"server1",
			{ kind: "unsupported", internal: "Services.logins.x" },
		],
	])("%s", async (_what, prepare, incoming, problem) => {
		const thunderbird = new FakeThunderbird(options);
		prepare(thunderbird);
		expect(await typed(thunderbird, ["smtp1"], incoming)).toEqual({ kind: "refused", problem });
		expect(thunderbird.connections).toEqual([]);
	});

	it("while a repair is under way, and the other way round", async () => {
		const thunderbird = new FakeThunderbird(options);
		const engine = new Engine(thunderbird.ports);
		const change = incomingFix.map((one) => ({ ...one, from: 993, to: 143 }));
		const repair = engine.repair(change, {});
		const busy = { kind: "refused", problem: { kind: "busy" } };
		expect(await engine.tryPassword({ incoming: "server1", outgoing: [], password: PASSWORD, dav: [] })).toEqual(busy);
		await repair;
		const trial = engine.tryPassword({ incoming: "server1", outgoing: [], password: PASSWORD, dav: [] });
		expect(await engine.repair(change, {})).toEqual(busy);
		expect((await trial).kind).toBe("tried");
	});
});

it("the password is in no outcome, no warning and no journal, even where the server repeats it", async () => {
	const thunderbird = new FakeThunderbird(options);
	thunderbird.answer = refusing("smtp", { kind: "refused", text: "no such thing as TYPED password" });
	const outcome = await typed(thunderbird, ["smtp1"]);
	thunderbird.faults.loginsNotWritable = true;
	expect(await typed(thunderbird, ["smtp1"])).toMatchObject({ results: [{ stored: false }, { stored: false }] });
	thunderbird.ports.logins.keep = (_place, password) => Promise.reject(new Error(`cannot keep ${password}`));
	await typed(thunderbird, ["smtp1"]);
	expect(thunderbird.warnings).not.toEqual([]);
	expect(JSON.stringify([outcome, thunderbird.warnings, thunderbird.disk.journal]).toLowerCase()).not.toContain(
		PASSWORD,
	);
});

describe("a typed password for calendars and address books", () => {
	it("goes to no other account's servers", async () => {
		const thunderbird = new FakeThunderbird(options);
		const wish: DavWish = { key: "server2", kind: "caldav", provider: "lasuite", address: USER };
		expect(await typed(thunderbird, [], "server1", [wish])).toEqual({
			kind: "refused",
			problem: { kind: "unknown-target", key: "server2" },
		});
		expect(thunderbird.searches).toEqual([]);
	});

	const wishes = (["caldav", "carddav"] as const).map(
		(kind): DavWish => ({ key: "server1", kind, provider: "lasuite", address: USER }),
	);
	const found = (wish: DavWish, login: Partial<DavLogin> = {}): DavSearch => ({
		...{ kind: "found", wish, collections: [], requests: 1 },
		login: { origin: "https://dav.example", realm: "DAV", username: USER, auth: "password", from: "typed", ...login },
	});
	const failed = (wish: DavWish, outcome: Outcome): DavSearch => ({
		...{ kind: "failed", wish, at: "dav.example", stage: "login", outcome },
	});
	const results = (outcome: Outcome["kind"], stored: boolean) =>
		wishes.map(({ kind }) => ({ key: kind, outcome: expect.objectContaining({ kind: outcome }), stored }));

	it("is tried after mail, and stored once as the server calls what it protects", async () => {
		const thunderbird = new FakeThunderbird(options);
		thunderbird.showsDav = found;
		expect(await typed(thunderbird, ["smtp1"], "server1", wishes)).toMatchObject({
			results: [{ key: "server1" }, { key: "smtp1" }, ...results("ok", true)],
		});
		expect(thunderbird.searches).toEqual([`caldav ${PASSWORD}`, `carddav ${PASSWORD}`]);
		const stored = thunderbird.disk.logins.filter(({ origin }) => origin === "https://dav.example");
		expect(stored).toMatchObject([{ realm: "DAV", username: USER, password: PASSWORD }]);
	});

	it("is stored with the port that the server has", async () => {
		const thunderbird = new FakeThunderbird(options);
		const origin = "https://dav.example:8443";
		thunderbird.showsDav = (wish) => found(wish, { origin });
		await typed(thunderbird, [], null, wishes);
		expect(thunderbird.disk.logins.at(-1)).toMatchObject({ origin, realm: "DAV", password: PASSWORD });
	});

	it("leaves mail alone where mail needs none", async () => {
		const thunderbird = new FakeThunderbird(options);
		thunderbird.showsDav = found;
		expect(await typed(thunderbird, [], null, wishes)).toEqual({ kind: "tried", results: results("ok", true) });
		expect(thunderbird.connections).toEqual([]);
		expect(
			thunderbird.disk.logins.some(({ origin, password }) => origin.startsWith("imap:") && password === PASSWORD),
		).toBe(false);
	});

	it("goes to no calendar once mail has refused it", async () => {
		const thunderbird = new FakeThunderbird(options);
		thunderbird.answer = refusing("imap");
		await typed(thunderbird, [], "server1", wishes);
		expect(thunderbird.searches).toEqual([]);
	});

	it("goes to no calendar once outgoing mail has refused it, where that comes first", async () => {
		const thunderbird = new FakeThunderbird(options);
		thunderbird.answer = refusing("smtp");
		await typed(thunderbird, ["smtp1"], null, wishes);
		expect(thunderbird.searches).toEqual([]);
	});

	it("that is refused is stored nowhere, and cut out of the server's words", async () => {
		const thunderbird = new FakeThunderbird(options);
		const before = thunderbird.photograph(true);
		thunderbird.showsDav = (wish) => failed(wish, { kind: "refused", text: `no ${PASSWORD}` });
		const tried = await typed(thunderbird, [], null, wishes);
		expect(tried).toEqual({ kind: "tried", results: results("refused", false) });
		expect(JSON.stringify(tried)).not.toContain(PASSWORD);
		expect(thunderbird.photograph(true)).toEqual(before);
	});

	it("is not stored where another login was accepted", async () => {
		const thunderbird = new FakeThunderbird(options);
		const before = thunderbird.photograph(true);
		thunderbird.showsDav = (wish) => found(wish, { from: "dav" });
		expect(await typed(thunderbird, [], null, wishes)).toEqual({ kind: "tried", results: results("ok", false) });
		expect(thunderbird.photograph(true)).toEqual(before);
	});
});
