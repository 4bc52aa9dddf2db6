// What is asked for, as the bodies of PROPFIND (RFC 4918 §9.1). What the answers mean: multistatus.ts.

import type { DavKind } from "../../domain/dav";
import { CALDAV, CALENDARSERVER, CARDDAV, DAV, ICAL } from "./names";

const PREFIXES: Readonly<Record<string, string>> = {
	[DAV]: "D",
	[CALDAV]: "C",
	[CARDDAV]: "R",
	[CALENDARSERVER]: "S",
	[ICAL]: "I",
};

function body(...names: readonly (readonly [namespace: string, local: string])[]): string {
	const used = [...new Set([DAV, ...names.map(([namespace]) => namespace)])];
	const declared = used.map((namespace) => ` xmlns:${PREFIXES[namespace]}="${namespace}"`).join("");
	const wanted = names.map(([namespace, local]) => `<${PREFIXES[namespace]}:${local}/>`).join("");
	return `<?xml version="1.0" encoding="utf-8"?>\n<D:propfind${declared}><D:prop>${wanted}</D:prop></D:propfind>`;
}

const HOME = {
	caldav: [CALDAV, "calendar-home-set"],
	carddav: [CARDDAV, "addressbook-home-set"],
} as const;

/** What kind of thing stands at an address, whose it is, what may be done with it. */
const COLLECTION = [
	[DAV, "resourcetype"],
	[DAV, "displayname"],
	[DAV, "current-user-privilege-set"],
	[DAV, "owner"],
] as const;

const CALENDAR = [
	[CALDAV, "supported-calendar-component-set"],
	[ICAL, "calendar-color"],
] as const;

/** Of a principal: where the collections are, and whose else may be seen. */
const PRINCIPAL = {
	caldav: [
		HOME.caldav,
		[DAV, "group-membership"],
		[CALENDARSERVER, "calendar-proxy-read-for"],
		[CALENDARSERVER, "calendar-proxy-write-for"],
	],
	carddav: [HOME.carddav, [DAV, "group-membership"]],
} as const;

/** Of where discovery begins, which may be anything: a root, a principal, a collection. */
export const entryBody = (kind: DavKind): string =>
	body(
		...[[DAV, "current-user-principal"] as const, [DAV, "principal-URL"] as const],
		...[...COLLECTION, ...PRINCIPAL[kind], ...(kind === "caldav" ? CALENDAR : [])],
	);

export const principalBody = (kind: DavKind): string =>
	body([DAV, "resourcetype"], [DAV, "displayname"], ...PRINCIPAL[kind]);

/** Of everything in a home set, or of one collection. */
export const collectionBody = (kind: DavKind): string => body(...COLLECTION, ...(kind === "caldav" ? CALENDAR : []));

/** Of the owner of something shared. */
export const OWNER_BODY: string = body([DAV, "displayname"]);
