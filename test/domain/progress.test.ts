// Which of two examinations came further, and what a finding says of one.

import { describe, expect, it } from "vitest";
import { type Observation, type Outcome, STAGES, type Stage } from "../../src/domain/observation";
import { comesAsFar, seenOf } from "../../src/domain/progress";
import { SECURITIES, type Security } from "../../src/domain/vocabulary";

function observed(stage: Stage, outcome: Outcome, security: Security = "tls"): Observation {
	return {
		endpoint: { protocol: "imap", host: "imap.company.example", port: 993, security },
		...{ stage, outcome, greeting: "", offers: null, tls: null, addresses: [], milliseconds: 1 },
	};
}
const timeout: Outcome = { kind: "timeout" };

describe("a server comes as far as before", () => {
	it.each(SECURITIES)("when all works, wherever it had ended before (%s)", (security) => {
		for (const stage of STAGES) {
			for (const ok of [true, false]) {
				expect(comesAsFar(observed("capabilities", { kind: "ok" }, security), { stage, ok })).toBe(true);
			}
		}
	});

	it("when nothing was known of it", () => {
		expect(comesAsFar(observed("dns", { kind: "name-unknown" }), null)).toBe(true);
	});

	it.each<Outcome>([
		{ kind: "could-not-check", why: "offline" },
		{ kind: "could-not-check", why: "cancelled" },
		{ kind: "temporarily-unavailable", text: "" },
		{ kind: "too-many-connections", text: "" },
	])("when nothing can be said: $kind", (outcome) => {
		expect(comesAsFar(observed("dns", outcome), { stage: "login", ok: true })).toBe(true);
	});

	it("not when it worked and works no more", () => {
		expect(comesAsFar(observed("login", timeout), { stage: "capabilities", ok: true })).toBe(false);
	});

	it("when it ends at the same stage or a later one, in the order of its security", () => {
		const far = (stage: Stage, before: Stage, security: Security) =>
			comesAsFar(observed(stage, timeout, security), { stage: before, ok: false });
		expect(far("tls", "tls", "tls")).toBe(true);
		expect(far("greeting", "tls", "tls")).toBe(true);
		expect(far("tls", "greeting", "tls")).toBe(false);
		expect(far("tls", "greeting", "starttls")).toBe(true);
		expect(far("greeting", "starttls", "starttls")).toBe(false);
		expect(far("tcp", "greeting", "none")).toBe(false);
	});

	it("where the security has changed: a stage that is no more counts as the one in its place", () => {
		const far = (stage: Stage, before: Stage, security: Security) =>
			comesAsFar(observed(stage, timeout, security), { stage: before, ok: false });
		expect(far("tcp", "starttls", "tls")).toBe(false);
		expect(far("tls", "starttls", "tls")).toBe(true);
		expect(far("tcp", "tls", "none")).toBe(false);
		expect(far("greeting", "starttls", "none")).toBe(true);
	});
});

describe("what was seen", () => {
	it.each<[Outcome, string]>([
		[{ kind: "refused", text: "Wrong." }, "Wrong."],
		[{ kind: "tls-failed", error: "SSL_ERROR_X" }, "SSL_ERROR_X"],
		[{ kind: "certificate", problem: { kind: "unknown-issuer", issuer: "Box" } }, "Box"],
		[{ kind: "certificate", problem: { kind: "other", error: "SEC_ERROR_X" } }, "SEC_ERROR_X"],
		[{ kind: "certificate", problem: { kind: "weak" } }, ""],
		[{ kind: "timeout" }, ""],
	])("is told with the place and the words: %j", (outcome, text) => {
		const observation = observed("tls", outcome);
		expect(seenOf(observation)).toEqual({ at: observation.endpoint, stage: "tls", outcome: outcome.kind, text });
	});
});
