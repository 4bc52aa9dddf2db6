// Which account may be made beside an old one, or as the first one, and what it consists of: the right servers of a
// provider. Never in place of another: an account on another platform holds another mailbox. How it is made is privileged.

import type { CreateAccountChange } from "../domain/change";
import { domainOf } from "../domain/hostname";
import type { NewAccountAnswers, NewAccountOffer } from "../domain/new-account";
import type { Account, Identity } from "../domain/snapshot";
import type { Auth } from "../domain/vocabulary";
import { type Catalogue, preferredHost, preferredPair } from "../providers/lookup";
import { autodiscoverHost, type DnsFacts, dnsOf, learnDomains } from "../providers/mail-exchanger";
import type { Provider } from "../providers/schema";
import { DAV_KINDS } from "./dav";
import { isStaleOvh } from "./stale-ovh-for-lasuite";
import type { Survey } from "./survey";
import { isAddress, isSameMail, mailboxId, type SurveyedAccount } from "./surveyed";

/** The account that belongs beside this one; null: none does, or it is there already, or its servers are not known. */
export function newAccountBeside(surveyed: SurveyedAccount, survey: Survey): NewAccountOffer | null {
	const { account, mailbox } = surveyed;
	const provider = providerBeside(surveyed, survey);
	const address = mailbox ?? addressOf(surveyed);
	if (provider === null || address === null || isThere(provider, address, survey)) return null;
	const identity = identityLike(surveyed, address);
	const offer: NewAccountOffer = {
		...{ provider: provider.id, beside: account.key, address },
		...{ fullName: identity?.name ?? "", like: identity?.key ?? null },
		...{ login: loginOf(provider), dav: davOf(provider, survey) },
	};
	const near = account.incoming.host;
	return serversFor(provider, address, { dns: survey.live?.dns ?? {}, near }) === null ? null : offer;
}

/** One for each provider that can have a first account; none where there is an account already. */
export function firstAccounts(survey: Survey): NewAccountOffer[] {
	if (survey.accounts.length > 0) return [];
	return [...survey.builtIn.values()]
		.filter((provider) => provider.imap !== null && provider.smtp !== null)
		.map((provider) => ({
			...{ provider: provider.id, beside: null, address: "", fullName: "", like: null },
			...{ login: loginOf(provider), dav: davOf(provider, survey) },
		}));
}

/**
 * What is to be made, once the user has said who it is for; null: that address is none, or none of this provider's as far
 * as the catalogue and DNS can tell. `dns`: of the domain of the address. `accounts`: those that are there.
 */
export function newAccountChange(
	offer: NewAccountOffer,
	answers: Pick<NewAccountAnswers, "fullName" | "address" | "makeDefault">,
	{ catalogue, dns, accounts }: { catalogue: Catalogue; dns: DnsFacts; accounts: readonly Account[] },
): CreateAccountChange | null {
	const address = answers.address.trim();
	const domain = domainOf(address);
	const provider = learnDomains(catalogue, dns).get(offer.provider);
	if (provider === undefined || !isAddress(address) || !mayBeOf(provider, domain, catalogue)) return null;
	const near = accounts.find(({ key }) => key === offer.beside)?.incoming.host ?? null;
	const servers = serversFor(provider, address, { dns, near });
	if (servers === null) return null;
	const taken = accounts.map(({ name }) => name);
	return {
		...{
			kind: "create-account",
			provider: provider.id,
			name: nameOf(address, taken),
			fullName: answers.fullName.trim(),
			address,
		},
		...servers,
		...{ like: offer.like, makeDefault: answers.makeDefault },
	};
}

/** A domain that is another provider's for certain cannot be this one's. */
function mayBeOf(provider: Provider, domain: string, catalogue: Catalogue): boolean {
	const owners = [...catalogue.values()].filter(({ domains }) => domains.some((known) => known.domain === domain));
	return owners.length === 0 || owners.some((owner) => owner.id === provider.id);
}

function serversFor(
	provider: Provider,
	address: string,
	{ dns, near }: { dns: DnsFacts; near: string | null },
): Pick<CreateAccountChange, "incoming" | "outgoing"> | null {
	const domain = domainOf(address);
	// Where the names of the servers have a number, the old account or DNS tells it.
	const numbered = autodiscoverHost(provider, dnsOf(dns, domain));
	const beside = preferredHost(provider, "imap", { currentHost: null, otherHost: near, domain });
	const imap = beside ?? preferredHost(provider, "imap", { currentHost: null, otherHost: numbered, domain });
	const smtp = preferredHost(provider, "smtp", { currentHost: null, otherHost: imap, domain });
	const pairs = { imap: preferredPair(provider, "imap"), smtp: preferredPair(provider, "smtp") };
	const auth = authOf(provider);
	if (imap === null || smtp === null || pairs.imap === null || pairs.smtp === null || auth === null) return null;
	return {
		incoming: { protocol: "imap", host: imap, ...pairs.imap, auth, username: address },
		outgoing: { host: smtp, ...pairs.smtp, auth, username: address, description: address },
	};
}

/** As Thunderbird's account hub names a second account of one address. */
function nameOf(address: string, taken: readonly string[]): string {
	const second = `${address} (IMAP)`;
	const names = [address, second, ...taken.map((_, index) => `${second}_${index + 2}`)];
	return names.find((name) => !taken.includes(name)) ?? address;
}

/** Whose account belongs beside this one: it stands on an old platform, or its mail is only fetched with POP3. */
function providerBeside(surveyed: SurveyedAccount, survey: Survey): Provider | null {
	const { catalogue } = survey;
	if (isStaleOvh(surveyed, catalogue)) return catalogue.get("lasuite") ?? null;
	const { provider, incoming } = surveyed;
	return incoming.server.protocol === "pop3" && incoming.provider !== null ? provider : null;
}

function isThere(provider: Provider, address: string, { accounts }: Survey): boolean {
	const wanted = mailboxId(provider, address);
	return accounts.some(({ account, incoming, mailbox }) => {
		const owner = incoming.provider;
		const isOf = account.incoming.protocol === "imap" && owner !== null && isSameMail(owner, provider);
		return isOf && mailboxId(provider, mailbox ?? account.incoming.username) === wanted;
	});
}

function addressOf({ account }: SurveyedAccount): string | null {
	return account.identities.map((identity) => identity.address.trim()).find(isAddress) ?? null;
}

/** Whoever writes under this address, else whoever the account belongs to. */
function identityLike({ account }: SurveyedAccount, address: string): Identity | undefined {
	const same = account.identities.find((identity) => identity.address.trim().toLowerCase() === address.toLowerCase());
	return same ?? account.identities[0];
}

function authOf(provider: Provider): Extract<Auth, "password" | "oauth2"> | null {
	const methods = [provider.imap, provider.smtp].map((service) => service?.auth.map(({ method }) => method) ?? []);
	const [receiving = [], sending = []] = methods;
	const both = receiving.find((method) => sending.includes(method) && (method === "password" || method === "oauth2"));
	return both === "password" || both === "oauth2" ? both : null;
}

function loginOf(provider: Provider): NewAccountOffer["login"] {
	return authOf(provider) === "oauth2" ? "sign-in" : "password";
}

function davOf(provider: Provider, { davOff }: Survey): NewAccountOffer["dav"] {
	return DAV_KINDS.filter((kind) => provider[kind] !== null && !davOff.has(kind));
}
