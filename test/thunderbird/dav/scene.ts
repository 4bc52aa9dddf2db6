// What the tests of adding share: the person, the calendar and the book that are asked for, and what a profile holds of both.

import type { AddCollectionChange, Change } from "../../../src/domain/change";
import type { UndoOutcome } from "../../../src/domain/outcome";
import { ACCOUNTS } from "../../rig/world";
import type { ExtensionPage } from "../driver/page";
import type { Thunderbird } from "../driver/thunderbird";

export const { user, davPassword } = ACCOUNTS.suite;
export const ORIGIN = "https://webmail.numerique.gouv.fr";
export const REALM = "OX DAV";
export const CALENDAR = `${ORIGIN}/dav/caldav/${encodeURIComponent(user)}/agenda/`;
export const BOOK = `${ORIGIN}/dav/carddav/${encodeURIComponent(user)}/contacts/`;
export const EVENT = "Réunion d’essai";
export const CONTACT = "Camille Exemple";

export const calendar: AddCollectionChange = {
	...{ kind: "add-calendar", type: "caldav", server: "server1", url: CALENDAR, name: "Calendrier", color: "#1f6feb" },
	...{ readOnly: false, username: user, identity: "id1", refresh: 30, makeDefault: true },
	login: { realm: REALM, from: "mail" },
};
export const book: AddCollectionChange = {
	...{ ...calendar, kind: "add-address-book", type: "carddav", url: BOOK, name: "Contacts", color: null },
	...{ identity: null, makeDefault: false },
};

/** The one password of this person is right for calendars and contacts. */
export const MAIL_LOGIN = { origin: "imap://imap.beta.gouv.fr", username: user, password: davPassword };
export const DAV_LOGIN = { origin: ORIGIN, realm: REALM, username: user, password: davPassword };

export const apply = (page: ExtensionPage, changes: Change[]) =>
	page.eval((changes: Change[]) => browser.bonsComptesRepair.apply(changes, {}), changes);
export const undo = (page: ExtensionPage, entry: string): Promise<UndoOutcome> =>
	page.eval((entry: string) => browser.bonsComptesRepair.undo(entry), entry);

export const davPrefs = async (thunderbird: Thunderbird) =>
	thunderbird.chrome(({ Services }) =>
		["calendar.registry.", "ldap_2.servers.", "calendar.list."]
			.flatMap((branch) => Services.prefs.getChildList(branch))
			.filter((name: string) => Services.prefs.prefHasUserValue(name))
			// Thunderbird gives its own address books one when they are first asked for it.
			.filter((name: string) => !/^ldap_2\.servers\.(pab|history)\.uid$/.test(name))
			.sort(),
	);
export const loginsOf = async (thunderbird: Thunderbird) =>
	(await thunderbird.logins()).map(({ origin, realm, username, password }) => ({ origin, realm, username, password }));
