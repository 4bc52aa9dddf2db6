// Which login a look at calendars and address books sends, and how often: against servers in memory that count.

import { expect, test } from "vitest";
import type { DavItemKey } from "../../../src/domain/dav";
import { type LookPorts, lookAtItems } from "../../../src/experiments/dav/look";
import { base64 } from "../../../src/probe/text";

const HOST = "dav.example";
const CALENDAR =
	'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/:path/</href><propstat>';
const TYPE = "<prop><resourcetype><collection/><C:calendar/></resourcetype></prop><status>HTTP/1.1 200 OK</status>";

/** Items by id, with their user names; `accepts`: whether the server takes the stored login of "me". */
function scene(users: Readonly<Record<string, string>>, accepts: boolean) {
	const logins: string[] = [];
	const ports: LookPorts = {
		itemOf: ({ id }) => ({ url: `https://${HOST}/${id}/`, username: users[id] ?? "" }),
		send: async ({ place }, authorization) => {
			if (authorization !== null) logins.push(authorization);
			const isIn = authorization !== null && accepts;
			const body = `${CALENDAR.replace("/:path/", place.path)}${TYPE}</propstat></response></multistatus>`;
			const challenge = isIn ? "" : 'Basic realm="Mine"';
			return { kind: "answer", status: isIn ? 207 : 401, location: "", challenge, body, trust: "public" };
		},
		passwordAt: async ({ username }) =>
			username === null || username === "me"
				? { kind: "stored", login: { username: "me", password: "secret" } as NsILoginInfo }
				: { kind: "absent", why: "no-login-stored" },
		findToken: async () => ({ kind: "absent", why: "oauth-unknown-host" }),
	};
	const keys = Object.keys(users).map((id): DavItemKey => ({ kind: "caldav", id }));
	return { logins, look: () => lookAtItems(keys, ports) };
}

const REFUSED = { stage: "login", outcome: { kind: "refused" } };
const OPEN = { stage: "dav", outcome: { kind: "ok" } };

test.each([
	["before", { a: "", b: "me" }],
	["after", { a: "me", b: "" }],
	["and twice", { a: "", b: "me", c: "" }],
])("a refused login is sent once where one without a user name comes %s it", async (_, users) => {
	const { look, logins } = scene(users, false);
	expect(await look()).toMatchObject(Object.keys(users).map((id) => ({ id, ...REFUSED })));
	expect(logins).toHaveLength(1);
});

test("one without a user name answers with the login that another one has opened the server with", async () => {
	const { look, logins } = scene({ a: "", b: "me", c: "you" }, true);
	expect(await look()).toMatchObject([
		{ id: "a", ...OPEN },
		{ id: "b", ...OPEN },
		{ id: "c", stage: "login", outcome: { kind: "login-not-checked" } },
	]);
	expect(new Set(logins)).toEqual(new Set([`Basic ${base64("me:secret")}`]));
});

test("one without a user name takes any login of its server where it is alone", async () => {
	expect(await scene({ a: "" }, true).look()).toMatchObject([OPEN]);
	const alone = scene({ a: "" }, false);
	expect(await alone.look()).toMatchObject([REFUSED]);
	expect(alone.logins).toHaveLength(1);
});
