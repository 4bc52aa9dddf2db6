// The package as it is given away: the same bytes wherever it is made, nothing in it that nobody asked for, and
// experiments that Thunderbird can take up. Thunderbird's own opinion of it: thunderbird/manifest.test.ts.

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import source from "../../manifest.json";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const temporary = mkdtempSync(join(tmpdir(), "bons-comptes-package-test-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const NOT_SOURCES = new Set(["node_modules", "dist", "web-ext-artifacts", "screenshots", ".git", ".cache"]);

/** Makes the package in a copy of the project at another place, with another environment. */
async function packageIn(place: string, args: string[], environment: Record<string, string>, umask: string) {
	const copy = join(temporary, place);
	mkdirSync(dirname(copy), { recursive: true });
	// The copies' files are as new as the moment.
	cpSync(root, copy, { recursive: true, filter: (file) => !NOT_SOURCES.has(file.slice(root.length + 1)) });
	symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
	const env = { ...process.env, ...environment };
	const command = `umask ${umask}; exec "$0" test/run.mjs package "$@"`;
	const { stdout } = await (process.platform === "win32"
		? run(process.execPath, ["test/run.mjs", "package", ...args], { cwd: copy, env })
		: run("/bin/sh", ["-c", command, process.execPath, ...args], { cwd: copy, env }));
	const [file = "", ...said] = stdout.trim().split("\n");
	return { file, said, bytes: readFileSync(join(copy, file)) };
}

type Package = Awaited<ReturnType<typeof packageIn>>;
let here: Package;
let elsewhere: Package;
let store: Package;
let entries: Map<string, string>;

beforeAll(async () => {
	here = await packageIn("a", [], { TZ: "UTC", LANG: "C", NODE_ENV: "production" }, "022");
	elsewhere = await packageIn(
		"another/place/with a longer name",
		[],
		{ TZ: "Pacific/Auckland", LANG: "fr_FR.UTF-8", NODE_ENV: "development" },
		"077",
	);
	store = await packageIn("store", ["--store"], {}, "022");
	entries = contents(here);
}, 240_000);

function contents({ bytes }: Package): Map<string, string> {
	const decoder = new TextDecoder();
	return new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, decoder.decode(content)]));
}

const text = (name: string) => entries.get(name) ?? expect.unreachable(`${name} is not in the package`);
const manifestOf = (one: Package) => JSON.parse(contents(one).get("manifest.json") ?? "") as typeof source;
const scripts = () => [...entries].filter(([name]) => name.endsWith(".js"));

