// What the page is doing and what it knows: one closed union and one pure reducer. `phase.kind` is main's `data-state`.
// Who calls the doctor, and in which order, is controller.ts; what it looks like is components/.

import type { FixOutcome, PasswordTrial, WatchView } from "../doctor/doctor";
import { type Waiting, waitingChanges, waitingEntries } from "../doctor/plan";
import type { Change } from "../domain/change";
import type { DavKind } from "../domain/dav";
import type { CollectionsFound } from "../domain/dav-offer";
import type { Diagnosis } from "../domain/diagnosis";
import type { JournalEntry } from "../domain/journal";
import type { CreateAccountOutcome } from "../domain/new-account";
import type { JournalView, PrepareOutcome, SelfCheck, SignInOutcome, UndoOutcome } from "../domain/outcome";
import type { Found } from "./collections";
import {
	accountNotice,
	isDone,
	type Notice,
	passwordNotice,
	prepareNotice,
	repairNotice,
	searchNotice,
	signInNotice,
	undoNotice,
} from "./notice";

export interface Progress {
	/** Servers examined so far. */
	done: number;
	total: number;
}

/** Why the page could not do its work. */
export type Failure =
	| { kind: "experiments-off" }
	/** Something unforeseen; the text is for support. `during` tells what is certain about the settings. */
	| {
			kind: "surprise";
			during: "check" | "search" | "repair" | "prepare" | "password" | "sign-in" | "account" | "check-after-repair";
			text: string;
	  };

/** What is being changed. */
export type Task =
	| { kind: "repair"; changes: readonly Change[] }
	/** `entry` is the journal entry that is taken back. */
	| { kind: "undo"; entry: string }
	/** What needs a restart is proved and made ready; `server` is Thunderbird's key. */
	| { kind: "prepare"; server: string }
	/** A password that was typed is tried. It is in no state: the doctor alone has it. */
	| { kind: "password"; account: string }
	/** The user is in the issuer's window, for as long as that takes. */
	| { kind: "sign-in"; account: string }
	/** A new account is proved and made; `beside`: the account in whose card it was asked for. */
	| { kind: "account"; beside: string | null };

/** What is looked for, for one account: kinds, or what stands behind the address of an invitation. */
export interface Search {
	account: string;
	what: readonly DavKind[] | "link";
}

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
	 * to; `stopping`: cancelled, and the doctor has not ended yet. `search`: only calendars or contacts of one account are
	 * looked for; null: all accounts are checked.
	 */
	| {
			kind: "checking";
			search: Search | null;
			progress: Progress | null;
			partial: Diagnosis | null;
			stopping: boolean;
			before: Resting;
	  }
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

/** What a person is asked before anything happens. */
export type Asking =
	/**
	 * Whether a restart may be prepared. `server`: Thunderbird's key of the incoming one; `passwordHost`: the host for which
	 * its password has to be typed, null where none is asked for.
	 */
	| { kind: "restart"; server: string; passwordHost: string | null }
	/** Which of the calendars and address books that were found are to be added. */
	| { kind: "collections"; search: Search; found: Found }
	/** Who the owner of a new account is. `beside`: the account in whose card this stands; null: there is none yet. */
	| { kind: "account"; beside: string | null };

export interface ViewState {
	phase: Phase;
	surroundings: Surroundings;
	saving: Saving;
	watch: Watching;
	/** One at a time. */
	asking: Asking | null;
	/** The copy of the settings files before a restart. */
	copying: Saving;
}

