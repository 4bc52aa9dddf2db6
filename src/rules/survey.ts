// What the accounts of a snapshot share, worked out once so that each can be judged on its own: who sends through which
// outgoing server, which logins are taken, which addresses belong together. Says nothing of right and wrong; rules do.

import type { DavKind } from "../domain/dav";
import type { Identification } from "../domain/diagnosis";
import { domainOf } from "../domain/hostname";
import type { LiveFacts } from "../domain/live";
import type { Account, Identity, OutgoingServer, Snapshot } from "../domain/snapshot";
import { identify, identifyHost, mailDomain } from "../providers/identify";
import { type Catalogue, hostDomainOf, providersOfDomain } from "../providers/lookup";
import { type DnsFacts, learnDomains } from "../providers/mail-exchanger";
import type { Provider } from "../providers/schema";
import { type DavSurvey, surveyDav } from "./dav";
import { serverOfFolder } from "./folders";
import { type IdentityLink, linkIdentities } from "./identity-links";
import { valueAt } from "./observation";
import { judgeIncoming, judgeOutgoing } from "./server";
import {
	append,
	effectiveKey,
	isAddress,
	isSameMail,
	loginKey,
	mailboxId,
	type SurveyedAccount,
	type SurveyedOutgoing,
	splitUsername,
} from "./surveyed";

export interface Survey {
	snapshot: Snapshot;
	/** With the domains that DNS gives to a provider. */
	/** With the domains that DNS has made a provider's. */
	catalogue: Catalogue;
	/** Without them. */
	builtIn: Catalogue;
	/** What was seen of the network; null where only settings are judged, and where there is no network. */
	live: LiveFacts | null;
	/** SHA-256 fingerprints of the authorities that the organisation names as its own. */
	trustedAuthorities: ReadonlySet<string>;
	accounts: SurveyedAccount[];
	outgoing: ReadonlyMap<string, SurveyedOutgoing>;
	links: ReadonlyMap<Identity, IdentityLink>;
	/** For each account or outgoing server that repeats an earlier one: that earlier one. */
	earlier: {
		same: ReadonlyMap<SurveyedAccount, SurveyedAccount>;
		alias: ReadonlyMap<SurveyedAccount, SurveyedAccount>;
		outgoing: ReadonlyMap<OutgoingServer, OutgoingServer>;
	};
	/** IMAP accounts of one user at one provider that counts connections, for each of them. */
	sharers: ReadonlyMap<SurveyedAccount, SurveyedAccount[]>;
	/** Addresses of all incoming servers, in lower case. */
	serverUris: ReadonlySet<string>;
	certificateExceptions: ReadonlySet<string>;
	dav: DavSurvey;
	/** What the organisation wants nobody to be offered; what is in Thunderbird is judged all the same. */
	davOff: ReadonlySet<DavKind>;
}

export interface SurveyOptions {
	live?: LiveFacts | null;
	trustedAuthorities?: ReadonlySet<string>;
	davOff?: ReadonlySet<DavKind>;
}

export function survey(
	snapshot: Snapshot,
	builtIn: Catalogue,
	choices: Readonly<Record<string, string>>,
	options: SurveyOptions = {},
): Survey {
	const live = options.live?.network === "reached" ? options.live : null;
	const dns = live?.dns ?? {};
	const catalogue = learnDomains(builtIn, dns);
	const accounts = snapshot.accounts.map((account) =>
		surveyAccount(account, catalogue, { choice: valueAt(choices, account.key), live, dns }),
	);
	const outgoing = surveyOutgoing(snapshot, catalogue, accounts, live);
	const links = linkIdentities({ snapshot, accounts, outgoing, catalogue });
	addFutureServers(accounts, outgoing, links);
	return {
		snapshot,
		catalogue,
		builtIn,
		live,
		trustedAuthorities: options.trustedAuthorities ?? new Set(),
		accounts,
		outgoing,
		links,
		earlier: {
			same: earlierOf(accounts, ({ account: { incoming } }) => serverLogin(incoming.protocol, incoming)),
			alias: earlierOf(accounts, mailboxAtProvider),
			outgoing: earlierOf(snapshot.outgoing, (server) => (server.username === "" ? null : serverLogin("smtp", server))),
		},
		sharers: sharersOf(accounts),
		serverUris: new Set(snapshot.accounts.map((account) => serverOfFolder(account.incoming.uri).toLowerCase())),
		certificateExceptions: new Set(snapshot.certificateExceptions.map((exception) => exception.toLowerCase())),
		dav: surveyDav(snapshot, accounts, live),
		davOff: options.davOff ?? new Set(),
	};
}

