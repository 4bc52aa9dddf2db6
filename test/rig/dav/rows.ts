// What the rig's small DAV server plays, one host name each: shapes of servers that cannot be installed, and everything that
// can go wrong. Only data; server.ts plays it.

import type { CertificateName } from "../certificates";
import { FAULT_DOMAIN } from "../faults";

/** By path: the properties of it and, behind it, of what lies in it; `:path` stands for the path itself. */
export type Tree = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Answer {
	status: number;
	headers?: Readonly<Record<string, string>>;
	body?: string;
	/** In place of a proper end: never a word, the end of the connection, a byte a second, a body without end. */
	wire?: "silent" | "cut" | "cut-in-body" | "drip" | "endless";
}

export interface DavRow {
	name: string;
	/** What it plays, in a sentence. */
	plays: string;
	/** To everybody, in place of asking for a login. */
	before?: Answer;
	/** To whoever has logged in, whatever the path. */
	after?: Answer;
	/** Answers at single paths to whoever has logged in. */
	at?: Readonly<Record<string, Answer>>;
	challenge?: string;
	tree?: Tree;
	certificate?: CertificateName;
}

// ------------------------------------------------------------------ XML

const NAMESPACES =
	'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns:S="http://calendarserver.org/ns/" xmlns:I="http://apple.com/ns/ical/"';
const href = (path: string) => `<D:href>${path}</D:href>`;
const name = (text: string) => `<D:displayname>${text}</D:displayname>`;
const FOLDER = "<D:resourcetype><D:collection/></D:resourcetype>";
const PRINCIPAL = "<D:resourcetype><D:collection/><D:principal/></D:resourcetype>";
const CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>";
const BOOK = "<D:resourcetype><D:collection/><R:addressbook/></D:resourcetype>";
const READ_ONLY = "<D:current-user-privilege-set><D:privilege><D:read/></D:privilege></D:current-user-privilege-set>";
const WRITABLE =
	"<D:current-user-privilege-set><D:privilege><D:read/></D:privilege><D:privilege><D:write/></D:privilege></D:current-user-privilege-set>";
const color = (text: string) => `<I:calendar-color>${text}</I:calendar-color>`;
const holds = (...components: string[]) =>
	`<C:supported-calendar-component-set>${components.map((one) => `<C:comp name="${one}"/>`).join("")}</C:supported-calendar-component-set>`;
const owner = (path: string) => `<D:owner>${href(path)}</D:owner>`;
const current = (path: string) => `<D:current-user-principal>${href(path)}</D:current-user-principal>`;
const calendarHome = (...paths: string[]) => `<C:calendar-home-set>${paths.map(href).join("")}</C:calendar-home-set>`;
const bookHome = (path: string) => `<R:addressbook-home-set>${href(path)}</R:addressbook-home-set>`;

export function multistatus(properties: Readonly<Record<string, string>>): string {
	const responses = Object.entries(properties).map(
		([path, own]) =>
			`<D:response>${href(path)}<D:propstat><D:prop>${own}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`,
	);
	return `<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus ${NAMESPACES}>${responses.join("")}</D:multistatus>`;
}

/** Entry, principal and homes, with these collections. */
function served(calendars: Readonly<Record<string, string>>, home = "/cal/", proxies = ""): Tree {
	return {
		"/dav/caldav": { "/dav/caldav": FOLDER + current("/p/me/") },
		"/dav/carddav": { "/dav/carddav": FOLDER + current("/p/me/") },
		"/p/me/": { "/p/me/": PRINCIPAL + name("Camille") + calendarHome(home) + bookHome("/card/") + proxies },
		[home]: { [home]: FOLDER, ...calendars },
		"/card/": { "/card/": FOLDER, "/card/1/": BOOK + name("Contacts") },
	};
}

const GOOD = served({ "/cal/1/": CALENDAR + name("Agenda") + color("#1F6FEBFF") + WRITABLE + holds("VEVENT") });

