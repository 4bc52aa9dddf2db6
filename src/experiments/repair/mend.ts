// Thunderbird's file of saved searches, put together again where Thunderbird has read it while a crash had left it half
// changed: what it did not understand then, it drops when it writes the file at its end. Pure.

/** Below the profile. */
export const SAVED_SEARCHES = "virtualFolders.dat";

/** All definitions as they were, and those that only Thunderbird's new file has. */
export function mendSavedSearches(now: string, before: string): string {
	const kept = definitions(before);
	const known = new Set(kept.all.map(uriOf));
	const added = definitions(now).all.filter((one) => !known.has(uriOf(one)));
	return [kept.head || definitions(now).head, ...kept.all, ...added].join("");
}

/** The version's line, and one text for each saved search: it begins with its address. */
function definitions(content: string): { head: string; all: string[] } {
	const [head = "", ...all] = content.split(/^(?=uri=)/m);
	return { head, all };
}

function uriOf(definition: string): string {
	return definition.slice(0, definition.search(/\r?\n|$/));
}
