// What the inventory of a machine is told of one check. Pure. Its shape: ../policy/result-schema.ts.

import type { AccountDiagnosis, Diagnosis } from "../domain/diagnosis";
import type { JournalEntry } from "../domain/journal";
import type { Result } from "../policy/result-schema";
import { RESULT_FORMAT } from "../policy/result-schema";
import type { Policy } from "../policy/schema";
import { isContested } from "./automatic";
import { liveChanges, waitingChanges } from "./plan";

export interface ResultParts {
	diagnosis: Diagnosis;
	policy: Policy;
	trigger: Result["trigger"];
	versions: Result["versions"];
	/** Newest first. */
	entries: readonly JournalEntry[];
	/** Changes that the automatic mode has made or tried, as automatic.ts names them. */
	attempted: readonly string[];
	/** ISO 8601, UTC. */
	now: string;
}

export function resultOf({ diagnosis, policy, trigger, versions, entries, attempted, now }: ResultParts): Result {
	const [latest] = entries;
	const waiting = waitingChanges(entries);
	const rowOf = (account: AccountDiagnosis): Result["accounts"][number] => {
		const changes = liveChanges([account], waiting);
		const contested = changes.filter((change) => isContested(change, attempted));
		const findings = new Map(account.findings.map(({ rule, severity }) => [rule, { rule, severity }]));
		return {
			account: account.key,
			address: policy.resultFile?.addresses === true ? account.address : null,
			...{ provider: account.provider, health: account.health, lights: account.lights },
			findings: [...findings.values()],
			unchecked: account.unchecked.map(({ service, reason }) => ({ service, reason })),
			repairable: changes.length - contested.length,
			contested: contested.length,
		};
	};
	return {
		format: RESULT_FORMAT,
		...{ written: now, checked: diagnosis.at, trigger, versions, repairs: policy.repairs },
		offline: diagnosis.offline,
		networkOut: diagnosis.networkOut,
		loginStoreLocked: diagnosis.loginStoreLocked,
		latestRepair: latest === undefined ? null : { at: latest.at, state: latest.state, changes: latest.changes.length },
		accounts: diagnosis.accounts.map(rowOf),
	};
}
