// What a quiet check tells, remembers and leaves alone, over a fake memory; and over a simulated month what the user hears of
// faults, and what servers hear of logins.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookQuietly, newsOf, type QuietPorts, type Remembered, seenByUser } from "../../src/doctor/quiet-check";
import { createUseCases } from "../../src/doctor/use-cases";
import type { Diagnosis } from "../../src/domain/diagnosis";
import { builtInCatalogue } from "../../src/providers";
import { account, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";
import { casesOf } from "../property-runs";
import { CLOSED_PORT, type End, FakePorts, NO_NAME, observation, REFUSED, WORKS } from "./fake-ports";

const ADDRESS = "contact@asso.example";

const profile = () =>
	snapshot({
		accounts: [account(incoming("imap", "ssl0.ovh.net", ADDRESS), [identity(ADDRESS)])],
		outgoing: [outgoing("ssl0.ovh.net", ADDRESS)],
	});

class Doctor implements QuietPorts {
	readonly ports = new FakePorts(profile());
	memory: Remembered = { told: [], last: null };
	readonly shown: (number | string[])[] = [];
	awake = 0;

	check(signal: AbortSignal): Promise<Diagnosis> {
		return createUseCases(this.ports, builtInCatalogue).checkQuietly(signal);
	}
	async remembered() {
		return this.memory;
	}
	async remember(change: (before: Remembered) => Remembered) {
		this.memory = change(this.memory);
	}
	async showTrouble(accounts: number) {
		this.shown.push(accounts);
	}
	async notify(accounts: string[]) {
		this.shown.push(accounts);
	}
	stayAwake() {
		this.awake += 1;
		return () => {
			this.awake -= 1;
		};
	}
	now() {
		return "2026-11-20T12:00:00.000Z";
	}
	deadline() {
		return new AbortController().signal;
	}

	/** As a click on « Vérifier mes comptes ». */
	async click(): Promise<void> {
		const options = { signal: this.deadline(), onProgress: () => {} };
		const diagnosis = await createUseCases(this.ports, builtInCatalogue).check(options);
		this.memory = seenByUser(this.memory, diagnosis);
		await this.ports.pause();
	}

	async look(): Promise<(number | string[])[]> {
		this.shown.length = 0;
		await lookQuietly(this);
		await this.ports.pause();
		return [...this.shown];
	}
}

describe("a quiet check", () => {
	it("shows nothing but the number where all is well, and goes back to sleep", async () => {
		const doctor = new Doctor();
		expect(await doctor.look()).toEqual([0]);
		expect(doctor.memory.last).toEqual({ at: doctor.now(), trouble: 0 });
		expect(doctor.awake).toBe(0);
	});

	it("tells a fault once, and again only when it was seen healed in between", async () => {
		const doctor = new Doctor();
		doctor.ports.server = () => CLOSED_PORT;
		expect(await doctor.look()).toEqual([1, [expect.any(String)]]);
		expect(await doctor.look()).toEqual([1]);
		doctor.ports.server = () => WORKS;
		expect(await doctor.look()).toEqual([0]);
		doctor.ports.server = () => CLOSED_PORT;
		expect(await doctor.look()).toEqual([1, [expect.any(String)]]);
	});

	it("says nothing of a fault that the page has shown", async () => {
		const doctor = new Doctor();
		doctor.ports.server = () => CLOSED_PORT;
		await doctor.click();
		expect(await doctor.look()).toEqual([1]);
	});

	it("takes a network that is out for no news, and for no healing", async () => {
		const doctor = new Doctor();
		doctor.ports.server = () => CLOSED_PORT;
		await doctor.look();
		doctor.ports.server = () => NO_NAME;
		doctor.ports.hasNames = false;
		expect(await doctor.look()).toEqual([]);
		expect(doctor.memory.last?.trouble).toBeNull();
		doctor.ports.server = () => CLOSED_PORT;
		expect(await doctor.look()).toEqual([1]);
	});

	it("forgets the faults of an account that is gone", async () => {
		const doctor = new Doctor();
		doctor.ports.server = () => CLOSED_PORT;
		await doctor.look();
		const { told } = newsOf(doctor.memory.told, await new Doctor().check(doctor.deadline()));
		expect(doctor.memory.told.length).toBeGreaterThan(0);
		expect(told).toEqual([]);
	});

	it("that fails leaves what was told, says that it has not ended, and lets the page sleep", async () => {
		const doctor = new Doctor();
		doctor.ports.readProfile = () => Promise.reject(new Error("gone"));
		await expect(doctor.look()).rejects.toThrow("gone");
		expect(doctor.memory.last).toEqual({ at: doctor.now(), trouble: null });
		expect(doctor.awake).toBe(0);
	});
});

describe("logins that nobody has clicked for", () => {
	it("are tried only where the last one was accepted", async () => {
		const doctor = new Doctor();
		await doctor.look();
		expect(doctor.ports.takeLogins()).toEqual([]);
		doctor.ports.server = ({ protocol }) => (protocol === "imap" ? WORKS : REFUSED);
		await doctor.click();
		doctor.ports.takeLogins();
		await doctor.look();
		expect(doctor.ports.takeLogins()).toEqual(["imap ssl0.ovh.net:993"]);
	});

	it("that were refused stay wrong without a new attempt, until another one is stored", async () => {
		const doctor = new Doctor();
		doctor.ports.server = () => REFUSED;
		await doctor.click();
		doctor.ports.takeLogins();
		expect(await doctor.look()).toEqual([1]);
		expect(doctor.ports.takeLogins()).toEqual([]);
		doctor.ports.mark = ({ key }) => ({ server: key, login: "second" });
		doctor.ports.server = () => WORKS;
		expect(await doctor.look()).toEqual([0]);
		expect(doctor.ports.takeLogins()).toHaveLength(2);
	});

	it("are not tried while nobody can tell what is stored", async () => {
		const doctor = new Doctor();
		await doctor.click();
		doctor.ports.takeLogins();
		doctor.ports.mark = () => null;
		await doctor.look();
		expect(doctor.ports.takeLogins()).toEqual([]);
	});
});

/** One day: what the servers do, whether another password is stored, whether the user clicks. */
const day = fc.record({
	server: fc.constantFrom<End>(WORKS, REFUSED, CLOSED_PORT, NO_NAME),
	password: fc.constantFrom("first", "second", "third"),
	clicks: fc.boolean(),
	offline: fc.boolean(),
});

describe("over a simulated month", () => {
	it("a refused password is tried once, and no fault is told twice without having gone", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 30 }), async (days) => {
				const doctor = new Doctor();
				/** Passwords that were refused since they were stored, by server; a click may try them again. */
				const refused = new Map<string, string>();
				let quiet = true;
				for (const { server, password, clicks, offline } of days) {
					doctor.ports.mark = ({ key }) => ({ server: key, login: password });
					doctor.ports.snapshots.push({ ...profile(), offline });
					doctor.ports.server = (endpoint) => {
						if (endpoint.login === null) return server;
						const { key } = endpoint.login;
						if (quiet) expect(refused.get(key)).not.toBe(password);
						const { stage, outcome } = observation(endpoint, server);
						if (stage === "login") {
							if (outcome.kind === "ok") refused.delete(key);
							else refused.set(key, password);
						}
						return server;
					};
					if (clicks) {
						quiet = false;
						await doctor.click();
						quiet = true;
					}
					const before = new Set(doctor.memory.told);
					const shown = await doctor.look();
					const isNew = doctor.memory.told.some((fault) => !before.has(fault));
					expect(shown.filter((one) => typeof one !== "number")).toHaveLength(isNew ? 1 : 0);
				}
			}),
			{ numRuns: casesOf(60) },
		);
	});
});
