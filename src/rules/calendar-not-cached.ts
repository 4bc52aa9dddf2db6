// M62: a calendar of a server that is not kept on this computer: slow, and empty without network.

import { replacedItems } from "./dav-story";
import { edit, propose } from "./propose";
import { rule } from "./rule";

export const calendarNotCached = rule("calendar-not-cached", (surveyed, survey) => {
	const replaced = replacedItems(surveyed, survey);
	return (
		(survey.dav.told.caldav.get(surveyed) ?? [])
			.filter(({ cached, state }) => !cached && state !== "disabled")
			// What is to be switched off, or shows the same as another one, is not made better.
			.filter((item) => !replaced.has(item) && !survey.dav.kept.has(item))
			.map(({ id, name, locked }) => ({
				severity: "advice",
				service: "calendar",
				subject: id,
				fix: "live",
				facts: { name },
				changes: propose(edit("calendar", id, "calendar.cached", false, true), "live", locked),
			}))
	);
});
