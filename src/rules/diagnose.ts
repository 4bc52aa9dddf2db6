// From a snapshot to the diagnosis of every account: findings, lights and health. Pure.

import type { DavKind } from "../domain/dav";
import type { AccountDiagnosis, Diagnosis, Unchecked } from "../domain/diagnosis";
import type { Finding } from "../domain/finding";
import type { LiveFacts } from "../domain/live";
import type { RuleId } from "../domain/rule-ids";
import { seenOfDav } from "../domain/seen";
import type { Snapshot } from "../domain/snapshot";
import type { Health, Service } from "../domain/vocabulary";
import type { Catalogue } from "../providers/lookup";
import { DAV_SERVICES } from "./dav";
import { davState } from "./dav-state";
import { storiesOf } from "./dav-story";
import { folderName, serverOfFolder } from "./folders";
import { RULES } from "./index";
import { firstAccounts, newAccountBeside } from "./new-account";
import { seenOf } from "./observation";
import { isPasswordRefused, storyOf } from "./observed";
import { wholeRestart } from "./restart";
import { isSeenToWork, type JudgedServer } from "./server";
import { signInOffer } from "./sign-in";
import { type Survey, survey } from "./survey";
import { type SurveyedAccount, serversOf, splitUsername } from "./surveyed";
import { vouchedOnly } from "./vouched";

/** What an organisation has decided about the judgement. */
export interface Decisions {
	/** SHA-256 fingerprints of authorities by which it may read along. */
	trustedAuthorities: ReadonlySet<string>;
	/** Rules whose findings are not told and do not count. */
	silenced: ReadonlySet<RuleId>;
	/** Of what is not in Thunderbird, what nobody is to be offered. */
	davOff: ReadonlySet<DavKind>;
}
const NO_DECISIONS: Decisions = { trustedAuthorities: new Set(), silenced: new Set(), davOff: new Set() };

/**
 * `choices`: the provider that the user named, by account key. `at`: ISO 8601, UTC. `live`: what was seen of the network;
 * null where only settings are judged.
 */
