// A new account as a person means it: the right servers for the address, proved and made in one privileged call, then its
// calendars and contacts in the same breath. Over the ports; which servers are right is decided in ../rules/new-account.ts.

import type { DavTrouble } from "../domain/dav-offer";
import { domainOf } from "../domain/hostname";
import type { CreateAccountOutcome, NewAccountAnswers, NewAccountOffer } from "../domain/new-account";
import type { RepairProblem } from "../domain/outcome";
import type { Policy } from "../policy/schema";
import { type Catalogue, providersOfDomain } from "../providers/lookup";
import { newAccountChange } from "../rules/new-account";
import { clicked } from "./collection-search";
import type { Doctor } from "./doctor";
import type { Ports } from "./ports";

const DNS_MS = 4000;

interface Surroundings {
	ports: Ports;
	catalogue: Catalogue;
	policy: Policy;
	findCollections: Doctor["findCollections"];
}

export function createAccountMaker(around: Surroundings): Pick<Doctor, "createAccount"> {
	const { ports, catalogue, policy } = around;

	/** Only where the catalogue does not know the domain. */
	async function dnsFor(address: string) {
		const domain = domainOf(address.trim());
		const asked = domain === "" || providersOfDomain(catalogue, domain).length > 0 ? [] : [domain];
		const answers = await ports.lookUpMailDns(asked, clicked(DNS_MS));
		return Object.fromEntries(answers.map((answer) => [answer.domain, answer]));
	}

	async function createAccount(
		offer: NewAccountOffer,
		answers: NewAccountAnswers,
		names: Readonly<Record<string, string>>,
	): Promise<CreateAccountOutcome> {
		if (policy.repairs === "report-only") return { kind: "refused", problem: { kind: "report-only" } };
		const [{ accounts }, dns] = await Promise.all([ports.readProfile(), dnsFor(answers.address)]);
		const change = newAccountChange(offer, answers, { catalogue, dns, accounts });
		if (change === null) return { kind: "wrong-address" };
		const password = offer.login === "password" ? answers.password : null;
		const made = await ports.createAccount(change, names, password);
		if (made.kind !== "created") return made;
		const { entry, account } = made;
		const dav = answers.withDav ? await addDav(offer, account, names) : NOTHING;
		return { kind: "created", entry, account, ...dav };
	}

	/** Whatever becomes of it, the account stands: what could not be had can be tried again there. */
	async function addDav(
		offer: NewAccountOffer,
		account: string,
		names: Readonly<Record<string, string>>,
	): Promise<Added> {
		const found = await around.findCollections(account, offer.dav);
		if (found.kind === "refused") {
			const { problem } = found;
			return { ...NOTHING, left: problem.kind === "offline" ? [] : [problem] };
		}
		const { trouble } = found;
		const changes = found.offers.filter(({ preselected }) => preselected).map(({ change }) => change);
		if (changes.length === 0) return { ...NOTHING, trouble };
		const outcome = await ports.apply(changes, names, []);
		switch (outcome.kind) {
			case "applied":
				return { added: changes.length, trouble, left: [] };
			case "nothing-to-do":
				return { ...NOTHING, trouble };
			case "refused":
			case "rolled-back":
				return { added: 0, trouble, left: [outcome.problem] };
		}
	}

	return { createAccount };
}

interface Added {
	added: number;
	trouble: DavTrouble[];
	left: RepairProblem[];
}
const NOTHING: Added = { added: 0, trouble: [], left: [] };
