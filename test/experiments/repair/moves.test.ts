// Moves of an incoming server: what is refused before anything is touched, what is prepared, what a closing makes of it, how
// it is taken back. Cut off in the middle: moves.property.test.ts. What becomes of which text: carry/.

import { beforeEach, describe, expect, it } from "vitest";
import type { TlsFacts } from "../../../src/domain/certificate";
import type { SetChange } from "../../../src/domain/change";
import type { PrepareOutcome } from "../../../src/domain/outcome";
import { Engine } from "../../../src/experiments/repair/engine";
import type { MoveRequest } from "../../../src/experiments/repair/request";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { FakeThunderbird } from "./fake-thunderbird";
import { moved, movedFiles, movedPrefs, OLD_HOST, places, SEARCHES, USER } from "./move-scene";

const request = (changes: SetChange[], password: string | null = null): MoveRequest => ({
	...{ changes, names: {}, password },
});
const set = (setting: SetChange["setting"], from: string | number, to: string | number): SetChange => ({
	...{ kind: "set", target: "incoming", key: "server1", setting, from, to },
});
const host = [set("incoming.host", OLD_HOST, "imap.mail.ovh.net")];

let thunderbird: FakeThunderbird;
let engine: Engine;
const begin = (given?: Parameters<typeof moved>[0]) => {
	thunderbird = moved(given);
	engine = new Engine(thunderbird.ports);
};
beforeEach(() => begin());

/** Everything that lasts, but for the journal. */
const lasting = () => {
	const { prefs, files, index } = thunderbird.photograph(true);
	const own = [...files].filter(([path]) => !path.startsWith("bons-comptes/"));
	return { prefs: Object.fromEntries(prefs), files: Object.fromEntries(own), index, logins: places(thunderbird) };
};

async function prepared(changes: readonly SetChange[] = host, password: string | null = null): Promise<string> {
	const outcome = await engine.prepare(request([...changes], password));
	if (outcome.kind !== "prepared") throw new Error(JSON.stringify(outcome));
	return outcome.entry;
}

/** Closes Thunderbird, and starts it again with what was on disk. */
async function restarted(): Promise<void> {
	const { locked, defaults } = thunderbird;
	thunderbird = new FakeThunderbird(thunderbird.close(engine));
	for (const name of locked) thunderbird.locked.add(name);
	for (const [name, value] of defaults) thunderbird.defaults.set(name, value);
	engine = new Engine(thunderbird.ports);
	engine.recoverNow();
	await engine.recover();
}

const entry = async (id: string) => (await engine.view()).entries.find((one) => one.id === id);

async function refusal(changes: SetChange[] = host, password: string | null = null): Promise<PrepareOutcome> {
	const before = lasting();
	const { journal } = thunderbird.disk;
	const outcome = await engine.prepare(request(changes, password));
	expect(lasting()).toEqual(before);
	expect(thunderbird.disk.journal).toBe(journal);
	return outcome;
}

