// The state machine of the page, event by event. What the doctor is asked for is tested in page.test.tsx.

import { describe, expect, test } from "vitest";
import type { FixOutcome, PasswordTrial } from "../../src/doctor/doctor";
import type { Observation, Outcome } from "../../src/domain/observation";
import type { RepairProblem } from "../../src/domain/outcome";
import type { Notice } from "../../src/options/notice";
import {
	diagnosisOf,
	INITIAL_STATE,
	latestUndoable,
	type Phase,
	type Resting,
	reduce,
	type ViewEvent,
	type ViewState,
} from "../../src/options/view-state";
import { allFine, entry, journal, oneBroken, seen, set, TRIED } from "./demo";

const FINE = allFine();
const BROKEN = oneBroken();
const problem: RepairProblem = { kind: "busy" };
const CHANGES = [
	set("server1", "incoming.port", 143, 993),
	set("smtp1", "outgoing.port", 25, 465),
	set("smtp1", "outgoing.security", "starttls", "tls"),
];
const VERSIONS = { addon: "0.1.0", thunderbird: "153.7.0", platform: "linux x86-64" };
const repaired: Notice = { kind: "repaired", changes: 3, added: [], left: [], proved: true };

const idle: Resting = { kind: "idle", notice: null };
const checked: Resting = { kind: "checked", diagnosis: BROKEN, notice: null };
const fixed: Resting = { kind: "fixed", diagnosis: FINE, notice: repaired };
const failed: Resting = { kind: "error", failure: { kind: "surprise", during: "check", text: "no answer" } };
const checking: Phase = {
	kind: "checking",
	search: null,
	progress: null,
	partial: null,
	stopping: false,
	before: checked,
};
const repairing: Phase = { kind: "fixing", task: { kind: "repair", changes: CHANGES }, ended: null, before: checked };
const undoing: Phase = { kind: "fixing", task: { kind: "undo", entry: "entry-1" }, ended: null, before: fixed };
const preparing: Phase = { ...repairing, task: { kind: "prepare", server: "server1" } };
const checkingAgain: Phase = { ...repairing, ended: repaired };
const trying: Phase = { kind: "fixing", task: { kind: "password", account: "account1" }, ended: null, before: checked };

const PHASES: Record<string, Phase> = {
	idle,
	checked,
	fixed,
	error: failed,
	checking,
	stopping: { ...checking, stopping: true },
	repairing,
	undoing,
	"trying a password": trying,
	preparing,
	"checking again": checkingAgain,
};

const EVENTS: Record<string, ViewEvent> = {
	"check-started": { kind: "check-started" },
	"check-progressed": { kind: "check-progressed", progress: { done: 1, total: 2 } },
	"check-partial": { kind: "check-partial", diagnosis: BROKEN },
	"check-cancelled": { kind: "check-cancelled" },
	"check-stopped": { kind: "check-stopped" },
	checked: { kind: "checked", diagnosis: FINE },
	failed: { kind: "failed", failure: { kind: "surprise", during: "repair", text: "gone" } },
	"repair-started": { kind: "repair-started", changes: CHANGES },
	"repair-ended": { kind: "repair-ended", outcome: { kind: "applied", entry: "entry-1", proofs: [], left: [] } },
	"undo-started": { kind: "undo-started", entry: "entry-1" },
	"undo-ended": { kind: "undo-ended", outcome: { kind: "undone", entry: "entry-1" } },
	"password-started": { kind: "password-started", account: "account1" },
	"password-ended": { kind: "password-ended", outcome: { kind: "tried", results: [] } },
	"prepare-started": { kind: "prepare-started", server: "server1" },
	"prepare-ended": { kind: "prepare-ended", outcome: { kind: "refused", problem } },
	"restart-refused": { kind: "restart-refused" },
};

