// Where a stored login may go, with the built-in providers.

import { describe, expect, it } from "vitest";
import type { LoginWish, MailProtocol } from "../../../src/domain/observation";
import { AUTHS, type Auth } from "../../../src/domain/vocabulary";
import { type ConfiguredServer, planLogin } from "../../../src/experiments/shared/login-guard";
import { builtInCatalogue } from "../../../src/providers";
import { sameProviderHosts } from "../../../src/providers/lookup";

const sameProvider = (from: string, to: string, protocol: MailProtocol) =>
	sameProviderHosts(builtInCatalogue, from, to, protocol);
const server: ConfiguredServer = { protocol: "imap", host: "imap.company.example", username: "ada" };
const ovh: ConfiguredServer = { protocol: "imap", host: "ssl0.ovh.net", username: "ada@company.example" };
const wish: LoginWish = { server: "incoming", key: "server1", auth: "password", username: null };
const plan = (
	configured: ConfiguredServer | null,
	host: string,
	more: Partial<LoginWish> = {},
	protocol: MailProtocol = "imap",
) => planLogin(configured, { ...wish, ...more }, { protocol, host }, sameProvider);
const foreign = { kind: "absent", why: "foreign-host" };

describe("a stored login", () => {
	it("may be used at its own host, with another name too", () => {
		expect(plan(server, "imap.company.example")).toEqual({
			kind: "stored",
			origin: server,
			username: "ada",
			method: "password",
		});
		expect(plan(server, "imap.company.example", { username: "ada@company.example" })).toMatchObject({
			username: "ada@company.example",
		});
		expect(plan({ ...server, host: "IMAP.Company.Example" }, "imap.company.example")).toMatchObject({ kind: "stored" });
	});

	it("may be used at a right host of the same provider", () => {
		expect(plan(ovh, "imap.mail.ovh.net")).toMatchObject({ kind: "stored", origin: ovh });
		expect(plan(ovh, "smtp.mail.ovh.net", {}, "smtp")).toMatchObject({ kind: "stored" });
	});

	it.each([
		["a host that nobody knows", server, "imap.other.example"],
		["a host below its own", server, "evil.imap.company.example"],
		["a host that only begins like its own", server, "imap.company.example.evil.example"],
		["the host of another provider", ovh, "imap.gmail.com"],
		["a host of a provider from elsewhere", server, "ssl0.ovh.net"],
		["a host of its provider for another protocol", ovh, "pop.mail.ovh.net"],
		["the same host with a dot behind", server, "imap.company.example."],
		["the same host in other letters", ovh, "ssl0.ovh.net\u0301"],
	])("stays away from %s", (_name, configured, host) => {
		expect(plan(configured, host)).toEqual(foreign);
	});

	it("of a host that was never one goes nowhere", () => {
		const broken = { ...server, host: "https://imap.company.example" };
		expect(plan(broken, "imap.company.example")).toEqual(foreign);
	});

	it("of a server that is gone is not used", () => {
		expect(plan(null, "imap.company.example")).toEqual({ kind: "absent", why: "unknown-server" });
	});

	it("is used as a password or for OAuth2 only", () => {
		const methods = AUTHS.map((auth: Auth) => {
			const outcome = plan(server, "imap.company.example", { auth });
			return [auth, outcome.kind === "stored" ? outcome.method : outcome.why];
		});
		expect(Object.fromEntries(methods)).toEqual({
			none: "method-not-supported",
			password: "password",
			encrypted: "method-not-supported",
			kerberos: "method-not-supported",
			ntlm: "method-not-supported",
			certificate: "method-not-supported",
			oauth2: "oauth2",
		});
	});
});
