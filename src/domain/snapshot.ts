// What Thunderbird holds at one moment, in this project's words. Plain JSON: the experiment writes it, rules read it.
// Knows nothing of right and wrong. Everything is an effective value: what Thunderbird would use now.

import type { Auth, IncomingProtocol, Security, Setting } from "./vocabulary";

/** What a stored login is known as without ever showing it. `unknown`: the login store would not say. */
export type LoginPresence = "stored" | "absent" | "unknown";

export interface IncomingServer {
	/** Thunderbird's key, such as `server1`. */
	key: string;
	protocol: IncomingProtocol;
	/** As stored, untouched: may hold spaces, capitals or even `https://`. */
	host: string;
	/** The port that is used now; an absent preference already replaced by the default of the security. */
	port: number;
	security: Security;
	auth: Auth;
	username: string;
	/** The address that folder addresses begin with: the server's own (`imap://user@host`), or where POP mail is delivered. */
	uri: string;
	/** Cached connections at most; IMAP only, else null. */
	connections: number | null;
	/** POP3 only, else null. */
	leaveOnServer: boolean | null;
	/** Thunderbird itself knows an OAuth2 issuer for this host. */
	oauthKnown: boolean;
	/** Thunderbird has seen Gmail's IMAP extension here. */
	isGmail: boolean;
	/** Addresses of the folders that Thunderbird marks as sent mail (only read for Gmail), best first. */
	sentFolders: string[];
	login: LoginPresence;
	/** Settings whose preference an organisation has locked. */
	locked: Setting[];
}

export interface OutgoingServer {
	/** Thunderbird's key, such as `smtp1`. */
	key: string;
	host: string;
	port: number;
	security: Security;
	auth: Auth;
	username: string;
	/** The name shown in Thunderbird's list of outgoing servers; may be empty. */
	description: string;
	oauthKnown: boolean;
	login: LoginPresence;
	locked: Setting[];
}

/** A folder of an identity: which preference, and where it points. Empty when not set. */
export interface IdentityFolders {
	/** Where copies of sent mail are kept; null when no copy is kept. */
	sentCopy: string | null;
	drafts: string;
	templates: string;
	archives: string;
}

export interface Identity {
	/** Thunderbird's key, such as `id1`. */
	key: string;
	name: string;
	address: string;
	/** As stored: empty means the default outgoing server; may name one that is gone. */
	outgoingKey: string;
	folders: IdentityFolders;
	locked: Setting[];
}

export interface Account {
	/** Thunderbird's key, such as `account1`. */
	key: string;
	name: string;
	incoming: IncomingServer;
	identities: Identity[];
}

/** An account that is not mail, or whose stored settings are too broken to read. Never touched. */
export interface OtherAccount {
	key: string;
	name: string;
	/** Thunderbird's type (`none`, `rss`, `nntp`, `im`, `ews`…), or `broken` where no server can be read. */
	type: string;
}

/** What Thunderbird itself knows of a calendar or address book of a server, without asking anybody. */
interface Collection {
	name: string;
	url: string;
	username: string;
	readOnly: boolean;
	/** When it was last brought up to date: ISO 8601, UTC. null: not in this session of Thunderbird, or not known. */
	lastSync: string | null;
	/** Events and tasks, or contacts, that are kept here; null: not known. */
	entries: number | null;
	/** Something that was changed here has not reached the server yet; null: not known. */
	unsent: boolean | null;
	login: LoginPresence;
}

export interface Calendar extends Collection {
	id: string;
	/** `ics`: one file over https, read as a whole. */
	type: "caldav" | "ics";
	/**
	 * `disabled` by the user; `stopped` by Thunderbird itself, because the server refused, until the next start; `error`: the
	 * last attempt failed.
	 */
	state: "active" | "disabled" | "stopped" | "error";
	cached: boolean;
	/** Thunderbird's key of the identity that answers invitations; null: none. */
	identity: string | null;
	/** New events go there. */
	isDefault: boolean;
	/** Settings whose preference an organisation has locked. */
	locked: Setting[];
}

export interface AddressBook extends Collection {
	/** Of its preferences, `ldap_2.servers.…`. */
	id: string;
	/** `error`: the last attempt failed. */
	state: "active" | "error";
	locked: Setting[];
}

export interface Snapshot {
	accounts: Account[];
	others: OtherAccount[];
	outgoing: OutgoingServer[];
	/** Keys of outgoing servers that are not SMTP (Exchange): there, and never touched. */
	otherOutgoingKeys: string[];
	/** The outgoing server of identities that name none; null when there is none at all. */
	defaultOutgoingKey: string | null;
	/** Calendars of servers only. */
	calendars: Calendar[];
	/** Whether the calendar component answered at all. */
	calendarsReadable: boolean;
	/** Address books of servers (CardDAV) only. */
	addressBooks: AddressBook[];
	/** `host:port` of each stored certificate exception. */
	certificateExceptions: string[];
	/** Whether a sign-in window can work: cookies accepted and scripts on. */
	signInWindow: "usable" | "blocked";
	/** `locked`: a primary password protects the logins and has not been typed. */
	loginStore: "open" | "locked";
	offline: boolean;
}
