// M18: an identity that sends through another provider than its address belongs to, or through no server at all.

import type { ProposedChange } from "../domain/change";
import type { Identity } from "../domain/snapshot";
import type { IdentityLink } from "./identity-links";
import { propose } from "./propose";
import { rule } from "./rule";

export const identitySmtpMismatch = rule("identity-smtp-mismatch", ({ account }, { links }) => {
	const created = new Set<unknown>();
	return account.identities.flatMap((identity) => {
		const link = links.get(identity);
		if (link === undefined || link.kind === "right") return [];
		const { change, effective, provider } = link;
		// One server for several identities is one change, told with the first of them.
		if (change?.kind === "create-outgoing" && created.has(change)) return [];
		created.add(change);
		return [
			{
				severity: "warning",
				service: "outgoing",
				subject: identity.key,
				fix: change === null ? "advice" : "live",
				facts: {
					address: identity.address,
					host: effective?.judged.server.host ?? "",
					provider: provider?.id ?? "unknown",
				},
				changes: proposal(change, account.identities),
			},
		];
	});
});

function proposal(
	change: (IdentityLink & { kind: "wrong" })["change"],
	identities: readonly Identity[],
): ProposedChange[] {
	if (change === null) return [];
	const keys = change.kind === "set" ? [change.key] : change.identities.map((identity) => identity.key);
	const locked = identities.filter((identity) => keys.includes(identity.key)).flatMap((identity) => identity.locked);
	if (change.kind === "set") return propose([change], "live", locked);
	return [{ change, fix: "live", blocked: locked.includes("identity.outgoing") ? "locked" : null }];
}
