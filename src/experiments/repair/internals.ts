// The self-check: each of Thunderbird's internals that a repair uses, with a look at whether it is there and of the right
// shape. Only looks; calls nothing that could change anything.

import type { RepairKind, SelfCheck } from "../../domain/outcome";
import { REPAIR_KINDS } from "../../domain/outcome";

/** `text` may be null: an identity without that folder. */
type Shape = "function" | "number" | "string" | "text" | "boolean" | "list" | "interface";

interface Internal {
	/** Where it is, for support; `|` separates the names it has in different versions. */
	path: string;
	shape: Shape;
	repairs: readonly RepairKind[];
}

const OUTGOING: readonly RepairKind[] = ["outgoing", "outgoing-host", "create-outgoing", "create-account"];
const CALENDARS: readonly RepairKind[] = ["calendar", "add-calendar"];
const BOOKS: readonly RepairKind[] = ["address-book", "add-address-book"];
const DAV: readonly RepairKind[] = [...CALENDARS, ...BOOKS];
/** They take the address of an incoming server to find its login. */
const ADDING: readonly RepairKind[] = ["add-calendar", "add-address-book"];
const WITH_LOGIN: readonly RepairKind[] = [
	...(["outgoing-host", "create-outgoing", "incoming-host", "create-account"] as const),
	...DAV,
];
const MOVING: readonly RepairKind[] = ["incoming-host"];
const CREATING: readonly RepairKind[] = ["create-outgoing", "create-account"];
const IDENTITIES: readonly RepairKind[] = ["identity", "create-outgoing", "create-account"];
const ACCOUNTS: readonly RepairKind[] = ["create-account"];
/** The host, the user and the connection of an incoming server, read and, for an account that is made, written. */
const INCOMING: readonly RepairKind[] = ["incoming", "incoming-host", "create-account"];

