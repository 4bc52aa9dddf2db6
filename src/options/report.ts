// The report that a person hands to support: the last check and its surroundings, as data; the readable text is made in
// report-text.ts. Built field by field into the published shape (report-schema.ts): what has no place there is in no report,
// and each place is filled through mask.ts. Pure.

import type { Change, SettingValue } from "../domain/change";
import type { DavState } from "../domain/dav-offer";
import type { AccountDiagnosis, Diagnosis, Unchecked } from "../domain/diagnosis";
import type { Finding, Seen } from "../domain/finding";
import type { JournalEntry } from "../domain/journal";
import type { Observation } from "../domain/observation";
import type { SelfCheck } from "../domain/outcome";
import type { Account, IncomingServer, OutgoingServer, Snapshot } from "../domain/snapshot";
import type { Evidence, Installation } from "../domain/support";
import { AUTHS, SECURITIES, type Setting } from "../domain/vocabulary";
import type { ManagedPolicy } from "../policy/parse-policy";
import { createHiding, HIDDEN, type Hiding } from "./mask";
import {
	REPORT_FORMAT,
	type Report,
	type ReportAccount,
	type ReportChange,
	type ReportLook,
	type ReportSeen,
	type ReportServer,
} from "./report-schema";
import { reportText } from "./report-text";
import type { Sentences } from "./sentences";
import type { Versions } from "./view-state";

export interface ReportParts {
	/** ISO 8601, UTC. */
	created: string;
	versions: Versions;
	diagnosis: Diagnosis | null;
	/** What the check of `diagnosis` looked at; null where it is not known. */
	evidence: Evidence | null;
	history: readonly JournalEntry[];
	selfCheck: SelfCheck | null;
	/** Null where Thunderbird could not be asked. */
	installation: Installation | null;
	managed: ManagedPolicy;
	includeAddresses: boolean;
	sentences: Sentences;
}

/** `bons-comptes-2026-11-20.json`, by the day of the user's clock. */
export function reportFileName(created: Date): string {
	const two = (number: number): string => String(number).padStart(2, "0");
	return `bons-comptes-${created.getFullYear()}-${two(created.getMonth() + 1)}-${two(created.getDate())}.json`;
}

export function buildReport(parts: ReportParts): Report {
	const { created, versions, diagnosis, evidence, selfCheck, installation, managed, includeAddresses } = parts;
	const snapshot = evidence?.snapshot ?? null;
	const hiding = createHiding({
		full: includeAddresses,
		accounts: diagnosis?.accounts ?? [],
		snapshot,
		changes: parts.history.flatMap((entry) => entry.changes),
	});
	const places: Places = { hiding, snapshot, evidence };
	const accounts = diagnosis?.accounts ?? [];
	const report: Omit<Report, "text"> = {
		format: REPORT_FORMAT,
		created,
		versions: {
			addon: versionText(versions.addon),
			thunderbird: versionText(versions.thunderbird),
			platform: versionText(versions.platform),
			language: versionText(installation?.language ?? ""),
		},
		thunderbird: ageOf(versions.thunderbird, installation, created),
		masked: !includeAddresses,
		checked: diagnosis?.at ?? null,
		offline: diagnosis?.offline ?? false,
		networkOut: diagnosis?.networkOut ?? false,
		loginStoreLocked: diagnosis?.loginStoreLocked ?? false,
		accounts: accounts.map((account, index) => reportAccount(account, index + 1, places)),
		otherAccounts: diagnosis?.others.length ?? 0,
		history: parts.history.map(({ id, at, state, recovery, changes }) => ({
			id: id.replace(/[^\w-]/g, ""),
			at,
			state,
			recovery,
			changes: changes.map((change) => reportChange(change, places)),
		})),
		selfCheck: selfCheck && {
			tried: selfCheck.tried,
			missing: selfCheck.missing.map(({ internal, repairs }) => ({ internal, repairs: [...repairs] })),
		},
		addons:
			installation &&
			installation.addons.map(({ id, name, version, enabled }) => ({
				id: hiding.words(id),
				name: hiding.words(name),
				version: /^\d[\w.+-]{0,31}$/.test(version) ? version : "",
				enabled,
			})),
		policy: { kind: managed.kind, fixed: managed.kind === "valid" ? [...managed.fixed] : [] },
	};
	return { ...report, text: reportText(report, diagnosis, parts.sentences) };
}

interface Places {
	hiding: Hiding;
	snapshot: Snapshot | null;
	evidence: Evidence | null;
}

// Versions. -----------------------------------------------------------------------------------------------------------

/** The lines of Thunderbird that this add-on was tried with, oldest first. */
const TRIED_LINES: readonly number[] = [140, 153];
const NEWEST = TRIED_LINES.at(-1) ?? 0;

