// The IMAP dialogue as tables: what the server says, what the client sends, how it ends.

import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/domain/observation";
import type { Credentials } from "../../src/probe/dialogue";
import { ASCII, lines, PASSWORD, type Play, play, TOKEN } from "./play";

const TLS: Play = { protocol: "imap", security: "tls" };
const STARTTLS: Play = { protocol: "imap", security: "starttls" };
const PLAIN_B64 = "AGFkYUBjb21wYW55LmV4YW1wbGUAczNjcmV0IMOp";

describe("an IMAP examination without a login", () => {
	it("takes the capabilities of the greeting and saves a round trip", () => {
		const played = play(TLS, [lines("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Dovecot ready")]);
		expect(played).toEqual({
			sent: ["z LOGOUT"],
			stage: "capabilities",
			outcome: { kind: "ok" },
			greeting: "Dovecot ready",
			offers: { starttls: false, logins: ["PLAIN", "LOGIN-COMMAND"] },
		});
	});

	it("asks for the capabilities where the greeting has none", () => {
		const played = play(TLS, [
			lines("* OK ready"),
			lines("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED AUTH=XOAUTH2", "c OK done"),
		]);
		expect(played.sent).toEqual(["c CAPABILITY", "z LOGOUT"]);
		expect(played.offers).toEqual({ starttls: true, logins: ["XOAUTH2"] });
	});

	it("begins TLS and asks for the capabilities anew", () => {
		const played = play(STARTTLS, [
			lines("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=XEVIL] ready"),
			lines("b OK begin"),
			lines("* CAPABILITY IMAP4rev1 AUTH=PLAIN", "c OK done"),
		]);
		expect(played.sent).toEqual(["b STARTTLS", "(TLS)", "c CAPABILITY", "z LOGOUT"]);
		expect(played.offers).toEqual({ starttls: true, logins: ["PLAIN", "LOGIN-COMMAND"] });
		expect(played.outcome).toEqual({ kind: "ok" });
	});

	it("asks for the capabilities before STARTTLS where the greeting has none", () => {
		const played = play(STARTTLS, [
			lines("* OK ready"),
			lines("* CAPABILITY IMAP4rev1 STARTTLS", "a OK done"),
			lines("b OK begin"),
			lines("* CAPABILITY IMAP4rev1", "c OK done"),
		]);
		expect(played.sent).toEqual(["a CAPABILITY", "b STARTTLS", "(TLS)", "c CAPABILITY", "z LOGOUT"]);
	});

	const endings: [string, Play, string[], Outcome, string][] = [
		[
			"STARTTLS is not offered",
			STARTTLS,
			[lines("* OK [CAPABILITY IMAP4rev1] ready")],
			{ kind: "no-starttls" },
			"starttls",
		],
		[
			"somebody is logged in before TLS",
			STARTTLS,
			[lines("* PREAUTH [CAPABILITY STARTTLS] hi")],
			{ kind: "no-starttls" },
			"starttls",
		],
		[
			"STARTTLS is refused",
			STARTTLS,
			[lines("* OK [CAPABILITY STARTTLS] hi"), lines("b NO TLS not available")],
			{ kind: "starttls-refused", text: "TLS not available" },
			"starttls",
		],
		[
			"bytes follow the answer to STARTTLS",
			STARTTLS,
			[lines("* OK [CAPABILITY STARTTLS] hi"), lines("b OK begin", "* CAPABILITY AUTH=XEVIL")],
			{ kind: "starttls-injection" },
			"starttls",
		],
		[
			"half a line follows the answer to STARTTLS",
			STARTTLS,
			[lines("* OK [CAPABILITY STARTTLS] hi"), "b OK begin\r\n*"],
			{ kind: "starttls-injection" },
			"starttls",
		],
		[
			"bytes wait in the stream when TLS begins",
			{ ...STARTTLS, leftover: "* OK" },
			[lines("* OK [CAPABILITY STARTTLS] hi"), lines("b OK begin")],
			{ kind: "starttls-injection" },
			"starttls",
		],
		[
			"the server has enough",
			TLS,
			[lines("* BYE Too many connections from your IP")],
			{ kind: "too-many-connections", text: "Too many connections from your IP" },
			"greeting",
		],
		[
			"the server is being repaired",
			TLS,
			[lines("* BYE [UNAVAILABLE] Maintenance")],
			{ kind: "temporarily-unavailable", text: "Maintenance" },
			"greeting",
		],
		["the server wants no talk", TLS, [lines("* BYE go away")], { kind: "refused", text: "go away" }, "greeting"],
		[
			"the server leaves instead of answering",
			TLS,
			[lines("* OK hi"), lines("* BYE go away")],
			{ kind: "refused", text: "go away" },
			"capabilities",
		],
		[
			"a web server answers",
			TLS,
			[lines("HTTP/1.1 400 Bad Request")],
			{ kind: "wrong-protocol", protocol: "http", text: "HTTP/1.1 400 Bad Request" },
			"greeting",
		],
		[
			"SSH answers",
			TLS,
			[lines("SSH-2.0-OpenSSH")],
			{ kind: "wrong-protocol", protocol: "ssh", text: "SSH-2.0-OpenSSH" },
			"greeting",
		],
		[
			"SMTP answers",
			TLS,
			[lines("220 mx ESMTP")],
			{ kind: "wrong-protocol", protocol: "smtp", text: "220 mx ESMTP" },
			"greeting",
		],
		["POP3 answers", TLS, [lines("+OK hi")], { kind: "wrong-protocol", protocol: "pop3", text: "+OK hi" }, "greeting"],
		["nonsense answers", TLS, [lines("hello")], { kind: "garbage", text: "hello" }, "greeting"],
		[
			"an answer becomes nonsense",
			TLS,
			[lines("* OK hi"), lines("hello")],
			{ kind: "garbage", text: "hello" },
			"capabilities",
		],
	];
	it.each(endings)("ends when %s", (_name, options, answers, outcome, stage) => {
		expect(play(options, answers)).toMatchObject({ outcome, stage });
	});
});

