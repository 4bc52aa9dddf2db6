// Which calendars and address books belong to which account, which of them show the same collection, and what was seen of
// them. Addresses are judged in dav-address.ts; the findings are made by the rules.

import type { DavKind, DavLook, DavSearch } from "../domain/dav";
import type { LiveFacts } from "../domain/live";
import type { AddressBook, Calendar, LoginPresence, Snapshot } from "../domain/snapshot";
import type { Setting } from "../domain/vocabulary";
import type { Provider } from "../providers/schema";
import { collectionId, hostOf, isDavHost, isEntryUrl, isPlainUrl } from "./dav-address";
import { append, type SurveyedAccount } from "./surveyed";

export const DAV_KINDS: readonly DavKind[] = ["caldav", "carddav"];
export const DAV_SERVICES = { caldav: "calendar", carddav: "contacts" } as const;

/** A calendar or address book of the profile. */
export interface DavItem {
	kind: DavKind;
	id: string;
	name: string;
	url: string;
	username: string;
	state: Calendar["state"];
	/** True for address books: they are always kept here. */
	cached: boolean;
	lastSync: string | null;
	entries: number | null;
	unsent: boolean | null;
	login: LoginPresence;
	locked: Setting[];
	/** Null where nobody was asked. */
	look: DavLook | null;
}

export interface DavSurvey {
	/** What is reached with the login of each account, at its provider. */
	reached: Readonly<Record<DavKind, ReadonlyMap<SurveyedAccount, DavItem[]>>>;
	/** What is told at each account: each item once, at the first account that it belongs to. */
	told: Readonly<Record<DavKind, ReadonlyMap<SurveyedAccount, DavItem[]>>>;
	/** For each item that shows the collection of another one: that one, which is kept. */
	kept: ReadonlyMap<DavItem, DavItem>;
}

export function surveyDav(snapshot: Snapshot, accounts: readonly SurveyedAccount[], live: LiveFacts | null): DavSurvey {
	const byAddress = accountsByAddress(accounts);
	const calendars = assign("caldav", itemsOf(snapshot, "caldav", live), accounts, byAddress);
	const contacts = assign("carddav", itemsOf(snapshot, "carddav", live), accounts, byAddress);
	return {
		reached: { caldav: calendars.reached, carddav: contacts.reached },
		told: { caldav: calendars.told, carddav: contacts.told },
		kept: new Map([...repeats("caldav", calendars), ...repeats("carddav", contacts)]),
	};
}

/** Those of one kind that a login opens: a public calendar is nobody's. */
function itemsOf(snapshot: Snapshot, kind: DavKind, live: LiveFacts | null): DavItem[] {
	const looks = new Map(live?.dav.looks.filter((look) => look.kind === kind).map((look) => [look.id, look]));
	const common = (one: Calendar | AddressBook) => {
		const { id, name, url, username, state, lastSync, entries, unsent, login, locked } = one;
		return {
			kind,
			id,
			name,
			url,
			username,
			state,
			lastSync,
			entries,
			unsent,
			login,
			locked,
			look: looks.get(id) ?? null,
		};
	};
	return kind === "caldav"
		? snapshot.calendars.filter(({ type }) => type === "caldav").map((one) => ({ ...common(one), cached: one.cached }))
		: snapshot.addressBooks.map((one) => ({ ...common(one), cached: true }));
}

/** What the search for this account showed; null where nobody has searched. */
export function searchOf(kind: DavKind, { account }: SurveyedAccount, live: LiveFacts | null): DavSearch | null {
	return live?.dav.searches.find(({ wish }) => wish.kind === kind && wish.key === account.incoming.key) ?? null;
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

interface Assigned {
	items: readonly DavItem[];
	reached: Map<SurveyedAccount, DavItem[]>;
	told: Map<SurveyedAccount, DavItem[]>;
	providers: Map<DavItem, Provider>;
}

function assign(
	kind: DavKind,
	items: readonly DavItem[],
	accounts: readonly SurveyedAccount[],
	byAddress: ReadonlyMap<string, SurveyedAccount[]>,
): Assigned {
	const reached = new Map<SurveyedAccount, DavItem[]>();
	const told = new Map<SurveyedAccount, DavItem[]>();
	const providers = new Map<DavItem, Provider>();
	for (const item of items) {
		const named = byAddress.get(item.username.toLowerCase()) ?? accounts.filter(isBareName(item.username));
		const host = hostOf(item.url);
		const owners = (item.username === "" ? accounts : named).filter(({ provider, domain }) =>
			isDavHost(provider, kind, host, domain),
		);
		for (const owner of owners) append(reached, owner, item);
		const [first] = owners.length > 0 ? owners : named;
		if (first !== undefined) append(told, first, item);
		if (owners[0]?.provider) providers.set(item, owners[0].provider);
	}
	return { items, reached, told, providers };
}

/** The mailbox address without its domain. */
function isBareName(username: string): (surveyed: SurveyedAccount) => boolean {
	return ({ mailbox }) => username !== "" && mailbox?.toLowerCase().startsWith(`${username.toLowerCase()}@`) === true;
}

/** Items that are switched off double nothing; entry addresses show no collection of their own. */
function repeats(kind: DavKind, { items, providers }: Assigned): Map<DavItem, DavItem> {
	const groups = new Map<string, DavItem[]>();
	for (const item of items) {
		const provider = providers.get(item) ?? null;
		if (item.state === "disabled" || isEntryUrl(kind, item.url, provider)) continue;
		append(groups, collectionId(kind, item.url, item.username, provider), item);
	}
	return new Map(
		[...groups.values()].flatMap((group) => {
			const best = Math.max(...group.map(worth));
			const kept = group.find((item) => worth(item) === best);
			return group.flatMap((item) => (kept === undefined || item === kept ? [] : [[item, kept] as const]));
		}),
	);
}

/** Of several that show one collection, which is kept: one that is encrypted and works, and has something to send. */
function worth({ url, look, unsent }: DavItem): number {
	return (isPlainUrl(url) ? 0 : 4) + (look?.outcome.kind === "ok" ? 2 : 0) + (unsent === false ? 0 : 1);
}
