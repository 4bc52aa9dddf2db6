// The report that a person hands to support: the last check and the history, as data and as readable text. Pure.
// Addresses and usernames are masked before anything is written, so that the text cannot hold what the data hides.

import { accountsInTrouble } from "../doctor/plan";
import type { Change, SettingValue } from "../domain/change";
import type { AccountDiagnosis, Diagnosis, Unchecked } from "../domain/diagnosis";
import type { Finding, Seen } from "../domain/finding";
import type { JournalEntry } from "../domain/journal";
import { SERVICES } from "../domain/vocabulary";
import { mask, maskText, secretsOf } from "./mask";
import { type Names, rowsOf } from "./names";
import type { Sentences } from "./sentences";
import type { Versions } from "./view-state";

/** What happened, without the bookkeeping of the journal: preference names and login copies stay in the profile. */
export type ReportEntry = Pick<JournalEntry, "id" | "at" | "state" | "recovery" | "changes" | "names">;

export interface Report {
	format: 1;
	/** ISO 8601, UTC. */
	created: string;
	versions: Versions;
	/** False only when the user asked for full addresses. */
	masked: boolean;
	/** The time of the check; null when none was made. */
	checked: string | null;
	offline: boolean;
	networkOut: boolean;
	loginStoreLocked: boolean;
	accounts: AccountDiagnosis[];
	names: Names;
	/** Newest first. */
	history: ReportEntry[];
	text: string;
}

export interface ReportParts {
	/** ISO 8601, UTC. */
	created: string;
	versions: Versions;
	diagnosis: Diagnosis | null;
	history: readonly JournalEntry[];
	includeAddresses: boolean;
	sentences: Sentences;
}

/** `bons-comptes-2026-11-20.json`, by the day of the user's clock. */
export function reportFileName(created: Date): string {
	const two = (number: number): string => String(number).padStart(2, "0");
	return `bons-comptes-${created.getFullYear()}-${two(created.getMonth() + 1)}-${two(created.getDate())}.json`;
}

export function buildReport(parts: ReportParts): Report {
	const { diagnosis, includeAddresses } = parts;
	const content = {
		accounts: diagnosis?.accounts ?? [],
		names: diagnosis?.names ?? {},
		history: parts.history.map(
			({ id, at, state, recovery, changes, names }): ReportEntry => ({ id, at, state, recovery, changes, names }),
		),
	};
	const shown = includeAddresses
		? content
		: maskAll(
				content,
				secretsOf(
					content.accounts,
					content.history.flatMap((entry) => entry.changes),
				),
			);
	const report = {
		format: 1 as const,
		created: parts.created,
		versions: parts.versions,
		masked: !includeAddresses,
		checked: diagnosis?.at ?? null,
		offline: diagnosis?.offline ?? false,
		networkOut: diagnosis?.networkOut ?? false,
		loginStoreLocked: diagnosis?.loginStoreLocked ?? false,
		...shown,
	};
	const whole = diagnosis === null ? null : { ...diagnosis, accounts: shown.accounts, names: shown.names };
	return { ...report, text: textOf(report, whole, parts.sentences) };
}

type Content = Pick<Report, "accounts" | "names" | "history">;

// What must not be seen. -------------------------------------------------------------------------------------------

/** The places whose text comes from the user's profile. All else is this project's own words. */
function maskAll(content: Content, secrets: ReadonlySet<string>): Content {
	const text = (value: string): string => maskText(value, secrets);
	const value = <T extends SettingValue>(given: T): T => (typeof given === "string" ? (text(given) as T) : given);
	const names = (given: Names): Names =>
		Object.fromEntries(Object.entries(given).map(([key, name]) => [text(key), text(name)]));
	const change = (given: Change): Change =>
		given.kind === "set"
			? given.setting.endsWith(".username")
				? { ...given, from: whole(given.from), to: whole(given.to) }
				: { ...given, from: value(given.from), to: value(given.to) }
			: {
					...given,
					server: {
						...given.server,
						username: mask(given.server.username),
						description: text(given.server.description),
					},
				};
	const seen = (given: Seen | null): Seen | null =>
		given === null ? null : { ...given, at: { ...given.at, host: text(given.at.host) }, text: text(given.text) };
	const finding = (given: Finding): Finding => ({
		...given,
		subject: text(given.subject),
		facts: Object.fromEntries(Object.entries(given.facts).map(([name, fact]) => [name, value(fact)])),
		changes: given.changes.map((proposed) => ({ ...proposed, change: change(proposed.change) })),
		seen: seen(given.seen),
	});
	const unchecked = (given: Unchecked): Unchecked => ({
		...given,
		subject: text(given.subject),
		host: text(given.host),
		seen: seen(given.seen),
	});
	return {
		accounts: content.accounts.map((account) => ({
			...account,
			name: text(account.name),
			address: mask(account.address),
			identification: deepText(account.identification, text),
			findings: account.findings.map(finding),
			unchecked: account.unchecked.map(unchecked),
		})),
		names: names(content.names),
		history: content.history.map((entry) => ({
			...entry,
			changes: entry.changes.map(change),
			names: names(entry.names),
		})),
	};
}

