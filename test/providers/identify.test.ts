// Whose account it is, without network: host, then username, then identities; asked only where two are really possible.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Identification } from "../../src/domain/diagnosis";
import type { Account, Identity } from "../../src/domain/snapshot";
import type { IncomingProtocol } from "../../src/domain/vocabulary";
import { builtInCatalogue } from "../../src/providers";
import { identify, identifyHost, mailDomain } from "../../src/providers/identify";
import { type Catalogue, hostVerdict, preferredHost, providersOfDomain } from "../../src/providers/lookup";
import { learnDomains } from "../../src/providers/mail-exchanger";

interface Given {
	host?: string;
	username?: string;
	addresses?: string[];
	protocol?: IncomingProtocol;
}

/** A company's own account; each test says what is different. */
function account(given: Given = {}): Account {
	const { host = "mail.acme.example", username = "jean@acme.example", protocol = "imap" } = given;
	return {
		key: "account1",
		name: "Jean",
		incoming: {
			key: "server1",
			protocol,
			host,
			port: 993,
			security: "tls",
			auth: "password",
			username,
			uri: `${protocol}://jean@${host}`,
			connections: 5,
			leaveOnServer: null,
			oauthKnown: false,
			isGmail: false,
			sentFolders: [],
			login: "stored",
			locked: [],
		},
		identities: (given.addresses ?? [username]).map(identity),
	};
}

function identity(address: string, index: number): Identity {
	return {
		key: `id${index + 1}`,
		name: "Jean",
		address,
		outgoingKey: "smtp1",
		folders: { sentCopy: null, drafts: "", templates: "", archives: "" },
		locked: [],
	};
}

function known(
	provider: string,
	kind: "host" | "username-domain" | "identity-domain" | "choice",
	evidence: string,
): Identification {
	return { kind: "known", provider, reason: { kind, evidence } };
}

const identified = (given: Given, choice: string | null = null) => identify(account(given), builtInCatalogue, choice);

describe("by the incoming host", () => {
	it.each<[string, string]>([
		["ssl0.ovh.net", "ovh-mxplan"],
		["imap.mail.ovh.net", "ovh-mxplan"],
		["smtp.mail.ovh.net", "ovh-mxplan"],
		["ns0.ovh.net", "ovh-mxplan"],
		["imap.mail.ovh.ca", "ovh-mxplan-ca"],
		["ssl0.ovh.ca", "ovh-mxplan-ca"],
		["pro1.mail.ovh.net", "ovh-pro"],
		["ex3.mail.ovh.net", "ovh-exchange"],
		["ex3.mail.ovh.fr", "ovh-exchange"],
		["ex.mail.ovh.ca", "ovh-exchange"],
		["zimbra1.mail.ovh.net", "ovh-zimbra"],
		["imap.beta.gouv.fr", "lasuite"],
		["imap.numerique.gouv.fr", "lasuite"],
		["imap.ox.numerique.gouv.fr", "lasuite"],
		["webmail.beta.gouv.fr", "lasuite"],
		["imap.gmail.com", "google"],
		["imap.googlemail.com", "google"],
		["imap.google.com", "google"],
		["impa.gmail.com", "google"],
	])("%s is %s's", (host, provider) => {
		expect(identified({ host })).toEqual(known(provider, "host", host));
		expect(identified({ host: host.toUpperCase() })).toEqual(known(provider, "host", host));
	});

	it.each([
		"https://SSL0.ovh.net/",
		" ssl0.ovh.net ",
		"ssl0.ovh.net.",
		"ssl0.ovh.net:993",
		"imaps://ssl0.ovh.net/INBOX",
	])("reads %j as what was meant", (host) => {
		expect(identified({ host })).toEqual(known("ovh-mxplan", "host", "ssl0.ovh.net"));
	});

	it.each([
		"ssl0.ovh.net.evil.example",
		"evil-ssl0.ovh.net",
		"https://ssl0.ovh.net@evil.example/",
		"gmail.com.evil.example",
		"notgmail.com",
		"imap.beta.gouv.fr.evil.example",
		"ssl0.оvh.net",
		"pro١.mail.ovh.net",
		"bücher.example",
		"xn--bcher-kva.example",
		"imap.acme.example",
		"smtp.acme.example",
		"ovh.net",
		"??",
		"",
	])("does not take %j for a provider's", (host) => {
		expect(identified({ host })).toEqual({ kind: "unknown" });
	});

	it("comes before every domain", () => {
		const stale = identified({ host: "ssl0.ovh.net", username: "jean.dupont@beta.gouv.fr" });
		expect(stale).toEqual(known("ovh-mxplan", "host", "ssl0.ovh.net"));
		const workspace = identified({ host: "imap.gmail.com", username: "jean@acme.example" });
		expect(workspace).toEqual(known("google", "host", "imap.gmail.com"));
	});

	it.each<[IncomingProtocol, string, string]>([
		["pop3", "pop.mail.ovh.net", "ovh-mxplan"],
		["pop3", "ssl0.ovh.net", "ovh-mxplan"],
		["pop3", "pop.gmail.com", "google"],
		["pop3", "imap.beta.gouv.fr", "lasuite"],
	])("knows %s at %s", (protocol, host, provider) => {
		expect(identified({ protocol, host })).toEqual(known(provider, "host", host));
	});
});

