// From mail alone to calendar, contacts and a second account, through the page's own buttons, as a person goes: every click and
// field is counted. Then Thunderbird itself shows the server's entries, and the server Thunderbird's. How one addition is made and
// taken back is adding.test.ts; what the page says meanwhile, ../../options/page.dav.test.tsx.

import { expect, test } from "vitest";
import { davHost, GOOGLE_CONTACT, GOOGLE_EVENT, PUBLIC_EVENT } from "../../rig/dav/rows";
import type { Rig } from "../../rig/rig";
import { ACCOUNTS, type Account, EVERY_ACCOUNT } from "../../rig/world";
import { fetchMail, sendMail } from "../driver/mail";
import type { ExtensionPage } from "../driver/page";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { loginsInClear } from "../live/logs";
import { mailOf, type Secrets, type Settings, storedLogins } from "../live/settings";
import { clickThrough, readObjects } from "../reading";
import { addContact, addEvent, booksOf, calendarsOf, completions, onServer } from "./collections";

const { gmail, suite } = ACCOUNTS;
/** Whose one password is right for mail, calendar and contacts. */
const camille = EVERY_ACCOUNT.find(({ user }) => user === "camille.martin@beta.gouv.fr") as Account;

/** Who was at OVH yesterday. */
const formerUser = "ancien.agent@beta.gouv.fr";
const atOvh = EVERY_ACCOUNT.find(({ user, platform }) => user === formerUser && platform === "ovh") as Account;
const atLaSuite = EVERY_ACCOUNT.find(({ user, platform }) => user === formerUser && platform === "lasuite") as Account;

const ORIGIN = "https://webmail.numerique.gouv.fr";
/** Another name of the same server. */
const ALIAS = "https://webmail.beta.gouv.fr";
const calendarOf = ({ user }: Account) => `${ORIGIN}/dav/caldav/${encodeURIComponent(user)}/agenda/`;
const bookOf = ({ user }: Account) => `${ORIGIN}/dav/carddav/${encodeURIComponent(user)}/contacts/`;
const EVENT = "Réunion d’essai";
const CONTACT = "Camille Exemple";

/** What a person does in the page, one by one. */
class Person {
	/** Clicks and fields. */
	steps = 0;
	readonly page: ExtensionPage;

	private constructor(page: ExtensionPage) {
		this.page = page;
	}

	static async at(thunderbird: Thunderbird): Promise<Person> {
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		return new Person(page);
	}

	/** Clicks, and gives the state in which all work behind the click has ended. */
	async click(action: string): Promise<string> {
		this.steps += 1;
		const states = await clickThrough(this.page, `[data-action="${action}"]`);
		return states.at(-1) ?? "";
	}

	/** Unfolds something: no work is behind it. */
	async unfold(action: string): Promise<void> {
		this.steps += 1;
		await this.page.click(`[data-action="${action}"]`);
	}

	async type(field: string, text: string): Promise<void> {
		this.steps += 1;
		await this.page.type(`[data-field="${field}"]`, text);
	}

	says(): Promise<string> {
		return this.page.text("#status");
	}
}

async function launch(rig: Rig, people: readonly (Settings & Secrets)[]): Promise<Thunderbird> {
	const mail = mailOf(people);
	return launchInRig(rig, { mail, logins: storedLogins(mail, people) });
}

/** The server's entries in Thunderbird, where a person looks for them. */
async function expectEntries(thunderbird: Thunderbird): Promise<void> {
	await expect
		.poll(async () => (await calendarsOf(thunderbird)).flatMap(({ titles }) => titles), { timeout: 30_000 })
		.toContain(EVENT);
	await expect
		.poll(() => completions(thunderbird, "camille ex"), { timeout: 30_000 })
		.toEqual([expect.stringContaining(CONTACT)]);
}

const added = async (thunderbird: Thunderbird) => ({
	calendars: (await calendarsOf(thunderbird)).map(({ url }) => url).sort(),
	books: (await booksOf(thunderbird)).map(({ url }) => url),
});
const davLogins = async (thunderbird: Thunderbird) =>
	(await thunderbird.logins()).filter(({ origin }) => origin === ORIGIN);

async function expectMail(thunderbird: Thunderbird, server: string, identity: string): Promise<void> {
	const subject = `from ${identity}`;
	expect(await sendMail(thunderbird, identity, subject)).toEqual({ ok: true, code: "" });
	await expect
		.poll(async () => (await fetchMail(thunderbird, server)).subjects, { timeout: 30_000 })
		.toContain(subject);
}

