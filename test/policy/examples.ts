// Managed configurations for the tests: the least, one that uses everything, and a way to state one difference.

/** The least that an own provider must say. */
export const ownProvider = {
	id: "acme",
	name: { fr: "Acme", en: "Acme" },
	imap: {
		hosts: [{ host: "imap.acme.example" }],
		pairs: [{ port: 993, security: "tls" }],
		auth: [{ method: "password" }],
	},
	smtp: {
		hosts: [{ host: "smtp.acme.example" }],
		pairs: [{ port: 465, security: "tls" }],
		auth: [{ method: "password" }],
	},
};

const link = { url: "https://help.acme.example/", text: { fr: "Voyez l’aide.", en: "See the help." } };
const fingerprint = "AB:CD:EF:01:".repeat(7) + "AB:CD:EF:01";

/** Every setting once. */
export const everything = {
	version: 1,
	providers: [
		{
			...ownProvider,
			domains: [{ domain: "acme.example" }, { domain: "acme-old.example", hostDomain: "acme.example" }],
			recognisedHosts: [{ host: "*.mail.acme.example" }],
			dns: { mx: [{ host: "*.mx.acme.example" }], autodiscoverSrv: [{ host: "auto.acme.example" }], cname: [] },
			imap: {
				...ownProvider.imap,
				hosts: [{ host: "imap.{domain}" }, { host: "imap#.acme.example" }],
				toleratedHosts: [{ host: "mail.acme.example" }],
				unverifiedPairs: [{ port: 143, security: "none" }],
			},
			pop3: null,
			retiredHosts: [{ host: "old#.acme.example", protocols: ["imap"], replacement: { imap: "imap#.acme.example" } }],
			username: "address",
			aliases: true,
			connectionsPerUser: 10,
			mailboxGigabytes: 5,
			filesSentMail: false,
			applicationPassword: "required",
			caldav: {
				entries: [{ url: "https://dav.acme.example/{address}/" }],
				hosts: [{ host: "dav.acme.example" }],
				auth: "password",
				mustAnswerFirst: true,
			},
			carddav: null,
			help: {
				webmail: link,
				offer: null,
				applicationPassword: link,
				calendar: null,
				support: [link],
				supportMail: { address: "help@acme.example", text: { fr: "Écrivez.", en: "Write." } },
			},
		},
	],
	providerChanges: {
		lasuite: { preferredPair: { imap: { port: 143, security: "starttls" } }, help: { webmail: link, support: [link] } },
	},
	providersOff: ["google"],
	repairs: "automatic",
	calendar: "automatic",
	contacts: "off",
	recheck: "weekly",
	silenced: ["pop-instead-of-imap"],
	support: {
		text: { fr: "Appelez le 3000.", en: "Call 3000." },
		url: "https://help.acme.example/",
		address: "help@acme.example",
		phone: "3000",
	},
	language: "fr",
	trustedAuthorities: [fingerprint],
	resultFile: { path: "/var/lib/bons-comptes/{profile}.json", addresses: true },
};

/** A copy with the value at a path such as `providers.0.imap` replaced; undefined removes it. */
export function withValue(json: unknown, path: string, value: unknown): unknown {
	// Not structuredClone, which would keep what two places share in common.
	const copy: unknown = JSON.parse(JSON.stringify(json));
	const steps = path.split(".");
	const last = steps.pop() ?? "";
	const parent = steps.reduce<unknown>((inner, step) => Reflect.get(inner as object, step), copy) as object;
	if (value === undefined) Reflect.deleteProperty(parent, last);
	else Reflect.set(parent, last, value);
	return copy;
}

/** Wrong in its shape: each refused at its path. */
export const badShapes: [name: string, path: string, value: unknown][] = [
	["no version", "version", undefined],
	["a later version", "version", 2],
	["a version that is text", "version", "1"],
	["a setting that nobody knows", "reparis", "ask"],
	["a mode that nobody knows", "repairs", "force"],
	["a mode of another setting", "calendar", "ask"],
	["contacts that are a yes", "contacts", true],
	["a schedule in days", "recheck", 7],
	["a rule that is none", "silenced.0", "everything"],
	["a list that is a text", "silenced", "pop-instead-of-imap"],
	["a language that is not spoken", "language", "de"],
	["a fingerprint that is too short", "trustedAuthorities.0", "AB:CD"],
	["a SHA-1 fingerprint", "trustedAuthorities.0", "AB:".repeat(19) + "AB"],
	["a result file without a full path", "resultFile.path", "result.json"],
	["a result file above its folder", "resultFile.path", "/var/lib/../../etc/result.json"],
	["a result file that is no JSON", "resultFile.path", "/etc/passwd"],
	["a result file with a variable", "resultFile.path", "/home/{user}/result.json"],
	["a result file that asks for addresses in words", "resultFile.addresses", "yes"],
	["a result file without a path", "resultFile.path", undefined],
	["support without a sentence", "support.text", undefined],
	["support in one language", "support.text.en", undefined],
	["support over plain HTTP", "support.url", "http://help.acme.example/"],
	["support at a script", "support.url", "javascript:alert(1)"],
	["support at no address", "support.address", "help"],
	["an own provider without a name", "providers.0.name", undefined],
	["an own provider with an id in capitals", "providers.0.id", "ACME"],
	["an own provider without hosts", "providers.0.imap.hosts", []],
	["an own provider without pairs", "providers.0.imap.pairs", []],
	["a port out of range", "providers.0.imap.pairs.0.port", 70_000],
	["a port that is text", "providers.0.imap.pairs.0.port", "993"],
	["a pair without encryption that would be proposed", "providers.0.imap.pairs.0.security", "none"],
	["a way to log in that nobody knows", "providers.0.smtp.auth.0.method", "magic"],
	["a host with a scheme", "providers.0.imap.hosts.0.host", "imaps://imap.acme.example"],
	["a host that is a wildcard", "providers.0.imap.hosts.0.host", "*.acme.example"],
	["a host in capitals", "providers.0.imap.hosts.0.host", "IMAP.acme.example"],
	["a host of one label", "providers.0.imap.hosts.0.host", "localhost"],
	["sources, which only the catalogue has", "providers.0.sources", {}],
	["an address of the calendar over plain HTTP", "providers.0.caldav.entries.0.url", "http://dav.acme.example/"],
	["a placeholder that nobody knows", "providers.0.caldav.entries.0.url", "https://dav.acme.example/{user}/"],
	["a change of what cannot be changed", "providerChanges.lasuite.imap", null],
	["a preferred pair without encryption", "providerChanges.lasuite.preferredPair.imap.security", "none"],
	["an own provider that is a text", "providers.0", "acme"],
	["an empty list where an object belongs", "providerChanges.lasuite.help", []],
];