function surveyAccount(
	account: Account,
	catalogue: Catalogue,
	{ choice, live, dns }: { choice: string | null; live: LiveFacts | null; dns: DnsFacts },
): SurveyedAccount {
	const identification = identify(account, catalogue, choice, dns);
	const provider = identification.kind === "known" ? (catalogue.get(identification.provider) ?? null) : null;
	const candidates = candidatesOf(identification, catalogue);
	const domain = mailDomain(account, provider);
	const mailbox = mailboxOf(account, provider, catalogue);
	const look = valueAt(live?.servers ?? {}, account.incoming.key);
	return {
		account,
		identification,
		provider,
		domain,
		mailbox,
		address: mailbox ?? (account.identities[0]?.address || account.incoming.username),
		incoming: judgeIncoming(account.incoming, provider, candidates, { otherHost: null, domain }, look),
		outgoing: [],
	};
}

function candidatesOf(identification: Identification, catalogue: Catalogue): Provider[] {
	return identification.kind === "ambiguous"
		? identification.candidates.flatMap((candidate) => catalogue.get(candidate.provider) ?? [])
		: [];
}

/** The login name, completed by the one address of an identity that begins with it and can be this provider's. */
function mailboxOf(account: Account, provider: Provider | null, catalogue: Catalogue): string | null {
	const { login } = splitUsername(provider, account.incoming.username);
	if (isAddress(login)) return login;
	const addresses = account.identities
		.map((identity) => identity.address.trim())
		.filter((address) => isAddress(address) && address.slice(0, address.lastIndexOf("@")) === login)
		.filter((address) => {
			const owners = providersOfDomain(catalogue, domainOf(address));
			return owners.length === 0 || (provider !== null && owners.some((owner) => isSameMail(owner, provider)));
		});
	const [first] = addresses;
	return first !== undefined && addresses.every((address) => address.toLowerCase() === first.toLowerCase())
		? first
		: null;
}

function surveyOutgoing(
	snapshot: Snapshot,
	catalogue: Catalogue,
	accounts: readonly SurveyedAccount[],
	live: LiveFacts | null,
): Map<string, SurveyedOutgoing> {
	const usersByKey = new Map<string, SurveyedAccount[]>();
	for (const surveyed of accounts) {
		const keys = surveyed.account.identities.map((identity) => effectiveKey(identity, snapshot.defaultOutgoingKey));
		for (const key of new Set(keys)) append(usersByKey, key, surveyed);
	}
	const taken = new Set(snapshot.outgoing.map((server) => loginKey(server.host, server.username)));
	const surveyedByKey = new Map<string, SurveyedOutgoing>();
	for (const server of snapshot.outgoing) {
		const users = usersByKey.get(server.key) ?? [];
		const outgoing = surveyOutgoingServer(server, catalogue, users, { taken, live });
		surveyedByKey.set(server.key, outgoing);
		for (const user of users) user.outgoing.push(outgoing);
	}
	return surveyedByKey;
}

