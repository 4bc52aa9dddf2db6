// The automatic mode in a real Thunderbird among real servers, by a policy of its own: a real timer after a real start, the
// event page asleep before, logins counted by the servers, « Annuler » clicked. Which changes: ../../doctor/automatic.test.ts.

import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { ACCOUNTS, type Account, EVERY_ACCOUNT } from "../../rig/world";
import { booksOf, calendarsOf } from "../dav/collections";
import { apply, CONTACT, calendar, EVENT, REALM } from "../dav/scene";
import type { MailDescription } from "../driver/accounts";
import { PrivateCopy } from "../driver/private-copy";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { type Login, passwordLogins } from "../logins";
import { alerts, replaceAlerts } from "./alerts";
import { bar, goOnline, hold, passes, SOON, setPrefs, setSoon, untilEnded } from "./automatic-pass";
import { loginsInClear, loginsSeen } from "./logs";
import { mailOf, storedLogins } from "./settings";

const { user, password } = ACCOUNTS.ovh;
/** Whose one password is right for mail, calendar and contacts. */
const camille = EVERY_ACCOUNT.find((one) => one.user === "camille.martin@beta.gouv.fr") as Account;
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

		/** Thunderbird before its first start under the policy; with the broken account where no other is wanted. */
		async function prepared(
			wanted: { mail: MailDescription; logins: Login[] } = { mail, logins: passwordLogins(mail, () => password) },
		): Promise<Thunderbird> {
			program.setPolicies(null);
			return launchInRig(rig(), { binary: program.binary, ...wanted });
		}

		async function restart(thunderbird: Thunderbird): Promise<void> {
			await thunderbird.quit();
			await thunderbird.start();
			await thunderbird.addonReady(ADDON.id);
			await replaceAlerts(thunderbird);
		}

		/** Starts it anew, offline, and lets the pass come when all is ready. */
		async function restartForPass(thunderbird: Thunderbird): Promise<void> {
			const { fingerprint } = await hold(thunderbird);
			await restart(thunderbird);
			await goOnline(thunderbird);
			await untilEnded(thunderbird, fingerprint);
		}

		test("repairs by itself after a start, tells it in one line, and « Annuler » takes it back", async () => {
			const thunderbird = await prepared();
			setPolicy({ repairs: "automatic" });
			await setSoon(thunderbird);
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
			await restartForPass(thunderbird);
			expect(await settings(thunderbird)).toEqual(BROKEN);
			expect(await alerts(thunderbird)).toEqual([]);
			expect(loginsSeen(rig())).toEqual({});
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("does not fight with a script that resets a setting, and says so once", async () => {
			const thunderbird = await prepared();
			setPolicy({ repairs: "automatic" });
			await restartForPass(thunderbird);
			expect(await settings(thunderbird)).toEqual(RIGHT);

			await setPrefs(thunderbird, BROKEN);
			await restartForPass(thunderbird);
			expect(await settings(thunderbird)).toEqual(BROKEN);
			expect(await alerts(thunderbird)).toEqual([expect.stringMatching(/^Work.: un réglage corrigé a été remis/)]);

			await setPrefs(thunderbird, { "mail.server.server1.max_cached_connections": 3 });
			await restartForPass(thunderbird);
			expect(await settings(thunderbird)).toEqual(BROKEN);
			expect(await alerts(thunderbird)).toEqual([]);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("adds calendars and contacts, sends no refused login twice but another one, and leaves what was taken back", async () => {
			// The password of the second one is another one for calendars and contacts.
			const people = [{ account: camille }, { account: ACCOUNTS.suite }];
			const lasuite = mailOf(people);
			const thunderbird = await prepared({ mail: lasuite, logins: storedLogins(lasuite, people) });
			const before = (await thunderbird.logins()).length;
			setPolicy({ calendar: "automatic", contacts: "automatic" });
			await restartForPass(thunderbird);
			const added = async () => [await calendarsOf(thunderbird), await booksOf(thunderbird)];
			const [calendars, books] = await added();
			expect(calendars?.map(({ username }) => username)).toEqual([camille.user, camille.user]);
			expect(calendars).toContainEqual(expect.objectContaining({ cached: true, isDefault: true, titles: [EVENT] }));
			expect(books).toMatchObject([{ username: camille.user, names: [CONTACT] }]);
			expect(await bar(thunderbird)).toMatch(/Bons Comptes a ajouté des agendas ou des contacts pour .+, comme/);
			const logins = ({ user }: Account) => {
				const lines = rig().logs.nginx().split("\n");
				return lines.filter((line) => line.includes(` ${user} [`)).map((line) => line.includes('" 401 '));
			};
			// For calendars and contacts together.
			expect(logins(ACCOUNTS.suite)).toEqual([true]);
			expect(logins(camille)).not.toContain(true);
			expect(await thunderbird.logins()).toHaveLength(before + 1);

			await clickInBar(thunderbird, "Annuler");
			await expect.poll(added, { timeout: 30_000 }).toEqual([[], []]);
			expect(await thunderbird.logins()).toHaveLength(before);

			// Another policy: it comes again, finds what was taken back, and tries the refused login no more.
			await rig().reset();
			setPolicy({ calendar: "automatic", contacts: "automatic", recheck: "weekly" });
			await restartForPass(thunderbird);
			expect(await added()).toEqual([[], []]);
			expect(logins(ACCOUNTS.suite)).toEqual([]);

			// Another password is stored for the servers of calendars: it is tried.
			const { user: username, davPassword } = ACCOUNTS.suite;
			const own = { origin: "https://webmail.numerique.gouv.fr", realm: REALM, username, password: davPassword };
			await thunderbird.addLogin(own);
			setPolicy({ calendar: "automatic", contacts: "automatic", recheck: "monthly" });
			await restartForPass(thunderbird);
			expect(await calendarsOf(thunderbird)).toContainEqual(expect.objectContaining({ username }));
			expect(logins(ACCOUNTS.suite)).not.toContain(true);
			expect(await alerts(thunderbird)).toEqual([]);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("does not come without its policy, and takes a message that is being written for a reason to wait", async () => {
			const thunderbird = await prepared();
			setPolicy({ repairs: "ask", calendar: "off" });
			await setSoon(thunderbird);
			await restart(thunderbird);
			const page = await thunderbird.openPage(ADDON.id);
			await page.waitForState("idle");
			// What is not offered is not added either, whoever asks.
			const problem = { kind: "additions-off", service: "calendar" };
			expect(await apply(page, [calendar])).toEqual({ kind: "refused", problem });
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

async function settings(thunderbird: Thunderbird): Promise<object> {
	const all = await thunderbird.prefs("mail.");
	return Object.fromEntries(Object.keys(BROKEN).map((name) => [name, all[name]]));
}

const clickInBar = (thunderbird: Thunderbird, label: string): Promise<void> =>
	thunderbird.chrome(({ window }, label) => {
		const found = window.specialTabs.msgNotificationBar.getNotificationWithValue("bons-comptes-repaired");
		const buttons = [...found.querySelectorAll("button"), ...(found.shadowRoot?.querySelectorAll("button") ?? [])];
		const isIt = (one: { textContent: string; label?: string }) =>
			(one.label ?? one.textContent) === label || one.textContent === label;
		buttons.find(isIt).click();
	}, label);
