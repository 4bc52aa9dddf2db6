// The copies of logins that repairs make, on their way out: which nobody else has come to use, and which an earlier undo had
// to leave. Making them is the engine's affair.

import type { Journal, JournalEntry, LoginCopy } from "../../domain/journal";
import type { RepairProblem } from "../../domain/outcome";
import { originOf } from "../shared/logins";
import { collectionsOf, isOfDav, isUsedByOthers } from "./collections";
import { describe } from "./describe";
import type { Ports } from "./ports";
import { readWebAddress } from "./web-address";

/** Removes those that are unused, once the repair of `entry` is taken back. false: one could not be removed. */
export async function removeCopies(copies: readonly LoginCopy[], entry: JournalEntry, ports: Ports): Promise<boolean> {
	let whole = true;
	const removed: string[] = [];
	for (const copy of unused(copies, entry, ports)) {
		// Even a locked store knows that there is none.
		if (!(await ports.logins.has(copy.to).catch(() => true))) continue;
		const id = await ports.logins.removeCopy(copy).catch((error: unknown) => {
			whole = false;
			ports.warn(`removing a login copy: ${describe(error)}`);
			return null;
		});
		if (id !== null) removed.push(id);
		ports.step("login:removed");
	}
	if (removed.length > 0) {
		const gone = await ports.logins.flush([], removed).catch(() => false);
		ports.step("logins:flushed");
		if (!gone) whole = false;
	}
	return whole;
}

/**
 * Login copies of entries that are undone already, at the servers of what this entry added: one that was in use then had to
 * stay. Those that are gone are among them.
 */
export function leftCopies(entry: JournalEntry, { entries }: Journal): LoginCopy[] {
	const origins = new Set(collectionsOf(entry).map(({ url }) => readWebAddress(url)?.origin));
	return entries
		.filter((other) => other !== entry && other.state === "undone")
		.flatMap(({ logins }) => logins)
		.filter(({ to, guid }) => guid !== null && isOfDav(to) && origins.has(to.origin));
}

/** Why they cannot go with an undo of this entry now; null: they can. */
export async function leftCopiesProblem(
	entry: JournalEntry,
	journal: Journal,
	{ logins }: Ports,
): Promise<RepairProblem | null> {
	for (const { to } of logins.isLocked() ? leftCopies(entry, journal) : []) {
		if (await logins.has(to)) return { kind: "login-store-locked" };
	}
	return null;
}

/** Those with which no other server has come to log in. */
function unused(copies: readonly LoginCopy[], entry: JournalEntry, ports: Ports): LoginCopy[] {
	if (copies.length === 0) return [];
	const { targets } = ports;
	const own = new Set([...entry.created, ...entry.changes.map((change) => (change.kind === "set" ? change.key : ""))]);
	const others = targets.outgoing().filter((server) => !own.has(server.key));
	const used = new Set(
		[
			...others.map((server) => ({ ...server, protocol: "smtp" as const })),
			...(entry.move === null ? [] : targets.incomingServers()),
		].map(({ protocol, host, username }) => `${originOf(protocol, host)} ${username}`),
	);
	return copies.filter(({ to }) =>
		isOfDav(to) ? !isUsedByOthers(to, entry, ports) : !used.has(`${to.origin} ${to.username}`),
	);
}
