// The schedule of quiet checks: single cases, and a simulated month of starts, networks, sleep and clocks that are set.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	backOnline,
	begun,
	type Clocks,
	DAY_MS,
	everyMs,
	followClock,
	newSchedule,
	type Schedule,
	whenDue,
} from "../../src/doctor/watch";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 20, 12);

/** A session that began at `NOON`. */
const at = (ms: number, wall = NOON): Clocks => ({ wall: wall + ms, running: ms });
const schedule = (last: number, more: Partial<Schedule> = {}): Schedule => ({
	...{ everyMs: DAY_MS, share: 0.5, last },
	...more,
});

describe("the next quiet check", () => {
	it("is due a day after the last one was begun, where Thunderbird runs then", () => {
		expect(whenDue(schedule(NOON), 0, at(HOUR))).toBe(NOON + DAY_MS);
	});

	it("is due a week or a month after it where the organisation says so", () => {
		expect(whenDue(schedule(NOON, { everyMs: everyMs("weekly", true) }), 0, at(0))).toBe(NOON + 7 * DAY_MS);
		expect(whenDue(schedule(NOON, { everyMs: everyMs("monthly", true) }), 0, at(0))).toBe(NOON + 30 * DAY_MS);
	});

	it("never comes where the user has switched it off, and is asked about again where the organisation has", () => {
		expect(everyMs("daily", false)).toBeNull();
		expect(whenDue(schedule(0, { everyMs: null }), 0, at(0))).toBeNull();
		expect(everyMs("off", true)).toBe(7 * DAY_MS);
	});

	it("waits after a start, the less the longer it is overdue, and never less than two minutes", () => {
		const waits = [0, 1, 4, 40].map(
			(days) => (whenDue(schedule(NOON - (days + 1) * DAY_MS - 1), 0, at(0)) ?? 0) - NOON,
		);
		expect(Math.round((waits[0] ?? 0) / MINUTE)).toBe(62);
		expect(waits).toEqual(waits.toSorted((a, b) => b - a));
		expect(Math.round((waits[3] ?? 0) / MINUTE)).toBe(2);
	});

	it("of ten thousand seats that start at the same moment is spread over two hours", () => {
		const minutes = new Map<number, number>();
		for (let seat = 0; seat < 10_000; seat++) {
			const due =
				whenDue(schedule(NOON - 3 * DAY_MS, { everyMs: 3 * DAY_MS - 1, share: seat / 10_000 }), 0, at(0)) ?? 0;
			const minute = Math.floor((due - NOON) / MINUTE);
			minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
		}
		expect(Math.max(...minutes.values())).toBeLessThan(100);
		expect(Math.max(...minutes.keys())).toBeLessThan(123);
	});

	it("of new profiles is spread over a day", () => {
		expect(whenDue(newSchedule(0, DAY_MS, at(0)), 0, at(0))).toBe(NOON);
		expect(whenDue(newSchedule(0.75, DAY_MS, at(0)), 0, at(0))).toBe(NOON + 18 * HOUR);
	});

	it("is put off by a network that comes back only once", () => {
		const late = schedule(NOON - DAY_MS);
		const first = backOnline(late, 0, at(3 * HOUR));
		expect(first).toBe(3 * HOUR);
		expect(backOnline(late, first, at(3 * HOUR + 10 * MINUTE))).toBe(first);
	});
});

describe("a clock that is set", () => {
	it("takes the stored time with it, forth and back", () => {
		const before = at(HOUR);
		for (const jump of [400 * DAY_MS, -400 * DAY_MS]) {
			const now = { wall: before.wall + jump + HOUR, running: before.running + HOUR };
			expect(followClock(schedule(NOON), before, now).last).toBe(NOON + jump);
		}
	});

	it("is not taken for set when it is corrected a little, or when the computer has slept", () => {
		const same = schedule(NOON);
		expect(followClock(same, at(HOUR), { wall: NOON + HOUR + 900, running: HOUR })).toBe(same);
		expect(followClock(same, at(HOUR), at(7 * DAY_MS))).toBe(same);
	});

	it("and lies before the last check at a start lets the wait begin anew", () => {
		const now = at(0, NOON - 400 * DAY_MS);
		expect(followClock(schedule(NOON), null, now).last).toBe(now.wall);
	});
});

/** What happens in a simulated month, and how long it lasts. */
type Happening =
	| { kind: "runs" | "sleeps" | "restarts"; ms: number; triggers: number }
	| { kind: "clock"; ms: number }
	| { kind: "network"; online: boolean; ms: number }
	| { kind: "crash" };

