// Same mailbox or another one: what is kept here against what a server showed.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	compareMailboxes,
	type HeldMail,
	isTellingUidl,
	type MailboxFacts,
	messageIdOf,
	questionOf,
} from "../../src/domain/mailbox";

const MESSAGES = [
	{ uid: 90, messageId: "new@a.example" },
	{ uid: 40, messageId: "middle@a.example" },
	{ uid: 1, messageId: "old@a.example" },
];
const IMAP: HeldMail = { protocol: "imap", inbox: { uidValidity: 7, messages: MESSAGES }, holdsMail: true };
const imap = (messages: typeof MESSAGES, uidValidity = 7): MailboxFacts => ({
	...{ protocol: "imap", uidValidity, messages },
});
const OLD = "0000000c5f3a1b2c";
const NEW = "0000000d5f3a1b2c";
const POP3: HeldMail = { protocol: "pop3", uidls: [OLD, NEW], holdsMail: true };
const pop3 = (facts: Partial<Extract<MailboxFacts, { protocol: "pop3" }>>): MailboxFacts => ({
	...{ protocol: "pop3", known: 0, listed: 5, isComplete: true },
	...facts,
});

describe("an IMAP mailbox", () => {
	const foreign = { uid: 40, messageId: "else@b.example" };
	it.each<[string, HeldMail, MailboxFacts | null, string]>([
		["the same when number and messages agree", IMAP, imap(MESSAGES), "same"],
		["the same when one message is left of it", IMAP, imap(MESSAGES.slice(1, 2)), "same"],
		["unknown when none of the messages is there any more", IMAP, imap([]), "unknown"],
		["another one when the number differs", IMAP, imap(MESSAGES, 8), "other"],
		["another one when a single message differs", IMAP, imap([...MESSAGES.slice(0, 1), foreign]), "other"],
		["unknown when nobody could look", IMAP, null, "unknown"],
		["unknown when another protocol answered", IMAP, pop3({ known: 1 }), "unknown"],
		["unknown when the messages were not asked for", IMAP, imap([{ uid: 2, messageId: "x@b.example" }]), "unknown"],
		["unknown when INBOX cannot be read here", { ...IMAP, inbox: null }, imap(MESSAGES), "unknown"],
		[
			"unknown when INBOX is empty and other folders are not",
			{ ...IMAP, inbox: { uidValidity: 7, messages: [] } },
			imap([]),
			"unknown",
		],
		["empty when nothing is kept", { ...IMAP, inbox: null, holdsMail: false }, null, "empty"],
		[
			"unknown when it is not known whether something is kept",
			{ ...IMAP, inbox: null, holdsMail: null },
			imap([]),
			"unknown",
		],
	])("is %s", (_name, held, seen, verdict) => {
		expect(compareMailboxes(held, seen)).toBe(verdict);
	});

	it("is never the same when one message differs, whatever the others are", () => {
		const messages = fc.uniqueArray(
			fc.record({ uid: fc.integer({ min: 1, max: 50 }), messageId: fc.constantFrom("a", "b", "c") }),
			{ selector: ({ uid }) => uid, maxLength: 8 },
		);
		fc.assert(
			fc.property(messages, messages, fc.constantFrom(7, 8), (kept, seen, uidValidity) => {
				const verdict = compareMailboxes(
					{ ...IMAP, inbox: { uidValidity: 7, messages: kept } },
					imap(seen, uidValidity),
				);
				const there = seen.filter(({ uid }) => kept.some((one) => one.uid === uid));
				const agree = there.filter((one) =>
					kept.some(({ uid, messageId }) => uid === one.uid && messageId === one.messageId),
				);
				expect(verdict === "same").toBe(uidValidity === 7 && agree.length > 0 && agree.length === there.length);
				expect(verdict === "other").toBe(uidValidity !== 7 || agree.length < there.length);
			}),
		);
	});
});

describe("a POP3 mailbox", () => {
	it.each<[string, HeldMail, MailboxFacts | null, string]>([
		["the same when a message is known there", POP3, pop3({ known: 1, isComplete: false }), "same"],
		["another one when all of its messages are unknown", POP3, pop3({}), "other"],
		["unknown when not all were looked at", POP3, pop3({ isComplete: false }), "unknown"],
		["unknown when it is empty: another program may have emptied it", POP3, pop3({ listed: 0 }), "unknown"],
		["unknown when nobody could look", POP3, null, "unknown"],
		["unknown when the list here only counts", { ...POP3, uidls: ["1", "2", "0000017"] }, pop3({}), "unknown"],
		["unknown when the list here cannot be read", { ...POP3, uidls: null }, pop3({}), "unknown"],
		["unknown when mail is kept without a list", { ...POP3, uidls: [] }, pop3({}), "unknown"],
		["empty when nothing is kept", { ...POP3, uidls: [], holdsMail: false }, pop3({}), "empty"],
		["another one by its list alone", { ...POP3, holdsMail: false }, pop3({}), "other"],
		["unknown when nothing can be read here", { ...POP3, uidls: null, holdsMail: false }, pop3({}), "unknown"],
	])("is %s", (_name, held, seen, verdict) => {
		expect(compareMailboxes(held, seen)).toBe(verdict);
	});
});

it("only what tells mailboxes apart is asked for", () => {
	expect(questionOf({ ...POP3, uidls: ["1", OLD, "999999999", "é", "x".repeat(71), ""] })).toEqual({
		protocol: "pop3",
		uidls: [OLD],
	});
	expect(["GmailId18c0f3", "UID12-1700000000", "AAMkAD=="].map(isTellingUidl)).toEqual([true, true, true]);
	expect(questionOf(IMAP)).toEqual({ protocol: "imap", uids: [90, 40, 1] });
});

it.each([
	["<a@b.example>", "a@b.example"],
	["a@b.example", "a@b.example"],
	[" <a@b.example> (added by mx)", "a@b.example"],
	["a@b.example> (added by mx)", "a@b.example"],
	["<a@\r\n b.example>", "a@b.example"],
	["", ""],
])("the Message-ID of %j is the same however it is kept", (text, messageId) => {
	expect(messageIdOf(text)).toBe(messageId);
});
