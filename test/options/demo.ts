// Diagnoses, journals and self-checks to show and to test the page with: invented people, real providers.
// Nothing here is judged; what rules really find is in test/rules/ and test/cases/.

import type { Change, ProposedChange, SetChange, SettingValue } from "../../src/domain/change";
import type { AccountDiagnosis, Diagnosis, Identification } from "../../src/domain/diagnosis";
import type { Finding } from "../../src/domain/finding";
import type { JournalEntry } from "../../src/domain/journal";
import type { JournalView, SelfCheck } from "../../src/domain/outcome";
import type { RuleId } from "../../src/domain/rule-ids";
import type { FixClass, Health, Service, Setting } from "../../src/domain/vocabulary";
import { RULE_FACTS } from "../../src/rules/facts";

/** Facts that fit any rule. */
const ANY_FACTS = {
	address: "camille.martin@beta.gouv.fr",
	auth: "ntlm",
	connections: 20,
	date: "2026-11-01T08:00:00.000Z",
	gigabytes: 5,
	host: "imap.beta.gouv.fr",
	issuer: "Mail Shield Root",
	limit: 5,
	minutes: 20,
	name: "Agenda",
	names: "ssl0.ovh.net",
	other: "Agenda (2)",
	port: 143,
	problem: "",
	protocol: "imap",
	provider: "lasuite",
	replacement: "smtp.mail.ovh.net",
	security: "starttls",
	url: "https://dav.example/",
	username: "camille.martin",
} as const;

export function factsFor(rule: RuleId): Finding["facts"] {
	return Object.fromEntries(RULE_FACTS[rule].map((name) => [name, ANY_FACTS[name]]));
}

export function set(key: string, setting: Setting, from: SettingValue, to: SettingValue): SetChange {
	const target = setting.split(".")[0] as SetChange["target"];
	return { kind: "set", target, key, setting, from, to };
}

export function proposed(change: Change, fix: FixClass = "live"): ProposedChange {
	return { change, fix, blocked: null };
}

export function finding(rule: RuleId, given: Partial<Finding> = {}): Finding {
	return {
		rule,
		severity: "error",
		account: "account1",
		service: "incoming",
		subject: "server1",
		fix: given.changes?.[0]?.fix ?? "advice",
		facts: factsFor(rule),
		changes: [],
		seen: null,
		...given,
	};
}

const OK_LIGHTS: Record<Service, Health> = { incoming: "ok", outgoing: "ok", calendar: "none", contacts: "none" };

/** A healthy account at OVH; each use states its difference. */
export function account(given: Partial<AccountDiagnosis> = {}): AccountDiagnosis {
	return {
		key: "account1",
		name: "Association",
		address: "contact@asso-exemple.example",
		provider: "ovh-mxplan",
		identification: { kind: "known", provider: "ovh-mxplan", reason: { kind: "host", evidence: "ssl0.ovh.net" } },
		health: "ok",
		lights: OK_LIGHTS,
		findings: [],
		unchecked: [],
		asksPassword: false,
		...given,
	};
}

const NAMES = {
	server1: "Association",
	smtp1: "Association – ssl0.ovh.net",
	server3: "ancien.agent@beta.gouv.fr",
	server4: "Entreprise",
	id5: "club.exemple@gmail.com",
};

export function diagnosis(accounts: AccountDiagnosis[], given: Partial<Diagnosis> = {}): Diagnosis {
	return {
		at: "2026-11-20T09:30:00.000Z",
		accounts,
		others: [],
		names: NAMES,
		offline: false,
		networkOut: false,
		loginStoreLocked: false,
		...given,
	};
}

const lasuite: Identification = {
	kind: "known",
	provider: "lasuite",
	reason: { kind: "identity-domain", evidence: "beta.gouv.fr" },
};

function broken(): AccountDiagnosis {
	return account({
		health: "error",
		lights: { ...OK_LIGHTS, incoming: "error", outgoing: "warning" },
		findings: [
			finding("incoming-tls-on-plain-port", {
				facts: { host: "ssl0.ovh.net", port: 143 },
				changes: [proposed(set("server1", "incoming.port", 143, 993))],
			}),
			finding("outgoing-port-25", {
				severity: "warning",
				service: "outgoing",
				subject: "smtp1",
				facts: { host: "ssl0.ovh.net" },
				changes: [
					proposed(set("smtp1", "outgoing.port", 25, 465)),
					proposed(set("smtp1", "outgoing.security", "starttls", "tls")),
				],
			}),
		],
	});
}

function advised(): AccountDiagnosis {
	return account({
		key: "account2",
		name: "La Suite",
		address: "camille.martin@beta.gouv.fr",
		provider: "lasuite",
		identification: lasuite,
		health: "advice",
		lights: { incoming: "ok", outgoing: "ok", calendar: "advice", contacts: "advice" },
		findings: [
			finding("calendar-missing", { severity: "advice", account: "account2", service: "calendar" }),
			finding("address-book-missing", { severity: "advice", account: "account2", service: "contacts" }),
		],
	});
}

