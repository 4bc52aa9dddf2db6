// Small questions about what was seen of one server. What it means for an account is decided by the rules.

import type { Observation } from "../domain/observation";

/** Everything before the login works. */
export function cameToLogin({ stage, outcome }: Observation): boolean {
	return stage === "login" || outcome.kind === "ok";
}

/** Examined to its end. `asksLogin`: its settings have a way to log in. */
export function isProven({ stage, outcome }: Observation, asksLogin: boolean): boolean {
	return outcome.kind === "ok" && (stage === "login" || !asksLogin);
}

export { seenOf } from "../domain/seen";

/** The value of a key that may be anything, `__proto__` too. */
export function valueAt<Value>(record: Readonly<Record<string, Value>>, key: string): Value | null {
	return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}
