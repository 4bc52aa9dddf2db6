// What is never done to calendars and address books, whatever a profile and its servers look like.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liveChanges } from "../../src/doctor/plan";
import { type Change, changeIdentity, type ProposedChange } from "../../src/domain/change";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { LiveFacts } from "../../src/domain/live";
import type { AddressBook, Calendar, Snapshot } from "../../src/domain/snapshot";
import { builtInCatalogue } from "../../src/providers";
import { diagnose } from "../../src/rules/diagnose";
import { applyChanges } from "../fixtures/apply";
import { anyCheck, anySnapshot } from "../fixtures/arbitraries";
import { goldenCases } from "../fixtures/cases";
import { casesOf } from "../property-runs";

const judge = (snapshot: Snapshot, live: LiveFacts | null): Diagnosis =>
	diagnose(snapshot, builtInCatalogue, {}, "2026-01-01T00:00:00Z", live);

const golden = goldenCases();

/** Held against every golden case, and generated profiles with what was seen and without. */
function never(promise: string, check: (snapshot: Snapshot, live: LiveFacts | null) => void): void {
	it(promise, () => {
		for (const { snapshot, live } of golden) check(snapshot, live);
		fc.assert(
			fc.property(anySnapshot, (snapshot) => check(snapshot, null)),
			{ numRuns: casesOf(100) },
		);
		fc.assert(
			fc.property(anyCheck, ({ snapshot, live }) => check(snapshot, live)),
			{ numRuns: casesOf(150) },
		);
	});
}

const isDav = ({ kind, ...change }: Change): boolean =>
	kind === "add-calendar" ||
	kind === "add-address-book" ||
	("target" in change && (change.target === "calendar" || change.target === "address-book"));

function davChanges(snapshot: Snapshot, live: LiveFacts | null): ProposedChange[] {
	const findings = judge(snapshot, live).accounts.flatMap((account) => account.findings);
	return findings.flatMap(({ changes }) => changes).filter(({ change }) => isDav(change));
}

function itemOf({ calendars, addressBooks }: Snapshot, key: string): Calendar | AddressBook {
	const item = [...calendars, ...addressBooks].find(({ id }) => id === key);
	if (item === undefined) throw new Error(`${key} is not there`);
	return item;
}

describe("never", () => {
	never(
		"is anything but a name, the cache or the switch of a collection changed, or anything removed",
		(snapshot, live) => {
			for (const { change } of davChanges(snapshot, live)) {
				if (change.kind !== "set") continue;
				expect(["calendar.username", "calendar.cached", "calendar.enabled", "contacts.username"]).toContain(
					change.setting,
				);
				if (change.setting === "calendar.cached") expect(change.to).toBe(true);
				if (change.setting.endsWith(".username")) expect(change.to).toMatch(/.@./);
			}
			const after = applyChanges(snapshot, liveChanges(judge(snapshot, live).accounts).filter(isDav));
			const ids = (one: Snapshot): string[] => [...one.calendars, ...one.addressBooks].map(({ id }) => id);
			expect(ids(after)).toEqual(expect.arrayContaining(ids(snapshot)));
		},
	);

	never("is a calendar switched off from which something may still have to be sent", (snapshot, live) => {
		for (const { change } of davChanges(snapshot, live)) {
			if (change.kind !== "set" || change.setting !== "calendar.enabled" || change.to === true) continue;
			expect(itemOf(snapshot, change.key).unsent).toBe(false);
		}
	});

	never("is a calendar switched off beside which there is none that is on, or added", (snapshot, live) => {
		for (const account of judge(snapshot, live).accounts) {
			const isOff = ({ change }: ProposedChange): boolean =>
				change.kind === "set" && change.setting === "calendar.enabled" && !change.to;
			const off = account.findings.filter(({ changes }) => changes.some(isOff));
			if (off.length === 0) continue;
			for (const { rule } of off) expect(["dav-duplicate", "dav-entry-url-as-calendar"]).toContain(rule);
			// They are made together or not at all.
			const changes = off.flatMap((finding) => finding.changes.map(({ change }) => change));
			const after = applyChanges(snapshot, changes);
			expect(after.calendars.some(({ state }) => state !== "disabled")).toBe(true);
		}
	});

	never("is a collection added without having been found, twice, or where it is already", (snapshot, live) => {
		const added = davChanges(snapshot, live).flatMap(({ change }) =>
			change.kind === "add-calendar" || change.kind === "add-address-book" ? [change] : [],
		);
		const found = live?.dav.searches.flatMap((one) => (one.kind === "found" ? one.collections : [])) ?? [];
		for (const { kind, url, username } of added) {
			expect(found.map((one) => one.url)).toContain(url);
			// An address book that names a calendar's address shows nothing of it.
			const there = kind === "add-calendar" ? snapshot.calendars : snapshot.addressBooks;
			expect(there.filter((one) => one.url === url && one.username === username)).toEqual([]);
		}
	});

	never("is what an organisation has locked changed", (snapshot, live) => {
		for (const { change, blocked } of davChanges(snapshot, live)) {
			if (change.kind !== "set") continue;
			if (itemOf(snapshot, change.key).locked.includes(change.setting)) expect(blocked).toBe("locked");
		}
	});

	never("is anything said of servers, or called well, that nobody has asked", (snapshot, live) => {
		const asked = new Set(live?.network === "reached" ? live.dav.looks.map(({ kind, id }) => `${kind} ${id}`) : []);
		const unasked = { ...snapshot, calendars: snapshot.calendars.filter(({ id }) => !asked.has(`caldav ${id}`)) };
		const blind = live === null ? null : { ...live, dav: { looks: [], searches: [] } };
		for (const { dav, lights, findings } of judge(unasked, blind).accounts) {
			expect(dav.calendar.kind).not.toBe("works");
			expect(lights.calendar).not.toBe("ok");
			const seen = findings.filter(({ service, seen: what }) => service === "calendar" && what !== null);
			expect(seen).toEqual([]);
		}
	});
});

describe("a repair of calendars and address books", () => {
	it("settles: done once there is nothing left, and nothing is changed twice", () => {
		fc.assert(
			fc.property(anyCheck, ({ snapshot, live }) => {
				const done: string[] = [];
				let current = snapshot;
				// A name that is put right may show that two are the same.
				for (let turn = 0; turn < 3; turn++) {
					const changes = liveChanges(judge(current, live).accounts).filter(isDav);
					current = applyChanges(current, changes);
					done.push(...changes.map(changeIdentity));
				}
				expect(liveChanges(judge(current, live).accounts).filter(isDav)).toEqual([]);
				expect(new Set(done).size).toBe(done.length);
			}),
			{ numRuns: casesOf(400) },
		);
	});
});