export type ViewEvent =
	| { kind: "check-started" }
	| { kind: "check-progressed"; progress: Progress }
	| { kind: "check-partial"; diagnosis: Diagnosis }
	/** The user wants the check to stop. */
	| { kind: "check-cancelled" }
	/** The doctor has ended without a diagnosis because it was asked to. */
	| { kind: "check-stopped" }
	/** `notice`: what has happened before the check. `asking`: what follows from that. */
	| { kind: "checked"; diagnosis: Diagnosis; notice?: Notice; asking?: Asking }
	| { kind: "search-started"; search: Search }
	| { kind: "search-ended"; found: CollectionsFound }
	| { kind: "failed"; failure: Failure }
	| { kind: "repair-started"; changes: readonly Change[] }
	| { kind: "repair-ended"; outcome: FixOutcome }
	| { kind: "undo-started"; entry: string }
	| { kind: "undo-ended"; outcome: UndoOutcome }
	| { kind: "restart-asked"; server: string }
	| { kind: "account-asked"; beside: string | null }
	/** What is asked goes away. */
	| { kind: "dismissed" }
	| { kind: "prepare-started"; server: string }
	| { kind: "prepare-ended"; outcome: PrepareOutcome }
	| { kind: "restart-refused" }
	| { kind: "copy-started" }
	| { kind: "copy-saved"; path: string }
	| { kind: "copy-failed"; text: string }
	| { kind: "password-started"; account: string }
	| { kind: "password-ended"; outcome: PasswordTrial }
	| { kind: "sign-in-started"; account: string }
	| { kind: "sign-in-ended"; outcome: SignInOutcome }
	| { kind: "account-started"; beside: string | null }
	| { kind: "account-ended"; outcome: CreateAccountOutcome; address: string; provider: string }
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
	asking: null,
	copying: { kind: "none" },
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
		case "report-saved":
		case "report-failed": {
			const saving = nextSaving(state.saving, event);
			return saving === state.saving ? state : { ...state, saving };
		}
		case "copy-started":
		case "copy-saved":
		case "copy-failed": {
			const copying = nextSaving(state.copying, event);
			return copying === state.copying ? state : { ...state, copying };
		}
		case "restart-asked":
			return isResting(state.phase) && askedServer(state.asking) !== event.server
				? { ...state, asking: { kind: "restart", server: event.server, passwordHost: null } }
				: state;
		case "account-asked":
			return isResting(state.phase) ? { ...state, asking: { kind: "account", beside: event.beside } } : state;
		case "dismissed":
			return state.asking === null ? state : { ...state, asking: null };
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
		case "prepare-started":
		case "prepare-ended":
		case "restart-refused":
		case "password-started":
		case "password-ended":
		case "sign-in-started":
		case "sign-in-ended":
		case "account-started":
		case "account-ended":
		case "search-started":
		case "search-ended": {
			const phase = nextPhase(state.phase, event);
			if (phase === state.phase) return state;
			const isClick = isResting(state.phase);
			return {
				...state,
				phase,
				// A report or a copy of before the click says nothing about what follows.
				saving: isClick ? forgotten(state.saving) : state.saving,
				copying: isClick ? forgotten(state.copying) : state.copying,
				asking: nextAsking(state, event),
			};
		}
	}
}

type SavingEvent = Extract<ViewEvent, { kind: `report-${string}` | `copy-${string}` }>;
type PhaseEvent = Exclude<
	ViewEvent,
	SavingEvent | { kind: `surroundings-${string}` | `watch-${string}` | `${string}-asked` | "dismissed" }
>;

function nextSaving(saving: Saving, event: SavingEvent): Saving {
	if ((saving.kind === "saving") === event.kind.endsWith("-started")) return saving;
	if ("path" in event) return { kind: "saved", path: event.path };
	return "text" in event ? { kind: "failed", text: event.text } : { kind: "saving" };
}

function forgotten(saving: Saving): Saving {
	return saving.kind === "saving" ? saving : { kind: "none" };
}

function askedServer(asking: Asking | null): string | null {
	return asking?.kind === "restart" ? asking.server : null;
}

function nextAsking({ asking, phase }: ViewState, event: PhaseEvent): Asking | null {
	switch (event.kind) {
		case "prepare-ended":
			return askedPassword(phase, event.outcome);
		case "search-ended":
			return askedChoice(phase, event.found);
		case "checked":
			return event.asking ?? asking;
		case "account-started":
			// What was typed stays, until the account is there.
			return asking;
		case "account-ended":
			return event.outcome.kind === "created" ? null : asking;
		case "check-started":
		case "check-progressed":
		case "check-partial":
		case "check-cancelled":
		case "check-stopped":
		case "failed":
		case "repair-started":
		case "repair-ended":
		case "undo-started":
		case "undo-ended":
		case "prepare-started":
		case "restart-refused":
		case "password-started":
		case "password-ended":
		case "sign-in-started":
		case "sign-in-ended":
		case "search-started":
			// The next click takes it away.
			return isResting(phase) ? null : asking;
	}
}

function askedChoice(phase: Phase, found: CollectionsFound): Asking | null {
	if (phase.kind !== "checking" || phase.search === null || phase.stopping || found.kind !== "found") return null;
	return { kind: "collections", search: phase.search, found };
}

/** A preparation that wants the password typed asks for it where it was confirmed. */
function askedPassword(phase: Phase, outcome: PrepareOutcome): Asking | null {
	if (outcome.kind !== "refused") return null;
	if (phase.kind !== "fixing" || phase.task.kind !== "prepare") return null;
	const { problem } = outcome;
	return problem.kind === "password-needed"
		? { kind: "restart", server: phase.task.server, passwordHost: problem.host }
		: null;
}

