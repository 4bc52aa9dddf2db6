// What the add-on shows outside of its page: the number on the toolbar button, and the notification of quiet checks.

import browser from "webextension-polyfill";
import type { Policy } from "../policy/schema";
import { messagesIn } from "./messages";

const TROUBLE_COLOUR = "#b3261e";
/** One at a time: a new one takes the place of the last. */
export const NEWS_ID = "news";

export async function showTrouble(accounts: number): Promise<void> {
	await browser.action.setBadgeBackgroundColor({ color: TROUBLE_COLOUR });
	await browser.action.setBadgeText({ text: accounts === 0 ? "" : String(accounts) });
}

/** Something is new, an automatic repair or addition was made, or something else has reset one. Whoever clicks comes to the page. */
type Told = typeof NEWS_ID | "repaired" | "added" | "contested";

/** `accounts`: their names. `language`: the one that the organisation has fixed. */
export async function tellByNotification(told: Told, accounts: string[], language: Policy["language"]): Promise<void> {
	const say = await messagesIn(language);
	const list = new Intl.ListFormat(say("language"), { type: "conjunction" });
	await browser.notifications.create(told, {
		type: "basic",
		iconUrl: browser.runtime.getURL("icons/icon.svg"),
		title: say(`${told}_title`),
		message: say(`${told}_text`, [list.format(accounts)]),
	});
}

/** Whoever sees the page needs no notification any more. */
export async function clearNews(): Promise<void> {
	await browser.notifications.clear(NEWS_ID);
}
