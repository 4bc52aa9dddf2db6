// What the doctor needs from Thunderbird, so that its use cases run in unit tests. Implemented in ../thunderbird/.

import type { Change, CreateAccountChange } from "../domain/change";
import type { DavItemKey, DavLinkFound, DavLook, DavSearch, DavWish } from "../domain/dav";
import type { MailDns, WebLook } from "../domain/live";
import type { LoginMark } from "../domain/login-mark";
import type { Endpoint, LoginWish, Observation } from "../domain/observation";
import type {
	AccountOutcome,
	PasswordOutcome,
	Proof,
	RepairOutcome,
	SelfCheck,
	ServerRef,
	SignInOutcome,
} from "../domain/outcome";
import type { Snapshot } from "../domain/snapshot";
import type { KnownLogins, LoginAnswer } from "./known-logins";

export interface NetworkOptions {
	/** Aborting ends the work; what is not known by then could not be checked. */
	signal: AbortSignal;
	/** For all of it, in milliseconds. */
	totalMs: number;
}

export interface Ports {
	readProfile(): Promise<Snapshot>;
	selfCheck(): Promise<SelfCheck>;
	/** The provider that the user named, by account key. */
	providerChoices(): Promise<Readonly<Record<string, string>>>;
	/** Examines all endpoints at once; the observations come in the order of the endpoints. */
	examine(endpoints: Endpoint[], options: NetworkOptions): Promise<Observation[]>;
	lookUpMailDns(domains: string[], options: NetworkOptions): Promise<MailDns[]>;
	/** Whether any of these names has an address. */
	findsName(hosts: string[], options: NetworkOptions): Promise<boolean>;
	lookAtWeb(hosts: string[], options: NetworkOptions): Promise<WebLook[]>;
	/** Whether calendars and address books answer with their stored logins, in the order of the items. */
	lookAtDav(items: DavItemKey[], options: NetworkOptions): Promise<DavLook[]>;
	/** What servers have to add; the answers come in the order of the wishes. */
	discoverDav(wishes: DavWish[], options: NetworkOptions): Promise<DavSearch[]>;
	/** `wish`: the account whose login may be used there; null: none may. */
	examineDavLink(url: string, wish: DavWish | null, options: NetworkOptions): Promise<DavLinkFound>;
	/** As `loginMarks`, for calendars and address books. */
	davMarks(items: DavItemKey[]): Promise<(LoginMark | null)[]>;
	/** As `loginMarks`, for the login that a search would send: the same for both kinds of one user. */
	searchMarks(wishes: DavWish[]): Promise<(LoginMark | null)[]>;
	/** What the stored logins are known by; null where none can be seen. In the order of the wishes. */
	loginMarks(logins: LoginWish[]): Promise<(LoginMark | null)[]>;
	knownLogins(): Promise<KnownLogins>;
	/** Remembers what became of logins. */
	noteLogins(answers: LoginAnswer[]): Promise<void>;
	apply(changes: Change[], names: Readonly<Record<string, string>>, proofs: Proof[]): Promise<RepairOutcome>;
	/**
	 * Tries a password with the incoming server (null: it needs none), then with the outgoing ones, calendars and contacts,
	 * and stores it where it was accepted.
	 */
	tryPassword(incoming: string | null, outgoing: string[], password: string, dav: DavWish[]): Promise<PasswordOutcome>;
	/** Proves the login at both servers and makes the account; `password` null: through the sign-in window. */
	createAccount(
		change: CreateAccountChange,
		names: Readonly<Record<string, string>>,
		password: string | null,
	): Promise<AccountOutcome>;
	/** Opens the sign-in window for these servers, and makes the changes once they have taken the new token. */
	signIn(servers: ServerRef[], changes: Change[], names: Readonly<Record<string, string>>): Promise<SignInOutcome>;
	/** ISO 8601, UTC. */
	now(): string;
	/** Milliseconds that only grow. */
	clock(): number;
	pause(milliseconds: number): Promise<void>;
	/** Lets the page draw and hear clicks. */
	nextTurn(): Promise<void>;
}
