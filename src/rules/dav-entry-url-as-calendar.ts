// M37: a calendar or address book whose address is where the search for collections begins, or is not encrypted.

import type { DavKind } from "../domain/dav";
import { DAV_SERVICES, isEntryUrl, isPlainUrl } from "./dav";
import { rule } from "./rule";

const KINDS: readonly DavKind[] = ["caldav", "carddav"];

export const davEntryUrlAsCalendar = rule("dav-entry-url-as-calendar", (surveyed, { dav }) =>
	KINDS.flatMap((kind) =>
		(dav.told[kind].get(surveyed) ?? [])
			.filter(({ url, state }) => state !== "disabled" && (isEntryUrl(kind, url, surveyed.provider) || isPlainUrl(url)))
			.map(({ id, name, url }) => ({
				severity: "warning",
				service: DAV_SERVICES[kind],
				subject: id,
				fix: "advice",
				facts: { name, url },
			})),
	),
);
