// What the add-on remembers besides the journal: every key in this file, one write after the other. What users decided
// and what quiet checks remember are two keys: the page and the background write at the same time.

import * as v from "valibot";
import browser from "webextension-polyfill";
import { REFUSALS } from "../doctor/servers";

const settingsEntries = {
	/** The provider that the user named, by account key. */
	providerChoices: v.record(v.string(), v.string()),
	/** The page has opened by itself after an installation by hand. */
	welcomed: v.boolean(),
};
const settings1 = v.object({ version: v.literal(1), ...settingsEntries });
const settings2 = v.object({
	version: v.literal(2),
	...settingsEntries,
	/** The user wants the doctor to look by itself. */
	watch: v.boolean(),
	/** The page has asked for a restart, and is to be there after it. */
	restarting: v.optional(v.boolean(), false),
});
const settingsShape = v.union([
	settings2,
	v.pipe(
		settings1,
		v.transform(
			(old): v.InferOutput<typeof settings2> => ({
				...old,
				version: 2,
				watch: true,
				restarting: false,
			}),
		),
	),
]);

/** What users decided. */
export type Settings = v.InferOutput<typeof settings2>;

const watchShape = v.object({
	version: v.literal(1),
	/** What became of the last login at each server. */
	logins: v.record(v.string(), v.object({ login: v.string(), outcome: v.picklist(["ok", ...REFUSALS]) })),
	told: v.array(v.string()),
	last: v.nullable(v.object({ at: v.string(), trouble: v.nullable(v.number()) })),
});

/** What quiet checks remember: ../doctor/quiet-check.ts, ../doctor/known-logins.ts. */
export type WatchMemory = v.InferOutput<typeof watchShape>;

const automaticShape = v.object({ version: v.literal(1), attempted: v.array(v.string()), told: v.array(v.string()) });

/** What the automatic mode remembers: ../doctor/automatic.ts. */
export type AutomaticStored = v.InferOutput<typeof automaticShape>;

/**
 * One key: what is read, or `empty` where nothing readable is. What cannot be read is kept under `<key>-set-aside` before
 * something is written in its place: a newer version of the add-on may have written it.
 */
class Store<Value> {
	readonly #key: string;
	readonly #shape: v.GenericSchema<unknown, Value>;
	readonly #empty: Value;
	#queue: Promise<void> = Promise.resolve();

	constructor(key: string, shape: v.GenericSchema<unknown, Value>, empty: Value) {
		this.#key = key;
		this.#shape = shape;
		this.#empty = empty;
	}

	async load(): Promise<Value> {
		return (await this.#read()).value;
	}

	async #read(): Promise<{ value: Value; setAside: object }> {
		const stored: unknown = (await browser.storage.local.get(this.#key))[this.#key];
		const parsed = v.safeParse(this.#shape, stored);
		if (parsed.success) return { value: parsed.output, setAside: {} };
		return { value: this.#empty, setAside: stored === undefined ? {} : { [`${this.#key}-set-aside`]: stored } };
	}

	/** A later call sees what an earlier one wrote. @throws when storage refuses to write */
	update(change: (value: Value) => Value): Promise<void> {
		const done = this.#queue.then(async () => {
			const { value, setAside } = await this.#read();
			await browser.storage.local.set({ ...setAside, [this.#key]: change(value) });
		});
		this.#queue = done.catch(() => undefined);
		return done;
	}
}

const settings = new Store<Settings>("settings", settingsShape, {
	...{ version: 2, providerChoices: {}, welcomed: false, watch: true, restarting: false },
});
const watch = new Store<WatchMemory>("watch", watchShape, { version: 1, logins: {}, told: [], last: null });

const automatic = new Store<AutomaticStored>("automatic", automaticShape, { version: 1, attempted: [], told: [] });

export const loadSettings = (): Promise<Settings> => settings.load();
export const updateSettings = (change: (value: Settings) => Settings): Promise<void> => settings.update(change);
export const loadWatch = (): Promise<WatchMemory> => watch.load();
export const updateWatch = (change: (value: WatchMemory) => WatchMemory): Promise<void> => watch.update(change);

export const loadAutomatic = (): Promise<AutomaticStored> => automatic.load();
export const updateAutomatic = (change: (value: AutomaticStored) => AutomaticStored): Promise<void> =>
	automatic.update(change);

/** Remembers that the page has asked for a restart, or that none came of it. */
export function markRestart(restarting: boolean): Promise<void> {
	return updateSettings((before) => ({ ...before, restarting }));
}

/** Whether this start is the restart that the page has asked for; told once. */
export async function takeRestart(): Promise<boolean> {
	if (!(await loadSettings()).restarting) return false;
	await markRestart(false);
	return true;
}
