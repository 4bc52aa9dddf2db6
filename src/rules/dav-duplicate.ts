// M36: two calendars or address books that show the same collection. A calendar is proposed to be switched off, where nothing
// of it waits to be sent; an address book cannot be. None is ever deleted.

import { DAV_KINDS, DAV_SERVICES } from "./dav";
import { replacedItems } from "./dav-story";
import { edit, propose } from "./propose";
import { rule } from "./rule";

export const davDuplicate = rule("dav-duplicate", (surveyed, survey) => {
	const replaced = replacedItems(surveyed, survey);
	return DAV_KINDS.flatMap((kind) =>
		(survey.dav.told[kind].get(surveyed) ?? []).flatMap((item) => {
			const kept = survey.dav.kept.get(item);
			if (kept === undefined) return [];
			const isOn = item.state === "active" || item.state === "error";
			const mayGo = kind === "caldav" && isOn && item.unsent === false && !replaced.has(item);
			const changes = mayGo ? edit("calendar", item.id, "calendar.enabled", true, false) : [];
			return [
				{
					severity: "warning",
					service: DAV_SERVICES[kind],
					subject: item.id,
					fix: changes.length > 0 ? "live" : "advice",
					facts: { name: item.name, other: kept.name },
					changes: propose(changes, "live", item.locked),
				},
			];
		}),
	);
});
