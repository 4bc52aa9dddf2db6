// Calendars and address books that the engine adds, changes and takes back, against a fake Thunderbird that fails where the
// real one would ask for a password. The real one: ../../thunderbird/dav/.

import { describe, expect, it } from "vitest";
import type { AddCollectionChange, Change, SetChange } from "../../../src/domain/change";
import { Engine } from "../../../src/experiments/repair/engine";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { type FakeLogin, type FakeOptions, FakeThunderbird } from "./fake-thunderbird";
import { appliedId } from "./scenes";

const HOST = "webmail.numerique.gouv.fr";
const ORIGIN = `https://${HOST}`;
const USER = "user1@beta.gouv.fr";
const MAIL = { origin: "imap://imap.numerique.gouv.fr", username: USER, password: "secret" };
const DAV = { origin: ORIGIN, username: USER, realm: "OX DAV", password: "secret" };

const calendar: AddCollectionChange = {
	...{ kind: "add-calendar", type: "caldav", server: "server1", url: `${ORIGIN}/dav/caldav/32/`, name: "Agenda" },
	...{ color: "#1f6feb", readOnly: false, username: USER, identity: "id1", refresh: 30, makeDefault: false },
	login: { realm: "OX DAV", from: "mail" },
};
const book: AddCollectionChange = {
	...{ ...calendar, kind: "add-address-book", type: "carddav", name: "Contacts", color: null, identity: null },
	url: `${ORIGIN}/dav/carddav/33/`,
};

const SUITE = profilePrefs([
	{
		...accountPrefs(1),
		"mail.server.server1.hostname": "imap.numerique.gouv.fr",
		"mail.server.server1.userName": USER,
	},
]);

function profile(given: Partial<FakeOptions> = {}): FakeThunderbird {
	return new FakeThunderbird({ prefs: { ...SUITE, ...given.prefs }, logins: given.logins ?? [MAIL] });
}

const calendarPrefs = (id: string, url: string, username = USER) => ({
	[`calendar.registry.${id}.uri`]: url,
	[`calendar.registry.${id}.username`]: username,
	[`calendar.registry.${id}.name`]: "By hand",
});

const stateOf = ({ memory }: FakeThunderbird) => ({
	prefs: Object.fromEntries(memory.prefs),
	logins: memory.logins.map(({ guid: _, ...login }: FakeLogin) => login),
});
const urlsOf = ({ ports: { collections } }: FakeThunderbird) =>
	[...collections.calendar.list(), ...collections["address-book"].list()].map(({ url }) => url);
const davLogins = ({ memory }: FakeThunderbird) => memory.logins.filter(({ origin }) => origin === ORIGIN);

describe("a calendar and an address book", () => {
	it("are added together with one login, and taken back exactly", async () => {
		const thunderbird = profile();
		const before = stateOf(thunderbird);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair([calendar, book], {}));
		expect(urlsOf(thunderbird)).toEqual([calendar.url, book.url]);
		expect(davLogins(thunderbird)).toMatchObject([DAV]);
		expect(thunderbird.steps).toEqual([
			...["journal:applying", "login:copied", "logins:flushed", "settled", "calendar:added", "address-book:added"],
			...["preferences:flushed", "synchronised", "journal:applied"],
		]);
		expect(await engine.undo(id)).toMatchObject({ kind: "undone" });
		expect(stateOf(thunderbird)).toEqual(before);
	});

	it("are found there when they are added again, under an alias, or after a person has added them", async () => {
		const alias = "https://webmail.beta.gouv.fr/dav/caldav/32";
		const thunderbird = profile({ prefs: { ...SUITE, ...calendarPrefs("c1", alias) }, logins: [MAIL] });
		const engine = new Engine(thunderbird.ports);
		const byHand = stateOf(thunderbird);
		expect(await engine.repair([calendar], {})).toEqual({ kind: "nothing-to-do" });
		expect(stateOf(thunderbird)).toEqual(byHand);
		appliedId(await engine.repair([book], {}));
		const once = stateOf(thunderbird);
		const again = { ...book, url: "https://messagerie.numerique.gouv.fr/dav/carddav/33" };
		expect(await engine.repair([calendar, again, book], {})).toEqual({ kind: "nothing-to-do" });
		expect(stateOf(thunderbird)).toEqual(once);
	});

	it("are found there under a bare user name", async () => {
		const thunderbird = profile({ prefs: { ...SUITE, ...calendarPrefs("c1", calendar.url, "user1") } });
		expect(await new Engine(thunderbird.ports).repair([calendar], {})).toEqual({ kind: "nothing-to-do" });
	});

	it.each([
		["of another user", { ...calendar, username: "user2@beta.gouv.fr" }],
		["at another address", { ...calendar, url: `${ORIGIN}/dav/caldav/33/` }],
	])("are another one %s", async (_, change) => {
		const thunderbird = profile({ prefs: { ...SUITE, ...calendarPrefs("c1", calendar.url) } });
		appliedId(await new Engine(thunderbird.ports).repair([change], {}));
		expect(thunderbird.ports.collections.calendar.list()).toHaveLength(2);
	});

	it("are one where two clicks come at once", async () => {
		const thunderbird = profile();
		const engine = new Engine(thunderbird.ports);
		const outcomes = await Promise.all([engine.repair([calendar], {}), engine.repair([calendar], {})]);
		expect(outcomes).toMatchObject([{ kind: "applied" }, { kind: "refused", problem: { kind: "busy" } }]);
		const twice = profile();
		appliedId(await new Engine(twice.ports).repair([calendar, calendar], {}));
		expect(twice.ports.collections.calendar.list()).toHaveLength(1);
	});

	it("leave a second one of the same name its own preferences", async () => {
		const thunderbird = profile();
		const other = { ...book, url: `${ORIGIN}/dav/carddav/34/` };
		appliedId(await new Engine(thunderbird.ports).repair([book, other], {}));
		expect(thunderbird.ports.collections["address-book"].list().map(({ id }) => id)).toEqual([
			"ldap_2.servers.Contacts",
			"ldap_2.servers.Contacts_1",
		]);
	});
});

