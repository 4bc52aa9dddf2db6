// Finds the Thunderbird of a Vitest project before its first test, `thunderbird-current` or `thunderbird-old`, and whether
// the rig of real servers can run beside it.

import type { TestProject } from "vitest/node";
import { prepareRig } from "../rig/install";
import { type ThunderbirdProgram, thunderbirdsForTests } from "./driver/install";

declare module "vitest" {
	interface ProvidedContext {
		thunderbird: ThunderbirdProgram;
		/** True, or why not. */
		rig: true | string;
	}
}

export default function setup(project: TestProject): void {
	const programs = thunderbirdsForTests();
	const program = project.name === "thunderbird-old" ? programs.old : programs.current;
	if (typeof program === "string") throw new Error(program);
	project.provide("thunderbird", program);
	project.provide("rig", prepareRig());
}
