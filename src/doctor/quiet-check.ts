// A check that nobody has clicked for: what is new in it, what is told, and what is remembered of it, over ports. When it
// happens: watch.ts. What it examines, and how seldom it logs in: use-cases.ts.

import type { Diagnosis } from "../domain/diagnosis";
import { accountsInTrouble } from "./plan";

/** For all of it; a check ends earlier by its own limits. */
const LONGEST_MS = 90_000;

export interface LastLook {
	/** When it began: ISO 8601, UTC. */
	at: string;
	/** Accounts in trouble; null: it has not ended, or there was no network. */
	trouble: number | null;
}

/** What is remembered between two looks. */
export interface Remembered {
	/** Faults that are known to the user and were not seen healed since, as `faultsOf` names them. */
	told: string[];
	/** The last quiet one. */
	last: LastLook | null;
}

export interface QuietPorts {
	check(signal: AbortSignal): Promise<Diagnosis>;
	remembered(): Promise<Remembered>;
	remember(change: (before: Remembered) => Remembered): Promise<void>;
	showTrouble(accounts: number): Promise<void>;
	/** One notification; the names of the accounts that have something new. */
	notify(accounts: string[]): Promise<void>;
	/** Keeps the page that this runs in awake until the returned function is called. */
	stayAwake(): () => void;
	/** ISO 8601, UTC. */
	now(): string;
	/** Aborts after so many milliseconds. */
	deadline(milliseconds: number): AbortSignal;
}

interface Fault {
	id: string;
	account: string;
	subject: string;
}

/** What makes an account count as being in trouble. A fault is the same as long as rule, account and subject are. */
export function faultsOf(diagnosis: Diagnosis): Fault[] {
	return diagnosis.accounts.flatMap(({ findings }) =>
		findings
			.filter(({ severity }) => severity !== "advice")
			.map(({ rule, account, subject }) => ({ id: JSON.stringify([rule, account, subject]), account, subject })),
	);
}

/** Whether the diagnosis says anything of servers at all. */
const sawNetwork = ({ offline, networkOut }: Diagnosis): boolean => !offline && !networkOut;

/**
 * `fresh`: the accounts with faults that were not told. `told`: with them, and without what was seen healed. What could not
 * be looked at is not healed: it is not told a second time when it is seen again.
 */
export function newsOf(told: readonly string[], diagnosis: Diagnosis): { fresh: string[]; told: string[] } {
	const faults = faultsOf(diagnosis);
	const now = new Set(faults.map(({ id }) => id));
	const accounts = new Map(diagnosis.accounts.map((account) => [account.key, account]));
	const standing = told.filter((id) => {
		if (now.has(id)) return false;
		const [, key, subject] = JSON.parse(id) as [string, string, string];
		const account = accounts.get(key);
		if (account === undefined) return false;
		return !sawNetwork(diagnosis) || account.unchecked.some((one) => one.subject === subject);
	});
	const known = new Set(told);
	const fresh = new Set(faults.filter(({ id }) => !known.has(id)).map(({ account }) => account));
	return { fresh: [...fresh], told: [...standing, ...now] };
}

/** What a check that the user sees makes of it: everything in it is told by the page itself. */
export function seenByUser(before: Remembered, diagnosis: Diagnosis): Remembered {
	return { ...before, told: newsOf(before.told, diagnosis).told };
}

export async function lookQuietly(ports: QuietPorts): Promise<void> {
	const sleep = ports.stayAwake();
	try {
		const at = ports.now();
		await ports.remember((before) => ({ ...before, last: { at, trouble: null } }));
		const diagnosis = await ports.check(ports.deadline(LONGEST_MS));
		const trouble = sawNetwork(diagnosis) ? accountsInTrouble(diagnosis) : null;
		let fresh: string[] = [];
		// On disk before it is told: a crash in between must not have it told twice.
		await ports.remember((before) => {
			const news = newsOf(before.told, diagnosis);
			fresh = news.fresh;
			return { told: news.told, last: { at, trouble } };
		});
		if (trouble !== null) await ports.showTrouble(trouble);
		if (fresh.length > 0) await ports.notify(namesOf(fresh, diagnosis));
	} finally {
		sleep();
	}
}

function namesOf(keys: readonly string[], { accounts }: Diagnosis): string[] {
	return accounts.filter(({ key }) => keys.includes(key)).map(({ name, address }) => name || address);
}