/** Signs of a version or a language; anything else was written by somebody else. */
function versionText(text: string): string {
	return /^[\w.+ -]{0,64}$/.test(text) ? text : "";
}

function ageOf(version: string, installation: Installation | null, created: string): Report["thunderbird"] {
	const major = Number.parseInt(version, 10);
	const built = installation?.built ?? null;
	return { built, line: lineOf(major), olderThanAYear: built === null ? null : isOlderThanAYear(built, created) };
}

function lineOf(major: number): Report["thunderbird"]["line"] {
	if (major === NEWEST) return "newest-tried";
	if (major > NEWEST) return "newer-than-tried";
	return TRIED_LINES.includes(major) ? "older-tried" : "not-tried";
}

function isOlderThanAYear(built: string, created: string): boolean {
	const limit = new Date(created);
	limit.setUTCFullYear(limit.getUTCFullYear() - 1);
	return new Date(built) < limit;
}

// Accounts. -----------------------------------------------------------------------------------------------------------

function reportAccount(account: AccountDiagnosis, number: number, places: Places): ReportAccount {
	const { hiding } = places;
	return {
		key: keyText(account.key),
		number,
		address: hiding.address(account.address),
		provider: account.provider,
		identification: identificationOf(account, hiding),
		health: account.health,
		lights: { ...account.lights },
		dav: { calendar: reportDav(account.dav.calendar, hiding), contacts: reportDav(account.dav.contacts, hiding) },
		servers: serversOf(account.key, places),
		findings: account.findings.map((finding) => ({
			rule: finding.rule,
			severity: finding.severity,
			service: finding.service,
			subject: keyText(finding.subject),
			fix: finding.fix,
			facts: factsOf(finding, hiding),
			changes: finding.changes.map(({ change, fix, blocked }) => ({
				change: reportChange(change, places),
				fix,
				blocked,
			})),
			seen: reportSeen(finding.seen, hiding),
		})),
		unchecked: account.unchecked.map(
			({ service, subject, reason, host, seen }: Unchecked): ReportAccount["unchecked"][number] => ({
				service,
				subject: keyText(subject),
				reason,
				host: hiding.host(host),
				seen: reportSeen(seen, hiding),
			}),
		),
		asksPassword: account.asksPassword,
	};
}

function reportDav(state: DavState, hiding: Hiding): ReportAccount["dav"]["calendar"] {
	const counted = state.kind === "works" || state.kind === "unchecked" ? state : null;
	return {
		state: state.kind,
		host: hiding.host("host" in state ? state.host : ""),
		count: counted?.count ?? null,
		entries: counted?.entries ?? null,
		lastSync: counted?.lastSync ?? null,
		reason: state.kind === "unchecked" ? state.reason : null,
	};
}

/** Thunderbird's keys; a calendar's id may hold anything. */
function keyText(key: string): string {
	return /^(account|server|smtp|ews|id)[0-9]+$/.test(key) ? key : "";
}

function identificationOf({ identification }: AccountDiagnosis, hiding: Hiding): ReportAccount["identification"] {
	const candidates = (() => {
		switch (identification.kind) {
			case "known":
				return [identification];
			case "ambiguous":
				return identification.candidates;
			case "unknown":
				return [];
		}
	})();
	return {
		kind: identification.kind,
		candidates: candidates.map(({ provider, reason }) => ({
			provider,
			reason: reason.kind,
			evidence: hiding.host(reason.evidence),
		})),
	};
}

function serversOf(key: string, places: Places): ReportServer[] {
	const { snapshot } = places;
	const account = snapshot?.accounts.find((one) => one.key === key);
	if (snapshot === null || account === undefined) return [];
	return [
		reportServer("incoming", account.incoming, places),
		...outgoingOf(account, snapshot).map((server) => reportServer("outgoing", server, places)),
	];
}

/** The servers through which the identities of this account send. */
function outgoingOf({ identities }: Account, { outgoing, defaultOutgoingKey }: Snapshot): OutgoingServer[] {
	const keys = new Set(identities.map(({ outgoingKey }) => outgoingKey || defaultOutgoingKey));
	return outgoing.filter((server) => keys.has(server.key));
}

function reportServer(
	service: ReportServer["service"],
	server: IncomingServer | OutgoingServer,
	{ hiding, evidence }: Places,
): ReportServer {
	const incoming = "protocol" in server ? server : null;
	const look = evidence?.live?.servers[server.key];
	return {
		key: keyText(server.key),
		service,
		protocol: incoming?.protocol ?? "smtp",
		host: hiding.host(server.host),
		port: server.port,
		security: server.security,
		auth: server.auth,
		username: hiding.address(server.username),
		login: server.login,
		locked: [...server.locked],
		connections: incoming?.connections ?? null,
		leaveOnServer: incoming?.leaveOnServer ?? null,
		looks: look === undefined ? [] : [look.seen, ...look.others].map((seen) => reportLook(seen, hiding)),
	};
}

