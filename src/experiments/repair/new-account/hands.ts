// Thunderbird's own objects for an account that is made or taken away again: in the order in which its account hub makes
// one, each in one turn. What it consists of: plan.ts. Files are never deleted.

import type { CreateAccountChange } from "../../../domain/change";
import type { PrefEdit } from "../../../domain/journal";
import { attempt } from "../../shared/attempt";
import { holdsLocalMail } from "../../shared/held-mail";
import { incomingSettings } from "../../shared/servers";
import { branchOf } from "../../shared/settings";
import { after } from "../../shared/timer";
import { authMethodOf, socketTypeOf } from "../../shared/values";
import type { Ports } from "../ports";
import { prefs } from "../preferences";

const ACCOUNTS = "mail.accountmanager.accounts";
const LAST_KEY = "mail.account.lastKey";
/** How long the first look at the folders may keep the user waiting. */
const PATIENCE_MS = 15_000;
/** What of the incoming server's branch is the account's own: Thunderbird writes much beside. */
const OF_SERVER = ["type", "hostname", "userName", "port", "socketType", "authMethod", "name"] as const;

type Services = MailServicesModule["MailServices"];

function services(): Services {
	return ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices;
}

/** Thunderbird counts on from the last account that it made. */
function nextAccountKey(): string {
	const last = prefs.read(LAST_KEY);
	const numbers = services().accounts.accounts.map(({ key }) => Number(/^account(\d+)$/.exec(key)?.[1] ?? 0));
	return `account${(typeof last === "number" && last > 0 ? last : Math.max(0, ...numbers)) + 1}`;
}

/** The server of the change, by what Thunderbird tells servers apart by. */
function serverOf({ incoming }: CreateAccountChange): NsIMsgIncomingServer | null {
	const found = services().accounts.allServers.find((server) => {
		const { host, username } = incomingSettings(server);
		return server.type === incoming.protocol && host === incoming.host && username === incoming.username;
	});
	return found ?? null;
}

/** The key of the server with these preferences; empty: there is none. */
function storedKeyOf({ incoming }: CreateAccountChange): string {
	const found = prefs
		.namesBelow("mail.server.")
		.map((name) => /^mail\.server\.([^.]+)\.hostname$/.exec(name)?.[1] ?? "")
		.filter(Boolean)
		.find((key) => {
			const read = (name: string) => prefs.read(branchOf("incoming", key) + name);
			const { protocol, host, username } = incoming;
			return read("type") === protocol && read("hostname") === host && read("userName") === username;
		});
	return found ?? "";
}

let reserved: NsIMsgIdentity | null = null;

