// Addresses of folders: to which server they belong, and how they are moved to another one or read aloud.

import type { Survey } from "./survey";

interface FolderAddress {
	/** `imap://user@host`, as an incoming server's `uri`. */
	server: string;
	/** From the first slash on, percent-encoded; may be empty. */
	path: string;
}

function parseFolder(uri: string): FolderAddress | null {
	const found = /^((?:imap|mailbox):\/\/[^/]+)(.*)$/i.exec(uri);
	return found === null ? null : { server: found[1] ?? "", path: found[2] ?? "" };
}

/** Names the server of an account that is gone. `nobody@` are Thunderbird's own: Local Folders, feeds. */
export function isOfRemovedServer(uri: string, { serverUris }: Survey): boolean {
	const folder = parseFolder(uri);
	if (folder === null || /^mailbox:\/\/nobody@/i.test(folder.server)) return false;
	return !serverUris.has(folder.server.toLowerCase());
}

/** The same folder at another server; null when the address names no folder. */
export function sameFolderAt(serverUri: string, uri: string): string | null {
	const path = parseFolder(uri)?.path ?? "";
	return path.length > 1 ? serverUri + path : null;
}

export function isBelow(serverUri: string, uri: string): boolean {
	return uri.toLowerCase().startsWith(`${serverUri.toLowerCase()}/`);
}

/** Empty where the text is no folder's address. */
export function serverOfFolder(uri: string): string {
	return parseFolder(uri)?.server ?? "";
}

/** The folder's own name, decoded; the whole text where it is no folder's address. */
export function folderName(uri: string): string {
	const last = parseFolder(uri)?.path.split("/").at(-1) || uri;
	try {
		return decodeURIComponent(last);
	} catch {
		return last;
	}
}
