// The parts that the three mail dialogues are made of. A dialogue is a generator: it yields what it wants, and is given
// what came. It knows no socket, no clock and no login store; conversation.ts lets it talk over bytes.

import type { MailboxFacts, MailboxQuestion } from "../domain/mailbox";
import type { LoginObstacle, Offers, Outcome, Stage } from "../domain/observation";
import type { Security } from "../domain/vocabulary";

/** What a dialogue wants. */
export type Wish =
	/** From here on a failure belongs to this stage. */
	| { kind: "stage"; stage: Stage }
	/** Lines to send, without their ends. */
	| { kind: "send"; lines: string[] }
	/** The next line of the server. */
	| { kind: "line" }
	/** So many bytes of the server, line ends and all. */
	| { kind: "bytes"; count: number }
	/** The server has let us in. Whatever comes now, the login is good; an answer may have so many bytes. */
	| { kind: "accepted"; longestAnswer: number }
	/** TLS on this connection. Whatever was received before is forgotten. */
	| { kind: "upgrade" }
	/** What to log in with. Only asked for when the server is ready for a login. */
	| { kind: "credentials" };

export type UsableCredentials =
	| { kind: "password"; username: string; password: string }
	| { kind: "oauth2"; username: string; token: string };

export type Credentials =
	| UsableCredentials
	/** The token was refused by its issuer. */
	| { kind: "token-refused"; text: string }
	| { kind: "absent"; why: LoginObstacle };

/** What a dialogue is given for a wish. */
export type Given = { kind: "line"; line: string } | Credentials | { kind: "nothing" };

export interface Verdict {
	outcome: Outcome;
	/** The line with which to take leave; null where the server listens no more. */
	goodbye: string | null;
}

export type Dialogue = Generator<Wish, Verdict, Given>;
/** A part of a dialogue that ends with a value. */
export type Part<Value> = Generator<Wish, Value, Given>;

export interface DialogueOptions {
	security: Security;
	login: boolean;
	/** What to ask once the login was accepted; null: nothing. */
	question: MailboxQuestion | null;
	/** Told as soon as they are known. */
	onGreeting: (greeting: string) => void;
	onOffers: (offers: Offers) => void;
	onMailbox: (facts: MailboxFacts) => void;
}

export function* enter(stage: Stage): Part<void> {
	yield { kind: "stage", stage };
}

export function* send(...lines: string[]): Part<void> {
	yield { kind: "send", lines };
}

/** The next line, without its end. */
export function* nextLine(): Part<string> {
	const given = yield { kind: "line" };
	if (given.kind !== "line") throw new Error(`a line was wanted, not ${given.kind}`);
	return given.line;
}

/** So many bytes, whatever they are. */
export function* nextBytes(count: number): Part<string> {
	const given = yield { kind: "bytes", count };
	if (given.kind !== "line") throw new Error(`bytes were wanted, not ${given.kind}`);
	return given.line;
}

export function* accepted(longestAnswer: number): Part<void> {
	yield { kind: "accepted", longestAnswer };
}

export function* upgrade(): Part<void> {
	yield { kind: "upgrade" };
}

/** What to log in with, or what the examination ends with when there is nothing. */
export function* usableCredentials(): Part<UsableCredentials | { outcome: Outcome }> {
	const given = yield { kind: "credentials" };
	switch (given.kind) {
		case "password":
		case "oauth2":
			return given;
		case "absent":
			return { outcome: { kind: "login-not-checked", why: given.why } };
		case "token-refused":
			return { outcome: { kind: "oauth-token-refused", text: given.text } };
		case "line":
		case "nothing":
			throw new Error(`credentials were wanted, not ${given.kind}`);
	}
}
