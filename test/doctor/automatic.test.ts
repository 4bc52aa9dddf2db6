// One pass of the automatic mode over ports that a test fills: what is changed, what never is again, what is told once.
// In a real Thunderbird: ../thunderbird/live/automatic.test.ts.

import { describe, expect, it } from "vitest";
import {
	type AutomaticMemory,
	type AutomaticPorts,
	type AutomaticScope,
	attemptOf,
	repairByItself,
} from "../../src/doctor/automatic";
import type { OwnFound } from "../../src/doctor/collection-search";
import type { FixOutcome } from "../../src/doctor/doctor";
import type { AddCollectionChange, Change } from "../../src/domain/change";
import type { DavWish } from "../../src/domain/dav";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { JournalEntry } from "../../src/domain/journal";
import * as demo from "../options/demo";

const PORT = demo.set("server1", "incoming.port", 143, 993);
const HOST = demo.set("server1", "incoming.host", "old.example", "imap.example");
const needs = (...changes: Parameters<typeof demo.proposed>[]): Diagnosis =>
	demo.diagnosis([
		demo.account({
			...{ key: "account1", name: "Work" },
			findings: [demo.finding("incoming-tls-on-plain-port", { changes: changes.map((one) => demo.proposed(...one)) })],
		}),
	]);
const FINE = demo.diagnosis([demo.account({ findings: [] })]);

const WISH: DavWish = { key: "server1", kind: "caldav", provider: "lasuite", address: "camille@beta.gouv.fr" };
const AGENDA: AddCollectionChange = {
	...{ kind: "add-calendar", type: "caldav", server: "server1", url: "https://dav.example/1/", name: "Agenda" },
	...{ color: null, readOnly: false, username: "camille@beta.gouv.fr", identity: null, refresh: 30, makeDefault: true },
	login: { realm: "x", from: "mail" },
};
const HAS_AGENDA: OwnFound = { wish: WISH, changes: [AGENDA], end: "answered" };

class World {
	scope: AutomaticScope = { repairs: true, adds: [] };
	/** What can be found where something is missing. */
	dav: OwnFound[] = [];
	now: Diagnosis = needs([PORT]);
	after: Diagnosis = FINE;
	outcome: FixOutcome = { kind: "applied", entry: "entry1", proofs: [], left: [] };
	memory: AutomaticMemory = { attempted: [], told: [] };
	entries: JournalEntry[] = [];
	busy = false;
	isSearchCutOff = false;
	/** The account that nothing can be added for, and why. */
	faulty = "";
	fault: FixOutcome = { kind: "rolled-back", problem: { kind: "not-synchronised", host: "dav.example" } };
	/** Fails every check after the repair. */
	isCutOff = false;
	readonly done: string[] = [];
	asked: Change[] = [];

	pass() {
		const say = (text: string) => Promise.resolve(void this.done.push(text));
		const ports: AutomaticPorts = {
			check: async () => {
				await say("check");
				if (this.isCutOff && this.entries.length > 0) throw new Error("cut off");
				return this.now;
			},
			repair: async (changes) => {
				await say("repair");
				// What is tried is on disk by then.
				expect(this.memory.attempted).toEqual(expect.arrayContaining(changes.map(attemptOf)));
				this.asked = changes;
				if (changes.some((change) => change.kind === "add-calendar" && change.server === this.faulty))
					return this.fault;
				if (this.outcome.kind === "applied") {
					this.now = this.after;
					this.entries = [demo.entry({ id: "entry1", state: "applied", changes }), ...this.entries];
				}
				return this.outcome;
			},
			missing: async (kinds) => {
				const added = this.entries.some(({ state, changes }) => state === "applied" && changes.includes(AGENDA));
				return this.dav
					.filter(({ wish }) => kinds.includes(wish.kind) && !added)
					.map(({ wish }) => ({ account: wish.key.replace("server", "account"), wish }));
			},
			findOwn: async (wishes) => {
				await say("search");
				// That it was begun is on disk by then, for each user once.
				expect(this.memory.attempted.filter((one) => one.includes("search"))).toHaveLength(
					new Set(wishes.map(({ address }) => address)).size,
				);
				if (this.isSearchCutOff) throw new Error("cut off");
				return this.dav;
			},
			history: async () => this.entries,
			remembered: async () => this.memory,
			remember: async (change) => {
				this.memory = change(this.memory);
			},
			isBusy: async () => this.busy,
			showTrouble: () => say("trouble"),
			tellMade: (what, entry, accounts) => say(`${what} ${entry} ${accounts.join()}`),
			tellContested: (accounts) => say(`contested ${accounts.join()}`),
			report: () => say("report"),
			deadline: () => new AbortController().signal,
			stayAwake: () => {
				this.done.push("awake");
				return () => this.done.push("asleep");
			},
		};
		this.done.length = 0;
		return repairByItself(ports, this.scope);
	}
}

