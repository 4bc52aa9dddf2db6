// Which stored logins serve nobody any more, and that nothing else is ever removed.

import { describe, expect, test } from "vitest";
import type { JournalEntry } from "../../src/domain/journal";
import type { JournalView } from "../../src/domain/outcome";
import {
	isUnused,
	type LoginUser,
	listUnused,
	removeUnused,
	type UnusedLoginPorts,
} from "../../src/experiments/repair/unused-logins";
import { entry, journal, set } from "../options/demo";

const SERVERS: LoginUser[] = [
	{ type: "imap", host: "imap.asso.example", username: "ada@asso.example" },
	{ type: "pop3", host: " Pop.asso.example. ", username: "Ada@asso.example" },
	{ type: "smtp", host: "smtp.asso.example", username: "" },
	{ type: "ews", host: "ews.asso.example", username: "ada" },
];
const unused = (origin: string, username = "ada@asso.example", entries: JournalEntry[] = []) =>
	isUnused({ origin, username }, SERVERS, entries);

test.each([
	"imap://old.example",
	"mailbox://old.example",
	"pop3://old.example",
	"smtp://old.example",
	"imap://[2001:db8::1]",
	"smtp://imap.asso.example",
	"imap://ews.asso.example",
])("a mail login that no server looks for is unused: %s", (origin) => {
	expect(unused(origin)).toBe(true);
});

test.each([
	["of a server", "imap://imap.asso.example", "ada@asso.example"],
	["of a server, written otherwise", "imap://IMAP.asso.example", "ADA@asso.example"],
	["of a POP3 server, in both forms", "mailbox://pop.asso.example", "ada@asso.example"],
	["of a POP3 server, in the old form", "pop3://pop.asso.example", "ada@asso.example"],
	["of a server that asks for a name", "smtp://smtp.asso.example", "somebody"],
	["of a server of a kind that nobody here knows", "imap://ews.asso.example", "ada"],
	["of a web page", "https://old.example", "ada@asso.example"],
	["of a sign-in", "oauth://accounts.google.com", "ada@asso.example"],
	["of a newsgroup server", "news://old.example", "ada@asso.example"],
	["without a host", "imap://", "ada@asso.example"],
])("a login %s is left alone", (_, origin, username) => {
	expect(unused(origin, username)).toBe(false);
});

describe("what an undo or a prepared change needs is left alone", () => {
	const host = entry({ changes: [set("smtp1", "outgoing.host", "old.example", "smtp.asso.example")] });
	const name = entry({ changes: [set("server1", "incoming.username", "before", "ada@asso.example")] });
	const copy = entry({
		changes: [],
		logins: [
			{
				from: { origin: "imap://from.example", username: "x" },
				to: { origin: "imap://to.example", username: "x" },
				guid: null,
			},
		],
	});
	const pref = entry({
		changes: [],
		prefs: [{ name: "mail.server.server1.hostname", before: "pref.example", after: "imap.asso.example" }],
	});
	const needs: [JournalEntry, string, string][] = [
		[host, "smtp://old.example", "somebody"],
		[name, "imap://imap.asso.example", "before"],
		[copy, "imap://from.example", "other"],
		[copy, "imap://to.example", "other"],
		[pref, "imap://pref.example", "other"],
	];

	test.each(["prepared", "applying", "applied", "undo-prepared", "undoing"] as const)("while it is %s", (state) => {
		for (const [one, origin, username] of needs) expect(unused(origin, username, [{ ...one, state }])).toBe(false);
	});

	test.each(["rolled-back", "undone"] as const)("and no longer once it is %s", (state) => {
		expect(unused("smtp://old.example", "somebody", [{ ...host, state }])).toBe(true);
	});
});

describe("the list and the removal", () => {
	const rows = [
		{ id: "a", origin: "imap://old.example", realm: "imap://old.example", username: "ada", login: "A" },
		{ id: "b", origin: "imap://old.example", realm: "another realm", username: "ada", login: "B" },
		{ id: "c", origin: "imap://imap.asso.example", realm: "imap://imap.asso.example", username: "ada@asso.example" },
	].map((row) => ({ login: "C", ...row }));

	function ports(given: Partial<UnusedLoginPorts<string>> = {}, view: JournalView = journal()) {
		const removed: string[] = [];
		const made: UnusedLoginPorts<string> = {
			isLocked: () => false,
			count: async () => 7,
			all: async () => rows,
			remove: async (login) => {
				removed.push(login);
			},
			journal: async () => view,
			servers: () => SERVERS,
			...given,
		};
		return { removed, made };
	}

	test("tells place and name, and nothing that was not said", async () => {
		expect(await listUnused(ports().made)).toEqual({
			kind: "listed",
			logins: [{ id: "a", origin: "imap://old.example", username: "ada" }],
		});
	});

	test("removes exactly the one that was meant", async () => {
		const { removed, made } = ports();
		expect(await removeUnused(made, "a")).toEqual({ kind: "removed" });
		expect(removed).toEqual(["A"]);
	});

	test.each(["b", "c", "gone"])("refuses %s, which is no unused mail login", async (id) => {
		const { removed, made } = ports();
		expect(await removeUnused(made, id)).toEqual({ kind: "not-unused" });
		expect(removed).toEqual([]);
	});

	test("refuses one that an account has begun to use since", async () => {
		const { removed, made } = ports({ servers: () => [{ type: "imap", host: "old.example", username: "ada" }] });
		expect(await removeUnused(made, "a")).toEqual({ kind: "not-unused" });
		expect(removed).toEqual([]);
	});

	test("only counts while the primary password is locked, and asks the store for no login", async () => {
		const all = () => Promise.reject(new Error("would open a dialog"));
		const { removed, made } = ports({ isLocked: () => true, all });
		expect(await listUnused(made)).toEqual({ kind: "locked", stored: 7 });
		expect(await removeUnused(made, "a")).toEqual({ kind: "not-unused" });
		expect(removed).toEqual([]);
	});

	test("knows nothing where the journal cannot be read", async () => {
		const { removed, made } = ports({}, { health: { kind: "unreadable" }, entries: [], recovered: [] });
		expect(await listUnused(made)).toEqual({ kind: "unknown" });
		expect(await removeUnused(made, "a")).toEqual({ kind: "not-unused" });
		expect(removed).toEqual([]);
	});
});
