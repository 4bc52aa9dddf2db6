// A move is prepared: everything that could forbid it is asked, the new place proved, and the login put there. What is then
// noted in the journal is made when Thunderbird closes: closing.ts.

import type { LoginCopy, MoveRecord } from "../../domain/journal";
import type { Carried, RepairProblem } from "../../domain/outcome";
import { seenOf } from "../../domain/seen";
import { goneFolder } from "./carry/files";
import { planMove } from "./closing";
import { type CompiledMove, compileMove, mayTakeStoredLogin } from "./compile-move";
import { SAVED_SEARCHES } from "./mend";
import type { LoginToTry, Ports } from "./ports";
import type { MoveRequest } from "./request";

export type Proved =
	| { kind: "proved"; move: CompiledMove; record: MoveRecord; logins: LoginCopy[]; carried: Carried }
	| { kind: "problem"; problem: RepairProblem };

const refused = (problem: RepairProblem) => ({ kind: "problem", problem }) as const;

/** Changes nothing, but for a typed password that the new place has accepted: it is stored there. */
export async function proveMove(request: MoveRequest, ports: Ports): Promise<Proved> {
	const compiled = await compileMove(request.changes, ports);
	if (compiled.kind === "problem") return compiled;
	const { move } = compiled;
	const { key, at, to } = move;
	const before = planned(move, ports);
	if (before.kind === "problem") return before;
	const obstacle = await ports.obstacles(key);
	if (obstacle !== null) return refused(obstacle);
	const login = await loginToTry(move, request.password, ports);
	if ("problem" in login) return login;

	const { seen, mailbox } = await ports.mailboxes.compare(key, at, to.username, login);
	// What Thunderbird would log in with there is wrong: only the user knows better.
	if (seen.outcome.kind === "refused" && login.kind === "stored" && login.isThere) return refused(needed(move));
	if (seen.outcome.kind !== "ok") return refused({ kind: "not-better", key, seen: seenOf(seen) });
	if (mailbox === "other") return refused({ kind: "other-mailbox", key, host: at.host });
	if (mailbox === "unknown") return refused({ kind: "not-comparable", key, host: at.host });

	// Waiting gave others a turn.
	const again = await compileMove(request.changes, ports);
	if (again.kind === "problem") return again;
	const after = planned(again.move, ports);
	if (after.kind === "problem") return after;
	if (request.password !== null) {
		const isKept = await ports.logins.keep(move.login.to, request.password);
		if (!isKept) return refused({ kind: "not-written" });
	}
	const logins = request.password === null ? await copiesFor(again.move, ports) : [];
	const follows = logins.length > 0 || request.password !== null ? { login: 1 } : {};
	return { ...after, move: again.move, logins, carried: { ...after.carried, ...follows } };
}

function planned(
	{ key, protocol, from, to, prefs }: CompiledMove,
	ports: Ports,
): { kind: "proved"; record: MoveRecord; carried: Carried } | { kind: "problem"; problem: RepairProblem } {
	const record: MoveRecord = { key, protocol, from, to, made: null, undo: null, mend: [], verified: false };
	const plan = planMove({ prefs, move: record }, "make", ports);
	if (plan.kind === "problem") return plan;
	const gone = goneSearch(record, ports);
	if (gone !== null) return refused(gone);
	const folders = ports.searchIndex.count(record);
	return { kind: "proved", record, carried: { ...plan.plan.carried, ...(folders > 0 && { "search-index": folders }) } };
}

/** Thunderbird forgets a saved search over a folder that is gone when it starts: not because of us. */
function goneSearch(record: MoveRecord, ports: Ports): RepairProblem | null {
	const content = ports.files.read(SAVED_SEARCHES);
	if (content === null) return null;
	const folders = ports.targets.folderUris();
	return goneFolder(content, record, (uri) => uri === record.from.uri || folders.has(uri));
}

type ChosenLogin =
	| Extract<LoginToTry, { kind: "typed" }>
	/** `isThere`: it lies at the new place. */
	| (Extract<LoginToTry, { kind: "stored" }> & { isThere: boolean });

const needed = ({ key, at }: CompiledMove): RepairProblem => ({ kind: "password-needed", key, host: at.host });

/**
 * What Thunderbird will log in with once the move is made: what was typed, what lies at the new place already, else the
 * copy of what is stored. Or why the new place cannot be proved with it, or nothing may be stored there.
 */
async function loginToTry(
	move: CompiledMove,
	typed: string | null,
	ports: Ports,
): Promise<ChosenLogin | { kind: "problem"; problem: RepairProblem }> {
	const { login, from, to } = move;
	const isLocked = ports.logins.isLocked();
	if (typed !== null) {
		return isLocked ? refused({ kind: "login-store-locked" }) : { kind: "typed", password: typed };
	}
	// A token belongs to its issuer, and goes nowhere else.
	if (move.auth !== "password") return { kind: "stored", of: from, isThere: false };
	const isThere = await ports.logins.has(login.to);
	if (!isThere && !(await ports.logins.has(login.from))) return refused(needed(move));
	if (isLocked) return refused({ kind: "login-store-locked" });
	if (isThere) return { kind: "stored", of: to, isThere };
	return (await mayTakeStoredLogin(move, ports)) ? { kind: "stored", of: from, isThere } : refused(needed(move));
}

/** The stored login, at the new place too; nothing where one is there already. */
async function copiesFor({ login: { from, to } }: CompiledMove, ports: Ports): Promise<LoginCopy[]> {
	if (from.origin === to.origin && from.username === to.username) return [];
	if (!(await ports.logins.has(from)) || (await ports.logins.has(to))) return [];
	return [{ from, to, guid: null }];
}
