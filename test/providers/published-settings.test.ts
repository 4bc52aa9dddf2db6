// Every published setting of every provider, as a table: host × protocol × pair. The tables are written out by hand, so
// that a slip in a provider file shows.

import { describe, expect, it } from "vitest";
import { type Auth, SECURITIES, type Security } from "../../src/domain/vocabulary";
import { builtInCatalogue } from "../../src/providers";
import {
	authMethods,
	type HostVerdict,
	hostVerdict,
	type MailProtocol,
	type PairVerdict,
	pairVerdict,
	preferredHost,
	preferredPair,
	replacementHost,
} from "../../src/providers/lookup";
import type { Provider } from "../../src/providers/schema";

function provider(id: string): Provider {
	const found = builtInCatalogue.get(id);
	if (found === undefined) throw new Error(`no provider ${id}`);
	return found;
}

/** A pair as people write it: `993 tls`. */
function pair(text: string) {
	const [port, security] = text.split(" ");
	return { port: Number(port), security: security as Security };
}

interface Row {
	id: string;
	protocol: MailProtocol;
	domain: string;
	/** The first one is for a new account; null where it needs a number that only the customer knows. */
	preferred: string | null;
	accepted: string[];
	tolerated?: string[];
	/** The first one is preferred. */
	pairs: string[];
	unverified?: string[];
	auth: Auth[];
}

const mxPlan = (id: string): Row[] => [
	{
		id,
		protocol: "imap",
		domain: "acme.example",
		preferred: "imap.mail.ovh.net",
		accepted: ["imap.mail.ovh.net", "ssl0.ovh.net"],
		tolerated: ["pop.mail.ovh.net", "smtp.mail.ovh.net"],
		pairs: ["993 tls"],
		unverified: ["143 starttls"],
		auth: ["password"],
	},
	{
		id,
		protocol: "pop3",
		domain: "acme.example",
		preferred: "pop.mail.ovh.net",
		accepted: ["pop.mail.ovh.net", "ssl0.ovh.net"],
		tolerated: ["imap.mail.ovh.net", "smtp.mail.ovh.net"],
		pairs: ["995 tls"],
		unverified: ["110 starttls"],
		auth: ["password"],
	},
	{
		id,
		protocol: "smtp",
		domain: "acme.example",
		preferred: "smtp.mail.ovh.net",
		accepted: ["smtp.mail.ovh.net", "ssl0.ovh.net"],
		tolerated: ["imap.mail.ovh.net", "pop.mail.ovh.net"],
		pairs: ["465 tls", "587 starttls"],
		auth: ["password"],
	},
];

const numbered = (id: string, accepted: string[]): Row[] => [
	{
		id,
		protocol: "imap",
		domain: "acme.example",
		preferred: null,
		accepted,
		pairs: ["993 tls"],
		unverified: ["143 starttls"],
		auth: ["password"],
	},
	{
		id,
		protocol: "pop3",
		domain: "acme.example",
		preferred: null,
		accepted,
		pairs: ["995 tls"],
		unverified: ["110 starttls"],
		auth: ["password"],
	},
	{
		id,
		protocol: "smtp",
		domain: "acme.example",
		preferred: null,
		accepted,
		pairs: ["587 starttls"],
		auth: ["password"],
	},
];

const laSuite = (domain: string, hostDomain: string, elsewhere: string): Row[] => [
	{
		id: "lasuite",
		protocol: "imap",
		domain,
		preferred: `imap.${hostDomain}`,
		accepted: [`imap.${hostDomain}`],
		tolerated: [`imap.${elsewhere}`, "imap.ox.numerique.gouv.fr"],
		pairs: ["993 tls"],
		unverified: ["143 starttls"],
		auth: ["password"],
	},
	{
		id: "lasuite",
		protocol: "smtp",
		domain,
		preferred: `smtp.${hostDomain}`,
		accepted: [`smtp.${hostDomain}`],
		tolerated: [`smtp.${elsewhere}`, "smtp.ox.numerique.gouv.fr"],
		pairs: ["465 tls", "587 starttls"],
		auth: ["password"],
	},
];

