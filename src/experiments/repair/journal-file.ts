// The journal's file in the profile: read, checked, written whole. What the entries mean is in engine.ts.

import * as v from "valibot";
import { JOURNAL_VERSION, type Journal, type PrefEdit, type ServerPlace, type SetAside } from "../../domain/journal";
import { CARRIED_PIECES } from "../../domain/outcome";
import { SETTINGS } from "../../domain/vocabulary";
import { decodeUtf8, encodeUtf8 } from "../../probe/text";
import { JOURNAL_FOLDER, JOURNAL_NAME, JOURNAL_PATH } from "../shared/journal-place";
import { key } from "../shared/requests";
import { replaceUris } from "./carry/uris";
import type { Ports } from "./ports";
import { bookId, calendarId, changeSchema, webUrl } from "./request";

const text = v.string();
const prefValue = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
const place = v.strictObject({ origin: text, username: text, realm: v.optional(text) });

const serverPlace = v.strictObject({ host: text, username: text, uri: text });
const mailPref = v.pipe(
	text,
	v.regex(
		/^mail\.((server|smtpserver|identity|smtp)\.|account\.[^.]+\.(server|identities)$|accountmanager\.defaultaccount$)/,
	),
);
/** Never the address of a calendar or address book, which decides where its password goes. */
const davPref = v.pipe(
	text,
	v.regex(
		/^(calendar\.registry\.[^.]+\.(username|disabled|auto-enabled|cache\.enabled|calendar-main-default)|ldap_2\.servers\.[^.]+\.carddav\.username)$/,
	),
);
const edit = v.strictObject({ name: v.union([mailPref, davPref]), before: prefValue, after: prefValue });
const mailEdit = v.strictObject({ name: mailPref, before: prefValue, after: prefValue });

/** As carry/files.ts names them; none leads out of its folder. */
const CARRIED_FILE =
	/^(?!.*(?:^|\/)\.\.?(?:\/|$))(?:virtualFolders\.dat|folderTree\.json|xulstore\.json|session\.json|.+\/(?:msgFilterRules|popstate)\.dat)$/;

const keptFile = v.strictObject({
	path: v.pipe(text, v.regex(CARRIED_FILE)),
	copy: v.pipe(text, v.regex(/^[a-z0-9-]{1,32}$/)),
	written: text,
});

const work = v.strictObject({
	prefs: v.array(v.strictObject({ name: text, before: prefValue, after: prefValue })),
	files: v.array(keptFile),
});

const move = v.pipe(
	v.strictObject({
		...{ key, protocol: v.picklist(["imap", "pop3"]), from: serverPlace, to: serverPlace },
		...{ made: v.nullable(work), undo: v.nullable(work), mend: v.array(keptFile), verified: v.boolean() },
	}),
	// A preference that is none of mail's own may only have followed the server's address, there or back.
	v.check(({ from, to, made, undo }) =>
		[...(made?.prefs ?? []), ...(undo?.prefs ?? [])].every(
			(edit) => v.is(mailEdit, edit) || follows(edit, from, to) || follows(edit, to, from),
		),
	),
);

function follows({ before, after }: Pick<PrefEdit, "before" | "after">, from: ServerPlace, to: ServerPlace): boolean {
	if (typeof before !== "string" || typeof after !== "string") return false;
	const isMoved = (text: string, into: string) => text !== into && replaceUris(text, { from, to }).text === into;
	return isMoved(before, after) || isMoved(after, before);
}

const setting = v.picklist(SETTINGS);

const moveProblem = v.variant("kind", [
	v.strictObject({ kind: v.literal("changed-meanwhile"), key: text, setting: v.nullable(setting) }),
	v.strictObject({ kind: v.literal("unknown-target"), key: text }),
	v.strictObject({ kind: v.literal("locked"), key: text, setting }),
	v.strictObject({ kind: v.literal("unsupported"), internal: text }),
	v.strictObject({ kind: v.literal("cannot-carry"), piece: v.picklist(CARRIED_PIECES), name: text }),
	v.strictObject({ kind: v.literal("not-written") }),
	v.strictObject({ kind: v.literal("not-kept"), key: text, setting: v.nullable(setting) }),
	v.strictObject({ kind: v.literal("internal-error"), text }),
]);

const entry = {
	// Also the name of a folder.
	id: v.pipe(text, v.regex(/^[A-Za-z0-9-]{1,64}$/)),
	at: text,
	state: v.picklist(["prepared", "applying", "applied", "rolled-back", "undo-prepared", "undoing", "undone"]),
	recovery: v.nullable(v.picklist(["finished", "taken-back"])),
	changes: v.array(changeSchema),
	names: v.record(text, text),
	prefs: v.array(edit),
	logins: v.array(v.strictObject({ from: place, to: place, guid: v.nullable(text) })),
	created: v.array(text),
};

const added = v.variant("kind", [
	v.strictObject({ kind: v.literal("calendar"), id: calendarId, url: webUrl }),
	v.strictObject({ kind: v.literal("address-book"), id: bookId, uid: key, url: webUrl }),
	v.strictObject({
		...{ kind: v.literal("account"), account: key, server: v.union([key, v.literal("")]) },
		...{ client: key, identity: key, outgoing: v.nullable(key) },
		logins: v.array(
			v.strictObject({
				...{ place, guid: v.nullable(text) },
				former: v.exactOptional(place),
				changed: v.exactOptional(v.number()),
			}),
		),
	}),
]);

