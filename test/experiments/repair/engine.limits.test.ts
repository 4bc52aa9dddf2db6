// The engine where the world is not as it left it: somebody else's servers, an organisation's defaults, a disk that is full,
// a primary password that is not typed yet.

import { describe, expect, it } from "vitest";
import type { SetChange } from "../../../src/domain/change";
import { Engine } from "../../../src/experiments/repair/engine";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { type FakeOptions, FakeThunderbird } from "./fake-thunderbird";
import {
	appliedId,
	createFix,
	hostFix,
	incomingFix,
	noOutgoing,
	oldHost,
	outgoingFix,
	plain,
	withoutGuid,
} from "./scenes";

describe("what is not the repair's own", () => {
	it("an outgoing server that the user adds meanwhile under the same key, stays", async () => {
		const thunderbird = new FakeThunderbird(noOutgoing);
		thunderbird.onStep = (name) => {
			if (name !== "login:copied") return;
			thunderbird.memory.prefs.set("mail.smtpservers", "smtp1");
			thunderbird.memory.prefs.set("mail.smtpserver.smtp1.type", "smtp");
			thunderbird.memory.prefs.set("mail.smtpserver.smtp1.hostname", "mail.company.example");
		};
		const outcome = await new Engine(thunderbird.ports).repair(createFix, {});
		expect(outcome).toMatchObject({ kind: "rolled-back", problem: { kind: "changed-meanwhile" } });
		expect(thunderbird.memory.prefs.get("mail.smtpservers")).toBe("smtp1");
		expect(thunderbird.memory.prefs.get("mail.smtpserver.smtp1.hostname")).toBe("mail.company.example");
	});

	it("and stays also when a crash left the repair half done before it was added", async () => {
		const thunderbird = new FakeThunderbird(noOutgoing);
		let disk = thunderbird.photograph(false);
		thunderbird.onStep = (name) => {
			if (name === "journal:applying") disk = thunderbird.photograph(false);
		};
		await new Engine(thunderbird.ports).repair(createFix, {});
		disk.prefs.set("mail.smtpservers", "smtp1");
		disk.prefs.set("mail.smtpserver.smtp1.hostname", "mail.company.example");
		const next = new FakeThunderbird(disk);
		await new Engine(next.ports).recover();
		expect(next.memory.prefs.get("mail.smtpservers")).toBe("smtp1");
		expect(next.memory.prefs.get("mail.smtpserver.smtp1.hostname")).toBe("mail.company.example");
	});
});

describe("a value that an organisation has set as default", () => {
	const options: FakeOptions = {
		prefs: profilePrefs([accountPrefs(1, { port: 143, socketType: 2 })]),
		defaults: { "mail.server.server1.port": 993 },
	};
	const changes: SetChange[] = [
		...incomingFix,
		{ kind: "set", target: "incoming", key: "server1", setting: "incoming.security", from: "starttls", to: "tls" },
	];

	it("is reached by taking the user's value away, and undone by putting it back", async () => {
		const thunderbird = new FakeThunderbird(options);
		const before = thunderbird.photograph(true);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(changes, {}));
		expect(thunderbird.ports.targets.value("incoming", "server1", "incoming.port")).toBe(993);
		expect((await engine.undo(id)).kind).toBe("undone");
		expect(thunderbird.photograph(true).prefs).toEqual(before.prefs);
	});

	it("is left again when the repair fails", async () => {
		const thunderbird = new FakeThunderbird(options);
		thunderbird.faults.keeps.set("mail.server.server1.socketType", 2);
		const before = thunderbird.photograph(true);
		const outcome = await new Engine(thunderbird.ports).repair(changes, {});
		expect(outcome.kind).toBe("rolled-back");
		expect(thunderbird.photograph(true).prefs).toEqual(before.prefs);
	});
});

describe("what could not be ended", () => {
	it("an undo that did not reach the disk is ended by the next click", async () => {
		const thunderbird = new FakeThunderbird(plain);
		const before = thunderbird.photograph(true);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(incomingFix, {}));
		thunderbird.faults.prefsNotWritable = true;
		expect(await engine.undo(id)).toEqual({ kind: "refused", problem: { kind: "not-written" } });
		thunderbird.faults.prefsNotWritable = false;
		expect(await engine.undo(id)).toEqual({ kind: "undone", entry: id });
		expect(thunderbird.disk.prefs).toEqual(before.prefs);
	});

	it("a repair that could not be put back keeps others from beginning, until it is", async () => {
		const thunderbird = new FakeThunderbird(plain);
		const before = thunderbird.photograph(true);
		const engine = new Engine(thunderbird.ports);
		thunderbird.faults.prefsNotWritable = true;
		expect((await engine.repair(incomingFix, {})).kind).toBe("rolled-back");
		expect(await engine.repair(outgoingFix, {})).toEqual({ kind: "refused", problem: { kind: "not-written" } });
		thunderbird.faults.prefsNotWritable = false;
		const { entries } = await engine.view();
		expect(entries.map((entry) => entry.state)).toEqual(["rolled-back"]);
		expect(thunderbird.disk.prefs).toEqual(before.prefs);
		expect((await engine.repair(outgoingFix, {})).kind).toBe("applied");
	});

	it("an undo that has to remove a login waits for the primary password", async () => {
		const thunderbird = new FakeThunderbird(oldHost);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(hostFix, {}));
		const before = thunderbird.photograph(true);
		thunderbird.faults.loginStoreLocked = true;
		expect(await engine.undo(id)).toEqual({ kind: "refused", problem: { kind: "login-store-locked" } });
		expect(thunderbird.photograph(true).prefs).toEqual(before.prefs);
		thunderbird.faults.loginStoreLocked = false;
		expect((await engine.undo(id)).kind).toBe("undone");
	});

	it("a start behind a locked primary password ends the repair once it is typed", async () => {
		const thunderbird = new FakeThunderbird(oldHost);
		const before = thunderbird.photograph(true);
		let disk = before;
		thunderbird.onStep = (name) => {
			if (name === "logins:flushed") disk = thunderbird.photograph(false);
		};
		await new Engine(thunderbird.ports).repair(hostFix, {});
		const next = new FakeThunderbird(disk);
		next.faults.loginStoreLocked = true;
		const engine = new Engine(next.ports);
		await engine.recover();
		expect((await engine.view()).entries[0]?.state).toBe("applying");
		next.faults.loginStoreLocked = false;
		const view = await engine.view();
		expect(view.entries[0]).toMatchObject({ state: "rolled-back", recovery: "taken-back" });
		expect(withoutGuid(next.disk.logins)).toEqual(withoutGuid(before.logins));
	});
});
