// Makes docs/providers.md from the catalogue. Pure; docs-providers.test.ts writes and guards the page.

import type { Catalogue } from "../../src/providers/lookup";
import type { HelpLink, Provider } from "../../src/providers/schema";
import { markdownTable } from "./generated-doc";

type Sourced = { source: string };

const PROTOCOLS = ["imap", "pop3", "smtp"] as const;

const INTRODUCTION = `# Providers

This page is generated from \`src/providers/data/\`: change the JSON there, then run \`npm run docs\`.

How to read it:

- An account whose host and pair are listed is right, whichever of them it has. The **first** one is for new accounts and
  replaces a wrong one.
- \`#\` stands for a number that only the customer knows, \`{domain}\` for the mail domain (or what the table of mail domains
  gives for it), \`*.\` for any labels, \`{address}\` for the full mailbox address.
- *Left alone* is a host that works but is never proposed. *Not verified* is a pair that may work: it is neither called
  wrong nor proposed.
- Small numbers name the source, listed at the end of each section with its date. A source marked *unconfirmed* was seen in
  public code or configuration; the provider does not promise it.

A new provider is a new file in \`src/providers/data/\`, and no code. Its shape is in \`src/providers/schema.ts\`; the tests
refuse a file that does not obey it.
`;

export function providersPage(catalogue: Catalogue): string {
	return [INTRODUCTION, ...[...catalogue.values()].map(section)].join("\n");
}

