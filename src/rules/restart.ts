// What a restart changes of one incoming server, over all findings of its account: one repair without contradictions. The
// rules say which host and which user name are right; here the port and its encryption join them. Which changes one click
// takes is decided in ../doctor/plan.ts.

import type { Blocked, ProposedChange, SetChange } from "../domain/change";
import type { Finding } from "../domain/finding";
import type { Setting } from "../domain/vocabulary";
import { hostVerdict, pairVerdict } from "../providers/lookup";
import type { Pair } from "../providers/schema";
import { edit } from "./propose";
import type { Survey } from "./survey";
import { loginKey, type SurveyedAccount } from "./surveyed";

const PLACE: readonly Setting[] = ["incoming.host", "incoming.username"];
const PAIR: readonly Setting[] = ["incoming.port", "incoming.security"];
const CONNECTION: readonly Setting[] = [...PAIR, "incoming.auth"];

/** The same findings, their changes of the incoming server's host and user name made whole, or left out where another account has them. */
export function wholeRestart(findings: readonly Finding[], surveyed: SurveyedAccount, survey: Survey): Finding[] {
	const moving = changesOf(findings, surveyed).filter(({ change }) => PLACE.includes(change.setting));
	if (moving.length === 0) return [...findings];
	const { server } = surveyed.incoming;
	const host = valueAfter(moving, "incoming.host", server.host);
	if (isTaken(host, valueAfter(moving, "incoming.username", server.username), surveyed, survey)) {
		return findings.map((finding) =>
			isMove(finding, surveyed) ? { ...finding, changes: [], fix: "advice" } : finding,
		);
	}
	if (host === server.host) return [...findings];
	// A name that is wrong has no port of its own to repair first; a right one of another offer has.
	const { kind } = surveyed.incoming.standing;
	const isWrong = kind === "wrong" || kind === "foreign";
	const joined =
		isWrong && reasonOf(moving) === null ? findings.map((finding) => joining(finding, surveyed)) : [...findings];
	const own = changesOf(joined, surveyed).filter(({ change }) => PAIR.includes(change.setting));
	const wanted = pairAt(host, surveyed, survey);
	const pair = own.length > 0 ? [] : wanted;
	// Without the pair that it wants, the new host would be no better.
	const also = wanted.length > 0 ? reasonOf(own) : null;
	const blocked = pair.some(({ setting }) => server.locked.includes(setting)) ? ("locked" as const) : null;
	const complete = joined.map((finding) =>
		finding.changes.some(({ change }) => change.kind === "set" && change.setting === "incoming.host")
			? { ...finding, changes: [...finding.changes, ...pair.map((change) => restarting(change, blocked))] }
			: finding,
	);
	return blockedTogether(complete, surveyed, also);
}

interface Proposed extends ProposedChange {
	change: SetChange;
}

function changesOf(findings: readonly Finding[], { incoming }: SurveyedAccount): Proposed[] {
	return findings
		.flatMap(({ changes }) => changes)
		.flatMap(({ change, ...rest }) =>
			change.kind === "set" && change.target === "incoming" && change.key === incoming.server.key
				? [{ change, ...rest }]
				: [],
		);
}

function isMove(finding: Finding, surveyed: SurveyedAccount): boolean {
	return changesOf([finding], surveyed).some(({ change }) => PLACE.includes(change.setting));
}

function reasonOf(changes: readonly ProposedChange[]): Blocked | null {
	return changes.find(({ blocked }) => blocked !== null)?.blocked ?? null;
}

function valueAfter(changes: readonly Proposed[], setting: Setting, before: string): string {
	return String(changes.find(({ change }) => change.setting === setting)?.change.to ?? before);
}

/** Thunderbird tells servers of one protocol apart by host and username: two of them cannot become one. */
function isTaken(host: string, username: string, { incoming }: SurveyedAccount, { snapshot }: Survey): boolean {
	return snapshot.accounts.some(
		({ incoming: other }) =>
			other.key !== incoming.server.key &&
			other.protocol === incoming.server.protocol &&
			loginKey(other.host, other.username) === loginKey(host, username),
	);
}

/** What the new host wants in place of a pair that it does not accept. */
function pairAt(host: string, { incoming, domain }: SurveyedAccount, { catalogue }: Survey): SetChange[] {
	const { server, protocol } = incoming;
	const there = [...catalogue.values()].filter((provider) =>
		["accepted", "tolerated"].includes(hostVerdict(provider, protocol, host, domain)),
	);
	if (there.some((provider) => pairVerdict(provider, protocol, server) !== "wrong")) return [];
	const pairs = there.flatMap((provider): Pair[] => provider[protocol]?.pairs ?? []);
	const fits = (pair: Pair): boolean =>
		(!server.locked.includes("incoming.port") || pair.port === server.port) &&
		(!server.locked.includes("incoming.security") || pair.security === server.security);
	const [first] = [...pairs.filter(fits), ...pairs];
	if (first === undefined) return [];
	return [
		...edit("incoming", server.key, "incoming.security", server.security, first.security),
		...edit("incoming", server.key, "incoming.port", server.port, first.port),
	];
}

function restarting(change: SetChange, blocked: Blocked | null): ProposedChange {
	return { change, fix: "restart", blocked };
}

/** What decides how the server is reached waits for the restart with its name. */
function joining(finding: Finding, surveyed: SurveyedAccount): Finding {
	const own = changesOf([finding], surveyed);
	const waits = own.some(({ change, fix }) => fix === "live" && CONNECTION.includes(change.setting));
	if (!waits) return finding;
	const changes = finding.changes.map((proposed) =>
		proposed.fix === "live" && own.some(({ change }) => change === proposed.change)
			? { ...proposed, fix: "restart" as const }
			: proposed,
	);
	return { ...finding, fix: "restart", changes };
}

/** Where one setting of a restart is locked, all of them wait: half of the repair would be worse than none. */
function blockedTogether(findings: readonly Finding[], surveyed: SurveyedAccount, also: Blocked | null): Finding[] {
	const waiting = changesOf(findings, surveyed).filter(({ fix }) => fix === "restart");
	const reason = reasonOf(waiting) ?? also;
	if (reason === null) return [...findings];
	const held = new Set(waiting.map(({ change }) => change));
	return findings.map((finding) => ({
		...finding,
		changes: finding.changes.map((proposed) =>
			proposed.change.kind === "set" && held.has(proposed.change)
				? { ...proposed, blocked: proposed.blocked ?? reason }
				: proposed,
		),
	}));
}
