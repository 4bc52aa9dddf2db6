// What is asked about a mailbox after the login: right answers in every form, servers that lie, and those without end.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MailboxQuestion } from "../../src/domain/mailbox";
import { Conversation } from "../../src/probe/conversation";
import { literalAt, parse } from "../../src/probe/imap-values";
import { ASCII, lines, type Play, play } from "./play";

const OK = { kind: "ok" };
const IMAP: Play = { protocol: "imap", security: "tls", credentials: ASCII };
const GREETING = lines("* OK [CAPABILITY IMAP4rev1] hi");
const EXAMINED = lines("* 3 EXISTS", "* OK [UIDVALIDITY 1700000000] UIDs valid", "e OK [READ-ONLY] done");
const literal = (text: string) => `{${text.length}}\r\n${text}`;
const header = (id: string) => literal(`Message-ID: <${id}>\r\n\r\n`);
const item = (number: number, uid: number, value: string) =>
	`* ${number} FETCH (UID ${uid} BODY[HEADER.FIELDS (MESSAGE-ID)] ${value})\r\n`;

const look = (examined: string, fetched: string, more: Partial<Play> = {}, uids: readonly number[] = [3, 9]) =>
	play({ ...IMAP, question: { protocol: "imap", uids }, ...more }, [GREETING, lines("d OK in"), examined, fetched]);

describe("an IMAP mailbox", () => {
	it("tells its UIDVALIDITY and the Message-IDs, is only looked at, and is left politely", () => {
		const played = look(EXAMINED, item(1, 3, header("a@x")) + item(2, 9, header("b@x")) + lines("f OK done"));
		expect(played.sent.slice(2)).toEqual([
			"e EXAMINE INBOX",
			"f UID FETCH 3,9 (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])",
			"z LOGOUT",
		]);
		expect(played).toMatchObject({ outcome: OK, stage: "login" });
		expect(played.mailbox).toEqual({
			protocol: "imap",
			uidValidity: 1_700_000_000,
			messages: [
				{ uid: 3, messageId: "a@x" },
				{ uid: 9, messageId: "b@x" },
			],
		});
	});

	it("is asked for no message where none is kept", () => {
		const played = look(EXAMINED, "", {}, []);
		expect(played.sent.slice(2)).toEqual(["e EXAMINE INBOX", "z LOGOUT"]);
		expect(played.mailbox).toEqual({ protocol: "imap", uidValidity: 1_700_000_000, messages: [] });
	});

	it("is not asked at all when the login is refused", () => {
		const played = play({ ...IMAP, question: { protocol: "imap", uids: [3] } }, [GREETING, lines("d NO no")]);
		expect(played.sent.slice(2)).toEqual(["z LOGOUT"]);
		expect(played.mailbox).toBeUndefined();
	});

	it.each<[string, string]>([
		["folded", item(1, 3, literal("Message-ID:\r\n <a@x>\r\n\r\n"))],
		["in other letters", item(1, 3, literal("message-id: <a@x>\r\n\r\n")).replace("FETCH", "fetch")],
		["in a quoted string", item(1, 3, '"Message-ID: <a@x>"')],
		["before its number", `* 1 FETCH (BODY[HEADER.FIELDS ("MESSAGE-ID")] ${header("a@x")} UID 3)\r\n`],
		[
			"with attributes that nobody asked for",
			item(1, 3, header("a@x")).replace("(UID", "(FLAGS (\\Seen $x) MODSEQ (12) UID"),
		],
		[
			"between other news",
			lines("* 4 EXISTS", "* 1 FETCH (FLAGS (\\Seen))", "* OK {5}", '* LIST () "/" {1}') +
				"x\r\n" +
				item(1, 3, header("a@x")),
		],
		["beside one that was not asked for", item(7, 77, header("z@x")) + item(1, 3, header("a@x"))],
		["with a literal of bytes", item(1, 3, `~${header("a@x")}`)],
	])("tells a Message-ID %s", (_name, fetched) => {
		expect(look(EXAMINED, fetched + lines("f OK done")).mailbox).toMatchObject({
			messages: [{ uid: 3, messageId: "a@x" }],
		});
	});

	it.each<[string, string]>([
		["has none", item(1, 3, literal("\r\n"))],
		["says NIL", item(1, 3, "NIL")],
		["says nothing", item(1, 3, '""')],
		["leaves out the number", `* 1 FETCH (BODY[HEADER.FIELDS (MESSAGE-ID)] ${header("a@x")})\r\n`],
	])("of which a message %s tells nothing of that message", (_name, fetched) => {
		expect(look(EXAMINED, fetched + lines("f OK done")).mailbox).toMatchObject({ messages: [] });
	});

	const impossible = (text: string) => lines(`* OK [UIDVALIDITY ${text}] x`, "e OK done");
	it.each<[string, string, string]>([
		["refuses to show INBOX", lines("e NO no such mailbox"), ""],
		["leaves", lines("* BYE enough"), ""],
		["tells no UIDVALIDITY", lines("* 3 EXISTS", "e OK done"), ""],
		["tells two of them", lines("* OK [UIDVALIDITY 1] x", "* OK [UIDVALIDITY 2] x", "e OK done"), ""],
		["tells an impossible one", impossible("0"), ""],
		["tells one that is too large", impossible("4294967296"), ""],
		["tells one without end", impossible("9".repeat(400)), ""],
		["refuses the messages", EXAMINED, lines("f BAD what")],
		["leaves amid the messages", EXAMINED, item(1, 3, header("a@x")) + lines("* BYE enough")],
		["speaks nonsense", EXAMINED, lines("hello")],
		["asks back", EXAMINED, lines("+ more")],
		["opens what it never closes", EXAMINED, lines("* 1 FETCH (UID 3", "f OK done")],
		["nests without end", EXAMINED, lines(`* 1 FETCH ${"(".repeat(30_000)}`, "f OK done")],
		[
			"announces a literal of gigabytes",
			EXAMINED,
			"* 1 FETCH (UID 3 BODY[HEADER.FIELDS (MESSAGE-ID)] {4294967296}\r\n",
		],
		["announces a literal of no finite size", EXAMINED, `* 1 FETCH (UID 3 BODY[] {${"9".repeat(400)}}\r\n`],
		["tells news without end", EXAMINED, "* 3 EXISTS\r\n".repeat(40_000)],
		["sends a line without end", EXAMINED, `* 3 ${"X".repeat(100_000)}`],
	])("stays unknown, and the login good, when the server %s", (_name, examined, fetched) => {
		const played = look(examined, fetched);
		expect(played.outcome).toEqual(OK);
		expect(played.mailbox).toBeUndefined();
	});

	it("keeps two answers for one message, for one of them is a lie", () => {
		const fetched = item(1, 3, header("a@x")) + item(1, 3, header("b@x")) + lines("f OK done");
		expect(look(EXAMINED, fetched).mailbox).toMatchObject({ messages: [{ messageId: "a@x" }, { messageId: "b@x" }] });
	});
});

