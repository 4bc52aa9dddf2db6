// Thunderbird's login store: the hands of the repair for stored logins, and the list of those that nothing uses. No password
// leaves this file but into the store itself.

import type { LoginPlace } from "../../domain/journal";
import { attempt } from "../shared/attempt";
import { countLogins } from "../shared/logins";
import { incomingSettings, outgoingSettings } from "../shared/servers";
import { untilOnDisk } from "./disk";
import type { Ports } from "./ports";
import { valueIn } from "./preferences";
import type { LoginUser, UnusedLoginPorts } from "./unused-logins";

const realmOf = ({ origin, realm }: LoginPlace): string => realm ?? origin;

async function findLogin(place: LoginPlace): Promise<NsILoginInfo | null> {
	if (!Services.logins.isLoggedIn) return null;
	const found = await Services.logins.searchLoginsAsync({ origin: place.origin, httpRealm: realmOf(place) });
	return found.find((login) => login.username === place.username) ?? null;
}

function guidOf(login: NsILoginInfo): string {
	return login.QueryInterface(Ci.nsILoginMetaInfo).guid;
}

function stampOf(login: NsILoginInfo | null): { guid: string; changed: number } | null {
	if (login === null) return null;
	const { guid, timePasswordChanged } = login.QueryInterface(Ci.nsILoginMetaInfo);
	return { guid, changed: timePasswordChanged };
}

/** 153 and 140. */
async function removeLogin(login: NsILoginInfo): Promise<void> {
	if (Services.logins.removeLoginAsync) await Services.logins.removeLoginAsync(login);
	else Services.logins.removeLogin?.(login);
}

/** In Thunderbird's own format: for mail the origin is the realm. */
function loginAt(place: LoginPlace, password: string): NsILoginInfo {
	const login = Cc["@mozilla.org/login-manager/loginInfo;1"]?.createInstance(Ci.nsILoginInfo) as NsILoginInfo;
	login.init(place.origin, null, realmOf(place), place.username, password, "", "");
	return login;
}

/** Resolves with true once the login file holds what is wanted. */
export async function loginsOnDisk(holds: (logins: ReadonlyMap<string, number>) => boolean): Promise<boolean> {
	// Thunderbird writes logins about 1.5 s late; where it can be asked to write now, it is.
	await Services.logins.wrappedJSObject?._storage?.testSaveForReplace?.();
	return untilOnDisk(PathUtils.join(PathUtils.profileDir, "logins.json"), (content) => {
		const live = liveLogins(content);
		return live !== null && holds(live);
	});
}

