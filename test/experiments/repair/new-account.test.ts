// An account that is made beside others, with its undo: in a Thunderbird that is played, where it can be cut off anywhere.
// In real ones: ../../thunderbird/live/new-account.test.ts.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CreateAccountChange } from "../../../src/domain/change";
import type { Journal, PrefValue } from "../../../src/domain/journal";
import type { Endpoint } from "../../../src/domain/observation";
import { Engine } from "../../../src/experiments/repair/engine";
import type { SignInPorts } from "../../../src/experiments/repair/sign-in";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { type Disk, FakeThunderbird } from "./fake-thunderbird";

const ADDRESS = "prenom.nom@beta.gouv.fr";

const CHANGE: CreateAccountChange = {
	...{ kind: "create-account", provider: "lasuite", name: `${ADDRESS} (IMAP)`, fullName: "Prénom Nom" },
	...{ address: ADDRESS, like: "id1", makeDefault: false },
	incoming: {
		...{ protocol: "imap", host: "imap.beta.gouv.fr", port: 993, security: "tls", auth: "password" },
		username: ADDRESS,
	},
	outgoing: {
		...{ host: "smtp.beta.gouv.fr", port: 465, security: "tls", auth: "password", username: ADDRESS },
		description: ADDRESS,
	},
};

/** Nobody signs in here. */
const NO_SIGN_IN: SignInPorts = {
	missing: () => null,
	issuerOf: () => null,
	storedScopes: () => Promise.resolve([]),
	ask: () => Promise.reject(new Error("a window was opened")),
	logIn: () => Promise.reject(new Error("a token was tried")),
	keep: () => Promise.reject(new Error("a token was kept")),
	adopt: () => {
		throw new Error("a token was taken up");
	},
};

const OLD: Record<string, PrefValue> = {
	...profilePrefs([accountPrefs(1, { host: "imap.mail.ovh.net", user: ADDRESS, port: 993 })]),
	"mail.account.lastKey": 1,
	"mail.accountmanager.defaultaccount": "account1",
	"mail.smtp.defaultserver": "smtp1",
	"mail.identity.id1.htmlSigText": "Prénom Nom",
	"mail.identity.id1.fcc_folder": "imap://prenom.nom%40beta.gouv.fr@imap.mail.ovh.net/Sent",
	"mail.identity.id1.openpgp_key_id": "0123456789ABCDEF",
};
const LOGINS = [{ origin: "imap://imap.mail.ovh.net", username: ADDRESS, password: "old" }];

/** Left behind by an account that is gone, perhaps. */
const FORMER = { origin: "imap://imap.beta.gouv.fr", username: ADDRESS, password: "forgotten" };

const profile = (prefs: Record<string, PrefValue> = OLD) => new FakeThunderbird({ prefs, logins: LOGINS });

function create(thunderbird: FakeThunderbird, change: Partial<CreateAccountChange> = {}, password = "new") {
	const request = { change: { ...CHANGE, ...change }, names: {}, password };
	return new Engine(thunderbird.ports).createAccount(request, NO_SIGN_IN);
}

const prefsOf = (disk: Disk) => Object.fromEntries(disk.prefs);
const loginsOf = ({ logins }: Disk) => logins.map(({ origin, username, password }) => ({ origin, username, password }));

function expectAsBefore(thunderbird: FakeThunderbird, before: Disk): void {
	const after = thunderbird.photograph(true);
	expect(prefsOf(after)).toEqual(prefsOf(before));
	expect(loginsOf(after)).toEqual(loginsOf(before));
}

