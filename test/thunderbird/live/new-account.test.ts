// A second account beside an old one, made by the add-on in a real Thunderbird at real servers: whole, equal to what
// Thunderbird's own account hub makes, and gone again with its undo. Cut off in the middle: ../../experiments/repair/new-account.test.ts.

import { join } from "node:path";
import { expect, test } from "vitest";
import { ACCOUNTS } from "../../rig/world";
import type { Prefs } from "../driver/accounts";
import { fetchMail, sendMail } from "../driver/mail";
import { choose } from "../driver/sign-in-window";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import {
	changeFor,
	create,
	createInHub,
	difference,
	filesBelow,
	HABITS,
	LA_SUITE,
	loginsOf,
	mailPrefs,
	startBeside,
	undo,
} from "../new-account/scene";
import { loginsSeen } from "./logs";

const { suite, suiteMinistry, gmail } = ACCOUNTS;

async function getsMail(thunderbird: Thunderbird, key: string, ...subjects: string[]): Promise<void> {
	await expect
		.poll(async () => (await fetchMail(thunderbird, key)).subjects, { timeout: 20_000 })
		.toEqual(expect.arrayContaining(subjects));
}

/** Keys and random values made equal: the profiles differ in nothing else that was made. */
function comparable(prefs: Prefs): Prefs {
	const random = /\.(clientid|uid)$/;
	return Object.fromEntries(
		Object.entries(prefs).map(([name, value]) => [
			name,
			random.test(name) ? "random" : /\.directory$/.test(name) ? String(value).replace(/^.*\/profile\//, "") : value,
		]),
	);
}

/** Where an account of the add-on differs from one of Thunderbird's account hub in the same profile, and why. */
const BETTER: Record<string, string> = {
	"mail.identity.id2.htmlSigText": "the signature of the old account",
	"mail.identity.id2.reply_to": "its address for replies",
	"mail.identity.id2.compose_html": "its way of writing",
};
/** 140's account hub names no folders, and Thunderbird then keeps drafts and copies where the default says. */
const NAMED_FOLDERS = /^mail\.identity\.id2\.(fcc|draft|drafts|stationery|tmpl)_folder/;

describeInRig(
	"a second account",
	(rig) => {
		test("is made whole, works, leaves the old one alone, and is gone again with its undo", async () => {
			const { thunderbird, page } = await startBeside(rig());
			await getsMail(thunderbird, "server1", "Message 5");
			// Of an account that was there once: its password gives way, and comes back.
			await thunderbird.addLogin({ origin: "imap://imap.beta.gouv.fr", username: suite.user, password: "forgotten" });
			const before = await mailPrefs(thunderbird);
			const loginsBefore = await loginsOf(thunderbird);
			const oldMail = join(thunderbird.profile.path, "ImapMail/imap.mail.ovh.net");
			// Thunderbird keeps a copy of each message in its own time.
			await expect
				.poll(() => filesBelow(oldMail)[join(oldMail, "INBOX")] ?? "", { timeout: 60_000 })
				.toContain("Corps du message 5.");
			const filesBefore = filesBelow(oldMail);
			await rig().reset();

			expect(await create(page, LA_SUITE, "wrong")).toMatchObject({
				...{ kind: "not-proved", server: "incoming", seen: { stage: "login", outcome: "refused" } },
			});
			await expect.poll(() => loginsSeen(rig())).toEqual({ [`imap ${suite.user}`]: 1 });
			expect(difference(before, await mailPrefs(thunderbird))).toEqual({});
			expect(await loginsOf(thunderbird)).toEqual(loginsBefore);

			const outcome = await create(page, LA_SUITE, suite.password);
			if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
			const { server, identity } = outcome;
			const uri = "imap://prenom.nom%40beta.gouv.fr@imap.beta.gouv.fr";
			const after = await mailPrefs(thunderbird);
			expect(difference(before, after)).toMatchObject({
				[`mail.identity.${identity}.fcc_folder`]: `${uri}/Sent`,
				[`mail.identity.${identity}.draft_folder`]: `${uri}/Drafts`,
				[`mail.identity.${identity}.stationery_folder`]: `${uri}/Templates`,
				[`mail.identity.${identity}.archive_folder`]: `${uri}/Archive`,
				[`mail.identity.${identity}.htmlSigText`]: HABITS["mail.identity.id1.htmlSigText"],
			});
			const changed = Object.keys(difference(before, after)).filter((name) => name in before);
			expect(changed.toSorted()).toEqual(["mail.account.lastKey", "mail.accountmanager.accounts", "mail.smtpservers"]);
			expect((await loginsOf(thunderbird)).filter((login) => !loginsBefore.includes(login))).toEqual([
				`imap://imap.beta.gouv.fr ${suite.user} ${suite.password}`,
				`smtp://smtp.beta.gouv.fr ${suite.user} ${suite.password}`,
			]);
			await getsMail(thunderbird, server, "Message 1", "Message 3");
			expect(await sendMail(thunderbird, identity, "Bonjour")).toEqual({ ok: true, code: "" });
			await getsMail(thunderbird, server, "Bonjour");
			const problem = { kind: "duplicate", key: server };
			expect(await create(page, LA_SUITE, suite.password)).toEqual({ kind: "refused", problem });
			expect(filesBelow(oldMail)).toEqual(filesBefore);

			await thunderbird.restart();
			const again = await thunderbird.openPage(ADDON.id);
			expect(difference(after, await mailPrefs(thunderbird))).toEqual({});
			await getsMail(thunderbird, server, "Bonjour");
			expect(await undo(again, outcome.entry)).toEqual({ kind: "undone", entry: outcome.entry });
			expect(difference(before, await mailPrefs(thunderbird))).toEqual({});
			expect(await loginsOf(thunderbird)).toEqual(loginsBefore);
			await thunderbird.restart();
			expect(difference(before, await mailPrefs(thunderbird))).toEqual({});
			await getsMail(thunderbird, "server1", "Message 5");
			expect(await thunderbird.openedWindows()).toEqual([]);
		});

		test("is what Thunderbird's own account hub would make, but for what is better", async () => {
			const ours = await startBeside(rig());
			expect(await create(ours.page, LA_SUITE, suite.password)).toMatchObject({ kind: "created" });
			const theirs = await startBeside(rig());
			await createInHub(theirs.thunderbird, LA_SUITE, suite.password);
			await expect
				.poll(() => mailPrefs(theirs.thunderbird), { timeout: 60_000 })
				.toHaveProperty(["mail.identity.id2.archive_folder"]);
			const hub = comparable(await mailPrefs(theirs.thunderbird));
			const different = difference(hub, comparable(await mailPrefs(ours.thunderbird)));
			const isOld = hub["mail.identity.id2.stationery_folder"] === undefined;
			const unexplained = Object.entries(different).filter(([name]) => !(isOld && NAMED_FOLDERS.test(name)));
			expect(unexplained.map(([name]) => name)).toEqual(Object.keys(BETTER).toSorted());
			expect(await loginsOf(ours.thunderbird)).toEqual(await loginsOf(theirs.thunderbird));
		});

		test("takes the folders that its server names, and is not taken away while it holds what the server does not", async () => {
			const { thunderbird, page } = await startBeside(rig());
			const before = await mailPrefs(thunderbird);
			const change = changeFor(suiteMinistry, ["imap.ministere.example", "smtp.ministere.example"], {
				makeDefault: true,
			});
			const outcome = await create(page, change, suiteMinistry.password);
			if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
			const uri = "imap://agent%40ministere.example@imap.ministere.example";
			expect(await mailPrefs(thunderbird)).toMatchObject({
				[`mail.identity.${outcome.identity}.fcc_folder`]: `${uri}/Envoy&AOk-s`,
				"mail.accountmanager.defaultaccount": outcome.account,
			});
			expect(await thunderbird.prefs(`mail.server.${outcome.server}.trash_folder_name`)).toEqual({
				[`mail.server.${outcome.server}.trash_folder_name`]: "Corbeille",
			});
			await thunderbird.chrome(({ MailServices }, key) => {
				const server = MailServices.accounts.getIncomingServer(key);
				const list = server.getFilterList(null);
				const filter = list.createFilter("Tri");
				filter.enabled = true;
				const term = filter.createTerm();
				filter.appendTerm(term);
				const action = filter.createAction();
				action.type = 4;
				filter.appendAction(action);
				list.insertFilterAt(0, filter);
				list.saveToDefaultFile();
			}, outcome.server);
			const used = (by: string) => ({ kind: "refused", problem: { kind: "account-in-use", key: outcome.server, by } });
			expect(await undo(page, outcome.entry)).toEqual(used("filters"));
			await thunderbird.chrome(({ MailServices }, key) => {
				const list = MailServices.accounts.getIncomingServer(key).getFilterList(null);
				list.removeFilterAt(0);
				list.saveToDefaultFile();
			}, outcome.server);

			await getsMail(thunderbird, outcome.server, "Message 1");
			await thunderbird.chrome(async ({ MailServices, Services, ChromeUtils, Ci, window }, key) => {
				Services.io.offline = true;
				const root = MailServices.accounts.getIncomingServer(key).rootFolder;
				const inbox = [...root.subFolders].find((folder) => folder.getFlag(Ci.nsMsgFolderFlags.Inbox));
				const file = Services.dirsvc.get("TmpD", Ci.nsIFile);
				file.append("local.eml");
				file.createUnique(Ci.nsIFile.NORMAL_FILE_TYPE, 0o600);
				await window.IOUtils.writeUTF8(file.path, "From: a@b.example\r\nSubject: Local\r\n\r\nHere only.\r\n");
				await new Promise<void>((resolve) => {
					const listener = {
						QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
						onStartCopy: () => undefined,
						onProgress: () => undefined,
						setMessageKey: () => undefined,
						getMessageId: () => null,
						onStopCopy: () => resolve(),
					};
					MailServices.copy.copyFileMessage(file, inbox, null, false, 0, "", listener, null);
				});
			}, outcome.server);
			expect(await undo(page, outcome.entry)).toEqual({
				kind: "refused",
				problem: { kind: "offline-operations", key: outcome.server },
			});
			// Once it has reached the server nothing is lost.
			await thunderbird.chrome(({ Services }) => {
				Services.io.offline = false;
			});
			await thunderbird.restart();
			const again = await thunderbird.openPage(ADDON.id);
			expect(await undo(again, outcome.entry)).toMatchObject({ kind: "undone" });
			expect(difference(before, await mailPrefs(thunderbird))).toEqual({});
		});

		test("at Google is signed in to on Google's own page, and keeps no second copy of what is sent", async () => {
			const inside = { "mailnews.oauth.useExternalBrowser": false };
			const thunderbird = await launchInRig(rig(), { mail: { accounts: [] }, prefs: inside });
			const page = await thunderbird.openPage(ADDON.id);
			const before = await mailPrefs(thunderbird);
			const change = changeFor(gmail, ["imap.gmail.com", "smtp.gmail.com"], { provider: "google" }, "oauth2");
			const [outcome] = await Promise.all([create(page, change), choose(thunderbird, "gmail")]);
			if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
			const prefs = await mailPrefs(thunderbird);
			expect(prefs).toMatchObject({
				[`mail.identity.${outcome.identity}.fcc`]: false,
				[`mail.server.${outcome.server}.authMethod`]: 10,
				"mail.accountmanager.defaultaccount": outcome.account,
			});
			await getsMail(thunderbird, outcome.server, "Message 1");
			expect(await sendMail(thunderbird, outcome.identity, "Bonjour")).toEqual({ ok: true, code: "" });
			expect(await undo(page, outcome.entry)).toMatchObject({ kind: "undone" });
			// Thunderbird's own folders came with the first account, as they do with the account hub, and stay.
			const left = Object.keys(difference(before, await mailPrefs(thunderbird)));
			expect(
				left.filter((name) => !/^mail\.(server\.server2|account\.account2|accountmanager|account\.lastKey)/.test(name)),
			).toEqual([]);
		});
	},
	"oldest",
);
