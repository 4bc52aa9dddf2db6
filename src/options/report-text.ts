// The report as short numbered lines that a person can read aloud on the telephone, in the language of the page. It is made
// of the data of the report alone, so that it cannot say what the data hides. The words are in _locales/. Pure.

import { accountsInTrouble } from "../doctor/plan";
import type { DavState } from "../domain/dav-offer";
import type { AccountDiagnosis, Diagnosis, UncheckedReason } from "../domain/diagnosis";
import type { Finding, Seen } from "../domain/finding";
import { SERVICES, type Service } from "../domain/vocabulary";
import { HIDDEN } from "./mask";
import type { Report, ReportAccount, ReportChange, ReportSeen, ReportServer } from "./report-schema";
import type { Sentences } from "./sentences";

type Told = Omit<Report, "text">;

/** `diagnosis` gives nothing but the sum of the check: how many accounts are in trouble. */
export function reportText(report: Told, diagnosis: Diagnosis | null, sentences: Sentences): string {
	const parts = [
		head(report, diagnosis, sentences),
		...report.accounts.map((account) => accountPart(account, sentences)),
		...(report.history.length === 0 ? [] : [historyPart(report, sentences)]),
	];
	const spoken = parts.map(({ title, lines }) =>
		[title, ...lines.map((line, index) => `${index + 1}. ${line}`)].map((line) => spell(line, sentences)).join("\n"),
	);
	return `${spoken.join("\n\n")}\n`;
}

interface Part {
	title: string;
	lines: string[];
}

function head(report: Told, diagnosis: Diagnosis | null, sentences: Sentences): Part {
	const { versions, addons, policy, thunderbird } = report;
	const lines = [
		sentences.reportVersions(versions.addon, versions.thunderbird, versions.platform),
		...(thunderbird.built === null ? [] : [sentences.thunderbirdBuilt(thunderbird.built)]),
		...(thunderbird.line === "newest-tried" ? [] : [sentences.text(LINES[thunderbird.line])]),
		...(thunderbird.olderThanAYear === true ? [sentences.text("report_older_than_a_year")] : []),
	];
	if (diagnosis === null) lines.push(sentences.text("report_unchecked"));
	else {
		lines.push(sentences.summary(diagnosis, accountsInTrouble(diagnosis)).title);
		if (report.checked !== null) lines.push(sentences.reportChecked(sentences.date(report.checked)));
	}
	if (report.offline) lines.push(sentences.text("banner_offline"));
	if (report.networkOut) lines.push(sentences.text("banner_network_out"));
	if (report.loginStoreLocked) lines.push(sentences.text("banner_login_store_locked"));
	if ((report.selfCheck?.missing.length ?? 0) > 0) lines.push(sentences.text("banner_internals"));
	lines.push(...policyLines(policy, sentences));
	const active = addons?.filter(({ enabled }) => enabled) ?? [];
	if (addons !== null) lines.push(sentences.reportAddons(active.map(({ name, version }) => `${name} ${version}`)));
	return { title: sentences.reportCreated(sentences.date(report.created)), lines };
}

const LINES = {
	"older-tried": "report_line_older",
	"newer-than-tried": "report_line_newer",
	"not-tried": "report_line_not_tried",
} as const;

function policyLines({ kind, fixed }: Told["policy"], sentences: Sentences): string[] {
	switch (kind) {
		case "none":
			return [];
		case "unreadable":
			return [sentences.text("policy_unreadable")];
		case "invalid":
			return [sentences.text("report_policy_invalid")];
		case "valid":
			return [sentences.policyFixed(fixed)];
	}
}

function accountPart(account: ReportAccount, sentences: Sentences): Part {
	const shown = shownAccount(account);
	const of = (service: Service): string[] => [
		sentences.pair(sentences.service(service), sentences.light(service, shown)),
		...account.servers
			.filter((server) => server.service === service)
			.flatMap((server) => serverLines(server, sentences)),
		...account.unchecked.flatMap((item, index) => {
			const told = shown.unchecked[index];
			return item.service === service && told !== undefined
				? [sentences.unchecked(told, shown), ...seenLines(item.seen, sentences)]
				: [];
		}),
		...account.findings.flatMap((finding, index) => {
			const told = shown.findings[index];
			if (finding.service !== service || told === undefined) return [];
			return [
				sentences.pair(sentences.severity(finding.severity), sentences.finding(told)),
				...seenLines(finding.seen, sentences),
				...finding.changes.flatMap(({ change, blocked, fix }) => {
					const reason = blocked === null ? sentences.later(fix) : sentences.blocked(blocked);
					return [...changeLines([change], sentences), ...(reason === null ? [] : [reason])];
				}),
			];
		}),
	];
	return {
		title: sentences.reportAccount(account.number, account.address, account.provider),
		lines: SERVICES.flatMap(of),
	};
}

