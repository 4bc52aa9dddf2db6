// Which calendars and address books belong to which account, and which of them show the same collection.
// The findings are made by the rules; nothing here is asked over the network.

import type { DavKind } from "../domain/dav";
import { isLoopback } from "../domain/hostname";
import type { AddressBook, Calendar, Snapshot } from "../domain/snapshot";
import { hostDomainOf, matchesHost } from "../providers/lookup";
import type { Provider } from "../providers/schema";
import { append, type SurveyedAccount } from "./surveyed";

export const DAV_SERVICES = { caldav: "calendar", carddav: "contacts" } as const;

export interface DavItem {
	id: string;
	name: string;
	url: string;
	username: string;
	/** Switched off by the user, or refused by its server. */
	state: Calendar["state"];
}

export interface DavSurvey {
	/** What is reached with the login of each account, at its provider. */
	reached: Readonly<Record<DavKind, ReadonlyMap<SurveyedAccount, DavItem[]>>>;
	/** What is told at each account: each item once, at the first account that it belongs to. */
	told: Readonly<Record<DavKind, ReadonlyMap<SurveyedAccount, DavItem[]>>>;
	/** For each item that shows the collection of an earlier one: that earlier one. */
	earlier: ReadonlyMap<DavItem, DavItem>;
}

export function surveyDav(snapshot: Snapshot, accounts: readonly SurveyedAccount[]): DavSurvey {
	const books = snapshot.addressBooks.map((book: AddressBook) => ({ ...book, state: "active" as const }));
	const byAddress = accountsByAddress(accounts);
	const calendars = assign("caldav", snapshot.calendars, accounts, byAddress);
	const contacts = assign("carddav", books, accounts, byAddress);
	return {
		reached: { caldav: calendars.reached, carddav: contacts.reached },
		told: { caldav: calendars.told, carddav: contacts.told },
		earlier: new Map([
			...repeats("caldav", snapshot.calendars, calendars.providers),
			...repeats("carddav", books, contacts.providers),
		]),
	};
}

function accountsByAddress(accounts: readonly SurveyedAccount[]): Map<string, SurveyedAccount[]> {
	const byAddress = new Map<string, SurveyedAccount[]>();
	for (const surveyed of accounts) {
		const { incoming, identities } = surveyed.account;
		const names = [surveyed.mailbox ?? incoming.username, ...identities.map((identity) => identity.address)];
		for (const name of new Set(names.map((name) => name.toLowerCase()))) append(byAddress, name, surveyed);
	}
	return byAddress;
}

function assign(
	kind: DavKind,
	items: readonly DavItem[],
	accounts: readonly SurveyedAccount[],
	byAddress: ReadonlyMap<string, SurveyedAccount[]>,
) {
	const reached = new Map<SurveyedAccount, DavItem[]>();
	const told = new Map<SurveyedAccount, DavItem[]>();
	const providers = new Map<DavItem, Provider>();
	for (const item of items) {
		const named = byAddress.get(item.username.toLowerCase()) ?? [];
		const host = hostOf(item.url);
		const owners = (item.username === "" ? accounts : named).filter((surveyed) => isAtProvider(kind, host, surveyed));
		for (const owner of owners) append(reached, owner, item);
		const [first] = owners.length > 0 ? owners : named;
		if (first !== undefined) append(told, first, item);
		if (owners[0]?.provider) providers.set(item, owners[0].provider);
	}
	return { reached, told, providers };
}

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).hostname : "";
}

function isAtProvider(kind: DavKind, host: string, { provider, domain }: SurveyedAccount): boolean {
	if (provider === null) return false;
	const own = hostDomainOf(provider, domain);
	return provider[kind]?.hosts.some((known) => matchesHost(known.host, host, own === null ? [] : [own])) ?? false;
}

/** Items that are switched off double nothing; entry addresses show no collection of their own. */
function repeats(
	kind: DavKind,
	items: readonly DavItem[],
	providers: ReadonlyMap<DavItem, Provider>,
): Map<DavItem, DavItem> {
	const firsts = new Map<string, DavItem>();
	const earlier = new Map<DavItem, DavItem>();
	for (const item of items) {
		const provider = providers.get(item) ?? null;
		if (item.state === "disabled" || isEntryUrl(kind, item.url, provider)) continue;
		const collection = collectionOf(kind, item, provider);
		const first = firsts.get(collection);
		if (first === undefined) firsts.set(collection, item);
		else earlier.set(item, first);
	}
	return earlier;
}

/** The collection, however it is written: scheme, alias host and trailing slash do not count; the user does. */
function collectionOf(kind: DavKind, item: DavItem, provider: Provider | null): string {
	if (!URL.canParse(item.url)) return item.url;
	const url = new URL(item.url);
	const canonical = provider?.[kind]?.hosts[0]?.host ?? url.host;
	return `${item.username.toLowerCase()} ${canonical}${url.pathname.replace(/\/+$/, "")}${url.search}`;
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
