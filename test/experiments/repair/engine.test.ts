// Whole repairs, their undo and the recovery after each step, with a Thunderbird that can be killed: fake-thunderbird.ts.
// The same over generated changes: engine.property.test.ts; in a real Thunderbird: ../../thunderbird/.

import { describe, expect, it } from "vitest";
import type { Change, SetChange } from "../../../src/domain/change";
import { Engine } from "../../../src/experiments/repair/engine";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { type Disk, type FakeOptions, FakeThunderbird } from "./fake-thunderbird";
import {
	appliedId,
	createFix,
	hostFix,
	incomingFix,
	noOutgoing,
	oldHost,
	outgoingFix,
	plain,
	withoutGuid,
} from "./scenes";

describe("a repair", () => {
	it("writes the journal before it touches anything", async () => {
		const thunderbird = new FakeThunderbird(plain);
		await new Engine(thunderbird.ports).repair(incomingFix, {});
		expect(thunderbird.steps[0]).toBe("journal:applying");
		expect(thunderbird.steps.at(-1)).toBe("journal:applied");
	});

	it("changes the port and says so in the history", async () => {
		const thunderbird = new FakeThunderbird(plain);
		const engine = new Engine(thunderbird.ports);
		const outcome = await engine.repair(incomingFix, { server1: "OVH" });
		expect(outcome.kind).toBe("applied");
		expect(thunderbird.disk.prefs.get("mail.server.server1.port")).toBe(993);
		const { entries } = await engine.view();
		expect(entries).toMatchObject([{ state: "applied", names: { server1: "OVH" }, changes: incomingFix }]);
	});

	it("writes security before port whatever the order of the request", async () => {
		const thunderbird = new FakeThunderbird({ prefs: profilePrefs([accountPrefs(1, { socketType: 0 })]) });
		const engine = new Engine(thunderbird.ports);
		await engine.repair(
			[
				...incomingFix,
				{ kind: "set", target: "incoming", key: "server1", setting: "incoming.security", from: "none", to: "tls" },
			],
			{},
		);
		const { entries } = await engine.view();
		expect(entries[0]?.prefs.map((edit) => edit.name)).toEqual([
			"mail.server.server1.socketType",
			"mail.server.server1.port",
		]);
	});

	it("lets Thunderbird take up what it holds in memory", async () => {
		const thunderbird = new FakeThunderbird(plain);
		await new Engine(thunderbird.ports).repair([...incomingFix, ...outgoingFix], {});
		expect(thunderbird.settled).toEqual(["incoming/server1", "outgoing/smtp1"]);
	});

	it("does nothing when everything already has its value", async () => {
		const thunderbird = new FakeThunderbird(plain);
		const same = incomingFix.map((change) => ({ ...change, to: 143 }));
		expect(await new Engine(thunderbird.ports).repair(same, {})).toEqual({ kind: "nothing-to-do" });
		expect(thunderbird.disk.journal).toBeNull();
	});

	it("carries the login along to another host of the same provider and keeps the old one", async () => {
		const thunderbird = new FakeThunderbird(oldHost);
		appliedId(await new Engine(thunderbird.ports).repair(hostFix, {}));
		expect(withoutGuid(thunderbird.disk.logins)).toEqual([
			"smtp://ns0.ovh.net user1@asso.example secret",
			"smtp://smtp.mail.ovh.net user1@asso.example secret",
		]);
	});

	it("moves a customer's own name to a provider's, and takes no login there", async () => {
		const before = "smtp.asso.example";
		const own: FakeOptions = {
			prefs: profilePrefs([accountPrefs(1, { outgoing: { host: before, port: 465, try_ssl: 3 } })]),
			logins: [{ origin: `smtp://${before}`, username: "user1@asso.example", password: "secret" }],
		};
		const thunderbird = new FakeThunderbird(own);
		appliedId(
			await new Engine(thunderbird.ports).repair(
				hostFix.map((change) => ({ ...change, from: before })),
				{},
			),
		);
		expect(withoutGuid(thunderbird.disk.logins)).toEqual([`smtp://${before} user1@asso.example secret`]);
	});

	it("leaves a login alone that the new host already has", async () => {
		const own = { origin: "smtp://smtp.mail.ovh.net", username: "user1@asso.example", password: "its own" };
		const thunderbird = new FakeThunderbird({ ...oldHost, logins: [...(oldHost.logins ?? []), own] });
		const before = thunderbird.photograph(true).logins;
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(hostFix, {}));
		expect(thunderbird.disk.logins).toEqual(before);
		await engine.undo(id);
		expect(thunderbird.disk.logins).toEqual(before);
	});

	it("has the new login on disk before the host changes", async () => {
		const thunderbird = new FakeThunderbird(oldHost);
		await new Engine(thunderbird.ports).repair(hostFix, {});
		expect(thunderbird.steps.indexOf("login:copied")).toBeLessThan(thunderbird.steps.indexOf("preference:written"));
	});

	it("creates a missing outgoing server with the login of the incoming one", async () => {
		const thunderbird = new FakeThunderbird(noOutgoing);
		appliedId(await new Engine(thunderbird.ports).repair(createFix, {}));
		expect(Object.fromEntries([...thunderbird.disk.prefs].filter(([name]) => name.includes("smtp")))).toEqual({
			"mail.smtpservers": "smtp1",
			"mail.smtpserver.smtp1.type": "smtp",
			"mail.smtpserver.smtp1.hostname": "smtp.mail.ovh.net",
			"mail.smtpserver.smtp1.try_ssl": 3,
			"mail.smtpserver.smtp1.port": 465,
			"mail.smtpserver.smtp1.authMethod": 3,
			"mail.smtpserver.smtp1.username": "user1@asso.example",
			"mail.smtpserver.smtp1.description": "OVH",
			"mail.identity.id1.smtpServer": "smtp1",
		});
		expect(withoutGuid(thunderbird.disk.logins)).toContain("smtp://smtp.mail.ovh.net user1@asso.example secret");
	});

	it("gives a created server no login of another provider or user", async () => {
		for (const prefs of [{ host: "imap.gmail.com" }, { user: "other@asso.example" }]) {
			const options = {
				...noOutgoing,
				prefs: profilePrefs([accountPrefs(1, { outgoing: null, ...prefs })]),
				logins: [
					{
						origin: `imap://${prefs.host ?? "ssl0.ovh.net"}`,
						username: prefs.user ?? "user1@asso.example",
						password: "s",
					},
				],
			};
			const thunderbird = new FakeThunderbird(options);
			appliedId(await new Engine(thunderbird.ports).repair(createFix, {}));
			expect(thunderbird.disk.logins).toHaveLength(1);
		}
	});
});

