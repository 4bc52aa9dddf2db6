// Hosts that only DNS has made a provider's: right to have, but nothing is pointed there. The privileged side, which decides
// where a password may go, knows the catalogue alone, and would refuse the whole click.

import type { Change } from "../domain/change";
import type { Finding } from "../domain/finding";
import { type Catalogue, type MailProtocol, sameProviderHosts } from "../providers/lookup";

/** The finding, only said where a change of it would lead to such a host. */
export function vouchedOnly(finding: Finding, catalogue: Catalogue): Finding {
	const isVouched = finding.changes.every(({ change }) => {
		const place = newHost(change);
		return place === null || place.protocols.some((one) => sameProviderHosts(catalogue, place.host, place.host, one));
	});
	return isVouched ? finding : { ...finding, changes: [], fix: "advice" };
}

function newHost(change: Change): { host: string; protocols: MailProtocol[] } | null {
	if (change.kind === "create-outgoing") return { host: change.server.host, protocols: ["smtp"] };
	if (change.kind !== "set") return null;
	if (change.setting === "outgoing.host") return { host: String(change.to), protocols: ["smtp"] };
	return change.setting === "incoming.host" ? { host: String(change.to), protocols: ["imap", "pop3"] } : null;
}
