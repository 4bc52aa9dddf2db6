// A thousand accounts, half of them wrong: checked, all fixed with one click, and undone with one. Too long for every
// day: part of npm run campaign.

import assert from "node:assert/strict";
import { manyAccounts } from "../demo/accounts";
import { ADDON } from "./addon";
import type { ThunderbirdProgram } from "./driver/install";
import type { ExtensionPage } from "./driver/page";
import { Thunderbird } from "./driver/thunderbird";

export const LARGE = 1000;
/** A click's work on so many accounts, on a slow machine. */
const LIMIT_MS = 240_000;
/** As the page's own wait, for as long as a thousand accounts may take. */
const ROUND_MS = 15_000;

/** Resolves once `<main data-state>` is one of these. */
export async function waitLong(page: ExtensionPage, ...states: string[]): Promise<void> {
	const deadline = Date.now() + LIMIT_MS;
	for (;;) {
		const state = await page.eval(
			(states, limit) =>
				new Promise<string | null>((resolve) => {
					const main = document.querySelector("main");
					const look = () => {
						const state = main?.dataset["state"] ?? "";
						if (states.includes(state)) resolve(state);
					};
					new MutationObserver(look).observe(document, { subtree: true, attributeFilter: ["data-state"] });
					setTimeout(() => resolve(null), limit);
					look();
				}),
			states,
			ROUND_MS,
		);
		if (state !== null) return;
		assert.ok(Date.now() < deadline, `the page never came to ${states.join(" or ")}`);
	}
}

export interface LargeResult {
	changes: number;
	checkMs: number;
	fixMs: number;
	undoMs: number;
}

/** @throws AssertionError when not everything live was fixed, or the undo left a difference */
export async function largeProfile(program: ThunderbirdProgram): Promise<LargeResult> {
	const mail = manyAccounts(LARGE);
	const thunderbird = await Thunderbird.launch({ binary: program.binary, mail, addons: [ADDON] });
	try {
		await thunderbird.addonReady(ADDON.id);
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		// Thunderbird notes the store of a folder when it first looks into it, some of them only now.
		const read = async () =>
			Object.fromEntries(
				Object.entries(await thunderbird.prefs("mail.")).filter(([name]) => !name.endsWith(".storeContractID")),
			);
		const before = await read();
		const timed = async (action: string, ...states: string[]): Promise<number> => {
			const began = performance.now();
			await page.click(`[data-action="${action}"]`);
			await waitLong(page, ...states);
			return performance.now() - began;
		};
		const checkMs = await timed("check", "checked");
		assert.equal(await page.count("[data-account]"), LARGE);
		assert.deepEqual(await read(), before, "the check changed something");
		const fixMs = await timed("fix-all", "fixed");
		const [entry] = await page.eval(async () => (await browser.bonsComptesRepair.journal()).entries);
		assert.ok(entry, "the history is empty");
		assert.equal(entry.state, "applied");
		const changes = entry.prefs.length;
		assert.ok(changes > LARGE / 2, `only ${changes} preferences were changed`);
		const after = await read();
		for (const edit of entry.prefs) assert.equal(after[edit.name] ?? null, edit.after, edit.name);
		const undoMs = await timed("undo", "checked", "idle");
		assert.deepEqual(await read(), before, "the undo left a difference");
		return { changes, checkMs, fixMs, undoMs };
	} finally {
		await thunderbird.close();
	}
}
