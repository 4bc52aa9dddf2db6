// Requests of a page, well formed and hostile. What is refused for its content is in engine.test.ts.

import { describe, expect, it } from "vitest";
import type { Change, SetChange } from "../../../src/domain/change";
import { parseRequest } from "../../../src/experiments/repair/request";

const port: SetChange = {
	kind: "set",
	target: "incoming",
	key: "server1",
	setting: "incoming.port",
	from: 143,
	to: 993,
};
const create: Extract<Change, { kind: "create-outgoing" }> = {
	kind: "create-outgoing",
	identities: [{ key: "id1", from: "" }],
	server: {
		host: "smtp.mail.ovh.net",
		port: 465,
		security: "tls",
		auth: "password",
		username: "a@b.example",
		description: "",
	},
	loginFrom: "server1",
};

describe("a request of the page", () => {
	it("is taken as it is when it is well formed", () => {
		expect(parseRequest([port, create], { server1: "OVH" })).toEqual({
			kind: "valid",
			changes: [port, create],
			names: { server1: "OVH" },
		});
	});

	const hostile: [string, unknown, string][] = [
		["a port out of range", { ...port, to: 70_000 }, "changes.0"],
		["a port of zero", { ...port, to: 0 }, "changes.0"],
		["a port that is text", { ...port, to: "993" }, "changes.0"],
		["NaN", { ...port, to: Number.NaN }, "changes.0.to"],
		["a key that climbs out of its branch", { ...port, key: "server1.port\u0000" }, "changes.0.key"],
		["a key with a dot", { ...port, key: "default.x" }, "changes.0.key"],
		["a setting that nobody knows", { ...port, setting: "incoming.password" }, "changes.0.setting"],
		["a setting of another target", { ...port, target: "outgoing" }, "changes.0"],
		["the host of an incoming server", { ...port, setting: "incoming.host", to: "imap.mail.ovh.net" }, "changes.0"],
		["the user of an incoming server", { ...port, setting: "incoming.username", to: "a@b.example" }, "changes.0"],
		["a field that nobody asked for", { ...port, password: "secret" }, "changes.0.password"],
		["a kind that nobody knows", { kind: "delete", key: "server1" }, "changes.0.kind"],
		["no object", "drop table", "changes.0"],
		["null", null, "changes.0"],
		[
			"a host with a scheme",
			{ ...create, server: { ...create.server, host: "https://x.example" } },
			"changes.0.server.host",
		],
		[
			"a host with a line break",
			{ ...create, server: { ...create.server, host: "x.example\n" } },
			"changes.0.server.host",
		],
		["no identity at all", { ...create, identities: [] }, "changes.0.identities"],
		[
			"a very long text",
			{ ...create, server: { ...create.server, username: "a".repeat(5000) } },
			"changes.0.server.username",
		],
	];
	it.each(hostile)("is refused with its place when it holds %s", (_what, change, path) => {
		expect(parseRequest([change], {})).toMatchObject({ kind: "invalid", path });
	});

	it("is refused when it is endless", () => {
		expect(parseRequest(Array<unknown>(10_001).fill(port), {}).kind).toBe("invalid");
	});

	it("is refused when it is no list, or the names are no texts", () => {
		expect(parseRequest({ length: 1, 0: port }, {}).kind).toBe("invalid");
		expect(parseRequest([port], { server1: 5 }).kind).toBe("invalid");
		expect(parseRequest([port], null).kind).toBe("invalid");
	});
});
