// Any repair of any profile: undone it is as if it had never been, and cut off anywhere it ends whole.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/domain/change";
import type { PrefValue } from "../../../src/domain/journal";
import type { Proof } from "../../../src/domain/outcome";
import { AUTHS, SECURITIES } from "../../../src/domain/vocabulary";
import { configuredServer } from "../../../src/experiments/repair/configured";
import { Engine } from "../../../src/experiments/repair/engine";
import { realmOf } from "./fake-logins";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { type Disk, FakeThunderbird } from "./fake-thunderbird";
import { expectQuietIsTrue } from "./quiet-start";

const OVH_SMTP = ["smtp.mail.ovh.net", "ssl0.ovh.net", "ns0.ovh.net"] as const;
const port = fc.constantFrom(25, 110, 143, 465, 587, 993, 995, 2525);
const socketType = fc.constantFrom(0, 2, 3);

const account = fc.record({
	port,
	socketType,
	outgoing: fc.option(
		fc.record({
			host: fc.constantFrom(...OVH_SMTP),
			port,
			try_ssl: socketType,
			username: fc.constantFrom("", "user", "a@b.example"),
		}),
	),
});
type AccountSettings = typeof account extends fc.Arbitrary<infer T> ? T : never;

const SUITE_USER = "user9@beta.gouv.fr";
const collection = fc.record({
	kind: fc.constantFrom("add-calendar", "add-address-book"),
	host: fc.constantFrom("webmail.numerique.gouv.fr", "webmail.beta.gouv.fr"),
	path: fc.constantFrom("/dav/a/", "/dav/b/"),
	realm: fc.constantFrom("OX DAV", "DAV"),
	makeDefault: fc.boolean(),
});
/** Also the same one twice, under one name and under another. */
const SUITE_COLLECTIONS: readonly fc.Arbitrary<Change>[] = Array.from({ length: 3 }, () =>
	collection.map(({ kind, host, path, realm, makeDefault }): Change => {
		const isCalendar = kind === "add-calendar";
		return {
			...{ kind, type: isCalendar ? "caldav" : "carddav", server: "server9", url: `https://${host}${path}` },
			...{ name: "Agenda", color: null, readOnly: false, username: SUITE_USER, identity: "id9", refresh: 30 },
			...{ login: { realm, from: "mail" }, makeDefault: isCalendar && makeDefault },
		};
	}),
);

function profile(accounts: readonly AccountSettings[], withLogins: boolean): FakeThunderbird {
	const suite = accountPrefs(9, { host: "imap.numerique.gouv.fr", user: SUITE_USER, outgoing: null });
	const prefs: Record<string, PrefValue> = profilePrefs([
		...accounts.map((one, index) => accountPrefs(index + 1, one)),
		suite,
	]);
	const logins = [
		{ origin: "imap://imap.numerique.gouv.fr", username: SUITE_USER, password: "suite" },
		...accounts.flatMap((one, index) => [
			{ origin: "imap://ssl0.ovh.net", username: `user${index + 1}@asso.example`, password: `in ${index}` },
			...(one.outgoing
				? [{ origin: `smtp://${one.outgoing.host}`, username: one.outgoing.username, password: `out ${index}` }]
				: []),
		]),
	];
	const unique = new Map(logins.map((login) => [`${login.origin} ${login.username}`, login]));
	return new FakeThunderbird({ prefs, logins: withLogins ? [...unique.values()] : [] });
}

/** Every change that could be agreed to, with the values of now as `from`. */
function possibleChanges(
	thunderbird: FakeThunderbird,
	accounts: readonly AccountSettings[],
	withLogins: boolean,
): fc.Arbitrary<Change[]> {
	const { targets } = thunderbird.ports;
	const choices = accounts.flatMap((one, index): fc.Arbitrary<Change>[] => {
		const number = index + 1;
		const set = <T extends string | number>(
			target: "incoming" | "outgoing",
			setting: Extract<Change, { kind: "set" }>["setting"],
			to: fc.Arbitrary<T>,
		): fc.Arbitrary<Change> => {
			const key = target === "incoming" ? `server${number}` : `smtp${number}`;
			const from = targets.value(target, key, setting);
			if (from === undefined) throw new Error(`${key} is not there`);
			return to.map((next) => ({ kind: "set", target, key, setting, from, to: next }));
		};
		const safe = fc.constantFrom(...SECURITIES.filter((security) => security !== "none"));
		const auth = fc.constantFrom(...AUTHS.filter((one) => one !== "none"));
		const incoming = [
			set("incoming", "incoming.port", port),
			set("incoming", "incoming.security", safe),
			set("incoming", "incoming.auth", auth),
			set("incoming", "incoming.connections", fc.integer({ min: 1, max: 20 })),
		];
		if (one.outgoing) {
			return [
				...incoming,
				set("outgoing", "outgoing.port", port),
				set("outgoing", "outgoing.security", safe),
				set("outgoing", "outgoing.host", fc.constantFrom("smtp.mail.ovh.net", "ssl0.ovh.net")),
				set("outgoing", "outgoing.username", fc.constantFrom("a@b.example", `user${number}@asso.example`)),
			];
		}
		return [
			...incoming,
			fc.constant({
				kind: "create-outgoing",
				identities: [{ key: `id${number}`, from: "" }],
				server: {
					host: "smtp.mail.ovh.net",
					port: 465,
					security: "tls",
					auth: "password",
					username: `user${number}@asso.example`,
					description: "",
				},
				loginFrom: `server${number}`,
			}),
		];
	});
	if (withLogins) choices.push(...SUITE_COLLECTIONS);
	return fc
		.subarray(choices, { minLength: 1 })
		.chain((some) => fc.tuple(...some))
		.map((changes) => changes);
}