/** Where each event leads from each phase; `-` is the very same state. */
const TABLE: Record<keyof typeof PHASES, string[]> = {
	//           started, progress, partial, cancel, stopped, checked, failed; repair, undo, password and prepare: started, ended; no restart
	idle: ["checking", "-", "-", "-", "-", "-", "-", "fixing", "-", "fixing", "-", "fixing", "-", "fixing", "-", "idle"],
	checked: [
		"checking",
		"-",
		"-",
		"-",
		"-",
		"-",
		"-",
		"fixing",
		"-",
		"fixing",
		"-",
		"fixing",
		"-",
		"fixing",
		"-",
		"checked",
	],
	fixed: [
		"checking",
		"-",
		"-",
		"-",
		"-",
		"-",
		"-",
		"fixing",
		"-",
		"fixing",
		"-",
		"fixing",
		"-",
		"fixing",
		"-",
		"fixed",
	],
	error: ["checking", "-", "-", "-", "-", "-", "-", "fixing", "-", "fixing", "-", "fixing", "-", "fixing", "-", "-"],
	checking: [
		"-",
		"checking",
		"checking",
		"checking",
		"checked",
		"checked",
		"error",
		"-",
		"-",
		"-",
		"-",
		"-",
		"-",
		"-",
		"-",
		"-",
	],
	stopping: ["-", "checking", "-", "-", "checked", "checked", "error", "-", "-", "-", "-", "-", "-", "-", "-", "-"],
	repairing: ["-", "-", "-", "-", "-", "-", "error", "-", "fixing", "-", "-", "-", "-", "-", "-", "-"],
	undoing: ["-", "-", "-", "-", "-", "-", "error", "-", "-", "-", "fixing", "-", "-", "-", "-", "-"],
	"trying a password": ["-", "-", "-", "-", "-", "-", "error", "-", "-", "-", "-", "-", "fixing", "-", "-", "-"],
	preparing: ["-", "-", "-", "-", "-", "-", "error", "-", "-", "-", "-", "-", "-", "-", "fixing", "-"],
	"checking again": ["-", "-", "-", "-", "-", "fixed", "error", "-", "-", "-", "-", "-", "-", "-", "-", "-"],
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

describe("a check that knows something before its end", () => {
	const known = reduce(inPhase(checking), { kind: "check-partial", diagnosis: FINE });

	test("shows that instead of the check of before", () => {
		expect(diagnosisOf(checking)).toBe(BROKEN);
		expect(diagnosisOf(known.phase)).toBe(FINE);
	});

	test("forgets it when it is cancelled", () => {
		expect(reduce(known, { kind: "check-stopped" }).phase).toMatchObject({ kind: "checked", diagnosis: BROKEN });
	});
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
			repaired,
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

describe("a repair that was made", () => {
	const ended = (outcome: Extract<ViewEvent, { kind: "repair-ended" }>["outcome"], after = FINE) =>
		reduce(reduce(inPhase(repairing), { kind: "repair-ended", outcome }), { kind: "checked", diagnosis: after }).phase;
	const proof = (outcome: Outcome): Observation => ({
		endpoint: { ...seen().at, protocol: "imap" },
		stage: "capabilities",
		outcome,
		greeting: "",
		offers: null,
		tls: null,
		addresses: [],
		milliseconds: 1,
	});
	const applied: FixOutcome = { kind: "applied", entry: "e", proofs: [], left: [] };

	test("counts only the changes of the servers that were not left as they were", () => {
		const left: RepairProblem[] = [{ kind: "not-better", key: "smtp1", seen: seen() }];
		expect(ended({ ...applied, left })).toMatchObject({ kind: "fixed", notice: { changes: 1, left } });
	});

	test.each<[string, Outcome, boolean]>([
		["that works", { kind: "ok" }, true],
		["that is as bad as before", { kind: "unreachable" }, true],
		["that could not be asked", { kind: "could-not-check", why: "offline" }, false],
		["whose name nobody told", { kind: "dns-silent" }, false],
	])("is proved by a server %s: %#", (_, outcome, proved) => {
		expect(ended({ ...applied, proofs: [proof({ kind: "ok" }), proof(outcome)] })).toMatchObject({
			notice: { proved },
		});
	});

	test.each([{ offline: true }, { networkOut: true }])("is not proved while there is no network: %o", (given) => {
		expect(ended(applied, { ...FINE, ...given })).toMatchObject({ kind: "fixed", notice: { proved: false } });
	});
});

describe("a password that was tried", () => {
	const result = (stored: boolean): PasswordTrial => ({
		kind: "tried",
		results: [{ key: "server1", service: "incoming", outcome: { kind: "ok" }, stored }],
	});
	test.each<[string, PasswordTrial, Phase["kind"]]>([
		["stored somewhere", result(true), "fixed"],
		["stored nowhere", result(false), "checked"],
		["not even tried", { kind: "refused", problem }, "checked"],
	])("%s", (_, outcome, kind) => {
		const ended = reduce(inPhase(trying), { kind: "password-ended", outcome });
		expect(reduce(ended, { kind: "checked", diagnosis: FINE }).phase.kind).toBe(kind);
	});
});

describe("the question before a restart", () => {
	const asked = reduce(inPhase(checked), { kind: "restart-asked", server: "server1" });
	const needed: RepairProblem = { kind: "password-needed", key: "server1", host: "ssl0.ovh.net" };

	test("is asked at rest only, once, and may be about another server then", () => {
		expect(asked).toMatchObject({ phase: checked, asking: { kind: "restart", server: "server1", passwordHost: null } });
		expect(reduce(asked, { kind: "restart-asked", server: "server1" })).toBe(asked);
		expect(reduce(asked, { kind: "restart-asked", server: "server2" }).asking).toMatchObject({ server: "server2" });
		const busy = inPhase(checking);
		expect(reduce(busy, { kind: "restart-asked", server: "server1" })).toBe(busy);
	});

	test("is gone when it is dismissed, and with every click that begins something", () => {
		expect(reduce(asked, { kind: "dismissed" }).asking).toBeNull();
		expect(reduce(inPhase(checked), { kind: "dismissed" })).toMatchObject({ asking: null });
		for (const event of [EVENTS["check-started"], EVENTS["prepare-started"], EVENTS["undo-started"]]) {
			if (event !== undefined) expect(reduce(asked, event).asking).toBeNull();
		}
	});

	test("comes back with the host whose password is needed, and stays over the check that follows", () => {
		const ended = reduce(inPhase(preparing), {
			kind: "prepare-ended",
			outcome: { kind: "refused", problem: needed },
		});
		const after = reduce(ended, { kind: "checked", diagnosis: BROKEN });
		expect(after).toMatchObject({
			phase: { kind: "checked", notice: { kind: "prepare-refused", problem: needed } },
			asking: { kind: "restart", server: "server1", passwordHost: "ssl0.ovh.net" },
		});
	});

	test("does not come back for another reason", () => {
		const ended = reduce(inPhase(preparing), { kind: "prepare-ended", outcome: { kind: "refused", problem } });
		expect(ended.asking).toBeNull();
	});
});

test("what is prepared is told after a fresh check; nothing is fixed yet", () => {
	const outcome = { kind: "prepared", entry: "e", carried: { filters: 2 } } as const;
	const ended = reduce(inPhase(preparing), { kind: "prepare-ended", outcome });
	expect(reduce(ended, { kind: "checked", diagnosis: BROKEN }).phase).toEqual({
		kind: "checked",
		diagnosis: BROKEN,
		notice: outcome,
	});
});

test("a check tells what has happened before it", () => {
	const phase = reduce(inPhase(checking), {
		kind: "checked",
		diagnosis: FINE,
		notice: { kind: "made-at-restart" },
	}).phase;
	expect(phase).toEqual({ kind: "checked", diagnosis: FINE, notice: { kind: "made-at-restart" } });
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
	const loaded = reduce(INITIAL_STATE, {
		kind: "surroundings-loaded",
		history: journal(entries),
		selfCheck: TRIED,
		versions: VERSIONS,
	});
	expect(latestUndoable(loaded.surroundings)?.id).toBe("b");
	expect(latestUndoable(INITIAL_STATE.surroundings)).toBeNull();
});
