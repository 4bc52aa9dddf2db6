// Which managed configurations are taken, and where the fault is in those that are not.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../src/policy/parse-policy";
import { NO_POLICY } from "../../src/policy/schema";
import { builtInCatalogue } from "../../src/providers";
import { badShapes, everything, ownProvider, withValue } from "./examples";

const parse = (json: unknown) => parsePolicy(json, builtInCatalogue);
const withProvider = (difference: object) => ({ version: 1, providers: [{ ...ownProvider, ...difference }] });

/** Where the faults are. @throws when there are none */
function faultPaths(json: unknown): string[] {
	const outcome = parse(json);
	if (outcome.kind !== "invalid") throw new Error(`${outcome.kind}: ${JSON.stringify(json)}`);
	for (const { expected } of outcome.faults) expect(expected).toMatch(/\S/);
	return outcome.faults.map(({ path }) => path);
}

describe("a managed configuration", () => {
	it.each([undefined, null])("is none where there is %s", (json) => {
		expect(parse(json)).toEqual({ kind: "none" });
	});

	it("with nothing but its version changes nothing", () => {
		expect(parse({ version: 1 })).toEqual({ kind: "valid", policy: NO_POLICY, fixed: [] });
		expect(NO_POLICY).toMatchObject({ repairs: "ask", calendar: "offered", contacts: "offered", recheck: "daily" });
	});

	it("may use every setting, and says which it uses", () => {
		const outcome = parse(everything);
		expect(outcome).toMatchObject({ kind: "valid", policy: { repairs: "automatic", providersOff: ["google"] } });
		expect(outcome).toHaveProperty("fixed", Object.keys(everything).slice(1));
		// Those that have a default take it nowhere here: nothing is left for the example to show.
		expect(Object.keys(everything).sort()).toEqual(Object.keys(NO_POLICY).sort());
	});

	it("needs of an own provider its id, its name and one mail service", () => {
		expect(parse(withProvider({}))).toMatchObject({ kind: "valid", fixed: ["providers"] });
		expect(parse(withProvider({ smtp: null }))).toMatchObject({ kind: "valid" });
		expect(faultPaths(withProvider({ smtp: null, imap: null }))).toEqual(["providers.0.imap"]);
	});

	const colons = "AB:".repeat(31) + "AB";
	it.each([colons, colons.toLowerCase(), "ab".repeat(32)])(
		"takes the fingerprint %s as Thunderbird writes it",
		(one) => {
			expect(parse({ version: 1, trustedAuthorities: [one] })).toMatchObject({
				policy: { trustedAuthorities: [colons] },
			});
		},
	);

	it.each([
		"/var/lib/bons-comptes/{profile}.json",
		"C:\\ProgramData\\Bons Comptes\\{profile}.json",
		"\\\\server\\share\\result.json",
		"{home}/.local/share/bons-comptes/{profile}.json",
	])("may name the result file %s", (path) => {
		expect(parse({ version: 1, resultFile: { path } })).toMatchObject({
			policy: { resultFile: { path, addresses: false } },
		});
	});

	it.each(badShapes)("is refused with %s, at %s", (_, path, value) => {
		expect(faultPaths(withValue(everything, path, value))).toEqual([path]);
	});

	it.each([
		["a text", "automatic"],
		["a list", [everything]],
		["a yes", true],
		["a number", 1],
	])("is refused as a whole when it is %s", (_, json) => {
		expect(faultPaths(json)).toContain(Array.isArray(json) ? "version" : "");
	});

	it("names every fault at once", () => {
		expect(faultPaths({ version: 1, repairs: "x", calendar: "x", extra: 1 })).toEqual(["repairs", "calendar", "extra"]);
	});
});

