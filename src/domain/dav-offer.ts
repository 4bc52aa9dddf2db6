// What can be added to Thunderbird for an account, and what calendars and contacts of an account come to. Plain JSON,
// shared by the doctor and the page. What a server shows lives in dav.ts, how it is added in change.ts.

import type { AddCollectionChange } from "./change";
import type { DavCollection, DavKind } from "./dav";
import type { UncheckedReason } from "./diagnosis";
import type { Outcome, Stage } from "./observation";
import type { RepairProblem } from "./outcome";

/** A calendar or address book that the user may choose. */
export interface CollectionOffer {
	collection: DavCollection;
	/** What adding it would do. */
	change: AddCollectionChange;
	/** Ticked unless the user says otherwise: of the user's own, with events or contacts, and not there yet. */
	preselected: boolean;
	/** It is in Thunderbird already. */
	present: boolean;
}

/** Why nothing can be offered of one kind, or not all of it. */
export type DavTrouble =
	/** The server did not show them; `host` is where the search ended. */
	| { why: "failed"; kind: DavKind; host: string; stage: Stage; outcome: Outcome }
	/** The server has answered, and there is nothing. */
	| { why: "empty"; kind: DavKind; host: string }
	/** The provider has none, or it is not known which provider or which mailbox it is. */
	| { why: "not-offered"; kind: DavKind }
	/** Thunderbird's calendar is switched off. */
	| { why: "component-off"; kind: DavKind };

export type CollectionsFound =
	| { kind: "found"; offers: CollectionOffer[]; trouble: DavTrouble[] }
	/** Nobody was asked. */
	| { kind: "refused"; problem: RepairProblem | { kind: "offline" } };

/** What the calendars, or the address books, of one account come to. */
export type DavState =
	/**
	 * All that is switched on answers. `lastSync`: the latest, ISO 8601; `entries`: of all together; null: not known.
	 */
	| { kind: "works"; count: number; lastSync: string | null; entries: number | null }
	/** The provider offers it, and it is not in Thunderbird. */
	| { kind: "not-added" }
	/** The stored login is refused. */
	| { kind: "refused"; host: string }
	/** The server does not answer, or with something else. */
	| { kind: "unreachable"; host: string }
	/** Something else is wrong with one of them: a finding tells what. */
	| { kind: "faulty" }
	/** There, and switched off by the user. */
	| { kind: "switched-off" }
	/** This provider has none. */
	| { kind: "not-offered" }
	/** The organisation wants none to be offered, and there is none. */
	| { kind: "off" }
	/** Thunderbird's calendar itself is switched off. */
	| { kind: "component-off" }
	/** Offered only once the server has answered, and that could not be asked; or nothing is known of the provider. */
	| { kind: "unknown" }
	/** There, and could not be checked. What Thunderbird itself remembers of them is told nevertheless. */
	| {
			kind: "unchecked";
			/** `offline`: no network, so that nobody was asked. */
			reason: UncheckedReason | "offline";
			host: string;
			count: number;
			lastSync: string | null;
			entries: number | null;
	  };
