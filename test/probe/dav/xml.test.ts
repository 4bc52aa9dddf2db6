// XML of servers, honest and hostile.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readXml } from "../../../src/probe/dav/xml";

const BOMB = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><multistatus>&b;</multistatus>`;

describe("readXml", () => {
	test("gives names with their namespaces, whatever their prefixes, attributes and text", () => {
		const read = readXml(
			`<?xml version="1.0"?>\n<a:x xmlns:a="DAV:" n="1"> t <y xmlns="urn:y">&amp;<![CDATA[<]]></y></a:x>`,
		);
		expect(read).toEqual({
			kind: "xml",
			root: {
				name: "DAV: x",
				attributes: expect.objectContaining({ n: "1" }),
				text: "t",
				children: [expect.objectContaining({ name: "urn:y y", text: "&<" })],
			},
		});
	});

	test.each([
		["a document type with entities", BOMB],
		["a document type alone", `<!DOCTYPE html><html/>`],
		["a document type in small letters", `<!doctype html><html/>`],
		["an entity of its own", `<x>&lol;</x>`],
		["no element", ""],
		["no XML", "HTTP is not XML"],
		["two roots", "<a/><b/>"],
		["an element without its end", "<a><b></a>"],
		["an unknown prefix", "<d:a/>"],
		["control characters", "<a>\x00</a>"],
		["elements in elements without end", "<a>".repeat(5000) + "</a>".repeat(5000)],
		["elements without end", `<a>${"<b/>".repeat(150_000)}</a>`],
	])("refuses %s", (_, text) => {
		expect(readXml(text).kind).toBe("malformed");
	});

	test("never throws, whatever comes", () => {
		const part = fc.constantFrom(
			"<",
			">",
			"/",
			"a",
			"&",
			";",
			"]]>",
			"<![CDATA[",
			"<!--",
			"?>",
			'"',
			"xmlns:d=",
			"\u{1F600}",
			"\ud800",
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.array(part).map((parts) => parts.join("")),
				),
				(text) => {
					expect(["xml", "malformed"]).toContain(readXml(text).kind);
				},
			),
		);
	});
});
