// Where DNS says that an account at OVH belongs. Each of the answers may be missing, and then nothing is said.

import type { MailDns } from "../domain/live";
import { dnsOf, providersOfExchanger } from "../providers/mail-exchanger";
import type { Provider } from "../providers/schema";
import { edit, propose } from "./propose";
import type { Fault } from "./rule";
import { isSeenToWork } from "./server";
import { isStaleOvh } from "./stale-ovh-for-lasuite";
import type { Survey } from "./survey";
import type { SurveyedAccount } from "./surveyed";

/** The offer that the account is set up for, and what DNS says of its domain; null where a login proves it right. */
export function ovhAccount(
	{ incoming, domain }: SurveyedAccount,
	{ live }: Survey,
): { provider: Provider; facts: MailDns } | null {
	const facts = dnsOf(live?.dns ?? {}, domain);
	const { provider } = incoming;
	if (facts === null || provider === null || !isOvh(provider) || isSeenToWork(incoming)) return null;
	return { provider, facts };
}

export function isOvh(provider: Provider): boolean {
	return provider.id.startsWith("ovh-");
}

/** The OVH offers that the mail exchanger leaves possible. */
export function ovhOffers(facts: MailDns, { catalogue }: Survey): Provider[] {
	return providersOfExchanger(catalogue, facts).filter(isOvh);
}

/** `net` or `ca`: OVH's regions do not know each other's mailboxes. */
export function ovhRegion(host: string): string | null {
	return /\.ovh\.(net|ca)$/.exec(host.toLowerCase())?.[1] ?? null;
}

/** The region of all exchangers of a domain; null where they are not all in one. */
export function exchangerRegion(facts: MailDns): string | null {
	const regions = new Set((facts.mx ?? []).map((host) => (/\.mail\.ovh\./.test(host) ? ovhRegion(host) : null)));
	const [region = null] = regions;
	return regions.size === 1 ? region : null;
}

/** The account pointed at the host that DNS tells; never that of a mailbox that has moved to La Suite numérique. */
export function pointedAt(
	host: string,
	surveyed: SurveyedAccount,
	{ catalogue }: Survey,
): Required<Pick<Fault<"wrong-ovh-offer">, "fix" | "changes">> {
	const { server } = surveyed.incoming;
	if (isStaleOvh(surveyed, catalogue)) return { fix: "new-account", changes: [] };
	const changes = edit("incoming", server.key, "incoming.host", server.host, host);
	return { fix: "restart", changes: propose(changes, "restart", server.locked) };
}
