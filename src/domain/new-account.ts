// The account that a person may add beside an old one, or as the first one. Plain JSON, shared by the doctor and the page.
// How it is made is a change (change.ts).

import type { DavKind } from "./dav";

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
