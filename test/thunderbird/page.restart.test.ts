// After a restart that the page has asked for, the page comes back with its tab, once, and checks. The restart itself is the
// driver's here: what is made ready for it is tested elsewhere. That it rests after any other restart: page.test.ts.

import { describe, expect, test } from "vitest";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";

const pagesOf = (thunderbird: Thunderbird) =>
	thunderbird.chrome(({ WebExtensionPolicy, document }, id) => {
		const base = WebExtensionPolicy.getByID(id)?.extension.baseURI.spec ?? "none";
		const tabs: { browser?: { currentURI?: { spec: string } } }[] = document.getElementById("tabmail").tabInfo;
		return tabs.filter((tab) => tab.browser?.currentURI?.spec.startsWith(base)).length;
	}, ADDON.id);

/** What the button leaves behind before Thunderbird restarts. */
const markRestart = (page: ExtensionPage) =>
	page.eval(() =>
		browser.storage.local.set({
			settings: { version: 2, providerChoices: {}, welcomed: true, watch: true, restarting: true },
		}),
	);

const isMarked = (page: ExtensionPage) =>
	page.eval(async () => {
		const { settings } = await browser.storage.local.get("settings");
		return (settings as { restarting: boolean }).restarting;
	});

describe("after a restart that the page has asked for", () => {
	test("it comes back with its tab, and checks once", async () => {
		const thunderbird = await launch();
		let page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		await markRestart(page);
		await thunderbird.restart();
		await thunderbird.addonReady(ADDON.id);
		page = await thunderbird.currentPage(ADDON.id);
		await page.waitForState("checked");
		expect(await pagesOf(thunderbird)).toBe(1);
		expect(await isMarked(page)).toBe(false);
	});
});
