// The quiet check in a real Thunderbird among real servers: a real timer at a real start, the event page asleep before and
// after, logins counted by the servers. Only stored times are set here; the schedule over months: ../../doctor/watch.test.ts.

import { expect, test } from "vitest";
import { DAY_MS, type Schedule } from "../../../src/doctor/watch";
import { ACCOUNTS } from "../../rig/world";
import type { MailDescription } from "../driver/accounts";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { passwordLogins } from "../logins";
import { clickThrough } from "../reading";
import { alerts, replaceAlerts } from "./alerts";
import { loginsInClear, loginsSeen } from "./logs";

const PREFERENCE = "extensions.bonsComptes.watch";
/** Long enough for Thunderbird to have started by then. */
const SOON_MS = 20_000;

const mail: MailDescription = {
	accounts: [
		{
			name: "Right",
			incoming: { type: "imap", host: "imap.mail.ovh.net", port: 993, security: "tls", username: ACCOUNTS.ovh.user },
			identities: [{ address: ACCOUNTS.ovh.user, name: "Camille Martin", outgoing: "smtp1" }],
		},
		{
			name: "Refused",
			incoming: { type: "imap", host: "imap.beta.gouv.fr", port: 993, security: "tls", username: ACCOUNTS.suite.user },
			identities: [{ address: ACCOUNTS.suite.user, name: "Camille Martin", outgoing: "smtp1" }],
		},
	],
	outgoing: { smtp1: { host: "smtp.mail.ovh.net", port: 465, security: "tls", username: ACCOUNTS.ovh.user } },
};

const passwordOf = (user: string) => (user === ACCOUNTS.ovh.user ? ACCOUNTS.ovh.password : "wrong");

const backgroundState = (thunderbird: Thunderbird): Promise<string> =>
	thunderbird.chrome(
		({ WebExtensionPolicy }, id) => WebExtensionPolicy.getByID(id).extension.backgroundState as string,
		ADDON.id,
	);

const storedSchedule = async (thunderbird: Thunderbird): Promise<Schedule> =>
	JSON.parse(String((await thunderbird.prefs(PREFERENCE))[PREFERENCE])) as Schedule;

/** The stored time is set so that the next quiet check is due in so many milliseconds. */
async function setDue(thunderbird: Thunderbird, inMs: number): Promise<Schedule> {
	const text = await thunderbird.chrome(
		({ Services }, name, day, inMs) => {
			const schedule = JSON.stringify({ everyMs: day, share: 0.5, last: Date.now() - day + inMs });
			Services.prefs.setStringPref(name, schedule);
			return schedule;
		},
		PREFERENCE,
		DAY_MS,
		inMs,
	);
	return JSON.parse(text) as Schedule;
}

/** As if the network had changed, several times at once: Thunderbird's own news of that, on which the schedule is looked at. */
async function becomeDue(thunderbird: Thunderbird): Promise<Schedule> {
	const schedule = await setDue(thunderbird, -1);
	await thunderbird.chrome(({ Services }) => {
		for (let times = 0; times < 5; times++) {
			Services.obs.notifyObservers(null, "network:link-status-changed", "changed");
			Services.obs.notifyObservers(null, "network:offline-status-changed", "online");
		}
	});
	return schedule;
}

/** Waits until the quiet check that is due has begun and ended, and gives the accounts in trouble. */
async function untilLooked(thunderbird: Thunderbird, { last }: Schedule): Promise<number | null> {
	const isNew = async (): Promise<boolean> => {
		const look = await lastLook(thunderbird);
		return look !== null && look.trouble !== null && Date.parse(look.at) > last + DAY_MS;
	};
	await expect.poll(isNew, { timeout: 60_000, interval: 300 }).toBe(true);
	expect((await storedSchedule(thunderbird)).last).toBeGreaterThanOrEqual(last + DAY_MS);
	return (await lastLook(thunderbird))?.trouble ?? null;
}

/** What the add-on remembers of the last quiet check, read where it keeps it: no page of its own is awake for that. */
function lastLook(thunderbird: Thunderbird): Promise<{ at: string; trouble: number | null } | null> {
	return thunderbird.chrome(async ({ WebExtensionPolicy, ChromeUtils }, id) => {
		const { ExtensionStorageIDB } = ChromeUtils.importESModule("resource://gre/modules/ExtensionStorageIDB.sys.mjs");
		const { extension } = WebExtensionPolicy.getByID(id);
		const principal = ExtensionStorageIDB.getStoragePrincipal(extension);
		const db = await ExtensionStorageIDB.open(principal);
		const { watch } = await db.get(["watch"]);
		return watch?.last ?? null;
	}, ADDON.id);
}

describeInRig(
	"the quiet check",
	(rig) => {
		test("comes by itself when it is due, logs in only where that was accepted, and tells what is new once", async () => {
			const thunderbird = await launchInRig(rig(), {
				mail,
				logins: passwordLogins(mail, passwordOf),
				prefs: { "extensions.background.idle.timeout": 4000 },
			});
			const page = await thunderbird.openPage(ADDON.id);
			await page.waitForState("idle");
			await clickThrough(page, '[data-action="check"]');
			await thunderbird.closeTabs();
			await rig().reset();

			const first = await setDue(thunderbird, SOON_MS);
			await thunderbird.restart();
			await thunderbird.addonReady(ADDON.id);
			await replaceAlerts(thunderbird);
			expect(await backgroundState(thunderbird)).toBe("stopped");
			expect(loginsSeen(rig())).toEqual({});
			expect(await untilLooked(thunderbird, first)).toBe(1);
			expect(loginsSeen(rig())).toEqual({ [`imap ${ACCOUNTS.ovh.user}`]: 1, smtp: 1 });
			expect(await thunderbird.badgeText(ADDON.id)).toBe("1");
			expect(await alerts(thunderbird)).toEqual([]);
			await expect.poll(() => backgroundState(thunderbird), { timeout: 30_000 }).toBe("stopped");

			// A server that says nothing, for longer than Thunderbird lets an idle event page live here.
			await rig().point("imap.mail.ovh.net", "silent");
			const second = await becomeDue(thunderbird);
			expect(await untilLooked(thunderbird, second)).toBe(2);
			expect(await thunderbird.badgeText(ADDON.id)).toBe("2");
			expect(await alerts(thunderbird)).toEqual([expect.stringContaining("Right")]);
			expect((await alerts(thunderbird)).join()).not.toContain("Refused");

			await expect.poll(() => backgroundState(thunderbird), { timeout: 30_000 }).toBe("stopped");
			const third = await becomeDue(thunderbird);
			expect(await untilLooked(thunderbird, third)).toBe(2);
			expect(await alerts(thunderbird)).toHaveLength(1);
			expect(loginsSeen(rig())).toEqual({ [`imap ${ACCOUNTS.ovh.user}`]: 1, smtp: 3 });
			expect(loginsInClear(rig())).toEqual([]);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});
	},
	"oldest",
);
