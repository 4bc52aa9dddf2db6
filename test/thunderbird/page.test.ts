// The page as people meet it: how it opens, what keys and buttons do, what it saves. What it finds and repairs:
// repair.test.ts. That a policy's installation opens no page is tested with the background alone: it would need a private
// copy of the program.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { demoBroken, demoMail, manyAccounts } from "../demo/accounts";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { testIn } from "./in-rig";
import { clickThrough, closePage, follow, pageText, readCards, readObjects, readState, sentence } from "./reading";

const CANARY = "canary-of-a-password";

const pagesOf = (thunderbird: Thunderbird) =>
	thunderbird.chrome(({ WebExtensionPolicy, document }, id) => {
		const base = WebExtensionPolicy.getByID(id)?.extension.baseURI.spec ?? "none";
		const tabs: { browser?: { currentURI?: { spec: string } } }[] = document.getElementById("tabmail").tabInfo;
		return tabs.filter((tab) => tab.browser?.currentURI?.spec.startsWith(base)).length;
	}, ADDON.id);

describe("one profile, used", () => {
	let thunderbird: Thunderbird;
	let page: ExtensionPage;

	const focused = () => page.eval(() => document.activeElement?.getAttribute("data-action") ?? null);
	/** Presses Tab until a button has the focus; fails when it never gets it. */
	async function tabTo(action: string): Promise<void> {
		for (let tries = 0; tries < 200; tries++) {
			if ((await focused()) === action) return;
			await page.press("Tab");
		}
		throw new Error(`the keyboard never came to ${action}`);
	}

	beforeAll(async () => {
		thunderbird = await launch({ mail: demoMail, language: "fr" });
		await thunderbird.addLogin({
			origin: "imap://ssl0.ovh.net",
			username: "contact@asso-exemple.example",
			password: CANARY,
		});
	});

	test("an add-on that lay in the profile already opens no page by itself", async () => {
		expect(await pagesOf(thunderbird)).toBe(0);
	});

	test("the entry in the Tools menu opens the page, which checks", async () => {
		page = await thunderbird.clickToolsMenu(ADDON.id);
		await page.waitForState("checked");
		const inTrouble = Object.entries(await readCards(page)).filter(([, { health }]) => /error|warning/.test(health));
		expect(inTrouble.map(([account]) => account).sort()).toEqual([...demoBroken].sort());
	});

	test("the toolbar button shows how many accounts are in trouble", async () => {
		expect(await thunderbird.badgeText(ADDON.id)).toBe(String(demoBroken.length));
	});

	test("the toolbar button, with the page open, brings that page to the front and checks again", async () => {
		await thunderbird.chrome(({ document }) => document.getElementById("tabmail").switchToTab(0));
		const states = await follow(page, async () => {
			await thunderbird.clickToolbarButton(ADDON.id);
		});
		expect(states).toEqual(["checked", "checking", "checked"]);
		expect(await pagesOf(thunderbird)).toBe(1);
	});

	test("after the event page was put to sleep, the button still works", async () => {
		await thunderbird.chrome(async ({ WebExtensionPolicy }, id) => {
			await WebExtensionPolicy.getByID(id).extension.terminateBackground({ ignoreDevToolsAttached: true });
		}, ADDON.id);
		const states = await follow(page, async () => {
			await thunderbird.clickToolbarButton(ADDON.id);
		});
		expect(states).toEqual(["checked", "checking", "checked"]);
	});

	test("keys alone: check, fix everything, undo", async () => {
		const before = await readState(thunderbird);
		const objects = await readObjects(thunderbird);
		await tabTo("check");
		expect(await follow(page, () => page.press("Enter"))).toEqual(["checked", "checking", "checked"]);
		await tabTo("fix-all");
		expect(await follow(page, () => page.press("Enter"))).toEqual(["checked", "fixing", "fixed"]);
		expect(await readObjects(thunderbird)).not.toEqual(objects);
		await tabTo("undo");
		expect(await follow(page, () => page.press("Space"))).toEqual(["fixed", "fixing", "checked"]);
		expect(await readState(thunderbird)).toEqual(before);
	});

	test("a double click makes one repair", async () => {
		const entries = () => page.eval(async () => (await browser.bonsComptesRepair.journal()).entries.length);
		const before = await entries();
		const states = await follow(page, () =>
			page.eval(() => {
				const button = document.querySelector<HTMLElement>('[data-action="fix-all"]');
				button?.click();
				button?.click();
			}),
		);
		expect(states).toEqual(["checked", "fixing", "fixed"]);
		expect(await entries()).toBe(before + 1);
		await clickThrough(page, '[data-action="undo"]');
	});

	test.each([false, true])(
		"the report is saved without a question, with addresses only if wished: %s",
		async (wished) => {
			await page.eval((wished) => {
				const box = document.querySelector<HTMLInputElement>('input[name="addresses"]');
				if (box) box.checked = wished;
			}, wished);
			await page.click('[data-action="export-report"]');
			const said = await page.waitFor(() => {
				const text = document.querySelector(".saving")?.textContent ?? "";
				return /\.json/.test(text) ? text : "";
			});
			expect(said).toMatch(sentence("report_saved", "fr"));
			const path = /\/\S.*\.json/.exec(said)?.[0] ?? "";
			expect(basename(path)).toMatch(/^bons-comptes-\d{4}-\d{2}-\d{2}(\(\d+\))?\.json$/);
			expect(path.startsWith(thunderbird.profile.home)).toBe(true);
			const content = readFileSync(path, "utf8");
			expect(typeof JSON.parse(content).text).toBe("string");
			expect(content).not.toContain(CANARY);
			expect(content.includes("contact@asso-exemple.example")).toBe(wished);
			if (!wished) {
				for (const { identities = [] } of demoMail.accounts) {
					for (const { address } of identities) expect(content).not.toContain(address);
				}
			}
			expect(await thunderbird.openedWindows()).toEqual([]);
		},
	);

	test("the entry in the Tools menu is still there after a restart, and the page that comes back rests", async () => {
		await thunderbird.restart();
		await thunderbird.addonReady(ADDON.id);
		page = await thunderbird.currentPage(ADDON.id);
		expect(await page.waitForState("idle")).toBe("idle");
		await page.waitFor(() => document.querySelector('[data-action="export-report"]') !== null);
		expect(await page.attributes("main", "data-state")).toEqual(["idle"]);
		await closePage(thunderbird, ADDON.id);
		page = await thunderbird.clickToolsMenu(ADDON.id);
		await page.waitForState("checked");
		expect(await pagesOf(thunderbird)).toBe(1);
	});

	test("nothing of a password is in what Thunderbird printed", async () => {
		expect(readFileSync(thunderbird.profile.log, "utf8")).not.toContain(CANARY);
		const journal = join(thunderbird.profile.path, "bons-comptes");
		for (const file of existsSync(journal) ? readdirSync(journal) : []) {
			expect(readFileSync(join(journal, file), "utf8")).not.toContain(CANARY);
		}
	});
});

