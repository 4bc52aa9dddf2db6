// From findings to the changes of one click. Pure.

import { type Change, changeIdentity, type ProposedChange } from "../domain/change";
import type { AccountDiagnosis, Diagnosis } from "../domain/diagnosis";

/** The changes that one click makes at once: live, not blocked, each once though several accounts may show it. */
export function liveChanges(accounts: readonly AccountDiagnosis[]): Change[] {
	const changes = new Map<string, Change>();
	for (const proposed of proposedChanges(accounts)) {
		if (proposed.fix !== "live" || proposed.blocked !== null) continue;
		changes.set(changeIdentity(proposed.change), proposed.change);
	}
	return [...changes.values()];
}

export function proposedChanges(accounts: readonly AccountDiagnosis[]): ProposedChange[] {
	return accounts.flatMap((account) => account.findings.flatMap((finding) => finding.changes));
}

/** Accounts that do not work or are unsafe: the number on the toolbar button. */
export function accountsInTrouble(diagnosis: Diagnosis): number {
	return diagnosis.accounts.filter((account) => account.health === "error" || account.health === "warning").length;
}