describe("a repair is refused and nothing touched", () => {
	const cases: [string, FakeOptions, Change[], (thunderbird: FakeThunderbird) => void, string][] = [
		[
			"when a value is no longer what the page showed",
			plain,
			incomingFix.map((change) => ({ ...change, from: 144 })),
			() => undefined,
			"changed-meanwhile",
		],
		[
			"when the server is gone",
			plain,
			incomingFix.map((change) => ({ ...change, key: "server9" })),
			() => undefined,
			"unknown-target",
		],
		[
			"when a preference is locked",
			{ ...plain, locked: ["mail.server.server1.port"] },
			incomingFix,
			() => undefined,
			"locked",
		],
		[
			"when a host is none of the provider's",
			oldHost,
			hostFix.map((change) => ({ ...change, to: "smtp.evil.example" })),
			() => undefined,
			"foreign-host",
		],
		[
			"when a host belongs to another provider",
			oldHost,
			hostFix.map((change) => ({ ...change, to: "smtp.gmail.com" })),
			() => undefined,
			"foreign-host",
		],
		[
			"when a server to be made is nobody's",
			noOutgoing,
			createFix.map((change) =>
				change.kind === "create-outgoing"
					? { ...change, server: { ...change.server, host: "ssl0.ovh.net.evil.example" } }
					: change,
			),
			() => undefined,
			"foreign-host",
		],
		[
			"when encryption would go",
			{ prefs: profilePrefs([accountPrefs(1, { port: 993 })]) },
			[{ kind: "set", target: "incoming", key: "server1", setting: "incoming.security", from: "tls", to: "none" }],
			() => undefined,
			"lowers-security",
		],
		[
			"when a password would come onto a plain connection",
			{ prefs: { ...profilePrefs([accountPrefs(1, { socketType: 0 })]), "mail.server.server1.authMethod": 4 } },
			[
				{
					kind: "set",
					target: "incoming",
					key: "server1",
					setting: "incoming.auth",
					from: "encrypted",
					to: "password",
				},
			],
			() => undefined,
			"lowers-security",
		],
		[
			"when the login would have to be copied from a locked store",
			oldHost,
			hostFix,
			(thunderbird) => {
				thunderbird.faults.loginStoreLocked = true;
			},
			"login-store-locked",
		],
		[
			"when the journal cannot be written",
			plain,
			incomingFix,
			(thunderbird) => {
				thunderbird.faults.journalNotWritable = true;
			},
			"journal-not-writable",
		],
		[
			"while a message is being sent",
			plain,
			outgoingFix,
			(thunderbird) => {
				thunderbird.faults.sending.add("smtp1");
			},
			"sending",
		],
		[
			"when an internal that it needs is missing",
			plain,
			incomingFix,
			(thunderbird) => {
				thunderbird.faults.missing.set("incoming", "incoming.closeCachedConnections");
			},
			"unsupported",
		],
		[
			"when an identity should send through a server that is not there",
			plain,
			[{ kind: "set", target: "identity", key: "id1", setting: "identity.outgoing", from: "smtp1", to: "smtp7" }],
			() => undefined,
			"unknown-target",
		],
	];
	for (const [when, options, changes, arrange, problem] of cases) {
		it(when, async () => {
			const thunderbird = new FakeThunderbird(options);
			arrange(thunderbird);
			const before = thunderbird.photograph(true);
			const outcome = await new Engine(thunderbird.ports).repair(changes, {});
			expect(outcome).toMatchObject({ kind: "refused", problem: { kind: problem } });
			expect(thunderbird.photograph(true)).toEqual(before);
		});
	}

	it("while another repair is under way", async () => {
		const thunderbird = new FakeThunderbird(plain);
		const engine = new Engine(thunderbird.ports);
		const [first, second] = await Promise.all([engine.repair(incomingFix, {}), engine.repair(outgoingFix, {})]);
		expect(first.kind).toBe("applied");
		expect(second).toEqual({ kind: "refused", problem: { kind: "busy" } });
	});
});

