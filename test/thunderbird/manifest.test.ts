// What Thunderbird itself says of the manifest, and the life of the package that is given away: installed, switched off
// and on, replaced by a newer one. What the package holds: ../repository/package.test.ts.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import { pack } from "../commands/package";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";

const temporary = mkdtempSync(join(tmpdir(), "bons-comptes-manifest-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** The package of what `npm run build` left, with `edit` applied to its texts. */
function xpi(name: string, edit: (file: string, text: string) => string = (_, text) => text): string {
	const files = Object.entries(unzipSync(pack(ADDON.path))).map(([file, bytes]): [string, Uint8Array] => [
		file,
		new TextEncoder().encode(edit(file, new TextDecoder().decode(bytes))),
	]);
	const path = join(temporary, name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, zipSync(Object.fromEntries(files)));
	return path;
}

/** Asks both experiments something harmless through the page, as the page does. */
async function answers(thunderbird: Thunderbird): Promise<{ accounts: number; version: string }> {
	await thunderbird.addonReady(ADDON.id);
	const page = await thunderbird.openPage(ADDON.id);
	const answer = await page.eval(async () => ({
		accounts: (await browser.bonsComptesProfile.read()).accounts.length,
		version: (await browser.bonsComptesRepair.selfCheck()).version,
	}));
	await thunderbird.closeTabs();
	return answer;
}

const addonVersion = (thunderbird: Thunderbird) =>
	thunderbird.chrome(
		({ WebExtensionPolicy }, id) => WebExtensionPolicy.getByID(id).extension.version as string,
		ADDON.id,
	);

test("Thunderbird finds no error in the manifest, and nothing to warn of", async () => {
	const thunderbird = await launch({ addons: [] });
	const remarks = (path: string) =>
		thunderbird.chrome(async ({ ChromeUtils, Services, Cc, Ci }, path) => {
			const { ExtensionData } = ChromeUtils.importESModule("resource://gre/modules/Extension.sys.mjs");
			const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
			file.initWithPath(path);
			const data = new ExtensionData(Services.io.newURI(`jar:${Services.io.newFileURI(file).spec}!/`));
			await data.loadManifest();
			return [...data.errors, ...data.warnings] as string[];
		}, path);
	expect(await remarks(xpi("right.xpi"))).toEqual([]);
	const wrong = xpi("wrong.xpi", (file, text) =>
		file === "manifest.json" ? text.replace('"open_in_tab"', '"open_in_tabs"') : text,
	);
	expect(await remarks(wrong)).toEqual([expect.stringContaining("open_in_tabs")]);
});

test("the package is installed for good, answers, and answers again after it was switched off and on", async () => {
	const thunderbird = await launch({ addons: [] });
	await thunderbird.install(xpi("addon.xpi"), { temporary: false });
	const version = await thunderbird.chrome(({ Services }) => Services.appinfo.version as string);
	expect(await answers(thunderbird)).toEqual({ accounts: 0, version });
	const isActive = await thunderbird.chrome(async ({ ChromeUtils }, id) => {
		const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
		const addon = await AddonManager.getAddonByID(id);
		await addon.disable();
		const whileOff = addon.isActive as boolean;
		await addon.enable();
		return [whileOff, addon.isActive as boolean];
	}, ADDON.id);
	expect(isActive).toEqual([false, true]);
	expect(await answers(thunderbird)).toEqual({ accounts: 0, version });
	await thunderbird.restart();
	expect(await answers(thunderbird)).toEqual({ accounts: 0, version });
	expect(await thunderbird.openedWindows()).toEqual([]);
});

test("a newer package replaces an older one, and its own privileged code runs", async () => {
	const thunderbird = await launch({ addons: [] });
	await thunderbird.install(xpi("old.xpi"), { temporary: false });
	const before = await answers(thunderbird);
	const newer = xpi("new.xpi", (file, text) => {
		if (file === "manifest.json") return text.replace(/"version": "[^"]+"/, '"version": "99.0.0"');
		// The self-check gives the version of Thunderbird: a word that only the new code says.
		if (!file.startsWith("experiments/repair/") || !file.endsWith(".js")) return text;
		expect(text).toContain("Services.appinfo.version");
		return text.replaceAll("Services.appinfo.version", '"of the newer package"');
	});
	await thunderbird.install(newer, { temporary: false });
	expect(await answers(thunderbird)).toEqual({ ...before, version: "of the newer package" });
	expect(await addonVersion(thunderbird)).toBe("99.0.0");
	await thunderbird.restart();
	expect(await answers(thunderbird)).toEqual({ ...before, version: "of the newer package" });
});
