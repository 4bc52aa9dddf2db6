// Which preferences hold the host, the user name or the folder URIs of a server, and what they become with a move.
// Reading and writing them: ../engine.ts.

import type { PrefEdit, PrefValue } from "../../../domain/journal";
import type { CarriedPiece } from "../../../domain/outcome";
import type { Move } from "./move";
import { replaceUris } from "./uris";

/** Where the server's mail lies, as Thunderbird would write it itself. */
export interface MailDirectory {
	/** `mail.server.<key>.directory`: the path. */
	absolute: string;
	/** `mail.server.<key>.directory-rel`, such as `[ProfD]ImapMail/imap.company.example`; null where it cannot be said. */
	relative: string | null;
}

/**
 * `prefs`: the user values of all preferences. Every text with a folder URI of this server follows, whoever wrote it.
 * `directory`: left out of the profile's preferences Thunderbird would make a new one of the new host's name.
 */
export function preferenceEdits(
	prefs: Readonly<Record<string, PrefValue>>,
	move: Move,
	directory: MailDirectory,
): PrefEdit[] {
	const branch = `mail.server.${move.key}.`;
	const edits: PrefEdit[] = [];
	const edit = (name: string, after: PrefValue) => {
		const before = prefs[name] ?? null;
		if (before !== after) edits.push({ name, before, after });
	};
	edit(`${branch}hostname`, move.to.host);
	edit(`${branch}userName`, move.to.username);
	if ((prefs[`${branch}directory-rel`] ?? null) === null && (prefs[`${branch}directory`] ?? null) === null) {
		if (directory.relative !== null) edit(`${branch}directory-rel`, directory.relative);
		edit(`${branch}directory`, directory.absolute);
	}
	for (const [name, value] of Object.entries(prefs)) {
		if (typeof value !== "string") continue;
		const { text, count } = replaceUris(value, move);
		if (count > 0) edit(name, text);
	}
	return edits;
}

/** What a preference's edit carries; null: it is the move itself. */
export function pieceOfPreference(name: string, { key }: Pick<Move, "key">): CarriedPiece | null {
	if ([`hostname`, `userName`, `directory`, `directory-rel`].some((one) => name === `mail.server.${key}.${one}`)) {
		return null;
	}
	return name.startsWith("mail.identity.") ? "identity-folders" : "settings";
}
