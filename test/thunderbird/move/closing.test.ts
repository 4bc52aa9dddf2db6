// Host and user name of an incoming server changed by the add-on itself, in a real Thunderbird against real servers: prepared,
// made while Thunderbird closes, taken back; and left alone where it must be. What happens in between: between.test.ts; cut in the middle: ../kills.test.ts.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import type { Rig } from "../../rig/rig";
import { ACCOUNTS } from "../../rig/world";
import { fetchMail } from "../driver/mail";
import { ADDON } from "../harness";
import { describeInRig } from "../in-rig";
import { RICH_SERVER } from "./rich-account";
import {
	asked,
	type Case,
	changesOf,
	history,
	inventory,
	lasting,
	launch,
	places,
	prepare,
	TO_OVH,
	undo,
} from "./scene";

const { ovh, company, suite, suiteAtOvh } = ACCOUNTS;
const [bareName] = company.loginNames;

const CASES: Case[] = [
	TO_OVH,
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
		test("to a host that is not this account's is refused, nor on a disk that takes nothing, and nothing is touched", async () => {
			const thunderbird = await launch(rig(), TO_OVH);
			await thunderbird.prefs("mail.");
			const before = { lasting: lasting(thunderbird), logins: await places(thunderbird) };
			const canada = changesOf({ from: TO_OVH.from, to: { host: "imap.mail.ovh.ca", username: ovh.user } });
			expect(await prepare(thunderbird, canada)).toMatchObject({
				kind: "refused",
				problem: { kind: "password-needed" },
			});
			const typed = await prepare(thunderbird, canada, ovh.password);
			expect(typed).toMatchObject({ kind: "refused" });
			const foreign = changesOf({ from: TO_OVH.from, to: { host: "imap.societe.example", username: ovh.user } });
			expect(await prepare(thunderbird, foreign)).toMatchObject({ problem: { kind: "foreign-host" } });
			expect(await history(thunderbird)).toEqual([]);

			const folder = await asked(thunderbird, () => browser.bonsComptesRepair.saveSettings());
			const saved = readdirSync(folder);
			expect(saved).toEqual(expect.arrayContaining(["prefs.js", "virtualFolders.dat", "server1-msgFilterRules.dat"]));
			expect(
				saved.filter((name) => /logins|key4|cookies/.test(name)),
				"no password in the copy",
			).toEqual([]);
			rmSync(folder, { recursive: true });

			// A disk of its own in the place of the journal's folder, for Thunderbird alone: read-only, then full.
			const place = join(thunderbird.profile.path, "bons-comptes");
			mkdirSync(place, { recursive: true });
			const inside = async (command: string, ...args: string[]) =>
				expect(await rig().run(command, ...args)).toMatchObject({ code: 0 });
			await inside("mount", "-t", "tmpfs", "-o", "ro,mode=0777", "tmpfs", place);
			expect(await prepare(thunderbird, changesOf(TO_OVH))).toEqual({
				kind: "refused",
				problem: { kind: "journal-not-writable" },
			});
			await inside("mount", "-o", "remount,rw,size=64k", place);
			expect((await prepare(thunderbird, changesOf(TO_OVH))).kind).toBe("prepared");
			await inside("sh", "-c", 'cat /dev/zero > "$0" 2> /dev/null || true', join(place, "filler"));
			await thunderbird.restart();
			expect(await history(thunderbird)).toMatchObject([{ state: "prepared", problem: null }]);
			expect(lasting(thunderbird)).toEqual(before.lasting);
			expect(await places(thunderbird)).toEqual(expect.arrayContaining(before.logins));
			await inside("umount", place);
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
			const thunderbird = await launch(rig(), TO_OVH);
			const before = lasting(thunderbird);
			const outcome = await prepare(thunderbird, changesOf(TO_OVH));
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
			expect(await places(thunderbird)).not.toContain(`imap://${TO_OVH.to.host} ${ovh.user}`);
			expect(lasting(thunderbird).filters).toBe(before.filters);
		});
	},
	"newest",
);
