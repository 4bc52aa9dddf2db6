// Profiles and journals as they should not be: one clear sentence in each case, and nothing lost. What is wrong with
// accounts that Thunderbird can use: repair.test.ts.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { JOURNAL_VERSION } from "../../src/domain/journal";
import type { MailDescription } from "./driver/accounts";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { clickThrough, closePage, pageText, readCards, readObjects, readState, sentence } from "./reading";

/** One account with a wrong port, and one whose outgoing host is retired and has a stored login. */
const MAIL: MailDescription = {
	accounts: [
		{
			name: "Port",
			incoming: { type: "imap", host: "ssl0.ovh.net", port: 143, security: "tls", username: "a@asso.example" },
			identities: [{ address: "a@asso.example", name: "A", outgoing: "smtp1" }],
		},
		{
			name: "Host",
			incoming: { type: "imap", host: "ssl0.ovh.net", port: 993, security: "tls", username: "b@asso.example" },
			identities: [{ address: "b@asso.example", name: "B", outgoing: "smtp2" }],
		},
	],
	outgoing: {
		smtp1: { host: "ssl0.ovh.net", port: 465, security: "tls", auth: "password", username: "a@asso.example" },
		smtp2: { host: "ns0.ovh.net", port: 465, security: "tls", auth: "password", username: "b@asso.example" },
	},
};
const LOGIN = { origin: "smtp://ns0.ovh.net", username: "b@asso.example", password: "pw" };

async function check(thunderbird: Thunderbird): Promise<ExtensionPage> {
	const page = await thunderbird.openPage(ADDON.id);
	await page.waitForState("idle", "error");
	await clickThrough(page, '[data-action="check"]');
	return page;
}

describe("preferences that are not what they should be", () => {
	let thunderbird: Thunderbird;
	let page: ExtensionPage;

	const account = (number: number, server: object = {}, identities = `id${number}`) => ({
		[`mail.account.account${number}.server`]: `server${number}`,
		[`mail.account.account${number}.identities`]: identities,
		...Object.fromEntries(
			Object.entries({
				type: "imap",
				hostname: "ssl0.ovh.net",
				userName: `a${number}@asso.example`,
				port: 993,
				socketType: 3,
				authMethod: 3,
				name: `account ${number}`,
				check_new_mail: false,
				login_at_startup: false,
				...server,
			}).map(([name, value]) => [`mail.server.server${number}.${name}`, value]),
		),
		[`mail.identity.id${number}.useremail`]: `a${number}@asso.example`,
		[`mail.identity.id${number}.fullName`]: "A",
		[`mail.identity.id${number}.valid`]: true,
		[`mail.identity.id${number}.smtpServer`]: "smtp1",
	});

	beforeAll(async () => {
		thunderbird = await launch({
			prefs: {
				...account(1, { port: "143" }),
				...account(2, { socketType: "tls" }),
				...account(3, { userName: null }),
				...account(4, { hostname: null }),
				...account(5),
				"mail.account.account5.server": null,
				...account(6),
				"mail.account.account6.identities": null,
				...account(7, {}, "id7,id77"),
				"mail.identity.id7.smtpServer": "smtp77",
				...account(8, { authMethod: true, port: 143 }),
				...account(9, { type: "martian" }),
				...account(10, { port: 143, max_cached_connections: "many" }),
				"mail.account.account11.server": "server11",
				// No account names it.
				"mail.server.server99.type": "imap",
				"mail.server.server99.hostname": "ssl0.ovh.net",
				"mail.server.server99.userName": "nobody@asso.example",
				"mail.accountmanager.accounts":
					"account1,account2,account3,account4,account5,account6,account7,account8,account9,account10,account11,account12",
				"mail.smtpservers": "smtp1,smtp2,smtp88",
				"mail.smtp.defaultserver": "smtp99",
				"mail.smtpserver.smtp1.type": "smtp",
				"mail.smtpserver.smtp1.hostname": "ssl0.ovh.net",
				"mail.smtpserver.smtp1.port": "465",
				"mail.smtpserver.smtp1.try_ssl": 3,
				"mail.smtpserver.smtp1.authMethod": 3,
				"mail.smtpserver.smtp1.username": "a1@asso.example",
				"mail.smtpserver.smtp2.type": "smtp",
				"mail.smtpserver.smtp2.port": 465,
			},
		});
	});

	test("the check ends, shows every account that Thunderbird has, and changes nothing", async () => {
		const before = await readState(thunderbird);
		page = await check(thunderbird);
		expect(await page.attributes("main", "data-state")).toEqual(["checked"]);
		const mail = await thunderbird.chrome(({ MailServices }) =>
			MailServices.accounts.accounts
				.filter((each: { incomingServer: { type: string } | null }) =>
					["imap", "pop3"].includes(each.incomingServer?.type ?? ""),
				)
				.map((each: { key: string }) => each.key),
		);
		expect(Object.keys(await readCards(page)).sort()).toEqual([...(mail as string[])].sort());
		expect(mail.length).toBeGreaterThan(3);
		expect(await readState(thunderbird)).toEqual(before);
		expect(await thunderbird.openedWindows()).toEqual([]);
	});

	test("what can be repaired is repaired, and comes back exactly, types included", async () => {
		const before = await readState(thunderbird);
		const states = await clickThrough(page, '[data-action="fix-all"]');
		expect(states).toEqual(["checked", "fixing", "fixed"]);
		const cards = await readCards(page);
		expect(
			Object.values(cards)
				.flatMap(({ changes }) => changes)
				.filter((change) => /port|security/.test(change)),
		).toEqual([]);
		await clickThrough(page, '[data-action="undo"]');
		expect(await page.text("#status")).toMatch(sentence("notice_undone"));
		expect(await readState(thunderbird)).toEqual(before);
	});
});

