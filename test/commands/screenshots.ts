// `npm run screenshots`: every state of the page in a real Thunderbird, in each language, light and dark, narrow and
// wide. With --readme, docs/screenshot.png is made anew from one of them.

import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { demoMail, healthyMail, manyAccounts } from "../demo/accounts";
import { ADDON, inLanguage, LANGUAGES, type Language, SCREENSHOTS } from "../thunderbird/addon";
import type { MailDescription } from "../thunderbird/driver/accounts";
import { type ThunderbirdProgram, thunderbirdsForTests } from "../thunderbird/driver/install";
import type { ExtensionPage } from "../thunderbird/driver/page";
import type { LaunchOptions } from "../thunderbird/driver/thunderbird";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import { build } from "./tool";

const FOLDER = join(SCREENSHOTS, "pages");
const README_PICTURE = "one-account-fr-light-1200.png";
const WIDTHS = [360, 1200];
const SCHEMES = ["light", "dark"] as const;

type Shoot = (state: string) => Promise<void>;

interface Scene {
	profile: Pick<LaunchOptions, "mail" | "prefs">;
	/** Brings the page from state to state and has each one photographed. */
	play: (page: ExtensionPage, shoot: Shoot) => Promise<void>;
}

const click = (page: ExtensionPage, action: string) => page.click(`[data-action="${action}"]`);

async function check(page: ExtensionPage): Promise<void> {
	await click(page, "check");
	await page.waitForState("checked");
}

/** Replaces a function of the add-on's API in the page, so that a passing state stays to be photographed. */
const holdRead = (page: ExtensionPage, outcome: "pending" | "failed") =>
	page.eval((outcome) => {
		const api: { read: unknown } = browser.bonsComptesProfile;
		api.read = () => (outcome === "pending" ? new Promise(() => {}) : Promise.reject(new Error("no answer")));
	}, outcome);

const holdRepair = (page: ExtensionPage) =>
	page.eval(() => {
		const api: { apply: unknown } = browser.bonsComptesRepair;
		api.apply = () => new Promise(() => {});
	});

const checkedOnly =
	(state: string): Scene["play"] =>
	async (page, shoot) => {
		await check(page);
		await shoot(state);
	};

const oneAccount: MailDescription = {
	...demoMail,
	accounts: demoMail.accounts.slice(0, 1),
	outgoing: Object.fromEntries(Object.entries(demoMail.outgoing ?? {}).slice(0, 1)),
};

const SCENES: Scene[] = [
	{
		profile: { mail: demoMail },
		play: async (page, shoot) => {
			await shoot("idle");
			await check(page);
			await shoot("checked");
			await click(page, "fix-all");
			await page.waitForState("fixed");
			await shoot("fixed");
			await click(page, "undo");
			await page.waitForState("idle", "checked");
			await shoot("undone");
		},
	},
	{
		profile: { mail: demoMail },
		play: async (page, shoot) => {
			await check(page);
			await holdRepair(page);
			await click(page, "fix-all");
			await page.waitForState("fixing");
			await shoot("fixing");
		},
	},
	{
		profile: { mail: demoMail },
		play: async (page, shoot) => {
			await holdRead(page, "pending");
			await click(page, "check");
			await page.waitForState("checking");
			await shoot("checking");
		},
	},
	{
		profile: { mail: demoMail },
		play: async (page, shoot) => {
			await holdRead(page, "failed");
			await click(page, "check");
			await page.waitForState("error");
			await shoot("error");
		},
	},
	{ profile: { mail: oneAccount }, play: checkedOnly("one-account") },
	{ profile: { mail: manyAccounts(30) }, play: checkedOnly("thirty-accounts") },
	{ profile: { mail: healthyMail }, play: checkedOnly("nothing-to-correct") },
	{ profile: {}, play: checkedOnly("no-account") },
	{
		profile: { mail: oneAccount, prefs: { "extensions.experiments.enabled": false } },
		play: async (page, shoot) => {
			await page.waitForState("error");
			await shoot("experiments-off");
		},
	},
];

async function playScene(scene: Scene, language: Language, program: ThunderbirdProgram): Promise<number> {
	let count = 0;
	const thunderbird = await Thunderbird.launch({
		binary: program.binary,
		...scene.profile,
		addons: [ADDON],
		language: inLanguage(language, program),
	});
	try {
		await thunderbird.addonReady(ADDON.id);
		const page = await thunderbird.openPage(ADDON.id);
		await scene.play(page, async (state) => {
			for (const scheme of SCHEMES) {
				await page.setColorScheme(scheme);
				for (const width of WIDTHS) {
					await page.setWidth(width);
					await page.screenshot(join(FOLDER, `${state}-${language}-${scheme}-${width}.png`));
					count += 1;
				}
			}
			await page.setWidth(null);
		});
	} finally {
		await thunderbird.close();
	}
	return count;
}

export default async function screenshots(args: string[]): Promise<number> {
	const { current } = thunderbirdsForTests();
	if (typeof current === "string") {
		console.error(current);
		return 1;
	}
	await build();
	rmSync(FOLDER, { recursive: true, force: true });
	mkdirSync(FOLDER, { recursive: true });
	let count = 0;
	for (const language of LANGUAGES) {
		for (const scene of SCENES) count += await playScene(scene, language, current);
	}
	console.log(`${count} pictures are in ${relative(process.cwd(), FOLDER)}`);
	if (args.includes("--readme")) {
		mkdirSync("docs", { recursive: true });
		copyFileSync(join(FOLDER, README_PICTURE), "docs/screenshot.png");
		console.log("docs/screenshot.png is new");
	}
	return 0;
}
