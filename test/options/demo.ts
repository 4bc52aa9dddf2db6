// Diagnoses, journals and self-checks to show and to test the page with: invented people, real providers.
// Nothing here is judged; what rules really find is in test/rules/ and test/cases/.

import type { Change, ProposedChange, SetChange, SettingValue } from "../../src/domain/change";
import type { AccountDiagnosis, Diagnosis, Identification, Unchecked } from "../../src/domain/diagnosis";
import type { Finding, Seen } from "../../src/domain/finding";
import type { JournalEntry } from "../../src/domain/journal";
import type { Outcome } from "../../src/domain/observation";
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

/** What was seen at OVH's incoming server; each use states its difference. */
export function seen(given: Partial<Seen> = {}): Seen {
	return {
		at: { protocol: "imap", host: "ssl0.ovh.net", port: 993, security: "tls" },
		stage: "tcp",
		outcome: "unreachable",
		text: "",
		...given,
	};
}

export function unchecked(reason: Unchecked["reason"], given: Partial<Unchecked> = {}): Unchecked {
	return { service: "incoming", subject: "server1", reason, host: "ssl0.ovh.net", seen: null, ...given };
}

/** The compiler wants each of them. */
export const UNCHECKED = Object.keys({
	"no-login-stored": 1,
	"login-store-locked": 1,
	"login-not-tried": 1,
	"no-sign-in": 1,
	"dns-silent": 1,
	proxy: 1,
	"temporarily-unavailable": 1,
	"no-time": 1,
	"local-program": 1,
	"internal-error": 1,
} satisfies Record<Unchecked["reason"], 1>) as Unchecked["reason"][];

/** One of each kind; the compiler wants each of them. */
export const OUTCOMES: { [Kind in Outcome["kind"]]: Extract<Outcome, { kind: Kind }> } = {
	ok: { kind: "ok" },
	refused: { kind: "refused", text: "" },
	"application-password-needed": { kind: "application-password-needed", text: "" },
	"account-disabled": { kind: "account-disabled", text: "" },
	"blocked-for-sending": { kind: "blocked-for-sending", text: "" },
	"web-sign-in-needed": { kind: "web-sign-in-needed", text: "" },
	"temporarily-unavailable": { kind: "temporarily-unavailable", text: "" },
	"too-many-connections": { kind: "too-many-connections", text: "" },
	"login-disabled": { kind: "login-disabled", text: "" },
	"login-method-not-offered": { kind: "login-method-not-offered", offered: [] },
	"oauth-token-refused": { kind: "oauth-token-refused", text: "" },
	"login-not-checked": { kind: "login-not-checked", why: "not-encrypted" },
	"no-starttls": { kind: "no-starttls" },
	"starttls-refused": { kind: "starttls-refused", text: "" },
	"starttls-injection": { kind: "starttls-injection" },
	certificate: { kind: "certificate", problem: { kind: "self-signed" } },
	"tls-too-old": { kind: "tls-too-old" },
	"not-tls": { kind: "not-tls" },
	"tls-failed": { kind: "tls-failed", error: "SSL_ERROR_BAD_MAC_READ" },
	"wrong-protocol": { kind: "wrong-protocol", protocol: "http", text: "" },
	garbage: { kind: "garbage", text: "" },
	closed: { kind: "closed" },
	timeout: { kind: "timeout" },
	"too-much": { kind: "too-much" },
	forbidden: { kind: "forbidden", text: "" },
	"not-dav": { kind: "not-dav", text: "" },
	"not-found": { kind: "not-found" },
	"led-away": { kind: "led-away", host: "portail.example" },
	malformed: { kind: "malformed", text: "" },
	"refused-connection": { kind: "refused-connection" },
	unreachable: { kind: "unreachable" },
	"name-unknown": { kind: "name-unknown" },
	"dns-silent": { kind: "dns-silent" },
	"could-not-check": { kind: "could-not-check", why: "offline" },
};

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
		signIn: null,
		dav: { calendar: { kind: "not-offered" }, contacts: { kind: "not-offered" } },
		newAccount: null,
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
		newAccounts: [],
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
		dav: { calendar: { kind: "not-added" }, contacts: { kind: "not-added" } },
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

