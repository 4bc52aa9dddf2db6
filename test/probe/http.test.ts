// Heads of web servers' answers, whole, in pieces, and of something else.

import { describe, expect, it } from "vitest";
import { type Head, headRequest, LONGEST_HEAD, leadsAway, readHead } from "../../src/probe/http";

const head = (more: Partial<Head>): Head => ({ kind: "head", status: 200, date: "", location: "", ...more });

describe("the head of an answer", () => {
	const answer = "HTTP/1.1 301 Moved\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nlocation:  https://x.example/y \r\n\r\n";

	it("gives the clock and the way, whatever the case of the names", () => {
		const read = head({ status: 301, date: "Fri, 20 Nov 2026 12:00:00 GMT", location: "https://x.example/y" });
		expect(readHead(answer)).toEqual(read);
		expect(readHead(answer.replaceAll("\r\n", "\n"))).toEqual(read);
	});

	it("is waited for until its end", () => {
		for (let length = 0; length < answer.length; length++) {
			expect(readHead(answer.slice(0, length)), String(length)).toEqual({ kind: "unfinished" });
		}
	});

	it("is not what was said beforehand", () => {
		expect(readHead(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${answer}`)).toEqual(readHead(answer));
		expect(readHead("HTTP/1.1 100 Continue\r\n\r\n")).toEqual({ kind: "unfinished" });
	});

	it.each(["* OK ready\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 ok\r\n\r\n", `HTTP/1.1 200 ${"x".repeat(LONGEST_HEAD)}`])(
		"is none: %.20j",
		(bytes) => {
			expect(readHead(bytes)).toEqual({ kind: "foreign" });
		},
	);
});

describe("an answer leads", () => {
	it.each([
		["https://portal.example/login?to=x", "portal.example"],
		["http://PORTAL.example:8080/", "portal.example"],
		["//portal.example/", "portal.example"],
		["http://192.0.2.1/", "192.0.2.1"],
		["https://web.example/", null],
		["https://WEB.example:443/x", null],
		["/login", null],
		["login", null],
		["http://?", null],
		["", null],
	])("with %j to %j", (location, host) => {
		expect(leadsAway(head({ status: 302, location }), "web.example")).toBe(host);
	});

	it("nowhere when it is no redirect", () => {
		expect(leadsAway(head({ status: 200, location: "https://portal.example/" }), "web.example")).toBeNull();
	});
});

it("the question carries nothing but the name of the host", () => {
	expect(headRequest("web.example")).toBe(
		"HEAD / HTTP/1.1\r\nHost: web.example\r\nAccept: */*\r\nConnection: close\r\n\r\n",
	);
});
