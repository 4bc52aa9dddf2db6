// The contract of browser.bonsComptesRepair: whole repairs with a journal, their undo, and the self-check.

import type { Change } from "../../domain/change";
import type { JournalView, RepairOutcome, SelfCheck, UndoOutcome } from "../../domain/outcome";

declare global {
	namespace browser.bonsComptesRepair {
		/** Looks at every internal that a repair would use, without using it. */
		function selfCheck(): Promise<SelfCheck>;
		/**
		 * Makes all changes or none, journal first. `names` are the readable names of the moment, for the history.
		 * @throws ExtensionError when the request is not of the right shape
		 */
		function apply(changes: Change[], names: Record<string, string>): Promise<RepairOutcome>;
		/** Takes one applied repair back, exactly. */
		function undo(entry: string): Promise<UndoOutcome>;
		/** The history; waits until the recovery of this start has ended. */
		function journal(): Promise<JournalView>;
		/** Resolves once no repair, undo or recovery is under way. */
		function whenIdle(): Promise<void>;
	}
}
