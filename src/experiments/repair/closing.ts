// What is made while Thunderbird closes: the moves of incoming servers that were prepared, and their undo. All of it at once,
// without waiting: by then the account manager has written its files for the last time and nothing asynchronous runs any more.
// Also puts back, at the next start, what a crash has cut in the middle. Which text becomes which: carry/.

import type {
	ClosingWork,
	Journal,
	JournalEntry,
	KeptFile,
	MoveProblem,
	MoveRecord,
	PrefEdit,
	PrefValue,
} from "../../domain/journal";
import type { Carried, CarriedPiece } from "../../domain/outcome";
import { SETTINGS } from "../../domain/vocabulary";
import { JOURNAL_FOLDER } from "../shared/journal-place";
import { branchOf, prefNames } from "../shared/settings";
import { countCarried } from "./carry/count";
import { carriedFiles, translate } from "./carry/files";
import { inverseMove, type Move } from "./carry/move";
import { pieceOfPreference, preferenceEdits } from "./carry/preferences";
import { describe } from "./describe";
import { mendSavedSearches, SAVED_SEARCHES } from "./mend";
import type { Ports } from "./ports";

/** What is to be written, with what is there now. */
export interface Plan {
	move: Move;
	prefs: PrefEdit[];
	files: { path: string; before: string; after: string }[];
	/** How many of each piece follow. */
	carried: Carried;
}

type Planned = { kind: "plan"; plan: Plan } | { kind: "problem"; problem: MoveProblem };
type Direction = "make" | "undo";

const RUNNING = { make: "applying", undo: "undoing" } as const;
const DONE = { make: "applied", undo: "undone" } as const;
const WAITING = { make: "prepared", undo: "undo-prepared" } as const;
/** Where a move that cannot be made, or cannot be taken back, stays. */
const LEFT = { make: "rolled-back", undo: "applied" } as const;
const WORK = { make: "made", undo: "undo" } as const;

/** The folder is noted already. */
const NOT_NEEDED = { absolute: "", relative: null };

class Failed extends Error {
	readonly problem: MoveProblem;
	constructor(problem: MoveProblem) {
		super(problem.kind);
		this.problem = problem;
	}
}

/** Thunderbird closes: makes everything that waits for it. Never throws. */
export function closeMoves(ports: Ports): void {
	guarded(ports, () => {
		const journal = ports.journal.loadNow();
		for (const entry of journal?.entries ?? []) {
			if (journal === null || entry.move === null) continue;
			if (isHalfDone(entry) && !takeBack(journal, entry, entry.move, ports)) continue;
			mend(journal, entry, entry.move, ports);
			if (isWaiting(entry)) carryOut(journal, entry, entry.move, ports);
		}
	});
}

/**
 * A start: what the last closing left half done is whole again afterwards, finished or waiting for the next closing. Returns
 * the ids of what it ended. Never throws.
 */
export function recoverMoves(ports: Ports): string[] {
	const ended: string[] = [];
	guarded(ports, () => {
		const journal = ports.journal.loadNow();
		for (const entry of journal?.entries ?? []) {
			if (journal === null || entry.move === null || !isHalfDone(entry)) continue;
			if (takeBack(journal, entry, entry.move, ports)) ended.push(entry.id);
		}
	});
	return ended;
}

export function isWaiting(entry: JournalEntry): boolean {
	return entry.state === "prepared" || entry.state === "undo-prepared";
}

function isHalfDone(entry: JournalEntry): boolean {
	return entry.state === "applying" || entry.state === "undoing";
}

/** Ends what a crash cut short: all of it was written, or all of it is put back and waits again. false: neither could be. */
export function takeBack(journal: Journal, entry: JournalEntry, move: MoveRecord, ports: Ports): boolean {
	const direction: Direction = entry.state === "undoing" ? "undo" : "make";
	const work = move[WORK[direction]];
	const isWhole =
		work !== null &&
		entry.recovery !== "taken-back" &&
		work.prefs.every(({ name, after }) => ports.prefs.read(name) === after);
	if (isWhole) {
		end(entry, move, direction);
		entry.recovery = "finished";
	} else {
		if (work !== null && !putBack(entry, move, direction, work, ports)) return false;
		// Thunderbird may have read them before.
		move.mend = work?.files.filter(({ path }) => path === SAVED_SEARCHES) ?? [];
		move[WORK[direction]] = null;
		entry.state = WAITING[direction];
		entry.recovery = "taken-back";
	}
	return saveNow(journal, ports);
}