const POP3: Play = { protocol: "pop3", security: "tls", credentials: ASCII };
const UIDLS = Array.from({ length: 20 }, (_, index) => `uid-${index}-1700000000`);
const list = (...uidls: string[]) => listOf(uidls);
const listOf = (uidls: string[]) => `+OK\r\n${uidls.map((uidl, index) => `${index + 1} ${uidl}\r\n`).join("")}.\r\n`;
const lookAtList = (listed: string, uidls: readonly string[] = UIDLS, more: Partial<Play> = {}) =>
	play({ ...POP3, question: { protocol: "pop3", uidls }, ...more }, [
		...[lines("+OK hi"), lines("+OK", "USER", ".")],
		...[lines("+OK"), lines("+OK in"), listed],
	]);

describe("a POP3 mailbox", () => {
	it("tells how many of the messages it has, and is left politely", () => {
		const played = lookAtList(list("else-1", UIDLS[3]!, UIDLS[4]!, "else-2"));
		expect(played.sent.slice(4)).toEqual(["UIDL", "QUIT"]);
		expect(played.mailbox).toEqual({ protocol: "pop3", known: 2, listed: 4, isComplete: true });
	});

	it("is read no further than it takes", () => {
		const { mailbox, sent } = lookAtList(list("else-1", ...UIDLS));
		expect(mailbox).toEqual({ protocol: "pop3", known: 8, listed: 9, isComplete: false });
		expect(sent.at(-1)).toBe("QUIT");
	});

	it("counts a message that is listed again and again once", () => {
		expect(lookAtList(list(...Array.from({ length: 30 }, () => UIDLS[0]!))).mailbox).toMatchObject({ known: 1 });
	});

	it("is read to its end with 100,000 messages of the longest names", () => {
		const long = Array.from({ length: 100_000 }, (_, index) => `${index}`.padStart(70, "x"));
		const cut = (bytes: string) => bytes.match(/[^]{1,16384}/g) ?? [];
		expect(lookAtList(listOf(long), [long.at(-1)!], { cut }).mailbox).toEqual({
			...{ protocol: "pop3", known: 1, listed: 100_000, isComplete: true },
		});
	});

	it.each([
		["refuses", lines("-ERR unknown command")],
		["speaks nonsense", lines("hello")],
		["lists nonsense", lines("+OK", "1 a", "hello", ".")],
		["lists without end", `+OK\r\n${"1 abcdefgh\r\n".repeat(800_000)}`],
		["sends a line without end", `+OK\r\n1 ${"x".repeat(100_000)}`],
	])("stays unknown, and the login good, when the server %s", (_name, listed) => {
		const played = lookAtList(listed);
		expect(played.outcome).toEqual(OK);
		expect(played.mailbox).toBeUndefined();
	});
});

