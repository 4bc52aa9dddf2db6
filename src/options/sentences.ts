// Every word that the page and its report say: the only caller of i18n. Data in, sentences out.
// The words themselves are in _locales/; what is shown where is components/ and report.ts.

import type messages from "../../_locales/en/messages.json";
import type { Blocked, CreateOutgoingChange, SettingValue } from "../domain/change";
import type { AccountDiagnosis, Diagnosis, IdentificationReason, Unchecked } from "../domain/diagnosis";
import type { Finding, Seen } from "../domain/finding";
import type { EntryState, Recovery } from "../domain/journal";
import type { Address, LoginObstacle, Outcome } from "../domain/observation";
import type { JournalHealth, PasswordResult, RepairProblem } from "../domain/outcome";
import type { RuleId } from "../domain/rule-ids";
import type { Auth, FixClass, Health, Security, Service, Setting, Severity } from "../domain/vocabulary";
import type { Catalogue } from "../providers/lookup";
import { isPlainUrl } from "../rules/dav";
import { RULE_FACTS } from "../rules/facts";
import type { Names } from "./names";
import type { Wanted } from "./request-text";
import type { Failure, Notice, Phase, Versions } from "./view-state";

/** As `browser.i18n.getMessage`: an empty string for a name that is not there. */
export type GetMessage = (name: string, substitutions?: string[]) => string;

/** Every name is checked against the catalogue of messages by the compiler, computed ones too. */
export type MessageName = keyof typeof messages;
/** Names that have a form for one and a form for several. */
type CountedName = { [N in MessageName]: N extends `${infer Stem}_other` ? Stem : never }[MessageName];

/** `outgoing.port` and `incoming-tls-on-plain-port` as they stand in a message's name. */
type Plain<Text extends string> = Text extends `${infer Head}.${infer Tail}`
	? `${Plain<Head>}_${Plain<Tail>}`
	: Text extends `${infer Head}-${infer Tail}`
		? `${Head}_${Plain<Tail>}`
		: Text;

function plain<Text extends string>(text: Text): Plain<Text> {
	return text.replace(/[.-]/g, "_") as Plain<Text>;
}

/** What stands in a sentence whose fact is missing: the rest of the page goes on. The tests accept none. */
export const MISSING = "…";

/** The facts that the sentence of this finding needs and that are not there. */
export function missingFacts(finding: Finding): string[] {
	return RULE_FACTS[finding.rule].filter((name) => finding.facts[name] === undefined);
}

type FactName = (typeof RULE_FACTS)[RuleId][number];

/** The stories within a rule, by its `problem`; the others are told by the message of the rule itself. */
const STORIES: Partial<Record<RuleId, Readonly<Record<string, MessageName>>>> = {
	"starttls-unavailable": {
		refused: "rule_starttls_unavailable_refused",
		tampered: "rule_starttls_unavailable_tampered",
	},
	"certificate-out-of-date": { "not-yet-valid": "rule_certificate_out_of_date_not_yet_valid" },
	"certificate-not-trusted": {
		"self-signed": "rule_certificate_not_trusted_self_signed",
		"incomplete-chain": "rule_certificate_not_trusted_incomplete_chain",
		revoked: "rule_certificate_not_trusted_revoked",
		weak: "rule_certificate_not_trusted_weak",
	},
	"unexpected-answer": {
		http: "rule_unexpected_answer_http",
		"not-tls": "rule_unexpected_answer_encryption",
		"tls-failed": "rule_unexpected_answer_encryption",
		timeout: "rule_unexpected_answer_silence",
		closed: "rule_unexpected_answer_closed",
	},
};

