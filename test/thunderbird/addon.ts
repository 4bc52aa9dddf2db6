// The add-on as the tests and commands take it: where its build lies, and the languages that it is looked at in.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ThunderbirdProgram } from "./driver/install";
import type { AddonSource } from "./driver/profile";
import type { LaunchOptions } from "./driver/thunderbird";

const ROOT = join(import.meta.dirname, "../..");

/** Pictures; git ignores the folder. */
export const SCREENSHOTS = join(ROOT, "screenshots");

const manifest = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8"));

/** As `npm run build` left it. */
export const ADDON: AddonSource = { id: manifest.browser_specific_settings.gecko.id, path: join(ROOT, "dist") };

export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a profile needs for this language, or an error that says why it cannot be. */
export function inLanguage(language: Language, program: ThunderbirdProgram): NonNullable<LaunchOptions["language"]> {
	if (language === "en") return { requested: "en-US", packs: [] };
	if (!program.frenchPack)
		throw new Error(`Thunderbird ${program.version} has no French: install thunderbird-l10n-fr.`);
	return { requested: "fr", packs: [program.frenchPack] };
}