describe("what is expected is said in plain words", () => {
	it.each([
		["repairs", "force", 'one of "ask", "automatic", "report-only"'],
		["silenced", "x", "a list, in brackets [ ]"],
		["support", "x", "an object, in braces { }"],
		["reparis", "ask", "nothing: no setting has this name"],
		["version", undefined, "present: it must be given"],
		["version", 2, "one of 1"],
		["resultFile.addresses", 1, "true or false, without quotes"],
		["providers.0.imap.pairs.0.port", "993", "a port number from 1 to 65535, without quotes"],
		["providers.0.imap.hosts", [], "at least one entry"],
		["providers.0.name.fr", 3, "a text, in quotes"],
		["support.url", "http://a.example", "an address that begins with https://"],
		["language", "de", 'one of "fr", "en"'],
	])("%s", (path, value, expected) => {
		expect(parse(withValue(everything, path, value))).toEqual({ kind: "invalid", faults: [{ path, expected }] });
	});
});

describe("what belongs to a built-in provider stays its own", () => {
	it.each(["google", "lasuite", "unknown"])("the id %s", (id) => {
		expect(faultPaths(withProvider({ id }))).toEqual(["providers.0.id"]);
	});

	it("an id can be had once", () => {
		expect(faultPaths({ version: 1, providers: [ownProvider, ownProvider] })).toEqual(["providers.1.id"]);
	});

	const imap = (host: string) => ({ imap: { ...ownProvider.imap, hosts: [{ host }] } });
	it.each([
		["a host of OVH", imap("ssl0.ovh.net"), "imap.hosts.0"],
		["a host with a number of OVH's", imap("ex#.mail.ovh.net"), "imap.hosts.0"],
		["one numbered host of OVH", imap("ex3.mail.ovh.net"), "imap.hosts.0"],
		["a host of La Suite's domains", imap("imap.beta.gouv.fr"), "imap.hosts.0"],
		[
			"the same through a placeholder",
			{ ...imap("imap.{domain}"), domains: [{ domain: "acme.example", hostDomain: "beta.gouv.fr" }] },
			"imap.hosts.0",
		],
		["a host that La Suite only tolerates", imap("imap.ox.numerique.gouv.fr"), "imap.hosts.0"],
		["a wide pattern over a built-in host", { recognisedHosts: [{ host: "*.gmail.com" }] }, "recognisedHosts.0"],
		[
			"a built-in host as retired, which would move its passwords",
			{ retiredHosts: [{ host: "imap.gmail.com", protocols: ["imap"], replacement: { imap: "imap.acme.example" } }] },
			"retiredHosts.0",
		],
		["a mail exchanger", { dns: { mx: [{ host: "mx.ox.numerique.gouv.fr" }] } }, "dns.mx.0"],
		[
			"a calendar's address",
			{
				caldav: {
					entries: [{ url: "https://webmail.numerique.gouv.fr/dav" }],
					hosts: [{ host: "dav.acme.example" }],
					auth: "password",
				},
			},
			"caldav.entries.0",
		],
		["a domain", { domains: [{ domain: "acme.example" }, { domain: "gmail.com" }] }, "domains.1"],
	])("%s", (_, difference, path) => {
		expect(faultPaths(withProvider(difference))).toContain(`providers.0.${path}`);
	});

	it("also when that provider is switched off", () => {
		expect(faultPaths({ ...withProvider(imap("imap.gmail.com")), providersOff: ["google"] })).toEqual([
			"providers.0.imap.hosts.0",
		]);
	});

	it("a neighbour in the same zone is no such host", () => {
		expect(parse(withProvider(imap("imap.ministere.gouv.fr")))).toMatchObject({ kind: "valid" });
	});
});

