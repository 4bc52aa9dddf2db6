// From the collections that a server shows to what can be added to Thunderbird. Pure. Who is asked, and when: ../doctor/.

import type { AddCollectionChange } from "../domain/change";
import { type DavCollection, type DavKind, type DavLogin, isDavUser, isTaskList } from "../domain/dav";
import type { CollectionOffer } from "../domain/dav-offer";
import type { Snapshot } from "../domain/snapshot";
import { collectionId } from "./dav-address";
import type { SurveyedAccount } from "./surveyed";

/** Between two looks of Thunderbird at the server; its own choice too. */
const REFRESH_MINUTES = 30;

export interface Found {
	type: AddCollectionChange["type"];
	collections: readonly DavCollection[];
	/** Null where none is needed. */
	login: DavLogin | null;
}

/** In the order of the server, the user's own first. */
export function offersOf(
	{ type, collections, login }: Found,
	surveyed: SurveyedAccount,
	snapshot: Snapshot,
): CollectionOffer[] {
	const kind: DavKind = type === "carddav" ? "carddav" : "caldav";
	const username = login?.username ?? "";
	const idOf = (url: string): string => collectionId(kind, url, username, surveyed.provider);
	const there = kind === "caldav" ? snapshot.calendars : snapshot.addressBooks;
	const present = new Set(there.filter((one) => isDavUser(one.username, username)).map((one) => idOf(one.url)));
	const seen = new Set<string>();
	const own = collections.filter(({ source }) => source === "own");
	const offers: CollectionOffer[] = [];
	// Of calendars only, and only where no other one of a server could be meant.
	let isDefaultOpen = kind === "caldav" && snapshot.calendars.every(({ state }) => state === "disabled");
	for (const collection of [...own, ...collections.filter(({ source }) => source !== "own")]) {
		const id = idOf(collection.url);
		if (seen.has(id)) continue;
		seen.add(id);
		const isPresent = present.has(id);
		const isOwn = collection.source === "own" && type !== "ics" && !isTaskList(collection);
		const makeDefault = isDefaultOpen && isOwn && !isPresent && !collection.readOnly;
		if (makeDefault) isDefaultOpen = false;
		offers.push({
			collection,
			change: {
				kind: kind === "caldav" ? "add-calendar" : "add-address-book",
				type,
				server: surveyed.account.incoming.key,
				url: collection.url,
				name: nameOf(collection),
				color: collection.color,
				readOnly: collection.readOnly || type === "ics",
				username,
				identity: kind === "caldav" && type !== "ics" ? identityOf(surveyed) : null,
				login: loginOf(login),
				refresh: REFRESH_MINUTES,
				makeDefault,
			},
			preselected: isOwn && !isPresent,
			present: isPresent,
		});
	}
	return offers;
}

/** Two « Agenda » in one list would tell nobody whose they are. */
function nameOf({ name, owner }: DavCollection): string {
	return owner === "" || name.includes(owner) ? name : `${name} (${owner})`;
}

/** The one that people invite: that of the mailbox, else the first. */
function identityOf({ account, mailbox }: SurveyedAccount): string | null {
	const { identities } = account;
	const own = identities.find(({ address }) => address.toLowerCase() === mailbox?.toLowerCase());
	return (own ?? identities[0])?.key ?? null;
}

function loginOf(login: DavLogin | null): AddCollectionChange["login"] {
	if (login === null || login.auth === "oauth2") return null;
	return { realm: login.realm, from: login.from === "mail" ? "mail" : "stored" };
}
