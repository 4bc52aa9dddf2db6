// M34: the provider has calendars, and none of them is in Thunderbird. For now it is only said.

import { davMissingRule } from "./dav-missing";

export const calendarMissing = davMissingRule("calendar-missing", "caldav");