describe("a pass", () => {
	it("makes what one click would, tells it once, looks again, and reports", async () => {
		const world = new World();
		expect(await world.pass()).toEqual({ kind: "repaired", entry: "entry1" });
		const work = ["check", "repair", "repaired entry1 Work", "check", "trouble", "report"];
		expect(world.done).toEqual(["awake", ...work, "asleep"]);
		expect(world.asked).toEqual([PORT]);
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.done).toEqual(["awake", "check", "trouble", "report", "asleep"]);
	});

	it("tells of a repair though the check after it fails, and makes up for the report the next time", async () => {
		const world = new World();
		world.isCutOff = true;
		await expect(world.pass()).rejects.toThrow("cut off");
		expect(world.done).toEqual(["awake", "check", "repair", "repaired entry1 Work", "check", "asleep"]);
		world.isCutOff = false;
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.done).toEqual(["awake", "check", "trouble", "report", "asleep"]);
	});

	it("does not tell of an account whose servers were left as they were", async () => {
		const world = new World();
		const made: Change = {
			kind: "create-outgoing",
			server: { host: "smtp.example", port: 465, security: "tls", auth: "password", username: "x", description: "" },
			identities: [{ key: "id3", from: "smtp3" }],
			loginFrom: "server3",
		};
		const owns = (key: string, name: string, change: Change) =>
			demo.account({
				...{ key, name },
				findings: [demo.finding("incoming-tls-on-plain-port", { changes: [demo.proposed(change)] })],
			});
		const other = demo.set("server2", "incoming.port", 143, 993);
		world.now = demo.diagnosis([
			owns("account1", "Work", PORT),
			owns("account2", "Home", other),
			owns("account3", "Club", made),
		]);
		const left = ["server2", "smtp.example"].map((key) => ({ kind: "not-better" as const, key, seen: demo.seen() }));
		world.outcome = { kind: "applied", entry: "entry1", proofs: [], left };
		await world.pass();
		expect(world.done.filter((line) => line.startsWith("repaired"))).toEqual(["repaired entry1 Work"]);
	});

	it("leaves what needs a restart, a sign-in or an organisation's word", async () => {
		const world = new World();
		world.now = needs([HOST, "restart"], [PORT, "sign-in"]);
		expect((await world.pass()).kind).toBe("nothing-to-do");
		const blocked = { ...demo.proposed(PORT), blocked: "locked" as const };
		const locked = demo.finding("incoming-tls-on-plain-port", { changes: [blocked] });
		world.now = demo.diagnosis([demo.account({ findings: [locked] })]);
		expect((await world.pass()).kind).toBe("nothing-to-do");
	});

	it("does not fight: what comes back is told once, and never changed again", async () => {
		const world = new World();
		const broken = world.now;
		await world.pass();
		world.now = broken;
		expect((await world.pass()).kind).toBe("nothing-to-do");
		expect(world.done).toContain("contested Work");
		expect(world.done).not.toContain("repair");
		expect((await world.pass()).kind).toBe("nothing-to-do");
		expect(world.done).not.toContain("contested Work");
	});

	it("says nothing of what the user has taken back, and leaves it so", async () => {
		const world = new World();
		const broken = world.now;
		await world.pass();
		world.now = broken;
		world.entries = world.entries.map((entry) => ({ ...entry, state: "undone" as const }));
		expect((await world.pass()).kind).toBe("nothing-to-do");
		expect(world.done.join()).not.toMatch(/contested|repair/);
	});

	it("makes a change to another value, such as one that a new policy prefers", async () => {
		const world = new World();
		await world.pass();
		const other = demo.set("server1", "incoming.port", 143, 1993);
		world.now = needs([other]);
		expect((await world.pass()).kind).toBe("repaired");
		expect(world.asked).toEqual([other]);
	});

	it("tries nothing a second time that did not do better", async () => {
		const world = new World();
		const problem = { kind: "not-better" as const, key: "server1", seen: demo.seen() };
		for (const outcome of [
			{ kind: "refused" as const, problem },
			{ kind: "rolled-back" as const, problem },
		]) {
			world.memory = { attempted: [], told: [] };
			world.outcome = outcome;
			expect((await world.pass()).kind).toBe("not-repaired");
			expect((await world.pass()).kind).toBe("nothing-to-do");
			expect(world.done.join()).not.toMatch(/contested/);
		}
	});

	it("comes again, with nothing lost, where another repair is under way, somebody writes, or nobody is reached", async () => {
		const world = new World();
		world.outcome = { kind: "refused", problem: { kind: "busy" } };
		expect((await world.pass()).kind).toBe("again");
		expect(world.memory.attempted).toEqual([]);
		world.busy = true;
		expect((await world.pass()).kind).toBe("again");
		expect(world.done).not.toContain("repair");
		world.now = { ...needs([PORT]), networkOut: true };
		expect((await world.pass()).kind).toBe("again");
		expect(world.done).toEqual(["awake", "check", "asleep"]);
	});
});

