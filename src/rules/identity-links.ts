// Through which outgoing server each identity sends, whether that can be right, and what would be.
// The finding is made by identity-smtp-mismatch.ts.

import type { CreateOutgoingChange, SetChange } from "../domain/change";
import { domainOf } from "../domain/hostname";
import type { Identity, Snapshot } from "../domain/snapshot";
import { type Catalogue, preferredHost, providersOfDomain } from "../providers/lookup";
import type { Provider } from "../providers/schema";
import { isStaleOvh } from "./stale-ovh-for-lasuite";
import { append, effectiveKey, isSameMail, loginKey, type SurveyedAccount, type SurveyedOutgoing } from "./surveyed";

export type IdentityLink =
	| { kind: "right" }
	/** It sends through another provider's server, or through none (`effective` null). `change` null: not known. */
	| {
			kind: "wrong";
			effective: SurveyedOutgoing | null;
			provider: Provider | null;
			change: SetChange | CreateOutgoingChange | null;
	  };

interface Surroundings {
	snapshot: Snapshot;
	accounts: readonly SurveyedAccount[];
	outgoing: ReadonlyMap<string, SurveyedOutgoing>;
	catalogue: Catalogue;
}

export function linkIdentities(surroundings: Surroundings): Map<Identity, IdentityLink> {
	const logins: Logins = { byUsername: byUsernameOf(surroundings.outgoing), missing: new Map() };
	// An identity may be shared by two accounts; it has one link.
	const byKey = new Map<string, IdentityLink>();
	const pairs = surroundings.accounts.flatMap((surveyed) =>
		surveyed.account.identities.map((identity) => ({ surveyed, identity })),
	);
	const guests: typeof pairs = [];
	const link = ({ identity, surveyed }: (typeof pairs)[number]) => {
		if (!byKey.has(identity.key)) byKey.set(identity.key, linkOf(identity, surveyed, surroundings, logins));
	};
	// A server that an account lacks may serve the identities of other accounts too: those come after.
	for (const pair of pairs) {
		const owner = domainProviderOf(pair.identity, surroundings.catalogue);
		const { provider } = pair.surveyed;
		if (owner !== null && provider !== null && !isSameMail(owner, provider)) guests.push(pair);
		else link(pair);
	}
	for (const pair of guests) link(pair);
	return new Map(pairs.map(({ identity }) => [identity, byKey.get(identity.key) ?? { kind: "right" }]));
}

interface Logins {
	byUsername: ReadonlyMap<string, SurveyedOutgoing[]>;
	/** The servers to be made, by their login. */
	missing: Map<string, CreateOutgoingChange>;
}

function domainProviderOf(identity: Identity, catalogue: Catalogue): Provider | null {
	const [owner, second] = providersOfDomain(catalogue, domainOf(identity.address));
	return second === undefined ? (owner ?? null) : null;
}

/** The outgoing servers by what they will log in with once their own faults are repaired. */
function byUsernameOf(outgoing: ReadonlyMap<string, SurveyedOutgoing>): Map<string, SurveyedOutgoing[]> {
	const byUsername = new Map<string, SurveyedOutgoing[]>();
	for (const candidate of outgoing.values()) {
		append(byUsername, (candidate.username ?? candidate.judged.server.username).toLowerCase(), candidate);
	}
	return byUsername;
}

function linkOf(
	identity: Identity,
	surveyed: SurveyedAccount,
	{ snapshot, outgoing, catalogue }: Surroundings,
	{ byUsername, missing }: Logins,
): IdentityLink {
	const key = effectiveKey(identity, snapshot.defaultOutgoingKey);
	if (snapshot.otherOutgoingKeys.includes(key)) return { kind: "right" };
	const effective = outgoing.get(key) ?? null;
	const domainProvider = domainProviderOf(identity, catalogue);
	if (effective !== null) {
		const sendsThrough = effective.judged.standing.kind === "tolerated" ? null : effective.judged.provider;
		const fits = domainProvider === null || sendsThrough === null || isSameMail(domainProvider, sendsThrough);
		// An account that stayed at its former provider is told so as a whole.
		if (fits || isStaleOvh(surveyed, catalogue)) return { kind: "right" };
	}
	const provider = domainProvider ?? surveyed.provider;
	const wrong = { kind: "wrong", effective, provider } as const;
	if (provider === null || surveyed.provider === null) return { ...wrong, change: null };
	const isOwn = isSameMail(provider, surveyed.provider);
	const mailbox = isOwn ? surveyed.mailbox : identity.address;
	if (mailbox === null) return { ...wrong, change: null };
	const existing = byUsername
		.get(mailbox.toLowerCase())
		?.find((candidate) => isRightFor(candidate, provider, isOwn ? surveyed : null));
	if (existing !== undefined) {
		return {
			...wrong,
			change: {
				kind: "set",
				target: "identity",
				key: identity.key,
				setting: "identity.outgoing",
				from: identity.outgoingKey,
				to: existing.judged.server.key,
			},
		};
	}
	const change = isOwn ? creation(surveyed, provider, mailbox, missing) : pending(provider, mailbox, missing);
	change?.identities.push({ key: identity.key, from: identity.outgoingKey });
	return { ...wrong, change };
}

function isRightFor(candidate: SurveyedOutgoing, provider: Provider, surveyed: SurveyedAccount | null): boolean {
	const { standing, provider: owner, server } = candidate.judged;
	if (owner === null || !isSameMail(owner, provider)) return false;
	const host = (candidate.host ?? server.host).toLowerCase();
	if (surveyed !== null && host === outgoingHost(provider, surveyed)) return true;
	// Servers with a number in their name are different places.
	const numbered = provider.smtp?.hosts.some((known) => known.host.includes("#")) ?? false;
	if (numbered && surveyed !== null) return false;
	return standing.kind === "accepted" || (standing.kind === "wrong" && candidate.host !== null);
}

function outgoingHost(provider: Provider, { account, domain }: SurveyedAccount): string | null {
	return preferredHost(provider, "smtp", { currentHost: null, otherHost: account.incoming.host, domain });
}

/** One server for all identities of all accounts that would log in alike. */
function creation(
	surveyed: SurveyedAccount,
	provider: Provider,
	mailbox: string,
	missing: Map<string, CreateOutgoingChange>,
): CreateOutgoingChange | null {
	const { incoming } = surveyed.account;
	const host = outgoingHost(provider, surveyed);
	const pair = provider.smtp?.pairs.find((offered) => offered.security !== "none");
	const methods = (provider.smtp?.auth ?? [])
		.map((entry) => entry.method)
		.filter((method) => method !== "none" && (method !== "oauth2" || incoming.oauthKnown));
	const auth = methods.find((method) => method === incoming.auth) ?? methods[0];
	if (host === null || pair === undefined || auth === undefined) return null;
	const login = loginKey(host, mailbox);
	const change: CreateOutgoingChange = missing.get(login) ?? {
		kind: "create-outgoing",
		identities: [],
		server: { host, port: pair.port, security: pair.security, auth, username: mailbox, description: mailbox },
		loginFrom: incoming.key,
	};
	missing.set(login, change);
	return change;
}

/** The server that is to be made for another account anyway, with the address of this identity as its login. */
function pending(
	provider: Provider,
	mailbox: string,
	missing: ReadonlyMap<string, CreateOutgoingChange>,
): CreateOutgoingChange | null {
	const host = preferredHost(provider, "smtp", { currentHost: null, otherHost: null, domain: domainOf(mailbox) });
	return host === null ? null : (missing.get(loginKey(host, mailbox)) ?? null);
}
