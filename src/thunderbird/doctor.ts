// The doctor in a real Thunderbird: its use cases over ports.ts, and what else the page asks of Thunderbird.

import browser from "webextension-polyfill";
import type { Doctor, WatchView } from "../doctor/doctor";
import { seenByUser } from "../doctor/quiet-check";
import { createUseCases } from "../doctor/use-cases";
import { everyMs } from "../doctor/watch";
import type { Diagnosis } from "../domain/diagnosis";
import type { Policy } from "../policy/schema";
import type { Catalogue } from "../providers/lookup";
import { clearNews, showTrouble } from "./notices";
import { ports } from "./ports";
import { reportResult, versions } from "./result";
import { loadSettings, loadWatch, markRestart, updateSettings, updateWatch } from "./storage";

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

/** What a page shows is told: quiet checks are silent about it. A courtesy: the check is right without it. */
async function seen(check: Promise<Diagnosis>, policy: Policy): Promise<Diagnosis> {
	const diagnosis = await check;
	Promise.all([updateWatch((memory) => ({ ...memory, ...seenByUser(memory, diagnosis) })), clearNews()]).catch(
		(error: unknown) => console.error(error),
	);
	await reportResult(diagnosis, policy, "click");
	return diagnosis;
}

export function createDoctor(catalogue: Catalogue, policy: Policy): Doctor {
	const useCases = createUseCases(ports, catalogue, policy);
	async function watch(): Promise<WatchView> {
		const [settings, { last }] = await Promise.all([loadSettings(), loadWatch()]);
		return { wanted: settings.watch, pace: policy.recheck, last };
	}
	return {
		// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent where experiments are switched off
		availability: () => (browser.bonsComptesProfile && browser.bonsComptesRepair ? "available" : "experiments-off"),
		versions,
		...useCases,
		check: (options) => seen(useCases.check(options), policy),
		recheck: (options) => seen(useCases.recheck(options), policy),
		selfCheck: () => browser.bonsComptesRepair.selfCheck(),
		prepare: (changes, names, password) =>
			browser.bonsComptesRepair.prepare(changes, { ...names }, ...(password === null ? [] : [password])),
		async restart() {
			await markRestart(true);
			const restarts = await browser.bonsComptesRepair.restart().catch(async (error: unknown) => {
				await markRestart(false);
				throw error;
			});
			if (!restarts) await markRestart(false);
			return restarts;
		},
		saveSettings: () => browser.bonsComptesRepair.saveSettings(),
		signInWindow: (action) =>
			action === "show" ? browser.bonsComptesRepair.showSignIn() : browser.bonsComptesRepair.cancelSignIn(),
		undo: (entry) => browser.bonsComptesRepair.undo(entry),
		history: () => browser.bonsComptesRepair.journal(),
		chooseProvider: (account, provider) =>
			updateSettings((settings) => ({
				...settings,
				providerChoices: { ...settings.providerChoices, [account]: provider },
			})),
		showTrouble,
		watch,
		async setWatch(wanted) {
			await updateSettings((settings) => ({ ...settings, watch: wanted }));
			await browser.bonsComptesWatch.setPace({ everyMs: everyMs(policy.recheck, wanted) });
			return watch();
		},
		installation: () => browser.bonsComptesProfile.installation(),
		unusedLogins: () => browser.bonsComptesRepair.unusedLogins(),
		removeUnusedLogin: (id) => browser.bonsComptesRepair.removeUnusedLogin(id),
		async writeMail({ to, subject, text }) {
			await browser.compose.beginNew({ to: [to], subject, isPlainText: true, plainTextBody: text });
		},
		saveFile,
		async openLink(url) {
			await browser.windows.openDefaultBrowser(url);
		},
	};
}
