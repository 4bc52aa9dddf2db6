// What is worth another look once every server was examined as it is configured. Says nothing of right and wrong; who is
// asked, how often and with which login is the doctor's affair.

import type { DavKind } from "../domain/dav";
import { parseHostname } from "../domain/hostname";
import type { LiveFacts } from "../domain/live";
import type { Address, Observation } from "../domain/observation";
import type { RuleId } from "../domain/rule-ids";
import type { Snapshot } from "../domain/snapshot";
import { accountDomains } from "../providers/identify";
import { type Catalogue, providersOfDomain } from "../providers/lookup";
import type { DnsFacts } from "../providers/mail-exchanger";
import type { Provider } from "../providers/schema";
import { certificateHost } from "./certificate-host";
import { isPair, type JudgedServer, offerOf } from "./server";
import { standardPairs } from "./standard-ports";
import { type Survey, survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

/** What was seen of each server as configured, by Thunderbird's key. */
export type SeenServers = Readonly<Record<string, Observation>>;

export interface SecondLook {
	/** Thunderbird's key of the server. */
	key: string;
	at: Address;
	/** A change is only proposed there if a login is accepted. */
	withLogin: boolean;
}

/** Rules whose cause is outside Thunderbird: another network, or the people who run this one, may tell more. */
export const NETWORK_CAUSES: ReadonlySet<RuleId> = new Set<RuleId>([
	"tls-interception",
	"clock-skew",
	"starttls-blocked-on-network",
	"server-name-unknown",
	"server-unreachable",
	"starttls-unavailable",
	"certificate-out-of-date",
	"certificate-for-other-name",
	"certificate-not-trusted",
	"private-authority",
	"tls-too-old",
	"unexpected-answer",
	"captive-portal",
	"server-refuses",
]);

const MOST_DOMAINS = 50;

/**
 * Where a provider's sign-in lives at another host than its webmail: it is the one that a network without sign-in window
 * and a wrong clock stand in the way of.
 */
const SIGN_IN_HOSTS: Readonly<Record<string, string>> = { google: "accounts.google.com" };

/** Best first for each server; those of one server stand together. */
export function secondLooks(whole: Survey): SecondLook[] {
	const looks = new Map<string, SecondLook[]>();
	for (const { surveyed, judged } of lookedAt(whole)) {
		const { key } = judged.server;
		if ((looks.get(key) ?? []).length === 0) looks.set(key, alternatives(surveyed, judged, whole));
	}
	return [...looks.values()].flat();
}

/** The web hosts of the providers whose servers showed what a wrong clock or the page of a network could explain. */
export function webHosts(whole: Survey): string[] {
	const hosts = lookedAt(whole)
		.filter(({ judged }) => judged.look !== null && needsExplaining(judged.look.seen))
		.map(({ surveyed, judged }) => webHostOf(judged.provider ?? surveyed.provider, surveyed.domain));
	return [...new Set(hosts)].filter((host) => host !== null);
}

/** The mail domains of the accounts that no provider owns for certain, each once. */
export function mailDomainsToLookUp(snapshot: Snapshot, catalogue: Catalogue): string[] {
	const domains = new Set(snapshot.accounts.flatMap(accountDomains));
	return [...domains]
		.filter((domain) => parseHostname(domain).kind === "clean" && /\.[^.\d]/.test(domain))
		.filter((domain) => providersOfDomain(catalogue, domain).length === 0)
		.slice(0, MOST_DOMAINS);
}

/** The host of a provider's web pages, by which the clock and the network are judged. */
export function webHostOf(provider: Provider | null, domain: string): string | null {
	if (provider === null) return null;
	const url = provider.help.webmail?.url ?? provider.caldav?.entries[0]?.url.replaceAll("{domain}", domain) ?? null;
	return SIGN_IN_HOSTS[provider.id] ?? (url === null ? null : new URL(url).hostname);
}

/** The profile with what was seen of its servers, calendars and address books as they are configured. */
export function surveySeen(
	snapshot: Snapshot,
	catalogue: Catalogue,
	choices: Readonly<Record<string, string>>,
	seen: SeenServers,
	dns: DnsFacts,
	dav: LiveFacts["dav"] = { looks: [], searches: [] },
	davOff: ReadonlySet<DavKind> = new Set(),
): Survey {
	const servers = Object.fromEntries(Object.entries(seen).map(([key, one]) => [key, { seen: one, others: [] }]));
	const live: LiveFacts = { servers, dns, web: [], dav, network: "reached" };
	return survey(snapshot, catalogue, choices, { live, davOff });
}

function lookedAt({ accounts }: Survey): { surveyed: SurveyedAccount; judged: JudgedServer }[] {
	return accounts.flatMap((surveyed) =>
		[surveyed.incoming, ...surveyed.outgoing.map(({ judged }) => judged)].map((judged) => ({ surveyed, judged })),
	);
}

function alternatives(surveyed: SurveyedAccount, judged: JudgedServer, { catalogue, live }: Survey): SecondLook[] {
	const { look, protocol, server, standing } = judged;
	if (look === null || standing.kind === "loopback") return [];
	const { host } = look.seen.endpoint;
	const named = certificateHost(surveyed, judged, { catalogue, dns: live?.dns ?? {} });
	const [preferred] = named?.service.pairs ?? [];
	if (named !== null && preferred !== undefined) {
		const { port, security } = preferred;
		return [{ key: server.key, at: { protocol, host: named.host, port, security }, withLogin: false }];
	}
	if (standing.kind === "wrong" || !mayAnotherPairHelp(look.seen)) return [];
	const offer = offerOf(judged);
	return (offer?.pairs ?? standardPairs(protocol))
		.filter((pair) => pair.security !== "none" && !isPair(pair)(server))
		.map(({ port, security }) => ({
			key: server.key,
			at: { protocol, host, port, security },
			withLogin: offer === null && server.auth !== "none",
		}));
}

/** The port or its encryption stood in the way, so that another pair of the same host may do better. */
function mayAnotherPairHelp({ stage, outcome, offers, endpoint }: Observation): boolean {
	// Where a login was begun, no second one is. A server that offers none, and one that refuses to take it, end alike.
	const isUntried =
		["login-not-checked", "login-method-not-offered"].includes(outcome.kind) ||
		(outcome.kind === "login-disabled" && offers?.logins.length === 0);
	if (stage === "login" && !isUntried) return false;
	switch (outcome.kind) {
		case "no-starttls":
		case "starttls-refused":
		case "starttls-injection":
		case "tls-too-old":
		case "not-tls":
		case "tls-failed":
		case "wrong-protocol":
		case "garbage":
		case "closed":
		case "timeout":
		case "too-much":
		case "refused-connection":
		case "unreachable":
		case "login-disabled":
			return true;
		// Nothing was tried in clear.
		case "login-not-checked":
			return outcome.why === "not-encrypted";
		case "login-method-not-offered":
			return endpoint.security === "none";
		// The name or the server's certificate would be the same, or the server itself has decided.
		case "ok":
		case "name-unknown":
		case "dns-silent":
		case "certificate":
		case "refused":
		case "application-password-needed":
		case "account-disabled":
		case "blocked-for-sending":
		case "web-sign-in-needed":
		case "temporarily-unavailable":
		case "too-many-connections":
		case "oauth-token-refused":
		case "could-not-check":
		case "forbidden":
		case "not-dav":
		case "not-found":
		case "led-away":
		case "malformed":
			return false;
	}
}

/** What a wrong clock or the page of a network may be behind. */
export function needsExplaining({ outcome }: Observation): boolean {
	if (outcome.kind === "certificate") {
		return ["expired", "not-yet-valid", "unknown-issuer", "self-signed"].includes(outcome.problem.kind);
	}
	return outcome.kind === "not-tls" || (outcome.kind === "wrong-protocol" && outcome.protocol === "http");
}
