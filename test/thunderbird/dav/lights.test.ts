// The lights « agenda » and « contacts » in a real Thunderbird at real servers: what each of many calendars and books comes
// to in one check, what Thunderbird itself knows of them, and that the check changes nothing and opens nothing.

import { expect, test } from "vitest";
import { ACCOUNTS } from "../../rig/world";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { mailOf, storedLogins } from "../live/settings";

const { suite } = ACCOUNTS;
const { user, davPassword } = suite;
const HOST = "webmail.numerique.gouv.fr";
const ALIAS = "webmail.beta.gouv.fr";
const at = (collection: string, host = HOST) => `https://${host}/dav/caldav/${user}/${collection}`;

/** By id, which is the name too. */
const CALENDARS: Readonly<Record<string, { url: string; cached?: boolean; off?: boolean }>> = {
	right: { url: at("agenda/") },
	double: { url: at("agenda", ALIAS) },
	entry: { url: `https://${HOST}/dav/caldav` },
	uncached: { url: at("taches/"), cached: false },
	gone: { url: at("parti/") },
	off: { url: at("agenda-partage/"), off: true },
};
const BOOKS: Readonly<Record<string, string>> = {
	contacts: `https://${HOST}/dav/carddav/${user}/contacts/`,
	nowhere: "https://webmail.absent.example/dav/carddav/contacts/",
};

const LOGIN = { realm: "OX DAV", username: user, password: davPassword };

/** As a person adds them by hand. Ends once Thunderbird has the event and the contact, and has given up what is gone. */
async function addByHand(thunderbird: Thunderbird): Promise<void> {
	await thunderbird.run(
		`async ({ ChromeUtils, MailServices, Services }, calendars, books, user) => {
			const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
			for (const [id, { url, cached, off }] of Object.entries(calendars)) {
				const calendar = cal.manager.createCalendar("caldav", Services.io.newURI(url));
				calendar.id = id;
				calendar.name = id;
				calendar.setProperty("username", user);
				calendar.setProperty("cache.enabled", cached !== false);
				if (off) calendar.setProperty("disabled", true);
				cal.manager.registerCalendar(calendar);
			}
			for (const [name, url] of Object.entries(books)) {
				const book = MailServices.ab.getDirectoryFromId(MailServices.ab.newAddressBook(name, null, 102, null));
				book.setStringValue("carddav.url", url);
				book.setStringValue("carddav.username", user);
				await book.wrappedJSObject.fetchAllFromServer().catch(() => {});
			}
		}`,
		CALENDARS,
		BOOKS,
		user,
	);
	const settled = () =>
		thunderbird.run(
			`async ({ ChromeUtils, MailServices, Ci }) => {
				const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
				const find = (id) => cal.manager.getCalendars().find((one) => one.id === id);
				const items = await find("right").getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
				const book = MailServices.ab.directories.find(({ dirName }) => dirName === "contacts");
				return [items.length, book.childCardCount, Boolean(find("gone").getProperty("disabled"))];
			}`,
		);
	await expect.poll(settled, { timeout: 40_000 }).toEqual([1, 1, true]);
}

describeInRig(
	"the lights of calendars and contacts",
	(rig) => {
		test("tell of each what its server shows, and the check changes and opens nothing", async () => {
			const people = [{ account: suite }];
			const mail = mailOf(people);
			const logins = [HOST, ALIAS].map((host) => ({ ...LOGIN, origin: `https://${host}` }));
			const thunderbird = await launchInRig(rig(), { mail, logins: [...storedLogins(mail, people), ...logins] });
			const page = await thunderbird.openPage(ADDON.id);
			// From the first reading on, this add-on listens.
			await page.eval(() => browser.bonsComptesProfile.read());
			await addByHand(thunderbird);
			const before = await thunderbird.prefs("calendar.", "ldap_2.", "mail.");
			const windows = await thunderbird.openedWindows();

			await page.click('[data-action="check"]');
			await page.waitFor(() => document.querySelector("main")?.dataset["state"] === "checked");
			const told = await page.eval(() =>
				[...document.querySelectorAll<HTMLElement>("[data-rule]")]
					.map(({ dataset }) => `${dataset["severity"]} ${dataset["rule"]}`)
					.filter((one) => /(dav|calendar|address-book)-/.test(one))
					.sort(),
			);
			expect(told).toEqual([
				"advice calendar-not-cached",
				"error dav-unreachable",
				"warning dav-collection-gone",
				"warning dav-duplicate",
				"warning dav-entry-url-as-calendar",
			]);
			const lights = await page.eval(() =>
				["incoming", "outgoing", "calendar", "contacts"].map(
					(service) => document.querySelector<HTMLElement>(`[data-service="${service}"]`)?.dataset["health"],
				),
			);
			expect(lights).toEqual(["ok", "ok", "warning", "error"]);

			const { calendars, addressBooks } = await page.eval(() => browser.bonsComptesProfile.read());
			const right = calendars.find(({ id }) => id === "right");
			expect(right).toMatchObject({ state: "active", cached: true, entries: 1, unsent: false, login: "stored" });
			expect(right?.lastSync).toMatch(/^\d{4}-.*Z$/);
			expect(calendars.map(({ id, state }) => `${id} ${state}`)).toEqual(
				expect.arrayContaining(["gone stopped", "off disabled"]),
			);
			const contacts = addressBooks.find(({ name }) => name === "contacts");
			expect(contacts).toMatchObject({ state: "active", entries: 1, unsent: false, login: "stored" });
			expect(contacts?.lastSync).toMatch(/^\d{4}-.*Z$/);

			expect(await thunderbird.prefs("calendar.", "ldap_2.", "mail.")).toEqual(before);
			expect(await thunderbird.openedWindows()).toEqual(windows);
		});
	},
	"oldest",
);
