// When each calendar and address book was last brought up to date. Thunderbird keeps that nowhere, so it is listened to from
// its start on; what was before it is not known. Only in memory: nothing is written.

import { attempt } from "./attempt";

/** Everything that Thunderbird does at its start has begun; its calendar is there. */
const STARTED = "mail-startup-done";
const SYNCED = "addrbook-directory-synced";
const FAILED = "addrbook-directory-sync-failed";

interface CalendarObject {
	readonly id: string;
	getProperty(name: string): unknown;
}
interface Manager {
	addCalendarObserver(observer: object): void;
	removeCalendarObserver(observer: object): void;
}

export class SyncTimes {
	/** By the id of a calendar or of a book's preferences. */
	readonly #times = new Map<string, string>();
	readonly #failed = new Set<string>();
	#isListening = false;

	/** ISO 8601, UTC; null: not since the start. */
	of(id: string): string | null {
		return this.#times.get(id) ?? null;
	}

	/** The last attempt of this address book failed. Calendars tell it themselves. */
	hasFailed(id: string): boolean {
		return this.#failed.has(id);
	}

	/** From the start of Thunderbird, or of this add-on where that is later. */
	listenOnceStarted(): void {
		Services.obs.addObserver(this.#onBook, SYNCED);
		Services.obs.addObserver(this.#onBook, FAILED);
		Services.obs.addObserver(this.#onStarted, STARTED);
	}

	/** Of calendars too. Where Thunderbird has long started, nobody says so. */
	listen(): void {
		if (this.#isListening) return;
		this.#isListening = true;
		attempt(() => Services.obs.removeObserver(this.#onStarted, STARTED), undefined);
		attempt(() => managerOf().addCalendarObserver(this.#onCalendar), undefined);
	}

	stop(): void {
		attempt(() => Services.obs.removeObserver(this.#onBook, SYNCED), undefined);
		attempt(() => Services.obs.removeObserver(this.#onBook, FAILED), undefined);
		attempt(() => Services.obs.removeObserver(this.#onStarted, STARTED), undefined);
		if (this.#isListening) attempt(() => managerOf().removeCalendarObserver(this.#onCalendar), undefined);
	}

	readonly #onStarted = (): void => this.listen();

	readonly #onBook = (subject: unknown, topic: string): void => {
		const id = attempt(() => (subject as { dirPrefId: string }).dirPrefId, "");
		if (id === "") return;
		if (topic === FAILED) this.#failed.add(id);
		else this.#failed.delete(id);
		if (topic === SYNCED) this.#times.set(id, new Date().toISOString());
	};

	/** All of `calIObserver`; it is said that a calendar was loaded even where the server could not be reached. */
	readonly #onCalendar = {
		QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
		onLoad: (calendar: CalendarObject): void => {
			const status = attempt(() => calendar.getProperty("currentStatus"), null);
			const isOff = attempt(() => Boolean(calendar.getProperty("disabled")), true);
			if (isOff || Services.io.offline || typeof status !== "number" || !Components.isSuccessCode(status)) return;
			this.#times.set(calendar.id, new Date().toISOString());
		},
		onStartBatch: () => {},
		onEndBatch: () => {},
		onAddItem: () => {},
		onModifyItem: () => {},
		onDeleteItem: () => {},
		onError: () => {},
		onPropertyChanged: () => {},
		onPropertyDeleting: () => {},
	};
}

function managerOf(): Manager {
	const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
	return cal.manager as unknown as Manager;
}
