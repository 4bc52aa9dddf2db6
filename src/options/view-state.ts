// What the page is doing and what it knows: one closed union and one pure reducer. `phase.kind` is main's `data-state`.
// Who calls the doctor, and in which order, is controller.ts; what it looks like is components/.

import type { FixOutcome, WatchView } from "../doctor/doctor";
import type { Change } from "../domain/change";
import type { Diagnosis } from "../domain/diagnosis";
import type { JournalEntry } from "../domain/journal";
import type { Observation } from "../domain/observation";
import type {
	JournalView,
	PasswordOutcome,
	PasswordResult,
	RepairProblem,
	SelfCheck,
	UndoOutcome,
} from "../domain/outcome";

export interface Progress {
	/** Servers examined so far. */
	done: number;
	total: number;
}

/** What the last click came to, told above the cards until the next click. */
export type Notice =
	/** `left`: why some changes were not made. `proved`: the servers were seen with their new settings. */
	| { kind: "repaired"; changes: number; left: RepairProblem[]; proved: boolean }
	| { kind: "nothing-to-do" }
	| { kind: "repair-refused"; problem: RepairProblem }
	| { kind: "repair-rolled-back"; problem: RepairProblem }
	| { kind: "undone" }
	/** It is taken back when Thunderbird restarts. */
	| { kind: "undo-prepared" }
	| { kind: "undo-refused"; problem: RepairProblem }
	| { kind: "password-tried"; results: PasswordResult[] }
	| { kind: "password-refused"; problem: RepairProblem }
	| { kind: "cancelled" };

/** Why the page could not do its work. */
export type Failure =
	| { kind: "experiments-off" }
	/** Something unforeseen; the text is for support. `during` tells what is certain about the settings. */
	| { kind: "surprise"; during: "check" | "repair" | "password" | "check-after-repair"; text: string };

/** What is being changed. */
export type Task =
	| { kind: "repair"; changes: readonly Change[] }
	/** `entry` is the journal entry that is taken back. */
	| { kind: "undo"; entry: string }
	/** A password that was typed is tried. It is in no state: the doctor alone has it. */
	| { kind: "password"; account: string };

/** Nothing is under way: every button works. */
export type Resting =
	| { kind: "idle"; notice: Notice | null }
	| { kind: "checked"; diagnosis: Diagnosis; notice: Notice | null }
	| { kind: "fixed"; diagnosis: Diagnosis; notice: Notice }
	| { kind: "error"; failure: Failure };

export type Phase =
	| Resting
	/**
	 * `partial` is what is known before the slowest server has answered; `before` is where a cancelled check goes back
	 * to; `stopping`: cancelled, and the doctor has not ended yet.
	 */
	| { kind: "checking"; progress: Progress | null; partial: Diagnosis | null; stopping: boolean; before: Resting }
	/** `ended` is null while settings change, then what that came to, while the page checks again. */
	| { kind: "fixing"; task: Task; ended: Notice | null; before: Resting };

/** What this add-on and this Thunderbird are. */
export interface Versions {
	addon: string;
	thunderbird: string;
	platform: string;
}

/** What is known besides the check: read when the page opens and again after each change. */
export type Surroundings =
	| { kind: "loading" }
	| { kind: "loaded"; history: JournalView; selfCheck: SelfCheck; versions: Versions }
	| { kind: "failed"; text: string };

export type Saving =
	| { kind: "none" }
	| { kind: "saving" }
	| { kind: "saved"; path: string }
	| { kind: "failed"; text: string };

/** The quiet checks. `error`: why the last change of the switch was not stored. */
export type Watching = { kind: "loading" } | { kind: "loaded"; view: WatchView; error: string | null };

export interface ViewState {
	phase: Phase;
	surroundings: Surroundings;
	saving: Saving;
	watch: Watching;
}

