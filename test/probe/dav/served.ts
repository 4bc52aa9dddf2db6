// A DAV server in memory for the tests of the search: addresses with their properties; what is not there is a 404, and what
// nobody expected to be asked fails loudly.

import { type DavAnswer, readAnswer } from "../../../src/probe/dav/answers";
import type { Found, Propfind, Search } from "../../../src/probe/dav/discovery";
import { addressOf, type Place, placeOf } from "../../../src/probe/dav/href";

export const HOST = "dav.example";
export const isOurs = ({ host }: Pick<Place, "host">): boolean => host === HOST || host === `also.${HOST}`;
export const at = (path: string, host = HOST): Place => ({ host, port: 443, path });

export const href = (path: string): string => `<D:href>${path}</D:href>`;
export const principal = (path: string): string => `<D:current-user-principal>${href(path)}</D:current-user-principal>`;
export const home = (...paths: string[]): string =>
	`<C:calendar-home-set>${paths.map(href).join("")}</C:calendar-home-set>`;
export const bookHome = (path: string): string => `<R:addressbook-home-set>${href(path)}</R:addressbook-home-set>`;
export const name = (text: string): string => `<D:displayname>${text}</D:displayname>`;
export const CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>";
export const BOOK = "<D:resourcetype><D:collection/><R:addressbook/></D:resourcetype>";
export const FOLDER = "<D:resourcetype><D:collection/></D:resourcetype>";
export const PRINCIPAL = "<D:resourcetype><D:collection/><D:principal/></D:resourcetype>";

/** By path: its own properties first, and with depth 1 those of what lies in it; or a status. */
export type Served = Readonly<Record<string, Readonly<Record<string, string>> | { status: number; location?: string }>>;

const NAMESPACES = `xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns:S="http://calendarserver.org/ns/" xmlns:I="http://apple.com/ns/ical/"`;

function answerTo({ place, depth }: Propfind, served: Served): DavAnswer {
	const found = served[place.path] ?? { status: 404 };
	if ("status" in found) {
		const { status, location = "" } = found as { status: number; location?: string };
		return readAnswer({ kind: "answer", status, location, challenge: "", body: "" }, place, isOurs);
	}
	const shown = Object.entries(found).slice(0, depth === "1" ? undefined : 1);
	const body = shown.map(
		([path, properties]) =>
			`<D:response>${href(path)}<D:propstat><D:prop>${properties}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`,
	);
	const text = `<D:multistatus ${NAMESPACES}>${body.join("")}</D:multistatus>`;
	return readAnswer({ kind: "answer", status: 207, location: "", challenge: "", body: text }, place, isOurs);
}

export interface Played {
	found: Found;
	/** Depth and path of each request, in their order. */
	asked: string[];
}

/** Plays a search to its end. `services`: what SRV records lead to. */
export function play(search: Search, served: Served, services: readonly string[] = []): Played {
	const asked: string[] = [];
	for (let step = search.next(); ; ) {
		if (step.done === true) return { found: step.value, asked };
		if (asked.length > 200) throw new Error("it never ends");
		if (step.value.kind === "srv") {
			asked.push("srv");
			step = search.next({ kind: "places", places: services.flatMap((url) => placeOf(url) ?? []) });
			continue;
		}
		const { requests } = step.value;
		for (const { place } of requests) if (!isOurs(place)) throw new Error(`asked ${addressOf(place)}`);
		asked.push(...requests.map(({ depth, place }) => `${depth} ${place.path}`));
		step = search.next({ kind: "answers", answers: requests.map((request) => answerTo(request, served)) });
	}
}