describe("by the domain of the username", () => {
	it.each<[string, string, string]>([
		["jean.dupont@beta.gouv.fr", "lasuite", "beta.gouv.fr"],
		["jean.dupont.ext@beta.gouv.fr", "lasuite", "beta.gouv.fr"],
		["jean.dupont@ext.beta.gouv.fr", "lasuite", "ext.beta.gouv.fr"],
		["jean.dupont@mail.numerique.gouv.fr", "lasuite", "mail.numerique.gouv.fr"],
		["jean@gmail.com", "google", "gmail.com"],
		["Jean@GMAIL.com", "google", "gmail.com"],
		["recent:jean@gmail.com", "google", "gmail.com"],
		["jean@googlemail.com", "google", "googlemail.com"],
	])("%s is of %s where the host says nothing", (username, provider, domain) => {
		expect(identified({ username })).toEqual(known(provider, "username-domain", domain));
	});

	it.each(["127.0.0.1", "localhost", "::1"])("decides behind %s (an antivirus, a bridge)", (host) => {
		expect(identified({ host, username: "jean@gmail.com" })).toEqual(known("google", "username-domain", "gmail.com"));
		expect(identified({ host, username: "jean@acme.example" })).toEqual({ kind: "unknown" });
	});

	it("does not fall for a domain that only looks like one", () => {
		for (const username of [
			"jean@beta.gouv.fr.evil.example",
			"jean@evilbeta.gouv.fr",
			"jean@gouv.fr",
			"jean@gmail.co",
		]) {
			expect(identified({ username })).toEqual({ kind: "unknown" });
		}
	});

	it("comes before the identities", () => {
		const given = { username: "jean@beta.gouv.fr", addresses: ["jean@gmail.com"] };
		expect(identified(given)).toEqual(known("lasuite", "username-domain", "beta.gouv.fr"));
	});
});

describe("by the domains of the identities", () => {
	it("decides where the username has no domain", () => {
		const given = { username: "jean.dupont", addresses: ["jean.dupont@beta.gouv.fr"] };
		expect(identified(given)).toEqual(known("lasuite", "identity-domain", "beta.gouv.fr"));
	});

	it("sees one provider in a mailbox and its alias", () => {
		const given = { username: "jean", addresses: ["jean.dupont.ext@beta.gouv.fr", "jean.dupont@beta.gouv.fr"] };
		expect(identified(given)).toEqual(known("lasuite", "identity-domain", "beta.gouv.fr"));
	});

	it("sees one provider in two of its domains", () => {
		const given = { username: "jean", addresses: ["jean@gmail.com", "jean@googlemail.com"] };
		expect(identified(given)).toEqual(known("google", "identity-domain", "gmail.com"));
	});

	it("asks between two identities of different providers", () => {
		const given = { username: "jean", addresses: ["jean@gmail.com", "jean@beta.gouv.fr"] };
		expect(identified(given)).toEqual({
			kind: "ambiguous",
			candidates: [
				{ provider: "google", reason: { kind: "identity-domain", evidence: "gmail.com" } },
				{ provider: "lasuite", reason: { kind: "identity-domain", evidence: "beta.gouv.fr" } },
			],
		});
	});

	it("does not take a company's account for Google's because somebody also writes as a Gmail address", () => {
		expect(identified({ addresses: ["jean@acme.example", "jean@gmail.com"] })).toEqual({ kind: "unknown" });
		expect(identified({ addresses: ["jean@gmail.com"] })).toEqual({ kind: "unknown" });
		expect(identified({ username: "jean", addresses: ["jean@gmail.com", "jean@acme.example"] })).toEqual({
			kind: "unknown",
		});
	});

	it("passes over identities without an address", () => {
		expect(identified({ username: "jean", addresses: ["", "jean@gmail.com"] })).toEqual(
			known("google", "identity-domain", "gmail.com"),
		);
		expect(identified({ username: "", addresses: [] })).toEqual({ kind: "unknown" });
		expect(identified({ username: "jean", addresses: [""] })).toEqual({ kind: "unknown" });
	});
});