describe("an IMAP login", () => {
	const greeting = (capabilities: string) => lines(`* OK [CAPABILITY IMAP4rev1 ${capabilities}] hi`);
	const logIn = (credentials: Credentials, capabilities: string, ...answers: string[]) =>
		play({ ...TLS, credentials }, [greeting(capabilities), ...answers]);

	it("is one message where the server takes it at once", () => {
		const played = logIn(PASSWORD, "SASL-IR AUTH=PLAIN", lines("* CAPABILITY IDLE", "d OK Logged in"));
		expect(played.sent).toEqual(["(login)", `d AUTHENTICATE PLAIN ${PLAIN_B64}`, "z LOGOUT"]);
		expect(played).toMatchObject({ outcome: { kind: "ok" }, stage: "login" });
	});

	it("is the plain command where that saves a round trip", () => {
		const played = logIn(ASCII, "AUTH=PLAIN", lines("d OK"));
		expect(played.sent[1]).toBe('d LOGIN "ada" "pa\\"ss\\\\"');
	});

	it("waits for the question where letters go beyond ASCII", () => {
		const played = logIn(PASSWORD, "AUTH=PLAIN", "+ \r\n", lines("d OK"));
		expect(played.sent.slice(1)).toEqual(["d AUTHENTICATE PLAIN", PLAIN_B64, "z LOGOUT"]);
	});

	it("uses the mechanism LOGIN where there is nothing else", () => {
		const played = logIn(ASCII, "LOGINDISABLED AUTH=LOGIN", "+ VXNlcm5hbWU6\r\n", "+ UGFzc3dvcmQ6\r\n", lines("d OK"));
		expect(played.sent.slice(1)).toEqual(["d AUTHENTICATE LOGIN", "YWRh", "cGEic3Nc", "z LOGOUT"]);
	});

	it("uses a token", () => {
		const played = logIn(TOKEN, "SASL-IR AUTH=PLAIN AUTH=XOAUTH2", lines("d OK"));
		const [, initial = ""] = /XOAUTH2 (.*)/.exec(played.sent[1] ?? "") ?? [];
		expect(Buffer.from(initial, "base64").toString()).toBe(
			"user=ada@company.example\x01auth=Bearer ya29.token\x01\x01",
		);
	});

	it("answers the explanation of a refused token with an empty line", () => {
		const played = logIn(
			TOKEN,
			"SASL-IR AUTH=XOAUTH2",
			"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n",
			lines("d NO [AUTHENTICATIONFAILED] Invalid credentials"),
		);
		expect(played.sent.slice(2)).toEqual(["", "z LOGOUT"]);
		expect(played.outcome).toEqual({ kind: "oauth-token-refused", text: "Invalid credentials" });
	});

	it("is not begun where the server forbids it", () => {
		const played = logIn(PASSWORD, "LOGINDISABLED");
		expect(played).toMatchObject({ sent: ["z LOGOUT"], outcome: { kind: "login-disabled" }, stage: "login" });
	});

	it("is not begun in a way that the server does not know", () => {
		const played = logIn(TOKEN, "AUTH=PLAIN");
		expect(played.outcome).toEqual({ kind: "login-method-not-offered", offered: ["PLAIN", "LOGIN-COMMAND"] });
		expect(played.sent).toEqual(["(login)", "z LOGOUT"]);
	});

	it("is not begun without credentials", () => {
		const played = logIn({ kind: "absent", why: "login-store-locked" }, "AUTH=PLAIN");
		expect(played.outcome).toEqual({ kind: "login-not-checked", why: "login-store-locked" });
		expect(played.sent).toEqual(["(login)", "z LOGOUT"]);
	});

	it("is not begun with a token that its issuer has refused", () => {
		const played = logIn({ kind: "token-refused", text: "invalid_grant" }, "AUTH=XOAUTH2");
		expect(played.outcome).toEqual({ kind: "oauth-token-refused", text: "invalid_grant" });
	});

	it("never lets a password end a line", () => {
		const played = logIn({ kind: "password", username: "ada", password: "x\r\nd2 DELETE INBOX" }, "AUTH=PLAIN");
		expect(played).toMatchObject({
			sent: ["(login)", "z LOGOUT"],
			outcome: { kind: "login-not-checked", why: "unusable-login" },
		});
	});

	it("ends with a server that asks for ever", () => {
		const played = logIn(PASSWORD, "SASL-IR AUTH=PLAIN", ...Array.from({ length: 20 }, () => "+ \r\n"));
		expect(played.outcome).toEqual({ kind: "garbage", text: "" });
		expect(played.sent.length).toBeLessThan(8);
	});

	it("comes only after TLS where TLS is asked for", () => {
		const played = play({ ...STARTTLS, credentials: PASSWORD }, [
			lines("* OK [CAPABILITY STARTTLS SASL-IR AUTH=PLAIN] hi"),
			lines("b OK"),
			lines("* CAPABILITY AUTH=PLAIN SASL-IR", "c OK"),
			lines("d OK"),
		]);
		expect(played.sent).toEqual([
			"b STARTTLS",
			"(TLS)",
			"c CAPABILITY",
			"(login)",
			`d AUTHENTICATE PLAIN ${PLAIN_B64}`,
			"z LOGOUT",
		]);
	});
});
