// One server's folder URIs in any text: found and replaced at exact boundaries, so that a longer host or another user is
// never touched. Texts and byte strings alike: the URIs themselves are ASCII.

import type { Move } from "./move";

/** What may go on with a host, a port or a user name; all else ends a URI's server part. */
const GOES_ON = "[\\w.~%:@\\-\\u0080-\\uffff]";

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** `imap://…` for folders and `imap-message://…` for messages; the group is what lies between scheme and server. */
function occurrences(uri: string): RegExp {
	const [scheme = "", rest = ""] = uri.split("://");
	return new RegExp(`(?<![\\w.+\\-])${literal(scheme)}(-message)?://${literal(rest)}(?!${GOES_ON})`, "g");
}

/** Whether the text speaks of a server: then a move there cannot be told apart from it, and the inverse is not exact. */
export const holdsAlready = (text: string, uri: string): boolean => occurrences(uri).test(text);

export function replaceUris(text: string, { from, to }: Pick<Move, "from" | "to">): { text: string; count: number } {
	const [scheme = "", rest = ""] = to.uri.split("://");
	let count = 0;
	const replaced = text.replace(occurrences(from.uri), (_, message: string | undefined) => {
		count += 1;
		return `${scheme}${message ?? ""}://${rest}`;
	});
	return { text: replaced, count };
}
