// What a start of Thunderbird loads of the add-on: the script of repairs only where the journal or a managed configuration
// wants something of it. What is then done: kills.test.ts, policy.test.ts, move/. What the journal wants: ../domain/.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { JOURNAL_VERSION, type Journal, type JournalEntry } from "../../src/domain/journal";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";

const OURS = ["bonsComptesStart", "bonsComptesRepair"] as const;
const CLOSING = "profile-before-change-qm";

const entry: JournalEntry = {
	...{ id: "by-hand", at: "2026-11-20T12:00:00.000Z", state: "applied", recovery: null, changes: [], names: {} },
	...{ prefs: [], logins: [], created: [], added: [], move: null, problem: null },
};
const move: NonNullable<JournalEntry["move"]> = {
	...{ key: "server9", protocol: "imap", made: { prefs: [], files: [] }, undo: null, mend: [], verified: true },
	from: { host: "a.example", username: "u", uri: "imap://u@a.example" },
	to: { host: "b.example", username: "u", uri: "imap://u@b.example" },
};
const journalOf = (...differences: Partial<JournalEntry>[]): Journal => ({
	...{ version: JOURNAL_VERSION, setAside: null },
	entries: differences.map((difference) => ({ ...entry, ...difference })),
});

describe("a start", () => {
	let thunderbird: Thunderbird;

	beforeAll(async () => {
		thunderbird = await launch();
	});

	/** Starts with this journal, and says which of the two scripts Thunderbird has loaded when its window is there. */
	async function startWith(journal: string | null): Promise<string[]> {
		// Or Thunderbird opens the page again, which asks.
		await thunderbird.closeTabs();
		await thunderbird.quit();
		const folder = join(thunderbird.profile.path, "bons-comptes");
		rmSync(folder, { recursive: true, force: true });
		if (journal !== null) {
			mkdirSync(folder);
			writeFileSync(join(folder, "journal.json"), journal);
		}
		await thunderbird.start();
		await thunderbird.addonReady(ADDON.id);
		return loaded();
	}

	const loaded = () =>
		thunderbird.chrome(
			({ WebExtensionPolicy }, id, names) => {
				const { modules } = WebExtensionPolicy.getByID(id).extension.experimentAPIManager;
				return names.filter((name) => modules.get(name).loaded === true);
			},
			ADDON.id,
			[...OURS],
		);

	/** How many wait for the moment at which moves are made; Thunderbird's own are among them. */
	const waitingForTheEnd = () =>
		thunderbird.chrome<[string], number>(
			({ Services }, topic) => [...Services.obs.enumerateObservers(topic)].length,
			CLOSING,
		);

	test.each([
		["no journal", null],
		["a journal of what is over", journalOf({}, { state: "rolled-back" }, { state: "undone" }, { move })],
	])("with %s loads no script of repairs, until a page asks, and then waits for the closing", async (_, journal) => {
		expect(await startWith(journal && JSON.stringify(journal))).toEqual(["bonsComptesStart"]);
		const before = await waitingForTheEnd();
		const page = await thunderbird.openPage(ADDON.id);
		const view = await page.eval(() => browser.bonsComptesRepair.journal());
		expect(view).toMatchObject({ health: { kind: "ok" }, entries: [...(journal?.entries ?? [])].reverse() });
		expect(await loaded()).toEqual([...OURS]);
		expect(await waitingForTheEnd()).toBe(before + 1);
	});

	test.each([
		["is unfinished", JSON.stringify(journalOf({ state: "applying" }))],
		["waits", JSON.stringify(journalOf({}, { state: "prepared", move: { ...move, made: null, verified: false } }))],
		["cannot be understood", '{"version": 2, "entr'],
	])("with a journal that %s loads it at once", async (_, journal) => {
		expect(await startWith(journal)).toEqual([...OURS]);
		expect(await thunderbird.openedWindows()).toEqual([]);
	});
});
