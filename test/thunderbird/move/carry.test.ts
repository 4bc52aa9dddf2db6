// What hangs on host and user name follows, and comes back: on the profile of a rich account, with the add-on's own
// transforms applied between two runs of Thunderbird. Neither journal nor engine is in play.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { type CarriedFile, carriedFiles, translate } from "../../../src/experiments/repair/carry/files";
import { inverseMove, type Move, place } from "../../../src/experiments/repair/carry/move";
import { preferenceEdits } from "../../../src/experiments/repair/carry/preferences";
import type { Rig } from "../../rig/rig";
import { ACCOUNTS, type Account } from "../../rig/world";
import { fetchMail } from "../driver/mail";
import type { Profile } from "../driver/profile";
import type { Thunderbird } from "../driver/thunderbird";
import { describeInRig } from "../in-rig";
import { bundled } from "./bundle";
import { launchRichAccount, openTabs, RICH_SERVER, readInventory } from "./rich-account";

interface Case {
	what: string;
	account: Account;
	protocol: Move["protocol"];
	from: { host: string; username: string };
	to: { host: string; username: string };
}

const { ovh, company } = ACCOUNTS;
const [bareName] = company.loginNames;
const hosts = (protocol: Move["protocol"], to: string): Case => ({
	...{ what: `another host, ${protocol}`, account: ovh, protocol },
	from: { host: "ssl0.ovh.net", username: ovh.user },
	to: { host: to, username: ovh.user },
});
const names = (protocol: Move["protocol"]): Case => ({
	...{ what: `another user name, ${protocol}`, account: company, protocol },
	from: { host: "imap.societe.example", username: bareName },
	to: { host: "imap.societe.example", username: company.user },
});
const CASES = [hosts("imap", "imap.mail.ovh.net"), hosts("pop3", "pop.mail.ovh.net"), names("imap"), names("pop3")];

/** The search index, in the very moment in which the add-on moves it; what became of it is in a preference. */
async function moveIndexAtQuit(thunderbird: Thunderbird, move: Move): Promise<void> {
	const bundle = await bundled("src/experiments/repair/carry/search-index.ts");
	await thunderbird.run(
		`({ Services, Cc, Ci }, move) => {
			const warnings = [];
			Services.obs.addObserver(() => {
				const count = ${bundle}.moveSearchIndex(move, (text) => warnings.push(text));
				Services.prefs.setStringPref("test.index", JSON.stringify({ count, warnings }));
				Services.prefs.savePrefFile(null);
			}, "profile-before-change-qm");
		}`,
		move,
	);
}

async function quitAndMove(thunderbird: Thunderbird, move: Move): Promise<ReturnType<Profile["savedPrefs"]>> {
	const { profile } = thunderbird;
	const folders = await thunderbird.chrome(({ MailServices }) =>
		MailServices.accounts.allServers.map(({ key, localPath }: { key: string; localPath: { path: string } }) => ({
			key,
			folder: localPath.path,
		})),
	);
	const ownFolder = folders.find(({ key }: { key: string }) => key === move.key).folder as string;
	await moveIndexAtQuit(thunderbird, move);
	await thunderbird.quit();
	const prefs = profile.savedPrefs();
	expect(JSON.parse(String(prefs["test.index"]))).toEqual({ count: expect.any(Number), warnings: [] });
	expect((JSON.parse(String(prefs["test.index"])) as { count: number }).count).toBeGreaterThan(0);
	delete prefs["test.index"];
	const mailFolder = relative(profile.path, ownFolder);
	const edits = preferenceEdits(prefs, move, { absolute: ownFolder, relative: `[ProfD]${mailFolder}` });
	for (const { name, after } of edits) if (after !== null) prefs[name] = after;
	writeFileSync(
		join(profile.path, "prefs.js"),
		Object.entries(prefs)
			.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
			.join(""),
	);
	const counts = carriedFiles(
		folders.map(({ key, folder }: { key: string; folder: string }) => ({
			key,
			folder: relative(profile.path, folder),
		})),
		move,
	).map((file) => moveFile(profile, file, move));
	expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(move.protocol === "pop3" ? 7 : 6);
	return prefs;
}

function moveFile(profile: Profile, file: CarriedFile, move: Move): number {
	const path = join(profile.path, file.path);
	if (!existsSync(path)) return 0;
	const before = readFileSync(path, "latin1");
	const translation = translate(file, before, move);
	if (translation.kind === "problem") throw new Error(`${file.path} was not understood:\n${before}`);
	const back = translate(file, translation.content, inverseMove(move));
	expect(back).toEqual({ ...translation, content: before });
	writeFileSync(path, translation.content, "latin1");
	return translation.count;
}

/** How many messages POP3 clients were sent since the last reset. */
const downloads = (rig: Rig) =>
	[...rig.logs.dovecot().matchAll(/retr=(\d+)\//g)].reduce((sum, [, count]) => sum + Number(count), 0);

describeInRig("what hangs on an account follows to another", (rig) => {
	// Seven starts: on a busy machine longer than other tests.
	test.each(CASES)(
		"$what: all is as before after three starts, and after the way back",
		{ timeout: 600_000 },
		async (one) => {
			const { account, protocol } = one;
			const thunderbird = await launchRichAccount(
				rig(),
				{ protocol, ...one.from, password: account.password, messages: account.messages },
				{ addons: [] },
			);
			const move: Move = {
				...{ key: RICH_SERVER, protocol },
				from: place(protocol, one.from.username, one.from.host),
				to: place(protocol, one.to.username, one.to.host),
			};
			const uri = () =>
				thunderbird.chrome(({ MailServices }, key) => {
					const server = MailServices.accounts.getIncomingServer(key);
					return [server.serverURI, server.rootFolder.URI] as string[];
				}, RICH_SERVER);
			expect(await uri()).toEqual([move.from.uri, move.from.uri]);
			await thunderbird.addLogin({
				origin: `${protocol === "imap" ? "imap" : "mailbox"}://${one.to.host}`,
				username: one.to.username,
				password: account.password,
			});
			const before = await readInventory(thunderbird, RICH_SERVER);
			expect(JSON.stringify(before)).toContain("{account}");
			for (const step of [move, inverseMove(move)]) {
				const isWayBack = step !== move;
				await quitAndMove(thunderbird, step);
				await thunderbird.start();
				expect(await uri()).toEqual([step.to.uri, step.to.uri]);
				const fetched = await fetchMail(thunderbird, RICH_SERVER);
				expect(fetched.code).toBe("");
				expect(fetched.subjects).toHaveLength(account.messages);
				await openTabs(thunderbird);
				if (!isWayBack) {
					await thunderbird.restart();
					await openTabs(thunderbird);
				}
				// What Thunderbird does not know at a start is gone from its files at the next closing.
				await thunderbird.restart();
				expect(await readInventory(thunderbird, RICH_SERVER)).toEqual(before);
				expect(await thunderbird.openedWindows()).toEqual([]);
			}
			if (protocol === "pop3") {
				await thunderbird.quit();
				expect(downloads(rig())).toBe(account.messages);
			}
		},
	);
});