describe("a repair that fails on its way puts everything back", () => {
	const faults: [string, FakeOptions, Change[], (thunderbird: FakeThunderbird) => void, string][] = [
		[
			"when Thunderbird keeps another value",
			plain,
			incomingFix,
			(thunderbird) => {
				thunderbird.faults.keeps.set("mail.server.server1.port", 143);
			},
			"not-kept",
		],
		[
			"when preferences do not reach the disk",
			plain,
			[...incomingFix, ...outgoingFix],
			(thunderbird) => {
				thunderbird.faults.prefsNotWritable = true;
			},
			"not-written",
		],
		[
			"when logins do not reach the disk",
			oldHost,
			hostFix,
			(thunderbird) => {
				thunderbird.faults.loginsNotWritable = true;
			},
			"not-written",
		],
		[
			"when the journal cannot be closed",
			noOutgoing,
			createFix,
			(thunderbird) => {
				thunderbird.onStep = (name) => {
					if (name === "preferences:flushed") thunderbird.faults.journalNotWritable = true;
				};
			},
			"journal-not-writable",
		],
		[
			"when a value changes while the login is copied",
			oldHost,
			hostFix,
			(thunderbird) => {
				thunderbird.onStep = (name) => {
					if (name === "login:copied") thunderbird.memory.prefs.set("mail.smtpserver.smtp1.hostname", "typed.example");
				};
			},
			"changed-meanwhile",
		],
	];
	for (const [when, options, changes, arrange, problem] of faults) {
		it(when, async () => {
			const thunderbird = new FakeThunderbird(options);
			arrange(thunderbird);
			const before = thunderbird.photograph(true);
			const outcome = await new Engine(thunderbird.ports).repair(changes, {});
			expect(outcome).toMatchObject({ kind: "rolled-back", problem: { kind: problem } });
			const after = thunderbird.photograph(true);
			if (problem === "changed-meanwhile") before.prefs.set("mail.smtpserver.smtp1.hostname", "typed.example");
			expect(after.prefs).toEqual(before.prefs);
			expect(after.logins).toEqual(before.logins);
		});
	}
});

