// Where a password may go, which host to take, and whose a host is. The published settings themselves are in
// published-settings.test.ts.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInCatalogue } from "../../src/providers";
import {
	type HostHints,
	type MailProtocol,
	matchesHost,
	preferredHost,
	providersOfDomain,
	providersOfHost,
	sameProviderHosts,
	webHostsOf,
} from "../../src/providers/lookup";
import type { Provider } from "../../src/providers/schema";

const PROTOCOLS: MailProtocol[] = ["imap", "pop3", "smtp"];

function provider(id: string): Provider {
	const found = builtInCatalogue.get(id);
	if (found === undefined) throw new Error(`no provider ${id}`);
	return found;
}

describe("matchesHost", () => {
	it.each<[string, string, string[], boolean]>([
		["imap.mail.example", "imap.mail.example", [], true],
		["imap.mail.example", "imap.mail.example.evil.example", [], false],
		["imap.mail.example", "evil-imap.mail.example", [], false],
		["imap.mail.example", "imapxmail.example", [], false],
		["imap.mail.example", "imap.mail.example.", [], false],
		["imap.mail.example", "imap.mail.example\n", [], false],
		["imap.mail.example", "", [], false],
		["pro#.mail.example", "pro1.mail.example", [], true],
		["pro#.mail.example", "pro12.mail.example", [], true],
		["pro#.mail.example", "pro.mail.example", [], false],
		["pro#.mail.example", "evil-pro1.mail.example", [], false],
		["pro#.mail.example", "evil.pro1.mail.example", [], false],
		["pro#.mail.example", "pro1x.mail.example", [], false],
		["pro#.mail.example", "pro1.x.mail.example", [], false],
		["pro#.mail.example", "pro1.mail.example\n", [], false],
		["pro#.mail.example", "pro1xmail.example", [], false],
		["pro#.mail.example", "pro١.mail.example", [], false],
		["imap.{domain}", "imap.acme.example", ["acme.example"], true],
		["imap.{domain}", "imap.other.example", ["acme.example", "other.example"], true],
		["imap.{domain}", "imap.acme.example", [], false],
		["imap.{domain}", "imap.other.example", ["acme.example"], false],
		["*.mail.example", "a.mail.example", [], true],
		["*.mail.example", "a.b.mail.example", [], true],
		["*.mail.example", "mail.example", [], false],
		["*.mail.example", ".mail.example", [], false],
		["*.mail.example", "evilmail.example", [], false],
		["*.mail.example", "a.mail.example.evil.example", [], false],
	])("%s against %j with domains %j: %s", (pattern, host, hostDomains, expected) => {
		expect(matchesHost(pattern, host, hostDomains)).toBe(expected);
	});
});

