// Who vouches for a server's certificate, as it was seen. What that means is told by the rules.

import type { Observation } from "../domain/observation";
import type { Survey } from "./survey";

export interface Authority {
	/** Named as people would find it in a list of authorities; never empty. */
	issuer: string;
	/** SHA-256, of everybody in the chain. */
	fingerprints: string[];
}

/** The authority behind a server's certificate; null where none was seen. */
export function authorityOf(seen: Observation | null): Authority | null {
	const facts = seen?.tls ?? null;
	if (facts === null || facts.certificate === null) return null;
	const { issuer, issuerOrganisation, fingerprint } = facts.certificate;
	const root = facts.chain.at(-1);
	return {
		issuer: issuer || issuerOrganisation || root?.name || fingerprint,
		fingerprints: facts.chain.map((one) => one.fingerprint),
	};
}

/** The same where the connection was made, and only because the authority was added on this computer. */
export function addedAuthorityOf(seen: Observation | null): Authority | null {
	const facts = seen?.tls ?? null;
	const isAdded = facts !== null && facts.version !== null && facts.error === null && facts.builtInRoot === false;
	const isMade = facts?.category === "none" && seen?.outcome.kind !== "certificate";
	return isAdded && isMade ? authorityOf(seen) : null;
}

/** An authority by which the organisation itself says that it may read along. */
export function isOrganisations({ fingerprints }: Authority, { trustedAuthorities }: Survey): boolean {
	return fingerprints.some((fingerprint) => trustedAuthorities.has(fingerprint));
}

/** The connection was made only because an exception is stored. */
export function isExceptionInUse(seen: Observation | null): boolean {
	const facts = seen?.tls ?? null;
	return facts !== null && facts.version !== null && facts.category !== "none";
}
