// The golden cases: what is found in each profile, word for word. `CASES=write npx vitest run test/rules/cases.test.ts`
// writes them again; read every line of the difference before it is kept.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { builtInCatalogue } from "../../src/providers";
import { diagnose } from "../../src/rules/diagnose";
import { goldenCases, readable } from "../fixtures/cases";

const cases = goldenCases();

describe.each(cases)("$name", ({ snapshot, live, expectedFile }) => {
	const diagnosis = diagnose(snapshot, builtInCatalogue, {}, "2026-01-01T00:00:00Z", live);

	it("is judged as written", () => {
		const text = `${JSON.stringify(readable(diagnosis), null, "\t")}\n`;
		if (process.env.CASES === "write") writeFileSync(expectedFile, text);
		expect(text).toBe(existsSync(expectedFile) ? readFileSync(expectedFile, "utf8") : "");
	});
});

const healthy = cases.filter(({ name }) => name.startsWith("healthy-"));

describe.each(healthy)("$name", ({ snapshot, live }) => {
	it("has nothing worse than an advice, and nothing to change", () => {
		const { accounts } = diagnose(snapshot, builtInCatalogue, {}, "2026-01-01T00:00:00Z", live);
		const findings = accounts.flatMap((account) => account.findings);
		expect(findings.filter((finding) => finding.severity !== "advice")).toEqual([]);
		expect(findings.flatMap((finding) => finding.changes)).toEqual([]);
	});
});

describe("the golden cases", () => {
	it("are at least 45, 22 of them healthy", () => {
		expect(cases.length).toBeGreaterThanOrEqual(45);
		expect(healthy.length).toBeGreaterThanOrEqual(22);
	});
});
