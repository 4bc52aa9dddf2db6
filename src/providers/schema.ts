// The shape of a provider file. Data only: a new provider is a new JSON file and no code.
// What the shape means for one account lives in identify.ts and lookup.ts. Those need the types alone: Valibot is for
// parse-provider.ts, which judges files from outside and, in the tests, our own. The blocks that are exported are also
// those of an organisation's own providers (../policy/own-provider.ts).

import * as v from "valibot";
import { AUTHS, SECURITIES } from "../domain/vocabulary";

export const id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, "lower case letters, digits and hyphens"));
const PORT = "a port number from 1 to 65535, without quotes";
export const port = v.pipe(v.number(PORT), v.integer(PORT), v.minValue(1, PORT), v.maxValue(65535, PORT));
/** A day, or a month or year where a document tells no more. */
const date = v.union([v.pipe(v.string(), v.isoDate()), v.pipe(v.string(), v.regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/))]);
/**
 * By regular expression and not by `URL`, which is not there where Thunderbird runs privileged code; and stricter: no user
 * before the host, no address in numbers, no character that would have to be escaped.
 */
const ADDRESS = "an address that begins with https://";
export const https = v.pipe(
	v.string(ADDRESS),
	v.regex(
		/^https:\/\/([A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]*(:[0-9]{1,5})?([/?#][\w.~:/?#@!$&'()*+,;=%-]*)?$/,
		ADDRESS,
	),
);
/** `{domain}` and `{address}` may stand where a real value makes a URL of it. */
export const httpsTemplate = v.pipe(
	v.string(ADDRESS),
	v.regex(
		/^https:\/\/([A-Za-z0-9-]+\.)*(\{domain\}|[A-Za-z0-9-]+\.[A-Za-z][A-Za-z0-9-]*)(:[0-9]{1,5})?([/?#]([\w.~:/?#@!$&'()*+,;=%-]|\{(domain|address)\})*)?$/,
		"a URL, with {domain} and {address} as its only placeholders",
	),
);

export const domainName = v.pipe(
	v.string(),
	v.regex(/^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/, "a domain name in lower case"),
);
/**
 * A host name in lower case. `#` stands for one or more digits, `{domain}` for a domain out of `domains` (its
 * `hostDomain`). The last two labels are always literal or `{domain}`: a pattern cannot leave one organisation's zone.
 */
export const hostPattern = v.pipe(
	v.string(),
	v.regex(
		/^([a-z0-9#-]+\.)*(\{domain\}|[a-z0-9-]+\.[a-z][a-z0-9-]*)$/,
		"a host name in lower case; # for digits, {domain} at the end",
	),
);
/** As above, or `*.` before a domain for one or more labels. Only to recognise a host, never to vouch for one. */
export const wideHostPattern = v.union([
	hostPattern,
	v.pipe(v.string(), v.regex(/^\*\.([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/, "*. and a domain name in lower case")),
]);
const sentence = v.pipe(v.string(), v.trim(), v.minLength(1));
/** For people, in every language of the add-on. */
export const text = v.strictObject({ fr: sentence, en: sentence });
/** A key of `sources`. */
const source = id;

const host = v.strictObject({ host: hostPattern, source });
const wideHost = v.strictObject({ host: wideHostPattern, source });
const pair = v.strictObject({ port, security: v.picklist(SECURITIES), source });

const mailService = v.strictObject({
	/** Right host names; the first one is for new accounts, any of them is kept. */
	hosts: v.pipe(v.array(host), v.minLength(1)),
	/** Hosts that work but are not proposed (an alias, a relay, an undocumented name): left alone. */
	toleratedHosts: v.optional(v.array(wideHost), []),
	/** Right pairs of port and security; the first one is preferred and replaces a wrong one. */
	pairs: v.pipe(v.array(pair), v.minLength(1)),
	/** Pairs that may work but were never verified: neither right nor wrong, never proposed. */
	unverifiedPairs: v.optional(v.array(pair), []),
	/** Right methods; the first one is preferred. */
	auth: v.pipe(v.array(v.strictObject({ method: v.picklist(AUTHS), source })), v.minLength(1)),
});

const retiredHost = v.strictObject({
	/** A name that is wrong for this provider: retired, mistyped, of another use. */
	host: hostPattern,
	/** The protocols for which it is wrong. */
	protocols: v.pipe(v.array(v.picklist(["imap", "pop3", "smtp"])), v.minLength(1)),
	/** The right name per protocol; a protocol left out has no known replacement. `#` repeats the digits found. */
	replacement: v.strictObject({
		imap: v.exactOptional(hostPattern),
		pop3: v.exactOptional(hostPattern),
		smtp: v.exactOptional(hostPattern),
	}),
	source,
});

const dav = v.strictObject({
	/** Where discovery begins, best first. `{address}` is the URL-encoded mailbox address, `{domain}` as in hosts. */
	entries: v.pipe(v.array(v.strictObject({ url: httpsTemplate, source })), v.minLength(1)),
	/** Hosts under which the same collections answer; the first is the canonical one. */
	hosts: v.pipe(v.array(host), v.minLength(1)),
	auth: v.picklist(["password", "oauth2"]),
	/** True: offered only after the server has answered an authenticated request. */
	mustAnswerFirst: v.optional(v.boolean(), false),
});

const link = v.strictObject({ url: https, text, source });

/** Fields that hold one value and so have their source in `valueSources`. */
const SINGLE_VALUES = [
	"username",
	"usernamePrefixes",
	"aliases",
	"connectionsPerUser",
	"mailboxGigabytes",
	"filesSentMail",
	"applicationPassword",
] as const;

const fields = v.strictObject({
	id,
	name: text,
	/** Providers whose mail settings this one shares: where both are possible they stand for both, and nobody is asked. */
	sameMailSettingsAs: v.optional(v.array(id), []),
	/**
	 * Where each value comes from, with the date of the document, else of its last reading. `unconfirmed`: seen in
	 * public code or configuration, not promised by the provider.
	 */
	sources: v.record(
		id,
		v.strictObject({
			title: sentence,
			date,
			certainty: v.optional(v.picklist(["documented", "unconfirmed"]), "documented"),
			url: v.exactOptional(https),
		}),
	),
	/** Mail domains that belong to this provider for certain. `hostDomain` replaces `{domain}` in host names. */
	domains: v.array(v.strictObject({ domain: domainName, hostDomain: v.exactOptional(domainName), source })),
	/** Host names by which an account is recognised, beyond those of the services and the retired ones. */
	recognisedHosts: v.optional(v.array(wideHost), []),
	/** Facts for an identification through DNS. */
	dns: v.strictObject({
		mx: v.array(wideHost),
		/** Targets of `_autodiscover._tcp`; they mean something only beside one of the `mx`. */
		autodiscoverSrv: v.array(host),
		/** Targets of the CNAMEs that customers' own `imap.`, `smtp.`, `mail.` names have. */
		cname: v.array(wideHost),
	}),
	imap: v.nullable(mailService),
	pop3: v.nullable(mailService),
	smtp: v.nullable(mailService),
	retiredHosts: v.array(retiredHost),
	/** `address`: the full mailbox address. */
	username: v.literal("address"),
	/** Prefixes that may stand before the address (Gmail's `recent:`). */
	usernamePrefixes: v.optional(v.array(v.string()), []),
	/** People here write under aliases that cannot log in: an identity's address need not be the mailbox. */
	aliases: v.boolean(),
	/** Addresses that are one mailbox: the same name at each of these domains, with or without dots. */
	sameMailbox: v.optional(
		v.nullable(
			v.strictObject({ domains: v.pipe(v.array(domainName), v.minLength(1)), withoutDots: v.boolean(), source }),
		),
		null,
	),
	/** IMAP connections that the provider allows for one user; null when not known. */
	connectionsPerUser: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
	/** Mailbox size in GB, for the warning about mail that is left on the server; null when not known. */
	mailboxGigabytes: v.nullable(v.pipe(v.number(), v.minValue(0))),
	/** The provider files its own copy of what is sent through its outgoing server. */
	filesSentMail: v.optional(v.boolean(), false),
	/** Why a password that a person knows may be refused: an application password is wanted. */
	applicationPassword: v.picklist(["no", "required", "instead-of-oauth2"]),
	valueSources: v.strictObject(v.entriesFromList(SINGLE_VALUES, v.exactOptional(source))),
	caldav: v.nullable(dav),
	carddav: v.nullable(dav),
	help: v.strictObject({
		/** Where the password can be tried. */
		webmail: v.nullable(link),
		/** Where to see which offer one has. */
		offer: v.nullable(link),
		applicationPassword: v.nullable(link),
		/** How the calendar and the contacts are reached from a program. */
		calendar: v.nullable(link),
		/** Rooms, forums and pages of the support, best first. */
		support: v.array(link),
		supportMail: v.nullable(v.strictObject({ address: v.pipe(v.string(), v.email()), text, source })),
	}),
});

export const providerSchema = v.pipe(
	fields,
	v.rawCheck(({ dataset, addIssue }) => {
		if (!dataset.typed) return;
		const { value } = dataset;
		for (const message of [...missingSources(value), ...contradictions(value)]) addIssue({ message });
	}),
);

export type Provider = v.InferOutput<typeof fields>;
export type MailService = v.InferOutput<typeof mailService>;
export type Pair = Pick<v.InferOutput<typeof pair>, "port" | "security">;
export type HelpLink = v.InferOutput<typeof link>;

function missingSources(provider: Provider): string[] {
	const found: string[] = [];
	const known = new Set(Object.keys(provider.sources));
	const used = [...sourcesNamedIn(provider), ...Object.values(provider.valueSources)];
	for (const key of new Set(used)) if (!known.has(key)) found.push(`source "${key}" is not in sources`);
	for (const key of known) if (!used.includes(key)) found.push(`source "${key}" is never used`);
	for (const field of SINGLE_VALUES) {
		if (carriesKnowledge(provider[field]) !== (provider.valueSources[field] !== undefined)) {
			found.push(`valueSources.${field} must be there exactly when ${field} says something`);
		}
	}
	return found;
}

/** What each part allows but the whole cannot mean. */
export function contradictions(provider: Pick<Provider, "retiredHosts" | "domains">): string[] {
	const found: string[] = [];
	for (const retired of provider.retiredHosts) {
		for (const replacement of Object.values(retired.replacement)) {
			if (replacement.includes("#") && !retired.host.includes("#")) {
				found.push(`no digits in ${retired.host} for ${replacement}`);
			}
		}
	}
	if (provider.domains.length === 0 && /\{domain\}/.test(JSON.stringify(provider))) {
		found.push("{domain} is used but domains is empty");
	}
	return found;
}

/** False for what is left open: null, an empty list, and `filesSentMail` where nothing is known of it. */
function carriesKnowledge(value: unknown): boolean {
	return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
}

function sourcesNamedIn(value: unknown): string[] {
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		key === "source" && typeof inner === "string" ? [inner] : sourcesNamedIn(inner),
	);
}
