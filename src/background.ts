// Wiring only: the toolbar button, the menu entry, the first opening, updates, what is due. Keeps no state: Thunderbird ends this page
// when it has been idle for 30 s and starts it again for the next event.

import browser from "webextension-polyfill";
import type { StartCheck } from "./doctor/messages";
import { loadSettings, updateSettings } from "./thunderbird/storage";

const MENU_ID = "check";
const PAGE = "options/index.html";

/** Shows the page in its tab; a page that is open already starts the check itself. */
async function openPageAndCheck(): Promise<void> {
	const message: StartCheck = { kind: "start-check" };
	// Nobody answers when no page is open: that is the usual case, not a fault.
	const tab: unknown = await browser.runtime.sendMessage(message).catch(() => null);
	if (typeof tab === "number") await browser.tabs.update(tab, { active: true });
	else await browser.tabs.create({ url: browser.runtime.getURL(`${PAGE}#check`) });
}

/** Opens the page once after an installation by hand, never after one by an organisation's policy. */
async function welcome(): Promise<void> {
	const { installType } = await browser.management.getSelf();
	if (installType !== "normal" || (await loadSettings()).welcomed) return;
	await updateSettings((settings) => ({ ...settings, welcomed: true }));
	await browser.tabs.create({ url: browser.runtime.getURL(PAGE) });
}

/** An update replaces the privileged code: not in the middle of a repair. */
async function updateWhenIdle(): Promise<void> {
	// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent where experiments are switched off
	await browser.bonsComptesRepair?.whenIdle();
	browser.runtime.reload();
}

/** Its module knows every rule and provider: it is loaded when it is needed. */
async function watch(): Promise<void> {
	await (await import("./thunderbird/watch")).watchIsDue();
}

async function repairByItself(): Promise<void> {
	await (await import("./thunderbird/automatic")).repairIsDue();
}

/** The line that tells of a repair was answered. */
async function answered(answer: "undo" | "show", entry: string): Promise<void> {
	const isUndone = answer === "undo" && (await (await import("./thunderbird/automatic")).undoRepair(entry));
	// The page tells what was done, and why it cannot be taken back.
	if (!isUndone) await openPageAndCheck();
}

function report(error: unknown): void {
	console.error(error);
}

browser.action.onClicked.addListener(() => {
	openPageAndCheck().catch(report);
});

browser.menus.onClicked.addListener((info) => {
	if (info.menuItemId === MENU_ID) openPageAndCheck().catch(report);
});

// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent where experiments are switched off
browser.bonsComptesWatch?.onDue.addListener(() => {
	watch().catch(report);
});

// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent where experiments are switched off
browser.bonsComptesWatch?.onRepairDue.addListener(() => {
	repairByItself().catch(report);
});

// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent where experiments are switched off
browser.bonsComptesWatch?.onAnswered.addListener((answer, entry) => {
	answered(answer, entry).catch(report);
});

browser.notifications.onClicked.addListener(() => {
	openPageAndCheck().catch(report);
});

browser.runtime.onInstalled.addListener(({ reason }) => {
	browser.menus.create({ id: MENU_ID, title: browser.i18n.getMessage("menu"), contexts: ["tools_menu"] });
	if (reason === "install") welcome().catch(report);
});

browser.runtime.onUpdateAvailable.addListener(() => {
	updateWhenIdle().catch(report);
});
