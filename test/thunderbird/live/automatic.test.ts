// The automatic mode in a real Thunderbird among real servers, by a policy of its own: a real timer after a real start, the
// event page asleep before, logins counted by the servers, « Annuler » clicked. Which changes: ../../doctor/automatic.test.ts.

import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Passes } from "../../../src/doctor/automatic-schedule";
import { ACCOUNTS } from "../../rig/world";
import type { MailDescription } from "../driver/accounts";
import { PrivateCopy } from "../driver/private-copy";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { passwordLogins } from "../logins";
import { alerts, replaceAlerts } from "./alerts";
import { loginsInClear, loginsSeen } from "./logs";

const PREFERENCE = "extensions.bonsComptes.automatic";
/** Long enough for Thunderbird to have started by then. */
const SOON: Passes = { delay: 15_000, fingerprint: "", tries: 0, ended: false };

const { user, password } = ACCOUNTS.ovh;
const mail: MailDescription = {
	accounts: [
		{
			name: "Work",
			incoming: { type: "imap", host: "imap.mail.ovh.net", port: 143, security: "tls", username: user },
			identities: [{ address: user, name: "Camille Martin", outgoing: "smtp1" }],
		},
	],
	outgoing: { smtp1: { host: "smtp.mail.ovh.net", port: 465, security: "starttls", username: user } },
};
const BROKEN = {
	"mail.server.server1.port": 143,
	"mail.server.server1.socketType": 3,
	"mail.smtpserver.smtp1.try_ssl": 2,
};
const RIGHT = {
	"mail.server.server1.port": 993,
	"mail.server.server1.socketType": 3,
	"mail.smtpserver.smtp1.try_ssl": 3,
};