/** Everything before the login works, and no password is stored. */
export function withoutPassword(): AccountDiagnosis {
	const at = { protocol: "imap", host: "imap.beta.gouv.fr", port: 993, security: "tls" } as const;
	const stopped = { stage: "login", outcome: "login-not-checked", text: "" } as const;
	return account({
		key: "account2",
		name: "La Suite",
		address: "camille.martin@beta.gouv.fr",
		provider: "lasuite",
		identification: lasuite,
		health: "unknown",
		lights: { ...OK_LIGHTS, incoming: "unknown", outgoing: "unknown" },
		unchecked: [
			unchecked("no-login-stored", { subject: "server2", host: at.host, seen: { ...stopped, at } }),
			unchecked("no-login-stored", {
				service: "outgoing",
				subject: "smtp2",
				host: "smtp.beta.gouv.fr",
				seen: { ...stopped, at: { protocol: "smtp", host: "smtp.beta.gouv.fr", port: 465, security: "tls" } },
			}),
		],
		asksPassword: true,
	});
}

/** Somebody on the way reads what is sent: its certificate is of an authority that nobody knows. */
export function intercepted(): AccountDiagnosis {
	const interception = finding("tls-interception", {
		severity: "warning",
		facts: { address: "contact@asso-exemple.example", host: "ssl0.ovh.net", issuer: "Filtrage Exemple CA" },
		seen: seen({ stage: "tls", outcome: "certificate", text: "Filtrage Exemple CA" }),
	});
	const at = { protocol: "smtp", host: "ssl0.ovh.net", port: 465, security: "tls" } as const;
	return account({
		health: "warning",
		lights: { ...OK_LIGHTS, incoming: "warning", outgoing: "unknown" },
		findings: [interception],
		unchecked: [
			unchecked("temporarily-unavailable", {
				service: "outgoing",
				subject: "smtp1",
				seen: seen({
					at,
					stage: "greeting",
					outcome: "temporarily-unavailable",
					text: "421 4.3.2 <b>Service</b> not available for contact@asso-exemple.example",
				}),
			}),
		],
	});
}

/** What a check of the servers themselves can show beside findings. */
export function unproved(): Diagnosis {
	return diagnosis([intercepted(), withoutPassword(), studio()]);
}

/** Its server is gone: another one, with its port and the full name, after a restart. */
function retired(): AccountDiagnosis {
	return account({
		health: "error",
		lights: { ...OK_LIGHTS, incoming: "error" },
		findings: [
			finding("retired-or-mistyped-host", {
				facts: { host: "ns0.ovh.net", replacement: "ssl0.ovh.net" },
				changes: [proposed(set("server1", "incoming.host", "ns0.ovh.net", "ssl0.ovh.net"), "restart")],
			}),
			finding("plain-connection", {
				facts: { host: "ns0.ovh.net", port: 143 },
				changes: [
					proposed(set("server1", "incoming.security", "none", "tls"), "restart"),
					proposed(set("server1", "incoming.port", 143, 993), "restart"),
				],
			}),
		],
	});
}

/** One account whose repair needs a restart, one that is right. */
export function oneRestart(): Diagnosis {
	return diagnosis([retired(), studio()]);
}

/** The repair of `oneRestart`, made ready. */
export function preparedEntry(given: Partial<JournalEntry> = {}): JournalEntry {
	const changes = retired().findings.flatMap((one) => one.changes.map(({ change }) => change));
	return entry({ id: "entry-2", state: "prepared", changes, names: { server1: "Association" }, ...given });
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
		...{ added: [], move: null, problem: null },
		...given,
	};
}

export function journal(entries: JournalEntry[] = [], recovered: string[] = []): JournalView {
	return { health: { kind: "ok" }, entries, recovered };
}

export const TRIED: SelfCheck = { version: "153.7.0", tried: "tried", missing: [] };
