// One profile with the wrong settings that were published or met, era by era, and what a check must say of each.
// Invented people; the providers' names are the point.

import type { AccountDescription, IncomingDescription, MailDescription, OutgoingDescription } from "./driver/accounts";
import type { Card } from "./reading";

type Incoming = Partial<IncomingDescription> & Pick<IncomingDescription, "type" | "host">;

interface Era {
	/** Who published it, or how it comes about. */
	name: string;
	address: string;
	incoming: Incoming;
	/** Its own outgoing server, or the key of somebody else's or of none. */
	outgoing: OutgoingDescription | string;
	alias?: string;
	identityName?: string;
	provider: string;
	findings: string[];
	changes?: string[];
	/** What stays to be said once all live faults are repaired. */
	left?: { findings: string[]; changes?: string[] };
}

const DAV = ["advice calendar-missing", "advice address-book-missing"];

const ERAS: Era[] = [
	{
		name: "OVH, 143 with TLS, 587 read as TLS",
		address: "contact@association.example",
		incoming: { type: "imap", host: "ssl0.ovh.net", port: 143, security: "tls" },
		outgoing: { host: "ssl0.ovh.net", port: 587, security: "tls" },
		alias: "tresorerie@association.example",
		provider: "ovh-mxplan",
		findings: ["error incoming-tls-on-plain-port", "error outgoing-tls-on-starttls-port"],
		changes: ["incoming.port 143 → 993", "outgoing.port 587 → 465"],
	},
	{
		name: "OVH, shares the outgoing server of the first",
		address: "bureau@association.example",
		incoming: { type: "imap", host: "imap.mail.ovh.net", port: 993, security: "tls" },
		outgoing: "smtp1",
		provider: "ovh-mxplan",
		findings: ["error outgoing-tls-on-starttls-port"],
		changes: ["outgoing.port 587 → 465"],
	},
	{
		name: "betagouv until 2023: IMAP on 995",
		address: "agent@collectif.example",
		incoming: { type: "imap", host: "ssl0.ovh.net", port: 995, security: "tls" },
		outgoing: { host: "ssl0.ovh.net", port: 587, security: "tls" },
		provider: "ovh-mxplan",
		findings: ["error port-of-other-protocol", "error outgoing-tls-on-starttls-port"],
		changes: ["incoming.port 995 → 993", "outgoing.port 587 → 465"],
	},
	{
		name: "betagouv, still at OVH",
		address: "ancien.agent@beta.gouv.fr",
		incoming: { type: "imap", host: "ssl0.ovh.net", port: 993, security: "tls" },
		outgoing: { host: "ssl0.ovh.net", port: 465, security: "tls" },
		provider: "ovh-mxplan",
		findings: ["warning stale-ovh-for-lasuite"],
		left: { findings: ["warning stale-ovh-for-lasuite"] },
	},
	{
		name: "betagouv 2023 Pro page",
		address: "bonjour@studio.example",
		incoming: { type: "imap", host: "pro1.mail.ovh.net", port: 993, security: "tls" },
		outgoing: { host: "pro1.mail.ovh.net", port: 587, security: "tls" },
		provider: "ovh-pro",
		findings: ["error outgoing-tls-on-starttls-port"],
		changes: ["outgoing.security tls → starttls"],
	},
	{
		name: "La Suite page of 2024: 143 TLS, 25 STARTTLS",
		address: "camille.martin.ext@beta.gouv.fr",
		incoming: { type: "imap", host: "imap.beta.gouv.fr", port: 143, security: "tls" },
		outgoing: { host: "smtp.beta.gouv.fr", port: 25, security: "starttls" },
		alias: "camille.martin@beta.gouv.fr",
		provider: "lasuite",
		findings: ["error incoming-tls-on-plain-port", "warning outgoing-port-25", ...DAV],
		changes: ["incoming.port 143 → 993", "outgoing.security starttls → tls", "outgoing.port 25 → 465"],
		left: { findings: [...DAV] },
	},
	{
		name: "espace-membre: Exchange typed .fr",
		address: "chef@ministere.example",
		incoming: { type: "imap", host: "ex3.mail.ovh.net", port: 993, security: "tls" },
		outgoing: { host: "ex3.mail.ovh.fr", port: 587, security: "starttls" },
		provider: "ovh-exchange",
		findings: ["error retired-or-mistyped-host"],
		changes: ["outgoing.host ex3.mail.ovh.fr → ex3.mail.ovh.net"],
	},
	{
		name: "very old OVH: ns0, encrypted password",
		address: "atelier@menuiserie.example",
		incoming: { type: "imap", host: "ssl0.ovh.net", port: 993, security: "tls", auth: "encrypted" },
		outgoing: { host: "ns0.ovh.net", port: 587, security: "starttls" },
		provider: "ovh-mxplan",
		findings: ["error retired-or-mistyped-host", "warning unsupported-auth-method"],
		changes: ["outgoing.host ns0.ovh.net → smtp.mail.ovh.net", "incoming.auth encrypted → password"],
	},
	{
		name: "OVH Canada: ssl0.ovh.ca does not exist",
		address: "bonjour@erable.example",
		incoming: { type: "imap", host: "imap.mail.ovh.ca", port: 143, security: "none" },
		outgoing: { host: "ssl0.ovh.ca", port: 465, security: "tls" },
		provider: "ovh-mxplan-ca",
		findings: ["error retired-or-mistyped-host", "error plain-connection"],
		changes: [
			"outgoing.host ssl0.ovh.ca → smtp.mail.ovh.ca",
			"incoming.security none → tls",
			"incoming.port 143 → 993",
		],
	},
	{
		name: "OVH POP in clear that takes mail away",
		address: "boutique@association.example",
		incoming: { type: "pop3", host: "pop.mail.ovh.net", port: 110, security: "none", leaveOnServer: false },
		outgoing: { host: "smtp.mail.ovh.net", port: 25, security: "none" },
		provider: "ovh-mxplan",
		findings: ["error plain-connection", "error plain-connection", "warning pop-instead-of-imap"],
		changes: [
			"incoming.security none → tls",
			"incoming.port 110 → 995",
			"outgoing.security none → tls",
			"outgoing.port 25 → 465",
			"incoming.leave-on-server false → true",
		],
		left: { findings: ["advice pop-instead-of-imap"] },
	},
	{
		name: "Gmail sent through OVH, no outgoing server of its own",
		address: "club.exemple@gmail.com",
		incoming: { type: "imap", host: "imap.gmail.com", port: 993, security: "tls", auth: "oauth2" },
		outgoing: "smtp1",
		provider: "google",
		findings: ["error outgoing-tls-on-starttls-port", "warning identity-smtp-mismatch", ...DAV],
		changes: ["outgoing.port 587 → 465", "identity.outgoing ssl0.ovh.net → club.exemple@gmail.com"],
		left: { findings: [...DAV] },
	},
	{
		name: "Gmail with STARTTLS on the TLS ports, own method refused",
		address: "autre.exemple@gmail.com",
		incoming: { type: "imap", host: "imap.gmail.com", port: 993, security: "starttls", auth: "oauth2" },
		outgoing: { host: "smtp.gmail.com", port: 465, security: "starttls", auth: "oauth2" },
		provider: "google",
		findings: ["error starttls-on-tls-port", "error starttls-on-tls-port", ...DAV],
		changes: ["incoming.security starttls → tls", "outgoing.security starttls → tls"],
		left: { findings: [...DAV] },
	},
	{
		name: "OVH, its outgoing server is gone",
		address: "orphelin@association.example",
		incoming: { type: "imap", host: "imap.mail.ovh.net", port: 993, security: "tls" },
		outgoing: "smtp99",
		provider: "ovh-mxplan",
		findings: ["warning identity-smtp-mismatch"],
		changes: ["identity.outgoing  → orphelin@association.example"],
	},
	{
		name: "OVH, half a user name, sends without signing in",
		address: "presse@association.example",
		incoming: { type: "imap", host: "ssl0.ovh.net", port: 143, security: "tls", username: "presse" },
		outgoing: { host: "ssl0.ovh.net", port: 465, security: "tls", auth: "none", username: "presse" },
		provider: "ovh-mxplan",
		findings: ["error incoming-tls-on-plain-port", "warning incoming-username-incomplete", "error smtp-without-auth"],
		changes: [
			"incoming.port 143 → 993",
			"incoming.username presse → presse@association.example",
			"outgoing.username presse → presse@association.example",
			"outgoing.auth none → password",
		],
		left: {
			findings: ["warning incoming-username-incomplete"],
			changes: ["incoming.username presse → presse@association.example"],
		},
	},
	{
		name: "A host name of the own domain: nobody's in the tables",
		address: "accueil@mairie.example",
		incoming: { type: "imap", host: "mail.mairie.example", port: 143, security: "tls" },
		outgoing: { host: "mail.mairie.example", port: 587, security: "tls" },
		provider: "unknown",
		findings: ["error incoming-tls-on-plain-port", "error outgoing-tls-on-starttls-port"],
		left: { findings: ["error incoming-tls-on-plain-port", "error outgoing-tls-on-starttls-port"] },
	},
	{
		name: "OVH, all right but the name",
		address: "sansnom@association.example",
		identityName: "",
		incoming: { type: "imap", host: "ssl0.ovh.net", port: 993, security: "tls", connections: 20 },
		outgoing: { host: "ssl0.ovh.net", port: 587, security: "starttls" },
		provider: "ovh-mxplan",
		findings: ["advice too-many-connections", "advice identity-without-name"],
		changes: ["incoming.connections 20 → 5"],
		left: { findings: ["advice identity-without-name"] },
	},
	{
		name: "OVH Canada: the incoming host does not exist either",
		address: "neige@erable.example",
		incoming: { type: "imap", host: "ssl0.ovh.ca", port: 143, security: "tls" },
		outgoing: { host: "smtp.mail.ovh.ca", port: 587, security: "starttls" },
		provider: "ovh-mxplan-ca",
		findings: ["error retired-or-mistyped-host", "error incoming-tls-on-plain-port"],
		changes: ["incoming.host ssl0.ovh.ca → imap.mail.ovh.ca", "incoming.port 143 → 993"],
		// The host and its port wait for a restart together.
		left: {
			findings: ["error retired-or-mistyped-host", "error incoming-tls-on-plain-port"],
			changes: ["incoming.host ssl0.ovh.ca → imap.mail.ovh.ca", "incoming.port 143 → 993"],
		},
	},
	{
		name: "Gmail with a password",
		address: "ancien.exemple@gmail.com",
		incoming: { type: "imap", host: "imap.gmail.com", port: 143, security: "tls" },
		outgoing: { host: "smtp.gmail.com", port: 587, security: "starttls" },
		provider: "google",
		findings: ["error incoming-tls-on-plain-port", "advice gmail-password-auth", "advice gmail-password-auth", ...DAV],
		changes: ["incoming.port 143 → 993"],
		left: { findings: ["advice gmail-password-auth", "advice gmail-password-auth", ...DAV] },
	},
	{
		name: "Gmail POP on the IMAP port",
		address: "releve.exemple@gmail.com",
		incoming: { type: "pop3", host: "pop.gmail.com", port: 993, security: "tls", auth: "oauth2", leaveOnServer: true },
		outgoing: { host: "smtp.gmail.com", port: 587, security: "tls", auth: "oauth2" },
		provider: "google",
		findings: [
			"error port-of-other-protocol",
			"error outgoing-tls-on-starttls-port",
			"advice pop-instead-of-imap",
			...DAV,
		],
		changes: ["incoming.port 993 → 995", "outgoing.port 587 → 465"],
		left: { findings: ["advice pop-instead-of-imap", ...DAV] },
	},
	{
		name: "La Suite, user name forgotten when sending",
		address: "dominique.petit@beta.gouv.fr",
		incoming: { type: "imap", host: "imap.beta.gouv.fr", port: 993, security: "starttls" },
		outgoing: { host: "smtp.beta.gouv.fr", port: 587, security: "tls", username: "" },
		provider: "lasuite",
		findings: [
			"error outgoing-tls-on-starttls-port",
			"error starttls-on-tls-port",
			"warning smtp-username-incomplete",
			...DAV,
		],
		changes: [
			"outgoing.port 587 → 465",
			"incoming.security starttls → tls",
			"outgoing.username  → dominique.petit@beta.gouv.fr",
		],
		left: { findings: [...DAV] },
	},
];

