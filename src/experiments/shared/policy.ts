// The managed configuration inside Thunderbird: from its own policy service, and from nowhere else. browser.storage.managed
// would also take a native manifest, which lies in the user's home folder and proves nothing.

import { applyPolicy } from "../../policy/apply-policy";
import { judgePolicy, type PolicySource } from "../../policy/parse-policy";
import { builtInCatalogue } from "../../providers";
import type { Catalogue } from "../../providers/lookup";

function own(value: unknown, name: string): unknown {
	return typeof value === "object" && value !== null && Object.hasOwn(value, name)
		? Reflect.get(value, name)
		: undefined;
}

/** As Thunderbird read it at its start. */
export function readPolicy(addon: string): PolicySource {
	const { policies } = Services;
	if (!policies) return { kind: "none" };
	if (policies.status === Ci["nsIEnterprisePolicies"]?.["FAILED"]) return { kind: "unreadable" };
	const extensions = own(own(policies.getActivePolicies(), "3rdparty"), "Extensions");
	const configuration = own(extensions, addon);
	return configuration === undefined ? { kind: "none" } : { kind: "present", configuration };
}

let managed: { addon: string; catalogue: Catalogue } | null = null;

/**
 * The providers that count in privileged code, where they decide where a password may go: the built-in ones under the
 * organisation's policy. Without a policy, or with one that is not valid, the built-in ones alone.
 */
export function managedCatalogue(addon: string): Catalogue {
	if (managed?.addon !== addon) managed = { addon, catalogue: loadCatalogue(addon) };
	return managed.catalogue;
}

function loadCatalogue(addon: string): Catalogue {
	const outcome = judgePolicy(readPolicy(addon), builtInCatalogue);
	return outcome.kind === "valid" ? applyPolicy(builtInCatalogue, outcome.policy) : builtInCatalogue;
}