export const logins: Ports["logins"] = {
	isLocked: () => !Services.logins.isLoggedIn,
	async has(place) {
		if ((await countLogins(place.origin, realmOf(place))) === 0) return false;
		return !Services.logins.isLoggedIn || (await findLogin(place)) !== null;
	},
	async realms(origin, username) {
		if (!Services.logins.isLoggedIn || (await countLogins(origin, null)) === 0) return [];
		const found = await Services.logins.searchLoginsAsync({ origin });
		return found.filter((login) => username === null || login.username === username).map((login) => login.httpRealm);
	},
	async copy(from, to) {
		const original = await findLogin(from);
		if (!original) return null;
		await Services.logins.addLoginAsync(loginAt(to, original.password));
		const added = await findLogin(to);
		return added && guidOf(added);
	},
	stampOf: async (place) => stampOf(await findLogin(place)),
	async setAside(place, former, password) {
		if (!Services.logins.isLoggedIn) throw new Error("the login store is locked");
		const present = await findLogin(place);
		if (present === null || present.password === password) return true;
		if ((await findLogin(former)) === null) await Services.logins.addLoginAsync(loginAt(former, present.password));
		const copy = await findLogin(former);
		return copy !== null && this.flush([guidOf(copy)], []);
	},
	async restore({ place, former, changed }) {
		if (!Services.logins.isLoggedIn) throw new Error("the login store is locked");
		const copy = former === undefined ? null : await findLogin(former);
		if (copy === null) return true;
		const present = stampOf(await findLogin(place));
		const isUntouched = present !== null && (changed === undefined || changed === present.changed);
		if (isUntouched && !(await this.keep(place, copy.password))) return false;
		const id = guidOf(copy);
		await removeLogin(copy);
		return this.flush([], [id]);
	},
	async removeKept({ place, guid }) {
		if (!Services.logins.isLoggedIn) throw new Error("the login store is locked");
		const kept = await findLogin(place);
		const id = kept && guidOf(kept);
		if (kept === null || (guid !== null && guid !== id)) return null;
		await removeLogin(kept);
		return id;
	},
	async removeCopy({ from, to, guid }) {
		if (!Services.logins.isLoggedIn) throw new Error("the login store is locked");
		const original = await findLogin(from);
		const copy = await findLogin(to);
		if (!original || !copy || original.password !== copy.password) return null;
		const id = guidOf(copy);
		if (guid !== null && guid !== id) return null;
		await removeLogin(copy);
		return id;
	},
	async keep(place, password) {
		if (!Services.logins.isLoggedIn) throw new Error("the login store is locked");
		const present = await findLogin(place);
		const wanted = loginAt(place, password);
		if (!present) await Services.logins.addLoginAsync(wanted);
		else if (present.password === password) return true;
		else if (Services.logins.modifyLoginAsync) await Services.logins.modifyLoginAsync(present, wanted);
		else Services.logins.modifyLogin?.(present, wanted);
		const kept = await findLogin(place);
		if (kept?.password !== password) return false;
		const { guid, timePasswordChanged } = kept.QueryInterface(Ci.nsILoginMetaInfo);
		return loginsOnDisk((live) => live.get(guid) === timePasswordChanged);
	},
	flush: (present, absent) =>
		loginsOnDisk((live) => present.every((id) => live.has(id)) && !absent.some((id) => live.has(id))),
};

/**
 * The ids in a login file, with the time of each password; null when it is none. Removed logins may stay in it as a mark
 * for synchronisation.
 */
function liveLogins(content: string): ReadonlyMap<string, number> | null {
	return attempt(() => {
		const { logins } = JSON.parse(content) as {
			logins: { guid: string; timePasswordChanged: number; deleted?: boolean }[];
		};
		const live = logins.filter((login) => login.deleted !== true);
		return new Map(live.map(({ guid, timePasswordChanged }) => [guid, timePasswordChanged]));
	}, null);
}

/** Everybody who may use a stored login: servers of any kind, also those that no account has or that cannot be read. */
function loginUsers(): LoginUser[] {
	const { accounts, outgoingServer } = ChromeUtils.importESModule(
		"resource:///modules/MailServices.sys.mjs",
	).MailServices;
	const stored = (branch: string, user: string, type: (at: string) => string): LoginUser[] =>
		Services.prefs
			.getChildList(branch)
			.filter((name) => name.endsWith(".hostname"))
			.map((name) => {
				const at = name.slice(0, -"hostname".length);
				return { type: type(at), host: textPref(name), username: textPref(`${at}${user}`) };
			});
	return [
		...accounts.allServers.map((server) => ({ type: server.type, ...incomingSettings(server) })),
		...outgoingServer.servers
			.filter((server) => server.type === "smtp")
			.map((server) => ({ type: "smtp", ...outgoingSettings(server.QueryInterface(Ci.nsISmtpServer)) })),
		...stored("mail.server.", "userName", (at) => textPref(`${at}type`)),
		...stored("mail.smtpserver.", "username", () => "smtp"),
	];
}

function textPref(name: string): string {
	const value = valueIn(Services.prefs, name);
	return typeof value === "string" ? value : "";
}

export const unusedLogins: Omit<UnusedLoginPorts<NsILoginInfo>, "journal"> = {
	isLocked: () => !Services.logins.isLoggedIn,
	count: () => countLogins("", null),
	async all() {
		const all = await Services.logins.getAllLogins();
		return all.map((login) => ({
			id: guidOf(login),
			origin: login.origin,
			realm: login.httpRealm,
			username: login.username,
			login,
		}));
	},
	remove: removeLogin,
	servers: loginUsers,
};
