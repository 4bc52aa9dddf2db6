// The managed configuration inside Thunderbird: from its own policy service, and from nowhere else. browser.storage.managed
// would also take a native manifest, which lies in the user's home folder and proves nothing. What it means: policy.ts.

import type { PolicySource } from "../../policy/parse-policy";

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
