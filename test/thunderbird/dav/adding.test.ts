// Calendars and address books that the add-on adds to a real Thunderbird, from a real DAV server: entries come and go, also
// after a restart; twice is once; an undo leaves nothing. What the engine decides before that: ../../experiments/repair/.

import { expect, test } from "vitest";
import type { Change } from "../../../src/domain/change";
import { ACCOUNTS } from "../../rig/world";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { mailOf } from "../live/settings";
import {
	addContact,
	addEvent,
	booksOf,
	calendarsOf,
	completions,
	goOffline,
	onServer,
	type SeenCalendar,
	syncBook,
} from "./collections";
import {
	apply,
	BOOK,
	book,
	CALENDAR,
	CONTACT,
	calendar,
	DAV_LOGIN,
	davPassword,
	davPrefs,
	EVENT,
	loginsOf,
	MAIL_LOGIN,
	ORIGIN,
	undo,
	user,
} from "./scene";

const titlesOf = (calendars: SeenCalendar[]) => calendars.map(({ titles }) => titles);

describeInRig(
	"a calendar and an address book",
	(rig) => {
		const launch = async (logins = [MAIL_LOGIN]) => {
			const mail = mailOf([{ account: ACCOUNTS.suite }]);
			const thunderbird = await launchInRig(rig(), { mail, logins });
			return { thunderbird, page: await thunderbird.openPage(ADDON.id) };
		};

		test("are added, used in both directions, still there after a restart, and taken back", async () => {
			const { thunderbird, page } = await launch();
			const before = { prefs: await davPrefs(thunderbird), logins: await loginsOf(thunderbird) };
			const outcome = await apply(page, [calendar, book]);
			expect(outcome).toMatchObject({ kind: "applied" });
			const [added] = await calendarsOf(thunderbird);
			expect(added).toMatchObject({ url: CALENDAR, username: user, cached: true, isDefault: true, titles: [EVENT] });
			expect(added).toMatchObject({ identity: "id1", color: "#1f6feb" });
			expect(await booksOf(thunderbird)).toEqual([{ url: BOOK, username: user, names: [CONTACT] }]);
			expect(await completions(thunderbird, "camille")).toContainEqual(expect.stringContaining(CONTACT));
			expect(await loginsOf(thunderbird)).toContainEqual(DAV_LOGIN);

			await addEvent(thunderbird, CALENDAR, "Made here");
			await addContact(thunderbird, BOOK, "Dominique Neuf", "dominique.neuf@beta.gouv.fr");
			const server = (url: string) => onServer(rig(), url, user, davPassword);
			await expect.poll(() => server(CALENDAR), { timeout: 10_000 }).toContain("Made here");
			await expect.poll(() => server(BOOK), { timeout: 10_000 }).toContain("dominique.neuf@beta.gouv.fr");
			expect(await thunderbird.openedWindows()).toEqual([]);

			await thunderbird.restart();
			const again = await thunderbird.openPage(ADDON.id);
			await expect
				.poll(async () => titlesOf(await calendarsOf(thunderbird)), { timeout: 15_000 })
				.toEqual([expect.arrayContaining([EVENT, "Made here"])]);
			expect((await booksOf(thunderbird))[0]?.names.toSorted()).toEqual([CONTACT, "Dominique Neuf"]);
			if (outcome.kind !== "applied") throw new Error("not applied");
			expect(await undo(again, outcome.entry)).toMatchObject({ kind: "undone" });
			expect([await calendarsOf(thunderbird), await booksOf(thunderbird)]).toEqual([[], []]);
			expect(await loginsOf(thunderbird)).toEqual(before.logins);
			expect(await davPrefs(thunderbird)).toEqual(before.prefs);
			// What was taken out of Thunderbird is on its server still.
			expect(await server(CALENDAR)).toContain("Made here");
			expect(await server(BOOK)).toContain("dominique.neuf@beta.gouv.fr");
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("are one each, however often and under whatever name they are added", async () => {
			const { thunderbird, page } = await launch();
			const alias = (url: string) => url.replace("numerique.gouv.fr", "beta.gouv.fr").replace(/\/$/, "");
			// By hand, under another name of the same servers.
			await thunderbird.addLogin({ ...DAV_LOGIN, origin: "https://webmail.beta.gouv.fr" });
			await thunderbird.chrome(
				({ ChromeUtils, Services }, url, username) => {
					const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
					const made = cal.manager.createCalendar("caldav", Services.io.newURI(url));
					made.name = "By hand";
					made.setProperty("username", username);
					cal.manager.registerCalendar(made);
				},
				`${alias(CALENDAR)}/`,
				user,
			);
			expect(await apply(page, [calendar])).toEqual({ kind: "nothing-to-do" });
			const [first, second] = await page.eval(
				(changes: Change[]) =>
					Promise.all([browser.bonsComptesRepair.apply(changes, {}), browser.bonsComptesRepair.apply(changes, {})]),
				[calendar, book] as Change[],
			);
			expect([first, second]).toMatchObject([{ kind: "applied" }, { kind: "refused", problem: { kind: "busy" } }]);
			expect(await apply(page, [calendar, { ...book, url: alias(BOOK) }])).toEqual({ kind: "nothing-to-do" });
			expect(await calendarsOf(thunderbird)).toHaveLength(1);
			expect(await booksOf(thunderbird)).toHaveLength(1);
			expect((await loginsOf(thunderbird)).filter(({ origin }) => origin === ORIGIN)).toEqual([DAV_LOGIN]);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("stay while something in them has not reached the server", async () => {
			const { thunderbird, page } = await launch([MAIL_LOGIN, DAV_LOGIN]);
			const outcome = await apply(page, [calendar, book]);
			if (outcome.kind !== "applied") throw new Error(JSON.stringify(outcome));
			const refused = (name: string) => ({ kind: "refused", problem: { kind: "unsent-changes", name } });
			const server = (url: string) => onServer(rig(), url, user, davPassword);
			await goOffline(thunderbird, true);
			await addContact(thunderbird, BOOK, "Luc Essai", "luc.essai@beta.gouv.fr");
			// At once: Thunderbird itself does not know yet that it could not be sent.
			expect(await undo(page, outcome.entry)).toEqual(refused("Contacts"));
			expect((await booksOf(thunderbird))[0]?.names).toContain("Luc Essai");
			await goOffline(thunderbird, false);
			await syncBook(thunderbird, BOOK);
			await expect.poll(() => server(BOOK), { timeout: 20_000 }).toContain("luc.essai@beta.gouv.fr");
			await goOffline(thunderbird, true);
			await addEvent(thunderbird, CALENDAR, "Made offline");
			expect(await undo(page, outcome.entry)).toEqual(refused("Calendrier"));
			expect(titlesOf(await calendarsOf(thunderbird))).toEqual([expect.arrayContaining(["Made offline"])]);
			await goOffline(thunderbird, false);
			await expect.poll(() => server(CALENDAR), { timeout: 20_000 }).toContain("Made offline");
			await expect
				.poll(async () => (await undo(page, outcome.entry)).kind, { timeout: 20_000, interval: 500 })
				.toBe("undone");
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("that are gone when they are added leave nothing behind", async () => {
			const { thunderbird, page } = await launch();
			const before = { prefs: await davPrefs(thunderbird), logins: await loginsOf(thunderbird) };
			for (const gone of [
				{ ...calendar, url: CALENDAR.replace("agenda", "gone") },
				{ ...book, url: BOOK.replace("contacts", "gone") },
			]) {
				expect(await apply(page, [gone])).toMatchObject({
					kind: "rolled-back",
					problem: { kind: "not-synchronised", host: "webmail.numerique.gouv.fr" },
				});
				expect({ prefs: await davPrefs(thunderbird), logins: await loginsOf(thunderbird) }).toEqual(before);
			}
			expect(await thunderbird.openedWindows()).toEqual([]);
		});
	},
	"oldest",
);