describe("where two providers are really possible", () => {
	const host = "mx1.mail.ovh.net";
	const reason = { kind: "host", evidence: host } as const;

	it("nothing is guessed", () => {
		expect(identified({ host })).toEqual({
			kind: "ambiguous",
			candidates: [
				{ provider: "ovh-exchange", reason },
				{ provider: "ovh-mxplan", reason },
				{ provider: "ovh-pro", reason },
			],
		});
	});

	it("the remembered choice decides, and the evidence stays", () => {
		expect(identified({ host }, "ovh-pro")).toEqual(known("ovh-pro", "choice", host));
	});

	it("a choice that is no longer possible decides nothing", () => {
		expect(identified({ host }, "google")).toMatchObject({ kind: "ambiguous" });
		expect(identified({ host }, "gone")).toMatchObject({ kind: "ambiguous" });
	});

	it("a choice never overrules what is certain, nor names the unknown", () => {
		expect(identified({ host: "ssl0.ovh.net" }, "google")).toEqual(known("ovh-mxplan", "host", "ssl0.ovh.net"));
		expect(identified({}, "google")).toEqual({ kind: "unknown" });
	});
});

describe("an outgoing server", () => {
	it("has a provider of its own, by its host alone", () => {
		expect(identifyHost(builtInCatalogue, "SMTP.gmail.com")).toEqual(known("google", "host", "smtp.gmail.com"));
		expect(identifyHost(builtInCatalogue, "smtp-relay.gmail.com")).toMatchObject({ provider: "google" });
		expect(identifyHost(builtInCatalogue, "mail.ovh.net")).toMatchObject({ kind: "ambiguous" });
		expect(identifyHost(builtInCatalogue, "smtp.acme.example")).toEqual({ kind: "unknown" });
		expect(identifyHost(builtInCatalogue, "")).toEqual({ kind: "unknown" });
	});
});

describe("any account", () => {
	it("gets an answer, and only providers of the catalogue", () => {
		const given = fc.record({
			host: fc.oneof(fc.string(), fc.domain(), fc.constantFrom("ssl0.ovh.net", "mx1.mail.ovh.net")),
			username: fc.oneof(fc.string(), fc.emailAddress(), fc.constantFrom("jean", "jean@gmail.com")),
			addresses: fc.array(fc.oneof(fc.string(), fc.emailAddress(), fc.constant("jean@beta.gouv.fr"))),
		});
		fc.assert(
			fc.property(given, fc.option(fc.constantFrom(...builtInCatalogue.keys())), (some, choice) => {
				const answer = identified(some, choice);
				if (answer.kind === "known") expect(builtInCatalogue.has(answer.provider)).toBe(true);
				if (answer.kind === "ambiguous") {
					const ids = answer.candidates.map((candidate) => candidate.provider);
					expect(new Set(ids).size).toBe(ids.length);
					expect(ids.length).toBeGreaterThan(1);
				}
			}),
		);
	});

	it("is unknown to an empty catalogue", () => {
		const empty: Catalogue = new Map();
		expect(identify(account({ host: "ssl0.ovh.net" }), empty, "ovh-mxplan")).toEqual({ kind: "unknown" });
	});
});

