// When the automatic mode comes: once for each state of policy and accounts, a random while after a start. Pure, with the
// clock as an argument. What it does then: automatic.ts. Who keeps the time and what is stored: ../experiments/watch/.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After a start Thunderbird has its own work to do first. */
const SETTLE_MS = 2 * MINUTE_MS;
/** Over so long those spread who all start, or come back online, at the same moment. */
const SPREAD_MS = 2 * HOUR_MS;
export const LONGEST_DELAY_MS = SETTLE_MS + SPREAD_MS;
/** Where somebody is writing, or mail is on its way. */
export const BUSY_MS = 5 * MINUTE_MS;
/** Passes that do not come to their end: servers that nobody reaches, a Thunderbird that is closed in the middle. */
export const MOST_TRIES = 3;

/** What is stored between two starts. */
export interface Passes {
	/** From a start to the pass, in milliseconds; drawn once per profile. */
	delay: number;
	/** Of the policy and the accounts that the last pass was begun for; empty: there was none. */
	fingerprint: string;
	/** How often it was begun for that. */
	tries: number;
	/** It came to its end: nothing more is to be done until the fingerprint is another one. */
	ended: boolean;
}

/** `share`: from 0 to 1, by chance. */
export function newPasses(share: number): Passes {
	return { delay: SETTLE_MS + share * SPREAD_MS, fingerprint: "", tries: 0, ended: false };
}

export interface Moment {
	/** Milliseconds of this session, sleep included. */
	now: number;
	/** When Thunderbird was started or came back online, in the same. */
	since: number;
	offline: boolean;
	/** A message is being written or sent. */
	busy: boolean;
	fingerprint: string;
}

export type Step =
	/** To look again after so long. */
	| { kind: "wait"; forMs: number }
	/** Nothing to do in this session, or until the network is back. */
	| { kind: "rest" }
	/** The pass begins: `passes` is to be on disk before. */
	| { kind: "begin"; passes: Passes };

/** What to do now. */
export function nextStep(passes: Passes, { now, since, offline, busy, fingerprint }: Moment): Step {
	const isSame = passes.fingerprint === fingerprint;
	if (isSame && (passes.ended || passes.tries >= MOST_TRIES)) return { kind: "rest" };
	const left = since + passes.delay - now;
	if (left > 0) return { kind: "wait", forMs: left };
	if (offline) return { kind: "rest" };
	if (busy) return { kind: "wait", forMs: BUSY_MS };
	return { kind: "begin", passes: { ...passes, fingerprint, tries: isSame ? passes.tries + 1 : 1, ended: false } };
}

/** After a pass: `fingerprint` is that of now, which the repair itself has changed. `again`: it could not do its work. */
export function passEnded(passes: Passes, fingerprint: string, again: boolean): Passes {
	return again ? passes : { ...passes, fingerprint, ended: true };
}
