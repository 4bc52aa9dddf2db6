// What a linter can hold of the architecture (docs/architecture.md) and of the house's habits in TypeScript.
// Formatting, order of imports, CSS and HTML: biome.json. Manifest, locales, packages: repository/.
// That these rules fail the build is itself tested: repository/lint.test.ts.

import { readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { defineConfig } from "eslint/config";
import noUnsanitized from "eslint-plugin-no-unsanitized";
import tseslint from "typescript-eslint";

const root = join(import.meta.dirname, "..");
const src = join(root, "src");

/**
 * The rooms of src/: what each may import of the others, and which packages. The first entry that a path begins with
 * counts. A room that is not here may not exist; a room always sees itself.
 */
const ROOMS = [
	{ room: "domain/", sees: [], packages: [] },
	{ room: "providers/", sees: ["domain/"], packages: ["valibot"] },
	{ room: "policy/", sees: ["domain/", "providers/"], packages: ["valibot"] },
	{ room: "rules/", sees: ["domain/", "providers/"], packages: [] },
	{ room: "doctor/", sees: ["domain/", "providers/", "policy/", "rules/", "probe/"], packages: [] },
	{
		room: "thunderbird/",
		sees: ["domain/", "providers/", "policy/", "rules/", "doctor/"],
		packages: ["valibot", "webextension-polyfill"],
	},
	{
		room: "options/main.tsx",
		sees: ["domain/", "providers/", "policy/", "rules/", "doctor/", "options/", "thunderbird/"],
		packages: ["preact", "webextension-polyfill"],
	},
	{
		room: "options/report-schema.ts",
		sees: ["domain/", "policy/"],
		packages: ["valibot"],
	},
	{
		room: "options/",
		// Of the messages the names, as types: the compiler then knows every name.
		sees: ["domain/", "providers/", "policy/", "rules/", "doctor/", "../_locales/"],
		packages: ["preact"],
	},
	{ room: "probe/dav/", sees: ["domain/", "probe/"], packages: ["saxes"] },
	{ room: "probe/", sees: ["domain/"], packages: [] },
	{ room: "background.ts", sees: ["domain/", "doctor/", "thunderbird/"], packages: ["webextension-polyfill"] },
	{
		room: "experiments/shared/",
		sees: ["domain/", "providers/index", "providers/lookup", "policy/", "probe/"],
		packages: ["valibot"],
	},
	...readdirSync(join(src, "experiments"))
		.filter((name) => name !== "shared")
		.map((name) => ({
			room: `experiments/${name}/`,
			// Of the providers only the data and what can be looked up in it: no privileged code identifies anybody.
			sees: ["domain/", "providers/index", "providers/lookup", "probe/", "experiments/shared/"].concat(
				// The policy as it counts for the others comes from shared/.
				name === "policy" ? "policy/" : [],
				name === "watch" ? ["doctor/watch", "doctor/automatic-schedule"] : [],
			),
			packages: ["valibot"],
		})),
];

/** A file as the table above names it. A folder stands for its index. */
function placeOf(file) {
	const place = relative(src, file).split(sep).join("/");
	return ROOMS.some(({ room }) => room === `${place}/`) ? `${place}/index` : place;
}

const roomOf = (place) => ROOMS.find(({ room }) => place.startsWith(room));

const rooms = {
	meta: { type: "problem", schema: [] },
	create(context) {
		const place = placeOf(context.filename);
		const here = roomOf(place);
		const check = (source) => {
			if (source?.type !== "Literal") return;
			const name = String(source.value);
			if (!name.startsWith(".")) {
				const packageName = name
					.split("/")
					.slice(0, name.startsWith("@") ? 2 : 1)
					.join("/");
				if (!here?.packages.includes(packageName)) {
					context.report({ node: source, message: `${place} may not import the package "${packageName}".` });
				}
				return;
			}
			const target = placeOf(resolve(dirname(context.filename), name));
			if (![here?.room, ...(here?.sees ?? [])].some((room) => room !== undefined && target.startsWith(room))) {
				context.report({ node: source, message: `${place} may not import ${target}: dependencies point one way.` });
			}
		};
		return {
			Program(node) {
				if (!here) context.report({ node, message: `src/${place} is in none of the rooms of eslint.config.mjs.` });
			},
			ImportDeclaration: ({ source }) => check(source),
			ExportNamedDeclaration: ({ source }) => check(source),
			ExportAllDeclaration: ({ source }) => check(source),
			ImportExpression: ({ source }) => check(source),
			TSImportType: ({ source }) => check(source),
		};
	},
};

/** Globals that only some rooms may use. A type such as `typeof browser.storage` is not a use. */
const globals = {
	meta: { type: "problem", schema: [{ type: "array", items: { type: "string" } }] },
	create(context) {
		const [names] = context.options;
		const isType = ({ parent }) => parent.type === "TSTypeQuery" || parent.type === "TSQualifiedName";
		return {
			"Program:exit"(node) {
				const { through } = context.sourceCode.getScope(node);
				const known = context.sourceCode
					.getScope(node)
					.variables.flatMap(({ name, defs, references }) =>
						names.includes(name) && defs.length === 0 ? references : [],
					);
				for (const { identifier } of [...through, ...known]) {
					if (!names.includes(identifier.name) || isType(identifier)) continue;
					context.report({ node: identifier, message: `"${identifier.name}" has no place in this room.` });
				}
			},
			MemberExpression(node) {
				const { object, property } = node;
				if (object.type !== "Identifier" || object.name !== "globalThis") return;
				if (property.type === "Identifier" && names.includes(property.name)) {
					context.report({ node, message: `"${property.name}" has no place in this room.` });
				}
			},
		};
	},
};

/** Written without import: in src/ `browser` is always the imported one, so that one look at the imports tells. */
const EXTENSION = ["browser", "messenger", "chrome"];
const PAGE = ["window", "self", "document", "navigator", "location", "localStorage", "sessionStorage"];
/** Time, chance and the outside world: what a pure function takes as an argument. */
const OUTSIDE = [
	...["Date", "performance", "crypto", "fetch", "XMLHttpRequest", "WebSocket"],
	...["setTimeout", "setInterval", "queueMicrotask", "requestAnimationFrame", "console"],
];

const only = (files, ...lists) => ({
	files,
	rules: { "bons-comptes/globals": ["error", lists.flat()] },
});

export default defineConfig(
	{ ignores: ["dist/", "web-ext-artifacts/", "screenshots/"] },
	{ linterOptions: { reportUnusedDisableDirectives: "error" } },
	{
		files: ["**/*.ts", "**/*.tsx"],
		extends: [tseslint.configs.strictTypeChecked, noUnsanitized.configs.recommended],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
		rules: {
			// Exhaustive, and no default that would swallow the next member of a union.
			"@typescript-eslint/switch-exhaustiveness-check": [
				"error",
				{ allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false },
			],
			"@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
			"@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
			"@typescript-eslint/consistent-type-imports": "error",
			"@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
			"no-eval": "error",
		},
	},
	{
		files: ["src/**"],
		plugins: { "bons-comptes": { rules: { rooms, globals } } },
		rules: {
			"bons-comptes/rooms": "error",
			"no-restricted-syntax": [
				"error",
				{ selector: "[name.name='dangerouslySetInnerHTML']", message: "Text is set as text." },
			],
		},
	},
	only(["src/{domain,providers,policy,rules,probe,doctor}/**"], EXTENSION, PAGE, OUTSIDE),
	{
		files: ["src/{domain,providers,policy,rules,probe,doctor}/**"],
		rules: {
			"no-restricted-properties": [
				"error",
				{ object: "Math", property: "random", message: "Pure code has no chance." },
			],
		},
	},
	only(["src/experiments/**"], EXTENSION, PAGE, ["fetch", "setTimeout", "setInterval"]),
	only(["src/thunderbird/**", "src/background.ts", "src/options/**"], EXTENSION),
	{
		// Programs and tests read JSON whose shape the next line shows; what is wrong there fails at once, on no user's machine.
		files: ["test/**"],
		rules: {
			"@typescript-eslint/no-unsafe-assignment": "off",
			"@typescript-eslint/no-unsafe-member-access": "off",
			"@typescript-eslint/no-unsafe-return": "off",
			"@typescript-eslint/no-non-null-assertion": "off",
			// Fakes answer like the real thing, at once; functions of a module of plain functions are passed around.
			"@typescript-eslint/require-await": "off",
			"@typescript-eslint/unbound-method": "off",
		},
	},
	{
		// Functions that run in Thunderbird's parent process: its objects have no types.
		files: [
			"test/thunderbird/**",
			"test/rig/thunderbird.test.ts",
			"test/commands/screenshots.ts",
			"test/commands/bench*.ts",
		],
		rules: {
			"@typescript-eslint/no-unsafe-call": "off",
			"@typescript-eslint/no-unsafe-argument": "off",
			"@typescript-eslint/no-explicit-any": "off",
		},
	},
);
