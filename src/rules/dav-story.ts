// What one calendar or address book showed and what stands in the way: one fault, the first that explains all, or the
// reason that it could not be checked. As for mail servers (observed.ts); duplicates and the cache have rules of their own.

import { type AddCollectionChange, type Change, changeIdentity, type ProposedChange } from "../domain/change";
import type { UncheckedReason } from "../domain/diagnosis";
import type { LoginObstacle, Outcome } from "../domain/observation";
import type { RuleId } from "../domain/rule-ids";
import { seenOfDav } from "../domain/seen";
import type { FixClass, Severity } from "../domain/vocabulary";
import { DAV_KINDS, DAV_SERVICES, type DavItem, searchOf } from "./dav";
import { collectionId, hostOf, isDavHost, isEntryUrl, isPlainUrl } from "./dav-address";
import { offersOf } from "./dav-offers";
import type { FactsOf } from "./facts";
import { signInPage, wrongClock } from "./network";
import { CHECK_OBSTACLES } from "./obstacles";
import { edit } from "./propose";
import { type Fault, type Rule, rule } from "./rule";
import { isSeenToWork } from "./server";
import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

/** The rules that this decision alone tells. */
export const DAV_RULES = [
	"dav-entry-url-as-calendar",
	"dav-username",
	"dav-login-refused",
	"dav-collection-gone",
	"dav-unreachable",
	"dav-unexpected-answer",
	"calendar-stopped",
] as const satisfies RuleId[];
/** Those that mail servers tell too. */
export const SHARED_RULES = [
	"app-password-required",
	"account-disabled",
	"sign-in-refused",
	"web-sign-in-needed",
	"captive-portal",
] as const satisfies RuleId[];
type ToldRule = (typeof DAV_RULES)[number] | (typeof SHARED_RULES)[number];

type Told = { [Id in ToldRule]: { kind: "told"; rule: Id; fault: Fault<Id> } }[ToldRule];

export type DavStory =
	| Told
	| { kind: "unchecked"; reason: UncheckedReason }
	/** It answers, and is right. */
	| { kind: "works" }
	/** The user has switched it off, or nobody was asked. */
	| { kind: "quiet" };

const QUIET: DavStory = { kind: "quiet" };

export function davRules(): Rule[] {
	return DAV_RULES.map((id) => rule(id, (surveyed, survey) => davToldBy(id, surveyed, survey)));
}

export function davToldBy<Id extends RuleId>(id: Id, surveyed: SurveyedAccount, survey: Survey): Fault<Id>[] {
	return storiesOf(surveyed, survey).flatMap(({ story }) =>
		story.kind === "told" && (story.rule as RuleId) === id ? [story.fault as unknown as Fault<Id>] : [],
	);
}

type Stories = readonly { item: DavItem; story: DavStory }[];

/** Every rule asks for them. */
const known = new WeakMap<Survey, Map<SurveyedAccount, Stories>>();

/** Of all calendars and address books that are told at this account. */
export function storiesOf(surveyed: SurveyedAccount, survey: Survey): Stories {
	const stories = known.get(survey) ?? new Map<SurveyedAccount, Stories>();
	known.set(survey, stories);
	const mine =
		stories.get(surveyed) ??
		withEachAdditionOnce(
			DAV_KINDS.flatMap((kind) =>
				(survey.dav.told[kind].get(surveyed) ?? []).map((item) => ({
					item,
					story: davStoryOf(item, surveyed, survey),
				})),
			),
		);
	stories.set(surveyed, mine);
	return mine;
}

/** Several that are wrong may stand for one and the same that is right: the first of them brings it. */
function withEachAdditionOnce(stories: Stories): Stories {
	const added = new Set<string>();
	return stories.map(({ item, story }) => {
		if (story.kind !== "told" || story.fault.changes === undefined) return { item, story };
		const changes = story.fault.changes.filter(({ change }) => {
			if (change.kind === "set") return true;
			const identity = changeIdentity(change);
			return !added.has(identity) && added.add(identity);
		});
		const fault = { ...story.fault, changes, fix: changes.length > 0 ? story.fault.fix : fixWithout(story.fault.fix) };
		return { item, story: { ...story, fault } as DavStory };
	});
}

const fixWithout = (fix: FixClass): FixClass => (fix === "live" ? "advice" : fix);

/** Those that a repair would replace by the real ones. */
export function replacedItems(surveyed: SurveyedAccount, survey: Survey): ReadonlySet<DavItem> {
	return new Set(
		storiesOf(surveyed, survey).flatMap(({ item, story }) =>
			story.kind === "told" && story.rule === "dav-entry-url-as-calendar" && story.fault.changes?.length ? [item] : [],
		),
	);
}

