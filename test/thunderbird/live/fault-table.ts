// What a check must make of every fault that the rig can play: how far it comes, what it says, and how grave that is.
// Only the table, and the profile with one account per row; the faults themselves: ../../rig/faults.ts.

import type { UncheckedReason } from "../../../src/domain/diagnosis";
import type { Endpoint, Outcome, Stage } from "../../../src/domain/observation";
import type { RuleId } from "../../../src/domain/rule-ids";
import type { Severity } from "../../../src/domain/vocabulary";
import { FAULT_DOMAIN, FAULT_PASSWORD, FAULTS, type Fault, faultHost } from "../../rig/faults";
import { type MailProtocol, PORTS } from "../../rig/world";
import type { AccountDescription, IncomingDescription, MailDescription, OutgoingDescription } from "../driver/accounts";
import { type Login, passwordLogins } from "../logins";

/**
 * What the account's card must say: one finding (`severity rule`), one note of what could not be checked
 * (`unchecked reason`), or that the light is right.
 */
export type Verdict = `${Severity} ${RuleId}` | `unchecked ${UncheckedReason}` | "ok";

export interface Row {
	fault: string;
	protocol: MailProtocol;
	security: "tls" | "starttls";
	port: number;
	/** Where the examination of the server as it is configured ends. */
	stage: Stage;
	/** The kind of what it ends with. */
	outcome: Outcome["kind"];
	verdict: Verdict;
}

type Expected = readonly [Stage, Outcome["kind"], Verdict];
type Expectation = Expected | Partial<Record<MailProtocol, Expected>>;

const OK: Expected = ["login", "ok", "ok"];
const answer = (stage: Stage, outcome: Outcome["kind"]): Expected => [stage, outcome, "error unexpected-answer"];
const unreachable = (outcome: Outcome["kind"]): Expected => ["tcp", outcome, "error server-unreachable"];
const BLOCKED = "warning starttls-blocked-on-network";
const certificate = (verdict: Verdict): Expected => ["tls", "certificate", verdict];
const login = (outcome: Outcome["kind"], verdict: Verdict): Expected => ["login", outcome, verdict];
const REFUSED = login("refused", "error login-refused");
const BUSY = login("temporarily-unavailable", "unchecked temporarily-unavailable");
const CROWDED = login("too-many-connections", "warning too-many-connections-open");
const APPLICATION_PASSWORD = login("application-password-needed", "warning app-password-required");
const SWITCHED_OFF = login("account-disabled", "error account-disabled");
const WEB = login("web-sign-in-needed", "error web-sign-in-needed");
const NOT_OFFERED = login("login-disabled", "error login-not-offered");
const CROWDED_BEFORE: Expected = ["greeting", "too-many-connections", "warning too-many-connections-open"];

