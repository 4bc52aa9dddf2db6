// The examples of the administrator's guide: each is named there, names the version of today, and what is written for Windows and
// macOS says the same as for Linux. Following it: ../thunderbird/deployment.test.ts.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import manifest from "../../manifest.json";
import { judgePolicies } from "../commands/check-policy";
import { BLOCKS, CHAPTER } from "../thunderbird/deployment/guide";
import { policiesOfPropertyList, policiesOfRegistry } from "./example-formats";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "docs/examples");
const names = readdirSync(folder);
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const guide = readFileSync(join(root, "docs/admin-guide.md"), "utf8");
const ID = manifest.browser_specific_settings.gecko.id;

/** As far as this file looks into an example. */
interface Parsed {
	policies: { ExtensionSettings: object; "3rdparty": { Extensions: Record<string, object> } };
}

describe.each(names)("docs/examples/%s", (name) => {
	test("is named by the guide", () => {
		expect(guide).toContain(`(examples/${name})`);
	});

	test("names the package of this version", () => {
		for (const [, version] of read(name).matchAll(/bons-comptes-(\d[\d.]*)(?:-updates)?\.xpi/g))
			expect(version).toBe(manifest.version);
	});
});

it.each(names.filter((name) => name.endsWith(".json")))("%s is found good by the command", (name) => {
	const { good, lines } = judgePolicies(readFileSync(join(folder, name)));
	expect([good, lines.join("\n")]).toEqual([true, expect.any(String)]);
});

describe("for other systems", () => {
	const linux = (JSON.parse(read("roll-out-1-report-only.json")) as Parsed).policies;
	const own = linux["3rdparty"].Extensions[ID];
	const https = (JSON.parse(read("install-from-https.json")) as Parsed).policies.ExtensionSettings;
	const withPath = (path: string) => ({ ...own, resultFile: { path } });
	const windows = withPath("C:\\ProgramData\\BonsComptes\\{profile}.json");

	it("the registry of Windows holds the same as texts", () => {
		const found = policiesOfRegistry(read("windows.reg")) as {
			ExtensionSettings: string;
			"3rdparty": { Extensions: Record<string, string> };
		};
		expect(JSON.parse(found.ExtensionSettings)).toEqual(https);
		expect(JSON.parse(found["3rdparty"].Extensions[ID] ?? "")).toEqual(windows);
	});

	it("so do the texts for group policies and Intune", () => {
		const lines = read("windows-gpo-and-intune.txt").split("\n");
		const [settings, configuration] = lines
			.filter((line) => line.startsWith("{"))
			.map((line) => JSON.parse(line) as object);
		const data = lines.find((line) => line.startsWith("<data ")) ?? "";
		expect(settings).toEqual(https);
		expect(JSON.parse(/value='(.*)'\/>$/.exec(data)?.[1] ?? "")).toEqual(https);
		expect(configuration).toEqual(windows);
	});

	it("the property list of macOS holds the same, and switches policies on", () => {
		expect(policiesOfPropertyList(read("macos.plist"))).toEqual({
			EnterprisePoliciesEnabled: true,
			ExtensionSettings: https,
			"3rdparty": { Extensions: { [ID]: withPath("/Library/Application Support/BonsComptes/{profile}.json") } },
		});
	});

	it("what could not be run here says so, with a check", () => {
		for (const name of ["windows.reg", "windows-gpo-and-intune.txt", "macos.plist"]) {
			expect(read(name)).toMatch(/Not tried (here|on)/);
			expect(read(name)).toMatch(/check/);
		}
	});
});

test("each command of the guide's first chapter is in a block that a test follows", () => {
	expect(BLOCKS).toHaveLength(5);
	expect(CHAPTER.match(/^ *(npm|install|sha256sum|\(cd) /gm)).toHaveLength(9);
});
