// For which of calendars and address books an organisation has chosen what. Pure.

import type { DavKind } from "../domain/dav";
import type { OFFER_MODES, Policy } from "./schema";

export function davKindsThatAre(mode: (typeof OFFER_MODES)[number], { calendar, contacts }: Policy): DavKind[] {
	return [...(calendar === mode ? ["caldav" as const] : []), ...(contacts === mode ? ["carddav" as const] : [])];
}
