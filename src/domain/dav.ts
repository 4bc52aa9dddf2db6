// Calendars and address books as servers show them, as plain JSON: what is searched for, what was found, with which login.
// How servers are asked lives in ../probe/dav/; what is added to Thunderbird is a change (change.ts).

import type { Outcome, Stage } from "./observation";

export type DavKind = "caldav" | "carddav";

/** A calendar or address book that a server shows. */
export interface DavCollection {
	kind: DavKind;
	/** Absolute, https, percent-encoded as the server wrote it, with its trailing slash. */
	url: string;
	/** Of the server; else made from the address. Cleaned and shortened. */
	name: string;
	/** `#rrggbb`; null where none is given. */
	color: string | null;
	/** VEVENT, VTODO, VJOURNAL; empty for address books and where the server does not say. */
	components: string[];
	readOnly: boolean;
	/** `own`: in the user's own home set; `shared`: through a proxy, a group, or in another's home. */
	source: "own" | "shared";
	/** Display name of the owner of a shared one; else empty. */
	owner: string;
}

/** One search: for the account of one incoming server, one kind. Entries and hosts are those of the privileged side's own catalogue. */
export interface DavWish {
	/** Thunderbird's key of the incoming server whose stored login may serve. */
	key: string;
	kind: DavKind;
	/** Provider id as identified by the rules. */
	provider: string;
	/** The mailbox address: user name at the server and `{address}` in entries. */
	address: string;
}

/** Which login was accepted, or refused, and under which name Thunderbird stores it. */
export interface DavLogin {
	/** Of the server, as Thunderbird keeps logins: `https://host`, with the port only where it is not that of https. */
	origin: string;
	/** Of the 401's challenge; Thunderbird stores the login under it. Empty for OAuth2. */
	realm: string;
	username: string;
	auth: "password" | "oauth2";
	/** `dav`: stored for this host already; `mail`: that of the incoming server; `typed`: by the user, just now. */
	from: "dav" | "mail" | "typed" | "token";
}

export type DavSearch =
	/** `requests`: how many were sent. */
	| { kind: "found"; wish: DavWish; collections: DavCollection[]; login: DavLogin; requests: number }
	/** How far it came, where it ended and why. */
	| { kind: "failed"; wish: DavWish; at: string; stage: Stage; outcome: Outcome };

/** The address of an invitation, and whose login may serve where it leads to the account's own provider; null: nobody's. */
export interface DavLink {
	/** `https:` or `webcal:`, as it was pasted. */
	url: string;
	wish: DavWish | null;
}

/** What stands behind the address of an invitation. */
export type DavLinkFound =
	/** `ics`: a calendar to read over https, which needs no login. */
	| { kind: "found"; type: "caldav" | "ics"; collections: DavCollection[]; login: DavLogin | null }
	| { kind: "failed"; at: string; stage: Stage; outcome: Outcome };

/** A calendar or address book that is in Thunderbird: `id` is Thunderbird's calendar id, or the `dirPrefId` of a book. */
export interface DavItemKey {
	kind: DavKind;
	id: string;
}

/** Whether a calendar or address book that is in Thunderbird answers with its stored login. */
export interface DavLook extends DavItemKey {
	at: string;
	stage: Stage;
	outcome: Outcome;
}

/** True for what holds tasks and no events. */
export function isTaskList({ kind, components }: DavCollection): boolean {
	return kind === "caldav" && components.includes("VTODO") && !components.includes("VEVENT");
}

/** Whether a collection with this user name is that of `user`: none stands for any, and a bare name for its address. */
export function isDavUser(username: string, user: string): boolean {
	const name = username.toLowerCase();
	const address = user.toLowerCase();
	return name === "" || name === address || address.startsWith(`${name}@`);
}