/** The message of a finding: a rule has more than one where its facts tell different stories. */
function findingName({ rule, facts, severity }: Finding): MessageName {
	const story = STORIES[rule]?.[String(facts["problem"])];
	if (story !== undefined) return story;
	if (rule === "certificate-not-trusted" && facts["problem"] === "unknown-issuer" && facts["issuer"] !== "") {
		return "rule_certificate_not_trusted_unknown_issuer";
	}
	if (rule === "certificate-for-other-name" && facts["names"] === "") {
		return "rule_certificate_for_other_name_nameless";
	}
	if (rule === "tls-interception" && facts["issuer"] !== "") return "rule_tls_interception_observed";
	if (rule === "gmail-password-auth" && severity === "error") return "rule_gmail_password_auth_refused";
	if (rule === "app-password-required" && facts["provider"] === "unknown") return "rule_app_password_required_unknown";
	if (rule === "clock-skew" && facts["minutes"] === 0) return "rule_clock_skew_unmeasured";
	if (rule === "server-unreachable" && facts["other"] !== 0) return "rule_server_unreachable_elsewhere";
	if (rule === "identity-smtp-mismatch") {
		if (facts["host"] === "") return "rule_identity_smtp_mismatch_without_server";
		if (facts["provider"] === "unknown") return "rule_identity_smtp_mismatch_foreign";
	}
	if (rule === "retired-or-mistyped-host" && facts["replacement"] === "") {
		return "rule_retired_or_mistyped_host_without_replacement";
	}
	if (rule === "port-of-other-protocol" && facts["protocol"] === "smtp") return "rule_port_of_other_protocol_sending";
	if (rule === "dav-entry-url-as-calendar" && isPlainUrl(String(facts["url"])))
		return "rule_dav_entry_url_as_calendar_plain";
	if (rule === "smtp-username-incomplete" && facts["username"] === "") return "rule_smtp_username_incomplete_empty";
	if (rule === "pop-instead-of-imap") {
		if (severity === "advice") return "rule_pop_instead_of_imap_kept";
		if (Number(facts["gigabytes"]) > 0) return "rule_pop_instead_of_imap_limited";
	}
	return `rule_${plain(rule)}`;
}

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
]);

