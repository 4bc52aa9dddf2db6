// Accounts that are right: nothing is found, nothing is proposed, and a check leaves the whole profile as it was.

import { beforeAll, describe, expect, test } from "vitest";
import type { AccountDescription, IncomingDescription, MailDescription, OutgoingDescription } from "./driver/accounts";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { type Card, clickThrough, profileFiles, readCards, readState } from "./reading";

interface Healthy {
	provider: string;
	address: string;
	incoming: Omit<IncomingDescription, "username"> & { username?: string };
	outgoing: OutgoingDescription;
	/** The address that mail is sent from, where it is another than the mailbox. */
	sender?: string;
	advice?: string[];
}

const imap = (host: string, more: Partial<IncomingDescription> = {}) =>
	({ type: "imap", host, port: 993, security: "tls", auth: "password", ...more }) as const;
const pop = (host: string, more: Partial<IncomingDescription> = {}) =>
	({ type: "pop3", host, port: 995, security: "tls", auth: "password", leaveOnServer: true, ...more }) as const;
const tls = (host: string, more: Partial<OutgoingDescription> = {}) =>
	({ host, port: 465, security: "tls", auth: "password", ...more }) as const;
const starttls = (host: string, more: Partial<OutgoingDescription> = {}) =>
	({ host, port: 587, security: "starttls", auth: "password", ...more }) as const;
const oauth = { auth: "oauth2" } as const;

const DAV = ["calendar-missing", "address-book-missing"];
const POP = ["pop-instead-of-imap"];

const HEALTHY: Healthy[] = [
	{
		provider: "ovh-mxplan",
		address: "a@asso.example",
		incoming: imap("imap.mail.ovh.net"),
		outgoing: tls("smtp.mail.ovh.net"),
	},
	{
		provider: "ovh-mxplan",
		address: "b@asso.example",
		incoming: imap("imap.mail.ovh.net"),
		outgoing: starttls("smtp.mail.ovh.net"),
	},
	{
		provider: "ovh-mxplan",
		address: "c@asso.example",
		incoming: imap("imap.mail.ovh.net"),
		outgoing: tls("ssl0.ovh.net"),
	},
	{
		provider: "ovh-mxplan",
		address: "d@asso.example",
		incoming: imap("ssl0.ovh.net"),
		outgoing: starttls("ssl0.ovh.net"),
	},
	{
		provider: "ovh-mxplan",
		address: "e@asso.example",
		incoming: pop("pop.mail.ovh.net"),
		outgoing: tls("smtp.mail.ovh.net"),
		advice: POP,
	},
	{
		provider: "ovh-mxplan",
		address: "f@asso.example",
		incoming: pop("ssl0.ovh.net"),
		outgoing: tls("ssl0.ovh.net"),
		advice: POP,
	},
	{
		provider: "ovh-mxplan-ca",
		address: "a@erable.example",
		incoming: imap("imap.mail.ovh.ca"),
		outgoing: tls("smtp.mail.ovh.ca"),
	},
	{
		provider: "ovh-mxplan-ca",
		address: "b@erable.example",
		incoming: imap("imap.mail.ovh.ca"),
		outgoing: starttls("smtp.mail.ovh.ca"),
	},
	{
		provider: "ovh-mxplan-ca",
		address: "c@erable.example",
		incoming: pop("pop.mail.ovh.ca"),
		outgoing: tls("smtp.mail.ovh.ca"),
		advice: POP,
	},
	{
		provider: "ovh-pro",
		address: "a@studio.example",
		incoming: imap("pro1.mail.ovh.net"),
		outgoing: starttls("pro1.mail.ovh.net"),
	},
	{
		provider: "ovh-pro",
		address: "b@studio.example",
		incoming: pop("pro2.mail.ovh.net"),
		outgoing: starttls("pro2.mail.ovh.net"),
		advice: POP,
	},
	{
		provider: "ovh-exchange",
		address: "a@bureau.example",
		incoming: imap("ex3.mail.ovh.net"),
		outgoing: starttls("ex3.mail.ovh.net"),
	},
	{
		provider: "ovh-exchange",
		address: "b@bureau.example",
		incoming: imap("ex.mail.ovh.ca"),
		outgoing: starttls("ex.mail.ovh.ca"),
	},
	{
		provider: "lasuite",
		address: "a@beta.gouv.fr",
		incoming: imap("imap.beta.gouv.fr"),
		outgoing: tls("smtp.beta.gouv.fr"),
		advice: DAV,
	},
	{
		provider: "lasuite",
		address: "b@beta.gouv.fr",
		incoming: imap("imap.beta.gouv.fr"),
		outgoing: starttls("smtp.beta.gouv.fr"),
		advice: DAV,
	},
	{
		provider: "lasuite",
		address: "camille.martin.ext@beta.gouv.fr",
		sender: "camille.martin@beta.gouv.fr",
		incoming: imap("imap.beta.gouv.fr"),
		outgoing: tls("smtp.beta.gouv.fr"),
		advice: DAV,
	},
	{
		provider: "lasuite",
		address: "c@mail.numerique.gouv.fr",
		incoming: imap("imap.numerique.gouv.fr"),
		outgoing: tls("smtp.numerique.gouv.fr"),
		advice: DAV,
	},
	{
		provider: "google",
		address: "a.exemple@gmail.com",
		incoming: imap("imap.gmail.com", oauth),
		outgoing: tls("smtp.gmail.com", oauth),
		advice: DAV,
	},
	{
		provider: "google",
		address: "b.exemple@gmail.com",
		incoming: imap("imap.googlemail.com", oauth),
		outgoing: starttls("smtp.googlemail.com", oauth),
		advice: DAV,
	},
	{
		provider: "google",
		address: "c.exemple@gmail.com",
		incoming: pop("pop.gmail.com", { ...oauth, username: "recent:c.exemple@gmail.com" }),
		outgoing: tls("smtp.gmail.com", oauth),
		advice: [...POP, ...DAV],
	},
	{
		provider: "google",
		address: "d.exemple@gmail.com",
		incoming: imap("imap.gmail.com"),
		outgoing: tls("smtp.gmail.com"),
		// With an application password that works, this is right.
		advice: ["gmail-password-auth", "gmail-password-auth", ...DAV],
	},
	{
		provider: "unknown",
		address: "a@entreprise.example",
		incoming: imap("mail.entreprise.example"),
		outgoing: tls("mail.entreprise.example"),
	},
	{
		provider: "unknown",
		address: "b@entreprise.example",
		incoming: imap("mail.entreprise.example", { port: 143, security: "starttls", auth: "encrypted", username: "b" }),
		outgoing: starttls("mail.entreprise.example", { username: "b" }),
	},
	{
		provider: "unknown",
		address: "c@entreprise.example",
		incoming: imap("localhost", { port: 1143, security: "none" }),
		outgoing: { host: "localhost", port: 1025, security: "none", auth: "password" },
	},
	{
		provider: "unknown",
		address: "d@bridge.example",
		incoming: imap("127.0.0.1", { port: 1144, security: "starttls" }),
		outgoing: starttls("127.0.0.1", { port: 1026 }),
	},
];

