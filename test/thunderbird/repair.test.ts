// The main job in a real Thunderbird: find the published wrong settings of every era, repair them in one click, take
// everything back in one click, exactly; in English and in French. Kills in the middle of it are tested elsewhere.

import { beforeAll, describe, expect, test } from "vitest";
import type { ExtensionPage } from "./driver/page";
import type { StoredLogin, Thunderbird } from "./driver/thunderbird";
import { eraCarriedLogins, eraFindings, eraLeft, eraLogins, eraMail, eraRepaired } from "./eras";
import { ADDON, LANGUAGES, launch } from "./harness";
import { isPlayedIn } from "./in-rig";
import { clickThrough, mailLines, pageText, readCards, readObjects, readState, type State, sentence } from "./reading";

type Login = Pick<StoredLogin, "origin" | "username" | "password">;

const loginLines = (logins: readonly Login[]) =>
	logins.map(({ origin, username, password }) => `${origin} ${username} ${password}`).sort();

async function cardsOf(page: ExtensionPage) {
	const cards = Object.entries(await readCards(page));
	return Object.fromEntries(
		cards.map(([key, { provider, findings, changes }]) => [key, { provider, findings, changes }]),
	);
}

async function restart(thunderbird: Thunderbird): Promise<void> {
	await thunderbird.restart();
	await thunderbird.addonReady(ADDON.id);
}

/** Each version in a language of its own; all of them in both: the campaign's. */
const played = LANGUAGES.filter((language) => isPlayedIn(language === "en" ? "newest" : "oldest"));

describe.each(played)("in %s", (language) => {
	let thunderbird: Thunderbird;
	let page: ExtensionPage;
	let before: State;
	let objects: Record<string, string>;

	beforeAll(async () => {
		thunderbird = await launch({ mail: eraMail, language });
		for (const login of eraLogins) await thunderbird.addLogin(login);
	});

	test("Thunderbird itself writes no other mail preference than those that reading.ts names", async () => {
		const control = await mailLines(thunderbird);
		await restart(thunderbird);
		expect(await mailLines(thunderbird)).toEqual(control);
	});

	test("the toolbar button opens the page, which finds every published fault and nothing else", async () => {
		before = await readState(thunderbird);
		objects = await readObjects(thunderbird);
		page = await thunderbird.clickToolbarButton(ADDON.id);
		await page.waitForState("checked");
		expect(await cardsOf(page)).toEqual(eraFindings);
		expect(await page.text('[data-action="check"]')).toMatch(sentence("action", language));
		expect(await readState(thunderbird)).toEqual(before);
	});

	test("one click repairs every live fault, and Thunderbird's own objects hold the new values", async () => {
		expect(await clickThrough(page, '[data-action="fix-all"]')).toEqual(["checked", "fixing", "fixed"]);
		expect(await page.text("#status")).toMatch(sentence("notice_repaired_other", language));
		expect(await readObjects(thunderbird)).toEqual({ ...objects, ...eraRepaired });
		expect(await cardsOf(page)).toEqual(eraLeft);
	});

	test("each login follows its server, and every old one is kept", async () => {
		const { logins } = await readState(thunderbird);
		expect(logins).toEqual(expect.arrayContaining(before.logins));
		expect(loginLines(logins)).toEqual(loginLines([...eraLogins, ...eraCarriedLogins]));
	});

	test("the repair is still there after a restart", async () => {
		await restart(thunderbird);
		expect(await readObjects(thunderbird)).toEqual({ ...objects, ...eraRepaired });
		// Thunderbird brings the tab back; the page offers the undo, and does not check by itself.
		page = await thunderbird.currentPage(ADDON.id);
		await page.waitFor(() => document.querySelector('[data-action="undo"]') !== null);
	});

	test("one click takes it all back: preferences byte for byte, logins, objects", async () => {
		expect(await clickThrough(page, '[data-action="undo"]')).toEqual(["idle", "fixing", "checked"]);
		expect(await page.text("#status")).toMatch(sentence("notice_undone", language));
		expect(await readState(thunderbird)).toEqual(before);
		expect(await readObjects(thunderbird)).toEqual(objects);
		expect(await cardsOf(page)).toEqual(eraFindings);
		expect(await page.count('[data-action="undo"], [data-action="undo-entry"]')).toBe(0);
	});

	test("no window and no dialog has opened", async () => {
		expect(await thunderbird.openedWindows()).toEqual([]);
	});

	// What follows depends on no language.
	if (language !== "en") return;

	test("accounts are repaired one by one and taken back one by one, the older repair first", async () => {
		for (const account of ["account1", "account7"]) {
			const states = await clickThrough(page, `[data-account="${account}"] [data-action="fix"]`);
			expect(states.slice(1)).toEqual(["fixing", "fixed"]);
		}
		const repaired = ["server1", "smtp1", "smtp7"].map((key) => [key, eraRepaired[key]]);
		expect(await readObjects(thunderbird)).toEqual({ ...objects, ...Object.fromEntries(repaired) });
		const [latest, first] = await page.attributes('[data-action="undo-entry"]', "data-entry");
		await clickThrough(page, `[data-action="undo-entry"][data-entry="${first}"]`);
		expect(await readObjects(thunderbird)).toEqual({ ...objects, smtp7: eraRepaired["smtp7"] });
		await clickThrough(page, `[data-action="undo-entry"][data-entry="${latest}"]`);
		expect(await readState(thunderbird)).toEqual(before);
	});

	test("a second repair after an undo does the same again", async () => {
		await clickThrough(page, '[data-action="fix-all"]');
		expect(await readObjects(thunderbird)).toEqual({ ...objects, ...eraRepaired });
	});

	test("an undo is refused with a sentence when the user has changed a value since, and changes nothing", async () => {
		await thunderbird.chrome(({ Services }) => Services.prefs.setIntPref("mail.server.server1.port", 1993));
		const mine = await readState(thunderbird);
		await clickThrough(page, '[data-action="undo"]');
		expect(await page.text("#status")).toMatch(sentence("notice_undo_refused"));
		expect(await pageText(page)).toMatch(sentence("undo_problem_changed_meanwhile"));
		expect(await readState(thunderbird)).toEqual(mine);
		await thunderbird.chrome(({ Services }) => Services.prefs.clearUserPref("mail.server.server1.port"));
	});

	test("a repair is refused with a sentence when the page shows what is no longer so", async () => {
		await thunderbird.chrome(({ Services }) => {
			Services.prefs.setIntPref("mail.server.server1.port", 993);
		});
		await clickThrough(page, '[data-action="undo"]');
		expect(await readState(thunderbird)).toEqual(before);
		await thunderbird.chrome(({ Services }) => Services.prefs.setIntPref("mail.smtpserver.smtp3.port", 2525));
		const mine = await readState(thunderbird);
		await clickThrough(page, '[data-action="fix-all"]');
		expect(await page.text("#status")).toMatch(sentence("problem_changed_meanwhile"));
		expect(await readState(thunderbird)).toEqual(mine);
	});
});
