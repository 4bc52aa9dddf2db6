// A password that is typed in the page, in a real Thunderbird against small servers of this machine: where it goes, where
// it is stored, and that Thunderbird uses it from then on.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { PasswordOutcome } from "../../src/domain/outcome";
import type { AccountDescription, OutgoingDescription } from "./driver/accounts";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { Authority, MailServer, RIGHT, type ServerOptions } from "./mail-server";

const folder = mkdtempSync(join(tmpdir(), "bons-comptes-password-"));
const authority = new Authority(folder, "Password Test Authority");
const NAMES = ["mail.company.example", "ssl0.ovh.net", "smtp.mail.ovh.net", "smtp.gmail.com"].map(
	(name) => `DNS:${name}`,
);
const pair = authority.issue("good", { names: NAMES });
const expired = authority.issue("expired", { names: NAMES, to: "20210101000000Z" });
const WRONG = "wrong-password";

const account = (host: string, username: string): AccountDescription => ({
	name: username,
	incoming: { type: "imap", host, port: 1, security: "tls", auth: "password", username },
	identities: [{ address: `${username}@company.example` }],
});
const outgoing = (host: string, username: string): OutgoingDescription => ({
	...{ host, port: 1, security: "tls", auth: "password", username },
});
const OVH_USER = "ada@asso.example";
const MAIL = {
	accounts: [account("mail.company.example", "ada"), account("ssl0.ovh.net", OVH_USER)],
	outgoing: {
		smtp1: outgoing("mail.company.example", "ada"),
		smtp2: outgoing("smtp.mail.ovh.net", OVH_USER),
		smtp3: outgoing("smtp.gmail.com", OVH_USER),
	},
};

let thunderbird: Thunderbird;
let page: ExtensionPage;
const servers: MailServer[] = [];

beforeAll(async () => {
	thunderbird = await launch({
		mail: MAIL,
		trust: [authority.file],
		network: "open",
		prefs: { "network.dns.forceResolve": "127.0.0.1" },
	});
	page = await thunderbird.openPage(ADDON.id);
});

beforeEach(() =>
	thunderbird.chrome(async ({ Services }) => {
		const { logins } = Services;
		// 153 and 140.
		for (const login of await logins.getAllLogins()) {
			if (logins.removeLoginAsync) await logins.removeLoginAsync(login);
			else logins.removeLogin(login);
		}
	}),
);

afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
	expect(await thunderbird.openedWindows()).toEqual([]);
});

afterAll(async () => {
	rmSync(folder, { recursive: true, force: true });
	await thunderbird.close();
});

/** A server to which the settings of this key lead. */
async function serve(key: string, options: Partial<ServerOptions> = {}): Promise<MailServer> {
	const protocol = key.startsWith("smtp") ? "smtp" : "imap";
	const server = await MailServer.start({ pair, protocol, security: "tls", ...options });
	servers.push(server);
	await thunderbird.chrome(
		({ Services }, key, port, socketType) => {
			const branch = key.startsWith("smtp") ? `mail.smtpserver.${key}.` : `mail.server.${key}.`;
			Services.prefs.setIntPref(`${branch}port`, port);
			Services.prefs.setIntPref(branch + (key.startsWith("smtp") ? "try_ssl" : "socketType"), socketType);
		},
		key,
		server.port,
		{ none: 0, starttls: 2, tls: 3 }[options.security ?? "tls"],
	);
	return server;
}

const tryPassword = (incoming: string, outgoing: string[], password: string): Promise<PasswordOutcome> =>
	page.eval(
		(incoming, outgoing, password) => browser.bonsComptesRepair.tryPassword(incoming, outgoing, password),
		incoming,
		outgoing,
		password,
	);
const logins = async () =>
	(await thunderbird.logins()).map(
		({ origin, realm, username, password }) => `${origin} ${realm === origin} ${username} ${password}`,
	);
const attempts = ({ secure }: MailServer) => secure.match(/AUTHENTICATE|AUTH |PASS |LOGIN /g)?.length ?? 0;
const OK = { kind: "ok" };

test("is tried once with each server, stored for both in place of the old one, and used from then on", async () => {
	const imap = await serve("server1");
	const smtp = await serve("smtp1");
	await thunderbird.addLogin({ origin: "imap://mail.company.example", username: "ada", password: WRONG });
	const [old] = await thunderbird.logins();
	// What Thunderbird keeps in memory when somebody has logged in before.
	const memory = (set: string | null) =>
		thunderbird.chrome(({ MailServices }, set) => {
			const incoming = MailServices.accounts.getIncomingServer("server1");
			const outgoing = MailServices.outgoingServer.getServerByKey("smtp1");
			if (set !== null) incoming.password = outgoing.password = set;
			return [incoming.password, outgoing.wrappedJSObject._password];
		}, set);
	expect(await memory(WRONG)).toEqual([WRONG, WRONG]);
	const outcome = await tryPassword("server1", ["smtp1"], ` ${RIGHT}\n`);
	expect(outcome).toEqual({
		kind: "tried",
		results: [
			{ key: "server1", outcome: OK, stored: true },
			{ key: "smtp1", outcome: OK, stored: true },
		],
	});
	expect([imap, smtp].map(attempts)).toEqual([1, 1]);
	expect(await logins()).toEqual([
		`imap://mail.company.example true ada ${RIGHT}`,
		`smtp://mail.company.example true ada ${RIGHT}`,
	]);
	// The login of before, not a second one.
	expect((await thunderbird.logins())[0]?.guid).toBe(old?.guid);
	expect(await memory(null)).toEqual(["", ""]);
	expect(imap.plain + smtp.plain).not.toContain("right");
});

