// How far one examination came beside another of the same server. Pure.

import type { Observation, Outcome, Stage } from "../domain/observation";
import type { Proof } from "../domain/outcome";

/** What counts is what works for a person: a name, a connection, a talk, a login. How TLS is begun does not matter. */
const RANK: Readonly<Record<Stage, number>> = {
	dns: 0,
	tcp: 1,
	tls: 2,
	greeting: 2,
	starttls: 2,
	capabilities: 3,
	login: 4,
	dav: 5,
};
const COMPLETE = 6;

/** Everything works that was tried; what was not tried is not known to fail. */
const COMPLETES: readonly Outcome["kind"][] = ["ok", "login-not-checked"];
/** The server only asks for patience. */
const PASSING: readonly Outcome["kind"][] = ["temporarily-unavailable", "too-many-connections"];

type End = Pick<Observation, "stage" | "outcome">;

/** How far an examination came; null where it tells nothing about the server. */
export function progressOf({ stage, outcome: { kind } }: End): number | null {
	if (kind === "could-not-check") return null;
	if (COMPLETES.includes(kind)) return COMPLETE;
	if (PASSING.includes(kind)) return stage === "login" ? COMPLETE : null;
	return RANK[stage];
}

/** What counts of an examination for one that follows; null where it tells nothing. */
export function beforeOf(seen: End): Proof["before"] {
	const progress = progressOf(seen);
	if (progress === null) return null;
	const isUntried = seen.outcome.kind === "login-not-checked";
	return { stage: isUntried ? "capabilities" : seen.stage, ok: progress === COMPLETE };
}

/**
 * True only where both are known: nothing is called worse because it could not be checked. What took no login before is
 * not better than a login that is refused now.
 */
export function doesWorse(before: Proof["before"], after: End): boolean {
	if (before === null) return false;
	const is = progressOf(after);
	const was = before.ok ? (before.stage === "login" ? COMPLETE : RANK.login) : RANK[before.stage];
	return is !== null && is < was;
}
