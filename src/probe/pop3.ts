// The POP3 dialogue (RFC 1939, RFC 2449): greeting, STLS, capabilities, at most one login, the list of
// messages where it is wanted, QUIT.

import type { MailboxFacts } from "../domain/mailbox";
import type { Offers, Outcome } from "../domain/observation";
import {
	accepted,
	type Dialogue,
	type DialogueOptions,
	enter,
	nextLine,
	type Part,
	send,
	type UsableCredentials,
	upgrade,
	usableCredentials,
	type Verdict,
} from "./dialogue";
import { type Refusal, refusedLogin, refusedService } from "./refusal";
import { chooseMechanism, isSendable, MOST_CHALLENGES, nothingUsable, responses } from "./sasl";
import { cleanText, encodeUtf8, foreign } from "./text";

const GOODBYE = "QUIT";
/** With the command `AUTH PLAIN` no line may be longer (RFC 2449). */
const LONGEST_LINE = 255;
/** Bytes of the list of messages: 100,000 with the longest names that there may be. */
const LONGEST_LIST = 8 * 1024 * 1024;
/** So many known messages are enough. */
const ENOUGH = 8;

/** `+OK` or `-ERR`, with the response code in brackets and the text behind. */
interface Status extends Refusal {
	isPositive: boolean;
}

function statusOf(line: string): Status | null {
	const match = /^(\+OK|-ERR)(?: +\[([^\]\s]+)\])?(?: (.*))?$/is.exec(line);
	if (!match) return null;
	const [, sign = "", code = "", text = ""] = match;
	return { isPositive: sign.toUpperCase() === "+OK", code: code.toUpperCase(), text };
}

/** The next status line; as a text when the server does not speak POP3. */
function* status(): Part<Status | string> {
	const line = yield* nextLine();
	return statusOf(line) ?? line;
}

/** The capabilities in capitals; none when the server does not know the command. */
function* capabilities(): Part<string[] | string> {
	yield* send("CAPA");
	const begun = yield* status();
	if (typeof begun === "string") return begun;
	const names: string[] = [];
	if (!begun.isPositive) return names;
	for (;;) {
		const line = yield* nextLine();
		if (line === ".") return names;
		names.push(line.trim().toUpperCase());
	}
}

function offersOf(names: readonly string[], starttls: boolean): Offers {
	const mechanisms = names.flatMap((line) => /^SASL (.*)$/.exec(line)?.[1]?.split(" ").filter(Boolean) ?? []);
	// A server without CAPA is older than every other way.
	const command = names.includes("USER") || names.length === 0 ? ["USER"] : [];
	return { starttls: starttls || names.includes("STLS"), logins: [...mechanisms, ...command] };
}

const leave = (outcome: Outcome): Verdict => ({ outcome, goodbye: GOODBYE });
const hangUp = (outcome: Outcome): Verdict => ({ outcome, goodbye: null });

export function* pop3({ security, login, question, onGreeting, onOffers, onMailbox }: DialogueOptions): Dialogue {
	yield* enter("greeting");
	const greeting = yield* status();
	if (typeof greeting === "string") return hangUp(foreign("pop3", greeting));
	onGreeting(cleanText(greeting.text));
	if (!greeting.isPositive) return hangUp(refusedService("pop3", greeting));

	if (security === "starttls") {
		yield* enter("starttls");
		const names = yield* capabilities();
		if (typeof names === "string") return hangUp(foreign("pop3", names));
		if (!offersOf(names, false).starttls) {
			onOffers({ starttls: false, logins: [] });
			return leave({ kind: "no-starttls" });
		}
		yield* send("STLS");
		const begun = yield* status();
		if (typeof begun === "string") return hangUp(foreign("pop3", begun));
		if (!begun.isPositive) return leave({ kind: "starttls-refused", text: cleanText(begun.text) });
		yield* upgrade();
	}

	yield* enter("capabilities");
	const names = yield* capabilities();
	if (typeof names === "string") return hangUp(foreign("pop3", names));
	const offers = offersOf(names, security === "starttls");
	onOffers(offers);
	if (!login) return leave({ kind: "ok" });

	yield* enter("login");
	const verdict = yield* logInWith(offers.logins, names.includes("PIPELINING"));
	if (verdict.outcome.kind !== "ok" || question?.protocol !== "pop3") return verdict;
	yield* accepted(LONGEST_LIST);
	const facts = yield* lookAtList(new Set(question.uidls));
	if (facts !== null) onMailbox(facts);
	return verdict;
}

