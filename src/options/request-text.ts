// The text that a person sends to the IT department where the network or security software stands in the way: which
// servers, what was seen, what is asked for. Pure. No password, no user name: a server's words are masked.

import type { AccountDiagnosis } from "../domain/diagnosis";
import type { Finding, Seen } from "../domain/finding";
import { isLoopback } from "../domain/hostname";
import type { Address, Outcome } from "../domain/observation";
import { maskText, secretsOf } from "./mask";
import type { Sentences } from "./sentences";
import type { Versions } from "./view-state";

/** Rules whose cause may be the network that one is in, or security software: what another network would tell apart. */
const NETWORK_CAUSES: ReadonlySet<string> = new Set([
	"tls-interception",
	"starttls-blocked-on-network",
	"server-name-unknown",
	"server-unreachable",
	"starttls-unavailable",
	"certificate-not-trusted",
	"unexpected-answer",
	"captive-portal",
]);

/** What the IT department can do about it. */
export type Wanted = "open-port" | "no-interception" | "starttls" | "name" | "untouched" | "no-proxy";

/** What was seen where the network is the likely cause; null where it is not, or where the server is this computer. */
export function networkCause(finding: Finding): Seen | null {
	const { rule, seen } = finding;
	return seen !== null && NETWORK_CAUSES.has(rule) && !isLoopback(seen.at.host) ? seen : null;
}

export function requestText(parts: {
	account: AccountDiagnosis;
	/** ISO 8601, UTC: when it was seen. */
	at: string;
	versions: Versions | null;
	sentences: Sentences;
}): string {
	const { account, sentences } = parts;
	const secrets = secretsOf([account], []);
	const causes = distinct(networkCauses(account));
	const wanted = new Set(
		causes.flatMap(({ at, outcome }) => wantedFor(outcome).map((wish) => sentences.wanted(wish, at, tlsPort(at)))),
	);
	return [
		sentences.text("request_greeting"),
		"",
		sentences.text("request_problem"),
		"",
		sentences.text("request_seen"),
		...causes.flatMap((seen) => {
			const words = sentences.words(seen);
			return [
				`- ${sentences.requestPlace(seen.at)}`,
				`  ${sentences.requestResult(seen)}`,
				...(words === null
					? []
					: [`  ${sentences.pair(words.label, sentences.quoted(maskText(words.text, secrets)))}`]),
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

/** All that the network may have done to this account: one request is enough for it. */
export function networkCauses({ findings, unchecked }: AccountDiagnosis): Seen[] {
	const ofFindings = findings.map(networkCause);
	const ofUnchecked = unchecked.map(({ reason, seen }) => (reason === "proxy" ? seen : null));
	return [...ofFindings, ...ofUnchecked].filter((seen) => seen !== null);
}

function distinct(all: readonly Seen[]): Seen[] {
	return [...new Map(all.map((seen) => [JSON.stringify(seen), seen])).values()];
}

/** The port on which this protocol is encrypted from the first byte (RFC 8314). */
function tlsPort({ protocol }: Address): number {
	switch (protocol) {
		case "imap":
			return 993;
		case "pop3":
			return 995;
		case "smtp":
			return 465;
	}
}

function wantedFor(outcome: Outcome["kind"]): Wanted[] {
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
