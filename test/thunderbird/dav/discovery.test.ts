// The search for calendars and address books in a real Thunderbird: at every shape of server, and at everything that can go
// wrong. No dialog, no password to anybody else, one login at most, nothing changed. FAULT_RUNS repeats the table; every
// run must say the same.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import type { DavSearch, DavWish } from "../../../src/domain/dav";
import { DAV_STRANGER, davHost } from "../../rig/dav/rows";
import { ACCOUNTS, type Account } from "../../rig/world";
import type { ExtensionPage } from "../driver/page";
import { PrivateCopy } from "../driver/private-copy";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { mailOf, type Settings } from "../live/settings";
import { googleSignIn, type Login } from "../logins";
import { readState } from "../reading";
import { davLogins, davMail, davPolicies, EXPECTED, ROWS, verdictOf, wishOf } from "./table";

const RUNS = Number(process.env["FAULT_RUNS"] ?? 1);
const BOTH = ["caldav", "carddav"] as const;

const discover = (page: ExtensionPage, wishes: DavWish[]): Promise<DavSearch[]> =>
	page.eval((wishes) => browser.bonsComptesDav.discover(wishes, { id: "search" }), wishes);

const wishesOf = ({ user }: Account, provider: string): DavWish[] =>
	BOTH.map((kind) => ({ key: "server1", kind, provider, address: user }));

/** As if the user had once clicked a certificate's error away. */
async function storeException(thunderbird: Thunderbird, host: string, rootCertificate: string): Promise<void> {
	const pem = readFileSync(join(dirname(rootCertificate), "self-signed.pem"), "utf8");
	const counts = await thunderbird.chrome(
		async ({ Cc, Ci }, host, base64) => {
			const certificate = Cc["@mozilla.org/security/x509certdb;1"]
				.getService(Ci.nsIX509CertDB)
				.constructX509FromBase64(base64);
			Cc["@mozilla.org/security/certoverride;1"]
				.getService(Ci.nsICertOverrideService)
				.rememberValidityOverride(host, 443, {}, certificate, true);
			// Thunderbird's own requests go through with it.
			return (await fetch(`https://${host}/`)).status;
		},
		host,
		pem.replace(/-----[^-]+-----/g, "").replace(/\s/g, ""),
	);
	expect(counts).toBe(401);
}

