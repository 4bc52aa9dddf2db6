// From a request to an account that is there: proof, journal, account. What each of them does is in the files beside; the
// journal and the order of a repair are ../engine.ts's.

import type { JournalEntry } from "../../../domain/journal";
import type { AccountOutcome, RepairOutcome, RepairProblem } from "../../../domain/outcome";
import type { Ports } from "../ports";
import type { SignInPorts } from "../sign-in";
import { type AccountSteps, keepAccepted, makeAccount } from "./account";
import { accountProblem } from "./judge";
import { type AccountPlan, planAccount } from "./plan";
import { type Accepted, type AccountRequest, proveAccount } from "./prove";

/** What the engine lends. */
export interface Carrier {
	isBusy(): boolean;
	/** Nothing else is done meanwhile, and what a crash has left is ended before. */
	alone(work: () => Promise<AccountOutcome>): Promise<AccountOutcome>;
	/** Writes the entry, carries it out, and puts it back where that fails. `plan`: the entry, or why there is none. */
	carryOut(plan: () => Promise<JournalEntry | RepairProblem>, steps: AccountSteps): Promise<RepairOutcome>;
}

/** What is typed is tried with nobody else at work; while the user signs in, everything else goes on. */
export async function createAccount(
	request: AccountRequest,
	ports: Ports,
	hands: SignInPorts,
	carrier: Carrier,
): Promise<AccountOutcome> {
	const prove = () => proveAccount(request, ports, hands);
	const go = async (proved: Accepted | AccountOutcome): Promise<AccountOutcome> =>
		proved.kind === "password" || proved.kind === "token" ? make(request, proved, { ports, hands, carrier }) : proved;
	if (request.password !== null) return carrier.alone(async () => go(await prove()));
	if (carrier.isBusy()) return { kind: "refused", problem: { kind: "busy" } };
	const proved = await prove();
	return carrier.alone(() => go(proved));
}

async function make(
	{ change, names }: AccountRequest,
	accepted: Accepted,
	{ ports, hands, carrier }: { ports: Ports; hands: SignInPorts; carrier: Carrier },
): Promise<AccountOutcome> {
	let plan: AccountPlan | null = null;
	let entry: JournalEntry | null = null;
	// The proof took its time, and the user too: everything is judged once more.
	const planned = async (): Promise<JournalEntry | RepairProblem> => {
		const problem = await accountProblem(change, ports);
		if (problem !== null) return problem;
		const found = planAccount(change, ports);
		if ("problem" in found) return found.problem;
		const { added, prefs, created } = found;
		const id = ports.newId();
		for (const place of found.logins) {
			const isThere = await ports.logins.has(place);
			const former = { origin: place.origin, username: place.username, realm: `Bons Comptes ${id}` };
			added.logins.push({ place, guid: null, ...(isThere && { former }) });
		}
		plan = found;
		entry = {
			...{ id, at: ports.now(), state: "applying", recovery: null, changes: [change], names },
			...{ prefs, logins: [], created, added: [added], move: null, problem: null },
		};
		return entry;
	};
	const whole = (): { plan: AccountPlan; entry: JournalEntry } => {
		if (plan === null || entry === null) throw new Error("an account without a plan");
		return { plan, entry };
	};
	const outcome = await carrier.carryOut(planned, {
		keepLogins: () => keepAccepted(accepted, whole().plan, ports, hands),
		make: () => makeAccount(change, whole().plan, whole().entry, ports),
	});
	switch (outcome.kind) {
		case "applied": {
			const { added } = whole().plan;
			await ports.accounts.settle(added);
			return {
				kind: "created",
				entry: outcome.entry,
				account: added.account,
				server: added.server,
				identity: added.identity,
			};
		}
		case "nothing-to-do":
			throw new Error("an account was made of nothing");
		case "refused":
		case "rolled-back":
			return outcome;
	}
}
