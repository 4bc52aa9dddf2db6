// What the catalogue says about hosts, pairs and domains: pure questions with plain answers.
// Whose account something is, is decided in identify.ts. Also bundled into privileged code, where `sameProviderHosts`
// decides where a password may go: nothing here needs Valibot or the browser.

import type { DavKind } from "../domain/dav";
import { parseHostname } from "../domain/hostname";
import type { Auth } from "../domain/vocabulary";
import type { MailService, Pair, Provider } from "./schema";

export type MailProtocol = "imap" | "pop3" | "smtp";
const MAIL_PROTOCOLS: readonly MailProtocol[] = ["imap", "pop3", "smtp"];

/** Providers by id, in a fixed order. */
export type Catalogue = ReadonlyMap<string, Provider>;

/**
 * `accepted` is right. `tolerated` is an alias, a relay or a name that nobody documents: left alone. `retired` is wrong
 * for this protocol. `foreign` is none of this provider's hosts, as far as the catalogue knows.
 */
export type HostVerdict = "accepted" | "tolerated" | "retired" | "foreign";

/** `unverified` may work, but nobody has tried it: neither right nor wrong. */
export type PairVerdict = "accepted" | "unverified" | "wrong";

/** What is known of an account when a host is wanted for one of its servers. Hosts as typed, domain in lower case. */
export interface HostHints {
	/** The host that is configured now; null for a server to be made. */
	currentHost: string | null;
	/** The host of the account's other server: an outgoing one is sought beside the incoming one, and inversely. */
	otherHost: string | null;
	/** The mail domain of the account (see `mailDomain`); may be empty. */
	domain: string;
}

/** What `#` and `{domain}` stood for in a pattern that matched. */
interface Match {
	digits: string | null;
	hostDomain: string | null;
}

/**
 * Whether a pattern of a provider file means this host: whole labels, from the first to the last. `{domain}` means one
 * of `hostDomains`; without any it means nothing. The host is in lower case, without scheme or trailing dot.
 */
export function matchesHost(pattern: string, host: string, hostDomains: readonly string[] = []): boolean {
	return match(pattern, host, hostDomains) !== null;
}

function match(pattern: string, host: string, hostDomains: readonly string[]): Match | null {
	if (pattern.includes("{domain}")) {
		for (const hostDomain of hostDomains) {
			const found = match(pattern.replace("{domain}", hostDomain), host, []);
			if (found !== null) return { ...found, hostDomain };
		}
		return null;
	}
	if (pattern.startsWith("*.")) {
		return host.length > pattern.length - 1 && host.endsWith(pattern.slice(1))
			? { digits: null, hostDomain: null }
			: null;
	}
	const number = pattern.indexOf("#");
	if (number < 0) return pattern === host ? { digits: null, hostDomain: null } : null;
	const before = pattern.slice(0, number);
	const after = pattern.slice(number + 1);
	if (!host.startsWith(before) || !host.endsWith(after)) return null;
	const digits = host.slice(before.length, host.length - after.length);
	return /^[0-9]+$/.test(digits) ? { digits, hostDomain: null } : null;
}

/** The pattern with its placeholders filled in; null when one of them is not known. */
function fill(pattern: string, known: Match): string | null {
	if (pattern.includes("#") && known.digits === null) return null;
	if (pattern.includes("{domain}") && known.hostDomain === null) return null;
	return pattern.replace("#", known.digits ?? "").replace("{domain}", known.hostDomain ?? "");
}

/** The host that was meant, in lower case; empty when the text cannot be read as a host name. */
function readHost(text: string): string {
	const outcome = parseHostname(text);
	return outcome.kind === "invalid" ? "" : outcome.host;
}

/** What `{domain}` stands for in an account of this mail domain; null when the domain is not the provider's. */
export function hostDomainOf(provider: Provider, domain: string): string | null {
	const entry = provider.domains.find((known) => known.domain === domain);
	return entry === undefined ? null : (entry.hostDomain ?? entry.domain);
}

/** What `{domain}` may stand for in host names of this provider. */
export function hostDomainsOf(provider: Provider): string[] {
	return [...new Set(provider.domains.map((entry) => entry.hostDomain ?? entry.domain))];
}

/** Whether a host, as typed, is right for this protocol of this provider in an account of this mail domain. */
export function hostVerdict(provider: Provider, protocol: MailProtocol, host: string, domain: string): HostVerdict {
	const name = readHost(host);
	const own = hostDomainOf(provider, domain);
	const all = hostDomainsOf(provider);
	const service = provider[protocol];
	if (service === null) return recognises(provider, name) ? "tolerated" : "foreign";
	if (service.hosts.some((known) => matchesHost(known.host, name, own === null ? [] : [own]))) return "accepted";
	// The same servers under the name of another domain of this provider.
	if (service.hosts.some((known) => matchesHost(known.host, name, all))) return "tolerated";
	if (service.toleratedHosts.some((known) => matchesHost(known.host, name, all))) return "tolerated";
	return retirement(provider, protocol, name) === null ? "foreign" : "retired";
}

