// Moves when more than one thing goes wrong: what a start or a closing could not put back, what Thunderbird lost in between,
// what somebody else has changed by then. One thing at a time: moves.test.ts; cut off anywhere: moves.property.test.ts.

import { beforeEach, describe, expect, it } from "vitest";
import type { SetChange } from "../../../src/domain/change";
import { Engine } from "../../../src/experiments/repair/engine";
import { type Disk, FakeThunderbird } from "./fake-thunderbird";
import { FILTERS, moved, OLD_HOST, SEARCHES, USER } from "./move-scene";

const NEW_HOST = "imap.mail.ovh.net";
const SEARCH_FILE = "virtualFolders.dat";
const HOST = "mail.server.server1.hostname";

let thunderbird: FakeThunderbird;
let engine: Engine;
let id: string;

beforeEach(async () => {
	thunderbird = moved();
	engine = new Engine(thunderbird.ports);
	const change: SetChange = {
		...{ kind: "set", target: "incoming", key: "server1", setting: "incoming.host", from: OLD_HOST, to: NEW_HOST },
	};
	const outcome = await engine.prepare({ changes: [change], names: {}, password: null });
	if (outcome.kind !== "prepared") throw new Error(JSON.stringify(outcome));
	id = outcome.entry;
});

/** A start from this disk. */
async function start(disk: Disk, isBroken: (thunderbird: FakeThunderbird) => void = () => undefined): Promise<void> {
	thunderbird = new FakeThunderbird(disk);
	isBroken(thunderbird);
	engine = new Engine(thunderbird.ports);
	engine.recoverNow();
	await engine.recover();
}

const restart = (): Promise<void> => start(thunderbird.close(engine));

/** The closing is cut off right after the first step of this name; all preferences had just been written. */
function cutAfter(step: string): Disk {
	const disks: Disk[] = [];
	thunderbird.onStep = (name) => {
		if (name === step && disks.length === 0) disks.push(thunderbird.photograph(true));
	};
	thunderbird.close(engine);
	const [disk] = disks;
	if (disk === undefined) throw new Error(`no step ${step}`);
	return disk;
}

const entry = async () => (await engine.view()).entries.find((one) => one.id === id);
const pref = (name: string) => thunderbird.memory.prefs.get(name);
const searches = () => thunderbird.disk.files.get(SEARCH_FILE);

describe("a closing that was cut off", () => {
	it("is put back by the next closing where the start could not, and made", async () => {
		const cut = cutAfter("preference:written");
		await start(cut, ({ faults }) => faults.filesNotWritable.add("imap/server1/").add(SEARCH_FILE));
		expect(thunderbird.disk.journal).toContain('"applying"');
		thunderbird.faults.filesNotWritable.clear();
		await restart();
		expect(await entry()).toMatchObject({ state: "applied" });
		expect(pref(HOST)).toBe(NEW_HOST);
		expect(thunderbird.disk.files.get("imap/server1/msgFilterRules.dat")).toBe(FILTERS(NEW_HOST));
		expect(searches()).toBe(SEARCHES(NEW_HOST));
	});

	it("is put back but for what somebody else has changed by then", async () => {
		const disk = cutAfter("preference:written");
		const name = [...disk.prefs.keys()].find((one) => String(disk.prefs.get(one)).includes(`@${NEW_HOST}`)) ?? "";
		disk.prefs.set(name, "mine");
		await start(disk);
		expect(await entry()).toMatchObject({ state: "prepared", recovery: "taken-back" });
		expect(pref(name)).toBe("mine");
		expect(pref(HOST)).toBe(OLD_HOST);
	});

	it("empties no file whose copy is gone, and is not called put back", async () => {
		const disk = cutAfter("preference:written");
		for (const path of [...disk.files.keys()]) if (path.startsWith("bons-comptes/")) disk.files.delete(path);
		await start(disk);
		expect(searches()).toBe(SEARCHES(NEW_HOST));
		expect(thunderbird.disk.journal).toContain('"applying"');
	});

	it("loses no saved search that Thunderbird has dropped since, nor one that was added", async () => {
		const added = `uri=imap://${encodeURIComponent(USER)}@${OLD_HOST}/New\nscope=imap://${encodeURIComponent(USER)}@${OLD_HOST}/INBOX\nterms=ALL\nsearchOnline=false\n`;
		await start(cutAfter("preference:written"));
		// It had read the file half changed, and writes what it understood.
		thunderbird.disk.files.set(SEARCH_FILE, `version=1\n${added}`);
		await restart();
		expect(await entry()).toMatchObject({ state: "applied" });
		expect(searches()).toBe(`${SEARCHES(NEW_HOST)}${added.replaceAll(OLD_HOST, NEW_HOST)}`);
	});

	it("gives lost saved searches back at a later closing where this one cannot", async () => {
		await start(cutAfter("preference:written"));
		thunderbird.disk.files.set(SEARCH_FILE, "version=1\n");
		thunderbird.faults.filesNotWritable.add(SEARCH_FILE);
		thunderbird.faults.missing.set("closing", "Services.prefs");
		await restart();
		expect(await entry()).toMatchObject({ state: "rolled-back" });
		expect(searches()).toBe("version=1\n");
		await restart();
		expect(searches()).toBe(SEARCHES(OLD_HOST));
	});
});

describe("a closing that could not put everything back", () => {
	it("is not taken for whole by the next start, though all preferences are there", async () => {
		thunderbird.faults.prefsNotWritable = true;
		const disk = thunderbird.close(engine);
		const journal = JSON.parse(String(disk.journal)) as {
			entries: { move: { made: { prefs: { name: string; after: string }[] } } }[];
		};
		// They had reached the disk after all.
		for (const { name, after } of journal.entries[0]?.move.made.prefs ?? []) disk.prefs.set(name, after);
		expect(disk.prefs.get(HOST)).toBe(NEW_HOST);
		await start(disk);
		expect(await entry()).toMatchObject({ state: "prepared", recovery: "taken-back" });
		expect(pref(HOST)).toBe(OLD_HOST);
		expect(searches()).toBe(SEARCHES(OLD_HOST));
	});
});

it("taken back, a preference that named both places is exactly what it was", async () => {
	const both = [NEW_HOST, OLD_HOST].map((host) => `imap://${encodeURIComponent(USER)}@${host}/INBOX`).join("|");
	thunderbird.memory.prefs.set("some.other.list", both);
	await restart();
	expect(pref("some.other.list")).toBe(both.replaceAll(OLD_HOST, NEW_HOST));
	expect((await engine.undo(id)).kind).toBe("prepared");
	await restart();
	expect(await entry()).toMatchObject({ state: "undone" });
	expect(pref("some.other.list")).toBe(both);
});

describe("a closing makes nothing", () => {
	it.each([
		["of another user by then", "mail.server.server1.userName", "other", { setting: "incoming.username" }],
		["whose folder nobody knows", "mail.server.server1.directory-rel", null, { kind: "cannot-carry" }],
	])("of an account %s, and says why", async (_what, name, value, problem) => {
		if (value === null) thunderbird.memory.prefs.delete(name);
		else thunderbird.memory.prefs.set(name, value);
		await restart();
		expect(await entry()).toMatchObject({ state: "rolled-back", problem });
		expect(pref(HOST)).toBe(OLD_HOST);
		expect(searches()).toBe(SEARCHES(OLD_HOST));
	});
});
