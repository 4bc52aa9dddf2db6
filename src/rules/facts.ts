// The facts that each rule's findings carry, in the order in which the sentence takes them ($1, $2…).
// The sentences are in _locales (`rule_<id with underscores>`); the values are made by the rules.

import type { RuleId } from "../domain/rule-ids";

/**
 * `provider` is a provider id, `protocol`, `security` and `auth` are words of the vocabulary, `port`, `connections`,
 * `limit` and `gigabytes` are numbers (0 gigabytes: not known). `host` is empty where there is no server at all,
 * `replacement` where none is known.
 */
export const RULE_FACTS = {
	"incoming-tls-on-plain-port": ["host", "port"],
	"outgoing-tls-on-starttls-port": ["host", "port"],
	"starttls-on-tls-port": ["host", "port"],
	"port-of-other-protocol": ["host", "port", "protocol"],
	"outgoing-port-25": ["host"],
	"plain-connection": ["host", "port"],
	"gmail-password-auth": ["host"],
	"oauth-on-unknown-host": ["host"],
	"oauth-window-blocked": ["address"],
	"unsupported-auth-method": ["host", "auth"],
	"smtp-without-auth": ["host"],
	"incoming-username-incomplete": ["host", "username"],
	"stale-ovh-for-lasuite": ["address", "host"],
	"identity-smtp-mismatch": ["address", "host", "provider"],
	"pop-instead-of-imap": ["address", "gigabytes"],
	"too-many-connections": ["connections", "limit"],
	"duplicate-account": ["host", "username", "other"],
	"tls-interception": ["address", "host"],
	"certificate-exception-in-use": ["host", "port"],
	"duplicate-sent-copy": ["address"],
	"smtp-username-incomplete": ["host", "username"],
	"same-mailbox-through-alias": ["username", "host", "other"],
	"retired-or-mistyped-host": ["host", "replacement"],
	"folder-of-removed-account": ["address"],
	"gmail-connection-budget": ["address", "connections", "limit"],
	"calendar-missing": ["address", "provider"],
	"address-book-missing": ["address", "provider"],
	"dav-duplicate": ["name", "other"],
	"dav-entry-url-as-calendar": ["name", "url"],
	"identity-without-name": ["address"],
	"port-not-offered": ["host", "port", "security", "provider"],
} as const satisfies Record<RuleId, readonly string[]>;

/** The facts of one rule's findings; the compiler wants each of them. */
export type FactsOf<Id extends RuleId> = Readonly<Record<(typeof RULE_FACTS)[Id][number], string | number>>;
