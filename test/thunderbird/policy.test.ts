// The managed configuration in a real Thunderbird with policies of its own: what is read, what is not believed, and what it
// does to where a password may go. What a configuration means: ../policy/.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { judgePolicy, type ManagedPolicy } from "../../src/policy/parse-policy";
import { builtInCatalogue } from "../../src/providers";
import { everything } from "../policy/examples";
import { PrivateCopy } from "./driver/private-copy";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { rowsForThisRun } from "./in-rig";

const policiesOf = (configuration: unknown) =>
	JSON.stringify({ policies: { "3rdparty": { Extensions: { [ADDON.id]: configuration } } } });

let program: PrivateCopy;
let thunderbird: Thunderbird;

beforeAll(async () => {
	program = new PrivateCopy(inject("thunderbird").binary);
	thunderbird = await launch({
		binary: program.binary,
		mail: {
			accounts: [
				{
					name: "Acme",
					incoming: { type: "imap", host: "imap.acme.example", port: 993, security: "tls", username: "a@acme.example" },
					identities: [{ address: "a@acme.example", outgoing: "smtp1" }],
				},
			],
			outgoing: { smtp1: { host: "imap.acme.example", port: 465, security: "tls", username: "a@acme.example" } },
		},
	});
});
afterAll(() => program.remove());

/** Thunderbird reads its policies once: each test is a start of its own. */
async function restartWith(policies: string | Uint8Array | null): Promise<void> {
	await thunderbird.quit();
	logBegins = readLog().length;
	program.setPolicies(policies);
	await thunderbird.start();
	await thunderbird.addonReady(ADDON.id);
}

async function readPolicy(): Promise<ManagedPolicy> {
	const page = await thunderbird.openPage(ADDON.id);
	const source = await page.eval(() => browser.bonsComptesPolicy.read());
	await thunderbird.closeTabs();
	return judgePolicy(source, builtInCatalogue);
}

/** Asks for a change that copies a password to another host, and says how it ended. */
async function moveOutgoing(to: string): Promise<string> {
	const page = await thunderbird.openPage(ADDON.id);
	const outcome = await page.eval(
		(to) =>
			browser.bonsComptesRepair.apply(
				[{ kind: "set", target: "outgoing", key: "smtp1", setting: "outgoing.host", from: "imap.acme.example", to }],
				{},
			),
		to,
	);
	if (outcome.kind === "applied") await page.eval((entry) => browser.bonsComptesRepair.undo(entry), outcome.entry);
	await thunderbird.closeTabs();
	return outcome.kind === "refused" ? outcome.problem.kind : outcome.kind;
}

const areRepairsLoaded = () =>
	thunderbird.chrome(
		({ WebExtensionPolicy }, id) =>
			WebExtensionPolicy.getByID(id).extension.experimentAPIManager.modules.get("bonsComptesRepair").loaded === true,
		ADDON.id,
	);

const readLog = () => readFileSync(thunderbird.profile.log, "utf8");
let logBegins = 0;
/** What the add-on has written to the browser console since the start. */
const said = () =>
	readLog()
		.slice(logBegins)
		.split("\n")
		.filter((line) => line.includes("Bons Comptes:"));

describe("without a policy", () => {
	test("there is none, and nobody says anything", async () => {
		expect(await readPolicy()).toEqual({ kind: "none" });
		expect(said()).toEqual([]);
	});

	test("a host that nobody vouches for gets no password", async () => {
		expect(await moveOutgoing("smtp.acme.example")).toBe("foreign-host");
	});

	test("a native manifest in the user's folder is not believed, though Thunderbird takes it for managed storage", async () => {
		const folder = join(thunderbird.profile.home, ".mozilla/managed-storage");
		mkdirSync(folder, { recursive: true });
		const manifest = { name: ADDON.id, description: "forged", type: "storage", data: everything };
		writeFileSync(join(folder, `${ADDON.id}.json`), JSON.stringify(manifest));
		await restartWith(null);
		const page = await thunderbird.openPage(ADDON.id);
		expect(await page.eval(() => browser.storage.managed.get("repairs"))).toEqual({ repairs: "automatic" });
		await thunderbird.closeTabs();
		expect(await readPolicy()).toEqual({ kind: "none" });
		expect(await moveOutgoing("smtp.acme.example")).toBe("foreign-host");
	});

	test("policies for others are none for us", async () => {
		await restartWith(JSON.stringify({ policies: { "3rdparty": { Extensions: { "other@example": everything } } } }));
		expect(await readPolicy()).toEqual({ kind: "none" });
	});
});

describe("with a policy", () => {
	test("it is read whole, and an own provider vouches for its hosts, and for no others", async () => {
		await restartWith(policiesOf(everything));
		const outcome = await readPolicy();
		expect(outcome).toEqual(judgePolicy({ kind: "present", configuration: everything }, builtInCatalogue));
		expect(outcome.kind).toBe("valid");
		expect(await moveOutgoing("smtp.acme.example")).toBe("applied");
		expect(await moveOutgoing("smtp.other.example")).toBe("foreign-host");
	});

	test("the page speaks the language that it fixes, and says so, in a Thunderbird of another one", async () => {
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		expect(await page.eval(() => [document.documentElement.lang, navigator.language])).toEqual(["fr", "en-US"]);
		expect(await page.text('[data-action="check"]')).toBe("Vérifier mes comptes");
		expect(await page.text(".banners")).toMatch(
			/^Géré par votre organisation.*façon de corriger \(automatique\).*langue/s,
		);
		await thunderbird.closeTabs();
	});

	test("one that was found faultless costs the next start nothing, and one with a fault is named at each", async () => {
		const faulty = policiesOf({ ...everything, repairs: "force" });
		const starts: unknown[] = [];
		for (const policies of [policiesOf(everything), policiesOf(everything), faulty, faulty]) {
			await restartWith(policies);
			starts.push([await areRepairsLoaded(), said().length]);
		}
		expect(starts.slice(1)).toEqual([
			[false, 0],
			[true, 1],
			[true, 1],
		]);
	});

	test("written as a text, as the registry of Windows holds it, it is the same", async () => {
		await restartWith(policiesOf(JSON.stringify(everything)));
		expect(await readPolicy()).toMatchObject({ kind: "valid", policy: { repairs: "automatic" } });
	});

	test("one fault is named in the console and nothing of it counts, not even for passwords", async () => {
		await restartWith(policiesOf({ ...everything, repairs: "force" }));
		expect(await readPolicy()).toEqual({
			kind: "invalid",
			faults: [{ path: "repairs", expected: 'one of "ask", "automatic", "report-only"' }],
		});
		expect(said()).toEqual([expect.stringContaining('repairs must be: one of "ask", "automatic", "report-only"')]);
		expect(await moveOutgoing("smtp.acme.example")).toBe("foreign-host");
	});

	const text = policiesOf(everything);
	const unreadable: [string, string | Uint8Array][] = [
		["cut short", text.slice(0, -1)],
		["without policies in it", "{}"],
		["of another encoding", Buffer.from(text, "utf16le")],
		["with a byte order mark", `\uFEFF${text}`],
	];
	test.each(rowsForThisRun(unreadable))("a file that is %s cannot be read, and that is said", async (_, content) => {
		await restartWith(content);
		expect(await readPolicy()).toEqual({ kind: "unreadable" });
		expect(said()).toEqual([expect.stringContaining("could not read its policies")]);
	});
});