describe("a look at a mailbox", () => {
	const looks: [string, (cut: (bytes: string) => string[]) => unknown][] = [
		["IMAP", (cut) => look(EXAMINED, item(1, 3, header("a@x")) + item(2, 9, '"x"') + lines("f OK"), { cut })],
		["POP3", (cut) => lookAtList(list("else-1", UIDLS[3]!), UIDLS, { cut })],
	];
	it.each(looks)("over %s is the same however the bytes are cut", (_name, played) => {
		const whole = played((bytes) => [bytes]);
		expect(whole).toHaveProperty("mailbox");
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
				const cut = (bytes: string) => {
					const pieces: string[] = [];
					for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
						const size = sizes[turn % sizes.length]!;
						pieces.push(bytes.slice(at, at + size));
						at += size;
					}
					return pieces;
				};
				expect(played(cut)).toEqual(whole);
			}),
		);
	});

	it("survives any bytes, and never doubts an accepted login", () => {
		const word = fc.constantFrom(
			...[
				"* ",
				"1 ",
				"FETCH ",
				"(",
				")",
				"UID ",
				"3",
				"BODY[HEADER.FIELDS (MESSAGE-ID)] ",
				"{5}\r\n",
				"{99999999999}\r\n",
			],
			...[
				'"',
				"\\",
				"[",
				"]",
				"NIL",
				"e OK",
				"f OK",
				"* OK [UIDVALIDITY 5] x",
				"* BYE",
				"+OK",
				"-ERR",
				"1 uid-1-1700000000",
			],
			...[".", " ", "\r\n", "\n", "\r", "\0", "é", "Message-ID: <a@x>"],
		);
		const answer = fc.array(word, { maxLength: 40 }).map((words) => words.join(""));
		const question = fc.constantFrom<MailboxQuestion>(
			{ protocol: "imap", uids: [3] },
			{ protocol: "pop3", uidls: ["uid-1-1700000000"] },
		);
		fc.assert(
			fc.property(question, answer, answer, (asked, first, second) => {
				const played = asked.protocol === "imap" ? look(first, second) : lookAtList(first + second);
				expect(played.outcome ?? OK).toEqual(OK);
				expect(played.sent.filter((text) => !/^(d|e|f|z) |^(\(login\)|CAPA|USER|PASS|UIDL|QUIT)/.test(text))).toEqual(
					[],
				);
			}),
			{ numRuns: 2000 },
		);
	});

	it("keeps no more of a literal than it may have", () => {
		const conversation = new Conversation({
			protocol: "imap",
			security: "tls",
			login: true,
			question: { protocol: "imap", uids: [3] },
		});
		conversation.begin();
		conversation.receive(GREETING);
		conversation.giveCredentials(ASCII);
		conversation.receive(lines("d OK in"));
		conversation.receive(EXAMINED);
		expect(conversation.receive("* 1 FETCH (UID 3 BODY[] {16385}\r\n").next).toMatchObject({
			kind: "done",
			goodbye: null,
		});
	});
});

describe("values of a response", () => {
	it("are read as they are nested", () => {
		expect(parse([' 1 X (a "b\\"c" (NIL))'])).toEqual([
			{ kind: "atom", text: "1" },
			{ kind: "atom", text: "X" },
			{
				kind: "list",
				values: [
					{ kind: "atom", text: "a" },
					{ kind: "string", text: 'b"c' },
					{ kind: "list", values: [{ kind: "atom", text: "NIL" }] },
				],
			},
		]);
	});

	it.each([["("], [")"], ['"'], ["a]"], ["]"]])("are none in %j", (line) => {
		expect(parse([line])).toBeNull();
	});

	it("end with a literal or not", () => {
		expect([
			literalAt("x {12}"),
			literalAt("x {12+}"),
			literalAt("x ~{0}"),
			literalAt("x {12} y"),
			literalAt("{}"),
		]).toEqual([...[12, 12, 0, null, null]]);
	});
});
