// Lets a dialogue talk over bytes: cuts lines, keeps the caps, knows the stage. Bytes go in as they come, what to do next
// comes out. Opens no connection and has no clock: experiments/shared/ has both.

import type { MailboxFacts, MailboxQuestion } from "../domain/mailbox";
import type { MailProtocol, Offers, Outcome, Stage } from "../domain/observation";
import type { Security } from "../domain/vocabulary";
import type { Credentials, Dialogue, DialogueOptions, Given, Verdict } from "./dialogue";
import { imap } from "./imap";
import { pop3 } from "./pop3";
import { smtp } from "./smtp";
import { foreign, protocolOf } from "./text";

/** Bytes of one line, and of one answer up to the login, however many lines it has. */
export const LONGEST_ANSWER = 64 * 1024;

const DIALOGUES: Readonly<Record<MailProtocol, (options: DialogueOptions) => Dialogue>> = { imap, pop3, smtp };

const GREETINGS: Readonly<Record<MailProtocol, readonly string[]>> = {
	imap: ["* OK", "* BYE", "* PREAUTH"],
	pop3: ["+OK", "-ERR"],
	smtp: ["220", "421", "554"],
};

/** What to do next, after `send` (bytes, may be empty) was sent. */
export interface Turn {
	send: string;
	next: /** Give the bytes that come to `receive`. */
		| { kind: "read" }
		/** Make TLS of the connection, then call `upgraded`. */
		| { kind: "upgrade" }
		/** Call `giveCredentials`. */
		| { kind: "credentials" }
		| ({ kind: "done" } & Verdict);
}

export interface ConversationOptions {
	protocol: MailProtocol;
	security: Security;
	login: boolean;
	/** What to ask once the login was accepted. */
	question?: MailboxQuestion;
}

export class Conversation {
	readonly #protocol: MailProtocol;
	readonly #dialogue: Dialogue;
	/** Received and not yet taken as a line. */
	#pending = "";
	/** What the dialogue waits for: so many bytes, or else a line. */
	#wanted: number | "line" = "line";
	/** Bytes that were taken since something was last sent, and how many they may become. */
	#taken = 0;
	#longestAnswer = LONGEST_ANSWER;
	#accepted = false;
	#stage: Stage = "greeting";
	#greeting = "";
	#offers: Offers | null = null;
	#mailbox: MailboxFacts | null = null;

	constructor({ protocol, security, login, question }: ConversationOptions) {
		this.#protocol = protocol;
		this.#dialogue = DIALOGUES[protocol]({
			security,
			login,
			question: question ?? null,
			onGreeting: (greeting) => {
				this.#greeting = greeting;
			},
			onOffers: (offers) => {
				this.#offers = offers;
			},
			onMailbox: (facts) => {
				this.#mailbox = facts;
			},
		});
	}

	get stage(): Stage {
		return this.#stage;
	}

	get greeting(): string {
		return this.#greeting;
	}

	get offers(): Offers | null {
		return this.#offers;
	}

	/** The server has taken the login; what goes wrong from now on says nothing against it. */
	get accepted(): boolean {
		return this.#accepted;
	}

	/** The whole answer to the question; null while there is none. */
	get mailbox(): MailboxFacts | null {
		return this.#mailbox;
	}

	begin(): Turn {
		return this.#go({ kind: "nothing" });
	}

	receive(bytes: string): Turn {
		this.#pending += bytes;
		const taken = this.#take();
		switch (taken.kind) {
			case "line":
				return this.#go(taken);
			case "unfinished":
				return { send: "", next: { kind: "read" } };
			case "too-much":
				return this.#tooMuch();
		}
	}

	/** TLS stands. `leftover`: bytes that had come without it. */
	upgraded(leftover: string): Turn {
		return leftover === "" ? this.#go({ kind: "nothing" }) : this.#injected();
	}

	giveCredentials(credentials: Credentials): Turn {
		return this.#go(credentials);
	}

	/** What the bytes say that came before the connection ended or fell silent; null when they say nothing. */
	unfinished(): Outcome | null {
		if (this.#pending === "" || this.#stage !== "greeting") return null;
		// The beginning of a proper greeting that never ended.
		if (protocolOf(this.#pending) === this.#protocol) return null;
		const isBeginning = GREETINGS[this.#protocol].some((greeting) => greeting.startsWith(this.#pending));
		return isBeginning ? null : foreign(this.#protocol, this.#pending);
	}

	#go(given: Given): Turn {
		let send = "";
		let gift = given;
		for (;;) {
			const step = this.#dialogue.next(gift);
			if (step.done === true) return { send, next: { kind: "done", ...step.value } };
			const wish = step.value;
			gift = { kind: "nothing" };
			switch (wish.kind) {
				case "stage":
					this.#stage = wish.stage;
					break;
				case "send":
					send += wish.lines.map((line) => `${line}\r\n`).join("");
					this.#taken = 0;
					break;
				case "accepted":
					this.#accepted = true;
					this.#longestAnswer = wish.longestAnswer;
					break;
				case "line":
				case "bytes": {
					this.#wanted = wish.kind === "line" ? "line" : wish.count;
					const taken = this.#take();
					if (taken.kind === "too-much") return this.#tooMuch();
					if (taken.kind === "unfinished") return { send, next: { kind: "read" } };
					gift = taken;
					break;
				}
				case "upgrade":
					// What came behind the answer came without TLS, from whoever: nothing of it may be believed.
					if (this.#pending !== "") return this.#injected();
					this.#stage = "tls";
					return { send, next: { kind: "upgrade" } };
				case "credentials":
					return { send, next: { kind: "credentials" } };
			}
		}
	}

	#injected(): Turn {
		this.#stage = "starttls";
		return done({ kind: "starttls-injection" });
	}

	#tooMuch(): Turn {
		return done(this.#accepted ? { kind: "ok" } : { kind: "too-much" });
	}

	/** The next line, without its end, or the bytes that are wanted. */
	#take(): { kind: "line"; line: string } | { kind: "unfinished" } | { kind: "too-much" } {
		const wanted = this.#wanted;
		const end = wanted === "line" ? this.#pending.indexOf("\n") + 1 : wanted;
		const isThere = wanted === "line" ? end > 0 : this.#pending.length >= wanted;
		const length = isThere || wanted !== "line" ? end : this.#pending.length;
		if (length > LONGEST_ANSWER || this.#taken + length > this.#longestAnswer) return { kind: "too-much" };
		if (!isThere) return { kind: "unfinished" };
		const taken = this.#pending.slice(0, end);
		this.#pending = this.#pending.slice(end);
		this.#taken += length;
		return { kind: "line", line: wanted === "line" ? taken.replace(/\r?\n$/, "") : taken };
	}
}

const done = (outcome: Outcome): Turn => ({ send: "", next: { kind: "done", outcome, goodbye: null } });
