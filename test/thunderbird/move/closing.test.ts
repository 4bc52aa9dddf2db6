// Host and user name of an incoming server changed by the add-on itself, in a real Thunderbird against real servers: prepared,
// made while Thunderbird closes, taken back; and left alone where it must be. What is cut in the middle: ../kills.test.ts.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import type { SetChange } from "../../../src/domain/change";
import type { JournalEntry } from "../../../src/domain/journal";
import type { PrepareOutcome, UndoOutcome } from "../../../src/domain/outcome";
import type { Rig } from "../../rig/rig";
import { ACCOUNTS, type Account } from "../../rig/world";
import { fetchMail } from "../driver/mail";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig } from "../in-rig";
import { launchRichAccount, RICH_SERVER, readInventory } from "./rich-account";

const { ovh, company, suite, suiteAtOvh } = ACCOUNTS;
const [bareName] = company.loginNames;

interface Case {
	what: string;
	account: Account;
	protocol: "imap" | "pop3";
	from: { host: string; username: string };
	to: { host: string; username: string };
}

const CASES: Case[] = [
	{
		...{ what: "another host, IMAP", account: ovh, protocol: "imap" },
		from: { host: "ssl0.ovh.net", username: ovh.user },
		to: { host: "imap.mail.ovh.net", username: ovh.user },
	},
	{
		...{ what: "another host, POP3", account: ovh, protocol: "pop3" },
		from: { host: "ssl0.ovh.net", username: ovh.user },
		to: { host: "pop.mail.ovh.net", username: ovh.user },
	},
	{
		...{ what: "another user name, POP3", account: company, protocol: "pop3" },
		from: { host: "imap.societe.example", username: bareName },
		to: { host: "imap.societe.example", username: company.user },
	},
	{
		...{ what: "another user name, IMAP", account: company, protocol: "imap" },
		from: { host: "imap.societe.example", username: bareName },
		to: { host: "imap.societe.example", username: company.user },
	},
];

