// What web servers answer to DAV requests: statuses, challenges, multistatus.

import { describe, expect, test } from "vitest";
import { type HttpAnswer, readAnswer, readChallenge } from "../../../src/probe/dav/answers";
import { readCalendarHead } from "../../../src/probe/dav/icalendar";
import { readMultistatus } from "../../../src/probe/dav/multistatus";

const PLACE = { host: "dav.example", port: 443, path: "/dav/" };
const isOurs = ({ host }: { host: string }) => host.endsWith("dav.example");
const answer = (status: number, given: Partial<HttpAnswer> = {}) =>
	readAnswer({ kind: "answer", status, location: "", challenge: "", body: "", ...given }, PLACE, isOurs);
const ending = (status: number, given: Partial<HttpAnswer> = {}) => {
	const read = answer(status, given);
	return read.kind === "ended" ? read.outcome : read;
};

describe("readAnswer", () => {
	test.each([
		[200, "not-dav"],
		[204, "not-dav"],
		[400, "not-dav"],
		[403, "forbidden"],
		[404, "not-found"],
		[405, "not-dav"],
		[410, "not-found"],
		[429, "temporarily-unavailable"],
		[500, "temporarily-unavailable"],
		[501, "not-dav"],
		[503, "temporarily-unavailable"],
		[511, "not-dav"],
	])("a status %i is %s", (status, kind) => {
		expect(ending(status)).toMatchObject({ kind });
	});

	test.each([
		["/dav/caldav/", { kind: "redirect", to: expect.objectContaining({ host: "dav.example", path: "/dav/caldav/" }) }],
		["https://other.dav.example/", { kind: "redirect", to: expect.objectContaining({ host: "other.dav.example" }) }],
		["https://evil.example/", { kind: "led-away", host: "evil.example" }],
		["http://dav.example/dav/", { kind: "led-away", host: "dav.example" }],
		["", { kind: "not-dav", text: "HTTP 301" }],
	])("a redirect to %j", (location, expected) => {
		expect(ending(301, { location })).toEqual(expected);
	});

	test.each([
		["an HTML page", "<html><body>Sign in</body></html>", "malformed"],
		["nothing", "", "malformed"],
		["an empty multistatus", `<multistatus xmlns="DAV:"/>`, "malformed"],
		["a response without an address", `<multistatus xmlns="DAV:"><response/></multistatus>`, "malformed"],
	])("a multistatus that is %s", (_, body, kind) => {
		expect(ending(207, { body })).toMatchObject({ kind });
	});
});

describe("readChallenge", () => {
	test.each([
		['Basic realm="OX DAV"', "OX DAV", ["Basic"]],
		["basic realm=plain", "plain", ["basic"]],
		['Basic charset="UTF-8", realm="a \\"b\\" c"', 'a "b" c', ["Basic"]],
		['Bearer realm="https://accounts.example/", Basic realm="Mine"', "Mine", ["Bearer", "Basic"]],
		['Negotiate\nBasic realm="Mine"', "Mine", ["Negotiate", "Basic"]],
		['Digest realm="Basic", nonce="Basic realm=x"', null, ["Digest"]],
		["Basic", "", ["Basic"]],
		['Basic realm="Agenda partag\u00c3\u00a9"', "Agenda partagé", ["Basic"]],
		["", null, []],
		['===,,;"', null, []],
	])("reads %j", (header, realm, offered) => {
		expect(readChallenge(header)).toEqual({ realm, offered });
	});
});

test("only properties that the server gives count, and the rest is cleaned", () => {
	const read =
		readMultistatus(`<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:I="http://apple.com/ns/ical/">
		<D:response><D:href>/gone/</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>
		<D:response><D:href>/cal/</D:href>
			<D:propstat><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype>
				<D:displayname>Mon\u202e agenda\n</D:displayname><I:calendar-color>#FF8800CC</I:calendar-color>
				<C:supported-calendar-component-set><C:comp name="vevent"/><C:comp name="VTODO"/><C:comp/></C:supported-calendar-component-set>
				<D:current-user-privilege-set><D:privilege><D:read/></D:privilege></D:current-user-privilege-set>
			</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>
			<D:propstat><D:prop><D:owner><D:href>/somebody/</D:href></D:owner></D:prop><D:status>HTTP/1.1 403 No</D:status></D:propstat>
		</D:response></D:multistatus>`);
	expect(read).toMatchObject({
		resources: [
			{
				href: "/cal/",
				name: "Mon agenda",
				color: "#ff8800",
				components: ["VEVENT", "VTODO"],
				writable: false,
				owner: null,
			},
		],
	});
});

test("a calendar over https is known by its beginning", () => {
	const text =
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Congés\\, équ\r\n ipe\r\nX-APPLE-CALENDAR-COLOR:#AABBCCFF\r\nBEGIN:VEVENT\r\nNAME:no\r\n";
	expect(readCalendarHead(text)).toEqual({ name: "Congés, équipe", color: "#aabbcc" });
	expect(readCalendarHead("<html>BEGIN:VCALENDAR")).toBeNull();
	expect(readCalendarHead("BEGIN:VCALENDAR\nBEGIN:VEVENT\nNAME:no\n")).toEqual({ name: "", color: null });
});