/** What is wrong here waits for a restart and for a second account. */
function stale(): AccountDiagnosis {
	return account({
		key: "account3",
		name: "ancien.agent@beta.gouv.fr",
		address: "ancien.agent@beta.gouv.fr",
		provider: "lasuite",
		identification: lasuite,
		health: "warning",
		lights: { incoming: "warning", outgoing: "ok", calendar: "unknown", contacts: "unknown" },
		findings: [
			finding("stale-ovh-for-lasuite", {
				severity: "warning",
				account: "account3",
				fix: "new-account",
				facts: { address: "ancien.agent@beta.gouv.fr", host: "ssl0.ovh.net" },
			}),
			finding("incoming-username-incomplete", {
				severity: "warning",
				account: "account3",
				facts: { host: "ssl0.ovh.net", username: "ancien.agent" },
				changes: [
					proposed(set("server3", "incoming.username", "ancien.agent", "ancien.agent@beta.gouv.fr"), "restart"),
				],
			}),
		],
	});
}

/** Its one setting is locked by an organisation. */
function managed(): AccountDiagnosis {
	return account({
		key: "account4",
		name: "Entreprise",
		address: "c.martin@entreprise.example",
		provider: "unknown",
		identification: { kind: "unknown" },
		health: "error",
		lights: { ...OK_LIGHTS, incoming: "error" },
		findings: [
			finding("plain-connection", {
				account: "account4",
				facts: { host: "mail.entreprise.example", port: 143 },
				changes: [{ change: set("server4", "incoming.security", "none", "tls"), fix: "live", blocked: "locked" }],
			}),
		],
	});
}

/** An outgoing server has to be made for it. */
function withoutServer(): AccountDiagnosis {
	return account({
		key: "account5",
		name: "Club",
		address: "club.exemple@gmail.com",
		provider: "google",
		identification: { kind: "known", provider: "google", reason: { kind: "host", evidence: "imap.gmail.com" } },
		health: "warning",
		lights: { incoming: "ok", outgoing: "warning", calendar: "ok", contacts: "ok" },
		findings: [
			finding("identity-smtp-mismatch", {
				severity: "warning",
				account: "account5",
				service: "outgoing",
				facts: { address: "club.exemple@gmail.com", host: "ssl0.ovh.net", provider: "google" },
				changes: [
					proposed({
						kind: "create-outgoing",
						identities: [{ key: "id5", from: "smtp1" }],
						server: {
							host: "smtp.gmail.com",
							port: 465,
							security: "tls",
							auth: "oauth2",
							username: "club.exemple@gmail.com",
							description: "Google (smtp.gmail.com)",
						},
						loginFrom: "server5",
					}),
				],
			}),
		],
	});
}

function ambiguous(): AccountDiagnosis {
	return account({
		key: "account6",
		name: "Mairie",
		address: "accueil@mairie-exemple.example",
		provider: "unknown",
		identification: {
			kind: "ambiguous",
			candidates: [
				{ provider: "lasuite", reason: { kind: "identity-domain", evidence: "mairie-exemple.example" } },
				{ provider: "ovh-exchange", reason: { kind: "host", evidence: "ex.mail.ovh.ca" } },
			],
		},
		health: "unknown",
		lights: { incoming: "unknown", outgoing: "unknown", calendar: "unknown", contacts: "unknown" },
	});
}

function studio(): AccountDiagnosis {
	return account({ key: "account7", name: "Studio", address: "bonjour@studio-exemple.example" });
}

/** Every kind of card at once, the troubled ones not first. */
export function everyCard(): Diagnosis {
	const accounts = [advised(), broken(), studio(), stale(), managed(), withoutServer(), ambiguous()];
	return diagnosis(accounts, {
		others: [
			{ key: "account20", name: "Dossiers locaux", type: "none" },
			{ key: "account21", name: "Abonnements", type: "rss" },
			{ key: "account22", name: "Ancien compte", type: "broken" },
		],
	});
}

/** Two accounts: one with three live changes, one that is right. */
export function oneBroken(): Diagnosis {
	return diagnosis([broken(), studio()]);
}

export function oneAmbiguous(): Diagnosis {
	return diagnosis([ambiguous()]);
}

export function allFine(): Diagnosis {
	return diagnosis([account(), studio()]);
}

export function manyAccounts(count: number): Diagnosis {
	const kinds = [broken, studio, advised, account, studio];
	return diagnosis(
		Array.from({ length: count }, (_, index) => {
			const made = (kinds[index % kinds.length] ?? account)();
			return { ...made, key: `account${index + 1}`, name: `${made.name} ${index + 1}` };
		}),
	);
}

export function entry(given: Partial<JournalEntry> = {}): JournalEntry {
	return {
		id: "entry-1",
		at: "2026-11-19T16:05:00.000Z",
		state: "applied",
		recovery: null,
		changes: [set("server1", "incoming.port", 143, 993), set("smtp1", "outgoing.security", "none", "tls")],
		names: { server1: "Association", smtp1: "Association – ssl0.ovh.net" },
		prefs: [],
		logins: [],
		created: [],
		...given,
	};
}

export function journal(entries: JournalEntry[] = [], recovered: string[] = []): JournalView {
	return { health: { kind: "ok" }, entries, recovered };
}

export const TRIED: SelfCheck = { version: "153.7.0", tried: "tried", missing: [] };
