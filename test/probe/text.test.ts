// Bytes of the wire as texts, and who answers with which first bytes.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64, cleanText, decodeUtf8, encodeUtf8, foreign, protocolOf } from "../../src/probe/text";

const wellFormed = fc.string({ unit: "binary" });

describe("bytes and texts", () => {
	it("are UTF-8 both ways", () => {
		fc.assert(
			fc.property(wellFormed, (text) => {
				expect(encodeUtf8(text)).toBe(Buffer.from(text).toString("latin1"));
				expect(decodeUtf8(encodeUtf8(text))).toBe(text);
			}),
		);
	});

	it("are base64 as everybody's", () => {
		fc.assert(
			fc.property(wellFormed, (text) => {
				expect(base64(text)).toBe(Buffer.from(text).toString("base64"));
			}),
		);
	});

	it("that are no UTF-8 are read as Latin-1", () => {
		expect(decodeUtf8("refus\xe9")).toBe("refusé");
	});

	it("are shown on one line, short, without anything invisible", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
				const text = cleanText(String.fromCharCode(...bytes));
				expect(Array.from(text).length).toBeLessThanOrEqual(200);
				expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
				expect(text).toBe(text.trim());
			}),
		);
	});
});

describe("what answers in place of a mail server", () => {
	it.each([
		["HTTP/1.1 400 Bad Request", "http"],
		["<!DOCTYPE html>", "http"],
		["SSH-2.0-OpenSSH_9.2", "ssh"],
		["* OK ready", "imap"],
		["+OK ready", "pop3"],
		["220 ready", "smtp"],
		["\x15\x03\x01\x00\x02\x02F", "tls"],
		["hello", null],
		["", null],
	])("begins with %j", (bytes, protocol) => {
		expect(protocolOf(bytes)).toBe(protocol);
	});

	it("is nonsense where it begins like the right protocol and goes on differently", () => {
		expect(foreign("imap", "* OK").kind).toBe("garbage");
	});
});