/** Calendars and folders have numbers, each kind of thing a home of its own, and what others share is beside the own. */
const OPEN_XCHANGE: Tree = {
	"/dav/caldav": { "/dav/caldav/": FOLDER + current("/principals/users/42/") },
	"/dav/carddav": { "/dav/carddav/": FOLDER + current("/principals/users/42/") },
	"/principals/users/42/": {
		"/principals/users/42/":
			PRINCIPAL +
			name("Camille Martin") +
			calendarHome("/caldav/", "/tasks/") +
			bookHome("/carddav/") +
			`<D:group-membership>${href("/principals/groups/7/")}</D:group-membership>`,
	},
	"/principals/users/77/": { "/principals/users/77/": PRINCIPAL + name("Dominique Petit") },
	"/principals/groups/7/": { "/principals/groups/7/": PRINCIPAL + name("Équipe") + calendarHome("/caldav/") },
	"/caldav/": {
		"/caldav/": FOLDER,
		"/caldav/Y2FsOi8vMC8zMQ/":
			CALENDAR + name("Calendrier") + color("#CEE7FFFF") + WRITABLE + holds("VEVENT") + owner("/principals/users/42"),
		"/caldav/Y2FsOi8vMC81Nw/":
			CALENDAR + name("Agenda de Dominique") + READ_ONLY + holds("VEVENT") + owner("/principals/users/77"),
		"/caldav/schedule-inbox/": "<D:resourcetype><D:collection/><C:schedule-inbox/></D:resourcetype>",
	},
	"/tasks/": {
		"/tasks/": FOLDER,
		"/tasks/33/": CALENDAR + name("Tâches") + WRITABLE + holds("VTODO") + owner("/principals/users/42"),
	},
	"/carddav/": {
		"/carddav/": FOLDER,
		"/carddav/32/": BOOK + name("Contacts") + WRITABLE,
		"/carddav/6/": BOOK + name("Annuaire") + READ_ONLY,
	},
};

/** All below the address; tasks are a list of their own; contacts without a home of the standard. */
const ZIMBRA: Tree = {
	"/dav/": { "/dav/": FOLDER + current("/principals/users/camille%40fault.example/") },
	"/principals/users/camille%40fault.example/": {
		"/principals/users/camille%40fault.example/":
			PRINCIPAL +
			name("Camille") +
			calendarHome("/dav/camille%40fault.example/") +
			bookHome("/dav/camille%40fault.example/") +
			`<S:calendar-proxy-write-for>${href("/principals/users/dominique%40fault.example/")}</S:calendar-proxy-write-for>`,
	},
	"/principals/users/dominique%40fault.example/": {
		"/principals/users/dominique%40fault.example/":
			PRINCIPAL + name("Dominique") + calendarHome("/dav/dominique%40fault.example/"),
	},
	"/dav/camille%40fault.example/": {
		"/dav/camille%40fault.example/": FOLDER,
		"/dav/camille%40fault.example/Calendar/": CALENDAR + name("Calendar") + holds("VEVENT") + WRITABLE,
		"/dav/camille%40fault.example/Tasks/": CALENDAR + name("Tasks") + holds("VTODO") + WRITABLE,
		"/dav/camille%40fault.example/Inbox/": "<D:resourcetype><D:collection/><C:schedule-inbox/></D:resourcetype>",
		"/dav/camille%40fault.example/Contacts/": BOOK + name("Contacts"),
	},
	"/dav/dominique%40fault.example/": {
		"/dav/dominique%40fault.example/": FOLDER,
		"/dav/dominique%40fault.example/Calendar/": CALENDAR + name("Calendar") + holds("VEVENT") + WRITABLE,
	},
};

