// Lets a dialogue talk over bytes: cuts lines, keeps the caps, knows the stage. Bytes go in as they come, what to do next
// comes out. Opens no connection and has no clock: experiments/shared/ has both.

import type { MailProtocol, Offers, Outcome, Stage } from "../domain/observation";
import type { Security } from "../domain/vocabulary";
import type { Credentials, Dialogue, DialogueOptions, Given, Verdict } from "./dialogue";
import { imap } from "./imap";
import { pop3 } from "./pop3";
import { smtp } from "./smtp";
import { foreign, protocolOf } from "./text";

/** Bytes of one answer, however many lines it has, and so of one line. */
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
}

export class Conversation {
	readonly #protocol: MailProtocol;
	readonly #dialogue: Dialogue;
	/** Received and not yet taken as a line. */
	#pending = "";
	/** Bytes that were taken since something was last sent. */
	#taken = 0;
	#stage: Stage = "greeting";
	#greeting = "";
	#offers: Offers | null = null;

	constructor({ protocol, security, login }: ConversationOptions) {
		this.#protocol = protocol;
		this.#dialogue = DIALOGUES[protocol]({
			security,
			login,
			onGreeting: (greeting) => {
				this.#greeting = greeting;
			},
			onOffers: (offers) => {
				this.#offers = offers;
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

	begin(): Turn {
		return this.#go({ kind: "nothing" });
	}

	receive(bytes: string): Turn {
		this.#pending += bytes;
		const taken = this.#takeLine();
		switch (taken.kind) {
			case "line":
				return this.#go(taken);
			case "unfinished":
				return { send: "", next: { kind: "read" } };
			case "too-much":
				return done(taken);
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
				case "line": {
					const taken = this.#takeLine();
					if (taken.kind === "too-much") return done(taken);
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

	/** The next line, without its end. */
	#takeLine(): { kind: "line"; line: string } | { kind: "unfinished" } | { kind: "too-much" } {
		const end = this.#pending.indexOf("\n");
		const length = end < 0 ? this.#pending.length : end + 1;
		if (this.#taken + length > LONGEST_ANSWER) return { kind: "too-much" };
		if (end < 0) return { kind: "unfinished" };
		const line = this.#pending.slice(0, end).replace(/\r$/, "");
		this.#pending = this.#pending.slice(length);
		this.#taken += length;
		return { kind: "line", line };
	}
}

const done = (outcome: Outcome): Turn => ({ send: "", next: { kind: "done", outcome, goodbye: null } });