describe("nothing is added", () => {
	it("of what the organisation does not offer, whoever asks; what is there can be taken back", async () => {
		const thunderbird = profile();
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair([calendar], {}));
		thunderbird.faults.additionsOff.add("caldav");
		const once = stateOf(thunderbird);
		const link: Change = { ...calendar, type: "ics", url: "https://agenda.example/a.ics", username: "", login: null };
		for (const change of [{ ...calendar, url: `${ORIGIN}/dav/caldav/34/` }, link]) {
			expect(await engine.repair([book, change], {})).toEqual({
				...{ kind: "refused", problem: { kind: "additions-off", service: "calendar" } },
			});
		}
		expect(stateOf(thunderbird)).toEqual(once);
		expect(await engine.undo(id)).toMatchObject({ kind: "undone" });
		appliedId(await engine.repair([book], {}));
	});

	const refusals: [string, Change, Partial<FakeOptions>, object][] = [
		[
			"from a host that is not the provider's",
			{ ...calendar, url: "https://evil.example/dav/caldav/32/" },
			{},
			{ kind: "foreign-host", host: "evil.example" },
		],
		[
			"from the host of another provider",
			{ ...calendar, url: "https://apidata.googleusercontent.com/caldav/v2/a/events/" },
			{},
			{ kind: "foreign-host", host: "apidata.googleusercontent.com" },
		],
		["without a stored login", calendar, { logins: [] }, { kind: "password-needed", key: "server1", host: HOST }],
		[
			"whose login is said to be stored, and is not",
			{ ...calendar, login: { realm: "OX DAV", from: "stored" } },
			{},
			{ kind: "password-needed", key: "server1", host: HOST },
		],
		[
			"whose login is kept under another realm",
			{ ...calendar, login: { realm: "Another", from: "stored" } },
			{ logins: [DAV] },
			{ kind: "password-needed", key: "server1", host: HOST },
		],
		["by a token that is not there", { ...calendar, login: null }, {}, { kind: "password-needed", host: HOST }],
		["for an account that is gone", { ...calendar, server: "server9" }, {}, { kind: "unknown-target", key: "server9" }],
		["for an identity that is gone", { ...calendar, identity: "id9" }, {}, { kind: "unknown-target", key: "id9" }],
	];
	it.each(refusals)("%s", async (_, change, given, problem) => {
		const thunderbird = profile(given);
		const before = stateOf(thunderbird);
		const outcome = await new Engine(thunderbird.ports).repair([change], {});
		expect(outcome).toMatchObject({ kind: "refused", problem });
		expect(stateOf(thunderbird)).toEqual(before);
	});

	it("while the primary password is locked, for Thunderbird would ask for it", async () => {
		const thunderbird = profile({ logins: [MAIL, DAV] });
		thunderbird.faults.loginStoreLocked = true;
		expect(await new Engine(thunderbird.ports).repair([calendar], {})).toMatchObject({
			problem: { kind: "login-store-locked" },
		});
	});

	it("in a Thunderbird that lacks what it needs", async () => {
		const thunderbird = profile();
		thunderbird.faults.missing.set("add-calendar", "cal.manager.registerCalendar");
		expect(await new Engine(thunderbird.ports).repair([calendar], {})).toMatchObject({
			problem: { kind: "unsupported" },
		});
	});

	it.each(["failed", new Error("gone")] as const)("that cannot be read at once (%s): all is put back", async (end) => {
		const thunderbird = profile();
		const before = stateOf(thunderbird);
		thunderbird.faults.firstReads.set(HOST, end);
		const outcome = await new Engine(thunderbird.ports).repair([calendar, book], {});
		expect(outcome.kind).toBe("rolled-back");
		expect(stateOf(thunderbird)).toEqual(before);
	});
});

