// Lets a conversation talk with a server that is a list of answers: the first is its greeting, each further one answers
// what the client sent last.

import type { MailboxFacts } from "../../src/domain/mailbox";
import type { Offers, Outcome, Stage } from "../../src/domain/observation";
import { Conversation, type ConversationOptions, type Turn } from "../../src/probe/conversation";
import type { Credentials } from "../../src/probe/dialogue";

export const PASSWORD: Credentials = { kind: "password", username: "ada@company.example", password: "s3cret é" };
export const ASCII: Credentials = { kind: "password", username: "ada", password: 'pa"ss\\' };
export const TOKEN: Credentials = { kind: "oauth2", username: "ada@company.example", token: "ya29.token" };

export interface Played {
	/** What the client sent, burst by burst; `(TLS)` and `(login)` where it asked for TLS and for credentials. */
	sent: string[];
	stage: Stage;
	/** null: it still waits for the server. */
	outcome: Outcome | null;
	greeting: string;
	offers: Offers | null;
	/** The answer to the question; not there where there is none. */
	mailbox?: MailboxFacts;
}

export interface Play extends Omit<ConversationOptions, "login"> {
	credentials?: Credentials;
	/** How the bytes of an answer are cut; as a whole when left out. */
	cut?: (bytes: string) => string[];
	/** Bytes that stand in the stream when TLS begins. */
	leftover?: string;
}

export function play(
	{ credentials, cut = (bytes) => [bytes], leftover = "", ...options }: Play,
	answers: string[],
): Played {
	const conversation = new Conversation({ ...options, login: credentials !== undefined });
	const sent: string[] = [];
	const waiting = answers.flatMap((answer) => [cut(answer)]);
	let pieces: string[] = [];
	const played = (outcome: Outcome | null): Played => ({
		sent,
		outcome,
		stage: conversation.stage,
		greeting: conversation.greeting,
		offers: conversation.offers,
		...(conversation.mailbox && { mailbox: conversation.mailbox }),
	});
	const note = (turn: Turn) => {
		if (turn.send !== "") sent.push(turn.send.replace(/\r\n$/, "").replaceAll("\r\n", " | "));
		return turn;
	};
	let turn = note(conversation.begin());
	for (;;) {
		switch (turn.next.kind) {
			case "read": {
				if (pieces.length === 0) pieces = waiting.shift() ?? [];
				const piece = pieces.shift();
				if (piece === undefined) return played(null);
				turn = note(conversation.receive(piece));
				break;
			}
			case "upgrade":
				sent.push("(TLS)");
				turn = note(conversation.upgraded(leftover));
				break;
			case "credentials":
				sent.push("(login)");
				turn = note(conversation.giveCredentials(credentials ?? { kind: "absent", why: "no-login-stored" }));
				break;
			case "done":
				if (turn.next.goodbye !== null) sent.push(turn.next.goodbye);
				return played(turn.next.outcome);
		}
	}
}

export const lines = (...texts: string[]) => texts.map((text) => `${text}\r\n`).join("");
