// The doctor in a real Thunderbird: the experiments and the WebExtension API behind the port that the page knows.

import browser from "webextension-polyfill";
import { blockUnsupported } from "../doctor/check";
import type { CheckOptions, Doctor } from "../doctor/doctor";
import type { Diagnosis } from "../domain/diagnosis";
import { builtInCatalogue } from "../providers";
import { diagnoseStepwise } from "../rules/diagnose";
import { loadSettings, updateSettings } from "./storage";

/** Accounts judged before the page gets a turn to draw and to hear « Annuler ». */
const SLICE = 25;

const TROUBLE_COLOUR = "#b3261e";

function nextTurn(): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, 0);
	});
}

async function check({ signal, onProgress }: CheckOptions): Promise<Diagnosis> {
	const [snapshot, selfCheck, settings] = await Promise.all([
		browser.bonsComptesProfile.read(),
		browser.bonsComptesRepair.selfCheck(),
		loadSettings(),
	]);
	signal.throwIfAborted();
	const total = snapshot.accounts.length;
	const steps = diagnoseStepwise(snapshot, builtInCatalogue, settings.providerChoices, new Date().toISOString(), null);
	for (let done = 0; ; done++) {
		if (done % SLICE === 0) {
			onProgress(done, total);
			await nextTurn();
			signal.throwIfAborted();
		}
		const step = steps.next();
		if (step.done) return blockUnsupported(step.value, selfCheck);
	}
}

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

export function createDoctor(): Doctor {
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
		check,
		selfCheck: () => browser.bonsComptesRepair.selfCheck(),
		async repair(changes, names) {
			const outcome = await browser.bonsComptesRepair.apply([...changes], { ...names });
			return outcome.kind === "applied" ? { ...outcome, left: [] } : outcome;
		},
		recheck: check,
		savePassword: (account, password) => browser.bonsComptesRepair.tryPassword(account, [], password),
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
