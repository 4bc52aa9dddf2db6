// docs/fleet.md and its picture are what the simulation gives, and the default mode stays under the limit that they state.
// `npm run docs` writes both again.

import { describe, expect, it } from "vitest";
import { SCENARIOS, SEATS, simulate } from "../commands/fleet-model";
import { fleetPage, fleetPicture, LIMIT } from "../commands/fleet-page";
import { expectGeneratedDoc } from "./generated-doc";

describe("the simulated fleet", () => {
	it("is what docs/fleet.md and docs/fleet.svg show", () => {
		expectGeneratedDoc("fleet.md", fleetPage());
		expectGeneratedDoc("fleet.svg", fleetPicture());
	});

	it("stays under its limit in the default mode, whatever the draw, and would not without the delay", () => {
		for (const scenario of SCENARIOS.filter(({ mode }) => mode === "default")) {
			for (const seed of [1, 2, 3]) {
				const { peakMinute, refusals } = simulate(scenario, seed);
				if (scenario.jitter) expect(peakMinute).toBeLessThan(LIMIT);
				else if (scenario.starts === "same-minute") expect(peakMinute).toBeGreaterThan(LIMIT * 10);
				expect(refusals).toBe(0);
			}
		}
	});

	it("has one login of each seat that has a right password, and one more on the first day of the automatic mode", () => {
		const spread = { starts: "same-minute", jitter: true } as const;
		const { logins } = simulate({ ...spread, mode: "default" });
		expect(logins / SEATS).toBeCloseTo(0.98, 2);
		expect(simulate({ ...spread, mode: "automatic-first-day" }).logins / SEATS).toBeCloseTo(1.96, 1);
	});
});
