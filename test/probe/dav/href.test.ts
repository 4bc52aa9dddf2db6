// Addresses that servers answer with; `URL` of Node is the other opinion.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOf, lastPart, type Place, placeOf, resolveHref, sameAddress } from "../../../src/probe/dav/href";

const BASE: Place = { host: "dav.example", port: 443, path: "/dav/home/" };
const resolved = (href: string, base: Place | null = BASE) => {
	const found = resolveHref(href, base);
	return found.kind === "place" ? addressOf(found) : found;
};

describe("resolveHref", () => {
	test.each([
		["/dav/cal/", "https://dav.example/dav/cal/"],
		["cal/", "https://dav.example/dav/home/cal/"],
		["../cal/", "https://dav.example/dav/cal/"],
		["./cal/", "https://dav.example/dav/home/cal/"],
		["", { kind: "none" }],
		["?x", "https://dav.example/dav/home/?x"],
		["https://dav.example/cal/", "https://dav.example/cal/"],
		["HTTPS://DAV.Example:443/cal/", "https://dav.example/cal/"],
		["https://dav.example./cal/", "https://dav.example/cal/"],
		["https://other.example:8443/cal/", "https://other.example:8443/cal/"],
		["//other.example/cal/", "https://other.example/cal/"],
		["https://dav.example", "https://dav.example/"],
		["/agenda%20partag%C3%A9/", "https://dav.example/agenda%20partag%C3%A9/"],
		["/agenda partagé/", "https://dav.example/agenda%20partag%C3%A9/"],
		["/%2E%2e/x/", "https://dav.example/x/"],
		["/100%/", "https://dav.example/100%25/"],
		["/a%2Fb/", "https://dav.example/a%2Fb/"],
		["http://dav.example/cal/", { kind: "away", host: "dav.example" }],
		["ftp://x.example/", { kind: "away", host: "x.example" }],
		["javascript:alert(1)", { kind: "away", host: "" }],
		["data:text/xml,<a/>", { kind: "away", host: "" }],
		["https://user:password@dav.example/", { kind: "none" }],
		["https://dav.example@evil.example/", { kind: "none" }],
		["https://evil.example\\@dav.example/", { kind: "none" }],
		["https://dav.example:99999/", { kind: "none" }],
		["https:///x", { kind: "none" }],
		["/a\r\nHost: evil.example", { kind: "none" }],
		[`/${"x".repeat(5000)}`, { kind: "none" }],
	])("reads %j", (href, expected) => {
		expect(resolved(href)).toEqual(expected);
	});

	test("needs a whole address where there is nothing to begin from", () => {
		expect(resolved("/x", null)).toEqual({ kind: "none" });
		expect(resolved("//dav.example/x", null)).toEqual({ kind: "none" });
	});

	test("never gives an address that another reader takes for another host, scheme or port", () => {
		const part = fc.constantFrom(
			"/",
			"\\",
			"@",
			":",
			"..",
			".",
			"?",
			"#",
			"%",
			"%2f",
			"https:",
			"http:",
			"evil.example",
			"dav.example",
			"é",
			" ",
			"\t",
			"x",
			"[::1]",
			"443",
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.array(part).map((parts) => parts.join("")),
					fc.webUrl(),
				),
				(href) => {
					const found = resolveHref(href, BASE);
					if (found.kind !== "place") return;
					const url = new URL(addressOf(found));
					expect(url.protocol).toBe("https:");
					expect(url.host).toBe(found.port === 443 ? found.host : `${found.host}:${found.port}`);
					expect(url.username).toBe("");
					// And what Gecko would send is what was meant.
					expect(addressOf(found)).toMatch(/^[\x21-\x7e]+$/);
					expect(placeOf(addressOf(found))).toEqual({ host: found.host, port: found.port, path: found.path });
				},
			),
		);
	});

	test("agrees with URL on everything that honest servers write", () => {
		const segment = fc
			.stringMatching(/^[a-z0-9éü @~.:_-]{1,8}$/)
			.filter((text) => !/^\.+$/.test(text.trim()) && text === text.trim());
		fc.assert(
			fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), fc.boolean(), (segments, slash) => {
				const href = `/${segments.map(encodeURIComponent).join("/")}${slash ? "/" : ""}`;
				expect(resolved(href)).toBe(new URL(href, addressOf(BASE)).href);
			}),
		);
	});
});

test("the same collection is one, however its address is written", () => {
	const same = ["/dav/a%40b/x/", "/dav/a@b/x", "/dav/%61%40b/x//"].map((path) => sameAddress({ ...BASE, path }));
	expect(new Set(same).size).toBe(1);
	expect(lastPart("/dav/Agenda%20partag%C3%A9/?x")).toBe("Agenda partagé");
	expect(lastPart("/dav/%ff/")).toBe("%ff");
});
