// Questions about the addresses of calendars and address books: whose they are, whether two mean the same collection, and
// which ones cannot be one. Pure; nothing here is asked over the network.

import type { DavKind } from "../domain/dav";
import { isLoopback } from "../domain/hostname";
import { hostDomainOf, matchesHost } from "../providers/lookup";
import type { Provider } from "../providers/schema";

export function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).hostname : "";
}

/** `domain`: the mail domain of the account. */
export function isDavHost(provider: Provider | null, kind: DavKind, host: string, domain: string): boolean {
	if (provider === null) return false;
	const own = hostDomainOf(provider, domain);
	return provider[kind]?.hosts.some((known) => matchesHost(known.host, host, own === null ? [] : [own])) ?? false;
}

/**
 * The same text for all addresses of one collection: scheme, alias host and trailing slash do not count, nor how a
 * character is escaped; the user does.
 */
export function collectionId(kind: DavKind, url: string, username: string, provider: Provider | null): string {
	if (!URL.canParse(url)) return url;
	const { host, pathname, search } = new URL(url);
	const canonical = provider?.[kind]?.hosts[0]?.host ?? host;
	return `${username.toLowerCase()} ${canonical}${decoded(pathname).replace(/\/+$/, "")}${search}`;
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/** Where discovery begins rather than a collection: a bare host, `.well-known`, or an entry of the provider. */
export function isEntryUrl(kind: DavKind, text: string, provider: Provider | null): boolean {
	if (!URL.canParse(text)) return false;
	const url = new URL(text);
	const path = url.pathname.replace(/\/+$/, "");
	if (path === "" || path.includes("/.well-known")) return true;
	return (provider?.[kind]?.entries ?? []).some((entry) => {
		const pattern = new URL(entry.url.replaceAll("{domain}", "domain.invalid").replaceAll("{address}", "ADDRESS"));
		const [before = "", after = ""] = pattern.pathname.replace(/\/+$/, "").split("ADDRESS");
		if (!pattern.pathname.includes("ADDRESS")) return path === before;
		const middle = path.slice(before.length, path.length - after.length);
		return path.startsWith(before) && path.endsWith(after) && middle !== "" && !middle.includes("/");
	});
}

/** The password would travel in clear; a program on this machine needs no encryption. */
export function isPlainUrl(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const url = new URL(text);
	return url.protocol === "http:" && !isLoopback(url.hostname);
}
