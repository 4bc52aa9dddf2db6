// `npm run campaign`: what is too long for every day. Every kill in both versions, the Thunderbird tests again and again,
// property tests with many more cases, every fault of the servers twenty times over, a large profile, a hundred profiles under the
// automatic mode. A run that was cut short goes on where it was; --fresh begins anew. Words choose the steps whose names hold them all.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareRig } from "../rig/install";
import { Rig } from "../rig/rig";
import { type ThunderbirdProgram, thunderbirdsForTests } from "../thunderbird/driver/install";
import { type Kill, KillTrial } from "../thunderbird/kills/kill";
import { MOVES, MoveKillTrial } from "../thunderbird/kills/move-kill";
import { SCENARIOS, type Scenario } from "../thunderbird/kills/scenarios";
import { largeProfile } from "../thunderbird/large-profile";
import { type Figures, runMixed, sum, wordsOf } from "../thunderbird/live/mixed-profiles";
import { mixedProfiles } from "../thunderbird/live/profile-mix";
import { build, runTool } from "./tool";

const ROOT = join(import.meta.dirname, "../..");
const CACHE = join(ROOT, "node_modules/.cache/bons-comptes");
const STATE = join(CACHE, "campaign.json");

const REPEATS = 1;
const PROPERTY_RUNS = 4000;
const FAULT_RUNS = { current: 20, old: 5 };
const RANDOM_KILLS = 5;
/** Longer than a repair takes, so that some kills come too late. */
const LONGEST_REPAIR_MS = 250;
const LONGEST_START_MS = 1500;
const LEAST_KILLS = 40;
const MIXED_PROFILES = 100;
const MIXED_PER_STEP = 10;

interface Done {
	detail: string;
	/** How many kills of which version. */
	kills: number;
	version: string;
	/** Of profiles under the automatic mode. */
	mixed?: Figures;
}

interface Step {
	name: string;
	run: () => Promise<Partial<Done>>;
}

/** Holds only for the very add-on and tests that it began with. */
interface State {
	of: string;
	done: Record<string, Done>;
}

function fingerprint(): string {
	const hash = createHash("sha256");
	const files = ["dist", "test"].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name)),
	);
	for (const file of files.sort()) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
	return hash.digest("hex");
}

function loadState(of: string): State {
	try {
		const state: State = JSON.parse(readFileSync(STATE, "utf8"));
		if (state.of === of) return state;
	} catch {
		// None yet, or a broken one: begin anew.
	}
	return { of, done: {} };
}

// ------------------------------------------------------------------ steps

/** After each single step, until the repair is over before its kill. */
async function everyStep(trial: KillTrial, during: Kill["during"], flushed: boolean): Promise<number> {
	for (let nth = 1; ; nth++) {
		const result = await trial.kill({ during, moment: { kind: "step", nth }, flushed, again: null });
		if (result.kind === "survived") return nth - 1;
	}
}

/** At any moment of the repair, and half of the times in the next start too. */
async function anyMoment(trial: KillTrial, during: Kill["during"]): Promise<number> {
	for (let count = 0; count < RANDOM_KILLS; count++) {
		const ms = Math.random() * LONGEST_REPAIR_MS;
		const again = count % 2 === 1 ? Math.random() * LONGEST_START_MS : null;
		try {
			await trial.kill({ during, moment: { kind: "time", ms }, flushed: false, again });
		} catch (error) {
			const where = `killed ${ms.toFixed(0)} ms after the click, ${again?.toFixed(0) ?? "not"} ms in the next start`;
			throw new Error(where, { cause: error });
		}
	}
	return RANDOM_KILLS;
}

function killSteps(program: ThunderbirdProgram): Step[] {
	const { version } = program;
	const step = (
		scenario: Scenario,
		during: Kill["during"],
		how: string,
		kill: (trial: KillTrial) => Promise<number>,
	): Step => ({
		name: `${version}: ${during} of ${scenario.name}, killed ${how}`,
		async run() {
			let kills = 0;
			await KillTrial.run(program, scenario, async (trial) => {
				kills = await kill(trial);
			});
			return { detail: `${kills} kills`, kills, version };
		},
	});
	const live = Object.values(SCENARIOS).flatMap((scenario) =>
		(["repair", "undo"] as const).flatMap((during) => [
			step(scenario, during, "after each step", (trial) => everyStep(trial, during, false)),
			step(scenario, during, "after each step, preferences written", (trial) => everyStep(trial, during, true)),
			step(scenario, during, "at any moment", (trial) => anyMoment(trial, during)),
		]),
	);
	const moves = Object.values(MOVES).flatMap((scenario) =>
		(["repair", "undo"] as const).flatMap((during) =>
			[false, true].map(
				(flushed): Step => ({
					name: `${version}: ${during} of ${scenario.name}, killed after each step of the closing${flushed ? ", preferences written" : ""}`,
					async run() {
						let kills = 0;
						await MoveKillTrial.run(program, scenario, async (trial) => {
							kills = await trial.everyStep(during, flushed);
						});
						return { detail: `${kills} kills`, kills, version };
					},
				}),
			),
		),
	);
	return [...live, ...moves];
}

