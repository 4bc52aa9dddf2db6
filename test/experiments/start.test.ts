// The script that every start loads: when it hands over to the experiment of repairs, and by which of Thunderbird's ways.
// What a journal wants: ../domain/journal-rest.test.ts. In real Thunderbirds: ../thunderbird/start.test.ts.

import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { JOURNAL_VERSION } from "../../src/domain/journal";

const ADDON = "addon@example";
const VERSION = "1";
const QUIET = JSON.stringify({ version: JOURNAL_VERSION, setAside: null, entries: [] });

interface Scene {
	/** null: there is none. */
	journal: string | Error | null;
	policies: { status: number; getActivePolicies(): object | undefined };
}

const read: string[] = [];
const handedOver: string[] = [];
const notified: string[] = [];
const prefs = new Map<string, string>();
const scene: Scene = { journal: null, policies: { status: 0, getActivePolicies: () => undefined } };

beforeEach(() => {
	for (const list of [read, handedOver, notified]) list.length = 0;
	prefs.clear();
	Object.assign(scene, { journal: null, policies: { status: 0, getActivePolicies: () => undefined } });
	vi.stubGlobal("ExtensionCommon", {
		ExtensionAPI: class {
			readonly extension: unknown;
			constructor(extension: unknown) {
				this.extension = extension;
			}
		},
	});
	vi.stubGlobal("ChromeUtils", { generateQI: () => () => {} });
	vi.stubGlobal("Ci", { nsIEnterprisePolicies: { FAILED: 2 } });
	vi.stubGlobal("Services", {
		get policies() {
			return scene.policies;
		},
		obs: {
			notifyObservers: (_: null, topic: string) => notified.push(topic),
			addObserver: () => {},
			removeObserver: () => {},
		},
		dirsvc: { get: () => fileAt("") },
		prefs: {
			getStringPref: (name: string, fallback: string) => prefs.get(name) ?? fallback,
			setStringPref: (name: string, value: string) => prefs.set(name, value),
		},
	});
	const stream = { init() {}, close() {} };
	const binary = { setInputStream() {}, available: () => left.length, readBytes: () => left.splice(0).join("") };
	let left: string[] = [];
	const fileAt = (path: string): object => {
		const parts = [path];
		return {
			clone: () => fileAt(path),
			append: (part: string) => parts.push(part),
			exists() {
				read.push(parts.join("/"));
				if (scene.journal instanceof Error) throw scene.journal;
				left = scene.journal === null ? [] : [scene.journal];
				return scene.journal !== null;
			},
		};
	};
	vi.stubGlobal("Cc", {
		"@mozilla.org/network/file-input-stream;1": { createInstance: () => stream },
		"@mozilla.org/binaryinputstream;1": { createInstance: () => binary },
		"@mozilla.org/security/hash;1": {
			createInstance() {
				const hash = createHash("sha256");
				return {
					initWithString: (algorithm: string) => expect(algorithm).toBe("sha256"),
					update: (bytes: Uint8Array) => hash.update(bytes),
					finish: () => hash.digest("base64"),
				};
			},
		},
	});
});
afterEach(() => vi.unstubAllGlobals());

const ways = {
	getAPI(name: string) {
		handedOver.push(`at once: ${name}`);
	},
	asyncGetAPI(name: string) {
		handedOver.push(`later: ${name}`);
		return Promise.resolve();
	},
};

async function start(apiManager: Partial<typeof ways> = ways, version = VERSION) {
	// It takes its base class when it is loaded.
	vi.resetModules();
	const { bonsComptesStart } = await import("../../src/experiments/start/implementation");
	const experiment = new bonsComptesStart({ id: ADDON, version, apiManager });
	experiment.onStartup();
	return experiment;
}

test.each([null, QUIET])("with nothing to do, nothing else is loaded (%j)", async (journal) => {
	scene.journal = journal;
	await start();
	expect(read).toEqual(["/bons-comptes/journal.json"]);
	expect(handedOver).toEqual([]);
});

test.each([
	["a journal that is not understood", () => Object.assign(scene, { journal: "{" })],
	["a journal that cannot be read", () => Object.assign(scene, { journal: new Error("denied") })],
	[
		"a managed configuration that nobody has judged",
		() => {
			scene.policies.getActivePolicies = () => ({ "3rdparty": { Extensions: { [ADDON]: {} } } });
		},
	],
	["policies that could not be read", () => Object.assign(scene.policies, { status: 2 })],
	[
		"policies that fail",
		() => {
			scene.policies.getActivePolicies = () => {
				throw new Error("broken");
			};
		},
	],
])("%s is handed over at once", async (_, arrange) => {
	arrange();
	await start();
	expect(handedOver).toEqual(["at once: bonsComptesRepair"]);
});

test("a policy of others is none", async () => {
	scene.policies.getActivePolicies = () => ({ "3rdparty": { Extensions: { "other@example": {} } } });
	await start();
	expect(handedOver).toEqual([]);
});

const configure = (configuration: unknown) => {
	scene.policies.getActivePolicies = () => ({ "3rdparty": { Extensions: { [ADDON]: configuration } } });
};

test.each([{ version: 1, organisation: "Académie" }, '{ "version": 1 }'])(
	"a managed configuration that was found faultless is not judged again (%j)",
	async (configuration) => {
		configure(configuration);
		const { rememberFaultless } = await import("../../src/experiments/shared/policy-source");
		rememberFaultless(configuration, VERSION);
		await start();
		expect(handedOver).toEqual([]);
	},
);

test("a configuration that has changed since is judged again, and so is one that another version has judged", async () => {
	configure({ version: 1 });
	const { rememberFaultless } = await import("../../src/experiments/shared/policy-source");
	rememberFaultless({ version: 1 }, VERSION);
	await start(ways, "2");
	expect(handedOver).toHaveLength(1);
	configure({ version: 1, repairs: "force" });
	await start();
	expect(handedOver).toHaveLength(2);
});

test("where Thunderbird has no way to load at once, the way of its own start is taken", async () => {
	scene.journal = "{";
	await start({ asyncGetAPI: ways.asyncGetAPI });
	expect(handedOver).toEqual(["later: bonsComptesRepair"]);
});

test("where there is no way, that is said, and the start goes on", async () => {
	scene.journal = "{";
	const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
	await start({});
	await vi.waitFor(() => expect(said).toHaveBeenCalledOnce());
	expect(String(said.mock.calls[0]?.[0])).toContain("nothing loads the experiment of repairs");
	said.mockRestore();
});

test("the scripts' cache is cleared when the add-on goes, and not when Thunderbird does", async () => {
	const experiment = await start();
	experiment.onShutdown(true);
	expect(notified).toEqual([]);
	experiment.onShutdown(false);
	expect(notified).toEqual(["startupcache-invalidate"]);
});