describe("preparing a new host", () => {
	it("proves it, copies the login, notes the rest and changes nothing else", async () => {
		const before = lasting();
		const outcome = await engine.prepare(request(host));
		expect(outcome).toMatchObject({
			kind: "prepared",
			carried: { login: 1, "identity-folders": 2, filters: 1, "saved-searches": 1, "search-index": 2, settings: 2 },
		});
		const after = lasting();
		expect(after).toEqual({ ...before, logins: [...before.logins, `imap://imap.mail.ovh.net ${USER} secret`].sort() });
		expect(thunderbird.connections.map(({ endpoint }) => endpoint.host)).toEqual(["imap.mail.ovh.net"]);
	});

	it("twice is preparing once", async () => {
		const id = await prepared();
		const { journal } = thunderbird.disk;
		expect(await prepared()).toBe(id);
		expect(thunderbird.disk.journal).toBe(journal);
		expect(thunderbird.connections).toHaveLength(1);
	});

	it("once more with other settings takes the place of the first", async () => {
		const first = await prepared();
		const second = await prepared([set("incoming.host", OLD_HOST, "ssl0.ovh.net")]);
		expect((await entry(first))?.state).toBe("undone");
		expect((await entry(second))?.state).toBe("prepared");
		expect(places(thunderbird)).toEqual([`imap://ns0.ovh.net ${USER} secret`, `imap://ssl0.ovh.net ${USER} secret`]);
	});

	it("is not made by what happens while Thunderbird runs", async () => {
		const before = lasting();
		await prepared();
		await engine.view();
		await engine.whenIdle();
		expect({ ...lasting(), logins: [] }).toEqual({ ...before, logins: [] });
	});

	it("leads only to a right host of a provider", async () => {
		const changes = [set("incoming.host", OLD_HOST, "imap.evil.example")];
		expect(await refusal(changes)).toEqual({
			...{ kind: "refused", problem: { kind: "foreign-host", host: "imap.evil.example" } },
		});
		expect(thunderbird.connections).toEqual([]);
	});

	it("is refused where another account is there already", async () => {
		begin({
			prefs: profilePrefs([
				accountPrefs(1, { host: OLD_HOST, user: USER }),
				accountPrefs(2, { host: "imap.mail.ovh.net", user: USER }),
			]),
		});
		expect(await refusal()).toMatchObject({ problem: { kind: "duplicate", key: "server2" } });
	});

	it("is refused when a value is not what the page showed", async () => {
		expect(await refusal([set("incoming.host", "ns1.ovh.net", "imap.mail.ovh.net")])).toMatchObject({
			problem: { kind: "changed-meanwhile", setting: "incoming.host" },
		});
	});

	it("is refused where an organisation has locked the host, or a setting that would have to follow", async () => {
		thunderbird.locked.add("mail.server.server1.hostname");
		expect(await refusal()).toMatchObject({ problem: { kind: "locked", setting: "incoming.host" } });
		thunderbird.locked.clear();
		thunderbird.locked.add("mail.identity.id1.fcc_folder");
		expect(await refusal()).toMatchObject({
			problem: { kind: "cannot-carry", piece: "identity-folders", name: "mail.identity.id1.fcc_folder" },
		});
	});

	it("is refused where it would be less safe", async () => {
		const changes = [...host, set("incoming.security", "tls", "none")];
		expect(await refusal(changes)).toMatchObject({ problem: { kind: "lowers-security" } });
	});

	it("is refused where this Thunderbird lacks an internal", async () => {
		thunderbird.faults.missing.set("incoming-host", "incoming.serverURI");
		expect(await refusal()).toMatchObject({ problem: { kind: "unsupported", internal: "incoming.serverURI" } });
	});

	it("is refused where a file cannot be understood, by the name of the file", async () => {
		thunderbird.disk.files.set("imap/server1/msgFilterRules.dat", "version=9\nname=half");
		expect(await refusal()).toMatchObject({
			problem: { kind: "cannot-carry", piece: "filters", name: "imap/server1/msgFilterRules.dat" },
		});
		expect(thunderbird.connections).toEqual([]);
	});

	it("is refused where a saved search looks into a folder that is gone, by the name of the folder", async () => {
		const gone = /^scope=(.*)$/m.exec(thunderbird.disk.files.get("virtualFolders.dat") ?? "")?.[1] ?? "";
		thunderbird.faults.foldersGone.add(gone);
		expect(await refusal()).toMatchObject({
			problem: { kind: "cannot-carry", piece: "saved-searches", name: "INBOX" },
		});
		expect(thunderbird.connections).toEqual([]);
	});

	it("is refused while something is going on", async () => {
		thunderbird.faults.obstacle = { kind: "composing" };
		expect(await refusal()).toMatchObject({ problem: { kind: "composing" } });
		expect(thunderbird.connections).toEqual([]);
	});

	it("is refused where another mailbox is, or nothing could be compared", async () => {
		thunderbird.mailbox = "other";
		expect(await refusal()).toMatchObject({ problem: { kind: "other-mailbox", host: "imap.mail.ovh.net" } });
		thunderbird.mailbox = "unknown";
		expect(await refusal()).toMatchObject({ problem: { kind: "not-comparable", host: "imap.mail.ovh.net" } });
	});

	it("is made where the account holds no mail yet", async () => {
		thunderbird.mailbox = "empty";
		await prepared();
	});

	it("is refused with what was seen where the server is down or refuses the login", async () => {
		thunderbird.answer = () => ({ stage: "login", outcome: { kind: "refused", text: "no" } });
		expect(await refusal()).toMatchObject({
			problem: { kind: "not-better", seen: { outcome: "refused" } },
		});
	});

	it("is refused where the account changed while it was proved", async () => {
		thunderbird.answer = () => {
			thunderbird.memory.prefs.set("mail.server.server1.userName", "other");
			return { stage: "login", outcome: { kind: "ok" } };
		};
		const outcome = await engine.prepare(request([...host, set("incoming.username", USER, `x${USER}`)]));
		expect(outcome).toMatchObject({ problem: { kind: "changed-meanwhile", setting: "incoming.username" } });
	});

	it("is refused where the journal cannot be written, and the login stays alone", async () => {
		thunderbird.faults.journalNotWritable = true;
		expect(await refusal()).toMatchObject({ problem: { kind: "journal-not-writable" } });
	});

	it("whose login does not reach the disk is not made", async () => {
		thunderbird.faults.loginsNotWritable = true;
		expect(await engine.prepare(request(host))).toMatchObject({ problem: { kind: "not-written" } });
		thunderbird.faults.loginsNotWritable = false;
		const before = lasting();
		await restarted();
		expect({ ...lasting(), logins: [] }).toEqual({ ...before, logins: [] });
		expect(places(thunderbird)).toEqual([`imap://ns0.ovh.net ${USER} secret`]);
	});
});