function section(provider: Provider): string {
	const numbers = new Map(Object.keys(provider.sources).map((key, index) => [key, index + 1]));
	const mark = (entry: Sourced) => `<sup>${numbers.get(entry.source) ?? "?"}</sup>`;
	const field = (name: keyof Provider["valueSources"]) => {
		const source = provider.valueSources[name];
		return source === undefined ? "" : mark({ source });
	};
	const parts = [
		`## ${provider.name.en} (\`${provider.id}\`)`,
		sameSettings(provider),
		mailTable(provider, mark),
		retiredTable(provider, mark),
		"**Detection**",
		detection(provider, mark),
		"**Account**",
		accountFacts(provider, field),
		"**Calendar and contacts**",
		dav(provider, mark),
		"**Help**",
		help(provider, mark),
		"**Sources**",
		sources(provider),
	];
	return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function sameSettings(provider: Provider): string {
	if (provider.sameMailSettingsAs.length === 0) return "";
	return `Its mail settings are those of ${provider.sameMailSettingsAs.map(code).join(", ")}: an account on shared hosts is read as that one.`;
}

function mailTable(provider: Provider, mark: (entry: Sourced) => string): string {
	const rows = PROTOCOLS.map((protocol) => {
		const service = provider[protocol];
		if (service === null) return [protocol, "not offered", "", "", "", ""];
		const host = (entry: { host: string } & Sourced) => code(entry.host) + mark(entry);
		const pair = (entry: { port: number; security: string } & Sourced) =>
			`${entry.port} ${entry.security}${mark(entry)}`;
		return [
			protocol,
			list(service.hosts.map(host)),
			list(service.pairs.map(pair)),
			list(service.auth.map((entry) => entry.method + mark(entry))),
			list(service.toleratedHosts.map(host)),
			list(service.unverifiedPairs.map(pair)),
		];
	});
	return markdownTable(
		["protocol", "hosts", "port and security", "sign-in", "hosts left alone", "pairs not verified"],
		rows,
	);
}

function retiredTable(provider: Provider, mark: (entry: Sourced) => string): string {
	if (provider.retiredHosts.length === 0) return "";
	const rows = provider.retiredHosts.map((entry) => [
		code(entry.host) + mark(entry),
		...PROTOCOLS.map((protocol) => {
			if (!entry.protocols.includes(protocol)) return "–";
			const successor = entry.replacement[protocol];
			return successor === undefined ? "wrong; right host not known from the name" : code(successor);
		}),
	]);
	return markdownTable(["retired or mistyped host", "imap", "pop3", "smtp"], rows);
}

function detection(provider: Provider, mark: (entry: Sourced) => string): string {
	const hosts = (entries: readonly ({ host: string } & Sourced)[]) =>
		list(entries.map((entry) => code(entry.host) + mark(entry)));
	return bullets([
		"Host: every host of the tables above" +
			(provider.recognisedHosts.length === 0 ? "" : `, ${hosts(provider.recognisedHosts)}`),
		provider.domains.length === 0
			? "Mail domain: none (its customers have their own)"
			: `Mail domain: ${list(
					provider.domains.map(
						(entry) =>
							code(entry.domain) +
							(entry.hostDomain === undefined ? "" : ` (hosts under ${code(entry.hostDomain)})`) +
							mark(entry),
					),
				)}`,
		...(provider.sameMailbox === null
			? []
			: [
					`One mailbox: the same name at ${list(provider.sameMailbox.domains.map(code))}${
						provider.sameMailbox.withoutDots ? ", with or without dots" : ""
					}${mark(provider.sameMailbox)}`,
				]),
		...(provider.dns.mx.length === 0 ? [] : [`MX: ${hosts(provider.dns.mx)}`]),
		...(provider.dns.autodiscoverSrv.length === 0
			? []
			: [`SRV \`_autodiscover._tcp\`, beside such an MX: ${hosts(provider.dns.autodiscoverSrv)}`]),
		...(provider.dns.cname.length === 0 ? [] : [`CNAME of a domain's own mail names: ${hosts(provider.dns.cname)}`]),
	]);
}

function accountFacts(provider: Provider, mark: (name: keyof Provider["valueSources"]) => string): string {
	const passwords = {
		no: "the mailbox password",
		required: "an application password",
		"instead-of-oauth2": "an application password, where OAuth2 is not used",
	};
	const { usernamePrefixes, connectionsPerUser, mailboxGigabytes } = provider;
	return bullets([
		`Username: the full mailbox address${mark("username")}${
			usernamePrefixes.length === 0
				? ""
				: `; ${list(usernamePrefixes.map(code))} may stand before it${mark("usernamePrefixes")}`
		}`,
		...(provider.aliases
			? [`People write under aliases that cannot log in: identity and username may differ${mark("aliases")}`]
			: []),
		`Password: ${passwords[provider.applicationPassword]}${mark("applicationPassword")}`,
		...(mailboxGigabytes === null ? [] : [`Mailbox: ${mailboxGigabytes} GB${mark("mailboxGigabytes")}`]),
		...(connectionsPerUser === null
			? []
			: [`IMAP connections of one user: ${connectionsPerUser}${mark("connectionsPerUser")}`]),
		...(provider.filesSentMail ? [`Files its own copy of sent mail${mark("filesSentMail")}`] : []),
	]);
}

function dav(provider: Provider, mark: (entry: Sourced) => string): string {
	const row = (name: string, part: Provider["caldav"]) =>
		part === null
			? [name, "not offered", "", "", ""]
			: [
					name,
					list(part.entries.map((entry) => code(entry.url) + mark(entry))),
					list(part.hosts.map((entry) => code(entry.host) + mark(entry))),
					part.auth,
					part.mustAnswerFirst ? "only after the server has answered" : "yes",
				];
	return markdownTable(
		["protocol", "entry", "same collections under", "sign-in", "offered"],
		[row("caldav", provider.caldav), row("carddav", provider.carddav)],
	);
}

function help(provider: Provider, mark: (entry: Sourced) => string): string {
	const { webmail, offer, applicationPassword, calendar, support, supportMail } = provider.help;
	const line = (link: HelpLink) => `${link.text.en} <${link.url}>${mark(link)}`;
	const links = [webmail, offer, applicationPassword, calendar, ...support].filter((link) => link !== null);
	return bullets([
		...links.map(line),
		...(supportMail === null ? [] : [`${supportMail.text.en} <${supportMail.address}>${mark(supportMail)}`]),
	]);
}

function sources(provider: Provider): string {
	return Object.values(provider.sources)
		.map((source, index) => {
			const title = source.url === undefined ? source.title : `[${source.title}](${source.url})`;
			return `${index + 1}. ${title}, ${source.date}${source.certainty === "unconfirmed" ? " (*unconfirmed*)" : ""}`;
		})
		.join("\n");
}

const code = (text: string) => `\`${text}\``;
const list = (items: readonly string[]) => items.join(", ");
const bullets = (items: readonly string[]) => items.map((item) => `- ${item}`).join("\n");
