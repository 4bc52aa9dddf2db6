// The state machine of the page, event by event. What the doctor is asked for is tested in page.test.tsx.

import { describe, expect, test } from "vitest";
import type { RepairProblem } from "../../src/domain/outcome";
import {
	INITIAL_STATE,
	latestUndoable,
	type Notice,
	type Phase,
	type Resting,
	reduce,
	type ViewEvent,
	type ViewState,
} from "../../src/options/view-state";
import { allFine, entry, journal, oneBroken, TRIED } from "./demo";

const FINE = allFine();
const BROKEN = oneBroken();
const problem: RepairProblem = { kind: "busy" };

const idle: Resting = { kind: "idle", notice: null };
const checked: Resting = { kind: "checked", diagnosis: BROKEN, notice: null };
const fixed: Resting = { kind: "fixed", diagnosis: FINE, notice: { kind: "repaired", changes: 3 } };
const failed: Resting = { kind: "error", failure: { kind: "surprise", during: "check", text: "no answer" } };
const checking: Phase = { kind: "checking", progress: null, stopping: false, before: checked };
const repairing: Phase = { kind: "fixing", task: { kind: "repair", changes: 3 }, ended: null, before: checked };
const undoing: Phase = { kind: "fixing", task: { kind: "undo", entry: "entry-1" }, ended: null, before: fixed };
const checkingAgain: Phase = { ...repairing, ended: { kind: "repaired", changes: 3 } };

const PHASES: Record<string, Phase> = {
	idle,
	checked,
	fixed,
	error: failed,
	checking,
	stopping: { ...checking, stopping: true },
	repairing,
	undoing,
	"checking again": checkingAgain,
};

const EVENTS: Record<string, ViewEvent> = {
	"check-started": { kind: "check-started" },
	"check-progressed": { kind: "check-progressed", progress: { done: 1, total: 2 } },
	"check-cancelled": { kind: "check-cancelled" },
	"check-stopped": { kind: "check-stopped" },
	checked: { kind: "checked", diagnosis: FINE },
	failed: { kind: "failed", failure: { kind: "surprise", during: "repair", text: "gone" } },
	"repair-started": { kind: "repair-started", changes: 2 },
	"repair-ended": { kind: "repair-ended", outcome: { kind: "applied", entry: "entry-1", proofs: [], left: [] } },
	"undo-started": { kind: "undo-started", entry: "entry-1" },
	"undo-ended": { kind: "undo-ended", outcome: { kind: "undone", entry: "entry-1" } },
};

/** Where each event leads from each phase; `-` is the very same state. */
const TABLE: Record<keyof typeof PHASES, string[]> = {
	//                started    progress    cancel      stopped    checked    failed   repair    ended     undo      ended
	idle: ["checking", "-", "-", "-", "-", "-", "fixing", "-", "fixing", "-"],
	checked: ["checking", "-", "-", "-", "-", "-", "fixing", "-", "fixing", "-"],
	fixed: ["checking", "-", "-", "-", "-", "-", "fixing", "-", "fixing", "-"],
	error: ["checking", "-", "-", "-", "-", "-", "fixing", "-", "fixing", "-"],
	checking: ["-", "checking", "checking", "checked", "checked", "error", "-", "-", "-", "-"],
	stopping: ["-", "checking", "-", "checked", "checked", "error", "-", "-", "-", "-"],
	repairing: ["-", "-", "-", "-", "-", "error", "-", "fixing", "-", "-"],
	undoing: ["-", "-", "-", "-", "-", "error", "-", "-", "-", "fixing"],
	"checking again": ["-", "-", "-", "-", "fixed", "error", "-", "-", "-", "-"],
};

const inPhase = (phase: Phase): ViewState => ({ ...INITIAL_STATE, phase });

describe.each(Object.entries(PHASES))("when %s", (name, phase) => {
	test.each(Object.entries(EVENTS).map(([kind, event], index) => ({ kind, event, to: TABLE[name]?.[index] })))(
		"$kind leads to $to",
		({ event, to }) => {
			const before = inPhase(phase);
			const after = reduce(before, event);
			if (to === "-") expect(after).toBe(before);
			else {
				expect(after).not.toBe(before);
				expect(after.phase.kind).toBe(to);
			}
		},
	);
});

