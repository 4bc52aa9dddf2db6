// The life of a rig: it keeps to itself, runs beside others, and leaves nothing behind, however it ends.

import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { examine } from "./client";
import { Rig } from "./rig";
import { ACCOUNTS } from "./world";

const ROOT = resolve(import.meta.dirname, "../..");

const rigs: Rig[] = [];
afterEach(async () => {
	for (const rig of rigs.splice(0)) await rig.stop();
});
async function start(): Promise<Rig> {
	const rig = await Rig.start();
	rigs.push(rig);
	return rig;
}

const folderOf = (rig: Rig) => dirname(dirname(rig.rootCertificate));

/** Processes of this machine that run in the network namespace of this name. */
function processesIn(namespace: string): string[] {
	return readdirSync("/proc").filter((pid) => {
		try {
			return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/ns/net`) === namespace;
		} catch {
			// It has ended meanwhile.
			return false;
		}
	});
}

async function namespaceOf(rig: Rig): Promise<string> {
	return (await rig.run("readlink", "/proc/self/ns/net")).stdout.trim();
}

const login = async (rig: Rig) => {
	const { stage, conversation } = await examine(rig, {
		host: "imap.mail.ovh.net",
		protocol: "imap",
		limit: 10_000,
		...ACCOUNTS.ovh,
	});
	conversation?.close();
	return stage;
};

test("two rigs run side by side, and what moves in one stays in the other", async () => {
	const [one, other] = await Promise.all([start(), start()]);
	await one.point("imap.mail.ovh.net", "port-closed");
	expect([await login(one), await login(other)]).toEqual(["tcp", null]);
});

test("nothing of the machine changes, and nothing of a rig is left when it stops", async () => {
	const machine = () =>
		["/etc/hosts", "/etc/resolv.conf", "/proc/self/mounts"].map((file) => readFileSync(file, "utf8"));
	const before = machine();
	const rig = await start();
	const namespace = await namespaceOf(rig);
	expect(processesIn(namespace).length).toBeGreaterThan(8);
	expect(machine()).toEqual(before);
	const sleeper = rig.spawn("sleep", ["1000"]);
	await rig.stop();
	expect(processesIn(namespace)).toEqual([]);
	expect(existsSync(folderOf(rig))).toBe(false);
	expect(machine()).toEqual(before);
	await expect.poll(() => sleeper.exitCode ?? sleeper.signalCode).not.toBeNull();
});

test("what runs inside cannot reach the real network, and ends with the one that started it", async () => {
	const rig = await start();
	expect((await rig.run("getent", "ahosts", "deb.debian.org")).code).not.toBe(0);
	const child = rig.spawn("sleep", ["1234"]);
	const running = async () => (await rig.run("pgrep", "-fx", "sleep 1234")).stdout !== "";
	await expect.poll(running).toBe(true);
	child.kill("SIGKILL");
	await expect.poll(running).toBe(false);
});

test("a rig ends with the process that started it, even if that one is killed", async () => {
	const vite = pathToFileURL(join(ROOT, "node_modules/vite/dist/node/index.js")).href;
	const script = `
		const { runnerImport } = await import(${JSON.stringify(vite)});
		const { module } = await runnerImport(${JSON.stringify(join(import.meta.dirname, "rig.ts"))}, { root: ${JSON.stringify(ROOT)}, logLevel: "error" });
		const rig = await module.Rig.start();
		const { stdout } = await rig.run("readlink", "/proc/self/ns/net");
		console.log(JSON.stringify([rig.rootCertificate, stdout.trim()]));
		setInterval(() => {}, 1000);`;
	const owner = spawn(process.execPath, ["--input-type=module", "-e", script], {
		cwd: ROOT,
		env: { ...process.env, NODE_OPTIONS: "", VITEST: "" },
		stdio: ["ignore", "pipe", "inherit"],
	});
	let said = "";
	for await (const data of owner.stdout) {
		said += String(data);
		if (said.includes("\n")) break;
	}
	const [certificate, namespace] = JSON.parse(said) as [string, string];
	expect(processesIn(namespace)).not.toEqual([]);
	owner.kill("SIGKILL");
	await expect.poll(() => processesIn(namespace), { timeout: 10_000 }).toEqual([]);
	await expect.poll(() => existsSync(dirname(dirname(certificate))), { timeout: 10_000 }).toBe(false);
});