describe("a change of built-in providers", () => {
	it.each([
		["of one that is not there", { providerChanges: { acme: {} } }, "providerChanges.acme"],
		["that switches off what is not there", { providersOff: ["acme"] }, "providersOff.0"],
		["and its end at once", { providerChanges: { google: {} }, providersOff: ["google"] }, "providerChanges.google"],
		[
			"to a pair that it does not have",
			{ providerChanges: { google: { preferredPair: { imap: { port: 1993, security: "tls" } } } } },
			"providerChanges.google.preferredPair.imap",
		],
		[
			"in a service that it does not have",
			{ providerChanges: { lasuite: { preferredPair: { pop3: { port: 995, security: "tls" } } } } },
			"providerChanges.lasuite.preferredPair.pop3",
		],
	])("%s is refused", (_, difference, path) => {
		expect(faultPaths({ version: 1, ...difference })).toEqual([path]);
	});

	it("names the pairs that there are", () => {
		const json = {
			version: 1,
			providerChanges: { lasuite: { preferredPair: { imap: { port: 1, security: "tls" } } } },
		};
		expect(parse(json)).toMatchObject({ faults: [{ expected: "one of 993 tls, 143 starttls" }] });
	});

	it("a placeholder without a domain means nothing", () => {
		expect(faultPaths(withProvider({ imap: { ...ownProvider.imap, hosts: [{ host: "imap.{domain}" }] } }))).toEqual([
			"providers.0.domains",
		]);
	});
});

describe("monsters are refused before anything else", () => {
	it("names that mean something to JavaScript", () => {
		expect(
			faultPaths(JSON.parse('{"version": 1, "providerChanges": {"__proto__": {"repairs": "automatic"}}}')),
		).toEqual(["providerChanges.__proto__"]);
	});

	it("depth, width and long texts, each at once", () => {
		let deep: unknown = 1;
		for (let level = 0; level < 10_000; level++) deep = [deep];
		expect(faultPaths({ version: 1, deep })).toHaveLength(1);
		expect(faultPaths({ version: 1, wide: Array.from({ length: 1e6 }, () => 1) })).toHaveLength(1);
		expect(faultPaths({ version: 1, support: { text: { fr: "a".repeat(1e6), en: "a" } } })).toEqual([
			"support.text.fr",
		]);
		const circle: Record<string, unknown> = { version: 1 };
		circle["self"] = circle;
		expect(faultPaths(circle)).toHaveLength(1);
	});

	it("names no more faults than anybody reads", () => {
		expect(faultPaths({ version: 1, silenced: Array.from({ length: 100 }, () => "x") })).toHaveLength(20);
	});
});

describe("whatever the policies hold", () => {
	it("garbage never throws and is never taken", () => {
		fc.assert(
			fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true, withDate: true }), (json) => {
				const { kind } = parse(json);
				expect(kind).toBe(json === null || json === undefined ? "none" : "invalid");
			}),
			{ numRuns: 1000 },
		);
	});

	/** Every place in a JSON value. */
	function pathsOf(value: unknown, path: readonly string[] = []): string[] {
		const here = path.length > 0 ? [path.join(".")] : [];
		if (typeof value !== "object" || value === null) return here;
		return [...here, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))];
	}
	const places = pathsOf(everything);

	it("one place of a good configuration spoilt is named in the fault, and nothing of it counts", () => {
		// Too wide to be of any setting's form.
		const wrong = fc.oneof(
			fc.constantFrom<unknown>(-1, 0.5, "\u0000", "#", [[]], { "": 1 }, [null], "<script>", "../..", 1e99),
			fc.string({ minLength: 1 }).map((text) => `\u0001${text}`),
			fc
				.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 })
				.map((object) => ({ ...object, "?": 1 })),
		);
		fc.assert(
			fc.property(fc.constantFrom(...places), wrong, (path, value) => {
				const spoilt = withValue(everything, path, value);
				const outcome = parse(spoilt);
				// A sentence may be any text, a size any number from 0 up.
				if (/\.(fr|en)$|\.phone$/.test(path) && typeof value === "string") return;
				if (path.endsWith("mailboxGigabytes") && value === 0.5) return;
				expect(outcome.kind, `${path} = ${JSON.stringify(value)}`).toBe("invalid");
				if (outcome.kind !== "invalid") return;
				expect(outcome.faults.some((fault) => fault.path.startsWith(path) || path.startsWith(fault.path))).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});
});
