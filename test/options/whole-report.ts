// A report of everything at once: every kind of account, server, outcome, finding, change and journal entry. The compiler
// wants each field of each; what the values are is plain, tests put their own in.

import type { Change } from "../../src/domain/change";
import type { AccountDiagnosis, IdentificationReason } from "../../src/domain/diagnosis";
import type { LiveFacts } from "../../src/domain/live";
import type { Observation, Outcome } from "../../src/domain/observation";
import { RULE_IDS } from "../../src/domain/rule-ids";
import type { Snapshot } from "../../src/domain/snapshot";
import { SETTINGS, type Setting } from "../../src/domain/vocabulary";
import type { ReportParts } from "../../src/options/report";
import { NO_POLICY } from "../../src/policy/schema";
import { CERTIFICATE_PROBLEMS } from "../fixtures/certificate-problems";
import { addressOf, observed, tls } from "../fixtures/live";
import { account, addressBook, calendar, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";
import * as demo from "./demo";
import { type Language, sentencesIn } from "./messages";

const USER = "camille.martin@asso.example";

/** How each kind of account is: where its mail comes from, and how it signs in. */
const KINDS: readonly [protocol: "imap" | "pop3", host: string, auth: "password" | "oauth2" | "kerberos"][] = [
	["imap", "imap.asso.example", "password"],
	["pop3", "pop.asso.example", "password"],
	["imap", "imap.gmail.com", "oauth2"],
	["imap", "imap.beta.gouv.fr", "password"],
	["imap", "mail.company.example", "kerberos"],
];

const FOLDER = "imap://camille.martin%40asso.example@imap.asso.example/Association/Sent";
const FOLDERS = { sentCopy: FOLDER, drafts: FOLDER, templates: FOLDER, archives: FOLDER };

function wholeSnapshot(): Snapshot {
	const accounts = KINDS.map(([protocol, host, auth], index) =>
		account(
			incoming(protocol, host, USER, {
				key: `server${index + 1}`,
				auth,
				sentFolders: [FOLDER],
				locked: ["incoming.port"],
			}),
			[identity(USER, { key: `id${index + 1}`, outgoingKey: `smtp${index + 1}`, folders: FOLDERS })],
			{ key: `account${index + 1}`, name: "Association" },
		),
	);
	return snapshot({
		accounts,
		others: [{ key: "account20", name: "Dossiers locaux", type: "none" }],
		outgoing: KINDS.map(([, host, auth], index) =>
			outgoing(`smtp.${host}`, USER, { key: `smtp${index + 1}`, auth, description: "Envoi de l’association" }),
		),
		otherOutgoingKeys: ["ews1"],
		calendars: [calendar("https://dav.asso.example/camille.martin/agenda/", USER, { name: "Agenda" })],
		addressBooks: [addressBook("https://dav.asso.example/camille.martin/contacts/", USER, { name: "Contacts" })],
		certificateExceptions: ["imap.asso.example:993"],
	});
}

const said = "Words of the server";

/** Every outcome, with words wherever words can be. */
export const EVERY_OUTCOME: readonly Outcome[] = Object.values(demo.OUTCOMES).flatMap((outcome): Outcome[] => {
	if (outcome.kind === "certificate") return CERTIFICATE_PROBLEMS.map((problem) => ({ kind: "certificate", problem }));
	if (outcome.kind === "login-method-not-offered") return [{ ...outcome, offered: ["PLAIN"] }];
	return "text" in outcome ? [{ ...outcome, text: said }] : [outcome];
});

function wholeLive({ accounts, outgoing: servers }: Snapshot): LiveFacts {
	const all = [...accounts.map((one) => one.incoming), ...servers];
	const looks = all.map((server, index) => {
		const mine = EVERY_OUTCOME.filter((_, which) => which % all.length === index);
		const [seen, ...others] = mine.map(
			(outcome): Observation =>
				observed(addressOf(server), "login", outcome, {
					greeting: said,
					tls: tls([server.host]),
					offers: { starttls: true, logins: ["PLAIN"] },
				}),
		);
		if (seen === undefined) throw new Error("more servers than outcomes");
		return [server.key, { seen, others }] as const;
	});
	return {
		servers: Object.fromEntries(looks),
		dns: { "asso.example": { domain: "asso.example", mx: ["mx.asso.example"], autodiscover: ["a.asso.example"] } },
		web: [
			{
				host: "imap.asso.example",
				https: { kind: "answered", seconds: 0 },
				http: { kind: "redirected", host: "portal.example" },
			},
		],
		dav: {
			looks: [
				{
					kind: "caldav",
					id: "calendar1",
					at: "dav.asso.example",
					stage: "login",
					outcome: { kind: "refused", text: said },
				},
			],
			searches: [
				{
					kind: "found",
					wish: { key: "server1", kind: "caldav", provider: "lasuite", address: USER },
					collections: [
						{
							...{ kind: "caldav", url: "https://dav.asso.example/camille.martin/agenda/", name: "Agenda de Camille" },
							...{ color: null, components: ["VEVENT"], readOnly: false, source: "shared", owner: "Camille Martin" },
						},
					],
					login: {
						origin: "https://dav.asso.example",
						realm: "Open-Xchange",
						username: USER,
						auth: "password",
						from: "mail",
					},
					requests: 3,
				},
				{
					kind: "failed",
					wish: { key: "server1", kind: "carddav", provider: "lasuite", address: USER },
					...{ at: "dav.asso.example", stage: "login", outcome: { kind: "refused", text: said }, login: null },
				},
			],
		},
		network: "reached",
	};
}

const TO: Partial<Record<Setting, [from: string | number | boolean, to: string | number | boolean]>> = {
	"incoming.port": [143, 993],
	"outgoing.port": [25, 465],
	"incoming.connections": [20, 5],
	"incoming.leave-on-server": [false, true],
	"incoming.security": ["none", "tls"],
	"outgoing.security": ["none", "tls"],
	"incoming.auth": ["none", "password"],
	"outgoing.auth": ["none", "password"],
	"incoming.host": ["old.asso.example", "imap.asso.example"],
	"outgoing.host": ["old.asso.example", "smtp.asso.example"],
	"incoming.username": ["camille.martin", USER],
	"outgoing.username": ["camille.martin", USER],
	"identity.outgoing": ["smtp1", "smtp2"],
};

const CHANGES: readonly Change[] = [
	...SETTINGS.map((setting) => demo.set("server1", setting, ...(TO[setting] ?? [FOLDER, FOLDER]))),
	{
		kind: "create-outgoing",
		identities: [{ key: "id1", from: "smtp1" }],
		server: {
			...{ host: "smtp.asso.example", port: 465, security: "tls", auth: "password", username: USER },
			description: "Envoi de l’association",
		},
		loginFrom: "server1",
	},
];

const REASONS: readonly IdentificationReason["kind"][] = ["host", "username-domain", "identity-domain", "choice"];

function wholeAccount(index: number): AccountDiagnosis {
	const seen = demo.seen({ text: said });
	const [protocol, host] = KINDS[index] ?? ["imap", "imap.asso.example"];
	const reason: IdentificationReason = { kind: REASONS[index] ?? "host", evidence: "asso.example" };
	return demo.account({
		key: `account${index + 1}`,
		name: "Association",
		address: USER,
		provider: index === 2 ? "google" : "lasuite",
		identification:
			index === 4
				? { kind: "ambiguous", candidates: [{ provider: "lasuite", reason }] }
				: { kind: "known", provider: "lasuite", reason },
		health: "error",
		findings: RULE_IDS.filter((_, which) => which % KINDS.length === index).map((rule, which) =>
			demo.finding(rule, {
				account: `account${index + 1}`,
				seen: { ...seen, at: { ...seen.at, protocol, host } },
				// Once for each account: every change in every finding would be thousands of the same.
				changes: which === 0 ? CHANGES.map((change) => demo.proposed(change)) : [],
			}),
		),
		unchecked: demo.UNCHECKED.map((why) => demo.unchecked(why, { seen })),
		asksPassword: true,
		dav: {
			calendar: { kind: index % 2 === 0 ? "refused" : "unreachable", host: "dav.asso.example" },
			contacts: {
				...{ kind: "unchecked", reason: "no-time", host: "dav.asso.example", count: 1, entries: 3 },
				lastSync: "2026-11-20T08:00:00.000Z",
			},
		},
	});
}

/** Plain JSON, new each time; `sentences` and `managed` apart. */
export function wholeContent(): Pick<
	ReportParts,
	"diagnosis" | "evidence" | "history" | "selfCheck" | "installation" | "versions"
> {
	const profile = wholeSnapshot();
	return {
		versions: { addon: "0.2.0", thunderbird: "153.7.0", platform: "linux x86-64" },
		diagnosis: demo.diagnosis(
			KINDS.map((_, index) => wholeAccount(index)),
			{
				others: [{ key: "account20", name: "Dossiers locaux", type: "none" }],
				names: { server1: "Association", smtp1: "Envoi", id1: USER, [FOLDER]: "Sent (Association)" },
			},
		),
		evidence: { snapshot: profile, live: wholeLive(profile) },
		history: [
			demo.entry({
				changes: [...CHANGES],
				names: { server1: "Association", smtp1: "Envoi", [FOLDER]: "Sent (Association)" },
				prefs: [{ name: "mail.server.server1.userName", before: "camille.martin", after: USER }],
				logins: [
					{
						from: { origin: "imap://old.asso.example", username: USER },
						to: { origin: "imap://imap.asso.example", username: USER },
						guid: "guid",
					},
				],
				created: ["smtp9"],
			}),
		],
		selfCheck: {
			version: "153.7.0",
			tried: "tried",
			missing: [{ internal: "Services.logins", repairs: ["incoming"] }],
		},
		installation: {
			built: "2026-10-12",
			language: "fr",
			addons: [{ id: "tool@example", name: "A tool", version: "1.0", enabled: true }],
		},
	};
}

export function wholeReport(language: Language): ReportParts {
	return {
		...wholeContent(),
		created: "2026-11-20T09:00:00.000Z",
		managed: { kind: "valid", policy: NO_POLICY, fixed: ["repairs"] },
		includeAddresses: false,
		sentences: sentencesIn(language),
	};
}
