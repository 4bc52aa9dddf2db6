// What a test of the add-on in a real Thunderbird begins with: the built add-on and a Thunderbird of this run's version.
// The driver itself knows neither Vitest nor this add-on: driver/.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, inject, onTestFailed, onTestFinished, TestRunner } from "vitest";
import type { ThunderbirdProgram } from "./driver/install";
import type { AddonSource } from "./driver/profile";
import { type LaunchOptions, Thunderbird } from "./driver/thunderbird";

const ROOT = join(import.meta.dirname, "../..");
export const DIST = join(ROOT, "dist");
const FAILED = join(ROOT, "screenshots/failed");

export type Language = "en" | "fr";

function addonId(): string {
	const manifest = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8"));
	return manifest.browser_specific_settings.gecko.id;
}

/** The add-on as `npm run build` left it. */
export const ADDON: AddonSource = { id: addonId(), path: DIST };

/** In this language, or an error that says why not. */
export function inLanguage(language: Language, program: ThunderbirdProgram): NonNullable<LaunchOptions["language"]> {
	if (language === "en") return { requested: "en-US", packs: [] };
	if (!program.frenchPack)
		throw new Error(`Thunderbird ${program.version} has no French: install thunderbird-l10n-fr.`);
	return { requested: "fr", packs: [program.frenchPack] };
}

export type HarnessOptions = Partial<Omit<LaunchOptions, "language">> & { language?: Language };

const leftOver: Thunderbird[] = [];
afterAll(async () => {
	for (const thunderbird of leftOver.splice(0)) await thunderbird.close();
});

/**
 * A Thunderbird with the add-on in a fresh profile, ready to be clicked. It ends with the test, or with the file when it
 * was started outside a test. A test that fails leaves a picture of the window in screenshots/failed/.
 */
export async function launch({ language = "en", ...options }: HarnessOptions = {}): Promise<Thunderbird> {
	const program = inject("thunderbird");
	if (!existsSync(join(DIST, "manifest.json"))) throw new Error('dist/ holds no add-on: run "npm run build" first.');
	const addons = options.addons ?? [ADDON];
	const thunderbird = await Thunderbird.launch({
		binary: program.binary,
		...options,
		addons,
		language: inLanguage(language, program),
	});
	const test = TestRunner.getCurrentTest();
	if (test) {
		// Registered first, runs last: hooks of a finished test run in reverse order.
		onTestFinished(() => thunderbird.close());
		onTestFailed(async () => {
			mkdirSync(FAILED, { recursive: true });
			const name = `${program.version} ${test.name}`.replace(/[^\w.-]+/g, "-");
			// The picture is a help and no test of its own: Thunderbird may be down.
			await thunderbird.screenshot(join(FAILED, `${name}.png`)).catch(() => {});
		});
	} else {
		leftOver.push(thunderbird);
	}
	for (const { id } of addons) await thunderbird.addonReady(id);
	return thunderbird;
}
