// Whether an account may be made: its servers, and that it is not there yet. Reads, never writes. A password that was typed
// goes to these servers, so that nothing is believed of the page: the provider's table is the privileged side's own.

import type { CreateAccountChange } from "../../../domain/change";
import { domainOf } from "../../../domain/hostname";
import type { RepairProblem } from "../../../domain/outcome";
import type { Auth, Security } from "../../../domain/vocabulary";
import { type Catalogue, isRightServer, type MailProtocol, matchesHost, numberIn } from "../../../providers/lookup";
import type { Ports } from "../ports";

interface Server {
	host: string;
	port: number;
	security: Security;
	auth: Auth;
}

/** null: it may be made as things are now. */
export async function accountProblem(change: CreateAccountChange, ports: Ports): Promise<RepairProblem | null> {
	const internal = ports.missingFor("create-account");
	if (internal !== null) return { kind: "unsupported", internal };
	const { incoming, outgoing, like } = change;
	for (const { host, security, auth } of [incoming, outgoing]) {
		if (security === "none" || (auth !== "password" && auth !== "oauth2"))
			return { kind: "lowers-security", key: host };
	}
	const foreign = await foreignHost(change, ports);
	if (foreign !== null) return { kind: "foreign-host", host: foreign };
	const twin = twinOf(change, ports);
	if (twin !== null) return { kind: "duplicate", key: twin };
	if (like !== null && !ports.targets.identities().some(({ key }) => key === like)) {
		return { kind: "unknown-target", key: like };
	}
	return null;
}

/** The host that is no right one of the account's provider; null: both are. */
async function foreignHost(change: CreateAccountChange, { providers }: Ports): Promise<string | null> {
	const domain = domainOf(change.address);
	const known = wrongServer(change, providers.catalogue(), []);
	if (known === null || domain === "") return known;
	// Some providers name their servers after the domains of their customers: whose mail they take is asked of DNS.
	const exchangers = await providers.mailExchangers(domain);
	const provider = providers.catalogue().get(change.provider);
	const isTheirs =
		exchangers[0] !== undefined && provider?.dns.mx.some(({ host }) => matchesHost(host, exchangers[0] ?? ""));
	return isTheirs === true ? wrongServer(change, providers.catalogue(), [domain]) : known;
}

function wrongServer(change: CreateAccountChange, catalogue: Catalogue, domains: readonly string[]): string | null {
	const provider = catalogue.get(change.provider);
	const { incoming, outgoing } = change;
	const isRight = (protocol: MailProtocol, server: Server) =>
		provider !== undefined && isRightServer(provider, protocol, server, domains);
	if (!isRight("imap", incoming)) return incoming.host;
	if (!isRight("smtp", outgoing)) return outgoing.host;
	// Servers with a number in their name are different places.
	const isOnePlace =
		provider !== undefined && numberIn(provider, "imap", incoming.host) === numberIn(provider, "smtp", outgoing.host);
	return isOnePlace ? null : outgoing.host;
}

/** The server of an account that has this mailbox already, under whatever name of the provider's servers. */
function twinOf({ incoming, address }: CreateAccountChange, { targets, providers }: Ports): string | null {
	const user = incoming.username.toLowerCase();
	// Some log in with the part before the @.
	const [local = ""] = address.toLowerCase().split("@");
	const twin = targets.incomingServers().find(({ protocol, host, username }) => {
		const isSameHost =
			host.toLowerCase() === incoming.host || providers.sameIncomingProvider(host, incoming.host, "imap");
		const isSameUser = username.toLowerCase() === user || username.toLowerCase() === local;
		return protocol === "imap" && isSameHost && isSameUser;
	});
	return twin?.key ?? null;
}
