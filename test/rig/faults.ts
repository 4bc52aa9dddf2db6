// Everything that can go wrong with a mail server, as one table: what each fault plays, and how far an examination comes.
// Only data; fault-server.ts, dns.ts and the packet filter of inside.ts play it.

import type { CertificateName } from "./certificates";
import { faultAddress, faultAddress6, type MailProtocol, PORTS } from "./world";

/** How far an examination of a server comes. */
export type Stage = "dns" | "tcp" | "tls" | "greeting" | "capabilities" | "starttls" | "login";

/** What a server says at one moment in place of the right answer. */
export interface Reply {
	/** `{tag}` is IMAP's tag. Left out: the right answer. */
	text?: string;
	/** Milliseconds before it comes. */
	after?: number;
	/** Milliseconds between two bytes. */
	drip?: number;
	/** What follows: the end of the connection, or never a word again. */
	then?: "close" | "silence";
}

/** Below any protocol, and the same on every port. */
export type Wire =
	/** Accepts, and never says anything. */
	| "silent"
	/** Ends the connection as soon as it is there. */
	| "cut"
	| "reset"
	/** Ends it at the client's first bytes. */
	| "cut-at-hello"
	/** Passes on the first 200 bytes of a TLS handshake's answer. */
	| "cut-in-handshake"
	/** 512 bytes of nothing sensible. */
	| "garbage"
	/** 1 GiB without a line end. */
	| "endless"
	| { says: string };

/** How a server differs from a good one. */
export interface FaultyServer {
	dns?: "unknown" | "silent" | "failing";
	/** `only`: no IPv4 address; `dead`: a second address whose packets vanish. */
	ipv6?: "only" | "dead";
	/** Ports whose packets vanish. */
	filtered?: readonly number[];
	/** Ports where nobody listens. */
	closed?: readonly number[];
	/** Every second packet that opens a connection is lost. */
	lossy?: true;
	wire?: Wire;
	certificate?: CertificateName;
	/** `old`: nothing newer than 1.1; `swapped`: plain text where TLS is expected, and the reverse. */
	tls?: "old" | "swapped";
	/** Speaks this protocol, whatever the port is for. */
	speaks?: MailProtocol;
	/** Login before TLS, as the server announces it: `everywhere` also without TLS, `nowhere` not even with it. */
	login?: "everywhere" | "nowhere";
	/** Mechanisms in place of PLAIN and LOGIN. */
	mechanisms?: readonly string[];
	/** `missing`: neither offered nor known. */
	starttls?: "missing";
	/** In plain text, glued to the answer to STARTTLS. */
	injected?: string;
	greeting?: Reply;
	capabilities?: Reply;
	starttlsAnswer?: Reply;
	loginAnswer?: Reply;
	/** IMAP's answers to EXAMINE and UID FETCH, POP3's to UIDL. Without them every mailbox is empty. */
	examineAnswer?: Reply;
	fetchAnswer?: Reply;
	uidlAnswer?: Reply;
	/** SMTP's answer to MAIL FROM. */
	mailAnswer?: Reply;
	/** What a browser finds on 80 and 443: a captive portal, or a clock that is so many days off. */
	web?: "portal" | { daysOff: number };
}

export interface Fault {
	name: string;
	/** What it plays, in a sentence. */
	plays: string;
	protocols: readonly MailProtocol[];
	/**
	 * Where an examination stops that does everything right, over TLS from the start where STARTTLS is not the point;
	 * null: it comes through.
	 */
	stops: Stage | null;
	/** What a client is told there: words of the server, or the code of an error. */
	sign?: string;
	server: FaultyServer;
}