describe("an undo", () => {
	const repairs: [string, FakeOptions, Change[]][] = [
		["of ports", plain, [...incomingFix, ...outgoingFix]],
		["of a host with its login", oldHost, hostFix],
		["of a created server", noOutgoing, createFix],
	];
	for (const [what, options, changes] of repairs) {
		it(`${what} leaves preferences and logins as they were`, async () => {
			const thunderbird = new FakeThunderbird(options);
			const before = thunderbird.photograph(true);
			const engine = new Engine(thunderbird.ports);
			const id = appliedId(await engine.repair(changes, {}));
			expect(await engine.undo(id)).toEqual({ kind: "undone", entry: id });
			const after = thunderbird.photograph(false);
			expect(after.prefs).toEqual(before.prefs);
			expect(withoutGuid(after.logins)).toEqual(withoutGuid(before.logins));
		});

		it(`${what} works after a restart too`, async () => {
			const thunderbird = new FakeThunderbird(options);
			const before = thunderbird.photograph(true);
			const id = appliedId(await new Engine(thunderbird.ports).repair(changes, {}));
			const restarted = new FakeThunderbird(thunderbird.photograph(false));
			expect((await new Engine(restarted.ports).undo(id)).kind).toBe("undone");
			expect(restarted.disk.prefs).toEqual(before.prefs);
		});
	}

	it("is refused when the user has changed a value since, and changes nothing", async () => {
		const thunderbird = new FakeThunderbird(plain);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair([...incomingFix, ...outgoingFix], {}));
		thunderbird.memory.prefs.set("mail.smtpserver.smtp1.port", 2525);
		const before = thunderbird.photograph(true);
		expect(await engine.undo(id)).toEqual({
			kind: "refused",
			problem: { kind: "changed-meanwhile", key: "smtp1", setting: "outgoing.port" },
		});
		expect(thunderbird.photograph(true)).toEqual(before);
	});

	it("is refused twice", async () => {
		const thunderbird = new FakeThunderbird(plain);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(incomingFix, {}));
		await engine.undo(id);
		expect(await engine.undo(id)).toEqual({ kind: "refused", problem: { kind: "not-undoable" } });
	});

	it("keeps a created server that another identity has come to use", async () => {
		const thunderbird = new FakeThunderbird({
			...noOutgoing,
			prefs: profilePrefs([accountPrefs(1, { outgoing: null }), accountPrefs(2, { outgoing: null })]),
		});
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(createFix, {}));
		thunderbird.memory.prefs.set("mail.identity.id2.smtpServer", "smtp1");
		expect(await engine.undo(id)).toMatchObject({
			kind: "refused",
			problem: { kind: "changed-meanwhile", key: "id2" },
		});
		expect(thunderbird.memory.prefs.get("mail.smtpservers")).toBe("smtp1");
	});

	it("takes away what Thunderbird itself wrote for a created server, its choice as the only default included", async () => {
		const thunderbird = new FakeThunderbird(noOutgoing);
		const before = thunderbird.photograph(true);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(createFix, {}));
		thunderbird.memory.prefs.set("mail.smtpserver.smtp1.uid", "written by Thunderbird");
		thunderbird.memory.prefs.set("mail.smtp.defaultserver", "smtp1");
		expect((await engine.undo(id)).kind).toBe("undone");
		expect(thunderbird.memory.prefs).toEqual(before.prefs);
	});

	it("keeps a password that was typed since under the new host", async () => {
		const thunderbird = new FakeThunderbird(oldHost);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(hostFix, {}));
		const copy = thunderbird.memory.logins.find((login) => login.origin === "smtp://smtp.mail.ovh.net");
		if (!copy) throw new Error("no copy");
		copy.password = "typed since";
		expect((await engine.undo(id)).kind).toBe("undone");
		expect(withoutGuid(thunderbird.memory.logins)).toContain("smtp://smtp.mail.ovh.net user1@asso.example typed since");
	});
});

describe("login copies", () => {
	const moves = [1, 2, 3].map((number) => ({
		prefs: accountPrefs(number, { outgoing: { host: "ns0.ovh.net", port: 465, try_ssl: 3 } }),
		login: { origin: "smtp://ns0.ovh.net", username: `user${number}@asso.example`, password: "secret" },
		change: { ...hostFix[0], key: `smtp${number}` } as SetChange,
	}));
	const three: FakeOptions = {
		prefs: profilePrefs(moves.map((one) => one.prefs)),
		logins: moves.map((one) => one.login),
	};

	it("of several servers wait for the disk once, and their removal too", async () => {
		const thunderbird = new FakeThunderbird(three);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(
			await engine.repair(
				moves.map((one) => one.change),
				{},
			),
		);
		expect(thunderbird.disk.logins).toHaveLength(6);
		await engine.undo(id);
		expect(thunderbird.disk.logins).toHaveLength(3);
		expect(thunderbird.steps.filter((step) => step === "logins:flushed")).toHaveLength(2);
	});

	it("whose removal does not reach the disk leave the undo open, and the next start ends it", async () => {
		const thunderbird = new FakeThunderbird(oldHost);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(hostFix, {}));
		thunderbird.faults.loginsNotWritable = true;
		expect(await engine.undo(id)).toEqual({ kind: "refused", problem: { kind: "not-written" } });
		const next = new FakeThunderbird(thunderbird.photograph(false));
		const { entries } = await new Engine(next.ports).view();
		expect(entries[0]?.state).toBe("undone");
		expect(next.disk.logins).toHaveLength(1);
	});
});

