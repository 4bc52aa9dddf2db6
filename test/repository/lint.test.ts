// The linter fails the build on what the architecture forbids. A text is linted as if it stood in the file that is named:
// rules that know types lint only files that are there. Nothing is written.

import { join } from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const overrideConfigFile = join(root, "test/eslint.config.mjs");
const typed = new ESLint({ cwd: root, overrideConfigFile });
/** The same configuration without the rules that need the compiler: much faster, and any path will do. */
const untyped = new ESLint({ cwd: root, overrideConfigFile, overrideConfig: tseslint.configs.disableTypeChecked });

/** The rules that object to a text in the place of a file, with what they say. */
async function objections(file: string, text: string, eslint = untyped): Promise<string[]> {
	const [result] = await eslint.lintText(text, { filePath: join(root, file) });
	if (!result) throw new Error(`${file} is not linted`);
	return result.messages.map(
		({ ruleId, severity, message }) => `${severity === 2 ? "" : "warning: "}${ruleId}: ${message}`,
	);
}

// The first text opens the whole project.
describe("the linter", { timeout: 60_000 }, () => {
	test("has nothing against a file that keeps to its room", async () => {
		const text = `import type { Change } from "../domain/change";
			export const keys = (changes: readonly Change[]) => changes.map((change) => change.kind);`;
		expect(await objections("src/rules/rule.ts", text, typed)).toEqual([]);
	});

	test.each([
		["a promise that nobody waits for", "@typescript-eslint/no-floating-promises", "save();"],
		[
			"a promise where a yes or no is wanted",
			"@typescript-eslint/no-misused-promises",
			"export const saved = () => { if (save()) return 1; return 2; };",
		],
		[
			"an async listener whose failure nobody hears",
			"@typescript-eslint/no-misused-promises",
			"export const listen = (to: (listener: () => void) => void) => to(async () => { await save(); });",
		],
	])("refuses %s", async (_, rule, text) => {
		const declaration = "declare function save(): Promise<void>;\n";
		expect(await objections("src/thunderbird/storage.ts", declaration + text, typed)).toContainEqual(
			expect.stringContaining(`${rule}:`),
		);
	});

	test.each([
		["leaves a member out", `case "none": return 1; case "tls": return 2;`],
		["hides behind a default", `case "none": return 1; case "tls": return 2; default: return 3;`],
		[
			"has a default to spare",
			`case "none": return 1; case "tls": return 2; case "starttls": return 3; default: return 4;`,
		],
	])("refuses a switch over a union that %s", async (_, cases) => {
		const text = `import type { Security } from "../domain/vocabulary";
			export function rank(security: Security): number { switch (security) { ${cases} } }`;
		expect(await objections("src/rules/rule.ts", text, typed)).toContainEqual(
			expect.stringContaining("@typescript-eslint/switch-exhaustiveness-check:"),
		);
	});

	test.each([
		["innerHTML", "element.innerHTML = text;"],
		["outerHTML", "element.outerHTML = text;"],
		["insertAdjacentHTML", `element.insertAdjacentHTML("beforeend", text);`],
	])("refuses %s in the page", async (_, statement) => {
		const text = `export function show(element: Element, text: string): void { ${statement} }`;
		expect(await objections("src/options/mount.tsx", text)).toContainEqual(
			expect.stringMatching(/^no-unsanitized\/(property|method):/),
		);
	});

	test("refuses Preact's way around that", async () => {
		const text = "export const show = (text: string) => <p dangerouslySetInnerHTML={{ __html: text }} />;";
		expect(await objections("src/options/components/page.tsx", text)).toEqual([
			"no-restricted-syntax: Text is set as text.",
		]);
	});

	test.each([
		["eval", "eval(text);"],
		["new Function", "new Function(text)();"],
		["a timer that runs text", "setTimeout(text, 0);"],
	])("refuses %s", async (_, statement) => {
		const text = `export function run(text: string): void { ${statement} }`;
		expect(await objections("src/options/mount.tsx", text, typed)).toContainEqual(
			expect.stringMatching(/no-(implied-)?eval:/),
		);
	});

	test.each([
		"src/domain/change.ts",
		"src/providers/lookup.ts",
		"src/rules/rule.ts",
		"src/doctor/plan.ts",
		"src/options/controller.ts",
		"src/options/components/page.tsx",
		"src/experiments/profile/implementation.ts",
		"src/experiments/shared/logins.ts",
	])("refuses the browser in %s, as a global and as an import", async (file) => {
		const globals = "export const ids = () => [browser.runtime.id, globalThis.browser.runtime.id];";
		const said = (await objections(file, globals)).filter((one) => one.startsWith("bons-comptes/globals:"));
		expect(said).toHaveLength(2);
		expect(
			await objections(file, `import browser from "webextension-polyfill"; export const id = browser.runtime.id;`),
		).toEqual([`bons-comptes/rooms: ${file.slice(4)} may not import the package "webextension-polyfill".`]);
	});

	test.each(["src/background.ts", "src/options/main.tsx", "src/thunderbird/doctor.ts"])(
		"takes the browser in %s from the one import, and nowhere else",
		async (file) => {
			const use = "export const id = browser.runtime.id;";
			expect(await objections(file, `import browser from "webextension-polyfill"; ${use}`)).toEqual([]);
			expect(await objections(file, use)).toHaveLength(1);
		},
	);

	test("lets a type of the browser's be named anywhere: it is no use of it", async () => {
		const text = "export type Read = typeof browser.bonsComptesProfile.read;";
		expect(await objections("src/experiments/profile/implementation.ts", text)).toEqual([]);
	});

	test.each([
		["src/rules/rule.ts", "../thunderbird/doctor"],
		["src/rules/rule.ts", "../experiments/shared/values"],
		["src/rules/rule.ts", "../doctor/plan"],
		["src/rules/rule.ts", "../options/sentences"],
		["src/rules/rule.ts", "../../test/demo/accounts"],
		["src/domain/change.ts", "../rules/rule"],
		["src/domain/change.ts", "../providers/lookup"],
		["src/providers/lookup.ts", "../rules/rule"],
		["src/policy/claims.ts", "../rules/rule"],
		["src/providers/lookup.ts", "../policy/schema"],
		["src/rules/rule.ts", "../policy/schema"],
		["src/experiments/repair/engine.ts", "../../policy/apply-policy"],
		["src/doctor/plan.ts", "../thunderbird/storage"],
		["src/doctor/plan.ts", "../options/view-state"],
		["src/thunderbird/doctor.ts", "../options/controller"],
		["src/options/controller.ts", "../thunderbird/doctor"],
		["src/options/components/page.tsx", "../../thunderbird/doctor"],
		["src/experiments/repair/engine.ts", "../../rules/rule"],
		["src/experiments/repair/engine.ts", "../../providers/identify"],
		["src/experiments/repair/engine.ts", "../profile/implementation"],
		["src/experiments/shared/logins.ts", "../repair/engine"],
		["src/background.ts", "./rules/index"],
	])("refuses that %s imports %s", async (file, target) => {
		const text = `import "${target}";
			export * from "${target}";
			export const later = () => import("${target}");
			export type All = typeof import("${target}");`;
		const said = (await objections(file, text)).filter((one) => one.startsWith("bons-comptes/rooms:"));
		expect(said).toHaveLength(4);
		for (const one of said) expect(one).toContain(" may not import ");
	});

	test.each([
		["src/rules/rule.ts", "vitest"],
		["src/rules/rule.ts", "node:fs"],
		["src/domain/change.ts", "valibot"],
		["src/providers/lookup.ts", "preact"],
		["src/doctor/plan.ts", "valibot"],
		["src/experiments/repair/engine.ts", "preact"],
		["src/options/controller.ts", "valibot"],
	])("refuses the package in %s: %s", async (file, name) => {
		expect(await objections(file, `import "${name}";`)).toContainEqual(
			expect.stringContaining(`may not import the package "${name}"`),
		);
	});

	test.each(["src/domain/change.ts", "src/providers/lookup.ts", "src/rules/rule.ts", "src/doctor/plan.ts"])(
		"refuses time, chance and the world outside in %s: pure code takes them as arguments",
		async (file) => {
			const impure = [
				...["new Date()", "Date.now()", "performance.now()", "Math.random()", "crypto.randomUUID()"],
				...[`fetch("https://a.example")`, "setTimeout(() => undefined, 1)", "console.log()"],
				...["window.name", "document.title", "navigator.language", "location.href"],
			];
			const text = impure.map((expression, index) => `export const get${index} = () => ${expression};`).join("\n");
			const said = (await objections(file, text)).filter((one) =>
				/^(bons-comptes\/globals|no-restricted-properties):/.test(one),
			);
			expect(said).toHaveLength(impure.length);
		},
	);

	test.each(["window.name", "document.title"])(
		"refuses %s in privileged code, where there is no page",
		async (expression) => {
			expect(await objections("src/experiments/repair/engine.ts", `export const value = () => ${expression};`)).toEqual(
				[expect.stringContaining("has no place in this room")],
			);
		},
	);

	test("refuses a room that nobody has drawn", async () => {
		expect(await objections("src/attic/thing.ts", "export {};")).toEqual([
			"bons-comptes/rooms: src/attic/thing.ts is in none of the rooms of eslint.config.mjs.",
		]);
	});

	test("refuses to be silenced for nothing", async () => {
		const text = "// eslint-disable-next-line no-eval -- not needed\nexport const one = 1;";
		expect(await objections("src/rules/rule.ts", text)).toEqual([expect.stringContaining("Unused eslint-disable")]);
	});
});
