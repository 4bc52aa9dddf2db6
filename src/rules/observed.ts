// What one server showed and what stands in the way: one fault, the first that explains all, or the reason that it could
// not be checked. The rules of what was seen are this one decision; those of clock, exceptions and DNS have own files.

import type { UncheckedReason } from "../domain/diagnosis";
import { isLoopback } from "../domain/hostname";
import type { LoginObstacle, Observation, Outcome } from "../domain/observation";
import type { RuleId } from "../domain/rule-ids";
import type { Auth, Severity } from "../domain/vocabulary";
import { authFault } from "./auth";
import { certificateHost } from "./certificate-host";
import { hasConnectionFault } from "./connection-faults";
import { davToldBy } from "./dav-story";
import type { FactsOf } from "./facts";
import { signInPage, wrongClock } from "./network";
import { seenOf } from "./observation";
import { CHECK_OBSTACLES } from "./obstacles";
import { ownDomainHost } from "./own-domain-host";
import { propose } from "./propose";
import { type Fault, type Rule, rule } from "./rule";
import { answeringPairs, type JudgedServer, workingPairChanges, workingPairs } from "./server";
import type { Survey } from "./survey";
import { type SurveyedAccount, serversOf } from "./surveyed";
import { authorityOf, isOrganisations } from "./trust";

export const OBSERVED_RULES = [
	"captive-portal",
	"server-name-unknown",
	"own-domain-host",
	"starttls-blocked-on-network",
	"server-unreachable",
	"starttls-unavailable",
	"certificate-out-of-date",
	"certificate-for-other-name",
	"certificate-not-trusted",
	"tls-too-old",
	"unexpected-answer",
	"server-refuses",
	"app-password-required",
	"login-refused",
	"account-disabled",
	"ovh-blocked-for-spam",
	"too-many-connections-open",
	"login-not-offered",
	"sign-in-refused",
	"web-sign-in-needed",
] as const satisfies RuleId[];
type ObservedRule = (typeof OBSERVED_RULES)[number] | "tls-interception";

type Told = { [Id in ObservedRule]: { kind: "told"; rule: Id; fault: Fault<Id> } }[ObservedRule];

export type Story =
	| Told
	| { kind: "unchecked"; reason: UncheckedReason }
	/** Nothing was seen, it works, or another rule tells it. */
	| { kind: "quiet" };

const QUIET: Story = { kind: "quiet" };

export function observedRules(): Rule[] {
	return OBSERVED_RULES.map((id) =>
		rule(id, (surveyed, survey) => [...toldBy(id, surveyed, survey), ...davToldBy(id, surveyed, survey)]),
	);
}

export function toldBy<Id extends ObservedRule>(id: Id, surveyed: SurveyedAccount, survey: Survey): Fault<Id>[] {
	return serversOf(surveyed).flatMap(({ judged, loginAuth }) => {
		const story = storyOf(surveyed, { judged, loginAuth }, survey);
		return story.kind === "told" && story.rule === id ? [story.fault as Fault<Id>] : [];
	});
}

interface Given {
	judged: JudgedServer;
	/** See `SurveyedOutgoing`. */
	loginAuth: Auth | null;
}

