// The administrator's guide, followed word for word: the commands are read out of its chapter "In an afternoon" and run one after
// the other in a clean copy of the project, with an /opt, /etc/thunderbird and /var/lib of their own. Thunderbird is not started.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const NOT_SOURCES = new Set(["node_modules", "dist", "web-ext-artifacts", "screenshots", ".git", ".cache"]);
/** Empty for the commands of this test, and for nobody else. */
const OWN = ["/opt", "/etc/thunderbird", "/var/lib"];
const POLICIES = "/etc/thunderbird/policies/policies.json";

const guide = readFileSync(join(root, "docs/admin-guide.md"), "utf8");
const chapter = /\n## In an afternoon\n(.*?)\n## /su.exec(guide)?.[1] ?? "";
const blocks = [...chapter.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, text = ""]) => text.replace(/^ {3}/gm, ""));
const example = (name: string) => readFileSync(join(root, "docs/examples", name), "utf8");

/** Null: it can be done here. */
function whyNot(): string | null {
	if (process.getuid?.() !== 0) return "the guide's commands want root";
	try {
		execFileSync("unshare", ["--mount", "true"], { stdio: "ignore" });
		return null;
	} catch {
		return "places of its own need unshare";
	}
}

const reason = whyNot();
if (reason !== null) console.log(`NOT RUN HERE: the administrator's guide: ${reason}`);

describe.skipIf(reason !== null)("the administrator's guide", () => {
	const copy = mkdtempSync(join(tmpdir(), "bons-comptes-guide-"));
	let holder: ChildProcess;

	beforeAll(async () => {
		cpSync(root, copy, { recursive: true, filter: (file) => !NOT_SOURCES.has(file.slice(root.length + 1)) });
		symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
		const mounts = OWN.map((place) => `mkdir -p ${place} && mount -t tmpfs tmpfs ${place}`).join(" && ");
		holder = spawn("unshare", ["--mount", "sh", "-c", `${mounts} && echo ready && exec sleep infinity`], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		await new Promise<void>((resolve, reject) => {
			holder.stdout?.once("data", () => resolve());
			holder.once("exit", (code) => reject(new Error(`no places of its own: ${code}`)));
		});
	}, 120_000);
	afterAll(() => {
		holder.kill();
		rmSync(copy, { recursive: true, force: true });
	});

	/** Each command has to end well. */
	function follow(block: string): string {
		const inside = ["--target", String(holder.pid), "--mount", "--", "sh", "-e", "-c"];
		return execFileSync("nsenter", [...inside, `cd ${copy}\n${block}`], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "pipe"],
		});
	}

	test("leads from a clean copy to package, policies and folders in their places, and back", () => {
		const [build = "", check = "", install = "", small = "", remove = "", ...more] = blocks;
		expect(more).toEqual([]);
		expect(follow(build)).toMatch(/SHA-256 [0-9a-f]{64}[^]*bons-comptes-[\d.]+\.xpi: OK/);
		expect(follow(check)).toMatch(/is valid/);
		follow(install);
		const [, path = ""] = /"install_url": "file:\/\/([^"]+)"/.exec(example("roll-out-1-report-only.json")) ?? [];
		expect(follow(`test -s ${path} && stat -c %a /var/lib/bons-comptes`)).toBe("1733\n");
		expect(follow(`cat ${POLICIES}`)).toBe(example("roll-out-1-report-only.json"));
		expect(follow(small)).toMatch(/is valid/);
		expect(follow(`cat ${POLICIES}`)).toBe(example("roll-out-2-small-group.json"));
		follow(remove);
		expect(follow(`cat ${POLICIES}`)).toBe(example("remove.json"));
	}, 240_000);
});

test("each command of the guide's first chapter is in a block that the test follows", () => {
	expect(blocks).toHaveLength(5);
	expect(chapter.match(/^ *(npm|install|sha256sum|\(cd) /gm)).toHaveLength(9);
});
