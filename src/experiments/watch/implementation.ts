// The pacemaker of the quiet check: one timer in the parent process, and what is stored for it; that of the automatic mode is
// automatic.ts. It wakes the event page by an
// event that Thunderbird keeps for it, at its start too. When: ../../doctor/watch.ts. What is done then: the event page.

import {
	backOnline,
	begun,
	type Clocks,
	DAY_MS,
	followClock,
	newSchedule,
	type Schedule,
	whenDue,
} from "../../doctor/watch";
import { attempt } from "../shared/attempt";
import { after } from "../shared/timer";
import { AutomaticPace, isBusy } from "./automatic";
import { type Answer, type BarTexts, showBar } from "./repaired-bar";

/** A preference: it can be read when Thunderbird starts, without any page. */
const PREFERENCE = "extensions.bonsComptes.watch";
const TOPICS = ["network:offline-status-changed", "network:link-status-changed"] as const;
/** Timers do not count how long a computer sleeps, so the clock is looked at once a day. */
const LONGEST_SLEEP_MS = DAY_MS;

const clocks = (): Clocks => ({
	wall: Date.now(),
	running: Services.telemetry.msSinceProcessStartIncludingSuspend(),
});

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isPace = (value: unknown): value is Schedule["everyMs"] => value === null || (isNumber(value) && value >= DAY_MS);

function isSchedule(value: unknown): value is Schedule {
	if (typeof value !== "object" || value === null) return false;
	const { everyMs, share, last } = value as Partial<Record<keyof Schedule, unknown>>;
	return isPace(everyMs) && isNumber(share) && share >= 0 && share <= 1 && isNumber(last);
}

/** What is stored, or a new schedule where nothing readable is. */
function load(now: Clocks): Schedule {
	const stored: unknown = attempt(() => JSON.parse(Services.prefs.getStringPref(PREFERENCE, "")) as unknown, null);
	return isSchedule(stored) ? stored : newSchedule(Math.random(), DAY_MS, now);
}

/** On disk at once: a crash right after it must not repeat a look. */
function store(schedule: Schedule): void {
	const text = JSON.stringify(schedule);
	if (Services.prefs.getStringPref(PREFERENCE, "") === text) return;
	Services.prefs.setStringPref(PREFERENCE, text);
	Services.prefs.savePrefFile(null);
}

function isOffline(): boolean {
	return Services.io.offline || !Services.io.connectivity;
}

/** One for each session of Thunderbird; at work while somebody listens, be it a sleeping event page. */
class Pacemaker {
	readonly #observer = (): void => this.#networkChanged();
	#due: (() => void) | null = null;
	#stopTimer: (() => void) | null = null;
	/** Since when Thunderbird counts as started or online. */
	#since = clocks().running;
	/** The clocks when they were last looked at. */
	#before: Clocks | null = null;
	#wasOffline = isOffline();

