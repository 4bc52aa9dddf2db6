// The shape of a wish for calendars or address books, as it comes from a page. Where it may lead is places.ts.

import * as v from "valibot";
import { key } from "../requests";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
export const line = (most: number) =>
	v.pipe(v.string(), v.minLength(1), v.maxLength(most), v.regex(/^[^\0-\x1f\x7f]*$/));

export const davKind = v.picklist(["caldav", "carddav"]);

export const davWish = v.strictObject({
	key,
	kind: davKind,
	provider: v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z][a-z0-9-]*$/)),
	/** A colon would end the user name of a login by password. */
	address: v.pipe(line(320), v.regex(/^[^@:\s]+@[^@:\s]+$/)),
});
