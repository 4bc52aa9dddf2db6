// What tells one IMAP mailbox from another (RFC 9051, RFC 3501), asked after the login: the UIDVALIDITY of INBOX and the
// Message-IDs at some numbers. INBOX is examined, not selected, and headers are peeked at: nothing changes there.

import type { MailboxFacts, MailboxMessage } from "../domain/mailbox";
import { messageIdOf } from "../domain/mailbox";
import { nextBytes, nextLine, type Part, send } from "./dialogue";
import { LONGEST_LITERAL, literalAt, parse, type Value } from "./imap-values";

const HEADER = "HEADER.FIELDS (MESSAGE-ID)";
const LARGEST = 0xffff_ffff;

export type ImapAnswer = Extract<MailboxFacts, { protocol: "imap" }>;

/** null: the server said no, left, or made no sense. */
export function* lookAtInbox(uids: readonly number[]): Part<ImapAnswer | null> {
	const validities = new Set<number>();
	yield* send("e EXAMINE INBOX");
	const examined = yield* answer("e", (line) => {
		const validity = /^\* OK \[UIDVALIDITY (\d{1,10})\]/i.exec(line)?.[1];
		if (validity !== undefined) validities.add(Number(validity));
	});
	const [uidValidity = 0] = validities;
	// Two of them are a lie, and none says nothing.
	if (!examined || validities.size !== 1 || uidValidity < 1 || uidValidity > LARGEST) return null;
	if (uids.length === 0) return { protocol: "imap", uidValidity, messages: [] };
	const messages: MailboxMessage[] = [];
	yield* send(`f UID FETCH ${uids.join(",")} (UID BODY.PEEK[${HEADER}])`);
	const fetched = yield* answer("f", (_line, values) => {
		const message = messageIn(values);
		if (message !== null && uids.includes(message.uid)) messages.push(message);
	});
	return fetched ? { protocol: "imap", uidValidity, messages } : null;
}

/** Reads up to the end of a command; true when it was well. `onUntagged` is told of all that comes before. */
function* answer(tag: string, onUntagged: (line: string, values: readonly Value[]) => void): Part<boolean> {
	for (;;) {
		const line = yield* nextLine();
		const [first, second = ""] = line.split(" ", 2);
		if (first === tag) return second.toUpperCase() === "OK";
		if (first !== "*" || second.toUpperCase() === "BYE") return false;
		// What follows a status is text, and a brace in it only a brace.
		const isStatus = /^(OK|NO|BAD|PREAUTH)$/i.test(second);
		const values = isStatus ? [] : yield* valuesFrom(line.slice(first.length));
		if (values === null) return false;
		onUntagged(line, values);
	}
}

/** The values of a response that begins with this line, literals and all; null where it is too much or none. */
function* valuesFrom(line: string): Part<readonly Value[] | null> {
	const pieces: (string | { literal: string })[] = [];
	for (let rest = line; ; rest = yield* nextLine()) {
		const count = literalAt(rest);
		pieces.push(rest);
		if (count === null) return parse(pieces);
		if (count > LONGEST_LITERAL) return null;
		pieces.push({ literal: yield* nextBytes(count) });
	}
}

/** The number and Message-ID that a FETCH response tells; null where it does not tell both. */
function messageIn([, kind, attributes]: readonly Value[]): MailboxMessage | null {
	if (kind?.kind !== "atom" || kind.text.toUpperCase() !== "FETCH" || attributes?.kind !== "list") return null;
	let uid: number | null = null;
	let messageId = "";
	for (let at = 0; at + 1 < attributes.values.length; at += 2) {
		const name = attributes.values[at];
		const value = attributes.values[at + 1];
		if (name?.kind !== "atom" || value === undefined) return null;
		const key = name.text.toUpperCase();
		if (key === "UID" && value.kind === "atom" && /^\d{1,10}$/.test(value.text)) uid = Number(value.text);
		if (key.startsWith("BODY[HEADER.FIELDS") && value.kind === "string") messageId = messageIdIn(value.text);
	}
	return uid === null || messageId === "" ? null : { uid, messageId };
}

/** The Message-ID of a header, which may be folded; empty where there is none. */
function messageIdIn(header: string): string {
	const field = /^message-id[ \t]*:(.*)$/im.exec(header.replace(/\r?\n(?=[ \t])/g, ""));
	return messageIdOf(field?.[1] ?? "");
}