const ROWS: Row[] = [
	...mxPlan("ovh-mxplan"),
	...mxPlan("ovh-zimbra"),
	{
		id: "ovh-mxplan-ca",
		protocol: "imap",
		domain: "acme.example",
		preferred: "imap.mail.ovh.ca",
		accepted: ["imap.mail.ovh.ca"],
		pairs: ["993 tls"],
		unverified: ["143 starttls"],
		auth: ["password"],
	},
	{
		id: "ovh-mxplan-ca",
		protocol: "pop3",
		domain: "acme.example",
		preferred: "pop.mail.ovh.ca",
		accepted: ["pop.mail.ovh.ca"],
		pairs: ["995 tls"],
		unverified: ["110 starttls"],
		auth: ["password"],
	},
	{
		id: "ovh-mxplan-ca",
		protocol: "smtp",
		domain: "acme.example",
		preferred: "smtp.mail.ovh.ca",
		accepted: ["smtp.mail.ovh.ca"],
		pairs: ["465 tls", "587 starttls"],
		auth: ["password"],
	},
	...numbered("ovh-pro", ["pro1.mail.ovh.net", "pro2.mail.ovh.net", "pro12.mail.ovh.net"]),
	...numbered("ovh-exchange", ["ex1.mail.ovh.net", "ex3.mail.ovh.net", "ex10.mail.ovh.net", "ex.mail.ovh.ca"]),
	...laSuite("beta.gouv.fr", "beta.gouv.fr", "numerique.gouv.fr"),
	...laSuite("ext.beta.gouv.fr", "beta.gouv.fr", "numerique.gouv.fr"),
	...laSuite("mail.numerique.gouv.fr", "numerique.gouv.fr", "beta.gouv.fr"),
	{
		id: "google",
		protocol: "imap",
		domain: "gmail.com",
		preferred: "imap.gmail.com",
		accepted: ["imap.gmail.com", "imap.googlemail.com"],
		pairs: ["993 tls"],
		auth: ["oauth2", "password"],
	},
	{
		id: "google",
		protocol: "pop3",
		domain: "gmail.com",
		preferred: "pop.gmail.com",
		accepted: ["pop.gmail.com", "pop.googlemail.com"],
		pairs: ["995 tls"],
		auth: ["oauth2", "password"],
	},
	{
		id: "google",
		protocol: "smtp",
		domain: "gmail.com",
		preferred: "smtp.gmail.com",
		accepted: ["smtp.gmail.com", "smtp.googlemail.com"],
		tolerated: ["smtp-relay.gmail.com"],
		pairs: ["465 tls", "587 starttls"],
		auth: ["oauth2", "password"],
	},
];

/** Ports that occur in profiles, right and wrong, each with every security. */
const PORTS = [25, 110, 143, 465, 587, 993, 995, 2525];

describe.each(ROWS)("$id $protocol for $domain", (row) => {
	const { id, protocol, domain } = row;

	const hosts: [string, HostVerdict][] = [
		...row.accepted.map((host): [string, HostVerdict] => [host, "accepted"]),
		...(row.tolerated ?? []).map((host): [string, HostVerdict] => [host, "tolerated"]),
		["mail.acme.example", "foreign"],
		["ssl0.ovh.net.evil.example", "foreign"],
	];
	it.each(hosts)("judges %s as %s", (host, verdict) => {
		expect(hostVerdict(provider(id), protocol, host, domain)).toBe(verdict);
		expect(hostVerdict(provider(id), protocol, host.toUpperCase(), domain)).toBe(verdict);
	});

	const pairs = PORTS.flatMap((port) => SECURITIES.map((security) => `${port} ${security}`)).map(
		(text): [string, PairVerdict] => {
			if (row.pairs.includes(text)) return [text, "accepted"];
			return [text, row.unverified?.includes(text) ? "unverified" : "wrong"];
		},
	);
	it.each(pairs)("judges %s as %s", (text, verdict) => {
		expect(pairVerdict(provider(id), protocol, pair(text))).toBe(verdict);
	});

	it("prefers the published pair, host and sign-in", () => {
		expect(preferredPair(provider(id), protocol)).toEqual(pair(row.pairs[0] ?? ""));
		expect(preferredHost(provider(id), protocol, { currentHost: null, otherHost: null, domain })).toBe(row.preferred);
		expect(authMethods(provider(id), protocol)).toEqual(row.auth);
	});

	it.each([...row.accepted, ...(row.tolerated ?? [])])("keeps %s where it is configured", (host) => {
		expect(preferredHost(provider(id), protocol, { currentHost: host, otherHost: null, domain })).toBe(host);
	});
});

describe("a protocol that the provider does not offer", () => {
	const laSuite = provider("lasuite");

	it("has nothing to propose and finds nothing wrong", () => {
		expect(preferredPair(laSuite, "pop3")).toBeNull();
		expect(preferredHost(laSuite, "pop3", { currentHost: null, otherHost: null, domain: "beta.gouv.fr" })).toBeNull();
		expect(authMethods(laSuite, "pop3")).toEqual([]);
		expect(pairVerdict(laSuite, "pop3", { port: 995, security: "tls" })).toBe("unverified");
		expect(hostVerdict(laSuite, "pop3", "imap.beta.gouv.fr", "beta.gouv.fr")).toBe("tolerated");
		expect(hostVerdict(laSuite, "pop3", "mail.acme.example", "beta.gouv.fr")).toBe("foreign");
	});
});

