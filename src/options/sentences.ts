// Every word that the page and its report say: the only caller of i18n. Data in, sentences out.
// The words themselves are in _locales/; what is shown where is components/ and report.ts.

import type { Pace } from "../doctor/watch";
import type { AddCollectionChange, Blocked, Change, CreateOutgoingChange, SettingValue } from "../domain/change";
import type { AccountDiagnosis, Diagnosis, IdentificationReason, Unchecked } from "../domain/diagnosis";
import type { Finding, Seen, SeenAt } from "../domain/finding";
import type { EntryState, Recovery } from "../domain/journal";
import type { Carried, JournalHealth, RepairProblem } from "../domain/outcome";
import { CARRIED_PIECES, type CarriedPiece } from "../domain/outcome";
import type { RuleId } from "../domain/rule-ids";
import type { LoginRemoval, UnusedLogin } from "../domain/support";
import type { Auth, FixClass, Security, Service, Setting, Severity } from "../domain/vocabulary";
import type { Policy } from "../policy/schema";
import type { Catalogue } from "../providers/lookup";
import { RULE_FACTS } from "../rules/facts";
import { createDavWords, type DavWords } from "./dav-words";
import { findingMessage } from "./finding-message";
import { type CountedName, type GetMessage, type MessageName, plain, type Say } from "./messages";
import type { Names } from "./names";
import type { Notice } from "./notice";
import { createOutcomeWords, hostAndPort } from "./outcome-words";
import type { ReportLook, ReportServer } from "./report-schema";
import type { Wanted } from "./request-text";
import type { Failure, Phase, Versions, Watching } from "./view-state";

/** What stands in a sentence whose fact is missing: the rest of the page goes on. The tests accept none. */
export const MISSING = "…";

/** The facts that the sentence of this finding needs and that are not there. */
export function missingFacts(finding: Finding): string[] {
	return RULE_FACTS[finding.rule].filter((name) => finding.facts[name] === undefined);
}

type FactName = (typeof RULE_FACTS)[RuleId][number];