export const accounts: Ports["accounts"] = {
	foresee() {
		// It writes nothing before it gets a value, and its key is given once.
		const identity = reserved ?? services().accounts.createIdentity();
		reserved = identity;
		return { account: nextAccountKey(), identity: identity.key };
	},
	create(change, plan, added) {
		const { accounts: manager } = services();
		const { incoming } = change;
		const identity = reserved;
		if (identity?.key !== added.identity) throw new Error("another identity was foreseen");
		reserved = null;
		const server = manager.createIncomingServer(incoming.username, incoming.host, incoming.protocol);
		added.server = server.key;
		server.port = incoming.port;
		server.authMethod = authMethodOf(incoming.auth);
		// As Thunderbird's account hub gives one; it is not sent by default.
		server.clientid = added.client;
		server.socketType = socketTypeOf(incoming.security);
		server.prettyName = change.name;
		server.doBiff = true;
		server.setBoolValue("login_at_startup", true);
		server.valid = true;
		for (const [name, value] of Object.entries(plan.folders)) {
			const isFolder = !name.endsWith("_picker_mode");
			prefs.write(branchOf("identity", added.identity) + name, isFolder ? `${server.serverURI}/${value}` : value);
		}
		const account = manager.createAccount();
		added.account = account.key;
		account.addIdentity(identity);
		// Last: from here on everybody sees it, and it has to be whole.
		account.incomingServer = server;
		makeLocalFolders(manager);
		const isFirst = attempt(() => manager.defaultAccount?.incomingServer?.canBeDefaultServer !== true, true);
		// Always anew: the preference alone does not tell Thunderbird.
		if (change.makeDefault || isFirst) manager.defaultAccount = account;
		manager.saveAccountInfo();
	},
	ownPrefs(added): PrefEdit[] {
		const branch = branchOf("incoming", added.server);
		const names = [...OF_SERVER.map((name) => branch + name), `mail.account.${added.account}.server`];
		return names.map((name) => ({ name, before: null, after: prefs.read(name) }));
	},
	remove(change, added, formerDefault) {
		const { accounts: manager } = services();
		// A user may have made the same account by hand since: it has another id.
		const isOwn = (key: string) => key !== "" && prefs.read(`${branchOf("incoming", key)}clientid`) === added.client;
		const found = serverOf(change);
		const server = found !== null && isOwn(found.key) ? found : null;
		const stored = server?.key ?? storedKeyOf(change);
		const key = isOwn(stored) ? stored : "";
		const account = manager.accounts.find((one) => {
			const own = attempt(() => one.incomingServer, null);
			return one.key === added.account && (own === null || own.key === key);
		});
		const others = manager.accounts.filter((one) => one !== account);
		const isShared = others.some(({ identities }) => identities.some((one) => one.key === added.identity));
		const former = others.find((one) => one.key === formerDefault);
		if (account !== undefined && former !== undefined) manager.defaultAccount = former;
		if (account !== undefined) manager.removeAccount(account, false);
		else if (server !== null) manager.removeIncomingServer(server, false);
		// What a crash has left half done Thunderbird does not know.
		const branches = [
			...(key === "" ? [] : [branchOf("incoming", key)]),
			...(others.some((one) => one.key === added.account) ? [] : [`mail.account.${added.account}.`]),
			...(isShared ? [] : [branchOf("identity", added.identity)]),
		];
		for (const name of branches.flatMap((branch) => prefs.namesBelow(branch))) prefs.write(name, null);
		if (!others.some((one) => one.key === added.account)) forgetKey(added.account);
	},
	holdsLocalMail(key) {
		const server = services().accounts.allServers.find((one) => one.key === key);
		return server !== undefined && holdsLocalMail(server);
	},
	async settle({ server: key }) {
		const server = services().accounts.allServers.find((one) => one.key === key);
		if (server === undefined) return;
		await discoverFolders(server);
		// As after every account that Thunderbird makes: what has come is fetched.
		attempt(() => server.getNewMessages(server.rootFolder, null, null), undefined);
	},
};

/** The first account of a profile brings Thunderbird's own folders along; they stay. */
function makeLocalFolders(manager: Services["accounts"]): void {
	if (attempt(() => manager.localFoldersServer, null) === null) manager.createLocalMailAccount();
}

function forgetKey(account: string): void {
	const listed = String(prefs.read(ACCOUNTS) ?? "");
	const kept = listed.split(",").filter((key) => key !== account && key !== "");
	if (kept.join(",") !== listed) prefs.write(ACCOUNTS, kept.length === 0 ? null : kept.join(","));
	const number = Number(/^account(\d+)$/.exec(account)?.[1] ?? 0);
	if (number > 0 && prefs.read(LAST_KEY) === number) prefs.write(LAST_KEY, number > 1 ? number - 1 : null);
}

/**
 * Thunderbird looks at the folders of the server, takes those that the server marks for its special ones, and notes them.
 * Resolves when it has, or when that takes too long: it does so again with the next connection.
 */
function discoverFolders(server: NsIMsgIncomingServer): Promise<void> {
	return new Promise((resolve) => {
		const forget = after(PATIENCE_MS, resolve);
		const listener = {
			QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
			OnStartRunningUrl: () => undefined,
			OnStopRunningUrl: () => {
				forget();
				resolve();
			},
		};
		try {
			services().imap.discoverAllFolders(server.rootFolder, listener, null);
		} catch {
			forget();
			resolve();
		}
	});
}
