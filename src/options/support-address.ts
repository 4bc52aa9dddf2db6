// Whom a person can write to for help: the organisation's own support, else those of the providers of their accounts. Pure.

import type { AccountDiagnosis } from "../domain/diagnosis";
import type { ManagedPolicy } from "../policy/parse-policy";
import type { Catalogue } from "../providers/lookup";

export interface SupportAddress {
	/** A provider id; null: the organisation. */
	provider: string | null;
	address: string;
}

/** Each address once, in the order of the accounts. */
export function supportAddresses(
	accounts: readonly AccountDiagnosis[],
	catalogue: Catalogue,
	managed: ManagedPolicy,
): SupportAddress[] {
	const own = managed.kind === "valid" ? managed.policy.support?.address : undefined;
	if (own !== undefined) return [{ provider: null, address: own }];
	const found = new Map<string, SupportAddress>();
	for (const { provider } of accounts) {
		const mail = catalogue.get(provider)?.help.supportMail ?? null;
		if (mail !== null && !found.has(mail.address)) found.set(mail.address, { provider, address: mail.address });
	}
	return [...found.values()];
}
