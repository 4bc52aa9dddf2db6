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
};
const COMPLETE = 5;

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

/**
 * True only where both are known: nothing is called worse because it could not be checked. What took no login before is
 * not better than a login that is refused now.
 */
export function doesWorse(before: End, after: End): boolean {
	const [was, is] = [progressOf(before), progressOf(after)];
	const tookLogin = before.stage === "login" && before.outcome.kind !== "login-not-checked";
	return was !== null && is !== null && is < Math.min(was, tookLogin ? COMPLETE : RANK.login);
}

/** The same, where of before only that is known which a proof carries. */
export function doesWorseThan(before: NonNullable<Proof["before"]>, after: End): boolean {
	const is = progressOf(after);
	const was = before.ok ? (before.stage === "login" ? COMPLETE : RANK.login) : RANK[before.stage];
	return is !== null && is < was;
}
