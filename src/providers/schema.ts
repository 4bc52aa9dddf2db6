// The shape of a provider file. Data only: a new provider is a new JSON file and no code.
// What the shape means for one account lives in identify.ts and lookup.ts.

import * as v from "valibot";
import { AUTHS, SECURITIES } from "../domain/vocabulary";

const id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, "lower case letters, digits and hyphens"));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const date = v.pipe(v.string(), v.isoDate());
const https = v.pipe(v.string(), v.url(), v.startsWith("https://"));

/**
 * A host name in lower case. `#` stands for one or more digits, `{domain}` for the mail domain of the account (after
 * `domains[].hostDomain`), a leading `*.` for any labels.
 */
const hostPattern = v.pipe(
	v.string(),
	v.regex(/^(\*\.)?([a-z0-9#{}-]+\.)+[a-z0-9#{}-]+$/, "a host name in lower case; # for digits, {domain}, leading *."),
);
const text = v.strictObject({ fr: v.pipe(v.string(), v.minLength(1)), en: v.pipe(v.string(), v.minLength(1)) });
/** A key of `sources`. */
const source = id;

const host = v.strictObject({ host: hostPattern, source });
const pair = v.strictObject({ port, security: v.picklist(SECURITIES), source });

const mailService = v.strictObject({
	/** Right host names; the first one is for new accounts, any of them is kept. */
	hosts: v.pipe(v.array(host), v.minLength(1)),
	/** Right pairs of port and security; the first one is preferred and replaces a wrong one. */
	pairs: v.pipe(v.array(pair), v.minLength(1)),
	/** Pairs that may work but were never verified: neither right nor wrong, never proposed. */
	unverifiedPairs: v.optional(v.array(pair), []),
	/** Hosts that work but are not proposed (a relay, an undocumented name): left alone. */
	toleratedHosts: v.optional(v.array(host), []),
	/** Right methods; the first one is preferred. */
	auth: v.pipe(v.array(v.picklist(AUTHS)), v.minLength(1)),
});

const retiredHost = v.strictObject({
	/** A name that is wrong for this provider: retired, mistyped, of another use. */
	host: hostPattern,
	protocols: v.array(v.picklist(["imap", "pop3", "smtp"])),
	/** The right name per protocol; a protocol left out has no known replacement. `#` repeats the digits found. */
	replacement: v.strictObject({
		imap: v.optional(hostPattern),
		pop3: v.optional(hostPattern),
		smtp: v.optional(hostPattern),
	}),
	source,
});

const dav = v.strictObject({
	/** Where discovery begins. `{address}` stands for the URL-encoded mailbox address. Best first. */
	entries: v.pipe(v.array(v.strictObject({ url: https, source })), v.minLength(1)),
	/** Hosts under which the same collections answer; the first is the canonical one. */
	hosts: v.array(hostPattern),
	auth: v.picklist(["password", "oauth2"]),
	/** True: offered only after the server has answered an authenticated request. */
	mustAnswerFirst: v.optional(v.boolean(), false),
});

const link = v.strictObject({ url: v.pipe(v.string(), v.url()), text, source });

export const providerSchema = v.strictObject({
	$schema: v.optional(v.string()),
	id,
	name: text,
	/** Provider ids whose mail settings are the same, so that choosing between them asks nothing of the user. */
	sameMailSettingsAs: v.optional(v.array(id), []),
	/** Where each value comes from and when it was last looked at. */
	sources: v.record(id, v.strictObject({ title: v.pipe(v.string(), v.minLength(1)), date, url: v.optional(https) })),
	/** Mail domains that belong to this provider for certain. `hostDomain` replaces `{domain}` in host names. */
	domains: v.array(v.strictObject({ domain: hostPattern, hostDomain: v.optional(hostPattern), source })),
	/** Host names by which an account is recognised, beyond the accepted and tolerated ones. */
	recognisedHosts: v.optional(v.array(host), []),
	/** Facts for an identification through DNS. */
	dns: v.strictObject({
		mx: v.array(host),
		autodiscoverSrv: v.array(host),
	}),
	imap: v.nullable(mailService),
	pop3: v.nullable(mailService),
	smtp: v.nullable(mailService),
	retiredHosts: v.array(retiredHost),
	/** `address`: the full mailbox address. */
	username: v.literal("address"),
	/** Prefixes that may stand before the address (Gmail's `recent:`). */
	usernamePrefixes: v.optional(v.array(v.string()), []),
	/** Whether an identity may legitimately have another address than the mailbox. */
	aliases: v.boolean(),
	/** IMAP connections that the provider allows for one user; null when not known. */
	connectionsPerUser: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
	/** Mailbox size in GB, for the warning about mail that is left on the server; null when not known. */
	mailboxGigabytes: v.nullable(v.number()),
	/** The provider files its own copy of what is sent through its outgoing server. */
	filesSentMail: v.optional(v.boolean(), false),
	/** Why a password that a person knows may be refused: an application password is wanted. */
	applicationPassword: v.picklist(["no", "required", "instead-of-oauth2"]),
	caldav: v.nullable(dav),
	carddav: v.nullable(dav),
	help: v.strictObject({
		/** Where the password can be tried. */
		webmail: v.nullable(link),
		/** Where to see which offer one has. */
		offer: v.nullable(link),
		applicationPassword: v.nullable(link),
		/** Room, forum or page of the support. */
		support: v.nullable(link),
		supportMail: v.nullable(v.pipe(v.string(), v.email())),
	}),
});

export type Provider = v.InferOutput<typeof providerSchema>;
export type MailService = v.InferOutput<typeof mailService>;
export type Pair = Pick<v.InferOutput<typeof pair>, "port" | "security">;