export function davStoryOf(item: DavItem, surveyed: SurveyedAccount, survey: Survey): DavStory {
	if (item.state === "disabled") return QUIET;
	const { kind, name, url, look } = item;
	const { provider, domain } = surveyed;
	const host = look?.at || hostOf(url);

	function told<Id extends ToldRule>(
		rule: Id,
		severity: Severity,
		facts: FactsOf<Id>,
		changes: readonly Change[] = [],
		otherwise: FixClass = "advice",
	): DavStory {
		const fault: Fault<Id> = {
			...{ severity, service: DAV_SERVICES[kind], subject: item.id, facts },
			fix: changes.length > 0 ? "live" : otherwise,
			changes: proposed(changes, item),
			seen: look === null ? null : seenOfDav(look),
		};
		return { kind: "told", rule, fault };
	}
	const unexpected = (problem: string): DavStory => told("dav-unexpected-answer", "error", { name, host, problem });
	const wrongAddress = (real: readonly AddCollectionChange[] | null): DavStory =>
		told("dav-entry-url-as-calendar", "warning", { name, url }, real === null ? [] : replacing(item, real));
	/** The very collection under its right address, where that was found. */
	const elsewhere = (): DavStory | null => {
		const same = sameElsewhere(item, surveyed, survey);
		return same === null ? null : wrongAddress(same);
	};
	const unreachable = (): DavStory => elsewhere() ?? told("dav-unreachable", "error", { name, host });
	const withoutPassword = (otherwise: () => DavStory): DavStory => {
		const changes = usernameChange(item, surveyed, survey);
		return changes.length > 0 ? told("dav-username", "error", { name, username: item.username }, changes) : otherwise();
	};

	const isNoCollection = isEntryUrl(kind, url, provider) && look?.outcome.kind !== "ok";
	if (isNoCollection || isPlainUrl(url)) return wrongAddress(ownElsewhere(item, surveyed, survey));
	if (look === null) return QUIET;
	const { stage, outcome } = look;
	switch (outcome.kind) {
		case "ok":
			// Another one shows the same already.
			if (item.state === "stopped" && survey.dav.kept.has(item)) return QUIET;
			return item.state === "stopped"
				? told("calendar-stopped", "warning", { name }, edit("calendar", item.id, "calendar.enabled", false, true))
				: { kind: "works" };
		case "refused":
			return withoutPassword(() => (isAnotherPasswordLikely(surveyed) ? applicationPassword() : refused()));
		case "application-password-needed":
			return applicationPassword();
		case "account-disabled":
		case "blocked-for-sending":
			return told("account-disabled", "error", { host, username: item.username });
		case "web-sign-in-needed":
			return told("web-sign-in-needed", "error", { host });
		case "oauth-token-refused":
			return told("sign-in-refused", "error", { host }, [], "sign-in");
		case "login-not-checked":
			return withoutPassword(() => ({ kind: "unchecked", reason: LOGIN_OBSTACLES[outcome.why] }));
		case "temporarily-unavailable":
		case "too-many-connections":
			return { kind: "unchecked", reason: "temporarily-unavailable" };
		case "not-dav":
			return isDavHost(provider, kind, hostOf(url), domain)
				? wrongAddress(ownElsewhere(item, surveyed, survey))
				: unexpected("not-dav");
		case "not-found":
			return elsewhere() ?? told("dav-collection-gone", "warning", { name, host });
		case "led-away":
			return elsewhere() ?? unexpected("led-away");
		case "forbidden":
			// Without a user name Thunderbird takes any login of the server.
			return item.username === "" ? withoutPassword(() => unexpected("forbidden")) : unexpected("forbidden");
		case "malformed":
		case "too-much":
			return unexpected(outcome.kind);
		case "certificate":
			return ofCertificate(outcome);
		case "closed":
		case "timeout":
			return stage === "dns" || stage === "tcp" ? unreachable() : unexpected("silence");
		case "refused-connection":
		case "unreachable":
		case "name-unknown":
			return unreachable();
		case "dns-silent":
			return { kind: "unchecked", reason: "dns-silent" };
		case "could-not-check":
			return { kind: "unchecked", reason: CHECK_OBSTACLES[outcome.why] };
		case "login-disabled":
		case "login-method-not-offered":
			return unexpected("login");
		case "tls-too-old":
		case "not-tls":
		case "tls-failed":
			return unexpected("encryption");
		case "wrong-protocol":
		case "garbage":
		case "no-starttls":
		case "starttls-refused":
		case "starttls-injection":
			return unexpected("not-dav");
	}

	function applicationPassword(): DavStory {
		return told("app-password-required", "warning", {
			address: surveyed.address,
			provider: provider?.id ?? "unknown",
		});
	}

	function refused(): DavStory {
		return told("dav-login-refused", "error", { name, host, username: item.username });
	}

	function ofCertificate({ problem }: Extract<Outcome, { kind: "certificate" }>): DavStory {
		const page = signInPage(survey.live);
		if (page?.certain) return told("captive-portal", "warning", { host: page.host });
		// The clock itself is told at the mail servers.
		return wrongClock(survey.live)?.makes === problem.kind
			? { kind: "unchecked", reason: "login-not-tried" }
			: unexpected("certificate");
	}
}

