// In which order the doctor asks, what it remembers, and above all how often it logs in. What it then says is the rules'.

import { describe, expect, it } from "vitest";
import { liveChanges } from "../../src/doctor/plan";
import { createUseCases } from "../../src/doctor/use-cases";
import type { Change } from "../../src/domain/change";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { Snapshot } from "../../src/domain/snapshot";
import { NO_POLICY, type Policy } from "../../src/policy/schema";
import { builtInCatalogue } from "../../src/providers";
import { account, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";
import { CLOSED_PORT, type End, FakePorts, NO_NAME, PROXY, REFUSED, WORKS } from "./fake-ports";

const ADDRESS = "contact@asso.example";

/** An account at OVH whose outgoing port is one that no provider of the world accepts. */
const wrongPort = (): Snapshot =>
	snapshot({
		accounts: [account(incoming("imap", "ssl0.ovh.net", ADDRESS), [identity(ADDRESS)])],
		outgoing: [outgoing("ssl0.ovh.net", ADDRESS, { port: 25, security: "starttls" })],
	});

const right = (): Snapshot =>
	snapshot({
		accounts: [account(incoming("imap", "ssl0.ovh.net", ADDRESS), [identity(ADDRESS)])],
		outgoing: [outgoing("ssl0.ovh.net", ADDRESS)],
	});

function setUp(profile: Snapshot, policy?: Policy) {
	const ports = new FakePorts(profile);
	const doctor = createUseCases(ports, builtInCatalogue, policy);
	const progress: string[] = [];
	const partial: Diagnosis[] = [];
	const abort = new AbortController();
	const options = {
		signal: abort.signal,
		onProgress: (done: number, total: number) => progress.push(`${done}/${total}`),
		onPartial: (diagnosis: Diagnosis) => partial.push(diagnosis),
	};
	return { ports, doctor, options, progress, partial, abort };
}

const healths = (diagnosis: Diagnosis) =>
	diagnosis.accounts.map(({ lights }) => `${lights.incoming} ${lights.outgoing}`);

describe("a check", () => {
	it("logs in once at every server that is used, in one call for each host", async () => {
		const { ports, doctor, options, progress } = setUp(right());
		const diagnosis = await doctor.check(options);
		expect(ports.examined.sort()).toEqual(["imap ssl0.ovh.net:993 tls+", "smtp ssl0.ovh.net:465 tls+"]);
		expect(ports.calls).toBe(1);
		expect(progress).toEqual(["0/2", "2/2"]);
		expect(healths(diagnosis)).toEqual(["ok ok"]);
	});

	it("leaves out an outgoing server through which nobody sends", async () => {
		const profile = right();
		profile.outgoing.push(outgoing("smtp.left.example", "x", { key: "smtp9" }));
		const { ports, doctor, options } = setUp(profile);
		await doctor.check(options);
		expect(ports.examined.join()).not.toContain("left.example");
	});

	it("asks nobody while Thunderbird is offline", async () => {
		const { ports, doctor, options } = setUp({ ...right(), offline: true });
		const diagnosis = await doctor.check(options);
		expect([...ports.examined, ...ports.asked]).toEqual([]);
		expect(diagnosis.offline).toBe(true);
		expect(healths(diagnosis)).toEqual(["unknown unknown"]);
	});

	it("says nothing of servers when not even a well-known name is found", async () => {
		const { ports, doctor, options } = setUp(right());
		ports.server = () => NO_NAME;
		ports.hasNames = false;
		const diagnosis = await doctor.check(options);
		expect(diagnosis.networkOut).toBe(true);
		expect(diagnosis.accounts[0]?.findings.filter(({ severity }) => severity !== "advice")).toEqual([]);
	});

	it("asks for a well-known name only when nobody was reached", async () => {
		const { ports, doctor, options } = setUp(right());
		ports.server = ({ protocol }) => (protocol === "imap" ? NO_NAME : WORKS);
		const diagnosis = await doctor.check(options);
		expect(ports.asked.filter((line) => line.startsWith("names"))).toEqual([]);
		expect(diagnosis.networkOut).toBe(false);
	});

	it("does not take a proxy that carries no mail for a network that is out", async () => {
		const { ports, doctor, options } = setUp(right());
		ports.server = () => PROXY;
		const diagnosis = await doctor.check(options);
		expect(diagnosis.networkOut).toBe(false);
		expect(healths(diagnosis)).toEqual(["unknown unknown"]);
	});

	it("shows what is known while the slowest server keeps it waiting", async () => {
		const other = "x@firm.example";
		const profile = right();
		profile.accounts.push(
			account(incoming("imap", "imap.firm.example", other, { key: "server2" }), [identity(other, { key: "id2" })], {
				key: "account2",
			}),
		);
		const { ports, doctor, options, partial } = setUp(profile);
		let release = () => {};
		ports.held = {
			host: "imap.firm.example",
			until: new Promise((resolve) => {
				release = resolve;
			}),
		};
		const checking = doctor.check({
			...options,
			onPartial: (diagnosis) => {
				options.onPartial(diagnosis);
				release();
			},
		});
		await checking;
		expect(healths(partial[0] as Diagnosis)).toEqual(["ok ok", "unknown ok"]);
	});

	it("ends with an AbortError when it is stopped", async () => {
		const { ports, doctor, options, abort } = setUp(right());
		ports.server = () => {
			abort.abort();
			return PROXY;
		};
		await expect(doctor.check(options)).rejects.toThrow(/abort/i);
	});

	it("looks up the mail domains that no provider owns", async () => {
		const { ports, doctor, options } = setUp(right());
		await doctor.check(options);
		expect(ports.asked).toContain("mx asso.example");
	});

	it("tries other settings of an unknown server that cannot be reached, and logs in with the first that answers", async () => {
		const { ports, doctor, options } = setUp(
			snapshot({
				accounts: [
					account(incoming("imap", "imap.firm.example", "x@firm.example", { port: 143 }), [
						identity("x@firm.example", { outgoingKey: "smtp1" }),
					]),
				],
				outgoing: [outgoing("smtp.firm.example", "x@firm.example")],
			}),
		);
		ports.server = ({ port, security }) =>
			port === 143 && security === "tls" ? { stage: "tls", outcome: { kind: "not-tls" } } : WORKS;
		const diagnosis = await doctor.check(options);
		expect(ports.takeLogins()).toEqual([
			"imap imap.firm.example:143",
			"imap imap.firm.example:993",
			"smtp smtp.firm.example:465",
		]);
		const changes = liveChanges(diagnosis.accounts);
		expect(changes.map((change) => change.kind === "set" && `${change.setting} ${change.to}`)).toEqual([
			"incoming.port 993",
		]);
	});
});

describe("a repair", () => {
	async function checked(profile: Snapshot, server: (endpoint: { port: number; protocol: string }) => End) {
		const all = setUp(profile);
		all.ports.server = server;
		const diagnosis = await all.doctor.check(all.options);
		all.ports.takeLogins();
		return { ...all, diagnosis, changes: liveChanges(diagnosis.accounts) };
	}

	it("logs in once: beside the old settings; the proof and the check after it do not", async () => {
		const { ports, doctor, options, changes } = await checked(wrongPort(), () => WORKS);
		const outcome = await doctor.repair(changes, {});
		expect(outcome).toMatchObject({ kind: "applied", left: [] });
		expect(ports.applied[0]?.proofs).toEqual([
			{
				key: "smtp1",
				endpoint: { protocol: "smtp", host: "ssl0.ovh.net", port: 465, security: "tls", login: null },
				before: { stage: "login", ok: true },
			},
		]);
		const diagnosis = await doctor.recheck(options);
		expect(ports.takeLogins()).toEqual(["smtp ssl0.ovh.net:465"]);
		expect(healths(diagnosis)).toEqual(["ok ok"]);
	});

	it("is not made where the new settings do worse, and says what was seen", async () => {
		const { ports, doctor, changes } = await checked(wrongPort(), ({ port }) => (port === 465 ? CLOSED_PORT : WORKS));
		const outcome = await doctor.repair(changes, {});
		expect(outcome).toMatchObject({
			kind: "refused",
			problem: { kind: "not-better", key: "smtp1", seen: { stage: "tcp", outcome: "refused-connection" } },
		});
		expect(ports.applied).toEqual([]);
	});

	it("is made where the present settings do not work either", async () => {
		const { ports, doctor, changes } = await checked(wrongPort(), ({ protocol }) =>
			protocol === "smtp" ? CLOSED_PORT : WORKS,
		);
		const outcome = await doctor.repair(changes, {});
		expect(outcome.kind).toBe("applied");
		expect(ports.applied).toHaveLength(1);
	});

	it("of one server does not wait for that of another, which would do worse", async () => {
		const profile = wrongPort();
		const server = profile.accounts[0]?.incoming;
		if (server) server.security = "starttls";
		const { ports, doctor, changes } = await checked(profile, ({ port }) => (port === 465 ? CLOSED_PORT : WORKS));
		const outcome = await doctor.repair(changes, {});
		expect(outcome).toMatchObject({ kind: "applied", left: [{ kind: "not-better", key: "smtp1" }] });
		expect(ports.applied[0]?.changes.map((change) => change.kind === "set" && change.key)).toEqual(["server1"]);
	});

	it("does not try a refused password again", async () => {
		const { ports, doctor, options, changes } = await checked(wrongPort(), ({ protocol }) =>
			protocol === "smtp" ? REFUSED : WORKS,
		);
		expect((await doctor.repair(changes, {})).kind).toBe("applied");
		const diagnosis = await doctor.recheck(options);
		expect(ports.takeLogins()).toEqual([]);
		expect(diagnosis.accounts[0]?.findings.map(({ rule }) => rule)).toContain("login-refused");
	});

	it("of a missing outgoing server is tried with the login that it will have, once", async () => {
		const profile = right();
		profile.outgoing.length = 0;
		profile.defaultOutgoingKey = null;
		const { ports, doctor, options, changes } = await checked(profile, () => WORKS);
		expect(changes.map(({ kind }: Change) => kind)).toEqual(["create-outgoing"]);
		await doctor.repair(changes, {});
		const diagnosis = await doctor.recheck(options);
		expect(ports.takeLogins()).toHaveLength(1);
		expect(healths(diagnosis)).toEqual(["ok ok"]);
	});

	it("does not make an outgoing server that does worse than the one of now", async () => {
		const profile = right();
		const [sender] = profile.accounts[0]?.identities ?? [];
		profile.outgoing.push(outgoing("smtp.gmail.com", "x@gmail.com", { key: "smtp2" }));
		profile.outgoing.shift();
		if (sender) sender.outgoingKey = "smtp2";
		profile.accounts[0]!.incoming.host = "imap.beta.gouv.fr";
		profile.accounts[0]!.incoming.username = "camille@beta.gouv.fr";
		if (sender) sender.address = "camille@beta.gouv.fr";
		const { ports, doctor, changes } = await checked(profile, () => WORKS);
		expect(changes.map(({ kind }: Change) => kind)).toEqual(["create-outgoing"]);
		ports.server = () => CLOSED_PORT;
		expect(await doctor.repair(changes, {})).toMatchObject({ kind: "refused", problem: { kind: "not-better" } });
		expect(ports.applied).toEqual([]);
	});

	it("that is refused in its trial does not send the refused password with the next click", async () => {
		const { ports, doctor, changes } = await checked(wrongPort(), ({ port }) => (port === 465 ? REFUSED : WORKS));
		expect((await doctor.repair(changes, {})).kind).toBe("refused");
		ports.takeLogins();
		await doctor.repair(changes, {});
		expect(ports.takeLogins()).toEqual([]);
	});

	it("that nobody has clicked for does not send a login that is known to be refused, whatever the port", async () => {
		const { ports, doctor, options } = setUp(wrongPort());
		// The port of now takes nobody; at the new one there are logins.
		ports.server = ({ port }) => (port === 25 ? CLOSED_PORT : WORKS);
		ports.known = { smtp1: { login: "first", outcome: "refused" } };
		const before = await doctor.checkQuietly(options.signal);
		expect((await doctor.repair(liveChanges(before.accounts), {})).kind).toBe("applied");
		const after = await doctor.checkQuietly(options.signal);
		expect(ports.takeLogins()).toEqual([]);
		expect(after.accounts[0]?.findings.map(({ rule }) => rule)).toContain("login-refused");
	});

	it("that nobody has clicked for tries the login that is stored since the refusal, once", async () => {
		const { ports, doctor, options } = setUp(wrongPort());
		ports.server = ({ port }) => (port === 25 ? CLOSED_PORT : WORKS);
		ports.known = { smtp1: { login: "of yesterday", outcome: "refused" } };
		const { accounts } = await doctor.checkQuietly(options.signal);
		ports.takeLogins();
		expect((await doctor.repair(liveChanges(accounts), {})).kind).toBe("applied");
		expect(ports.takeLogins()).toEqual(["smtp ssl0.ovh.net:465"]);
	});

	it("is made without a proof while Thunderbird is offline", async () => {
		const { ports, doctor, options } = setUp({ ...wrongPort(), offline: true });
		const { accounts } = await doctor.check(options);
		expect((await doctor.repair(liveChanges(accounts), {})).kind).toBe("applied");
		expect(ports.applied[0]?.proofs).toEqual([]);
		expect(ports.examined).toEqual([]);
	});
});

describe("an organisation's policy", () => {
	it("silences a rule, which then counts for nothing", async () => {
		const { ports, doctor, options } = setUp(right(), { ...NO_POLICY, silenced: ["login-refused"] });
		ports.server = () => REFUSED;
		const diagnosis = await doctor.check(options);
		expect(diagnosis.accounts[0]?.findings.map(({ rule }) => rule)).not.toContain("login-refused");
		expect(healths(diagnosis)).toEqual(["unknown unknown"]);
	});

	it("that wants reports only leaves no change to a click, and says why", async () => {
		const { doctor, options } = setUp(wrongPort(), { ...NO_POLICY, repairs: "report-only" });
		const { accounts } = await doctor.check(options);
		expect(liveChanges(accounts)).toEqual([]);
		const blocked = accounts.flatMap(({ findings }) => findings.flatMap(({ changes }) => changes));
		expect(blocked.map((change) => change.blocked)).toEqual(blocked.map(() => "report-only"));
		expect(blocked.length).toBeGreaterThan(0);
	});
});

describe("the check after a click", () => {
	it("asks again what could not be checked, and nothing else", async () => {
		const { ports, doctor, options } = setUp(right());
		ports.server = ({ protocol }) => (protocol === "smtp" ? PROXY : WORKS);
		await doctor.check(options);
		ports.takeLogins();
		await doctor.recheck(options);
		expect(ports.takeLogins()).toEqual(["smtp ssl0.ovh.net:465"]);
	});

	it("takes over what became of a typed password", async () => {
		const { ports, doctor, options } = setUp(right());
		ports.server = () => REFUSED;
		await doctor.check(options);
		ports.takeLogins();
		ports.password = {
			kind: "tried",
			results: [
				{ key: "server1", outcome: { kind: "ok" }, stored: true },
				{ key: "smtp1", outcome: { kind: "refused", text: "no" }, stored: false },
			],
		};
		await doctor.savePassword("account1", "secret");
		expect(ports.asked).toContain("password server1 smtp1");
		const diagnosis = await doctor.recheck(options);
		expect(ports.takeLogins()).toEqual([]);
		expect(healths(diagnosis)).toEqual(["ok error"]);
	});

	it("keeps what is known of a server to which the typed password did not go", async () => {
		const { ports, doctor, options } = setUp(right());
		ports.server = ({ protocol }) => (protocol === "imap" ? REFUSED : WORKS);
		await doctor.check(options);
		ports.takeLogins();
		ports.password = {
			kind: "tried",
			results: [
				{ key: "server1", outcome: { kind: "could-not-check", why: "proxy" }, stored: false },
				{ key: "smtp1", outcome: { kind: "login-not-checked", why: "foreign-host" }, stored: false },
			],
		};
		await doctor.savePassword("account1", "secret");
		const diagnosis = await doctor.recheck(options);
		expect(ports.takeLogins()).toEqual([]);
		expect(healths(diagnosis)).toEqual(["error ok"]);
	});

	it("refuses a password for an account that is gone, without a word to anybody", async () => {
		const { ports, doctor } = setUp(right());
		const outcome = await doctor.savePassword("account9", "secret");
		expect(outcome).toEqual({ kind: "refused", problem: { kind: "unknown-target", key: "account9" } });
		expect(ports.asked).toEqual([]);
	});
});

describe("a sign-in", () => {
	const GMAIL = "jean.test@gmail.com";
	const gmail = (auth: "password" | "oauth2"): Snapshot =>
		snapshot({
			accounts: [account(incoming("imap", "imap.gmail.com", GMAIL, { auth, oauthKnown: true }), [identity(GMAIL)])],
			outgoing: [outgoing("smtp.gmail.com", GMAIL, { auth, oauthKnown: true })],
		});

	it("takes over what its logins showed: the check that follows logs in nowhere", async () => {
		const { ports, doctor, options } = setUp(gmail("password"));
		ports.server = () => REFUSED;
		const [found] = (await doctor.check(options)).accounts;
		if (!found?.signIn) throw new Error("no sign-in was offered");
		expect(found.signIn.needed).toBe(true);
		ports.server = () => WORKS;
		const at = (protocol: "imap" | "smtp", host: string, port: number) => ({
			endpoint: { protocol, host, port, security: "tls" as const },
			...{ ...WORKS, greeting: "", offers: null, tls: null, addresses: [], milliseconds: 1 },
		});
		ports.signedIn = {
			...{ kind: "signed-in", entry: "e1", left: [] },
			proofs: [at("imap", "imap.gmail.com", 993), at("smtp", "smtp.gmail.com", 465)],
		};
		ports.snapshots.push(gmail("oauth2"));
		expect((await doctor.signIn(found.signIn, {})).kind).toBe("signed-in");
		expect(ports.asked).toContain("sign-in server1 smtp1, 2 changes");
		ports.examined.length = 0;
		const after = await doctor.recheck(options);
		expect(ports.examined.filter((one) => one.endsWith("+"))).toEqual([]);
		expect(healths(after)).toEqual(["ok ok"]);
	});

	it("that came to nothing leaves standing what is known", async () => {
		const { ports, doctor, options } = setUp(gmail("password"));
		ports.server = () => REFUSED;
		const [found] = (await doctor.check(options)).accounts;
		if (!found?.signIn) throw new Error("no sign-in was offered");
		expect(await doctor.signIn(found.signIn, {})).toEqual(ports.signedIn);
		ports.examined.length = 0;
		const after = await doctor.recheck(options);
		expect(ports.examined.filter((one) => one.endsWith("+"))).toEqual([]);
		expect(healths(after)).toEqual(["error error"]);
	});
});
