// Which preferences follow a move, and what is counted of them.

import { describe, expect, test } from "vitest";
import { countCarried } from "../../../../src/experiments/repair/carry/count";
import { inverseMove, type Move, place } from "../../../../src/experiments/repair/carry/move";
import { pieceOfPreference, preferenceEdits } from "../../../../src/experiments/repair/carry/preferences";

const move: Move = {
	...{ key: "server1", protocol: "imap" },
	from: place("imap", "u", "mail.x.example"),
	to: place("imap", "u@x.example", "imap.y.example"),
};
const directory = { absolute: "/p/ImapMail/mail.x.example", relative: "[ProfD]ImapMail/mail.x.example" };
const OLD = "imap://u@mail.x.example";
const NEW = "imap://u%40x.example@imap.y.example";
const prefs = {
	"mail.server.server1.hostname": "mail.x.example",
	"mail.server.server1.userName": "u",
	"mail.server.server1.directory": directory.absolute,
	"mail.server.server1.directory-rel": directory.relative,
	"mail.server.server1.port": 993,
	"mail.server.server1.name": "u on mail.x.example",
	"mail.server.server1.spamActionTargetAccount": OLD,
	"mail.server.server12.hostname": "mail.x.example",
	"mail.identity.id1.fcc_folder": `${OLD}/Sent`,
	"mail.identity.id2.fcc_folder": "imap://u@mail.x.example.net/Sent",
	"extensions.other.folders": `["${OLD}/A","${OLD}/B"]`,
};
const after = (edits: ReturnType<typeof preferenceEdits>) =>
	Object.fromEntries(edits.map((one) => [one.name, one.after]));

test("host, user name and every text with the server's folders follow; nothing else does", () => {
	expect(after(preferenceEdits(prefs, move, directory))).toEqual({
		"mail.server.server1.hostname": "imap.y.example",
		"mail.server.server1.userName": "u@x.example",
		"mail.server.server1.spamActionTargetAccount": NEW,
		"mail.identity.id1.fcc_folder": `${NEW}/Sent`,
		"extensions.other.folders": `["${NEW}/A","${NEW}/B"]`,
	});
});

test("the way back gives the values from before", () => {
	const there = { ...prefs, ...after(preferenceEdits(prefs, move, directory)) };
	expect({ ...there, ...after(preferenceEdits(there, inverseMove(move), directory)) }).toEqual(prefs);
});

describe("the mail folder on the disk stays", () => {
	const without = Object.fromEntries(Object.entries(prefs).filter(([name]) => !name.includes(".directory")));

	test("it is written down where nothing says it", () => {
		expect(after(preferenceEdits(without, move, directory))).toMatchObject({
			"mail.server.server1.directory": directory.absolute,
			"mail.server.server1.directory-rel": directory.relative,
		});
	});

	test("outside the profile by its path alone", () => {
		const edits = after(preferenceEdits(without, move, { absolute: "/srv/mail", relative: null }));
		expect(edits).toMatchObject({ "mail.server.server1.directory": "/srv/mail" });
		expect(edits).not.toHaveProperty("mail.server.server1.directory-rel");
	});

	test("one of the two is enough", () => {
		const edits = after(preferenceEdits({ ...without, "mail.server.server1.directory": "/old" }, move, directory));
		expect(edits).not.toHaveProperty("mail.server.server1.directory");
		expect(edits).not.toHaveProperty("mail.server.server1.directory-rel");
	});
});

test("the page counts what follows, and not the move itself", () => {
	const edits = preferenceEdits(prefs, move, directory);
	expect(edits.map(({ name }) => pieceOfPreference(name, move))).toContain(null);
	expect(
		countCarried(move, {
			...{ logins: 1, prefs: edits },
			pieces: [
				{ piece: "filters", count: 2 },
				{ piece: "filters", count: 1 },
				{ piece: "open-tabs", count: 0 },
			],
		}),
	).toEqual({ login: 1, "identity-folders": 1, settings: 2, filters: 3 });
});