function hostAndPort({ host, port }: Address): string {
	return `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}

export interface Sentences {
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
	createOutgoing(change: CreateOutgoingChange): string;
	blocked(blocked: Blocked): string;
	/** Why a change is shown without a button; null where it is a button's work or only said. */
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
	words(seen: Seen): { label: string; text: string } | null;
	quoted(text: string): string;
	passwordHelp(provider: string): string;
	requestPlace(at: Address): string;
	requestResult(seen: Seen): string;
	requestMade(date: string, versions: Versions | null): string;
	/** `other`: a port that would do as well. */
	wanted(wanted: Wanted, at: Address, other: number): string;
	plan(settings: number, accounts: number): string;
	/** Progress for the live region; empty where nothing is under way. Stays the same while figures change. */
	progress(phase: Phase): string;
	/** The figures, which are seen and not read aloud. */
	progressFigures(done: number, total: number): string;
	notice(notice: Notice, names: Names): string;
	failure(failure: Failure): string;
	/** What a repair of the history was and where it stands. */
	entry(changes: number, state: EntryState): string;
	recovery(recovery: Recovery): string;
	/** What this start of Thunderbird made of an entry; null while it is still under way. */
	recovered(state: EntryState): string | null;
	settings(count: number): string;
	journalHealth(health: JournalHealth): string | null;
	newerThunderbird(version: string): string;
	surroundingsFailed(text: string): string;
	fixAccount(account: string): string;
	undoEntry(date: string): string;
	changesOf(account: string): string;
	others(diagnosis: Diagnosis): string[];
	reportSaved(path: string): string;
	reportFailed(text: string): string;
	reportCreated(date: string): string;
	reportVersions(addon: string, thunderbird: string, platform: string): string;
	/** `label: value`, with the spaces that the language wants. */
	pair(label: string, value: string): string;
	/** `label: from → to`. */
	change(label: string, from: string, to: string): string;
}

export function createSentences(getMessage: GetMessage, catalogue: Catalogue): Sentences {
	const say = (name: MessageName, ...substitutions: (string | number)[]): string =>
		getMessage(name, substitutions.map(String));
	const language = say("language") === "fr" ? "fr" : "en";
	const plural = new Intl.PluralRules(language);
	const list = new Intl.ListFormat(language, { type: "conjunction" });
	const days = new Intl.DateTimeFormat(language, { dateStyle: "long" });
	const dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
	const count = (stem: CountedName, number: number, ...more: (string | number)[]): string =>
		say(plural.select(number) === "one" ? `${stem}_one` : `${stem}_other`, number, ...more);

	const settings = (number: number): string => count("count_settings", number);
	const setting = (name: Setting): string => say(`setting_${plain(name)}`);

	const provider = (id: string): string =>
		catalogue.get(id)?.name[language] ?? (id === "unknown" ? say("provider_unknown") : id);

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
				return Number.isNaN(Date.parse(String(value))) ? MISSING : days.format(new Date(value));
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

	/** A setting of a server or identity, as much of it as is known. */
	function place(key: string, name: Setting | null, names: Names): string {
		const subject = names[key] ?? key;
		return name === null ? subject : say("place", setting(name), subject);
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
			case "internal-error":
				return say("problem_internal_error", problem.text);
			case "report-only":
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

	const quoted = (text: string): string => say("quoted", text);

	function words({ outcome, text }: Pick<Seen, "outcome" | "text">): { label: string; text: string } | null {
		return text === "" ? null : { label: say(ANSWERS.has(outcome) ? "seen_answer" : "seen_detail"), text };
	}

	function withWords(seen: Pick<Seen, "outcome" | "text">, sentence: string): string {
		const said = words(seen);
		return said === null ? sentence : `${sentence} ${say("pair", said.label, quoted(said.text))}`;
	}

	/** Servers with the same end are one sentence. The first result is that of incoming mail. */
	function passwordResults(results: readonly PasswordResult[]): string {
		const servicesOf = new Map<string, Set<"incoming" | "outgoing">>();
		for (const [index, result] of results.entries()) {
			const end = JSON.stringify({ outcome: result.outcome, stored: result.stored });
			servicesOf.set(end, (servicesOf.get(end) ?? new Set()).add(index === 0 ? "incoming" : "outgoing"));
		}
		return [...servicesOf]
			.map(([end, services]) =>
				passwordResult(
					JSON.parse(end) as Omit<PasswordResult, "key">,
					list.format([...services].map((service) => say(`password_for_${service}`))),
				),
			)
			.join(" ");
	}

	function passwordResult({ outcome, stored }: Omit<PasswordResult, "key">, services: string): string {
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
			case "refused-connection":
			case "unreachable":
			case "name-unknown":
			case "dns-silent":
			case "could-not-check":
				return withWords(seen, say("notice_password_not_tried", services, outcomeWords(outcome.kind)));
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

	/** An undo may be refused for what a repair would be refused for, and then it means something else. */
	function undoProblem(refused: RepairProblem, names: Names): string {
		return refused.kind === "changed-meanwhile"
			? say("undo_problem_changed_meanwhile", place(refused.key, refused.setting, names))
			: problem(refused, names);
	}

	return {
		language,
		text: (name) => say(name),
		date: (iso) => dates.format(new Date(iso)),
		provider,
		local: (text) => text[language],
		finding: (finding) => say(findingName(finding), ...RULE_FACTS[finding.rule].map((name) => fact(finding, name))),
		severity: (severity) => say(`severity_${severity}`),
		service: (service) => say(`service_${service}`),
		light(service, account) {
			const health: Health = account.lights[service];
			if (service === "calendar" || service === "contacts") {
				const missing = service === "calendar" ? "calendar-missing" : "address-book-missing";
				if (account.findings.some((finding) => finding.rule === missing)) return say(`light_${service}_missing`);
				if (health === "none" && account.provider !== "unknown")
					return say(`light_${service}_not_offered`, provider(account.provider));
			}
			return say(`health_${health}`);
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
		createOutgoing: ({ server }) =>
			say("create_outgoing", server.host, server.port, say(`security_${server.security}`), server.username),
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
		passwordHelp: (id) =>
			(catalogue.get(id)?.applicationPassword ?? "no") === "no"
				? say("password_help_mailbox")
				: say("password_help_application", provider(id)),
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
					return say("progress_checking");
				case "fixing":
					return say(phase.ended === null ? `progress_${phase.task.kind}` : "progress_checking_again");
			}
		},
		progressFigures: (done, total) => say("progress_servers", done, total),
		notice(notice, names) {
			switch (notice.kind) {
				case "repaired":
					return [
						count("notice_repaired", notice.changes),
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
				case "undone":
					return say("notice_undone");
				case "undo-refused":
					return say("notice_undo_refused", undoProblem(notice.problem, names));
				case "password-tried":
					return passwordResults(notice.results);
				case "password-refused":
					return say("notice_password_problem", problem(notice.problem, names));
				case "cancelled":
					return say("notice_cancelled");
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
		entry: (changes, state) => say("entry_line", settings(changes), say(`entry_${plain(state)}`)),
		recovery: (recovery) => say(`recovery_${plain(recovery)}`),
		recovered(state) {
			switch (state) {
				case "applying":
				case "undoing":
					return null;
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
		reportSaved: (path) => say("report_saved", path),
		reportFailed: (text) => say("report_failed", text),
		reportCreated: (date) => say("report_created", date),
		reportVersions: (addon, thunderbird, platform) => say("report_versions", addon, thunderbird, platform),
		pair: (label, value) => say("pair", label, value),
		change: (label, from, to) => say("change", label, from, to),
	};
}
