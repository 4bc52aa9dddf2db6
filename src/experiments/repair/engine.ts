// Whole repairs: journal first, apply, read back, keep or put back; undo; and what a start does after a crash.
// One at a time. Runs to its end whatever becomes of the page that asked. Knows Thunderbird only through its ports.
// What waits for a restart goes through the same journal; its parts are prepare.ts, moves.ts and closing.ts.

import type { Change } from "../../domain/change";
import type { EntryState, Journal, JournalEntry, MoveRecord, PrefEdit } from "../../domain/journal";
import { JOURNAL_LIMIT } from "../../domain/journal";
import { isTidy } from "../../domain/journal-rest";
import type {
	AccountOutcome,
	JournalHealth,
	JournalView,
	PasswordOutcome,
	PrepareOutcome,
	Proof,
	RepairOutcome,
	RepairProblem,
	SignInOutcome,
	UndoOutcome,
} from "../../domain/outcome";
import type { Setting } from "../../domain/vocabulary";
import { branchOf } from "../shared/settings";
import { closeMoves, copiesOf, isWaiting, recoverMoves, takeBack } from "./closing";
import {
	addressPrefs,
	beginAdding,
	collectionsOf,
	firstReadProblem,
	isAdded,
	removeAdded,
	settleDefaults,
	touchesCollections,
	undoAddedProblem,
} from "./collections";
import { compile, DEFAULT_SERVER, type Edits, nextServerKey } from "./compile";
import { describe } from "./describe";
import { leftCopies, leftCopiesProblem, removeCopies } from "./login-copies";
import { carriedBy, preparesSame, tidyMove, undoMoveProblem } from "./moves";
import { type AccountSteps, accountsIn, accountUndoProblem, isOfAnotherAccount, takeAway } from "./new-account/account";
import { createAccount } from "./new-account/create";
import type { AccountRequest } from "./new-account/prove";
import { tryPassword } from "./password";
import type { Ports } from "./ports";
import { proveMove } from "./prepare";
import { proveRepair } from "./proof";
import type { MoveRequest, PasswordRequest, SignInRequest } from "./request";
import { type SignInPorts, signIn } from "./sign-in";
import { changedMeanwhile, undoProblem } from "./undo-problem";

const NOT_WRITABLE = { kind: "journal-not-writable" } as const satisfies RepairProblem;

export class Engine {
	readonly #ports: Ports;
	#busy = false;
	/** The journal in memory, once the recovery of this start has ended. */
	#ready: Promise<Journal | "unreadable"> | null = null;
	#idle: Promise<unknown> = Promise.resolve();
	/** The entries that this start ended. */
	#recovered: string[] = [];

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/**
	 * First thing of a start, and at once: the files of a move that was cut in the middle are whole before Thunderbird reads
	 * them, where it has not yet.
	 */
	recoverNow(): void {
		this.#recovered = recoverMoves(this.#ports);
	}

