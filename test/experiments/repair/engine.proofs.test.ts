// What a repair does with the proofs that it is asked for: keep, put back, and never connect to anywhere else.

import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/domain/change";
import type { Outcome } from "../../../src/domain/observation";
import type { Proof } from "../../../src/domain/outcome";
import { Engine } from "../../../src/experiments/repair/engine";
import { type Disk, type FakeOptions, FakeThunderbird } from "./fake-thunderbird";
import { createFix, hostFix, incomingFix, noOutgoing, oldHost, plain, withoutGuid } from "./scenes";

const incoming: Proof = {
	key: "server1",
	endpoint: { protocol: "imap", host: "ssl0.ovh.net", port: 993, security: "tls", login: null },
	before: { stage: "tls", ok: false },
};
const moved: Proof = {
	key: "smtp1",
	endpoint: { protocol: "smtp", host: "smtp.mail.ovh.net", port: 465, security: "tls", login: null },
	before: { stage: "capabilities", ok: true },
};
const made: Proof = { ...moved, key: "server1", before: null };

const scenes: [string, FakeOptions, Change[], Proof][] = [
	["of a port", plain, incomingFix, incoming],
	["of a host with its login", oldHost, hostFix, moved],
	["that makes a server", noOutgoing, createFix, made],
];

describe.each(scenes)("a repair %s", (_name, options, changes, proof) => {
	it("is kept when the server works, and says what was seen", async () => {
		const thunderbird = new FakeThunderbird(options);
		const engine = new Engine(thunderbird.ports);
		const outcome = await engine.repair(changes, {}, [proof]);
		expect(outcome).toMatchObject({ kind: "applied", proofs: [{ stage: "capabilities", outcome: { kind: "ok" } }] });
		expect(thunderbird.connections).toEqual([{ endpoint: proof.endpoint, password: null }]);
		expect((await engine.view()).entries[0]?.state).toBe("applied");
	});

	it("is proved with everything on disk, and before the journal says that it is applied", async () => {
		const thunderbird = new FakeThunderbird(options);
		await new Engine(thunderbird.ports).repair(changes, {}, [proof]);
		expect(thunderbird.steps.slice(-3)).toEqual(["preferences:flushed", "proved", "journal:applied"]);
	});

	it("is put back whole when the server comes less far, and says what was seen", async () => {
		const thunderbird = new FakeThunderbird(options);
		const before = thunderbird.photograph(true);
		thunderbird.answer = () => ({ stage: "tcp", outcome: { kind: "refused-connection" } });
		const engine = new Engine(thunderbird.ports);
		const outcome = await engine.repair(changes, {}, [{ ...proof, before: { stage: "tls", ok: false } }]);
		const { protocol, host, port, security } = proof.endpoint;
		const seen = { at: { protocol, host, port, security }, stage: "tcp", outcome: "refused-connection", text: "" };
		expect(outcome).toEqual({ kind: "rolled-back", problem: { kind: "not-better", key: proof.key, seen } });
		expect(Object.fromEntries(thunderbird.disk.prefs)).toEqual(Object.fromEntries(before.prefs));
		expect(withoutGuid(thunderbird.disk.logins)).toEqual(withoutGuid(before.logins));
		expect((await engine.view()).entries[0]?.state).toBe("rolled-back");
	});

	it.each<Outcome>([
		{ kind: "could-not-check", why: "offline" },
		{ kind: "could-not-check", why: "proxy" },
	])("is kept when it cannot be checked: $why", async (outcome) => {
		const thunderbird = new FakeThunderbird(options);
		thunderbird.answer = () => ({ stage: "dns", outcome });
		expect((await new Engine(thunderbird.ports).repair(changes, {}, [proof])).kind).toBe("applied");
	});

	it("killed after its proof has failed is put back at the next start", async () => {
		const thunderbird = new FakeThunderbird(options);
		const before = thunderbird.photograph(true);
		thunderbird.answer = () => ({ stage: "tcp", outcome: { kind: "refused-connection" } });
		const disks: Disk[] = [];
		thunderbird.onStep = () => {
			disks.push(thunderbird.photograph(false));
		};
		await new Engine(thunderbird.ports).repair(changes, {}, [{ ...proof, before: { stage: "login", ok: true } }]);
		// From the moment that the journal has heard of it.
		const heard = disks.filter((disk) => /"recovery": ?"taken-back"/.test(disk.journal ?? ""));
		expect(heard.length).toBeGreaterThan(1);
		for (const disk of heard) {
			const next = new FakeThunderbird(disk);
			const engine = new Engine(next.ports);
			await engine.recover();
			expect((await engine.view()).entries).toMatchObject([{ state: "rolled-back" }]);
			expect(next.photograph(true).prefs).toEqual(before.prefs);
		}
	});

	it("killed while it is proved ends whole at the next start", async () => {
		const thunderbird = new FakeThunderbird(options);
		let killed: Disk | null = null;
		thunderbird.answer = () => {
			killed = thunderbird.photograph(false);
			return { stage: "tcp", outcome: { kind: "refused-connection" } };
		};
		await new Engine(thunderbird.ports).repair(changes, {}, [proof]);
		const next = new FakeThunderbird(killed!);
		const engine = new Engine(next.ports);
		await engine.recover();
		expect((await engine.view()).entries).toMatchObject([{ state: "applied", recovery: "finished" }]);
		expect(next.connections).toEqual([]);
		const [entry] = (await engine.view()).entries;
		expect((await engine.undo(entry!.id)).kind).toBe("undone");
	});
});