export function storyOf(surveyed: SurveyedAccount, { judged, loginAuth }: Given, survey: Survey): Story {
	const seen = judged.look?.seen;
	if (seen === undefined) return QUIET;
	const { outcome } = seen;
	const { host, port, username, auth } = judged.server;
	// The server's own: an account may send through somebody else's.
	const { provider } = judged;

	function told<Id extends ObservedRule>(rule: Id, severity: Severity, facts: FactsOf<Id>): Story {
		const fault = faultOf(judged, severity, facts);
		return { kind: "told", rule, fault };
	}
	const isExplained = judged.standing.kind === "wrong" || hasConnectionFault(judged);
	/** Where another pair of the host works, that is the repair, unless a rule of the settings brings it already. */
	function toldOfPair<Id extends ObservedRule>(rule: Id, severity: Severity, facts: FactsOf<Id>): Story {
		const changes = isExplained || authFault(judged, loginAuth) !== null ? [] : workingPairChanges(judged);
		const fix = changes.length > 0 ? ("live" as const) : ("advice" as const);
		const fault = { ...faultOf(judged, severity, facts), fix, changes: propose(changes, "live", judged.server.locked) };
		return { kind: "told", rule, fault };
	}
	const otherPairs = [...workingPairs(judged), ...answeringPairs(judged)];
	const isBeforeLogin = seen.stage !== "login" || outcome.kind === "login-disabled";
	// A wrong pair does not make a name unknown; a wrong host does.
	const isNameAside = outcome.kind === "name-unknown" && judged.standing.kind !== "wrong";
	const isAside = isNameAside || outcome.kind === "dns-silent" || outcome.kind === "could-not-check";
	if (isExplained && isBeforeLogin && !isAside) return QUIET;

	const unexpected = (problem: string): Story => toldOfPair("unexpected-answer", "error", { host, port, problem });
	const throughPortal = (problem: string): Story => {
		const page = signInPage(survey.live);
		return page === null ? unexpected(problem) : told("captive-portal", "warning", { host: page.host });
	};
	const withoutStarttls = (problem: string): Story =>
		blockedOnNetwork() ?? toldOfPair("starttls-unavailable", "error", { host, port, problem });
	const blockedOnNetwork = (): Story | null => {
		const pair = otherPairs.find(({ security }) => security === "tls");
		return judged.server.security === "starttls" && pair !== undefined
			? toldOfPair("starttls-blocked-on-network", "warning", { host, port, other: pair.port })
			: null;
	};
	const unreachable = (): Story =>
		isLoopback(host)
			? { kind: "unchecked", reason: "local-program" }
			: (blockedOnNetwork() ??
				toldOfPair("server-unreachable", "error", { host, port, other: otherPairs[0]?.port ?? 0 }));

	switch (outcome.kind) {
		case "ok":
			return QUIET;
		case "refused":
			if (seen.stage !== "login") return told("server-refuses", "error", { host });
			return auth === "password" && provider !== null && provider.applicationPassword !== "no"
				? told("app-password-required", "warning", { address: surveyed.address, provider: provider.id })
				: told("login-refused", "error", { host, username });
		case "application-password-needed":
			return told("app-password-required", "warning", {
				address: surveyed.address,
				provider: provider?.id ?? "unknown",
			});
		case "account-disabled":
			return told("account-disabled", "error", { host, username });
		case "blocked-for-sending":
			return provider?.id.startsWith("ovh-")
				? told("ovh-blocked-for-spam", "warning", { host })
				: told("account-disabled", "error", { host, username });
		case "web-sign-in-needed":
			return told("web-sign-in-needed", "error", { host });
		case "temporarily-unavailable":
			return { kind: "unchecked", reason: "temporarily-unavailable" };
		case "too-many-connections":
			return told("too-many-connections-open", "warning", { host });
		case "login-disabled":
		case "login-method-not-offered":
			return authFault(judged, loginAuth) === null ? toldOfPair("login-not-offered", "error", { host, auth }) : QUIET;
		case "oauth-token-refused":
			return {
				kind: "told",
				rule: "sign-in-refused",
				fault: { ...faultOf(judged, "error", { host }), fix: "sign-in" },
			};
		case "login-not-checked":
			return notChecked(outcome.why, judged, isExplained || authFault(judged, loginAuth) !== null);
		case "no-starttls":
			return withoutStarttls("missing");
		case "starttls-refused":
			return withoutStarttls("refused");
		case "starttls-injection":
			return withoutStarttls("tampered");
		case "certificate":
			return ofCertificate(outcome);
		case "tls-too-old":
			return toldOfPair("tls-too-old", "error", { host, port });
		case "not-tls":
			return throughPortal("not-tls");
		case "tls-failed":
			return unexpected("tls-failed");
		case "wrong-protocol":
			return outcome.protocol === "http" ? throughPortal("http") : unexpected(outcome.protocol);
		case "garbage":
		case "too-much":
			return unexpected(outcome.kind);
		case "closed":
		case "timeout":
			return seen.stage === "tcp" ? unreachable() : unexpected(outcome.kind);
		case "refused-connection":
		case "unreachable":
			return unreachable();
		case "name-unknown":
			return told("server-name-unknown", "error", { host });
		case "dns-silent":
			return { kind: "unchecked", reason: "dns-silent" };
		case "could-not-check":
			return { kind: "unchecked", reason: CHECK_OBSTACLES[outcome.why] };
		// No mail server ends so.
		case "forbidden":
		case "not-dav":
		case "not-found":
		case "led-away":
		case "malformed":
			return { kind: "unchecked", reason: "internal-error" };
	}

	function ofCertificate({ problem }: Extract<Outcome, { kind: "certificate" }>): Story {
		// A program on this machine cannot have a certificate that anybody verifies.
		if (isLoopback(host)) return { kind: "unchecked", reason: "login-not-tried" };
		const page = signInPage(survey.live);
		const { kind } = problem;
		switch (problem.kind) {
			case "expired":
			case "not-yet-valid": {
				if (wrongClock(survey.live)?.makes === kind) return QUIET;
				const date = problem.kind === "expired" ? problem.since : problem.from;
				return told("certificate-out-of-date", "error", { host, problem: kind, date });
			}
			case "wrong-name": {
				const { catalogue, live } = survey;
				const named = certificateHost(surveyed, judged, { catalogue, dns: live?.dns ?? {} });
				if (named !== null)
					return { kind: "told", rule: "own-domain-host", fault: ownDomainHost(surveyed, judged, named, survey) };
				return told("certificate-for-other-name", "error", { host, names: readableNames(problem) });
			}
			case "unknown-issuer": {
				if (page?.certain) return told("captive-portal", "warning", { host: page.host });
				const authority = authorityOf(seen ?? null);
				const isProviders = judged.standing.kind === "accepted" || judged.standing.kind === "tolerated";
				if (isProviders && authority !== null && !isOrganisations(authority, survey)) {
					return told("tls-interception", "warning", { address: surveyed.address, host, issuer: authority.issuer });
				}
				return told("certificate-not-trusted", "error", { host, problem: kind, issuer: issuerOf(problem) });
			}
			case "self-signed":
			case "incomplete-chain":
			case "revoked":
			case "weak":
			case "other":
				return told("certificate-not-trusted", "error", { host, problem: kind, issuer: issuerOf(problem) });
		}
	}
}