function serverLines(server: ReportServer, sentences: Sentences): string[] {
	return [
		sentences.reportServer(server),
		...server.looks.flatMap((look, index) => [
			// The first was asked as it is configured.
			index === 0 ? sentences.reportLook(look) : sentences.seen(asSeen(look)),
			...quotes(look, sentences),
		]),
	];
}

function seenLines(seen: ReportSeen | null, sentences: Sentences): string[] {
	return seen === null ? [] : [sentences.seen(asSeen(seen)), ...quotes(seen, sentences)];
}

function quotes({ outcome, answer }: Pick<ReportSeen, "outcome" | "answer">, sentences: Sentences): string[] {
	const words = sentences.words({ outcome, text: answer });
	return words === null ? [] : [sentences.pair(words.label, sentences.quoted(words.text))];
}

function historyPart({ history }: Told, sentences: Sentences): Part {
	return {
		title: sentences.text("history"),
		lines: history.flatMap(({ at, state, recovery, changes }) => {
			const what = sentences.entry(changes.length, state);
			const ended = recovery === null ? "" : ` (${sentences.recovery(recovery)})`;
			return [sentences.pair(sentences.date(at), `${what}${ended}`), ...changeLines(changes, sentences)];
		}),
	};
}

function changeLines(changes: readonly ReportChange[], sentences: Sentences): string[] {
	return changes.map((change) => {
		switch (change.kind) {
			case "set": {
				const { setting, from, to } = change;
				const value = (given: typeof from) => (given === HIDDEN ? HIDDEN : sentences.value(setting, given));
				return sentences.change(sentences.setting(setting), value(from), value(to));
			}
			case "create-outgoing":
				return sentences.createOutgoing({ server: change });
			case "add-calendar":
			case "add-address-book":
				return sentences.addCollection({ kind: change.kind, name: HIDDEN, host: change.host });
			case "create-account": {
				const { address, incoming, outgoing } = change;
				return sentences.createAccount({ address, incoming: { host: incoming }, outgoing: { host: outgoing } });
			}
		}
	});
}

/** As sentences take them: the same account, with what the report shows of it. */
function shownAccount(account: ReportAccount): AccountDiagnosis {
	const { key, address, provider, health, lights, asksPassword } = account;
	return {
		...{ key, name: address, address, provider, health, lights, asksPassword },
		identification: { kind: "unknown" },
		signIn: null,
		dav: { calendar: asState(account.dav.calendar), contacts: asState(account.dav.contacts) },
		newAccount: null,
		findings: account.findings.map(
			({ seen, changes: _, ...finding }): Finding => ({
				...finding,
				account: key,
				changes: [],
				seen: seen && asSeen(seen),
			}),
		),
		unchecked: account.unchecked.map(({ service, subject, reason, host, seen }) => ({
			...{ service, subject, reason, host },
			seen: seen && asSeen(seen),
		})),
	};
}

function asState({ state, host, count, entries, lastSync, reason }: ReportAccount["dav"]["calendar"]): DavState {
	const remembered = { count: count ?? 0, entries, lastSync };
	switch (state) {
		case "works":
			return { kind: state, ...remembered };
		case "unchecked":
			return { kind: state, host, reason: (reason ?? "no-time") as UncheckedReason, ...remembered };
		case "refused":
		case "unreachable":
			return { kind: state, host };
		case "not-added":
		case "faulty":
		case "switched-off":
		case "not-offered":
		case "component-off":
		case "off":
		case "unknown":
			return { kind: state };
	}
}

function asSeen({ protocol, host, port, security, stage, outcome, answer }: ReportSeen): Seen {
	return { at: { protocol, host, port, security }, stage, outcome, text: answer };
}

// Spelled. ------------------------------------------------------------------------------------------------------------

/** A host, an address or a version: words with a point or an at sign in between, and perhaps a port. */
const SPELLED = /[\p{L}\p{N}…_%+-]*(?:[.@][\p{L}\p{N}…_%+-]+)+(?::\d+)?/gu;

/** As one says it: `ssl0.ovh.net:993` is « ssl0 point ovh point net, port 993 ». */
function spell(line: string, sentences: Sentences): string {
	const say = (name: "spoken_dot" | "spoken_at" | "spoken_dash" | "spoken_underscore"): string =>
		` ${sentences.text(name)} `;
	return line.replaceAll(" → ", ` ${sentences.text("spoken_becomes")} `).replace(SPELLED, (found) => {
		const [, name = "", port] = /^(.*?)(?::(\d+))?$/u.exec(found) ?? [];
		const spelled = name
			.replaceAll(".", say("spoken_dot"))
			.replaceAll("@", say("spoken_at"))
			.replaceAll("-", say("spoken_dash"))
			.replaceAll("_", say("spoken_underscore"))
			.trim();
		return port === undefined ? spelled : `${spelled}, ${sentences.text("spoken_port")} ${port}`;
	});
}
