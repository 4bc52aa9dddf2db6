// Hands each check over for the result file of the fleet, where the organisation has named one. What is in it:
// ../doctor/result.ts; who writes it, and where: ../experiments/policy/result-file.ts.

import browser from "webextension-polyfill";
import { resultOf } from "../doctor/result";
import type { Diagnosis } from "../domain/diagnosis";
import type { Result } from "../policy/result-schema";
import type { Policy } from "../policy/schema";
import { loadAutomatic } from "./storage";

export async function versions(): Promise<Result["versions"]> {
	const [info, platform] = await Promise.all([browser.runtime.getBrowserInfo(), browser.runtime.getPlatformInfo()]);
	return {
		addon: browser.runtime.getManifest().version,
		thunderbird: info.version,
		platform: `${platform.os} ${platform.arch}`,
	};
}

/** Never rejects: the check is right without it. */
export async function reportResult(diagnosis: Diagnosis, policy: Policy, trigger: Result["trigger"]): Promise<void> {
	if (policy.resultFile === null) return;
	try {
		const [own, { entries }, { attempted }] = await Promise.all([
			versions(),
			browser.bonsComptesRepair.journal(),
			loadAutomatic(),
		]);
		const now = new Date().toISOString();
		const parts = { diagnosis, policy, trigger, versions: own, entries, attempted, now };
		await browser.bonsComptesPolicy.writeResult(resultOf(parts));
	} catch (error) {
		console.error(error);
	}
}
