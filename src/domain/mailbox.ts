// Whether two places hold one and the same mailbox: what is kept here of it, what a server showed of it, and what both say
// together. Pure; the talk with the server is in ../probe/, what is kept is read by ../experiments/shared/held-mail.ts.

/** A message that is kept here and was on the server under this number. */
export interface MailboxMessage {
	uid: number;
	/** As `messageIdOf` gives it. */
	messageId: string;
}

/** What Thunderbird keeps of an incoming server's mail. Nothing in it is said where nothing could be read. */
export type HeldMail =
	| {
			protocol: "imap";
			/** null: INBOX was never opened, or cannot be read now. `messages`: a few, from the newest to the oldest. */
			inbox: { uidValidity: number; messages: readonly MailboxMessage[] } | null;
			/** Whether any folder of the account holds a message; null: nobody can tell. */
			holdsMail: boolean | null;
	  }
	| {
			protocol: "pop3";
			/** The UIDLs of the messages that this account has seen on its server; null: unreadable. */
			uidls: readonly string[] | null;
			/** The folders that the account delivers to count, whoever else delivers there. */
			holdsMail: boolean | null;
	  };

/** What to ask a server about its mailbox. */
export type MailboxQuestion =
	| { protocol: "imap"; uids: readonly number[] }
	| { protocol: "pop3"; uidls: readonly string[] };

/** What a server showed of its mailbox, once it had let somebody in. */
export type MailboxFacts =
	/** `messages`: those of the question that are there and have a Message-ID. */
	| { protocol: "imap"; uidValidity: number; messages: readonly MailboxMessage[] }
	/** `known`: how many of the question are there; not all of them where the list was not read to its end. */
	| { protocol: "pop3"; known: number; listed: number; isComplete: boolean };

/** `empty`: nothing is kept here, so nothing can be lost. `unknown`: nothing can be said. */
export type SameMailbox = "same" | "other" | "empty" | "unknown";

/** A Message-ID without what surrounds it: as Thunderbird stores it and as a server sends it they are then equal. */
export function messageIdOf(text: string): string {
	const bare = text.replace(/\s+/g, "").replace(/^<+/, "");
	const end = bare.indexOf(">");
	return end < 0 ? bare : bare.slice(0, end);
}

/**
 * Whether a UIDL tells mailboxes apart. It need only be unique within one (RFC 1939), and some servers simply count: such
 * a number is in every mailbox.
 */
export function isTellingUidl(uidl: string): boolean {
	return /^[\x21-\x7e]{1,70}$/.test(uidl) && !/^0*\d{0,9}$/.test(uidl);
}

/** What to ask a server, to be compared with what is kept here. */
export function questionOf(held: HeldMail): MailboxQuestion {
	switch (held.protocol) {
		case "imap":
			return { protocol: "imap", uids: held.inbox?.messages.map(({ uid }) => uid) ?? [] };
		case "pop3":
			return { protocol: "pop3", uidls: held.uidls?.filter(isTellingUidl) ?? [] };
	}
}

/** `seen`: the answer to `questionOf(held)`; null: there was none. */
export function compareMailboxes(held: HeldMail, seen: MailboxFacts | null): SameMailbox {
	switch (held.protocol) {
		case "imap":
			if (held.holdsMail === false) return "empty";
			return seen?.protocol === "imap" && held.inbox !== null ? compareImap(held.inbox, seen) : "unknown";
		case "pop3":
			// The list of what was fetched decides what is fetched again: it counts as kept.
			if (held.holdsMail === false && held.uidls?.length === 0) return "empty";
			return seen?.protocol === "pop3" ? comparePop3(questionOf(held), seen) : "unknown";
	}
}

function compareImap(
	inbox: { uidValidity: number; messages: readonly MailboxMessage[] },
	seen: Extract<MailboxFacts, { protocol: "imap" }>,
): SameMailbox {
	if (inbox.uidValidity !== seen.uidValidity) return "other";
	// It is but the second in which a mailbox was made: many are made in the same one. The messages have the last word.
	const kept = new Map(inbox.messages.map(({ uid, messageId }) => [uid, messageId]));
	const answers = seen.messages.filter(({ uid }) => kept.has(uid));
	if (answers.some(({ uid, messageId }) => kept.get(uid) !== messageId)) return "other";
	// A message that is gone there says nothing: another program may have deleted it.
	return answers.length > 0 ? "same" : "unknown";
}

/**
 * One number in common is enough: each tells its mailbox apart. More cannot be asked for, since other programs delete what
 * this one keeps, from either end of the list. None in common is another mailbox, but only where there was something to
 * compare and all of it was read.
 */
function comparePop3(asked: MailboxQuestion, seen: Extract<MailboxFacts, { protocol: "pop3" }>): SameMailbox {
	if (asked.protocol !== "pop3" || asked.uidls.length === 0) return "unknown";
	if (seen.known > 0) return "same";
	return seen.isComplete && seen.listed > 0 ? "other" : "unknown";
}
