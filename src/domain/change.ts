// A change is one proposed or made edit, before → after; a plan is the changes of one click.
// How a change is written into Thunderbird lives in ../experiments/repair/.

import type { RepairKind } from "./outcome";
import type { Auth, FixClass, Security, Setting } from "./vocabulary";

/** The value of a setting: ports and connections are numbers, leave-on-server a boolean, the rest text. null: not set. */
export type SettingValue = string | number | boolean | null;

/** What a change edits. */
export type TargetKind = "incoming" | "outgoing" | "identity" | "calendar" | "address-book";

export interface SetChange {
	kind: "set";
	target: TargetKind;
	/** Thunderbird's key of the server or identity, its id of the calendar or address book. */
	key: string;
	setting: Setting;
	from: SettingValue;
	to: SettingValue;
}

/** An outgoing server that is missing and is to be made for the identities that need it. */
export interface CreateOutgoingChange {
	kind: "create-outgoing";
	/** The identities that will send through it, with the server key that each names now (may be empty or dangling). */
	identities: { key: string; from: string }[];
	server: {
		host: string;
		port: number;
		security: Security;
		auth: Auth;
		username: string;
		description: string;
	};
	/** The incoming server whose stored login may serve here too (same provider, same username only). */
	loginFrom: string;
}

/** A calendar or address book of a server that is to be added to Thunderbird. */
export interface AddCollectionChange {
	kind: "add-calendar" | "add-address-book";
	/** Thunderbird's key of the incoming server of the account that it is added for. */
	server: string;
	type: "caldav" | "ics" | "carddav";
	/** Absolute and https. */
	url: string;
	name: string;
	/** #rrggbb; null: Thunderbird's own choice. */
	color: string | null;
	readOnly: boolean;
	/** User name at the server; empty where it needs no login. */
	username: string;
	/** Thunderbird's key of the identity that answers invitations; null: none. */
	identity: string | null;
	/**
	 * The stored login that serves: `stored` under the host's own origin and this realm, `mail`: that of the incoming
	 * server, which is copied there. null: no password is stored for it (a public calendar, or a sign-in).
	 */
	login: { realm: string; from: "stored" | "mail" } | null;
	/** Minutes between two looks at the server. */
	refresh: number;
	/** Calendars only: new events go there. */
	makeDefault: boolean;
}

/** A mail account that is to be made beside those that are there. */
export interface CreateAccountChange {
	kind: "create-account";
	/** Provider id. */
	provider: string;
	/** As it is shown in the list of accounts. */
	name: string;
	fullName: string;
	address: string;
	incoming: { protocol: "imap"; host: string; port: number; security: Security; auth: Auth; username: string };
	outgoing: CreateOutgoingChange["server"];
	/** Thunderbird's key of the identity whose signature and such are copied; null: none. */
	like: string | null;
	makeDefault: boolean;
}

export type Change = SetChange | CreateOutgoingChange | AddCollectionChange | CreateAccountChange;

/** Why a change that would be right cannot be made. */
export type Blocked =
	/** An organisation has locked the preference. */
	| "locked"
	/** Something inside this Thunderbird that the repair needs is missing or has another shape. */
	| "unsupported"
	/** The organisation lets this add-on report, and change nothing. */
	| "report-only";

/** A change with the class of its fix and, where it cannot be made, the reason. */
export interface ProposedChange {
	change: Change;
	fix: FixClass;
	blocked: Blocked | null;
}

/** Equal for two changes that would do the same thing to the same place. */
export function changeIdentity(change: Change): string {
	switch (change.kind) {
		case "set":
			return `${change.target}/${change.key}/${change.setting}`;
		case "create-outgoing":
			return `create/${change.identities.map((identity) => identity.key).join(",")}`;
		case "add-calendar":
		case "add-address-book":
			// Whichever account it is added for.
			return `${change.kind}/${change.username}/${change.url}`;
		case "create-account":
			return `create-account/${change.provider}/${change.address}`;
	}
}

/** The change that takes this one back. What is made or added has no inverse change: its undo is in the journal. */
export function inverse(change: SetChange): SetChange {
	return { ...change, from: change.to, to: change.from };
}

/** Which of the repairs that the self-check switches on and off a change belongs to. */
export function repairKindOf(change: Change): RepairKind {
	if (change.kind !== "set") return change.kind;
	if (change.setting === "incoming.host" || change.setting === "incoming.username") return "incoming-host";
	if (change.setting === "outgoing.host" || change.setting === "outgoing.username") return "outgoing-host";
	return change.target;
}