export function diagnose(
	snapshot: Snapshot,
	catalogue: Catalogue,
	choices: Readonly<Record<string, string>>,
	at: string,
	live: LiveFacts | null = null,
	decisions: Decisions = NO_DECISIONS,
): Diagnosis {
	const steps = diagnoseStepwise(snapshot, catalogue, choices, at, live, decisions);
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/** The same account by account, so that a page can draw in between: yields once for each. */
export function* diagnoseStepwise(
	snapshot: Snapshot,
	catalogue: Catalogue,
	choices: Readonly<Record<string, string>>,
	at: string,
	live: LiveFacts | null,
	decisions: Decisions = NO_DECISIONS,
): Generator<AccountDiagnosis, Diagnosis, void> {
	const { trustedAuthorities, davOff } = decisions;
	const whole = survey(snapshot, catalogue, choices, { live, trustedAuthorities, davOff });
	const accounts: AccountDiagnosis[] = [];
	for (const surveyed of whole.accounts) {
		const account = diagnoseAccount(surveyed, whole, decisions.silenced);
		accounts.push(account);
		yield account;
	}
	return {
		at,
		accounts,
		others: snapshot.others,
		newAccounts: firstAccounts(whole),
		names: namesIn(snapshot, accounts),
		offline: snapshot.offline,
		networkOut: live?.network === "out",
		loginStoreLocked: snapshot.loginStore === "locked",
	};
}

function diagnoseAccount(surveyed: SurveyedAccount, whole: Survey, silenced: ReadonlySet<RuleId>): AccountDiagnosis {
	const { account, identification, provider } = surveyed;
	const told = RULES.filter(({ id }) => !silenced.has(id))
		.flatMap((rule) => rule.find(surveyed, whole))
		.map((finding) => vouchedOnly(finding, whole.builtIn));
	const findings = wholeRestart(told, surveyed, whole);
	const lights = lightsOf(surveyed, whole, findings);
	return {
		key: account.key,
		name: account.name,
		address: account.identities[0]?.address || splitUsername(provider, account.incoming.username).login,
		provider: provider?.id ?? "unknown",
		identification,
		health: healthOf(lights, surveyed.outgoing.length > 0),
		lights,
		findings,
		unchecked: uncheckedOf(surveyed, whole),
		asksPassword:
			whole.snapshot.loginStore === "open" &&
			(serversOf(surveyed).some(({ judged }) => wantsPassword(judged)) || davWantsPassword(surveyed, whole)),
		signIn: whole.snapshot.offline ? null : signInOffer(surveyed),
		dav: { calendar: davState("caldav", surveyed, whole), contacts: davState("carddav", surveyed, whole) },
		newAccount: newAccountBeside(surveyed, whole),
	};
}

function uncheckedOf(surveyed: SurveyedAccount, whole: Survey): Unchecked[] {
	const collections = storiesOf(surveyed, whole).flatMap(({ item, story }): Unchecked[] => {
		if (story.kind !== "unchecked" || item.look === null) return [];
		const { kind, id, look } = item;
		return [{ service: DAV_SERVICES[kind], subject: id, reason: story.reason, host: look.at, seen: seenOfDav(look) }];
	});
	const servers = serversOf(surveyed).flatMap(({ judged, loginAuth }): Unchecked[] => {
		const story = storyOf(surveyed, { judged, loginAuth }, whole);
		if (story.kind !== "unchecked") return [];
		const { target, server, look } = judged;
		const { reason } = story;
		return [{ service: target, subject: server.key, reason, host: server.host, seen: seenOf(look?.seen ?? null) }];
	});
	return [...servers, ...collections];
}

/** Everything before the login works, and only a password is missing. */
function wantsPassword({ server, look }: JudgedServer): boolean {
	if (look === null || server.auth !== "password") return false;
	const { outcome } = look.seen;
	if (outcome.kind !== "login-not-checked") return isPasswordRefused(look.seen);
	return outcome.why === "no-login-stored" || outcome.why === "unusable-login";
}

function davWantsPassword(surveyed: SurveyedAccount, whole: Survey): boolean {
	return storiesOf(surveyed, whole).some(({ item, story }) => {
		if (surveyed.provider?.[item.kind]?.auth === "oauth2") return false;
		if (story.kind === "unchecked") return story.reason === "no-login-stored";
		return story.kind === "told" && (story.rule === "dav-login-refused" || story.rule === "app-password-required");
	});
}

/** Without a fault, a mail server is right once it was examined to its end. */
function lightsOf(surveyed: SurveyedAccount, whole: Survey, findings: readonly Finding[]): Record<Service, Health> {
	const light = (service: Service, otherwise: Health): Health =>
		worst(findings.filter((finding) => finding.service === service).map((finding) => finding.severity)) ?? otherwise;
	const sending = surveyed.outgoing.map(({ judged }) => judged);
	const isSending = sending.length > 0 && sending.every(isSeenToWork);
	return {
		incoming: light("incoming", isSeenToWork(surveyed.incoming) ? "ok" : "unknown"),
		outgoing: light("outgoing", isSending ? "ok" : "unknown"),
		calendar: light("calendar", davLight("caldav", surveyed, whole)),
		contacts: light("contacts", davLight("carddav", surveyed, whole)),
	};
}

function davLight(kind: DavKind, surveyed: SurveyedAccount, whole: Survey): Health {
	const state = davState(kind, surveyed, whole);
	if (state.kind === "works") return "ok";
	return state.kind === "not-offered" || state.kind === "off" ? "none" : "unknown";
}

/**
 * An account is not called right where its mail could not be checked. `sends`: it has a server to send through; one that
 * has none is judged by the rest.
 */
function healthOf(lights: Record<Service, Health>, sends: boolean): Health {
	const found = worst(Object.values(lights));
	if (found === null) return "unknown";
	const isMailUnknown = lights.incoming === "unknown" || (sends && lights.outgoing === "unknown");
	return isMailUnknown && (found === "ok" || found === "advice") ? "unknown" : found;
}

/** The worst of what is known; null when nothing is. */
function worst(healths: readonly Health[]): Health | null {
	const order: readonly Health[] = ["error", "warning", "advice", "ok"];
	return order.find((health) => healths.includes(health)) ?? null;
}

/** The readable names of what the changes of these accounts speak of. */
function namesIn(snapshot: Snapshot, accounts: readonly AccountDiagnosis[]): Record<string, string> {
	const accountNames = new Map(
		snapshot.accounts.map(({ incoming, name }) => [serverOfFolder(incoming.uri).toLowerCase(), name]),
	);
	const names = new Map(snapshot.outgoing.map((server) => [server.key, server.description || server.host]));
	for (const { name, incoming, identities } of snapshot.accounts) {
		names.set(incoming.key, name || incoming.host);
		for (const identity of identities) names.set(identity.key, identity.address);
	}
	for (const { change } of accounts.flatMap(({ findings }) => findings.flatMap((finding) => finding.changes))) {
		if (change.kind !== "set" || change.target !== "identity" || change.setting === "identity.outgoing") continue;
		for (const value of [change.from, change.to]) {
			if (typeof value === "string" && value !== "") names.set(value, readableFolder(value, accountNames));
		}
	}
	return Object.fromEntries(names);
}

function readableFolder(uri: string, accountNames: ReadonlyMap<string, string>): string {
	const account = accountNames.get(serverOfFolder(uri).toLowerCase());
	return account === undefined ? folderName(uri) : `${folderName(uri)} (${account})`;
}
