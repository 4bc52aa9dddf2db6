// An account as one step of a repair that is made whole or not at all: the login that was accepted is kept, the account
// made and read back; and all of it taken away again. The order and the journal are ../engine.ts's.

import type { CreateAccountChange } from "../../../domain/change";
import type { JournalEntry, KeptLogin } from "../../../domain/journal";
import type { RepairProblem } from "../../../domain/outcome";
import type { Setting } from "../../../domain/vocabulary";
import { originOf } from "../../shared/logins";
import { branchOf } from "../../shared/settings";
import { describe } from "../describe";
import type { Ports } from "../ports";
import type { SignInPorts } from "../sign-in";
import { useOfAccount } from "./held";
import { type AccountPlan, type AddedAccount, DEFAULT_ACCOUNT } from "./plan";
import type { Accepted } from "./prove";

/** What an entry with an account does beside its edits. */
export interface AccountSteps {
	keepLogins(): Promise<RepairProblem | null>;
	make(): RepairProblem | null;
}

export interface AccountInEntry {
	added: AddedAccount;
	change: CreateAccountChange;
}

export function accountsIn({ added, changes }: Pick<JournalEntry, "added" | "changes">): AccountInEntry[] {
	const change = changes.find((one) => one.kind === "create-account");
	return change === undefined ? [] : added.flatMap((one) => (one.kind === "account" ? { added: one, change } : []));
}

/** A password where Thunderbird looks for it, a token where all of Thunderbird does; on disk when this is over. */
export async function keepAccepted(
	accepted: Accepted,
	{ added }: AccountPlan,
	ports: Ports,
	hands: SignInPorts,
): Promise<RepairProblem | null> {
	if (accepted.kind === "token") {
		if (!(await hands.keep(accepted.wish, accepted.grant))) return { kind: "not-written" };
		hands.adopt(accepted.wish, accepted.grant);
		ports.step("login:kept");
		return null;
	}
	for (const kept of added.logins) {
		const { place, former } = kept;
		const { password } = accepted;
		try {
			// Before it is replaced: an undo puts it back, and nothing but the login store ever has it.
			const isSafe = former === undefined || (await ports.logins.setAside(place, former, password));
			ports.step("login:set-aside");
			if (!isSafe || !(await ports.logins.keep(place, password))) return { kind: "not-written" };
		} catch (error) {
			// The kind only: the message might quote what was to be stored.
			ports.warn(`storing a password: ${error instanceof Error ? error.name : "unknown error"}`);
			return { kind: "not-written" };
		}
		Object.assign(kept, await ports.logins.stampOf(place));
		ports.step("login:kept");
	}
	return null;
}

/**
 * Once an account was taken away, what still stands under its keys is another's: Thunderbird gives them out again, and a user
 * may have made the same account by hand.
 */
export function isOfAnotherAccount(entry: JournalEntry, name: string, { prefs }: Ports): boolean {
	return entry.added.some((one) => {
		if (one.kind !== "account") return false;
		if (one.server !== "" && name.startsWith(branchOf("incoming", one.server))) return true;
		if (name.startsWith(`mail.account.${one.account}.`)) return true;
		return name.startsWith(branchOf("identity", one.identity)) && isListed(one.identity, prefs);
	});
}

function isListed(identity: string, prefs: Ports["prefs"]): boolean {
	return prefs
		.namesBelow("mail.account.")
		.filter((name) => name.endsWith(".identities"))
		.some((name) => String(prefs.read(name)).split(",").includes(identity));
}

