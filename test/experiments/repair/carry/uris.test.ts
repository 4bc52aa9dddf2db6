// Folder URIs are found at exact boundaries, and the way back gives the very text.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { place } from "../../../../src/experiments/repair/carry/move";
import { holdsAlready, replaceUris } from "../../../../src/experiments/repair/carry/uris";

const move = { from: place("imap", "u@x.example", "mail.x"), to: place("imap", "u@x.example", "imap.y.example") };
const uri = "imap://u%40x.example@mail.x";
const moved = "imap://u%40x.example@imap.y.example";

describe("a URI of the server is replaced wherever it ends", () => {
	test.each([
		[uri, moved],
		[`${uri}/INBOX`, `${moved}/INBOX`],
		[`"${uri}"`, `"${moved}"`],
		[`scope=${uri}/A|${uri}/B`, `scope=${moved}/A|${moved}/B`],
		[`(${uri},${uri};${uri})`, `(${moved},${moved};${moved})`],
		[`\\"${uri}\\"`, `\\"${moved}\\"`],
		["imap-message://u%40x.example@mail.x/INBOX#1", "imap-message://u%40x.example@imap.y.example/INBOX#1"],
		[`${uri}/INBOX/imap://u%40x.example@mail.x.example`, `${moved}/INBOX/imap://u%40x.example@mail.x.example`],
	])("%s", (text, expected) => {
		expect(replaceUris(text, move).text).toBe(expected);
	});
});

describe("what only looks like it stays", () => {
	test.each([
		"imap://u%40x.example@mail.x.example/INBOX",
		"imap://u%40x.example@mail.x./INBOX",
		"imap://u%40x.example@mail.xy",
		"imap://u%40x.example@mail.x-2",
		"imap://u%40x.example@mail.x:993/fetch",
		"imap://u%40x.example@mail.x%20",
		"imap://u%40x.example@mail.xé",
		"imap://xu%40x.example@mail.x/INBOX",
		"imap://u@x.example@mail.x",
		"imap://mail.x/INBOX",
		"pimap://u%40x.example@mail.x",
		"mailbox://u%40x.example@mail.x/INBOX",
		"imap://u%40x%2Eexample@mail.x",
		"imap://u%40xxexample@mail.x",
		"u@x.example mail.x",
	])("%s", (text) => {
		expect(replaceUris(text, move)).toEqual({ text, count: 0 });
		expect(holdsAlready(text, uri)).toBe(false);
	});

	test("a user whose name is the host of a server without one", () => {
		const nameless = { from: place("imap", "", "mail.x"), to: place("imap", "u", "mail.x") };
		const text = "imap://mail.x@other.example/INBOX imap://mail.x/INBOX";
		expect(replaceUris(text, nameless).text).toBe("imap://mail.x@other.example/INBOX imap://u@mail.x/INBOX");
	});
});

// Short ones out of few letters, so that they begin and end alike.
const name = fc.string({ unit: fc.constantFrom("a", "b", "@", "%", "é"), minLength: 0, maxLength: 3 });
const host = fc
	.array(fc.constantFrom("a", "b", "mail"), { minLength: 1, maxLength: 3 })
	.map((parts) => parts.join("."));
const protocol = fc.constantFrom("imap", "pop3");
const anyPlace = (one: "imap" | "pop3") => fc.tuple(name, host).map(([user, at]) => place(one, user, at));
const scene = protocol
	.chain((one) => fc.tuple(anyPlace(one), anyPlace(one), fc.array(anyPlace(one), { maxLength: 4 })))
	.chain(([from, to, others]) =>
		fc
			.array(
				fc.oneof(
					fc.constantFrom(from.uri, ...others.map(({ uri }) => uri)),
					fc.constantFrom("/", "|", '"', "\n", "-message://", "imap", "a", ".a", "/INBOX", " ", "\\", "@a", ":1"),
				),
				{ maxLength: 12 },
			)
			.map((parts) => ({ from, to, text: parts.join("") })),
	);

describe("for any texts and servers", () => {
	test("the way back gives the very text, unless the new URI was there before", () => {
		fc.assert(
			fc.property(scene, ({ from, to, text }) => {
				if (from.uri === to.uri || holdsAlready(text, to.uri)) return;
				const there = replaceUris(text, { from, to });
				const back = replaceUris(there.text, { from: to, to: from });
				expect(back).toEqual({ text, count: there.count });
				expect(holdsAlready(there.text, from.uri)).toBe(false);
			}),
		);
	});

	test("a text without the URI is unchanged", () => {
		fc.assert(
			fc.property(scene, ({ from, to, text }) => {
				if (holdsAlready(text, from.uri)) return;
				expect(replaceUris(text, { from, to })).toEqual({ text, count: 0 });
			}),
		);
	});
});
