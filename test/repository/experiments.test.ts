// What the manifest, the schemas and the declarations of the experiments say of one another. Thunderbird is silent where
// they differ: the API is then simply not there. The built scripts are tried in package.test.ts.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import manifest from "../../manifest.json";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "src/experiments");
const read = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");

interface SchemaFunction {
	name: string;
	type: string;
	async: boolean;
	parameters: { name: string; type: string; optional?: boolean }[];
}

/** A function as both schema and declaration can say it. */
interface Signature {
	name: string;
	parameters: { name: string; optional: boolean; type: string }[];
}

/** The types of JSON that a schema tells apart, of a declared type. */
function schemaType(type: ts.TypeNode | undefined): string {
	if (type === undefined) return "none";
	if (ts.isArrayTypeNode(type)) return "array";
	if (type.kind === ts.SyntaxKind.StringKeyword) return "string";
	if (type.kind === ts.SyntaxKind.NumberKeyword) return "number";
	if (type.kind === ts.SyntaxKind.BooleanKeyword) return "boolean";
	return "object";
}

/** Functions of `namespace browser.<api>` in a declaration file; each must give a promise. */
function declared(file: string, text: string, api: string): Signature[] {
	const functions: Signature[] = [];
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const visit = (node: ts.Node): void => {
		if (ts.isFunctionDeclaration(node)) {
			expect(node.parent.parent.getText(source)).toMatch(new RegExp(`^${api}\\b`));
			expect(node.type?.getText(source), `${node.name?.text} of ${file}`).toMatch(/^Promise</);
			functions.push({
				name: node.name?.text ?? "",
				parameters: node.parameters.map((parameter) => ({
					name: parameter.name.getText(source),
					optional: parameter.questionToken !== undefined,
					type: schemaType(parameter.type),
				})),
			});
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return functions;
}

const experiments = Object.entries(manifest.experiment_apis).map(([api, entry]) => ({
	api,
	entry,
	name: /^experiments\/(\w+)\/schema\.json$/.exec(entry.schema)?.[1] ?? "",
}));

test("each folder of experiments but the shared one is in the manifest, and the other way round", () => {
	const folders = readdirSync(folder).filter((name) => name !== "shared");
	expect(experiments.map(({ name }) => name).sort()).toEqual(folders.sort());
});

test("only the start's gives pages nothing, and it has no schema to give", () => {
	const mute = experiments.filter(({ entry }) => !("paths" in entry.parent));
	expect(mute.map(({ name }) => name)).toEqual(["start"]);
	expect(JSON.parse(read("start", "schema.json"))).toEqual([]);
});

test.each(experiments)("$api is a class of the script that the manifest names", ({ api, entry, name }) => {
	expect(entry.parent.scopes).toEqual(["addon_parent"]);
	expect(entry.parent.script).toBe(`experiments/${name}/implementation.js`);
	expect(read(name, "implementation.ts")).toContain(`export class ${api} extends ExtensionCommon.ExtensionAPI`);
});

const forPages = experiments.flatMap(({ api, entry: { parent }, name }) =>
	"paths" in parent ? [{ api, paths: parent.paths, name }] : [],
);

describe.each(forPages)("$api", ({ api, paths, name }) => {
	const schema = JSON.parse(read(name, "schema.json")) as { namespace: string; functions: SchemaFunction[] }[];

	test("is named alike in the manifest, the schema and the implementation", () => {
		expect(paths).toEqual([[api]]);
		expect(schema.map(({ namespace }) => namespace)).toEqual([api]);
		// With this the compiler compares the implementation and the declaration, both ways.
		expect(read(name, "implementation.ts")).toContain(`satisfies typeof browser.${api}`);
	});

	test("has the same functions in the schema and in the declaration, parameter by parameter", () => {
		const [namespace] = schema;
		const inSchema = namespace?.functions.map((one): Signature => {
			expect([one.type, one.async], one.name).toEqual(["function", true]);
			const parameters = one.parameters.map(({ name, optional = false, type }) => ({ name, optional, type }));
			return { name: one.name, parameters };
		});
		expect(inSchema).toEqual(declared(`${name}.d.ts`, read(name, `${name}.d.ts`), api));
	});
});