const key = (index: number) => `account${index + 1}`;

const mail: MailDescription = {
	accounts: HEALTHY.map(
		({ address, sender = address, incoming }, index): AccountDescription => ({
			name: address,
			incoming: { username: address, ...incoming },
			identities: [{ address: sender, name: "Camille Martin", outgoing: `smtp${index + 1}` }],
		}),
	),
	outgoing: Object.fromEntries(
		HEALTHY.map(({ address, outgoing }, index) => [`smtp${index + 1}`, { username: address, ...outgoing }]),
	),
};

/** Starts, waits until what Thunderbird does after a start is done, does something, and ends it in the ordinary way. */
async function session(thunderbird: Thunderbird, work: () => Promise<void>): Promise<Map<string, string>> {
	await thunderbird.start();
	await thunderbird.addonReady(ADDON.id);
	await work();
	await thunderbird.quit();
	return profileFiles(thunderbird);
}

/** Everything that touches files, but for the check: a page that is clicked, its settings, the address book. */
async function withoutCheck(thunderbird: Thunderbird, page: ExtensionPage): Promise<void> {
	await page.waitForState("idle");
	await page.click("h1");
	await page.eval(() => browser.storage.local.get());
	await thunderbird.chrome(({ MailServices }) => MailServices.ab.directories.length);
}

/**
 * Written now and then, whatever is done: clicks on pages, open tabs, databases that tidy themselves up; and the summary
 * of an inbox, for which Thunderbird 140 takes a new name at each start.
 */
const THUNDERBIRDS_OWN = new RegExp(
	[
		"^storage/",
		"^(permissions|bounce-tracking-protection|storage|cookies)\\.sqlite",
		"^session\\.json",
		"^prefs\\.js$",
		"^datareporting/",
		"^ImapMail/[^/]+/INBOX(-\\d+)?\\.msf$",
	].join("|"),
);

const differences = (a: Map<string, string>, b: Map<string, string>) =>
	[...new Set([...a.keys(), ...b.keys()])].filter((file) => a.get(file) !== b.get(file)).sort();

describe("a profile in which everything is right", () => {
	let thunderbird: Thunderbird;
	let cards: Record<string, Card>;

	beforeAll(async () => {
		thunderbird = await launch({ mail });
		await thunderbird.addLogin({ origin: "imap://imap.mail.ovh.net", username: "a@asso.example", password: "pw" });
		await thunderbird.quit();
	});

	test("a check changes no preference, no login and no file that Thunderbird itself does not write anyway", async () => {
		const first = await session(thunderbird, async () => {
			await withoutCheck(thunderbird, await thunderbird.openPage(ADDON.id));
		});
		const second = await session(thunderbird, async () => {
			await withoutCheck(thunderbird, await thunderbird.currentPage(ADDON.id));
		});
		const third = await session(thunderbird, async () => {
			const page = await thunderbird.currentPage(ADDON.id);
			await withoutCheck(thunderbird, page);
			const before = await readState(thunderbird);
			await clickThrough(page, '[data-action="check"]');
			cards = await readCards(page);
			expect(await thunderbird.openedWindows()).toEqual([]);
			expect(await readState(thunderbird)).toEqual(before);
		});
		const own = differences(first, second);
		const changed = differences(second, third).filter((file) => !own.includes(file) && !THUNDERBIRDS_OWN.test(file));
		expect(changed).toEqual([]);
		expect(second.has("logins.json")).toBe(true);
		expect(third.get("logins.json")).toBe(second.get("logins.json"));
	});

	test.each(HEALTHY.map((healthy, index) => ({ ...healthy, index })))(
		"$index $address: $incoming.host:$incoming.port, $outgoing.host:$outgoing.port",
		({ provider, advice = [], index }) => {
			const card = cards[key(index)];
			expect(card?.provider).toBe(provider);
			expect(card?.findings).toEqual(advice.map((rule) => `advice ${rule}`));
			expect(card?.changes).toEqual([]);
		},
	);

	test("no account beyond these is shown", () => {
		expect(Object.keys(cards).sort()).toEqual(HEALTHY.map((_, index) => key(index)).sort());
	});
});
