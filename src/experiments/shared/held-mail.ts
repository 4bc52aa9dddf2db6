// What Thunderbird keeps of the mail of an incoming server, as far as it tells mailboxes apart. Reads only: a folder's
// database is opened as it lies there, never made or mended, and closed again unless it was open. What it means:
// ../../domain/mailbox.ts.

import { type HeldMail, type MailboxMessage, messageIdOf } from "../../domain/mailbox";
import { attempt } from "./attempt";
import { uidlsIn } from "./popstate";
import { incomingProtocol } from "./servers";

/** Messages to compare. */
const ENOUGH = 8;
/** Headers that are looked at to find them: each may be deleted, or have no Message-ID. */
const MOST_TRIES = 200;
/** From here on Thunderbird counts messages that have no number on the server yet. */
const FIRST_FAKE_KEY = 0xffff_0000;
/** In a folder that was never opened on its server. */
const NO_UIDVALIDITY = 0xffff_ffff;
/** nsMsgMessageFlags: expunged, and marked as deleted on the server. */
const GONE = 0x8 | 0x20_0000;
const INBOX = 0x1000;
const VIRTUAL = 0x20;

/** null: no server of mail. */
export async function heldMail(server: NsIMsgIncomingServer): Promise<HeldMail | null> {
	const protocol = incomingProtocol(server);
	switch (protocol) {
		case "imap":
			return { protocol, inbox: inboxOf(server), holdsMail: holdsMail([server.rootFolder]) };
		case "pop3":
			// Where the account delivers to the folders of another, old mail may still lie in its own.
			return {
				protocol,
				uidls: await uidlsOf(server),
				holdsMail: holdsMail([server.rootFolder, server.rootMsgFolder]),
			};
		case null:
			return null;
	}
}

async function uidlsOf(server: NsIMsgIncomingServer): Promise<string[] | null> {
	try {
		const path = PathUtils.join(server.localPath.path, "popstate.dat");
		return (await IOUtils.exists(path)) ? uidlsIn(await IOUtils.readUTF8(path)) : [];
	} catch {
		return null;
	}
}

function inboxOf({ rootFolder }: NsIMsgIncomingServer): Extract<HeldMail, { protocol: "imap" }>["inbox"] {
	const inbox = attempt(() => rootFolder.descendants.find((folder) => folder.getFlag(INBOX)), undefined);
	if (inbox === undefined) return null;
	return withDatabase(inbox, (database) => {
		const uidValidity = database.dBFolderInfo.imapUidValidity >>> 0;
		return uidValidity === 0 || uidValidity === NO_UIDVALIDITY
			? null
			: { uidValidity, messages: someMessages(database) };
	});
}

/** The newest, the oldest, and some between. */
function someMessages(database: NsIMsgDatabase): MailboxMessage[] {
	const uids = [...database.listAllKeys()].filter((key) => key > 0 && key < FIRST_FAKE_KEY).sort((a, b) => a - b);
	const messages: MailboxMessage[] = [];
	let tries = 0;
	for (const position of spread(uids.length)) {
		if (messages.length === ENOUGH || tries === MOST_TRIES) break;
		tries += 1;
		const uid = uids[position] ?? 0;
		const messageId = attempt(() => messageIdAt(database, uid), "");
		if (messageId !== "") messages.push({ uid, messageId });
	}
	return messages.sort((a, b) => b.uid - a.uid);
}

/** Empty where the message is gone or never was on the server, or where its Message-ID tells nothing. */
function messageIdAt(database: NsIMsgDatabase, uid: number): string {
	const header = database.getMsgHdrForKey(uid);
	// No other property: the name of one that the database does not know yet is written into it.
	if ((header.flags & GONE) !== 0) return "";
	// Thunderbird makes one up where a message has none.
	return /^(?!md5:)[\x21-\x7e]+$/.test(header.messageId) ? messageIdOf(header.messageId) : "";
}

/** All positions of a list: the last, the first, the middle, the quarters and so on. */
export function* spread(length: number): Generator<number, void> {
	const seen = new Set<number>();
	const fresh = (position: number) => position >= 0 && position < length && !seen.has(position) && seen.add(position);
	for (const position of [length - 1, 0]) if (fresh(position)) yield position;
	for (let parts = 2; seen.size < length; parts *= 2) {
		for (let part = 1; part < parts; part += 2) {
			const position = Math.floor((part * (length - 1)) / parts);
			if (fresh(position)) yield position;
		}
	}
}

/** Whether a folder below these holds a message; null: one of them cannot be read, and the others hold none. */
function holdsMail(roots: readonly NsIMsgFolder[]): boolean | null {
	const folders = attempt(
		() => roots.flatMap((root) => root.descendants).filter((folder) => !folder.getFlag(VIRTUAL)),
		null,
	);
	if (folders === null) return null;
	// What Thunderbird remembers is asked for first: with many folders it takes long to open them all.
	if (folders.some((folder) => attempt(() => folder.getTotalMessages(false), 0) > 0)) return true;
	const counts = folders.map(countMessages);
	if (counts.some((count) => count !== null && count > 0)) return true;
	return counts.includes(null) ? null : false;
}

/** null: unreadable. */
export function countMessages(folder: NsIMsgFolder): number | null {
	const isThere = attempt<boolean | null>(() => folder.summaryFile.exists(), null);
	if (isThere === true) return withDatabase(folder, (database) => database.listAllKeys().length);
	// Its database was taken away, or it never had one. Of IMAP's messages most are in the database alone.
	const isEmpty =
		isThere === false && folder.server.type !== "imap" && attempt(() => isStoreEmpty(folder.filePath), false);
	return isEmpty ? 0 : null;
}

function isStoreEmpty(store: NsIFile): boolean {
	if (!store.exists()) return true;
	// A folder of files, one for each message, or one file for all.
	if (!store.isDirectory()) return store.fileSize === 0;
	const messages = store.clone();
	messages.append("cur");
	return !messages.exists() || !messages.directoryEntries.hasMoreElements();
}

/** null where there is no database, or none that can be read. */
function withDatabase<T>(folder: NsIMsgFolder, read: (database: NsIMsgDatabase) => T): T | null {
	const service = Cc["@mozilla.org/msgDatabase/msgDBService;1"]?.getService(Ci["nsIMsgDBService"]) as NsIMsgDBService;
	const wasOpen = attempt(() => service.cachedDBForFolder(folder), null) !== null;
	let database: NsIMsgDatabase | null = null;
	try {
		// As it is: one that is missing or damaged throws, and stays so.
		database = service.openFolderDB(folder, true);
		return read(database);
	} catch {
		return null;
	} finally {
		if (!wasOpen) attempt(() => database?.forceClosed(), undefined);
	}
}

/**
 * Whether a folder of an IMAP server holds a message that is only here: copied while offline, or in a folder that the server
 * does not have. What the server holds can be fetched again.
 */
export function holdsLocalMail({ rootFolder }: NsIMsgIncomingServer): boolean {
	return rootFolder.descendants
		.filter((folder) => !folder.getFlag(VIRTUAL))
		.some((folder) => {
			if (!attempt(() => folder.summaryFile.exists(), true)) return false;
			const isHereOnly = !attempt(() => folder.QueryInterface(Ci["nsIMsgImapMailFolder"]).verifiedAsOnlineFolder, true);
			const isHeld = withDatabase(folder, (database) =>
				database.listAllKeys().some((key) => isHereOnly || key >>> 0 >= FIRST_FAKE_KEY),
			);
			// What cannot be read may hold some.
			return isHeld ?? true;
		});
}
