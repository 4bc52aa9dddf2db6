// Finds the Thunderbird of a Vitest project before its first test, `thunderbird-current` or `thunderbird-old`, and whether
// the rig of real servers can run beside it; and lets it compile its own scripts once for all tests.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { prepareRig } from "../rig/install";
import { type ThunderbirdProgram, thunderbirdsForTests } from "./driver/install";
import { Thunderbird } from "./driver/thunderbird";

declare module "vitest" {
	interface ProvidedContext {
		thunderbird: ThunderbirdProgram;
		/** What a first start compiles: for the profiles of the tests. */
		compiled: string;
		/** Of the two versions. */
		isNewest: boolean;
		/** True, or why not. */
		rig: true | string;
	}
}

export default async function setup(project: TestProject): Promise<() => void> {
	const programs = thunderbirdsForTests();
	const isNewest = project.name !== "thunderbird-old";
	const program = isNewest ? programs.current : programs.old;
	if (typeof program === "string") throw new Error(program);
	project.provide("thunderbird", program);
	project.provide("isNewest", isNewest);
	project.provide("rig", prepareRig());
	const compiled = mkdtempSync(join(tmpdir(), "bons-comptes-compiled-"));
	// Without the add-on: nothing of it may outlive a test.
	const thunderbird = await Thunderbird.launch({ binary: program.binary });
	await thunderbird.quit();
	thunderbird.profile.keepCompiled(compiled);
	await thunderbird.close();
	project.provide("compiled", compiled);
	return () => rmSync(compiled, { recursive: true, force: true });
}