function whole(value: SettingValue): SettingValue {
	return typeof value === "string" && value !== "" ? mask(value) : value;
}

function deepText<T>(value: T, text: (value: string) => string): T {
	return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
		typeof part === "string" ? text(part) : part,
	) as T;
}

// The readable text. -----------------------------------------------------------------------------------------------

function textOf(report: Omit<Report, "text">, diagnosis: Diagnosis | null, sentences: Sentences): string {
	const { addon, thunderbird, platform } = report.versions;
	const lines = [
		sentences.reportCreated(sentences.date(report.created)),
		sentences.reportVersions(addon, thunderbird, platform),
		"",
	];
	if (diagnosis === null) lines.push(sentences.text("report_unchecked"));
	else {
		const summary = sentences.summary(diagnosis, accountsInTrouble(diagnosis));
		lines.push(summary.title, summary.text);
		if (diagnosis.offline) lines.push(sentences.text("banner_offline"));
		if (diagnosis.networkOut) lines.push(sentences.text("banner_network_out"));
		if (diagnosis.loginStoreLocked) lines.push(sentences.text("banner_login_store_locked"));
		for (const account of diagnosis.accounts) lines.push("", ...accountLines(account, diagnosis.names, sentences));
	}
	if (report.history.length > 0) {
		lines.push("", sentences.text("history"));
		for (const entry of report.history) {
			const what = sentences.entry(entry.changes.length, entry.state);
			lines.push(
				`- ${sentences.date(entry.at)} — ${what}${entry.recovery === null ? "" : ` (${sentences.recovery(entry.recovery)})`}`,
				...changeLines(entry.changes, entry.names, sentences).map((line) => `  ${line}`),
			);
		}
	}
	return `${lines.join("\n")}\n`;
}

function accountLines(account: AccountDiagnosis, names: Names, sentences: Sentences): string[] {
	const title = account.name === account.address ? account.name : `${account.name} (${account.address})`;
	return [
		`${title} — ${sentences.provider(account.provider)}`,
		...SERVICES.map((service) => `  ${sentences.pair(sentences.service(service), sentences.light(service, account))}`),
		...account.unchecked.flatMap((item) => [
			`  - ${sentences.pair(sentences.service(item.service), sentences.unchecked(item, account))} [${item.reason}]`,
			...seenLines(item.seen, sentences),
		]),
		...account.findings.flatMap((finding) => [
			`  - ${sentences.pair(sentences.severity(finding.severity), sentences.finding(finding))} [${finding.rule}]`,
			...seenLines(finding.seen, sentences),
			...finding.changes.flatMap(({ change, blocked, fix }) => {
				const reason = blocked === null ? sentences.later(fix) : sentences.blocked(blocked);
				const described = changeLines([change], names, sentences).map((line) => `    ${line}`);
				return reason === null ? described : [...described, `    ${reason}`];
			}),
		]),
	];
}

function seenLines(seen: Seen | null, sentences: Sentences): string[] {
	if (seen === null) return [];
	const words = sentences.words(seen);
	return [
		sentences.seen(seen),
		...(words === null ? [] : [sentences.pair(words.label, sentences.quoted(words.text))]),
	].map((line) => `    ${line}`);
}

function changeLines(changes: readonly Change[], names: Names, sentences: Sentences): string[] {
	return changes.flatMap((change) =>
		rowsOf(change, names).map((row) =>
			sentences.change(
				sentences.setting(row.setting),
				sentences.value(row.setting, row.from),
				sentences.value(row.setting, row.to),
			),
		),
	);
}
