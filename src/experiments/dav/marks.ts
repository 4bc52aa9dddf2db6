// What the stored logins of calendars and address books are known by. Never returns a password, opens no dialog.

import type { DavItemKey } from "../../domain/dav";
import type { LoginMark } from "../../domain/login-mark";
import { attempt } from "../shared/attempt";
import { markAt, type Searches } from "../shared/credentials";
import { itemOf } from "./items";

export function marksOf(items: readonly DavItemKey[]): Promise<(LoginMark | null)[]> {
	const searches: Searches = new Map();
	return Promise.all(items.map((item) => markOf(item, searches)));
}

function markOf(key: DavItemKey, searches: Searches): Promise<LoginMark | null> {
	const item = itemOf(key);
	const uri = item && attempt(() => Services.io.newURI(item.url), null);
	if (item === null || uri === null) return Promise.resolve(null);
	const { OAuth2Providers } = ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs");
	const details = attempt(() => OAuth2Providers.getHostnameDetails(uri.asciiHost, key.kind), undefined);
	const origin = details ? `oauth://${details.issuer}` : uri.prePath;
	return markAt({ origin, username: item.username }, searches);
}
