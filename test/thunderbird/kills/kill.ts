// Kills a real Thunderbird in the middle of a repair or its undo, starts it again, and holds what it then finds to the
// promise: everything old or everything new, told on the page, no login lost. Which repairs: scenarios.ts.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { JournalEntry } from "../../../src/domain/journal";
import type { RepairOutcome, UndoOutcome } from "../../../src/domain/outcome";
import { ADDON } from "../addon";
import type { Prefs } from "../driver/accounts";
import type { ThunderbirdProgram } from "../driver/install";
import type { ExtensionPage } from "../driver/page";
import { type StoredLogin, Thunderbird } from "../driver/thunderbird";
import type { Login, Scenario } from "./scenarios";

const ENGLISH: Record<string, { message: string }> = JSON.parse(
	readFileSync(join(import.meta.dirname, "../../../_locales/en/messages.json"), "utf8"),
);

export type Moment =
	/** Right after the `nth` step of this name; after the `nth` of all where no name is given. */
	| { kind: "step"; step?: string; nth: number }
	/** So many milliseconds after the repair was asked for. */
	| { kind: "time"; ms: number };

export interface Kill {
	during: "repair" | "undo";
	moment: Moment;
	/** At a step: Thunderbird has by chance just written all its preferences. */
	flushed: boolean;
	/** Kills the next start too, so many milliseconds after its beginning; null: lets it be. */
	again: number | null;
}

/** `survived`: the repair was over before its moment came; its whole result was checked too. */
export type KillResult = { kind: "killed"; step: string | null } | { kind: "survived" };

interface State {
	prefs: Prefs;
	logins: Login[];
}

/** Thunderbird writes the kind of a server's mail store whenever it first needs it. */
const THUNDERBIRDS_OWN = /^mail\.server\.\w+\.storeContractID$/;

/** Everything about mail; the one random value, which Thunderbird gives to every new server, made equal. */
export function mailPrefs(prefs: Prefs): Prefs {
	return Object.fromEntries(
		Object.entries(prefs)
			.filter(([name]) => name.startsWith("mail.") && !THUNDERBIRDS_OWN.test(name))
			.map(([name, value]) => [name, /^mail\.(server|smtpserver)\.\w+\.uid$/.test(name) ? "random" : value])
			.sort(([a], [b]) => String(a).localeCompare(String(b))),
	);
}

function sorted(logins: readonly Login[]): Login[] {
	return logins.toSorted((a, b) => `${a.origin} ${a.username}`.localeCompare(`${b.origin} ${b.username}`));
}

/** Prints each step, and ends Thunderbird at the wanted one before the next line of the repair can run. */
export function arm(thunderbird: Thunderbird, moment: Moment, flushed: boolean): Promise<void> {
	// JSON knows no infinity; a count is never negative.
	const { step = null, nth } = moment.kind === "step" ? moment : { nth: -1 };
	return thunderbird.chrome(
		({ Services, ChromeUtils, Ci }, step, nth, flushed) => {
			const { ctypes } = ChromeUtils.importESModule("resource://gre/modules/ctypes.sys.mjs");
			const system = ctypes.open(Services.appinfo.OS === "Darwin" ? "libc.dylib" : "libc.so.6");
			const getpid = system.declare("getpid", ctypes.default_abi, ctypes.int);
			const kill = system.declare("kill", ctypes.default_abi, ctypes.int, ctypes.int, ctypes.int);
			// While Thunderbird closes there is no window any more that could print.
			const write = system.declare(
				"write",
				ctypes.default_abi,
				ctypes.long,
				ctypes.int,
				ctypes.char.ptr,
				ctypes.size_t,
			);
			const print = (text: string) => write(1, text, text.length);
			const SIGKILL = 9;
			let count = 0;
			print("armed\n");
			Services.obs.addObserver((_subject: unknown, _topic: string, name: string) => {
				print(`step ${name}\n`);
				if (step === null || step === name) count += 1;
				if (count !== nth) return;
				// With the file named this ends when the file is written; null would only begin to write.
				if (flushed) Services.prefs.savePrefFile(Services.dirsvc.get("PrefF", Ci.nsIFile));
				kill(getpid(), SIGKILL);
			}, "bons-comptes-step");
		},
		step,
		nth,
		flushed,
	);
}

