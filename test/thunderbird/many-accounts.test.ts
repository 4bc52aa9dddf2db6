// A profile with very many accounts: the check ends and the page stays usable. How fast: the benchmark.
// A file of its own because Thunderbird itself needs long to start with it, and files run side by side.

import { expect } from "vitest";
import { manyAccounts } from "../demo/accounts";
import { ADDON, launch } from "./harness";
import { testIn } from "./in-rig";
import { clickThrough } from "./reading";

testIn("newest")("1 000 accounts are checked, and the page stays usable", async () => {
	const thunderbird = await launch({ mail: manyAccounts(1000) });
	const page = await thunderbird.openPage(ADDON.id);
	await page.waitForState("idle");
	await clickThrough(page, '[data-action="check"]');
	expect(await page.count("[data-account]")).toBe(1000);
	await page.click(".card details:not([open]) summary");
	expect(await page.count(".card details[open]")).toBeGreaterThan(0);
});
