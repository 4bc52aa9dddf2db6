// What a journal's text is taken for: whole, foreign, cut short. Reading and writing the file: ../../thunderbird/.

import { describe, expect, it } from "vitest";
import type { Journal } from "../../../src/domain/journal";
import { parseJournal } from "../../../src/experiments/repair/journal-file";

const journal: Journal = {
	version: 1,
	setAside: null,
	entries: [
		{
			id: "a",
			at: "2026-11-20T12:00:00.000Z",
			state: "applied",
			recovery: null,
			changes: [{ kind: "set", target: "incoming", key: "server1", setting: "incoming.port", from: 143, to: 993 }],
			names: { server1: "OVH" },
			prefs: [{ name: "mail.server.server1.port", before: 143, after: 993 }],
			logins: [
				{
					from: { origin: "smtp://a.example", username: "u" },
					to: { origin: "smtp://b.example", username: "u" },
					guid: null,
				},
			],
			created: [],
		},
	],
};
const text = JSON.stringify(journal);

describe("a journal file", () => {
	it("is read as it was written", () => {
		expect(parseJournal(text)).toEqual({ kind: "journal", journal });
	});

	it.each(Array.from({ length: 20 }, (_, index) => Math.floor((text.length * index) / 20)))(
		"that was cut short at character %i is called corrupt",
		(length) => {
			expect(parseJournal(text.slice(0, length))).toEqual({ kind: "foreign", reason: "corrupt" });
		},
	);

	it.each([
		[{ ...journal, version: 2 }, "newer-version"],
		[{ ...journal, version: 0 }, "older-version"],
		[{ ...journal, version: "1" }, "corrupt"],
		[{ ...journal, entries: {} }, "corrupt"],
		[[], "corrupt"],
		[null, "corrupt"],
	])("of another version or shape is not guessed at", (data, reason) => {
		expect(parseJournal(JSON.stringify(data))).toEqual({ kind: "foreign", reason });
	});

	it("cannot be made to write a preference that no repair touches", () => {
		const [entry] = journal.entries;
		const forged = {
			...journal,
			entries: [{ ...entry, prefs: [{ name: "network.proxy.http", before: "evil.example", after: null }] }],
		};
		expect(parseJournal(JSON.stringify(forged))).toEqual({ kind: "foreign", reason: "corrupt" });
	});
});
