// Dialogues over bytes: cut anywhere, without end, hostile.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Security } from "../../src/domain/vocabulary";
import { Conversation, LONGEST_ANSWER } from "../../src/probe/conversation";
import { lines, PASSWORD, type Play, play } from "./play";

const DIALOGUES: [string, Play, string[]][] = [
	[
		"IMAP",
		{ protocol: "imap", security: "starttls", credentials: PASSWORD },
		[
			lines("* OK [CAPABILITY STARTTLS] hi"),
			lines("* OK still here", "b OK begin"),
			lines("* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN", "c OK done"),
			lines("d NO [ALERT] Application-specific password required"),
		],
	],
	[
		"POP3",
		{ protocol: "pop3", security: "tls", credentials: PASSWORD },
		[lines("+OK hi"), lines("+OK", "USER", "PIPELINING", "."), lines("+OK", "-ERR [AUTH] no")],
	],
	[
		"SMTP",
		{ protocol: "smtp", security: "starttls", credentials: PASSWORD },
		[
			lines("220-hi", "220 there"),
			lines("250-x", "250 STARTTLS"),
			lines("220 go"),
			lines("250-x", "250-SIZE 1", "250 AUTH PLAIN"),
			lines("535-5.7.8 no", "535 5.7.8 really"),
		],
	],
];

/** Cuts after each position that the numbers name. */
const cutAt = (cuts: number[]) => (bytes: string) => {
	const positions = [0, ...[...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b), bytes.length];
	return positions
		.slice(1)
		.map((end, index) => bytes.slice(positions[index], end))
		.filter(Boolean);
};

describe("a conversation", () => {
	it.each(DIALOGUES)("over %s is the same however the bytes are cut", (_name, options, answers) => {
		const whole = play(options, answers);
		expect(whole.outcome).not.toBeNull();
		fc.assert(
			fc.property(fc.array(fc.nat()), (cuts) => {
				expect(play({ ...options, cut: cutAt(cuts) }, answers)).toEqual(whole);
			}),
		);
	});

	it.each(DIALOGUES)("over %s is the same with bare line feeds", (_name, options, answers) => {
		const bare = answers.map((answer) => answer.replaceAll("\r\n", "\n"));
		expect(play(options, bare)).toEqual(play(options, answers));
	});

	it("survives any bytes, and sends no login without a request for it", () => {
		const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => String.fromCharCode(...array));
		const word = fc.constantFrom(
			"* OK",
			"* BYE",
			"c OK",
			"b OK",
			"d NO",
			"[CAPABILITY ",
			"STARTTLS",
			"AUTH=PLAIN",
			"]",
			"+OK",
			"-ERR",
			"+ ",
			"220",
			"250-",
			"334 ",
			"535 5.7.8",
			".",
			" ",
			"\r\n",
			"\n",
		);
		const answer = fc.oneof(
			bytes,
			fc.array(word, { maxLength: 30 }).map((words) => words.join("")),
		);
		fc.assert(
			fc.property(
				fc.constantFrom<Play["protocol"]>("imap", "pop3", "smtp"),
				fc.constantFrom<Security>("none", "starttls", "tls"),
				fc.array(answer, { maxLength: 12 }),
				(protocol, security, answers) => {
					const { sent } = play({ protocol, security, credentials: PASSWORD }, answers);
					const secret = sent.findIndex((text) => /s3cret|AGFkY|czNjcmV0/.test(text));
					if (secret < 0) return;
					expect(sent.slice(0, secret)).toContain("(login)");
					if (security === "starttls") expect(sent.indexOf("(TLS)")).toBeGreaterThanOrEqual(0);
					expect(sent.filter((text) => text === "(login)")).toHaveLength(1);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it("never keeps more than its cap", () => {
		const conversation = new Conversation({ protocol: "imap", security: "tls", login: false });
		conversation.begin();
		const chunk = "A".repeat(4096);
		let received = 0;
		for (;;) {
			received += chunk.length;
			const { next } = conversation.receive(chunk);
			if (next.kind === "done") {
				expect(next.outcome).toEqual({ kind: "too-much" });
				break;
			}
			expect(received).toBeLessThanOrEqual(LONGEST_ANSWER);
		}
	});

	it.each([
		["", null],
		["* O", null],
		["* OK never en", null],
		["\x15\x03\x03\x00", { kind: "wrong-protocol", protocol: "tls", text: "" }],
		["220 mx", { kind: "wrong-protocol", protocol: "smtp", text: "220 mx" }],
		["hello", { kind: "garbage", text: "hello" }],
	])("that ends after %j says what it can", (bytes, outcome) => {
		const conversation = new Conversation({ protocol: "imap", security: "none", login: false });
		conversation.begin();
		if (bytes !== "") conversation.receive(bytes);
		expect(conversation.unfinished()).toEqual(outcome);
	});
});