/** The entry is the principal; an address for each calendar; what others share is between the own. */
export const googleTree = (user: string): Tree => {
	const me = encodeURIComponent(user);
	const home = `/caldav/v2/${me}/`;
	const lists = `/carddav/v1/principals/${me}/lists/`;
	const own = CALENDAR + name(user) + color("#9fe1e7") + WRITABLE + holds("VEVENT") + owner(`${home}user`);
	const holidays = CALENDAR + name("Jours fériés en France") + READ_ONLY + holds("VEVENT");
	const book = BOOK + name("Address Book");
	return {
		[`/caldav/v2/${me}/user`]: {
			[`/caldav/v2/${me}/user`]: PRINCIPAL + name(user) + current(`/caldav/v2/${me}/user`) + calendarHome(home),
		},
		[home]: {
			[home]: FOLDER,
			[`${home}events/`]: own,
			[HOLIDAYS]: holidays,
		},
		[`${home}events/`]: { [`${home}events/`]: own, ...entriesAt(`${home}events/`) },
		[HOLIDAYS]: { [HOLIDAYS]: holidays, ...entriesAt(HOLIDAYS) },
		[`${lists}default/`]: { [`${lists}default/`]: book, ...entriesAt(`${lists}default/`) },
		[`/carddav/v1/principals/${me}/`]: {
			[`/carddav/v1/principals/${me}/`]: PRINCIPAL + current(`/carddav/v1/principals/${me}/`) + bookHome(lists),
		},
		[lists]: { [lists]: FOLDER, [`${lists}default/`]: book },
	};
};

const HOLIDAYS = "/caldav/v2/fr.french%23holiday%40group.v.calendar.google.com/events/";
export const GOOGLE_EVENT = "Cours de piano";
export const GOOGLE_CONTACT = "Ada Exemple";
const event = (title: string) =>
	`BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rig//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260616T090000Z\r\nDTEND:20260616T100000Z\r\nSUMMARY:${title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
const CARD = `BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ada\r\nFN:${GOOGLE_CONTACT}\r\nN:Exemple;Ada;;;\r\nEMAIL:ada.exemple@gmail.com\r\nEND:VCARD\r\n`;

/** The one entry of a collection, without what is in it. */
function entriesAt(collection: string): Readonly<Record<string, string>> {
	const isBook = collection.startsWith("/carddav/");
	const type = isBook ? "text/vcard" : "text/calendar; component=vevent";
	return {
		[`${collection}${isBook ? "ada" : "1.ics"}`]: `<D:resourcetype/><D:getetag>"1"</D:getetag><D:getcontenttype>${type}</D:getcontenttype>`,
	};
}

/** With what is in it, as a REPORT wants it; null where no such collection is. */
export function googleReport(path: string): Readonly<Record<string, string>> | null {
	if (!/^\/(caldav\/v2\/.+\/events|carddav\/.+\/default)\/$/.test(path)) return null;
	const data = path.startsWith("/carddav/")
		? `<R:address-data>${CARD}</R:address-data>`
		: `<C:calendar-data>${event(path === HOLIDAYS ? "Jour de l’an" : GOOGLE_EVENT)}</C:calendar-data>`;
	return Object.fromEntries(Object.entries(entriesAt(path)).map(([entry, own]) => [entry, own + data]));
}

// ------------------------------------------------------------------ rows

export const davHost = (row: string): string => `dav-${row}.${FAULT_DOMAIN}`;
/** Nobody may ask here: where servers lead that should not be followed. */
export const DAV_STRANGER = davHost("stranger");

const to = (location: string): Answer => ({ status: 302, headers: { Location: location } });
const PORTAL = "<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body>Sign in</body></html>";
const html = { "Content-Type": "text/html; charset=utf-8" };
const BOMB = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, index) => `<!ENTITY a${index} "${`&a${index - 1 < 0 ? "" : index - 1};`.repeat(10)}">`).join("")}]><multistatus xmlns="DAV:"><response><href>&a8;</href></response></multistatus>`;
/** What is at the address of an invitation, whatever the path. */
export const PUBLIC_EVENT = "Fermeture annuelle";
const PUBLIC_CALENDAR = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rig//EN\r\nX-WR-CALNAME:Jours de fermeture\r\nBEGIN:VEVENT\r\nUID:fermeture\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260817\r\nSUMMARY:${PUBLIC_EVENT}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
const certificate = (name: CertificateName, plays: string): DavRow => ({
	name: `certificate-${name}`,
	plays,
	certificate: name,
	tree: GOOD,
});

