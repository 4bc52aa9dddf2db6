// One check: read the profile, judge account by account, and block what the self-check does not vouch for.

import { type Blocked, type Change, type ProposedChange, repairKindOf } from "../domain/change";
import type { AccountDiagnosis, Diagnosis } from "../domain/diagnosis";
import type { SelfCheck } from "../domain/outcome";

/** The same diagnosis with nothing to click: every change blocked for this reason, no password asked for and no sign-in offered. */
export function blockAll(diagnosis: Diagnosis, blocked: Blocked): Diagnosis {
	const held = withChanges(diagnosis, (changes) =>
		changes.map((proposed) => ({ ...proposed, blocked: proposed.blocked ?? blocked })),
	);
	return { ...held, accounts: held.accounts.map((account) => ({ ...account, asksPassword: false, signIn: null })) };
}

/** The same diagnosis with every change blocked whose repair misses an internal. */
export function blockUnsupported(diagnosis: Diagnosis, selfCheck: SelfCheck): Diagnosis {
	const off = new Set(selfCheck.missing.flatMap((one) => one.repairs));
	if (off.size === 0) return diagnosis;
	const isOff = (changes: readonly ProposedChange[]): boolean =>
		changes.some(({ change }) => off.has(repairKindOf(change)));
	const restarts = diagnosis.accounts
		.flatMap(({ findings }) => findings.flatMap(({ changes }) => changes))
		.filter(({ fix }) => fix === "restart");
	const held = new Set(restarts.filter((one) => isOff([one])).map(({ change }) => keyOf(change)));
	// The changes of a finding, and those of one restart, belong together: half of them could be worse than none.
	return withChanges(diagnosis, (changes) =>
		changes.map((proposed) =>
			isOff(changes) || (proposed.fix === "restart" && held.has(keyOf(proposed.change)))
				? { ...proposed, blocked: proposed.blocked ?? "unsupported" }
				: proposed,
		),
	);
}

function keyOf(change: Change): string {
	switch (change.kind) {
		case "set":
			return change.key;
		case "create-outgoing":
			return change.loginFrom;
		case "add-calendar":
		case "add-address-book":
			return change.server;
		case "create-account":
			return "";
	}
}

function withChanges(diagnosis: Diagnosis, edit: (changes: readonly ProposedChange[]) => ProposedChange[]): Diagnosis {
	const accounts = diagnosis.accounts.map(
		(account): AccountDiagnosis => ({
			...account,
			findings: account.findings.map((finding) => ({ ...finding, changes: edit(finding.changes) })),
		}),
	);
	return { ...diagnosis, accounts };
}