describe("sameProviderHosts, the guard of stored passwords", () => {
	const allowed = (from: string, to: string, protocol: MailProtocol) =>
		sameProviderHosts(builtInCatalogue, from, to, protocol);

	it.each<[string, string, MailProtocol]>([
		["ssl0.ovh.net", "smtp.mail.ovh.net", "smtp"],
		["imap.mail.ovh.net", "ssl0.ovh.net", "smtp"],
		["ns0.ovh.net", "smtp.mail.ovh.net", "smtp"],
		["mx1.mail.ovh.net", "smtp.mail.ovh.net", "smtp"],
		["https://SSL0.ovh.net/", "ssl0.ovh.net", "smtp"],
		["pro1.mail.ovh.net", "pro1.mail.ovh.net", "smtp"],
		["ex3.mail.ovh.fr", "ex3.mail.ovh.net", "smtp"],
		["ssl0.ovh.ca", "smtp.mail.ovh.ca", "smtp"],
		["imap.beta.gouv.fr", "smtp.beta.gouv.fr", "smtp"],
		["smtp.google.com", "smtp.gmail.com", "smtp"],
		["imap.gmail.com", "pop.gmail.com", "pop3"],
	])("lets a password of %s go to %s (%s)", (from, to, protocol) => {
		expect(allowed(from, to, protocol)).toBe(true);
	});

	it.each<[string, string, string, MailProtocol]>([
		["a name with the right one in front", "ssl0.ovh.net", "ssl0.ovh.net.evil.example", "smtp"],
		["a name with the right one behind", "ssl0.ovh.net", "evil-ssl0.ovh.net", "smtp"],
		["a label of the right zone that nobody names", "ssl0.ovh.net", "evil.mail.ovh.net", "smtp"],
		["the user part of a URL", "ssl0.ovh.net", "ssl0.ovh.net@evil.example", "smtp"],
		["a URL", "ssl0.ovh.net", "https://ssl0.ovh.net", "smtp"],
		["a port behind the name", "ssl0.ovh.net", "ssl0.ovh.net:465", "smtp"],
		["a trailing dot", "ssl0.ovh.net", "ssl0.ovh.net.", "smtp"],
		["a line break", "ssl0.ovh.net", "ssl0.ovh.net\n", "smtp"],
		["upper case in the target", "ssl0.ovh.net", "SSL0.ovh.net", "smtp"],
		["look-alike letters", "ssl0.ovh.net", "ssl0.оvh.net", "smtp"],
		["nothing", "ssl0.ovh.net", "", "smtp"],
		["nothing to nothing", "", "", "imap"],
		["an unknown host to itself", "mail.acme.example", "mail.acme.example", "imap"],
		["another platform", "ssl0.ovh.net", "smtp.beta.gouv.fr", "smtp"],
		["another platform, back", "imap.beta.gouv.fr", "ssl0.ovh.net", "smtp"],
		["another offer of the same company", "ssl0.ovh.net", "pro1.mail.ovh.net", "smtp"],
		["another zone of the same company", "ssl0.ovh.net", "smtp.mail.ovh.ca", "smtp"],
		["a host of another protocol", "imap.gmail.com", "imap.gmail.com", "smtp"],
		["a retired target", "ssl0.ovh.net", "ns0.ovh.net", "smtp"],
		["a tolerated target", "smtp.gmail.com", "smtp-relay.gmail.com", "smtp"],
		["a target inside a wide pattern", "imap.beta.gouv.fr", "x.ox.numerique.gouv.fr", "smtp"],
		["an origin inside a wide pattern", "evil.gmail.com", "smtp.gmail.com", "smtp"],
		["a domain of nobody under La Suite's names", "imap.beta.gouv.fr", "smtp.evil.example", "smtp"],
		["a pattern as a target", "pro1.mail.ovh.net", "pro#.mail.ovh.net", "smtp"],
		["a placeholder as a target", "imap.beta.gouv.fr", "smtp.{domain}", "smtp"],
		["a protocol that is not offered", "imap.beta.gouv.fr", "imap.beta.gouv.fr", "pop3"],
		["an origin that only contains a right name", "evil.example/ssl0.ovh.net", "ssl0.ovh.net", "smtp"],
		["an origin in user-part disguise", "ssl0.ovh.net@evil.example", "ssl0.ovh.net", "smtp"],
	])("refuses %s", (_what, from, to, protocol) => {
		expect(allowed(from, to, protocol)).toBe(false);
	});

	/** Every host name that the files can mean, with a number and a domain filled in. */
	const named = [...builtInCatalogue.values()].flatMap((known) => {
		const patterns = [...PROTOCOLS.flatMap((protocol) => known[protocol]?.hosts ?? []), ...known.retiredHosts].map(
			(entry) => entry.host,
		);
		const domains = ["", ...known.domains.map((entry) => entry.hostDomain ?? entry.domain)];
		return patterns.flatMap((pattern) =>
			domains.map((domain) => pattern.replace("#", "3").replace("{domain}", domain)),
		);
	});
	const host = fc.oneof(fc.domain(), fc.string(), fc.constantFrom(...named));
	const protocol = fc.constantFrom(...PROTOCOLS);
	const accepted = new RegExp(
		`^(${[...builtInCatalogue.values()]
			.flatMap((known) => PROTOCOLS.flatMap((each) => known[each]?.hosts ?? []))
			.map((entry) => entry.host.replaceAll(".", "\\.").replace("#", "\\d+"))
			.map((pattern) => pattern.replace("{domain}", "(beta|numerique)\\.gouv\\.fr"))
			.join("|")})$`,
	);

	it("never names a host outside every table, whatever the origin", () => {
		fc.assert(
			fc.property(host, host, protocol, (from, to, toProtocol) => {
				fc.pre(!accepted.test(to));
				expect(allowed(from, to, toProtocol)).toBe(false);
			}),
		);
	});

	it("never lets anything be put before or behind a right host", () => {
		const right = fc.constantFrom(...named.filter((name) => accepted.test(name)));
		fc.assert(
			fc.property(right, right, fc.string({ minLength: 1 }), protocol, (from, to, extra, toProtocol) => {
				fc.pre(!accepted.test(to + extra) && !accepted.test(extra + to));
				expect(allowed(from, to + extra, toProtocol)).toBe(false);
				expect(allowed(from, extra + to, toProtocol)).toBe(false);
			}),
		);
	});

	it("never takes a password from a host that no table names", () => {
		fc.assert(
			fc.property(fc.domain(), fc.constantFrom(...named), protocol, (from, to, toProtocol) => {
				fc.pre(!named.includes(from));
				expect(allowed(from, to, toProtocol)).toBe(false);
			}),
		);
	});

	it("lets a password stay where it is, on every right host", () => {
		for (const known of builtInCatalogue.values()) {
			for (const each of PROTOCOLS) {
				for (const { host: pattern } of known[each]?.hosts ?? []) {
					const name = pattern.replace("#", "3").replace("{domain}", "beta.gouv.fr");
					expect(allowed(name, name, each)).toBe(true);
				}
			}
		}
	});
});