describe("retired and mistyped hosts", () => {
	it.each<[string, MailProtocol, string, string | null]>([
		["ovh-mxplan", "smtp", "ns0.ovh.net", "smtp.mail.ovh.net"],
		["ovh-mxplan", "imap", "ns0.ovh.net", "imap.mail.ovh.net"],
		["ovh-mxplan", "imap", "mx1.mail.ovh.net", "imap.mail.ovh.net"],
		["ovh-mxplan", "pop3", "mx4.mail.ovh.net", "pop.mail.ovh.net"],
		["ovh-mxplan", "smtp", "mail.ovh.net", "smtp.mail.ovh.net"],
		["ovh-mxplan", "imap", "webmail.mail.ovh.net", "imap.mail.ovh.net"],
		["ovh-mxplan", "imap", "https://WEBMAIL.ovh.net/", "imap.mail.ovh.net"],
		["ovh-zimbra", "imap", "mx0.mail.ovh.net", "imap.mail.ovh.net"],
		["ovh-pro", "imap", "mx1.mail.ovh.net", null],
		["ovh-exchange", "imap", "mail.ovh.net", null],
		["ovh-exchange", "smtp", "ex3.mail.ovh.fr", "ex3.mail.ovh.net"],
		["ovh-exchange", "imap", "ex12.mail.ovh.fr", "ex12.mail.ovh.net"],
		["ovh-exchange", "imap", "mx1.mail.ovh.ca", "ex.mail.ovh.ca"],
		["ovh-mxplan-ca", "imap", "ssl0.ovh.ca", "imap.mail.ovh.ca"],
		["ovh-mxplan-ca", "pop3", "ssl0.ovh.ca", "pop.mail.ovh.ca"],
		["ovh-mxplan-ca", "smtp", "ssl0.ovh.ca", "smtp.mail.ovh.ca"],
		["ovh-mxplan-ca", "smtp", "mx3.mail.ovh.ca", "smtp.mail.ovh.ca"],
		["google", "imap", "imap.google.com", "imap.gmail.com"],
		["google", "pop3", "pop.google.com", "pop.gmail.com"],
		["google", "smtp", "smtp.google.com", "smtp.gmail.com"],
		["google", "imap", "mail.google.com", "imap.gmail.com"],
		["google", "smtp", "gmail.com", "smtp.gmail.com"],
		["google", "imap", "smtp.gmail.com", "imap.gmail.com"],
		["google", "smtp", "pop.googlemail.com", "smtp.gmail.com"],
		["lasuite", "imap", "webmail.beta.gouv.fr", "imap.beta.gouv.fr"],
		["lasuite", "imap", "webmail.numerique.gouv.fr", "imap.beta.gouv.fr"],
		["lasuite", "smtp", "messagerie.numerique.gouv.fr", "smtp.beta.gouv.fr"],
		["lasuite", "imap", "smtp.beta.gouv.fr", "imap.beta.gouv.fr"],
		["lasuite", "smtp", "imap.beta.gouv.fr", "smtp.beta.gouv.fr"],
	])("%s %s %s is retired, and its successor is %s", (id, protocol, host, successor) => {
		expect(hostVerdict(provider(id), protocol, host, "beta.gouv.fr")).toBe("retired");
		expect(replacementHost(provider(id), protocol, host, "beta.gouv.fr")).toBe(successor);
	});

	it("has no successor for a host that is right or foreign", () => {
		expect(replacementHost(provider("ovh-mxplan"), "imap", "ssl0.ovh.net", "")).toBeNull();
		expect(replacementHost(provider("ovh-mxplan"), "imap", "mail.acme.example", "")).toBeNull();
	});

	it.each([...builtInCatalogue.values()])("$id never replaces a host by one that is not right", (known) => {
		for (const retired of known.retiredHosts) {
			for (const protocol of ["imap", "pop3", "smtp"] as const) {
				const domain = known.domains[0]?.domain ?? "";
				const hostDomain = known.domains[0]?.hostDomain ?? domain;
				const host = retired.host.replace("#", "7").replace("{domain}", hostDomain);
				const successor = replacementHost(known, protocol, host, domain);
				if (successor !== null) expect(hostVerdict(known, protocol, successor, domain)).toBe("accepted");
			}
		}
	});
});
