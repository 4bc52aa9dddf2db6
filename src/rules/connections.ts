// How many connections an account may keep open. Shared by the two rules that lower their number.

import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

/** Thunderbird's own default; more helps nobody. */
export const USUAL_CONNECTIONS = 5;

export interface Budget {
	/** Of all accounts of the same user at the provider. */
	connections: number;
	limit: number;
	/** The share of this account. */
	share: number;
}

/** Null where one user's accounts together stay below what the provider allows, or where there is only one of them. */
export function exceededBudget(surveyed: SurveyedAccount, survey: Survey): Budget | null {
	const group = survey.sharers.get(surveyed) ?? [];
	const limit = surveyed.provider?.connectionsPerUser ?? null;
	if (group.length < 2 || limit === null) return null;
	const connections = total(group, (count) => count);
	if (connections <= limit) return null;
	const usual = total(group, (count) => Math.min(count, USUAL_CONNECTIONS));
	const own = Math.min(surveyed.account.incoming.connections ?? 0, USUAL_CONNECTIONS);
	const share = usual <= limit ? own : Math.max(1, Math.floor((own * limit) / usual));
	return { connections, limit, share };
}

function total(group: readonly SurveyedAccount[], count: (connections: number) => number): number {
	return group.reduce((sum, { account }) => sum + count(account.incoming.connections ?? 0), 0);
}
