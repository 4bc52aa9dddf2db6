// Whether a start of Thunderbird has anything to do for a journal. That the engine agrees, at every step of any repair:
// ../experiments/repair/quiet-start.ts.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
	type EntryState,
	JOURNAL_VERSION,
	type Journal,
	type JournalEntry,
	type MoveRecord,
} from "../../src/domain/journal";
import { isAtRest } from "../../src/domain/journal-rest";

const entry: JournalEntry = {
	id: "a",
	at: "2026-11-20T12:00:00.000Z",
	state: "applied",
	recovery: null,
	changes: [],
	names: { server1: "Éducation" },
	prefs: [{ name: "mail.server.server1.port", before: 143, after: 993 }],
	logins: [],
	created: [],
	added: [],
	move: null,
	problem: null,
};
const move: MoveRecord = {
	key: "server1",
	protocol: "imap",
	from: { host: "a.example", username: "u", uri: "imap://u@a.example" },
	to: { host: "b.example", username: "u", uri: "imap://u@b.example" },
	made: { prefs: [], files: [] },
	undo: null,
	mend: [],
	verified: true,
};
const login = {
	from: { origin: "imap://a.example", username: "u" },
	to: { origin: "imap://b.example", username: "u" },
};
const kept = { path: "virtualFolders.dat", copy: "make-0", written: "x" };

function journalOf(...entries: object[]): string {
	return JSON.stringify({ version: JOURNAL_VERSION, setAside: null, entries } satisfies Record<keyof Journal, unknown>);
}
const withEntry = (difference: Partial<JournalEntry>) => journalOf(entry, { ...entry, ...difference }, entry);
const withMove = (state: EntryState, difference: Partial<MoveRecord>, logins: JournalEntry["logins"] = []) =>
	withEntry({ state, logins, move: { ...move, ...difference } });

describe("nothing has to be done", () => {
	test.each([
		["without entries", journalOf()],
		...(["applied", "rolled-back", "undone"] as const).map((state) => [state, withEntry({ state })]),
		["a repair with a login copy", withEntry({ logins: [{ ...login, guid: "{1}" }] })],
		["a move that was looked at", withMove("applied", {}, [{ ...login, guid: "{1}" }])],
		["a move that was undone and forgotten", withMove("undone", { made: null, verified: false })],
		["a move that was put back and forgotten", withMove("rolled-back", { made: null, verified: false })],
		[
			"the first version",
			readFileSync(join(import.meta.dirname, "../experiments/repair/journal-version-1.json"), "utf8"),
		],
	])("%s", (_, content) => {
		expect(isAtRest(content)).toBe(true);
	});
});

describe("something has to be done", () => {
	test.each([
		...(["prepared", "applying", "undo-prepared", "undoing"] as const).flatMap((state) => [
			[state, withEntry({ state })],
			[`a move that is ${state}`, withMove(state, {})],
		]),
		["a move that was cut while it was prepared", withMove("prepared", {}, [{ ...login, guid: null }])],
		["a move that nobody has looked at since the restart", withMove("applied", { verified: false })],
		["a move whose saved searches may be lost", withMove("applied", { mend: [kept] })],
		["an undone move with what would put it back", withMove("undone", {})],
		["an undone move with what would take its undo back", withMove("undone", { made: null, undo: move.made })],
		["an undone move with a login copy", withMove("undone", { made: null }, [{ ...login, guid: "{1}" }])],
		[
			"a move that was put back, with a login copy",
			withMove("rolled-back", { made: null }, [{ ...login, guid: null }]),
		],
	])("%s", (_, content) => {
		expect(isAtRest(content)).toBe(false);
	});
});

describe("what is not understood is looked at", () => {
	const text = withMove("applied", {});
	test.each(Array.from({ length: 20 }, (_, index) => Math.floor((text.length * index) / 20)))(
		"cut short at character %i",
		(length) => {
			expect(isAtRest(text.slice(0, length))).toBe(false);
		},
	);

	test.each([
		["a newer version", { version: JOURNAL_VERSION + 1, setAside: null, entries: [] }],
		["an older version than the first", { version: 0, setAside: null, entries: [] }],
		["a version between", { version: 1.5, setAside: null, entries: [] }],
		["a version in words", { version: "1", setAside: null, entries: [] }],
		["no version", { setAside: null, entries: [] }],
		["no entries", { version: JOURNAL_VERSION, setAside: null }],
		["entries that are no list", { version: JOURNAL_VERSION, setAside: null, entries: {} }],
		["an entry that is none", { version: JOURNAL_VERSION, setAside: null, entries: [null] }],
		["a state of another version", { version: JOURNAL_VERSION, entries: [{ ...entry, state: "paused" }] }],
		["no state", { version: JOURNAL_VERSION, entries: [{ ...entry, state: undefined }] }],
		["a move that is none", { version: JOURNAL_VERSION, entries: [{ ...entry, move: "x" }] }],
		[
			"a move without what it has to mend",
			{ version: JOURNAL_VERSION, entries: [{ ...entry, move: { verified: true } }] },
		],
		["a list", []],
		["null", null],
	])("%s", (_, data) => {
		expect(isAtRest(JSON.stringify(data))).toBe(false);
	});

	test("nothing at all", () => {
		expect(isAtRest("")).toBe(false);
		expect(isAtRest("\0".repeat(100))).toBe(false);
	});
});
