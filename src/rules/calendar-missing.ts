// M34: the provider has calendars, and none of them is in Thunderbird: they may be looked for and added.

import { davMissingRule } from "./dav-missing";

export const calendarMissing = davMissingRule("calendar-missing", "caldav");
