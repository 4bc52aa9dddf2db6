// The IMAP dialogue (RFC 9051, RFC 3501): greeting, STARTTLS, capabilities, at most one login, LOGOUT.
// What is asked about the mailbox in between: imap-mailbox.ts.

import type { Offers, Outcome } from "../domain/observation";
import {
	accepted,
	type Dialogue,
	type DialogueOptions,
	enter,
	nextLine,
	type Part,
	send,
	upgrade,
	usableCredentials,
	type Verdict,
} from "./dialogue";
import { lookAtInbox } from "./imap-mailbox";
import { leftAtLogin, type Refusal, refusedLogin, refusedService } from "./refusal";
import { chooseMechanism, isSendable, MOST_CHALLENGES, nothingUsable, responses } from "./sasl";
import { cleanText, encodeUtf8, foreign, isAscii } from "./text";

const GOODBYE = "z LOGOUT";
/** Of one answer about the mailbox, with all that the server says unasked. */
const LONGEST_LOOK = 256 * 1024;

/** `OK`, `NO` or `BAD` with the response code in brackets and the text behind. */
interface Status extends Refusal {
	status: "OK" | "NO" | "BAD" | "BYE" | "PREAUTH";
}

/** A status line of this tag (`*` for untagged); null when the line is none. */
function statusOf(tag: string, line: string): Status | null {
	if (!line.startsWith(`${tag} `)) return null;
	const match = /^(OK|NO|BAD|BYE|PREAUTH)(?: +\[([^\]\s]+)(?: ([^\]]*))?\])?(?: (.*))?$/i.exec(
		line.slice(tag.length + 1),
	);
	if (!match) return null;
	const [, status = "", code = "", argument = "", text = ""] = match;
	return {
		status: status.toUpperCase() as Status["status"],
		code: code.toUpperCase(),
		// Links stand in the argument (`[WEBALERT https://…]`).
		text: code.toUpperCase() === "CAPABILITY" ? `${argument}\n${text}` : [argument, text].filter(Boolean).join(" "),
	};
}

/** The text behind a status; of a capability list nothing is shown. */
function shown(status: Status): string {
	return status.code === "CAPABILITY" ? status.text.slice(status.text.indexOf("\n") + 1) : status.text;
}

/** The capabilities that a line names, in capitals; null when it names none. */
function capabilitiesIn(line: string): string[] | null {
	const list =
		/^\* CAPABILITY (.*)$/i.exec(line)?.[1] ?? /^\S+ (?:OK|PREAUTH) \[CAPABILITY ([^\]]*)\]/i.exec(line)?.[1];
	return list === undefined ? null : list.toUpperCase().split(" ").filter(Boolean);
}

function offersOf(capabilities: readonly string[], starttls: boolean): Offers {
	const mechanisms = capabilities.flatMap((name) => (name.startsWith("AUTH=") ? [name.slice(5)] : []));
	const command = capabilities.includes("LOGINDISABLED") ? [] : ["LOGIN-COMMAND"];
	return { starttls, logins: [...mechanisms, ...command] };
}

/** Sends a command and reads up to its end. `capabilities` are those that came with the answer. */
function* command(
	tag: string,
	text: string,
): Part<{ end: Status | "foreign"; line: string; capabilities: string[] | null }> {
	yield* send(`${tag} ${text}`);
	return yield* answer(tag);
}

function* answer(tag: string): Part<{ end: Status | "foreign"; line: string; capabilities: string[] | null }> {
	let capabilities: string[] | null = null;
	for (;;) {
		const line = yield* nextLine();
		capabilities = capabilitiesIn(line) ?? capabilities;
		const end = statusOf(tag, line);
		if (end) return { end, line, capabilities };
		const untagged = statusOf("*", line);
		if (untagged?.status === "BYE") return { end: untagged, line, capabilities };
		if (line.startsWith("+")) return { end: { status: "OK", code: "+", text: line }, line, capabilities };
		if (!line.startsWith("*")) return { end: "foreign", line, capabilities };
	}
}

const leave = (outcome: Outcome): Verdict => ({ outcome, goodbye: GOODBYE });
const hangUp = (outcome: Outcome): Verdict => ({ outcome, goodbye: null });

