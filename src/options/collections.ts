// What a search for calendars and address books has found, put in order for the page. Pure; the words are sentences.ts.

import { isTaskList } from "../domain/dav";
import type { CollectionOffer, CollectionsFound } from "../domain/dav-offer";

export type Found = Extract<CollectionsFound, { kind: "found" }>;

export const OFFER_GROUPS = [
	"calendars",
	"shared_calendars",
	"task_lists",
	"address_books",
	"shared_address_books",
] as const;

export interface OfferGroup {
	name: (typeof OFFER_GROUPS)[number];
	offers: CollectionOffer[];
}

/** The user's own first, those of others by owner; empty groups are left out. */
export function groupsOf(offers: readonly CollectionOffer[]): OfferGroup[] {
	return OFFER_GROUPS.map((name) => ({
		name,
		offers: offers.filter((offer) => groupOf(offer) === name).sort(byOwner),
	})).filter((group) => group.offers.length > 0);
}

function groupOf({ collection }: CollectionOffer): OfferGroup["name"] {
	const isShared = collection.source === "shared";
	if (collection.kind === "carddav") return isShared ? "shared_address_books" : "address_books";
	if (isTaskList(collection)) return "task_lists";
	return isShared ? "shared_calendars" : "calendars";
}

/** Those of one owner stay in the server's order. */
function byOwner(one: CollectionOffer, other: CollectionOffer): number {
	return one.collection.owner.localeCompare(other.collection.owner, undefined, { numeric: true });
}

/** The server has not taken the password, or there is none: one that the user types may help. */
export function wantsPassword({ trouble }: Found): boolean {
	return trouble.some(
		(one) =>
			one.why === "failed" &&
			(one.outcome.kind === "refused" ||
				one.outcome.kind === "application-password-needed" ||
				(one.outcome.kind === "login-not-checked" && one.outcome.why === "no-login-stored")),
	);
}
