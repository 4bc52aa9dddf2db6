// The contract of browser.bonsComptesPolicy: what the organisation has configured, untouched. Callers and implementation
// are checked against it. What it means: ../../policy/.

import type { PolicySource } from "../../policy/parse-policy";

declare global {
	namespace browser.bonsComptesPolicy {
		/** As Thunderbird read it at its start; a change is seen after a restart. */
		function read(): Promise<PolicySource>;
	}
}
