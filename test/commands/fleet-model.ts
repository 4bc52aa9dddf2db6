// A fleet on one Monday morning: 10 000 seats that start Thunderbird, the add-on's own schedules, and the logins that come of
// them at the provider. Pure and seeded: the same figures everywhere. Printed by fleet.ts, drawn by fleet-page.ts.

import { newPasses, nextStep } from "../../src/doctor/automatic-schedule";
import { type Clocks, DAY_MS, type Schedule, whenDue } from "../../src/doctor/watch";

export const SEATS = 10_000;
const HOUR_MS = 3_600_000;
/** From 7:00 to 13:00. */
export const MORNING_MS = 6 * HOUR_MS;
const MONDAY = 7 * HOUR_MS;

/** Of the seats, those whose settings want a change, and those whose stored password is wrong: assumptions. */
export const BROKEN = 0.2;
export const WRONG_PASSWORD = 0.02;

/** When people start: around 8:45, or all in one minute, as after a switch-on by the network. */
export type Starts = "spread" | "same-minute";
/** `first-day`: the day on which the policy comes; each seat has one pass of the automatic mode besides. */
export type Mode = "default" | "automatic-first-day";

export interface Scenario {
	starts: Starts;
	mode: Mode;
	/** Without, every seat draws the same share: what it would be without the delay. */
	jitter: boolean;
}

export interface Outcome {
	/** Logins at the host for incoming mail in each second since 7:00; the outgoing host has as many at most. */
	perSecond: Uint16Array;
	logins: number;
	/** The most in one second, and the mean of the busiest minute. */
	peakSecond: number;
	peakMinute: number;
	/** Refused logins of the whole morning, and of the busiest hour, from the one address that all seats share. */
	refusals: number;
	refusalsInAnHour: number;
}

/** mulberry32: small, good enough for a draw, the same on every machine. */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** Around so many milliseconds, as the sum of several draws: close enough to how people arrive. */
function around(middle: number, width: number, random: () => number): number {
	const sum = random() + random() + random() + random();
	return middle + (sum / 2 - 1) * width;
}

const startOf = (starts: Starts, random: () => number): number =>
	starts === "spread" ? around(8.75 * HOUR_MS, 1.5 * HOUR_MS, random) : 8.5 * HOUR_MS + random() * 60_000;

/** When the quiet check of this seat comes: its last one was on Friday, by the same schedule. */
function quietCheck(share: number, start: number, starts: Starts, random: () => number): number {
	const fridayStart = startOf(starts, random) - 3 * DAY_MS;
	const friday: Clocks = { wall: fridayStart, running: 0 };
	const thursday: Schedule = { everyMs: DAY_MS, share, last: fridayStart - DAY_MS };
	const last = whenDue(thursday, 0, friday) ?? fridayStart;
	return whenDue({ everyMs: DAY_MS, share, last }, 0, { wall: start, running: 0 }) ?? start;
}

/** When the automatic mode of this seat comes after its start, with nobody writing. */
function automaticPass(share: number, start: number): number {
	const moment = { since: 0, offline: false, busy: false, fingerprint: "policy" };
	const step = nextStep(newPasses(share), { ...moment, now: 0 });
	return start + (step.kind === "wait" ? step.forMs : 0);
}

export function simulate({ starts, mode, jitter }: Scenario, seed = 20_261_126): Outcome {
	const random = seeded(seed);
	const perSecond = new Uint16Array(MORNING_MS / 1000);
	const refusedPerSecond = new Uint16Array(MORNING_MS / 1000);
	const add = (counts: Uint16Array, at: number): void => {
		const second = Math.floor((at - MONDAY) / 1000);
		if (second >= 0 && second < counts.length) counts[second] = (counts[second] ?? 0) + 1;
	};
	for (let seat = 0; seat < SEATS; seat++) {
		const start = startOf(starts, random);
		const [quietShare, automaticShare] = [random(), random()];
		const isBroken = random() < BROKEN;
		const isWrong = random() < WRONG_PASSWORD;
		// A refused password is not tried by itself: such a seat logs in nowhere.
		const quiet = quietCheck(jitter ? quietShare : 0, start, starts, random);
		if (!isWrong) add(perSecond, quiet);
		if (mode === "default") continue;
		const pass = automaticPass(jitter ? automaticShare : 0, start);
		if (!isWrong && !isBroken) add(perSecond, pass);
		if (!isBroken) continue;
		// Tried once beside the old settings, before anything is written.
		add(perSecond, pass);
		if (isWrong) add(refusedPerSecond, pass);
	}
	return {
		perSecond,
		logins: sum(perSecond),
		peakSecond: Math.max(...perSecond),
		peakMinute: busiest(perSecond, 60) / 60,
		refusals: sum(refusedPerSecond),
		refusalsInAnHour: busiest(refusedPerSecond, 3600),
	};
}

const sum = (counts: Uint16Array): number => counts.reduce((all, one) => all + one, 0);

/** The most in so many seconds on end. */
function busiest(counts: Uint16Array, seconds: number): number {
	let now = 0;
	let most = 0;
	for (const [second, count] of counts.entries()) {
		now += count - (counts[second - seconds] ?? 0);
		most = Math.max(most, now);
	}
	return most;
}

export const SCENARIOS: readonly Scenario[] = (["spread", "same-minute"] as const).flatMap((starts) =>
	(["default", "automatic-first-day"] as const).flatMap((mode) =>
		[true, false].map((jitter) => ({ starts, mode, jitter })),
	),
);
