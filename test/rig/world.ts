// The world that the rig plays: providers' platforms with their real host names, mail domains with their DNS, and people
// with their passwords. Only data; config.ts makes servers of it. What goes wrong on purpose: faults.ts.

export type MailProtocol = "imap" | "pop3" | "smtp";

export const PORTS: Record<MailProtocol, { plain: readonly number[]; tls: readonly number[] }> = {
	imap: { plain: [143], tls: [993] },
	pop3: { plain: [110], tls: [995] },
	smtp: { plain: [25, 587], tls: [465] },
};

/** All of 127/8 is local in a network of its own: no address has to be set up, and two rigs never meet. */
const NET = "127.77";
export const DNS_ADDRESS = `${NET}.53.53`;
/** Upstream name servers of names that are never answered, or answered with a failure. */
export const SILENT_DNS_ADDRESS = `${NET}.53.54`;
export const FAILING_DNS_ADDRESS = `${NET}.53.55`;
export const RADICALE_ADDRESS = `${NET}.60.1`;
export const TOKEN_ADDRESS = `${NET}.60.2`;
export const TOKEN_PORT = 8090;
/** Of the small DAV server: its rows with TLS, Google's calendars and contacts behind nginx. */
export const DAV_ADDRESS = `${NET}.60.3`;
export const GOOGLE_DAV_PORT = 8091;
/** Of DAV servers that a test starts: behind nginx, with every name in the certificate. */
export const OTHER_DAV_ADDRESSES = { xandikos: `${NET}.61.1`, sabre: `${NET}.61.2` } as const;
export const OTHER_DAV_PORT = 8080;
export type OtherDav = keyof typeof OTHER_DAV_ADDRESSES;
export const delayAddress = (index: number) => `${NET}.80.${index + 1}`;
export const faultAddress = (index: number) => `${NET}.90.${index + 1}`;
export const faultAddress6 = (index: number) => `fd77::90:${index + 1}`;

// ------------------------------------------------------------------ platforms

interface Host {
	name: string;
	address: string;
	serves: readonly MailProtocol[];
}

export interface Platform {
	hosts: readonly Host[];
	/** Where other servers deliver. */
	mx: { names: readonly string[]; address: string };
	/** Web hosts with their address: they answer on 80 and 443. */
	web?: Readonly<Record<string, string>>;
	/** Further names of the certificate: those of customers who have the platform's own. */
	alsoCertified?: readonly string[];
	imapGreeting: string;
	smtpPorts: readonly number[];
	/** Google: no port without TLS, and XOAUTH2. */
	oauth2?: true;
}

const EVERYTHING = ["imap", "pop3", "smtp"] as const;
const BOTH_SUBMISSIONS = [465, 587];

