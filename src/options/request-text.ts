// The text that a person sends to the IT department where the network or security software stands in the way: which
// servers, what was seen, what is asked for. Pure. No password, no user name: a server's words are masked.

import type { AccountDiagnosis } from "../domain/diagnosis";
import type { Seen } from "../domain/finding";
import { isLoopback } from "../domain/hostname";
import type { Outcome } from "../domain/observation";
import type { RuleId } from "../domain/rule-ids";
import type { Snapshot } from "../domain/snapshot";
import { NETWORK_CAUSES } from "../rules/second-look";
import { TLS_PORT } from "../rules/standard-ports";
import { createHiding } from "./mask";
import type { Sentences } from "./sentences";
import type { Versions } from "./view-state";

const OTHER_PORT = { ...TLS_PORT, caldav: 443, carddav: 443 };

/** What the IT department can do about it. */
export type Wanted =
	| "open-port"
	| "no-interception"
	| "starttls"
	| "name"
	| "untouched"
	| "no-proxy"
	| "certificate"
	| "authority"
	| "clock"
	| "refusal";

/** Something outside Thunderbird that is in the way of a server, or may be. */
export interface NetworkCause {
	/** Null where the server could not be checked. */
	rule: RuleId | null;
	seen: Seen;
}

/** All that stands in the way of this account from outside: one request is enough for it. */
export function networkCauses({ findings, unchecked }: AccountDiagnosis): NetworkCause[] {
	const ofFindings = findings.flatMap(({ rule, seen }): NetworkCause[] =>
		seen !== null && NETWORK_CAUSES.has(rule) && !isLoopback(seen.at.host) ? [{ rule, seen }] : [],
	);
	const ofUnchecked = unchecked.flatMap(({ reason, seen }): NetworkCause[] =>
		seen !== null && reason === "proxy" ? [{ rule: null, seen }] : [],
	);
	return [...ofFindings, ...ofUnchecked];
}

/** Another network shows nothing about a wrong clock. */
export function anotherNetworkTellsMore(causes: readonly NetworkCause[]): boolean {
	return causes.some(({ rule }) => rule !== "clock-skew");
}

export function requestText(parts: {
	account: AccountDiagnosis;
	/** ISO 8601, UTC: when it was seen. */
	at: string;
	versions: Versions | null;
	/** The profile that was checked, for the names of people in it; null where it is not known. */
	snapshot: Snapshot | null;
	sentences: Sentences;
}): string {
	const { account, snapshot, sentences } = parts;
	const hiding = createHiding({ full: false, accounts: [account], snapshot, changes: [] });
	const causes = networkCauses(account).map(({ rule, seen }): NetworkCause => {
		const at = { ...seen.at, host: hiding.host(seen.at.host) };
		return { rule, seen: { ...seen, at, text: hiding.words(seen.text) } };
	});
	const wanted = new Set(
		causes.flatMap((cause) =>
			wantedFor(cause).map((wish) => sentences.wanted(wish, cause.seen.at, OTHER_PORT[cause.seen.at.protocol])),
		),
	);
	return [
		sentences.text("request_greeting"),
		"",
		sentences.text("request_problem"),
		"",
		sentences.text("request_seen"),
		...distinct(causes.map(({ seen }) => seen)).flatMap((seen) => {
			const words = sentences.words(seen);
			return [
				`- ${sentences.requestPlace(seen.at)}`,
				`  ${sentences.requestResult(seen)}`,
				...(words === null ? [] : [`  ${sentences.pair(words.label, sentences.quoted(words.text))}`]),
			];
		}),
		"",
		sentences.text("request_wanted"),
		...[...wanted].map((wish) => `- ${wish}`),
		"",
		sentences.requestMade(sentences.date(parts.at), parts.versions),
		"",
		sentences.text("request_thanks"),
		"",
	].join("\n");
}

function distinct(all: readonly Seen[]): Seen[] {
	return [...new Map(all.map((seen) => [JSON.stringify(seen), seen])).values()];
}

/** Where the rule knows better than what was seen what would help. */
const WANTED_BY_RULE: Readonly<Partial<Record<RuleId, Wanted>>> = {
	"clock-skew": "clock",
	"private-authority": "authority",
	"server-refuses": "refusal",
	"certificate-out-of-date": "certificate",
	"certificate-for-other-name": "certificate",
	"tls-too-old": "certificate",
};

function wantedFor({ rule, seen }: NetworkCause): Wanted[] {
	const known = rule === null ? undefined : WANTED_BY_RULE[rule];
	return known === undefined ? wantedAfter(seen.outcome) : [known];
}

function wantedAfter(outcome: Outcome["kind"]): Wanted[] {
	switch (outcome) {
		case "name-unknown":
		case "dns-silent":
			return ["name"];
		case "refused-connection":
		case "unreachable":
		case "timeout":
			return ["open-port"];
		case "no-starttls":
		case "starttls-refused":
		case "starttls-injection":
			return ["starttls"];
		case "certificate":
		case "tls-failed":
		case "tls-too-old":
		// A connection that works, and is read on its way.
		case "ok":
		case "login-not-checked":
			return ["no-interception"];
		case "could-not-check":
			return ["no-proxy"];
		case "closed":
			return ["open-port", "no-interception"];
		case "not-tls":
		case "wrong-protocol":
		case "garbage":
		case "too-much":
		case "forbidden":
		case "not-dav":
		case "not-found":
		case "led-away":
		case "malformed":
		case "refused":
		case "application-password-needed":
		case "account-disabled":
		case "blocked-for-sending":
		case "web-sign-in-needed":
		case "temporarily-unavailable":
		case "too-many-connections":
		case "login-disabled":
		case "login-method-not-offered":
		case "oauth-token-refused":
			return ["untouched"];
	}
}
