// Keeps the event page alive while it works: Thunderbird ends it 30 seconds after its last event or call, even while a call is
// pending; each call counts from anew.

import browser from "webextension-polyfill";

/** Well within the time after which Thunderbird ends a page that does nothing but wait. */
const WAKING_MS = 3000;

/** Until the returned function is called. */
export function stayAwake(): () => void {
	const timer = setInterval(() => {
		browser.runtime.getPlatformInfo().catch((error: unknown) => console.error(error));
	}, WAKING_MS);
	return () => clearInterval(timer);
}