export interface Sentences extends DavWords {
	/** The language of the messages, which may not be the one of Thunderbird. */
	readonly language: "fr" | "en";
	/** A text without a gap in it. */
	text(name: MessageName): string;
	date(iso: string): string;
	/** The name that people know a provider by. */
	provider(id: string): string;
	/** What the catalogue says in both languages, in this one. */
	local(text: Readonly<Record<"fr" | "en", string>>): string;
	finding(finding: Finding): string;
	severity(severity: Severity): string;
	service(service: Service): string;
	/** The word beside the shape of a light. */
	light(service: Service, account: AccountDiagnosis): string;
	setting(setting: Setting): string;
	value(setting: Setting, value: SettingValue): string;
	createOutgoing(change: {
		server: Pick<CreateOutgoingChange["server"], "host" | "port" | "security" | "username">;
	}): string;
	addCollection(added: { kind: AddCollectionChange["kind"]; name: string; host: string }): string;
	createAccount(change: { address: string; incoming: { host: string }; outgoing: { host: string } }): string;
	/** What comes into Thunderbird with a change; null where it edits what is there. */
	coming(change: Change): string | null;
	blocked(blocked: Blocked): string;
	/** What stands between a change and its being made; null where that is one click, or it is only said. */
	later(fix: FixClass): string | null;
	/** Whose an account is, and why it is thought so. */
	recognised(provider: string, reason: IdentificationReason): string;
	/** `fine`: nothing is wrong, everything was checked, and something needs no advice either. */
	summary(diagnosis: Diagnosis, trouble: number): { title: string; text: string; fine: boolean };
	/** What could not be checked, and what to do. */
	unchecked(item: Unchecked, account: AccountDiagnosis): string;
	/** What was seen at a server, in one line, without the server's own words. */
	seen(seen: Seen): string;
	/** The words that are not ours, and whose they are; null where there are none. Never to be read as markup. */
	words(seen: Pick<Seen, "outcome" | "text">): { label: string; text: string } | null;
	quoted(text: string): string;
	/** Which password is wanted and why; `dav`: for the calendar and the contacts alone. */
	passwordHelp(provider: string, dav: boolean): string;
	/** The first step to an application password. */
	coachOpen(provider: string): string;
	newAccountAction(provider: string): string;
	newAccountTitle(provider: string | null): string;
	/** What a sign-in is, and which account to choose in it. */
	signInText(needed: boolean, address: string): string;
	requestPlace(at: SeenAt): string;
	requestResult(seen: Seen): string;
	requestMade(date: string, versions: Versions | null): string;
	/** `other`: a port that would do as well. */
	wanted(wanted: Wanted, at: SeenAt, other: number): string;
	plan(settings: number, accounts: number): string;
	/** Progress for the live region; empty where nothing is under way. Stays the same while figures change. */
	progress(phase: Phase): string;
	/** The figures, which are seen and not read aloud. */
	progressFigures(done: number, total: number): string;
	notice(notice: Notice, names: Names): string;
	failure(failure: Failure): string;
	/** What a repair of the history was and where it stands. */
	entry(changes: number, state: EntryState): string;
	/** The same with the names of what was added: for the page, which may tell them. */
	historyEntry(changes: readonly Change[], state: EntryState): string;
	recovery(recovery: Recovery): string;
	/** What this start of Thunderbird made of an entry; null while it is still under way. */
	recovered(state: EntryState): string | null;
	settings(count: number): string;
	journalHealth(health: JournalHealth): string | null;
	newerThunderbird(version: string): string;
	surroundingsFailed(text: string): string;
	fixAccount(account: string): string;
	fixWithRestart(account: string): string;
	/** What a person is asked before a restart is prepared; `host`: another one than now, to which the password will go. */
	confirmRestart(account: string, host: string | null): { title: string; lines: string[] };
	passwordFor(host: string): { label: string; help: string };
	/** What waits for a restart, and what becomes of it. */
	waiting(account: string, state: "prepared" | "undo-prepared"): string;
	/** What waits, and is not made while the organisation has the add-on report only. */
	held(account: string): string;
	/** What follows besides; null where nothing does. */
	carried(carried: Carried): string | null;
	settingsSaved(path: string): string;
	settingsNotSaved(text: string): string;
	/** What was prepared and was not made, or not taken back. */
	notMade(state: EntryState, problem: RepairProblem, names: Names): string;
	/** Why something was not done. */
	problem(problem: RepairProblem, names: Names): string;
	undoEntry(date: string): string;
	changesOf(account: string): string;
	others(diagnosis: Diagnosis): string[];
	/** How often the doctor looks by itself, as the label of its switch. */
	watchLabel(pace: Pace): string;
	/** When it last did, and what it found. */
	watch(watch: Extract<Watching, { kind: "loaded" }>): string;
	reportSaved(path: string): string;
	reportFailed(text: string): string;
	reportCreated(date: string): string;
	reportVersions(addon: string, thunderbird: string, platform: string): string;
	/** `built`: a day, `2026-10-12`. */
	thunderbirdBuilt(built: string): string;
	reportChecked(date: string): string;
	/** The other add-ons that are switched on. */
	reportAddons(addons: readonly string[]): string;
	policyFixed(settings: readonly Exclude<keyof Policy, "version">[]): string;
	reportAccount(number: number, address: string, provider: string): string;
	/** Its settings, as they are. */
	reportServer(server: Pick<ReportServer, "protocol" | "host" | "port" | "security" | "auth" | "username">): string;
	/** How a server answered with these settings. */
	reportLook(look: Pick<ReportLook, "stage" | "outcome" | "milliseconds">): string;
	mailSubject(version: string): string;
	mailTo(provider: string, address: string): string;
	mailOpened(address: string): string;
	unusedCount(count: number): string;
	unusedLocked(stored: number): string;
	/** A stored login as people read it. */
	unusedLogin(login: UnusedLogin): string;
	removeLogin(login: UnusedLogin): string;
	confirmRemoval(login: UnusedLogin): string;
	removal(outcome: LoginRemoval | { kind: "failed"; text: string }, login: UnusedLogin): string;
	/** `label: value`, with the spaces that the language wants. */
	pair(label: string, value: string): string;
	/** `label: from → to`. */
	change(label: string, from: string, to: string): string;
}

/** What a person counts; of the rest it is enough that it follows. */
const COUNTED_PIECES: Partial<Readonly<Record<CarriedPiece, CountedName>>> = {
	filters: "carried_count_filters",
	"saved-searches": "carried_count_saved_searches",
	"open-tabs": "carried_count_open_tabs",
};