const scene = fc
	.tuple(fc.array(account, { minLength: 1, maxLength: 3 }), fc.boolean())
	.chain(([accounts, withLogins]) =>
		fc.record({
			accounts: fc.constant(accounts),
			withLogins: fc.constant(withLogins),
			changes: possibleChanges(profile(accounts, withLogins), accounts, withLogins),
		}),
	);

function places(disk: Disk): string[] {
	return disk.logins.map((login) => `${login.origin} ${realmOf(login)} ${login.username} ${login.password}`).sort();
}

describe("any repair", () => {
	it("and its undo leave preferences and logins as they were", async () => {
		await fc.assert(
			fc.asyncProperty(scene, async ({ accounts, withLogins, changes }) => {
				const thunderbird = profile(accounts, withLogins);
				const before = thunderbird.photograph(true);
				const engine = new Engine(thunderbird.ports);
				const outcome = await engine.repair(changes, {});
				if (outcome.kind === "applied") expect(await engine.undo(outcome.entry)).toMatchObject({ kind: "undone" });
				const after = thunderbird.photograph(true);
				expect(Object.fromEntries(after.prefs)).toEqual(Object.fromEntries(before.prefs));
				expect(places(after)).toEqual(places(before));
			}),
		);
	});

	it("done twice is done once", async () => {
		await fc.assert(
			fc.asyncProperty(scene, async ({ accounts, withLogins, changes }) => {
				const thunderbird = profile(accounts, withLogins);
				const engine = new Engine(thunderbird.ports);
				await engine.repair(changes, {});
				const once = thunderbird.photograph(true);
				const again = await engine.repair(changes, {});
				expect(again.kind).not.toBe("applied");
				expect(Object.fromEntries(thunderbird.photograph(true).prefs)).toEqual(Object.fromEntries(once.prefs));
			}),
		);
	});

	it("cut off anywhere ends whole at the next start, with every login that was there", async () => {
		await fc.assert(
			fc.asyncProperty(scene, fc.nat(), fc.boolean(), async ({ accounts, withLogins, changes }, cut, flushed) => {
				const thunderbird = profile(accounts, withLogins);
				const old = thunderbird.photograph(true);
				const cuts: Disk[] = [];
				thunderbird.onStep = () => cuts.push(thunderbird.photograph(flushed));
				await new Engine(thunderbird.ports).repair(changes, {});
				const end = thunderbird.photograph(true);
				const disk = cuts[cut % Math.max(1, cuts.length)];
				if (!disk) return;
				await expectQuietIsTrue(disk);
				const next = new FakeThunderbird(disk);
				const engine = new Engine(next.ports);
				await engine.recover();
				const isNew = (await engine.view()).entries[0]?.state === "applied";
				const whole = isNew ? end : old;
				expect(Object.fromEntries(next.disk.prefs)).toEqual(Object.fromEntries(whole.prefs));
				expect(places(next.disk)).toEqual(places(whole));
			}),
		);
	});

	it("that its proof takes back, cut off anywhere, ends whole as well", async () => {
		await fc.assert(
			fc.asyncProperty(scene, fc.nat(), fc.boolean(), async ({ accounts, withLogins, changes }, cut, flushed) => {
				const kept = profile(accounts, withLogins);
				const old = kept.photograph(true);
				if ((await new Engine(kept.ports).repair(changes, {})).kind !== "applied") return;
				const server = configuredServer(kept.ports.targets, "incoming", "server1");
				if (!server) throw new Error("server1 is not there");
				const { protocol, host, port, security } = server;
				const endpoint = { protocol, host, port, security, login: null };
				const thunderbird = profile(accounts, withLogins);
				thunderbird.answer = () => ({ stage: "tcp", outcome: { kind: "unreachable" } });
				const cuts: Disk[] = [];
				thunderbird.onStep = () => cuts.push(thunderbird.photograph(flushed));
				const proof: Proof = { key: "server1", endpoint, before: { stage: "login", ok: false } };
				const outcome = await new Engine(thunderbird.ports).repair(changes, {}, [proof]);
				expect(outcome).toMatchObject({ kind: "rolled-back", problem: { kind: "not-better" } });
				const disk = cuts[cut % cuts.length];
				if (!disk) throw new Error("no step");
				await expectQuietIsTrue(disk);
				const next = new FakeThunderbird(disk);
				const engine = new Engine(next.ports);
				await engine.recover();
				const isNew = (await engine.view()).entries[0]?.state === "applied";
				const whole = isNew ? kept.photograph(true) : old;
				expect(Object.fromEntries(next.disk.prefs)).toEqual(Object.fromEntries(whole.prefs));
				expect(places(next.disk)).toEqual(places(whole));
			}),
		);
	});
});
