// docs/result.schema.json says what a result file is, and results are that. `npm run docs` writes the schema again.

import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { resultOf } from "../../src/doctor/result";
import { RESULT_FORMAT, resultSchema } from "../../src/policy/result-schema";
import { NO_POLICY } from "../../src/policy/schema";
import * as demo from "../options/demo";
import { expectGeneratedDoc } from "./generated-doc";
import { jsonSchemaOf } from "./json-schema";

const schema = jsonSchemaOf(resultSchema);
const takes = new Ajv().compile(schema);
const result = resultOf({
	...{ diagnosis: demo.everyCard(), policy: NO_POLICY, trigger: "quiet", entries: [demo.entry()], attempted: [] },
	versions: { addon: "0.2.0", thunderbird: "140.12.0", platform: "win x86-64" },
	now: "2026-11-20T09:00:00.000Z",
});

describe("docs/result.schema.json", () => {
	it("is what the writer's schema says", () => {
		const head = {
			$schema: "https://json-schema.org/draft/2020-12/schema",
			title: "Result file of Bons Comptes",
			description: `What is written at the path of the policy's resultFile, in format ${RESULT_FORMAT}. docs/admin-guide.md tells who reads it.`,
		};
		expectGeneratedDoc("result.schema.json", `${JSON.stringify({ ...head, ...schema }, null, "\t")}\n`);
	});

	it("takes a result of everything, and nothing that has no place in it", () => {
		expect([takes(result), takes.errors]).toEqual([true, null]);
		expect(takes({ ...result, password: "secret" })).toBe(false);
		expect(takes({ ...result, accounts: [{ ...result.accounts[0], host: "imap.acme.example" }] })).toBe(false);
		expect(takes({ ...result, format: 2 })).toBe(false);
	});
});
