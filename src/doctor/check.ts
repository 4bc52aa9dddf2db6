// One check: read the profile, judge account by account, and block what the self-check does not vouch for.

import { type Blocked, type ProposedChange, repairKindOf } from "../domain/change";
import type { AccountDiagnosis, Diagnosis } from "../domain/diagnosis";
import type { SelfCheck } from "../domain/outcome";

/** The same diagnosis with nothing to click: every change blocked for this reason, and no password asked for. */
export function blockAll(diagnosis: Diagnosis, blocked: Blocked): Diagnosis {
	const held = withChanges(diagnosis, (changes) =>
		changes.map((proposed) => ({ ...proposed, blocked: proposed.blocked ?? blocked })),
	);
	return { ...held, accounts: held.accounts.map((account) => ({ ...account, asksPassword: false })) };
}

/** The same diagnosis with every change blocked whose repair misses an internal. */
export function blockUnsupported(diagnosis: Diagnosis, selfCheck: SelfCheck): Diagnosis {
	const off = new Set(selfCheck.missing.flatMap((one) => one.repairs));
	if (off.size === 0) return diagnosis;
	// The changes of a finding belong together: half of them could be worse than none.
	const block = (changes: readonly ProposedChange[]): ProposedChange[] => {
		const isOff = changes.some(({ change }) => off.has(repairKindOf(change)));
		return changes.map((proposed) => (isOff ? { ...proposed, blocked: proposed.blocked ?? "unsupported" } : proposed));
	};
	return withChanges(diagnosis, block);
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
