// How far an examination came, and whether another one came less far. What was seen is in observation.ts.

import type { Seen } from "./finding";
import type { Observation, Outcome, Stage } from "./observation";
import type { Proof } from "./outcome";
import type { Security } from "./vocabulary";

/** The stages in the order in which they are reached. */
const ORDER: Readonly<Record<Security, readonly Stage[]>> = {
	none: ["dns", "tcp", "greeting", "capabilities", "login"],
	starttls: ["dns", "tcp", "greeting", "starttls", "tls", "capabilities", "login"],
	tls: ["dns", "tcp", "tls", "greeting", "capabilities", "login"],
};

/** A stage that this security does not have is as far as the one that stands in its place. */
const INSTEAD: Readonly<Partial<Record<Stage, Stage>>> = { starttls: "tls", tls: "greeting" };

function rank(stage: Stage, security: Security): number {
	const at = ORDER[security].indexOf(stage);
	const instead = INSTEAD[stage];
	return at >= 0 || instead === undefined ? at : rank(instead, security);
}

/** Nothing is said of the settings: it could not be looked, or the server is there and has no time. */
function isSilent({ kind }: Outcome): boolean {
	return kind === "could-not-check" || kind === "temporarily-unavailable" || kind === "too-many-connections";
}

/** Whether the server comes at least as far as before, with the settings that were examined. */
export function comesAsFar({ endpoint, stage, outcome }: Observation, before: Proof["before"]): boolean {
	if (outcome.kind === "ok" || before === null || isSilent(outcome)) return true;
	return !before.ok && rank(stage, endpoint.security) >= rank(before.stage, endpoint.security);
}

/** An observation in the words of a finding. */
export function seenOf({ endpoint, stage, outcome }: Observation): Seen {
	return { at: endpoint, stage, outcome: outcome.kind, text: textOf(outcome) };
}

function textOf(outcome: Outcome): string {
	if (outcome.kind === "certificate") {
		const { problem } = outcome;
		if ("issuer" in problem) return problem.issuer;
		return "error" in problem ? problem.error : "";
	}
	if ("text" in outcome) return outcome.text;
	return "error" in outcome ? outcome.error : "";
}
