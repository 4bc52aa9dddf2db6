// What a server means when it says no. Its codes count first where they are precise; its words decide where the same code
// stands for many things. Pure, and the only place that reads the sentences of servers.

import type { MailProtocol, Outcome } from "../domain/observation";
import { cleanText } from "./text";

/** A "no" of a server, taken apart. */
export interface Refusal {
	/** IMAP and POP3: the response code (`AUTHENTICATIONFAILED`, `SYS/TEMP`); SMTP: `535` or `535 5.7.8`; may be empty. */
	code: string;
	/** What follows, as bytes. */
	text: string;
}

const APPLICATION_PASSWORD =
	/app(lication)?[-_ ]?(specific)?[-_ ]?(password|passcode)|answer\/185833|InvalidSecondFactor|mots? de passe d.{1,6}application/i;
const WEB_SIGN_IN =
	/(log|sign) ?in (via|with|through) (your|a) (web )?browser|web login required|WebLoginRequired|\bWEBALERT\b/i;
const TOO_MANY =
	/(mailbox|maildrop)( is)?( already)? (locked|in use|busy)|too many (simultaneous |concurrent |open |active )*(connections|sessions|logins\b|clients)|(maximum|max) (number of )?(\w+ )?connections|connection limit|max_?userip|trop de connexions/i;
const DISABLED =
	/(account|mailbox|user|service|imap|pop3?|compte|boîte)\b.{0,40}\b(disabled|suspended|deactivated|inactive|not enabled|has expired|désactivée?|suspendue?)/i;
const BLOCKED =
	/\b(blocked|locked|bloquée?|verrouillée?)\b.{0,60}\b(spam|abuse|sending|envoi)|\b(spam|abuse|abus)\b.{0,60}\b(blocked|locked|bloquée?)|(sending|envoi).{0,40}\b(blocked|disabled|bloquée?|désactivée?)|(account|mailbox|user|compte|boîte)\b.{0,40}\b(blocked|locked|bloquée?|verrouillée?)/i;
const TEMPORARY = /\btemporar(y|ily)\b|try again|please retry|\blater\b|service unavailable|réessayez|temporaire/i;

/** What the words alone say; null when they say nothing that is known. */
function byWords(protocol: MailProtocol, words: string, text: string): Outcome | null {
	if (APPLICATION_PASSWORD.test(words)) return { kind: "application-password-needed", text };
	if (WEB_SIGN_IN.test(words)) return { kind: "web-sign-in-needed", text };
	if (TOO_MANY.test(words)) return { kind: "too-many-connections", text };
	if (BLOCKED.test(words)) return { kind: protocol === "smtp" ? "blocked-for-sending" : "account-disabled", text };
	if (DISABLED.test(words)) return { kind: "account-disabled", text };
	return null;
}

/** What a code says that stands for one thing only. */
function byPreciseCode(protocol: MailProtocol, code: string, text: string): Outcome | null {
	switch (protocol) {
		case "imap":
			// RFC 5530, RFC 9051.
			if (/^(INUSE|LIMIT)$/i.test(code)) return { kind: "too-many-connections", text };
			return /^PRIVACYREQUIRED$/i.test(code) ? { kind: "login-disabled", text } : null;
		case "pop3":
			// RFC 2449.
			if (/^IN-USE$/i.test(code)) return { kind: "too-many-connections", text };
			return /^LOGIN-DELAY$/i.test(code) ? { kind: "temporarily-unavailable", text } : null;
		case "smtp":
			// RFC 4954 and RFC 5248.
			if (/^525|\b5\.7\.13$/.test(code)) return { kind: "account-disabled", text };
			return /^538|\b5\.7\.11$/.test(code) ? { kind: "login-disabled", text } : null;
	}
}

/** What a code says that stands for many things, where the words say nothing. */
function byVagueCode(protocol: MailProtocol, code: string, text: string): Outcome | null {
	switch (protocol) {
		case "imap":
			if (/^(UNAVAILABLE|SERVERBUG)$/i.test(code)) return { kind: "temporarily-unavailable", text };
			return /^CONTACTADMIN$/i.test(code) ? { kind: "account-disabled", text } : null;
		case "pop3":
			// RFC 3206.
			if (/^SYS\/TEMP$/i.test(code)) return { kind: "temporarily-unavailable", text };
			return /^SYS\/PERM$/i.test(code) ? { kind: "account-disabled", text } : null;
		case "smtp":
			return /^4/.test(code) ? { kind: "temporarily-unavailable", text } : null;
	}
}

function read(protocol: MailProtocol, refusal: Refusal): { text: string; known: Outcome | null } {
	const text = cleanText(refusal.text);
	const { code } = refusal;
	const known =
		byPreciseCode(protocol, code, text) ??
		byWords(protocol, `${code} ${text}`, text) ??
		byVagueCode(protocol, code, text);
	return { text, known };
}

/** A login that was refused. */
export function refusedLogin(protocol: MailProtocol, refusal: Refusal, method: "password" | "oauth2"): Outcome {
	const { text, known } = read(protocol, refusal);
	if (known !== null) return known;
	// A code for a wrong password is certain: many servers add "try again" to it.
	const isCertain = /^(AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|AUTH|535.*)$/i.test(refusal.code);
	if (!isCertain && TEMPORARY.test(text)) return { kind: "temporarily-unavailable", text };
	return { kind: method === "oauth2" ? "oauth-token-refused" : "refused", text };
}

/** A server that ends the connection in place of an answer to the login: what it says of the login itself is certain. */
export function leftAtLogin(protocol: MailProtocol, refusal: Refusal, method: "password" | "oauth2"): Outcome {
	if (refusal.code !== "") return refusedLogin(protocol, refusal, method);
	const { text, known } = read(protocol, refusal);
	return known ?? { kind: "temporarily-unavailable", text };
}

/** A server that wants no talk at all: `* BYE`, `-ERR` or a greeting such as `554`. */
export function refusedService(protocol: MailProtocol, refusal: Refusal): Outcome {
	const { text, known } = read(protocol, refusal);
	if (known !== null) return known;
	// RFC 5321: 5xx is for good, whatever the words.
	const isFinal = protocol === "smtp" && refusal.code.startsWith("5");
	return !isFinal && TEMPORARY.test(text) ? { kind: "temporarily-unavailable", text } : { kind: "refused", text };
}
