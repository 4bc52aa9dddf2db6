// Kills a real Thunderbird while it closes, in the middle of a move of an incoming server or of its undo, starts it again, and
// holds what it then finds to the promise. What was prepared lies in the journal from the start, so that no server is needed.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Journal, JournalEntry } from "../../../src/domain/journal";
import { place } from "../../../src/experiments/repair/carry/move";
import { ADDON } from "../addon";
import type { ThunderbirdProgram } from "../driver/install";
import { Thunderbird } from "../driver/thunderbird";
import { arm, type Kill, lastStep, type Moment, mailPrefs } from "./kill";

export interface MoveScenario {
	name: string;
	from: { host: string; username: string };
	to: { host: string; username: string };
}

const USER = "user1@asso.example";

export const MOVES = {
	host: {
		name: "a new host",
		from: { host: "ns0.ovh.net", username: USER },
		to: { host: "imap.mail.ovh.net", username: USER },
	},
	username: {
		name: "a new user name",
		from: { host: "ssl0.ovh.net", username: "user1" },
		to: { host: "ssl0.ovh.net", username: USER },
	},
} as const satisfies Record<string, MoveScenario>;

const SERVER = "mail.server.server1.";
const OWN_PREF = "some.other.addon";

interface State {
	prefs: ReturnType<typeof mailPrefs>;
	other: unknown;
	filters: string;
	logins: string[];
}

export class MoveKillTrial {
	readonly #thunderbird: Thunderbird;
	readonly #scenario: MoveScenario;
	#filters = "";
	#old: State | null = null;

	private constructor(thunderbird: Thunderbird, scenario: MoveScenario) {
		this.#thunderbird = thunderbird;
		this.#scenario = scenario;
	}

	/** @throws AssertionError when anything that a start finds after a kill is not whole */
	static async run(
		program: ThunderbirdProgram,
		scenario: MoveScenario,
		kills: (trial: MoveKillTrial) => Promise<void>,
	): Promise<void> {
		const { from } = scenario;
		const uri = place("imap", from.username, from.host).uri;
		const thunderbird = await Thunderbird.launch({
			binary: program.binary,
			mail: {
				accounts: [
					{
						name: "Club",
						incoming: { type: "imap", port: 993, security: "tls", auth: "password", ...from },
						identities: [{ address: USER, name: "User" }],
					},
				],
			},
			prefs: { "mail.identity.id1.fcc_folder": `${uri}/Sent`, [OWN_PREF]: `${uri}/INBOX` },
			addons: [ADDON],
		});
		try {
			const trial = new MoveKillTrial(thunderbird, scenario);
			await trial.#begin();
			await kills(trial);
		} finally {
			await thunderbird.close();
		}
	}

	/** Closes and kills at that moment; `null` when all was over before it came. */
	async kill(
		during: Kill["during"],
		moment: Extract<Moment, { kind: "step" }>,
		flushed: boolean,
	): Promise<string | null> {
		const thunderbird = this.#thunderbird;
		await this.#wants(during);
		await arm(thunderbird, moment, flushed);
		await thunderbird.quit();
		const step = lastStep(thunderbird);
		const wasKilled = this.#countSteps(moment.step ?? null) >= moment.nth;
		await thunderbird.start();
		const entry = await this.#entry();
		const isOver = entry.state === (during === "undo" ? "undone" : "applied");
		if (!isOver) assert.equal(entry.state, during === "undo" ? "undo-prepared" : "prepared");
		if (!wasKilled) assert.ok(isOver, `left as ${entry.state}`);
		const isNew = isOver !== (during === "undo");
		await this.#look(isNew);
		assert.equal(entry.problem, null);
		assert.deepEqual(await thunderbird.openedWindows(), []);
		return wasKilled ? step : null;
	}

	/** After each single step, until nothing is left to be killed. */
	async everyStep(during: Kill["during"], flushed: boolean): Promise<number> {
		for (let nth = 1; ; nth++) {
			if ((await this.kill(during, { kind: "step", nth }, flushed)) === null) return nth - 1;
		}
	}

