// The journal's file in the profile: read, checked, written whole. What the entries mean is in engine.ts.

import * as v from "valibot";
import { JOURNAL_VERSION, type Journal, type SetAside } from "../../domain/journal";
import { changeSchema } from "./request";

const text = v.string();
const prefValue = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
const place = v.strictObject({ origin: text, username: text });

const journalSchema = v.object({
	version: v.literal(JOURNAL_VERSION),
	setAside: v.nullable(
		v.strictObject({ reason: v.picklist(["corrupt", "newer-version", "older-version"]), keptAs: text }),
	),
	entries: v.array(
		v.object({
			id: text,
			at: text,
			state: v.picklist(["applying", "applied", "rolled-back", "undoing", "undone"]),
			recovery: v.nullable(v.picklist(["finished", "taken-back"])),
			changes: v.array(changeSchema),
			names: v.record(text, text),
			prefs: v.array(
				v.strictObject({
					name: v.pipe(text, v.regex(/^mail\.(server|smtpserver|identity|smtp)\./)),
					before: prefValue,
					after: prefValue,
				}),
			),
			logins: v.array(v.strictObject({ from: place, to: place, guid: v.nullable(text) })),
			created: v.array(text),
		}),
	),
});

export type ParsedJournal = { kind: "journal"; journal: Journal } | { kind: "foreign"; reason: SetAside["reason"] };

/** Never throws. A journal of another version is not guessed at. */
export function parseJournal(content: string): ParsedJournal {
	let data: unknown;
	try {
		data = JSON.parse(content);
	} catch {
		return { kind: "foreign", reason: "corrupt" };
	}
	const parsed = v.safeParse(journalSchema, data);
	if (parsed.success) return { kind: "journal", journal: parsed.output };
	const version = typeof data === "object" && data !== null && "version" in data ? data.version : null;
	if (typeof version !== "number" || version === JOURNAL_VERSION) return { kind: "foreign", reason: "corrupt" };
	return { kind: "foreign", reason: version > JOURNAL_VERSION ? "newer-version" : "older-version" };
}

/** The folder below the profile that holds what this add-on must not lose. */
const FOLDER = "bons-comptes";
const FILE = "journal.json";

export function emptyJournal(setAside: SetAside | null): Journal {
	return { version: JOURNAL_VERSION, setAside, entries: [] };
}

export class JournalFile {
	get #path(): string {
		return PathUtils.join(PathUtils.profileDir, FOLDER, FILE);
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
		const journal = emptyJournal({ reason, keptAs: `${FOLDER}/${name}` });
		try {
			await IOUtils.move(this.#path, PathUtils.join(PathUtils.profileDir, FOLDER, name));
			await this.save(journal);
		} catch {
			return "unreadable";
		}
		return journal;
	}

	async save(journal: Journal): Promise<void> {
		await IOUtils.makeDirectory(PathUtils.join(PathUtils.profileDir, FOLDER), { ignoreExisting: true });
		await IOUtils.writeUTF8(this.#path, `${JSON.stringify(journal, null, "\t")}\n`, {
			tmpPath: `${this.#path}.tmp`,
			flush: true,
		});
	}
}

function isEncodingError(error: unknown): boolean {
	return error instanceof Error ? /utf-?8|encod/i.test(error.message) : /utf-?8|encod/i.test(String(error));
}
