// What the add-on remembers besides the journal: every key in this file, one write after the other.

import * as v from "valibot";
import browser from "webextension-polyfill";

const VERSION = 1;

const schema = v.object({
	version: v.literal(VERSION),
	/** The provider that the user named, by account key. */
	providerChoices: v.record(v.string(), v.string()),
	/** The page has opened by itself after an installation by hand. */
	welcomed: v.boolean(),
});
export type Settings = v.InferOutput<typeof schema>;

const EMPTY: Settings = { version: VERSION, providerChoices: {}, welcomed: false };
const KEY = "settings";

/** What is stored, or the empty settings where nothing readable is: choices can be made again, nothing else hangs on them. */
export async function loadSettings(): Promise<Settings> {
	const stored: unknown = (await browser.storage.local.get(KEY))[KEY];
	const parsed = v.safeParse(schema, stored);
	return parsed.success ? parsed.output : EMPTY;
}

let queue: Promise<void> = Promise.resolve();

/** Changes the stored settings; a later call sees what an earlier one wrote. @throws when storage refuses to write */
export function updateSettings(change: (settings: Settings) => Settings): Promise<void> {
	const done = queue.then(async () => {
		await browser.storage.local.set({ [KEY]: change(await loadSettings()) });
	});
	queue = done.catch(() => undefined);
	return done;
}