/** The last step that was announced since `arm`; null when there was none. */
export function lastStep(thunderbird: Thunderbird): string | null {
	const log = readFileSync(thunderbird.profile.log, "utf8");
	const steps = log.slice(log.lastIndexOf("armed\n")).matchAll(/^step (.+)$/gm);
	return [...steps].at(-1)?.[1] ?? null;
}

/** One profile in which one repair, and its undo, is killed again and again. */
export class KillTrial {
	readonly #thunderbird: Thunderbird;
	readonly #scenario: Scenario;
	#page: ExtensionPage;
	#entries: JournalEntry[] = [];
	/** The two whole states, and the ids of the logins that were there first. */
	#old: State = { prefs: {}, logins: [] };
	#new: State = this.#old;
	#ids: string[] = [];

	private constructor(thunderbird: Thunderbird, scenario: Scenario, page: ExtensionPage) {
		this.#thunderbird = thunderbird;
		this.#scenario = scenario;
		this.#page = page;
	}

	/** @throws AssertionError when anything that a start finds after a kill is not whole */
	static async run(
		program: ThunderbirdProgram,
		scenario: Scenario,
		kills: (trial: KillTrial) => Promise<void>,
	): Promise<void> {
		const thunderbird = await Thunderbird.launch({ binary: program.binary, mail: scenario.mail, addons: [ADDON] });
		try {
			const trial = new KillTrial(thunderbird, scenario, await openPage(thunderbird));
			await trial.#begin();
			await kills(trial);
			await trial.#startChangesNothing();
		} finally {
			await thunderbird.close();
		}
	}

