// Journals that an earlier version of the add-on has written: what stands in them is taken back, made at the closing, or
// ended after a crash by the code of today, as that of then would have. Their text alone: journal-file.test.ts.

import { describe, expect, it } from "vitest";
import type { Change, SetChange } from "../../../src/domain/change";
import type { Journal } from "../../../src/domain/journal";
import { isAtRest } from "../../../src/domain/journal-rest";
import { Engine } from "../../../src/experiments/repair/engine";
import { type Disk, FakeThunderbird } from "./fake-thunderbird";
import { moved, OLD_HOST } from "./move-scene";
import { appliedId, createFix, hostFix, incomingFix, noOutgoing, oldHost, outgoingFix, plain } from "./scenes";

/** Which entries had which fields then. */
const SINCE = { move: 2, problem: 2, added: 3 } as const;
type Former = 1 | 2;

/** The disk as that version would have left it. */
function writtenBy(version: Former, disk: Disk): Disk {
	const journal = JSON.parse(disk.journal ?? "") as Journal;
	const entries = journal.entries.map((entry) =>
		Object.fromEntries(
			Object.entries(entry).filter(([name]) => !(name in SINCE) || SINCE[name as keyof typeof SINCE] <= version),
		),
	);
	return { ...disk, journal: JSON.stringify({ ...journal, version, entries }) };
}

/** The update: a start of Thunderbird with the add-on of today. */
async function updated(disk: Disk): Promise<{ thunderbird: FakeThunderbird; engine: Engine }> {
	const thunderbird = new FakeThunderbird(disk);
	const engine = new Engine(thunderbird.ports);
	engine.recoverNow();
	await engine.recover();
	return { thunderbird, engine };
}

/** What lasts of a profile but for the journal and copies that belong to it. */
function lasting({ prefs, logins, files, index }: Disk) {
	const own = [...files].filter(([path]) => !path.startsWith("bons-comptes/"));
	return {
		prefs: Object.fromEntries(prefs),
		logins: logins.map(({ origin, username, password }) => [origin, username, password]).sort(),
		...{ files: Object.fromEntries(own), index },
	};
}

const REPAIRS: [string, ConstructorParameters<typeof FakeThunderbird>[0], Change[]][] = [
	["ports", plain, [...incomingFix, ...outgoingFix]],
	["a host with its login", oldHost, hostFix],
	["an outgoing server that was made", noOutgoing, createFix],
];
const BOTH: Former[] = [1, 2];

describe.each(BOTH)("a journal of version %i", (version) => {
	it.each(REPAIRS)("is known at the start, and its repair is taken back: %s", async (_, given, changes) => {
		const before = new FakeThunderbird(structuredClone(given));
		const untouched = lasting(before.photograph(true));
		const id = appliedId(await new Engine(before.ports).repair(changes, {}));
		const disk = writtenBy(version, before.photograph(true));
		expect(isAtRest(disk.journal ?? "")).toBe(true);
		const { thunderbird, engine } = await updated(structuredClone(disk));
		expect(lasting(thunderbird.photograph(true))).toEqual(lasting(disk));
		expect(await engine.undo(id)).toMatchObject({ kind: "undone" });
		expect(lasting(thunderbird.photograph(true))).toEqual(untouched);
		expect((await engine.view()).entries).toMatchObject([{ id, state: "undone" }]);
	});

	it.each(REPAIRS)("is ended after a crash at any step, whole or not at all: %s", async (_, given, changes) => {
		const cuts: Disk[] = [];
		const before = new FakeThunderbird(structuredClone(given));
		const untouched = lasting(before.photograph(true));
		before.onStep = () => {
			if (before.disk.journal !== null) cuts.push(before.photograph(false), before.photograph(true));
		};
		appliedId(await new Engine(before.ports).repair(changes, {}));
		const made = lasting(before.photograph(true));
		expect(cuts.length).toBeGreaterThan(3);
		for (const cut of cuts) {
			const { thunderbird } = await updated(writtenBy(version, structuredClone(cut)));
			expect([untouched, made]).toContainEqual(lasting(thunderbird.photograph(true)));
		}
	});

	it("is written on in the version of today, with what stood in it", async () => {
		const before = new FakeThunderbird(structuredClone(plain));
		appliedId(await new Engine(before.ports).repair(incomingFix, {}));
		const { thunderbird, engine } = await updated(writtenBy(version, before.photograph(true)));
		appliedId(await engine.repair(outgoingFix, {}));
		const { entries } = JSON.parse(thunderbird.disk.journal ?? "") as Journal;
		expect(JSON.parse(thunderbird.disk.journal ?? "")).toMatchObject({ version: 3 });
		expect(entries.map(({ changes }) => changes)).toEqual([incomingFix, outgoingFix]);
	});
});

describe("a move in a journal of version 2", () => {
	const host: SetChange[] = [
		{
			...{ kind: "set", target: "incoming", key: "server1", setting: "incoming.host" },
			...{ from: OLD_HOST, to: "imap.mail.ovh.net" },
		},
	];

	async function prepared(): Promise<{ thunderbird: FakeThunderbird; id: string }> {
		const thunderbird = moved();
		const outcome = await new Engine(thunderbird.ports).prepare({ changes: host, names: {}, password: null });
		if (outcome.kind !== "prepared") throw new Error(JSON.stringify(outcome));
		return { thunderbird, id: outcome.entry };
	}

	it("that was prepared then is made at the closing after the update, and taken back at the next", async () => {
		const untouched = lasting(moved().photograph(true));
		const then = await prepared();
		const first = await updated(writtenBy(2, then.thunderbird.photograph(true)));
		const made = await updated(first.thunderbird.close(first.engine));
		expect(made.thunderbird.disk.prefs.get("mail.server.server1.hostname")).toBe("imap.mail.ovh.net");
		expect(await made.engine.undo(then.id)).toMatchObject({ kind: "prepared" });
		const back = await updated(made.thunderbird.close(made.engine));
		await back.engine.view();
		expect(lasting(back.thunderbird.photograph(true))).toEqual(untouched);
	});

	it("that was made then is taken back by the closing of today", async () => {
		const untouched = lasting(moved().photograph(true));
		const then = await prepared();
		const closed = then.thunderbird.close(new Engine(then.thunderbird.ports));
		const now = await updated(writtenBy(2, closed));
		expect(now.thunderbird.disk.prefs.get("mail.server.server1.hostname")).toBe("imap.mail.ovh.net");
		expect(await now.engine.undo(then.id)).toMatchObject({ kind: "prepared" });
		const back = await updated(now.thunderbird.close(now.engine));
		await back.engine.view();
		expect(lasting(back.thunderbird.photograph(true))).toEqual(untouched);
	});
});
