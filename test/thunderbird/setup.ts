// Finds the Thunderbird of a Vitest project before its first test: `thunderbird-current` or `thunderbird-old`.

import type { TestProject } from "vitest/node";
import { type ThunderbirdProgram, thunderbirdsForTests } from "./driver/install";

declare module "vitest" {
	interface ProvidedContext {
		thunderbird: ThunderbirdProgram;
	}
}

export default function setup(project: TestProject): void {
	const programs = thunderbirdsForTests();
	const program = project.name === "thunderbird-old" ? programs.old : programs.current;
	if (typeof program === "string") throw new Error(program);
	project.provide("thunderbird", program);
}
