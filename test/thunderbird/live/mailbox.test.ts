// Whether a new host holds the mailbox whose mail is kept here, in a real Thunderbird against real servers; that to find it
// out changes nothing; and what speaks against closing Thunderbird.

import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { HeldMail, SameMailbox } from "../../../src/domain/mailbox";
import type { Observation } from "../../../src/domain/observation";
import type { RepairProblem } from "../../../src/domain/outcome";
import { faultHost } from "../../rig/faults";
import { ACCOUNTS } from "../../rig/world";
import { fetchMail } from "../driver/mail";
import type { Thunderbird } from "../driver/thunderbird";
import { describeInRig, launchInRig } from "../in-rig";
import { privileged } from "../privileged";
import { profileFiles, readState } from "../reading";
import { mailOf, storedLogins } from "./settings";

const { suite, suiteAtOvh, ovh, ovhZimbra, ovhCanada, gmail, company } = ACCOUNTS;
const people = [
	{ account: suite },
	{ account: ovhZimbra, incoming: { type: "pop3" as const } },
	{ account: company },
	{ account: ovhCanada, incoming: { type: "pop3" as const } },
	{ account: gmail, incoming: { auth: "oauth2" as const }, token: "rig-refresh-1" as const },
];
const [IMAP, POP3, FRESH_IMAP, FRESH_POP3, GMAIL] = ["server1", "server2", "server3", "server4", "server5"] as const;
const mail = mailOf(people);
const withLocalFolders = {
	...mail,
	accounts: [
		...mail.accounts,
		{ name: "Local Folders", incoming: { type: "none" as const, host: "Local Folders", username: "nobody" } },
	],
};

/** Thunderbird's search notes in a folder's database what it has read. */
const QUIET = { "mailnews.database.global.indexer.enabled": false };

let call: Awaited<ReturnType<typeof privileged>>;
beforeAll(async () => {
	call = await privileged(join(import.meta.dirname, "mailbox-entry.ts"));
});

const held = (thunderbird: Thunderbird, key: string) => call(thunderbird, "held", key) as Promise<HeldMail>;
const obstacles = (thunderbird: Thunderbird, key: string) =>
	call(thunderbird, "obstacles", key) as Promise<RepairProblem | null>;

interface Place {
	host: string;
	username?: string;
	password?: string | null;
}

/** The verdict, and what the login ended with. */
async function compare(
	thunderbird: Thunderbird,
	key: string,
	{ host, username, password = null }: Place,
): Promise<{ mailbox: SameMailbox; login: string }> {
	const number = Number(key.at(-1)) - 1;
	const account = people[number]!;
	const isPop = account.incoming && "type" in account.incoming;
	const { host: storedHost = "", username: storedUser = "" } = mail.accounts[number]?.incoming ?? {};
	const login =
		password === null
			? { kind: "stored", of: { host: storedHost, username: storedUser } }
			: { kind: "typed", password };
	const at = { protocol: isPop ? "pop3" : "imap", host, port: isPop ? 995 : 993, security: "tls" };
	const request = { key, at, username: username ?? account.account.user, login };
	const { seen, mailbox } = (await call(thunderbird, "compare", request)) as {
		seen: Observation;
		mailbox: SameMailbox;
	};
	const { outcome } = seen;
	return { mailbox, login: outcome.kind === "login-not-checked" ? outcome.why : `${seen.stage} ${outcome.kind}` };
}

/** Files that hold mail, its indices, settings and logins. Thunderbird writes others whenever it likes. */
function files(thunderbird: Thunderbird): [string, string][] {
	const places = ["ImapMail", "Mail", "logins.json", "key4.db", "virtualFolders.dat"];
	return [...profileFiles(thunderbird, places)].sort();
}

async function fetchedInto(thunderbird: Thunderbird, key: string, count: number): Promise<void> {
	const fetched = async () => (await fetchMail(thunderbird, key)).subjects;
	await expect.poll(fetched, { timeout: 20_000, message: key }).toHaveLength(count);
}

