// Requests of a page, well formed and hostile. What is refused for its content is in engine.test.ts.

import { describe, expect, it } from "vitest";
import type { AddCollectionChange, Change, SetChange } from "../../../src/domain/change";
import type { Proof } from "../../../src/domain/outcome";
import { parsePasswordRequest, parseRequest } from "../../../src/experiments/repair/request";

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

const calendar: AddCollectionChange = {
	...{ kind: "add-calendar", type: "caldav", server: "server1", url: "https://dav.example/caldav/32/", name: "Agenda" },
	...{ color: "#1f6feb", readOnly: false, username: "a@b.example", identity: "id1", refresh: 30, makeDefault: true },
	login: { realm: "DAV", from: "mail" },
};

const set = { kind: "set", from: false, to: true } as const;
const cached: SetChange = { ...set, target: "calendar", key: "c1", setting: "calendar.cached" };
const user: SetChange = {
	...{ ...set, target: "address-book", key: "ldap_2.servers.A", setting: "contacts.username" },
	...{ from: "", to: "a@b.example" },
};

const proof: Proof = {
	key: "server1",
	endpoint: { protocol: "imap", host: "ssl0.ovh.net", port: 993, security: "tls", login: null },
	before: { stage: "tls", ok: false },
};

describe("a request of the page", () => {
	it("is taken as it is when it is well formed", () => {
		const changes = [port, create, calendar, { ...calendar, type: "ics", login: null, username: "" }];
		expect(parseRequest(changes, { server1: "OVH" }, [proof])).toEqual({
			kind: "valid",
			changes,
			names: { server1: "OVH" },
			proofs: [proof],
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
		["a calendar over http", { ...calendar, url: "http://dav.example/caldav/32/" }, "changes.0.url"],
		["a calendar with a login in its address", { ...calendar, url: "https://a:b@dav.example/" }, "changes.0.url"],
		["a calendar whose host ends in a backslash", { ...calendar, url: "https://dav.example\\.evil/" }, "changes.0.url"],
		["a calendar of a file", { ...calendar, url: "file:///etc/passwd" }, "changes.0.url"],
		["a colour that is none", { ...calendar, color: "red;" }, "changes.0.color"],
		["a calendar that is an address book", { ...calendar, kind: "add-address-book" }, "changes.0"],
		["a server's calendar of nobody", { ...calendar, username: "" }, "changes.0"],
		["a public calendar with a login", { ...calendar, type: "ics" }, "changes.0"],
		["a calendar by a key with a dot", { ...cached, key: "c1.uri" }, "changes.0.key"],
		["an address book by any preference", { ...user, key: "mail.server.server1" }, "changes.0.key"],
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
		expect(parseRequest([change], {}, [])).toMatchObject({ kind: "invalid", path });
	});

	it("is refused when it is endless", () => {
		expect(parseRequest(Array<unknown>(10_001).fill(port), {}, []).kind).toBe("invalid");
	});

	it("is refused when it is no list, or the names are no texts", () => {
		expect(parseRequest({ length: 1, 0: port }, {}, []).kind).toBe("invalid");
		expect(parseRequest([port], { server1: 5 }, []).kind).toBe("invalid");
		expect(parseRequest([port], null, []).kind).toBe("invalid");
	});
});

describe("a proof of a request", () => {
	const login = { server: "incoming", key: "server1", auth: "password", username: null };
	const hostile: [string, unknown, string][] = [
		["a login", { ...proof, endpoint: { ...proof.endpoint, login } }, "proofs.0.endpoint.login"],
		[
			"a host with a path",
			{ ...proof, endpoint: { ...proof.endpoint, host: "x.example/y" } },
			"proofs.0.endpoint.host",
		],
		["a port out of range", { ...proof, endpoint: { ...proof.endpoint, port: 0 } }, "proofs.0.endpoint.port"],
		["a stage that nobody knows", { ...proof, before: { stage: "nowhere", ok: true } }, "proofs.0.before.stage"],
		["a key with a dot", { ...proof, key: "a.b" }, "proofs.0.key"],
		["a password", { ...proof, password: "secret" }, "proofs.0.password"],
	];
	it.each(hostile)("is refused with its place when it holds %s", (_what, one, path) => {
		expect(parseRequest([port], {}, [one])).toMatchObject({ kind: "invalid", path });
	});

	it("needs no knowledge of before", () => {
		expect(parseRequest([port], {}, [{ ...proof, before: null }]).kind).toBe("valid");
	});
});

describe("a typed password", () => {
	const typed = (password: unknown) => parsePasswordRequest("server1", ["smtp1"], password, []);

	it.each([
		["abcd efgh ijkl mnop", "abcdefghijklmnop"],
		["abcd\u00a0efgh\u00a0ijkl\u00a0mnop", "abcdefghijklmnop"],
		["  ABCD\u202fefgh  ijkl\tmnop\r\n", "ABCDefghijklmnop"],
		[" right password ", "right password"],
		["line\nend\r\n", "lineend"],
		["correct horse battery staple", "correct horse battery staple"],
		["abcd efgh", "abcd efgh"],
		["ab1d efgh ijkl mnop", "ab1d efgh ijkl mnop"],
		["été en France", "été en France"],
	])("%j is meant as %j", (text, password) => {
		expect(typed(text)).toEqual({ kind: "valid", incoming: "server1", outgoing: ["smtp1"], password, dav: [] });
	});

	it.each([
		["", "not empty"],
		[" \n\u00a0", "not empty"],
		["x".repeat(5000), "shorter"],
		[7, "text"],
	])("is refused and not repeated: %j", (text, expected) => {
		expect(typed(text)).toEqual({ kind: "invalid", path: "password", expected });
	});

	it("goes with keys of servers only", () => {
		expect(parsePasswordRequest("smtp://x", [], "p", [])).toMatchObject({ kind: "invalid", path: "incoming" });
		expect(parsePasswordRequest("server1", ["a.b"], "p", [])).toMatchObject({ kind: "invalid", path: "outgoing.0" });
		expect(parsePasswordRequest("server1", "smtp1", "p", [])).toMatchObject({ kind: "invalid", path: "outgoing" });
		expect(parsePasswordRequest("", [], "p", [])).toMatchObject({ kind: "valid", incoming: null });
		const wish = { key: "server1", kind: "caldav", provider: "lasuite", address: "a@beta.gouv.fr" };
		expect(parsePasswordRequest("", [], "p", [wish])).toMatchObject({ kind: "valid", dav: [wish] });
		expect(parsePasswordRequest("", [], "p", [wish, wish])).toMatchObject({ kind: "invalid", path: "dav" });
		expect(parsePasswordRequest("", [], "p", [{ ...wish, host: "x" }])).toMatchObject({ kind: "invalid" });
	});
});