const INTERNALS: readonly Internal[] = [
	{ path: "Services.prefs.getPrefType", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.prefHasUserValue", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.prefIsLocked", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.getIntPref", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.getBoolPref", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.getStringPref", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.setIntPref", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.setBoolPref", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.setStringPref", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.clearUserPref", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.getChildList", shape: "function", repairs: [...CREATING, "incoming-host", ...DAV] },
	{ path: "Services.prefs.getDefaultBranch", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.prefs.savePrefFile", shape: "function", repairs: REPAIR_KINDS },
	{ path: "Services.dirsvc.get", shape: "function", repairs: REPAIR_KINDS },
	{ path: "IOUtils.readUTF8", shape: "function", repairs: REPAIR_KINDS },
	{ path: "IOUtils.writeUTF8", shape: "function", repairs: REPAIR_KINDS },
	{ path: "IOUtils.makeDirectory", shape: "function", repairs: REPAIR_KINDS },
	{ path: "PathUtils.profileDir", shape: "string", repairs: REPAIR_KINDS },
	{ path: "MailServices.accounts.accounts", shape: "list", repairs: REPAIR_KINDS },
	{ path: "MailServices.accounts.allIdentities", shape: "list", repairs: IDENTITIES },
	{ path: "incoming.port", shape: "number", repairs: INCOMING },
	{ path: "incoming.socketType", shape: "number", repairs: INCOMING },
	{ path: "incoming.authMethod", shape: "number", repairs: INCOMING },
	{ path: "incoming.getIntValue", shape: "function", repairs: ["incoming"] },
	{ path: "incoming.getBoolValue", shape: "function", repairs: ["incoming"] },
	{ path: "incoming.closeCachedConnections", shape: "function", repairs: ["incoming"] },
	{ path: "incoming.hostname|incoming.hostName", shape: "string", repairs: [...CREATING, "incoming-host", ...ADDING] },
	{ path: "incoming.username", shape: "string", repairs: [...MOVING, ...ACCOUNTS, ...ADDING] },
	{ path: "incoming.serverURI", shape: "string", repairs: [...MOVING, ...ACCOUNTS] },
	{ path: "incoming.prettyName", shape: "string", repairs: ACCOUNTS },
	{ path: "incoming.clientid", shape: "string", repairs: ACCOUNTS },
	{ path: "incoming.doBiff", shape: "boolean", repairs: ACCOUNTS },
	{ path: "incoming.valid", shape: "boolean", repairs: ACCOUNTS },
	{ path: "incoming.canBeDefaultServer", shape: "boolean", repairs: ACCOUNTS },
	{ path: "incoming.setBoolValue", shape: "function", repairs: ACCOUNTS },
	{ path: "incoming.getNewMessages", shape: "function", repairs: ACCOUNTS },
	{ path: "MailServices.accounts.allServers", shape: "list", repairs: [...MOVING, ...ACCOUNTS] },
	{ path: "MailServices.accounts.allFolders", shape: "list", repairs: [...MOVING, ...ACCOUNTS] },
	{ path: "MailServices.accounts.createIdentity", shape: "function", repairs: ACCOUNTS },
	{ path: "MailServices.accounts.createIncomingServer", shape: "function", repairs: ACCOUNTS },
	{ path: "MailServices.accounts.createAccount", shape: "function", repairs: ACCOUNTS },
	{ path: "MailServices.accounts.createLocalMailAccount", shape: "function", repairs: ACCOUNTS },
	{ path: "MailServices.accounts.removeAccount", shape: "function", repairs: ACCOUNTS },
	{ path: "MailServices.accounts.removeIncomingServer", shape: "function", repairs: ACCOUNTS },
	{ path: "MailServices.accounts.saveAccountInfo", shape: "function", repairs: ACCOUNTS },
	{ path: "MailServices.imap.discoverAllFolders", shape: "function", repairs: ACCOUNTS },
	{ path: "Services.uuid.generateUUID", shape: "function", repairs: ACCOUNTS },
	{ path: "Services.obs.addObserver", shape: "function", repairs: MOVING },
	{ path: "Services.startup.quit", shape: "function", repairs: MOVING },
	{ path: "MailServices.outgoingServer.servers", shape: "list", repairs: OUTGOING },
	{ path: "MailServices.outgoingServer.createServer", shape: "function", repairs: CREATING },
	{ path: "MailServices.outgoingServer.deleteServer", shape: "function", repairs: CREATING },
	{ path: "outgoing.hostname", shape: "string", repairs: OUTGOING },
	{ path: "outgoing.username", shape: "string", repairs: OUTGOING },
	{ path: "outgoing.port", shape: "number", repairs: OUTGOING },
	{ path: "outgoing.socketType", shape: "number", repairs: OUTGOING },
	{ path: "outgoing.authMethod", shape: "number", repairs: OUTGOING },
	{ path: "outgoing.closeCachedConnections", shape: "function", repairs: OUTGOING },
	{ path: "identity.smtpServerKey", shape: "string", repairs: IDENTITIES },
	{ path: "identity.doFcc", shape: "boolean", repairs: ["identity"] },
	{ path: "identity.fccFolderURI", shape: "text", repairs: ["identity"] },
	{ path: "identity.draftsFolderURI", shape: "text", repairs: ["identity"] },
	{ path: "identity.templatesFolderURI", shape: "text", repairs: ["identity"] },
	{ path: "identity.archivesFolderURI", shape: "text", repairs: ["identity"] },
	// Where there are login copies to be taken back, whoever else uses one is looked for in both.
	{ path: "cal.manager.getCalendars", shape: "function", repairs: DAV },
	{ path: "cal.manager.getCalendarById", shape: "function", repairs: CALENDARS },
	{ path: "cal.manager.createCalendar", shape: "function", repairs: ["add-calendar"] },
	{ path: "cal.manager.registerCalendar", shape: "function", repairs: ["add-calendar"] },
	{ path: "cal.manager.unregisterCalendar", shape: "function", repairs: ["add-calendar"] },
	{ path: "cal.view.getCompositeCalendar", shape: "function", repairs: ["add-calendar"] },
	{ path: "calendarManager.updateCalendarRegistration", shape: "function", repairs: CALENDARS },
	{ path: "Ci.calICalendar", shape: "interface", repairs: CALENDARS },
	{ path: "ChromeUtils.generateQI", shape: "function", repairs: ["add-calendar"] },
	{ path: "Services.wm.getEnumerator", shape: "function", repairs: ["add-calendar"] },
	{ path: "Services.io.newURI", shape: "function", repairs: ["add-calendar"] },
	{ path: "MailServices.ab.directories", shape: "list", repairs: DAV },
	{ path: "MailServices.ab.newAddressBook", shape: "function", repairs: ["add-address-book"] },
	{ path: "MailServices.ab.getDirectoryFromId", shape: "function", repairs: ["add-address-book"] },
	{ path: "MailServices.ab.deleteAddressBook", shape: "function", repairs: ["add-address-book"] },
	{ path: "Ci.nsIAbManager", shape: "interface", repairs: BOOKS },
	{ path: "CardDAVDirectory.forFile", shape: "function", repairs: BOOKS },
	{ path: "CardDAVDirectory.prototype.fetchAllFromServer", shape: "function", repairs: ["add-address-book"] },
	{ path: "Services.logins.isLoggedIn", shape: "boolean", repairs: WITH_LOGIN },
	{ path: "Services.logins.countLoginsAsync|Services.logins.countLogins", shape: "function", repairs: WITH_LOGIN },
	{ path: "Services.logins.searchLoginsAsync", shape: "function", repairs: WITH_LOGIN },
	{ path: "Services.logins.addLoginAsync", shape: "function", repairs: WITH_LOGIN },
	{ path: "Services.logins.removeLoginAsync|Services.logins.removeLogin", shape: "function", repairs: WITH_LOGIN },
	{ path: "Services.logins.modifyLoginAsync|Services.logins.modifyLogin", shape: "function", repairs: ACCOUNTS },
];

/** What is made while Thunderbird closes needs, and nothing of its mail, which is over by then. */
const FOR_CLOSING: readonly Omit<Internal, "repairs">[] = [
	{ path: "Services.prefs.getPrefType", shape: "function" },
	{ path: "Services.prefs.prefHasUserValue", shape: "function" },
	{ path: "Services.prefs.prefIsLocked", shape: "function" },
	{ path: "Services.prefs.getIntPref", shape: "function" },
	{ path: "Services.prefs.getBoolPref", shape: "function" },
	{ path: "Services.prefs.getStringPref", shape: "function" },
	{ path: "Services.prefs.setIntPref", shape: "function" },
	{ path: "Services.prefs.setBoolPref", shape: "function" },
	{ path: "Services.prefs.setStringPref", shape: "function" },
	{ path: "Services.prefs.clearUserPref", shape: "function" },
	{ path: "Services.prefs.getChildList", shape: "function" },
	{ path: "Services.prefs.getDefaultBranch", shape: "function" },
	{ path: "Services.prefs.savePrefFile", shape: "function" },
	{ path: "Services.dirsvc.get", shape: "function" },
	{ path: "Ci.nsIFileInputStream", shape: "interface" },
	{ path: "Ci.nsIBinaryInputStream", shape: "interface" },
	{ path: "Ci.nsISafeOutputStream", shape: "interface" },
	{ path: "Ci.nsICryptoHash", shape: "interface" },
	{ path: "Ci.mozIStorageService", shape: "interface" },
];

/** What keeping a typed password needs; no change that could be switched off hangs on these. */
const FOR_PASSWORD: readonly Omit<Internal, "repairs">[] = [
	{ path: "Services.logins.isLoggedIn", shape: "boolean" },
	{ path: "Services.logins.countLoginsAsync|Services.logins.countLogins", shape: "function" },
	{ path: "Services.logins.searchLoginsAsync", shape: "function" },
	{ path: "Services.logins.addLoginAsync", shape: "function" },
	{ path: "Services.logins.modifyLoginAsync|Services.logins.modifyLogin", shape: "function" },
	{ path: "IOUtils.readUTF8", shape: "function" },
	{ path: "PathUtils.profileDir", shape: "string" },
	{ path: "incoming.hostname|incoming.hostName", shape: "string" },
	{ path: "incoming.forgetSessionPassword", shape: "function" },
];

const CLOSING_ALONE = FOR_CLOSING.filter(({ path }) => !INTERNALS.some((internal) => internal.path === path));
const ALL: readonly Internal[] = [...INTERNALS, ...CLOSING_ALONE.map((internal) => ({ ...internal, repairs: MOVING }))];

/** What a sign-in needs, beside the changes that follow it. */
const FOR_SIGN_IN: readonly Omit<Internal, "repairs">[] = [
	...FOR_PASSWORD.filter(({ path }) => !path.startsWith("incoming.")),
	{ path: "Services.wm.getEnumerator", shape: "function" },
	{ path: "OAuth2Providers.getHostnameDetails", shape: "function" },
	{ path: "OAuth2Providers.getIssuerDetails", shape: "function" },
	{ path: "OAuth2.prototype.connect", shape: "function" },
	{ path: "OAuth2.prototype.requestAuthorization", shape: "function" },
	{ path: "OAuth2.prototype.finishAuthorizationRequest", shape: "function" },
	{ path: "OAuth2.prototype._isRetrying", shape: "boolean" },
	{ path: "OAuth2Module.prototype.initFromHostname", shape: "function" },
];

/** The newest major version that this add-on was tried with. */
const NEWEST_TRIED = 153;

/** The objects that the paths begin with; a sample of a server or identity is absent when the profile has none. */
export type Roots = Readonly<Record<string, unknown>>;

function hasShape(value: unknown, shape: Shape): boolean {
	if (shape === "list") return Array.isArray(value);
	if (shape === "interface") return value !== undefined;
	if (shape === "text") return value === null || typeof value === "string";
	return typeof value === shape;
}

function look(roots: Roots, path: string): unknown {
	let value: unknown = roots;
	for (const name of path.split(".")) {
		if (value === null || value === undefined) return undefined;
		value = (value as Record<string, unknown>)[name];
	}
	return value;
}

function isThere(roots: Roots, internal: Omit<Internal, "repairs">): boolean {
	const root = internal.path.slice(0, internal.path.indexOf("."));
	const isSample = root === "incoming" || root === "outgoing" || root === "identity";
	// No server of this kind in the profile: nothing to repair, so nothing is missing.
	if (isSample && roots[root] === null) return true;
	return internal.path.split("|").some((path) => {
		try {
			return hasShape(look(roots, path), internal.shape);
		} catch {
			return false;
		}
	});
}

export function selfCheck(roots: Roots, version: string): SelfCheck {
	const major = Number.parseInt(version, 10);
	return {
		version,
		tried: major > NEWEST_TRIED ? "newer" : "tried",
		missing: ALL.filter((internal) => !isThere(roots, internal)).map((internal) => ({
			internal: internal.path,
			repairs: [...internal.repairs],
		})),
	};
}

/** What is missing for keeping a typed password; null when nothing is. */
export function missingForPassword(roots: Roots): string | null {
	return FOR_PASSWORD.find((internal) => !isThere(roots, internal))?.path ?? null;
}

/** What is missing for making what was prepared; null when nothing is. */
export function missingForClosing(roots: Roots): string | null {
	return FOR_CLOSING.find((internal) => !isThere(roots, internal))?.path ?? null;
}

/** What is missing for a sign-in; null when nothing is. */
export function missingForSignIn(roots: Roots): string | null {
	return FOR_SIGN_IN.find((internal) => !isThere(roots, internal))?.path ?? null;
}

/** Paths of all internals that are looked at, for the tests that take each away in turn. */
export const INTERNAL_PATHS: readonly string[] = ALL.map((internal) => internal.path);
