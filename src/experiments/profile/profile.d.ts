// The contract of browser.bonsComptesProfile: reading, nothing else. Callers and implementation are checked against it.

import type { Snapshot } from "../../domain/snapshot";
import type { Installation } from "../../domain/support";

declare global {
	namespace browser.bonsComptesProfile {
		/** Everything that the rules look at. Changes nothing, opens nothing, asks nobody. */
		function read(): Promise<Snapshot>;
		/** What this Thunderbird says of itself, and its other add-ons. */
		function installation(): Promise<Installation>;
	}
}
