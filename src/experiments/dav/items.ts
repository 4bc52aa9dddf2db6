// Calendars and address books of Thunderbird by their ids: where they are, and for whom. Writes nothing.

import type { DavItemKey } from "../../domain/dav";
import { attempt } from "../shared/attempt";

export interface Item {
	url: string;
	/** May be empty: then any login of the server serves. */
	username: string;
}

/** Null where there is none, or none that is spoken to with CalDAV or CardDAV. */
export function itemOf({ kind, id }: DavItemKey): Item | null {
	return kind === "caldav" ? calendarOf(id) : bookOf(id);
}

function calendarOf(id: string): Item | null {
	const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
	const calendar = cal.manager.getCalendars().find((one) => one.id === id);
	if (calendar?.type !== "caldav") return null;
	const username = attempt(() => calendar.getProperty("username"), "");
	return { url: calendar.uri.spec, username: typeof username === "string" ? username : "" };
}

function bookOf(id: string): Item | null {
	const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
	const book = MailServices.ab.directories.find((one) => one.dirPrefId === id);
	const url = book?.getStringValue("carddav.url", "") ?? "";
	return book === undefined || url === "" ? null : { url, username: book.getStringValue("carddav.username", "") };
}
