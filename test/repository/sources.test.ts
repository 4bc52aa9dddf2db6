// What every file of the project keeps to and no linter looks at.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import manifest from "../../manifest.json";

const root = join(import.meta.dirname, "../..");
const git = (...args: string[]) =>
	execFileSync("git", args, { cwd: root, encoding: "utf8" })
		.split("\0")
		.filter((name) => name !== "" && existsSync(join(root, name)));

/** What is or would be committed. */
const files = git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const texts = files.filter((file) => !/\.(png|ico|xpi|der|p12)$/.test(file) && file !== "package-lock.json");
const sources = texts.filter((file) => /\.(ts|tsx|mjs|css)$/.test(file));

test("there are files to look at", () => {
	expect(sources.length).toBeGreaterThan(50);
});

describe("every source file", () => {
	test("begins with a comment that says what lives in it", () => {
		const silent = sources.filter((file) => !/^(\/\/\/ <reference .*\n)?(\/\/ |\/\*)/.test(read(file)));
		expect(silent).toEqual([]);
	});

	test("is short enough to be read: data and generated pages apart", () => {
		const data = ["test/rig/faults.ts"];
		const limit = (file: string) => (/\.test\.tsx?$/.test(file) ? 700 : 600);
		const long = sources.filter((file) => !data.includes(file) && read(file).split("\n").length > limit(file));
		expect(long).toEqual([]);
	});

	test("imports nothing from outside the project", () => {
		const outside = sources.flatMap((file) =>
			[...read(file).matchAll(/\b(?:from|import)\s*\(?\s*"(\.{0,2}\/[^"]*)"/g)]
				.map(([, target]) => resolve(root, dirname(file), target ?? ""))
				.filter((target) => relative(root, target).startsWith(".."))
				.map((target) => `${file}: ${target}`),
		);
		expect(outside).toEqual([]);
	});
});

test("no file names a folder of one machine", () => {
	// Camille is nobody: the user of the examples.
	const machine = /(?<![\w.~:/-])\/(home|Users|root|work)\/(?!camille\b)[\w.-]+|[A-Z]:\\Users\\/;
	const found = texts.flatMap((file) => {
		const match = machine.exec(read(file));
		return match ? [`${file}: ${match[0]}`] : [];
	});
	expect(found).toEqual([]);
});

/** Names of `__MSG_…__` in a text. */
const messageNames = (text: string) => [...text.matchAll(/__MSG_(\w+)__/g)].map(([, name]) => name ?? "");

test.each(["en", "fr"])("every message that the manifest or a schema names is there in %s", (language) => {
	const messages = JSON.parse(read(`_locales/${language}/messages.json`)) as Record<string, { message: string }>;
	const named = [read("manifest.json"), ...texts.filter((file) => file.endsWith("schema.json")).map(read)].flatMap(
		messageNames,
	);
	expect(named.length).toBeGreaterThan(0);
	for (const name of named) expect(messages[name]?.message, name).toBeTruthy();
});

test("the manifest has the id and the versions that were promised, and the version of package.json", () => {
	const { version } = JSON.parse(read("package.json")) as { version: string };
	expect(manifest.version).toBe(version);
	expect(manifest.browser_specific_settings.gecko).toEqual({
		id: "bons-comptes@thunderbird-addon",
		strict_min_version: "140.0",
	});
	expect(manifest.default_locale).toBe("en");
});

test("the change log has an entry for this version", () => {
	expect(read("CHANGELOG.md")).toMatch(new RegExp(`^## \\[${manifest.version.replaceAll(".", "\\.")}\\]`, "m"));
});

test("the pages of the documentation lead nowhere in vain", () => {
	const dead = texts
		.filter((file) => file.endsWith(".md"))
		.flatMap((file) =>
			[...read(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
				.map(([, target]) => join(dirname(file), target ?? ""))
				.filter((target) => !existsSync(join(root, target)))
				.map((target) => `${file}: ${target}`),
		);
	expect(dead).toEqual([]);
});

test("the tests that the documentation names are there", () => {
	const named = texts
		.filter((file) => file.endsWith(".md"))
		.flatMap((file) => [...read(file).matchAll(/`((?:test|src)\/[\w./-]+)`/g)].map(([, name]) => name ?? ""));
	expect(named.length).toBeGreaterThan(10);
	expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

test("every command that the documentation names is there", () => {
	const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
	const named = texts
		.filter((file) => file.endsWith(".md"))
		.flatMap((file) => [...read(file).matchAll(/`npm (?:run )?([a-z]+(?:-[a-z]+)*)\b/g)].map(([, name]) => name ?? ""))
		.filter((name) => !["ci", "install"].includes(name));
	for (const name of named) expect(Object.keys(scripts)).toContain(name);
});

test("what continuous integration runs is all the tests, and it may be run", () => {
	expect(read(".ci/run")).toMatch(/^exec npm test$/m);
	const [entry = ""] = git("ls-files", "-z", "--stage", ".ci/run").concat(
		execFileSync("git", ["ls-files", "--stage", ".ci/run"], { cwd: root, encoding: "utf8" }),
	);
	expect(entry).toMatch(/^100755 /);
});

test("a guard for the messages is there", () => {
	expect(files).toContain("test/repository/locales.test.ts");
});
