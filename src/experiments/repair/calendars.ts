// Thunderbird's calendars of servers: the hands of the repair for them. Nothing here is ever deleted on a server.

import { attempt } from "../shared/attempt";
import type { CollectionHands, FirstRead } from "./ports";

/** How long the first synchronisation is waited for. */
export const FIRST_READ_MS = 20_000;
const BRANCH = "calendar.registry.";
/** Of the window's list of calendars: in which of them new events go, and which are shown. */
const DEFAULT = "calendar-main-default";
const SHOWN = "calendar-main-in-composite";
const NETWORK_TYPES: readonly string[] = ["caldav", "ics"];

function calendarModule(): CalendarModule["cal"] {
	return ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs").cal;
}

function find(id: string): CalICalendar | null {
	return calendarModule().manager.getCalendarById(id);
}

export const calendars: CollectionHands = {
	list: () =>
		calendarModule()
			.manager.getCalendars()
			.filter(({ type }) => NETWORK_TYPES.includes(type))
			.map((calendar) => ({
				...{ id: calendar.id, uid: null, url: calendar.uri.spec, name: calendar.name },
				username: textOf(calendar, "username"),
			})),
	nextId: () => Services.uuid.generateUUID().toString().slice(1, -1),
	addressPref: (id) => `${BRANCH}${id}.uri`,
	async add({ id }, change) {
		const { manager } = calendarModule();
		const calendar = manager.createCalendar(change.type, Services.io.newURI(change.url));
		if (calendar === null) throw new Error("no such kind of calendar");
		// Before the id: with it Thunderbird makes the session, and would look for a sign-in of nobody otherwise, and ask for one.
		if (change.username !== "") calendar.setProperty("username", change.username);
		// Then its own id: what was set, and each property from then on, is a preference.
		calendar.id = id;
		calendar.name = change.name;
		if (change.color !== null) calendar.setProperty("color", change.color);
		if (change.identity !== null) calendar.setProperty("imip.identity.key", change.identity);
		if (change.readOnly || change.type === "ics") calendar.setProperty("readOnly", true);
		calendar.setProperty("cache.enabled", true);
		calendar.setProperty("refreshInterval", String(change.refresh));
		manager.registerCalendar(calendar);
		const registered = find(id);
		if (registered?.uri.spec !== change.url) throw new Error("the calendar was not registered as it should");
		if (change.makeDefault) setDefault(registered);
		return firstRead(registered);
	},
	remove(id) {
		const calendar = find(id);
		if (calendar === null) return;
		const { manager } = calendarModule();
		const others = manager.getCalendars().filter((other) => other.id !== id);
		const defaults = others.map((other) => other.getProperty(DEFAULT) === true);
		manager.unregisterCalendar(calendar);
		// Each window chooses another default then, and writes it down as if the user had chosen it.
		for (const [index, other] of others.entries()) {
			if (defaults[index] === false && other.getProperty(DEFAULT) === true) other.deleteProperty(DEFAULT);
		}
	},
	async hasUnsent(id) {
		const copy = find(id)?.wrappedJSObject?.mCachedCalendar;
		if (!copy) return false;
		const filters = Ci["calICalendar"] ?? {};
		for (const kind of ["CREATED", "MODIFIED", "DELETED"]) {
			const filter = (filters["ITEM_FILTER_ALL_ITEMS"] ?? 0) | (filters[`ITEM_FILTER_OFFLINE_${kind}`] ?? 0);
			if ((await copy.getItemsAsArray(filter, 0, null, null)).length > 0) return true;
		}
		return false;
	},
	value(id, setting) {
		const calendar = find(id);
		if (calendar === null) return undefined;
		if (setting === "calendar.username") return textOf(calendar, "username");
		if (setting === "calendar.cached") return calendar.getProperty("cache.enabled") === true;
		if (setting === "calendar.enabled") return !calendar.getProperty("disabled");
		return undefined;
	},
	settleDefault() {
		for (const calendar of calendarModule().manager.getCalendars()) {
			if (stored(calendar.id, DEFAULT) === true) setDefault(calendar);
		}
	},
	settle(id) {
		const calendar = find(id);
		if (calendar === null) return;
		const { manager } = calendarModule();
		// The properties that it would lose on the way: from the preferences, which the repair may have written.
		const kept = [SHOWN, DEFAULT].map((name) => [name, stored(id, name)] as const);
		// Made anew from its preferences under its own id. The setter of "cache.enabled" would give it another one.
		manager.wrappedJSObject.updateCalendarRegistration([calendar]);
		const renewed = find(id);
		for (const [name, value] of kept) {
			if (renewed === null || renewed.getProperty(name) === value) continue;
			if (value === null) renewed.deleteProperty(name);
			else renewed.setProperty(name, value);
		}
		if (renewed !== null && stored(id, DEFAULT) === true) setDefault(renewed);
	},
};

function textOf(calendar: CalICalendar, property: string): string {
	const value = attempt(() => calendar.getProperty(property), null);
	return typeof value === "string" ? value : "";
}

function stored(id: string, name: string): boolean | null {
	const pref = `${BRANCH}${id}.${name}`;
	return Services.prefs.prefHasUserValue(pref) ? attempt(() => Services.prefs.getBoolPref(pref), null) : null;
}

/** In every window; without one the property alone says so. */
function setDefault(calendar: CalICalendar): void {
	for (const window of Services.wm.getEnumerator("mail:3pane")) {
		calendarModule().view.getCompositeCalendar(window).defaultCalendar = calendar;
	}
	if (calendar.getProperty(DEFAULT) !== true) calendar.setProperty(DEFAULT, true);
}

/** The first look at the server has begun already; it is told when it ends. */
function firstRead(calendar: CalICalendar): Promise<FirstRead> {
	if (Services.io.offline) return Promise.resolve("slow");
	const { setTimeout, clearTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
	return new Promise((resolve) => {
		const end = (how: FirstRead) => {
			clearTimeout(timer);
			calendar.removeObserver(observer);
			resolve(how);
		};
		const nothing = () => undefined;
		const observer = {
			QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
			...{ onStartBatch: nothing, onEndBatch: nothing, onAddItem: nothing, onModifyItem: nothing },
			...{ onDeleteItem: nothing, onPropertyDeleting: nothing },
			// What Thunderbird does with one that its server does not have, or not for this user.
			onPropertyChanged(_: unknown, name: string, value: unknown) {
				if (name === "disabled" && value) end("failed");
			},
			onLoad() {
				const status = calendar.getProperty("currentStatus");
				end(typeof status !== "number" || Components.isSuccessCode(status) ? "read" : "failed");
			},
			onError: () => end("failed"),
		};
		calendar.addObserver(observer);
		const timer = setTimeout(() => end("slow"), FIRST_READ_MS);
	});
}
