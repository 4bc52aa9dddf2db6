// Every expected URI was read in Thunderbird 153.7 and 140.12, which agree.

import { describe, expect, test } from "vitest";
import { inverseMove, place, serverUri } from "../../../../src/experiments/repair/carry/move";

const EVERY_SIGN = `u: !"#$%&'()*+,-./0123456789;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_\`abcdefghijklmnopqrstuvwxyz{|}~`;

describe("a server's URI is Thunderbird's own", () => {
	test.each([
		["imap", "u", "imap.x.example", "imap://u@imap.x.example"],
		["imap", "u@x.example", "h.example", "imap://u%40x.example@h.example"],
		["imap", "U@X", "h.example", "imap://U%40X@h.example"],
		["imap", "", "h.example", "imap://h.example"],
		["imap", "é@x", "h.example", "imap://%C3%A9%40x@h.example"],
		["imap", "u%40x", "h.example", "imap://u%2540x@h.example"],
		["imap", " u ", "h.example", "imap://%20u%20@h.example"],
		["imap", "DOM\\u", "h.example", "imap://DOM%5Cu@h.example"],
		["imap", "u", "imap.x.example.", "imap://u@imap.x.example."],
		["imap", "u", "hôte.example", "imap://u@h%C3%B4te.example"],
		[
			...(["imap", EVERY_SIGN, "h.example"] as const),
			"imap://u%3A%20%21%22%23%24%25%26%27%28%29*%2B%2C-.%2F0123456789%3B%3C%3D%3E%3F%40ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abcdefghijklmnopqrstuvwxyz%7B%7C%7D%7E@h.example",
		],
		["pop3", "u@x.example", "h.example", "mailbox://u%40x.example@h.example"],
		["pop3", " u ", "h.example", "mailbox://%20u%20@h.example"],
		["pop3", "u", "hôte.example", "mailbox://u@h%C3%B4te.example"],
		["pop3", "u", "imap.x.example.", "mailbox://u@imap.x.example."],
		[
			...(["pop3", EVERY_SIGN, "h.example"] as const),
			"mailbox://u%3A%20!%22%23%24%25%26'()*%2B%2C-.%2F0123456789%3B%3C%3D%3E%3F%40ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abcdefghijklmnopqrstuvwxyz%7B%7C%7D~@h.example",
		],
	] as const)("%s, %j at %s", (protocol, username, host, uri) => {
		expect(serverUri(protocol, username, host)).toBe(uri);
	});
});

test("the way back of the way back is the way", () => {
	const move = {
		...{ key: "server1", protocol: "imap" as const },
		from: place("imap", "u", "old.example"),
		to: place("imap", "u@x.example", "new.example"),
	};
	expect(inverseMove(move)).toEqual({ ...move, from: move.to, to: move.from });
	expect(inverseMove(inverseMove(move))).toEqual(move);
});
