// What became of the last login at each server, for checks that nobody has clicked for: what is remembered, and what may be
// tried by itself. Pure. No password and no address is in it: the privileged side gives marks that mean nothing elsewhere.

import type { LoginMark } from "../domain/login-mark";
import type { Address, Observation, Outcome } from "../domain/observation";
import { REFUSALS } from "./servers";

export type LoginOutcome = "ok" | (typeof REFUSALS)[number];

export interface KnownLogin {
	login: string;
	outcome: LoginOutcome;
}

/** By the mark of the server. */
export type KnownLogins = Readonly<Record<string, KnownLogin>>;

/** An answer to a login; `mark` null: it cannot be told which login is stored, as behind a locked primary password. */
export interface LoginAnswer {
	mark: LoginMark | null;
	outcome: Outcome["kind"];
}

export const isLoginOutcome = (kind: Outcome["kind"]): kind is LoginOutcome =>
	kind === "ok" || (REFUSALS as readonly string[]).includes(kind);

/** More servers than that nobody has; those that are gone are forgotten so. */
const MOST = 2000;

export function withAnswers(known: KnownLogins, answers: readonly LoginAnswer[]): KnownLogins {
	const all = new Map(Object.entries(known));
	for (const { mark, outcome } of answers) {
		if (mark === null || !isLoginOutcome(outcome)) continue;
		// The latest last.
		all.delete(mark.server);
		all.set(mark.server, { login: mark.login, outcome });
	}
	return Object.fromEntries([...all].slice(-MOST));
}

/**
 * Whether a login may be tried that nobody has clicked for: where the last one was accepted, or where it was refused and
 * another one is stored now.
 */
export function quietLogin(
	mark: LoginMark | null,
	known: KnownLogins,
): { kind: "try" } | { kind: "leave" } | { kind: "refused"; outcome: LoginOutcome } {
	const last = mark === null ? undefined : known[mark.server];
	if (mark === null || last === undefined) return { kind: "leave" };
	if (last.outcome === "ok" || last.login !== mark.login) return { kind: "try" };
	return { kind: "refused", outcome: last.outcome };
}

/** What stands for a login that is known to be refused, where it was not tried again: only the refusal itself is known. */
export function refusedBefore(
	{ protocol, host, port, security }: Address,
	refusal: LoginOutcome | null,
): Observation | null {
	if (refusal === null || refusal === "ok") return null;
	return {
		...{ endpoint: { protocol, host, port, security }, stage: "login", outcome: { kind: refusal, text: "" } },
		...{ greeting: "", offers: null, tls: null, addresses: [], milliseconds: 0 },
	};
}