describe("by the mail exchanger", () => {
	const dns = (mx: string[] | null, autodiscover: string[] | null = null) => ({
		"acme.example": { domain: "acme.example", mx, autodiscover },
	});
	const asked = (facts: ReturnType<typeof dns>, given: Given = {}, choice: string | null = null) =>
		identify(account(given), builtInCatalogue, choice, facts);
	const knownBy = (provider: string): Identification => ({
		kind: "known",
		provider,
		reason: { kind: "mail-exchanger", evidence: "acme.example" },
	});

	it.each<[string, string[], string[] | null, string]>([
		["Google Workspace", ["aspmx.l.google.com", "alt1.aspmx.l.google.com"], null, "google"],
		["Google Workspace since 2023", ["smtp.google.com"], null, "google"],
		["La Suite", ["mx.ox.numerique.gouv.fr"], null, "lasuite"],
		["OVH without a record of its own", ["mx1.mail.ovh.net", "mx2.mail.ovh.net"], [], "ovh-mxplan"],
		["OVH's default zone", ["mx1.mail.ovh.net"], ["mailconfig.ovh.net"], "ovh-mxplan"],
		["Email Pro", ["mx0.mail.ovh.net"], ["pro3.mail.ovh.net"], "ovh-pro"],
		["Exchange", ["mx0.mail.ovh.net"], ["ex5.mail.ovh.net"], "ovh-exchange"],
		["Exchange beside another service", ["ex5.mail.ovh.net"], null, "ovh-exchange"],
		["Zimbra", ["mx0.mail.ovh.net"], ["zimbra1.mail.ovh.net"], "ovh-zimbra"],
	])("%s is told", (_, mx, autodiscover, provider) => {
		expect(asked(dns(mx, autodiscover))).toEqual(knownBy(provider));
	});

	it("asks where the record that tells OVH's offers apart was not answered, or says nothing of the region", () => {
		for (const facts of [dns(["mx1.mail.ovh.net"], null), dns(["mx1.mail.ovh.ca"], [])]) {
			expect(asked(facts).kind).toBe("ambiguous");
		}
		expect(asked(dns(["mx1.mail.ovh.net"], null), {}, "ovh-pro")).toMatchObject({ kind: "known", provider: "ovh-pro" });
	});

	it("means nothing where no answer came, nobody known takes the mail, or the best exchanger is another's", () => {
		const silences = [null, [], ["mx.filter.example"], ["mx.filter.example", "mx1.mail.ovh.net"]];
		for (const mx of silences) expect(asked(dns(mx, ["pro3.mail.ovh.net"]))).toEqual({ kind: "unknown" });
		expect(asked(dns(["aspmx.l.google.com"], ["pro1.mail.ovh.net"]))).toEqual(knownBy("google"));
	});

	it("comes after the host and the domain", () => {
		const google = dns(["aspmx.l.google.com"]);
		expect(asked(google, { host: "ssl0.ovh.net" })).toEqual(known("ovh-mxplan", "host", "ssl0.ovh.net"));
		const gmail = { ...google, "gmail.com": { domain: "gmail.com", mx: ["mx1.mail.ovh.net"], autodiscover: [] } };
		expect(asked(gmail, { username: "jean@gmail.com" })).toEqual(known("google", "username-domain", "gmail.com"));
	});

	it("speaks for the username's domain, else for the one that all identities share", () => {
		const facts = dns(["aspmx.l.google.com"]);
		expect(asked(facts, { username: "jean", addresses: ["jean@acme.example"] })).toEqual(knownBy("google"));
		const several = { username: "jean", addresses: ["jean@acme.example", "jean@other.example"] };
		expect(asked(facts, several)).toEqual({ kind: "unknown" });
		expect(asked(facts, { username: "jean@other.example", addresses: ["jean@acme.example"] })).toEqual({
			kind: "unknown",
		});
	});
});

describe("a domain whose mail exchanger is La Suite's", () => {
	const dns = { "mairie.example": { domain: "mairie.example", mx: ["mx.ox.numerique.gouv.fr"], autodiscover: null } };
	const learned = learnDomains(builtInCatalogue, dns);
	const laSuite = learned.get("lasuite");
	if (laSuite === undefined) throw new Error("no La Suite");

	it("has servers of its own name, for that domain alone", () => {
		expect(hostVerdict(laSuite, "imap", "imap.mairie.example", "mairie.example")).toBe("accepted");
		expect(hostVerdict(laSuite, "imap", "imap.other.example", "other.example")).toBe("foreign");
		const hints = { currentHost: null, otherHost: null, domain: "mairie.example" };
		expect(preferredHost(laSuite, "smtp", hints)).toBe("smtp.mairie.example");
	});

	it("is known by the exchanger, and the built-in catalogue stays as it was", () => {
		const given = account({ host: "mail.mairie.example", username: "accueil@mairie.example" });
		const reason = { kind: "mail-exchanger", evidence: "mairie.example" };
		expect(identify(given, learned, null, dns)).toEqual({ kind: "known", provider: "lasuite", reason });
		expect(providersOfDomain(builtInCatalogue, "mairie.example")).toEqual([]);
	});

	it("does not make every domain at Google or OVH the provider's", () => {
		const others = {
			"acme.example": { domain: "acme.example", mx: ["aspmx.l.google.com"], autodiscover: null },
			"cabinet.example": { domain: "cabinet.example", mx: ["mx1.mail.ovh.net"], autodiscover: [] },
		};
		expect([...learnDomains(builtInCatalogue, others)]).toEqual([...builtInCatalogue]);
	});
});

describe("mailDomain", () => {
	const laSuite = builtInCatalogue.get("lasuite") ?? null;

	it("is the domain of the username, else of the first identity that has one", () => {
		expect(mailDomain(account({ username: "jean@acme.example", addresses: ["j@other.example"] }), null)).toBe(
			"acme.example",
		);
		expect(mailDomain(account({ username: "jean", addresses: ["", "j@Other.example"] }), null)).toBe("other.example");
		expect(mailDomain(account({ username: "jean", addresses: [] }), null)).toBe("");
	});

	it("is a domain of the provider before any other", () => {
		const given = { username: "jean@acme.example", addresses: ["jean@other.example", "jean@beta.gouv.fr"] };
		expect(mailDomain(account(given), laSuite)).toBe("beta.gouv.fr");
	});
});