/** The agreed settings, everything that hangs on them, and what becomes of it; or why it must not be done. */
export function planMove(
	{ prefs, move: record }: { prefs: readonly PrefEdit[]; move: MoveRecord },
	direction: Direction,
	ports: Ports,
	copyOf: (kept: KeptFile) => string | null = () => null,
): Planned {
	const isUndo = direction === "undo";
	const move: Move = isUndo ? inverseMove(record) : record;
	const { key } = record;
	const settings = prefs.map((edit) => (isUndo ? { ...edit, before: edit.after, after: edit.before } : edit));
	const problem = changedSince(settings, move, ports);
	if (problem !== null) return { kind: "problem", problem };

	const known = new Set(settings.map(({ name }) => name));
	const prefsNow = userValues(ports);
	const edits: PrefEdit[] = [];
	// Preparing has seen to it that Thunderbird notes where the mail lies; without that it would begin a new folder.
	const hasFolder = ["directory", "directory-rel"].some((name) => prefsNow[branchOf("incoming", key) + name] != null);
	if (!hasFolder) return { kind: "problem", problem: { kind: "cannot-carry", piece: "settings", name: "directory" } };
	for (const edit of preferenceEdits(prefsNow, move, NOT_NEEDED)) {
		const { name } = edit;
		if (known.has(name)) continue;
		if (ports.prefs.isLocked(name)) {
			const piece = pieceOfPreference(name, move) ?? "settings";
			return { kind: "problem", problem: { kind: "cannot-carry", piece, name } };
		}
		const made = isUndo ? record.made?.prefs.find((one) => one.name === name) : undefined;
		edits.push(made && made.after === edit.before ? { ...edit, after: made.before } : edit);
	}
	const files: Plan["files"] = [];
	const pieces: { piece: CarriedPiece; count: number }[] = [];
	for (const file of carriedFiles(ports.targets.mailFolders(), move)) {
		const { path, piece } = file;
		const before = contentOf(path, ports);
		if (before === "unreadable") return { kind: "problem", problem: { kind: "cannot-carry", piece, name: path } };
		if (before === null) continue;
		const translated = translate(file, before.bytes, move);
		if (translated.kind === "problem") {
			return { kind: "problem", problem: { kind: "cannot-carry", piece, name: path } };
		}
		if (translated.count === 0) continue;
		pieces.push({ piece, count: translated.carried });
		const kept = isUndo ? record.made?.files.find((one) => one.path === path) : undefined;
		const exact = kept && kept.written === ports.files.digest(before.bytes) ? copyOf(kept) : null;
		files.push({ path, before: before.bytes, after: exact ?? translated.content });
	}
	const carried = countCarried(move, { logins: 0, prefs: edits, pieces });
	return { kind: "plan", plan: { move, prefs: [...edits, ...settings], files, carried } };
}

function contentOf(path: string, { files }: Ports): { bytes: string } | "unreadable" | null {
	try {
		const bytes = files.read(path);
		return bytes === null ? null : { bytes };
	} catch {
		return "unreadable";
	}
}

function userValues({ prefs }: Ports): Record<string, PrefValue> {
	return Object.fromEntries(prefs.namesBelow("").map((name) => [name, prefs.read(name)]));
}

/** Whether the account still is what was agreed to be changed; null when it is. */
function changedSince(settings: readonly PrefEdit[], { key, from }: Move, ports: Ports): MoveProblem | null {
	const valueOf = (name: string) => {
		const full = branchOf("incoming", key) + name;
		return ports.prefs.read(full) ?? ports.prefs.defaultValue(full);
	};
	const host = valueOf("hostname");
	if (host === null) return { kind: "unknown-target", key };
	for (const { name, before } of settings) {
		const setting = SETTINGS.find((one) => prefNames("incoming", key, one).includes(name)) ?? "incoming.host";
		if (ports.prefs.isLocked(name)) return { kind: "locked", key, setting };
		if (ports.prefs.read(name) !== before) return { kind: "changed-meanwhile", key, setting };
	}
	if (String(host).toLowerCase() !== from.host.toLowerCase()) {
		return { kind: "changed-meanwhile", key, setting: "incoming.host" };
	}
	if (String(valueOf("userName") ?? "") !== from.username) {
		return { kind: "changed-meanwhile", key, setting: "incoming.username" };
	}
	return null;
}

function carryOut(journal: Journal, entry: JournalEntry, move: MoveRecord, ports: Ports): void {
	const direction: Direction = entry.state === "undo-prepared" ? "undo" : "make";
	// Its preparation was cut short: the next start drops it.
	if (entry.logins.some((copy) => copy.guid === null)) return;
	const work: ClosingWork = { prefs: [], files: [] };
	try {
		const internal = ports.missingForClosing();
		if (internal !== null) throw new Failed({ kind: "unsupported", internal });
		const planned = planMove({ prefs: entry.prefs, move }, direction, ports, ({ copy }) =>
			ports.files.read(copyPath(entry, copy)),
		);
		if (planned.kind === "problem") throw new Failed(planned.problem);
		const { plan } = planned;
		onDisk(() => keep(journal, entry, move, direction, plan, work, ports));
		for (const { path, after } of plan.files) {
			onDisk(() => ports.files.write(path, after));
			ports.step("file:written");
		}
		ports.searchIndex.move(plan.move);
		ports.step("search-index:moved");
		for (const { name, after } of work.prefs) {
			ports.prefs.write(name, after);
			ports.step("preference:written");
		}
		if (!ports.prefs.flushNow(work.prefs)) throw new Failed({ kind: "not-written" });
		ports.step("preferences:flushed");
	} catch (error) {
		const problem: MoveProblem =
			error instanceof Failed ? error.problem : { kind: "internal-error", text: describe(error) };
		leave(journal, entry, move, direction, work, problem, ports);
		return;
	}
	end(entry, move, direction);
	entry.recovery = null;
	if (saveNow(journal, ports)) ports.step(`journal:${entry.state}`);
}