function retirement(provider: Provider, protocol: MailProtocol, name: string) {
	const all = hostDomainsOf(provider);
	for (const retired of provider.retiredHosts) {
		if (!retired.protocols.includes(protocol)) continue;
		const found = match(retired.host, name, all);
		if (found !== null) return { retired, found };
	}
	return null;
}

/** The right host in place of a retired one; null when the host is not retired or its successor has no known number. */
export function replacementHost(
	provider: Provider,
	protocol: MailProtocol,
	host: string,
	domain: string,
): string | null {
	const entry = retirement(provider, protocol, readHost(host));
	const successor = entry?.retired.replacement[protocol];
	if (entry === null || successor === undefined) return null;
	return fill(successor, {
		digits: entry.found.digits,
		hostDomain: hostDomainOf(provider, domain) ?? entry.found.hostDomain,
	});
}

/**
 * The host that this server of the account should have. A host that is right or tolerated is kept; a retired one is
 * replaced; else a number or domain that the provider's host names need is taken from the account's other server.
 * Null when no single right host is known.
 */
export function preferredHost(provider: Provider, protocol: MailProtocol, hints: HostHints): string | null {
	const service = provider[protocol];
	if (service === null) return null;
	const { currentHost, otherHost, domain } = hints;
	if (currentHost !== null) {
		const verdict = hostVerdict(provider, protocol, currentHost, domain);
		if (verdict === "accepted" || verdict === "tolerated") return readHost(currentHost);
		const replacement = replacementHost(provider, protocol, currentHost, domain);
		if (replacement !== null) return replacement;
	}
	return hostBeside(provider, service, otherHost, domain);
}

/** The first host of a service whose placeholders are known, from the mail domain or from another host of the account. */
function hostBeside(provider: Provider, service: MailService, otherHost: string | null, domain: string): string | null {
	const other = otherHost === null ? null : rightHostMeant(provider, otherHost, domain);
	const hostDomain = hostDomainOf(provider, domain) ?? other?.found.hostDomain ?? null;
	const known: Match = { digits: other?.found.digits ?? null, hostDomain };
	const [first] = service.hosts;
	const preferred = first === undefined ? null : fill(first.host, known);
	if (preferred !== null) return preferred;
	// A name without number (Exchange in Canada) is only right beside itself.
	const same = service.hosts.find((candidate) => candidate.host === other?.pattern);
	return same === undefined ? null : fill(same.host, known);
}

/** The accepted pattern that a host of the account fits, a retired host counting as its successor. */
function rightHostMeant(provider: Provider, host: string, domain: string): { pattern: string; found: Match } | null {
	const all = hostDomainsOf(provider);
	for (const protocol of MAIL_PROTOCOLS) {
		const name = replacementHost(provider, protocol, host, domain) ?? readHost(host);
		for (const known of provider[protocol]?.hosts ?? []) {
			const found = match(known.host, name, all);
			if (found !== null) return { pattern: known.host, found };
		}
	}
	return null;
}

/** The pair that replaces a wrong one; null when the provider does not offer the protocol. */
export function preferredPair(provider: Provider, protocol: MailProtocol): Pair | null {
	const first = provider[protocol]?.pairs[0];
	return first === undefined ? null : { port: first.port, security: first.security };
}

/** A protocol that the provider does not offer has only `unverified` pairs. */
export function pairVerdict(provider: Provider, protocol: MailProtocol, pair: Pair): PairVerdict {
	const service = provider[protocol];
	if (service === null) return "unverified";
	const same = (known: Pair) => known.port === pair.port && known.security === pair.security;
	if (service.pairs.some(same)) return "accepted";
	return service.unverifiedPairs.some(same) ? "unverified" : "wrong";
}

/** Right ways to log in, the preferred one first; empty when the provider does not offer the protocol. */
export function authMethods(provider: Provider, protocol: MailProtocol): Auth[] {
	return provider[protocol]?.auth.map((entry) => entry.method) ?? [];
}

/**
 * The providers to which a host, as typed, belongs. One that uses it or knows it as its own comes before one that only
 * names it as retired: these are given when there is no other.
 */
