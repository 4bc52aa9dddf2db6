// `npm run bench`: how long the add-on's own work takes with a thousand accounts, what it costs at Thunderbird's start, and
// how large it is. Prints medians and quartiles; says nothing about pass or fail, except the start as a ratio beside an A/A
// control. Figures and method: docs/performance.md.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue } from "../../src/providers";
import { diagnose } from "../../src/rules/diagnose";
import { manyAccounts } from "../demo/accounts";
import { ADDON } from "../thunderbird/addon";
import { type ThunderbirdProgram, thunderbirdsForTests } from "../thunderbird/driver/install";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import { LARGE, largeProfile } from "../thunderbird/large-profile";
import { networkRows } from "./bench-network";
import { kilobytes, milliseconds, type Row, ratio, row, table } from "./figures";
import { build } from "./tool";

const RUNS = 11;
const START_PAIRS = 9;
const ROOT = join(import.meta.dirname, "../..");

// ------------------------------------------------------------------ figures

/** Time as a user waits it, and work of the process, which a busy machine blurs less. In Thunderbird: the parent process. */
interface Cost {
	ms: number;
	cpuMs: number;
}

// ------------------------------------------------------------------ in Thunderbird and in Node

/** The large profile once: what Thunderbird reads of it, and how long rules, reading and repairing take. */
async function largeAccounts(program: ThunderbirdProgram): Promise<Row[]> {
	const thunderbird = await Thunderbird.launch({
		binary: program.binary,
		mail: manyAccounts(LARGE),
		addons: [ADDON],
	});
	try {
		await thunderbird.addonReady(ADDON.id);
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		const cpu = () => thunderbird.chrome(({ ChromeUtils }) => ChromeUtils.cpuTimeSinceProcessStart as number);
		const reading: Cost[] = [];
		for (let run = 0; run <= RUNS; run++) {
			const before = await cpu();
			const ms = await page.eval(async () => {
				const began = performance.now();
				await browser.bonsComptesProfile.read();
				return performance.now() - began;
			});
			reading.push({ ms, cpuMs: (await cpu()) - before });
		}
		const snapshot = await page.eval(() => browser.bonsComptesProfile.read());
		const judging = Array.from({ length: RUNS }, () => {
			const began = performance.now();
			const used = process.cpuUsage();
			diagnose(snapshot, builtInCatalogue, {}, "2026-01-01T00:00:00.000Z");
			const { user, system } = process.cpuUsage(used);
			return { ms: performance.now() - began, cpuMs: (user + system) / 1000 };
		});
		const rows = (what: string, runs: readonly Cost[]): Row[] => [
			row(
				`${what}: time`,
				runs.map((run) => run.ms),
				milliseconds,
			),
			row(
				`${what}: CPU time`,
				runs.map((run) => run.cpuMs),
				milliseconds,
			),
		];
		return [
			...rows(`identify and all rules, ${LARGE} accounts, in Node`, judging),
			...rows(`read ${LARGE} accounts, first call`, reading.slice(0, 1)),
			...rows(`read ${LARGE} accounts`, reading.slice(1)),
		];
	} finally {
		await thunderbird.close();
	}
}

async function clicks(program: ThunderbirdProgram): Promise<Row[]> {
	const { changes, checkMs, fixMs, undoMs } = await largeProfile(program);
	return [
		row(`check ${LARGE} accounts, click to result`, [checkMs], milliseconds),
		row(`fix ${changes} preferences of ${LARGE} accounts, click to result`, [fixMs], milliseconds),
		row("undo them, click to result", [undoMs], milliseconds),
	];
}

// ------------------------------------------------------------------ start

/** Of one start, until the main window has loaded. */
function measureStart(thunderbird: Thunderbird): Promise<Cost> {
	return thunderbird.chrome(async ({ Services, ChromeUtils, window }) => {
		const { timing } = window.performance;
		while (timing.loadEventEnd === 0) {
			await new Promise<void>((resolve) => {
				window.setTimeout(resolve, 20);
			});
		}
		const began = (Services.startup.getStartupInfo() as { process: Date }).process.getTime();
		return { ms: timing.loadEventEnd - began, cpuMs: ChromeUtils.cpuTimeSinceProcessStart as number };
	});
}

/**
 * Pairs of starts, one after the other, in profiles that have started before. The order turns with each pair: what the
 * machine does meanwhile meets both.
 */
async function startRatios(program: ThunderbirdProgram, withAddon: boolean): Promise<Pairs> {
	const mail = manyAccounts(5);
	const profiles = [
		await Thunderbird.launch({ binary: program.binary, mail }),
		await Thunderbird.launch({ binary: program.binary, mail, ...(withAddon && { addons: [ADDON] }) }),
	] as const;
	const times: [Cost[], Cost[]] = [[], []];
	try {
		for (const thunderbird of profiles) await thunderbird.quit();
		for (let pair = 0; pair < START_PAIRS; pair++) {
			for (const which of pair % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
				await profiles[which].start();
				times[which].push(await measureStart(profiles[which]));
				await profiles[which].quit();
			}
		}
	} finally {
		for (const thunderbird of profiles) await thunderbird.close();
	}
	return { first: times[0], second: times[1] };
}

interface Pairs {
	first: Cost[];
	second: Cost[];
}

const paired = ({ first, second }: Pairs, of: keyof Cost) =>
	second.map((start, index) => start[of] / (first[index]?.[of] ?? Number.NaN));

async function starts(program: ThunderbirdProgram): Promise<Row[]> {
	const control = await startRatios(program, false);
	const addon = await startRatios(program, true);
	const without = [...control.first, ...control.second, ...addon.first];
	const rows = (of: keyof Cost, what: string): Row[] => [
		row(
			`${what} of a start without the add-on`,
			without.map((start) => start[of]),
			milliseconds,
		),
		row(
			`${what} of a start with the add-on`,
			addon.second.map((start) => start[of]),
			milliseconds,
		),
		row(`${what}, ratio without : without (A/A control)`, paired(control, of), ratio),
		row(`${what}, ratio with : without`, paired(addon, of), ratio),
	];
	return [...rows("ms", "time"), ...rows("cpuMs", "CPU time")];
}

// ------------------------------------------------------------------ sizes

function sizes(): Row[] {
	const folder = mkdtempSync(join(tmpdir(), "bons-comptes-bench-"));
	try {
		const webExt = join(ROOT, "node_modules/web-ext/bin/web-ext.js");
		const options = ["--source-dir", ADDON.path, "--artifacts-dir", folder, "--filename", "addon.xpi"];
		execFileSync(process.execPath, [webExt, "build", ...options], { stdio: "ignore" });
		return [
			row("the add-on, packed (XPI)", [statSync(join(folder, "addon.xpi")).size], kilobytes),
			row("script of the page", [statSync(join(ADDON.path, "options/index.js")).size], kilobytes),
		];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

export default async function bench(): Promise<number> {
	const { current } = thunderbirdsForTests();
	if (typeof current === "string") {
		console.error(current);
		return 1;
	}
	await build();
	const load = loadavg()[0]?.toFixed(1);
	console.log(`Thunderbird ${current.version}, Node ${process.version}, ${cpus().length} cores, load ${load}\n`);
	const rows = [
		...sizes(),
		...(await networkRows(current)),
		...(await starts(current)),
		...(await largeAccounts(current)),
		...(await clicks(current)),
	];
	console.log(table(rows));
	return 0;
}
