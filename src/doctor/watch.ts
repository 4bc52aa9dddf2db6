// When the doctor looks by itself: the schedule as a pure function, with the clocks as arguments. What the look is:
// quiet-check.ts. Who keeps the time and what is stored: ../experiments/watch/.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** After a start or a way back online Thunderbird has its own work to do first. */
const SETTLE_MS = 2 * MINUTE_MS;
/** Over so long those spread who all start, or come back online, at the same moment. */
const SPREAD_MS = 2 * HOUR_MS;
/** A clock that is corrected by less than that has not been set. */
const DRIFT_MS = MINUTE_MS;

/** What is stored between two starts. */
export interface Schedule {
	/** From the beginning of one look to that of the next, in milliseconds; null: never. */
	everyMs: number | null;
	/** From 0 to 1, drawn once per profile, so that not all of an organisation look at the same moment. */
	share: number;
	/** When the last look was begun (before the first: as if), in milliseconds since 1970 by the clock of the computer. */
	last: number;
}

/** Both in milliseconds. */
export interface Clocks {
	/** Since 1970: may be set, back or forth. */
	wall: number;
	/** Since the beginning of this session, sleep of the computer included: only grows. */
	running: number;
}

/** The first look is due within a day of `now`. */
export function newSchedule(share: number, everyMs: number | null, now: Clocks): Schedule {
	return { everyMs, share, last: now.wall - (everyMs ?? DAY_MS) + share * DAY_MS };
}

/**
 * The schedule by the clock as it goes now: a stored time moves with a clock that is set. `before`: the clocks when the
 * schedule was last looked at in this session, null at its beginning.
 */
export function followClock(schedule: Schedule, before: Clocks | null, now: Clocks): Schedule {
	const jump = before === null ? 0 : now.wall - before.wall - (now.running - before.running);
	const last = schedule.last + (Math.abs(jump) > DRIFT_MS ? jump : 0);
	// Set back while nobody was looking: how far cannot be known, so the wait begins anew.
	const known = Math.min(last, now.wall);
	return known === schedule.last ? schedule : { ...schedule, last: known };
}

/**
 * When to look, by `now.wall`; null: never. `since`: when Thunderbird was started or came back online, by `now.running`.
 * A look that came due before waits a while then; the longer it is overdue, the shorter, for those who never stay long.
 */
export function whenDue({ everyMs, share, last }: Schedule, since: number, now: Clocks): number | null {
	if (everyMs === null) return null;
	const due = last + everyMs;
	const began = now.wall - (now.running - since);
	if (due >= began) return due;
	const daysLate = (began - due) / DAY_MS;
	return began + SETTLE_MS + (share * SPREAD_MS) / 2 ** daysLate;
}

/**
 * Since when Thunderbird counts as online, after it came back: the wait does not begin anew each time, or a network that
 * comes and goes would put the look off for ever.
 */
export function backOnline(schedule: Schedule, since: number, now: Clocks): number {
	const at = whenDue(schedule, since, now);
	return at === null || at > now.wall ? since : now.running;
}

/** The schedule once a look has begun: whatever becomes of it, the next one is a whole period away. */
export function begun(schedule: Schedule, now: Clocks): Schedule {
	return { ...schedule, last: now.wall };
}

/** How often, when the organisation says nothing and the user has not switched it off. */
export type Pace = "off" | "daily" | "weekly" | "monthly";

export const PACE_MS: Readonly<Record<Exclude<Pace, "off">, number>> = {
	daily: DAY_MS,
	weekly: 7 * DAY_MS,
	monthly: 30 * DAY_MS,
};

/**
 * How often to come back and see what is to be done. What the organisation has switched off is asked again after a week:
 * it may have changed its mind, and policies are read without waking anybody.
 */
export function everyMs(policy: Pace, wanted: boolean): number | null {
	if (!wanted) return null;
	return PACE_MS[policy === "off" ? "weekly" : policy];
}
