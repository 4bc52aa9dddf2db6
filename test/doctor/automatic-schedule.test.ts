// When the automatic mode comes, over many starts with made-up clocks: once for each state of policy and accounts, never
// offline, never while somebody writes, and not for ever where it never comes to its end.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	BUSY_MS,
	LONGEST_DELAY_MS,
	MOST_TRIES,
	type Moment,
	newPasses,
	nextStep,
	type Passes,
	passEnded,
} from "../../src/doctor/automatic-schedule";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const moment: Moment = { now: LONGEST_DELAY_MS, since: 0, offline: false, busy: false, fingerprint: "a" };

/** One session: looks until there is nothing to wait for, or so many times. */
function session(passes: Passes, given: Partial<Moment>, looks = 40): { begun: number | null; passes: Passes } {
	let now = 0;
	for (let done = 0; done < looks; done++) {
		const step = nextStep(passes, { ...moment, ...given, now });
		if (step.kind === "rest") return { begun: null, passes };
		if (step.kind === "begin") return { begun: now, passes: step.passes };
		now += step.forMs;
	}
	return { begun: null, passes };
}

describe("the automatic mode", () => {
	it("comes once, at its own moment after a start, and not again until something has changed", () => {
		fc.assert(
			fc.property(share, fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 30 }), (share, starts) => {
				let passes = newPasses(share);
				let last = "";
				for (const fingerprint of starts) {
					const { begun, passes: after } = session(passes, { fingerprint });
					expect(begun !== null).toBe(fingerprint !== last);
					if (begun !== null) {
						expect(begun).toBeCloseTo(passes.delay);
						expect(begun).toBeGreaterThanOrEqual(120_000);
						expect(begun).toBeLessThanOrEqual(LONGEST_DELAY_MS);
						passes = passEnded(after, fingerprint, false);
						last = fingerprint;
					}
				}
			}),
		);
	});

	it("does not come again for what it has changed itself", () => {
		const { passes } = session(newPasses(0.5), { fingerprint: "before" });
		expect(session(passEnded(passes, "after", false), { fingerprint: "after" }).begun).toBe(null);
	});

	it("that never comes to its end is given up after a few starts, and begins anew with another state", () => {
		fc.assert(
			fc.property(share, fc.integer({ min: MOST_TRIES, max: 50 }), (share, starts) => {
				let passes = newPasses(share);
				let begun = 0;
				for (let start = 0; start < starts; start++) {
					const one = session(passes, {});
					if (one.begun !== null) begun++;
					passes = passEnded(one.passes, "a", true);
				}
				expect(begun).toBe(MOST_TRIES);
				expect(session(passes, { fingerprint: "b" }).begun).not.toBe(null);
			}),
		);
	});

	it("never begins offline, nor while a message is written or sent, and looks again after a while then", () => {
		fc.assert(
			fc.property(share, (share) => {
				const passes = newPasses(share);
				expect(session(passes, { offline: true }).begun).toBe(null);
				expect(session(passes, { busy: true }).begun).toBe(null);
				expect(nextStep(passes, { ...moment, busy: true })).toEqual({ kind: "wait", forMs: BUSY_MS });
			}),
		);
	});

	it("waits anew after the network has come back", () => {
		const passes = newPasses(0);
		const step = nextStep(passes, { ...moment, now: 10_000_000, since: 10_000_000 });
		expect(step).toEqual({ kind: "wait", forMs: passes.delay });
	});
});