/** How many messages POP3 clients were sent since the last reset. */
const downloads = (rig: Rig): number =>
	[...rig.logs.dovecot().matchAll(/retr=(\d+)\//g)].reduce((sum, [, count]) => sum + Number(count), 0);

function changesOf({ from, to }: Pick<Case, "from" | "to">): SetChange[] {
	const set = (setting: SetChange["setting"], before: string, after: string): SetChange[] =>
		before === after ? [] : [{ kind: "set", target: "incoming", key: RICH_SERVER, setting, from: before, to: after }];
	return [...set("incoming.host", from.host, to.host), ...set("incoming.username", from.username, to.username)];
}

async function openPage(thunderbird: Thunderbird) {
	await thunderbird.addonReady(ADDON.id);
	return thunderbird.openPage(ADDON.id);
}

/** In a tab that is gone afterwards: open tabs are part of what is compared. */
async function asked<Args extends unknown[], Result>(
	thunderbird: Thunderbird,
	body: (...args: Args) => Promise<Result>,
	...args: Args
): Promise<Result> {
	const page = await openPage(thunderbird);
	const answer = (await page.eval(body, ...args)) as Result;
	await thunderbird.chrome(({ document }) => {
		const tabmail = document.getElementById("tabmail");
		tabmail.closeTab(tabmail.tabInfo.at(-1));
		tabmail.switchToTab(0);
	});
	return answer;
}

const prepare = (thunderbird: Thunderbird, changes: SetChange[], password?: string): Promise<PrepareOutcome> =>
	asked(
		thunderbird,
		(...args) => browser.bonsComptesRepair.prepare(...args),
		changes,
		{},
		...(password ? [password] : []),
	);
const undo = (thunderbird: Thunderbird, id: string): Promise<UndoOutcome> =>
	asked(thunderbird, (id) => browser.bonsComptesRepair.undo(id), id);
const history = (thunderbird: Thunderbird): Promise<JournalEntry[]> =>
	asked(thunderbird, async () => (await browser.bonsComptesRepair.journal()).entries);
const places = async (thunderbird: Thunderbird) =>
	(await thunderbird.logins()).map(({ origin, username }) => `${origin} ${username}`);

/** Thunderbird learns the number of a folder that holds nothing whenever it first looks there. */
const inventory = async (thunderbird: Thunderbird): Promise<unknown> =>
	JSON.parse(
		JSON.stringify(await readInventory(thunderbird, RICH_SERVER), (name, value: unknown) =>
			name === "uidValidity" ? undefined : value,
		),
	);

async function launch(rig: Rig, { account, protocol, from }: Case): Promise<Thunderbird> {
	const rich = { protocol, ...from, password: account.password, messages: account.messages };
	const thunderbird = await launchRichAccount(rig, rich);
	// Thunderbird 140 marks some folders of the identities one start later.
	await thunderbird.restart();
	return thunderbird;
}

/** One in each version, of another kind; all of them in both: the campaign's. */
const PLAYED =
	process.env["LIVE"] === "all" ? CASES : CASES.filter((_, index) => index === (inject("isNewest") ? 0 : 2));

describeInRig("a move", (rig) => {
	test.each(PLAYED)("to $what: all is there after three starts, and after the way back", async (one) => {
		const thunderbird = await launch(rig(), one);
		const before = { inventory: await inventory(thunderbird), logins: await places(thunderbird) };
		const outcome = await prepare(thunderbird, changesOf(one));
		if (outcome.kind !== "prepared") throw new Error(JSON.stringify(outcome));
		expect(outcome.carried).toMatchObject({ login: 1 });

		await thunderbird.restart();
		expect(await history(thunderbird)).toMatchObject([{ state: "applied", problem: null, recovery: null }]);
		for (let start = 1; start <= 3; start++) {
			expect(await inventory(thunderbird)).toEqual(before.inventory);
			expect(await fetchMail(thunderbird, RICH_SERVER)).toMatchObject({ code: "" });
			if (start < 3) await thunderbird.restart();
		}
		const place = thunderbird.chrome(({ MailServices }, key) => {
			const server = MailServices.accounts.getIncomingServer(key);
			return { host: server.hostname ?? server.hostName, username: server.username };
		}, RICH_SERVER);
		expect(await place).toEqual(one.to);

		expect(await undo(thunderbird, outcome.entry)).toEqual({ kind: "prepared", entry: outcome.entry });
		await thunderbird.restart();
		expect(await history(thunderbird)).toMatchObject([{ state: "undone", problem: null, recovery: null }]);
		await thunderbird.restart();
		expect(await inventory(thunderbird)).toEqual(before.inventory);
		expect(await places(thunderbird)).toEqual(before.logins);
		expect(readdirSync(join(thunderbird.profile.path, "bons-comptes"))).toEqual(["journal.json"]);
		expect(await thunderbird.openedWindows()).toEqual([]);
		if (one.protocol === "pop3") {
			await thunderbird.quit();
			expect(downloads(rig()), "no message is fetched a second time").toBe(one.account.messages);
		}
	});
});

describeInRig(
	"a move that must not be made",
	(rig) => {
		const toOvh = CASES[0]!;

		/** All that the add-on may have touched; Thunderbird's own dates and counters are not among it. */
		const lasting = (thunderbird: Thunderbird) => {
			const prefs = Object.entries(thunderbird.profile.savedPrefs());
			return {
				prefs: prefs.filter(([name, value]) => /hostname|userName/.test(name) || String(value).includes("imap://")),
				filters: readFileSync(join(thunderbird.profile.path, "ImapMail/ssl0.ovh.net/msgFilterRules.dat"), "latin1"),
			};
		};

		test("to a host that is not this account's is refused, and nothing is touched", async () => {
			const thunderbird = await launch(rig(), toOvh);
			await thunderbird.prefs("mail.");
			const before = { ...lasting(thunderbird), logins: await places(thunderbird) };
			const canada = changesOf({ from: toOvh.from, to: { host: "imap.mail.ovh.ca", username: ovh.user } });
			expect(await prepare(thunderbird, canada)).toMatchObject({
				kind: "refused",
				problem: { kind: "password-needed" },
			});
			const typed = await prepare(thunderbird, canada, ovh.password);
			expect(typed).toMatchObject({ kind: "refused" });
			const foreign = changesOf({ from: toOvh.from, to: { host: "imap.societe.example", username: ovh.user } });
			expect(await prepare(thunderbird, foreign)).toMatchObject({ problem: { kind: "foreign-host" } });
			expect(await history(thunderbird)).toEqual([]);
			await thunderbird.restart();
			expect({ ...lasting(thunderbird), logins: await places(thunderbird) }).toEqual(before);
		});

		test("to a host that holds another mailbox of the same user is refused, and nothing is touched", async () => {
			const { user } = suite;
			const old: Case = {
				...{ what: "another mailbox", account: suite, protocol: "imap" },
				from: { host: "imap.ox.numerique.gouv.fr", username: user },
				to: { host: "ssl0.ovh.net", username: user },
			};
			const thunderbird = await launch(rig(), old);
			const before = { inventory: await inventory(thunderbird), logins: await places(thunderbird) };
			expect(await prepare(thunderbird, changesOf(old), suiteAtOvh.password)).toEqual({
				kind: "refused",
				problem: { kind: "other-mailbox", key: RICH_SERVER, host: old.to.host },
			});
			expect(await history(thunderbird)).toEqual([]);
			await thunderbird.restart();
			expect({ inventory: await inventory(thunderbird), logins: await places(thunderbird) }).toEqual(before);
		});

		test("is not made by a Thunderbird whose add-on is switched off by then, nor where the account was changed since", async () => {
			const thunderbird = await launch(rig(), toOvh);
			const before = lasting(thunderbird);
			const outcome = await prepare(thunderbird, changesOf(toOvh));
			expect(outcome.kind).toBe("prepared");
			const setEnabled = (isEnabled: boolean) =>
				thunderbird.chrome(
					async ({ ChromeUtils }, id, isEnabled) => {
						const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
						const addon = await AddonManager.getAddonByID(id);
						await (isEnabled ? addon.enable() : addon.disable());
					},
					ADDON.id,
					isEnabled,
				);
			await setEnabled(false);
			await thunderbird.restart();
			expect(lasting(thunderbird)).toEqual(before);
			await setEnabled(true);
			expect(await history(thunderbird)).toMatchObject([{ state: "prepared" }]);
			await thunderbird.chrome(({ Services }) => Services.prefs.setIntPref("mail.server.server1.port", 143));
			await thunderbird.chrome(({ Services }) =>
				Services.prefs.setStringPref("mail.server.server1.hostname", "ns0.ovh.net"),
			);
			await thunderbird.restart();
			expect(await history(thunderbird)).toMatchObject([
				{ state: "rolled-back", problem: { kind: "changed-meanwhile", setting: "incoming.host" } },
			]);
			expect(await places(thunderbird)).not.toContain(`imap://${toOvh.to.host} ${ovh.user}`);
			expect(lasting(thunderbird).filters).toBe(before.filters);
		});

		test("is put off where its file cannot be written, and a copy of the settings holds no password", async () => {
			const thunderbird = await launch(rig(), toOvh);
			const folder = await asked(thunderbird, () => browser.bonsComptesRepair.saveSettings());
			const saved = readdirSync(folder);
			expect(saved).toEqual(expect.arrayContaining(["prefs.js", "virtualFolders.dat", "server1-msgFilterRules.dat"]));
			expect(saved.filter((name) => /logins|key4|cookies/.test(name))).toEqual([]);
			rmSync(folder, { recursive: true });

			const before = lasting(thunderbird);
			expect((await prepare(thunderbird, changesOf(toOvh))).kind).toBe("prepared");
			// A folder in the place of what is to be kept: as good as a full disk, also for an administrator's rights.
			const [entry] = await history(thunderbird);
			writeFileSync(join(thunderbird.profile.path, "bons-comptes", String(entry?.id)), "");
			await thunderbird.restart();
			expect(await history(thunderbird)).toMatchObject([{ state: "rolled-back", problem: { kind: "not-written" } }]);
			expect(lasting(thunderbird)).toEqual(before);
		});
	},
	"newest",
);
