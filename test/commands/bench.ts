// `npm run bench`: how long the add-on's own work takes with a thousand accounts, what it costs at Thunderbird's start, and
// how large it is. Prints medians and quartiles; says nothing about pass or fail, except the start as a ratio beside an A/A
// control. Figures and method: docs/performance.md.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { builtInCatalogue } from "../../src/providers";
import { diagnose } from "../../src/rules/diagnose";
import { manyAccounts } from "../demo/accounts";
import { ADDON } from "../thunderbird/addon";
import { type ThunderbirdProgram, thunderbirdsForTests } from "../thunderbird/driver/install";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import { LARGE, largeProfile } from "../thunderbird/large-profile";
import { davRows } from "./bench-dav";
import { networkRows } from "./bench-network";
import { kilobytes, milliseconds, type Row, ratio, row, table } from "./figures";
import { build } from "./tool";

const RUNS = 11;
/** Pairs of starts, and as many for their control; fewer to see that it works: BENCH_PAIRS. */
const START_PAIRS = Number(process.env["BENCH_PAIRS"] ?? 20);
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

interface Start extends Cost {
	/** Resident and unshared memory of all processes of this Thunderbird, in bytes. */
	rss: number;
	uss: number;
	processes: number;
}

/** After a start Thunderbird is busy with itself for a while: its memory is measured when that is over. */
const SETTLED_MS = 4000;

/** Of one start: until the main window has loaded, and then what it occupies at rest, its event page asleep. */
async function measureStart(thunderbird: Thunderbird): Promise<Start> {
	const cost = await measureCost(thunderbird);
	await delay(SETTLED_MS);
	const state = await thunderbird.chrome(
		({ WebExtensionPolicy }, id) => (WebExtensionPolicy.getByID(id)?.extension?.backgroundState ?? "stopped") as string,
		ADDON.id,
	);
	if (state !== "stopped") throw new Error(`the add-on is not asleep: ${state}`);
	const pid = await thunderbird.chrome(({ Services }) => Services.appinfo.processID as number);
	return { ...cost, ...memoryOf(pid) };
}

/** Of a process and all that it has started, from the kernel's own sums. */
function memoryOf(root: number): Pick<Start, "rss" | "uss" | "processes"> {
	const parents = readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map((name) => ({
			pid: Number(name),
			parent: Number(readProc(name, "stat").replace(/^.*\) \S+ (\d+) .*$/s, "$1")),
		}));
	const family = new Set([root]);
	for (let size = 0; size < family.size; ) {
		size = family.size;
		for (const { pid, parent } of parents) if (family.has(parent)) family.add(pid);
	}
	const sum = (...fields: string[]) =>
		[...family]
			.flatMap((pid) => [...readProc(pid, "smaps_rollup").matchAll(/^(\w+): +(\d+) kB$/gm)])
			.filter(([, field = ""]) => fields.includes(field))
			.reduce((total, [, , kilobytes]) => total + Number(kilobytes) * 1024, 0);
	return { rss: sum("Rss"), uss: sum("Private_Clean", "Private_Dirty"), processes: family.size };
}

/** Empty where the process has ended meanwhile. */
function readProc(pid: number | string, file: string): string {
	try {
		return readFileSync(`/proc/${pid}/${file}`, "utf8");
	} catch {
		return "";
	}
}

function measureCost(thunderbird: Thunderbird): Promise<Cost> {
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
	const times: [Start[], Start[]] = [[], []];
	try {
		// After its installation the add-on's page is awake; and what a first start writes is not what is measured.
		for (const thunderbird of profiles) {
			await thunderbird.restart();
			await thunderbird.quit();
		}
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
	first: Start[];
	second: Start[];
}

const paired = ({ first, second }: Pairs, of: keyof Start) =>
	second.map((start, index) => start[of] / (first[index]?.[of] ?? Number.NaN));

const more = ({ first, second }: Pairs, of: keyof Start) =>
	second.map((start, index) => start[of] - (first[index]?.[of] ?? Number.NaN));

async function starts(program: ThunderbirdProgram): Promise<Row[]> {
	const control = await startRatios(program, false);
	const addon = await startRatios(program, true);
	const without = [...control.first, ...control.second, ...addon.first];
	const rows = (of: keyof Start, what: string, show: (value: number) => string, goal: string): Row[] => [
		row(
			`${what} without the add-on`,
			without.map((start) => start[of]),
			show,
		),
		row(
			`${what} with the add-on`,
			addon.second.map((start) => start[of]),
			show,
		),
		row(`${what}, ratio without : without (A/A control)`, paired(control, of), ratio),
		row(`${what}, ratio with : without`, paired(addon, of), ratio),
		row(`${what}, more without than without (A/A control)`, more(control, of), show),
		row(`${what}, more with than without (goal: ${goal})`, more(addon, of), show),
	];
	return [
		...rows("ms", "time of a start", milliseconds, "within the control's quartiles, at most 30 ms"),
		...rows("cpuMs", "CPU time of a start", milliseconds, "at most 60 ms"),
		...rows("rss", "resident memory (RSS) at rest", kilobytes, "at most 3072 KiB"),
		...rows("uss", "own memory (USS) at rest", kilobytes, "at most 3072 KiB"),
		row("processes at rest, more with than without (goal: 0)", more(addon, "processes"), String),
	];
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

/** In their order; words on the command line choose some of them. */
const PARTS: Record<string, (program: ThunderbirdProgram) => Promise<Row[]> | Row[]> = {
	size: sizes,
	network: networkRows,
	dav: davRows,
	start: starts,
	reading: largeAccounts,
	fixing: clicks,
};

export default async function bench(words: readonly string[]): Promise<number> {
	const unknown = words.filter((word) => !Object.hasOwn(PARTS, word));
	if (unknown.length > 0) {
		console.error(`There is no part ${unknown.join(", ")}: choose of ${Object.keys(PARTS).join(", ")}.`);
		return 1;
	}
	const { current } = thunderbirdsForTests();
	if (typeof current === "string") {
		console.error(current);
		return 1;
	}
	await build();
	const load = loadavg()[0]?.toFixed(1);
	console.log(`Thunderbird ${current.version}, Node ${process.version}, ${cpus().length} cores, load ${load}\n`);
	const rows: Row[] = [];
	for (const [name, part] of Object.entries(PARTS)) {
		if (words.length === 0 || words.includes(name)) rows.push(...(await part(current)));
	}
	console.log(table(rows));
	return 0;
}
