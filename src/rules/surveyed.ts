// One account of a snapshot with what is known of it before any rule is asked, and small questions about it.
// It is worked out in survey.ts.

import type { Identification } from "../domain/diagnosis";
import type { Account, Identity } from "../domain/snapshot";
import type { Auth } from "../domain/vocabulary";
import type { Provider } from "../providers/schema";
import type { JudgedIncoming, JudgedOutgoing, JudgedServer } from "./server";

export interface SurveyedAccount {
	account: Account;
	identification: Identification;
	/** Null when unknown or ambiguous. */
	provider: Provider | null;
	/** The mail domain that fills host names. */
	domain: string;
	/** The address that logs in; null when the settings do not tell it. */
	mailbox: string | null;
	/** What a sentence calls the account: the mailbox, else the first identity's address, else the username. */
	address: string;
	incoming: JudgedIncoming;
	/** The outgoing servers that the identities use (default server included) or are to use once repaired, each once. */
	outgoing: SurveyedOutgoing[];
}

export interface SurveyedOutgoing {
	judged: JudgedOutgoing;
	/** How those accounts log in to receive, where they agree and are of the same provider. */
	loginAuth: Auth | null;
	/** The right host and username where the present ones are wrong; null where there is nothing to change. */
	host: string | null;
	username: string | null;
}

/** The servers of an account, the incoming one first. */
export function serversOf({ incoming, outgoing }: SurveyedAccount): { judged: JudgedServer; loginAuth: Auth | null }[] {
	return [{ judged: incoming, loginAuth: null }, ...outgoing];
}

/** Whether two providers have the same mail settings: to change between them asks for no other host and no other port. */
export function isSameMail(one: Provider, other: Provider): boolean {
	return one.id === other.id || one.sameMailSettingsAs.includes(other.id) || other.sameMailSettingsAs.includes(one.id);
}

/** The username without a prefix that the provider allows before the address. */
export function splitUsername(provider: Provider | null, username: string): { prefix: string; login: string } {
	const prefix = provider?.usernamePrefixes.find((known) => username.toLowerCase().startsWith(known)) ?? "";
	return { prefix: username.slice(0, prefix.length), login: username.slice(prefix.length) };
}

/** The same text for all addresses that the provider delivers to one mailbox. */
export function mailboxId(provider: Provider, address: string): string {
	const lower = address.toLowerCase();
	const at = lower.lastIndexOf("@");
	const same = provider.sameMailbox;
	const [first] = same?.domains ?? [];
	if (at < 0 || same === null || first === undefined || !same.domains.includes(lower.slice(at + 1))) return lower;
	const name = lower.slice(0, at);
	return `${same.withoutDots ? name.replaceAll(".", "") : name}@${first}`;
}

export function isAddress(text: string): boolean {
	return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** The key of the server that an identity sends through; empty where there is none. */
export function effectiveKey(identity: Identity, defaultOutgoingKey: string | null): string {
	return identity.outgoingKey === "" ? (defaultOutgoingKey ?? "") : identity.outgoingKey;
}

/** What Thunderbird tells outgoing servers apart by. */
export function loginKey(host: string, username: string): string {
	return `${username.toLowerCase()}@${host.toLowerCase()}`;
}

export function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [value]);
	else list.push(value);
}