describe("what others hold", () => {
	let thunderbird: Thunderbird;
	let page: ExtensionPage;
	const journal = () => join(thunderbird.profile.path, "bons-comptes");

	/** Ends the add-on and starts it again, which reads its journal anew. */
	async function reload(): Promise<void> {
		await closePage(thunderbird, ADDON.id);
		await thunderbird.chrome(async ({ ChromeUtils }, id) => {
			const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
			const addon = await AddonManager.getAddonByID(id);
			await addon.disable();
			await addon.enable();
		}, ADDON.id);
		await thunderbird.addonReady(ADDON.id);
	}

	const setAside = () => readdirSync(journal()).filter((name) => name !== "journal.json");
	const fixAll = () => clickThrough(page, '[data-action="fix-all"]');

	beforeAll(async () => {
		thunderbird = await launch({ mail: MAIL });
		await thunderbird.addLogin(LOGIN);
	});

	test("a locked setting is said to be the organisation's and is in no fix; an unlocked one still is", async () => {
		await thunderbird.chrome(({ Services }) => {
			Services.prefs.getDefaultBranch("").setIntPref("mail.server.server1.port", 143);
			Services.prefs.lockPref("mail.server.server1.port");
		});
		page = await check(thunderbird);
		expect((await readCards(page))["account1"]?.changes).toEqual(["incoming.port 143 → 993 [locked]"]);
		expect(await pageText(page)).toMatch(sentence("blocked_locked"));
		expect(await page.count('[data-account="account1"] [data-action="fix"]')).toBe(0);
		await fixAll();
		expect(await readObjects(thunderbird)).toMatchObject({
			server1: expect.stringContaining(":143 "),
			smtp2: expect.stringContaining("smtp.mail.ovh.net"),
		});
		const answer = await page.eval(() =>
			browser.bonsComptesRepair.apply(
				[{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: 993 }],
				{},
			),
		);
		expect(answer).toMatchObject({ kind: "refused", problem: { kind: "locked", setting: "incoming.port" } });
		await clickThrough(page, '[data-action="undo"]');
		expect(await page.text("#status")).toMatch(sentence("notice_undone"));
		await thunderbird.chrome(({ Services }) => {
			Services.prefs.unlockPref("mail.server.server1.port");
			Services.prefs.getDefaultBranch("").deleteBranch("mail.server.server1.port");
			Services.prefs.setIntPref("mail.server.server1.port", 143);
		});
	});

	test("Thunderbird offline: the settings are judged, and the page says that it is only those", async () => {
		await thunderbird.chrome(({ Services }) => {
			Services.io.offline = true;
		});
		await clickThrough(page, '[data-action="check"]');
		expect(await pageText(page)).toMatch(sentence("banner_offline"));
		expect((await readCards(page))["account1"]?.changes).toEqual(["incoming.port 143 → 993"]);
		await thunderbird.chrome(({ Services }) => {
			Services.io.offline = false;
		});
	});

	const whole = () => readFileSync(join(journal(), "journal.json"), "utf8");
	const VERSION = `"version": ${JOURNAL_VERSION}`;
	test.each<[string, string, (text: string) => string | Buffer]>([
		["corrupted", "journal_corrupt", () => "{ this is no journal"],
		["cut short", "journal_corrupt", (text) => text.slice(0, text.length / 2)],
		["empty", "journal_corrupt", () => ""],
		["of another shape", "journal_corrupt", () => `{ ${VERSION}, "entries": [{ "prefs": 1 }] }`],
		[
			"made to write elsewhere",
			"journal_corrupt",
			(text) => text.replaceAll("mail.smtpserver.smtp2.hostname", "network.proxy.socks"),
		],
		["from an older version", "journal_older_version", (text) => text.replace(VERSION, '"version": 0')],
		[
			"from a newer version",
			"journal_newer_version",
			(text) => text.replace(VERSION, `"version": ${JOURNAL_VERSION + 1}`),
		],
		["not UTF-8", "journal_corrupt", () => Buffer.from([0xff, 0xfe, 0x80, 0xc3, 0x28])],
	])("a journal that is %s is kept aside and said, and nothing else is touched", async (_, message, spoil) => {
		await clickThrough(page, '[data-action="check"]');
		await fixAll();
		await clickThrough(page, '[data-action="undo"]');
		const content = Buffer.from(spoil(whole()));
		writeFileSync(join(journal(), "journal.json"), content);
		const before = await readState(thunderbird);
		await reload();
		page = await check(thunderbird);
		await page.waitFor((pattern) => new RegExp(pattern).test(document.body.innerText), sentence(message).source);
		const kept = setAside();
		expect(kept.map((name) => readFileSync(join(journal(), name)))).toEqual([content]);
		expect(await pageText(page)).toContain(`bons-comptes/${kept[0]}`);
		expect(await readState(thunderbird)).toEqual(before);
		for (const name of kept) rmSync(join(journal(), name));
	});

	test("a folder in the journal's place: kept aside or repairs refused, in a sentence, and nothing is touched", async () => {
		rmSync(join(journal(), "journal.json"));
		mkdirSync(join(journal(), "journal.json"));
		writeFileSync(join(journal(), "journal.json", "mine"), "mine");
		const before = await readState(thunderbird);
		await reload();
		page = await check(thunderbird);
		await page.waitFor(
			(pattern) => new RegExp(pattern).test(document.body.innerText),
			sentence("journal_unreadable").source,
		);
		await fixAll();
		expect(await page.text("#status")).toMatch(sentence("notice_repair_refused"));
		expect(await readState(thunderbird)).toEqual(before);
		expect(readFileSync(join(journal(), "journal.json", "mine"), "utf8")).toBe("mine");
	});

	test("a journal that cannot be written: the repair is refused with a sentence, and nothing has changed", async () => {
		rmSync(journal(), { recursive: true });
		writeFileSync(journal(), "a file where the folder should be");
		const before = await readState(thunderbird);
		await reload();
		page = await check(thunderbird);
		await fixAll();
		expect(await page.text("#status")).toMatch(sentence("problem_journal_not_writable"));
		expect(await readState(thunderbird)).toEqual(before);
		expect(readFileSync(journal(), "utf8")).toBe("a file where the folder should be");
		rmSync(journal());
	});

	test("preferences that cannot be written: the repair is put back and said", async () => {
		await reload();
		page = await check(thunderbird);
		const objects = await readObjects(thunderbird);
		const logins = await thunderbird.logins();
		const file = join(thunderbird.profile.path, "prefs.js");
		const content = readFileSync(file);
		rmSync(file);
		mkdirSync(join(file, "in the way"), { recursive: true });
		await page.click('[data-action="fix-all"]');
		await page.waitForState("fixing");
		const limit = Date.now() + 60_000;
		let state = "fixing";
		while (state === "fixing" && Date.now() < limit) {
			state = await page.waitForState("fixed", "checked", "error").catch(() => "fixing");
		}
		rmSync(file, { recursive: true });
		writeFileSync(file, content);
		expect(await page.text("#status")).toMatch(sentence("notice_repair_rolled_back"));
		expect(await readObjects(thunderbird)).toEqual(objects);
		expect(await thunderbird.logins()).toEqual(logins);
	});

	test("a locked primary password: no dialog, logins not looked at, ports repaired, a login never copied", async () => {
		await thunderbird.chrome(({ Cc, Ci }) => {
			// Thunderbird 153 and 140.
			const key = Cc["@mozilla.org/security/internalkeytoken;1"];
			const token = key
				? key.getService(Ci.nsIPKCS11Token)
				: Cc["@mozilla.org/security/pk11tokendb;1"].getService(Ci.nsIPK11TokenDB).getInternalKeyToken();
			if (token.needsUserInit) token.initPassword("primary");
			else token.changePassword("", "primary");
			Cc["@mozilla.org/security/sdr;1"].getService(Ci.nsISecretDecoderRing).logout();
		});
		await closePage(thunderbird, ADDON.id);
		page = await check(thunderbird);
		expect(await pageText(page)).toMatch(sentence("banner_login_store_locked"));
		const before = await readObjects(thunderbird);
		await clickThrough(page, '[data-account="account2"] [data-action="fix"]');
		expect(await page.text("#status")).toMatch(sentence("problem_login_store_locked"));
		expect(await readObjects(thunderbird)).toEqual(before);
		await clickThrough(page, '[data-account="account1"] [data-action="fix"]');
		expect(await page.text("#status")).toMatch(sentence("notice_repaired_one"));
		expect(await thunderbird.openedWindows()).toEqual([]);
		expect(await thunderbird.dialogText()).toBe(null);
	});
});

test("Experiments switched off: the page explains it, in its first line of help", async () => {
	const thunderbird = await launch({ mail: MAIL, prefs: { "extensions.experiments.enabled": false } });
	const page = await thunderbird.openPage(ADDON.id);
	await page.waitForState("error");
	expect(await pageText(page)).toMatch(sentence("failure_experiments_off"));
	expect(await pageText(page)).toContain("extensions.experiments.enabled");
	await page.click('[data-action="check"]');
	expect(await page.waitForState("error")).toBe("error");
	expect(existsSync(join(thunderbird.profile.path, "bons-comptes"))).toBe(false);
});

test("a profile without any account is no fault", async () => {
	const thunderbird = await launch();
	const page = await thunderbird.clickToolbarButton(ADDON.id);
	await page.waitForState("checked");
	expect(await pageText(page)).toMatch(sentence("summary_empty"));
	expect(await page.count('[data-account], [data-setting], [data-action="fix-all"]')).toBe(0);
	expect(await thunderbird.badgeText(ADDON.id)).toBe("");
});