export const PLATFORMS = {
	lasuite: {
		hosts: [
			{ name: "imap.ox.numerique.gouv.fr", address: `${NET}.1.10`, serves: ["imap"] },
			{ name: "smtp.ox.numerique.gouv.fr", address: `${NET}.1.20`, serves: ["smtp"] },
		],
		mx: { names: ["mx.ox.numerique.gouv.fr"], address: `${NET}.1.25` },
		web: { "webmail.ox.numerique.gouv.fr": `${NET}.1.30`, "webmail.numerique.gouv.fr": `${NET}.1.31` },
		alsoCertified: ["beta.gouv.fr", "numerique.gouv.fr", "ministere.example"].flatMap((domain) =>
			["imap", "smtp", "webmail"].map((service) => `${service}.${domain}`),
		),
		imapGreeting: "Dovecot ready.",
		smtpPorts: BOTH_SUBMISSIONS,
	},
	ovh: {
		// Names of one and the same service.
		hosts: [
			{ name: "ssl0.ovh.net", address: `${NET}.2.10`, serves: EVERYTHING },
			{ name: "imap.mail.ovh.net", address: `${NET}.2.11`, serves: EVERYTHING },
			{ name: "pop.mail.ovh.net", address: `${NET}.2.12`, serves: EVERYTHING },
			{ name: "smtp.mail.ovh.net", address: `${NET}.2.13`, serves: EVERYTHING },
		],
		mx: { names: [0, 1, 2, 3, 4].map((number) => `mx${number}.mail.ovh.net`), address: `${NET}.2.25` },
		web: {
			"mailconfig.ovh.net": `${NET}.2.30`,
			"webmail.mail.ovh.net": `${NET}.2.30`,
			"zimbra1.mail.ovh.net": `${NET}.2.30`,
			"www.ovh.com": `${NET}.2.30`,
			"www.ovhcloud.com": `${NET}.2.30`,
		},
		imapGreeting: "[ex4] IMAP ready.",
		smtpPorts: BOTH_SUBMISSIONS,
	},
	ovhCanada: {
		hosts: [
			{ name: "imap.mail.ovh.ca", address: `${NET}.4.10`, serves: EVERYTHING },
			{ name: "pop.mail.ovh.ca", address: `${NET}.4.11`, serves: EVERYTHING },
			{ name: "smtp.mail.ovh.ca", address: `${NET}.4.12`, serves: EVERYTHING },
		],
		mx: { names: ["mx1.mail.ovh.ca", "mx2.mail.ovh.ca"], address: `${NET}.4.25` },
		imapGreeting: "IMAP ready.",
		smtpPorts: BOTH_SUBMISSIONS,
	},
	ovhPro: {
		hosts: [{ name: "pro1.mail.ovh.net", address: `${NET}.5.10`, serves: EVERYTHING }],
		mx: { names: [], address: `${NET}.5.25` },
		imapGreeting: "The Microsoft Exchange IMAP4 service is ready.",
		smtpPorts: [587],
	},
	ovhExchange: {
		hosts: [{ name: "ex3.mail.ovh.net", address: `${NET}.6.10`, serves: EVERYTHING }],
		mx: { names: [], address: `${NET}.6.25` },
		imapGreeting: "The Microsoft Exchange IMAP4 service is ready.",
		smtpPorts: [587],
	},
	google: {
		hosts: [
			{ name: "imap.gmail.com", address: `${NET}.3.10`, serves: ["imap"] },
			{ name: "pop.gmail.com", address: `${NET}.3.11`, serves: ["pop3"] },
			{ name: "smtp.gmail.com", address: `${NET}.3.12`, serves: ["smtp"] },
		],
		mx: { names: ["gmail-smtp-in.l.google.com", "smtp.google.com"], address: `${NET}.3.25` },
		web: Object.fromEntries(
			["www.googleapis.com", "oauth2.googleapis.com", "accounts.google.com", "apidata.googleusercontent.com"].map(
				(name) => [name, `${NET}.3.30`],
			),
		),
		imapGreeting: "Gimap ready for requests from 127.0.0.1",
		smtpPorts: BOTH_SUBMISSIONS,
		oauth2: true,
	},
	/** A company with servers of its own: no provider that the add-on knows. */
	company: {
		hosts: [
			{ name: "imap.societe.example", address: `${NET}.7.10`, serves: ["imap", "pop3"] },
			{ name: "smtp.societe.example", address: `${NET}.7.11`, serves: ["smtp"] },
			{ name: "mail.entreprise.example", address: `${NET}.7.12`, serves: EVERYTHING },
		],
		mx: { names: ["mx.societe.example"], address: `${NET}.7.25` },
		imapGreeting: "Dovecot ready.",
		smtpPorts: BOTH_SUBMISSIONS,
	},
} as const satisfies Record<string, Platform>;

export type PlatformId = keyof typeof PLATFORMS;
export const PLATFORM_IDS = Object.keys(PLATFORMS) as PlatformId[];
/** With the optional fields that the constant's own type leaves out. */
export const platform = (id: PlatformId): Platform => PLATFORMS[id];

export const addressesOf = (id: PlatformId, protocol: MailProtocol) =>
	platform(id)
		.hosts.filter(({ serves }) => serves.includes(protocol))
		.map(({ address }) => address);

export const certifiedNames = (id: PlatformId) => {
	const { hosts, mx, web = {}, alsoCertified = [] } = platform(id);
	return [...hosts.map(({ name }) => name), ...mx.names, ...Object.keys(web), ...alsoCertified];
};

// ------------------------------------------------------------------ mail domains

export interface MailDomain {
	mx: readonly string[];
	/** Host of `_autodiscover._tcp`. */
	autodiscover?: string;
	/** Further SRV records, such as `_imaps._tcp`. */
	srv?: Readonly<Record<string, { host: string; port: number }>>;
	/** Names below the domain that lead elsewhere. */
	cname?: Readonly<Record<string, string>>;
	txt?: string;
}

const SUITE_NAMES = {
	imap: "imap.ox.numerique.gouv.fr",
	smtp: "smtp.ox.numerique.gouv.fr",
	webmail: "webmail.ox.numerique.gouv.fr",
};

