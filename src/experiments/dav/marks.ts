// What the stored logins of calendars and address books are known by, and those that a search for some would send. Never
// returns a password, opens no dialog.

import type { DavItemKey, DavKind, DavWish } from "../../domain/dav";
import type { LoginPlace } from "../../domain/journal";
import type { LoginMark } from "../../domain/login-mark";
import { originOf } from "../../probe/dav/href";
import { attempt } from "../shared/attempt";
import { markAt, markOfUser, type Searches } from "../shared/credentials";
import { placesFor } from "../shared/dav/places";
import type { SearchContext } from "../shared/dav/search";
import { originOf as mailOriginOf } from "../shared/logins";
import { incomingProtocol, incomingSettings } from "../shared/servers";
import { itemOf } from "./items";

export function marksOf(items: readonly DavItemKey[]): Promise<(LoginMark | null)[]> {
	const searches: Searches = new Map();
	return Promise.all(items.map((item) => markOf(item, searches)));
}

function markOf(key: DavItemKey, searches: Searches): Promise<LoginMark | null> {
	const item = itemOf(key);
	const origin = item && loginOriginAt(item.url, key.kind);
	if (item === null || origin === null) return Promise.resolve(null);
	return markAt({ origin, username: item.username }, searches);
}

/** Where the login for this address is stored; null where it is none. */
function loginOriginAt(url: string, kind: DavKind): string | null {
	const uri = attempt(() => Services.io.newURI(url), null);
	if (uri === null) return null;
	const { OAuth2Providers } = ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs");
	const details = attempt(() => OAuth2Providers.getHostnameDetails(uri.asciiHost, kind), undefined);
	return details ? `oauth://${details.issuer}` : uri.prePath;
}

/** In the order of the wishes; the same for both kinds of one user. */
export function marksOfSearches(
	wishes: readonly DavWish[],
	context: Pick<SearchContext, "catalogue" | "targets">,
): Promise<(LoginMark | null)[]> {
	const searches: Searches = new Map();
	return Promise.all(
		wishes.map((wish) => {
			const user = [wish.provider, wish.address.toLowerCase()];
			return markOfUser(user, [...davLogins(wish, context), ...mailLogin(wish, context)], searches);
		}),
	);
}

/** What is stored for the provider's servers comes before the login of mail, as in a search. */
function davLogins(wish: DavWish, { catalogue }: Pick<SearchContext, "catalogue">): LoginPlace[] {
	const origins = (["caldav", "carddav"] as const).flatMap((kind) => {
		const places = placesFor(catalogue, { ...wish, kind });
		const all = places === null ? [] : [...places.entries, ...places.wellKnown];
		return all.flatMap((place) => loginOriginAt(originOf(place), kind) ?? []);
	});
	return [...new Set(origins)].map((origin) => ({ origin, username: wish.address }));
}

function mailLogin({ key }: DavWish, { targets }: Pick<SearchContext, "targets">): LoginPlace[] {
	const target = targets.find("incoming", key);
	const protocol = target?.kind === "incoming" ? incomingProtocol(target.server) : null;
	if (target?.kind !== "incoming" || protocol === null) return [];
	const { host, username } = incomingSettings(target.server);
	return [{ origin: mailOriginOf(protocol, host), username }];
}
