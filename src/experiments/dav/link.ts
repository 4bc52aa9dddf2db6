// What stands behind the address of an invitation: a calendar to read without a login, or one at a server of the account's
// provider. A login never goes anywhere else.

import type { DavLink, DavLinkFound } from "../../domain/dav";
import type { Outcome, Stage } from "../../domain/observation";
import { textOf } from "../../probe/dav/answers";
import { searchAt } from "../../probe/dav/discovery";
import { addressOf, lastPart, type Place, resolveHref } from "../../probe/dav/href";
import { readCalendarHead } from "../../probe/dav/icalendar";
import { type SearchContext, send, sessionFor } from "../shared/dav/search";
import { talk } from "../shared/dav/talk";

const MOST_REDIRECTS = 5;
/** The calendar's own properties stand at its beginning. */
const ENOUGH_BYTES = 64 * 1024;

export async function examineLink({ url, wish }: DavLink, context: SearchContext): Promise<DavLinkFound> {
	const resolved = resolveHref(url.trim().replace(/^webcals?:/i, "https:"), null);
	if (resolved.kind === "none") return failed("", "dns", { kind: "not-dav", text: "" });
	// In clear anybody could change what is read.
	if (resolved.kind === "away") return failed(resolved.host, "tls", { kind: "not-tls" });
	const session = wish === null ? null : sessionFor(wish, context);
	const place: Place = { host: resolved.host, port: resolved.port, path: resolved.path };
	const open = await readOpenCalendar(place, context);
	if (open.kind === "found" || session?.isOurs(place) !== true) return open;
	const found = await talk(searchAt(place, { kind: "caldav", isOurs: session.isOurs }), session, () =>
		Promise.resolve([]),
	);
	if (found.kind === "ended") return failed(found.at, found.stage, found.outcome);
	return { kind: "found", type: "caldav", collections: found.collections, login: session.loginAt(found.origin) };
}

const failed = (at: string, stage: Stage, outcome: Outcome): DavLinkFound => ({ kind: "failed", at, stage, outcome });

/** Without a login, so it may lead to any host, as long as it stays encrypted. */
async function readOpenCalendar(start: Place, context: SearchContext): Promise<DavLinkFound> {
	let place = start;
	for (let redirects = 0; ; redirects += 1) {
		const answer = await send(
			{
				...{ method: "GET", place, body: "", mostBytes: ENOUGH_BYTES, whenMore: "cut" },
				headers: { Accept: "text/calendar, */*;q=0.1" },
			},
			context,
		);
		if (answer.kind === "ended") return failed(place.host, answer.stage, answer.outcome);
		const { status } = answer;
		const text = `HTTP ${status}`;
		if (status >= 300 && status < 400) {
			const to = resolveHref(answer.location, place);
			if (to.kind === "none") return failed(place.host, "dav", { kind: "not-dav", text });
			if (to.kind === "away" || redirects >= MOST_REDIRECTS) {
				return failed(place.host, "dav", { kind: "led-away", host: to.host });
			}
			place = to;
			continue;
		}
		if (status === 401) return failed(place.host, "login", { kind: "login-not-checked", why: "foreign-host" });
		if (status === 403) return failed(place.host, "dav", { kind: "forbidden", text });
		if (status === 404 || status === 410) return failed(place.host, "dav", { kind: "not-found" });
		if (status === 429 || status >= 500) {
			return failed(place.host, "dav", { kind: "temporarily-unavailable", text });
		}
		const head = status === 200 ? readCalendarHead(textOf(answer)) : null;
		if (head === null) return failed(place.host, "dav", { kind: "not-dav", text });
		return {
			...{ kind: "found", type: "ics", login: null },
			collections: [
				{
					kind: "caldav",
					// As it was given: where it leads today may be another place tomorrow.
					url: addressOf(start),
					name: head.name === "" ? lastPart(start.path).replace(/\.ics$/i, "") || start.host : head.name,
					color: head.color,
					components: [],
					...{ readOnly: true, source: "shared", owner: "" },
				},
			],
		};
	}
}
