// The files in golden/ were written by Thunderbird 153.7 (or 140.12 where the name says so), for the account of
// ../../../thunderbird/move/rich-account.ts.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CarriedFile, carriedFiles, goneFolder, translate } from "../../../../src/experiments/repair/carry/files";
import { inverseMove, type Move, place } from "../../../../src/experiments/repair/carry/move";

const golden = (name: string) => readFileSync(join(import.meta.dirname, "golden", name), "latin1");

const USER = "contact@asso.example";
const imap: Move = {
	...{ key: "server1", protocol: "imap" },
	from: place("imap", USER, "ssl0.ovh.net"),
	to: place("imap", USER, "imap.mail.ovh.net"),
};
const pop3: Move = {
	...{ key: "server1", protocol: "pop3" },
	from: place("pop3", USER, "ssl0.ovh.net"),
	to: place("pop3", "contact", "pop.mail.ovh.net"),
};
const FOLDERS = [
	{ key: "server1", folder: "ImapMail/ssl0.ovh.net" },
	{ key: "server2", folder: "ImapMail/imap.beta.gouv.fr" },
	{ key: "server3", folder: "Mail/Local Folders" },
	{ key: "server4", folder: "Mail/Local Folders" },
];

function fileOf(end: string, move: Move = imap): CarriedFile {
	const file = carriedFiles(FOLDERS, move).find(({ path }) => path.endsWith(end));
	if (!file) throw new Error(`no file ${end}`);
	return file;
}

test("filters of every server are looked through once, and the download state of the moved one alone", () => {
	const filters = (move: Move) =>
		carriedFiles(FOLDERS, move)
			.filter(({ server }) => server !== null)
			.map(({ path, piece }) => [path, piece]);
	const rules = [
		["ImapMail/ssl0.ovh.net/msgFilterRules.dat", "filters"],
		["ImapMail/imap.beta.gouv.fr/msgFilterRules.dat", "filters"],
		["Mail/Local Folders/msgFilterRules.dat", "filters"],
	];
	expect(filters(imap)).toEqual(rules);
	expect(filters(pop3)).toEqual([
		rules[0],
		["ImapMail/ssl0.ovh.net/popstate.dat", "download-state"],
		...rules.slice(1),
	]);
});

describe("what Thunderbird wrote is translated, and comes back to the byte", () => {
	test.each([
		["virtualFolders-153.dat", "virtualFolders.dat", imap, 13, 3],
		["virtualFolders-140.dat", "virtualFolders.dat", imap, 13, 3],
		["msgFilterRules.dat", "msgFilterRules.dat", imap, 2, 2],
		["folderTree.json", "folderTree.json", imap, 14, 14],
		["session.json", "session.json", imap, 3, 3],
		["popstate.dat", "popstate.dat", pop3, 1, 1],
	] as const)("%s", (name, path, move, count, carried) => {
		const before = golden(name);
		const file = fileOf(path, move);
		const after = translate(file, before, move);
		expect(after).toMatchObject({ kind: "translated", count, carried });
		const content = after.kind === "translated" ? after.content : "";
		expect(content).not.toContain("ssl0.ovh.net");
		expect(content.split(move.to.host).length - 1).toBe(count);
		expect(translate(file, content, inverseMove(move))).toMatchObject({ content: before, count });
		expect(translate(file, before, { ...move, from: place(move.protocol, USER, "ssl0.ovh") })).toMatchObject({
			content: before,
			count: 0,
		});
	});

	test("the line of a download state is exactly host and user name, in UTF-8", () => {
		const file = fileOf("popstate.dat", pop3);
		const accented = { ...pop3, to: place("pop3", "été", "pop.mail.ovh.net") };
		const after = translate(file, golden("popstate.dat").replaceAll("\n", "\r\n"), accented);
		const line = Buffer.from("*pop.mail.ovh.net été\r\n").toString("latin1");
		expect(after).toMatchObject({ count: 1, content: expect.stringContaining(line) as string });
		const longer = golden("popstate.dat").replace(USER, `${USER}.net`);
		expect(translate(file, longer, pop3)).toMatchObject({ content: longer, count: 0 });
	});
});

describe("a damaged file is refused by its name", () => {
	const refused = (piece: string, name: string) => ({
		kind: "problem",
		problem: { kind: "cannot-carry", piece, name },
	});

	test.each([
		["cut off within a value", golden("msgFilterRules.dat").slice(0, -3)],
		["without quotes", "version=9\n"],
		["zeroes, as after a power cut", "\0\0\0\0"],
		["another file altogether", "<html></html>"],
	])("filters: %s", (_, content) => {
		const file = fileOf("msgFilterRules.dat");
		expect(translate(file, content, imap)).toEqual(refused("filters", file.path));
	});

	test.each([
		["zeroes", "\0\0\0\0"],
		["a line that is none", `${golden("virtualFolders-153.dat")}nonsense\n`],
	])("saved searches: %s", (_, content) => {
		expect(translate(fileOf("virtualFolders.dat"), content, imap)).toEqual(
			refused("saved-searches", "virtualFolders.dat"),
		);
	});

	test("an empty file is whole", () => {
		for (const file of carriedFiles(FOLDERS, pop3)) {
			expect(translate(file, "", pop3)).toEqual({ kind: "translated", content: "", count: 0, carried: 0 });
		}
	});

	test("quotes and backslashes in a filter are text, also a backslash at the end of a value", () => {
		const rules = 'name="a \\"b\\" \\\\"c\\\\" \\ d"\ncondition="\\\\\\\\ x"\n';
		expect(translate(fileOf("msgFilterRules.dat"), rules, imap)).toMatchObject({ content: rules });
	});

	test("a large filter file is read in no time", () => {
		const rules = `description="${'x\\\\" '.repeat(200_000)}"\n`.repeat(5);
		expect(translate(fileOf("msgFilterRules.dat"), rules, imap)).toMatchObject({ count: 0 });
		expect(translate(fileOf("msgFilterRules.dat"), `${rules}x`, imap)).toMatchObject({ kind: "problem" });
	});
});

describe("saved searches over folders that are gone", () => {
	const content = golden("virtualFolders-153.dat");

	test("none where all are there, and a unified folder's do not count", () => {
		const own = ["INBOX", "Projets", "Projets/&AMk-t&AOk- 2026"].map((path) => `${imap.from.uri}/${path}`);
		expect(goneFolder(content, imap, (uri) => own.includes(uri))).toBeNull();
	});

	test("the first is named", () => {
		expect(goneFolder(content, imap, (uri) => uri.endsWith("/INBOX"))).toEqual({
			...{ kind: "cannot-carry", piece: "saved-searches" },
			name: "Projets",
		});
	});

	test("other accounts' folders are no business of this move", () => {
		expect(goneFolder(content, inverseMove(imap), () => false)).toBeNull();
	});
});
