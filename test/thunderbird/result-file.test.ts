// The result file in a real Thunderbird: after each check, whole, at the policy's path and nowhere else; two profiles of one
// machine; and nothing but one line in the console where there is no place for it. What is in it: ../doctor/result.test.ts.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Result, resultSchema } from "../../src/policy/result-schema";
import type { MailDescription } from "./driver/accounts";
import { PrivateCopy } from "./driver/private-copy";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { isPlayedIn } from "./in-rig";
import { clickThrough } from "./reading";

const ADDRESS = "camille@acme.example";
const mail: MailDescription = {
	accounts: [
		{
			name: "Association",
			incoming: { type: "imap", host: "ssl0.ovh.net", port: 143, security: "tls", username: ADDRESS },
			identities: [{ address: ADDRESS, name: "Camille Martin", outgoing: "smtp1" }],
		},
	],
	outgoing: { smtp1: { host: "ssl0.ovh.net", port: 465, security: "tls", username: ADDRESS } },
};

const isHere = isPlayedIn("newest");
if (!isHere) console.log("PLAYED IN THE OTHER VERSION: the result file; in both: npm run campaign");

describe.skipIf(!isHere)("the result file", () => {
	const place = mkdtempSync(join(tmpdir(), "bons-comptes-results-"));
	let program: PrivateCopy;
	let thunderbird: Thunderbird;

	beforeAll(async () => {
		program = new PrivateCopy(inject("thunderbird").binary);
		setPath(join(place, "{profile}.json"));
		thunderbird = await launch({ binary: program.binary, mail });
	});
	afterAll(() => {
		program.remove();
		rmSync(place, { recursive: true, force: true });
	});

	function setPath(path: string, addresses = false): void {
		const resultFile = { path, addresses };
		const own = { [ADDON.id]: { version: 1, resultFile } };
		program.setPolicies(JSON.stringify({ policies: { "3rdparty": { Extensions: own } } }));
	}

	/** Offline, where settings alone are judged and no time is lost. */
	async function check(thunderbird: Thunderbird, times: number): Promise<void> {
		await thunderbird.chrome(({ Services }) => {
			Services.io.offline = true;
		});
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		for (let done = 0; done < times; done++) await clickThrough(page, '[data-action="check"]');
		await thunderbird.closeTabs();
	}

	/** Policies are read at a start. Gives what the check says in the console about the file. */
	async function checkWith(path: string, addresses = false): Promise<string[]> {
		await thunderbird.quit();
		setPath(path, addresses);
		const begins = readFileSync(thunderbird.profile.log, "utf8").length;
		await thunderbird.start();
		await thunderbird.addonReady(ADDON.id);
		await check(thunderbird, 2);
		const said = readFileSync(thunderbird.profile.log, "utf8").slice(begins).split("\n");
		return said.filter((line) => line.includes("Bons Comptes:"));
	}

	/** Which `{profile}` is: the folder's name, and where it lies. */
	function fileOf({ profile }: Thunderbird): string {
		const hash = createHash("sha256").update(profile.path).digest("base64");
		const digits = hash.replace(/[^A-Za-z0-9]/g, "").slice(0, 8);
		return `profile-${digits}.json`;
	}

	function read(name: string): Result {
		return v.parse(resultSchema, JSON.parse(readFileSync(join(place, name), "utf8")));
	}

	test("is written whole after a check, with the profile's name, without an address", async () => {
		expect(await checkWith(join(place, "{profile}.json"))).toEqual([]);
		const name = fileOf(thunderbird);
		expect(readdirSync(place)).toEqual([name]);
		const result = read(name);
		expect(result).toMatchObject({ trigger: "click", offline: true, repairs: "ask", latestRepair: null });
		expect(result.versions.thunderbird).toBe(inject("thunderbird").version);
		expect(result.accounts[0]).toMatchObject({
			...{ account: "account1", address: null, provider: "ovh-mxplan", health: "error", repairable: 1 },
			findings: [{ rule: "incoming-tls-on-plain-port", severity: "error" }],
		});
		expect(readFileSync(join(place, name), "utf8")).not.toContain("acme");
	});

	test("of another profile of the same machine lies beside it", async () => {
		const other = await launch({ binary: program.binary });
		await check(other, 1);
		const names = [thunderbird, other].map(fileOf);
		expect(readdirSync(place).sort()).toEqual(names.sort());
		expect(read(fileOf(other)).accounts).toEqual([]);
		expect(read(fileOf(thunderbird)).accounts).toHaveLength(1);
	});

	test("holds the address where the policy says so, in the user's own folder", async () => {
		mkdirSync(join(thunderbird.profile.home, "inventory"));
		expect(await checkWith("{home}/inventory/mail.json", true)).toEqual([]);
		const text = readFileSync(join(thunderbird.profile.home, "inventory/mail.json"), "utf8");
		expect(v.parse(resultSchema, JSON.parse(text)).accounts[0]?.address).toBe(ADDRESS);
	});

	test("takes no address that the policy does not want, nothing of another shape, and writes nowhere else", async () => {
		await checkWith(join(place, "forged.json"));
		const before = readFileSync(join(place, "forged.json"), "utf8");
		const page = await thunderbird.openPage(ADDON.id);
		for (const difference of [
			{ accounts: [{ ...read("forged.json").accounts[0], address: "a@b.example" }] },
			{ path: "/tmp/elsewhere.json" },
		]) {
			const forged = { ...read("forged.json"), ...difference };
			const refused = page.eval((result) => browser.bonsComptesPolicy.writeResult(result as never), forged);
			await expect(refused).rejects.toThrow("refused");
		}
		await thunderbird.closeTabs();
		expect(readFileSync(join(place, "forged.json"), "utf8")).toBe(before);
	});

	test("that has no folder is said once, and nothing else happens", async () => {
		const said = await checkWith(join(place, "missing", "mail.json"));
		expect(said).toEqual([expect.stringContaining("the result file is not written")]);
		expect(readdirSync(place)).not.toContain("missing");
	});

	test("in a folder that takes no files is said once, and nothing else happens", async () => {
		// Nobody may write there, not even the superuser that the tests may be.
		expect(await checkWith("/proc/sys/mail.json")).toEqual([expect.stringContaining("the result file is not written")]);
	});

	test("that does not fit on the disk leaves the last one whole, and nothing beside it", async ({ skip }) => {
		const disk = join(place, "disk");
		mkdirSync(disk);
		try {
			execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k,mode=0777", "tmpfs", disk], { stdio: "ignore" });
		} catch {
			skip("NOT RUN HERE: a full disk needs the right to mount one");
		}
		try {
			expect(await checkWith(join(disk, "mail.json"))).toEqual([]);
			const last = readFileSync(join(disk, "mail.json"), "utf8");
			writeFileSync(join(disk, "filler"), Buffer.alloc(12 * 1024));
			expect(await checkWith(join(disk, "mail.json"))).toEqual([
				expect.stringContaining("the result file is not written"),
			]);
			expect(readFileSync(join(disk, "mail.json"), "utf8")).toBe(last);
			expect(readdirSync(disk).sort()).toEqual(["filler", "mail.json"]);
		} finally {
			execFileSync("umount", [disk]);
		}
	});
});