	async #begin(): Promise<void> {
		const thunderbird = this.#thunderbird;
		const { from, to } = this.#scenario;
		for (const { host, username } of [from, to]) {
			await thunderbird.addLogin({ origin: `imap://${host}`, username, password: "wörd" });
		}
		const guid = (await thunderbird.logins()).find(
			(login) => login.origin === `imap://${to.host}` && login.username === to.username,
		)?.guid;
		const folder = (await thunderbird.chrome(
			({ MailServices }) => MailServices.accounts.getIncomingServer("server1").localPath.path,
		)) as string;
		await thunderbird.quit();
		this.#filters = join(folder, "msgFilterRules.dat");
		mkdirSync(folder, { recursive: true });
		writeFileSync(this.#filters, this.#filtersOf(from));
		const prefs = Object.entries({ hostname: [from.host, to.host], userName: [from.username, to.username] })
			.filter(([, [before, after]]) => before !== after)
			.map(([name, [before = "", after = ""]]) => ({ name: SERVER + name, before, after }));
		const journal: Journal = {
			version: 3,
			setAside: null,
			entries: [
				{
					...{ id: "prepared-by-hand", at: "2026-11-20T12:00:00.000Z", state: "prepared", recovery: null },
					changes: prefs.map(({ name, before, after }) => ({
						...{ kind: "set", target: "incoming", key: "server1", from: before, to: after },
						setting: name.endsWith("hostname") ? "incoming.host" : "incoming.username",
					})),
					...{ names: {}, prefs, created: [], added: [], problem: null },
					logins: [
						{
							from: { origin: `imap://${from.host}`, username: from.username },
							to: { origin: `imap://${to.host}`, username: to.username },
							guid: guid ?? null,
						},
					],
					move: {
						...{ key: "server1", protocol: "imap", made: null, undo: null, mend: [], verified: false },
						from: place("imap", from.username, from.host),
						to: place("imap", to.username, to.host),
					},
				},
			],
		};
		mkdirSync(join(thunderbird.profile.path, "bons-comptes"), { recursive: true });
		writeFileSync(join(thunderbird.profile.path, "bons-comptes/journal.json"), JSON.stringify(journal));
		await thunderbird.start();
		this.#old = await this.#state();
	}

	#filtersOf({ host, username }: MoveScenario["from"]): string {
		const { uri } = place("imap", username, host);
		return `version="9"\nlogging="no"\nname="x"\nenabled="yes"\ntype="17"\naction="Move to folder"\nactionValue="${uri}/Factures"\ncondition="AND (subject,contains,y)"\n`;
	}

	async #entry(): Promise<JournalEntry> {
		const page = await this.#page();
		const [entry] = await page.eval(async () => (await browser.bonsComptesRepair.journal()).entries);
		assert.ok(entry);
		return entry;
	}

	async #page() {
		await this.#thunderbird.addonReady(ADDON.id);
		return this.#thunderbird.openPage(ADDON.id);
	}

	/** An undo begins with a move that was made. */
	async #wants(during: Kill["during"]): Promise<void> {
		let entry = await this.#entry();
		if (during === "undo" && entry.state === "prepared") {
			await this.#thunderbird.restart();
			entry = await this.#entry();
		}
		if (during === "undo" && entry.state === "applied") {
			const outcome = await (await this.#page()).eval((id) => browser.bonsComptesRepair.undo(id), entry.id);
			assert.equal(outcome.kind, "prepared");
		}
	}

	#countSteps(wanted: string | null): number {
		const log = readFileSync(this.#thunderbird.profile.log, "utf8");
		const steps = [...log.slice(log.lastIndexOf("armed\n")).matchAll(/^step (.+)$/gm)];
		return steps.filter(([, name]) => wanted === null || name === wanted).length;
	}

	async #state(): Promise<State> {
		const saved = this.#thunderbird.profile.savedPrefs();
		return {
			prefs: mailPrefs(saved),
			other: saved[OWN_PREF],
			filters: readFileSync(this.#filters, "utf8"),
			logins: (await this.#thunderbird.logins()).map(({ origin, username }) => `${origin} ${username}`),
		};
	}

	async #look(isNew: boolean): Promise<void> {
		const { from, to } = this.#scenario;
		const old = this.#old;
		assert.ok(old);
		const state = await this.#state();
		const place1 = place("imap", from.username, from.host).uri;
		const place2 = place("imap", to.username, to.host).uri;
		const moved = (text: string) => (isNew ? text.replaceAll(place1, place2) : text);
		const now = isNew ? to : from;
		assert.equal(state.prefs[`${SERVER}hostname`], now.host);
		assert.equal(state.prefs[`${SERVER}userName`], now.username);
		assert.equal(state.prefs["mail.identity.id1.fcc_folder"], moved(`${place1}/Sent`));
		assert.equal(state.other, moved(`${place1}/INBOX`));
		assert.equal(state.filters, moved(old.filters));
		assert.ok(state.logins.includes(`imap://${from.host} ${from.username}`), "the old login is gone");
		if (isNew) assert.ok(state.logins.includes(`imap://${to.host} ${to.username}`), "the new login is gone");
	}
}