/** A repair is whole: where switching off the wrong one is locked, nothing is added beside it either. */
function proposed(changes: readonly Change[], { locked }: DavItem): ProposedChange[] {
	const isLocked = changes.some((change) => change.kind === "set" && locked.includes(change.setting));
	return changes.map((change) => ({ change, fix: "live", blocked: isLocked ? "locked" : null }));
}

/** Mail takes this password, and calendars and contacts do not: the provider binds an application password to one use. */
function isAnotherPasswordLikely({ provider, incoming }: SurveyedAccount): boolean {
	return provider !== null && provider.applicationPassword !== "no" && isSeenToWork(incoming);
}

/** To the address that logs in, where the present name is none, is it without its domain, or another of the same person. */
function usernameChange(item: DavItem, surveyed: SurveyedAccount, survey: Survey): Change[] {
	const { kind, id, url, username, login } = item;
	const { provider, domain, mailbox, account } = surveyed;
	if (mailbox === null || !isDavHost(provider, kind, hostOf(url), domain) || login === "unknown") return [];
	const aliases = account.identities.map(({ address }) => address.toLowerCase());
	// An alias here may be what another account logs in with.
	const isLogin = survey.accounts.some((other) => other.mailbox?.toLowerCase() === username.toLowerCase());
	// One without any name may be of each of them.
	const isOfOthers = survey.accounts.some(
		(other) => other !== surveyed && survey.dav.reached[kind].get(other)?.includes(item) === true,
	);
	if (username === "" && isOfOthers) return [];
	const isMeant = !username.includes("@") || (aliases.includes(username.toLowerCase()) && !isLogin);
	if (!isMeant || username.toLowerCase() === mailbox.toLowerCase()) return [];
	return kind === "caldav"
		? edit("calendar", id, "calendar.username", username, mailbox)
		: edit("address-book", id, "contacts.username", username, mailbox);
}

/** What is to be added in place of one that cannot be a collection; null where nobody has found any. */
function ownElsewhere(item: DavItem, surveyed: SurveyedAccount, survey: Survey): AddCollectionChange[] | null {
	const offers = foundFor(item, surveyed, survey);
	if (offers === null || !offers.some(({ collection }) => collection.source === "own")) return null;
	return offers.filter(({ preselected }) => preselected).map(({ change }) => change);
}

/**
 * The same collection at its right address: under another name of the host, or one of the user's own with the same name.
 * Empty where it is in Thunderbird already; null where it was not found.
 */
function sameElsewhere(item: DavItem, surveyed: SurveyedAccount, survey: Survey): AddCollectionChange[] | null {
	const { kind, url, username, name } = item;
	const idOf = (text: string): string => collectionId(kind, text, username, surveyed.provider);
	const others = (foundFor(item, surveyed, survey) ?? []).filter(({ collection }) => collection.url !== url);
	const same =
		others.find(({ collection }) => idOf(collection.url) === idOf(url)) ??
		others.find(({ collection }) => collection.source === "own" && collection.name.trim() === name.trim());
	if (same === undefined) return null;
	return same.present ? [] : [same.change];
}

function foundFor(item: DavItem, surveyed: SurveyedAccount, survey: Survey) {
	const search = searchOf(item.kind, surveyed, survey.live);
	if (search?.kind !== "found") return null;
	const type = item.kind === "caldav" ? "caldav" : "carddav";
	const { collections, login } = search;
	// It is not there itself: what would be the same collection under its right address is still to be added.
	const { snapshot } = survey;
	const others = {
		...snapshot,
		calendars: snapshot.calendars.filter(({ id }) => id !== item.id),
		addressBooks: snapshot.addressBooks.filter(({ id }) => id !== item.id),
	};
	return offersOf({ type, collections, login }, surveyed, others);
}

/** The real ones come, and the wrong one is switched off, where nothing of it waits to be sent. Nothing is deleted. */
function replacing({ kind, id, state, unsent }: DavItem, real: readonly AddCollectionChange[]): Change[] {
	const isOn = state === "active" || state === "error";
	const off =
		kind === "caldav" && isOn && unsent === false ? edit("calendar", id, "calendar.enabled", true, false) : [];
	return [...real, ...off];
}

const LOGIN_OBSTACLES: Readonly<Record<LoginObstacle, UncheckedReason>> = {
	"no-login-stored": "no-login-stored",
	"unusable-login": "no-login-stored",
	"login-store-locked": "login-store-locked",
	"not-encrypted": "login-not-tried",
	"certificate-exception": "login-not-tried",
	"foreign-host": "login-not-tried",
	"unknown-server": "login-not-tried",
	"already-tried": "login-not-tried",
	"method-not-supported": "login-not-tried",
	"oauth-unknown-host": "no-sign-in",
	"oauth-token-absent": "no-sign-in",
	"oauth-token-single-use": "login-not-tried",
	"oauth-unreachable": "no-sign-in",
};