describe("preferredHost", () => {
	const nothing: HostHints = { currentHost: null, otherHost: null, domain: "acme.example" };

	it.each<[string, string, MailProtocol, Partial<HostHints>, string | null]>([
		[
			"takes the number of the incoming host",
			"ovh-pro",
			"smtp",
			{ otherHost: "pro1.mail.ovh.net" },
			"pro1.mail.ovh.net",
		],
		[
			"takes it in place of a foreign host",
			"ovh-pro",
			"smtp",
			{ currentHost: "ssl0.ovh.net", otherHost: "pro2.mail.ovh.net" },
			"pro2.mail.ovh.net",
		],
		[
			"takes it in place of a retired host",
			"ovh-pro",
			"imap",
			{ currentHost: "mx1.mail.ovh.net", otherHost: "pro7.mail.ovh.net" },
			"pro7.mail.ovh.net",
		],
		[
			"takes it from a retired host with a number",
			"ovh-exchange",
			"smtp",
			{ otherHost: "ex3.mail.ovh.fr" },
			"ex3.mail.ovh.net",
		],
		[
			"keeps its own number beside another",
			"ovh-exchange",
			"smtp",
			{ currentHost: "ex4.mail.ovh.net", otherHost: "ex3.mail.ovh.net" },
			"ex4.mail.ovh.net",
		],
		[
			"repeats a name without number only beside itself",
			"ovh-exchange",
			"smtp",
			{ otherHost: "ex.mail.ovh.ca" },
			"ex.mail.ovh.ca",
		],
		["guesses no number", "ovh-exchange", "imap", {}, null],
		[
			"guesses no number from a foreign host",
			"ovh-pro",
			"imap",
			{ currentHost: "mail.acme.example", otherHost: "ex3.mail.ovh.net" },
			null,
		],
		[
			"gives the name per protocol beside an alias",
			"ovh-mxplan",
			"smtp",
			{ otherHost: "ssl0.ovh.net" },
			"smtp.mail.ovh.net",
		],
		[
			"cleans what was typed around a right host",
			"ovh-mxplan",
			"imap",
			{ currentHost: " https://SSL0.OVH.NET/ " },
			"ssl0.ovh.net",
		],
		["replaces a foreign host", "ovh-mxplan", "imap", { currentHost: "mail.acme.example" }, "imap.mail.ovh.net"],
		["replaces what cannot be read", "ovh-mxplan", "imap", { currentHost: "??" }, "imap.mail.ovh.net"],
		[
			"takes La Suite's domain from the mail domain",
			"lasuite",
			"smtp",
			{ domain: "ext.beta.gouv.fr" },
			"smtp.beta.gouv.fr",
		],
		[
			"takes it from the incoming host",
			"lasuite",
			"smtp",
			{ otherHost: "imap.numerique.gouv.fr" },
			"smtp.numerique.gouv.fr",
		],
		[
			"believes the mail domain before the other host",
			"lasuite",
			"smtp",
			{ domain: "beta.gouv.fr", otherHost: "imap.numerique.gouv.fr" },
			"smtp.beta.gouv.fr",
		],
		["makes no name of a domain that is not La Suite's", "lasuite", "smtp", {}, null],
	])("%s (%s %s)", (_what, id, protocol, hints, expected) => {
		expect(preferredHost(provider(id), protocol, { ...nothing, ...hints })).toBe(expected);
	});

	it("gives only hosts to which the account's password may go, and giving twice changes nothing", () => {
		const names = ["ssl0.ovh.net", "pro1.mail.ovh.net", "ex3.mail.ovh.fr", "mx1.mail.ovh.net", "imap.beta.gouv.fr"];
		const text = fc.oneof(fc.constantFrom(...names), fc.domain(), fc.string());
		const hints = fc.record({
			currentHost: fc.option(text),
			otherHost: fc.option(text),
			domain: fc.constantFrom("", "acme.example", "beta.gouv.fr", "gmail.com"),
		});
		fc.assert(
			fc.property(
				fc.constantFrom(...builtInCatalogue.values()),
				fc.constantFrom(...PROTOCOLS),
				hints,
				(known, protocol, given) => {
					const once = preferredHost(known, protocol, given);
					if (once === null) return;
					expect(preferredHost(known, protocol, { ...given, currentHost: once })).toBe(once);
					expect(providersOfHost(builtInCatalogue, once)).toContain(known);
				},
			),
		);
	});
});