	/** Thunderbird closes, and nothing can be waited for: what was prepared is made. Never throws. */
	close(): void {
		closeMoves(this.#ports);
	}

	/** Ends what a crash left half done. Every other call waits for it; calling it again does nothing. */
	async recover(): Promise<void> {
		await this.#journal();
	}

	async view(): Promise<JournalView> {
		const journal = await this.#journal();
		if (journal === "unreadable") return { health: { kind: "unreadable" }, entries: [], recovered: [] };
		if (!this.#busy) {
			await this.#endUnfinished(journal);
			await this.#tidy(journal);
		}
		const health: JournalHealth = journal.setAside ? { kind: "set-aside", ...journal.setAside } : { kind: "ok" };
		return { health, entries: [...journal.entries].reverse(), recovered: this.#recovered };
	}

	/** Resolves once nothing is under way. */
	async whenIdle(): Promise<void> {
		await this.recover();
		await this.#idle;
	}

	repair(
		changes: readonly Change[],
		names: Readonly<Record<string, string>>,
		proofs: readonly Proof[] = [],
	): Promise<RepairOutcome> {
		return this.#alone<RepairOutcome>(() => this.#repair(changes, names, proofs));
	}

	tryPassword(request: PasswordRequest): Promise<PasswordOutcome> {
		return this.#alone<PasswordOutcome>(() => tryPassword(request, this.#ports));
	}

	prepare(request: MoveRequest): Promise<PrepareOutcome> {
		return this.#alone<PrepareOutcome>(() => this.#prepare(request));
	}

	/** false: something that must not be interrupted is going on, or a window said no. */
	async restart(): Promise<boolean> {
		const journal = await this.#journal();
		if (this.#busy) return false;
		for (const { move } of journal === "unreadable" ? [] : journal.entries.filter(isWaiting)) {
			if (move !== null && (await this.#ports.obstacles(move.key)) !== null) return false;
		}
		return this.#ports.restart();
	}

	/** Only its changes are a repair: while the user signs in, everything else goes on. */
	async signIn(request: SignInRequest, hands: SignInPorts): Promise<SignInOutcome> {
		if (this.#busy) return { kind: "refused", problem: { kind: "busy" } };
		await this.recover();
		return signIn(request, this.#ports, hands, (changes, names, proofs) => this.repair(changes, names, proofs));
	}

	createAccount(request: AccountRequest, hands: SignInPorts): Promise<AccountOutcome> {
		return createAccount(request, this.#ports, hands, {
			isBusy: () => this.#busy,
			alone: (work) => this.#alone<AccountOutcome>(work),
			carryOut: async (plan, steps) => {
				const journal = await this.#journal();
				const problem = journal === "unreadable" ? NOT_WRITABLE : await this.#endUnfinished(journal);
				if (journal === "unreadable" || problem) return { kind: "refused", problem: problem ?? NOT_WRITABLE };
				const entry = await plan();
				return "state" in entry
					? this.#carryOut(journal, entry, { expected: [], added: [] }, [], steps)
					: { kind: "refused", problem: entry };
			},
		});
	}

	undo(id: string): Promise<UndoOutcome> {
		return this.#alone<UndoOutcome>(() => this.#undo(id));
	}

	#journal(): Promise<Journal | "unreadable"> {
		this.#ready ??= this.#recover();
		return this.#ready;
	}

	async #alone<T>(work: () => Promise<T>): Promise<T | { kind: "refused"; problem: RepairProblem }> {
		if (this.#busy) return { kind: "refused", problem: { kind: "busy" } };
		this.#busy = true;
		const done = this.recover()
			.then(work)
			.finally(() => {
				this.#busy = false;
			});
		this.#idle = done.catch(() => undefined);
		return done;
	}

	async #repair(
		changes: readonly Change[],
		names: Readonly<Record<string, string>>,
		proofs: readonly Proof[],
	): Promise<RepairOutcome> {
		const ports = this.#ports;
		const journal = await this.#journal();
		if (journal === "unreadable") return { kind: "refused", problem: NOT_WRITABLE };
		const unfinished = await this.#endUnfinished(journal);
		if (unfinished) return { kind: "refused", problem: unfinished };
		const compiled = await compile(changes, ports);
		if (compiled.kind === "problem") return { kind: "refused", problem: compiled.problem };
		const { edits } = compiled;
		if (edits.prefs.every((edit) => edit.before === edit.after) && edits.logins.length + edits.added.length === 0) {
			return { kind: "nothing-to-do" };
		}
		const { prefs, logins, created } = edits;
		const entry: JournalEntry = {
			...{ id: ports.newId(), at: ports.now(), state: "applying", recovery: null, changes: [...changes], names },
			...{ prefs, logins, created, added: edits.added.map(({ added }) => added), move: null, problem: null },
		};
		return this.#carryOut(journal, entry, edits, proofs);
	}

	/** A new entry, from its first writing to its end: applied, or everything put back. */
	async #carryOut(
		journal: Journal,
		entry: JournalEntry,
		edits: Pick<Edits, "expected" | "added">,
		proofs: readonly Proof[],
		account: AccountSteps | null = null,
	): Promise<RepairOutcome> {
		if (!(await this.#begin(journal, entry))) return { kind: "refused", problem: NOT_WRITABLE };
		let problem = await this.#applyEdits(entry, edits, account);
		if (problem === null) {
			const proof = await proveRepair(entry, proofs, this.#ports);
			if (proof.kind === "problem") problem = proof.problem;
			else if (await this.#saveState(journal, entry, "applied")) {
				return { kind: "applied", entry: entry.id, proofs: proof.seen };
			}
		}
		// Everything may be there already: a start that finds this must put it back, and not take it for whole.
		entry.recovery = "taken-back";
		await this.#saveState(journal, entry, "applying");
		// Not whole: the entry stays "applying", and is ended before anything else is done.
		if (!(await this.#putBack(entry))) return { kind: "rolled-back", problem: { kind: "not-written" } };
		entry.recovery = null;
		await this.#saveState(journal, entry, "rolled-back");
		return { kind: "rolled-back", problem: problem ?? { kind: "journal-not-writable" } };
	}

	/** Writes a new entry; false where the journal cannot be written. */
	async #begin(journal: Journal, entry: JournalEntry): Promise<boolean> {
		const entries = [...journal.entries, entry];
		const dropped = entries.splice(0, entries.length - JOURNAL_LIMIT);
		try {
			await this.#ports.journal.save({ ...journal, setAside: null, entries });
		} catch {
			return false;
		}
		Object.assign(journal, { setAside: null, entries });
		this.#ports.step(`journal:${entry.state}`);
		for (const old of dropped) {
			if (old.move !== null) this.#ports.files.removeFolder(copiesOf(old));
		}
		return true;
	}

	async #prepare(request: MoveRequest): Promise<PrepareOutcome> {
		const ports = this.#ports;
		const journal = await this.#journal();
		if (journal === "unreadable") return { kind: "refused", problem: NOT_WRITABLE };
		const unfinished = await this.#endUnfinished(journal);
		if (unfinished) return { kind: "refused", problem: unfinished };
		const key = request.changes[0]?.key ?? "";
		const waiting = journal.entries.filter((one) => one.move?.key === key && isWaiting(one));
		const same = waiting.find((one) => preparesSame(one, request));
		const carried = same && carriedBy(same, ports);
		if (same && carried) return { kind: "prepared", entry: same.id, carried };
		if (waiting.some((one) => one.state === "undo-prepared")) {
			return { kind: "refused", problem: { kind: "changed-meanwhile", key, setting: null } };
		}
		const proved = await proveMove(request, ports);
		if (proved.kind === "problem") return { kind: "refused", problem: proved.problem };
		for (const old of waiting) {
			if (!(await this.#drop(journal, old))) return { kind: "refused", problem: this.#unfinishedProblem(old) };
		}
		const entry: JournalEntry = {
			...{ id: ports.newId(), at: ports.now(), state: "prepared", recovery: null },
			...{ changes: [...request.changes], names: request.names, prefs: proved.move.prefs, logins: proved.logins },
			...{ created: [], added: [], move: proved.record, problem: null },
		};
		if (!(await this.#begin(journal, entry))) return { kind: "refused", problem: NOT_WRITABLE };
		const problem = await this.#copyLogins(entry).catch(
			(error: unknown): RepairProblem => ({ kind: "internal-error", text: describe(error) }),
		);
		const isNoted =
			problem === null && (entry.logins.length === 0 || (await this.#saveState(journal, entry, "prepared")));
		if (isNoted) return { kind: "prepared", entry: entry.id, carried: proved.carried };
		// It must not be made without its login, whatever else becomes of it.
		for (const copy of entry.logins) copy.guid = null;
		if (await removeCopies(entry.logins, entry, this.#ports)) await this.#saveState(journal, entry, "rolled-back");
		return { kind: "refused", problem: problem ?? { kind: "journal-not-writable" } };
	}

	/** What was prepared is not wanted any more. */
	async #drop(journal: Journal, entry: JournalEntry): Promise<boolean> {
		return (await removeCopies(entry.logins, entry, this.#ports)) && (await this.#saveState(journal, entry, "undone"));
	}

	/** Makes the edits of an entry; null, or what went wrong. Leaves putting back to the caller. */
	async #applyEdits(
		entry: JournalEntry,
		edits: Pick<Edits, "expected" | "added">,
		account: AccountSteps | null,
	): Promise<RepairProblem | null> {
		const ports = this.#ports;
		try {
			// Logins first: Thunderbird writes them late, and a host without its login is a lost password.
			const loginProblem = (await account?.keepLogins()) ?? (await this.#copyLogins(entry));
			if (loginProblem) return loginProblem;
			// Waiting gave others a turn: what the page showed must still hold.
			for (const edit of entry.prefs) {
				if (ports.prefs.read(edit.name) !== edit.before) return changedMeanwhile(entry, edit.name);
			}
			for (const key of entry.created) {
				if (nextServerKey(ports.outgoingServers.keys()) !== key) {
					return { kind: "changed-meanwhile", key, setting: null };
				}
				const made = ports.outgoingServers.create();
				if (made !== key) {
					ports.outgoingServers.remove(made);
					return { kind: "changed-meanwhile", key, setting: null };
				}
				ports.step("server:created");
			}
			for (const edit of entry.prefs) {
				ports.prefs.write(edit.name, edit.after);
				ports.step("preference:written");
			}
			const notMade = account?.make() ?? null;
			if (notMade !== null) return notMade;
			this.#settle(entry);
			ports.step("settled");
			for (const change of edits.expected) {
				const { target, key, setting, to } = change;
				if (ports.targets.value(target, key, setting) !== to) return { kind: "not-kept", key, setting };
			}
			const reads = beginAdding(edits.added, ports);
			if (!(await ports.prefs.flush([...entry.prefs, ...addressPrefs(entry, ports)]))) return { kind: "not-written" };
			ports.step("preferences:flushed");
			return firstReadProblem(edits.added, await Promise.all(reads), ports);
		} catch (error) {
			return { kind: "internal-error", text: describe(error) };
		}
	}

	async #copyLogins(entry: JournalEntry): Promise<RepairProblem | null> {
		const ports = this.#ports;
		for (const copy of entry.logins) {
			copy.guid = await ports.logins.copy(copy.from, copy.to);
			ports.step("login:copied");
			if (copy.guid === null) return { kind: "not-written" };
		}
		if (entry.logins.length === 0) return null;
		const ids = entry.logins.flatMap((copy) => copy.guid ?? []);
		if (!(await ports.logins.flush(ids, []))) return { kind: "not-written" };
		ports.step("logins:flushed");
		return null;
	}

	/** Puts everything that an entry touched back to what it was. Goes on past single failures. */
	async #putBack(entry: JournalEntry): Promise<boolean> {
		const ports = this.#ports;
		let failures = 0;
		const guarded = (work: () => void): void => {
			try {
				work();
			} catch (error) {
				failures += 1;
				ports.warn(`putting back: ${describe(error)}`);
			}
		};
		guarded(() => takeAway.account(entry, ports));
		const created = entry.created.filter((key) => this.#isOwnServer(entry, key));
		// The server first, so that no identity is seen without one; then its preferences and all others.
		for (const key of created) {
			guarded(() => {
				if (ports.outgoingServers.keys().includes(key)) ports.outgoingServers.remove(key);
				// Thunderbird itself writes below a server's branch (a UID); nothing was there before.
				for (const name of ports.prefs.namesBelow(branchOf("outgoing", key))) ports.prefs.write(name, null);
				// It also makes an only server the default; a default from before is among the recorded preferences.
				const isRecorded = entry.prefs.some((edit) => edit.name === DEFAULT_SERVER);
				if (!isRecorded && ports.prefs.read(DEFAULT_SERVER) === key) ports.prefs.write(DEFAULT_SERVER, null);
			});
			ports.step("server:removed");
		}
		for (const added of collectionsOf(entry)) {
			guarded(() => removeAdded(added, ports));
			ports.step(`${added.kind}:removed`);
		}
		for (const edit of entry.prefs) {
			// Neither what was before nor what the repair wrote: somebody else's value, which stays.
			if (isOfAnotherAccount(entry, edit.name, ports)) continue;
			const current = ports.prefs.read(edit.name);
			const ours = current === edit.after || created.some((key) => edit.name.startsWith(branchOf("outgoing", key)));
			if (ours && current !== edit.before) guarded(() => ports.prefs.write(edit.name, edit.before));
			ports.step("preference:put-back");
		}
		guarded(() => this.#settle(entry));
		const flushed = await ports.prefs
			.flush([
				...entry.prefs.map((edit) => ({ name: edit.name, after: ports.prefs.read(edit.name) })),
				...addressPrefs(entry, ports),
			])
			.catch(() => false);
		ports.step("preferences:flushed");
		const removed = await removeCopies(entry.logins, entry, this.#ports);
		const forgotten = await takeAway.logins(entry, ports);
		return removed && forgotten && failures === 0 && flushed;
	}

	/** An undo: with the login copies that earlier undos had to leave to what this one takes out. */
	async #takeBack(journal: Journal, entry: JournalEntry): Promise<boolean> {
		const whole = await this.#putBack(entry);
		return (await removeCopies(leftCopies(entry, journal), entry, this.#ports)) && whole;
	}

	/** What stands under the key of a server to be made is the repair's own, not one that somebody added meanwhile. */
	#isOwnServer(entry: JournalEntry, key: string): boolean {
		return entry.prefs
			.filter((edit) => edit.name.startsWith(branchOf("outgoing", key)))
			.every((edit) => [edit.before, edit.after].includes(this.#ports.prefs.read(edit.name)));
	}

	#settle(entry: JournalEntry): void {
		const subjects = new Map<string, { change: Extract<Change, { kind: "set" }>; settings: Setting[] }>();
		for (const change of entry.changes) {
			if (change.kind !== "set") continue;
			const id = `${change.target}/${change.key}`;
			const subject = subjects.get(id) ?? { change, settings: [] };
			subject.settings.push(change.setting);
			subjects.set(id, subject);
		}
		for (const { change, settings } of subjects.values()) {
			this.#ports.targets.settle(change.target, change.key, settings);
		}
		settleDefaults(entry, this.#ports);
	}

	async #undo(id: string): Promise<UndoOutcome> {
		const journal = await this.#journal();
		if (journal === "unreadable") return { kind: "refused", problem: NOT_WRITABLE };
		const entry = journal.entries.find((one) => one.id === id);
		const isAgain = entry?.state === "undoing";
		const unfinished = await this.#endUnfinished(journal);
		if (unfinished) return { kind: "refused", problem: unfinished };
		if (entry && isAgain) return { kind: "undone", entry: entry.id };
		if (entry?.move) return this.#undoMove(journal, entry);
		if (entry?.state !== "applied") return { kind: "refused", problem: { kind: "not-undoable" } };
		const problem =
			undoProblem(entry, this.#ports) ??
			(await leftCopiesProblem(entry, journal, this.#ports)) ??
			(await undoAddedProblem(entry, this.#ports)) ??
			(await accountUndoProblem(entry, this.#ports));
		if (problem) return { kind: "refused", problem };
		// What a start did with it is history now.
		entry.recovery = null;
		this.#recovered = this.#recovered.filter((one) => one !== id);
		if (!(await this.#saveState(journal, entry, "undoing"))) {
			return { kind: "refused", problem: NOT_WRITABLE };
		}
		const whole = await this.#takeBack(journal, entry);
		// Not on disk for certain: the entry stays "undoing", and is ended before anything else is done.
		if (!whole) return { kind: "refused", problem: { kind: "not-written" } };
		await this.#saveState(journal, entry, "undone");
		return { kind: "undone", entry: entry.id };
	}

	async #undoMove(journal: Journal, entry: JournalEntry): Promise<UndoOutcome> {
		const refused = (problem: RepairProblem): UndoOutcome => ({ kind: "refused", problem });
		if (entry.state === "undo-prepared") return { kind: "prepared", entry: entry.id };
		if (entry.state === "prepared") {
			return (await this.#drop(journal, entry))
				? { kind: "undone", entry: entry.id }
				: refused(this.#unfinishedProblem(entry));
		}
		if (entry.state !== "applied") return refused({ kind: "not-undoable" });
		const problem = await undoMoveProblem(entry, journal, this.#ports);
		if (problem !== null) return refused(problem);
		const { recovery, problem: told } = entry;
		Object.assign(entry, { recovery: null, problem: null });
		if (await this.#saveState(journal, entry, "undo-prepared")) return { kind: "prepared", entry: entry.id };
		Object.assign(entry, { recovery, problem: told });
		return refused({ kind: "journal-not-writable" });
	}

	/** After a restart: looks whether Thunderbird has taken up what was made, and removes what an ended move needs no more. */
	async #tidy(journal: Journal): Promise<void> {
		for (const entry of journal.entries.filter((one) => !isTidy(one))) {
			if (!isEnded(entry) || (await removeCopies(entry.logins, entry, this.#ports))) tidyMove(entry, this.#ports);
			await this.#saveState(journal, entry, entry.state);
		}
	}

	#unfinishedProblem(entry: JournalEntry): RepairProblem {
		const isLocked = entry.logins.length > 0 && this.#ports.logins.isLocked();
		return { kind: isLocked ? "login-store-locked" : "not-written" };
	}

	/**
	 * false: the journal file could not be written and still says the old state. So does memory, but for a state that ends
	 * the work: with a later entry's writing it must reach the file, or a start would do the work again on top of that one.
	 */
	async #saveState(journal: Journal, entry: JournalEntry, state: EntryState): Promise<boolean> {
		const isEnd = state === "rolled-back" || state === "undone";
		const before = isEnd ? state : entry.state;
		entry.state = state;
		try {
			await this.#ports.journal.save(journal);
			this.#ports.step(`journal:${state}`);
			return true;
		} catch (error) {
			entry.state = before;
			this.#ports.warn(`journal: ${describe(error)}`);
			return false;
		}
	}

	async #recover(): Promise<Journal | "unreadable"> {
		const journal = await this.#ports.journal.load();
		if (journal === "unreadable") return journal;
		const unfinished = journal.entries.filter(isUnfinished);
		await this.#endUnfinished(journal);
		this.#recovered.push(...unfinished.filter((entry) => !isUnfinished(entry)).map((entry) => entry.id));
		return journal;
	}

	/** Ends what a crash, a full disk or a locked primary password left half done; null, or why it still is. */
	async #endUnfinished(journal: Journal): Promise<RepairProblem | null> {
		for (const entry of journal.entries.filter(isUnfinished)) {
			if (entry.move !== null) {
				if (!(await this.#endMove(journal, entry, entry.move))) return this.#unfinishedProblem(entry);
				continue;
			}
			if (touchesCollections(entry)) await this.#ports.started();
			const isUndo = entry.state === "undoing";
			const isUnwanted = isUndo || entry.recovery === "taken-back";
			const isComplete = !isUnwanted && (await this.#isComplete(entry));
			const putBack = () => (isUndo ? this.#takeBack(journal, entry) : this.#putBack(entry));
			if (!isComplete && !(await putBack())) return this.#unfinishedProblem(entry);
			entry.recovery = isUndo || isComplete ? "finished" : "taken-back";
			// If this does not reach the disk, the next start does the same again and finds it done.
			await this.#saveState(journal, entry, isUndo ? "undone" : isComplete ? "applied" : "rolled-back");
		}
		return null;
	}

	/** A move that was cut while Thunderbird closed, or while it was prepared. */
	async #endMove(journal: Journal, entry: JournalEntry, move: MoveRecord): Promise<boolean> {
		if (entry.state !== "prepared") return takeBack(journal, entry, move, this.#ports);
		if (!(await removeCopies(entry.logins, entry, this.#ports))) return false;
		entry.recovery = "taken-back";
		await this.#saveState(journal, entry, "rolled-back");
		return true;
	}

	/** Everything that the repair wanted is there. */
	async #isComplete(entry: JournalEntry): Promise<boolean> {
		// Whoever was making an account makes it anew: the password is theirs to type.
		if (accountsIn(entry).length > 0) return false;
		const keys = this.#ports.outgoingServers.keys();
		if (!entry.created.every((key) => keys.includes(key))) return false;
		if (!isAdded(entry, this.#ports)) return false;
		if (!entry.prefs.every((edit: PrefEdit) => this.#ports.prefs.read(edit.name) === edit.after)) return false;
		for (const copy of entry.logins) {
			if (!(await this.#ports.logins.has(copy.to))) return false;
		}
		return true;
	}
}

function isUnfinished(entry: JournalEntry): boolean {
	const isCut = entry.state === "prepared" && entry.logins.some((copy) => copy.guid === null);
	return entry.state === "applying" || entry.state === "undoing" || isCut;
}

function isEnded(entry: JournalEntry): boolean {
	return entry.state === "rolled-back" || entry.state === "undone";
}
