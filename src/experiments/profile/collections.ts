// Reads the calendars and address books of servers: what Thunderbird itself knows of them. Writes nothing, asks no server.
// TRAP: `getProperty` of a calendar keeps what was set in this session as it was set: `disabled` may be the text "true".

import type { AddressBook, Calendar, LoginPresence, Snapshot } from "../../domain/snapshot";
import type { Setting } from "../../domain/vocabulary";
import { attempt } from "../shared/attempt";
import type { LoginLookup } from "../shared/logins";
import type { SyncTimes } from "../shared/sync-times";
import { bookEntries, calendarEntries } from "./entries";

type CalendarObject = ReturnType<CalendarModule["cal"]["manager"]["getCalendars"]>[number];
type BookObject = MailServicesModule["MailServices"]["ab"]["directories"][number];

const TYPES: readonly unknown[] = ["caldav", "ics"] satisfies Calendar["type"][];

/** What stands beside the objects: who is asked once for all of them. */
interface Surroundings {
	lookup: LoginLookup;
	/** Null: nobody has listened. */
	times: SyncTimes | null;
	/** The issuer whose sign-in Thunderbird uses at this host; null: a password. */
	issuerOf: (host: string, type: string) => string | null;
}

export async function readCalendars(around: Surroundings): Promise<Pick<Snapshot, "calendars" | "calendarsReadable">> {
	const calendars = attempt(() => {
		const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
		return cal.manager.getCalendars().filter(({ type }) => TYPES.includes(type));
	}, null);
	if (calendars === null) return { calendars: [], calendarsReadable: false };
	return { calendars: await Promise.all(calendars.map((one) => readCalendar(one, around))), calendarsReadable: true };
}

async function readCalendar(calendar: CalendarObject, around: Surroundings): Promise<Calendar> {
	const property = (name: string): unknown => attempt(() => calendar.getProperty(name), null);
	const { id, uri } = calendar;
	const cached = property("cache.enabled") === true;
	const named = property("username");
	const username = typeof named === "string" ? named : "";
	const identity = property("imip.identity.key");
	return {
		id,
		type: calendar.type === "ics" ? "ics" : "caldav",
		name: calendar.name,
		url: uri.spec,
		username,
		state: stateOf(property),
		readOnly: attempt(() => calendar.readOnly, false),
		cached,
		// Where none is set, Thunderbird takes that of the default account.
		identity: typeof identity === "string" ? identity || null : defaultIdentity(),
		isDefault: Boolean(property("calendar-main-default")),
		lastSync: around.times?.of(id) ?? null,
		// Without a cache, what is changed goes to the server at once or not at all.
		...(cached ? await calendarEntries(calendar) : { entries: null, unsent: false }),
		login: await loginOf(uri.spec, username, "caldav", around),
		locked: lockedAmong({
			"calendar.username": `calendar.registry.${id}.username`,
			"calendar.cached": `calendar.registry.${id}.cache.enabled`,
			"calendar.enabled": `calendar.registry.${id}.disabled`,
		}),
	};
}

function stateOf(property: (name: string) => unknown): Calendar["state"] {
	// What Thunderbird switches off by itself it marks to be switched on at its next start.
	if (property("disabled")) return property("auto-enabled") ? "stopped" : "disabled";
	const status = property("currentStatus");
	return typeof status === "number" && !Components.isSuccessCode(status) ? "error" : "active";
}

function defaultIdentity(): string | null {
	return attempt(() => {
		const key = Services.prefs.getStringPref("mail.accountmanager.defaultaccount", "");
		return Services.prefs.getStringPref(`mail.account.${key}.identities`, "").split(",")[0] || null;
	}, null);
}

export async function readAddressBooks(
	services: MailServicesModule["MailServices"],
	around: Surroundings,
): Promise<AddressBook[]> {
	const books = attempt(() => services.ab.directories, []).filter((book) => setting(book, "carddav.url") !== "");
	return Promise.all(books.map((book) => readAddressBook(book, around)));
}

const setting = (book: BookObject, name: string): string => attempt(() => book.getStringValue(name, ""), "");

async function readAddressBook(book: BookObject, around: Surroundings): Promise<AddressBook> {
	// Not its UID, whose getter writes one where there is none.
	const id = attempt(() => book.dirPrefId, "");
	const url = setting(book, "carddav.url");
	const username = setting(book, "carddav.username");
	return {
		id,
		name: attempt(() => book.dirName, ""),
		url,
		username,
		state: around.times?.hasFailed(id) === true ? "error" : "active",
		readOnly: attempt(() => book.readOnly, false),
		lastSync: around.times?.of(id) ?? null,
		...(await bookEntries(book)),
		login: await loginOf(url, username, "carddav", around),
		locked: lockedAmong({ "contacts.username": `${id}.carddav.username` }),
	};
}

/** A password is kept under the origin and a realm that only the server knows: any of them counts. */
async function loginOf(
	url: string,
	username: string,
	type: "caldav" | "carddav",
	{ lookup, issuerOf }: Surroundings,
): Promise<LoginPresence> {
	const uri = attempt(() => Services.io.newURI(url), null);
	if (uri === null) return "unknown";
	const issuer = issuerOf(
		attempt(() => uri.asciiHost, ""),
		type,
	);
	return lookup.presence({ origin: issuer === null ? uri.prePath : `oauth://${issuer}`, username }, null);
}

function lockedAmong(names: Partial<Record<Setting, string>>): Setting[] {
	return Object.entries(names)
		.filter(([, name]) => attempt(() => Services.prefs.prefIsLocked(name), false))
		.map(([key]) => key as Setting);
}
