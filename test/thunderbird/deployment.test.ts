// The add-on as an organisation rolls it out: the administrator's guide followed word for word, and private copies of
// Thunderbird with a distribution folder made of the guide's very examples, on a seat of its own among real servers.
// What a configuration means: policy.test.ts and ../policy/. The modes in detail: live/automatic.test.ts.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import * as v from "valibot";
import { afterEach, beforeEach, expect, inject } from "vitest";
import manifest from "../../manifest.json";
import { type Result, resultSchema } from "../../src/policy/result-schema";
import { pack } from "../commands/package";
import { ACCOUNTS } from "../rig/world";
import { BLOCKS, cleanCopy, example, together, UPDATES_COMMAND } from "./deployment/guide";
import { Seat } from "./deployment/seat";
import type { MailDescription } from "./driver/accounts";
import { PrivateCopy } from "./driver/private-copy";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON } from "./harness";
import { describeInRig, launchInRig, testIn } from "./in-rig";
import { alerts, replaceAlerts } from "./live/alerts";
import { bar, goOnline, hold, untilEnded } from "./live/automatic-pass";
import { loginsInClear } from "./live/logs";
import { passwordLogins } from "./logins";
import { clickThrough, readCards, readServerCards } from "./reading";

const { version } = manifest;
/** The versions after this one. */
const [NEXT, NEWEST] = [1, 2].map((more) => version.replace(/\d+$/, (last) => String(Number(last) + more))) as [
	string,
	string,
];
const XPI = `bons-comptes-${version}.xpi`;
const POLICIES = "/etc/thunderbird/policies/policies.json";

const { user, password } = ACCOUNTS.suiteMinistry;
/** At the servers of the provider that only the policy knows. */
const mail: MailDescription = {
	accounts: [
		{
			name: "Ministère",
			incoming: { type: "imap", host: "imap.ministere.example", port: 143, security: "tls", username: user },
			identities: [{ address: user, name: "Camille Martin", outgoing: "smtp1" }],
		},
	],
	outgoing: { smtp1: { host: "smtp.ministere.example", port: 465, security: "starttls", username: user } },
};
const BROKEN = { port: 143, trySsl: 2 };
const RIGHT = { port: 993, trySsl: 3 };

async function settings(thunderbird: Thunderbird): Promise<typeof BROKEN> {
	const prefs = await thunderbird.prefs("mail.");
	return {
		port: Number(prefs["mail.server.server1.port"]),
		trySsl: Number(prefs["mail.smtpserver.smtp1.try_ssl"]),
	};
}

interface Installed {
	version: string;
	active: boolean;
	canBeDisabled: boolean;
	canBeRemoved: boolean;
	canBeUpdated: boolean;
}

const installed = (thunderbird: Thunderbird): Promise<Installed | null> =>
	thunderbird.chrome(async ({ ChromeUtils }, id) => {
		const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
		const addon = await AddonManager.getAddonByID(id);
		if (addon === null) return null;
		const may = (permission: number) => (addon.permissions & permission) !== 0;
		return {
			version: addon.version as string,
			active: addon.isActive as boolean,
			canBeDisabled: may(AddonManager.PERM_CAN_DISABLE),
			canBeRemoved: may(AddonManager.PERM_CAN_UNINSTALL),
			canBeUpdated: may(AddonManager.PERM_CAN_UPGRADE),
		};
	}, ADDON.id);

const FORCED: Installed = { version, active: true, canBeDisabled: false, canBeRemoved: false, canBeUpdated: true };

/** Whether it was there before the first window was shown. */
const wasFirst = (thunderbird: Thunderbird): Promise<boolean> =>
	thunderbird.chrome(async ({ ChromeUtils, Services }, id) => {
		const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
		const { installDate } = await AddonManager.getAddonByID(id);
		const info = Services.startup.getStartupInfo();
		return installDate < (info.firstPaint2 ?? info.firstPaint);
	}, ADDON.id);

/** What comes over the network comes after the window. */
async function untilInstalled(thunderbird: Thunderbird, wanted: string): Promise<void> {
	await expect
		.poll(async () => (await installed(thunderbird))?.version, { timeout: 30_000, interval: 200 })
		.toBe(wanted);
	await thunderbird.addonReady(ADDON.id);
}

