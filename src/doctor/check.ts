// One check: read the profile, judge account by account, and block what the self-check does not vouch for.

import { type ProposedChange, repairKindOf } from "../domain/change";
import type { AccountDiagnosis, Diagnosis } from "../domain/diagnosis";
import type { SelfCheck } from "../domain/outcome";

/** The same diagnosis with every change blocked whose repair misses an internal. */
export function blockUnsupported(diagnosis: Diagnosis, selfCheck: SelfCheck): Diagnosis {
	const off = new Set(selfCheck.missing.flatMap((one) => one.repairs));
	if (off.size === 0) return diagnosis;
	const block = (proposed: ProposedChange): ProposedChange =>
		proposed.blocked === null && off.has(repairKindOf(proposed.change))
			? { ...proposed, blocked: "unsupported" }
			: proposed;
	const accounts = diagnosis.accounts.map(
		(account): AccountDiagnosis => ({
			...account,
			findings: account.findings.map((finding) => ({ ...finding, changes: finding.changes.map(block) })),
		}),
	);
	return { ...diagnosis, accounts };
}
