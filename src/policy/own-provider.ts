// An organisation's own provider as an administrator writes it: the catalogue's shape without sources, and without what
// the organisation does not offer. The building blocks are the catalogue's (../providers/schema.ts).

import * as v from "valibot";
import { AUTHS } from "../domain/vocabulary";
import {
	domainName,
	hostPattern,
	https,
	httpsTemplate,
	id,
	type MailService,
	type Provider,
	port,
	text,
	wideHostPattern,
} from "../providers/schema";

const MOST_ENTRIES = 200;

/** A list that is not endless. */
const list = <const Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(MOST_ENTRIES));
/** At least one. */
const some = <const Item extends v.GenericSchema>(item: Item) =>
	v.pipe(v.array(item), v.minLength(1, "at least one entry"), v.maxLength(MOST_ENTRIES));

const host = v.strictObject({ host: hostPattern });
const wideHost = v.strictObject({ host: wideHostPattern });
const protectedPair = v.strictObject({ port, security: v.picklist(["starttls", "tls"]) });

const mailService = v.strictObject({
	hosts: some(host),
	toleratedHosts: v.optional(list(wideHost), []),
	/** Only encrypted ones: what is listed here is proposed. */
	pairs: some(protectedPair),
	unverifiedPairs: v.optional(list(v.strictObject({ port, security: v.picklist(["none", "starttls", "tls"]) })), []),
	auth: some(v.strictObject({ method: v.picklist(AUTHS) })),
});

const retiredHost = v.strictObject({
	host: hostPattern,
	protocols: some(v.picklist(["imap", "pop3", "smtp"])),
	replacement: v.strictObject({
		imap: v.exactOptional(hostPattern),
		pop3: v.exactOptional(hostPattern),
		smtp: v.exactOptional(hostPattern),
	}),
});

const dav = v.strictObject({
	entries: some(v.strictObject({ url: httpsTemplate })),
	hosts: some(host),
	auth: v.picklist(["password", "oauth2"]),
	mustAnswerFirst: v.optional(v.boolean(), false),
});

export const link = v.strictObject({ url: https, text });
const MAIL_ADDRESS = "an e-mail address";
export const mailAddress = v.pipe(v.string(MAIL_ADDRESS), v.email(MAIL_ADDRESS));

/** Left out or null: not offered. */
const offered = <const Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema), null);

/** What help a provider gives. In a change of a built-in provider, what is left out stays. */
export const helpEntries = {
	webmail: v.nullable(link),
	offer: v.nullable(link),
	applicationPassword: v.nullable(link),
	calendar: v.nullable(link),
	support: list(link),
	supportMail: v.nullable(v.strictObject({ address: mailAddress, text })),
} as const;

const connections = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));

export const ownProvider = v.strictObject({
	id,
	name: text,
	domains: v.optional(list(v.strictObject({ domain: domainName, hostDomain: v.exactOptional(domainName) })), []),
	recognisedHosts: v.optional(list(wideHost), []),
	dns: v.optional(
		v.strictObject({
			mx: v.optional(list(wideHost), []),
			autodiscoverSrv: v.optional(list(host), []),
			cname: v.optional(list(wideHost), []),
		}),
		{},
	),
	imap: offered(mailService),
	pop3: offered(mailService),
	smtp: offered(mailService),
	retiredHosts: v.optional(list(retiredHost), []),
	username: v.optional(v.literal("address"), "address"),
	aliases: v.optional(v.boolean(), false),
	connectionsPerUser: offered(connections),
	mailboxGigabytes: offered(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000))),
	filesSentMail: v.optional(v.boolean(), false),
	applicationPassword: v.optional(v.picklist(["no", "required", "instead-of-oauth2"]), "no"),
	caldav: offered(dav),
	carddav: offered(dav),
	help: v.optional(
		v.strictObject({
			webmail: offered(link),
			offer: offered(link),
			applicationPassword: offered(link),
			calendar: offered(link),
			support: v.optional(helpEntries.support, []),
			supportMail: v.optional(helpEntries.supportMail, null),
		}),
		{},
	),
});

export type OwnProvider = v.InferOutput<typeof ownProvider>;

/** The `source` of everything that a policy says. */
export const POLICY_SOURCE = "policy";

export function sourced<Value extends object>(value: Value): Value & { source: string } {
	return { ...value, source: POLICY_SOURCE };
}

const allSourced = <Value extends object>(values: readonly Value[]) => values.map((value) => sourced(value));
export const sourcedOrNull = <Value extends object>(value: Value | null) => (value === null ? null : sourced(value));

function asMailService(service: v.InferOutput<typeof mailService> | null): MailService | null {
	if (service === null) return null;
	const { hosts, toleratedHosts, pairs, unverifiedPairs, auth } = service;
	return {
		hosts: allSourced(hosts),
		toleratedHosts: allSourced(toleratedHosts),
		pairs: allSourced(pairs),
		unverifiedPairs: allSourced(unverifiedPairs),
		auth: allSourced(auth),
	};
}

function asDav(service: v.InferOutput<typeof dav> | null): Provider["caldav"] {
	if (service === null) return null;
	const { entries, hosts, auth, mustAnswerFirst } = service;
	return { entries: allSourced(entries), hosts: allSourced(hosts), auth, mustAnswerFirst };
}

/** As the catalogue holds it. The sources' own list stays empty: it is for documents, and a policy names none. */
export function asProvider(own: OwnProvider): Provider {
	const { dns, help, imap, pop3, smtp, caldav, carddav, ...rest } = own;
	return {
		...rest,
		sameMailSettingsAs: [],
		sources: {},
		domains: allSourced(own.domains),
		recognisedHosts: allSourced(own.recognisedHosts),
		dns: {
			mx: allSourced(dns.mx),
			autodiscoverSrv: allSourced(dns.autodiscoverSrv),
			cname: allSourced(dns.cname),
		},
		imap: asMailService(imap),
		pop3: asMailService(pop3),
		smtp: asMailService(smtp),
		retiredHosts: allSourced(own.retiredHosts),
		usernamePrefixes: [],
		sameMailbox: null,
		valueSources: {},
		caldav: asDav(caldav),
		carddav: asDav(carddav),
		help: {
			webmail: sourcedOrNull(help.webmail),
			offer: sourcedOrNull(help.offer),
			applicationPassword: sourcedOrNull(help.applicationPassword),
			calendar: sourcedOrNull(help.calendar),
			support: allSourced(help.support),
			supportMail: sourcedOrNull(help.supportMail),
		},
	};
}
