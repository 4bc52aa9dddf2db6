// What a multistatus answer (RFC 4918 §13) says of each address in it, in this project's words. Only properties that the
// server gives (status 2xx) count. What follows from them for a search: discovery.ts.

import type { DavKind } from "../../domain/dav";
import { cleanWords } from "../text";
import { CALDAV, CALENDARSERVER, CARDDAV, DAV, ICAL } from "./names";
import { type Element, readXml } from "./xml";

/** A property that is not given is null. Addresses as the server wrote them. */
export interface Resource {
	href: string;
	types: {
		calendar: boolean;
		addressBook: boolean;
		principal: boolean;
		/** A calendar of somewhere else, which the server only shows. */
		subscribed: boolean;
	};
	/** Cleaned and shortened; empty where there is none. */
	name: string;
	currentUserPrincipal: string | null;
	/** The server knows no user for this request. */
	isUnauthenticated: boolean;
	principal: string | null;
	owner: string | null;
	homes: Readonly<Record<DavKind, string[]>>;
	groups: string[];
	readProxyFor: string[];
	writeProxyFor: string[];
	/** `#rrggbb`. */
	color: string | null;
	/** In capitals. */
	components: string[];
	/** Null where the server does not say. */
	writable: boolean | null;
}

export type MultistatusOutcome = { kind: "multistatus"; resources: Resource[] } | { kind: "malformed"; text: string };

const WRITING: ReadonlySet<string> = new Set(["all", "write", "write-content", "bind"].map((name) => `${DAV} ${name}`));

export function readMultistatus(text: string): MultistatusOutcome {
	const xml = readXml(text);
	if (xml.kind === "malformed") return xml;
	if (xml.root.name !== `${DAV} multistatus`) return { kind: "malformed", text: "no multistatus" };
	return { kind: "multistatus", resources: childrenOf(xml.root, DAV, "response").flatMap(resourceOf) };
}

function resourceOf(response: Element): Resource[] {
	const href = childrenOf(response, DAV, "href")[0]?.text ?? "";
	const status = childrenOf(response, DAV, "status")[0]?.text;
	if (href === "" || (status !== undefined && !isGiven(status))) return [];
	const properties = childrenOf(response, DAV, "propstat")
		.filter((propstat) => isGiven(childrenOf(propstat, DAV, "status")[0]?.text ?? "HTTP/1.1 200 OK"))
		.flatMap((propstat) => childrenOf(propstat, DAV, "prop"))
		.flatMap(({ children }) => children);
	const property = (namespace: string, local: string): Element | null =>
		properties.find(({ name }) => name === `${namespace} ${local}`) ?? null;
	const hrefs = (namespace: string, local: string): string[] =>
		childrenOf(property(namespace, local), DAV, "href").flatMap(({ text }) => (text === "" ? [] : [text]));
	const first = (namespace: string, local: string): string | null => hrefs(namespace, local)[0] ?? null;
	const types = new Set(property(DAV, "resourcetype")?.children.map(({ name }) => name));
	return [
		{
			href,
			types: {
				calendar: types.has(`${CALDAV} calendar`),
				addressBook: types.has(`${CARDDAV} addressbook`),
				principal: types.has(`${DAV} principal`),
				subscribed: types.has(`${CALENDARSERVER} subscribed`),
			},
			name: cleanWords(property(DAV, "displayname")?.text ?? ""),
			currentUserPrincipal: first(DAV, "current-user-principal"),
			isUnauthenticated: childrenOf(property(DAV, "current-user-principal"), DAV, "unauthenticated").length > 0,
			principal: first(DAV, "principal-URL"),
			owner: first(DAV, "owner"),
			homes: { caldav: hrefs(CALDAV, "calendar-home-set"), carddav: hrefs(CARDDAV, "addressbook-home-set") },
			groups: hrefs(DAV, "group-membership"),
			readProxyFor: hrefs(CALENDARSERVER, "calendar-proxy-read-for"),
			writeProxyFor: hrefs(CALENDARSERVER, "calendar-proxy-write-for"),
			color: colorOf(property(ICAL, "calendar-color")?.text ?? ""),
			components: childrenOf(property(CALDAV, "supported-calendar-component-set"), CALDAV, "comp").flatMap(
				({ attributes }) => {
					const name = (attributes["name"] ?? "").toUpperCase();
					return /^[A-Z-]{1,32}$/.test(name) ? [name] : [];
				},
			),
			writable: writableOf(property(DAV, "current-user-privilege-set")),
		},
	];
}

function childrenOf(element: Element | null, namespace: string, local: string): Element[] {
	return element?.children.filter(({ name }) => name === `${namespace} ${local}`) ?? [];
}

const isGiven = (status: string): boolean => /^HTTP\/[\d.]+ 2\d\d/i.test(status);

/** `#RRGGBBAA` and `#RGB` occur too. */
function colorOf(text: string): string | null {
	const [, long, short] = /^#(?:([0-9a-f]{6})(?:[0-9a-f]{2})?|([0-9a-f]{3}))$/i.exec(text) ?? [];
	const digits = long ?? short;
	if (digits === undefined) return null;
	const full = digits.length === 3 ? digits.replace(/./g, (digit) => digit + digit) : digits;
	return `#${full.toLowerCase()}`;
}

function writableOf(set: Element | null): boolean | null {
	const privileges = childrenOf(set, DAV, "privilege").flatMap(({ children }) => children);
	return privileges.length === 0 ? null : privileges.some(({ name }) => WRITING.has(name));
}