const outgoingKey = (index: number) => `smtp${index + 1}`;

export const eraMail: MailDescription = {
	accounts: ERAS.map(
		({ name, address, incoming, outgoing, alias, identityName }, index): AccountDescription => ({
			name,
			incoming: { auth: "password", username: address, ...incoming },
			identities: [address, ...(alias ? [alias] : [])].map((each) => ({
				address: each,
				name: identityName ?? "Camille Martin",
				outgoing: typeof outgoing === "string" ? outgoing : outgoingKey(index),
			})),
		}),
	),
	outgoing: Object.fromEntries(
		ERAS.flatMap(({ address, outgoing }, index) =>
			typeof outgoing === "string"
				? []
				: [[outgoingKey(index), { auth: "password" as const, username: address, ...outgoing }]],
		),
	),
};

type Expected = Record<string, Pick<Card, "provider" | "findings" | "changes">>;

/** What the first check must show, by account key. */
export const eraFindings: Expected = Object.fromEntries(
	ERAS.map(({ provider, findings, changes = [] }, index) => [`account${index + 1}`, { provider, findings, changes }]),
);

/** What is left after « Tout corriger »: what needs a restart, a sign-in or another account, and advice. */
export const eraLeft: Expected = Object.fromEntries(
	ERAS.map(({ provider, left }, index) => [
		`account${index + 1}`,
		{ provider, findings: left?.findings ?? [], changes: left?.changes ?? [] },
	]),
);

