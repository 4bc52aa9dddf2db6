// The demonstration accounts that people see first: every broken one is found, no healthy one is troubled.

import { expect } from "vitest";
import { demoBroken, demoMail, healthyMail, manyAccounts } from "../demo/accounts";
import { ADDON, LANGUAGES, launch } from "./harness";
import { testIn } from "./in-rig";

const TROUBLED = '[data-account]:is([data-health="error"], [data-health="warning"])';

for (const language of LANGUAGES) {
	testIn(language === "en" ? "newest" : "oldest")(
		`a check finds every broken demonstration account and no healthy one (${language})`,
		async () => {
			const thunderbird = await launch({ mail: demoMail, language });
			const page = await thunderbird.clickToolbarButton(ADDON.id);
			await page.waitForState("checked");
			expect((await page.attributes(TROUBLED, "data-account")).sort()).toEqual([...demoBroken].sort());
			expect(await thunderbird.badgeText(ADDON.id)).toBe(String(demoBroken.length));
			expect(await thunderbird.openedWindows()).toEqual([]);
		},
	);
}

testIn("oldest")("healthy demonstration accounts get no error, no warning and no proposed change", async () => {
	const thunderbird = await launch({ mail: healthyMail });
	const page = await thunderbird.clickToolbarButton(ADDON.id);
	await page.waitForState("checked");
	expect(await page.count("[data-account]")).toBe(4);
	expect(await page.count(TROUBLED)).toBe(0);
	expect(await page.count("[data-setting]")).toBe(0);
	expect(await thunderbird.badgeText(ADDON.id)).toBe("");
});

testIn("newest")("thirty accounts fit on the page", async () => {
	const thunderbird = await launch({ mail: manyAccounts(30) });
	const page = await thunderbird.clickToolbarButton(ADDON.id);
	await page.waitForState("checked");
	expect(await page.count("[data-account]")).toBe(30);
});
