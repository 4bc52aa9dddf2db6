// The head of a calendar that is read over https (RFC 5545): whether it is one, and what it calls itself.

import { cleanWords } from "../text";

export interface CalendarHead {
	/** Cleaned and shortened; empty where there is none. */
	name: string;
	/** `#rrggbb`; null where there is none. */
	color: string | null;
}

/** Null where the text is no calendar. Only its beginning is needed. */
export function readCalendarHead(text: string): CalendarHead | null {
	if (!/^\uFEFF?\s*BEGIN:VCALENDAR\r?\n/i.test(text)) return null;
	// The properties of the calendar itself stand before its first part; long lines go on behind a space.
	const head = (text.split(/^BEGIN:(?!VCALENDAR)/im)[0] ?? "").replace(/\r?\n[ \t]/g, "");
	const value = (...names: string[]): string => {
		const found = names.map((name) => new RegExp(`^${name}(?:;[^:\\r\\n]*)?:(.*)$`, "im").exec(head)?.[1] ?? "");
		return found.find((one) => one !== "") ?? "";
	};
	const name = value("NAME", "X-WR-CALNAME").replace(/\\([,;\\nN])/g, (_, letter: string) =>
		letter.toLowerCase() === "n" ? " " : letter,
	);
	const color = /^#[0-9a-f]{6}/i.exec(value("X-APPLE-CALENDAR-COLOR", "COLOR").trim())?.[0].toLowerCase();
	return { name: cleanWords(name), color: color ?? null };
}