test("is stored for another host of the provider, and goes to no other provider", async () => {
	await serve("server2");
	const smtp = await serve("smtp2");
	const google = await serve("smtp3");
	const company = await serve("smtp1");
	const notTried = (why: string) => ({ kind: "login-not-checked", why });
	expect(await tryPassword("server2", ["smtp3", "smtp2", "smtp1", "smtp9"], RIGHT)).toEqual({
		kind: "tried",
		results: [
			{ key: "server2", outcome: OK, stored: true },
			{ key: "smtp3", outcome: notTried("foreign-host"), stored: false },
			{ key: "smtp1", outcome: notTried("foreign-host"), stored: false },
			{ key: "smtp9", outcome: notTried("unknown-server"), stored: false },
			{ key: "smtp2", outcome: OK, stored: true },
		],
	});
	expect([smtp, google, company].map(({ connections }) => connections)).toEqual([1, 0, 0]);
	expect(await logins()).toEqual([
		`imap://ssl0.ovh.net true ${OVH_USER} ${RIGHT}`,
		`smtp://smtp.mail.ovh.net true ${OVH_USER} ${RIGHT}`,
	]);
});

test("that is refused is tried nowhere else, not tried again, and not stored", async () => {
	const imap = await serve("server1");
	const smtp = await serve("smtp1");
	await thunderbird.addLogin({ origin: "imap://mail.company.example", username: "ada", password: RIGHT });
	expect(await tryPassword("server1", ["smtp1"], WRONG)).toMatchObject({
		results: [{ key: "server1", outcome: { kind: "refused" }, stored: false }],
	});
	expect(attempts(imap)).toBe(1);
	expect(smtp.connections).toBe(0);
	expect(await logins()).toEqual([`imap://mail.company.example true ada ${RIGHT}`]);
});

test("that only the outgoing server refuses is stored for the incoming one alone", async () => {
	await serve("server1");
	await serve("smtp1", { login: "535 5.7.8 No." });
	expect(await tryPassword("server1", ["smtp1"], RIGHT)).toMatchObject({
		results: [{ stored: true }, { outcome: { kind: "refused", text: "No." }, stored: false }],
	});
	expect(await logins()).toEqual([`imap://mail.company.example true ada ${RIGHT}`]);
});

test("is sent over no connection that is not encrypted and verified", async () => {
	const bad: [Partial<ServerOptions>, object][] = [
		[{ security: "none" }, { kind: "login-not-checked", why: "not-encrypted" }],
		[{ security: "starttls", offersStartTls: false }, { kind: "no-starttls" }],
		[{ security: "starttls", pair: expired }, { kind: "certificate" }],
		[{ pair: expired }, { kind: "certificate" }],
	];
	for (const [options, outcome] of bad) {
		const server = await serve("server1", options);
		expect(await tryPassword("server1", ["smtp1"], RIGHT)).toMatchObject({ results: [{ outcome, stored: false }] });
		expect(server.plain + server.secure).not.toMatch(/AUTHENTICATE|LOGIN |right/);
	}
	expect(await logins()).toEqual([]);
});

test("is repeated in no outcome, and in nothing that Thunderbird prints or the add-on writes", async () => {
	await serve("server1", { login: `NO [AUTHENTICATIONFAILED] not ${WRONG}` });
	const outcome = await tryPassword("server1", [], WRONG);
	expect(outcome).toMatchObject({ results: [{ outcome: { kind: "refused", text: "" } }] });
	await expect(tryPassword("server1", ["a.b"], WRONG)).rejects.toThrow(/^(?!.*wrong-password)/s);
	expect(readFileSync(thunderbird.profile.log, "utf8")).not.toContain(WRONG);
	expect(JSON.stringify(await page.eval(() => browser.bonsComptesRepair.journal()))).not.toContain(WRONG);
});

test("is on disk when the answer comes, the changed one too", async () => {
	await serve("server1");
	await serve("smtp1");
	await thunderbird.addLogin({ origin: "imap://mail.company.example", username: "ada", password: WRONG });
	expect(await tryPassword("server1", ["smtp1"], RIGHT)).toMatchObject({
		results: [{ stored: true }, { stored: true }],
	});
	await thunderbird.kill();
	await thunderbird.start();
	await thunderbird.addonReady(ADDON.id);
	page = await thunderbird.openPage(ADDON.id);
	expect(await logins()).toEqual([
		`imap://mail.company.example true ada ${RIGHT}`,
		`smtp://mail.company.example true ada ${RIGHT}`,
	]);
});

// Last: the primary password stays until the end.
test("is refused before anything is sent while the primary password is locked, and no dialog opens", async () => {
	const server = await serve("server1");
	await thunderbird.addLogin({ origin: "imap://mail.company.example", username: "ada", password: WRONG });
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
	expect(await tryPassword("server1", [], RIGHT)).toEqual({ kind: "refused", problem: { kind: "login-store-locked" } });
	expect(server.connections).toBe(0);
});