describeInRig(
	"the search for calendars and address books",
	(rig) => {
		const openWith = async (people: Settings[], logins: Login[]): Promise<[ExtensionPage, Thunderbird]> => {
			const thunderbird = await launchInRig(rig(), { mail: mailOf(people), logins });
			return [await thunderbird.openPage(ADDON.id), thunderbird];
		};

		test("finds La Suite's with the login of each place: its own first, then that of mail", async () => {
			const account = ACCOUNTS.suite;
			const own = { origin: "https://webmail.numerique.gouv.fr", realm: "OX DAV", username: account.user };
			const mail = { origin: "imap://imap.beta.gouv.fr", username: account.user, password: account.password };
			const [page, thunderbird] = await openWith([{ account }], [mail]);
			// The mail password is another one here: it is tried once, for both, and refused.
			const refused = await discover(page, wishesOf(account, "lasuite"));
			expect(refused.map(verdictOf)).toEqual(["login: refused", "login: refused"]);
			const answers = [
				...rig()
					.logs.nginx()
					.matchAll(/ - (\S+) \[.*" 401 /g),
			].map(([, user]) => user);
			expect(answers.sort()).toEqual(["-", "-", account.user]);

			await thunderbird.addLogin({ ...own, password: account.davPassword });
			const found = await discover(page, wishesOf(account, "lasuite"));
			expect(found.map(verdictOf)).toEqual([["Calendrier", "Agenda partagé", "Tâches (tasks)"], ["Contacts"]]);
			expect(found[0]).toMatchObject({ login: { from: "dav" } });
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("finds Google's with the stored token, and none without", async () => {
			const account = ACCOUNTS.gmail;
			const settings: Settings = { account, incoming: { auth: "oauth2" }, outgoing: { auth: "oauth2" } };
			const [page, thunderbird] = await openWith([settings], []);
			const none = await discover(page, wishesOf(account, "google"));
			expect(none.map(verdictOf)).toEqual(["login: login-not-checked", "login: login-not-checked"]);
			await thunderbird.addLogin(googleSignIn("rig-refresh-1"));
			const found = await discover(page, wishesOf(account, "google"));
			expect(found.map(verdictOf)).toEqual([[account.user, "Jours fériés en France (read only)"], ["Address Book"]]);
			expect(found[0]).toMatchObject({ login: { auth: "oauth2", from: "token" } });
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test.each([
			["xandikos", ["calendar"], ["addressbook"]],
			["sabre", ["Mon agenda", "Mes tâches (tasks)", "Agenda de la direction (of Direction)"], ["Mes contacts"]],
		] as const)("finds those of %s at La Suite's name", async (server, calendars, books) => {
			const account = ACCOUNTS.suite;
			await rig().serveDav(server);
			const realm = { xandikos: "Xandikos", sabre: "SabreDAV" }[server];
			const login = { origin: "https://webmail.numerique.gouv.fr", realm, username: account.user };
			const [page, thunderbird] = await openWith([{ account }], [{ ...login, password: account.davPassword }]);
			const found = await discover(page, wishesOf(account, "lasuite"));
			expect(found.map(verdictOf)).toEqual([calendars, books]);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("sends the password of an old platform to nobody new, whoever asks", async () => {
			const account = ACCOUNTS.suiteAtOvh;
			const mail = { origin: "imap://imap.mail.ovh.net", username: account.user, password: account.password };
			const [page] = await openWith([{ account }], [mail]);
			const found = await discover(page, wishesOf(account, "lasuite"));
			expect(found).toMatchObject(BOTH.map(() => ({ outcome: { kind: "login-not-checked", why: "foreign-host" } })));
			expect(rig().logs.nginx()).not.toMatch(/" 207 |prenom\.nom@beta\.gouv\.fr \[/);
		});

		test(
			`ends as it should at each of ${ROWS.length} servers, ${RUNS} time${RUNS === 1 ? "" : "s in a row"}`,
			async () => {
				expect(Object.keys(EXPECTED).sort()).toEqual(ROWS.map(({ name }) => name).sort());
				const program = new PrivateCopy(inject("thunderbird").binary);
				try {
					program.setPolicies(davPolicies);
					const thunderbird = await launchInRig(rig(), { binary: program.binary, mail: davMail, logins: davLogins });
					const page = await thunderbird.openPage(ADDON.id);
					await storeException(thunderbird, davHost("certificate-self-signed"), rig().rootCertificate);
					const before = await readState(thunderbird);
					for (let run = 1; run <= RUNS; run++) {
						await rig().reset();
						const found = await discover(
							page,
							ROWS.map(({ name }) => wishOf(name)),
						);
						const said = Object.fromEntries(found.map((one, index) => [ROWS[index]?.name, verdictOf(one)]));
						expect(said, `run ${run}`).toEqual(EXPECTED);
						const asked = rig().logs.dav();
						expect(asked.filter(({ host }) => host === DAV_STRANGER)).toEqual([]);
						// One login at most that nobody has accepted.
						for (const { name } of ROWS) {
							const logins = asked.filter(({ host, login }) => host === davHost(name) && login !== "none");
							const isRefused = typeof EXPECTED[name] === "string" && EXPECTED[name].startsWith("login: ");
							expect(logins.length, name).toBeLessThanOrEqual(isRefused ? 1 : 12);
							expect(
								logins.filter(({ login }) => login === "wrong"),
								name,
							).toEqual([]);
						}
						expect(asked.filter(({ host, login }) => /certificate|405|portal/.test(host) && login !== "none")).toEqual(
							[],
						);
					}
					const stopped = await page.eval(async (wish) => {
						const search = browser.bonsComptesDav.discover([wish], { id: "stopped" });
						await browser.bonsComptesDav.cancel("stopped");
						return search;
					}, wishOf("silent"));
					expect(stopped).toMatchObject([{ outcome: { kind: "could-not-check", why: "cancelled" } }]);
					// A colon would end the user name of the login.
					const forged = { ...wishOf("good"), address: `camille:x@${davHost("good")}` };
					await expect(discover(page, [forged])).rejects.toThrow(/refused: wishes/);
					expect(await thunderbird.openedWindows()).toEqual([]);
					expect(await readState(thunderbird)).toEqual(before);
				} finally {
					program.remove();
				}
			},
			180_000 + RUNS * 30_000,
		);
	},
	"oldest",
);