export type ViewEvent =
	| { kind: "check-started" }
	| { kind: "check-progressed"; progress: Progress }
	| { kind: "check-partial"; diagnosis: Diagnosis }
	/** The user wants the check to stop. */
	| { kind: "check-cancelled" }
	/** The doctor has ended without a diagnosis because it was asked to. */
	| { kind: "check-stopped" }
	| { kind: "checked"; diagnosis: Diagnosis }
	| { kind: "failed"; failure: Failure }
	| { kind: "repair-started"; changes: readonly Change[] }
	| { kind: "repair-ended"; outcome: FixOutcome }
	| { kind: "undo-started"; entry: string }
	| { kind: "undo-ended"; outcome: UndoOutcome }
	| { kind: "password-started"; account: string }
	| { kind: "password-ended"; outcome: PasswordOutcome }
	| { kind: "surroundings-loaded"; history: JournalView; selfCheck: SelfCheck; versions: Versions }
	| { kind: "surroundings-failed"; text: string }
	| { kind: "watch-loaded"; view: WatchView }
	| { kind: "watch-failed"; text: string }
	| { kind: "report-started" }
	| { kind: "report-saved"; path: string }
	| { kind: "report-failed"; text: string };

export const INITIAL_STATE: ViewState = {
	phase: { kind: "idle", notice: null },
	surroundings: { kind: "loading" },
	saving: { kind: "none" },
	watch: { kind: "loading" },
};

/** The next state; the very same object for an event that has no meaning in this state (a second click, a late answer). */
export function reduce(state: ViewState, event: ViewEvent): ViewState {
	switch (event.kind) {
		case "surroundings-loaded": {
			const { history, selfCheck, versions } = event;
			return { ...state, surroundings: { kind: "loaded", history, selfCheck, versions } };
		}
		case "surroundings-failed":
			return { ...state, surroundings: { kind: "failed", text: event.text } };
		case "watch-loaded":
			return { ...state, watch: { kind: "loaded", view: event.view, error: null } };
		case "watch-failed":
			return state.watch.kind === "loaded" ? { ...state, watch: { ...state.watch, error: event.text } } : state;
		case "report-started":
			return state.saving.kind === "saving" ? state : { ...state, saving: { kind: "saving" } };
		case "report-saved":
			return state.saving.kind === "saving" ? { ...state, saving: { kind: "saved", path: event.path } } : state;
		case "report-failed":
			return state.saving.kind === "saving" ? { ...state, saving: { kind: "failed", text: event.text } } : state;
		case "check-started":
		case "check-progressed":
		case "check-partial":
		case "check-cancelled":
		case "check-stopped":
		case "checked":
		case "failed":
		case "repair-started":
		case "repair-ended":
		case "undo-started":
		case "undo-ended":
		case "password-started":
		case "password-ended": {
			const phase = nextPhase(state.phase, event);
			if (phase === state.phase) return state;
			// A report of before the click says nothing about what follows.
			const saving: Saving = isResting(state.phase) && state.saving.kind !== "saving" ? { kind: "none" } : state.saving;
			return { ...state, phase, saving };
		}
	}
}

type PhaseEvent = Exclude<ViewEvent, { kind: `surroundings-${string}` | `watch-${string}` | `report-${string}` }>;

function nextPhase(phase: Phase, event: PhaseEvent): Phase {
	switch (event.kind) {
		case "check-started":
			return isResting(phase)
				? { kind: "checking", progress: null, partial: null, stopping: false, before: withoutNotice(phase) }
				: phase;
		case "check-progressed":
			return phase.kind === "checking" ? { ...phase, progress: event.progress } : phase;
		case "check-partial":
			return phase.kind === "checking" && !phase.stopping ? { ...phase, partial: event.diagnosis } : phase;
		case "check-cancelled":
			return phase.kind === "checking" && !phase.stopping ? { ...phase, stopping: true } : phase;
		case "check-stopped":
			return phase.kind === "checking" ? told(phase.before, { kind: "cancelled" }) : phase;
		case "checked":
			return checkedPhase(phase, event.diagnosis);
		case "failed":
			return isResting(phase) && event.failure.kind !== "experiments-off"
				? phase
				: { kind: "error", failure: event.failure };
		case "repair-started":
			return startedTask(phase, { kind: "repair", changes: event.changes });
		case "undo-started":
			return startedTask(phase, { kind: "undo", entry: event.entry });
		case "password-started":
			return startedTask(phase, { kind: "password", account: event.account });
		case "repair-ended":
			return phase.kind === "fixing" && phase.task.kind === "repair" && phase.ended === null
				? { ...phase, ended: repairNotice(event.outcome, phase.task.changes) }
				: phase;
		case "undo-ended":
			return phase.kind === "fixing" && phase.task.kind === "undo" && phase.ended === null
				? { ...phase, ended: undoNotice(event.outcome) }
				: phase;
		case "password-ended":
			return phase.kind === "fixing" && phase.task.kind === "password" && phase.ended === null
				? { ...phase, ended: passwordNotice(event.outcome) }
				: phase;
	}
}

