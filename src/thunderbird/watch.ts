// The quiet check in a real Thunderbird: whether it is wanted, what it is made of, and how it tells what is new. The
// background loads this only when a check is due. What it is: ../doctor/quiet-check.ts, when: ../doctor/watch.ts.

import browser from "webextension-polyfill";
import { lookQuietly } from "../doctor/quiet-check";
import { createUseCases } from "../doctor/use-cases";
import { everyMs } from "../doctor/watch";
import { applyPolicy } from "../policy/apply-policy";
import { NO_POLICY } from "../policy/schema";
import { builtInCatalogue } from "../providers";
import { showTrouble, tellByNotification } from "./notices";
import { policy } from "./policy";
import { ports } from "./ports";
import { reportResult } from "./result";
import { stayAwake } from "./stay-awake";
import { loadSettings, loadWatch, updateWatch } from "./storage";

/** What is to be done now that the time has come, and when to come back. */
export async function watchIsDue(): Promise<void> {
	const [managed, settings] = await Promise.all([policy(), loadSettings()]);
	const rules = managed.kind === "valid" ? managed.policy : NO_POLICY;
	await browser.bonsComptesWatch.setPace({ everyMs: everyMs(rules.recheck, settings.watch) });
	if (rules.recheck === "off" || !settings.watch) return;
	const doctor = createUseCases(ports, applyPolicy(builtInCatalogue, rules), rules);
	await lookQuietly({
		async check(signal) {
			const diagnosis = await doctor.checkQuietly(signal);
			await reportResult(diagnosis, rules, "quiet");
			return diagnosis;
		},
		remembered: loadWatch,
		remember: (change) => updateWatch((memory) => ({ ...memory, ...change(memory) })),
		showTrouble,
		notify: (accounts) => tellByNotification("news", accounts, rules.language),
		stayAwake,
		now: () => new Date().toISOString(),
		deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
	});
}
