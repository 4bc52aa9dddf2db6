// Faults at the servers of known providers: what only their names tell, a provider's web site explains, or DNS knows.
// Each has a profile with one account. Servers of nobody known: faults.test.ts.

import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { Target } from "../../rig/dns";
import type { Rig } from "../../rig/rig";
import { ACCOUNTS, type Account, type REFRESH_TOKENS } from "../../rig/world";
import type { IncomingDescription, OutgoingDescription } from "../driver/accounts";
import { ADDON } from "../harness";
import { describeInRig, launchInRig, rowsForThisRun } from "../in-rig";
import { clickThrough, readServerCards, readState } from "../reading";
import { loginsInClear, loginsSeen } from "./logs";
import { mailOf, storedLogins } from "./settings";

interface Scenario {
	name: string;
	account: Account;
	incoming?: Partial<IncomingDescription>;
	outgoing?: Partial<OutgoingDescription>;
	/** Left out: the right one. null: none is stored. */
	password?: string | null;
	/** For OAuth2. */
	token?: keyof typeof REFRESH_TOKENS | "revoked";
	/** Where names lead meanwhile. */
	points?: Readonly<Record<string, Target>>;
	mx?: Readonly<Record<string, string>>;
	/** An authority of the rig that was added to Thunderbird. */
	added?: "antivirus" | "organisation";
	/** What the page must say beside advice that settings alone give: `severity rule`. */
	findings: string[];
	/** `service reason` */
	unchecked?: string[];
	lights: [incoming: string, outgoing: string];
}

const OVH_WEB = "www.ovhcloud.com";
const SUITE_WEB = "webmail.beta.gouv.fr";
const OAUTH = { auth: "oauth2" } as const;
const SUBMISSION = { port: 587, security: "starttls" } as const;

const everywhere = (fault: string, ...names: string[]): Record<string, Target> =>
	Object.fromEntries(names.map((name) => [name, fault]));