describeInRig(
	"the automatic mode",
	(rig) => {
		let program: PrivateCopy;
		beforeAll(() => {
			program = new PrivateCopy(inject("thunderbird").binary);
		});
		afterAll(() => program.remove());

		const setPolicy = (configuration: object): void => {
			const extensions = { [ADDON.id]: { version: 1, language: "fr", ...configuration } };
			program.setPolicies(JSON.stringify({ policies: { "3rdparty": { Extensions: extensions } } }));
		};

		/** Thunderbird with the broken account, before its first start under the policy. */
		async function prepared(): Promise<Thunderbird> {
			program.setPolicies(null);
			const logins = passwordLogins(mail, () => password);
			return launchInRig(rig(), { binary: program.binary, mail, logins });
		}

		/** Starts it anew; the pass is due soon after, if one is. */
		async function restart(thunderbird: Thunderbird): Promise<void> {
			await setPrefs(thunderbird, {
				[PREFERENCE]: JSON.stringify({ ...(await passes(thunderbird)), delay: SOON.delay }),
			});
			await thunderbird.quit();
			await thunderbird.start();
			await thunderbird.addonReady(ADDON.id);
			await replaceAlerts(thunderbird);
		}

		test("repairs by itself after a start, tells it in one line, and « Annuler » takes it back", async () => {
			const thunderbird = await prepared();
			setPolicy({ repairs: "automatic" });
			await restart(thunderbird);
			expect(await settings(thunderbird)).toEqual(BROKEN);
			await untilEnded(thunderbird);
			expect(await settings(thunderbird)).toEqual(RIGHT);
			expect(await bar(thunderbird)).toMatch(/Bons Comptes a corrigé.: Work/);
			expect(loginsInClear(rig())).toEqual([]);
			for (const count of Object.values(loginsSeen(rig()))) expect(count).toBe(1);

			await clickInBar(thunderbird, "Annuler");
			await expect.poll(() => settings(thunderbird), { timeout: 30_000 }).toEqual(BROKEN);
			expect(await bar(thunderbird)).toBe(null);

			// Another policy: it comes again, and leaves what the user has taken back.
			await rig().reset();
			setPolicy({ repairs: "automatic", recheck: "weekly" });
			await restart(thunderbird);
			await untilEnded(thunderbird);
			expect(await settings(thunderbird)).toEqual(BROKEN);
			expect(await alerts(thunderbird)).toEqual([]);
			expect(loginsSeen(rig())).toEqual({});
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("does not fight with a script that resets a setting, and says so once", async () => {
			const thunderbird = await prepared();
			setPolicy({ repairs: "automatic" });
			await restart(thunderbird);
			await untilEnded(thunderbird);
			expect(await settings(thunderbird)).toEqual(RIGHT);

			await setPrefs(thunderbird, BROKEN);
			await restart(thunderbird);
			await untilEnded(thunderbird);
			expect(await settings(thunderbird)).toEqual(BROKEN);
			expect(await alerts(thunderbird)).toEqual([expect.stringMatching(/^Work.: un réglage corrigé a été remis/)]);

			await setPrefs(thunderbird, { "mail.server.server1.max_cached_connections": 3 });
			await restart(thunderbird);
			await untilEnded(thunderbird);
			expect(await settings(thunderbird)).toEqual(BROKEN);
			expect(await alerts(thunderbird)).toEqual([]);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("does not come without its policy, and takes a message that is being written for a reason to wait", async () => {
			const thunderbird = await prepared();
			setPolicy({ repairs: "ask" });
			await restart(thunderbird);
			const page = await thunderbird.openPage(ADDON.id);
			await page.waitForState("idle");
			expect(await page.eval(() => browser.bonsComptesWatch.isBusy())).toBe(false);
			await page.eval(() => browser.compose.beginNew());
			expect(await page.eval(() => browser.bonsComptesWatch.isBusy())).toBe(true);
			expect(await passes(thunderbird)).toEqual(SOON);
			expect(await settings(thunderbird)).toEqual(BROKEN);
			await thunderbird.chrome(({ Services }) => Services.wm.getMostRecentWindow("msgcompose").close());
		});
	},
	"newest",
);

async function passes(thunderbird: Thunderbird): Promise<Passes> {
	const text = (await thunderbird.prefs(PREFERENCE))[PREFERENCE];
	return text === undefined ? SOON : (JSON.parse(String(text)) as Passes);
}

/** Waits until a pass was begun in this session and has ended. */
async function untilEnded(thunderbird: Thunderbird): Promise<void> {
	const before = (await passes(thunderbird)).fingerprint;
	const isOver = async (): Promise<boolean> => {
		const { fingerprint, ended } = await passes(thunderbird);
		return ended && fingerprint !== before;
	};
	await expect.poll(isOver, { timeout: 90_000, interval: 300 }).toBe(true);
}

async function settings(thunderbird: Thunderbird): Promise<object> {
	const all = await thunderbird.prefs("mail.");
	return Object.fromEntries(Object.keys(BROKEN).map((name) => [name, all[name]]));
}

const setPrefs = (thunderbird: Thunderbird, prefs: Record<string, string | number>): Promise<void> =>
	thunderbird.chrome(({ Services }, prefs) => {
		for (const [name, value] of Object.entries(prefs)) {
			if (typeof value === "number") Services.prefs.setIntPref(name, value);
			else Services.prefs.setStringPref(name, value);
		}
	}, prefs);

/** What the line in Thunderbird's window says; null: there is none. */
const bar = (thunderbird: Thunderbird): Promise<string | null> =>
	thunderbird.chrome(({ window }) => {
		const found = window.specialTabs.msgNotificationBar.getNotificationWithValue("bons-comptes-repaired");
		return found === null
			? null
			: String(found.getAttribute("message") || found.label || found.messageText?.textContent);
	});

const clickInBar = (thunderbird: Thunderbird, label: string): Promise<void> =>
	thunderbird.chrome(({ window }, label) => {
		const found = window.specialTabs.msgNotificationBar.getNotificationWithValue("bons-comptes-repaired");
		const buttons = [...found.querySelectorAll("button"), ...(found.shadowRoot?.querySelectorAll("button") ?? [])];
		const isIt = (one: { textContent: string; label?: string }) =>
			(one.label ?? one.textContent) === label || one.textContent === label;
		buttons.find(isIt).click();
	}, label);