describe("killed after any step, the next start finds a whole state", () => {
	const repairs: [string, FakeOptions, Change[]][] = [
		["ports", plain, [...incomingFix, ...outgoingFix]],
		["a host with its login", oldHost, hostFix],
		["a created server", noOutgoing, createFix],
	];
	for (const [what, options, changes] of repairs) {
		for (const flushed of [false, true]) {
			for (const undo of [false, true]) {
				const name = `${undo ? "the undo of " : ""}${what}, ${flushed ? "Thunderbird having written all" : "nothing written by chance"}`;
				it(name, async () => {
					const thunderbird = new FakeThunderbird(options);
					const engine = new Engine(thunderbird.ports);
					const old = thunderbird.photograph(true);
					let id = "";
					if (undo) id = appliedId(await engine.repair(changes, {}));
					const cuts: { step: string; disk: ReturnType<FakeThunderbird["photograph"]> }[] = [];
					thunderbird.onStep = (step) => {
						cuts.push({ step, disk: thunderbird.photograph(flushed) });
					};
					if (undo) await engine.undo(id);
					else await engine.repair(changes, {});
					const end = thunderbird.photograph(true);
					expect(cuts.length).toBeGreaterThan(3);

					for (const { step, disk } of cuts) {
						const next = new FakeThunderbird(disk);
						const recovered = new Engine(next.ports);
						await recovered.recover();
						const { entries } = await recovered.view();
						const entry = entries[0];
						const isNew = entry?.state === "applied";
						const expected = undo ? old : isNew ? end : old;
						expect(Object.fromEntries(next.disk.prefs), step).toEqual(Object.fromEntries(expected.prefs));
						expect(withoutGuid(next.disk.logins), step).toEqual(withoutGuid(expected.logins));
						const wasOver = step === "journal:applied" || step === "journal:undone";
						if (!wasOver) expect(entry?.recovery, step).toBe(undo || isNew ? "finished" : "taken-back");
						for (const login of old.logins) {
							expect(withoutGuid(next.disk.logins), step).toContain(withoutGuid([login])[0]);
						}
					}
				});
			}
		}
	}

	it("also when that start is killed after any of its own steps", async () => {
		for (const [, options, changes] of repairs) {
			const thunderbird = new FakeThunderbird(options);
			const old = thunderbird.photograph(true);
			const cuts: Disk[] = [];
			thunderbird.onStep = () => cuts.push(thunderbird.photograph(true));
			await new Engine(thunderbird.ports).repair(changes, {});
			const end = thunderbird.photograph(true);
			for (const disk of cuts) {
				const first = new FakeThunderbird(disk);
				const again: Disk[] = [];
				first.onStep = () => again.push(first.photograph(false), first.photograph(true));
				await new Engine(first.ports).recover();
				for (const left of again) {
					const next = new FakeThunderbird(left);
					const engine = new Engine(next.ports);
					const isNew = (await engine.view()).entries[0]?.state === "applied";
					expect(Object.fromEntries(next.disk.prefs)).toEqual(Object.fromEntries((isNew ? end : old).prefs));
					expect(withoutGuid(next.disk.logins)).toEqual(withoutGuid((isNew ? end : old).logins));
				}
			}
		}
	});

	it("and leaves a later repair alone when an undo could not be closed in the journal", async () => {
		const thunderbird = new FakeThunderbird(plain);
		const engine = new Engine(thunderbird.ports);
		const id = appliedId(await engine.repair(incomingFix, {}));
		thunderbird.onStep = (name) => {
			thunderbird.faults.journalNotWritable = name === "preferences:flushed";
		};
		expect((await engine.undo(id)).kind).toBe("undone");
		thunderbird.faults.journalNotWritable = false;
		thunderbird.onStep = () => undefined;
		appliedId(await engine.repair(incomingFix, {}));
		const next = new FakeThunderbird(thunderbird.photograph(true));
		const { entries } = await new Engine(next.ports).view();
		expect(entries.map((entry) => entry.state)).toEqual(["applied", "undone"]);
		expect(next.disk.prefs.get("mail.server.server1.port")).toBe(993);
	});

	it("and a second start changes nothing any more", async () => {
		const thunderbird = new FakeThunderbird(oldHost);
		let disk = thunderbird.photograph(false);
		thunderbird.onStep = (step) => {
			if (step === "preference:written") disk = thunderbird.photograph(true);
		};
		await new Engine(thunderbird.ports).repair(hostFix, {});
		const first = new FakeThunderbird(disk);
		await new Engine(first.ports).recover();
		const second = new FakeThunderbird(first.photograph(false));
		const before = second.photograph(true);
		await new Engine(second.ports).recover();
		expect(second.photograph(true)).toEqual(before);
	});
});