const ALL = ["imap", "pop3", "smtp"] as const;
const IMAP = ["imap"] as const;
const POP3 = ["pop3"] as const;
const SMTP = ["smtp"] as const;
const PLAIN_PORTS = ALL.flatMap((protocol) => PORTS[protocol].plain);
const TLS_PORTS = ALL.flatMap((protocol) => PORTS[protocol].tls);
export const MAIL_PORTS: readonly number[] = [...PLAIN_PORTS, ...TLS_PORTS];
/** Longer than any deadline. */
const TOO_LATE = 60_000;
const CONTROLS = "\x1b[2J\x07\x00\x08\u009b31m";
const LONG = "very ".repeat(2048);

/** One fault that each protocol has its own words for: one entry per protocol. */
function perProtocol(
	name: string,
	plays: string,
	stops: Stage,
	moment: "greeting" | "loginAnswer" | "starttlsAnswer",
	replies: Partial<Record<MailProtocol, Reply & { sign: string }>>,
): Fault[] {
	return Object.entries(replies).map(([protocol, { sign, ...reply }]) => ({
		name: `${protocol}-${name}`,
		plays,
		protocols: [protocol as MailProtocol],
		stops,
		sign,
		server: { [moment]: reply },
	}));
}

const refused = (name: string, plays: string, replies: Partial<Record<MailProtocol, string>>) =>
	perProtocol(
		name,
		plays,
		"login",
		"loginAnswer",
		Object.fromEntries(
			Object.entries(replies).map(([protocol, text]) => [
				protocol,
				{ text: protocol === "imap" ? `{tag} ${text}` : text, sign: text },
			]),
		),
	);

const certificate = (name: CertificateName, plays: string, sign: string): Fault => ({
	name: `certificate-${name}`,
	plays,
	protocols: ALL,
	stops: "tls",
	sign,
	server: { certificate: name },
});