const SCENARIOS: Scenario[] = [
	{ name: "everything is right at OVH", account: ACCOUNTS.ovh, findings: [], lights: ["ok", "ok"] },
	{ name: "everything is right at La Suite", account: ACCOUNTS.suite, findings: [], lights: ["ok", "ok"] },
	{
		name: "everything is right at Google",
		account: ACCOUNTS.gmail,
		incoming: OAUTH,
		outgoing: OAUTH,
		token: "rig-refresh-1",
		findings: [],
		lights: ["ok", "ok"],
	},
	// ------------------------------------------------------------ the network
	{
		name: "STARTTLS was taken away from 587 while 465 works",
		account: ACCOUNTS.ovh,
		outgoing: SUBMISSION,
		points: everywhere("starttls-missing", "ssl0.ovh.net", "smtp.mail.ovh.net"),
		findings: ["warning starttls-blocked-on-network"],
		lights: ["ok", "warning"],
	},
	{
		name: "587 is closed while 465 works",
		account: ACCOUNTS.ovh,
		outgoing: SUBMISSION,
		points: { "smtp.mail.ovh.net": "starttls-port-closed" },
		findings: ["warning starttls-blocked-on-network"],
		lights: ["ok", "warning"],
	},
	{
		name: "465 is filtered while 587 works",
		account: ACCOUNTS.ovh,
		points: { "smtp.mail.ovh.net": "tls-port-filtered" },
		findings: ["error server-unreachable"],
		lights: ["ok", "error"],
	},
	{
		name: "25 is filtered",
		account: ACCOUNTS.ovh,
		outgoing: { port: 25, security: "starttls" },
		points: { "smtp.mail.ovh.net": "port-25-filtered" },
		findings: ["warning outgoing-port-25"],
		lights: ["ok", "warning"],
	},
	{
		name: "nothing listens at the incoming server",
		account: ACCOUNTS.ovh,
		points: { "imap.mail.ovh.net": "port-closed" },
		findings: ["error server-unreachable"],
		lights: ["error", "ok"],
	},
	{
		name: "the provider's name is unknown",
		account: ACCOUNTS.ovh,
		points: { "imap.mail.ovh.net": "dns-unknown" },
		findings: ["error server-name-unknown"],
		lights: ["error", "ok"],
	},
	{
		name: "the name server never answers for the incoming server",
		account: ACCOUNTS.ovh,
		points: { "imap.mail.ovh.net": "dns-silent" },
		findings: [],
		unchecked: ["incoming dns-silent"],
		lights: ["unknown", "ok"],
	},
	{
		name: "no name has an address: no network",
		account: ACCOUNTS.ovh,
		points: { "*": "dns-unknown" },
		findings: [],
		lights: ["unknown", "unknown"],
	},
	{
		name: "a hotel's page answers in place of everybody",
		account: ACCOUNTS.suite,
		points: everywhere("captive-portal", "imap.ox.numerique.gouv.fr", "smtp.ox.numerique.gouv.fr", SUITE_WEB),
		findings: ["warning captive-portal", "warning captive-portal"],
		lights: ["warning", "warning"],
	},
	// ------------------------------------------------------------ certificates
	{
		name: "an antivirus reads the connection to Google",
		account: ACCOUNTS.gmail,
		incoming: OAUTH,
		outgoing: OAUTH,
		token: "rig-refresh-1",
		points: { "imap.gmail.com": "certificate-intercepted" },
		findings: ["warning tls-interception"],
		lights: ["warning", "ok"],
	},
	{
		name: "an antivirus whose authority was added reads the connection to OVH",
		account: ACCOUNTS.ovh,
		points: { "imap.mail.ovh.net": "certificate-intercepted" },
		added: "antivirus",
		findings: ["warning tls-interception"],
		lights: ["warning", "ok"],
	},
	{
		name: "a company's own authority, which was added, at the company's server",
		account: ACCOUNTS.company,
		points: { "imap.societe.example": "certificate-private-authority" },
		added: "organisation",
		findings: ["advice private-authority"],
		lights: ["advice", "ok"],
	},
	{
		name: "the certificate has ended, and the clock is right",
		account: ACCOUNTS.ovh,
		points: { "imap.mail.ovh.net": "certificate-expired" },
		findings: ["error certificate-out-of-date"],
		lights: ["error", "ok"],
	},
	{
		name: "the clock is ahead",
		account: ACCOUNTS.ovh,
		points: everywhere("clock-ahead", "imap.mail.ovh.net", "smtp.mail.ovh.net", OVH_WEB),
		// Told once for each account.
		findings: ["warning clock-skew"],
		lights: ["warning", "unknown"],
	},
	{
		name: "the web site's clock is off while every certificate is right",
		account: ACCOUNTS.ovh,
		points: everywhere("clock-behind", OVH_WEB),
		findings: [],
		lights: ["ok", "ok"],
	},
	{
		name: "the certificate is for another name",
		account: ACCOUNTS.ovh,
		points: { "imap.mail.ovh.net": "certificate-wrong-name" },
		findings: ["error certificate-for-other-name"],
		lights: ["error", "ok"],
	},
	{
		name: "the servers are named by the own domain, which leads to OVH",
		account: ACCOUNTS.ovh,
		incoming: { host: "mail.asso.example" },
		outgoing: { host: "mail.asso.example" },
		findings: ["warning own-domain-host", "warning own-domain-host"],
		lights: ["warning", "warning"],
	},
	// ------------------------------------------------------------ logins
	{
		name: "the password is wrong",
		account: ACCOUNTS.ovh,
		password: "another",
		findings: ["error login-refused", "error login-refused"],
		lights: ["error", "error"],
	},
	{
		name: "no password is stored",
		account: ACCOUNTS.ovh,
		password: null,
		findings: [],
		unchecked: ["incoming no-login-stored", "outgoing no-login-stored"],
		lights: ["unknown", "unknown"],
	},
	{
		name: "the password of the web site at La Suite",
		account: ACCOUNTS.suite,
		password: ACCOUNTS.suite.webmailPassword,
		findings: ["warning app-password-required", "warning app-password-required"],
		lights: ["warning", "warning"],
	},
	{
		name: "the account's own password at Google",
		account: ACCOUNTS.workspace,
		password: ACCOUNTS.workspace.webmailPassword,
		findings: [
			...["error gmail-password-auth", "error gmail-password-auth"],
			...["warning app-password-required", "warning app-password-required"],
		],
		lights: ["error", "error"],
	},
	{
		name: "OVH has switched the mailbox off",
		account: ACCOUNTS.disabled,
		findings: ["error account-disabled", "error login-refused"],
		lights: ["error", "error"],
	},
	{
		name: "OVH has blocked the mailbox for sending",
		account: ACCOUNTS.cannotSend,
		points: { "smtp.mail.ovh.net": "smtp-login-spam" },
		findings: ["warning ovh-blocked-for-spam"],
		lights: ["ok", "warning"],
	},
	{
		name: "Google's sign-in was revoked",
		account: ACCOUNTS.gmail,
		incoming: OAUTH,
		outgoing: OAUTH,
		token: "revoked",
		findings: ["error sign-in-refused", "error sign-in-refused"],
		lights: ["error", "error"],
	},
	{
		name: "there is no sign-in at Google yet",
		account: ACCOUNTS.gmail,
		incoming: OAUTH,
		outgoing: OAUTH,
		findings: [],
		unchecked: ["incoming no-sign-in", "outgoing no-sign-in"],
		lights: ["unknown", "unknown"],
	},
	// ------------------------------------------------------------ DNS
	{
		name: "the mailbox is at OVH Pro, the settings are those of MX Plan",
		account: ACCOUNTS.ovhPro,
		incoming: { host: "ssl0.ovh.net" },
		outgoing: { host: "ssl0.ovh.net", port: 465, security: "tls" },
		findings: ["warning wrong-ovh-offer", "error login-refused", "error login-refused"],
		lights: ["error", "error"],
	},
	{
		name: "the mailbox is in Canada, the settings are those of Europe",
		account: ACCOUNTS.ovhCanada,
		incoming: { host: "imap.mail.ovh.net" },
		outgoing: { host: "smtp.mail.ovh.net" },
		findings: ["error wrong-ovh-zone", "error login-refused", "error login-refused"],
		lights: ["error", "error"],
	},
	{
		name: "the domain's mail goes to OVH's redirections alone",
		account: ACCOUNTS.ovh,
		mx: { "asso.example": "redirect.ovh.net" },
		findings: ["warning mx-redirect-only"],
		lights: ["warning", "ok"],
	},
];

