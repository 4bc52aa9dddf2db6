// Calendars and address books that were added wrongly, repaired through the page of a real Thunderbird at real servers: what each
// comes to, that it works then, and that one undo brings everything back. Which finding is whose: ../../rules/.

import { expect, test } from "vitest";
import { ACCOUNTS, type Account, EVERY_ACCOUNT } from "../../rig/world";
import type { ExtensionPage } from "../driver/page";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { mailOf, storedLogins } from "../live/settings";
import { clickThrough } from "../reading";
import { booksOf } from "./collections";
import { CONTACT, EVENT } from "./scene";

const { suite } = ACCOUNTS;
const camille = EVERY_ACCOUNT.find(({ user }) => user === "camille.martin@beta.gouv.fr") as Account;
const HOST = "webmail.numerique.gouv.fr";
const ALIAS = "webmail.beta.gouv.fr";
const at = (collection: string, { user }: Account = suite, host = HOST) =>
	`https://${host}/dav/${collection === "contacts" ? "carddav" : "caldav"}/${encodeURIComponent(user)}/${collection}/`;
/** Without its domain nobody may log in. */
const BARE = suite.user.replace(/@.*/, "");

interface Wrong {
	url: string;
	username: string;
	/** What is set besides, as Thunderbird keeps it. */
	properties?: Record<string, boolean | string>;
}

/** By id, which is the name too. */
const CALENDARS: Readonly<Record<string, Wrong>> = {
	right: { url: at("agenda"), username: suite.user },
	double: { url: at("agenda", suite, ALIAS), username: suite.user },
	entry: { url: `https://${HOST}/dav/caldav`, username: suite.user },
	bare: { url: at("taches"), username: BARE },
	// Thunderbird marks so what it has switched off itself.
	stopped: {
		url: at("agenda", camille),
		username: camille.user,
		properties: { "cache.enabled": false, disabled: true, "auto-enabled": true },
	},
};
const BOOKS: Readonly<Record<string, Wrong>> = {
	bareBook: { url: at("contacts"), username: BARE },
	entryBook: { url: `https://${HOST}/dav/carddav`, username: camille.user },
};

/** As a person adds them by hand. Thunderbird asks no server for them: it would ask for passwords. */
function addByHand(thunderbird: Thunderbird): Promise<void> {
	return thunderbird.chrome(
		({ ChromeUtils, Services }, calendars, books) => {
			const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
			const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
			for (const [id, { url, username, properties }] of Object.entries(calendars)) {
				const calendar = cal.manager.createCalendar("caldav", Services.io.newURI(url));
				calendar.id = id;
				calendar.name = id;
				const all = { username, refreshInterval: "0", "cache.enabled": true, ...properties };
				for (const [name, value] of Object.entries(all)) calendar.setProperty(name, value);
				cal.manager.registerCalendar(calendar);
			}
			for (const [name, { url, username }] of Object.entries(books)) {
				const book = MailServices.ab.getDirectoryFromId(MailServices.ab.newAddressBook(name, null, 102, null));
				book.setStringValue("carddav.url", url);
				book.setStringValue("carddav.username", username);
				book.setIntValue("carddav.syncinterval", 0);
			}
		},
		CALENDARS,
		BOOKS,
	);
}

const findings = (page: ExtensionPage): Promise<string[]> =>
	page.eval(() =>
		[...document.querySelectorAll<HTMLElement>("[data-rule]")]
			.map(({ dataset }) => dataset["rule"] ?? "")
			.filter((rule) => /(dav|calendar|address-book)-/.test(rule))
			.sort(),
	);

/** Brings a calendar up to date, and says what is in it. */
function titlesIn(thunderbird: Thunderbird, url: string): Promise<string[]> {
	return thunderbird.chrome(async ({ ChromeUtils, Ci }, url) => {
		const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
		const calendar = cal.manager.getCalendars().find((one: { uri: { spec: string } }) => one.uri.spec === url);
		calendar.refresh();
		const items = await calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
		return items.map((item: { title: string }) => item.title);
	}, url);
}

