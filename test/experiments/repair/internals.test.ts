// The self-check: each internal taken away in turn. That the list is right is seen in a real Thunderbird.

import { describe, expect, it } from "vitest";
import {
	INTERNAL_PATHS,
	missingForClosing,
	missingForPassword,
	type Roots,
	selfCheck,
} from "../../../src/experiments/repair/internals";

/** Everything there: an object in which each path leads to a value of the right shape. */
function complete(): Record<string, Record<string, unknown>> {
	const fn = (): void => undefined;
	const servers = {
		accounts: [],
		allServers: [],
		allFolders: [],
		allIdentities: [],
		servers: [],
		createServer: fn,
		deleteServer: fn,
		...{ createIdentity: fn, createIncomingServer: fn, createAccount: fn, createLocalMailAccount: fn },
		...{ removeAccount: fn, removeIncomingServer: fn, saveAccountInfo: fn },
	};
	const addressBooks = { directories: [], newAddressBook: fn, getDirectoryFromId: fn, deleteAddressBook: fn };
	const calendars = Object.fromEntries(
		["getCalendars", "getCalendarById", "createCalendar", "registerCalendar", "unregisterCalendar"].map((name) => [
			name,
			fn,
		]),
	);
	return {
		Services: {
			prefs: Object.fromEntries(
				INTERNAL_PATHS.filter((path) => path.startsWith("Services.prefs.")).map((path) => [path.split(".")[2], fn]),
			),
			dirsvc: { get: fn },
			obs: { addObserver: fn },
			wm: { getEnumerator: fn },
			io: { newURI: fn },
			startup: { quit: fn },
			uuid: { generateUUID: fn },
			logins: {
				isLoggedIn: true,
				countLoginsAsync: fn,
				searchLoginsAsync: fn,
				addLoginAsync: fn,
				removeLoginAsync: fn,
				modifyLoginAsync: fn,
			},
		},
		Ci: Object.fromEntries(
			INTERNAL_PATHS.filter((path) => path.startsWith("Ci.")).map((path) => [path.split(".")[1], {}]),
		),
		IOUtils: { readUTF8: fn, writeUTF8: fn, makeDirectory: fn },
		PathUtils: { profileDir: "/profile" },
		MailServices: { accounts: servers, outgoingServer: servers, ab: addressBooks, imap: { discoverAllFolders: fn } },
		ChromeUtils: { generateQI: fn },
		cal: { manager: calendars, view: { getCompositeCalendar: fn } },
		calendarManager: { updateCalendarRegistration: fn },
		CardDAVDirectory: { forFile: fn, prototype: { fetchAllFromServer: fn } },
		incoming: {
			port: 993,
			socketType: 3,
			authMethod: 3,
			hostname: "h",
			username: "u",
			serverURI: "imap://u@h",
			...{ prettyName: "n", clientid: "", doBiff: true, valid: true, canBeDefaultServer: true },
			...{ setBoolValue: fn, getNewMessages: fn },
			getIntValue: fn,
			getBoolValue: fn,
			closeCachedConnections: fn,
			forgetSessionPassword: fn,
		},
		outgoing: { hostname: "h", username: "u", port: 0, socketType: 3, authMethod: 3, closeCachedConnections: fn },
		identity: {
			smtpServerKey: "",
			doFcc: true,
			fccFolderURI: null,
			draftsFolderURI: "",
			templatesFolderURI: "",
			archivesFolderURI: "",
		},
	};
}

function without(path: string): Roots {
	const roots = complete();
	for (const name of path.split("|")) {
		const steps = name.split(".");
		const last = steps.pop() ?? "";
		let value: Record<string, unknown> = roots;
		for (const step of steps) value = value[step] as Record<string, unknown>;
		Reflect.deleteProperty(value, last);
	}
	return roots;
}

describe("the self-check", () => {
	it("misses nothing where everything is there", () => {
		expect(selfCheck(complete(), "153.7.0").missing).toEqual([]);
	});

	it.each(INTERNAL_PATHS)("misses %s when it is gone", (path) => {
		expect(selfCheck(without(path), "153.7.0").missing.map((one) => one.internal)).toEqual([path]);
	});

	it("misses what has become something else", () => {
		const roots = complete();
		Object.assign(roots["incoming"] ?? {}, { port: "993" });
		expect(selfCheck(roots, "153.7.0").missing).toEqual([
			{ internal: "incoming.port", repairs: ["incoming", "incoming-host", "create-account"] },
		]);
	});

	it("survives a getter that throws", () => {
		const roots = complete();
		Object.defineProperty(roots["Services"], "logins", {
			get() {
				throw new Error("gone");
			},
		});
		expect(selfCheck(roots, "153.7.0").missing.length).toBeGreaterThan(3);
	});

	it("takes any one of the names that differ between versions", () => {
		const roots = complete();
		const incoming = roots["incoming"] ?? {};
		delete incoming["hostname"];
		incoming["hostName"] = "h";
		expect(selfCheck(roots, "140.12.0").missing).toEqual([]);
	});

	it("asks nothing of servers that a profile does not have", () => {
		const roots = { ...complete(), incoming: null, outgoing: null, identity: null };
		expect(selfCheck(roots, "153.7.0").missing).toEqual([]);
	});

	it.each([
		["140.12.0", "tried"],
		["153.7.0", "tried"],
		["154.0", "newer"],
		["200.1.0esr", "newer"],
	])("knows whether Thunderbird %s was tried: %s", (version, tried) => {
		expect(selfCheck(complete(), version).tried).toBe(tried);
	});
});

describe("keeping a typed password", () => {
	it("misses nothing where everything is there, and what is gone by its name", () => {
		expect(missingForPassword(complete())).toBeNull();
		expect(missingForPassword({ ...complete(), incoming: null })).toBeNull();
		const path = "Services.logins.modifyLoginAsync|Services.logins.modifyLogin";
		expect(missingForPassword(without(path))).toBe(path);
	});

	it("while Thunderbird closes, asks nothing of its mail, which is over by then", () => {
		const { Services, Ci } = complete();
		expect(missingForClosing({ Services, Ci })).toBe(null);
		expect(missingForClosing({ Services, Ci: {} })).toBe("Ci.nsIFileInputStream");
	});
});
