// What is looked at again, in DNS and on the web: as much as can help, nothing more, and never a login twice.

import { describe, expect, it } from "vitest";
import type { Observation, Outcome, Stage } from "../../src/domain/observation";
import type { IncomingServer, OutgoingServer } from "../../src/domain/snapshot";
import { builtInCatalogue } from "../../src/providers";
import type { DnsFacts } from "../../src/providers/mail-exchanger";
import { mailDomainsToLookUp, secondLooks, surveySeen, webHosts } from "../../src/rules/second-look";
import { addressOf, badCertificate, loggedIn, mailDns, observed } from "../fixtures/live";
import { account, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";

const OVH = "camille@cabinet.example";
const COMPANY = "camille@company.example";

interface Given {
	server: IncomingServer;
	sending?: OutgoingServer;
	dns?: DnsFacts;
	seen?: Observation;
	seenSending?: Observation;
}

function profileOf({ server, sending = outgoing("ssl0.ovh.net", OVH) }: Given) {
	return snapshot({ accounts: [account(server, [identity(server.username)])], outgoing: [sending] });
}

function looksAt(given: Given): string[] {
	const { seen, seenSending, dns = {} } = given;
	const all = { ...(seen ? { server1: seen } : {}), ...(seenSending ? { smtp1: seenSending } : {}) };
	return secondLooks(surveySeen(profileOf(given), builtInCatalogue, {}, all, dns)).map(
		({ key, at, withLogin }) =>
			`${key} ${at.protocol} ${at.host}:${at.port} ${at.security}${withLogin ? " with login" : ""}`,
	);
}

const server = incoming("imap", "ssl0.ovh.net", OVH);
const company = incoming("imap", "mail.company.example", COMPANY, { port: 143, security: "starttls" });

function ended(at: IncomingServer | OutgoingServer, stage: Stage, outcome: Outcome): Observation {
	return observed(addressOf(at), stage, outcome);
}

describe("a second look", () => {
	it("is not needed where the login was accepted or refused, nor where nothing was seen", () => {
		expect(looksAt({ server })).toEqual([]);
		expect(looksAt({ server, seen: loggedIn(addressOf(server)) })).toEqual([]);
		expect(looksAt({ server: company, seen: ended(company, "login", { kind: "refused", text: "" }) })).toEqual([]);
	});

	it("takes no second login where the first was refused for want of encryption", () => {
		const disabled = (logins: string[]): Observation => ({
			...ended(company, "login", { kind: "login-disabled", text: "" }),
			offers: { starttls: true, logins },
		});
		expect(looksAt({ server: company, seen: disabled(["PLAIN"]) })).toEqual([]);
		expect(looksAt({ server: company, seen: disabled([]) })).toEqual([
			"server1 imap mail.company.example:993 tls with login",
		]);
	});

	it("tries the other accepted pairs of a known provider at the same host, without a login", () => {
		const sending = outgoing("smtp.mail.ovh.net", OVH, { port: 587, security: "starttls" });
		expect(looksAt({ server, sending, seenSending: ended(sending, "tcp", { kind: "refused-connection" }) })).toEqual([
			"smtp1 smtp smtp.mail.ovh.net:465 tls",
		]);
	});

	it("tries both pairs where the present one is no accepted one", () => {
		const sending = outgoing("ssl0.ovh.net", OVH, { port: 25, security: "starttls" });
		expect(looksAt({ server, sending, seenSending: ended(sending, "tcp", { kind: "unreachable" }) })).toEqual([
			"smtp1 smtp ssl0.ovh.net:465 tls",
			"smtp1 smtp ssl0.ovh.net:587 starttls",
		]);
	});

	it("tries the standard pairs at an unknown provider, with the login that was not tried yet", () => {
		expect(looksAt({ server: company, seen: ended(company, "starttls", { kind: "no-starttls" }) })).toEqual([
			"server1 imap mail.company.example:993 tls with login",
		]);
		const plain = incoming("pop3", "mail.company.example", COMPANY, { port: 110, security: "none" });
		const notEncrypted = ended(plain, "login", { kind: "login-not-checked", why: "not-encrypted" });
		expect(looksAt({ server: plain, seen: notEncrypted })).toEqual([
			"server1 pop3 mail.company.example:995 tls with login",
			"server1 pop3 mail.company.example:110 starttls with login",
		]);
	});

	it("tries nothing where a login was begun and the connection broke", () => {
		expect(looksAt({ server: company, seen: ended(company, "login", { kind: "closed" }) })).toEqual([]);
		expect(looksAt({ server: company, seen: ended(company, "login", { kind: "timeout" }) })).toEqual([]);
	});

	it("tries nothing where the name is unknown, the certificate bad, or a program of this machine does not answer", () => {
		expect(looksAt({ server: company, seen: ended(company, "dns", { kind: "name-unknown" }) })).toEqual([]);
		expect(looksAt({ server, seen: badCertificate(addressOf(server), { kind: "self-signed" }) })).toEqual([]);
		const bridge = incoming("imap", "127.0.0.1", COMPANY, { port: 1143, security: "starttls" });
		expect(looksAt({ server: bridge, seen: ended(bridge, "tcp", { kind: "refused-connection" }) })).toEqual([]);
	});

	it("goes to the host of a known provider that the certificate names", () => {
		const own = incoming("imap", "mail.cabinet.example", OVH);
		const seen = badCertificate(addressOf(own), { kind: "wrong-name", names: ["ssl0.ovh.net", "*.mail.ovh.net"] });
		expect(looksAt({ server: own, seen })).toEqual(["server1 imap imap.mail.ovh.net:993 tls"]);
		const numbered = { "cabinet.example": mailDns("cabinet.example", ["mx1.mail.ovh.net"], ["pro3.mail.ovh.net"]) };
		expect(looksAt({ server: own, seen, dns: numbered })).toEqual(["server1 imap pro3.mail.ovh.net:993 tls"]);
	});

	it("does not go where the certificate names nobody that is known, or another than the domain's provider", () => {
		const own = incoming("imap", "mail.cabinet.example", OVH);
		const other = badCertificate(addressOf(own), { kind: "wrong-name", names: ["web12.hoster.example"] });
		expect(looksAt({ server: own, seen: other })).toEqual([]);
		const ovh = badCertificate(addressOf(own), { kind: "wrong-name", names: ["ssl0.ovh.net"] });
		const dns = { "cabinet.example": mailDns("cabinet.example", ["aspmx.l.google.com"]) };
		expect(looksAt({ server: own, seen: ovh, dns })).toEqual([]);
	});

	it("is asked once for a server that two accounts send through", () => {
		const sending = outgoing("ssl0.ovh.net", OVH, { port: 587, security: "starttls" });
		const accounts = [1, 2].map((number) =>
			account(
				incoming("imap", "ssl0.ovh.net", OVH, { key: `server${number}` }),
				[identity(OVH, { key: `id${number}` })],
				{
					key: `account${number}`,
				},
			),
		);
		const seen = { smtp1: ended(sending, "tcp", { kind: "unreachable" }) };
		const profile = snapshot({ accounts, outgoing: [sending] });
		expect(secondLooks(surveySeen(profile, builtInCatalogue, {}, seen, {}))).toHaveLength(1);
	});
});

describe("a web look", () => {
	const hostsFor = (at: IncomingServer, seen: Observation) =>
		webHosts(surveySeen(profileOf({ server: at }), builtInCatalogue, {}, { server1: seen }, {}));

	it("asks the provider's webmail where a certificate, HTTP or no TLS needs explaining", () => {
		expect(hostsFor(server, badCertificate(addressOf(server), { kind: "expired", since: "" }))).toEqual([
			"www.ovhcloud.com",
		]);
		const gmail = incoming("imap", "imap.gmail.com", "camille@gmail.com");
		expect(hostsFor(gmail, ended(gmail, "tls", { kind: "not-tls" }))).toEqual(["accounts.google.com"]);
		const suite = incoming("imap", "imap.beta.gouv.fr", "camille.martin@beta.gouv.fr");
		const http: Outcome = { kind: "wrong-protocol", protocol: "http", text: "" };
		expect(hostsFor(suite, ended(suite, "greeting", http))).toEqual(["webmail.beta.gouv.fr"]);
	});

	it("asks nobody for what explains itself, nor for a provider that is not known", () => {
		expect(hostsFor(server, ended(server, "tcp", { kind: "unreachable" }))).toEqual([]);
		expect(hostsFor(server, badCertificate(addressOf(server), { kind: "wrong-name", names: [] }))).toEqual([]);
		expect(hostsFor(company, badCertificate(addressOf(company), { kind: "expired", since: "" }))).toEqual([]);
	});
});

describe("the mail domains that are looked up", () => {
	const profile = (usernames: string[]) =>
		snapshot({
			accounts: usernames.map((username, index) =>
				account(incoming("imap", "mail.example", username), [identity("camille@identity.example")], {
					key: `account${index}`,
				}),
			),
		});

	it("are those of usernames, else of identities, each once, without what a provider owns for certain", () => {
		const usernames = [OVH, OVH.toUpperCase(), "camille@gmail.com", "c@beta.gouv.fr", "camille"];
		expect(mailDomainsToLookUp(profile(usernames), builtInCatalogue)).toEqual(["cabinet.example", "identity.example"]);
	});

	it("are names, not addresses or nonsense, and 50 at most", () => {
		expect(
			mailDomainsToLookUp(profile(["c@192.0.2.1", "c@localhost", "c@a b", "c@__proto__"]), builtInCatalogue),
		).toEqual([]);
		const many = Array.from({ length: 80 }, (_, index) => `c@domain${index}.example`);
		expect(mailDomainsToLookUp(profile(many), builtInCatalogue)).toHaveLength(50);
	});
});
