// What a click came to, as data, and how the doctor's outcomes become that. Pure.
// When it is told is view-state.ts; in which words, sentences.ts.

import type { FixOutcome, PasswordTrial } from "../doctor/doctor";
import type { Change } from "../domain/change";
import type { CollectionsFound, DavTrouble } from "../domain/dav-offer";
import type { Seen } from "../domain/finding";
import type { CreateAccountOutcome } from "../domain/new-account";
import type { Observation } from "../domain/observation";
import type {
	Carried,
	PrepareOutcome,
	RepairProblem,
	SignInObstacle,
	SignInOutcome,
	UndoOutcome,
} from "../domain/outcome";

/** What the last click came to, told above the cards until the next click. */
export type Notice =
	/**
	 * `changes`: settings; `added`: calendars, address books. `left`: why some changes were not made. `proved`: the servers were
	 * seen with their new settings.
	 */
	| { kind: "repaired"; changes: number; added: Change[]; left: RepairProblem[]; proved: boolean }
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
	| { kind: "password-tried"; results: TriedService[] }
	| { kind: "password-refused"; problem: RepairProblem }
	/** `left`: why some servers were left as they are. */
	| { kind: "signed-in"; left: RepairProblem[] }
	| { kind: "sign-in-stopped"; why: SignInObstacle }
	| { kind: "sign-in-refused" | "sign-in-rolled-back"; problem: RepairProblem }
	/** `fresh`: so much of it is not in Thunderbird yet. */
	| { kind: "found"; fresh: number; trouble: boolean }
	| { kind: "search-refused"; problem: SearchProblem }
	| { kind: "search-cancelled" }
	/** `added`: calendars and address books that came with it; `trouble`: what of them did not. */
	| {
			kind: "account-added";
			address: string;
			provider: string;
			added: number;
			trouble: DavTrouble[];
			left: RepairProblem[];
	  }
	| { kind: "account-not-proved"; server: "incoming" | "outgoing"; seen: Seen }
	| { kind: "account-wrong-address" }
	| { kind: "account-refused" | "account-rolled-back"; problem: RepairProblem }
	| { kind: "cancelled" };

/** What became of a password at one of the servers. */
export type TriedService = Extract<PasswordTrial, { kind: "tried" }>["results"][number];

export type SearchProblem = Extract<CollectionsFound, { kind: "refused" }>["problem"];

/** Something is better than before, or there was nothing to do. */
export function isDone(notice: Notice): boolean {
	switch (notice.kind) {
		case "repaired":
		case "nothing-to-do":
		case "signed-in":
		case "account-added":
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
		case "found":
		case "search-refused":
		case "search-cancelled":
		case "account-not-proved":
		case "account-wrong-address":
		case "account-refused":
		case "account-rolled-back":
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
			const added = made.filter(isAddition);
			const changed = made.length - added.length;
			return { kind: "repaired", changes: changed, added, left, proved: proofs.every(isSeen) };
		}
		case "nothing-to-do":
			return { kind: "nothing-to-do" };
		case "refused":
			return { kind: "repair-refused", problem: outcome.problem };
		case "rolled-back":
			return { kind: "repair-rolled-back", problem: outcome.problem };
	}
}

function isAddition({ kind }: Change): boolean {
	return kind === "add-calendar" || kind === "add-address-book";
}

export function searchNotice(found: CollectionsFound): Notice {
	switch (found.kind) {
		case "found":
			return {
				kind: "found",
				fresh: found.offers.filter(({ present }) => !present).length,
				trouble: found.trouble.length > 0,
			};
		case "refused":
			return { kind: "search-refused", problem: found.problem };
	}
}

export function accountNotice(outcome: CreateAccountOutcome, address: string, provider: string): Notice {
	switch (outcome.kind) {
		case "created": {
			const { added, trouble, left } = outcome;
			return { kind: "account-added", address, provider, added, trouble, left };
		}
		case "not-proved":
			return { kind: "account-not-proved", server: outcome.server, seen: outcome.seen };
		case "not-signed-in":
			return { kind: "sign-in-stopped", why: outcome.why };
		case "wrong-address":
			return { kind: "account-wrong-address" };
		case "refused":
		case "rolled-back":
			return { kind: `account-${outcome.kind}`, problem: outcome.problem };
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

export function passwordNotice(outcome: PasswordTrial): Notice {
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