describe("adding", () => {
	it("keeps what a slow server has not shown yet", async () => {
		const thunderbird = profile();
		thunderbird.faults.firstReads.set(HOST, "slow");
		appliedId(await new Engine(thunderbird.ports).repair([calendar], {}));
		expect(urlsOf(thunderbird)).toEqual([calendar.url]);
	});

	it("takes a login that is stored already, and leaves it at an undo", async () => {
		const thunderbird = profile({ logins: [MAIL, DAV] });
		const engine = new Engine(thunderbird.ports);
		const before = stateOf(thunderbird);
		const id = appliedId(await engine.repair([{ ...calendar, login: { realm: "OX DAV", from: "stored" } }], {}));
		await engine.undo(id);
		expect(stateOf(thunderbird)).toEqual(before);
	});

	it("uses the token that mail has, and stores no password", async () => {
		const thunderbird = profile();
		thunderbird.faults.tokens.add(`${HOST} ${USER}`);
		appliedId(await new Engine(thunderbird.ports).repair([{ ...calendar, login: null }], {}));
		expect(davLogins(thunderbird)).toEqual([]);
	});

	it("takes a public calendar from anywhere, without a login", async () => {
		const thunderbird = profile({ logins: [] });
		const ics: AddCollectionChange = {
			...{ ...calendar, type: "ics", url: "https://public.example/agenda.ics" },
			...{ username: "", login: null, identity: null },
		};
		appliedId(await new Engine(thunderbird.ports).repair([ics], {}));
		expect(urlsOf(thunderbird)).toEqual(["https://public.example/agenda.ics"]);
		expect(thunderbird.memory.logins).toEqual([]);
	});

	it("makes one calendar the default, and gives that back to the former one", async () => {
		const thunderbird = profile({
			prefs: {
				...SUITE,
				...calendarPrefs("c1", "https://dav.example/1/"),
				"calendar.registry.c1.calendar-main-default": true,
			},
		});
		const before = stateOf(thunderbird);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair([{ ...calendar, makeDefault: true }], {}));
		const defaults = [...thunderbird.memory.prefs].filter(([name]) => name.endsWith("-main-default"));
		expect(defaults).toHaveLength(1);
		await engine.undo(id);
		expect(stateOf(thunderbird)).toEqual(before);
	});
});

describe("an undo", () => {
	it("is refused while entries wait to be sent, and made once they were", async () => {
		const thunderbird = profile();
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair([calendar, book], {}));
		const after = stateOf(thunderbird);
		thunderbird.faults.unsent.add("ldap_2.servers.Contacts");
		expect(await engine.undo(id)).toEqual({ kind: "refused", problem: { kind: "unsent-changes", name: "Contacts" } });
		expect(stateOf(thunderbird)).toEqual(after);
		thunderbird.faults.unsent.clear();
		expect(await engine.undo(id)).toMatchObject({ kind: "undone" });
	});

	it.each([
		["in their order", [0, 1]],
		["the latest first", [1, 0]],
	])("of two clicks leaves nothing of the login that both used: %s", async (_, order) => {
		const thunderbird = profile();
		const before = stateOf(thunderbird);
		const engine = new Engine(thunderbird.ports);
		const shared = { ...book, login: { realm: "OX DAV", from: "stored" } } as const;
		const ids = [appliedId(await engine.repair([calendar], {})), appliedId(await engine.repair([shared], {}))];
		for (const index of order) expect(await engine.undo(ids[index] ?? "")).toMatchObject({ kind: "undone" });
		expect(stateOf(thunderbird)).toEqual(before);
	});

	it("leaves that login to a calendar that a person has added meanwhile", async () => {
		const thunderbird = profile();
		const engine = new Engine(thunderbird.ports);
		const shared = { ...book, login: { realm: "OX DAV", from: "stored" } } as const;
		const ids = [appliedId(await engine.repair([calendar], {})), appliedId(await engine.repair([shared], {}))];
		await engine.undo(ids[0] ?? "");
		thunderbird.faults.loginStoreLocked = true;
		expect(await engine.undo(ids[1] ?? "")).toEqual({ kind: "refused", problem: { kind: "login-store-locked" } });
		thunderbird.faults.loginStoreLocked = false;
		for (const [name, value] of Object.entries(calendarPrefs("c1", calendar.url)))
			thunderbird.memory.prefs.set(name, value);
		expect(await engine.undo(ids[1] ?? "")).toMatchObject({ kind: "undone" });
		expect(davLogins(thunderbird)).toHaveLength(1);
	});

	it("takes back the one that was renamed, and leaves one that has taken its place", async () => {
		const thunderbird = profile();
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair([calendar, book], {}));
		const [added] = thunderbird.ports.collections.calendar.list();
		thunderbird.memory.prefs.set(`calendar.registry.${added?.id}.name`, "Renamed");
		// Removed by the user, and added again: Thunderbird gives it the same preferences.
		thunderbird.memory.prefs.set("ldap_2.servers.Contacts.uid", "of-the-user");
		await engine.undo(id);
		expect(urlsOf(thunderbird)).toEqual([book.url]);
		expect(davLogins(thunderbird)).toHaveLength(1);
	});

	it("leaves a local address book that has got the place of the one that the user removed", async () => {
		const thunderbird = profile();
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair([book], {}));
		const branch = "ldap_2.servers.Contacts.";
		for (const name of thunderbird.ports.prefs.namesBelow(branch)) thunderbird.memory.prefs.delete(name);
		const local = { [`${branch}filename`]: "abook-1.sqlite", [`${branch}description`]: "Contacts" };
		for (const [name, value] of Object.entries(local)) thunderbird.memory.prefs.set(name, value);
		expect(await engine.undo(id)).toMatchObject({ kind: "undone" });
		expect(Object.fromEntries(thunderbird.memory.prefs)).toMatchObject(local);
	});

	it("leaves the login with which another calendar has come to log in", async () => {
		const thunderbird = profile();
		const engine = new Engine(thunderbird.ports);
		const first = appliedId(await engine.repair([calendar], {}));
		const second = appliedId(await engine.repair([book], {}));
		await engine.undo(first);
		expect(davLogins(thunderbird)).toHaveLength(1);
		await engine.undo(second);
		expect(urlsOf(thunderbird)).toEqual([]);
	});
});

