// The closed word lists of the project: every name that appears in code, JSON, page attributes and reports.
// What a value means for one account lives in snapshot.ts, what is wrong with it in finding.ts.

/** Mail and groupware protocols that an account may use. */
export const PROTOCOLS = ["imap", "pop3", "smtp", "caldav", "carddav"] as const;
export type Protocol = (typeof PROTOCOLS)[number];
/** The protocols of an incoming server that this add-on examines. */
export type IncomingProtocol = "imap" | "pop3";

/** Connection security (RFC 8314): `tls` is implicit TLS, `starttls` refuses to go on without the upgrade. */
export const SECURITIES = ["none", "starttls", "tls"] as const;
export type Security = (typeof SECURITIES)[number];

/** How a client proves who it is. `none` means that no login is attempted. */
export const AUTHS = ["none", "password", "encrypted", "kerberos", "ntlm", "certificate", "oauth2"] as const;
export type Auth = (typeof AUTHS)[number];

/** Every setting that a finding can speak of and a change can touch. */
export const SETTINGS = [
	"incoming.host",
	"incoming.port",
	"incoming.security",
	"incoming.auth",
	"incoming.username",
	"incoming.connections",
	"incoming.leave-on-server",
	"outgoing.host",
	"outgoing.port",
	"outgoing.security",
	"outgoing.auth",
	"outgoing.username",
	"identity.outgoing",
	"identity.sent-copy",
	"identity.drafts",
	"identity.templates",
	"identity.archives",
	"calendar.username",
	"calendar.cached",
	"calendar.enabled",
	"contacts.username",
] as const;
export type Setting = (typeof SETTINGS)[number];

/** `error` does not work or leaks the password; `warning` works but is unsafe or about to break; `advice` could be better. */
export const SEVERITIES = ["error", "warning", "advice"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A light. `unknown` could not be checked, which is not wrong; `none` is not offered by this provider. */
export const HEALTHS = ["ok", "advice", "warning", "error", "unknown", "none"] as const;
export type Health = (typeof HEALTHS)[number];

/** The four lights of an account. */
export const SERVICES = ["incoming", "outgoing", "calendar", "contacts"] as const;
export type Service = (typeof SERVICES)[number];

/** How a change can be made. Nothing is ever deleted. */
export const FIX_CLASSES = ["live", "sign-in", "restart", "new-account", "advice"] as const;
export type FixClass = (typeof FIX_CLASSES)[number];