async function vitest(args: string[], environment: Record<string, string> = {}): Promise<Partial<Done>> {
	const program = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts"];
	const { ok, output } = await runTool(process.execPath, [...program, ...args], environment);
	if (!ok) throw new Error(output);
	return { detail: /^ *Tests +(.+)$/m.exec(output.replaceAll(/\u001b\[[\d;]*m/g, ""))?.[1] ?? "" };
}

/** One profile after the other, in one rig for each step. */
function mixedSteps(program: ThunderbirdProgram): Step[] {
	const profiles = mixedProfiles(MIXED_PROFILES);
	return Array.from({ length: MIXED_PROFILES / MIXED_PER_STEP }, (_, index): Step => {
		const first = index * MIXED_PER_STEP;
		return {
			name: `${program.version}: profiles ${first + 1} to ${first + MIXED_PER_STEP} of the mix under the automatic mode`,
			async run() {
				const rig = await Rig.start();
				try {
					const all: Figures[] = [];
					for (const [number, mixed] of profiles.slice(first, first + MIXED_PER_STEP).entries()) {
						const { wrong, ...figures } = await runMixed(rig, program, mixed);
						if (wrong.length > 0) throw new Error(`profile ${first + number + 1}: ${wrong.join("; ")}`);
						all.push(figures);
					}
					return { detail: wordsOf(sum(all)), mixed: sum(all) };
				} finally {
					await rig.stop();
				}
			},
		};
	});
}

function otherSteps(which: "current" | "old", program: ThunderbirdProgram): Step[] {
	const { version } = program;
	const project = `thunderbird-${which}`;
	const runs = FAULT_RUNS[which];
	return [
		{
			name: `${version}: every fault of the servers checked ${runs} times in a row, word for word the same`,
			run: () =>
				vitest(["--project", project, "test/thunderbird/live/faults.test.ts"], {
					FAULT_RUNS: String(runs),
					LIVE: "all",
				}),
		},
		{
			name: `${version}: every shape and fault of calendar servers searched ${runs} times in a row`,
			run: () =>
				vitest(["--project", project, "test/thunderbird/dav/discovery.test.ts"], {
					FAULT_RUNS: String(runs),
					LIVE: "all",
				}),
		},
		{
			name: `${version}: a thousand accounts checked, fixed, undone`,
			async run() {
				const { changes, checkMs, fixMs, undoMs } = await largeProfile(program);
				const [check, fix, undo] = [checkMs, fixMs, undoMs].map((ms) => (ms / 1000).toFixed(1));
				return { detail: `${changes} preferences; check ${check} s, fix ${fix} s, undo ${undo} s` };
			},
		},
		...Array.from({ length: REPEATS }, (_, index) => ({
			name: `${version}: all tests in Thunderbird, ${index + 1} of ${REPEATS}`,
			run: () => vitest(["--project", project], { LIVE: "all" }),
		})),
	];
}

// ------------------------------------------------------------------ running

/** Takes the steps in order, `width` at a time; resolves with the number of those that failed. */
async function runSteps(steps: readonly Step[], width: number, state: State): Promise<number> {
	const queue = [...steps];
	let failed = 0;
	const work = async (): Promise<void> => {
		for (let step = queue.shift(); step; step = queue.shift()) {
			const known = state.done[step.name];
			if (known) {
				console.log(`step ${step.name} … ok, earlier (${known.detail})`);
				continue;
			}
			const began = performance.now();
			const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
			try {
				const done = { detail: "", kills: 0, version: "", ...(await step.run()) };
				console.log(`step ${step.name} … ok ${seconds()}${done.detail && ` (${done.detail})`}`);
				state.done[step.name] = done;
				mkdirSync(CACHE, { recursive: true });
				writeFileSync(STATE, JSON.stringify(state, null, "\t"));
			} catch (error) {
				failed += 1;
				console.log(`step ${step.name} … FAILED ${seconds()}`);
				console.log(error);
			}
		}
	};
	await Promise.all(Array.from({ length: width }, work));
	return failed;
}

export default async function campaign(args: string[]): Promise<number> {
	const programs = thunderbirdsForTests();
	const missing = [...Object.values(programs), prepareRig()].filter((ready) => typeof ready === "string");
	if (missing.length > 0) {
		for (const reason of missing) console.error(reason);
		return 1;
	}
	const current = programs.current as ThunderbirdProgram;
	const old = programs.old as ThunderbirdProgram;
	await build();
	if (args.includes("--fresh")) rmSync(STATE, { force: true });
	const state = loadState(fingerprint());
	const words = args.filter((arg) => !arg.startsWith("--"));
	const asked = (steps: readonly Step[]) => steps.filter(({ name }) => words.every((word) => name.includes(word)));
	const began = performance.now();

	// The versions in turn, so that the two Thunderbirds at work differ.
	const both = [killSteps(current), killSteps(old)] as const;
	const kills = both[0].flatMap((step, index) => [step, both[1][index] ?? []].flat());
	let failed = await runSteps(asked(kills), 2, state);
	for (const { version } of [current, old]) {
		const count = Object.values(state.done).reduce((sum, done) => sum + (done.version === version ? done.kills : 0), 0);
		console.log(`${version}: ${count} kills`);
		// A repair of no steps would pass every one of them.
		if (asked(kills).length > 0 && failed === 0 && count < LEAST_KILLS) failed += 1;
	}
	const properties: Step = {
		name: `property tests with ${PROPERTY_RUNS} cases each`,
		run: () => vitest(["--project", "unit", "--testTimeout", "1200000"], { FAST_CHECK_RUNS: String(PROPERTY_RUNS) }),
	};
	const mixed = asked(mixedSteps(current));
	failed += await runSteps(mixed, 1, state);
	const figures = Object.values(state.done).flatMap((done) => done.mixed ?? []);
	if (mixed.length > 0) console.log(`the mix under the automatic mode: ${wordsOf(sum(figures))}`);
	failed += await runSteps(asked([properties, ...otherSteps("current", current)]), 1, state);
	failed += await runSteps(asked(otherSteps("old", old)), 1, state);

	const minutes = ((performance.now() - began) / 60_000).toFixed(1);
	console.log(failed === 0 ? `campaign: all ok in ${minutes} min` : `campaign: ${failed} FAILED in ${minutes} min`);
	return failed === 0 ? 0 : 1;
}
