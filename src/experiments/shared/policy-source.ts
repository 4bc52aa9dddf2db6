// The managed configuration inside Thunderbird: from its own policy service, and from nowhere else. browser.storage.managed
// would also take a native manifest, which lies in the user's home folder and proves nothing. What it means: policy.ts.

import type { PolicySource } from "../../policy/parse-policy";
import { encodeUtf8 } from "../../probe/text";
import { digest } from "./digest";

/** Of the configuration that was judged last, if it had no fault: no start has to load the judge for it again. */
const FAULTLESS = "extensions.bonsComptes.policy";

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

/** The configuration and the version of the add-on that judges it. */
function markOf(configuration: unknown, version: string): string {
	return `${version} ${digest(encodeUtf8(JSON.stringify(configuration)))}`;
}

/** Whether this version has judged the very configuration before, and found no fault in it. */
export function isKnownFaultless(configuration: unknown, version: string): boolean {
	return Services.prefs.getStringPref(FAULTLESS, "") === markOf(configuration, version);
}

export function rememberFaultless(configuration: unknown, version: string): void {
	if (!isKnownFaultless(configuration, version)) {
		Services.prefs.setStringPref(FAULTLESS, markOf(configuration, version));
	}
}
