// docs/report.schema.json says what a report is, and reports are that. `npm run docs` writes the schema again.

import Ajv from "ajv";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/options/report";
import { REPORT_FORMAT, reportSchema } from "../../src/options/report-schema";
import { LANGUAGES } from "../options/messages";
import { wholeReport } from "../options/whole-report";
import { expectGeneratedDoc } from "./generated-doc";
import { jsonSchemaOf } from "./json-schema";

const schema = jsonSchemaOf(reportSchema);
const takes = new Ajv().compile(schema);

describe("docs/report.schema.json", () => {
	it("is what the page's schema says", () => {
		const head = {
			$schema: "https://json-schema.org/draft/2020-12/schema",
			title: "Report of Bons Comptes",
			description: `What « Enregistrer le rapport » writes, in format ${REPORT_FORMAT}. docs/page-contract.md tells what each field means.`,
		};
		expectGeneratedDoc("report.schema.json", `${JSON.stringify({ ...head, ...schema }, null, "\t")}\n`);
	});

	it.each(LANGUAGES)("takes a report of everything, and one of nothing, in %s", (language) => {
		for (const includeAddresses of [true, false]) {
			const parts = { ...wholeReport(language), includeAddresses };
			const nothing = {
				...parts,
				...{ diagnosis: null, evidence: null, selfCheck: null, installation: null },
				history: [],
			};
			for (const report of [buildReport(parts), buildReport(nothing)]) {
				const json: unknown = JSON.parse(JSON.stringify(report));
				expect([takes(json), takes.errors]).toEqual([true, null]);
				expect(v.is(reportSchema, json)).toBe(true);
			}
		}
	});

	it("refuses what has no place in a report", () => {
		const report = buildReport(wholeReport("fr"));
		expect(takes({ ...report, passwords: [] })).toBe(false);
		expect(takes({ ...report, format: 1 })).toBe(false);
		expect(takes({ ...report, accounts: [{ ...report.accounts[0], name: "Association" }] })).toBe(false);
	});
});
