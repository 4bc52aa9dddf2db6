// The account that a person may add beside an old one, or as the first one. Plain JSON, shared by the doctor and the page.
// How it is made is a change (change.ts).

import type { DavKind } from "./dav";
import type { DavTrouble } from "./dav-offer";
import type { Seen } from "./finding";
import type { RepairProblem, SignInObstacle } from "./outcome";

/** What is known of it before the user is asked. */
export interface NewAccountOffer {
	/** Provider id. */
	provider: string;
	/** Thunderbird's key of the account that it will stand beside, and that stays as it is; null: there is none. */
	beside: string | null;
	/** Empty where the user has to say them. */
	fullName: string;
	address: string;
	/** Thunderbird's key of the identity whose signature and such are copied; null: none. */
	like: string | null;
	/** How the user logs in: with a password that is typed, or through the provider's own sign-in page. */
	login: "password" | "sign-in";
	/** What can be added in the same breath. */
	dav: DavKind[];
}

export interface NewAccountAnswers {
	fullName: string;
	address: string;
	/** Typed; goes to the servers and into Thunderbird's login store, nowhere else. Empty where the user signs in. */
	password: string;
	makeDefault: boolean;
	/** Calendars and contacts too. */
	withDav: boolean;
}

export type CreateAccountOutcome =
	/**
	 * `account`: Thunderbird's key. `added`: calendars and address books in the same breath; `trouble` and `left`: what of
	 * them could not be had, which may be tried again at the account.
	 */
	| { kind: "created"; entry: string; account: string; added: number; trouble: DavTrouble[]; left: RepairProblem[] }
	/** Nothing was made: this server did not take the login, or could not be asked. */
	| { kind: "not-proved"; server: "incoming" | "outgoing"; seen: Seen }
	/** Nothing was made: the sign-in came to nothing. */
	| { kind: "not-signed-in"; why: SignInObstacle }
	/** Nothing was made: the address is none, or belongs to another provider. */
	| { kind: "wrong-address" }
	| { kind: "refused" | "rolled-back"; problem: RepairProblem };
