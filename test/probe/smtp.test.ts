// The SMTP dialogue as tables: what the server says, what the client sends, how it ends.

import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/domain/observation";
import type { Credentials } from "../../src/probe/dialogue";
import { ASCII, lines, PASSWORD, type Play, play, TOKEN } from "./play";

const TLS: Play = { protocol: "smtp", security: "tls" };
const STARTTLS: Play = { protocol: "smtp", security: "starttls" };
const HELLO = "EHLO [127.0.0.1]";
const GREETING = lines("220 smtp.company.example ESMTP");

describe("an SMTP examination without a login", () => {
	it("says hello and reads what is offered", () => {
		const played = play(TLS, [
			lines("220-smtp.company.example", "220 ESMTP"),
			lines("250-hi", "250-AUTH PLAIN LOGIN", "250-AUTH=LOGIN", "250 8BITMIME"),
		]);
		expect(played).toEqual({
			sent: [HELLO, "QUIT"],
			stage: "capabilities",
			outcome: { kind: "ok" },
			greeting: "smtp.company.example ESMTP",
			offers: { starttls: false, logins: ["PLAIN", "LOGIN"] },
		});
	});

	it("begins TLS and says hello again", () => {
		const played = play(STARTTLS, [
			GREETING,
			lines("250-hi", "250-AUTH XEVIL", "250 STARTTLS"),
			lines("220 go"),
			lines("250-hi", "250 AUTH PLAIN"),
		]);
		expect(played.sent).toEqual([HELLO, "STARTTLS", "(TLS)", HELLO, "QUIT"]);
		expect(played.offers).toEqual({ starttls: true, logins: ["PLAIN"] });
	});

	it("takes no capability from the server's own name", () => {
		const played = play(STARTTLS, [GREETING, lines("250-STARTTLS", "250 SIZE")]);
		expect(played.outcome).toEqual({ kind: "no-starttls" });
	});

	const endings: [string, Play, string[], Outcome, string][] = [
		["STARTTLS is not offered", STARTTLS, [GREETING, lines("250 hi")], { kind: "no-starttls" }, "starttls"],
		[
			"STARTTLS is refused",
			STARTTLS,
			[GREETING, lines("250-hi", "250 STARTTLS"), lines("454 4.7.0 TLS not available")],
			{ kind: "starttls-refused", text: "4.7.0 TLS not available" },
			"starttls",
		],
		[
			"bytes follow the answer to STARTTLS",
			STARTTLS,
			[GREETING, lines("250-hi", "250 STARTTLS"), lines("220 go", "250 injected")],
			{ kind: "starttls-injection" },
			"starttls",
		],
		[
			"there are too many connections",
			TLS,
			[lines("421 4.7.0 Too many connections")],
			{ kind: "too-many-connections", text: "Too many connections" },
			"greeting",
		],
		[
			"the server is busy",
			TLS,
			[lines("421 service not available")],
			{ kind: "temporarily-unavailable", text: "service not available" },
			"greeting",
		],
		[
			"the server wants no talk",
			TLS,
			[lines("554 5.7.1 no SMTP service here")],
			{ kind: "refused", text: "no SMTP service here" },
			"greeting",
		],
		[
			"hello is refused",
			TLS,
			[GREETING, lines("550 5.7.1 who are you")],
			{ kind: "refused", text: "who are you" },
			"capabilities",
		],
		[
			"a web server answers",
			TLS,
			[lines("<html>")],
			{ kind: "wrong-protocol", protocol: "http", text: "<html>" },
			"greeting",
		],
		[
			"IMAP answers",
			TLS,
			[lines("* OK hi")],
			{ kind: "wrong-protocol", protocol: "imap", text: "* OK hi" },
			"greeting",
		],
		["nonsense answers hello", TLS, [GREETING, lines("what?")], { kind: "garbage", text: "what?" }, "capabilities"],
		["the lines never end", TLS, ["220-x\r\n".repeat(20_000)], { kind: "too-much" }, "greeting"],
		["a line never ends", TLS, ["2".repeat(70_000)], { kind: "too-much" }, "greeting"],
	];
	it.each(endings)("ends when %s", (_name, options, answers, outcome, stage) => {
		expect(play(options, answers)).toMatchObject({ outcome, stage });
	});
});

describe("an SMTP login", () => {
	const logIn = (credentials: Credentials, offered: string, ...answers: string[]) =>
		play({ ...TLS, credentials }, [GREETING, lines("250-hi", `250 ${offered}`), ...answers]);

	it("is one message with PLAIN", () => {
		const played = logIn(PASSWORD, "AUTH LOGIN PLAIN", lines("235 2.7.0 Authentication successful"));
		expect(played.sent).toEqual([HELLO, "(login)", "AUTH PLAIN AGFkYUBjb21wYW55LmV4YW1wbGUAczNjcmV0IMOp", "QUIT"]);
		expect(played).toMatchObject({ outcome: { kind: "ok" }, stage: "login" });
	});

	it("answers two questions with LOGIN", () => {
		const played = logIn(ASCII, "AUTH LOGIN", lines("334 VXNlcm5hbWU6"), lines("334 UGFzc3dvcmQ6"), lines("235 ok"));
		expect(played.sent.slice(2)).toEqual(["AUTH LOGIN", "YWRh", "cGEic3Nc", "QUIT"]);
	});

	it("uses a token, and answers its refusal with an empty line", () => {
		const played = logIn(
			TOKEN,
			"AUTH PLAIN XOAUTH2",
			lines("334 eyJzdGF0dXMiOiI0MDAifQ=="),
			lines("535 5.7.8 Username and Password not accepted"),
		);
		expect(played.sent.slice(3)).toEqual(["", "QUIT"]);
		expect(played.outcome).toEqual({ kind: "oauth-token-refused", text: "Username and Password not accepted" });
	});

	it("is not begun where none is offered", () => {
		expect(logIn(PASSWORD, "SIZE")).toMatchObject({ sent: [HELLO, "QUIT"], outcome: { kind: "login-disabled" } });
	});

	it("is not begun in a way that the server does not know", () => {
		expect(logIn(PASSWORD, "AUTH GSSAPI").outcome).toEqual({ kind: "login-method-not-offered", offered: ["GSSAPI"] });
	});

	it("is not begun without credentials", () => {
		const played = logIn({ kind: "absent", why: "foreign-host" }, "AUTH PLAIN");
		expect(played).toMatchObject({
			sent: [HELLO, "(login)", "QUIT"],
			outcome: { kind: "login-not-checked", why: "foreign-host" },
		});
	});

	it("joins the lines of a refusal", () => {
		const played = logIn(
			PASSWORD,
			"AUTH PLAIN",
			lines(
				"534-5.7.9 Application-specific password required. For more information, go to",
				"534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor x",
			),
		);
		expect(played.outcome).toEqual({
			kind: "application-password-needed",
			text: "Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor x",
		});
	});
});