testIn("newest")("a check can be stopped, and says so", async () => {
	const thunderbird = await launch({ mail: manyAccounts(150) });
	const page = await thunderbird.openPage(ADDON.id);
	await page.waitForState("idle");
	const before = await readState(thunderbird);
	const states = await follow(page, () =>
		// A click from here could come too late: the page stops itself as soon as it offers to.
		page.eval(() => {
			new MutationObserver((_, observer) => {
				const cancel = document.querySelector<HTMLElement>('[data-action="cancel"]');
				if (!cancel) return;
				observer.disconnect();
				cancel.click();
			}).observe(document, { subtree: true, childList: true });
			document.querySelector<HTMLElement>('[data-action="check"]')?.click();
		}),
	);
	expect(states).toEqual(["idle", "checking", "idle"]);
	expect(await page.text("#status")).toMatch(sentence("notice_cancelled"));
	expect(await readState(thunderbird)).toEqual(before);
	expect(await clickThrough(page, '[data-action="check"]')).toEqual(["idle", "checking", "checked"]);
});

test("the page opens once by itself after an installation by hand, and not after a temporary one", async () => {
	const thunderbird = await launch({ addons: [] });
	await thunderbird.install(ADDON.path, { temporary: true });
	await thunderbird.addonReady(ADDON.id);
	await thunderbird.chrome(async ({ WebExtensionPolicy }, id) => {
		await WebExtensionPolicy.getByID(id).extension.wakeupBackground?.();
	}, ADDON.id);
	expect(await pagesOf(thunderbird)).toBe(0);
	await thunderbird.uninstall(ADDON.id);
	const page = await installByHand(thunderbird);
	expect(await page.waitForState("idle")).toBe("idle");
	expect(await pageText(page)).toMatch(sentence("intro"));
	expect(await pagesOf(thunderbird)).toBe(1);
	expect(await thunderbird.openedWindows()).toEqual([]);
});

/** Thunderbird installs for good only what is packed: it packs the build itself. */
async function installByHand(thunderbird: Thunderbird): Promise<ExtensionPage> {
	const xpi = join(thunderbird.profile.folder, "bons-comptes.xpi");
	await thunderbird.chrome(
		({ Cc, Ci }, folder, xpi) => {
			const open = (path: string) => {
				const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
				file.initWithPath(path);
				return file;
			};
			const writer = Cc["@mozilla.org/zipwriter;1"].createInstance(Ci.nsIZipWriter);
			writer.open(open(xpi), 0x02 | 0x08 | 0x20);
			const add = (path: string, name: string) => {
				const file = open(path);
				if (!file.isDirectory()) return writer.addEntryFile(name, 9, file, false);
				for (const entry of file.directoryEntries)
					add(entry.path, name === "" ? entry.leafName : `${name}/${entry.leafName}`);
			};
			add(folder, "");
			writer.close();
		},
		ADDON.path,
		xpi,
	);
	await thunderbird.install(xpi, { temporary: false });
	await thunderbird.addonReady(ADDON.id);
	return thunderbird.currentPage(ADDON.id);
}