describeInRig(
	"calendars and address books that were added wrongly",
	(rig) => {
		test("are repaired in one click each and taken back; what is double is switched off, and nothing is deleted", async () => {
			const people = [{ account: suite }, { account: camille }];
			const mail = mailOf(people);
			const logins = [suite, camille].flatMap(({ user, davPassword = "" }) =>
				[HOST, ALIAS].map((host) => ({
					origin: `https://${host}`,
					realm: "OX DAV",
					username: user,
					password: davPassword,
				})),
			);
			const thunderbird = await launchInRig(rig(), { mail, logins: [...storedLogins(mail, people), ...logins] });
			const page = await thunderbird.openPage(ADDON.id);
			await page.waitForState("idle");
			await addByHand(thunderbird);
			const state = async () => ({
				prefs: Object.fromEntries(
					Object.entries(await thunderbird.prefs("calendar.registry.", "ldap_2.servers."))
						// Thunderbird's own notes; what it has switched off itself it switches on whenever it makes the calendar anew.
						.filter(
							([name]) =>
								!/\.(initialSortOrderPos|readOnly|carddav\.token|uid)$|\.stopped\.(auto-enabled|disabled)$/.test(name),
						),
				),
				logins: (await thunderbird.logins()).map(({ origin, username }) => `${origin} ${username}`).sort(),
			});
			const before = await state();

			await clickThrough(page, '[data-action="check"]');
			expect(await findings(page)).toEqual([
				...["calendar-not-cached", "calendar-stopped", "dav-duplicate"],
				...["dav-entry-url-as-calendar", "dav-entry-url-as-calendar", "dav-username", "dav-username"],
			]);
			expect(await state()).toEqual(before);
			await clickThrough(page, '[data-action="fix-all"]');
			// An address book cannot be switched off: the wrong one stays, and is told still.
			expect(await findings(page)).toEqual(["dav-entry-url-as-calendar"]);

			const { calendars, addressBooks } = await page.eval(() => browser.bonsComptesProfile.read());
			expect(calendars).toHaveLength(Object.keys(CALENDARS).length + 1);
			const byId = new Map(calendars.map((one) => [one.id, one]));
			expect(byId.get("right")).toMatchObject({ state: "active" });
			expect(byId.get("double")).toMatchObject({ state: "disabled" });
			expect(byId.get("entry")).toMatchObject({ state: "disabled" });
			expect(byId.get("bare")).toMatchObject({ state: "active", username: suite.user });
			expect(byId.get("stopped")).toMatchObject({ state: "active", cached: true });
			expect(calendars.find(({ url }) => url === at("agenda-partage"))).toMatchObject({ username: suite.user });
			expect(addressBooks.map(({ url, username }) => [url, username])).toEqual(
				expect.arrayContaining([
					[at("contacts"), suite.user],
					[at("contacts", camille), camille.user],
				]),
			);
			// They work.
			await expect.poll(() => titlesIn(thunderbird, at("agenda", camille)), { timeout: 20_000 }).toContain(EVENT);
			const names = async () => (await booksOf(thunderbird)).find(({ url }) => url === at("contacts", camille))?.names;
			expect(await names()).toEqual([CONTACT]);

			await clickThrough(page, '[data-action="undo"]');
			// Thunderbird's own objects, without what is in them: it would ask the server for that of one without a cache.
			const after = await page.eval(() => browser.bonsComptesProfile.read());
			expect(after.calendars.map(({ id }) => id).sort()).toEqual(Object.keys(CALENDARS).sort());
			expect(after.addressBooks.map(({ name }) => name).sort()).toEqual(Object.keys(BOOKS).sort());
			expect(await state()).toEqual(before);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});
	},
	"oldest",
);