/** At servers of nobody known: what only a provider's name tells is in provider-faults.test.ts. */
const EXPECTED: Readonly<Record<string, Expectation>> = {
	good: OK,
	"dns-unknown": ["dns", "name-unknown", "error server-name-unknown"],
	"dns-silent": ["dns", "dns-silent", "unchecked dns-silent"],
	// Thunderbird's resolver does not tell a failing server from a name that does not exist.
	"dns-failing": ["dns", "name-unknown", "error server-name-unknown"],
	"ipv6-only": OK,
	"ipv6-dead": OK,
	"port-closed": unreachable("refused-connection"),
	"port-filtered": unreachable("unreachable"),
	"port-25-filtered": ["tcp", "unreachable", BLOCKED],
	"tls-port-filtered": unreachable("unreachable"),
	"starttls-port-closed": ["tcp", "refused-connection", BLOCKED],
	"packets-lost": OK,
	"connection-reset": answer("tls", "closed"),
	"connection-cut": answer("tls", "closed"),
	"captive-portal": answer("tls", "not-tls"),
	"clock-behind": OK,
	// Without a provider's web host there is nothing to compare the clock with.
	"clock-ahead": certificate("error certificate-out-of-date"),
	silent: answer("tls", "timeout"),
	"tls-cut-at-hello": answer("tls", "closed"),
	"tls-cut-in-handshake": answer("tls", "closed"),
	// What came is no TLS and not long enough to be told apart from the beginning of some.
	"tls-garbage": answer("tls", "timeout"),
	"tls-old": ["tls", "tls-too-old", "error tls-too-old"],
	"tls-swapped": { imap: answer("tls", "not-tls"), pop3: answer("tls", "timeout"), smtp: answer("tls", "timeout") },
	"certificate-expired": certificate("error certificate-out-of-date"),
	"certificate-not-yet-valid": certificate("error certificate-out-of-date"),
	"certificate-wrong-name": certificate("error certificate-for-other-name"),
	// Its subject is a host where a provider takes IMAP.
	"certificate-no-names": {
		imap: certificate("warning own-domain-host"),
		pop3: certificate("error certificate-for-other-name"),
		smtp: certificate("error certificate-for-other-name"),
	},
	"certificate-self-signed": certificate("error certificate-not-trusted"),
	"certificate-no-chain": certificate("error certificate-not-trusted"),
	"certificate-intercepted": certificate("error certificate-not-trusted"),
	"certificate-private-authority": certificate("error certificate-not-trusted"),
	"greeting-late": answer("greeting", "timeout"),
	"greeting-drips": answer("greeting", "timeout"),
	"greeting-endless": answer("greeting", "too-much"),
	"wire-endless": answer("tls", "not-tls"),
	"greeting-cut": answer("greeting", "closed"),
	"greeting-of-http": answer("greeting", "wrong-protocol"),
	"greeting-of-ssh": answer("greeting", "wrong-protocol"),
	"greeting-of-smtp": answer("greeting", "wrong-protocol"),
	"greeting-of-imap": answer("greeting", "wrong-protocol"),
	"imap-too-many-connections": CROWDED_BEFORE,
	"pop3-too-many-connections": CROWDED_BEFORE,
	"smtp-too-many-connections": CROWDED_BEFORE,
	"smtp-greeting-blocked": ["greeting", "refused", "error server-refuses"],
	"greeting-controls": OK,
	"greeting-long": OK,
	"capabilities-huge": answer("capabilities", "too-much"),
	"capabilities-silent": answer("capabilities", "timeout"),
	"capabilities-cut": answer("capabilities", "closed"),
	"smtp-ehlo-refused": ["capabilities", "refused", "error server-refuses"],
	"login-disabled": NOT_OFFERED,
	"mechanisms-other": login("login-method-not-offered", "error login-not-offered"),
	"starttls-missing": ["starttls", "no-starttls", BLOCKED],
	"imap-starttls-refused": ["starttls", "starttls-refused", BLOCKED],
	"pop3-starttls-refused": ["starttls", "starttls-refused", BLOCKED],
	"smtp-starttls-refused": ["starttls", "starttls-refused", BLOCKED],
	"starttls-injected": ["starttls", "starttls-injection", BLOCKED],
	"starttls-silent": answer("starttls", "timeout"),
	"starttls-cut": answer("starttls", "closed"),
	"login-before-tls": OK,
	"imap-login-refused": REFUSED,
	"pop3-login-refused": REFUSED,
	"smtp-login-refused": REFUSED,
	"imap-login-application-password": APPLICATION_PASSWORD,
	"pop3-login-application-password": APPLICATION_PASSWORD,
	"smtp-login-application-password": APPLICATION_PASSWORD,
	"imap-login-web": WEB,
	"pop3-login-web": WEB,
	"smtp-login-web": WEB,
	"imap-login-unavailable": BUSY,
	"pop3-login-unavailable": BUSY,
	"smtp-login-unavailable": BUSY,
	"imap-login-disabled": SWITCHED_OFF,
	"pop3-login-disabled": SWITCHED_OFF,
	"smtp-login-disabled": SWITCHED_OFF,
	"imap-login-alert": BUSY,
	"imap-login-expired": REFUSED,
	"smtp-login-expired": BUSY,
	"imap-login-unauthorised": REFUSED,
	"smtp-login-unauthorised": REFUSED,
	"imap-login-limit": CROWDED,
	"pop3-login-limit": CROWDED,
	"smtp-login-limit": BUSY,
	"pop3-login-too-often": BUSY,
	"smtp-login-too-often": BUSY,
	"imap-login-needs-tls": NOT_OFFERED,
	"smtp-login-needs-tls": NOT_OFFERED,
	// What to do is known of OVH alone.
	"smtp-login-spam": login("blocked-for-sending", "error account-disabled"),
	"imap-login-bye": BUSY,
	"smtp-login-bye": BUSY,
	"imap-login-controls": REFUSED,
	"pop3-login-controls": REFUSED,
	"smtp-login-controls": REFUSED,
	"imap-login-long": REFUSED,
	"pop3-login-long": REFUSED,
	"smtp-login-long": REFUSED,
	"login-late": answer("login", "timeout"),
	"login-cut": answer("login", "closed"),
	"oauth2-refused": login("login-method-not-offered", "error login-not-offered"),
	// Nothing is sent for a try.
	"smtp-sending-blocked": OK,
	"smtp-without-login": NOT_OFFERED,
	"imap-preauth": NOT_OFFERED,
	"pop3-busy-at-user": CROWDED,
	// A check asks nothing after the login.
	"mailbox-lies": OK,
	"mailbox-huge-literal": OK,
	"mailbox-endless": OK,
	"mailbox-silent": OK,
	"mailbox-drips": OK,
	"mailbox-cut": OK,
};

