// Hosts that only DNS has made a provider's: right to have, but nothing is pointed there. The privileged side, which decides
// where a password may go, knows the catalogue alone, and would refuse the whole click.

import type { Change } from "../domain/change";
import type { Finding } from "../domain/finding";
import { type Catalogue, sameProviderHosts } from "../providers/lookup";

/** The finding, only said where a change of it would lead to such a host. */
export function vouchedOnly(finding: Finding, catalogue: Catalogue): Finding {
	const isVouched = finding.changes.every(({ change }) => {
		const host = newOutgoingHost(change);
		return host === null || sameProviderHosts(catalogue, host, host, "smtp");
	});
	return isVouched ? finding : { ...finding, changes: [], fix: "advice" };
}

function newOutgoingHost(change: Change): string | null {
	if (change.kind === "create-outgoing") return change.server.host;
	return change.setting === "outgoing.host" ? String(change.to) : null;
}