describe("the password", () => {
	const facts = (names: string[], difference: Partial<TlsFacts> = {}): TlsFacts => ({
		...{ version: null, error: "SSL_ERROR_BAD_CERT_DOMAIN", category: "name", chain: [], builtInRoot: null },
		certificate: {
			...{ names, issuer: "", issuerOrganisation: "", fingerprint: "", selfSigned: false },
			...{ notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z" },
		},
		...difference,
	});
	const ownDomain = () =>
		begin({
			prefs: movedPrefs("mail.asso.example"),
			logins: [{ origin: "imap://mail.asso.example", username: USER, password: "secret" }],
		});
	const toOvh = [set("incoming.host", "mail.asso.example", "imap.mail.ovh.net")];
	const needed = { kind: "refused", problem: { kind: "password-needed", key: "server1", host: "imap.mail.ovh.net" } };

	it("goes to the same host under another user name", async () => {
		await prepared([set("incoming.username", USER, `new.${USER}`)]);
		expect(places(thunderbird)).toContain(`imap://ns0.ovh.net new.${USER} secret`);
	});

	it("goes to the same host in its clean form, whoever's it is", async () => {
		begin({
			prefs: movedPrefs("imap.company.example."),
			logins: [{ origin: "imap://imap.company.example.", username: USER, password: "secret" }],
		});
		await prepared([set("incoming.host", "imap.company.example.", "imap.company.example")]);
		expect(places(thunderbird)).toContain(`imap://imap.company.example ${USER} secret`);
	});

	it("goes from an own name to the host that its certificate is for", async () => {
		ownDomain();
		thunderbird.tls = () => facts(["*.mail.ovh.net"]);
		await prepared(toOvh);
		expect(thunderbird.connections).toMatchObject([
			{ endpoint: { host: "mail.asso.example" }, password: null },
			{ endpoint: { host: "imap.mail.ovh.net" } },
		]);
		expect(places(thunderbird)).toContain(`imap://imap.mail.ovh.net ${USER} secret`);
	});

	it.each([
		["no certificate is shown", null],
		["the certificate is for another host", facts(["smtp.mail.ovh.net"])],
		["nobody vouches for the certificate", facts(["imap.mail.ovh.net"], { category: "trust" })],
		["the certificate is revoked", facts(["imap.mail.ovh.net"], { error: "SEC_ERROR_REVOKED_CERTIFICATE" })],
		[
			"the certificate is out of date",
			facts(["imap.mail.ovh.net"], {
				certificate: { ...facts(["imap.mail.ovh.net"]).certificate!, notAfter: "2026-06-01T00:00:00.000Z" },
			}),
		],
	])("does not go from an own name when %s", async (_when, tls) => {
		ownDomain();
		thunderbird.tls = () => tls;
		expect(await refusal(toOvh)).toEqual(needed);
		expect(thunderbird.connections.map(({ endpoint }) => endpoint.host)).toEqual(["mail.asso.example"]);
	});

	it("does not go to another provider", async () => {
		begin({
			prefs: movedPrefs("imap.gmail.com"),
			logins: [{ origin: "imap://imap.gmail.com", username: USER, password: "x" }],
		});
		expect(await refusal([set("incoming.host", "imap.gmail.com", "imap.mail.ovh.net")])).toEqual(needed);
	});

	it("is asked for where none is stored", async () => {
		begin({ prefs: movedPrefs(OLD_HOST), logins: [] });
		expect(await refusal()).toEqual(needed);
	});

	it("that was typed is tried at the new host only, and stored there when it was accepted", async () => {
		ownDomain();
		await prepared(toOvh, "typed");
		expect(thunderbird.connections).toMatchObject([{ endpoint: { host: "imap.mail.ovh.net" }, password: "typed" }]);
		expect(places(thunderbird)).toEqual([
			`imap://imap.mail.ovh.net ${USER} typed`,
			`imap://mail.asso.example ${USER} secret`,
		]);
	});

	it("that was typed and refused is stored nowhere", async () => {
		ownDomain();
		thunderbird.answer = () => ({ stage: "login", outcome: { kind: "refused", text: "" } });
		expect(await refusal(toOvh, "typed")).toMatchObject({ problem: { kind: "not-better" } });
	});

	it("that lies at the new host already is the one that is tried, and stays as it is", async () => {
		ownDomain();
		const there = { origin: "imap://imap.mail.ovh.net", username: USER, password: "other" };
		thunderbird.memory.logins.push({ ...thunderbird.memory.logins[0]!, ...there, guid: "there" });
		const before = places(thunderbird);
		const id = await prepared(toOvh);
		expect(thunderbird.connections).toMatchObject([{ endpoint: { host: "imap.mail.ovh.net" }, password: "other" }]);
		expect(places(thunderbird)).toEqual(before);
		await engine.undo(id);
		expect(places(thunderbird)).toEqual(before);
	});

	it("that lies at the new host already and is refused there is asked for, and then replaced", async () => {
		const there = { origin: "imap://imap.mail.ovh.net", username: USER, password: "outdated" };
		thunderbird.memory.logins.push({ ...thunderbird.memory.logins[0]!, ...there, guid: "there" });
		thunderbird.answer = (_endpoint, password) => ({
			stage: "login",
			outcome: password === "typed" ? { kind: "ok" } : { kind: "refused", text: "no" },
		});
		expect(await refusal()).toEqual(needed);
		expect(thunderbird.connections.map(({ password }) => password)).toEqual(["outdated"]);
		await prepared(host, "typed");
		expect(places(thunderbird)).toEqual([
			`imap://imap.mail.ovh.net ${USER} typed`,
			`imap://ns0.ovh.net ${USER} secret`,
		]);
	});

	it("behind a locked primary password is left alone", async () => {
		thunderbird.faults.loginStoreLocked = true;
		expect(await refusal()).toEqual({ kind: "refused", problem: { kind: "login-store-locked" } });
	});
});

describe("the closing", () => {
	it("makes everything that hangs on the server follow, and the next start finds it whole", async () => {
		const id = await prepared([...host, set("incoming.port", 993, 143), set("incoming.security", "tls", "starttls")]);
		await restarted();
		expect(await entry(id)).toMatchObject({
			state: "applied",
			recovery: null,
			problem: null,
			move: { verified: true },
		});
		expect((await engine.view()).recovered).toEqual([]);
		const { prefs, files, index } = lasting();
		expect(prefs).toMatchObject({
			...movedPrefs("imap.mail.ovh.net"),
			"mail.server.server1.port": 143,
			"mail.server.server1.socketType": 2,
		});
		expect(files).toEqual(movedFiles("imap.mail.ovh.net"));
		expect(index).toEqual(["INBOX", "Factures"].map((name) => `imap://user1%40asso.example@imap.mail.ovh.net/${name}`));
		expect(places(thunderbird)).toEqual([
			`imap://imap.mail.ovh.net ${USER} secret`,
			`imap://ns0.ovh.net ${USER} secret`,
		]);
	});

	it("of another day makes it too, with what was added meanwhile", async () => {
		await prepared();
		thunderbird.memory.prefs.set(
			"mail.identity.id1.archive_folder",
			`imap://user1%40asso.example@${OLD_HOST}/Archives`,
		);
		await restarted();
		expect(lasting().prefs["mail.identity.id1.archive_folder"]).toBe(
			"imap://user1%40asso.example@imap.mail.ovh.net/Archives",
		);
	});

	it("makes nothing where the user has changed the account in between, and says so", async () => {
		const id = await prepared();
		thunderbird.memory.prefs.set("mail.server.server1.hostname", "ssl0.ovh.net");
		const before = lasting();
		await restarted();
		expect(await entry(id)).toMatchObject({
			state: "rolled-back",
			problem: { kind: "changed-meanwhile", key: "server1", setting: "incoming.host" },
		});
		expect(lasting()).toEqual({ ...before, logins: [`imap://ns0.ovh.net ${USER} secret`] });
	});

	it("makes nothing where the account is gone", async () => {
		const id = await prepared();
		for (const name of thunderbird.ports.prefs.namesBelow("mail.server.server1."))
			thunderbird.memory.prefs.delete(name);
		await restarted();
		expect(await entry(id)).toMatchObject({ state: "rolled-back", problem: { kind: "unknown-target" } });
	});

	it("makes nothing in a Thunderbird that lacks an internal by then", async () => {
		const id = await prepared();
		thunderbird.faults.missing.set("closing", "Services.prefs.savePrefFile");
		const before = lasting();
		await restarted();
		expect(await entry(id)).toMatchObject({ state: "rolled-back", problem: { kind: "unsupported" } });
		expect({ ...lasting(), logins: [] }).toEqual({ ...before, logins: [] });
	});

	it.each([
		["the copies", "bons-comptes/"],
		["a file", "virtualFolders.dat"],
	])("puts everything back when %s cannot be written, and says so", async (_what, path) => {
		const id = await prepared();
		thunderbird.faults.filesNotWritable.add(path);
		const before = lasting();
		await restarted();
		expect(await entry(id)).toMatchObject({ state: "rolled-back", problem: { kind: "not-written" } });
		expect({ ...lasting(), logins: [] }).toEqual({ ...before, logins: [] });
	});

	it("puts everything back when the preferences cannot be written", async () => {
		const id = await prepared();
		thunderbird.faults.prefsNotWritable = true;
		const before = lasting();
		await restarted();
		expect({ ...lasting(), logins: [] }).toEqual({ ...before, logins: [] });
		// They could not be put back for certain either: the start has done it again.
		expect((await entry(id))?.state).toBe("prepared");
	});

	it("leaves everything as it is in a profile that cannot be written at all", async () => {
		const id = await prepared();
		thunderbird.faults.journalNotWritable = true;
		thunderbird.faults.prefsNotWritable = true;
		thunderbird.faults.filesNotWritable.add("bons-comptes/").add("imap/server1/").add("virtualFolders.dat");
		const before = lasting();
		await restarted();
		expect(lasting()).toEqual(before);
		expect((await entry(id))?.state).toBe("prepared");
	});

	it("makes two accounts side by side, and each can be taken back alone", async () => {
		const both = profilePrefs([
			accountPrefs(1, { host: OLD_HOST, user: USER }),
			accountPrefs(2, { host: OLD_HOST, user: "user2@asso.example" }),
		]);
		const logins = [USER, "user2@asso.example"].map((username) => ({
			...{ origin: `imap://${OLD_HOST}`, username, password: username },
		}));
		const scopes = (first: string, second: string) =>
			`version=1\nuri=mailbox://nobody@Local%20Folders/all\nscope=imap://user1%40asso.example@${first}/INBOX|imap://user2%40asso.example@${second}/INBOX\n`;
		begin({ prefs: both, logins, files: { "virtualFolders.dat": scopes(OLD_HOST, OLD_HOST) }, index: [] });
		const first = await prepared();
		await prepared(host.map((change) => ({ ...change, key: "server2" })));
		await restarted();
		expect(thunderbird.disk.files.get("virtualFolders.dat")).toBe(scopes("imap.mail.ovh.net", "imap.mail.ovh.net"));
		expect(await engine.undo(first)).toEqual({ kind: "prepared", entry: first });
		await restarted();
		expect(thunderbird.disk.files.get("virtualFolders.dat")).toBe(scopes(OLD_HOST, "imap.mail.ovh.net"));
	});
});

describe("taking back", () => {
	it("what is only prepared ends it at once", async () => {
		const before = lasting();
		const id = await prepared();
		expect(await engine.undo(id)).toEqual({ kind: "undone", entry: id });
		expect(lasting()).toEqual(before);
		await restarted();
		expect(lasting()).toEqual(before);
	});

	it("what was made waits for the next closing, and is exact", async () => {
		const before = lasting();
		const id = await prepared();
		await restarted();
		const made = lasting();
		expect(await engine.undo(id)).toEqual({ kind: "prepared", entry: id });
		expect(await engine.undo(id)).toEqual({ kind: "prepared", entry: id });
		expect(lasting()).toEqual(made);
		await restarted();
		expect((await entry(id))?.state).toBe("undone");
		expect(lasting()).toEqual(before);
		expect([...thunderbird.disk.files.keys()].filter((path) => path.startsWith("bons-comptes/"))).toEqual([]);
		expect(await engine.undo(id)).toMatchObject({ problem: { kind: "not-undoable" } });
	});

	it("keeps what the user has added since", async () => {
		const id = await prepared();
		await restarted();
		const path = "virtualFolders.dat";
		const added =
			"uri=imap://user1%40asso.example@imap.mail.ovh.net/New\nscope=imap://user1%40asso.example@imap.mail.ovh.net/A\n";
		thunderbird.disk.files.set(path, `${thunderbird.disk.files.get(path)}${added}`);
		thunderbird.memory.prefs.set("x.folder", "imap://user1%40asso.example@imap.mail.ovh.net/A");
		await engine.undo(id);
		await restarted();
		expect(thunderbird.disk.files.get(path)).toBe(SEARCHES(OLD_HOST) + added.replaceAll("imap.mail.ovh.net", OLD_HOST));
		expect(lasting().prefs["x.folder"]).toBe(`imap://user1%40asso.example@${OLD_HOST}/A`);
	});

	it("is refused where the user has changed the account since, or something is going on", async () => {
		const id = await prepared();
		await restarted();
		thunderbird.faults.obstacle = { kind: "outbox" };
		expect(await engine.undo(id)).toMatchObject({ kind: "refused", problem: { kind: "outbox" } });
		thunderbird.faults.obstacle = null;
		thunderbird.memory.prefs.set("mail.server.server1.hostname", "ssl0.ovh.net");
		expect(await engine.undo(id)).toMatchObject({ problem: { kind: "changed-meanwhile", setting: "incoming.host" } });
	});

	it("leaves it applied, with the reason, when a file cannot be understood by then", async () => {
		const id = await prepared();
		await restarted();
		await engine.undo(id);
		thunderbird.disk.files.set("imap/server1/msgFilterRules.dat", "half");
		const before = lasting();
		await restarted();
		expect(await entry(id)).toMatchObject({ state: "applied", problem: { kind: "cannot-carry", piece: "filters" } });
		expect(lasting()).toEqual(before);
	});

	it("leaves a password alone that was changed at the new host", async () => {
		const id = await prepared();
		await restarted();
		const login = thunderbird.memory.logins.find((one) => one.origin === "imap://imap.mail.ovh.net");
		if (login) login.password = "changed";
		await engine.undo(id);
		await restarted();
		await engine.view();
		expect(places(thunderbird)).toContain(`imap://imap.mail.ovh.net ${USER} changed`);
	});
});

describe("a restart", () => {
	it("is asked of Thunderbird", async () => {
		await prepared();
		expect(await engine.restart()).toBe(true);
		expect(thunderbird.restarts).toBe(1);
	});

	it("does not come while something is going on, or a window says no", async () => {
		await prepared();
		thunderbird.faults.obstacle = { kind: "composing" };
		expect(await engine.restart()).toBe(false);
		thunderbird.faults.obstacle = null;
		thunderbird.faults.windowSaysNo = true;
		expect(await engine.restart()).toBe(false);
		expect(thunderbird.restarts).toBe(0);
	});
});
