// The administrator's guide as tests follow it: the commands of its first chapter and its example files, word for word.

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");
const NOT_SOURCES = new Set(["node_modules", "dist", "web-ext-artifacts", "screenshots", ".git", ".cache"]);

const guide = readFileSync(join(ROOT, "docs/admin-guide.md"), "utf8");

export const CHAPTER = /\n## In an afternoon\n(.*?)\n## /su.exec(guide)?.[1] ?? "";
/** Each block of commands of the chapter, in order. */
export const BLOCKS = [...CHAPTER.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, text = ""]) =>
	text.replace(/^ {3}/gm, ""),
);
/** The command that makes a package with an update address. */
export const [UPDATES_COMMAND = ""] = /npm run package -- --update-url \S+/.exec(guide) ?? [];

/** An example file as it is. */
export const example = (name: string): string => readFileSync(join(ROOT, "docs/examples", name), "utf8");

/** Several examples in one file, as an administrator puts them together. */
export function together(...names: string[]): string {
	const policies: Record<string, object> = {};
	for (const name of names) {
		const one = (JSON.parse(example(name)) as { policies: Record<string, object> }).policies;
		for (const [policy, value] of Object.entries(one)) policies[policy] = { ...policies[policy], ...value };
	}
	return JSON.stringify({ policies });
}

/** A clean copy of the project. Returns its place and what removes it. */
export function cleanCopy(): { folder: string; remove: () => void } {
	const folder = mkdtempSync(join(tmpdir(), "bons-comptes-guide-"));
	cpSync(ROOT, folder, { recursive: true, filter: (file) => !NOT_SOURCES.has(file.slice(ROOT.length + 1)) });
	symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