type Problem = Extract<Outcome, { kind: "certificate" }>["problem"];

function issuerOf(problem: Problem): string {
	return "issuer" in problem ? problem.issuer : "";
}

/** As many as a person reads. */
function readableNames(problem: Problem): string {
	return "names" in problem ? problem.names.slice(0, 3).join(", ") : "";
}

function faultOf<Id extends RuleId>(judged: JudgedServer, severity: Severity, facts: FactsOf<Id>): Fault<Id> {
	const { target, server, look } = judged;
	return { severity, service: target, subject: server.key, fix: "advice", facts, seen: seenOf(look?.seen ?? null) };
}

/** `isExplained`: a rule of the settings tells already why the login could not be tried. */
function notChecked(why: LoginObstacle, judged: JudgedServer, isExplained: boolean): Story {
	switch (why) {
		case "no-login-stored":
		case "unusable-login":
			return { kind: "unchecked", reason: "no-login-stored" };
		case "login-store-locked":
			return { kind: "unchecked", reason: "login-store-locked" };
		case "oauth-unknown-host":
			return isExplained ? QUIET : { kind: "unchecked", reason: "no-sign-in" };
		case "oauth-token-absent":
		case "oauth-unreachable":
			return { kind: "unchecked", reason: "no-sign-in" };
		case "not-encrypted":
		case "method-not-supported":
			return isExplained ? QUIET : { kind: "unchecked", reason: "login-not-tried" };
		// The exception itself is told.
		case "certificate-exception":
			return judged.standing.kind === "loopback" ? { kind: "unchecked", reason: "login-not-tried" } : QUIET;
		case "foreign-host":
		case "unknown-server":
		case "already-tried":
		case "oauth-token-single-use":
			return { kind: "unchecked", reason: "login-not-tried" };
	}
}

/** The login of this server was refused for a password that may be another one. */
export function isPasswordRefused(seen: Observation | null): boolean {
	if (seen === null) return false;
	const { stage, outcome } = seen;
	return (stage === "login" && outcome.kind === "refused") || outcome.kind === "application-password-needed";
}