const setAside = v.nullable(
	v.strictObject({ reason: v.picklist(["corrupt", "newer-version", "older-version"]), keptAs: text }),
);

const waiting = { move: v.nullable(move), problem: v.nullable(moveProblem) };

const journalSchema = v.object({
	...{ version: v.literal(JOURNAL_VERSION), setAside },
	entries: v.array(v.object({ ...entry, ...waiting, added: v.array(added) })),
});

/** Nothing was added to the profile but outgoing servers. */
const journalSchema2 = v.pipe(
	v.object({ version: v.literal(2), setAside, entries: v.array(v.object({ ...entry, ...waiting })) }),
	v.transform(
		(journal): Journal => ({
			...{ version: JOURNAL_VERSION, setAside: journal.setAside },
			entries: journal.entries.map((one) => ({ ...one, added: [] })),
		}),
	),
);

/** Of add-on versions before 0.3: nothing waited for a restart. */
const journalSchema1 = v.pipe(
	v.object({ version: v.literal(1), setAside, entries: v.array(v.object(entry)) }),
	v.transform(
		(journal): Journal => ({
			...{ version: JOURNAL_VERSION, setAside: journal.setAside },
			entries: journal.entries.map((one) => ({ ...one, added: [], move: null, problem: null })),
		}),
	),
);

const anyJournal = v.union([journalSchema, journalSchema2, journalSchema1]);

export type ParsedJournal = { kind: "journal"; journal: Journal } | { kind: "foreign"; reason: SetAside["reason"] };

/** Never throws. A journal of another version is not guessed at. */
export function parseJournal(content: string): ParsedJournal {
	let data: unknown;
	try {
		data = JSON.parse(content);
	} catch {
		return { kind: "foreign", reason: "corrupt" };
	}
	const parsed = v.safeParse(anyJournal, data);
	if (parsed.success) return { kind: "journal", journal: parsed.output };
	const version = typeof data === "object" && data !== null && "version" in data ? data.version : null;
	if (typeof version !== "number" || [1, 2, JOURNAL_VERSION].includes(version))
		return { kind: "foreign", reason: "corrupt" };
	return { kind: "foreign", reason: version > JOURNAL_VERSION ? "newer-version" : "older-version" };
}

export function emptyJournal(setAside: SetAside | null): Journal {
	return { version: JOURNAL_VERSION, setAside, entries: [] };
}

export class JournalFile {
	readonly #files: Ports["files"];

	constructor(files: Ports["files"]) {
		this.#files = files;
	}

	get #path(): string {
		return PathUtils.join(PathUtils.profileDir, JOURNAL_FOLDER, JOURNAL_NAME);
	}

	/** `unreadable`: a file is there that can neither be read nor moved out of the way. */
	async load(): Promise<Journal | "unreadable"> {
		let content: string;
		try {
			if (!(await IOUtils.exists(this.#path))) return emptyJournal(null);
			content = await IOUtils.readUTF8(this.#path);
		} catch (error) {
			// A file that is not UTF-8 is a broken journal; anything else may be readable at the next start.
			return isEncodingError(error) ? this.#setAside("corrupt") : "unreadable";
		}
		const parsed = parseJournal(content);
		return parsed.kind === "journal" ? parsed.journal : this.#setAside(parsed.reason);
	}

	async #setAside(reason: SetAside["reason"]): Promise<Journal | "unreadable"> {
		const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
		const name = `journal.${reason}.${stamp}.json`;
		const journal = emptyJournal({ reason, keptAs: `${JOURNAL_FOLDER}/${name}` });
		try {
			await IOUtils.move(this.#path, PathUtils.join(PathUtils.profileDir, JOURNAL_FOLDER, name));
			await this.save(journal);
		} catch {
			return "unreadable";
		}
		return journal;
	}

	async save(journal: Journal): Promise<void> {
		await IOUtils.makeDirectory(PathUtils.join(PathUtils.profileDir, JOURNAL_FOLDER), { ignoreExisting: true });
		await IOUtils.writeUTF8(this.#path, textOf(journal), {
			tmpPath: `${this.#path}.tmp`,
			flush: true,
		});
	}

	/** At once; null: there is none, or it is none that `load` would not set aside. @throws when it cannot be read */
	loadNow(): Journal | null {
		const bytes = this.#files.read(JOURNAL_PATH);
		if (bytes === null) return null;
		const parsed = parseJournal(decodeUtf8(bytes));
		return parsed.kind === "journal" ? parsed.journal : null;
	}

	/** @throws when it cannot be written */
	saveNow(journal: Journal): void {
		this.#files.write(JOURNAL_PATH, encodeUtf8(textOf(journal)));
	}
}

const textOf = (journal: Journal) => `${JSON.stringify(journal, null, "\t")}\n`;

function isEncodingError(error: unknown): boolean {
	return error instanceof Error ? /utf-?8|encod/i.test(error.message) : /utf-?8|encod/i.test(String(error));
}
