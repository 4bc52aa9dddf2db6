// A real Thunderbird inside a running rig of real servers: the tests in live/ begin with this. The rig: ../rig/rig.ts.
// Where the rig cannot run, these tests are skipped with the reason, and `npm test` counts them as not run.

import { afterAll, beforeAll, beforeEach, describe, inject, test } from "vitest";
import { Rig } from "../rig/rig";
import type { Thunderbird } from "./driver/thunderbird";
import { type HarnessOptions, launch } from "./harness";
import type { Login } from "./logins";

/** A Thunderbird with the add-on, inside; `logins` are stored before it is handed out. Ends as `launch` says. */
export async function launchInRig(
	rig: Rig,
	{ logins = [], ...options }: HarnessOptions & { logins?: readonly Login[] } = {},
): Promise<Thunderbird> {
	const thunderbird = await launch({ ...rig.thunderbird, ...options });
	for (const login of logins) await thunderbird.addLogin(login);
	return thunderbird;
}

/**
 * What of a long table is played in this version: every other row, so that each is played once. All of them in both: the
 * campaign's (LIVE=all).
 */
export function rowsForThisRun<Row>(rows: readonly Row[]): readonly Row[] {
	if (process.env["LIVE"] === "all") return rows;
	const isNewest = inject("isNewest");
	const some = rows.filter((_, index) => (index % 2 === 0) === isNewest);
	console.log(`${some.length} of ${rows.length} rows in this version, the others in the other; all: npm run campaign`);
	return some;
}

/** Whether this run plays what both versions show alike, and one shows for both; the campaign plays it in both. */
export const isPlayedIn = (version: "newest" | "oldest"): boolean =>
	process.env["LIVE"] === "all" || inject("isNewest") === (version === "newest");

let isTold = false;

/** `test` where this version plays it for both; elsewhere it is skipped, and the file says why. */
export function testIn(version: "newest" | "oldest"): ReturnType<typeof test.skipIf> {
	const isHere = isPlayedIn(version);
	if (!isHere && !isTold)
		console.log("PLAYED IN THE OTHER VERSION: some tests of this file; in both: npm run campaign");
	isTold ||= !isHere;
	return test.skipIf(!isHere);
}

/**
 * Tests that need a rig: one for all of them, each begins with fresh mailboxes, real names and empty logs.
 * `rig()` is to be called in a test or hook. `only`: the version that plays them for both.
 */
export function describeInRig(
	name: string,
	tests: (rig: () => Rig) => void,
	only: "newest" | "oldest" | null = null,
): void {
	const ready = inject("rig");
	if (ready !== true) console.log(`NOT RUN HERE: ${name}: ${ready}`);
	const isElsewhere = only !== null && !isPlayedIn(only);
	if (isElsewhere) console.log(`PLAYED IN THE OTHER VERSION: ${name}; in both: npm run campaign`);
	describe.skipIf(ready !== true || isElsewhere)(name, () => {
		let rig: Rig | null = null;
		const running = (): Rig => {
			if (!rig) throw new Error("the rig is not running yet");
			return rig;
		};
		beforeAll(async () => {
			rig = await Rig.start();
		});
		afterAll(() => rig?.stop());
		beforeEach(() => running().reset());
		tests(running);
	});
}
