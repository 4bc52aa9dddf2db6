// Small questions about what was seen of one server. What it means for an account is decided by the rules.

import type { Finding, Seen } from "../domain/finding";
import type { Observation, Outcome } from "../domain/observation";

/** Everything before the login works. */
export function cameToLogin({ stage, outcome }: Observation): boolean {
	return stage === "login" || outcome.kind === "ok";
}

/** Examined to its end. `asksLogin`: its settings have a way to log in. */
export function isProven({ stage, outcome }: Observation, asksLogin: boolean): boolean {
	return outcome.kind === "ok" && (stage === "login" || !asksLogin);
}

export function seenOf(observation: Observation): Seen;
export function seenOf(observation: Observation | null): Finding["seen"];
export function seenOf(observation: Observation | null): Finding["seen"] {
	if (observation === null) return null;
	const { protocol, host, port, security } = observation.endpoint;
	const { stage, outcome } = observation;
	return { at: { protocol, host, port, security }, stage, outcome: outcome.kind, text: textOf(outcome) } satisfies Seen;
}

function textOf(outcome: Outcome): string {
	if ("text" in outcome) return outcome.text;
	if ("error" in outcome) return outcome.error;
	if ("offered" in outcome) return outcome.offered.join(" ");
	if ("why" in outcome) return outcome.why;
	if (outcome.kind !== "certificate") return "";
	const { problem } = outcome;
	if ("issuer" in problem) return problem.issuer;
	if ("names" in problem) return problem.names.join(", ");
	if ("error" in problem) return problem.error;
	return problem.kind;
}

/** The value of a key that may be anything, `__proto__` too. */
export function valueAt<Value>(record: Readonly<Record<string, Value>>, key: string): Value | null {
	return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}
