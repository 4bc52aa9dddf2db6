// When calendars and address books were brought up to date, as their notices tell it. In a real Thunderbird:
// ../../thunderbird/dav/lights.test.ts.

import { beforeEach, describe, expect, test, vi } from "vitest";
import { SyncTimes } from "../../../src/experiments/shared/sync-times";

type Observer = (subject: unknown, topic: string) => void;

const observers = new Map<string, Set<Observer>>();
const calendarObservers = new Set<{ onLoad(calendar: object): void }>();
const io = { offline: false };

const notify = (topic: string, subject: unknown = null): void => {
	for (const observer of observers.get(topic) ?? []) observer(subject, topic);
};
const calendar = (status: number, disabled: unknown = null) => ({
	id: "calendar1",
	getProperty: (name: string) => (name === "currentStatus" ? status : name === "disabled" ? disabled : null),
});
const load = (loaded: object): void => {
	for (const observer of calendarObservers) observer.onLoad(loaded);
};

beforeEach(() => {
	observers.clear();
	calendarObservers.clear();
	io.offline = false;
	vi.stubGlobal("Components", { isSuccessCode: (code: number) => code === 0 });
	vi.stubGlobal("Services", {
		io,
		obs: {
			addObserver: (observer: Observer, topic: string) =>
				observers.set(topic, (observers.get(topic) ?? new Set()).add(observer)),
			removeObserver: (observer: Observer, topic: string) => observers.get(topic)?.delete(observer),
		},
	});
	const manager = {
		addCalendarObserver: (one: { onLoad(calendar: object): void }) => calendarObservers.add(one),
		removeCalendarObserver: (one: { onLoad(calendar: object): void }) => calendarObservers.delete(one),
	};
	vi.stubGlobal("ChromeUtils", {
		generateQI: () => () => {},
		importESModule: () => ({ cal: { manager } }),
	});
});

describe("a calendar", () => {
	test("was brought up to date when it was loaded without an error, once Thunderbird has started", () => {
		const times = new SyncTimes();
		times.listenOnceStarted();
		expect(calendarObservers.size).toBe(0);
		notify("mail-startup-done");
		load(calendar(1));
		expect(times.of("calendar1")).toBeNull();
		load(calendar(0));
		expect(times.of("calendar1")).toMatch(/^\d{4}-.*Z$/);
	});

	test("was not where it is switched off, or nobody could be asked", () => {
		const times = new SyncTimes();
		times.listen();
		load(calendar(0, "true"));
		io.offline = true;
		load(calendar(0));
		expect(times.of("calendar1")).toBeNull();
	});
});

describe("an address book", () => {
	test("was brought up to date when it says so, and is at fault from then on when it says that", () => {
		const times = new SyncTimes();
		times.listenOnceStarted();
		notify("addrbook-directory-sync-failed", { dirPrefId: "ldap_2.servers.Contacts" });
		expect([times.of("ldap_2.servers.Contacts"), times.hasFailed("ldap_2.servers.Contacts")]).toEqual([null, true]);
		notify("addrbook-directory-synced", { dirPrefId: "ldap_2.servers.Contacts" });
		expect(times.of("ldap_2.servers.Contacts")).toMatch(/Z$/);
		expect(times.hasFailed("ldap_2.servers.Contacts")).toBe(false);
	});
});

test("nothing is listened to any more once the add-on ends", () => {
	const times = new SyncTimes();
	times.listenOnceStarted();
	times.listen();
	times.stop();
	expect([...observers.values()].map((some) => some.size)).toEqual([0, 0, 0]);
	expect(calendarObservers.size).toBe(0);
});