const happening: fc.Arbitrary<Happening> = fc.oneof(
	fc.record({
		kind: fc.constantFrom("runs" as const, "sleeps" as const, "restarts" as const),
		ms: fc.integer({ min: 0, max: 3 * DAY_MS }),
		triggers: fc.integer({ min: 0, max: 5 }),
	}),
	fc.record({ kind: fc.constant("clock" as const), ms: fc.integer({ min: -800 * DAY_MS, max: 800 * DAY_MS }) }),
	fc.record({ kind: fc.constant("network" as const), online: fc.boolean(), ms: fc.integer({ max: HOUR, min: 0 }) }),
	fc.constant({ kind: "crash" as const }),
);

/** Thunderbird on a computer whose clock may be set, with the time that has really passed beside it. */
class Month {
	/** When quiet checks were begun, in real time. */
	readonly begun: number[] = [];
	online = true;
	#real = 0;
	#skew = 0;
	#sessionBegan = 0;
	#since = 0;
	#isClockUnseen = false;
	#before: Clocks | null = null;
	#schedule: Schedule;

	constructor(share: number) {
		this.#schedule = newSchedule(share, DAY_MS, this.#clocks());
	}

	#clocks(): Clocks {
		return { wall: NOON + this.#real + this.#skew, running: this.#real - this.#sessionBegan };
	}

	/** As the pacemaker does at every trigger and when its timer ends. Returns when to look again, in real time. */
	look(): number | null {
		const now = this.#clocks();
		this.#isClockUnseen = false;
		this.#schedule = followClock(this.#schedule, this.#before, now);
		this.#before = now;
		const due = whenDue(this.#schedule, this.#since, now);
		if (due !== null && due <= now.wall && this.online) {
			this.#schedule = begun(this.#schedule, now);
			this.begun.push(this.#real);
			return this.look();
		}
		return due !== null && due > now.wall ? this.#real + Math.min(due - now.wall, DAY_MS) : null;
	}

	/** `awake`: timers run. */
	pass(ms: number, awake: boolean): void {
		const end = this.#real + ms;
		for (let next = awake ? this.look() : null; next !== null && next <= end; next = this.look()) this.#real = next;
		this.#real = end;
	}

	/** In the ordinary way: the clocks are looked at once more before the end. */
	restart(closedMs: number): void {
		this.look();
		this.#real += closedMs;
		this.crash();
	}

	/**
	 * A clock that is set forth while nobody looks cannot be told from time that has passed. So it counts as seen before: what
	 * is asked here is that a crash repeats nothing.
	 */
	crash(): void {
		if (this.#isClockUnseen) this.look();
		this.#sessionBegan = this.#real;
		this.#since = 0;
		this.#before = null;
		this.look();
	}

	setClock(ms: number): void {
		// Thunderbird looks at the clocks at its start at least, before they are set.
		this.look();
		this.#skew += ms;
		this.#isClockUnseen = true;
	}

	setOnline(online: boolean): void {
		const isBack = online && !this.online;
		this.online = online;
		if (isBack) {
			this.#schedule = followClock(this.#schedule, this.#before, this.#clocks());
			this.#before = this.#clocks();
			this.#since = backOnline(this.#schedule, this.#since, this.#clocks());
		}
		this.look();
	}
}

describe("over a simulated month", () => {
	it("there is at most one quiet check in 24 hours, whatever happens", () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.array(happening, { maxLength: 60 }),
				(share, events) => {
					const month = new Month(share);
					for (const event of events) {
						switch (event.kind) {
							case "clock":
								month.setClock(event.ms);
								break;
							case "network":
								month.setOnline(event.online);
								month.pass(event.ms, true);
								break;
							case "crash":
								month.crash();
								break;
							case "restarts":
								month.restart(event.ms);
								break;
							case "runs":
							case "sleeps":
								month.pass(event.ms, event.kind === "runs");
								for (let times = 0; times < event.triggers; times++) month.look();
						}
					}
					const gaps = month.begun.slice(1).map((time, index) => time - (month.begun[index] ?? 0));
					// A minute of drift is not taken for a clock that is set.
					expect(Math.min(...gaps, DAY_MS)).toBeGreaterThanOrEqual(DAY_MS - MINUTE);
				},
			),
		);
	});

	it("there is one a day where Thunderbird always runs, and one on each of most days of office hours", () => {
		const always = new Month(0.3);
		always.pass(30 * DAY_MS, true);
		expect(always.begun).toHaveLength(30);
		const office = new Month(0.3);
		for (let day = 0; day < 30; day++) {
			office.restart(15 * HOUR);
			office.pass(9 * HOUR, true);
		}
		expect(office.begun.length).toBeGreaterThan(20);
	});

	it("someone who only ever stays for ten minutes is looked at too", () => {
		const short = new Month(0.9);
		for (let day = 0; day < 30; day++) {
			short.restart(DAY_MS - 10 * MINUTE);
			short.pass(10 * MINUTE, true);
		}
		expect(short.begun.length).toBeGreaterThan(2);
	});

	it("nothing happens while offline", () => {
		const month = new Month(0.1);
		month.setOnline(false);
		month.pass(30 * DAY_MS, true);
		expect(month.begun).toEqual([]);
	});
});
