// Texts and bytes of the wire. Strings that come from or go to a connection hold one byte per character; nothing here
// needs TextDecoder or btoa, which privileged scripts do not have.

import type { ForeignProtocol, MailProtocol } from "../domain/observation";

/** What is kept of a text of a server, in characters. */
const LONGEST_TEXT = 200;

/** Text of a server as it may be shown and stored: without control characters, on one line, shortened. */
export function cleanText(bytes: string): string {
	return cleanWords(decodeUtf8(bytes));
}

/** As `cleanText`, of what is text already. */
export function cleanWords(raw: string): string {
	const text = raw
		// Control characters, and those that turn the direction of writing or cannot be seen.
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
		.replace(/ {2,}/g, " ")
		.trim();
	const characters = Array.from(text);
	return characters.length > LONGEST_TEXT ? `${characters.slice(0, LONGEST_TEXT - 1).join("")}…` : text;
}

/** Bytes as UTF-8; where they are none, as Latin-1. */
export function decodeUtf8(bytes: string): string {
	try {
		// Everything else of ASCII stays as it is; a journal is long.
		return decodeURIComponent(
			bytes.replace(/[%\u0080-\uffff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`),
		);
	} catch {
		return bytes;
	}
}

export function encodeUtf8(text: string): string {
	return text
		.toWellFormed()
		.replace(/[\u0080-\uffff]+/g, (letters) =>
			encodeURIComponent(letters).replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
		);
}

export function isAscii(text: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII
	return /^[\x00-\x7f]*$/.test(text);
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 (RFC 4648) of a text in UTF-8. */
export function base64(text: string): string {
	const bytes = encodeUtf8(text);
	let encoded = "";
	for (let at = 0; at < bytes.length; at += 3) {
		const group = [0, 1, 2].map((offset) => (at + offset < bytes.length ? bytes.charCodeAt(at + offset) : 0));
		const bits = ((group[0] ?? 0) << 16) | ((group[1] ?? 0) << 8) | (group[2] ?? 0);
		const digits = [18, 12, 6, 0].map((shift) => BASE64.charAt((bits >> shift) & 63)).join("");
		encoded += digits.slice(0, Math.min(4, bytes.length - at + 1)).padEnd(4, "=");
	}
	return encoded;
}

const GREETINGS: readonly (readonly [ForeignProtocol, RegExp])[] = [
	["http", /^(HTTP\/\d|<!doctype|<html|<\?xml)/i],
	["ssh", /^SSH-\d/],
	["imap", /^\* (OK|NO|BAD|BYE|PREAUTH)\b/i],
	["pop3", /^(\+OK|-ERR)/],
	["smtp", /^[2-5]\d\d([ -]|\r?$)/],
	// A TLS record: an alert or a handshake of version 3.x.
	// biome-ignore lint/suspicious/noControlCharactersInRegex: bytes, not text
	["tls", /^[\x15\x16]\x03[\x00-\x04]/],
];

/** The protocol that somebody speaks who begins like this; null when it is none of those known. */
export function protocolOf(bytes: string): ForeignProtocol | null {
	return GREETINGS.find(([, pattern]) => pattern.test(bytes))?.[0] ?? null;
}

/** What came in place of the expected protocol. */
export function foreign(
	expected: MailProtocol,
	bytes: string,
): { kind: "wrong-protocol"; protocol: ForeignProtocol; text: string } | { kind: "garbage"; text: string } {
	const protocol = protocolOf(bytes);
	const text = cleanText(bytes);
	return protocol === null || protocol === expected
		? { kind: "garbage", text }
		: { kind: "wrong-protocol", protocol, text };
}