/** As Thunderbird does it once a day. */
const lookForUpdates = (thunderbird: Thunderbird): Promise<void> =>
	thunderbird.chrome(async ({ ChromeUtils, Services }) => {
		const { AddonManagerPrivate } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
		Services.prefs.setBoolPref("extensions.update.enabled", true);
		await AddonManagerPrivate.backgroundUpdateCheck();
	});

describeInRig("deployed by an organisation", (rig) => {
	let seat: Seat;
	let program: PrivateCopy;
	let copy: ReturnType<typeof cleanCopy>;

	beforeEach(async () => {
		seat = await Seat.prepare(rig());
		program = new PrivateCopy(inject("thunderbird").binary);
		copy = cleanCopy();
	});
	afterEach(async () => {
		copy.remove();
		program.remove();
		await seat.remove();
	});

	/** Commands of the guide, in a clean copy of the project. */
	const followed = (commands: string): Promise<string> => seat.run(`cd ${copy.folder}\n${commands}`);

	/** The package of today at the two places of the examples, without building it anew. */
	async function distribute(): Promise<void> {
		const xpi = pack(ADDON.path);
		seat.publish(XPI, xpi);
		await seat.install(`/opt/bons-comptes/${XPI}`, xpi);
	}

	/** Thunderbird with nothing but what the policies bring. */
	const start = (options: Parameters<typeof launchInRig>[1] = {}): Promise<Thunderbird> =>
		launchInRig(rig(), { binary: program.binary, addons: [], ...options });

	async function restart(thunderbird: Thunderbird, between: () => Promise<unknown>): Promise<void> {
		await thunderbird.quit();
		await between();
		await thunderbird.start();
	}

	/** The result files, by the name of their profile. */
	async function results(): Promise<Result[]> {
		const texts = await seat.run("for file in /var/lib/bons-comptes/*; do cat $file; printf '\\0'; done");
		return texts
			.split("\0")
			.slice(0, -1)
			.map((text) => v.parse(resultSchema, JSON.parse(text)));
	}

	testIn("newest")(
		"the guide, word for word: report only, then by itself, then taken away",
		async () => {
			const [build = "", check = "", install = "", small = "", remove = "", ...more] = BLOCKS;
			expect(more).toEqual([]);
			// Where there is a file in /etc this one is not read.
			program.setPolicies(example("remove.json"));
			expect(await followed(build)).toMatch(/SHA-256 [0-9a-f]{64}[^]*bons-comptes-[\d.]+\.xpi: OK/);
			expect(await followed(check)).toMatch(/is valid/);
			await followed(install);
			expect(await seat.run("stat -c %a /var/lib/bons-comptes")).toBe("1733\n");
			expect(await seat.run(`cat ${POLICIES}`)).toBe(example("roll-out-1-report-only.json"));

			const [french, english] = await Promise.all([
				start({ mail, language: "fr", logins: passwordLogins(mail, () => password) }),
				start({ language: "en" }),
			]);
			for (const [thunderbird, managed] of [
				[french, /^Géré par votre organisation.*façon de corriger.*Le support vous répond au 3000\./s],
				[english, /^Managed by your organi[sz]ation.*Support answers at 3000\./s],
			] as const) {
				expect(await installed(thunderbird)).toEqual(FORCED);
				expect(await wasFirst(thunderbird)).toBe(true);
				expect(await thunderbird.chrome(({ document }) => document.getElementById("tabmail").tabInfo.length)).toBe(1);
				const page = await thunderbird.openPage(ADDON.id);
				await page.waitForState("idle");
				await clickThrough(page, '[data-action="check"]');
				expect(await page.text(".banners")).toMatch(managed);
				expect(await page.count('[data-action="fix-all"], [data-action="fix"]')).toBe(0);
				if (thunderbird === french) {
					expect((await readCards(page))["account1"]).toMatchObject({
						provider: "ministere",
						health: "error",
						changes: ["incoming.port 143 → 993 [report-only]", "outgoing.security starttls → tls [report-only]"],
					});
				}
				await thunderbird.closeTabs();
				expect(await thunderbird.openedWindows()).toEqual([]);
			}
			await english.close();
			expect(await settings(french)).toEqual(BROKEN);
			expect((await results()).map(({ repairs, accounts }) => [repairs, accounts.length]).sort()).toEqual([
				["report-only", 0],
				["report-only", 1],
			]);

			await hold(french);
			await restart(french, async () => expect(await followed(small)).toMatch(/is valid/));
			expect(await seat.run(`cat ${POLICIES}`)).toBe(example("roll-out-2-small-group.json"));
			await french.addonReady(ADDON.id);
			await replaceAlerts(french);
			await rig().reset();
			await goOnline(french);
			await untilEnded(french, "");
			expect(await settings(french)).toEqual(RIGHT);
			expect(await bar(french)).toMatch(/Bons Comptes a corrigé.: Ministère/);
			expect(await alerts(french)).toEqual([]);
			expect(loginsInClear(rig())).toEqual([]);
			expect((await results()).find(({ trigger }) => trigger === "automatic")).toMatchObject({
				...{ repairs: "automatic", latestRepair: { state: "applied", changes: 2 } },
				accounts: [{ provider: "ministere", repairable: 0, findings: [{ rule: "calendar-missing" }] }],
			});

			await restart(french, () => followed(remove));
			expect(await installed(french)).toBe(null);
			expect(await settings(french)).toEqual(RIGHT);
			expect(readdirSync(join(french.profile.path, "bons-comptes"))).toContain("journal.json");
		},
		240_000,
	);

	testIn("newest")(
		"over https, beside the guide's other examples: locks, accounts that are made, a domain's file",
		async () => {
			await distribute();
			program.setPolicies(
				together("install-from-https.json", "allow-experiments.json", "locked-setting.json", "configuration.json"),
			);
			program.put("defaults/pref/autoconfig.js", example("autoconfig.js"));
			program.put("preseeded-account.cfg", example("preseeded-account.cfg"));
			program.put("isp/ministere.example.xml", example("isp-ministere.example.xml"));
			const thunderbird = await start({
				...{ language: "fr", environment: { USER: "agent" } },
				logins: ["imap://imap", "smtp://smtp"].map((server) => ({
					...{ origin: `${server}.ministere.example`, username: user, password },
				})),
			});
			await untilInstalled(thunderbird, version);
			expect(await installed(thunderbird)).toEqual(FORCED);

			const page = await thunderbird.openPage(ADDON.id);
			await page.waitForState("idle");
			await clickThrough(page, '[data-action="check"]');
			expect((await readCards(page))["account1"]).toMatchObject({ provider: "ministere", changes: [] });
			expect((await readServerCards(page))["account1"]).toMatchObject({ incoming: "ok", outgoing: "ok" });
			const outcome = await page.eval(() =>
				browser.bonsComptesRepair.apply(
					[{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 993, to: 143 }],
					{},
				),
			);
			expect(outcome).toMatchObject({ kind: "refused", problem: { kind: "report-only" } });
			await thunderbird.closeTabs();

			const allowed = await thunderbird.chrome(({ Services }, name) => {
				const value = Services.prefs.getStringPref(name, "") as string;
				return Services.prefs.prefIsLocked(name) ? value.split(",") : [];
			}, "extensions.experiments.allowed");
			expect(allowed).toContain(ADDON.id);
			expect(await thunderbird.chrome(({ Services }) => Services.prefs.prefIsLocked("mail.server.server1.port"))).toBe(
				true,
			);
			expect(await fromDomainFile(thunderbird, "ministere.example")).toEqual({
				...{ incoming: "imap.ministere.example:993", outgoing: "smtp.ministere.example:465" },
			});
			expect(await thunderbird.openedWindows()).toEqual([]);
		},
	);

	testIn("oldest")(
		"from a file, updated and set back over https, and whole through it all until it is removed",
		async () => {
			await distribute();
			program.setPolicies(example("install-from-file.json"));
			const thunderbird = await start({ mail, logins: passwordLogins(mail, () => password) });
			expect(await installed(thunderbird)).toEqual(FORCED);
			expect(await wasFirst(thunderbird)).toBe(true);

			const page = await thunderbird.openPage(ADDON.id);
			await page.waitForState("idle");
			await clickThrough(page, '[data-action="check"]');
			await clickThrough(page, '[data-action="fix-all"]');
			await page.click('[data-field="watch"]');
			await thunderbird.closeTabs();
			expect(await settings(thunderbird)).toEqual(RIGHT);
			const kept = await stored(thunderbird);
			expect(kept).toMatchObject({ entries: [{ state: "applied" }], settings: { watch: false } });

			// A version later the organisation's package asks for updates, and finds one.
			await followed(`sed -i '0,/"version": "${version}"/s//"version": "${NEWEST}"/' manifest.json`);
			expect(await followed(UPDATES_COMMAND)).toContain(`bons-comptes-${NEWEST}-updates.xpi`);
			const artifact = (name: string) => readFileSync(join(copy.folder, "web-ext-artifacts", name));
			const newest = artifact(`bons-comptes-${NEWEST}-updates.xpi`);
			seat.publish(`bons-comptes-${NEXT}-updates.xpi`, asVersion(NEXT, newest));
			const policies = example("own-updates.json").replaceAll(version, NEXT);
			await restart(thunderbird, async () => program.setPolicies(policies));
			await untilInstalled(thunderbird, NEXT);
			expect(await stored(thunderbird)).toEqual(kept);
			seat.publish(`bons-comptes-${NEWEST}-updates.xpi`, newest);
			seat.publish("updates.json", artifact("updates.json"));
			await lookForUpdates(thunderbird);
			await untilInstalled(thunderbird, NEWEST);
			expect(await stored(thunderbird)).toEqual(kept);

			await restart(thunderbird, async () => program.setPolicies(example("hold-version.json")));
			await untilInstalled(thunderbird, version);
			expect(await installed(thunderbird)).toEqual({ ...FORCED, canBeUpdated: false });
			expect(await stored(thunderbird)).toEqual(kept);
			const again = await thunderbird.openPage(ADDON.id);
			await again.waitForState("idle");
			await clickThrough(again, '[data-action="undo"]');
			expect(await settings(thunderbird)).toEqual(BROKEN);
			await thunderbird.closeTabs();

			await restart(thunderbird, async () => program.setPolicies(example("remove.json")));
			expect(await installed(thunderbird)).toBe(null);
			expect(readdirSync(join(thunderbird.profile.path, "bons-comptes"))).toContain("journal.json");
			expect(await thunderbird.openedWindows()).toEqual([]);
		},
		240_000,
	);
});

