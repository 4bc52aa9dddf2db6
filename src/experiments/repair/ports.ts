// What the repair engine needs from Thunderbird, so that the engine itself can be run and killed in unit tests.
// The real ones are in implementation.ts.

import type { AddCollectionChange, CreateAccountChange, SettingValue, TargetKind } from "../../domain/change";
import type { DavKind, DavSearch, DavWish } from "../../domain/dav";
import type {
	Added,
	Journal,
	KeptLogin,
	LoginCopy,
	LoginPlace,
	PrefEdit,
	PrefValue,
	ServerPlace,
} from "../../domain/journal";
import type { SameMailbox } from "../../domain/mailbox";
import type { Address, Endpoint, Observation } from "../../domain/observation";
import type { RepairKind, RepairProblem } from "../../domain/outcome";
import type { IncomingProtocol, Setting } from "../../domain/vocabulary";
import type { UsableCredentials } from "../../probe/dialogue";
import type { Catalogue } from "../../providers/lookup";
import type { MailFolder } from "./carry/files";
import type { Move } from "./carry/move";
import type { AccountPlan, AddedAccount } from "./new-account/plan";

/** Which password to log in with at a new place: a typed one, or the one that is stored for this host and user. */
export type LoginToTry =
	| { kind: "typed"; password: string }
	| { kind: "stored"; of: Pick<ServerPlace, "host" | "username"> };

/** How the first synchronisation ended. `slow`: it goes on, or waits for the network. */
export type FirstRead = "read" | "slow" | "failed";

export interface Collection {
	id: string;
	/** Of an address book: no other one ever has it. */
	uid: string | null;
	url: string;
	username: string;
	name: string;
}

/** What can be done with Thunderbird's calendars, or with its address books. Nothing here changes anything on a server. */
export interface CollectionHands {
	/** All that belong to a server. */
	list(): Collection[];
	/** The id that one of this name will get, beside those. */
	nextId(name: string, taken: readonly string[]): string;
	/** The preference whose value is its address. */
	addressPref(id: string): string;
	/** All in one turn; its first synchronisation has begun. @throws where Thunderbird would not, or gave another id */
	add(added: Exclude<Added, { kind: "account" }>, change: AddCollectionChange): Promise<FirstRead>;
	/** Takes it out of Thunderbird, with what is kept here of it; nothing where there is none. */
	remove(id: string): void;
	/** Entries made or changed here that have not reached the server. */
	hasUnsent(id: string): Promise<boolean>;
	/** The effective value of a setting; undefined where there is none. */
	value(id: string, setting: Setting): SettingValue | undefined;
	/** Lets Thunderbird take up what was written into its preferences. */
	settle(id: string): void;
	/** Lets Thunderbird see again which one is for new entries. */
	settleDefault(): void;
}

