// Repairs with proofs in a real Thunderbird, against small servers of this machine: kept where the servers come as far as
// before, put back where they do not, and no connection to anywhere else.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Change } from "../../src/domain/change";
import type { Proof, RepairOutcome } from "../../src/domain/outcome";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { Authority, MailServer, RIGHT, type ServerOptions } from "./mail-server";
import { readState } from "./reading";

const folder = mkdtempSync(join(tmpdir(), "bons-comptes-proofs-"));
const authority = new Authority(folder, "Proof Test Authority");
const pair = authority.issue("good", {
	names: ["*.company.example", "ssl0.ovh.net", "smtp.mail.ovh.net"].map((name) => `DNS:${name}`),
});
const expired = authority.issue("expired", { names: ["DNS:*.company.example"], to: "20210101000000Z" });
/** Nobody listens there. */
const CLOSED = 1;

let thunderbird: Thunderbird;
let page: ExtensionPage;
const servers: MailServer[] = [];

beforeAll(async () => {
	thunderbird = await launch({
		mail: {
			accounts: [
				{
					name: "Company",
					incoming: { type: "imap", host: "imap.company.example", port: CLOSED, security: "tls", username: "ada" },
					identities: [{ address: "ada@company.example", outgoing: "smtp1" }],
				},
			],
			outgoing: {
				smtp1: { host: "ssl0.ovh.net", port: CLOSED, security: "tls", auth: "password", username: "ada@asso.example" },
			},
		},
		trust: [authority.file],
		network: "open",
		prefs: { "network.dns.forceResolve": "127.0.0.1" },
	});
	await thunderbird.addLogin({ origin: "imap://imap.company.example", username: "ada", password: RIGHT });
	await thunderbird.addLogin({ origin: "smtp://ssl0.ovh.net", username: "ada@asso.example", password: RIGHT });
	page = await thunderbird.openPage(ADDON.id);
});

afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
	expect(await thunderbird.openedWindows()).toEqual([]);
});

afterAll(async () => {
	rmSync(folder, { recursive: true, force: true });
	await thunderbird.close();
});

async function serve(options: Omit<ServerOptions, "security"> = {}): Promise<MailServer> {
	const server = await MailServer.start({ pair, security: "tls", ...options });
	servers.push(server);
	return server;
}

const apply = (changes: Change[], proofs: Proof[]): Promise<RepairOutcome> =>
	page.eval((changes, proofs) => browser.bonsComptesRepair.apply(changes, {}, proofs), changes, proofs);
const undo = (entry: string) => page.eval((entry) => browser.bonsComptesRepair.undo(entry), entry);
const incomingPort = (to: number): Change => ({
	...{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: CLOSED, to },
});
const proofOf = (port: number, before: Proof["before"] = { stage: "tcp", ok: false }): Proof => ({
	key: "server1",
	endpoint: { protocol: "imap", host: "imap.company.example", port, security: "tls", login: null },
	before,
});

test("a repair with which the server works is kept, without a login, and tells what was seen", async () => {
	const before = await readState(thunderbird);
	const server = await serve();
	const outcome = await apply([incomingPort(server.port)], [proofOf(server.port)]);
	if (outcome.kind !== "applied") throw new Error(JSON.stringify(outcome));
	expect(outcome.proofs).toMatchObject([
		{ stage: "capabilities", outcome: { kind: "ok" }, tls: { version: "TLS 1.3" } },
	]);
	expect(server.connections).toBe(1);
	expect(server.secure).not.toMatch(/AUTHENTICATE|LOGIN /);
	expect(await undo(outcome.entry)).toMatchObject({ kind: "undone" });
	expect(await readState(thunderbird)).toEqual(before);
});