describe("a new account", () => {
	it("has its servers, an identity like the old one, and its logins; nothing else changes", async () => {
		const thunderbird = profile();
		const outcome = await create(thunderbird);
		expect(outcome).toMatchObject({ kind: "created", account: "account2", identity: "id11" });
		if (outcome.kind !== "created") return;
		const { prefs, logins } = thunderbird.photograph(true);
		expect(prefsOf({ ...thunderbird.disk, prefs })).toEqual({
			...OLD,
			"mail.account.lastKey": 2,
			"mail.accountmanager.accounts": "account1,account2",
			"mail.account.account2.server": outcome.server,
			"mail.account.account2.identities": "id11",
			[`mail.server.${outcome.server}.type`]: "imap",
			[`mail.server.${outcome.server}.hostname`]: "imap.beta.gouv.fr",
			[`mail.server.${outcome.server}.userName`]: ADDRESS,
			[`mail.server.${outcome.server}.port`]: 993,
			[`mail.server.${outcome.server}.socketType`]: 3,
			[`mail.server.${outcome.server}.authMethod`]: 3,
			[`mail.server.${outcome.server}.name`]: `${ADDRESS} (IMAP)`,
			// By this the add-on knows its own.
			[`mail.server.${outcome.server}.clientid`]: expect.any(String),
			"mail.identity.id11.useremail": ADDRESS,
			"mail.identity.id11.fullName": "Prénom Nom",
			"mail.identity.id11.valid": true,
			"mail.identity.id11.htmlSigText": "Prénom Nom",
			"mail.identity.id11.openpgp_key_id": "0123456789ABCDEF",
			"mail.identity.id11.reply_on_top": 0,
			"mail.identity.id11.sig_bottom": true,
			"mail.identity.id11.smtpServer": "smtp2",
			"mail.identity.id11.fcc_folder": "Sent",
			"mail.identity.id11.fcc_folder_picker_mode": "0",
			"mail.identity.id11.draft_folder": "Drafts",
			"mail.identity.id11.drafts_folder_picker_mode": "0",
			"mail.identity.id11.stationery_folder": "Templates",
			"mail.identity.id11.tmpl_folder_picker_mode": "0",
			"mail.smtpservers": "smtp1,smtp2",
			"mail.smtpserver.smtp2.type": "smtp",
			"mail.smtpserver.smtp2.hostname": "smtp.beta.gouv.fr",
			"mail.smtpserver.smtp2.port": 465,
			"mail.smtpserver.smtp2.try_ssl": 3,
			"mail.smtpserver.smtp2.authMethod": 3,
			"mail.smtpserver.smtp2.username": ADDRESS,
			"mail.smtpserver.smtp2.description": ADDRESS,
		});
		expect(loginsOf({ ...thunderbird.disk, logins })).toEqual([
			...LOGINS,
			{ origin: "imap://imap.beta.gouv.fr", username: ADDRESS, password: "new" },
			{ origin: "smtp://smtp.beta.gouv.fr", username: ADDRESS, password: "new" },
		]);
		expect(thunderbird.disk.journal).not.toContain('"new"');
	});

	it("leaves no trace once it is undone, the default account included", async () => {
		for (const makeDefault of [false, true]) {
			const thunderbird = profile();
			const before = thunderbird.photograph(true);
			const engine = new Engine(thunderbird.ports);
			const change = { ...CHANGE, makeDefault };
			const outcome = await engine.createAccount({ change, names: {}, password: "new" }, NO_SIGN_IN);
			if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
			const chosen = makeDefault ? "account2" : "account1";
			expect(thunderbird.memory.prefs.get("mail.accountmanager.defaultaccount")).toBe(chosen);
			expect(await engine.undo(outcome.entry)).toMatchObject({ kind: "undone" });
			expectAsBefore(thunderbird, before);
		}
	});

	it("stores and makes nothing where the password is refused, and tries the next server only after the first", async () => {
		for (const [refusing, tried] of [
			["imap", ["imap"]],
			["smtp", ["imap", "smtp"]],
		] as const) {
			const thunderbird = profile();
			const before = thunderbird.photograph(true);
			thunderbird.answer = (endpoint: Endpoint) => ({
				stage: "login",
				outcome: endpoint.protocol === refusing ? { kind: "refused", text: "no such new" } : { kind: "ok" },
			});
			const outcome = await create(thunderbird);
			expect(outcome).toMatchObject({
				kind: "not-proved",
				server: refusing === "imap" ? "incoming" : "outgoing",
				// The server repeats what it was told.
				seen: { outcome: "refused", text: "" },
			});
			expect(thunderbird.connections.map(({ endpoint }) => endpoint.protocol)).toEqual(tried);
			expectAsBefore(thunderbird, before);
			expect(thunderbird.disk.journal).toBeNull();
		}
	});

	it.each<[string, Partial<CreateAccountChange>, string]>([
		["a host of nobody", { incoming: { ...CHANGE.incoming, host: "imap.beta.gouv.fr.example" } }, "foreign-host"],
		["a host of another provider", { outgoing: { ...CHANGE.outgoing, host: "smtp.mail.ovh.net" } }, "foreign-host"],
		["another provider's name", { provider: "ovh-mxplan" }, "foreign-host"],
		["a provider that is none", { provider: "nobody" }, "foreign-host"],
		["a port that nobody offers", { incoming: { ...CHANGE.incoming, port: 143 } }, "foreign-host"],
		["no encryption", { outgoing: { ...CHANGE.outgoing, security: "none" } }, "lowers-security"],
		["no login", { outgoing: { ...CHANGE.outgoing, auth: "none" } }, "lowers-security"],
		["an identity that is gone", { like: "id9" }, "unknown-target"],
	])("is refused without a connection: %s", async (_, change, kind) => {
		const thunderbird = profile();
		expect(await create(thunderbird, change)).toMatchObject({ kind: "refused", problem: { kind } });
		expect(thunderbird.connections).toEqual([]);
	});

	it("is refused where the mailbox is there, under another name of the servers or with half the user name", async () => {
		for (const [host, user] of [
			["imap.beta.gouv.fr", ADDRESS.toUpperCase()],
			["imap.numerique.gouv.fr", ADDRESS],
			["imap.beta.gouv.fr", "prenom.nom"],
		] as const) {
			const twin = accountPrefs(2, { host, user, outgoing: null });
			const prefs = { ...OLD, ...twin, "mail.accountmanager.accounts": "account1,account2", "mail.account.lastKey": 2 };
			const problem = { kind: "duplicate", key: "server2" };
			expect(await create(profile(prefs))).toEqual({ kind: "refused", problem });
		}
	});

	it("may stand at servers of its own domain where DNS says that the provider takes its mail", async () => {
		const own: Partial<CreateAccountChange> = {
			address: "agent@ministere.example",
			incoming: { ...CHANGE.incoming, host: "imap.ministere.example", username: "agent@ministere.example" },
			outgoing: { ...CHANGE.outgoing, host: "smtp.ministere.example", username: "agent@ministere.example" },
		};
		const unknown = profile();
		expect(await create(unknown, own)).toMatchObject({ kind: "refused", problem: { kind: "foreign-host" } });
		const elsewhere = profile();
		elsewhere.exchangers["ministere.example"] = ["mx1.mail.ovh.net"];
		expect(await create(elsewhere, own)).toMatchObject({ kind: "refused", problem: { kind: "foreign-host" } });
		const known = profile();
		known.exchangers["ministere.example"] = ["mx.ox.numerique.gouv.fr"];
		expect(await create(known, own)).toMatchObject({ kind: "created" });
	});

	it("uses an outgoing server that is there already, and leaves it when it goes", async () => {
		const equal = {
			"mail.smtpservers": "smtp1,smtp5",
			"mail.smtpserver.smtp5.hostname": "smtp.beta.gouv.fr",
			"mail.smtpserver.smtp5.port": 465,
			"mail.smtpserver.smtp5.try_ssl": 3,
			"mail.smtpserver.smtp5.username": ADDRESS,
		};
		const thunderbird = profile({ ...OLD, ...equal });
		const before = thunderbird.photograph(true);
		const engine = new Engine(thunderbird.ports);
		const outcome = await engine.createAccount({ change: CHANGE, names: {}, password: "new" }, NO_SIGN_IN);
		if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
		expect(thunderbird.memory.prefs.get("mail.identity.id11.smtpServer")).toBe("smtp5");
		expect(thunderbird.memory.prefs.get("mail.smtpservers")).toBe("smtp1,smtp5");
		await engine.undo(outcome.entry);
		// Its password serves the server that stays.
		expect(prefsOf(thunderbird.photograph(true))).toEqual(prefsOf(before));
		expect(thunderbird.memory.logins.map(({ origin }) => origin)).toEqual([
			"imap://imap.mail.ovh.net",
			"smtp://smtp.beta.gouv.fr",
		]);
	});

	it("has the password that works in place of one that was there before, and gives that back", async () => {
		for (const password of ["forgotten", "new"]) {
			const thunderbird = new FakeThunderbird({ prefs: OLD, logins: [...LOGINS, { ...FORMER, password }] });
			const before = thunderbird.photograph(true);
			const engine = new Engine(thunderbird.ports);
			const outcome = await engine.createAccount({ change: CHANGE, names: {}, password: "new" }, NO_SIGN_IN);
			if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
			expect(loginsOf(thunderbird.photograph(true))).toContainEqual({ ...FORMER, password: "new" });
			expect(thunderbird.disk.journal).not.toMatch(/"(new|forgotten)"/);
			const next = new FakeThunderbird(thunderbird.photograph(true));
			expect(await new Engine(next.ports).undo(outcome.entry)).toMatchObject({ kind: "undone" });
			expectAsBefore(next, before);
		}
	});

	it("leaves a password that the user has stored since where it is", async () => {
		const thunderbird = new FakeThunderbird({ prefs: OLD, logins: [...LOGINS, FORMER] });
		const engine = new Engine(thunderbird.ports);
		const outcome = await engine.createAccount({ change: CHANGE, names: {}, password: "new" }, NO_SIGN_IN);
		if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
		await thunderbird.ports.logins.keep(FORMER, "newer");
		await engine.undo(outcome.entry);
		expect(loginsOf(thunderbird.photograph(true))).toEqual([...LOGINS, { ...FORMER, password: "newer" }]);
	});

	it("is not taken away while something would be lost with it", async () => {
		const uri = "imap://prenom.nom%40beta.gouv.fr@imap.beta.gouv.fr";
		const cases: [string, (thunderbird: FakeThunderbird, server: string) => void][] = [
			["messages", ({ faults }) => Object.assign(faults, { holdsLocalMail: true })],
			["identities", ({ memory }) => memory.prefs.set("mail.account.account2.identities", "id11,id12")],
			["filters", ({ disk }, server) => disk.files.set(`imap/${server}/msgFilterRules.dat`, 'version="9"\nname="a"\n')],
			[
				"saved-searches",
				({ disk }) =>
					disk.files.set("virtualFolders.dat", `uri=mailbox://nobody@Local%20Folders/S\nscope=${uri}/INBOX\n`),
			],
			["settings", ({ memory }) => memory.prefs.set("mail.identity.id1.archive_folder", `${uri}/Archive`)],
			["settings", ({ memory }) => memory.prefs.set("calendar.registry.abc.imip.identity.key", "id11")],
		];
		for (const [by, use] of cases) {
			const thunderbird = profile();
			const engine = new Engine(thunderbird.ports);
			const outcome = await engine.createAccount({ change: CHANGE, names: {}, password: "new" }, NO_SIGN_IN);
			if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
			thunderbird.ports.targets.serverUri(outcome.server);
			const standing = thunderbird.photograph(true);
			use(thunderbird, outcome.server);
			const problem = { kind: "account-in-use", key: outcome.server, by };
			expect(await engine.undo(outcome.entry), by).toMatchObject({ kind: "refused", problem });
			expect(thunderbird.memory.prefs.get("mail.server." + outcome.server + ".hostname")).toBe(
				standing.prefs.get("mail.server." + outcome.server + ".hostname"),
			);
		}
	});

	it("is not taken away while mail waits to be sent, or once somebody has changed it", async () => {
		const thunderbird = profile();
		const engine = new Engine(thunderbird.ports);
		const outcome = await engine.createAccount({ change: CHANGE, names: {}, password: "new" }, NO_SIGN_IN);
		if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
		thunderbird.faults.obstacle = { kind: "outbox" };
		expect(await engine.undo(outcome.entry)).toEqual({ kind: "refused", problem: { kind: "outbox" } });
		thunderbird.faults.obstacle = null;
		thunderbird.memory.prefs.set("mail.identity.id11.htmlSigText", "another");
		expect(await engine.undo(outcome.entry)).toMatchObject({
			kind: "refused",
			problem: { kind: "changed-meanwhile", key: "id11" },
		});
	});

	it("is put back where Thunderbird throws in the middle or does not keep what was written", async () => {
		for (const breakIt of [
			({ faults }: FakeThunderbird) => Object.assign(faults, { accountNotMade: true }),
			({ faults }: FakeThunderbird) => Object.assign(faults, { loginsNotWritable: true }),
			({ faults }: FakeThunderbird) => faults.keeps.set("mail.server.server12.port", 143),
		]) {
			const thunderbird = profile();
			const before = thunderbird.photograph(true);
			breakIt(thunderbird);
			expect((await create(thunderbird)).kind).toBe("rolled-back");
			thunderbird.faults.keeps.clear();
			thunderbird.faults.loginsNotWritable = false;
			expect(prefsOf(thunderbird.photograph(true))).toEqual(prefsOf(before));
		}
	});

	it("leaves the same account that a user has made by hand, where a start puts a cut creation back", async () => {
		const thunderbird = profile();
		expect((await create(thunderbird)).kind).toBe("created");
		const journal = JSON.parse(thunderbird.disk.journal ?? "") as Journal;
		for (const entry of journal.entries) entry.state = "applying";
		thunderbird.disk.journal = JSON.stringify(journal);
		// Its servers are the same; the id is what Thunderbird gave it.
		thunderbird.memory.prefs.set("mail.server.server12.clientid", "of-the-user");
		const next = new FakeThunderbird(thunderbird.photograph(true));
		await new Engine(next.ports).view();
		expect(next.memory.prefs.get("mail.server.server12.hostname")).toBe("imap.beta.gouv.fr");
	});

	it("cut off anywhere it is there whole or not at all, and so is its undo", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					...{ makeDefault: fc.boolean(), isFirst: fc.boolean(), flushed: fc.boolean(), during: fc.boolean() },
					hasFormer: fc.boolean(),
				}),
				fc.nat(40),
				async ({ makeDefault, isFirst, flushed, during, hasFormer }, cut) => {
					const change = { ...CHANGE, makeDefault, like: isFirst ? null : "id1" };
					const logins = [...(isFirst ? [] : LOGINS), ...(hasFormer ? [FORMER] : [])];
					const thunderbird = new FakeThunderbird({ prefs: isFirst ? {} : OLD, logins });
					const old = thunderbird.photograph(true);
					const request = { change, names: {}, password: "new" };
					const engine = new Engine(thunderbird.ports);
					let count = 0;
					const photographs: Disk[] = [];
					const watch = () => {
						thunderbird.onStep = () => {
							if (count++ === cut) photographs.push(thunderbird.photograph(flushed));
						};
					};
					if (during) watch();
					const outcome = await engine.createAccount(request, NO_SIGN_IN);
					if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
					const whole = thunderbird.photograph(true);
					if (!during) {
						watch();
						await engine.undo(outcome.entry);
					}
					const [photograph] = photographs;
					if (photograph === undefined) return;
					const next = new FakeThunderbird(photograph);
					const { entries } = await new Engine(next.ports).view();
					const found = next.photograph(true);
					const isThere = entries[0]?.state === "applied";
					expect(["applied", "rolled-back", "undone", undefined]).toContain(entries[0]?.state);
					expect(prefsOf(found)).toEqual(prefsOf(isThere ? whole : old));
					expect(loginsOf(found)).toEqual(loginsOf(isThere ? whole : old));
				},
			),
		);
	});
});
