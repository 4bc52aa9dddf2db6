// What an administrator is told about a policies file before it is rolled out.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { everything, withValue } from "../policy/examples";
import { judgePolicies } from "./check-policy";
import { jsonFaults } from "./json-source";

const ID = "bons-comptes@thunderbird-addon";
const PLACE = `policies.3rdparty.Extensions.${ID}`;
const whole = (configuration: unknown) => ({ policies: { "3rdparty": { Extensions: { [ID]: configuration } } } });
const judge = (json: unknown) => judgePolicies(Buffer.from(JSON.stringify(json)));
const judgeText = (text: string) => judgePolicies(Buffer.from(text));

describe("a policies file", () => {
	it("is good when its configuration is, and what it sets is named", () => {
		const { good, lines } = judge(whole(everything));
		expect(good).toBe(true);
		expect(lines.join("\n")).toMatch(/valid\.\nIt sets: providers, .*resultFile \(acme\)\.$/);
	});

	it("may hold the configuration as a text, as the registry of Windows does", () => {
		expect(judge(whole(JSON.stringify(everything)))).toMatchObject({ good: true });
		expect(judge(whole('{"version": 1,}'))).toEqual({
			good: false,
			lines: [
				`${PLACE}, line 1, column 15 of the text: a name in double quotes is expected here (no comma after the last entry)`,
			],
		});
	});

	it("without a configuration is good, and that is said", () => {
		const { good, lines } = judge({ policies: { "3rdparty": { Extensions: { "other@example": {} } } } });
		expect(good).toBe(true);
		expect(lines.join(" ")).toMatch(/no managed configuration .*names: other@example\. .*defaults/);
		expect(judge({ policies: { ExtensionSettings: {} } })).toMatchObject({ good: true });
	});

	it("with faults names each of them, with the path and the form that is expected", () => {
		const { good, lines } = judge(whole(withValue(withValue(everything, "repairs", "force"), "calendar", 1)));
		expect(good).toBe(false);
		expect(lines).toEqual([
			`${PLACE}.repairs must be: one of "ask", "automatic", "report-only"`,
			`${PLACE}.calendar must be: one of "offered", "automatic", "off"`,
			"Nothing of this configuration would count.",
		]);
	});

	it.each([
		["the version left out", whole({}), `${PLACE}.version must be: present`],
		["a number in its place", whole(1), `${PLACE} must be: an object`],
		["null in its place", whole(null), `${PLACE} must be: an object`],
		[
			"another add-on's text in the way",
			{ policies: { "3rdparty": { Extensions: { "other@example": 1 } } } },
			"policies.3rdparty.Extensions.other@example must be",
		],
		["no policies", { "3rdparty": {} }, 'must be: an object with "policies" in it'],
		["policies that are a list", { policies: [] }, "policies must be: an object"],
		["3rdParty", { policies: { "3rdParty": {} } }, 'policies has "3rdParty"; the place'],
		["extensions", { policies: { "3rdparty": { extensions: {} } } }, 'policies.3rdparty has "extensions"; the place'],
		["Extensions at the top", { policies: { Extensions: {}, [ID]: {} } }, 'policies has "Extensions"; the place'],
		[
			"an id that is nearly right",
			{ policies: { "3rdparty": { Extensions: { "bonscomptes@thunderbird-addon": {} } } } },
			'has "bonscomptes@thunderbird-addon"; the place',
		],
	])("is bad with %s", (_, json, said) => {
		const { good, lines } = judge(json);
		expect(good).toBe(false);
		expect(lines.join("\n")).toContain(said);
	});

	it.each([
		["a comma too many", '{\n\t"policies": {\n\t\t"a": 1,\n\t}\n}', "line 4, column 2: a name in double quotes"],
		["a comma too few", '{\n\t"a": 1\n\t"b": 2\n}', "line 3, column 2: a comma or } is expected here"],
		["a comment", "{\n\t// mine\n}", "line 2, column 2: a name in double quotes"],
		["no end", '{"policies": {', "line 1, column 15: a name in double quotes"],
		["nothing in it", "", "line 1, column 1: the file ends too early"],
		["two policies", '{"policies": {},\n"policies": {}}', 'line 2, column 1: "policies" stands twice here'],
		["a byte order mark", "\uFEFF{}", "begins with a byte order mark"],
	])("is bad with %s, and the line is named", (_, text, said) => {
		const { good, lines } = judgeText(text);
		expect(good).toBe(false);
		expect(lines.join("\n")).toContain(said);
	});

	it("is bad when it is not UTF-8", () => {
		expect(judgePolicies(Buffer.from("{}", "utf16le")).good).toBe(false);
		expect(judgePolicies(Buffer.from([0x7b, 0xff, 0x7d])).lines[0]).toContain("not UTF-8");
	});
});

describe("the look for what is no JSON", () => {
	it("finds a fault exactly where JSON.parse throws", () => {
		const spoil = fc
			.tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "}", "0", "\\", "\n", "-", "e"))
			.map(([text, at, put]) => {
				const place = at % (text.length + 1);
				return text.slice(0, place) + put + text.slice(place + (put === "" ? 1 : 0));
			});
		const parses = (text: string) => {
			try {
				JSON.parse(text);
				return true;
			} catch {
				return false;
			}
		};
		fc.assert(
			fc.property(fc.oneof(fc.json(), spoil, fc.string()), (text) => {
				const broken = jsonFaults(text).filter((fault) => !fault.text.includes("stands twice"));
				expect(broken.length === 0, text).toBe(parses(text));
			}),
			{ numRuns: 2000 },
		);
	});
});

describe("npm run check-policy", () => {
	const folder = mkdtempSync(join(tmpdir(), "bons-comptes-check-policy-"));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const run = (...args: string[]) =>
		spawnSync(process.execPath, ["test/run.mjs", "check-policy", ...args], {
			encoding: "utf8",
			env: { ...process.env, INIT_CWD: folder },
		});

	it("ends with 0 or 1, and takes the path from where it was called", () => {
		writeFileSync(join(folder, "good.json"), JSON.stringify(whole(everything)));
		writeFileSync(join(folder, "bad.json"), JSON.stringify(whole({ version: 3 })));
		expect(run("good.json")).toMatchObject({ status: 0, stderr: "" });
		expect(run("bad.json")).toMatchObject({
			status: 1,
			stderr: expect.stringContaining(`${PLACE}.version must be: one of 1`),
		});
		expect(run("none.json")).toMatchObject({ status: 1, stderr: expect.stringContaining("none.json cannot be read") });
		expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining("Usage") });
	});
});