describe("whose a host or domain is", () => {
	const ids = (providers: Provider[]) => providers.map((known) => known.id).sort();

	it.each<[string, string[]]>([
		["ssl0.ovh.net", ["ovh-mxplan", "ovh-zimbra"]],
		["zimbra1.mail.ovh.net", ["ovh-zimbra"]],
		["mx1.mail.ovh.net", ["ovh-exchange", "ovh-mxplan", "ovh-pro", "ovh-zimbra"]],
		["mx1.mail.ovh.ca", ["ovh-exchange", "ovh-mxplan-ca"]],
		["imap.ox.numerique.gouv.fr", ["lasuite"]],
		["anything.gmail.com", ["google"]],
		["smtp.google.com", ["google"]],
		["gmail.com.evil.example", []],
		["", []],
	])("%j belongs to %j", (host, expected) => {
		expect(ids(providersOfHost(builtInCatalogue, host))).toEqual(expected);
	});

	it("knows mail domains by their whole name only", () => {
		expect(ids(providersOfDomain(builtInCatalogue, "ext.beta.gouv.fr"))).toEqual(["lasuite"]);
		expect(ids(providersOfDomain(builtInCatalogue, "googlemail.com"))).toEqual(["google"]);
		expect(ids(providersOfDomain(builtInCatalogue, "x.beta.gouv.fr"))).toEqual([]);
		expect(ids(providersOfDomain(builtInCatalogue, "gouv.fr"))).toEqual([]);
		expect(ids(providersOfDomain(builtInCatalogue, ""))).toEqual([]);
	});
});

describe("a stored password", () => {
	it.each([
		["ssl0.ovh.net", "smtp.mail.ovh.net", true],
		["ns0.ovh.net", "smtp.mail.ovh.net", true],
		["mx1.mail.ovh.net", "smtp.mail.ovh.net", true],
		["ex3.mail.ovh.fr", "ex3.mail.ovh.net", true],
		["pro1.mail.ovh.net", "pro1.mail.ovh.net", true],
		["pro1.mail.ovh.net", "pro7.mail.ovh.net", false],
		["ex3.mail.ovh.fr", "ex5.mail.ovh.net", false],
		["ex3.mail.ovh.net", "ex.mail.ovh.ca", false],
		["mx1.mail.ovh.net", "pro7.mail.ovh.net", false],
		["mail.ovh.net", "ex3.mail.ovh.net", false],
	])("of %s may go to %s: %s", (from, to, allowed) => {
		expect(sameProviderHosts(builtInCatalogue, from, to, "smtp")).toBe(allowed);
	});
});

describe("webHostsOf", () => {
	it("names the hosts of help pages and of calendars and contacts, and no server of mail", () => {
		const hosts = webHostsOf(builtInCatalogue);
		for (const host of [
			...["webmail.numerique.gouv.fr", "webmail.beta.gouv.fr", "www.ovhcloud.com", "zimbra1.mail.ovh.net"],
			...["mail.google.com", "apidata.googleusercontent.com", "www.googleapis.com"],
		]) {
			expect(hosts).toContain(host);
		}
		for (const host of hosts) expect(host).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
		expect(hosts).not.toContain("imap.gmail.com");
		expect(hosts).not.toContain("ssl0.ovh.net");
	});
});
