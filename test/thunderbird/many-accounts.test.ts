// A profile with very many accounts: the check ends and the page stays usable. How fast: the benchmark.
// A file of its own because Thunderbird itself needs long to start with it, and files run side by side.

import { expect, inject, test } from "vitest";
import { manyAccounts } from "../demo/accounts";
import { ADDON, launch } from "./harness";
import { clickThrough } from "./reading";

const here = inject("isNewest") || process.env["LIVE"] === "all";
const elsewhere = here ? "" : " (played in the newest version, and in both by npm run campaign)";

test.runIf(here)(`1 000 accounts are checked, and the page stays usable${elsewhere}`, async () => {
	const thunderbird = await launch({ mail: manyAccounts(1000) });
	const page = await thunderbird.openPage(ADDON.id);
	await clickThrough(page, '[data-action="check"]');
	expect(await page.count("[data-account]")).toBe(1000);
	await page.click(".card details:not([open]) summary");
	expect(await page.count(".card details[open]")).toBeGreaterThan(0);
});