export function* imap({ security, login, question, onGreeting, onOffers, onMailbox }: DialogueOptions): Dialogue {
	yield* enter("greeting");
	const first = yield* nextLine();
	const greeting = statusOf("*", first);
	if (!greeting || greeting.status === "NO" || greeting.status === "BAD") return hangUp(foreign("imap", first));
	onGreeting(cleanText(shown(greeting)));
	if (greeting.status === "BYE") return hangUp(refusedService("imap", greeting));
	const isPreauthenticated = greeting.status === "PREAUTH";

	let capabilities = capabilitiesIn(first);
	const offersStartTls = () => capabilities?.includes("STARTTLS") ?? false;
	if (security === "starttls") {
		yield* enter("starttls");
		// RFC 8314: who is logged in already cannot begin TLS any more, and a stripped connection looks like this.
		if (isPreauthenticated) return leave({ kind: "no-starttls" });
		if (capabilities === null) {
			const asked = yield* command("a", "CAPABILITY");
			if (asked.end === "foreign") return hangUp(foreign("imap", asked.line));
			if (asked.end.status === "BYE") return hangUp(refusedService("imap", asked.end));
			capabilities = asked.capabilities ?? [];
		}
		if (!offersStartTls()) {
			onOffers({ starttls: false, logins: [] });
			return leave({ kind: "no-starttls" });
		}
		const begun = yield* command("b", "STARTTLS");
		if (begun.end === "foreign") return hangUp(foreign("imap", begun.line));
		if (begun.end.status !== "OK" || begun.end.code === "+") {
			return leave({ kind: "starttls-refused", text: cleanText(begun.end.text) });
		}
		yield* upgrade();
		capabilities = null;
	}

	yield* enter("capabilities");
	const starttls = security === "starttls" || offersStartTls();
	if (capabilities === null) {
		const asked = yield* command("c", "CAPABILITY");
		if (asked.end === "foreign") return hangUp(foreign("imap", asked.line));
		if (asked.end.status === "BYE") return hangUp(refusedService("imap", asked.end));
		capabilities = asked.capabilities ?? [];
	}
	const offers = offersOf(capabilities, starttls || offersStartTls());
	onOffers(offers);
	if (!login) return leave({ kind: "ok" });

	yield* enter("login");
	if (isPreauthenticated || offers.logins.length === 0) return leave({ kind: "login-disabled", text: "" });
	const verdict = yield* logIn(offers.logins, capabilities.includes("SASL-IR"));
	if (verdict.outcome.kind !== "ok" || question?.protocol !== "imap") return verdict;
	yield* accepted(LONGEST_LOOK);
	const facts = yield* lookAtInbox(question.uids);
	if (facts === null) return hangUp(verdict.outcome);
	onMailbox(facts);
	return verdict;
}

function* logIn(offered: readonly string[], initialResponse: boolean): Dialogue {
	const given = yield* usableCredentials();
	if ("outcome" in given) return leave(given.outcome);
	if (!isSendable(given)) return leave({ kind: "login-not-checked", why: "unusable-login" });
	const mechanism = chooseMechanism(offered, given);
	// Without an initial response LOGIN saves a round trip; but it is only sure to take ASCII.
	const viaCommand =
		given.kind === "password" &&
		offered.includes("LOGIN-COMMAND") &&
		(mechanism !== "PLAIN" || (!initialResponse && isAscii(given.username + given.password)));
	let waiting: string[] = [];
	if (viaCommand) {
		yield* send(`d LOGIN ${quoted(given.username)} ${quoted(given.password)}`);
	} else if (mechanism !== null) {
		waiting = responses(mechanism, given);
		// LOGIN takes no initial response.
		const initial = initialResponse && mechanism !== "LOGIN" ? ` ${waiting.shift() ?? ""}` : "";
		yield* send(`d AUTHENTICATE ${mechanism}${initial}`);
	} else return leave(nothingUsable(offered));

	for (let challenges = 0; challenges < MOST_CHALLENGES; challenges++) {
		const { end, line } = yield* answer("d");
		if (end === "foreign") return hangUp(foreign("imap", line));
		if (end.code !== "+") {
			if (end.status === "OK") return leave({ kind: "ok" });
			if (end.status === "BYE") return hangUp(leftAtLogin("imap", end, given.kind));
			return leave(refusedLogin("imap", end, given.kind));
		}
		// A challenge: the next response, or after the last one an empty line, which ends a failed XOAUTH2.
		yield* send(waiting.shift() ?? "");
	}
	return hangUp({ kind: "garbage", text: "" });
}

/** A quoted string in UTF-8, as every server of today takes it (and Thunderbird sends it). */
function quoted(text: string): string {
	return `"${encodeUtf8(text).replace(/[\\"]/g, "\\$&")}"`;
}
