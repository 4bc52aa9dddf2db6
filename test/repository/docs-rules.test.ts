// docs/rules.md says what the rules say. `npm run docs` writes it again.

import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULE_IDS, RULE_NUMBERS } from "../../src/domain/rule-ids";
import { builtInCatalogue } from "../../src/providers";
import { RULES } from "../../src/rules";
import { DAV_RULES } from "../../src/rules/dav-story";
import { diagnose } from "../../src/rules/diagnose";
import { OBSERVED_RULES } from "../../src/rules/observed";
import { goldenCases } from "../fixtures/cases";
import { expectGeneratedDoc } from "./generated-doc";
import { rulesPage } from "./rules-page";

// The case with the fewest findings shows each of them best.
const cases = goldenCases()
	.map(({ name, snapshot, live }) => {
		const { accounts } = diagnose(snapshot, builtInCatalogue, {}, "2026-01-01T00:00:00Z", live);
		return { name, findings: accounts.flatMap((account) => account.findings) };
	})
	.sort((one, other) => one.findings.length - other.findings.length);
const page = rulesPage(cases);

describe("docs/rules.md", () => {
	it("is what the rules and the golden cases say", () => {
		expectGeneratedDoc("rules.md", page);
	});
});

describe("every rule", () => {
	it("is in the list exactly once", () => {
		expect(RULES.map(({ id }) => id).sort()).toEqual([...RULE_IDS].sort());
	});

	it.each(RULE_IDS)(
		"%s has a file of its name or is in the list of what was seen, and has a golden case and a row",
		(id) => {
			const isObserved = [...OBSERVED_RULES, ...DAV_RULES].some((observed) => observed === id);
			const files = readdirSync(new URL("../../src/rules/", import.meta.url));
			expect(isObserved || files.includes(`${id}.ts`)).toBe(true);
			expect(cases.some(({ findings }) => findings.some(({ rule }) => rule === id))).toBe(true);
			expect(page).toMatch(new RegExp(`^\\| ${RULE_NUMBERS[id]} \\| \`${id}\` \\| .*expected\\.json\\) \\|$`, "m"));
		},
	);

	it("has a number of its own", () => {
		expect(new Set(Object.values(RULE_NUMBERS)).size).toBe(RULE_IDS.length);
	});
});
