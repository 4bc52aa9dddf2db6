// Generated policies with one thing wrong or hostile in them: each is refused as a whole, at the place that is wrong, without an
// exception, and soon. The faults that people make: parse-policy.test.ts.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../src/policy/parse-policy";
import { builtInCatalogue } from "../../src/providers";
import { everything, withValue } from "./examples";

/** Enough for the promise of 500, with those that turn out to be right after all. */
const RUNS = 1000;

function placesOf(value: unknown, path: readonly string[] = []): string[] {
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) => {
		const here = [...path, name];
		return [here.join("."), ...placesOf(inner, here)];
	});
}
const places = placesOf(everything);
const objects = places.filter((path) => {
	const value = path.split(".").reduce<unknown>((inner, step) => Reflect.get(inner as object, step), everything);
	return typeof value === "object" && value !== null && !Array.isArray(value);
});

const builtInHosts = [...builtInCatalogue.values()].flatMap((provider) =>
	(["imap", "pop3", "smtp"] as const).flatMap((protocol) => provider[protocol]?.hosts.map(({ host }) => host) ?? []),
);
const deep = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], "x");

/** Right at no place of a policy. */
const foreign = fc.oneof(
	fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
	fc.integer({ max: -1 }),
	fc.constantFrom<unknown>(
		"x".repeat(100_000),
		"(".repeat(5000),
		deep(2000),
		Array.from({ length: 5000 }, () => ({})),
	),
	fc.constantFrom<unknown>(JSON.parse('{"__proto__": {"repairs": "automatic"}}'), { toString: "x" }, [[]], [null]),
);

/** A fault, and where it must be found: there or around it. */
const fault: fc.Arbitrary<{ json: unknown; path: string }> = fc.oneof(
	fc
		.tuple(fc.constantFrom(...places), foreign)
		// A mailbox may have half a gigabyte.
		.filter(([path, value]) => !path.endsWith(".mailboxGigabytes") || typeof value !== "number" || value < 0)
		.map(([path, value]) => ({ path, json: withValue(everything, path, value) })),
	fc
		.tuple(
			fc.constantFrom("", ...objects),
			fc.constantFrom("__proto__x", "constructor", "toString", "passwords", "exec", " repairs"),
			fc.jsonValue(),
		)
		.map(([at, name, value]) => {
			const path = at === "" ? name : `${at}.${name}`;
			return { path, json: withValue(everything, path, value) };
		}),
	fc
		.tuple(
			fc.constantFrom("providers.0.imap.hosts.0.host", "providers.0.smtp.hosts.0.host"),
			fc.constantFrom(...builtInHosts),
		)
		.filter(([, host]) => !host.includes("{"))
		.map(([path, host]) => ({ path, json: withValue(everything, path, host.replaceAll("#", "1")) })),
	foreign.map((json) => ({ path: "", json })),
);

describe("a policy with one thing wrong in it", () => {
	it("is refused at that place, throws nothing, and does not take long", { timeout: 60_000 }, () => {
		let refused = 0;
		fc.assert(
			fc.property(fault, ({ json, path }) => {
				const outcome = parsePolicy(json, builtInCatalogue);
				expect(outcome.kind).toBe("invalid");
				if (outcome.kind !== "invalid") return;
				refused += 1;
				for (const one of outcome.faults) expect(one.expected).not.toBe("");
				const isThere = (found: string) =>
					found === path || path.startsWith(`${found}.`) || found.startsWith(`${path}.`) || found === "" || path === "";
				expect(
					outcome.faults.map((one) => one.path).filter(isThere),
					`${path}: ${JSON.stringify(outcome.faults)}`,
				).not.toEqual([]);
			}),
			{ numRuns: RUNS },
		);
		expect(refused).toBeGreaterThanOrEqual(500);
		expect(({} as { repairs?: unknown }).repairs).toBe(undefined);
	});
});
