// From each wrong state to « tout va bien »: check, « Tout corriger », the right password where it is asked for. Then
// Thunderbird itself fetches and sends mail with the repaired settings, and an undo puts everything back.

import { expect, test } from "vitest";
import type { Rig } from "../../rig/rig";
import { ACCOUNTS } from "../../rig/world";
import { fetchMail, sendMail } from "../driver/mail";
import type { ExtensionPage } from "../driver/page";
import type { StoredLogin, Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig, rowsForThisRun } from "../in-rig";
import { clickThrough, readObjects, readServerCards, type ServerCard } from "../reading";
import { loginsInClear, loginsSeen } from "./logs";
import { mailOf, type Secrets, type Settings, storedLogins } from "./settings";

type Person = Settings & Secrets;

interface Journey {
	name: string;
	/** The first one is the one who travels. */
	people: [Person, ...Person[]];
	/** What the first check must name among its findings: `severity rule`. */
	findings: string[];
	/** As typed into the page, which asks for it because none is stored that is right. */
	types?: string;
}

const OAUTH = { auth: "oauth2" } as const;
const { ovh, ovhZimbra, suite, gmail, workspace } = ACCOUNTS;
const oauth = { account: gmail, token: "rig-refresh-1" } as const;

const JOURNEYS: Journey[] = [
	// ------------------------------------------------------------ OVH
	{
		name: "OVH: IMAP on the plain port",
		people: [{ account: ovh, incoming: { port: 143 } }],
		findings: ["error incoming-tls-on-plain-port"],
	},
	{
		name: "OVH: IMAP on the port of POP",
		people: [{ account: ovh, incoming: { port: 995 } }],
		findings: ["error port-of-other-protocol"],
	},
	{
		name: "OVH: STARTTLS on the ports for TLS",
		people: [{ account: ovh, incoming: { security: "starttls" }, outgoing: { security: "starttls" } }],
		findings: ["error starttls-on-tls-port"],
	},
	{
		name: "OVH: nothing is encrypted",
		people: [{ account: ovh, incoming: { port: 143, security: "none" }, outgoing: { port: 25, security: "none" } }],
		findings: ["error plain-connection"],
	},
	{
		name: "OVH: POP3 in clear that takes mail away",
		people: [{ account: ovhZimbra, incoming: { type: "pop3", port: 110, security: "none", leaveOnServer: false } }],
		findings: ["error plain-connection"],
	},
	{
		name: "OVH: 587 with TLS from the start",
		people: [{ account: ovh, outgoing: { port: 587 } }],
		findings: ["error outgoing-tls-on-starttls-port"],
	},
	{
		name: "OVH: sends through port 25",
		people: [{ account: ovh, outgoing: { port: 25, security: "starttls" } }],
		findings: ["warning outgoing-port-25"],
	},
	{
		name: "OVH: sends without signing in",
		people: [{ account: ovh, outgoing: { auth: "none" } }],
		findings: ["error smtp-without-auth"],
		types: ovh.password,
	},
	{
		name: "OVH: encrypted password, which nobody offers",
		people: [{ account: ovh, incoming: { auth: "encrypted" }, outgoing: { auth: "encrypted" } }],
		findings: ["warning unsupported-auth-method"],
	},
	{
		name: "OVH: an outgoing host that is gone, with the password stored there",
		people: [{ account: ovh, outgoing: { host: "ns0.ovh.net", port: 587, security: "starttls" } }],
		findings: ["error retired-or-mistyped-host"],
	},
	{
		name: "OVH: half a user name when sending",
		people: [{ account: ovh, outgoing: { username: "contact" } }],
		findings: ["warning smtp-username-incomplete"],
	},
	{
		name: "OVH: no outgoing server of its own",
		people: [{ account: ovh, outgoing: "smtp99" }],
		findings: ["warning identity-smtp-mismatch"],
	},
	{
		name: "OVH: a wrong password",
		people: [{ account: ovh, password: "another" }],
		findings: ["error login-refused"],
		types: ovh.password,
	},
	{
		name: "OVH: no password",
		people: [{ account: ovh, password: null }],
		findings: [],
		types: ovh.password,
	},
	{
		name: "OVH: wrong ports and a wrong password",
		people: [{ account: ovh, incoming: { port: 143 }, outgoing: { port: 587 }, password: "another" }],
		findings: ["error incoming-tls-on-plain-port", "error outgoing-tls-on-starttls-port"],
		types: ovh.password,
	},
	// ------------------------------------------------------------ La Suite
	{
		name: "La Suite: as its page of 2024 said",
		people: [{ account: suite, incoming: { port: 143 }, outgoing: { port: 25, security: "starttls" } }],
		findings: ["error incoming-tls-on-plain-port", "warning outgoing-port-25"],
	},
	{
		name: "La Suite: STARTTLS on 993, TLS on 587, no user name when sending",
		people: [{ account: suite, incoming: { security: "starttls" }, outgoing: { port: 587, username: "" } }],
		findings: ["error starttls-on-tls-port", "error outgoing-tls-on-starttls-port", "warning smtp-username-incomplete"],
		types: suite.password,
	},
	{
		name: "La Suite: the password of the web site",
		people: [{ account: suite, password: suite.webmailPassword }],
		findings: ["warning app-password-required"],
		types: ` ${suite.password} `,
	},
	{
		name: "La Suite: no password",
		people: [{ account: suite, password: null }],
		findings: [],
		types: suite.password,
	},
	// ------------------------------------------------------------ Google
	{
		name: "Gmail: the plain port, and 587 with TLS from the start",
		people: [{ ...oauth, incoming: { ...OAUTH, port: 143 }, outgoing: { ...OAUTH, port: 587 } }],
		findings: ["error incoming-tls-on-plain-port", "error outgoing-tls-on-starttls-port"],
	},
	{
		name: "Gmail: STARTTLS on the ports for TLS",
		people: [{ ...oauth, incoming: { ...OAUTH, security: "starttls" }, outgoing: { ...OAUTH, security: "starttls" } }],
		findings: ["error starttls-on-tls-port"],
	},
	{
		name: "Gmail: POP3 on the port of IMAP",
		people: [{ ...oauth, incoming: { ...OAUTH, type: "pop3", port: 993 }, outgoing: OAUTH }],
		findings: ["error port-of-other-protocol"],
	},
	{
		name: "Gmail: sends through OVH",
		people: [{ ...oauth, incoming: OAUTH, outgoing: "smtp2" }, { account: ovh }],
		findings: ["warning identity-smtp-mismatch"],
	},
	{
		name: "Gmail: a wrong application password, typed with spaces",
		people: [{ account: workspace, password: "another" }],
		findings: ["warning app-password-required"],
		types: "qrst uvwx yzab cdef",
	},
	{
		name: "Gmail: no application password",
		people: [{ account: workspace, password: null }],
		findings: [],
		types: workspace.password,
	},
];

