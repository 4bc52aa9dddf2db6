// `npm test`: everything that can fail, one line per stage as soon as it has ended, and one line of numbers at the end.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareRig } from "../rig/install";
import { type TestPrograms, thunderbirdsForTests } from "../thunderbird/driver/install";
import { npmScript, runTool, type ToolResult } from "./tool";

interface Counts {
	passed: number;
	failed: number;
	skipped: number;
}

interface Stage extends Counts {
	seconds: number;
	/** What to read when it failed; what was not run, and why. */
	details: string;
	/** In the last line too: a run that left this out must not look like a whole one. */
	notRunHere?: string;
}

/** A tool that says only yes or no counts as one test. */
function oneTest({ ok, output, seconds }: ToolResult): Stage {
	return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, seconds, details: ok ? "" : output };
}

/** The part of Vitest's JSON report that is read here. */
interface VitestReport {
	testResults: {
		name: string;
		status: string;
		assertionResults: { status: string; fullName: string }[];
	}[];
}

async function vitest(folder: string, project: string, ...more: string[]): Promise<Stage> {
	const file = join(folder, `${project.replace(/\W/g, "")}.json`);
	const { ok, output, seconds } = await runTool(process.execPath, [
		"node_modules/vitest/vitest.mjs",
		...["run", "--config", "test/vitest.config.ts", "--project", project, ...more],
		...["--reporter", "default", "--reporter", "json", `--outputFile.json=${file}`],
	]);
	const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
	const details: string[] = [];
	for (const result of readReport(file).testResults) {
		for (const { status, fullName } of result.assertionResults) {
			if (status === "passed") counts.passed += 1;
			else if (status === "failed") counts.failed += 1;
			else {
				counts.skipped += 1;
				details.push(`skipped: ${fullName}`);
			}
		}
		// A file that cannot be loaded has no tests to fail.
		if (result.status === "failed" && result.assertionResults.every(({ status }) => status !== "failed")) {
			counts.failed += 1;
		}
	}
	// An error outside every test, or nothing to run at all.
	if (!ok && counts.failed === 0) counts.failed = 1;
	if (!ok) details.push(output);
	return { ...counts, seconds, details: details.join("\n") };
}

function readReport(file: string): VitestReport {
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch {
		return { testResults: [] };
	}
}

function report(name: string, { passed, failed, skipped, seconds, details }: Stage): void {
	const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
	console.log(`${failed > 0 ? "FAILED" : "ok    "}  ${name}: ${counts.join(", ")} (${seconds.toFixed(1)} s)`);
	if (details) console.log(details);
}

/** What cannot be run on this machine is said loudly and counted, never left out in silence. */
const notRunHere = (what: string, why: string): Stage => ({
	passed: 0,
	failed: 0,
	skipped: 1,
	seconds: 0,
	details: `NOT RUN HERE: ${what}: ${why}`,
	notRunHere: what,
});

/** Real servers, which need root and namespaces. */
async function inRig(folder: string): Promise<Stage> {
	const ready = prepareRig();
	return ready === true ? vitest(folder, "rig") : notRunHere("real servers", ready);
}

async function inThunderbird(folder: string, which: keyof TestPrograms, programs: TestPrograms): Promise<Stage> {
	const program = programs[which];
	if (typeof program === "string") return notRunHere(`Thunderbird (${which})`, program);
	// Each waits for servers and deadlines a third of its time.
	const stage = await vitest(folder, `thunderbird-${which}`, "--maxWorkers", "3");
	const rig = prepareRig();
	if (rig === true) return stage;
	// Vitest has counted these tests as skipped.
	const { details, notRunHere: what } = notRunHere(`Thunderbird ${program.version} with real servers`, rig);
	return { ...stage, details: `${stage.details}\n${details}`, ...(what && { notRunHere: what }) };
}

export default async function test(): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "bons-comptes-test-"));
	const total: Counts = { passed: 0, failed: 0, skipped: 0 };
	const left: string[] = [];
	const run = async (name: string, work: Promise<Stage>) => {
		const stage = await work;
		report(name, stage);
		total.passed += stage.passed;
		total.failed += stage.failed;
		total.skipped += stage.skipped;
		if (stage.notRunHere) left.push(stage.notRunHere);
		return stage;
	};
	try {
		// Before the tests: some of them look at what was built.
		const build = await run("build", npmScript("build").then(oneTest));
		// Real servers mostly wait for deadlines, the compiler never.
		await Promise.all([
			run("real servers", inRig(folder)),
			run("types", npmScript("typecheck").then(oneTest)).then(() =>
				run("lint and format", npmScript("lint").then(oneTest)),
			),
		]);
		await run("unit, property, golden, page and repository tests", vitest(folder, "unit"));
		if (build.failed > 0) {
			// dist/ may hold an older add-on: a test of that one would prove nothing.
			console.log("FAILED  Thunderbird: not run, because there is no add-on to test");
			total.failed += 1;
		} else {
			const programs = thunderbirdsForTests();
			// One after the other: some tests listen at ports of this machine.
			for (const which of ["current", "old"] as const) {
				const program = programs[which];
				const version = typeof program === "string" ? `(${which})` : program.version;
				await run(`Thunderbird ${version}`, inThunderbird(folder, which, programs));
			}
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	const { passed, failed, skipped } = total;
	const parts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
	if (left.length > 0) parts.push(`NOT RUN HERE: ${left.join(", ")}`);
	console.log(parts.join(", "));
	return failed > 0 ? 1 : 0;
}
