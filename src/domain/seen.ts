// An examination in the words of a finding: rules, trials and proofs tell it alike.

import type { DavLook } from "./dav";
import type { Seen } from "./finding";
import type { Observation, Outcome } from "./observation";

export function seenOf(observation: Observation): Seen;
export function seenOf(observation: Observation | null): Seen | null;
export function seenOf(observation: Observation | null): Seen | null {
	if (observation === null) return null;
	const { protocol, host, port, security } = observation.endpoint;
	const { stage, outcome } = observation;
	return { at: { protocol, host, port, security }, stage, outcome: outcome.kind, text: textOf(outcome) };
}

/** DAV is spoken over https alone. */
export function seenOfDav({ kind, at, stage, outcome }: Pick<DavLook, "kind" | "at" | "stage" | "outcome">): Seen {
	return {
		at: { protocol: kind, host: at, port: 443, security: "tls" },
		stage,
		outcome: outcome.kind,
		text: textOf(outcome),
	};
}

function textOf(outcome: Outcome): string {
	if ("text" in outcome) return outcome.text;
	if ("error" in outcome) return outcome.error;
	if ("offered" in outcome) return outcome.offered.join(" ");
	if ("why" in outcome) return outcome.why;
	if ("host" in outcome) return outcome.host;
	if (outcome.kind !== "certificate") return "";
	const { problem } = outcome;
	if ("issuer" in problem) return problem.issuer;
	if ("names" in problem) return problem.names.join(", ");
	if ("error" in problem) return problem.error;
	return problem.kind;
}