const troubles = ({ findings }: ServerCard) => findings.filter((finding) => !finding.startsWith("advice"));

/** One login per server and click: a password in clear, or a second try, fails the journey. */
async function click(rig: Rig, page: ExtensionPage, action: string): Promise<ServerCard> {
	const before = loginsSeen(rig);
	const states = await clickThrough(page, `[data-action="${action}"]`);
	expect(states.at(-1)).not.toBe("error");
	const more = Object.entries(loginsSeen(rig)).filter(([where, count]) => count - (before[where] ?? 0) > 1);
	// Two people's outgoing servers are two servers.
	expect(more.filter(([where]) => where !== "smtp")).toEqual([]);
	expect(loginsInClear(rig)).toEqual([]);
	const card = (await readServerCards(page))["account1"];
	if (card === undefined) throw new Error("the account has no card");
	return card;
}

const withoutId = ({ origin, username, password }: StoredLogin) => `${origin} ${username} ${password}`;

async function undoEverything(page: ExtensionPage): Promise<void> {
	while ((await page.count('[data-action="undo"]:not([disabled])')) > 0) {
		await clickThrough(page, '[data-action="undo"]:not([disabled])');
	}
}

async function moveMail(thunderbird: Thunderbird, subject: string): Promise<void> {
	const fetched = await fetchMail(thunderbird, "server1");
	expect(fetched.ok, fetched.code).toBe(true);
	expect(await sendMail(thunderbird, "id1", subject)).toEqual({ ok: true, code: "" });
	await expect
		.poll(async () => (await fetchMail(thunderbird, "server1")).subjects, { timeout: 20_000 })
		.toContain(subject);
}

describeInRig("from wrong to « tout va bien »", (rig) => {
	test.each(rowsForThisRun(JOURNEYS))("$name", async ({ name, people, findings, types }) => {
		const mail = mailOf(people);
		const thunderbird = await launchInRig(rig(), { mail, logins: storedLogins(mail, people) });
		const before = { objects: await readObjects(thunderbird), logins: (await thunderbird.logins()).map(withoutId) };
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");

		let card = await click(rig(), page, "check");
		expect(troubles(card).map((finding) => finding.replace(/ at .*/, ""))).toEqual(expect.arrayContaining(findings));
		if (findings.length === 0) expect(card.unchecked).not.toEqual([]);
		const repairs = (await page.count('[data-action="fix-all"]')) > 0;
		if (repairs) card = await click(rig(), page, "fix-all");
		if (types !== undefined) {
			expect(card.asksPassword).toBe(true);
			await page.type('[data-account="account1"] [data-field="app-password"]', types);
			card = await click(rig(), page, "save-password");
		}
		const light = expect.stringMatching(/^(ok|advice)$/);
		expect(card).toMatchObject({ incoming: light, outgoing: light, unchecked: [], asksPassword: false });
		expect(troubles(card)).toEqual([]);
		await moveMail(thunderbird, name);
		expect(loginsInClear(rig())).toEqual([]);

		if (repairs) {
			await undoEverything(page);
			expect(await readObjects(thunderbird)).toEqual(before.objects);
			// What was typed and accepted is the user's, and stays.
			if (types === undefined) expect((await thunderbird.logins()).map(withoutId)).toEqual(before.logins);
		}
		expect(await thunderbird.openedWindows()).toEqual([]);
	});
});
