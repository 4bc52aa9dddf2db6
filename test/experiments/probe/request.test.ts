// Requests of the page to examine servers: which are taken, which are refused.

import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../../src/domain/observation";
import { parseLook, parseRequest } from "../../../src/experiments/probe/request";

const endpoint: Endpoint = {
	...{ protocol: "imap", host: "imap.company.example", port: 993, security: "tls" },
	login: { server: "incoming", key: "server1", auth: "password", username: null },
};

describe("a request to examine", () => {
	it("is taken as it is when it is well formed, with the usual deadlines", () => {
		expect(parseRequest([endpoint, { ...endpoint, login: null }], { id: "a1" })).toEqual({
			kind: "valid",
			endpoints: [endpoint, { ...endpoint, login: null }],
			options: { id: "a1", stageMs: 5000, totalMs: 15_000 },
		});
	});

	it.each(["IMAP.Company.Example", "münchen.example", "127.0.0.1", "::1", "localhost"])(
		"may name the host %s",
		(host) => {
			expect(parseRequest([{ ...endpoint, host }], { id: "a1" }).kind).toBe("valid");
		},
	);

	const hostile: [string, unknown, string][] = [
		["a port out of range", { ...endpoint, port: 70_000 }, "endpoints.0.port"],
		["a port that is text", { ...endpoint, port: "993" }, "endpoints.0.port"],
		["a host with a scheme", { ...endpoint, host: "https://x.example" }, "endpoints.0.host"],
		["a host with a user before it", { ...endpoint, host: "a@x.example" }, "endpoints.0.host"],
		["a host with a port", { ...endpoint, host: "x.example:25" }, "endpoints.0.host"],
		["a host with a path", { ...endpoint, host: "x.example/y" }, "endpoints.0.host"],
		["a host with a line break", { ...endpoint, host: "x.example\r\n" }, "endpoints.0.host"],
		["an empty host", { ...endpoint, host: "" }, "endpoints.0.host"],
		["a protocol that nobody knows", { ...endpoint, protocol: "http" }, "endpoints.0.protocol"],
		["a security that nobody knows", { ...endpoint, security: "ssl" }, "endpoints.0.security"],
		["a password", { ...endpoint, password: "x" }, "endpoints.0.password"],
		[
			"a password for the login",
			{ ...endpoint, login: { ...endpoint.login, password: "x" } },
			"endpoints.0.login.password",
		],
		[
			"a key that climbs out of its branch",
			{ ...endpoint, login: { ...endpoint.login, key: "a.b" } },
			"endpoints.0.login.key",
		],
		[
			"a user name with a line break",
			{ ...endpoint, login: { ...endpoint.login, username: "a\nb" } },
			"endpoints.0.login.username",
		],
		["nothing", null, "endpoints.0"],
	];
	it.each(hostile)("is refused with %s", (_name, bad, path) => {
		expect(parseRequest([bad], { id: "a1" })).toMatchObject({ kind: "invalid", path });
	});

	it.each([
		["without an id", {}, "options.id"],
		["with a deadline that never comes", { id: "a1", totalMs: 1e12 }, "options.totalMs"],
		["with a deadline of nothing", { id: "a1", stageMs: 0 }, "options.stageMs"],
		["with an option that nobody knows", { id: "a1", trust: true }, "options.trust"],
	])("is refused %s", (_name, options, path) => {
		expect(parseRequest([endpoint], options)).toMatchObject({ kind: "invalid", path });
	});

	it("is refused with endpoints beyond number", () => {
		expect(
			parseRequest(
				Array.from({ length: 10_001 }, () => endpoint),
				{ id: "a1" },
			).kind,
		).toBe("invalid");
	});
});

describe("a request to look at names", () => {
	it("is taken in lower case, with the usual deadline", () => {
		expect(parseLook(["Asso.Example", "münchen.example"], { id: "a1" })).toEqual({
			kind: "valid",
			names: ["asso.example", "münchen.example"],
			options: { id: "a1", totalMs: 4000 },
		});
	});

	it.each([
		["a name with a path", ["x.example/y"], { id: "a1" }, "names.0"],
		["a name with a line end", ["x.example\r\nHost: y"], { id: "a1" }, "names.0"],
		["no list", "x.example", { id: "a1" }, "names"],
		["an endless list", Array<string>(2001).fill("x.example"), { id: "a1" }, "names"],
		["no id", ["x.example"], {}, "options.id"],
		["a deadline out of range", ["x.example"], { id: "a1", totalMs: 1e9 }, "options.totalMs"],
		["a deadline for stages", ["x.example"], { id: "a1", stageMs: 100 }, "options.stageMs"],
	])("is refused with its place when it holds %s", (_what, names, options, path) => {
		expect(parseLook(names, options)).toMatchObject({ kind: "invalid", path });
	});
});