function surveyOutgoingServer(
	server: OutgoingServer,
	catalogue: Catalogue,
	users: SurveyedAccount[],
	{ taken, live }: { taken: Set<string>; live: LiveFacts | null },
): SurveyedOutgoing {
	const identification = identifyHost(catalogue, server.host);
	const candidates = candidatesOf(identification, catalogue);
	const usersProvider = agreed(users.map((user) => user.provider));
	const provider =
		identification.kind === "known"
			? (catalogue.get(identification.provider) ?? null)
			: (candidates.find((candidate) => candidate === usersProvider) ?? null);
	const own = users.filter(
		(user) => provider !== null && user.provider !== null && isSameMail(user.provider, provider),
	);
	const all = own.length === users.length ? own : [];
	const hints = {
		otherHost: agreed(all.map((user) => user.account.incoming.host)),
		domain: outgoingDomain(server, provider, own),
	};
	const look = valueAt(live?.servers ?? {}, server.key);
	const judged = judgeOutgoing(server, provider, candidates, hints, look);
	const outgoing: SurveyedOutgoing = {
		judged,
		loginAuth: agreed(own.map((user) => user.account.incoming.auth)),
		host: null,
		username: null,
	};
	if (!judged.governed) return outgoing;
	const host = judged.standing.kind === "wrong" ? judged.standing.replacement : null;
	const username = isAddress(server.username) ? null : agreed(all.map((user) => user.mailbox));
	const wanted = loginKey(host ?? server.host, username ?? server.username);
	// Thunderbird knows an outgoing login by host and username: two of them cannot become one.
	if ((host === null && username === null) || taken.has(wanted)) return outgoing;
	taken.add(wanted);
	return { ...outgoing, host, username };
}

/** A server that an identity is to send through has to be right as well, though nobody sends through it yet. */
function addFutureServers(
	accounts: readonly SurveyedAccount[],
	outgoing: ReadonlyMap<string, SurveyedOutgoing>,
	links: ReadonlyMap<Identity, IdentityLink>,
): void {
	for (const surveyed of accounts) {
		for (const identity of surveyed.account.identities) {
			const link = links.get(identity);
			if (link?.kind !== "wrong" || link.change?.kind !== "set") continue;
			const server = outgoing.get(String(link.change.to));
			const isNew = server !== undefined && !surveyed.outgoing.includes(server);
			if (isNew && !identity.locked.includes("identity.outgoing")) surveyed.outgoing.push(server);
		}
	}
}

/** Its own username's domain, unless only that of its accounts means something to the provider. */
function outgoingDomain(server: OutgoingServer, provider: Provider | null, own: readonly SurveyedAccount[]): string {
	const domain = domainOf(server.username);
	if (provider !== null && hostDomainOf(provider, domain) !== null) return domain;
	return agreed(own.map((user) => user.domain)) ?? domain;
}

/** The one value of all; null where there is none or they differ. */
function agreed<Value>(values: readonly (Value | null)[]): Value | null {
	const [first] = values;
	return first !== undefined && values.every((value) => value === first) ? first : null;
}

function serverLogin(protocol: string, server: { host: string; username: string }): string {
	return `${protocol}:${loginKey(server.host, server.username)}`;
}

/** Hosts with a number in their name are different places; all others of one provider are the same. */
function mailboxAtProvider({
	account: { incoming },
	provider,
	mailbox,
	incoming: judged,
}: SurveyedAccount): string | null {
	if (provider === null || mailbox === null || judged.provider === null) return null;
	const numbered = provider[incoming.protocol]?.hosts.some((known) => known.host.includes("#")) ?? true;
	const place = numbered ? incoming.host.toLowerCase() : "";
	return [incoming.protocol, mailFamily(provider), place, mailboxId(provider, mailbox)].join(" ");
}

function mailFamily(provider: Provider): string {
	return provider.sameMailSettingsAs[0] ?? provider.id;
}

function earlierOf<Item>(items: readonly Item[], keyOf: (item: Item) => string | null): Map<Item, Item> {
	const firstByKey = new Map<string, Item>();
	const earlier = new Map<Item, Item>();
	for (const item of items) {
		const key = keyOf(item);
		if (key === null) continue;
		const first = firstByKey.get(key);
		if (first === undefined) firstByKey.set(key, item);
		else earlier.set(item, first);
	}
	return earlier;
}

function sharersOf(accounts: readonly SurveyedAccount[]): Map<SurveyedAccount, SurveyedAccount[]> {
	const groups = new Map<string, SurveyedAccount[]>();
	for (const surveyed of accounts) {
		const { provider, account, mailbox, incoming } = surveyed;
		const counted = provider !== null && provider.connectionsPerUser !== null && incoming.provider !== null;
		if (!counted || account.incoming.connections === null) continue;
		const key = `${provider.id} ${mailboxId(provider, mailbox ?? account.incoming.username)}`;
		append(groups, key, surveyed);
	}
	return new Map([...groups.values()].flatMap((group) => group.map((surveyed) => [surveyed, group] as const)));
}