export interface Ports {
	prefs: {
		/** The user's value; null when there is none. */
		read(name: string): PrefValue;
		/** What holds where the user has set nothing; null when nothing does. */
		defaultValue(name: string): PrefValue;
		/** null removes the user's value. */
		write(name: string, value: PrefValue): void;
		isLocked(name: string): boolean;
		/** Names with a user value that begin with `branch`. */
		namesBelow(branch: string): string[];
		/** Resolves with true once the preference file holds exactly these values. */
		flush(values: readonly Pick<PrefEdit, "name" | "after">[]): Promise<boolean>;
		/** The same at once; false where they did not reach the disk. */
		flushNow(values: readonly Pick<PrefEdit, "name" | "after">[]): boolean;
	};
	targets: {
		/** The effective value as Thunderbird's own objects give it; undefined when there is no such target or setting. */
		value(kind: TargetKind, key: string, setting: Setting): SettingValue | undefined;
		/** Thunderbird keeps connections, passwords and addresses in memory: let it take up what was written. */
		settle(kind: TargetKind, key: string, settings: readonly Setting[]): void;
		/** Thunderbird keeps a password in memory: let it take the stored one at the next login. */
		forgetPassword(kind: TargetKind, key: string): void;
		/** A message is on its way through this outgoing server. */
		isSending(key: string): boolean;
		/** Protocol, host and user of an incoming server. */
		incoming(key: string): { protocol: IncomingProtocol; host: string; username: string } | null;
		/** All servers that hold mail: a second one of the same protocol, user and host cannot be. */
		incomingServers(): { key: string; protocol: IncomingProtocol; host: string; username: string }[];
		/** The address with which those of all its folders begin; afterwards the preferences say where its mail lies. */
		serverUri(key: string): string | null;
		/** Where the servers of all accounts keep their mail, from the preferences alone: other objects may be gone. */
		mailFolders(): MailFolder[];
		/** All identities and outgoing servers, to see what else uses something. */
		identities(): { key: string; outgoingKey: string }[];
		outgoing(): { key: string; host: string; username: string }[];
		/** Whether the address is that of a folder below an existing server. */
		isFolderOfServer(uri: string): boolean;
		/** The addresses of all folders that Thunderbird has now. */
		folderUris(): ReadonlySet<string>;
	};
	outgoingServers: {
		/** Keys in Thunderbird's list. */
		keys(): string[];
		/** Adds a server to Thunderbird's list and memory; returns its key. */
		create(): string;
		/** Takes it out of Thunderbird's list and memory. */
		remove(key: string): void;
	};
	/** Accounts that are made, and taken away again. Files are never deleted. */
	accounts: {
		/** The keys that the next account and identity will get. That of a server Thunderbird tells only when it is made. */
		foresee(): { account: string; identity: string };
		/** Makes it, in one turn; the keys are written into `added` as they come. @throws in the middle, too */
		create(change: CreateAccountChange, plan: AccountPlan, added: AddedAccount): void;
		/** The preferences that Thunderbird has written for it and that only a user changes. */
		ownPrefs(added: AddedAccount): PrefEdit[];
		/**
		 * Takes away what is there of it, in Thunderbird and in the preferences; nothing that is not its own. `formerDefault`:
		 * the account that was the default before; null: it is not to be changed.
		 */
		remove(change: CreateAccountChange, added: AddedAccount, formerDefault: string | null): void;
		/** Whether a folder of this server holds a message that is only here. */
		holdsLocalMail(server: string): boolean;
		/** Lets Thunderbird look at its folders, and fetch what has come. Always ends. */
		settle(added: AddedAccount): Promise<void>;
	};
	logins: {
		isLocked(): boolean;
		/** Whether a login is kept there; while locked, whether any user has one at that origin. */
		has(place: LoginPlace): Promise<boolean>;
		/** The realms under which a login of this user (null: of anybody) is kept at an origin; none while locked. */
		realms(origin: string, username: string | null): Promise<string[]>;
		/** Copies the login and resolves with the copy's id; null when that could not be. */
		copy(from: LoginPlace, to: LoginPlace): Promise<string | null>;
		/**
		 * Removes the copy, but only while it is still one: same id where known, same password as the original. Resolves
		 * with the id of what it removed, or null. @throws while the store is locked, for then nobody can tell
		 */
		removeCopy(copy: LoginCopy): Promise<string | null>;
		/**
		 * Keeps a password there, in place of one that is; resolves with true once the login file holds it. Without effect
		 * while it is kept already. @throws when the login store refuses
		 */
		keep(place: LoginPlace, password: string): Promise<boolean>;
		/** The login that is kept there, and when its password was changed last, in milliseconds; null: there is none. */
		stampOf(place: LoginPlace): Promise<{ guid: string; changed: number } | null>;
		/**
		 * Copies the login that is kept at a place, where its password is another one than this. Resolves with true once the
		 * login file holds the copy, or where there is nothing to copy. @throws when the login store refuses
		 */
		setAside(place: LoginPlace, former: LoginPlace, password: string): Promise<boolean>;
		/**
		 * Puts what was set aside back to its place, unless somebody has changed the login there since, and removes the copy.
		 * Without effect where nothing was set aside. false: it did not reach the disk. @throws while the store is locked
		 */
		restore(kept: KeptLogin): Promise<boolean>;
		/**
		 * Removes the login that was kept there, if it still has this id where one is known. Resolves with the id of what it
		 * removed, or null. @throws while the store is locked
		 */
		removeKept(kept: KeptLogin): Promise<string | null>;
		/** Resolves with true once the login file holds all of these ids and none of those. */
		flush(present: readonly string[], absent: readonly string[]): Promise<boolean>;
	};
	journal: {
		/** `unreadable`: nothing may be repaired in this run. */
		load(): Promise<Journal | "unreadable">;
		/** Resolves once the file is on disk. @throws when it cannot be written */
		save(journal: Journal): Promise<void>;
		/** Both at once, where nothing can be waited for; null: there is none that can be used. */
		loadNow(): Journal | null;
		/** @throws when it cannot be written */
		saveNow(journal: Journal): void;
	};
	/** Files of the profile, at once: while Thunderbird closes nothing can be waited for. Paths below the profile, with `/`. */
	files: {
		/** Its bytes, a character each; null: there is none. @throws when it cannot be read */
		read(path: string): string | null;
		/** All of it, on disk, or nothing. @throws */
		write(path: string, content: string): void;
		/** A folder with all that is in it; nothing where there is none. @throws */
		removeFolder(path: string): void;
		/** SHA-256 of such bytes. */
		digest(content: string): string;
	};
	/** The database of Thunderbird's search. One that cannot be used stays as it is: Thunderbird makes it anew. */
	searchIndex: {
		/** How many folders of it would follow. */
		count(move: Move): number;
		/** At once; doing it twice is doing it once. */
		move(move: Move): number;
	};
	network: {
		/** Examines servers without a login; the observations come in the order of the endpoints. Always ends. */
		prove(endpoints: readonly Endpoint[]): Promise<Observation[]>;
		/**
		 * Logs in once at each server, over a verified connection, with exactly this password. The endpoints are those of
		 * configured servers, and their `login` names them.
		 */
		logIn(endpoints: readonly Endpoint[], password: string): Promise<Observation[]>;
		/** Logs in once, over a verified connection, at a server that nobody has configured yet. Whoever asks has judged it. */
		logInAt(at: Address, given: UsableCredentials): Promise<Observation>;
		/**
		 * Looks for calendars and address books with exactly this password, at hosts of the provider's table alone. The
		 * answers come in the order of the wishes; one user logs in once at each server, and a refusal there ends all.
		 */
		searchDav(wishes: readonly DavWish[], password: string): Promise<DavSearch[]>;
	};
	/** The calendars and address books of servers that Thunderbird has. */
	collections: Readonly<Record<"calendar" | "address-book", CollectionHands>>;
	/** Whether the organisation lets calendars, or address books, be added. */
	mayAdd(kind: DavKind): boolean;
	/** A token is stored with which Thunderbird reads this host for this user without a sign-in. */
	hasToken(host: string, username: string, kind: DavKind): Promise<boolean>;
	/** Resolves once Thunderbird's windows are up: before, its calendars must not be asked for. */
	started(): Promise<void>;
	mailboxes: {
		/**
		 * Logs in once at a new place, over a verified connection, and looks whether it holds the mailbox whose mail is kept
		 * here for this incoming server. `mailbox`: `empty` where nothing is kept here, `unknown` where nothing could be
		 * compared. Always ends.
		 */
		compare(
			key: string,
			at: Address,
			username: string,
			login: LoginToTry,
		): Promise<{ seen: Observation; mailbox: SameMailbox }>;
	};
	/** What speaks against closing Thunderbird to change this incoming server's host or user name; null: nothing. */
	obstacles(key: string): Promise<RepairProblem | null>;
	providers: {
		/** Whether one provider's table holds both: the first as a name of its servers, the second as a right one. */
		sameProvider(host: string, outgoingHost: string): boolean;
		isRightOutgoingHost(host: string): boolean;
		/** The same for incoming servers. */
		sameIncomingProvider(host: string, incomingHost: string, protocol: IncomingProtocol): boolean;
		isRightIncomingHost(host: string, protocol: IncomingProtocol): boolean;
		/** Whether the table of one provider holds both: the first as a server of mail, the second for calendars or contacts. */
		isDavHost(mailHost: string, kind: DavKind, host: string): boolean;
		/** Whether any provider's table knows the host, as right or as retired. */
		isKnown(host: string): boolean;
		/** The built-in one as the machine's policy wants it. */
		catalogue(): Catalogue;
		/** Who takes the mail of a domain, best first, as DNS has it now; empty where no answer came. Always ends. */
		mailExchangers(domain: string): Promise<string[]>;
	};
	/** What of this kind of repair's internals is missing in this Thunderbird. */
	missingFor(kind: RepairKind): string | null;
	/** The same for keeping a password that was typed. */
	missingForPassword(): string | null;
	/** The same for what is made while Thunderbird closes: its mail is over by then. */
	missingForClosing(): string | null;
	/** Asks all windows, then restarts; false where one said no. */
	restart(): boolean;
	now(): string;
	newId(): string;
	/** Announces each finished step; tests end Thunderbird there. */
	step(name: string): void;
	/** For the browser console; never with an address, a host or a secret. */
	warn(message: string): void;
}
