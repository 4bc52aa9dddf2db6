// Keeps a page of docs/ equal to what is generated from the code. The pages themselves are made by the tests that call
// this: `DOCS=write npx vitest run test/repository` writes them all, a plain run compares them.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

const docs = new URL("../../docs/", import.meta.url);

/** Fails when the page differs from `text`, and says how to write it again. `name` is such as `rules.md`. */
export function expectGeneratedDoc(name: string, text: string): void {
	const file = new URL(name, docs);
	if (process.env.DOCS === "write") writeFileSync(file, text);
	const written = existsSync(file) ? readFileSync(file, "utf8") : "";
	expect(written, `docs/${name} is out of date: run "npm run docs" (DOCS=write npx vitest run test/repository)`).toBe(
		text,
	);
}

/** A Markdown table; a cell may hold anything but a line break. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
	return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