const isExpected = (expectation: Expectation): expectation is Expected => Array.isArray(expectation);

/** With STARTTLS where that is the point; everything else is met over TLS. */
const WITH_STARTTLS = new Set(["starttls-port-closed", "login-before-tls", "port-25-filtered"]);

function rowsOf({ name, protocols, stops }: Fault): Row[] {
	const expectation = EXPECTED[name];
	if (expectation === undefined) throw new Error(`nothing is expected of the fault ${name}`);
	return protocols.map((protocol): Row => {
		const expected = isExpected(expectation) ? expectation : expectation[protocol];
		if (expected === undefined) throw new Error(`nothing is expected of the fault ${name} over ${protocol}`);
		const [stage, outcome, verdict] = expected;
		const { plain, tls } = PORTS[protocol];
		const starttls = stops === "starttls" || WITH_STARTTLS.has(name);
		const port = starttls ? (name === "port-25-filtered" ? plain[0] : plain.at(-1)) : tls[0];
		return { fault: name, protocol, security: starttls ? "starttls" : "tls", port: port ?? 0, stage, outcome, verdict };
	});
}

/** The order of the accounts in `faultMail`: `account1` is the first. */
export const ROWS: readonly Row[] = FAULTS.flatMap(rowsOf);

export const nameOf = ({ fault, protocol, port }: Row) => `${fault} over ${protocol} ${port}`;

const GOOD = { host: faultHost("good"), security: "tls", auth: "password" } as const;
const addressOf = ({ fault, protocol }: Row) => `${protocol}.${fault}@${FAULT_DOMAIN}`;

/** One account per row, in its order; the half of it that the row does not speak of is at a good server. */
export const faultMail: MailDescription = {
	accounts: ROWS.map((row): AccountDescription => {
		const { fault, protocol, security, port } = row;
		const address = addressOf(row);
		const incoming: IncomingDescription =
			protocol === "smtp"
				? { ...GOOD, type: "imap", port: 993, username: address }
				: {
						type: protocol,
						host: faultHost(fault),
						port,
						security,
						auth: "password",
						username: address,
						leaveOnServer: true,
					};
		return {
			name: `${fault} ${protocol}`,
			incoming,
			identities: [{ address, name: "Camille Martin", outgoing: protocol === "smtp" ? outgoingKey(row) : "smtp1" }],
		};
	}),
	outgoing: {
		smtp1: { ...GOOD, port: 465, username: `good@${FAULT_DOMAIN}` },
		...Object.fromEntries(
			ROWS.filter(({ protocol }) => protocol === "smtp").map((row): [string, OutgoingDescription] => {
				const { fault, security, port } = row;
				return [
					outgoingKey(row),
					{ host: faultHost(fault), port, security, auth: "password", username: addressOf(row) },
				];
			}),
		),
	},
};

function outgoingKey(row: Row): string {
	return `smtp${ROWS.indexOf(row) + 2}`;
}

export const faultLogins: readonly Login[] = passwordLogins(faultMail, () => FAULT_PASSWORD);

/** As the page would ask for it. */
export const faultEndpoints = (): Endpoint[] =>
	ROWS.map((row, index) => {
		const { fault, protocol, port, security } = row;
		const server = protocol === "smtp" ? "outgoing" : "incoming";
		const key = protocol === "smtp" ? outgoingKey(row) : `server${index + 1}`;
		return {
			protocol,
			host: faultHost(fault),
			port,
			security,
			login: { server, key, auth: "password", username: null },
		};
	});
