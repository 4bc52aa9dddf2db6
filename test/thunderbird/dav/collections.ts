// Calendars and address books in a running Thunderbird, through its own objects, and what a DAV server of the rig holds.

import { readFileSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:tls";
import type { Rig } from "../../rig/rig";
import type { Thunderbird } from "../driver/thunderbird";

/** All of a collection as its server gives it. */
export async function onServer(rig: Rig, url: string, user: string, password: string): Promise<string> {
	const { hostname } = new URL(url);
	const socket = await rig.connect(hostname, 443);
	const secure = connect({ socket, servername: hostname, ca: readFileSync(rig.rootCertificate) });
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
	return new Promise((resolve, reject) => {
		request(url, { headers: { authorization }, createConnection: () => secure }, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (chunk) => {
				text += String(chunk);
			});
			response.on("end", () => resolve(text));
		})
			.on("error", reject)
			.end();
	});
}

export interface SeenCalendar {
	id: string;
	url: string;
	username: string;
	cached: boolean;
	isDefault: boolean;
	identity: unknown;
	color: unknown;
	titles: string[];
}

/** Network calendars with what is in them. */
export function calendarsOf(thunderbird: Thunderbird): Promise<SeenCalendar[]> {
	return thunderbird.chrome(async ({ ChromeUtils, Ci }) => {
		const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
		const seen: SeenCalendar[] = [];
		for (const calendar of cal.manager.getCalendars()) {
			if (calendar.type !== "caldav" && calendar.type !== "ics") continue;
			const items = await calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
			seen.push({
				id: calendar.id,
				url: calendar.uri.spec,
				username: calendar.getProperty("username"),
				cached: calendar.getProperty("cache.enabled") === true,
				isDefault: calendar.getProperty("calendar-main-default") === true,
				identity: calendar.getProperty("imip.identity.key"),
				color: calendar.getProperty("color"),
				titles: items.map((item: { title: string }) => item.title),
			});
		}
		return seen;
	});
}

/** Network address books: addresses, and the names of the people in them. */
export function booksOf(thunderbird: Thunderbird): Promise<{ url: string; username: string; names: string[] }[]> {
	return thunderbird.chrome(({ ChromeUtils, Ci }) => {
		const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
		const { CARDDAV_DIRECTORY_TYPE } = Ci.nsIAbManager;
		return [...MailServices.ab.directories]
			.filter(({ dirType }) => dirType === CARDDAV_DIRECTORY_TYPE)
			.map((book) => ({
				url: book.getStringValue("carddav.url", ""),
				username: book.getStringValue("carddav.username", ""),
				names: [...book.childCards].map((card: { displayName: string }) => card.displayName),
			}));
	});
}

/** What Thunderbird offers when these letters are typed as a recipient. */
export function completions(thunderbird: Thunderbird, letters: string): Promise<string[]> {
	return thunderbird.chrome(({ Cc, Ci }, letters) => {
		const search = Cc["@mozilla.org/autocomplete/search;1?name=addrbook"].createInstance(Ci.nsIAutoCompleteSearch);
		return new Promise<string[]>((resolve) => {
			search.startSearch(letters, JSON.stringify({ idKey: "id1", type: "addr_to" }), null, {
				onSearchResult(
					_: unknown,
					result: { searchResult: number; matchCount: number; getValueAt(at: number): string },
				) {
					if (result.searchResult === Ci.nsIAutoCompleteResult.RESULT_SUCCESS_ONGOING) return;
					resolve(Array.from({ length: result.matchCount }, (_, index) => result.getValueAt(index)));
				},
			});
		});
	}, letters);
}

/** As a person would; resolves when the server, or the copy on this computer while offline, has it. */
export function addEvent(thunderbird: Thunderbird, url: string, title: string): Promise<void> {
	return thunderbird.chrome(
		async ({ ChromeUtils }, url, title) => {
			const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
			const { CalEvent } = ChromeUtils.importESModule("resource:///modules/CalEvent.sys.mjs");
			const event = new CalEvent();
			event.title = title;
			event.startDate = cal.createDateTime("20260616T090000Z");
			event.endDate = cal.createDateTime("20260616T100000Z");
			const calendar = cal.manager.getCalendars().find((one: { uri: { spec: string } }) => one.uri.spec === url);
			await calendar.addItem(event);
		},
		url,
		title,
	);
}

export function addContact(thunderbird: Thunderbird, url: string, name: string, address: string): Promise<void> {
	return thunderbird.chrome(
		({ ChromeUtils, Cc, Ci }, url, name, address) => {
			const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
			const book = [...MailServices.ab.directories].find((one) => one.getStringValue("carddav.url", "") === url);
			const card = Cc["@mozilla.org/addressbook/cardproperty;1"].createInstance(Ci.nsIAbCard);
			card.displayName = name;
			card.primaryEmail = address;
			book.addCard(card);
		},
		url,
		name,
		address,
	);
}

/** As from its menu. */
export function syncBook(thunderbird: Thunderbird, url: string): Promise<void> {
	return thunderbird.chrome(async ({ ChromeUtils }, url) => {
		const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
		const { CardDAVDirectory } = ChromeUtils.importESModule("resource:///modules/CardDAVDirectory.sys.mjs");
		const book = [...MailServices.ab.directories].find((one) => one.getStringValue("carddav.url", "") === url);
		await CardDAVDirectory.forFile(book.fileName).syncWithServer();
	}, url);
}

export function goOffline(thunderbird: Thunderbird, offline: boolean): Promise<void> {
	return thunderbird.chrome(({ Services }, offline) => {
		Services.io.offline = offline;
	}, offline);
}