function* logInWith(offered: readonly string[], pipelined: boolean): Dialogue {
	if (offered.length === 0) return leave({ kind: "login-disabled", text: "" });
	const given = yield* usableCredentials();
	if ("outcome" in given) return leave(given.outcome);
	if (!isSendable(given)) return leave({ kind: "login-not-checked", why: "unusable-login" });
	// USER is what every server knows best; with pipelining it costs one round trip.
	if (given.kind === "password" && offered.includes("USER")) return yield* logInAsUser(given, pipelined);
	return yield* logIn(given, offered);
}

/** How many of these the server lists; null where it lists none or something else. Reads no further than it has to. */
function* lookAtList(uidls: ReadonlySet<string>): Part<Extract<MailboxFacts, { protocol: "pop3" }> | null> {
	const facts = (isComplete: boolean) => ({ protocol: "pop3", known: known.size, listed, isComplete }) as const;
	const known = new Set<string>();
	let listed = 0;
	yield* send("UIDL");
	const begun = yield* status();
	if (typeof begun === "string" || !begun.isPositive) return null;
	for (;;) {
		const line = yield* nextLine();
		if (line === ".") return facts(true);
		const uidl = /^\d+ +(\S+) *$/.exec(line)?.[1];
		if (uidl === undefined) return null;
		listed += 1;
		if (uidls.has(uidl)) known.add(uidl);
		if (known.size === ENOUGH) return facts(false);
	}
}

function ending(answer: Status | string, method: UsableCredentials["kind"]): Verdict {
	if (typeof answer === "string") return hangUp(foreign("pop3", answer));
	return leave(answer.isPositive ? { kind: "ok" } : refusedLogin("pop3", answer, method));
}

function* logInAsUser(
	{ username, password }: Extract<UsableCredentials, { kind: "password" }>,
	pipelined: boolean,
): Dialogue {
	const user = `USER ${encodeUtf8(username)}`;
	const pass = `PASS ${encodeUtf8(password)}`;
	yield* send(...(pipelined ? [user, pass] : [user]));
	const named = yield* status();
	if (typeof named === "string") return ending(named, "password");
	if (!pipelined) {
		if (!named.isPositive) return ending(named, "password");
		yield* send(pass);
	}
	const answer = yield* status();
	return ending(typeof answer === "string" || named.isPositive ? answer : named, "password");
}

function* logIn(given: UsableCredentials, offered: readonly string[]): Dialogue {
	const mechanism = chooseMechanism(offered, given);
	if (mechanism === null) return leave(nothingUsable(offered));
	const waiting = responses(mechanism, given);
	const command = `AUTH ${mechanism}`;
	const initial = `${command} ${waiting[0] ?? ""}`;
	// RFC 5034: an initial response only where the line is short enough.
	const isShort = mechanism !== "LOGIN" && initial.length <= LONGEST_LINE - "\r\n".length;
	if (isShort) waiting.shift();
	yield* send(isShort ? initial : command);
	for (let challenges = 0; challenges < MOST_CHALLENGES; challenges++) {
		const line = yield* nextLine();
		if (!/^\+( |$)/.test(line)) return ending(statusOf(line) ?? line, given.kind);
		// A challenge: the next response, or after the last one an empty line, which ends a failed XOAUTH2.
		yield* send(waiting.shift() ?? "");
	}
	return hangUp({ kind: "garbage", text: "" });
}
