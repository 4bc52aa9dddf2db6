// docs/policy.schema.json says what the reader of the managed configuration takes, and the guide's examples are configurations
// that it really takes. `npm run docs` writes the schema again.

import { readFileSync } from "node:fs";
import Ajv from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import manifest from "../../manifest.json";
import { parsePolicy } from "../../src/policy/parse-policy";
import { NO_POLICY, policySchema } from "../../src/policy/schema";
import { builtInCatalogue } from "../../src/providers";
import { judgePolicies } from "../commands/check-policy";
import { badShapes, everything, ownProvider, withValue } from "../policy/examples";
import { expectGeneratedDoc } from "./generated-doc";
import { jsonSchemaOf } from "./json-schema";

const ID = manifest.browser_specific_settings.gecko.id;
const schema = jsonSchemaOf(policySchema);
const takes = new Ajv().compile(schema);
const isValid = (json: unknown) => parsePolicy(json, builtInCatalogue).kind === "valid";

describe("docs/policy.schema.json", () => {
	it("is what the reader's schema says", () => {
		const head = {
			$schema: "https://json-schema.org/draft/2020-12/schema",
			title: "Managed configuration of Bons Comptes",
			description: `The value of policies.3rdparty.Extensions.${ID} in Thunderbird's policies.`,
		};
		expectGeneratedDoc("policy.schema.json", `${JSON.stringify({ ...head, ...schema }, null, "\t")}\n`);
	});

	it.each([
		["the least", { version: 1 }],
		["everything", everything],
		["an own provider", { version: 1, providers: [ownProvider] }],
	])("takes %s, as the reader does", (_, json) => {
		expect([takes(json), takes.errors]).toEqual([true, null]);
		expect(isValid(json)).toBe(true);
	});

	it.each(badShapes)("refuses %s, as the reader does", (_, path, value) => {
		const json = withValue(everything, path, value);
		expect([takes(json), isValid(json)]).toEqual([false, false]);
	});

	it("refuses nothing that the reader takes", () => {
		const places = (value: unknown, path: readonly string[] = []): string[] =>
			typeof value === "object" && value !== null
				? Object.entries(value).flatMap(([name, inner]) => [
						[...path, name].join("."),
						...places(inner, [...path, name]),
					])
				: [];
		const value = fc.oneof(
			fc.jsonValue(),
			fc.constantFrom<unknown>(undefined, null, [], "a.example", "ask", "off", true, 1),
		);
		fc.assert(
			fc.property(fc.constantFrom(...places(everything)), value, (path, value) => {
				const json = withValue(everything, path, value);
				if (isValid(json)) expect(takes(json), `${path} = ${JSON.stringify(value)}`).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe("the guide for administrators", () => {
	const guide = readFileSync(new URL("../../docs/admin-guide.md", import.meta.url), "utf8");
	const chapter = /\n## Managed configuration\n(.*?)\n## /su.exec(guide)?.[1] ?? "";
	const examples = [...chapter.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => text ?? "");

	it("has examples of policies that the command finds good", () => {
		expect(examples.length).toBeGreaterThan(0);
		for (const text of examples) {
			const { good, lines } = judgePolicies(Buffer.from(text));
			expect(lines.join("\n")).toContain("is valid");
			expect(good).toBe(true);
		}
	});

	it("describes every setting, and no other", () => {
		const described = [...chapter.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
		expect(described.sort()).toEqual(Object.keys(NO_POLICY).sort());
	});
});
