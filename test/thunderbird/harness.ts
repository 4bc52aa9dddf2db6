// What a test of the add-on in a real Thunderbird begins with: the built add-on in a Thunderbird of this run's version.
// The driver itself knows neither Vitest nor this add-on: driver/.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, inject, onTestFailed, onTestFinished, TestRunner } from "vitest";
import { ADDON, inLanguage, type Language, SCREENSHOTS } from "./addon";
import { type LaunchOptions, Thunderbird } from "./driver/thunderbird";

export { ADDON, LANGUAGES, type Language } from "./addon";

export type HarnessOptions = Partial<Omit<LaunchOptions, "language">> & { language?: Language };

const FAILED = join(SCREENSHOTS, "failed");

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
	if (!existsSync(join(ADDON.path, "manifest.json"))) {
		throw new Error('dist/ holds no add-on: run "npm run build" first.');
	}
	const addons = options.addons ?? [ADDON];
	const thunderbird = await Thunderbird.launch({
		binary: program.binary,
		compiled: inject("compiled"),
		...options,
		addons,
		language: inLanguage(language, program),
	});
	const test = TestRunner.getCurrentTest();
	if (test) {
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
