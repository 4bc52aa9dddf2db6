// A profile with very many accounts: the check ends and the page stays usable. How fast: the benchmark.
// A file of its own because Thunderbird itself needs long to start with it, and files run side by side.

import { expect } from "vitest";
import { manyAccounts } from "../demo/accounts";
import { ADDON, launch } from "./harness";
import { testIn } from "./in-rig";
import { clickThrough } from "./reading";

/** Making them is Thunderbird's own work, and slow: a thousand in the campaign. */
const COUNT = process.env["LIVE"] === "all" ? 1000 : 250;

testIn("newest")(`${COUNT} accounts are checked, and the page stays usable`, async () => {
	const thunderbird = await launch({ mail: manyAccounts(COUNT) });
	const page = await thunderbird.openPage(ADDON.id);
	await page.waitForState("idle");
	await clickThrough(page, '[data-action="check"]');
	expect(await page.count("[data-account]")).toBe(COUNT);
	await page.click(".card details:not([open]) summary");
	expect(await page.count(".card details[open]")).toBeGreaterThan(0);
});
