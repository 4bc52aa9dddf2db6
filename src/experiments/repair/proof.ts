// The proof of a repair: the servers are examined once more with the new settings, and must come as far as before.
// What becomes of one that does not is in engine.ts.

import type { JournalEntry } from "../../domain/journal";
import type { Observation } from "../../domain/observation";
import type { Proof, RepairProblem } from "../../domain/outcome";
import { seenOf } from "../../domain/seen";
import { doesWorse } from "../../probe/progress";
import { configuredServer, sameAddress } from "./configured";
import { describe } from "./describe";
import type { Ports } from "./ports";

type Proved = { kind: "proved"; seen: Observation[] } | { kind: "problem"; problem: RepairProblem };

/** What the servers show with the new settings. Leaves putting back to the caller. */
export async function proveRepair(entry: JournalEntry, proofs: readonly Proof[], ports: Ports): Promise<Proved> {
	if (proofs.length === 0) return { kind: "proved", seen: [] };
	try {
		// No connection to anywhere but where the settings lead. The page does not know the key of a server that is made.
		for (const { key, endpoint } of proofs) {
			const kind = endpoint.protocol === "smtp" ? "outgoing" : "incoming";
			const servers = [key, ...entry.created].map((one) => configuredServer(ports.targets, kind, one));
			if (!servers.some((server) => sameAddress(server, endpoint))) {
				return { kind: "problem", problem: { kind: "unknown-target", key } };
			}
		}
		const seen = await ports.network.prove(proofs.map(({ endpoint }) => endpoint));
		ports.step("proved");
		for (const [index, { key, before }] of proofs.entries()) {
			const observation = seen[index];
			if (!observation) throw new Error("a proof without an observation");
			if (!doesWorse(before, observation)) continue;
			return { kind: "problem", problem: { kind: "not-better", key, seen: seenOf(observation) } };
		}
		return { kind: "proved", seen };
	} catch (error) {
		return { kind: "problem", problem: { kind: "internal-error", text: describe(error) } };
	}
}
