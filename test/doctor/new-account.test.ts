// A new account as the doctor makes it: with which servers, what comes with it, and what is said where it is not made.

import { describe, expect, it } from "vitest";
import { createUseCases } from "../../src/doctor/use-cases";
import type { DavSearch, DavWish } from "../../src/domain/dav";
import type { NewAccountAnswers, NewAccountOffer } from "../../src/domain/new-account";
import type { Snapshot } from "../../src/domain/snapshot";
import { NO_POLICY } from "../../src/policy/schema";
import { builtInCatalogue } from "../../src/providers";
import { account, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";
import { FakePorts } from "./fake-ports";

const ME = "camille.martin@beta.gouv.fr";
const HOST = "webmail.numerique.gouv.fr";

/** The person who was on OVH yesterday. */
const old = (): Snapshot =>
	snapshot({
		accounts: [account(incoming("imap", "ssl0.ovh.net", ME), [identity(ME)])],
		outgoing: [outgoing("ssl0.ovh.net", ME)],
	});

const ANSWERS: NewAccountAnswers = {
	...{ fullName: "Camille Martin", address: ME, password: "app-password", makeDefault: false, withDav: true },
};

const CREATED = { kind: "created", entry: "entry-9", account: "account9", server: "server9", identity: "id9" } as const;

function found(wish: DavWish): DavSearch {
	const collection = { kind: wish.kind, url: `https://${HOST}/dav/${wish.kind}/x/`, name: "Agenda", color: null };
	return {
		...{ kind: "found", wish, requests: 4 },
		collections: [{ ...collection, components: [], readOnly: false, source: "own", owner: "" }],
		login: { origin: `https://${HOST}`, realm: "Open-Xchange", username: ME, auth: "password", from: "mail" },
	};
}

async function setUp() {
	const ports = new FakePorts(old());
	const doctor = createUseCases(ports, builtInCatalogue);
	const diagnosis = await doctor.check({ signal: new AbortController().signal, onProgress: () => {} });
	const offer = diagnosis.accounts[0]?.newAccount;
	if (!offer) throw new Error("no account is offered");
	ports.asked.length = 0;
	return { ports, doctor, offer };
}

describe("a new account", () => {
	it("is offered beside the one that it follows, made at the right servers, and has its calendar and contacts at once", async () => {
		const { ports, doctor, offer } = await setUp();
		expect(offer).toMatchObject({ provider: "lasuite", beside: "account1", address: ME, login: "password" });
		ports.made = CREATED;
		ports.search = found;
		const outcome = await doctor.createAccount(offer, ANSWERS, {});
		expect(outcome).toEqual({
			kind: "created",
			entry: "entry-9",
			account: "account9",
			added: 2,
			trouble: [],
			left: [],
		});
		expect(ports.asked).toEqual([`account ${ME} imap.beta.gouv.fr password`]);
		// What was added is looked at before it is said to work.
		ports.dav = () => ({ at: HOST, stage: "dav", outcome: { kind: "could-not-check", why: "no-time" } });
		const after = await doctor.recheck({ signal: new AbortController().signal, onProgress: () => {} });
		const searches = ["search caldav server9", "search carddav server9"];
		expect(ports.davAsked).toEqual([
			...searches,
			expect.stringMatching(/^caldav /),
			expect.stringMatching(/^carddav /),
		]);
		const { dav } = after.accounts.find(({ key }) => key === "account9") ?? {};
		expect([dav?.calendar.kind, dav?.contacts.kind]).toEqual(["unchecked", "unchecked"]);
		expect(ports.applied.flatMap(({ changes }) => changes.map(({ kind }) => kind))).toEqual([
			...["add-calendar", "add-address-book"],
		]);
	});

	it("stands without them where they are not wished, or cannot be had: that is said", async () => {
		const { ports, doctor, offer } = await setUp();
		ports.made = CREATED;
		expect(await doctor.createAccount(offer, { ...ANSWERS, withDav: false }, {})).toMatchObject({
			added: 0,
			trouble: [],
		});
		expect(ports.davAsked).toEqual([]);
		const outcome = { kind: "refused", text: "" } as const;
		ports.search = (wish) => ({ kind: "failed", wish, at: HOST, stage: "login", outcome });
		expect(await doctor.createAccount(offer, ANSWERS, {})).toMatchObject({
			...{ kind: "created", added: 0 },
			trouble: [
				{ why: "failed", kind: "caldav", host: HOST },
				{ why: "failed", kind: "carddav", host: HOST },
			],
		});
	});

	it("is not made for an address of another provider, and not asked of anybody then", async () => {
		const { ports, doctor, offer } = await setUp();
		const outcome = await doctor.createAccount(offer, { ...ANSWERS, address: "camille@gmail.com" }, {});
		expect(outcome).toEqual({ kind: "wrong-address" });
		expect(ports.asked).toEqual([]);
	});

	it("takes nothing from the old account, and adds nothing, where it was not made", async () => {
		const { ports, doctor, offer } = await setUp();
		expect(await doctor.createAccount(offer, ANSWERS, {})).toEqual({ kind: "refused", problem: { kind: "busy" } });
		expect([ports.davAsked, ports.applied]).toEqual([[], []]);
		const reading = createUseCases(ports, builtInCatalogue, { ...NO_POLICY, repairs: "report-only" });
		const refused = await reading.createAccount(offer satisfies NewAccountOffer, ANSWERS, {});
		expect(refused).toEqual({ kind: "refused", problem: { kind: "report-only" } });
	});
});