describe("a pass that may add", () => {
	const ready = () => {
		const world = new World();
		world.scope = { repairs: false, adds: ["caldav"] };
		world.now = demo.diagnosis([demo.account({ key: "account1", name: "Work", findings: [] })]);
		world.after = world.now;
		world.dav = [HAS_AGENDA];
		return world;
	};

	it("adds what is missing once, tells it once, looks again, and reports", async () => {
		const world = ready();
		expect(await world.pass()).toEqual({ kind: "added", entry: "entry1" });
		const work = ["check", "search", "repair", "added entry1 Work", "check", "trouble", "report"];
		expect(world.done).toEqual(["awake", ...work, "asleep"]);
		expect(world.asked).toEqual([AGENDA]);
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.done).toEqual(["awake", "check", "trouble", "report", "asleep"]);
	});

	it("never adds again what the user has taken back, or has taken out by hand", async () => {
		const world = ready();
		await world.pass();
		world.entries = world.entries.map((entry) => ({ ...entry, state: "undone" as const }));
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		world.entries = [];
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.done.join()).not.toMatch(/repair|contested/);
	});

	it("leaves what the user has added by a click and taken back", async () => {
		const world = ready();
		world.entries = [demo.entry({ id: "entry0", state: "undone", changes: [AGENDA] })];
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.done).not.toContain("repair");
	});

	it("leaves what the user has added by a click and removed by hand", async () => {
		const world = ready();
		world.entries = [demo.entry({ id: "entry0", state: "applied", changes: [{ ...AGENDA, makeDefault: false }] })];
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.done).toContain("search");
		expect(world.done).not.toContain("repair");
	});

	it("never sends a login again of which no answer is known, whichever kind it is sent for", async () => {
		const world = ready();
		world.isSearchCutOff = true;
		await expect(world.pass()).rejects.toThrow("cut off");
		world.isSearchCutOff = false;
		world.scope = { repairs: false, adds: ["caldav", "carddav"] };
		world.dav = [HAS_AGENDA, { ...HAS_AGENDA, wish: { ...WISH, kind: "carddav" } }];
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.done).not.toContain("search");
	});

	it("leaves it to the doctor which login was refused: a search that has ended may be made again with another one", async () => {
		const world = ready();
		world.dav = [{ wish: WISH, changes: [], end: "refused" }];
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.memory.attempted).toEqual([]);
	});

	it("comes again for a server that could not be asked, while somebody writes, and where a click is under way", async () => {
		const world = ready();
		world.dav = [{ wish: WISH, changes: [], end: "later" }];
		expect((await world.pass()).kind).toBe("again");
		expect(world.memory.attempted).toEqual([]);
		world.dav = [HAS_AGENDA];
		world.busy = true;
		expect((await world.pass()).kind).toBe("again");
		expect(world.done).not.toContain("search");
		world.busy = false;
		world.outcome = { kind: "refused", problem: { kind: "busy" } };
		expect((await world.pass()).kind).toBe("again");
		expect(world.memory.attempted).toEqual([]);
	});

	it.each<[string, FixOutcome]>([
		["whose server fails", { kind: "rolled-back", problem: { kind: "not-synchronised", host: "dav.example" } }],
		["that is refused", { kind: "refused", problem: { kind: "unknown-target", key: "server1" } }],
	])("adds for the others what cannot be added for an account %s", async (_, fault) => {
		const world = ready();
		const names = ["Work", "Home", "Club"];
		world.now = demo.diagnosis(
			names.map((name, index) => demo.account({ key: `account${index + 1}`, name, findings: [] })),
		);
		world.after = world.now;
		const ownOf = (server: string): OwnFound => ({
			...{ wish: { ...WISH, key: server, address: server }, end: "answered" },
			changes: [{ ...AGENDA, server, url: `https://dav.example/${server}/` }],
		});
		world.dav = ["server1", "server2", "server3"].map(ownOf);
		world.faulty = "server1";
		world.fault = fault;
		const told = () => world.done.filter((line) => line.startsWith("added"));
		expect((await world.pass()).kind).toBe("again");
		expect(told()).toEqual(["added entry1 Home"]);
		const second = await world.pass();
		expect(told()).toEqual(["added entry1 Club"]);
		// What is refused for a reason of the moment may come again.
		expect(second.kind).toBe(fault.kind === "refused" ? "again" : "added");
	});

	it("repairs first, and adds at the next start", async () => {
		const world = ready();
		world.scope = { repairs: true, adds: ["caldav"] };
		world.now = needs([PORT]);
		expect((await world.pass()).kind).toBe("again");
		expect(world.asked).toEqual([PORT]);
		world.memory.attempted = [];
		expect((await world.pass()).kind).toBe("added");
	});

	it("adds at the next start though the repair was taken back, and leaves it so", async () => {
		const world = ready();
		const broken = needs([PORT]);
		world.scope = { repairs: true, adds: ["caldav"] };
		world.now = broken;
		expect((await world.pass()).kind).toBe("again");
		world.now = broken;
		world.entries = world.entries.map((entry) => ({ ...entry, state: "undone" as const }));
		expect((await world.pass()).kind).toBe("added");
		expect(world.asked).toEqual([AGENDA]);
		expect(world.done.join()).not.toMatch(/contested|repaired/);
	});

	it("adds at the next start though a repair has failed", async () => {
		const world = ready();
		world.scope = { repairs: true, adds: ["caldav"] };
		world.now = needs([PORT]);
		const applied = world.outcome;
		world.outcome = { kind: "rolled-back", problem: { kind: "not-better", key: "server1", seen: demo.seen() } };
		expect((await world.pass()).kind).toBe("again");
		world.outcome = applied;
		expect((await world.pass()).kind).toBe("added");
		expect(world.asked).toEqual([AGENDA]);
	});

	it("changes no setting where only additions are wanted, and adds nothing of what is not", async () => {
		const world = ready();
		world.now = needs([PORT]);
		world.scope = { repairs: false, adds: ["carddav"] };
		expect(await world.pass()).toEqual({ kind: "nothing-to-do" });
		expect(world.done).toEqual(["awake", "check", "trouble", "report", "asleep"]);
	});
});
