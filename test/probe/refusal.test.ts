// What servers say when they refuse, in their own words, and what it means.

import { describe, expect, it } from "vitest";
import type { MailProtocol, Outcome } from "../../src/domain/observation";
import { refusedLogin, refusedService } from "../../src/probe/refusal";

describe("a refused login", () => {
	const table: [MailProtocol, string, string, Outcome["kind"]][] = [
		["imap", "AUTHENTICATIONFAILED", "Authentication failed.", "refused"],
		["imap", "AUTHENTICATIONFAILED", "Invalid login, please try again", "refused"],
		["imap", "", "LOGIN failed", "refused"],
		[
			"imap",
			"ALERT",
			"Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
			"application-password-needed",
		],
		["imap", "CONTACTADMIN", "Use an application password", "application-password-needed"],
		["imap", "CONTACTADMIN", "", "account-disabled"],
		[
			"imap",
			"ALERT",
			"Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)",
			"web-sign-in-needed",
		],
		["imap", "WEBALERT", "https://accounts.google.com/signin/continue Web login required.", "web-sign-in-needed"],
		[
			"imap",
			"ALERT",
			"Your account is not enabled for IMAP use. Please visit your Gmail settings page",
			"account-disabled",
		],
		["imap", "ALERT", "Too many simultaneous connections. (Failure)", "too-many-connections"],
		["imap", "UNAVAILABLE", "Temporary authentication failure.", "temporarily-unavailable"],
		[
			"imap",
			"LIMIT",
			"Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
			"too-many-connections",
		],
		["imap", "INUSE", "", "too-many-connections"],
		[
			"imap",
			"PRIVACYREQUIRED",
			"Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
			"login-disabled",
		],
		["imap", "", "Account suspended", "account-disabled"],
		["imap", "", "Internal error, try again later", "temporarily-unavailable"],
		["pop3", "AUTH", "Authentication failed.", "refused"],
		["pop3", "SYS/TEMP", "Temporary authentication failure", "temporarily-unavailable"],
		["pop3", "SYS/PERM", "", "account-disabled"],
		["pop3", "IN-USE", "Mailbox is locked by another session", "too-many-connections"],
		["pop3", "LOGIN-DELAY", "minimum time between mail checks violation", "temporarily-unavailable"],
		["pop3", "", "maildrop already locked", "too-many-connections"],
		["smtp", "535 5.7.8", "Error: authentication failed: UGFzc3dvcmQ6", "refused"],
		["smtp", "535", "Incorrect authentication data", "refused"],
		["smtp", "534 5.7.9", "Application-specific password required.", "application-password-needed"],
		["smtp", "534 5.7.14", "Please log in via your web browser and then try again.", "web-sign-in-needed"],
		[
			"smtp",
			"454 4.7.0",
			"Temporary authentication failure: Connection lost to authentication server",
			"temporarily-unavailable",
		],
		["smtp", "454 4.7.0", "Too many connections", "too-many-connections"],
		["smtp", "525 5.7.13", "User account disabled", "account-disabled"],
		["smtp", "538 5.7.11", "Encryption required", "login-disabled"],
		["smtp", "535 5.7.1", "Account blocked for spam", "blocked-for-sending"],
		["smtp", "550 5.7.1", "Compte bloqué pour envoi de spam", "blocked-for-sending"],
	];
	it.each(table)("over %s with %s %j is %s", (protocol, code, text, kind) => {
		expect(refusedLogin(protocol, { code, text }, "password")).toMatchObject({ kind });
	});

	it("with a token says so only where the server gives no other reason", () => {
		expect(refusedLogin("imap", { code: "AUTHENTICATIONFAILED", text: "no" }, "oauth2").kind).toBe(
			"oauth-token-refused",
		);
		expect(refusedLogin("imap", { code: "UNAVAILABLE", text: "no" }, "oauth2").kind).toBe("temporarily-unavailable");
	});

	it("keeps the server's words clean and short", () => {
		const outcome = refusedLogin(
			"imap",
			{ code: "", text: `no\x1b[31m\x00\x85\u202e ${"x".repeat(10_000)}` },
			"password",
		);
		const text = outcome.kind === "refused" ? outcome.text : "";
		expect(text).toMatch(/^no/);
		expect(Array.from(text).length).toBeLessThanOrEqual(200);
		expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
	});
});

describe("a refused talk", () => {
	it("may be for the moment only", () => {
		expect(refusedService("imap", { code: "", text: "please try again later" }).kind).toBe("temporarily-unavailable");
		expect(refusedService("smtp", { code: "554", text: "no" }).kind).toBe("refused");
	});
});