/** Everything that is needed to put all of it back, on disk before the first step. */
function keep(
	journal: Journal,
	entry: JournalEntry,
	move: MoveRecord,
	direction: Direction,
	plan: Plan,
	work: ClosingWork,
	ports: Ports,
): void {
	for (const [index, { path, before, after }] of plan.files.entries()) {
		const copy = `${direction}-${index}`;
		ports.files.write(copyPath(entry, copy), before);
		work.files.push({ path, copy, written: ports.files.digest(after) });
		ports.step("file:kept");
	}
	work.prefs.push(...plan.prefs);
	const { state } = entry;
	Object.assign(entry, { state: RUNNING[direction], recovery: null, problem: null });
	move[WORK[direction]] = work;
	try {
		ports.journal.saveNow(journal);
	} catch (error) {
		// Nothing was touched, and on disk it still waits.
		Object.assign(entry, { state });
		move[WORK[direction]] = null;
		work.prefs = [];
		work.files = [];
		throw error;
	}
	ports.step(`journal:${entry.state}`);
}

/** It could not be made: all is put back, and the reason kept. */
function leave(
	journal: Journal,
	entry: JournalEntry,
	move: MoveRecord,
	direction: Direction,
	work: ClosingWork,
	problem: MoveProblem,
	ports: Ports,
): void {
	entry.problem = problem;
	if (putBack(entry, move, direction, work, ports)) {
		entry.state = LEFT[direction];
		move[WORK[direction]] = null;
	} else {
		// Whatever is there, the next start puts it back.
		entry.recovery = "taken-back";
	}
	if (saveNow(journal, ports)) ports.step(`journal:${entry.state}`);
}

/** Puts everything back that one closing has touched. Goes on past single failures. */
function putBack(
	entry: JournalEntry,
	move: MoveRecord,
	direction: Direction,
	work: ClosingWork,
	ports: Ports,
): boolean {
	let isAll = true;
	const go = (act: () => void): void => {
		if (!guarded(ports, act)) isAll = false;
	};
	for (const { path, copy, written } of work.files.toReversed()) {
		go(() => {
			const now = ports.files.read(path);
			if (now === null || ports.files.digest(now) !== written) return;
			const kept = ports.files.read(copyPath(entry, copy));
			if (kept === null) throw new Error("a kept file is gone");
			ports.files.write(path, kept);
		});
		ports.step("file:put-back");
	}
	if (work.prefs.length === 0) return isAll;
	go(() => ports.searchIndex.move(direction === "make" ? inverseMove(move) : move));
	ports.step("search-index:put-back");
	for (const { name, before, after } of work.prefs) {
		go(() => {
			if (before !== after && ports.prefs.read(name) === after) ports.prefs.write(name, before);
		});
		ports.step("preference:put-back");
	}
	go(() => {
		const values = work.prefs.map(({ name }) => ({ name, after: ports.prefs.read(name) }));
		if (!ports.prefs.flushNow(values)) throw new Error("preferences were not written");
	});
	ports.step("preferences:flushed");
	return isAll;
}

function end(entry: JournalEntry, move: MoveRecord, direction: Direction): void {
	entry.state = DONE[direction];
	entry.problem = null;
	move.verified = false;
}

/** Saved searches that Thunderbird has lost since a start put their file back come back; what was added since stays. */
function mend(journal: Journal, entry: JournalEntry, move: MoveRecord, ports: Ports): void {
	if (move.mend.length === 0) return;
	const isMended = guarded(ports, () => {
		for (const { path, copy } of move.mend) {
			const now = ports.files.read(path) ?? "";
			const mended = mendSavedSearches(now, ports.files.read(copyPath(entry, copy)) ?? "");
			if (mended !== now) ports.files.write(path, mended);
		}
	});
	if (!isMended) return;
	move.mend = [];
	saveNow(journal, ports);
}

/** Where the bytes of before are kept: beside the journal, in a folder of the entry. */
export function copiesOf(entry: Pick<JournalEntry, "id">): string {
	return `${JOURNAL_FOLDER}/${entry.id}`;
}

function copyPath(entry: JournalEntry, copy: string): string {
	return `${copiesOf(entry)}/${copy}`;
}

function saveNow(journal: Journal, ports: Ports): boolean {
	return guarded(ports, () => ports.journal.saveNow(journal), "journal");
}

function onDisk(act: () => void): void {
	try {
		act();
	} catch {
		throw new Failed({ kind: "not-written" });
	}
}

function guarded(ports: Ports, act: () => void, what = "closing"): boolean {
	try {
		act();
		return true;
	} catch (error) {
		ports.warn(`${what}: ${describe(error)}`);
		return false;
	}
}