/** Given by settings alone, wherever the servers are. */
const USUAL_ADVICE = ["advice calendar-missing", "advice address-book-missing", "advice pop-instead-of-imap"];

async function play(rig: Rig, { points = {}, mx = {} }: Scenario): Promise<void> {
	for (const [name, target] of Object.entries(points)) await rig.point(name, target);
	for (const [domain, host] of Object.entries(mx)) await rig.pointMx(domain, host);
}

describeInRig("faults at known providers", (rig) => {
	test.each(rowsForThisRun(SCENARIOS))("$name", async (scenario) => {
		const { account, incoming = {}, outgoing = {}, findings, unchecked = [], lights, added } = scenario;
		const mail = mailOf([{ account, incoming, outgoing }]);
		await play(rig(), scenario);
		const thunderbird = await launchInRig(rig(), {
			mail,
			logins: storedLogins(mail, [{ ...scenario, account }]),
			...(added && { trust: [join(dirname(rig().rootCertificate), `${added}.crt`)] }),
		});
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		const before = await readState(thunderbird);
		expect((await clickThrough(page, '[data-action="check"]')).at(-1)).toBe("checked");
		const card = (await readServerCards(page))["account1"];
		const said = (card?.findings ?? [])
			.map((finding) => finding.replace(/ at .*/, ""))
			.filter((finding) => !USUAL_ADVICE.includes(finding));
		expect({
			findings: said.sort(),
			unchecked: card?.unchecked.sort(),
			lights: [card?.incoming, card?.outgoing],
		}).toEqual({
			findings: findings.toSorted(),
			unchecked,
			lights,
		});
		expect(await thunderbird.openedWindows()).toEqual([]);
		expect(await readState(thunderbird)).toEqual(before);
		expect(loginsInClear(rig())).toEqual([]);
		expect(Object.entries(loginsSeen(rig())).filter(([, count]) => count > 1)).toEqual([]);
	});
});