export const DAV_ROWS: readonly DavRow[] = [
	{ name: "good", plays: "Everything is right.", tree: GOOD },
	{ name: "open-xchange", plays: "La Suite's software.", tree: OPEN_XCHANGE },
	{
		name: "zimbra",
		plays: "OVH's software: the entry leads nowhere, the well-known address does.",
		at: { "/.well-known/caldav": to("/dav/"), "/.well-known/carddav": to("/dav/") },
		tree: ZIMBRA,
	},
	{
		name: "proxies",
		plays: "Two people delegate their calendars, one to read only.",
		tree: {
			...served(
				{ "/cal/1/": CALENDAR + name("Agenda") },
				"/cal/",
				`<S:calendar-proxy-read-for>${href("/p/anne/")}</S:calendar-proxy-read-for><S:calendar-proxy-write-for>${href("/p/luc/")}</S:calendar-proxy-write-for>`,
			),
			"/p/anne/": { "/p/anne/": PRINCIPAL + name("Anne") + calendarHome("/h/anne/") },
			"/p/luc/": { "/p/luc/": PRINCIPAL + name("Luc") + calendarHome("/h/luc/") },
			"/h/anne/": { "/h/anne/": FOLDER, "/h/anne/1/": CALENDAR + name("Anne’s") + WRITABLE },
			"/h/luc/": { "/h/luc/": FOLDER, "/h/luc/1/": CALENDAR + name("Luc’s") + WRITABLE },
		},
	},
	{
		name: "odd-addresses",
		plays: "Addresses are whole, relative, encoded, raw, with a port, and of somebody else.",
		tree: served(
			{
				":origin/cal/whole/": CALENDAR + name("whole"),
				"relative/": CALENDAR + name("relative"),
				"/cal/agenda%20partag%C3%A9/": CALENDAR,
				"/cal/été &amp; co/": CALENDAR,
				":origin:443/cal/port/": CALENDAR + name("port"),
				"/cal/slashless": CALENDAR + name("slashless"),
				[`https://${DAV_STRANGER}/cal/1/`]: CALENDAR + name("stranger"),
				"http://:host/cal/clear/": CALENDAR + name("clear"),
			},
			"/cal/",
		),
	},
	{
		name: "odd-names",
		plays: "Names hold other scripts, control characters, markup and ten thousand letters.",
		tree: served({
			"/cal/1/": CALENDAR + name("予定表 Réunions"),
			"/cal/2/": CALENDAR + name("&lt;b&gt;gras&lt;/b&gt;"),
			"/cal/3/": CALENDAR + name("a\u202eb\u0085c"),
			"/cal/4/": CALENDAR + name("x".repeat(10_000)),
		}),
	},
	{
		name: "many",
		plays: "500 calendars.",
		tree: served(
			Object.fromEntries(
				Array.from({ length: 500 }, (_, index) => [
					`/cal/${index}/`,
					CALENDAR +
						name(`Calendrier partagé de la direction ${index}`) +
						color("#1F6FEBFF") +
						WRITABLE +
						holds("VEVENT", "VTODO", "VJOURNAL") +
						owner("/p/me/"),
				]),
			),
		),
	},
	{ name: "none", plays: "A home without any calendar.", tree: served({}) },
	{ name: "401", plays: "The password is refused.", after: { status: 401 } },
	{ name: "403", plays: "The password is right, and nothing may be seen.", after: { status: 403 } },
	{ name: "404", plays: "Nothing is there.", after: { status: 404 } },
	{ name: "405", plays: "The server knows no PROPFIND.", before: { status: 405 } },
	{ name: "500", plays: "The server fails behind the login.", after: { status: 500 } },
	{ name: "503", plays: "The server is busy, before any login.", before: { status: 503 } },
	{ name: "home-403", plays: "The home may not be seen.", tree: GOOD, at: { "/cal/": { status: 403 } } },
	{ name: "home-gone", plays: "The home is gone.", tree: GOOD, at: { "/cal/": { status: 404 } } },
	{
		name: "loop",
		plays: "Two addresses lead to each other.",
		at: { "/dav/caldav": to("/dav/b"), "/dav/b": to("/dav/caldav"), "/.well-known/caldav": to("/dav/b") },
	},
	{ name: "to-http", plays: "The server leads to a connection in clear.", after: to("http://:host/dav/") },
	{
		name: "to-stranger",
		plays: "The server leads to another host, behind the login.",
		after: to(`https://${DAV_STRANGER}/dav/`),
	},
	{
		name: "to-stranger-first",
		plays: "The server leads to another host at once.",
		before: to(`https://${DAV_STRANGER}/dav/`),
	},
	{ name: "portal", plays: "A network's page answers.", before: { status: 200, headers: html, body: PORTAL } },
	{ name: "portal-redirect", plays: "A network's page is somewhere else.", before: to("http://portal.example/login") },
	{
		name: "html-207",
		plays: "A page says that it is a multistatus.",
		after: { status: 207, headers: html, body: PORTAL },
	},
	{
		name: "bad-xml",
		plays: "The XML breaks off.",
		after: { status: 207, body: multistatus({ "/": FOLDER }).slice(0, -20) },
	},
	{ name: "empty-xml", plays: "The multistatus is empty.", after: { status: 207, body: multistatus({}) } },
	{ name: "no-body", plays: "The multistatus has no body.", after: { status: 207 } },
	{ name: "bomb", plays: "Entities explode.", after: { status: 207, body: BOMB } },
	{ name: "huge", plays: "The XML never ends.", after: { status: 207, wire: "endless" } },
	{ name: "silent", plays: "No answer comes.", before: { status: 207, wire: "silent" } },
	{ name: "silent-login", plays: "No answer comes to the login.", after: { status: 207, wire: "silent" } },
	{
		name: "drip",
		plays: "A byte comes each second.",
		after: { status: 207, body: multistatus({ "/": FOLDER }), wire: "drip" },
	},
	{ name: "cut", plays: "The connection ends without an answer.", before: { status: 207, wire: "cut" } },
	{
		name: "cut-in-body",
		plays: "The connection ends in the answer.",
		after: { status: 207, body: multistatus({ "/": FOLDER }), wire: "cut-in-body" },
	},
	{ name: "token-only", plays: "Only tokens are taken.", challenge: 'Bearer realm="x"', tree: GOOD },
	{
		name: "digest-only",
		plays: "Only digests are taken.",
		challenge: 'Digest realm="x", nonce="y", qop="auth"',
		tree: GOOD,
	},
	{
		name: "ics",
		plays: "A calendar to read, for everybody.",
		before: { status: 200, headers: { "Content-Type": "text/calendar; charset=utf-8" }, body: PUBLIC_CALENDAR },
	},
	{
		name: "nobody",
		plays: "The server answers without a login, and says that it knows nobody.",
		before: {
			status: 207,
			body: multistatus({
				"/dav/caldav": `${FOLDER}<D:current-user-principal><D:unauthenticated/></D:current-user-principal>`,
			}),
		},
	},
	certificate("expired", "The certificate has ended."),
	certificate("not-yet-valid", "The certificate begins in the future."),
	certificate("wrong-name", "The certificate is for another name."),
	certificate("self-signed", "The server signed its certificate itself."),
	certificate("no-chain", "The certificate comes without its intermediate."),
	certificate("intercepted", "An antivirus signed the traffic anew."),
	{ name: "stranger", plays: "Another host, which nobody may ask.", tree: GOOD },
];
