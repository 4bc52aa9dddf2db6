// The contract of browser.bonsComptesProbe: looking at mail servers over the network. Callers and implementation are
// checked against it.

import type { Endpoint, Observation } from "../../domain/observation";

declare global {
	namespace browser.bonsComptesProbe {
		interface ExamineOptions {
			/** Chosen by the caller, for `cancel`; one examination at a time has it. */
			id: string;
			/** For each stage of each endpoint, in milliseconds; left out: 5 s. */
			stageMs?: number;
			/** For all of it, in milliseconds; left out: 15 s. */
			totalMs?: number;
		}
		/**
		 * Examines all endpoints at once; the observations come in the order of the endpoints. Changes nothing, opens no
		 * window, always ends. A stored login is tried at most once, over a verified certificate only, at its own host or
		 * at one of the same provider; it never comes back.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function examine(endpoints: Endpoint[], options: ExamineOptions): Promise<Observation[]>;
		/** Ends an examination of this page at once; what is not known by then could not be checked. */
		function cancel(id: string): Promise<void>;
	}
}
