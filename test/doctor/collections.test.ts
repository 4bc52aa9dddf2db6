// Calendars and address books as the doctor asks for them: whom, how often, with which login, and what is offered of what is
// found. What is said of them is the rules' affair.

import { describe, expect, it } from "vitest";
import { liveChanges } from "../../src/doctor/plan";
import { createUseCases } from "../../src/doctor/use-cases";
import type { DavCollection, DavSearch, DavWish } from "../../src/domain/dav";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { Snapshot } from "../../src/domain/snapshot";
import { NO_POLICY, type Policy } from "../../src/policy/schema";
import { builtInCatalogue } from "../../src/providers";
import { account, addressBook, calendar, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";
import { FakePorts, REFUSED, WORKS } from "./fake-ports";

const ME = "camille.martin@beta.gouv.fr";
const HOST = "webmail.numerique.gouv.fr";
const AGENDA = `https://${HOST}/dav/caldav/Y2Fs/`;

const profile = (difference: Partial<Snapshot> = {}): Snapshot =>
	snapshot({
		accounts: [account(incoming("imap", "imap.beta.gouv.fr", ME), [identity(ME)])],
		outgoing: [outgoing("smtp.beta.gouv.fr", ME)],
		...difference,
	});

const zimbra = (): Snapshot =>
	snapshot({
		accounts: [account(incoming("imap", "zimbra1.mail.ovh.net", "camille@cabinet.example"), [])],
	});

function collection(url: string, difference: Partial<DavCollection> = {}): DavCollection {
	return {
		...{ kind: "caldav", url, name: "Agenda", color: "#1f6feb", components: ["VEVENT"] },
		...{ readOnly: false, source: "own", owner: "" },
		...difference,
	};
}

function found(wish: DavWish, ...collections: DavCollection[]): DavSearch {
	const origin = `https://${HOST}`;
	const login = { origin, realm: "Open-Xchange", username: wish.address, auth: "password", from: "mail" } as const;
	return { kind: "found", wish, collections, login, requests: 4 };
}

function failed(wish: DavWish): DavSearch {
	return { kind: "failed", wish, at: HOST, stage: "login", outcome: { kind: "refused", text: "no" } };
}

function setUp(given: Snapshot, policy?: Policy) {
	const ports = new FakePorts(given);
	const doctor = createUseCases(ports, builtInCatalogue, policy);
	const progress: string[] = [];
	const options = {
		signal: new AbortController().signal,
		onProgress: (done: number, total: number) => progress.push(`${done}/${total}`),
	};
	return { ports, doctor, options, progress };
}

const states = ({ accounts }: Diagnosis) => accounts.map(({ dav }) => `${dav.calendar.kind} ${dav.contacts.kind}`);

const BOTH = {
	calendars: [calendar(AGENDA, ME, { entries: 12, lastSync: "2026-11-20T08:00:00.000Z" })],
	addressBooks: [addressBook(`https://${HOST}/dav/carddav/Y29u/`, ME, { entries: 3 })],
};

describe("a check", () => {
	it("looks once at every calendar and book that is on, and counts them", async () => {
		const off = calendar(`${AGENDA}off/`, ME, { id: "calendar2", state: "disabled" });
		const { ports, doctor, options, progress } = setUp(profile({ ...BOTH, calendars: [...BOTH.calendars, off] }));
		const diagnosis = await doctor.check(options);
		expect(ports.davAsked).toEqual(["caldav calendar1", "carddav book1"]);
		expect(progress.at(-1)).toBe("4/4");
		expect(states(diagnosis)).toEqual(["works works"]);
		expect(diagnosis.accounts[0]?.dav.calendar).toEqual({
			...{ kind: "works", count: 1, entries: 12, lastSync: "2026-11-20T08:00:00.000Z" },
		});
		expect(diagnosis.accounts[0]?.lights).toMatchObject({ calendar: "ok", contacts: "ok" });
		expect([ports.applied, ports.asked.filter((one) => one.startsWith("password"))]).toEqual([[], []]);
	});

	it("asks nobody again in the check that follows a repair, but what could not be checked", async () => {
		const { ports, doctor, options } = setUp(profile(BOTH));
		ports.dav = ({ kind }) =>
			kind === "caldav"
				? { at: HOST, stage: "dav", outcome: { kind: "ok" } }
				: { at: HOST, stage: "dns", outcome: { kind: "could-not-check", why: "no-time" } };
		await doctor.check(options);
		ports.davAsked.length = 0;
		await doctor.recheck(options);
		expect(ports.davAsked).toEqual(["carddav book1"]);
	});

	it("asks nobody while Thunderbird is offline, and tells what Thunderbird remembers", async () => {
		const { ports, doctor, options } = setUp(profile({ ...BOTH, offline: true }));
		const [one] = (await doctor.check(options)).accounts;
		expect(ports.davAsked).toEqual([]);
		expect(one?.dav.calendar).toMatchObject({ kind: "unchecked", reason: "offline", entries: 12 });
		expect(one?.lights.calendar).toBe("unknown");
	});

	it("tries once whether a provider that promises nothing has a calendar, where mail has accepted the login", async () => {
		const { ports, doctor, options } = setUp(zimbra());
		ports.search = (wish) => found(wish, collection("https://zimbra1.mail.ovh.net/dav/me/Calendar/"));
		const diagnosis = await doctor.check(options);
		expect(ports.davAsked).toEqual(["search caldav server1", "search carddav server1"]);
		expect(states(diagnosis)).toEqual(["not-added not-added"]);
		await doctor.recheck(options);
		expect(ports.davAsked).toHaveLength(2);
	});

	it.each([
		["refused", { at: HOST, stage: "login", outcome: { kind: "refused", text: "" } }],
		["forbidden", { at: HOST, stage: "dav", outcome: { kind: "forbidden", text: "" } }],
	] as const)("gives a calendar without a user name that of the one account that it can be of: %s", async (_, look) => {
		const calendars = [calendar(AGENDA, "")];
		const alone = setUp(profile({ calendars }));
		alone.ports.dav = () => look;
		const { accounts } = await alone.doctor.check(alone.options);
		expect(liveChanges(accounts)).toEqual([
			{ kind: "set", target: "calendar", key: "calendar1", setting: "calendar.username", from: "", to: ME },
		]);
		const zoe = "zoe.petit@beta.gouv.fr";
		const second = account(incoming("imap", "imap.beta.gouv.fr", zoe, { key: "server2" }), [identity(zoe)], {
			key: "account2",
		});
		const both = setUp(profile({ calendars, accounts: [...profile().accounts, second] }));
		both.ports.dav = () => look;
		expect(liveChanges((await both.doctor.check(both.options)).accounts)).toEqual([]);
	});

	it("does not try it with a login that mail has refused", async () => {
		const { ports, doctor, options } = setUp(zimbra());
		ports.server = () => REFUSED;
		expect(states(await doctor.check(options))).toEqual(["unknown unknown"]);
		expect(ports.davAsked).toEqual([]);
	});

	it("says that a mailbox has no calendar once its server has said so", async () => {
		const { ports, doctor, options } = setUp(zimbra());
		ports.search = (wish) => ({ ...failed(wish), stage: "dav", outcome: { kind: "not-dav", text: "" } }) as DavSearch;
		const diagnosis = await doctor.check(options);
		expect(states(diagnosis)).toEqual(["not-offered not-offered"]);
		expect(diagnosis.accounts[0]?.lights.calendar).toBe("none");
	});

	it("searches for the real one only where the wrong address leads nowhere and no login was refused", async () => {
		const wrong = { calendars: [calendar(`https://${HOST}/dav/caldav`, ME)], addressBooks: [] };
		const { ports, doctor, options } = setUp(profile(wrong));
		ports.dav = () => ({ at: HOST, stage: "dav", outcome: { kind: "not-dav", text: "" } });
		ports.search = (wish) => found(wish, collection(AGENDA));
		const diagnosis = await doctor.check(options);
		expect(ports.davAsked).toEqual(["caldav calendar1", "search caldav server1"]);
		expect(liveChanges(diagnosis.accounts).map(({ kind }) => kind)).toEqual(["add-calendar", "set"]);
		const refused = setUp(profile(wrong));
		refused.ports.dav = () => ({ at: HOST, stage: "login", outcome: { kind: "refused", text: "" } });
		await refused.doctor.check(refused.options);
		expect(refused.ports.davAsked).toEqual(["caldav calendar1"]);
		// Where none could be sent, none was refused.
		const bare = calendar(`https://${HOST}/dav/caldav/VGFz/`, "camille.martin", { id: "calendar2" });
		const unsent = setUp(profile({ calendars: [...wrong.calendars, bare] }));
		unsent.ports.dav = ({ id }) =>
			id === "calendar2"
				? { at: HOST, stage: "login", outcome: { kind: "login-not-checked", why: "no-login-stored" } }
				: { at: HOST, stage: "dav", outcome: { kind: "not-dav", text: "" } };
		unsent.ports.search = (wish) => found(wish, collection(AGENDA));
		await unsent.doctor.check(unsent.options);
		expect(unsent.ports.davAsked).toContain("search caldav server1");
	});
});

describe("what the organisation does not offer", () => {
	const setUpOff = (given: Snapshot) => setUp(given, { ...NO_POLICY, calendar: "off" });

	it("is no finding, no offer and no search, and the other kind is", async () => {
		const { ports, doctor, options } = setUpOff(profile());
		const [account] = (await doctor.check(options)).accounts;
		expect(account?.dav).toEqual({ calendar: { kind: "off" }, contacts: { kind: "not-added" } });
		expect(account?.lights).toMatchObject({ calendar: "none", contacts: "advice" });
		expect(account?.findings.map(({ rule }) => rule)).toEqual(["address-book-missing"]);
		const refused = { kind: "refused", problem: { kind: "additions-off", service: "calendar" } };
		expect(await doctor.findCollections("account1", ["caldav", "carddav"])).toEqual(refused);
		expect(await doctor.examineLink("account1", "https://agenda.example/public.ics")).toEqual(refused);
		expect(ports.davAsked).toEqual([]);
		ports.search = (wish) => found(wish);
		expect(await doctor.findCollections("account1", ["carddav"])).toMatchObject({ kind: "found" });
	});

	it("is asked of no server that promises nothing", async () => {
		const { ports, doctor, options } = setUpOff(zimbra());
		ports.search = (wish) => found(wish);
		expect(states(await doctor.check(options))).toEqual(["off not-offered"]);
		expect(ports.davAsked).toEqual(["search carddav server1"]);
	});

	it("is judged all the same where it is there, and nothing is proposed in place of a wrong address", async () => {
		const there = setUpOff(profile(BOTH));
		expect(states(await there.doctor.check(there.options))).toEqual(["works works"]);
		const { ports, doctor, options } = setUpOff(profile({ calendars: [calendar(`https://${HOST}/dav/caldav`, ME)] }));
		ports.dav = () => ({ at: HOST, stage: "dav", outcome: { kind: "not-dav", text: "" } });
		const { accounts } = await doctor.check(options);
		expect(accounts[0]?.findings.map(({ rule }) => rule)).toContain("dav-entry-url-as-calendar");
		expect(liveChanges(accounts)).toEqual([]);
		expect(ports.davAsked).toEqual(["caldav calendar1"]);
	});

	it("comes with no new account", async () => {
		const { doctor, options } = setUpOff(snapshot({ accounts: [] }));
		const { newAccounts } = await doctor.check(options);
		expect(newAccounts.find(({ provider }) => provider === "lasuite")?.dav).toEqual(["carddav"]);
	});
});

describe("a quiet check", () => {
	it("logs in to calendars and books only where the last login was accepted, and searches for nothing", async () => {
		const { ports, doctor, options } = setUp(profile(BOTH));
		const { signal } = options;
		expect(states(await doctor.checkQuietly(signal))).toEqual(["unchecked unchecked"]);
		expect(ports.davAsked).toEqual([]);
		await doctor.check(options);
		await ports.pause();
		ports.davAsked.length = 0;
		const later = createUseCases(ports, builtInCatalogue);
		expect(states(await later.checkQuietly(signal))).toEqual(["works works"]);
		expect(ports.davAsked).toEqual(["caldav calendar1", "carddav book1"]);
	});

	it("leaves a refused login alone until another one is stored, and tells that it is refused", async () => {
		const { ports, doctor, options } = setUp(profile({ ...BOTH, addressBooks: [] }));
		ports.dav = () => ({ at: HOST, stage: "login", outcome: { kind: "refused", text: "" } });
		await doctor.check(options);
		await ports.pause();
		ports.davAsked.length = 0;
		const quiet = () => createUseCases(ports, builtInCatalogue).checkQuietly(options.signal);
		expect(states(await quiet())[0]).toMatch(/^refused/);
		expect(ports.davAsked).toEqual([]);
		ports.davMark = ({ id }) => ({ server: id, login: "second" });
		await quiet();
		expect(ports.davAsked).toEqual(["caldav calendar1"]);
	});
});

describe("what can be added", () => {
	it("is what the server shows: the user's own first and ticked, tasks and others' not, what is there marked", async () => {
		const { ports, doctor, options } = setUp(
			profile({ calendars: [calendar(AGENDA.replace(HOST, "webmail.beta.gouv.fr"), ME)] }),
		);
		await doctor.check(options);
		ports.search = (wish) =>
			wish.kind === "carddav"
				? failed(wish)
				: found(
						wish,
						collection(`https://${HOST}/dav/caldav/RXF1/`, { source: "shared", owner: "Zoé", name: "Équipe" }),
						collection(AGENDA),
						collection(`https://${HOST}/dav/caldav/VGFz/`, { name: "Tâches", components: ["VTODO"] }),
						collection(`https://${HOST}/dav/caldav/VmFj/`, { name: "Vacances" }),
					);
		const outcome = await doctor.findCollections("account1", ["caldav", "carddav"]);
		if (outcome.kind !== "found") throw new Error(outcome.kind);
		expect(
			outcome.offers.map(({ change, preselected, present }) => [change.name, preselected, present, change.makeDefault]),
		).toEqual([
			["Agenda", false, true, false],
			["Tâches", false, false, false],
			["Vacances", true, false, false],
			["Équipe (Zoé)", false, false, false],
		]);
		expect(outcome.offers[2]?.change).toMatchObject({
			...{ kind: "add-calendar", type: "caldav", server: "server1", username: ME, identity: "id1", refresh: 30 },
			login: { realm: "Open-Xchange", from: "mail" },
		});
		// Whoever looks has changed nothing.
		expect(ports.applied).toEqual([]);
		expect(outcome.trouble).toEqual([
			{ why: "failed", kind: "carddav", host: HOST, stage: "login", outcome: { kind: "refused", text: "no" } },
		]);
	});

	it("is there already under a bare user name, which a repair completes", async () => {
		const { ports, doctor } = setUp(profile({ calendars: [calendar(AGENDA, "camille.martin")] }));
		ports.search = (wish) => found(wish, collection(AGENDA));
		const outcome = await doctor.findCollections("account1", ["caldav"]);
		expect(outcome.kind === "found" && outcome.offers.map(({ present }) => present)).toEqual([true]);
	});

	it("is the default calendar only where no other calendar of a server is on, and only the first", async () => {
		const { ports, doctor } = setUp(profile());
		ports.search = (wish) => found(wish, collection(AGENDA), collection(`https://${HOST}/dav/caldav/VmFj/`));
		const outcome = await doctor.findCollections("account1", ["caldav"]);
		expect(outcome.kind === "found" && outcome.offers.map(({ change }) => change.makeDefault)).toEqual([true, false]);
	});

	it("is nothing, with the reason, where nobody can be asked", async () => {
		const mxplan = snapshot({ accounts: [account(incoming("imap", "ssl0.ovh.net", "a@asso.example"), [])] });
		expect(await setUp(mxplan).doctor.findCollections("account1", ["caldav"])).toEqual({
			...{ kind: "found", offers: [], trouble: [{ why: "not-offered", kind: "caldav" }] },
		});
		const off = setUp(profile({ calendarsReadable: false }));
		expect(await off.doctor.findCollections("account1", ["caldav"])).toMatchObject({
			trouble: [{ why: "component-off", kind: "caldav" }],
		});
		expect(await setUp(profile({ offline: true })).doctor.findCollections("account1", ["caldav"])).toEqual({
			...{ kind: "refused", problem: { kind: "offline" } },
		});
		expect(await setUp(profile()).doctor.findCollections("account9", ["caldav"])).toEqual({
			...{ kind: "refused", problem: { kind: "unknown-target", key: "account9" } },
		});
		const readOnly = setUp(profile(), { ...NO_POLICY, repairs: "report-only" });
		expect(await readOnly.doctor.findCollections("account1", ["caldav"])).toEqual({
			...{ kind: "refused", problem: { kind: "report-only" } },
		});
	});

	it.each([
		["answers", { stage: "dav", outcome: { kind: "ok" } }, /^works/],
		["is silent", { stage: "dav", outcome: { kind: "could-not-check", why: "no-time" } }, /^unchecked/],
		["fails", { stage: "dav", outcome: { kind: "temporarily-unavailable", text: "" } }, /^unchecked/],
	] as const)("is looked at once it was added: its server %s", async (_, look, state) => {
		const { ports, doctor, options } = setUp(profile());
		await doctor.check(options);
		ports.search = (wish) => found(wish, collection(AGENDA));
		const outcome = await doctor.findCollections("account1", ["caldav"]);
		if (outcome.kind !== "found") throw new Error(outcome.kind);
		ports.davAsked.length = 0;
		ports.dav = () => ({ at: HOST, ...look });
		await doctor.repair(
			outcome.offers.map(({ change }) => change),
			{},
		);
		expect(states(await doctor.recheck(options))[0]).toMatch(state);
		expect(ports.davAsked).toEqual([expect.stringMatching(/^caldav /)]);
	});
});

describe("what is looked for without a click", () => {
	const mode = { ...NO_POLICY, calendar: "automatic", contacts: "automatic" } as const;
	const wishOf = (kind: DavWish["kind"], key = "server1", address = ME): DavWish => ({
		...{ key, kind, provider: "lasuite", address },
	});

	it("is what is missing, where mail answers and no login of the account is known to be refused", async () => {
		const { ports, doctor, options } = setUp(profile({ calendars: BOTH.calendars }), mode);
		await doctor.checkQuietly(options.signal);
		const wanted = [{ account: "account1", wish: wishOf("carddav") }];
		expect(await doctor.missing(["caldav", "carddav"])).toEqual(wanted);
		expect(await doctor.missing(["caldav"])).toEqual([]);
		expect(ports.takeLogins()).toEqual([]);

		const refused = setUp(profile({ calendars: BOTH.calendars }), mode);
		refused.ports.dav = () => ({ at: HOST, stage: "login", outcome: { kind: "refused", text: "" } });
		await refused.doctor.check(refused.options);
		expect(await refused.doctor.missing(["carddav"])).toEqual([]);
		const silent = setUp(profile(), mode);
		silent.ports.server = () => REFUSED;
		await silent.doctor.check(silent.options);
		expect(await silent.doctor.missing(["caldav"])).toEqual([]);
		const reportOnly = setUp(profile(), { ...mode, repairs: "report-only" });
		await reportOnly.doctor.check(reportOnly.options);
		expect(await reportOnly.doctor.missing(["caldav"])).toEqual([]);
	});

	it("comes to the user's own, one of them for new events, and to how far the login came", async () => {
		const other = "zoe.petit@beta.gouv.fr";
		const accounts = [
			account(incoming("imap", "imap.beta.gouv.fr", ME), [identity(ME)]),
			account(incoming("imap", "imap.beta.gouv.fr", other, { key: "server2" }), [identity(other, { key: "id2" })], {
				key: "account2",
			}),
		];
		const { ports, doctor, options } = setUp(profile({ accounts }), mode);
		await doctor.check(options);
		ports.search = (wish) => {
			if (wish.kind === "carddav") return failed(wish);
			return found(
				wish,
				collection(AGENDA.replace("Y2Fs", wish.key)),
				collection(`https://${HOST}/dav/caldav/RXF1/`, { source: "shared" }),
			);
		};
		const wishes = [wishOf("caldav"), wishOf("caldav", "server2", other), wishOf("carddav")];
		const all = await doctor.findOwn(wishes, options.signal);
		expect(ports.applied).toEqual([]);
		expect(all.map(({ changes, end }) => [changes.map(({ makeDefault }) => makeDefault), end])).toEqual([
			[[true], "answered"],
			[[false], "answered"],
			[[], "refused"],
		]);
	});

	type Asked = ReturnType<typeof setUp>;
	it.each<[string, Snapshot, (asked: Asked) => Promise<unknown>]>([
		["a click", profile(), ({ doctor }) => doctor.findCollections("account1", ["caldav"])],
		["a link", profile(), ({ doctor }) => doctor.examineLink("account1", AGENDA)],
		["a check", zimbra(), ({ doctor, options }) => doctor.check(options)],
		["a pass", profile(), ({ doctor, options }) => doctor.findOwn([wishOf("caldav")], options.signal)],
	])(
		"is nothing of a user whose login was refused to %s, for whichever kind, until another is stored",
		async (...given) => {
			const [, profile, ask] = given;
			for (const outcome of [
				{ kind: "refused", text: "" },
				{ kind: "could-not-check", why: "no-time" },
			] as const) {
				const asked = setUp(profile, mode);
				const { ports, doctor, options } = asked;
				ports.search = (wish) => (wish.kind === "carddav" ? found(wish) : { ...failed(wish), outcome });
				ports.link = { kind: "failed", at: HOST, stage: "login", outcome };
				await doctor.checkQuietly(options.signal);
				await ask(asked);
				expect(await doctor.missing(["carddav"])).toEqual([]);
				ports.searchMark = ({ address }) => ({ server: `search ${address}`, login: "second" });
				expect(await doctor.missing(["carddav"])).toHaveLength(1);
			}
		},
	);

	it("is looked for again once a click was let in with the same login", async () => {
		const { ports, doctor, options } = setUp(profile(), mode);
		await doctor.check(options);
		ports.search = failed;
		await doctor.findCollections("account1", ["caldav", "carddav"]);
		expect(await doctor.missing(["caldav"])).toEqual([]);
		ports.search = (wish) => (wish.kind === "caldav" ? found(wish, collection(AGENDA)) : failed(wish));
		await doctor.findCollections("account1", ["caldav", "carddav"]);
		expect(await doctor.missing(["caldav"])).toEqual([]);
		await doctor.findCollections("account1", ["caldav"]);
		expect(await doctor.missing(["caldav"])).toHaveLength(1);
	});

	it.each([
		["login", { kind: "timeout" }, "refused"],
		["login", { kind: "could-not-check", why: "no-time" }, "refused"],
		["login", { kind: "could-not-check", why: "cancelled" }, "refused"],
		["login", { kind: "could-not-check", why: "offline" }, "later"],
		["login", { kind: "login-not-checked", why: "oauth-unreachable" }, "later"],
		["dns", { kind: "could-not-check", why: "no-time" }, "later"],
		["login", { kind: "login-not-checked", why: "no-login-stored" }, "answered"],
		["login", { kind: "login-not-checked", why: "login-store-locked" }, "later"],
		["dav", { kind: "not-dav", text: "" }, "answered"],
		["dav", { kind: "temporarily-unavailable", text: "" }, "later"],
		["tcp", { kind: "timeout" }, "later"],
	] as const)("ends at %s with %o: %s", async (stage, outcome, end) => {
		const { ports, doctor, options } = setUp(profile(), mode);
		ports.search = (wish) => ({ kind: "failed", wish, at: HOST, stage, outcome });
		expect(await doctor.findOwn([wishOf("caldav")], options.signal)).toMatchObject([{ end }]);
	});
});

describe("the address of an invitation", () => {
	it("is offered ticked, to read where it is one file, and never with an identity or a login then", async () => {
		const { ports, doctor } = setUp(profile());
		const url = "https://agenda.example/public.ics";
		ports.link = { kind: "found", type: "ics", collections: [collection(url, { source: "shared" })], login: null };
		const outcome = await doctor.examineLink("account1", url);
		expect(ports.davAsked).toEqual([`link ${url} server1`]);
		expect(outcome).toMatchObject({
			kind: "found",
			offers: [
				{
					preselected: true,
					change: { type: "ics", username: "", identity: null, login: null, readOnly: true, makeDefault: false },
				},
			],
		});
	});
});

describe("a typed password", () => {
	it("goes to calendars and contacts alone where mail works", async () => {
		const { ports, doctor, options } = setUp(profile(BOTH));
		ports.server = () => WORKS;
		ports.dav = () => ({ at: HOST, stage: "login", outcome: { kind: "refused", text: "" } });
		await doctor.check(options);
		ports.davAsked.length = 0;
		ports.password = { kind: "tried", results: [{ key: "caldav", outcome: { kind: "ok" }, stored: true }] };
		await doctor.savePassword("account1", "secret");
		expect(ports.asked.filter((line) => line.startsWith("password"))).toEqual(["password - caldav carddav"]);
		// What took it is asked again, the other one is not.
		await doctor.recheck(options);
		expect(ports.davAsked).toEqual(["caldav calendar1"]);
	});

	it.each([
		["is asked again for its own user alone where it was stored", true, ["caldav calendar1", "caldav calendar3"]],
		["leaves what was refused alone where it was not stored", false, []],
	])("%s", async (_, stored, asked) => {
		const other = "zoe.petit@beta.gouv.fr";
		const calendars = [
			calendar(AGENDA, ME),
			calendar(`https://${HOST}/dav/caldav/Wm9l/`, other, { id: "calendar2" }),
			calendar(`https://${HOST}/dav/caldav/QWxs/`, "", { id: "calendar3" }),
		];
		const { ports, doctor, options } = setUp(profile({ calendars, addressBooks: BOTH.addressBooks }));
		ports.dav = ({ kind }) =>
			kind === "caldav"
				? { at: HOST, stage: "login", outcome: { kind: "refused", text: "" } }
				: { at: HOST, stage: "dav", outcome: { kind: "ok" } };
		await doctor.check(options);
		ports.davAsked.length = 0;
		const outcome = stored ? ({ kind: "ok" } as const) : ({ kind: "refused", text: "" } as const);
		ports.password = { kind: "tried", results: [{ key: "caldav", outcome, stored }] };
		await doctor.savePassword("account1", "secret");
		await doctor.recheck(options);
		expect(ports.davAsked).toEqual(asked);
	});

	it("goes to incoming mail first where that was refused", async () => {
		const { ports, doctor, options } = setUp(profile());
		ports.server = () => REFUSED;
		await doctor.check(options);
		await doctor.savePassword("account1", "secret");
		expect(ports.asked.filter((line) => line.startsWith("password"))).toEqual([
			"password server1 smtp1 caldav carddav",
		]);
	});
});