/** What OVH writes into a customer's zone, up to the offer. */
const ovhZone = (autodiscover: string): MailDomain => ({
	mx: ["mx1.mail.ovh.net", "mx2.mail.ovh.net", "mx3.mail.ovh.net"],
	autodiscover,
	srv: { "_imaps._tcp": { host: "ssl0.ovh.net", port: 993 }, "_submission._tcp": { host: "ssl0.ovh.net", port: 465 } },
	// Popular and wrong: the certificate is for OVH's own names.
	cname: {
		imap: "ssl0.ovh.net",
		smtp: "ssl0.ovh.net",
		pop3: "ssl0.ovh.net",
		mail: "ssl0.ovh.net",
		autoconfig: "mailconfig.ovh.net",
		autodiscover: "mailconfig.ovh.net",
	},
	txt: "v=spf1 include:mx.ovh.com ~all",
});

export const MAIL_DOMAINS: Readonly<Record<string, MailDomain>> = {
	"beta.gouv.fr": {
		mx: ["mx.ox.numerique.gouv.fr"],
		cname: SUITE_NAMES,
		txt: "v=spf1 include:_spf.ox.numerique.gouv.fr -all",
	},
	"mail.numerique.gouv.fr": { mx: ["mx.ox.numerique.gouv.fr"] },
	"numerique.gouv.fr": { mx: [], cname: { imap: SUITE_NAMES.imap, smtp: SUITE_NAMES.smtp } },
	/** Another domain of La Suite: only DNS tells. */
	"ministere.example": { mx: ["mx.ox.numerique.gouv.fr"], cname: SUITE_NAMES },
	"asso.example": ovhZone("mailconfig.ovh.net"),
	"cabinet.example": ovhZone("pro1.mail.ovh.net"),
	"mairie.example": ovhZone("ex3.mail.ovh.net"),
	"club.example": ovhZone("zimbra1.mail.ovh.net"),
	"boutique.example": { mx: ["mx1.mail.ovh.ca", "mx2.mail.ovh.ca"] },
	"gmail.com": {
		mx: ["gmail-smtp-in.l.google.com"],
		srv: {
			"_imaps._tcp": { host: "imap.gmail.com", port: 993 },
			"_submission._tcp": { host: "smtp.gmail.com", port: 587 },
			"_caldavs._tcp": { host: "apidata.googleusercontent.com", port: 443 },
		},
	},
	/** Google Workspace, with a record left over from OVH that must not be believed. */
	"lycee.example": { mx: ["smtp.google.com"], autodiscover: "pro1.mail.ovh.net" },
	"societe.example": { mx: ["mx.societe.example"] },
	"entreprise.example": { mx: ["mx.societe.example"] },
	"asso-exemple.example": ovhZone("mailconfig.ovh.net"),
	"studio-exemple.example": ovhZone("pro1.mail.ovh.net"),
};

// ------------------------------------------------------------------ people

export interface Account {
	user: string;
	platform: PlatformId;
	/** For IMAP, POP3 and SMTP: an application password where the platform knows such. */
	password: string;
	/** Further names for the same login at the mail servers. */
	loginNames?: readonly string[];
	/** For calendars and address books. Another one on purpose: a program that mixes them up is found out. */
	davPassword?: string;
	/** Right for the web site, refused by the mail servers with words of their own. */
	webmailPassword?: string;
	/** Own names of its special folders, by those of all others (`Sent`). */
	folders?: Readonly<Record<string, string>>;
	/** In INBOX before anything happens. */
	messages: number;
	/** `disabled`: the right password is refused; `sending`: only mail out is blocked. */
	trouble?: "disabled" | "sending";
}