describe("no connection is made, and everything put back, when a proof names", () => {
	const elsewhere: [string, Proof][] = [
		["another host", { ...incoming, endpoint: { ...incoming.endpoint, host: "evil.example" } }],
		["another port", { ...incoming, endpoint: { ...incoming.endpoint, port: 143 } }],
		["another security", { ...incoming, endpoint: { ...incoming.endpoint, security: "none" } }],
		["another protocol", { ...incoming, endpoint: { ...incoming.endpoint, protocol: "pop3" } }],
		["a server of another kind", { ...incoming, endpoint: { ...incoming.endpoint, protocol: "smtp" } }],
		["a server that is not there", { ...incoming, key: "server9" }],
	];
	it.each(elsewhere)("%s", async (_what, proof) => {
		const thunderbird = new FakeThunderbird(plain);
		const before = thunderbird.photograph(true);
		const outcome = await new Engine(thunderbird.ports).repair(incomingFix, {}, [incoming, proof]);
		expect(outcome).toEqual({ kind: "rolled-back", problem: { kind: "unknown-target", key: proof.key } });
		expect(thunderbird.connections).toEqual([]);
		expect(Object.fromEntries(thunderbird.disk.prefs)).toEqual(Object.fromEntries(before.prefs));
	});
});

it("host names are compared as DNS does", async () => {
	const thunderbird = new FakeThunderbird(plain);
	const proof = { ...incoming, endpoint: { ...incoming.endpoint, host: "SSL0.ovh.net" } };
	expect((await new Engine(thunderbird.ports).repair(incomingFix, {}, [proof])).kind).toBe("applied");
});

it("a proof that fails inside Thunderbird puts everything back", async () => {
	const thunderbird = new FakeThunderbird(plain);
	const before = thunderbird.photograph(true);
	thunderbird.answer = () => {
		throw new Error("no sockets here");
	};
	const outcome = await new Engine(thunderbird.ports).repair(incomingFix, {}, [incoming]);
	expect(outcome).toMatchObject({ kind: "rolled-back", problem: { kind: "internal-error" } });
	expect(Object.fromEntries(thunderbird.disk.prefs)).toEqual(Object.fromEntries(before.prefs));
});
