// The POP3 dialogue as tables: what the server says, what the client sends, how it ends.

import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/domain/observation";
import type { Credentials } from "../../src/probe/dialogue";
import { ASCII, lines, PASSWORD, type Play, play, TOKEN } from "./play";

const TLS: Play = { protocol: "pop3", security: "tls" };
const STARTTLS: Play = { protocol: "pop3", security: "starttls" };
const GREETING = lines("+OK ready <1@x>");
const capa = (...names: string[]) => lines("+OK", ...names, ".");

describe("a POP3 examination without a login", () => {
	it("reads the capabilities", () => {
		expect(play(TLS, [GREETING, capa("USER", "SASL PLAIN LOGIN")])).toEqual({
			sent: ["CAPA", "QUIT"],
			stage: "capabilities",
			outcome: { kind: "ok" },
			greeting: "ready <1@x>",
			offers: { starttls: false, logins: ["PLAIN", "LOGIN", "USER"] },
		});
	});

	it("is content with a server that knows no capabilities", () => {
		expect(play(TLS, [GREETING, lines("-ERR unknown command")])).toMatchObject({
			outcome: { kind: "ok" },
			offers: { starttls: false, logins: ["USER"] },
		});
	});

	it("begins TLS and asks again", () => {
		const played = play(STARTTLS, [GREETING, capa("STLS", "SASL XEVIL"), lines("+OK begin"), capa("USER")]);
		expect(played.sent).toEqual(["CAPA", "STLS", "(TLS)", "CAPA", "QUIT"]);
		expect(played.offers).toEqual({ starttls: true, logins: ["USER"] });
	});

	const endings: [string, Play, string[], Outcome, string][] = [
		["STLS is not offered", STARTTLS, [GREETING, capa("USER")], { kind: "no-starttls" }, "starttls"],
		[
			"STLS is refused",
			STARTTLS,
			[GREETING, capa("STLS"), lines("-ERR no TLS")],
			{ kind: "starttls-refused", text: "no TLS" },
			"starttls",
		],
		[
			"bytes follow the answer to STLS",
			STARTTLS,
			[GREETING, capa("STLS"), lines("+OK begin", "+OK injected")],
			{ kind: "starttls-injection" },
			"starttls",
		],
		[
			"the mailbox is in use",
			TLS,
			[lines("-ERR [IN-USE] busy")],
			{ kind: "too-many-connections", text: "busy" },
			"greeting",
		],
		["the server wants no talk", TLS, [lines("-ERR go away")], { kind: "refused", text: "go away" }, "greeting"],
		["SMTP answers", TLS, [lines("220 hi")], { kind: "wrong-protocol", protocol: "smtp", text: "220 hi" }, "greeting"],
		["nonsense answers", TLS, [GREETING, lines("?")], { kind: "garbage", text: "?" }, "capabilities"],
		["the list never ends", TLS, [GREETING, `+OK\r\n${"X\r\n".repeat(30_000)}`], { kind: "too-much" }, "capabilities"],
	];
	it.each(endings)("ends when %s", (_name, options, answers, outcome, stage) => {
		expect(play(options, answers)).toMatchObject({ outcome, stage });
	});
});

describe("a POP3 login", () => {
	const logIn = (credentials: Credentials, names: string[], ...answers: string[]) =>
		play({ ...TLS, credentials }, [GREETING, capa(...names), ...answers]);

	it("names the user, then gives the password", () => {
		const played = logIn(ASCII, ["USER"], lines("+OK"), lines("+OK Logged in."));
		expect(played.sent).toEqual(["CAPA", "(login)", "USER ada", 'PASS pa"ss\\', "QUIT"]);
		expect(played.outcome).toEqual({ kind: "ok" });
	});

	it("does both at once where the server takes it", () => {
		const played = logIn(ASCII, ["USER", "PIPELINING"], lines("+OK", "+OK Logged in."));
		expect(played.sent).toEqual(["CAPA", "(login)", 'USER ada | PASS pa"ss\\', "QUIT"]);
		expect(played.outcome).toEqual({ kind: "ok" });
	});

	it("is refused with the user already", () => {
		expect(logIn(ASCII, ["USER"], lines("-ERR [AUTH] no such user"))).toMatchObject({
			sent: ["CAPA", "(login)", "USER ada", "QUIT"],
			outcome: { kind: "refused", text: "no such user" },
		});
		expect(logIn(ASCII, ["USER", "PIPELINING"], lines("-ERR [AUTH] no such user", "-ERR which user?")).outcome).toEqual(
			{
				kind: "refused",
				text: "no such user",
			},
		);
	});

	it("uses PLAIN where USER is not known, and waits where the line would be too long", () => {
		const played = logIn(PASSWORD, ["SASL PLAIN"], lines("+OK"));
		expect(played.sent[2]).toBe("AUTH PLAIN AGFkYUBjb21wYW55LmV4YW1wbGUAczNjcmV0IMOp");
		const long: Credentials = { kind: "oauth2", username: "ada", token: "x".repeat(300) };
		expect(logIn(long, ["SASL XOAUTH2"], lines("+ "), lines("+OK")).sent[2]).toBe("AUTH XOAUTH2");
	});

	it("uses a token, and answers its refusal with an empty line", () => {
		const played = logIn(
			TOKEN,
			["USER", "SASL PLAIN XOAUTH2"],
			lines("+ eyJ9"),
			lines("-ERR [AUTH] Invalid credentials"),
		);
		expect(played.sent.slice(3)).toEqual(["", "QUIT"]);
		expect(played.outcome).toEqual({ kind: "oauth-token-refused", text: "Invalid credentials" });
	});

	it("is not begun in a way that the server does not know", () => {
		expect(logIn(TOKEN, ["USER"]).outcome).toEqual({ kind: "login-method-not-offered", offered: ["USER"] });
		expect(logIn(PASSWORD, ["SASL GSSAPI"]).outcome).toEqual({ kind: "login-method-not-offered", offered: ["GSSAPI"] });
		expect(logIn(PASSWORD, ["UIDL"]).outcome).toEqual({ kind: "login-disabled", text: "" });
	});
});
