// Thunderbird killed in the middle of a repair: a spread in which each kind of step is met. All of them: npm run campaign.

import { expect, inject, test } from "vitest";
import { rowsForThisRun } from "./in-rig";
import { type Kill, KillTrial } from "./kills/kill";
import { MOVES, MoveKillTrial } from "./kills/move-kill";
import { SCENARIOS, type Scenario } from "./kills/scenarios";

const { ports, host, username, create } = SCENARIOS;

/** Which step, which one of its name, and whether Thunderbird had just written all preferences. */
type Spread = [during: Kill["during"], step: string, nth: number, flushed: boolean][];

const spread: { scenario: Scenario; kills: Spread }[] = [
	{
		scenario: ports,
		kills: [
			["repair", "preference:written", 4, true],
			["undo", "preference:put-back", 2, true],
		],
	},
	{
		scenario: host,
		kills: [
			["repair", "login:copied", 1, true],
			["repair", "logins:flushed", 1, false],
			["repair", "preferences:flushed", 1, false],
			["undo", "login:removed", 1, false],
		],
	},
	{
		scenario: username,
		kills: [
			["repair", "journal:applying", 1, false],
			["undo", "journal:undoing", 1, false],
		],
	},
	{
		scenario: create,
		kills: [
			["repair", "server:created", 1, true],
			["repair", "settled", 1, false],
			["undo", "server:removed", 1, true],
		],
	},
];

test.each(rowsForThisRun(spread))(
	"killed in the middle of a repair of $scenario.name, Thunderbird finds a whole state",
	async (one) => {
		await KillTrial.run(inject("thunderbird"), one.scenario, async (trial) => {
			for (const [during, step, nth, flushed] of one.kills) {
				const result = await trial.kill({ during, moment: { kind: "step", step, nth }, flushed, again: null });
				expect(result).toEqual({ kind: "killed", step });
			}
		});
	},
);

test("killed while it closes, in the middle of a move or its undo, Thunderbird finds a whole state", async () => {
	await MoveKillTrial.run(inject("thunderbird"), MOVES.host, async (trial) => {
		for (const [during, step, flushed] of rowsForThisRun([
			["repair", "journal:applying", false],
			["repair", "file:written", true],
			["repair", "preference:written", true],
			["repair", "preferences:flushed", false],
			["undo", "file:written", false],
			["undo", "preferences:flushed", false],
		] as const)) {
			expect(await trial.kill(during, { kind: "step", step, nth: 1 }, flushed)).toBe(step);
		}
	});
});
