// Which host patterns can mean the same host.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillDomains, overlap } from "../../src/policy/host-patterns";
import { matchesHost } from "../../src/providers/lookup";

describe("two host patterns", () => {
	it.each([
		["imap.a.example", "imap.a.example", true],
		["imap.a.example", "imap.b.example", false],
		["ex#.a.example", "ex5.a.example", true],
		["ex#.a.example", "ex.a.example", false],
		["ex#.a.example", "exa.a.example", false],
		["2#.a.example", "#3.a.example", true],
		["2#a.a.example", "#3b.a.example", false],
		["*.a.example", "x.y.a.example", true],
		["*.a.example", "a.example", false],
		["*.a.example", "*.b.a.example", true],
		["*.a.example", "*.b.example", false],
		["*.a.example", "pro#.a.example", true],
		["xa.example", "*.a.example", false],
	])("%s and %s overlap: %s", (one, other, expected) => {
		expect(overlap(one, other)).toBe(expected);
		expect(overlap(other, one)).toBe(expected);
	});

	it("overlap wherever one host fits both", () => {
		const host = fc.stringMatching(/^([a-c0-9]{1,3}\.){0,3}a\.b$/);
		/** Patterns that the host fits, by putting wildcards in place of its parts. */
		const pattern = (name: string) =>
			fc.constantFrom(name, name.replace(/[0-9]+/, "#"), name.replace(/^([a-c0-9]+\.)+(?=a\.b$)/, "*."));
		const both = host.chain((name) => fc.tuple(fc.constant(name), pattern(name), pattern(name)));
		fc.assert(
			fc.property(both, ([name, one, other]) => {
				fc.pre(matchesHost(one, name) && matchesHost(other, name));
				expect(overlap(one, other)).toBe(true);
			}),
		);
	});

	it("{domain} stands for each domain, and for nothing where there is none", () => {
		expect(fillDomains("imap.{domain}", ["a.example", "b.example"])).toEqual(["imap.a.example", "imap.b.example"]);
		expect(fillDomains("imap.{domain}", [])).toEqual([]);
		expect(fillDomains("imap.a.example", [])).toEqual(["imap.a.example"]);
	});
});
