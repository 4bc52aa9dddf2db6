// Which rule a wrong pair of port and security belongs to: the first that applies owns it, so a fault is told once.
// The faults themselves are in the files of their names; their order is that of the list in index.ts.

import type { Finding } from "../domain/finding";
import type { RuleId } from "../domain/rule-ids";
import type { Severity } from "../domain/vocabulary";
import { authChanges, authFault } from "./auth";
import { RULE_FACTS } from "./facts";
import { seenOf } from "./observation";
import { propose } from "./propose";
import type { Rule } from "./rule";
import { isPlainWithoutLogin, type JudgedServer, pairChanges, willBeEncrypted } from "./server";
import { type SurveyedAccount, type SurveyedOutgoing, serversOf } from "./surveyed";

export interface ConnectionFault {
	id: RuleId;
	severity: Severity;
	/** Asked only of pairs that no provider accepts, and never of a program on this machine. */
	applies(judged: JudgedServer): boolean;
}

/** The faults as rules, no two of which speak of the same connection. */
export function connectionRules(faults: readonly ConnectionFault[]): Rule[] {
	return faults.map((fault) => ({
		id: fault.id,
		find: (surveyed) =>
			serversOf(surveyed)
				.filter(({ judged }) => !isRight(judged) && faults.find((other) => other.applies(judged)) === fault)
				.map((server) => report(fault, surveyed, server)),
	}));
}

/** A pair that is right or may be, or whose fault belongs elsewhere. */
export function isRight(judged: JudgedServer): boolean {
	if (judged.standing.kind === "loopback" || judged.pair === "accepted" || judged.pair === "unverified") return true;
	return isPlainWithoutLogin(judged);
}

function report(
	fault: ConnectionFault,
	surveyed: SurveyedAccount,
	{ judged, loginAuth }: Pick<SurveyedOutgoing, "loginAuth"> & { judged: JudgedServer },
): Finding {
	const { server, target, protocol } = judged;
	const known = {
		host: server.host,
		port: server.port,
		security: server.security,
		protocol,
		provider: judged.provider?.id ?? "unknown",
	};
	const names: readonly string[] = RULE_FACTS[fault.id];
	const changes = pairChanges(judged);
	// A method that would send a password as it is must never come before the encryption: one repair does both.
	const wrongAuth = willBeEncrypted(judged) ? authFault(judged, loginAuth) : null;
	if (wrongAuth?.fix === "live") changes.push(...authChanges(judged, wrongAuth));
	return {
		rule: fault.id,
		severity: fault.severity,
		account: surveyed.account.key,
		service: target,
		subject: server.key,
		fix: changes.length > 0 ? "live" : "advice",
		facts: Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name))),
		changes: propose(changes, "live", server.locked),
		seen: judged.look?.seen.outcome.kind === "ok" ? null : seenOf(judged.look?.seen ?? null),
	};
}
