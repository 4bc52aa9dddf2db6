// M36: two calendars or address books that show the same collection. One may be switched off; none is ever deleted.

import type { DavKind } from "../domain/dav";
import { DAV_SERVICES } from "./dav";
import { rule } from "./rule";

const KINDS: readonly DavKind[] = ["caldav", "carddav"];

export const davDuplicate = rule("dav-duplicate", (surveyed, { dav }) =>
	KINDS.flatMap((kind) =>
		(dav.told[kind].get(surveyed) ?? []).flatMap((item) => {
			const other = dav.earlier.get(item);
			if (other === undefined) return [];
			const facts = { name: item.name, other: other.name };
			return [{ severity: "warning", service: DAV_SERVICES[kind], subject: item.id, fix: "advice", facts }];
		}),
	),
);