	/** Returns what ends it. */
	listen(due: () => void): () => void {
		if (this.#due === null) for (const topic of TOPICS) Services.obs.addObserver(this.#observer, topic);
		this.#due = due;
		this.look();
		return () => {
			// Another listener may have taken its place.
			if (this.#due !== due) return;
			this.#due = null;
			// Or a clock that was set would pass for time that has passed at the next start.
			this.look();
			this.#stopTimer?.();
			for (const topic of TOPICS) Services.obs.removeObserver(this.#observer, topic);
		};
	}

	/** Raises the event if it is time, and sets the timer for the next time; `everyMs` left out: the pace stays. */
	look(everyMs?: Schedule["everyMs"]): void {
		this.#stopTimer?.();
		this.#stopTimer = null;
		const now = clocks();
		let schedule = followClock(load(now), this.#before, now);
		this.#before = now;
		if (everyMs !== undefined) schedule = { ...schedule, everyMs };
		let at = whenDue(schedule, this.#since, now);
		const isDue = at !== null && at <= now.wall && !isOffline() && this.#due !== null;
		if (isDue) {
			schedule = begun(schedule, now);
			at = whenDue(schedule, this.#since, now);
		}
		store(schedule);
		// Offline there is nothing to wait for but the network.
		if (at !== null && at > now.wall && this.#due !== null) {
			this.#stopTimer = after(Math.min(at - now.wall, LONGEST_SLEEP_MS), () => this.look());
		}
		if (isDue) this.#due?.();
	}

	#networkChanged(): void {
		const wasOffline = this.#wasOffline;
		this.#wasOffline = isOffline();
		if (wasOffline && !this.#wasOffline) {
			const now = clocks();
			this.#since = backOnline(followClock(load(now), this.#before, now), this.#since, now);
		}
		this.look();
	}
}

/** Taken up by Thunderbird under the name of its key in manifest.json. */
export class bonsComptesWatch extends ExtensionCommon.ExtensionAPIPersistent {
	#own: Pacemaker | null = null;
	#ownAutomatic: AutomaticPace | null = null;
	#answered: ((answer: Answer, entry: string) => void) | null = null;

	get #pacemaker(): Pacemaker {
		this.#own ??= new Pacemaker();
		return this.#own;
	}

	get #automatic(): AutomaticPace {
		this.#ownAutomatic ??= new AutomaticPace(this.extension);
		return this.#ownAutomatic;
	}

	/** Thunderbird calls these for a page that listens, and for one that sleeps, at its own start too. */
	readonly PERSISTENT_EVENTS = {
		onDue: ({ fire: first }: { fire: ExtensionFire }) => {
			let fire = first;
			const unregister = this.#pacemaker.listen(() => {
				// A page that is just ending hears nothing; the next time it will.
				fire.async().catch((error: unknown) => console.error(error));
			});
			const convert = (next: ExtensionFire): void => {
				fire = next;
			};
			return { unregister, convert };
		},
		onRepairDue: ({ fire: first }: { fire: ExtensionFire }) => {
			let fire = first;
			const unregister = this.#automatic.listen(() => {
				fire.async().catch((error: unknown) => console.error(error));
			});
			const convert = (next: ExtensionFire): void => {
				fire = next;
			};
			return { unregister, convert };
		},
		onAnswered: ({ fire: first }: { fire: ExtensionFire }) => {
			let fire = first;
			const answered = (answer: Answer, entry: string): void => {
				fire.async(answer, entry).catch((error: unknown) => console.error(error));
			};
			this.#answered = answered;
			const unregister = (): void => {
				if (this.#answered === answered) this.#answered = null;
			};
			const convert = (next: ExtensionFire): void => {
				fire = next;
			};
			return { unregister, convert };
		},
	};

	getAPI(context: ExtensionApiContext): { bonsComptesWatch: typeof browser.bonsComptesWatch } {
		const event = (name: string) =>
			new ExtensionCommon.EventManager({ context, module: "bonsComptesWatch", event: name, extensionApi: this }).api();
		const api = {
			onDue: event("onDue"),
			onRepairDue: event("onRepairDue"),
			onAnswered: event("onAnswered"),
			isBusy: () => Promise.resolve(isBusy()),
			repairEnded: (again: boolean) => {
				this.#automatic.ended(again);
				return Promise.resolve();
			},
			showRepaired: (entry: string, { text, undo, show }: BarTexts) =>
				showBar({ text, undo, show }, (answer) => this.#answered?.(answer, entry)),
			setPace: ({ everyMs }: browser.bonsComptesWatch.PaceOptions) => {
				if (!isPace(everyMs)) {
					throw new ExtensionUtils.ExtensionError("refused: pace.everyMs must be: a day at least, or null");
				}
				this.#pacemaker.look(everyMs);
				return Promise.resolve();
			},
		} satisfies typeof browser.bonsComptesWatch;
		return { bonsComptesWatch: api };
	}
}