describe("a cancelled check", () => {
	test.each([idle, checked, failed])("goes back to what was there before: $kind", (before) => {
		const started = reduce(inPhase(before), { kind: "check-started" });
		const stopped = reduce(started, { kind: "check-stopped" });
		expect(stopped.phase).toEqual(before.kind === "error" ? before : { ...before, notice: { kind: "cancelled" } });
	});

	test("leads to the diagnosis of before, not to an empty page", () => {
		const stopped = reduce(inPhase(checking), { kind: "check-stopped" });
		expect(stopped.phase).toMatchObject({ kind: "checked", diagnosis: BROKEN });
	});
});

describe("how a repair ends", () => {
	test.each<[string, ViewEvent, Notice, Phase["kind"]]>([
		[
			"applied",
			{ kind: "repair-ended", outcome: { kind: "applied", entry: "e", proofs: [], left: [] } },
			{ kind: "repaired", changes: 3 },
			"fixed",
		],
		["nothing to do", { kind: "repair-ended", outcome: { kind: "nothing-to-do" } }, { kind: "nothing-to-do" }, "fixed"],
		[
			"refused",
			{ kind: "repair-ended", outcome: { kind: "refused", problem } },
			{ kind: "repair-refused", problem },
			"checked",
		],
		[
			"rolled back",
			{ kind: "repair-ended", outcome: { kind: "rolled-back", problem } },
			{ kind: "repair-rolled-back", problem },
			"checked",
		],
	])("%s: told only after a fresh check", (_, event, notice, kind) => {
		const ended = reduce(inPhase(repairing), event);
		expect(ended.phase.kind).toBe("fixing");
		expect(reduce(ended, { kind: "checked", diagnosis: FINE }).phase).toEqual({ kind, diagnosis: FINE, notice });
	});

	test.each<[string, ViewEvent, Notice]>([
		["undone", { kind: "undo-ended", outcome: { kind: "undone", entry: "entry-1" } }, { kind: "undone" }],
		["refused", { kind: "undo-ended", outcome: { kind: "refused", problem } }, { kind: "undo-refused", problem }],
	])("an undo that is %s is followed by a fresh check too", (_, event, notice) => {
		const ended = reduce(inPhase(undoing), event);
		expect(ended.phase.kind).toBe("fixing");
		expect(reduce(ended, { kind: "checked", diagnosis: BROKEN }).phase).toEqual({
			kind: "checked",
			diagnosis: BROKEN,
			notice,
		});
	});
});

test("a new check forgets what the last click came to", () => {
	const state = reduce(inPhase({ ...checked, notice: { kind: "undone" } }), { kind: "check-started" });
	expect(state.phase).toMatchObject({ before: { kind: "checked", notice: null } });
});

test("a page whose privileged part is off says so from any resting state", () => {
	const off = reduce(inPhase(idle), { kind: "failed", failure: { kind: "experiments-off" } });
	expect(off.phase).toEqual({ kind: "error", failure: { kind: "experiments-off" } });
});

describe("saving a report", () => {
	const saving = reduce(inPhase(checked), { kind: "report-started" });

	test("runs once, however often it is asked for", () => {
		expect(reduce(saving, { kind: "report-started" })).toBe(saving);
	});

	test("ends with the path or with the reason, and leaves the phase alone", () => {
		expect(reduce(saving, { kind: "report-saved", path: "/tmp/r.json" })).toMatchObject({
			phase: checked,
			saving: { kind: "saved", path: "/tmp/r.json" },
		});
		expect(reduce(saving, { kind: "report-failed", text: "full" }).saving).toEqual({ kind: "failed", text: "full" });
		expect(reduce(inPhase(checked), { kind: "report-saved", path: "late" }).saving).toEqual({ kind: "none" });
	});

	test("is no longer told after the next click", () => {
		const saved = reduce(saving, { kind: "report-saved", path: "/tmp/r.json" });
		expect(reduce(saved, { kind: "check-started" }).saving).toEqual({ kind: "none" });
	});
});

test("« Annuler » takes the latest repair that still stands", () => {
	const entries = [
		entry({ id: "c", state: "undone" }),
		entry({ id: "b", state: "applied" }),
		entry({ id: "a", state: "applied" }),
	];
	const loaded = reduce(INITIAL_STATE, { kind: "surroundings-loaded", history: journal(entries), selfCheck: TRIED });
	expect(latestUndoable(loaded.surroundings)?.id).toBe("b");
	expect(latestUndoable(INITIAL_STATE.surroundings)).toBeNull();
});
