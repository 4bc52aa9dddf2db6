// What a click came to, as data, and how the doctor's outcomes become that. Pure.
// When it is told is view-state.ts; in which words, sentences.ts.

import type { FixOutcome } from "../doctor/doctor";
import type { Change } from "../domain/change";
import type { Observation } from "../domain/observation";
import type {
	Carried,
	PasswordOutcome,
	PasswordResult,
	PrepareOutcome,
	RepairProblem,
	SignInObstacle,
	SignInOutcome,
	UndoOutcome,
} from "../domain/outcome";

/** What the last click came to, told above the cards until the next click. */
export type Notice =
	/** `left`: why some changes were not made. `proved`: the servers were seen with their new settings. */
	| { kind: "repaired"; changes: number; left: RepairProblem[]; proved: boolean }
	| { kind: "nothing-to-do" }
	| { kind: "repair-refused"; problem: RepairProblem }
	| { kind: "repair-rolled-back"; problem: RepairProblem }
	/** It waits for a restart. `carried`: what follows. */
	| { kind: "prepared"; entry: string; carried: Carried }
	| { kind: "prepare-refused"; problem: RepairProblem }
	/** An open window said no. */
	| { kind: "restart-refused" }
	/** The restart that the page asked for has made it. */
	| { kind: "made-at-restart" }
	| { kind: "undone" }
	/** It is taken back when Thunderbird restarts. */
	| { kind: "undo-prepared" }
	| { kind: "undo-refused"; problem: RepairProblem }
	| { kind: "password-tried"; results: PasswordResult[] }
	| { kind: "password-refused"; problem: RepairProblem }
	/** `left`: why some servers were left as they are. */
	| { kind: "signed-in"; left: RepairProblem[] }
	| { kind: "sign-in-stopped"; why: SignInObstacle }
	| { kind: "sign-in-refused" | "sign-in-rolled-back"; problem: RepairProblem }
	| { kind: "cancelled" };

/** Something is better than before, or there was nothing to do. */
export function isDone(notice: Notice): boolean {
	switch (notice.kind) {
		case "repaired":
		case "nothing-to-do":
		case "signed-in":
			return true;
		case "password-tried":
			return notice.results.some(({ stored }) => stored);
		case "repair-refused":
		case "repair-rolled-back":
		case "prepared":
		case "prepare-refused":
		case "restart-refused":
		case "made-at-restart":
		case "undone":
		case "undo-prepared":
		case "undo-refused":
		case "password-refused":
		case "sign-in-stopped":
		case "sign-in-refused":
		case "sign-in-rolled-back":
		case "cancelled":
			return false;
	}
}

export function repairNotice(outcome: FixOutcome, changes: readonly Change[]): Notice {
	switch (outcome.kind) {
		case "applied": {
			const { left, proofs } = outcome;
			const leftKeys = new Set(left.flatMap((problem) => ("key" in problem ? [problem.key] : [])));
			const made = changes.filter((change) => change.kind !== "set" || !leftKeys.has(change.key));
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

export function prepareNotice(outcome: PrepareOutcome): Notice {
	return outcome.kind === "prepared"
		? { kind: "prepared", entry: outcome.entry, carried: outcome.carried }
		: { kind: "prepare-refused", problem: outcome.problem };
}

export function passwordNotice(outcome: PasswordOutcome): Notice {
	return outcome.kind === "tried"
		? { kind: "password-tried", results: outcome.results }
		: { kind: "password-refused", problem: outcome.problem };
}

export function signInNotice(outcome: SignInOutcome): Notice {
	switch (outcome.kind) {
		case "signed-in":
			return { kind: "signed-in", left: outcome.left };
		case "not-signed-in":
			return { kind: "sign-in-stopped", why: outcome.why };
		case "refused":
		case "rolled-back":
			return { kind: `sign-in-${outcome.kind}`, problem: outcome.problem };
	}
}

export function undoNotice(outcome: UndoOutcome): Notice {
	switch (outcome.kind) {
		case "undone":
			return { kind: "undone" };
		case "prepared":
			return { kind: "undo-prepared" };
		case "refused":
			return { kind: "undo-refused", problem: outcome.problem };
	}
}