function nextPhase(phase: Phase, event: PhaseEvent): Phase {
	switch (event.kind) {
		case "check-started":
			return isResting(phase) ? { ...CHECK, before: withoutNotice(phase) } : phase;
		case "search-started":
			return isResting(phase) ? { ...CHECK, search: event.search, before: withoutNotice(phase) } : phase;
		case "search-ended":
			return phase.kind === "checking" && phase.search !== null
				? searchedPhase(phase.before, searchNotice(event.found))
				: phase;
		case "check-progressed":
			return phase.kind === "checking" ? { ...phase, progress: event.progress } : phase;
		case "check-partial":
			return phase.kind === "checking" && !phase.stopping ? { ...phase, partial: event.diagnosis } : phase;
		case "check-cancelled":
			return phase.kind === "checking" && !phase.stopping ? { ...phase, stopping: true } : phase;
		case "check-stopped":
			return phase.kind === "checking"
				? told(phase.before, { kind: phase.search === null ? "cancelled" : "search-cancelled" })
				: phase;
		case "checked":
			return checkedPhase(phase, event.diagnosis, event.notice ?? null);
		case "failed":
			return isResting(phase) && event.failure.kind !== "experiments-off"
				? phase
				: { kind: "error", failure: event.failure };
		case "repair-started":
			return startedTask(phase, { kind: "repair", changes: event.changes });
		case "undo-started":
			return startedTask(phase, { kind: "undo", entry: event.entry });
		case "prepare-started":
			return startedTask(phase, { kind: "prepare", server: event.server });
		case "restart-refused":
			return isResting(phase) ? told(phase, { kind: "restart-refused" }) : phase;
		case "prepare-ended":
			return phase.kind === "fixing" && phase.task.kind === "prepare" && phase.ended === null
				? { ...phase, ended: prepareNotice(event.outcome) }
				: phase;
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
		case "sign-in-started":
			return startedTask(phase, { kind: "sign-in", account: event.account });
		case "sign-in-ended":
			return phase.kind === "fixing" && phase.task.kind === "sign-in" && phase.ended === null
				? { ...phase, ended: signInNotice(event.outcome) }
				: phase;
		case "account-started":
			return startedTask(phase, { kind: "account", beside: event.beside });
		case "account-ended":
			return phase.kind === "fixing" && phase.task.kind === "account" && phase.ended === null
				? { ...phase, ended: accountNotice(event.outcome, event.address, event.provider) }
				: phase;
	}
}

const CHECK = { kind: "checking", search: null, progress: null, partial: null, stopping: false } as const;

/** The accounts are those of before; what was said of an earlier click is not said again. */
function searchedPhase(before: Resting, notice: Notice): Resting {
	const diagnosis = diagnosisOf(before);
	return diagnosis === null ? told(before, notice) : { kind: "checked", diagnosis, notice };
}

function startedTask(phase: Phase, task: Task): Phase {
	return isResting(phase) ? { kind: "fixing", task, ended: null, before: withoutNotice(phase) } : phase;
}

function checkedPhase(phase: Phase, diagnosis: Diagnosis, before: Notice | null): Phase {
	if (phase.kind === "checking") return { kind: "checked", diagnosis, notice: before };
	if (phase.kind !== "fixing" || phase.ended === null) return phase;
	const seen = !diagnosis.offline && !diagnosis.networkOut;
	const notice = phase.ended.kind === "repaired" ? { ...phase.ended, proved: phase.ended.proved && seen } : phase.ended;
	return { kind: isDone(notice) ? "fixed" : "checked", diagnosis, notice };
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

/**
 * What stands as it was applied can be taken back, an undo that did not reach the disk can be tried again, and what is
 * only prepared can be dropped.
 */
export function isUndoable(entry: JournalEntry): boolean {
	return entry.state === "applied" || entry.state === "undoing" || entry.state === "prepared";
}

/** What is made when Thunderbird restarts, newest first. */
export function waitingOf(surroundings: Surroundings): JournalEntry[] {
	return surroundings.kind === "loaded" ? waitingEntries(surroundings.history.entries) : [];
}

/** The changes that wait for that already: they are offered no second time. */
export function waitingChangesOf(surroundings: Surroundings): Waiting {
	return surroundings.kind === "loaded" ? waitingChanges(surroundings.history.entries) : new Set();
}

/** What the latest click came to; null while the page works. */
export function noticeOf(phase: Phase): Notice | null {
	return phase.kind === "idle" || phase.kind === "checked" || phase.kind === "fixed" ? phase.notice : null;
}

/** The repair that « Annuler » takes back: the latest that still stands. */
export function latestUndoable(surroundings: Surroundings): JournalEntry | null {
	if (surroundings.kind !== "loaded") return null;
	return surroundings.history.entries.find(isUndoable) ?? null;
}
