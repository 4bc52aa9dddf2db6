// What the engine asks about moves that are in its journal: prepared, applied, taken back. Making them: closing.ts.

import type { Journal, JournalEntry } from "../../domain/journal";
import type { Carried, RepairProblem } from "../../domain/outcome";
import { copiesOf, isWaiting, planMove } from "./closing";
import type { Ports } from "./ports";
import type { MoveRequest } from "./request";

/** Whether the entry already prepares exactly this. */
export function preparesSame(entry: JournalEntry, { changes }: MoveRequest): boolean {
	const text = (one: JournalEntry["changes"]) => JSON.stringify(one.map((change) => JSON.stringify(change)).sort());
	return entry.state === "prepared" && text(entry.changes) === text(changes);
}

/** What follows when an entry that is prepared is made; null when it could not be made as things are now. */
export function carriedBy(entry: JournalEntry, ports: Ports): Carried | null {
	if (entry.move === null) return null;
	const planned = planMove({ prefs: entry.prefs, move: entry.move }, "make", ports);
	if (planned.kind === "problem") return null;
	return { ...planned.plan.carried, ...(entry.logins.length > 0 && { login: entry.logins.length }) };
}

/** Why an applied move cannot be taken back; null when it can, at the next closing. */
export async function undoMoveProblem(
	entry: JournalEntry,
	journal: Journal,
	ports: Ports,
): Promise<RepairProblem | null> {
	const { move } = entry;
	if (move === null) return { kind: "not-undoable" };
	const { key } = move;
	const internal = ports.missingFor("incoming-host");
	if (internal !== null) return { kind: "unsupported", internal };
	// Two would be in each other's way, whichever came first.
	const isMoving = journal.entries.some((one) => one.move?.key === key && isWaiting(one));
	if (isMoving) return { kind: "changed-meanwhile", key, setting: null };
	const planned = planMove({ prefs: entry.prefs, move }, "undo", ports);
	return planned.kind === "problem" ? planned.problem : ports.obstacles(key);
}

/** Of an applied move: reads back. Of an ended one, whose login copies are gone: forgets what would put it back. */
export function tidyMove(entry: JournalEntry, ports: Ports): void {
	const { move } = entry;
	if (move === null) return;
	if (entry.state === "applied") {
		move.verified = true;
		for (const setting of ["incoming.host", "incoming.username"] as const) {
			const wanted = setting === "incoming.host" ? move.to.host : move.to.username;
			const now = ports.targets.value("incoming", move.key, setting);
			// An account that was removed since is nobody's fault.
			if (now === undefined || String(now).toLowerCase() === wanted.toLowerCase()) continue;
			entry.problem = { kind: "not-kept", key: move.key, setting };
		}
		return;
	}
	entry.logins = [];
	if (move.mend.length > 0) return;
	move.made = null;
	move.undo = null;
	ports.files.removeFolder(copiesOf(entry));
}
