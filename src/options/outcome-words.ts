// How a repair, an undo or a typed password ended, in sentences; the words for what a server said or did.
// The sentences of the page itself are in sentences.ts.

import type { Seen, SeenAt } from "../domain/finding";
import type { LoginObstacle, Outcome } from "../domain/observation";
import type { RepairProblem, SignInObstacle } from "../domain/outcome";
import type { Service, Setting } from "../domain/vocabulary";
import { plain, type Say } from "./messages";
import type { Names } from "./names";
import type { TriedService } from "./notice";

/** What ended with an answer of the server: what was kept are its words. Of the others it is the name of an error. */
const ANSWERS: ReadonlySet<Outcome["kind"]> = new Set<Outcome["kind"]>([
	"refused",
	"application-password-needed",
	"account-disabled",
	"blocked-for-sending",
	"web-sign-in-needed",
	"temporarily-unavailable",
	"too-many-connections",
	"login-disabled",
	"login-method-not-offered",
	"oauth-token-refused",
	"starttls-refused",
	"wrong-protocol",
	"garbage",
	"forbidden",
	"not-dav",
	"malformed",
]);

export function hostAndPort({ host, port }: SeenAt): string {
	return `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}

export interface OutcomeWords {
	problem: (problem: RepairProblem, names: Names) => string;
	/** Why a sign-in came to nothing. */
	signInObstacle: (why: SignInObstacle) => string;
	/** An undo may be refused for what a repair would be refused for, and then it means something else. */
	undoProblem: (refused: RepairProblem, names: Names) => string;
	outcomeWords: (kind: Outcome["kind"]) => string;
	/** The words that are not ours, and whose they are; null where there are none. */
	words: (seen: Pick<Seen, "outcome" | "text">) => {
		label: string;
		text: string /** Why a sign-in came to nothing. */;
	} | null;
	/** Why no account was made. */
	accountNotProved: (server: "incoming" | "outgoing", seen: Seen) => string;
	passwordResults: (results: readonly TriedService[]) => string;
}

export function createOutcomeWords(say: Say, list: Intl.ListFormat): OutcomeWords {
	/** A setting of a server or identity, as much of it as is known. */
	function place(key: string, name: Setting | null, names: Names): string {
		const subject = names[key] ?? key;
		return name === null ? subject : say("place", say(`setting_${plain(name)}`), subject);
	}

	function problem(problem: RepairProblem, names: Names): string {
		switch (problem.kind) {
			case "changed-meanwhile":
				return say("problem_changed_meanwhile", place(problem.key, problem.setting, names));
			case "unknown-target":
				return say("problem_unknown_target", place(problem.key, null, names));
			case "locked":
				return say("problem_locked", place(problem.key, problem.setting, names));
			case "foreign-host":
				return say("problem_foreign_host", problem.host);
			case "not-synchronised":
				return say("problem_not_synchronised", problem.host);
			case "unsent-changes":
				return say("problem_unsent_changes", problem.name);
			case "account-in-use":
				return say("problem_account_in_use", place(problem.key, null, names), say(`account_use_${plain(problem.by)}`));
			case "lowers-security":
				return say("problem_lowers_security", place(problem.key, null, names));
			case "duplicate":
				return say("problem_duplicate", place(problem.key, null, names));
			case "not-kept":
				return say("problem_not_kept", place(problem.key, problem.setting, names));
			case "unsupported":
				return say("problem_unsupported", problem.internal);
			case "sending":
				return say("problem_sending", place(problem.key, null, names));
			case "not-better":
				return withWords(
					problem.seen,
					say(
						"problem_not_better",
						place(problem.key, null, names),
						hostAndPort(problem.seen.at),
						outcomeWords(problem.seen.outcome),
					),
				);
			case "other-mailbox":
			case "not-comparable":
			case "password-needed":
				return say(`problem_${plain(problem.kind)}`, place(problem.key, null, names), problem.host);
			case "folder-shared":
			case "offline-operations":
				return say(`problem_${plain(problem.kind)}`, place(problem.key, null, names));
			case "cannot-carry":
				return say("problem_cannot_carry", say(`carried_${plain(problem.piece)}`), problem.name);
			case "internal-error":
				return say("problem_internal_error", problem.text);
			case "additions-off":
				return say(`problem_additions_off_${problem.service}`);
			case "report-only":
			case "composing":
			case "outbox":
			case "login-store-locked":
			case "journal-not-writable":
			case "not-written":
			case "busy":
			case "not-undoable":
				return say(`problem_${plain(problem.kind)}`);
		}
	}

	function outcomeWords(kind: Outcome["kind"]): string {
		return say(`outcome_${plain(kind)}`);
	}

	function words({ outcome, text }: Pick<Seen, "outcome" | "text">): { label: string; text: string } | null {
		return text === "" ? null : { label: say(ANSWERS.has(outcome) ? "seen_answer" : "seen_detail"), text };
	}

	function withWords(seen: Pick<Seen, "outcome" | "text">, sentence: string): string {
		const said = words(seen);
		return said === null ? sentence : `${sentence} ${say("pair", said.label, say("quoted", said.text))}`;
	}

	/** Services with the same end are one sentence. */
	function passwordResults(results: readonly TriedService[]): string {
		const servicesOf = new Map<string, Set<Service>>();
		for (const { service, outcome, stored } of results) {
			const end = JSON.stringify({ outcome, stored });
			servicesOf.set(end, (servicesOf.get(end) ?? new Set()).add(service));
		}
		const told = [...servicesOf].map(([end, services]) =>
			passwordResult(
				JSON.parse(end) as Pick<TriedService, "outcome" | "stored">,
				list.format([...services].map((service) => say(`password_for_${service}`))),
			),
		);
		// Lock-outs are real: the first refusal ends it.
		const [first] = results;
		const isEnded = first !== undefined && results.length === 1 && first.outcome.kind !== "ok";
		return [...told, ...(isEnded ? [say("notice_password_elsewhere")] : [])].join(" ");
	}

	function accountNotProved(server: "incoming" | "outgoing", seen: Seen): string {
		const service = say(`password_for_${server}`);
		const host = hostAndPort(seen.at);
		return withWords(
			seen,
			seen.outcome === "refused"
				? say("notice_account_refused", host, service)
				: say("notice_account_not_proved", host, service, outcomeWords(seen.outcome)),
		);
	}

	function passwordResult({ outcome, stored }: Pick<TriedService, "outcome" | "stored">, services: string): string {
		const text = "text" in outcome ? outcome.text : "";
		const seen = { outcome: outcome.kind, text };
		switch (outcome.kind) {
			case "ok":
				return say(stored ? "notice_password_stored" : "notice_password_not_stored", services);
			case "refused":
				return withWords(seen, say("notice_password_refused", services));
			case "application-password-needed":
			case "account-disabled":
			case "blocked-for-sending":
			case "web-sign-in-needed":
			case "login-disabled":
			case "login-method-not-offered":
			case "oauth-token-refused":
			case "forbidden":
				return withWords(seen, say("notice_password_not_accepted", services, outcomeWords(outcome.kind)));
			case "login-not-checked":
				return say("notice_password_not_sent", services, obstacleWords(outcome.why));
			case "temporarily-unavailable":
			case "too-many-connections":
			case "no-starttls":
			case "starttls-refused":
			case "starttls-injection":
			case "certificate":
			case "tls-too-old":
			case "not-tls":
			case "tls-failed":
			case "wrong-protocol":
			case "garbage":
			case "closed":
			case "timeout":
			case "too-much":
			case "not-dav":
			case "not-found":
			case "led-away":
			case "malformed":
			case "refused-connection":
			case "unreachable":
			case "name-unknown":
			case "dns-silent":
			case "could-not-check":
				return withWords(seen, say("notice_password_not_tried", services, outcomeWords(outcome.kind)));
		}
	}

	function signInObstacle(why: SignInObstacle): string {
		switch (why.kind) {
			case "closed":
			case "denied":
			case "too-late":
			case "open":
			case "cookies-blocked":
			case "clock-wrong":
			case "permission-missing":
				return say(`notice_sign_in_${plain(why.kind)}`);
			case "unreachable":
			case "untrusted":
				return say(`notice_sign_in_${plain(why.kind)}`, why.host);
			case "issuer-refused":
				return withWords({ outcome: "oauth-token-refused", text: why.text }, say("notice_sign_in_issuer_refused"));
			case "other-account":
				return withWords(why.seen, say("notice_sign_in_other_account", why.username));
			case "not-proved":
				return withWords(
					why.seen,
					say("notice_sign_in_not_proved", hostAndPort(why.seen.at), outcomeWords(why.seen.outcome)),
				);
		}
	}

	function obstacleWords(why: LoginObstacle): string {
		switch (why) {
			case "not-encrypted":
			case "certificate-exception":
			case "foreign-host":
			case "unusable-login":
			case "login-store-locked":
			case "method-not-supported":
			case "unknown-server":
				return say(`obstacle_${plain(why)}`);
			// These are about stored logins and tokens.
			case "no-login-stored":
			case "already-tried":
			case "oauth-unknown-host":
			case "oauth-token-absent":
			case "oauth-token-single-use":
			case "oauth-unreachable":
				return outcomeWords("login-not-checked");
		}
	}

	function undoProblem(refused: RepairProblem, names: Names): string {
		return refused.kind === "changed-meanwhile"
			? say("undo_problem_changed_meanwhile", place(refused.key, refused.setting, names))
			: problem(refused, names);
	}

	return { problem, undoProblem, outcomeWords, words, accountNotProved, passwordResults, signInObstacle };
}
