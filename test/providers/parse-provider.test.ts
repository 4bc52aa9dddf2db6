// What the schema refuses: one valid provider, and each case its one difference.

import { describe, expect, it } from "vitest";
import { parseProvider } from "../../src/providers/parse-provider";

const source = "guide";
const service = (protocol: string, port: number) => ({
	hosts: [{ host: `${protocol}.mail.example`, source }],
	pairs: [{ port, security: "tls", source }],
	auth: [{ method: "password", source }],
});

/** The least that a provider must say. */
const minimal = {
	id: "acme",
	name: { fr: "Acme", en: "Acme" },
	sources: { guide: { title: "Acme guide", date: "2026-01-31" } },
	domains: [{ domain: "acme.example", hostDomain: "mail.example", source }],
	dns: { mx: [], autodiscoverSrv: [], cname: [] },
	imap: service("imap", 993),
	pop3: null,
	smtp: service("smtp", 465),
	retiredHosts: [
		{ host: "old#.mail.example", protocols: ["imap"], replacement: { imap: "imap#.mail.example" }, source },
	],
	username: "address",
	aliases: false,
	connectionsPerUser: null,
	mailboxGigabytes: null,
	applicationPassword: "no",
	valueSources: { username: source, applicationPassword: source },
	caldav: {
		entries: [{ url: "https://dav.{domain}/{address}/", source }],
		hosts: [{ host: "dav.{domain}", source }],
		auth: "password",
	},
	carddav: null,
	help: {
		webmail: { url: "https://webmail.example/", text: { fr: "Ouvrez.", en: "Open." }, source },
		offer: null,
		applicationPassword: null,
		calendar: null,
		support: [],
		supportMail: { address: "help@acme.example", text: { fr: "Écrivez.", en: "Write." }, source },
	},
};

/** The minimal provider with the value at a path such as `imap.pairs.0.port` replaced; undefined removes it. */
function withValue(path: string, value: unknown): unknown {
	const copy = structuredClone(minimal);
	const steps = path.split(".");
	const last = steps.pop() ?? "";
	const parent = steps.reduce<unknown>((inner, step) => Reflect.get(inner as object, step), copy) as object;
	if (value === undefined) Reflect.deleteProperty(parent, last);
	else Reflect.set(parent, last, value);
	return copy;
}

describe("parseProvider", () => {
	it("accepts the least that a provider must say and fills in the rest", () => {
		const outcome = parseProvider(minimal);
		expect(outcome).toMatchObject({
			kind: "provider",
			provider: {
				sameMailSettingsAs: [],
				recognisedHosts: [],
				usernamePrefixes: [],
				filesSentMail: false,
				sources: { guide: { certainty: "documented" } },
				imap: { toleratedHosts: [], unverifiedPairs: [] },
				caldav: { mustAnswerFirst: false },
			},
		});
	});

	it.each(Object.keys(minimal))("refuses a provider without %s", (field) => {
		expect(parseProvider(withValue(field, undefined))).toMatchObject({ kind: "invalid" });
	});

	it.each<[string, unknown]>([
		["id", "Acme Mail"],
		["name", "Acme"],
		["name.fr", ""],
		["name.en", "  "],
		["name.de", "Acme"],
		["sources.guide.title", ""],
		["sources.guide.date", "31/01/2026"],
		["sources.guide.date", "2026-13"],
		["sources.guide.certainty", "sure"],
		["sources.guide.url", "http://acme.example/"],
		["domains.0.domain", "Acme.example"],
		["domains.0.domain", "*.acme.example"],
		["domains.0.hostDomain", "example"],
		["recognisedHosts", ["mail.example"]],
		["dns.mx.0", { host: "*", source }],
		["imap.hosts", []],
		["imap.hosts.0.host", "IMAP.mail.example"],
		["imap.hosts.0.host", "https://imap.mail.example"],
		["imap.hosts.0.host", "imap.mail.example."],
		["imap.hosts.0.host", "imap.mail.example:993"],
		["imap.hosts.0.host", "imap"],
		["imap.pairs", []],
		["imap.pairs.0.port", 0],
		["imap.pairs.0.port", 65536],
		["imap.pairs.0.port", "993"],
		["imap.pairs.0.port", 99.3],
		["imap.pairs.0.security", "ssl"],
		["imap.auth", []],
		["imap.auth.0.method", "plain"],
		["pop3", {}],
		["retiredHosts.0.protocols", []],
		["retiredHosts.0.protocols", ["caldav"]],
		["retiredHosts.0.replacement", { jmap: "jmap.mail.example" }],
		["username", "local-part"],
		["aliases", "sometimes"],
		["connectionsPerUser", 0],
		["mailboxGigabytes", -5],
		["applicationPassword", "yes"],
		["valueSources.colour", source],
		["caldav.entries", []],
		["caldav.entries.0.url", "http://dav.mail.example/"],
		["caldav.entries.0.url", "https://{mailbox}/"],
		["caldav.auth", "digest"],
		["help.webmail.url", "http://webmail.example/"],
		["help.webmail.url", "javascript:alert(1)"],
		["help.support", null],
		["help.supportMail.address", "help"],
		["surprise", true],
	])("refuses %s = %j and says where", (path, value) => {
		const outcome = parseProvider(withValue(path, value));
		if (outcome.kind !== "invalid") throw new Error("it was accepted");
		const paths = outcome.problems.map((problem) => problem.path);
		expect(paths.some((found) => found !== "" && (path.startsWith(found) || found.startsWith(path)))).toBe(true);
	});

	it.each([
		"*.mail.example",
		"*.example",
		"#.example",
		"imap.#",
		"imap.mail#.e#",
		"{domain}.example",
		"imap.*.example",
	])("refuses %s as a right host: it could be somebody else's", (host) => {
		expect(parseProvider(withValue("imap.hosts.0.host", host))).toMatchObject({ kind: "invalid" });
	});

	it.each([
		["a source that is not listed", "imap.hosts.0.source", "rumour", `source "rumour" is not in sources`],
		["a listed source that nothing uses", "sources.other", minimal.sources.guide, `source "other" is never used`],
		["a value without its source", "mailboxGigabytes", 5, "valueSources.mailboxGigabytes must be there"],
		["a source without its value", "valueSources.aliases", source, "valueSources.aliases must be there"],
		["digits that come from nowhere", "retiredHosts.0.host", "old.mail.example", "no digits in old.mail.example"],
		["{domain} without any domain", "domains", [], "{domain} is used but domains is empty"],
	])("refuses %s", (_what, path, value, message) => {
		const outcome = parseProvider(withValue(path, value));
		if (outcome.kind !== "invalid") throw new Error("it was accepted");
		expect(outcome.problems.map((problem) => problem.message).join("\n")).toContain(message);
	});

	it.each([null, undefined, 7, "acme", [], {}])("refuses %j without throwing", (json) => {
		expect(parseProvider(json)).toMatchObject({ kind: "invalid" });
	});
});