describeInRig(
	"calendar and contacts",
	(rig) => {
		test("from mail alone in two clicks; entries go both ways, also after a restart; an undo leaves nothing", async () => {
			const thunderbird = await launch(rig(), [{ account: camille }]);
			const before = { objects: await readObjects(thunderbird), logins: await thunderbird.logins() };
			let person = await Person.at(thunderbird);
			await person.click("check");
			person.steps = 0;
			expect(await person.click("add-dav")).toBe("checked");
			expect(await person.click("confirm")).toBe("fixed");
			expect(person.steps).toBe(2);
			await expectEntries(thunderbird);

			await addEvent(thunderbird, calendarOf(camille), "Déjeuner");
			await addContact(thunderbird, bookOf(camille), "Luc Essai", "luc.essai@beta.gouv.fr");
			const server = (url: string) => onServer(rig(), url, camille.user, camille.davPassword ?? "");
			await expect.poll(() => server(calendarOf(camille)), { timeout: 30_000 }).toContain("Déjeuner");
			await expect.poll(() => server(bookOf(camille)), { timeout: 30_000 }).toContain("luc.essai@beta.gouv.fr");

			await thunderbird.restart();
			await expectEntries(thunderbird);
			person = await Person.at(thunderbird);
			expect(await person.click("check")).toBe("checked");
			expect(await person.page.text('[data-service="calendar"][data-health="ok"]')).toMatch(/\d/);
			await person.click("undo");
			expect(await added(thunderbird)).toEqual({ calendars: [], books: [] });
			expect(await readObjects(thunderbird)).toEqual(before.objects);
			expect((await thunderbird.logins()).map(({ origin }) => origin)).toEqual(
				before.logins.map(({ origin }) => origin),
			);
			expect(loginsInClear(rig())).toEqual([]);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("with a password of their own: the coach asks for it, and the choice follows", async () => {
			const thunderbird = await launch(rig(), [{ account: suite }]);
			const person = await Person.at(thunderbird);
			await person.click("check");
			person.steps = 0;
			expect(await person.click("add-dav")).toBe("checked");
			expect(await added(thunderbird)).toEqual({ calendars: [], books: [] });
			await person.type("app-password", suite.davPassword);
			expect(await person.click("save-password")).toBe("fixed");
			expect(await person.page.text('[data-account="account1"]')).not.toContain(suite.davPassword);
			expect(await person.click("confirm")).toBe("fixed");
			expect(person.steps).toBe(4);
			await expectEntries(thunderbird);
			expect(await davLogins(thunderbird)).toMatchObject([{ username: suite.user, password: suite.davPassword }]);
			await expectMail(thunderbird, "server1", "id1");
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("added twice, after an addition by hand, and under an alias: one calendar, one book, one login", async () => {
			const thunderbird = await launch(rig(), [{ account: camille }]);
			// By hand, at another name of the same server.
			await thunderbird.addLogin({
				origin: ALIAS,
				realm: "OX DAV",
				username: camille.user,
				password: camille.password,
			});
			await thunderbird.chrome(
				({ ChromeUtils, Services }, url, username) => {
					const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
					const calendar = cal.manager.createCalendar("caldav", Services.io.newURI(url));
					calendar.name = "Mon agenda";
					calendar.setProperty("username", username);
					cal.manager.registerCalendar(calendar);
				},
				calendarOf(camille).replace(ORIGIN, ALIAS),
				camille.user,
			);
			const person = await Person.at(thunderbird);
			await person.click("check");
			expect(await person.click("add-contacts")).toBe("checked");
			expect(await person.click("confirm")).toBe("fixed");
			const once = await added(thunderbird);
			expect([once.calendars.length, once.books.length]).toEqual([1, 1]);
			for (const action of ["add-calendar", "add-contacts"]) {
				await person.page.eval(() => {
					for (const fold of document.querySelectorAll("details")) fold.open = true;
				});
				expect(await person.click(action)).toBe("checked");
				const there = await person.page.eval(() =>
					[...document.querySelectorAll<HTMLInputElement>("[data-collection]")]
						.filter(({ disabled }) => disabled)
						.map((box) => box.dataset["collection"] ?? ""),
				);
				expect(there).toEqual([action === "add-calendar" ? calendarOf(camille) : bookOf(camille)]);
				await person.unfold("dismiss");
			}
			expect(await added(thunderbird)).toEqual(once);
			expect(await davLogins(thunderbird)).toHaveLength(1);
		});

		test("shared by link: one that everybody may read, and one of the provider's with the stored login", async () => {
			const thunderbird = await launch(rig(), [{ account: camille }]);
			const before = { objects: await readObjects(thunderbird), logins: await thunderbird.logins() };
			const person = await Person.at(thunderbird);
			await person.click("check");
			const shared = calendarOf(camille).replace("/agenda/", "/agenda-partage/");
			const links: [typed: string, calendar: object][] = [
				[
					`webcal://${davHost("ics")}/agenda.ics`,
					{ url: `https://${davHost("ics")}/agenda.ics`, titles: [PUBLIC_EVENT] },
				],
				[shared, { url: shared, username: camille.user, cached: true }],
			];
			for (const [typed, calendar] of links) {
				await person.page.eval(() => {
					for (const fold of document.querySelectorAll("details")) fold.open = true;
					for (const field of document.querySelectorAll<HTMLInputElement>("[data-field=calendar-link]"))
						field.value = "";
				});
				await person.type("calendar-link", typed);
				expect(await person.click("add-link"), await person.says()).toBe("checked");
				expect(await person.click("confirm"), await person.says()).toBe("fixed");
				await expect
					.poll(() => calendarsOf(thunderbird), { timeout: 20_000 })
					.toContainEqual(expect.objectContaining(calendar));
			}
			// Whoever shows it to everybody is sent no login.
			expect(
				rig()
					.logs.dav()
					.map(({ host, login }) => [host, login]),
			).toContainEqual([davHost("ics"), "none"]);
			expect(
				rig()
					.logs.dav()
					.filter(({ login }) => login !== "none"),
			).toEqual([]);
			await person.click("undo");
			await person.click("undo");
			expect(await calendarsOf(thunderbird)).toEqual([]);
			expect(await readObjects(thunderbird)).toEqual(before.objects);
			expect(await thunderbird.logins()).toEqual(before.logins);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("of Google with the sign-in that mail has: nothing is asked twice, and the undo leaves nothing", async () => {
			const thunderbird = await launch(rig(), [
				{
					account: gmail,
					token: "rig-refresh-1",
					incoming: { auth: "oauth2" },
					outgoing: { auth: "oauth2" },
				},
			]);
			const before = await thunderbird.logins();
			const person = await Person.at(thunderbird);
			await person.click("check");
			expect(await person.click("add-dav")).toBe("checked");
			const found = await person.page.eval(() =>
				[...document.querySelectorAll<HTMLInputElement>("[data-collection]")].map(
					(box) => new URL(box.dataset["collection"] ?? "").hostname,
				),
			);
			expect(found).toEqual(expect.arrayContaining(["apidata.googleusercontent.com", "www.googleapis.com"]));
			expect(await person.click("confirm"), await person.says()).toBe("fixed");
			await expect
				.poll(async () => (await calendarsOf(thunderbird)).flatMap(({ titles }) => titles), { timeout: 30_000 })
				.toContain(GOOGLE_EVENT);
			expect((await booksOf(thunderbird)).map(({ names }) => names)).toEqual([[GOOGLE_CONTACT]]);
			expect(await thunderbird.logins()).toEqual(before);
			await person.click("undo");
			expect(await added(thunderbird)).toEqual({ calendars: [], books: [] });
			expect(await thunderbird.logins()).toEqual(before);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});
	},
	"newest",
);

describeInRig(
	"a second account",
	(rig) => {
		test("from an old mailbox at OVH to one at La Suite with calendar and contacts; the old one stays as it was", async () => {
			const thunderbird = await launch(rig(), [{ account: atOvh }]);
			const oldMail = async () => (await fetchMail(thunderbird, "server1")).subjects;
			await expect.poll(oldMail, { timeout: 20_000 }).toHaveLength(atOvh.messages);
			const before = { objects: await readObjects(thunderbird), mail: await oldMail() };
			const person = await Person.at(thunderbird);
			await person.click("check");
			await person.unfold("add-account");
			await person.type("app-password", atLaSuite.password);
			expect(await person.click("confirm"), await person.says()).toBe("fixed");
			expect(person.steps).toBeLessThanOrEqual(6);
			const objects = await readObjects(thunderbird);
			expect(objects).toMatchObject(before.objects);
			const fresh = Object.entries(objects).filter(([key]) => !(key in before.objects));
			const server = fresh.find(([key]) => key.startsWith("server"))?.[0] ?? "";
			const identity = fresh.find(([key]) => key.startsWith("id"))?.[0] ?? "";
			await expectMail(thunderbird, server, identity);
			await expectEntries(thunderbird);
			const now = await added(thunderbird);
			expect(now.calendars).toContain(calendarOf(atLaSuite));
			expect(now.books).toEqual([bookOf(atLaSuite)]);
			expect(await oldMail()).toEqual(before.mail);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});
	},
	"newest",
);