export function providersOfHost(catalogue: Catalogue, host: string): Provider[] {
	const name = readHost(host);
	const providers = [...catalogue.values()];
	const certain = providers.filter((provider) => recognises(provider, name));
	if (certain.length > 0) return certain;
	return providers.filter((provider) =>
		MAIL_PROTOCOLS.some((protocol) => retirement(provider, protocol, name) !== null),
	);
}

function recognises(provider: Provider, name: string): boolean {
	const all = hostDomainsOf(provider);
	const services = MAIL_PROTOCOLS.flatMap((protocol) => provider[protocol] ?? []);
	return [
		...services.flatMap((service) => [...service.hosts, ...service.toleratedHosts]),
		...provider.recognisedHosts,
	].some((known) => matchesHost(known.host, name, all));
}

/** The providers to which a mail domain (lower case) belongs for certain. */
export function providersOfDomain(catalogue: Catalogue, domain: string): Provider[] {
	return [...catalogue.values()].filter((provider) => provider.domains.some((known) => known.domain === domain));
}

/**
 * Whether a provider itself would set this server up: a right host, accepted pair and method. The host is written exactly
 * as it will be used. `domains`: those that `{domain}` may stand for beside the provider's own.
 */
export function isRightServer(
	provider: Provider,
	protocol: MailProtocol,
	{ host, port, security, auth }: Pair & { host: string; auth: Auth },
	domains: readonly string[] = [],
): boolean {
	const all = [...hostDomainsOf(provider), ...domains];
	const isPair = pairVerdict(provider, protocol, { port, security }) === "accepted";
	return isPair && authMethods(provider, protocol).includes(auth) && firstMatch(provider, protocol, host, all) !== null;
}

/** The number in the name of a right host; null where it has none. */
export function numberIn(provider: Provider, protocol: MailProtocol, host: string): string | null {
	return firstMatch(provider, protocol, host, hostDomainsOf(provider))?.digits ?? null;
}

/** What the placeholders of a right host stand for in this name; null when it is none of the provider's. */
function firstMatch(provider: Provider, protocol: MailProtocol, host: string, all: readonly string[]): Match | null {
	for (const known of provider[protocol]?.hosts ?? []) {
		const found = match(known.host, host, all);
		if (found !== null) return found;
	}
	return null;
}

/** The web hosts that the catalogue names: those of help pages, and where calendars and contacts are looked for. */
export function webHostsOf(catalogue: Catalogue): ReadonlySet<string> {
	return new Set(
		[...catalogue.values()].flatMap((provider) => {
			const { webmail, offer, applicationPassword, calendar, support } = provider.help;
			const links = [webmail, offer, applicationPassword, calendar, ...support].map((link) => link?.url ?? "");
			const entries = [provider.caldav, provider.carddav].flatMap((dav) => dav?.entries ?? []).map(({ url }) => url);
			const domains = hostDomainsOf(provider);
			const urls = [...links, ...entries].flatMap((url) =>
				url.includes("{domain}") ? domains.map((domain) => url.replace("{domain}", domain)) : [url],
			);
			return urls.map(readHost).filter(Boolean);
		}),
	);
}

/** Whether one provider's table holds both: the first as a server of mail, the second for calendars or contacts. */
export function isDavHostBeside(catalogue: Catalogue, mailHost: string, kind: DavKind, host: string): boolean {
	return providersOfHost(catalogue, mailHost).some((provider) =>
		provider[kind]?.hosts.some((known) => matchesHost(known.host, host, hostDomainsOf(provider))),
	);
}

/**
 * Whether a password stored for `fromHost` may be used at `toHost` for `toProtocol`: one provider must name both, the
 * target as a right host of that protocol. `toHost` must be written exactly as it will be used: lower case, no scheme,
 * no trailing dot. Wide patterns never make a target.
 */
export function sameProviderHosts(
	catalogue: Catalogue,
	fromHost: string,
	toHost: string,
	toProtocol: MailProtocol,
): boolean {
	const from = readHost(fromHost);
	for (const provider of catalogue.values()) {
		const all = hostDomainsOf(provider);
		const target = firstMatch(provider, toProtocol, toHost, all);
		if (target === null) continue;
		const vouchesForOrigin = MAIL_PROTOCOLS.some((protocol) => {
			const origin = firstMatch(provider, protocol, from, all);
			// Servers with a number in their name are different places.
			if (origin !== null) return origin.digits === target.digits;
			const entry = retirement(provider, protocol, from);
			const successor = entry?.retired.replacement[toProtocol];
			if (!entry || successor === undefined) return false;
			return (
				target.digits === null || fill(successor, { ...entry.found, ...target, digits: entry.found.digits }) === toHost
			);
		});
		if (vouchesForOrigin) return true;
	}
	return false;
}