/** The same package under another version. */
function asVersion(version: string, xpi: Uint8Array): Uint8Array {
	const files = unzipSync(xpi);
	const manifest = JSON.parse(strFromU8(files["manifest.json"] ?? new Uint8Array())) as object;
	return zipSync({ ...files, "manifest.json": strToU8(JSON.stringify({ ...manifest, version })) });
}

/** What the add-on keeps: its journal and its settings. */
async function stored(thunderbird: Thunderbird): Promise<unknown> {
	const page = await thunderbird.openPage(ADDON.id);
	await page.waitForState("idle");
	const kept = await page.eval(async () => ({
		entries: (await browser.bonsComptesRepair.journal()).entries,
		...(await browser.storage.local.get("settings")),
	}));
	await thunderbird.closeTabs();
	return kept;
}

/** What Thunderbird's account creation takes for a domain from its own disk. */
const fromDomainFile = (thunderbird: Thunderbird, domain: string): Promise<Record<string, string>> =>
	thunderbird.chrome(async ({ ChromeUtils, window }, domain) => {
		const { FetchConfig } = ChromeUtils.importESModule("resource:///modules/accountcreation/FetchConfig.sys.mjs");
		const { incoming, outgoing } = await (FetchConfig.fromDisk.length === 2
			? FetchConfig.fromDisk(domain, new window.AbortController().signal)
			: // Until 140.
				new Promise((resolve, reject) => FetchConfig.fromDisk(domain, resolve, reject)));
		return {
			incoming: `${incoming.hostname}:${incoming.port}`,
			outgoing: `${outgoing.hostname}:${outgoing.port}`,
		};
	}, domain);
