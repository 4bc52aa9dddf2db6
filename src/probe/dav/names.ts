// The namespaces of WebDAV and what builds on it.

export const DAV = "DAV:";
export const CALDAV = "urn:ietf:params:xml:ns:caldav";
export const CARDDAV = "urn:ietf:params:xml:ns:carddav";
/** Proxies of Apple's calendar server, and subscriptions. */
export const CALENDARSERVER = "http://calendarserver.org/ns/";
export const ICAL = "http://apple.com/ns/ical/";