test("a repair with which the server comes less far is put back, and tells what was seen", async () => {
	const before = await readState(thunderbird);
	const server = await serve({ pair: expired });
	const outcome = await apply([incomingPort(server.port)], [proofOf(server.port, { stage: "login", ok: false })]);
	expect(outcome).toMatchObject({
		kind: "rolled-back",
		problem: { kind: "not-better", key: "server1", seen: { stage: "tls", outcome: "certificate", text: "expired" } },
	});
	expect(await readState(thunderbird)).toEqual(before);
	const [entry] = (await page.eval(() => browser.bonsComptesRepair.journal())).entries;
	expect(entry?.state).toBe("rolled-back");
});

test("a host with its login is put back whole", async () => {
	const before = await readState(thunderbird);
	const change: Change = {
		...{ kind: "set", target: "outgoing", key: "smtp1", setting: "outgoing.host" },
		...{ from: "ssl0.ovh.net", to: "smtp.mail.ovh.net" },
	};
	const endpoint = { protocol: "smtp", host: "smtp.mail.ovh.net", port: CLOSED, security: "tls", login: null } as const;
	const outcome = await apply([change], [{ key: "smtp1", endpoint, before: { stage: "login", ok: true } }]);
	expect(outcome).toMatchObject({ problem: { kind: "not-better", seen: { outcome: "refused-connection" } } });
	expect(await readState(thunderbird)).toEqual(before);
});

test("what cannot be checked is kept", async () => {
	const setOffline = (offline: boolean) =>
		thunderbird.chrome(({ Services }, offline) => {
			Services.io.offline = offline;
		}, offline);
	await setOffline(true);
	const outcome = await apply([incomingPort(2)], [proofOf(2, { stage: "login", ok: true })]);
	await setOffline(false);
	if (outcome.kind !== "applied") throw new Error(JSON.stringify(outcome));
	expect(outcome.proofs).toMatchObject([{ outcome: { kind: "could-not-check", why: "offline" } }]);
	await undo(outcome.entry);
});

test("no proof leads anywhere but where the settings lead", async () => {
	const before = await readState(thunderbird);
	const elsewhere = await serve();
	const { endpoint } = proofOf(elsewhere.port);
	for (const host of ["imap.company.example", "evil.company.example"]) {
		const outcome = await apply([incomingPort(2)], [{ ...proofOf(2), endpoint: { ...endpoint, host } }]);
		expect(outcome).toEqual({ kind: "rolled-back", problem: { kind: "unknown-target", key: "server1" } });
	}
	const login = { server: "incoming", key: "server1", auth: "password", username: null } as const;
	await expect(apply([incomingPort(2)], [{ ...proofOf(2), endpoint: { ...endpoint, login } }])).rejects.toThrow(
		"refused: proofs.0.endpoint.login",
	);
	expect(elsewhere.connections).toBe(0);
	expect(await readState(thunderbird)).toEqual(before);
});

// Last: it ends this Thunderbird.
test("killed while it is proved, the next start finds the repair whole", async () => {
	const silent = await serve({ raw: () => {} });
	await page.eval(
		(change, proof) => {
			void browser.bonsComptesRepair.apply([change], {}, [proof]);
		},
		incomingPort(silent.port),
		proofOf(silent.port),
	);
	await expect.poll(() => silent.connections).toBe(1);
	await thunderbird.kill();
	await thunderbird.start();
	await thunderbird.addonReady(ADDON.id);
	page = await thunderbird.openPage(ADDON.id);
	const { entries, recovered } = await page.eval(() => browser.bonsComptesRepair.journal());
	expect(entries[0]).toMatchObject({ state: "applied", recovery: "finished" });
	expect(recovered).toEqual([entries[0]?.id]);
	expect(await thunderbird.prefs("mail.server.server1.port")).toEqual({ "mail.server.server1.port": silent.port });
	expect(await undo(entries[0]!.id)).toMatchObject({ kind: "undone" });
	expect(await thunderbird.prefs("mail.server.server1.port")).toEqual({ "mail.server.server1.port": CLOSED });
});