export const FAULTS: readonly Fault[] = [
	{ name: "good", plays: "A server that does everything right.", protocols: ALL, stops: null, server: {} },

	// -------------------------------------------------------------- names
	{
		name: "dns-unknown",
		plays: "The name does not exist.",
		protocols: ALL,
		stops: "dns",
		sign: "ENOTFOUND",
		server: { dns: "unknown" },
	},
	{
		name: "dns-silent",
		plays: "The DNS server never answers.",
		protocols: ALL,
		stops: "dns",
		sign: "TIMEOUT",
		server: { dns: "silent" },
	},
	{
		name: "dns-failing",
		plays: "The DNS server answers with a failure of its own.",
		protocols: ALL,
		stops: "dns",
		sign: "EAI_AGAIN",
		server: { dns: "failing" },
	},

	// -------------------------------------------------------------- network
	{
		name: "ipv6-only",
		plays: "The server has no IPv4 address.",
		protocols: ALL,
		stops: null,
		server: { ipv6: "only" },
	},
	{
		name: "ipv6-dead",
		plays: "The server has an IPv6 address that leads nowhere, and a good IPv4 one.",
		protocols: ALL,
		stops: null,
		server: { ipv6: "dead" },
	},
	{
		name: "port-closed",
		plays: "Nobody listens.",
		protocols: ALL,
		stops: "tcp",
		sign: "ECONNREFUSED",
		server: { closed: MAIL_PORTS },
	},
	{
		name: "port-filtered",
		plays: "Packets vanish on the way.",
		protocols: ALL,
		stops: "tcp",
		sign: "TIMEOUT",
		server: { filtered: MAIL_PORTS },
	},
	{
		name: "port-25-filtered",
		plays: "The network lets nothing through to port 25; 465 and 587 work.",
		protocols: SMTP,
		stops: null,
		server: { filtered: [25] },
	},
	{
		name: "tls-port-filtered",
		plays: "The ports with TLS from the start are filtered, those with STARTTLS work.",
		protocols: ALL,
		stops: null,
		server: { filtered: TLS_PORTS },
	},
	{
		name: "starttls-port-closed",
		plays: "Nobody listens on the ports with STARTTLS, those with TLS from the start work.",
		protocols: ALL,
		stops: null,
		server: { closed: PLAIN_PORTS },
	},
	{
		name: "packets-lost",
		plays: "Every second packet that opens a connection is lost: it takes a second longer.",
		protocols: ALL,
		stops: null,
		server: { lossy: true },
	},
	{
		name: "connection-reset",
		plays: "The connection is reset as soon as it is there.",
		protocols: ALL,
		stops: "tls",
		sign: "ECONNRESET",
		server: { wire: "reset" },
	},
	{
		name: "connection-cut",
		plays: "The connection is ended as soon as it is there.",
		protocols: ALL,
		stops: "tls",
		sign: "ECONNRESET",
		server: { wire: "cut" },
	},
	{
		name: "captive-portal",
		plays: "A hotel's sign-in page answers in place of everybody.",
		protocols: ALL,
		stops: "tls",
		sign: "ERR_SSL",
		server: {
			wire: { says: "HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\nContent-Length: 0\r\n\r\n" },
			web: "portal",
		},
	},
	{
		name: "clock-behind",
		plays: "The provider's web server says a day that is 400 days ahead of this machine's.",
		protocols: ALL,
		stops: null,
		server: { web: { daysOff: 400 } },
	},
	{
		name: "clock-ahead",
		plays: "The provider's web server says a day that is 400 days behind this machine's.",
		protocols: ALL,
		stops: "tls",
		sign: "CERT_HAS_EXPIRED",
		server: { web: { daysOff: -800 }, certificate: "expired" },
	},

	// -------------------------------------------------------------- TLS
	{
		name: "silent",
		plays: "The server accepts and never says anything.",
		protocols: ALL,
		stops: "tls",
		sign: "TIMEOUT",
		server: { wire: "silent" },
	},
	{
		name: "tls-cut-at-hello",
		plays: "The connection ends at the first bytes of TLS.",
		protocols: ALL,
		stops: "tls",
		sign: "ECONNRESET",
		server: { wire: "cut-at-hello" },
	},
	{
		name: "tls-cut-in-handshake",
		plays: "The connection ends in the middle of the TLS handshake.",
		protocols: ALL,
		stops: "tls",
		sign: "ECONNRESET",
		server: { wire: "cut-in-handshake" },
	},
	{
		name: "tls-garbage",
		plays: "Bytes of nothing sensible come.",
		protocols: ALL,
		stops: "tls",
		sign: "ERR_SSL",
		server: { wire: "garbage" },
	},
	{
		name: "tls-old",
		plays: "The server knows TLS 1.0 and 1.1 only.",
		protocols: ALL,
		stops: "tls",
		sign: "PROTOCOL_VERSION",
		server: { tls: "old" },
	},
	{
		name: "tls-swapped",
		plays: "Plain text on the port for TLS, and TLS on the port for plain text.",
		protocols: ALL,
		stops: "tls",
		sign: "ERR_SSL",
		server: { tls: "swapped" },
	},
	certificate("expired", "The certificate has ended.", "CERT_HAS_EXPIRED"),
	certificate("not-yet-valid", "The certificate begins in the future.", "CERT_NOT_YET_VALID"),
	certificate("wrong-name", "The certificate is for another name.", "ERR_TLS_CERT_ALTNAME_INVALID"),
	certificate("no-names", "The certificate names no host.", "ERR_TLS_CERT_ALTNAME_INVALID"),
	certificate("self-signed", "The server signed its certificate itself.", "DEPTH_ZERO_SELF_SIGNED_CERT"),
	certificate("no-chain", "The certificate comes without its intermediate.", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
	certificate("intercepted", "An antivirus signed the traffic anew.", "SELF_SIGNED_CERT_IN_CHAIN"),
	certificate(
		"private-authority",
		"An organisation's own authority signed the certificate.",
		"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
	),

	// -------------------------------------------------------------- greeting
	{
		name: "greeting-late",
		plays: "The greeting is right, and comes when nobody waits any more.",
		protocols: ALL,
		stops: "greeting",
		sign: "TIMEOUT",
		server: { greeting: { after: TOO_LATE } },
	},
	{
		name: "greeting-drips",
		plays: "The greeting comes one byte at a time, for ever.",
		protocols: ALL,
		stops: "greeting",
		sign: "TIMEOUT",
		server: { greeting: { drip: 1500 } },
	},
	{
		name: "greeting-endless",
		plays: "1 GiB comes, without a line end.",
		protocols: ALL,
		stops: "greeting",
		sign: "TOO_LONG",
		server: { greeting: { text: "{endless}" } },
	},
	{
		name: "wire-endless",
		plays: "1 GiB comes without TLS, on every port.",
		protocols: ALL,
		stops: "tls",
		sign: "ERR_SSL",
		server: { wire: "endless" },
	},
	{
		name: "greeting-cut",
		plays: "The connection ends before the greeting.",
		protocols: ALL,
		stops: "greeting",
		sign: "CLOSED",
		server: { greeting: { text: "", then: "close" } },
	},
	{
		name: "greeting-of-http",
		plays: "A web server is behind the port.",
		protocols: ALL,
		stops: "greeting",
		sign: "HTTP/1.1 400",
		server: {
			greeting: {
				text: "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n",
				then: "close",
			},
		},
	},
	{
		name: "greeting-of-ssh",
		plays: "A remote shell is behind the port.",
		protocols: ALL,
		stops: "greeting",
		sign: "SSH-2.0",
		server: { greeting: { text: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", then: "silence" } },
	},
	{
		name: "greeting-of-smtp",
		plays: "A server for sending is behind the port for reading.",
		protocols: ["imap", "pop3"],
		stops: "greeting",
		sign: "220 ",
		server: { speaks: "smtp" },
	},
	{
		name: "greeting-of-imap",
		plays: "A server for reading is behind the port for sending.",
		protocols: ["pop3", "smtp"],
		stops: "greeting",
		sign: "* OK",
		server: { speaks: "imap" },
	},
	...perProtocol("too-many-connections", "Too many connections from this address.", "greeting", "greeting", {
		imap: { text: "* BYE Too many connections from your IP\r\n", then: "close", sign: "Too many connections" },
		pop3: { text: "-ERR [IN-USE] Too many connections\r\n", then: "close", sign: "[IN-USE]" },
		smtp: { text: "421 4.7.0 Too many connections from your IP\r\n", then: "close", sign: "421 4.7.0" },
	}),
	...perProtocol("greeting-blocked", "This address is on a list of senders of spam.", "greeting", "greeting", {
		smtp: { text: "554 5.7.1 Service unavailable: your IP is listed\r\n", then: "close", sign: "554 5.7.1" },
	}),
	{
		name: "greeting-controls",
		plays: "The greeting holds control characters.",
		protocols: ALL,
		stops: null,
		server: { greeting: { text: `{ok} ready ${CONTROLS}\r\n` } },
	},
	{
		name: "greeting-long",
		plays: "The greeting has 10 KB.",
		protocols: ALL,
		stops: null,
		server: { greeting: { text: `{ok} ${LONG}long\r\n` } },
	},

	// -------------------------------------------------------------- capabilities
	{
		name: "capabilities-huge",
		plays: "The list of capabilities has 1 MiB.",
		protocols: ALL,
		stops: "capabilities",
		sign: "TOO_LONG",
		server: { capabilities: { text: "{huge}" } },
	},
	{
		name: "capabilities-silent",
		plays: "The question for capabilities is never answered.",
		protocols: ALL,
		stops: "capabilities",
		sign: "TIMEOUT",
		server: { capabilities: { text: "", then: "silence" } },
	},
	{
		name: "capabilities-cut",
		plays: "The connection ends at the question for capabilities.",
		protocols: ALL,
		stops: "capabilities",
		sign: "CLOSED",
		server: { capabilities: { text: "", then: "close" } },
	},
	{
		name: "smtp-ehlo-refused",
		plays: "The server refuses the name that the client gives itself.",
		protocols: SMTP,
		stops: "capabilities",
		sign: "550 5.7.1",
		server: { capabilities: { text: "550 5.7.1 Helo command rejected: invalid name\r\n" } },
	},
	{
		name: "login-disabled",
		plays: "Not even over TLS is any login offered.",
		protocols: ALL,
		stops: "capabilities",
		sign: "NO_LOGIN",
		server: { login: "nowhere" },
	},
	{
		name: "mechanisms-other",
		plays: "Only CRAM-MD5 and GSSAPI are offered.",
		protocols: ["imap", "smtp"],
		stops: "capabilities",
		sign: "NO_LOGIN",
		server: { mechanisms: ["CRAM-MD5", "GSSAPI"] },
	},

	// -------------------------------------------------------------- STARTTLS
	{
		name: "starttls-missing",
		plays: "No STARTTLS, and login in plain text is offered; the ports with TLS work.",
		protocols: ALL,
		stops: "starttls",
		sign: "NO_STARTTLS",
		server: { starttls: "missing", login: "everywhere" },
	},
	...perProtocol("starttls-refused", "STARTTLS is offered and then refused.", "starttls", "starttlsAnswer", {
		imap: { text: "{tag} NO TLS not available\r\n", sign: "NO TLS" },
		pop3: { text: "-ERR TLS not available\r\n", sign: "-ERR TLS" },
		smtp: { text: "454 4.7.0 TLS not available due to local problem\r\n", sign: "454 4.7.0" },
	}),
	{
		name: "starttls-injected",
		plays: "Words in plain text hang behind the answer to STARTTLS.",
		protocols: ALL,
		stops: "starttls",
		sign: "INJECTED",
		server: { injected: "* CAPABILITY IMAP4rev1 AUTH=XEVIL\r\n" },
	},
	{
		name: "starttls-silent",
		plays: "STARTTLS is never answered.",
		protocols: ALL,
		stops: "starttls",
		sign: "TIMEOUT",
		server: { starttlsAnswer: { text: "", then: "silence" } },
	},
	{
		name: "starttls-cut",
		plays: "The connection ends at STARTTLS.",
		protocols: ALL,
		stops: "starttls",
		sign: "CLOSED",
		server: { starttlsAnswer: { text: "", then: "close" } },
	},
	{
		name: "login-before-tls",
		plays: "Login is offered without TLS too, beside STARTTLS.",
		protocols: ALL,
		stops: null,
		server: { login: "everywhere" },
	},

	// -------------------------------------------------------------- login
	...refused("login-refused", "The password is wrong.", {
		imap: "NO [AUTHENTICATIONFAILED] Authentication failed.\r\n",
		pop3: "-ERR [AUTH] Authentication failed.\r\n",
		smtp: "535 5.7.8 Error: authentication failed\r\n",
	}),
	...refused("login-application-password", "Google wants an application password.", {
		imap: "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)\r\n",
		pop3: "-ERR [AUTH] Application-specific password required: https://support.google.com/accounts/answer/185833\r\n",
		smtp: "534-5.7.9 Application-specific password required. For more information, go to\r\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor rig\r\n",
	}),
	...refused("login-web", "Google wants a visit to its web site.", {
		imap: "NO [WEBALERT https://accounts.google.com/signin/continue] Web login required.\r\n",
		pop3: "-ERR [AUTH] Web login required: https://support.google.com/mail/answer/78754\r\n",
		smtp: "534-5.7.14 <https://accounts.google.com/signin/continue> Please log in via your web\r\n534 5.7.14 browser and then try again.\r\n",
	}),
	...refused("login-unavailable", "Logins cannot be looked up for the moment.", {
		imap: "NO [UNAVAILABLE] Temporary authentication failure.\r\n",
		pop3: "-ERR [SYS/TEMP] Temporary authentication failure\r\n",
		smtp: "454 4.7.0 Temporary authentication failure: Connection lost to authentication server\r\n",
	}),
	...refused("login-disabled", "The account is switched off.", {
		imap: "NO [CONTACTADMIN] Account is disabled.\r\n",
		pop3: "-ERR [SYS/PERM] Account is disabled\r\n",
		smtp: "535 5.7.13 User account is disabled\r\n",
	}),
	...refused("login-alert", "The refusal holds a text that the user must see.", {
		imap: "NO [ALERT] Your mailbox moves tonight, try again tomorrow.\r\n",
	}),
	...refused("login-expired", "The password has to be renewed.", {
		imap: "NO [EXPIRED] Password expired.\r\n",
		smtp: "432 4.7.12 A password transition is needed\r\n",
	}),
	...refused("login-unauthorised", "The password is right, the person may not use this way.", {
		imap: "NO [AUTHORIZATIONFAILED] IMAP is not allowed for this account.\r\n",
		smtp: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled\r\n",
	}),
	...refused("login-limit", "The mailbox has too many connections open.", {
		imap: "NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n",
		pop3: "-ERR [IN-USE] Mailbox is locked by another connection\r\n",
		smtp: "454 4.7.0 Too many login attempts, please try again later.\r\n",
	}),
	...refused("login-too-often", "This mailbox was asked too often.", {
		pop3: "-ERR [LOGIN-DELAY] Minimum time between logins has not passed\r\n",
		smtp: "450 4.7.1 Too many errors, wait before you try again\r\n",
	}),
	...refused("login-needs-tls", "The login is refused for want of a TLS that is there.", {
		imap: "NO [PRIVACYREQUIRED] Plaintext authentication disallowed.\r\n",
		smtp: "538 5.7.11 Encryption required for requested authentication mechanism\r\n",
	}),
	...refused("login-spam", "The account may not send, for spam.", {
		smtp: "550 5.7.1 blocked for spam\r\n",
	}),
	...perProtocol("login-bye", "The server ends the connection with a word at the login.", "login", "loginAnswer", {
		imap: { text: "* BYE Server shutting down.\r\n", then: "close", sign: "BYE" },
		smtp: { text: "421 4.3.2 System not accepting network messages\r\n", then: "close", sign: "421 4.3.2" },
	}),
	...perProtocol("login-controls", "The refusal holds control characters.", "login", "loginAnswer", {
		imap: { text: `{tag} NO [ALERT] no${CONTROLS}\r\n`, sign: "NO [ALERT]" },
		pop3: { text: `-ERR [AUTH] no${CONTROLS}\r\n`, sign: "-ERR [AUTH]" },
		smtp: { text: `535 5.7.8 no${CONTROLS}\r\n`, sign: "535 5.7.8" },
	}),
	...perProtocol("login-long", "The refusal has 10 KB.", "login", "loginAnswer", {
		imap: { text: `{tag} NO ${LONG}long\r\n`, sign: "very" },
		pop3: { text: `-ERR ${LONG}long\r\n`, sign: "very" },
		smtp: { text: `535 5.7.8 ${LONG}long\r\n`, sign: "very" },
	}),
	{
		name: "login-late",
		plays: "The login succeeds when nobody waits any more.",
		protocols: ALL,
		stops: "login",
		sign: "TIMEOUT",
		server: { loginAnswer: { after: TOO_LATE } },
	},
	{
		name: "login-cut",
		plays: "The connection ends at the login.",
		protocols: ALL,
		stops: "login",
		sign: "CLOSED",
		server: { loginAnswer: { text: "", then: "close" } },
	},
	{
		name: "oauth2-refused",
		plays: "Only OAuth2 is offered, and every token is refused.",
		protocols: ALL,
		stops: "login",
		sign: "invalid token",
		server: { mechanisms: ["XOAUTH2"], loginAnswer: { text: "{no} invalid token\r\n" } },
	},
	{
		name: "smtp-sending-blocked",
		plays: "The login succeeds, and then no message is taken.",
		protocols: SMTP,
		stops: null,
		server: { mailAnswer: { text: "550 5.7.1 blocked for spam\r\n" } },
	},
	{
		name: "smtp-without-login",
		plays: "The server for sending knows no login at all.",
		protocols: SMTP,
		stops: "capabilities",
		sign: "NO_LOGIN",
		server: { mechanisms: [] },
	},
	{
		name: "imap-preauth",
		plays: "The server says that the user is logged in already.",
		protocols: IMAP,
		stops: "greeting",
		sign: "PREAUTH",
		server: { greeting: { text: "* PREAUTH logged in as somebody\r\n" } },
	},
	{
		name: "pop3-busy-at-user",
		plays: "The mailbox is taken by another connection, without a code.",
		protocols: POP3,
		stops: "login",
		sign: "-ERR maildrop already locked",
		server: { loginAnswer: { text: "-ERR maildrop already locked\r\n" } },
	},

	// -------------------------------------------------------------- mailbox
	{
		name: "mailbox-lies",
		plays: "The server tells two UIDVALIDITYs for one mailbox.",
		protocols: IMAP,
		stops: null,
		server: {
			examineAnswer: { text: "* OK [UIDVALIDITY 7] .\r\n* OK [UIDVALIDITY 8] .\r\n{tag} OK done\r\n" },
		},
	},
	{
		name: "mailbox-huge-literal",
		plays: "The server announces a header of gigabytes.",
		protocols: IMAP,
		stops: null,
		server: {
			fetchAnswer: { text: "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (MESSAGE-ID)] {4294967296}\r\n" },
		},
	},
	{
		name: "mailbox-endless",
		plays: "After the login 1 GiB comes without a line end.",
		protocols: ["imap", "pop3"],
		stops: null,
		server: { examineAnswer: { text: "{endless}" }, uidlAnswer: { text: "{endless}" } },
	},
	{
		name: "mailbox-silent",
		plays: "After the login the server never says a word.",
		protocols: ["imap", "pop3"],
		stops: null,
		server: { examineAnswer: { text: "", then: "silence" }, uidlAnswer: { text: "", then: "silence" } },
	},
	{
		name: "mailbox-drips",
		plays: "After the login one byte comes at a time.",
		protocols: ["imap", "pop3"],
		stops: null,
		server: { examineAnswer: { drip: 1500 }, uidlAnswer: { drip: 1500 } },
	},
	{
		name: "mailbox-cut",
		plays: "After the login the connection ends at the first question.",
		protocols: ["imap", "pop3"],
		stops: null,
		server: { examineAnswer: { text: "", then: "close" }, uidlAnswer: { text: "", then: "close" } },
	},
];

const INDEX = new Map(FAULTS.map(({ name }, index) => [name, index]));

/** @throws when there is no such fault: a test that misspells one would prove nothing */
function indexOf(name: string): number {
	const index = INDEX.get(name);
	if (index === undefined) throw new Error(`no such fault: ${name}`);
	return index;
}

export const faultServer = (name: string): FaultyServer => FAULTS[indexOf(name)]?.server ?? {};

/** Each fault has addresses of its own. */
export function faultPlace(name: string): { address: string; address6: string } {
	const index = indexOf(name);
	return { address: faultAddress(index), address6: faultAddress6(index) };
}

export const FAULT_DOMAIN = "fault.example";
/** Of everybody whose address is in that domain, at the servers that take a right password. */
export const FAULT_PASSWORD = "fault-example-1";

/** The name under which each fault can always be reached, whatever was pointed where. */
export const faultHost = (name: string) => `${name}.${FAULT_DOMAIN}`;
