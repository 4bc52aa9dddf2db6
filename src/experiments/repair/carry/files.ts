// The files of a profile in which folder URIs, or host and user name, of a server stand, and what they become with a move.
// Contents are byte strings (one character per byte), so that what is not understood stays what it was.
// Preferences: preferences.ts. The search index is a database: search-index.ts.

import type { CarriedPiece, RepairProblem } from "../../../domain/outcome";
import { encodeUtf8 } from "../../../probe/text";
import type { Move } from "./move";
import { replaceUris } from "./uris";

type Format = "filters" | "saved-searches" | "free" | "download-state";

export interface CarriedFile {
	/** Below the profile folder, or absolute where the mail lies elsewhere; as its mail folder was given. */
	path: string;
	piece: CarriedPiece;
	format: Format;
	/** Of the server whose mail folder it lies in; null: of the profile. */
	server: string | null;
}

export interface MailFolder {
	/** Key of the server. */
	key: string;
	/** Its `localPath`, relative to the profile where it lies below it. */
	folder: string;
}

export type Translation =
	/** `count`: places that changed. `carried`: what a user would count, without the unified folders of Thunderbird's own. */
	{ kind: "translated"; content: string; count: number; carried: number } | { kind: "problem"; problem: RepairProblem };

const OF_PROFILE: readonly CarriedFile[] = [
	{ path: "virtualFolders.dat", piece: "saved-searches", format: "saved-searches", server: null },
	{ path: "folderTree.json", piece: "folder-view", format: "free", server: null },
	{ path: "xulstore.json", piece: "folder-view", format: "free", server: null },
	{ path: "session.json", piece: "open-tabs", format: "free", server: null },
];

/**
 * Every file that may hold something, there or not. `folders`: those of all servers, for filters of one move mail to
 * folders of another.
 */
export function carriedFiles(folders: readonly MailFolder[], move: Pick<Move, "key" | "protocol">): CarriedFile[] {
	const paths = new Set<string>();
	const inFolders = folders.flatMap(({ key, folder }): CarriedFile[] => {
		const isMoved = key === move.key && move.protocol === "pop3";
		return [
			{ path: `${folder}/msgFilterRules.dat`, piece: "filters", format: "filters", server: key },
			...(isMoved
				? [
						{
							path: `${folder}/popstate.dat`,
							piece: "download-state",
							format: "download-state",
							server: key,
						} as const,
					]
				: []),
		];
	});
	// Accounts may share a mail folder: each file is translated once.
	return [...OF_PROFILE, ...inFolders].filter(({ path }) => !paths.has(path) && paths.add(path));
}

/** The other way around the same with the inverse move, byte for byte, unless `holdsAlready` said otherwise before. */
export function translate(file: CarriedFile, content: string, move: Move): Translation {
	if (!isWhole(file.format, content)) {
		return { kind: "problem", problem: { kind: "cannot-carry", piece: file.piece, name: file.path } };
	}
	const { text, count } =
		file.format === "download-state" ? moveDownloadState(content, move) : replaceUris(content, move);
	const carried = file.format === "saved-searches" ? ownSearches(content, move) : count;
	return { kind: "translated", content: text, count, carried };
}

/** A damaged one is not read by Thunderbird either, which then writes another over it; for views that is no loss. */
function isWhole(format: Format, content: string): boolean {
	switch (format) {
		case "filters":
			return isFilterFile(content);
		case "saved-searches":
			return content.split(/\r?\n/).every((line) => /^\s*$|^[A-Za-z]+=/.test(line)) && !content.includes("\0");
		case "download-state":
		case "free":
			return true;
	}
}

/** A name and a quoted value, again and again. After a backslash a quote is a letter, and so is whatever follows two of them. */
function isFilterFile(content: string): boolean {
	const rule = /[A-Za-z]+="(?:[^"\\\0]|\\\\[^\0]|\\[^\\\0])*"\s*/y;
	const start = content.search(/\S/);
	rule.lastIndex = start < 0 ? content.length : start;
	let end = rule.lastIndex;
	while (end < content.length && rule.test(content)) end = rule.lastIndex;
	return end === content.length;
}

/** `*host user` above the list of messages that were downloaded. */
function moveDownloadState(content: string, { from, to }: Move): { text: string; count: number } {
	const line = ({ host, username }: Move["from"]) => encodeUtf8(`*${host} ${username}`);
	let count = 0;
	const lines = content.split("\n").map((text) => {
		const end = text.endsWith("\r") ? "\r" : "";
		if (text !== line(from) + end) return text;
		count += 1;
		return line(to) + end;
	});
	return { text: lines.join("\n"), count };
}

// ------------------------------------------------------------------ saved searches

/** The unified folders and tags: Thunderbird keeps their scopes up to date itself. */
const UNIFIED = "mailbox://nobody@smart%20mailboxes/";

/** Of each saved search of the user: its own folder and those that it looks into. */
export function savedSearches(content: string): { uri: string; scopes: string[] }[] {
	const searches: { uri: string; scopes: string[] }[] = [];
	for (const line of content.split(/\r?\n/)) {
		const [, name, value = ""] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
		if (name === "uri") searches.push({ uri: value, scopes: [] });
		else if (name === "scope") searches.at(-1)?.scopes.push(...value.split("|"));
	}
	return searches.filter(({ uri }) => !uri.startsWith(UNIFIED));
}

const isOf = (uri: string, { from }: Pick<Move, "from">) => uri === from.uri || uri.startsWith(`${from.uri}/`);

const ownSearches = (content: string, move: Pick<Move, "from">) =>
	savedSearches(content).filter(({ uri, scopes }) => [uri, ...scopes].some((one) => isOf(one, move))).length;

/**
 * A saved search that looks into a folder of this server that is gone: Thunderbird would forget it. `exists`: of the
 * folders that Thunderbird knows now. Only what is asked while it runs can tell.
 */
export function goneFolder(
	content: string,
	move: Pick<Move, "from">,
	exists: (uri: string) => boolean,
): RepairProblem | null {
	for (const { scopes } of savedSearches(content)) {
		const gone = scopes.find((uri) => isOf(uri, move) && !exists(uri));
		if (gone !== undefined) {
			const path = gone.slice(move.from.uri.length + 1);
			return { kind: "cannot-carry", piece: "saved-searches", name: readable(path) };
		}
	}
	return null;
}

function readable(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