export const ACCOUNTS = {
	suite: {
		user: "prenom.nom@beta.gouv.fr",
		platform: "lasuite",
		password: "app-imap-beta-1",
		davPassword: "app-dav-beta-1",
		webmailPassword: "webmail-beta-1",
		messages: 3,
	},
	/** The same person's old mailbox. */
	suiteAtOvh: { user: "prenom.nom@beta.gouv.fr", platform: "ovh", password: "old-ovh-beta-1", messages: 5 },
	suiteNumerique: {
		user: "agent.exemple@mail.numerique.gouv.fr",
		platform: "lasuite",
		password: "app-imap-numerique-1",
		davPassword: "app-dav-numerique-1",
		webmailPassword: "webmail-numerique-1",
		messages: 2,
	},
	suiteMinistry: {
		user: "agent@ministere.example",
		platform: "lasuite",
		password: "app-imap-ministry-1",
		davPassword: "app-dav-ministry-1",
		webmailPassword: "webmail-ministry-1",
		folders: { Sent: "Envoyés", Trash: "Corbeille" },
		messages: 1,
	},
	ovh: { user: "contact@asso.example", platform: "ovh", password: "ovh-asso-1", messages: 2 },
	ovhZimbra: { user: "bureau@club.example", platform: "ovh", password: "ovh-club-1", messages: 1 },
	ovhCanada: { user: "info@boutique.example", platform: "ovhCanada", password: "ovh-boutique-1", messages: 1 },
	ovhPro: { user: "direction@cabinet.example", platform: "ovhPro", password: "ovh-cabinet-1", messages: 1 },
	ovhExchange: { user: "accueil@mairie.example", platform: "ovhExchange", password: "ovh-mairie-1", messages: 1 },
	gmail: {
		user: "jean.test@gmail.com",
		platform: "google",
		password: "abcdefghijklmnop",
		webmailPassword: "google-password-1",
		messages: 1,
	},
	workspace: {
		user: "prof@lycee.example",
		platform: "google",
		password: "qrstuvwxyzabcdef",
		webmailPassword: "google-password-2",
		messages: 1,
	},
	company: {
		user: "paul@societe.example",
		platform: "company",
		password: "societe-paul-1",
		loginNames: ["paul"],
		messages: 2,
	},
	disabled: {
		user: "parti@asso.example",
		platform: "ovh",
		password: "ovh-parti-1",
		messages: 0,
		trouble: "disabled",
	},
	cannotSend: {
		user: "infolettre@asso.example",
		platform: "ovh",
		password: "ovh-infolettre-1",
		messages: 1,
		trouble: "sending",
	},
} as const satisfies Record<string, Account>;

/** The people of the demonstration: ../demo/accounts.ts. */
export const DEMO_PASSWORD = "demo-1";
const DEMO: readonly Account[] = (
	[
		["contact@asso-exemple.example", "ovh"],
		["boutique@asso-exemple.example", "ovh"],
		["ancien.agent@beta.gouv.fr", "lasuite"],
		["ancien.agent@beta.gouv.fr", "ovh"],
		["bonjour@studio-exemple.example", "ovhPro"],
		["camille.martin@beta.gouv.fr", "lasuite"],
		["dominique.petit@beta.gouv.fr", "lasuite"],
		["camille.martin.exemple@gmail.com", "google"],
		["club.exemple@gmail.com", "google"],
		["c.martin@entreprise.example", "company"],
	] as const
).map(([user, platform]) => ({
	...{ user, platform, password: DEMO_PASSWORD, messages: 2 },
	// One password for everything, as many have it.
	...(platform === "lasuite" && { davPassword: DEMO_PASSWORD }),
}));

export const EVERY_ACCOUNT: readonly Account[] = [...Object.values(ACCOUNTS), ...DEMO];

/** Mailbox folder below the rig's folder for mail: one per person and platform. */
export const mailboxOf = ({ platform, user }: Account) => `${platform}/${user}`;

// ------------------------------------------------------------------ Google's tokens

const MAIL = "https://mail.google.com/";
const CONTACTS = "https://www.googleapis.com/auth/carddav";
const CALENDAR = "https://www.googleapis.com/auth/calendar";

export interface Grant {
	user: string;
	scope: string;
	seconds: number;
}

/** Refresh tokens that a profile may hold. Every other one is revoked, as after a change of password. */
export const REFRESH_TOKENS = {
	"rig-refresh-1": { user: ACCOUNTS.gmail.user, scope: `${MAIL} ${CONTACTS} ${CALENDAR}`, seconds: 3599 },
	"rig-refresh-workspace": { user: ACCOUNTS.workspace.user, scope: `${MAIL} ${CONTACTS} ${CALENDAR}`, seconds: 3599 },
	"rig-refresh-camille": {
		user: "camille.martin.exemple@gmail.com",
		scope: `${MAIL} ${CONTACTS} ${CALENDAR}`,
		seconds: 3599,
	},
	"rig-refresh-club": { user: "club.exemple@gmail.com", scope: `${MAIL} ${CONTACTS} ${CALENDAR}`, seconds: 3599 },
	/** Consent to the calendar only: a token that lives, and that mail must refuse. */
	"rig-refresh-calendar-only": { user: ACCOUNTS.gmail.user, scope: CALENDAR, seconds: 3599 },
	/** Ends at once: each connection needs a new one. */
	"rig-refresh-short": { user: ACCOUNTS.gmail.user, scope: `${MAIL} ${CONTACTS} ${CALENDAR}`, seconds: 1 },
} as const satisfies Record<string, Grant>;
export const MAIL_SCOPE = MAIL;
export const CALENDAR_SCOPE = CALENDAR;
