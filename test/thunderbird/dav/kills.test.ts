// Thunderbird killed after a step of adding a calendar with an address book, and of taking them back: the next start finds both
// or none, with every login that was there. After some of the steps; after each: npm run campaign.

import { expect, test } from "vitest";
import { ACCOUNTS } from "../../rig/world";
import type { ExtensionPage } from "../driver/page";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { arm, lastStep } from "../kills/kill";
import { mailOf } from "../live/settings";
import { booksOf, calendarsOf } from "./collections";
import { apply, book, calendar, DAV_LOGIN, loginsOf, MAIL_LOGIN, undo } from "./scene";

/** More steps than there are. */
const MOST_KILLS = 40;
/** From one kill to the next. */
const STRIDE = process.env["LIVE"] === "all" ? 1 : 3;

const startAgain = async (thunderbird: Thunderbird): Promise<ExtensionPage> => {
	await thunderbird.start();
	await thunderbird.addonReady(ADDON.id);
	return thunderbird.openPage(ADDON.id);
};
const latest = async (page: ExtensionPage) =>
	(await page.eval(() => browser.bonsComptesRepair.journal())).entries[0] ?? null;

/** Both are there with their login, or nothing of them. */
async function expectWhole(thunderbird: Thunderbird, isThere: boolean, after: string): Promise<void> {
	const count = isThere ? 1 : 0;
	expect(await calendarsOf(thunderbird), after).toHaveLength(count);
	expect(await booksOf(thunderbird), after).toHaveLength(count);
	const logins = await loginsOf(thunderbird);
	expect(logins, after).toHaveLength(1 + count);
	expect(logins, after).toContainEqual(expect.objectContaining(MAIL_LOGIN));
	if (isThere) expect(logins, after).toContainEqual(DAV_LOGIN);
}

async function add(page: ExtensionPage): Promise<string> {
	const outcome = await apply(page, [calendar, book]);
	if (outcome.kind !== "applied") throw new Error(JSON.stringify(outcome));
	return outcome.entry;
}

describeInRig(
	"a calendar and an address book that are being",
	(rig) => {
		test.each(["added", "taken back"] as const)(
			"%s are there whole or not at all, wherever that is cut off",
			{
				timeout: 400_000,
			},
			async (during) => {
				const mail = mailOf([{ account: ACCOUNTS.suite }]);
				const thunderbird = await launchInRig(rig(), { mail, logins: [MAIL_LOGIN] });
				let page = await thunderbird.openPage(ADDON.id);
				// Thunderbird writes a login that was typed late: here it is on disk before the first kill.
				await undo(page, await add(page));
				for (let nth = 1; ; nth += STRIDE) {
					expect(nth).toBeLessThan(MOST_KILLS);
					const entry = during === "taken back" ? await add(page) : null;
					await arm(thunderbird, { kind: "step", nth }, nth % 2 === 0);
					const call = entry === null ? apply(page, [calendar, book]) : undo(page, entry);
					const outcome = call.then(({ kind }) => kind);
					const end = await Promise.race([outcome.catch(() => "cut off"), thunderbird.ended().then(() => "cut off")]);
					if (end !== "cut off") {
						expect(nth).toBeGreaterThan(5);
						await expectWhole(thunderbird, during === "added", "survived");
						break;
					}
					await thunderbird.ended();
					const step = `${nth} ${lastStep(thunderbird)}`;
					page = await startAgain(thunderbird);
					const found = await latest(page);
					const isApplied = found?.state === "applied";
					expect(["applied", "rolled-back", "undone"], step).toContain(found?.state);
					await expectWhole(thunderbird, isApplied, step);
					if (isApplied) expect(await undo(page, found.id), step).toMatchObject({ kind: "undone" });
				}
				expect(await thunderbird.openedWindows()).toEqual([]);
			},
		);
	},
	"newest",
);