describe("a setting of a calendar that is there", () => {
	const set = (setting: SetChange["setting"], from: SetChange["from"], to: SetChange["to"]): SetChange => ({
		...{ kind: "set", target: "calendar", key: "c1", setting, from, to },
	});
	const prefs = { ...SUITE, ...calendarPrefs("c1", calendar.url, ""), "calendar.registry.c1.disabled": "true" };

	it("is changed, taken up and taken back", async () => {
		const thunderbird = profile({ prefs, logins: [DAV] });
		const before = stateOf(thunderbird);
		const engine = new Engine(thunderbird.ports);
		const changes = [
			set("calendar.username", "", USER),
			set("calendar.cached", false, true),
			set("calendar.enabled", false, true),
		];
		const id = appliedId(await engine.repair(changes, {}));
		expect(stateOf(thunderbird).prefs).toMatchObject({
			"calendar.registry.c1.username": USER,
			"calendar.registry.c1.cache.enabled": true,
		});
		expect(thunderbird.settled).toContain("calendar/c1");
		thunderbird.faults.unsent.add("c1");
		expect(await engine.undo(id)).toMatchObject({ problem: { kind: "unsent-changes" } });
		thunderbird.faults.unsent.clear();
		await engine.undo(id);
		expect(stateOf(thunderbird)).toEqual(before);
	});

	it("is left where Thunderbird would ask for a password", async () => {
		const thunderbird = profile({ prefs });
		const problem = { kind: "password-needed", key: "c1", host: HOST };
		const engine = new Engine(thunderbird.ports);
		expect(await engine.repair([set("calendar.username", "", USER)], {})).toMatchObject({ problem });
		expect(await engine.repair([set("calendar.enabled", false, true)], {})).toMatchObject({ problem });
	});

	it("takes the login of a wrong user name along, at the same host and realm", async () => {
		const wrong = { ...prefs, "calendar.registry.c1.username": "user1" };
		const thunderbird = profile({ prefs: wrong, logins: [{ ...DAV, username: "user1" }] });
		const engine = new Engine(thunderbird.ports);
		const before = stateOf(thunderbird);
		const id = appliedId(await engine.repair([set("calendar.username", "user1", USER)], {}));
		expect(davLogins(thunderbird)).toMatchObject([{ username: "user1" }, DAV]);
		await engine.undo(id);
		expect(stateOf(thunderbird)).toEqual(before);
	});

	it("is not changed while entries wait in the copy that would go", async () => {
		const thunderbird = profile({ prefs: { ...prefs, "calendar.registry.c1.cache.enabled": true }, logins: [DAV] });
		thunderbird.faults.unsent.add("c1");
		expect(await new Engine(thunderbird.ports).repair([set("calendar.cached", true, false)], {})).toMatchObject({
			problem: { kind: "unsent-changes", name: "By hand" },
		});
	});
});