describe("the package", () => {
	test("has the same bytes from another folder, time zone, language, umask and environment", () => {
		// Names and contents first: they say where a difference is.
		expect(contents(elsewhere)).toEqual(contents(here));
		expect(elsewhere.said).toEqual(here.said);
		expect(elsewhere.bytes.equals(here.bytes)).toBe(true);
	});

	test("is named after the version, and its size and SHA-256 are printed", () => {
		expect(here.file).toBe(join("web-ext-artifacts", `bons-comptes-${source.version}.xpi`));
		expect(here.said[0]).toBe(`${here.bytes.length} bytes`);
		expect(here.said[1]).toMatch(/^SHA-256 [0-9a-f]{64}$/);
	});

	test("carries no newest Thunderbird, and the variant for a store carries 153.*, and nothing else differs", () => {
		expect(manifestOf(here)).toEqual(source);
		expect(manifestOf(store)).toEqual({
			...source,
			browser_specific_settings: {
				gecko: { ...source.browser_specific_settings.gecko, strict_max_version: "153.*" },
			},
		});
		const others = (one: Package) => [...contents(one)].filter(([name]) => name !== "manifest.json");
		expect(others(store)).toEqual(others(here));
		expect(store.file).toContain("-store.xpi");
	});

	test("has every file that the manifest and its pages name", () => {
		const named = [...text("manifest.json").matchAll(/"([\w/-]+\.(?:js|json|html|svg|png))"/g)].map(([, file]) => file);
		expect(named).toContain("options/index.html");
		expect(named).toContain("icons/icon-light.svg");
		for (const file of named) expect(entries.has(file ?? ""), file).toBe(true);
		for (const [name, html] of entries) {
			if (!name.endsWith(".html")) continue;
			const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? "");
			expect(links.length).toBeGreaterThan(0);
			for (const link of links) expect(entries.has(join(dirname(name), link)), link).toBe(true);
		}
	});

	test("has nothing but what Thunderbird needs and the licence", () => {
		const allowed =
			/^(LICENSE|manifest\.json|(policy|report|result)\.schema\.json|[\w/-]+\.(js|css|html|svg)|(_locales|experiments)\/\w+\/\w+\.json)$/;
		expect([...entries.keys()].filter((name) => !allowed.test(name))).toEqual([]);
	});

	test("can be read: no script is minified, none has the path of a machine in it", () => {
		for (const [name, code] of scripts()) {
			const lines = code.split("\n");
			// Preact is published minified: its longest lines are let through, a script of such lines is not.
			expect(Math.max(...lines.map((line) => line.length)), name).toBeLessThan(1000);
			expect(code.length / lines.length, name).toBeLessThan(60);
			expect(code, name).not.toMatch(/jsxDEV|_jsxFileName|sourceMappingURL/);
			expect(code, name).not.toContain(temporary);
			expect(code, name).not.toContain(root);
		}
	});

	test("runs no text as code and loads nothing from elsewhere", () => {
		for (const [name, code] of scripts()) {
			expect(code, name).not.toMatch(/\beval\(|\bnew Function\b|\bimportScripts\b/);
			// A module that is loaded when it is needed, out of the package.
			expect(code.replaceAll(/\bimport\("\.\/[\w/.-]+"\)/g, ""), name).not.toMatch(/\bimport\(/);
			expect(code, name).not.toMatch(/\b(fetch|importESModule|loadSubScript|import|from)\s*\(?\s*["'`]https?:/);
			// Names of XML are no addresses; nothing else may go without encryption.
			expect(code.replaceAll(XML_NAMES, ""), name).not.toContain("http://");
		}
		for (const [name, page] of entries) {
			if (/\.(html|css)$/.test(name)) expect(page, name).not.toMatch(/https?:|\/\/[a-z]/);
		}
	});
});

/** Namespaces of XML: of the language itself, and of CalDAV's proxies and colours. */
const XML_NAMES = /http:\/\/(www\.w3\.org|calendarserver\.org\/ns|apple\.com\/ns\/ical)\//g;

const EVENT = (): void => {};
/** As Thunderbird's own: makes what pages see of an event. */
class EventManager {
	api() {
		return EVENT;
	}
}

/** A profile in which there is nothing yet. */
const NO_FILE = { clone: () => NO_FILE, append() {}, exists: () => false };

interface Experiment {
	onStartup?: () => void;
	onShutdown?: (isAppShutdown: boolean) => void;
	/** Absent in one that gives pages nothing. */
	getAPI?: (context: object) => Record<string, Record<string, (...args: unknown[]) => unknown>>;
}

describe.each(Object.entries(source.experiment_apis))("the built experiment %s", (api, { parent }) => {
	/** Loads the script as Thunderbird does, where nothing but these few globals is there. */
	function load() {
		const notified: string[] = [];
		const context = createContext({
			ExtensionCommon: { ExtensionAPI: Object, ExtensionAPIPersistent: Object, EventManager },
			Services: {
				obs: {
					notifyObservers: (_: null, topic: string) => notified.push(topic),
					addObserver() {},
					removeObserver() {},
				},
				dirsvc: { get: () => NO_FILE },
			},
			Ci: {},
			ChromeUtils: { generateQI: () => () => null },
			IOUtils: { exists: () => Promise.resolve(false) },
			PathUtils: { profileDir: "", join: (...parts: string[]) => parts.join("/") },
			console,
		});
		const given = Object.keys(context);
		runInContext(text(parent.script), context);
		const globals = Object.keys(context).filter((name) => !given.includes(name));
		const experiment = runInContext(`new ${api}({})`, context) as Experiment;
		return { experiment, notified, globals };
	}

	test("is a class under the name of its key, and leaves no other name behind", () => {
		const { experiment, globals } = load();
		expect(experiment.constructor.name).toBe(api);
		expect(globals).toEqual([api]);
	});

	test("gives the functions of its schema, with as many parameters", () => {
		const schemaFile = source.experiment_apis[api as keyof typeof source.experiment_apis].schema;
		const [schema] = JSON.parse(text(schemaFile)) as {
			functions: { name: string; parameters: unknown[] }[];
			events?: { name: string }[];
		}[];
		const given = Object.entries(load().experiment.getAPI?.({ callOnClose() {} })[api] ?? {});
		const events = given.filter(([, member]) => member === EVENT).map(([name]) => name);
		expect(events).toEqual(schema?.events?.map(({ name }) => name) ?? []);
		expect(
			Object.fromEntries(given.filter(([name]) => !events.includes(name)).map(([name, { length }]) => [name, length])),
		).toEqual(Object.fromEntries(schema?.functions.map(({ name, parameters }) => [name, parameters.length]) ?? []));
	});

	test("asks for the event of the start if, and only if, it does something then", () => {
		const asks = "events" in parent && parent.events.includes("startup");
		expect(asks).toBe("onStartup" in load().experiment);
	});

	// Thunderbird loads an experiment when it is first used, or at the start if it asks for that event: only the latter is
	// certain to be asked at an update. The cache is one for all, so that one notice is enough for all.
	if ("events" in parent) {
		test("has Thunderbird forget the old script at an update, and not at every end", () => {
			const { experiment, notified } = load();
			experiment.onShutdown?.(true);
			expect(notified).toEqual([]);
			experiment.onShutdown?.(false);
			expect(notified).toEqual(["startupcache-invalidate"]);
		});
	}
});

test("one experiment alone is always loaded, to clear the cache of scripts at an update, and it is small", () => {
	const always = Object.values(source.experiment_apis).flatMap(({ parent }) =>
		"events" in parent ? [parent.script] : [],
	);
	expect(always).toEqual(["experiments/start/implementation.js"]);
	expect(always.map(text).join("").length).toBeLessThan(10 * 1024);
});

/** What Mozilla's linter may say, and why it does not count here. It knows Firefox only. */
const KNOWN: Record<string, string> = {
	"MANIFEST_FIELD_PRIVILEGED /experiment_apis": "experiments: allowed in Thunderbird",
	"MISSING_DATA_COLLECTION_PERMISSIONS manifest.json": "Thunderbird ignores the key, and nothing is collected",
	"STRICT_MAX_VERSION manifest.json": "only the variant for a store has it",
	// Preact's dangerouslySetInnerHTML, which the project's linter forbids: see the test below.
	"UNSAFE_VAR_ASSIGNMENT options/index.js": "one place in Preact, never reached",
};

test("Mozilla's linter says nothing that is not known", { timeout: 120_000 }, async () => {
	const folder = join(temporary, "unpacked");
	for (const [name, bytes] of Object.entries(unzipSync(here.bytes))) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), bytes);
	}
	const webExt = join(root, "node_modules/web-ext/bin/web-ext.js");
	const args = [webExt, "lint", "--source-dir", folder, "--output", "json", "--no-config-discovery"];
	// It ends with 1, because of the experiments.
	const stdout = await run(process.execPath, args, { maxBuffer: 1 << 26 }).then(
		(done) => done.stdout,
		(failed: unknown) => (failed as { stdout: string }).stdout,
	);
	interface Remark {
		code: string;
		file?: string;
		instancePath?: string;
		line?: number;
	}
	const report = JSON.parse(stdout) as Record<"errors" | "warnings" | "notices", Remark[]>;
	const remarks = [...report.errors, ...report.warnings, ...report.notices];
	const name = ({ code, file, instancePath }: Remark) => `${code} ${instancePath ?? file}`;
	expect(remarks.map(name).filter((one) => !(one in KNOWN))).toEqual([]);
	const sinks = remarks.filter(({ code }) => code === "UNSAFE_VAR_ASSIGNMENT");
	expect(sinks).toHaveLength(1);
	for (const { file = "", line = 0 } of sinks) {
		expect(text(file).split("\n")[line - 1]).toMatch(/\.innerHTML = (\w+)\.__html\b/);
	}
});
