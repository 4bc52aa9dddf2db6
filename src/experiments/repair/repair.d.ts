// The contract of browser.bonsComptesRepair: whole repairs with a journal, their undo, and the self-check.

import type { Change } from "../../domain/change";
import type { JournalView, PasswordOutcome, Proof, RepairOutcome, SelfCheck, UndoOutcome } from "../../domain/outcome";

declare global {
	namespace browser.bonsComptesRepair {
		/** Looks at every internal that a repair would use, without using it. */
		function selfCheck(): Promise<SelfCheck>;
		/**
		 * Makes all changes or none, journal first. `names` are the readable names of the moment, for the history.
		 * `proofs`: servers that are examined once all is written; one that comes less far than before and everything is
		 * put back. @throws ExtensionError when the request is not of the right shape
		 */
		function apply(changes: Change[], names: Record<string, string>, proofs?: Proof[]): Promise<RepairOutcome>;
		/**
		 * Tries a password once with the incoming server as it is configured; only if that accepts it, once with each of the
		 * outgoing ones that may have it (same provider, same user name). Stores it for exactly those that accepted it, in
		 * place of one that is stored. Spaces are removed where they can only be typing. Nothing keeps a copy.
		 */
		function tryPassword(incoming: string, outgoing: string[], password: string): Promise<PasswordOutcome>;
		/** Takes one applied repair back, exactly. */
		function undo(entry: string): Promise<UndoOutcome>;
		/** The history; waits until the recovery of this start has ended. */
		function journal(): Promise<JournalView>;
		/** Resolves once no repair, undo or recovery is under way. */
		function whenIdle(): Promise<void>;
	}
}
