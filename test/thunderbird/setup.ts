// Finds the Thunderbird of a Vitest project before its first test, `thunderbird-current` or `thunderbird-old`, and whether
// the rig of real servers can run beside it.

import type { TestProject } from "vitest/node";
import { prepareRig } from "../rig/install";
import { type ThunderbirdProgram, thunderbirdsForTests } from "./driver/install";

declare module "vitest" {
	interface ProvidedContext {
		thunderbird: ThunderbirdProgram;
		/** Of the two versions. */
		isNewest: boolean;
		/** True, or why not. */
		rig: true | string;
	}
}

export default function setup(project: TestProject): void {
	const programs = thunderbirdsForTests();
	const isNewest = project.name !== "thunderbird-old";
	const program = isNewest ? programs.current : programs.old;
	if (typeof program === "string") throw new Error(program);
	project.provide("thunderbird", program);
	project.provide("isNewest", isNewest);
	project.provide("rig", prepareRig());
}
