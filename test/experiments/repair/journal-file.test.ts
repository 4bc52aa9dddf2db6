// What a journal's text is taken for: whole, foreign, cut short. Reading and writing the file: ../../thunderbird/.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Journal } from "../../../src/domain/journal";
import { parseJournal } from "../../../src/experiments/repair/journal-file";

const journal: Journal = {
	version: 3,
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
			added: [],
			move: null,
			problem: null,
		},
		{
			id: "b",
			at: "2026-11-21T12:00:00.000Z",
			state: "applied",
			recovery: null,
			changes: [
				{
					kind: "set",
					target: "incoming",
					key: "server1",
					setting: "incoming.host",
					from: "a.example",
					to: "b.example",
				},
			],
			names: {},
			prefs: [{ name: "mail.server.server1.hostname", before: "a.example", after: "b.example" }],
			logins: [],
			created: [],
			added: [],
			move: {
				key: "server1",
				protocol: "imap",
				from: { host: "a.example", username: "u", uri: "imap://u@a.example" },
				to: { host: "b.example", username: "u", uri: "imap://u@b.example" },
				made: {
					prefs: [
						{ name: "mail.server.server1.hostname", before: "a.example", after: "b.example" },
						{ name: "some.addon.folder", before: "imap://u@a.example/INBOX", after: "imap://u@b.example/INBOX" },
					],
					files: [{ path: "ImapMail/a.example/msgFilterRules.dat", copy: "make-0", written: "x" }],
				},
				undo: null,
				mend: [],
				verified: true,
			},
			problem: { kind: "changed-meanwhile", key: "server1", setting: "incoming.port" },
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
		[{ ...journal, version: 4 }, "newer-version"],
		[{ ...journal, version: 0 }, "older-version"],
		[{ ...journal, version: "3" }, "corrupt"],
		[{ ...journal, version: 1, entries: [{}] }, "corrupt"],
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

	it("of the first version is taken over whole: nothing in it waits for a restart", () => {
		const stored = readFileSync(join(import.meta.dirname, "journal-version-1.json"), "utf8");
		const parsed = parseJournal(stored);
		if (parsed.kind !== "journal") throw new Error(parsed.reason);
		const old: { entries: object[] } = JSON.parse(stored);
		expect(parsed.journal.version).toBe(3);
		expect(parsed.journal.entries).toEqual(
			old.entries.map((entry) => ({ ...entry, added: [], move: null, problem: null })),
		);
		expect(parseJournal(JSON.stringify(parsed.journal))).toEqual(parsed);
	});

	it("of the second version is taken over whole: nothing was added in it", () => {
		const stored = readFileSync(join(import.meta.dirname, "journal-version-2.json"), "utf8");
		const parsed = parseJournal(stored);
		if (parsed.kind !== "journal") throw new Error(parsed.reason);
		const old: { entries: object[] } = JSON.parse(stored);
		expect(parsed.journal.version).toBe(3);
		expect(parsed.journal.entries).toEqual(old.entries.map((entry) => ({ ...entry, added: [] })));
		expect(parseJournal(JSON.stringify(parsed.journal))).toEqual(parsed);
	});

	it("of the present version is read as it was first stored: another shape would need another version", () => {
		const stored = readFileSync(join(import.meta.dirname, "journal-version-3.json"), "utf8");
		expect(parseJournal(stored)).toEqual({ kind: "journal", journal: JSON.parse(stored) as Journal });
	});

	it.each([
		"calendar.registry.c1.uri",
		"ldap_2.servers.A.carddav.url",
		"calendar.registry.c1.refreshInterval",
		"ldap_2.servers.A.uri",
	])("cannot be made to write %s", (name) => {
		const [entry] = journal.entries;
		const forged = {
			...journal,
			entries: [{ ...entry, prefs: [{ name, before: "https://evil.example/", after: null }] }],
		};
		expect(parseJournal(JSON.stringify(forged))).toEqual({ kind: "foreign", reason: "corrupt" });
	});

	const [, moved] = journal.entries;
	const made = moved?.move?.made;
	const forgedWork: [string, object][] = [
		["a preference that does not follow", { prefs: [{ name: "network.proxy.http", before: "a", after: "evil" }] }],
		[
			"a preference that is made to hold more",
			{ prefs: [{ name: "x", before: "imap://u@a.example", after: "imap://u@b.example javascript:" }] },
		],
		["a preference that is removed", { prefs: [{ name: "x", before: "imap://u@a.example", after: null }] }],
		["a file that holds nothing of the server", { files: [{ path: "logins.json", copy: "make-0", written: "x" }] }],
		["a file outside", { files: [{ path: "a/../../msgFilterRules.dat", copy: "make-0", written: "x" }] }],
		["a copy outside its folder", { files: [{ path: "session.json", copy: "../x", written: "x" }] }],
	];
	it.each(forgedWork)("cannot be made to write %s", (_what, work) => {
		for (const which of ["made", "undo"]) {
			const move = { ...moved?.move, [which]: { ...made, ...work } };
			const forged = { ...journal, entries: [{ ...moved, move }] };
			expect(parseJournal(JSON.stringify(forged))).toEqual({ kind: "foreign", reason: "corrupt" });
		}
	});

	it("cannot be made to remove another folder", () => {
		const forged = { ...journal, entries: [{ ...moved, id: "../extensions" }] };
		expect(parseJournal(JSON.stringify(forged))).toEqual({ kind: "foreign", reason: "corrupt" });
	});
});