describeInRig(
	"the mailbox of a new host",
	(rig) => {
		test("is told from another one, over IMAP and POP3, with one login and nothing changed", async () => {
			const thunderbird = await launchInRig(rig(), { mail, prefs: QUIET, logins: storedLogins(mail, people) });
			await fetchedInto(thunderbird, IMAP, suite.messages);
			await fetchedInto(thunderbird, POP3, ovhZimbra.messages);
			await fetchedInto(thunderbird, GMAIL, gmail.messages);
			// So that all databases are written and closed.
			await thunderbird.restart();

			const before = { files: files(thunderbird), ...(await readState(thunderbird)) };
			const inbox = await held(thunderbird, IMAP);
			expect(inbox).toMatchObject({
				protocol: "imap",
				inbox: {
					messages: [3, 2, 1].map((uid) => ({ uid, messageId: `m${uid}.lasuite.${suite.user}` })),
				},
				holdsMail: true,
			});
			expect(await held(thunderbird, POP3)).toEqual({ protocol: "pop3", uidls: [expect.any(String)], holdsMail: true });
			expect(await held(thunderbird, FRESH_IMAP)).toEqual({ protocol: "imap", inbox: null, holdsMail: false });
			expect(await held(thunderbird, FRESH_POP3)).toEqual({ protocol: "pop3", uidls: [], holdsMail: false });

			const logins = () =>
				rig()
					.logs.dovecot()
					.match(/Login: user=<prenom\.nom@beta\.gouv\.fr>/g)?.length ?? 0;
			const loginsBefore = logins();
			const suiteName = { host: "imap.ox.numerique.gouv.fr" };
			const otherMailbox = { host: "ssl0.ovh.net", password: suiteAtOvh.password };
			expect({
				imapSame: await compare(thunderbird, IMAP, suiteName),
				imapSameTyped: await compare(thunderbird, IMAP, { ...suiteName, password: suite.password }),
				imapOther: await compare(thunderbird, IMAP, otherMailbox),
				imapRefused: await compare(thunderbird, IMAP, { ...suiteName, password: "wrong" }),
				imapNowhere: await compare(thunderbird, IMAP, { host: "nowhere.example" }),
				imapUnverified: await compare(thunderbird, IMAP, { host: "certificate-expired.fault.example" }),
				imapEmpty: await compare(thunderbird, FRESH_IMAP, { host: "mail.entreprise.example" }),
				popSame: await compare(thunderbird, POP3, { host: "ssl0.ovh.net" }),
				popOther: await compare(thunderbird, POP3, {
					host: "ssl0.ovh.net",
					username: ovh.user,
					password: ovh.password,
				}),
				popEmpty: await compare(thunderbird, FRESH_POP3, { host: "imap.mail.ovh.ca" }),
				token: await compare(thunderbird, GMAIL, { host: "imap.gmail.com" }),
				tokenTyped: await compare(thunderbird, GMAIL, { host: "imap.gmail.com", password: gmail.password }),
			}).toEqual({
				imapSame: { mailbox: "same", login: "login ok" },
				imapSameTyped: { mailbox: "same", login: "login ok" },
				imapOther: { mailbox: "other", login: "login ok" },
				imapRefused: { mailbox: "unknown", login: "login refused" },
				imapNowhere: { mailbox: "unknown", login: "dns name-unknown" },
				imapUnverified: { mailbox: "unknown", login: "tls certificate" },
				imapEmpty: { mailbox: "empty", login: "login ok" },
				popSame: { mailbox: "same", login: "login ok" },
				popOther: { mailbox: "other", login: "login ok" },
				popEmpty: { mailbox: "empty", login: "login ok" },
				token: { mailbox: "same", login: "login ok" },
				tokenTyped: { mailbox: "unknown", login: "method-not-supported" },
			});
			expect(logins() - loginsBefore).toBe(3);
			expect({ files: files(thunderbird), ...(await readState(thunderbird)) }).toEqual(before);
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("stays unknown where the index of the kept mail is gone or damaged, and the files stay as they are", async () => {
			const thunderbird = await launchInRig(rig(), { mail, prefs: QUIET, logins: storedLogins(mail, people) });
			await fetchedInto(thunderbird, IMAP, suite.messages);
			await fetchedInto(thunderbird, POP3, ovhZimbra.messages);
			await thunderbird.quit();
			const index = join(thunderbird.profile.path, "ImapMail/imap.beta.gouv.fr/INBOX.msf");
			const popIndex = join(thunderbird.profile.path, "Mail/pop.mail.ovh.net/Inbox.msf");
			const popState = join(thunderbird.profile.path, "Mail/pop.mail.ovh.net/popstate.dat");
			copyFileSync(index, `${index}.kept`);
			await thunderbird.start();
			const damage: [string, () => void][] = [
				["missing", () => rmSync(index)],
				["damaged", () => writeFileSync(index, "no database at all")],
				["empty", () => writeFileSync(index, "")],
			];
			for (const [name, hurt] of damage) {
				hurt();
				const before = files(thunderbird);
				expect(await held(thunderbird, IMAP), name).toEqual({ protocol: "imap", inbox: null, holdsMail: true });
				expect(await compare(thunderbird, IMAP, { host: "imap.ox.numerique.gouv.fr" }), name).toEqual({
					...{ mailbox: "unknown", login: "login ok" },
				});
				expect(files(thunderbird), name).toEqual(before);
			}
			renameSync(`${index}.kept`, index);
			rmSync(popIndex);
			writeFileSync(popState, Buffer.from([0xff, 0xfe, 0x00, 0xd8]));
			const before = files(thunderbird);
			expect(await held(thunderbird, POP3)).toEqual({ protocol: "pop3", uidls: null, holdsMail: true });
			expect(files(thunderbird)).toEqual(before);
		});

		test("stays unknown, and the login good, where a server takes the login and then misbehaves", async () => {
			const thunderbird = await launchInRig(rig(), { mail, logins: storedLogins(mail, people) });
			await fetchedInto(thunderbird, IMAP, suite.messages);
			await fetchedInto(thunderbird, POP3, ovhZimbra.messages);
			const lying = ["lies", "huge-literal", "endless", "silent", "drips", "cut"].map((name) => [IMAP, name] as const);
			const poor = ["endless", "silent", "cut"].map((name) => [POP3, name] as const);
			for (const [key, name] of [...lying, ...poor]) {
				const host = faultHost(`mailbox-${name}`);
				expect(await compare(thunderbird, key, { host }), `${key} ${name}`).toEqual({
					...{ mailbox: "unknown", login: "login ok" },
				});
			}
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("is not compared for a server that is not there", async () => {
			const thunderbird = await launchInRig(rig(), { mail });
			const request = {
				key: "server9",
				at: { protocol: "imap", host: "imap.beta.gouv.fr", port: 993, security: "tls" },
				...{ username: suite.user, login: { kind: "typed", password: suite.password } },
			};
			expect(await call(thunderbird, "compare", request)).toMatchObject({ mailbox: "unknown" });
			expect(await obstacles(thunderbird, "server9")).toEqual({ kind: "unknown-target", key: "server9" });
			expect(rig().logs.dovecot()).not.toContain(suite.user);
		});
	},
	"newest",
);

describeInRig(
	"before Thunderbird closes for a change",
	(rig) => {
		test("a message being written, one on its way, one in the outbox, and what was done offline are seen", async () => {
			const thunderbird = await launchInRig(rig(), { mail: withLocalFolders, logins: storedLogins(mail, people) });
			await fetchedInto(thunderbird, IMAP, suite.messages);
			expect(await obstacles(thunderbird, IMAP)).toBeNull();
			expect(await obstacles(thunderbird, POP3)).toBeNull();

			await thunderbird.chrome(async ({ MailServices, Services, window, Cc, Ci }) => {
				const params = Cc["@mozilla.org/messengercompose/composeparams;1"].createInstance(Ci.nsIMsgComposeParams);
				params.composeFields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
				params.identity = MailServices.accounts.getIdentity("id1");
				MailServices.compose.OpenComposeWindowWithParams(null, params);
				while (!Services.wm.getMostRecentWindow("msgcompose")?.gMsgCompose) {
					await new Promise((resolve) => window.setTimeout(resolve, 20));
				}
			});
			expect(await obstacles(thunderbird, IMAP)).toEqual({ kind: "composing" });
			await thunderbird.chrome(async ({ Services, window }) => {
				Services.wm.getMostRecentWindow("msgcompose").close();
				while (Services.wm.getMostRecentWindow("msgcompose")) {
					await new Promise((resolve) => window.setTimeout(resolve, 20));
				}
			});
			expect(await obstacles(thunderbird, IMAP)).toBeNull();

			// As Thunderbird itself notes a message on its way.
			const sending = (isBusy: boolean) =>
				thunderbird.chrome(({ MailServices }, isBusy) => {
					const { wrappedJSObject: server } = MailServices.outgoingServer.getServerByKey("smtp2");
					server._busyConnections = isBusy ? [{}] : [];
				}, isBusy);
			await sending(true);
			expect(await obstacles(thunderbird, IMAP)).toEqual({ kind: "sending", key: "smtp2" });
			await sending(false);

			await thunderbird.chrome(({ MailServices, Ci }) => {
				const local = MailServices.accounts.localFoldersServer.rootFolder;
				const outbox = local.getFolderWithFlags(Ci.nsMsgFolderFlags.Queue);
				outbox.QueryInterface(Ci.nsIMsgLocalMailFolder);
				outbox.addMessage("From: a@b.example\r\nTo: c@d.example\r\nSubject: waits\r\n\r\nBonjour.\r\n");
			});
			expect(await obstacles(thunderbird, POP3)).toEqual({ kind: "outbox" });
			await thunderbird.chrome(async ({ MailServices, Ci, window }) => {
				const local = MailServices.accounts.localFoldersServer.rootFolder;
				const outbox = local.getFolderWithFlags(Ci.nsMsgFolderFlags.Queue);
				outbox.deleteMessages([...outbox.messages], null, true, false, null, false);
				while (outbox.getTotalMessages(false) > 0) await new Promise((resolve) => window.setTimeout(resolve, 20));
			});
			expect(await obstacles(thunderbird, POP3)).toBeNull();

			await thunderbird.chrome(({ MailServices, Services, Ci }) => {
				const { rootFolder } = MailServices.accounts.getIncomingServer("server1");
				const inbox = rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
				const trash = rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Trash);
				Services.io.offline = true;
				const [message] = [...inbox.messages];
				MailServices.copy.copyMessages(inbox, [message], trash, true, null, null, false);
			});
			await expect.poll(() => obstacles(thunderbird, IMAP)).toEqual({ kind: "offline-operations", key: IMAP });
			expect(await obstacles(thunderbird, FRESH_IMAP)).toBeNull();
			// What only waits to be sent is no message of the mailbox.
			expect(await held(thunderbird, IMAP)).toMatchObject({ holdsMail: true });
		});

		test("mail outside the profile, and a folder of two accounts, are seen", async () => {
			const elsewhere = mkdtempSync(join(tmpdir(), "bons-comptes-elsewhere-"));
			try {
				const thunderbird = await launchInRig(rig(), {
					mail,
					prefs: {
						"mail.server.server1.directory": elsewhere,
						"mail.server.server2.directory": join(elsewhere, "nowhere-yet"),
					},
				});
				expect(await obstacles(thunderbird, IMAP)).toEqual({ kind: "folder-shared", key: IMAP });
				expect(await obstacles(thunderbird, POP3)).toEqual({ kind: "folder-shared", key: POP3 });
				expect(await obstacles(thunderbird, FRESH_IMAP)).toBeNull();
				await thunderbird.chrome(({ MailServices }) => {
					const shared = MailServices.accounts.getIncomingServer("server4").localPath;
					MailServices.accounts.getIncomingServer("server3").localPath = shared;
				});
				expect(await obstacles(thunderbird, FRESH_IMAP)).toEqual({ kind: "folder-shared", key: FRESH_IMAP });
				expect(await obstacles(thunderbird, FRESH_POP3)).toEqual({ kind: "folder-shared", key: FRESH_POP3 });
			} finally {
				rmSync(elsewhere, { recursive: true, force: true });
			}
		});
	},
	"oldest",
);
