// Reads the profile into a Snapshot. Writes nothing, creates nothing, opens no dialog, decides nothing.
// TRAP: some of Thunderbird's getters write (`outgoingServer.defaultServer`, `UID` of servers): they are not used here.

import type {
	Account,
	Identity,
	IncomingServer,
	LoginPresence,
	OtherAccount,
	OutgoingServer,
	Snapshot,
} from "../../domain/snapshot";
import type { Installation } from "../../domain/support";
import type { Auth, IncomingProtocol, Setting } from "../../domain/vocabulary";
import { attempt } from "../shared/attempt";
import { LoginLookup, originOf } from "../shared/logins";
import { identityFolders, incomingProtocol, incomingSettings, outgoingSettings } from "../shared/servers";
import { prefNames, targetOf } from "../shared/settings";
import type { SyncTimes } from "../shared/sync-times";
import { readAddressBooks, readCalendars } from "./collections";

/** Accounts read before Thunderbird gets a turn: 100 take about 4 ms. */
const SLICE = 100;

const INCOMING_SETTINGS: readonly Setting[] = [
	"incoming.host",
	"incoming.port",
	"incoming.security",
	"incoming.auth",
	"incoming.username",
	"incoming.connections",
	"incoming.leave-on-server",
];
const OUTGOING_SETTINGS: readonly Setting[] = [
	"outgoing.host",
	"outgoing.port",
	"outgoing.security",
	"outgoing.auth",
	"outgoing.username",
];
const IDENTITY_SETTINGS: readonly Setting[] = [
	"identity.outgoing",
	"identity.sent-copy",
	"identity.drafts",
	"identity.templates",
	"identity.archives",
];

function lockedAmong(settings: readonly Setting[], key: string): Setting[] {
	return settings.filter((setting) =>
		prefNames(targetOf(setting), key, setting).some((name) => attempt(() => Services.prefs.prefIsLocked(name), false)),
	);
}

/** The issuer whose sign-in window Thunderbird would open for this host; null when it knows none. */
function oauthIssuer(host: string, type: string): string | null {
	return attempt(() => {
		const { OAuth2Providers } = ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs");
		return OAuth2Providers.getHostnameDetails(host.toLowerCase(), type)?.issuer ?? null;
	}, null);
}

function loginOf(
	lookup: LoginLookup,
	server: { protocol: IncomingProtocol | "smtp"; host: string; username: string; auth: Auth; issuer: string | null },
): Promise<LoginPresence> {
	const { username } = server;
	if (server.auth === "oauth2" && server.issuer) {
		return lookup.presence({ origin: `oauth://${server.issuer}`, username }, null);
	}
	const origin = originOf(server.protocol, server.host);
	return lookup.presence({ origin, username }, origin);
}

/** Folders that Thunderbird marks as sent mail, Gmail's own first. */
function sentFolders(server: NsIMsgIncomingServer): string[] {
	const flag = Ci.nsMsgFolderFlags?.SentMail ?? 0x200;
	return attempt(
		() =>
			server.rootFolder.descendants
				.filter((folder) => folder.getFlag(flag))
				.map((folder) => folder.URI)
				.sort((a, b) => Number(isGmailOwn(b)) - Number(isGmailOwn(a)) || a.localeCompare(b)),
		[],
	);
}

function isGmailOwn(uri: string): boolean {
	return /\/(\[Gmail\]|%5BGmail%5D)\//i.test(uri);
}

/** A POP account may keep its folders in another account's: the address of that one is where folders are. */
function folderUri(server: NsIMsgIncomingServer, protocol: IncomingProtocol): string {
	const own = attempt(() => server.serverURI, "");
	return protocol === "pop3" ? attempt(() => server.rootMsgFolder.URI, own) : own;
}

async function readIncoming(
	server: NsIMsgIncomingServer,
	protocol: IncomingProtocol,
	lookup: LoginLookup,
): Promise<IncomingServer> {
	const settings = incomingSettings(server);
	const issuer = oauthIssuer(settings.host, protocol);
	const isGmail =
		protocol === "imap" && attempt(() => server.QueryInterface(Ci.nsIImapIncomingServer).isGMailServer ?? false, false);
	return {
		key: server.key,
		protocol,
		...settings,
		uri: folderUri(server, protocol),
		oauthKnown: issuer !== null,
		isGmail,
		sentFolders: isGmail || issuer === "accounts.google.com" ? sentFolders(server) : [],
		login: await loginOf(lookup, { protocol, ...settings, issuer }),
		locked: lockedAmong(INCOMING_SETTINGS, server.key),
	};
}

async function readOutgoing(server: NsISmtpServer, lookup: LoginLookup): Promise<OutgoingServer> {
	const settings = outgoingSettings(server);
	const issuer = oauthIssuer(settings.host, "smtp");
	return {
		key: server.key,
		...settings,
		description: attempt(() => server.description, ""),
		oauthKnown: issuer !== null,
		login: await loginOf(lookup, { protocol: "smtp", ...settings, issuer }),
		locked: lockedAmong(OUTGOING_SETTINGS, server.key),
	};
}