/** Makes it and reads it back. Leaves taking away what is half done to the caller. */
export function makeAccount(
	change: CreateAccountChange,
	plan: AccountPlan,
	entry: JournalEntry,
	ports: Ports,
): RepairProblem | null {
	const { added } = plan;
	ports.accounts.create(change, plan, added);
	entry.prefs.push(...ports.accounts.ownPrefs(added));
	ports.step("account:created");
	const outgoing = added.outgoing ?? String(ports.targets.value("identity", added.identity, "identity.outgoing"));
	const { incoming } = change;
	const expected: [Parameters<Ports["targets"]["value"]>[0], string, Setting, string | number][] = [
		["incoming", added.server, "incoming.host", incoming.host],
		["incoming", added.server, "incoming.port", incoming.port],
		["incoming", added.server, "incoming.security", incoming.security],
		["incoming", added.server, "incoming.auth", incoming.auth],
		["incoming", added.server, "incoming.username", incoming.username],
		["outgoing", outgoing, "outgoing.host", change.outgoing.host],
		["outgoing", outgoing, "outgoing.port", change.outgoing.port],
		["outgoing", outgoing, "outgoing.security", change.outgoing.security],
		["outgoing", outgoing, "outgoing.auth", change.outgoing.auth],
		["outgoing", outgoing, "outgoing.username", change.outgoing.username],
	];
	for (const [target, key, setting, wanted] of expected) {
		if (ports.targets.value(target, key, setting) !== wanted) return { kind: "not-kept", key, setting };
	}
	return null;
}

function removeAccounts(entry: JournalEntry, ports: Ports): void {
	const former = entry.prefs.find(({ name }) => name === DEFAULT_ACCOUNT)?.before ?? null;
	for (const { change, added } of accountsIn(entry)) {
		ports.accounts.remove(change, added, typeof former === "string" ? former : null);
		ports.step("account:removed");
	}
}

/**
 * The passwords that were kept for it, where nobody else has come to use them; in their place what was there before. false:
 * one could not be removed or put back.
 */
async function removeKeptLogins(entry: JournalEntry, ports: Ports): Promise<boolean> {
	const kept = accountsIn(entry).flatMap(({ added }) => added.logins);
	if (kept.length === 0) return true;
	const { targets, logins } = ports;
	const users = [
		...targets.incomingServers(),
		...targets.outgoing().map((server) => ({ ...server, protocol: "smtp" as const })),
	].map(({ protocol, host, username }) => `${originOf(protocol, host)} ${username}`);
	const removed: string[] = [];
	for (const one of kept) {
		const { place, former } = one;
		if (former !== undefined) {
			if (!(await restored(one, ports))) return false;
			continue;
		}
		if (users.includes(`${place.origin} ${place.username}`)) continue;
		// Even a locked store knows that there is none.
		if (!(await logins.has(place).catch(() => true))) continue;
		try {
			const id = await logins.removeKept(one);
			if (id !== null) removed.push(id);
		} catch (error) {
			ports.warn(`removing a login: ${describe(error)}`);
			return false;
		}
		ports.step("login:removed");
	}
	if (removed.length === 0) return true;
	const isGone = await logins.flush([], removed).catch(() => false);
	ports.step("logins:flushed");
	return isGone;
}

/** What was there before, back where it was: whoever uses it had that password. */
async function restored(kept: KeptLogin, ports: Ports): Promise<boolean> {
	const isThere = kept.former !== undefined && (await ports.logins.has(kept.former).catch(() => true));
	if (!isThere) return true;
	const isBack = await ports.logins.restore(kept).catch((error: unknown) => {
		ports.warn(`putting a login back: ${describe(error)}`);
		return false;
	});
	ports.step("login:put-back");
	return isBack;
}

/** The two parts of it that go with an entry that is put back or undone: before its preferences, and after them. */
export const takeAway = { account: removeAccounts, logins: removeKeptLogins };

/** null: the account can be taken away as things are now, and nothing is lost with it. */
export async function accountUndoProblem(entry: JournalEntry, ports: Ports): Promise<RepairProblem | null> {
	for (const { added, change } of accountsIn(entry)) {
		const problem = (await ports.obstacles(added.server)) ?? useOfAccount(added, change, ports);
		if (problem !== null) return problem;
	}
	return null;
}
