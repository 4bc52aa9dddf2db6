// What the organisation has configured, from Thunderbird's policies.

import browser from "webextension-polyfill";
import { judgePolicy, type ManagedPolicy } from "../policy/parse-policy";
import { builtInCatalogue } from "../providers";

/** Judged as privileged code judges it. As Thunderbird read it at its start: a change is seen after a restart. */
export async function policy(): Promise<ManagedPolicy> {
	// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent where experiments are switched off
	if (!browser.bonsComptesPolicy) return { kind: "none" };
	return judgePolicy(await browser.bonsComptesPolicy.read(), builtInCatalogue);
}
