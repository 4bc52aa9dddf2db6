// The contract of browser.bonsComptesPolicy: what the organisation has configured, untouched, and the result file. Callers and implementation
// are checked against it. What it means: ../../policy/.

import type { PolicySource } from "../../policy/parse-policy";
import type { Result } from "../../policy/result-schema";

declare global {
	namespace browser.bonsComptesPolicy {
		/** As Thunderbird read it at its start; a change is seen after a restart. */
		function read(): Promise<PolicySource>;
		/**
		 * Writes the result file at the path of the policy; without one it does nothing. A folder that is missing or cannot be
		 * written to is said in the browser console.
		 * @throws ExtensionError when the result is not of its shape, or holds an address that the policy does not want
		 */
		function writeResult(result: Result): Promise<void>;
	}
}