/** Thunderbird's own objects that « Tout corriger » must change, as `readObjects` gives them. All others stay. */
export const eraRepaired: Record<string, string> = {
	server1: "imap ssl0.ovh.net:993 socket=3 auth=3 contact@association.example",
	smtp1: "smtp ssl0.ovh.net:465 socket=3 auth=3 contact@association.example",
	server3: "imap ssl0.ovh.net:993 socket=3 auth=3 agent@collectif.example",
	smtp3: "smtp ssl0.ovh.net:465 socket=3 auth=3 agent@collectif.example",
	smtp5: "smtp pro1.mail.ovh.net:587 socket=2 auth=3 bonjour@studio.example",
	server6: "imap imap.beta.gouv.fr:993 socket=3 auth=3 camille.martin.ext@beta.gouv.fr",
	smtp6: "smtp smtp.beta.gouv.fr:465 socket=3 auth=3 camille.martin.ext@beta.gouv.fr",
	smtp7: "smtp ex3.mail.ovh.net:587 socket=2 auth=3 chef@ministere.example",
	server8: "imap ssl0.ovh.net:993 socket=3 auth=3 atelier@menuiserie.example",
	smtp8: "smtp smtp.mail.ovh.net:587 socket=2 auth=3 atelier@menuiserie.example",
	server9: "imap imap.mail.ovh.ca:993 socket=3 auth=3 bonjour@erable.example",
	smtp9: "smtp smtp.mail.ovh.ca:465 socket=3 auth=3 bonjour@erable.example",
	server10: "pop3 pop.mail.ovh.net:995 socket=3 auth=3 boutique@association.example leave=true",
	smtp10: "smtp smtp.mail.ovh.net:465 socket=3 auth=3 boutique@association.example",
	smtp2: "smtp smtp.gmail.com:465 socket=3 auth=10 club.exemple@gmail.com",
	id13: "club.exemple@gmail.com via smtp2",
	server12: "imap imap.gmail.com:993 socket=3 auth=10 autre.exemple@gmail.com",
	smtp12: "smtp smtp.gmail.com:465 socket=3 auth=10 autre.exemple@gmail.com",
	smtp11: "smtp smtp.mail.ovh.net:465 socket=3 auth=3 orphelin@association.example",
	id15: "orphelin@association.example via smtp11",
	server14: "imap ssl0.ovh.net:993 socket=3 auth=3 presse",
	smtp14: "smtp ssl0.ovh.net:465 socket=3 auth=3 presse@association.example",
	server18: "imap imap.gmail.com:993 socket=3 auth=3 ancien.exemple@gmail.com",
	server19: "pop3 pop.gmail.com:995 socket=3 auth=10 releve.exemple@gmail.com leave=true",
	smtp19: "smtp smtp.gmail.com:465 socket=3 auth=10 releve.exemple@gmail.com",
	server20: "imap imap.beta.gouv.fr:993 socket=3 auth=3 dominique.petit@beta.gouv.fr",
	smtp20: "smtp smtp.beta.gouv.fr:465 socket=3 auth=3 dominique.petit@beta.gouv.fr",
};

const login = (origin: string, username: string) => ({ origin, username, password: `pw of ${username}` });

/** Stored before the check: at old hosts, under old user names, and one that only the incoming server has. */
export const eraLogins = [
	login("imap://imap.mail.ovh.net", "orphelin@association.example"),
	login("imap://ssl0.ovh.net", "contact@association.example"),
	login("smtp://ex3.mail.ovh.fr", "chef@ministere.example"),
	login("smtp://ns0.ovh.net", "atelier@menuiserie.example"),
	login("smtp://ssl0.ovh.ca", "bonjour@erable.example"),
	login("smtp://ssl0.ovh.net", "contact@association.example"),
	login("smtp://ssl0.ovh.net", "presse"),
];

/** Added by « Tout corriger », with the password of the login that it stands for. */
export const eraCarriedLogins = [
	login("smtp://ex3.mail.ovh.net", "chef@ministere.example"),
	login("smtp://smtp.mail.ovh.ca", "bonjour@erable.example"),
	login("smtp://smtp.mail.ovh.net", "atelier@menuiserie.example"),
	login("smtp://smtp.mail.ovh.net", "orphelin@association.example"),
	{ ...login("smtp://ssl0.ovh.net", "presse@association.example"), password: "pw of presse" },
];