	async #begin(): Promise<void> {
		for (const login of this.#scenario.logins) await this.#thunderbird.addLogin(login);
		// Thunderbird itself writes logins late: one that was typed just now is lost in any crash.
		await this.#onDisk(this.#scenario.logins.length);
		await this.#thunderbird.chrome(({ Services, Ci }) => {
			Services.prefs.savePrefFile(Services.dirsvc.get("PrefF", Ci.nsIFile));
		});
		this.#old = await this.#state();
		this.#new = {
			prefs: mailPrefs({ ...this.#old.prefs, ...this.#scenario.prefs }),
			logins: sorted([...this.#old.logins, ...this.#scenario.added]),
		};
		this.#ids = (await this.#thunderbird.logins()).map(({ guid }) => guid);
	}

	async #onDisk(logins: number): Promise<void> {
		const file = join(this.#thunderbird.profile.path, "logins.json");
		const deadline = Date.now() + 20_000;
		const count = () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).logins.length : 0);
		while (count() !== logins) {
			assert.ok(Date.now() < deadline, "Thunderbird did not write its logins");
			await delay(50);
		}
	}

	async kill(kill: Kill): Promise<KillResult> {
		const { during, moment, flushed, again } = kill;
		const thunderbird = this.#thunderbird;
		await this.#bringTo(during === "undo" ? "new" : "old");
		// A repair gets an entry of its own.
		const before = during === "undo" ? (this.#entries[0]?.recovery ?? null) : null;

		await arm(thunderbird, moment, flushed);
		// The answer never comes: the connection breaks.
		const call: Promise<RepairOutcome | UndoOutcome | null> = this.#call(during).catch(() => null);
		if (moment.kind === "time") {
			await delay(moment.ms);
			await thunderbird.kill();
		} else {
			const outcome = await call;
			if (outcome !== null) {
				assert.equal(outcome.kind, during === "undo" ? "undone" : "applied");
				await this.#look(null);
				return { kind: "survived" };
			}
		}
		await thunderbird.ended();
		const step = lastStep(thunderbird);
		if (again !== null) {
			const start = thunderbird.start().catch(() => {});
			await delay(again);
			await thunderbird.kill();
			await start;
		}

		const known = this.#entries;
		await thunderbird.start();
		this.#page = await openPage(thunderbird);
		await this.#look(known);
		assert.deepEqual(await thunderbird.openedWindows(), []);
		if (moment.kind === "step") {
			const entry = this.#entries[0];
			if (during === "undo") assert.equal(entry?.state, "undone");
			const isOver = step === "journal:applied" || step === "journal:undone";
			// A start that was killed may have ended the recovery already, but still says so.
			assert.equal(entry?.recovery, isOver ? before : entry?.state === "rolled-back" ? "taken-back" : "finished");
		}
		return { kind: "killed", step };
	}

	#call(during: Kill["during"]): Promise<RepairOutcome | UndoOutcome> {
		return during === "undo"
			? this.#page.eval((id) => browser.bonsComptesRepair.undo(id), this.#entries[0]?.id ?? "")
			: this.#page.eval((changes) => browser.bonsComptesRepair.apply(changes, {}), this.#scenario.changes);
	}

	async #bringTo(wanted: "old" | "new"): Promise<void> {
		const isNew = this.#entries[0]?.state === "applied";
		if (isNew === (wanted === "new")) return;
		const outcome = await this.#call(isNew ? "undo" : "repair");
		assert.equal(outcome.kind, isNew ? "undone" : "applied");
		await this.#look(null);
	}

	async #startChangesNothing(): Promise<void> {
		const state = await this.#state();
		await this.#thunderbird.restart();
		this.#page = await openPage(this.#thunderbird);
		assert.deepEqual(await history(this.#page), this.#entries, "a second start changed the history");
		assert.deepEqual(await this.#state(), state, "a second start changed something");
	}

	/** What the disk holds, and the logins that Thunderbird knows. */
	async #state(): Promise<State> {
		const logins = await this.#thunderbird.logins();
		return {
			prefs: mailPrefs(this.#thunderbird.profile.savedPrefs()),
			logins: sorted(logins.map(({ origin, username, password }: StoredLogin) => ({ origin, username, password }))),
		};
	}

	/** Whole, told by the history and, after a start (`known`: the history before the kill), on the page. */
	async #look(known: JournalEntry[] | null): Promise<void> {
		// The add-on's answer waits for the end of the recovery.
		this.#entries = await history(this.#page);
		const [entry] = this.#entries;
		assert.ok(["applied", "rolled-back", "undone", undefined].includes(entry?.state), `left as ${entry?.state}`);
		assert.deepEqual(await this.#state(), entry?.state === "applied" ? this.#new : this.#old);
		const ids = (await this.#thunderbird.logins()).map(({ guid }) => guid);
		assert.deepEqual(
			this.#ids.filter((id) => !ids.includes(id)),
			[],
			"a login was replaced",
		);
		if (known === null) return;
		const others = (entries: JournalEntry[]) => entries.filter(({ id }) => id !== entry?.id);
		assert.deepEqual(others(this.#entries), others(known), "the history of other repairs changed");
		await this.#page.waitFor((count) => document.querySelectorAll("time").length === count, this.#entries.length);
		const text = await this.#page.text("main");
		const recovered = await recoveredIds(this.#page);
		for (const [state, banner] of [
			["applied", "banner_recovered_applied"],
			["rolled-back", "banner_recovered_rolled_back"],
			["undone", "banner_recovered_undone"],
		] as const) {
			const isTold = text.includes(ENGLISH[banner]?.message ?? `no message ${banner}`);
			const isDue = this.#entries.some((shown) => shown.state === state && recovered.includes(shown.id));
			assert.equal(isTold, isDue, `${banner} on the page`);
		}
	}
}

async function openPage(thunderbird: Thunderbird): Promise<ExtensionPage> {
	await thunderbird.addonReady(ADDON.id);
	return thunderbird.openPage(ADDON.id);
}

function history(page: ExtensionPage): Promise<JournalEntry[]> {
	return page.eval(async () => (await browser.bonsComptesRepair.journal()).entries);
}

function recoveredIds(page: ExtensionPage): Promise<string[]> {
	return page.eval(async () => (await browser.bonsComptesRepair.journal()).recovered);
}
