// Whether calendars and address books that are in Thunderbird answer, each at its own address with the login that is stored
// for it. Changes nothing, and no redirect leads to another server.

import type { DavItemKey, DavLook } from "../../domain/dav";
import type { Outcome, Stage } from "../../domain/observation";
import { searchAt } from "../../probe/dav/discovery";
import { originOf, type Place, resolveHref } from "../../probe/dav/href";
import { findToken, passwordAt, type Searches } from "../shared/credentials";
import { basic, bearer, none, propfind, type SearchContext, send } from "../shared/dav/search";
import { Session } from "../shared/dav/session";
import { talk } from "../shared/dav/talk";
import { type Item, itemOf } from "./items";

export function lookAtItems(items: readonly DavItemKey[], context: SearchContext): Promise<DavLook[]> {
	const sessions = new Map<string, Session>();
	const searches: Searches = new Map();
	return Promise.all(items.map((item) => lookAt(item, sessions, searches, context)));
}

async function lookAt(
	key: DavItemKey,
	sessions: Map<string, Session>,
	searches: Searches,
	context: SearchContext,
): Promise<DavLook> {
	const end = (at: string, stage: Stage, outcome: Outcome): DavLook => ({
		...{ kind: key.kind, id: key.id },
		...{ at, stage, outcome },
	});
	const item = itemOf(key);
	if (item === null) return end("", "dns", { kind: "login-not-checked", why: "unknown-server" });
	const place = resolveHref(item.url, null);
	if (place.kind === "none") return end("", "dns", { kind: "not-dav", text: "" });
	if (place.kind === "away") return end(place.host, "tls", { kind: "not-tls" });
	const user = JSON.stringify([originOf(place), item.username]);
	const session = sessions.get(user) ?? sessionOf(key, item, place, searches, context);
	sessions.set(user, session);
	const found = await talk(searchAt(place, { kind: key.kind, isOurs: session.isOurs }), session, () =>
		Promise.resolve([]),
	);
	return found.kind === "found" ? end(found.at, "dav", { kind: "ok" }) : end(found.at, found.stage, found.outcome);
}

function sessionOf(
	{ kind }: DavItemKey,
	{ username }: Item,
	own: Place,
	searches: Searches,
	context: SearchContext,
): Session {
	const origin = originOf(own);
	return new Session({
		isOurs: (place) => originOf(place) === origin,
		send: (one, authorization) => send(propfind(one, authorization), context),
		async findCredential(place, challenge) {
			if (challenge.realm === null) {
				return bearer(place, username, await findToken({ username }, { protocol: kind, host: place.host }));
			}
			const at = { origin, realm: challenge.realm, username: username === "" ? null : username };
			const stored = await passwordAt(at, searches);
			if (stored.kind === "absent") return none(stored.why);
			const { username: name, password } = stored.login;
			return basic(place, challenge, { username: name, password, from: "dav" });
		},
	});
}