function startedTask(phase: Phase, task: Task): Phase {
	return isResting(phase) ? { kind: "fixing", task, ended: null, before: withoutNotice(phase) } : phase;
}

function checkedPhase(phase: Phase, diagnosis: Diagnosis): Phase {
	if (phase.kind === "checking") return { kind: "checked", diagnosis, notice: null };
	if (phase.kind !== "fixing" || phase.ended === null) return phase;
	const seen = !diagnosis.offline && !diagnosis.networkOut;
	const notice = phase.ended.kind === "repaired" ? { ...phase.ended, proved: phase.ended.proved && seen } : phase.ended;
	return { kind: isDone(notice) ? "fixed" : "checked", diagnosis, notice };
}

/** Something is better than before, or there was nothing to do. */
function isDone(notice: Notice): boolean {
	switch (notice.kind) {
		case "repaired":
		case "nothing-to-do":
			return true;
		case "password-tried":
			return notice.results.some(({ stored }) => stored);
		case "repair-refused":
		case "repair-rolled-back":
		case "undone":
		case "undo-prepared":
		case "undo-refused":
		case "password-refused":
		case "cancelled":
			return false;
	}
}

function repairNotice(outcome: FixOutcome, changes: readonly Change[]): Notice {
	switch (outcome.kind) {
		case "applied": {
			const { left, proofs } = outcome;
			const leftKeys = new Set(left.flatMap((problem) => ("key" in problem ? [problem.key] : [])));
			const made = changes.filter((change) => change.kind === "create-outgoing" || !leftKeys.has(change.key));
			return { kind: "repaired", changes: made.length, left, proved: proofs.every(isSeen) };
		}
		case "nothing-to-do":
			return { kind: "nothing-to-do" };
		case "refused":
			return { kind: "repair-refused", problem: outcome.problem };
		case "rolled-back":
			return { kind: "repair-rolled-back", problem: outcome.problem };
	}
}

/** Something was seen of the server, be it good or bad. */
function isSeen({ outcome }: Observation): boolean {
	return outcome.kind !== "could-not-check" && outcome.kind !== "dns-silent";
}

function passwordNotice(outcome: PasswordOutcome): Notice {
	return outcome.kind === "tried"
		? { kind: "password-tried", results: outcome.results }
		: { kind: "password-refused", problem: outcome.problem };
}

function undoNotice(outcome: UndoOutcome): Notice {
	switch (outcome.kind) {
		case "undone":
			return { kind: "undone" };
		case "prepared":
			return { kind: "undo-prepared" };
		case "refused":
			return { kind: "undo-refused", problem: outcome.problem };
	}
}

function told(phase: Resting, notice: Notice): Resting {
	return phase.kind === "error" ? phase : { ...phase, notice };
}

/** The state that a cancelled check goes back to does not tell an old result a second time. */
function withoutNotice(phase: Resting): Resting {
	return phase.kind === "idle" || phase.kind === "checked" ? { ...phase, notice: null } : phase;
}

/** True when every button works. */
export function isResting(phase: Phase): phase is Resting {
	return phase.kind !== "checking" && phase.kind !== "fixing";
}

/** The latest check that the page shows; null before the first one. */
export function diagnosisOf(phase: Phase): Diagnosis | null {
	switch (phase.kind) {
		case "idle":
		case "error":
			return null;
		case "checked":
		case "fixed":
			return phase.diagnosis;
		case "checking":
			return phase.partial ?? diagnosisOf(phase.before);
		case "fixing":
			return diagnosisOf(phase.before);
	}
}

/** What stands as it was applied can be taken back, and an undo that did not reach the disk can be tried again. */
export function isUndoable(entry: JournalEntry): boolean {
	return entry.state === "applied" || entry.state === "undoing";
}

/** The repair that « Annuler » takes back: the latest that still stands. */
export function latestUndoable(surroundings: Surroundings): JournalEntry | null {
	if (surroundings.kind !== "loaded") return null;
	return surroundings.history.entries.find(isUndoable) ?? null;
}
