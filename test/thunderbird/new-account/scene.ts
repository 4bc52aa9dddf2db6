// What the tests of a new account share: the old account that it stands beside, what is to be made, and what a profile
// holds of mail apart from what Thunderbird writes for itself.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { CreateAccountChange } from "../../../src/domain/change";
import type { AccountOutcome, UndoOutcome } from "../../../src/domain/outcome";
import type { Rig } from "../../rig/rig";
import { ACCOUNTS, type Account } from "../../rig/world";
import type { MailDescription, Prefs } from "../driver/accounts";
import type { ExtensionPage } from "../driver/page";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { launchInRig } from "../in-rig";
import { mailOf, storedLogins } from "../live/settings";

const { suite, suiteAtOvh } = ACCOUNTS;
const OLD = [{ account: suiteAtOvh }] as const;
const old = mailOf(OLD);

/** With the Local Folders that every profile has which Thunderbird itself has set up. */
const mail: MailDescription = {
	...old,
	accounts: [
		...old.accounts,
		{ name: "Local Folders", incoming: { type: "none", host: "Local Folders", username: "nobody" } },
	],
};

/** What a person has set in the old account. */
export const HABITS: Prefs = {
	"mail.identity.id1.htmlSigText": "Prénom Nom\nbeta.gouv.fr",
	"mail.identity.id1.reply_to": "equipe@beta.gouv.fr",
	"mail.identity.id1.reply_on_top": 1,
	"mail.identity.id1.compose_html": false,
};

export function changeFor(
	account: Account,
	[imap, smtp]: readonly [string, string],
	difference: Partial<CreateAccountChange> = {},
	auth: "password" | "oauth2" = "password",
): CreateAccountChange {
	const { user } = account;
	return {
		...{ kind: "create-account", provider: "lasuite", name: user, fullName: "Prénom Nom", address: user },
		incoming: { protocol: "imap", host: imap, port: 993, security: "tls", auth, username: user },
		outgoing: { host: smtp, port: 465, security: "tls", auth, username: user, description: user },
		...{ like: null, makeDefault: false },
		...difference,
	};
}

export const LA_SUITE = changeFor(suite, ["imap.beta.gouv.fr", "smtp.beta.gouv.fr"], {
	name: `${suite.user} (IMAP)`,
	like: "id1",
});

export interface Opened {
	thunderbird: Thunderbird;
	page: ExtensionPage;
}

/** `prefs`: beside the habits. */
export async function startBeside(rig: Rig, prefs: Prefs = {}): Promise<Opened> {
	const options = { mail, prefs: { ...HABITS, ...prefs }, logins: storedLogins(mail, OLD) };
	const thunderbird = await launchInRig(rig, options);
	// What Thunderbird notes at its first look at the old account's folders is none of the new one's doing.
	await thunderbird.chrome(({ MailServices }) => {
		const server = MailServices.accounts.getIncomingServer("server1");
		server.getNewMessages(server.rootFolder, null, null);
	});
	await expect
		.poll(() => mailPrefs(thunderbird), { timeout: 60_000 })
		.toHaveProperty(["mail.identity.id1.archive_folder"]);
	// Thunderbird writes logins late: one that was typed just now is lost in any crash.
	const file = join(thunderbird.profile.path, "logins.json");
	const onDisk = () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).logins : []);
	await expect.poll(onDisk, { timeout: 20_000 }).toHaveLength(2);
	return { thunderbird, page: await thunderbird.openPage(ADDON.id) };
}

export const create = (page: ExtensionPage, change: CreateAccountChange, password?: string): Promise<AccountOutcome> =>
	page.eval((change, password) => browser.bonsComptesRepair.createAccount(change, {}, password), change, password);

export const undo = (page: ExtensionPage, entry: string): Promise<UndoOutcome> =>
	page.eval((entry) => browser.bonsComptesRepair.undo(entry), entry);

/** Thunderbird writes them while it works with any account, whoever has made it. */
const ITS_OWN =
	/^mail\.(root\.|server\.\w+\.(storeContractID|canChangeStoreType|nextFilterTime|lastFilterTime|namespace\.|serverIDResponse|timeout|max_cached_connections|spamActionTarget|trash_folder_name))/;

/** On disk, and without what Thunderbird writes for itself. */
export async function mailPrefs(thunderbird: Thunderbird): Promise<Prefs> {
	await thunderbird.chrome(({ Services, Ci }) => {
		Services.prefs.savePrefFile(Services.dirsvc.get("PrefF", Ci.nsIFile));
	});
	const all = Object.entries(thunderbird.profile.savedPrefs());
	return Object.fromEntries(all.filter(([name]) => name.startsWith("mail.") && !ITS_OWN.test(name)));
}

export const loginsOf = async (thunderbird: Thunderbird): Promise<string[]> =>
	(await thunderbird.logins()).map(({ origin, username, password }) => `${origin} ${username} ${password}`);

/** What differs, and what it is now. */
export function difference(before: Prefs, after: Prefs): Record<string, Prefs[string] | null> {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
	return Object.fromEntries(
		names.filter((name) => before[name] !== after[name]).map((name) => [name, after[name] ?? null]),
	);
}

/** All files of a folder but Thunderbird's summaries. */
export function filesBelow(folder: string): Record<string, string> {
	const files: Record<string, string> = {};
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		if (entry.isFile() && !path.endsWith(".msf")) files[path] = readFileSync(path, "latin1");
	}
	return files;
}

/** The same account, as Thunderbird's own account hub makes it, and then fetches its mail. */
export function createInHub(thunderbird: Thunderbird, change: CreateAccountChange, password: string): Promise<void> {
	return thunderbird.chrome(
		async ({ ChromeUtils }, { incoming, outgoing, fullName, address }, password) => {
			const load = (name: string) =>
				ChromeUtils.importESModule(`resource:///modules/accountcreation/${name}.sys.mjs`)[name];
			const config = new (load("AccountConfig"))();
			const common = { socketType: 3, auth: 3, password, username: address };
			Object.assign(config.incoming, { type: "imap", hostname: incoming.host, port: incoming.port, ...common });
			Object.assign(config.outgoing, { type: "smtp", hostname: outgoing.host, port: outgoing.port, ...common });
			config.outgoing.addThisServer = true;
			config.identity = { realname: fullName, emailAddress: address };
			config.displayName = outgoing.description;
			config.rememberPassword = true;
			const { incomingServer: server } = await load("CreateInBackend").createAccountInBackend(config);
			server.getNewMessages(server.rootFolder, null, null);
		},
		change,
		password,
	);
}