function readIdentity(identity: NsIMsgIdentity): Identity {
	return {
		key: identity.key,
		name: attempt(() => identity.fullName, ""),
		address: attempt(() => identity.email, ""),
		outgoingKey: attempt(() => identity.smtpServerKey, ""),
		folders: identityFolders(identity),
		locked: lockedAmong(IDENTITY_SETTINGS, identity.key),
	};
}

async function readAccount(account: NsIMsgAccount, lookup: LoginLookup): Promise<Account | OtherAccount> {
	const server = attempt(() => account.incomingServer, null);
	if (!server) return { key: account.key, name: "", type: "broken" };
	const name = attempt(() => server.prettyName, "");
	const protocol = incomingProtocol(server);
	if (!protocol) return { key: account.key, name, type: server.type };
	const identities = attempt(() => account.identities, []);
	return {
		key: account.key,
		name,
		incoming: await readIncoming(server, protocol, lookup),
		identities: identities.map(readIdentity),
	};
}

/** The default outgoing server as Thunderbird would choose it, without its getter, which stores the choice. */
function defaultOutgoingKey(servers: readonly NsISmtpServer[]): string | null {
	const stored = attempt(() => Services.prefs.getStringPref("mail.smtp.defaultserver", ""), "");
	return stored || (servers[0]?.key ?? null);
}

function readCertificateExceptions(): string[] {
	return attempt(() => {
		const service = Cc["@mozilla.org/security/certoverride;1"]?.getService(Ci.nsICertOverrideService) as
			| { getOverrides(): { hostPort: string }[] }
			| undefined;
		return service?.getOverrides().map((override) => override.hostPort) ?? [];
	}, []);
}

function readSignInWindow(): Snapshot["signInWindow"] {
	const cookiesRejected = attempt(() => Services.prefs.getIntPref("network.cookie.cookieBehavior", 0), 0) === 2;
	const scripts = attempt(() => Services.prefs.getBoolPref("javascript.enabled", true), true);
	return cookiesRejected || !scripts ? "blocked" : "usable";
}

/** Lets Thunderbird work through what waits on its main thread. */
function nextTurn(): Promise<void> {
	return new Promise((resolve) => Services.tm.dispatchToMainThread(resolve));
}

async function read(times: SyncTimes | null): Promise<Snapshot> {
	const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
	const lookup = new LoginLookup();
	const accounts: Account[] = [];
	const others: OtherAccount[] = [];
	for (const [index, account] of MailServices.accounts.accounts.entries()) {
		if (index > 0 && index % SLICE === 0) await nextTurn();
		const row = await readAccount(account, lookup);
		if ("incoming" in row) accounts.push(row);
		else others.push(row);
	}
	const servers = attempt(() => MailServices.outgoingServer.servers, []);
	const outgoing: OutgoingServer[] = [];
	const otherOutgoingKeys: string[] = [];
	for (const [index, server] of servers.entries()) {
		if (index > 0 && index % SLICE === 0) await nextTurn();
		if (server.type === "smtp") outgoing.push(await readOutgoing(server.QueryInterface(Ci.nsISmtpServer), lookup));
		else otherOutgoingKeys.push(server.key);
	}
	times?.listen();
	const around = { lookup, times, issuerOf: oauthIssuer };
	const [calendars, addressBooks] = await Promise.all([readCalendars(around), readAddressBooks(MailServices, around)]);
	return {
		accounts,
		others,
		outgoing,
		otherOutgoingKeys,
		defaultOutgoingKey: defaultOutgoingKey(servers),
		...calendars,
		addressBooks,
		certificateExceptions: readCertificateExceptions(),
		signInWindow: readSignInWindow(),
		loginStore: Services.logins.isLoggedIn ? "open" : "locked",
		offline: Services.io.offline,
	};
}

/** `20261012083015` was built on 2026-10-12. */
function builtOn(id: string | undefined): string | null {
	const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(id ?? "") ?? [];
	return year === undefined ? null : `${year}-${month}-${day}`;
}

async function installation(own: string): Promise<Installation> {
	const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
	const addons = await AddonManager.getAddonsByTypes(["extension"]);
	return {
		built: builtOn(attempt(() => Services.appinfo.appBuildID, undefined)),
		language: attempt(() => Services.locale.appLocaleAsBCP47, ""),
		addons: addons
			.filter((addon) => addon.id !== own && !addon.hidden && addon.isBuiltin !== true)
			.map(({ id, name, version, isActive }) => ({ id, name, version, enabled: isActive })),
	};
}

/** Taken up by Thunderbird under the name of its key in manifest.json. */
export class bonsComptesProfile extends ExtensionCommon.ExtensionAPI {
	/** Those that were noted since the start, where the script of the start can be asked. */
	get #times(): SyncTimes | null {
		const start = attempt(() => this.extension.apiManager?.getAPI?.("bonsComptesStart", this.extension), null);
		return (start as { syncTimes?: SyncTimes } | null | undefined)?.syncTimes ?? null;
	}

	getAPI({ extension }: ExtensionApiContext): { bonsComptesProfile: typeof browser.bonsComptesProfile } {
		return {
			bonsComptesProfile: {
				read: () => read(this.#times),
				installation: () => installation(extension.id),
			} satisfies typeof browser.bonsComptesProfile,
		};
	}
}