function reportLook(
	{ endpoint, stage, outcome, greeting, tls, milliseconds }: Observation,
	hiding: Hiding,
): ReportLook {
	const certificate = tls?.certificate ?? null;
	return {
		protocol: endpoint.protocol,
		host: hiding.host(endpoint.host),
		port: endpoint.port,
		security: endpoint.security,
		stage,
		outcome: outcome.kind,
		answer: "text" in outcome ? hiding.words(outcome.text) : "",
		greeting: hiding.words(greeting),
		milliseconds,
		certificate: certificate && {
			names: certificate.names.map((name) => hiding.host(name)),
			issuer: hiding.words(certificate.issuer),
			notBefore: certificate.notBefore,
			notAfter: certificate.notAfter,
			error: outcome.kind === "certificate" ? outcome.problem.kind : "",
		},
	};
}

function reportSeen(seen: Seen | null, hiding: Hiding): ReportSeen | null {
	if (seen === null) return null;
	const { at, stage, outcome, text } = seen;
	const { protocol, port, security } = at;
	return { protocol, host: hiding.host(at.host), port, security, stage, outcome, answer: hiding.words(text) };
}

/** How each fact is written; the compiler of the rules knows no other names. `other` and `name` are what people typed. */
function factsOf({ facts }: Finding, hiding: Hiding): Record<string, string | number> {
	return Object.fromEntries(
		Object.entries(facts).map(([name, fact]) => [name, typeof fact === "number" ? fact : factText(name, fact, hiding)]),
	);
}

function factText(name: string, text: string, hiding: Hiding): string {
	switch (name) {
		case "address":
		case "username":
			return hiding.address(text);
		case "host":
		case "replacement":
		case "url":
			return hiding.host(text);
		case "names":
			return text === ""
				? ""
				: text
						.split(", ")
						.map((host) => hiding.host(host))
						.join(", ");
		case "issuer":
			return hiding.words(text);
		case "auth":
		case "date":
		case "problem":
		case "protocol":
		case "provider":
		case "security":
			return text;
		// Names of accounts, calendars and books, and what a later rule may bring.
		default:
			return text === "" ? "" : HIDDEN;
	}
}

// Changes. ------------------------------------------------------------------------------------------------------------

function reportChange(change: Change, places: Places): ReportChange {
	const { hiding } = places;
	switch (change.kind) {
		case "set": {
			const { key, setting } = change;
			const value = (given: SettingValue) => valueText(setting, given, places);
			return { kind: "set", key: keyText(key), setting, from: value(change.from), to: value(change.to) };
		}
		case "create-outgoing": {
			const { host, port, security, auth, username } = change.server;
			return {
				kind: "create-outgoing",
				identities: change.identities.map(({ key }) => keyText(key)),
				host: hiding.host(host),
				port,
				security,
				auth,
				username: hiding.address(username),
			};
		}
		case "add-calendar":
		case "add-address-book": {
			const { kind, type, url, username } = change;
			return { kind, type, host: hiding.host(new URL(url).host), username: hiding.address(username) };
		}
		case "create-account": {
			const { provider, address, incoming, outgoing } = change;
			return {
				...{ kind: "create-account", provider, address: hiding.address(address) },
				...{ incoming: hiding.host(incoming.host), outgoing: hiding.host(outgoing.host) },
			};
		}
	}
}

function valueText(setting: Setting, value: SettingValue, { hiding, snapshot }: Places): SettingValue {
	if (typeof value !== "string") return value;
	switch (setting) {
		case "incoming.host":
		case "outgoing.host":
			return hiding.host(value);
		case "incoming.username":
		case "outgoing.username":
		case "calendar.username":
		case "contacts.username":
			return hiding.address(value);
		case "identity.outgoing": {
			const server = snapshot?.outgoing.find(({ key }) => key === value);
			return server === undefined ? keyText(value) : hiding.host(server.host);
		}
		case "identity.sent-copy":
		case "identity.drafts":
		case "identity.templates":
		case "identity.archives":
			return hiding.folder(value);
		case "incoming.port":
		case "incoming.security":
		case "incoming.auth":
		case "incoming.connections":
		case "incoming.leave-on-server":
		case "outgoing.port":
		case "outgoing.security":
		case "outgoing.auth":
		case "calendar.cached":
		case "calendar.enabled":
			return [...SECURITIES, ...AUTHS].includes(value as never) ? value : HIDDEN;
	}
}
