// The dialogue of mail submission (RFC 6409, RFC 5321): greeting, EHLO, STARTTLS, at most one AUTH, QUIT. No mail is sent.

import type { Offers, Outcome } from "../domain/observation";
import {
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
import { type Refusal, refusedLogin, refusedService } from "./refusal";
import { chooseMechanism, isSendable, MOST_CHALLENGES, nothingUsable, responses } from "./sasl";
import { cleanText, foreign } from "./text";

const GOODBYE = "QUIT";
/** An address literal, as Thunderbird sends it: the name of this computer is nobody's business. */
const HELLO = "EHLO [127.0.0.1]";

/** A reply of one or more lines; `code` is the three digits. */
interface Reply {
	code: string;
	lines: string[];
}

/** The next reply; as a text when the server does not speak SMTP. */
function* reply(): Part<Reply | string> {
	const lines: string[] = [];
	for (;;) {
		const line = yield* nextLine();
		const match = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line);
		if (!match) return line;
		const [, code = "", separator = " ", text = ""] = match;
		lines.push(text);
		if (separator === " ") return { code, lines };
	}
}

const isPositive = ({ code }: Reply) => code.startsWith("2");

/** The code with its enhanced one (RFC 2034), and the lines as one text without it. */
function refusalOf({ code, lines }: Reply): Refusal {
	const enhanced = /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(lines[0] ?? "")?.[1];
	if (enhanced === undefined) return { code, text: lines.join(" ") };
	const texts = lines.map((line) => (line.startsWith(enhanced) ? line.slice(enhanced.length) : line).trim());
	return { code: `${code} ${enhanced}`, text: texts.join(" ") };
}

function offersOf({ lines }: Reply, starttls: boolean): Offers {
	const keywords = lines.slice(1).map((line) => line.trim().toUpperCase());
	return {
		starttls: starttls || keywords.includes("STARTTLS"),
		// Old servers write "AUTH=" too.
		logins: [
			...new Set(keywords.flatMap((line) => /^AUTH[ =](.*)$/.exec(line)?.[1]?.split(" ").filter(Boolean) ?? [])),
		],
	};
}

const leave = (outcome: Outcome): Verdict => ({ outcome, goodbye: GOODBYE });
const hangUp = (outcome: Outcome): Verdict => ({ outcome, goodbye: null });

/** What the examination ends with when this is no positive reply; null when it is one. */
function ending(answer: Reply | string): Verdict | null {
	if (typeof answer === "string") return hangUp(foreign("smtp", answer));
	if (isPositive(answer)) return null;
	// 421: the server closes the connection after it.
	const outcome = refusedService("smtp", refusalOf(answer));
	return answer.code === "421" ? hangUp(outcome) : leave(outcome);
}

export function* smtp({ security, login, onGreeting, onOffers }: DialogueOptions): Dialogue {
	yield* enter("greeting");
	const greeting = yield* reply();
	if (typeof greeting === "string") return hangUp(foreign("smtp", greeting));
	onGreeting(cleanText(greeting.lines.join(" ")));
	const unwelcome = ending(greeting);
	if (unwelcome) return unwelcome;

	if (security === "starttls") {
		yield* enter("starttls");
		const hello = yield* hi();
		if ("outcome" in hello) return hello;
		if (!offersOf(hello, false).starttls) {
			onOffers({ starttls: false, logins: [] });
			return leave({ kind: "no-starttls" });
		}
		yield* send("STARTTLS");
		const begun = yield* reply();
		if (typeof begun === "string") return hangUp(foreign("smtp", begun));
		if (!isPositive(begun)) return leave({ kind: "starttls-refused", text: cleanText(begun.lines.join(" ")) });
		yield* upgrade();
	}

	yield* enter("capabilities");
	const hello = yield* hi();
	if ("outcome" in hello) return hello;
	const offers = offersOf(hello, security === "starttls");
	onOffers(offers);
	if (!login) return leave({ kind: "ok" });

	yield* enter("login");
	if (offers.logins.length === 0) return leave({ kind: "login-disabled", text: "" });
	return yield* logIn(offers.logins);
}

function* hi(): Part<Reply | Verdict> {
	yield* send(HELLO);
	const answer = yield* reply();
	return typeof answer === "string" || !isPositive(answer) ? (ending(answer) ?? hangUp({ kind: "closed" })) : answer;
}

function* logIn(offered: readonly string[]): Dialogue {
	const given = yield* usableCredentials();
	if ("outcome" in given) return leave(given.outcome);
	if (!isSendable(given)) return leave({ kind: "login-not-checked", why: "unusable-login" });
	const mechanism = chooseMechanism(offered, given);
	if (mechanism === null) return leave(nothingUsable(offered));
	const waiting = responses(mechanism, given);
	// LOGIN takes no initial response everywhere.
	yield* send(mechanism === "LOGIN" ? "AUTH LOGIN" : `AUTH ${mechanism} ${waiting.shift() ?? ""}`);
	for (let challenges = 0; challenges < MOST_CHALLENGES; challenges++) {
		const answer = yield* reply();
		if (typeof answer === "string") return hangUp(foreign("smtp", answer));
		if (answer.code !== "334") {
			if (isPositive(answer)) return leave({ kind: "ok" });
			const outcome = refusedLogin("smtp", refusalOf(answer), given.kind);
			return answer.code === "421" ? hangUp(outcome) : leave(outcome);
		}
		// A challenge: the next response, or after the last one an empty line, which ends a failed XOAUTH2.
		yield* send(waiting.shift() ?? "");
	}
	return hangUp({ kind: "garbage", text: "" });
}