export function createSentences(getMessage: GetMessage, catalogue: Catalogue): Sentences {
	const say: Say = (name, ...substitutions) => getMessage(name, substitutions.map(String));
	const language = say("language") === "fr" ? "fr" : "en";
	const plural = new Intl.PluralRules(language);
	const list = new Intl.ListFormat(language, { type: "conjunction" });
	const days = new Intl.DateTimeFormat(language, { dateStyle: "long" });
	const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
	const dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
	const count = (stem: CountedName, number: number, ...more: (string | number)[]): string =>
		say(plural.select(number) === "one" ? `${stem}_one` : `${stem}_other`, number, ...more);

	const settings = (number: number): string => count("count_settings", number);
	const entry = (changes: number, state: EntryState): string =>
		say("entry_line", settings(changes), say(`entry_${plain(state)}`));
	const setting = (name: Setting): string => say(`setting_${plain(name)}`);

	const provider = (id: string): string =>
		catalogue.get(id)?.name[language] ?? (id === "unknown" ? say("provider_unknown") : id);

	/** Without what stands behind it in brackets. */
	const shortProvider = (id: string): string => provider(id).replace(/ \(.*\)$/, "");

	/** In the largest unit that says enough. */
	function duration(minutes: number): string {
		const [unit, size] = minutes < 120 ? ["minute", 1] : minutes < 2880 ? ["hour", 60] : ["day", 1440];
		const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
		return format.format(Math.round(minutes / size));
	}

	/** A fact as people read it: words of the vocabulary are translated, all else is said as it is. */
	function fact(finding: Finding, name: FactName): string | number {
		const value = finding.facts[name];
		if (value === undefined) return MISSING;
		switch (name) {
			case "provider":
				return provider(String(value));
			case "security":
				return say(`security_${value as Security}`);
			case "auth":
				return say(`auth_${value as Auth}`);
			case "protocol":
				return String(value).toUpperCase();
			case "minutes":
				return duration(Number(value));
			case "date":
				return day(String(value));
			case "address":
			case "connections":
			case "gigabytes":
			case "host":
			case "issuer":
			case "limit":
			case "name":
			case "names":
			case "problem":
			case "other":
			case "port":
			case "replacement":
			case "url":
			case "username":
				return value;
		}
	}

	const day = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? MISSING : days.format(new Date(iso)));
	const loginHost = (origin: string): string => origin.replace(/^[a-z0-9]+:\/\//i, "");
	const loginKind = (origin: string): string => say(/^smtps?:/i.test(origin) ? "unused_sending" : "unused_receiving");

	const { problem, undoProblem, outcomeWords, words, accountNotProved, passwordResults, signInObstacle } =
		createOutcomeWords(say, list);
	const quoted = (text: string): string => say("quoted", text);
	const moment = (iso: string): string => moments.format(new Date(iso));
	const davWords = createDavWords({ say, list, count, provider, outcomeWords, moment });

	const createOutgoing: Sentences["createOutgoing"] = ({ server }) =>
		say("create_outgoing", server.host, server.port, say(`security_${server.security}`), server.username);
	const addCollection: Sentences["addCollection"] = ({ kind, name, host }) =>
		say(kind === "add-calendar" ? "add_calendar" : "add_address_book", name, host);
	const createAccount: Sentences["createAccount"] = ({ address, incoming, outgoing }) =>
		say("create_account", address, incoming.host, outgoing.host);

	return {
		language,
		text: (name) => say(name),
		date: (iso) => dates.format(new Date(iso)),
		provider,
		local: (text) => text[language],
		finding: (finding) => say(findingMessage(finding), ...RULE_FACTS[finding.rule].map((name) => fact(finding, name))),
		severity: (severity) => say(`severity_${severity}`),
		service: (service) => say(`service_${service}`),
		light(service, account) {
			const word =
				service === "calendar" || service === "contacts"
					? davWords.davLight(service, account.dav[service], account.provider)
					: null;
			const health = account.lights[service];
			// Contacts are several, in French.
			const isPlural = service === "contacts" && (health === "unknown" || health === "none");
			return word ?? say(isPlural ? `health_contacts_${health}` : `health_${health}`);
		},
		setting,
		value(name, value) {
			if (value === null || value === "") return say("value_unset");
			if (value === true) return say("value_true");
			if (value === false) return say("value_false");
			if (name.endsWith(".security")) return say(`security_${value as Security}`);
			if (name.endsWith(".auth")) return say(`auth_${value as Auth}`);
			return String(value);
		},
		createOutgoing,
		addCollection,
		createAccount,
		coming(change) {
			switch (change.kind) {
				case "set":
					return null;
				case "create-outgoing":
					return createOutgoing(change);
				case "add-calendar":
				case "add-address-book":
					return addCollection({ ...change, host: new URL(change.url).host });
				case "create-account":
					return createAccount(change);
			}
		},
		blocked: (blocked) => say(`blocked_${plain(blocked)}`),
		later(fix) {
			switch (fix) {
				case "live":
				case "advice":
					return null;
				case "sign-in":
				case "restart":
				case "new-account":
					return say(`later_${plain(fix)}`);
			}
		},
		recognised: (id, reason) =>
			reason.kind === "choice"
				? say("reason_choice", provider(id))
				: say(`reason_${plain(reason.kind)}`, provider(id), reason.evidence),
		summary({ accounts }, trouble) {
			if (accounts.length === 0) return { title: say("summary_empty"), text: say("summary_empty_text"), fine: false };
			if (trouble > 0) {
				const title = count("summary_trouble", trouble, accounts.length);
				return { title, text: say("summary_trouble_text"), fine: false };
			}
			const open = accounts.filter(({ health, unchecked }) => health === "unknown" || unchecked.length > 0).length;
			if (open > 0) return { title: say("summary_unknown"), text: count("summary_unknown_text", open), fine: false };
			const advised = accounts.filter((account) => account.health === "advice").length;
			const text = advised > 0 ? count("summary_advice", advised) : count("summary_fine_text", accounts.length);
			return { title: say("summary_fine"), text, fine: accounts.some((account) => account.health === "ok") };
		},
		unchecked({ reason, host }, { asksPassword }) {
			switch (reason) {
				case "no-login-stored":
					return say(asksPassword ? `unchecked_${plain(reason)}_ask` : `unchecked_${plain(reason)}`, host);
				case "login-store-locked":
				case "login-not-tried":
				case "no-sign-in":
				case "dns-silent":
				case "proxy":
				case "temporarily-unavailable":
				case "no-time":
				case "local-program":
				case "internal-error":
					return say(`unchecked_${plain(reason)}`, host);
			}
		},
		seen: ({ at, stage, outcome }) =>
			say(
				"seen_line",
				at.protocol.toUpperCase(),
				hostAndPort(at),
				say(`security_${at.security}`),
				say(`stage_${stage}`),
				outcomeWords(outcome),
			),
		words,
		quoted,
		passwordHelp: (id, dav) =>
			(catalogue.get(id)?.applicationPassword ?? "no") === "no"
				? say("password_help_mailbox")
				: say(dav ? "coach_dav_why" : "password_help_application", shortProvider(id)),
		coachOpen: (id) => say("coach_open", shortProvider(id)),
		newAccountAction: (id) => say("new_account_action", shortProvider(id)),
		newAccountTitle: (id) => (id === null ? say("new_account_title_any") : say("new_account_title", shortProvider(id))),
		...davWords,
		signInText: (needed, address) => (needed ? say("sign_in_needed", address) : say("sign_in_wish")),
		requestPlace: (at) =>
			say("request_place", at.protocol.toUpperCase(), at.host, at.port, say(`security_${at.security}`)),
		requestResult: ({ stage, outcome }) => say("request_result", say(`stage_${stage}`), outcomeWords(outcome)),
		requestMade: (date, versions) =>
			versions === null
				? say("request_made_on", date)
				: say("request_made", date, versions.addon, versions.thunderbird),
		wanted: (wanted, at, other) => say(`wanted_${plain(wanted)}`, at.host, at.port, other),
		plan: (settingCount, accountCount) => say("plan", settings(settingCount), count("count_accounts", accountCount)),
		progress(phase) {
			switch (phase.kind) {
				case "idle":
				case "checked":
				case "fixed":
				case "error":
					return "";
				case "checking":
					if (phase.stopping) return say("progress_stopping");
					return say(phase.search === null ? "progress_checking" : "progress_search");
				case "fixing":
					return say(phase.ended === null ? `progress_${plain(phase.task.kind)}` : "progress_checking_again");
			}
		},
		progressFigures: (done, total) => say("progress_servers", done, total),
		notice(notice, names) {
			switch (notice.kind) {
				case "repaired":
					return [
						...(notice.added.length === 0 ? [] : [say("notice_added", davWords.additions(notice.added) ?? "")]),
						...(notice.changes === 0 && notice.added.length > 0 ? [] : [count("notice_repaired", notice.changes)]),
						...(notice.proved ? [] : [say("notice_unproved")]),
						...(notice.left.length === 0 ? [] : [say("notice_left")]),
						...notice.left.map((why) => problem(why, names)),
					].join(" ");
				case "nothing-to-do":
					return say("notice_nothing_to_do");
				case "repair-refused":
					return say("notice_repair_refused", problem(notice.problem, names));
				case "repair-rolled-back":
					return say("notice_repair_rolled_back", problem(notice.problem, names));
				case "prepared":
					return say("notice_prepared");
				case "prepare-refused":
					return say("notice_prepare_refused", problem(notice.problem, names));
				case "restart-refused":
					return say("notice_restart_refused");
				case "made-at-restart":
					return say("notice_made_at_restart");
				case "undone":
					return say("notice_undone");
				case "undo-prepared":
					return say("notice_undo_prepared");
				case "undo-refused":
					return say("notice_undo_refused", undoProblem(notice.problem, names));
				case "password-tried":
					return passwordResults(notice.results);
				case "password-refused":
					return say("notice_password_problem", problem(notice.problem, names));
				case "signed-in":
					return [
						say("notice_signed_in"),
						...(notice.left.length === 0 ? [] : [say("notice_left")]),
						...notice.left.map((why) => problem(why, names)),
					].join(" ");
				case "sign-in-stopped":
					return signInObstacle(notice.why);
				case "sign-in-refused":
				case "sign-in-rolled-back":
					return say(`notice_${plain(notice.kind)}`, problem(notice.problem, names));
				case "found":
					if (notice.fresh > 0) return count("notice_found", notice.fresh);
					return say(notice.trouble ? "notice_found_trouble" : "notice_found_nothing");
				case "search-refused":
					return say(
						"notice_search_refused",
						notice.problem.kind === "offline" ? say("problem_offline") : problem(notice.problem, names),
					);
				case "account-added":
					return [
						say("notice_account_added", notice.address),
						...(notice.added === 0 ? [] : [count("notice_account_added_dav", notice.added)]),
						...davWords.davTrouble(notice.trouble, notice.provider),
						...notice.left.map((why) => problem(why, names)),
					].join(" ");
				case "account-not-proved":
					return accountNotProved(notice.server, notice.seen);
				case "account-refused":
					return say("notice_account_not_made", problem(notice.problem, names));
				case "account-rolled-back":
					return say("notice_account_rolled_back", problem(notice.problem, names));
				case "account-wrong-address":
				case "search-cancelled":
				case "cancelled":
					return say(`notice_${plain(notice.kind)}`);
			}
		},
		failure(failure) {
			switch (failure.kind) {
				case "experiments-off":
					return say("failure_experiments_off");
				case "surprise":
					return say(`failure_${plain(failure.during)}`, failure.text);
			}
		},
		entry,
		historyEntry(changes, state) {
			const added = davWords.additions(changes);
			return added === null ? entry(changes.length, state) : say("entry_added", added, say(`entry_${plain(state)}`));
		},
		recovery: (recovery) => say(`recovery_${plain(recovery)}`),
		recovered(state) {
			switch (state) {
				case "applying":
				case "undoing":
					return null;
				case "prepared":
				case "undo-prepared":
				case "applied":
				case "rolled-back":
				case "undone":
					return say(`banner_recovered_${plain(state)}`);
			}
		},
		settings,
		journalHealth(health) {
			switch (health.kind) {
				case "ok":
					return null;
				case "set-aside":
					return say(`journal_${plain(health.reason)}`, health.keptAs);
				case "unreadable":
					return say("journal_unreadable");
			}
		},
		newerThunderbird: (version) => say("banner_newer", version),
		surroundingsFailed: (text) => say("banner_surroundings_failed", text),
		fixAccount: (account) => say("fix_account", account),
		fixWithRestart: (account) => say("fix_with_restart_account", account),
		confirmRestart: (account, host) => ({
			title: say("confirm_restart_title", account),
			lines: [
				say("confirm_restart_what"),
				say("confirm_restart_follows"),
				...(host === null ? [] : [say("confirm_restart_password_to", host)]),
				say("confirm_restart_how"),
			],
		}),
		passwordFor: (host) => ({
			label: say("confirm_restart_password", host),
			help: say("confirm_restart_password_help", host),
		}),
		waiting: (account, state) => say(`waiting_${plain(state)}`, account),
		held: (account) => say("waiting_held", account),
		carried(carried) {
			const pieces = CARRIED_PIECES.flatMap((piece) => {
				const number = carried[piece] ?? 0;
				const counted = COUNTED_PIECES[piece];
				if (number === 0) return [];
				return [counted === undefined ? say(`carried_${plain(piece)}`) : count(counted, number)];
			});
			return pieces.length === 0 ? null : say("waiting_carried", list.format(pieces));
		},
		settingsSaved: (path) => say("waiting_saved", path),
		settingsNotSaved: (text) => say("waiting_save_failed", text),
		notMade: (state, why, names) =>
			say(state === "applied" ? "banner_undo_not_made" : "banner_not_made", problem(why, names)),
		problem,
		undoEntry: (date) => say("undo_entry_of", date),
		changesOf: (account) => say("changes_of", account),
		others({ others }) {
			const names = (broken: boolean): string[] =>
				others.filter((other) => (other.type === "broken") === broken).map((other) => other.name);
			const lines: string[] = [];
			const notMail = names(false);
			const broken = names(true);
			if (notMail.length > 0) lines.push(say("others_not_mail", list.format(notMail)));
			if (broken.length > 0) lines.push(say("others_broken", list.format(broken)));
			return lines;
		},
		watchLabel: (pace) => say(pace === "off" ? "watch_daily" : `watch_${pace}`),
		watch({ view, error }) {
			if (view.pace === "off") return say("watch_organisation");
			if (error !== null) return say("watch_failed", error);
			if (view.last === null) return say("watch_never");
			const date = dates.format(new Date(view.last.at));
			if (view.last.trouble === null) return say("watch_unfinished", date);
			return view.last.trouble === 0 ? say("watch_fine", date) : count("watch_trouble", view.last.trouble, date);
		},
		reportSaved: (path) => say("report_saved", path),
		reportFailed: (text) => say("report_failed", text),
		reportCreated: (date) => say("report_created", date),
		reportVersions: (addon, thunderbird, platform) => say("report_versions", addon, thunderbird, platform),
		thunderbirdBuilt: (built) => say("report_built", day(built)),
		reportChecked: (date) => say("report_checked", date),
		reportAddons: (addons) =>
			addons.length === 0 ? say("report_no_addons") : say("report_addons", addons.length, list.format(addons)),
		policyFixed: (fixed) => {
			const names = fixed.map((name) => say(`policy_setting_${name}`));
			return names.length === 0 ? say("policy_managed") : say("pair", say("policy_managed"), names.join(", "));
		},
		reportAccount: (number, address, id) => say("report_account", number, address, provider(id)),
		reportServer: ({ protocol, host, port, security, auth, username }) =>
			say(
				"report_server",
				protocol.toUpperCase(),
				host,
				port,
				say(`security_${security}`),
				say(`auth_${auth}`),
				username === "" ? say("value_unset") : username,
			),
		reportLook: ({ stage, outcome, milliseconds }) =>
			say("report_look", say(`stage_${stage}`), outcomeWords(outcome), milliseconds),
		mailSubject: (version) => say("report_mail_subject", version),
		mailTo: (id, address) => say("report_mail_to", provider(id), address),
		mailOpened: (address) => say("report_mail_opened", address),
		unusedCount: (number) => count("unused_count", number),
		unusedLocked: (stored) => say("unused_locked", stored),
		unusedLogin: ({ origin, username }) => say("unused_login", loginKind(origin), loginHost(origin), username),
		removeLogin: ({ origin, username }) => say("unused_remove_of", loginHost(origin), username),
		confirmRemoval: ({ origin, username }) => say("unused_confirm", loginHost(origin), username),
		removal(outcome, { origin, username }) {
			switch (outcome.kind) {
				case "removed":
					return say("unused_removed", loginHost(origin), username);
				case "not-unused":
					return say("unused_not_unused");
				case "report-only":
					return say("problem_report_only");
				case "failed":
					return say("unused_failed", outcome.text);
			}
		},
		pair: (label, value) => say("pair", label, value),
		change: (label, from, to) => say("change", label, from, to),
	};
}
