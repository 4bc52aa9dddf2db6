// The doctor in a real Thunderbird: its use cases over ports.ts, and what else the page asks of Thunderbird.

import browser from "webextension-polyfill";
import type { Doctor } from "../doctor/doctor";
import { createUseCases } from "../doctor/use-cases";
import type { Policy } from "../policy/schema";
import type { Catalogue } from "../providers/lookup";
import { ports } from "./ports";
import { updateSettings } from "./storage";

const TROUBLE_COLOUR = "#b3261e";

/** Saves through Thunderbird's own download folder; resolves with the path once the file is whole. */
async function saveFile(name: string, content: string): Promise<string> {
	const url = URL.createObjectURL(new Blob([content], { type: "application/json" }));
	try {
		const id = await browser.downloads.download({ url, filename: name, saveAs: false, conflictAction: "uniquify" });
		return await downloadedPath(id);
	} finally {
		URL.revokeObjectURL(url);
	}
}

function downloadedPath(id: number): Promise<string> {
	return new Promise((resolve, reject) => {
		const look = async (): Promise<void> => {
			const [item] = await browser.downloads.search({ id });
			if (item?.state === "complete") finish(() => resolve(item.filename));
			if (item?.state === "interrupted") finish(() => reject(new Error(item.error ?? "download interrupted")));
		};
		const onChanged = (delta: { id: number }): void => {
			if (delta.id === id) look().catch(reject);
		};
		const finish = (end: () => void): void => {
			browser.downloads.onChanged.removeListener(onChanged);
			end();
		};
		browser.downloads.onChanged.addListener(onChanged);
		// It may have ended before anybody listened.
		look().catch(reject);
	});
}

export function createDoctor(catalogue: Catalogue, policy: Policy): Doctor {
	return {
		// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent where experiments are switched off
		availability: () => (browser.bonsComptesProfile && browser.bonsComptesRepair ? "available" : "experiments-off"),
		async versions() {
			const [info, platform] = await Promise.all([browser.runtime.getBrowserInfo(), browser.runtime.getPlatformInfo()]);
			return {
				addon: browser.runtime.getManifest().version,
				thunderbird: info.version,
				platform: `${platform.os} ${platform.arch}`,
			};
		},
		...createUseCases(ports, catalogue, policy),
		selfCheck: () => browser.bonsComptesRepair.selfCheck(),
		prepare: (changes, names, password) =>
			browser.bonsComptesRepair.prepare(changes, { ...names }, ...(password === null ? [] : [password])),
		restart: () => browser.bonsComptesRepair.restart(),
		saveSettings: () => browser.bonsComptesRepair.saveSettings(""),
		undo: (entry) => browser.bonsComptesRepair.undo(entry),
		history: () => browser.bonsComptesRepair.journal(),
		chooseProvider: (account, provider) =>
			updateSettings((settings) => ({
				...settings,
				providerChoices: { ...settings.providerChoices, [account]: provider },
			})),
		async showTrouble(accounts) {
			await browser.action.setBadgeBackgroundColor({ color: TROUBLE_COLOUR });
			await browser.action.setBadgeText({ text: accounts === 0 ? "" : String(accounts) });
		},
		saveFile,
		async openLink(url) {
			await browser.windows.openDefaultBrowser(url);
		},
	};
}
