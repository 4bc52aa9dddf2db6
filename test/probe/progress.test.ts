// Which of two examinations of a server came further.

import { describe, expect, it } from "vitest";
import { type Outcome, STAGES, type Stage } from "../../src/domain/observation";
import { beforeOf, doesWorse } from "../../src/probe/progress";

const timeout: Outcome = { kind: "timeout" };
const end = (stage: Stage, outcome: Outcome = timeout) => ({ stage, outcome });
const isWorse = (before: ReturnType<typeof end>, after: ReturnType<typeof end>) => doesWorse(beforeOf(before), after);

describe("a server does worse than before", () => {
	it("never when everything works that was tried, wherever it had ended before", () => {
		for (const stage of STAGES) {
			for (const before of [end(stage), end(stage, { kind: "ok" })]) {
				expect(isWorse(before, end("capabilities", { kind: "ok" }))).toBe(false);
				expect(isWorse(before, end("login", { kind: "login-not-checked", why: "no-login-stored" }))).toBe(false);
			}
		}
	});

	it.each<Outcome>([
		{ kind: "could-not-check", why: "offline" },
		{ kind: "could-not-check", why: "cancelled" },
		{ kind: "temporarily-unavailable", text: "" },
		{ kind: "too-many-connections", text: "" },
	])("never when nothing can be said: $kind", (outcome) => {
		expect(isWorse(end("login", { kind: "ok" }), end("greeting", outcome))).toBe(false);
	});

	it("when it worked and works no more", () => {
		expect(isWorse(end("login", { kind: "ok" }), end("login"))).toBe(true);
		expect(isWorse(end("capabilities", { kind: "ok" }), end("greeting"))).toBe(true);
	});

	it("not when a login is refused where none was taken before", () => {
		const refused = end("login", { kind: "refused", text: "" });
		for (const why of ["not-encrypted", "method-not-supported"] as const) {
			expect(isWorse(end("login", { kind: "login-not-checked", why }), refused)).toBe(false);
		}
		expect(isWorse(end("capabilities", { kind: "ok" }), refused)).toBe(false);
		expect(isWorse(end("login", { kind: "ok" }), refused)).toBe(true);
	});

	it("when it ends earlier, and not when it ends as late or later", () => {
		expect(isWorse(end("tcp"), end("dns"))).toBe(true);
		expect(isWorse(end("starttls"), end("tcp"))).toBe(true);
		expect(isWorse(end("login", { kind: "refused", text: "" }), end("capabilities"))).toBe(true);
		expect(isWorse(end("tcp"), end("tcp"))).toBe(false);
		expect(isWorse(end("dns"), end("login"))).toBe(false);
	});

	it("not by how TLS is begun", () => {
		for (const before of ["tls", "starttls", "greeting"] as const) {
			for (const after of ["tls", "starttls", "greeting"] as const)
				expect(isWorse(end(before), end(after))).toBe(false);
		}
	});

	it("not because a server asked for patience before the login, or could not be checked", () => {
		const refused = end("login", { kind: "refused", text: "" });
		expect(isWorse(end("greeting", { kind: "temporarily-unavailable", text: "" }), refused)).toBe(false);
		expect(isWorse(end("tcp", { kind: "could-not-check", why: "no-time" }), end("dns"))).toBe(false);
	});

	it("when a login that only had to wait is refused", () => {
		const waiting = end("login", { kind: "temporarily-unavailable", text: "" });
		expect(isWorse(waiting, end("login", { kind: "refused", text: "" }))).toBe(true);
	});
});
