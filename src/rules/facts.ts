// The facts that each rule's findings carry, in the order in which the sentence takes them ($1, $2…).
// The sentences are in _locales (`rule_<id with underscores>`); the values are made by the rules.

import type { RuleId } from "../domain/rule-ids";

/**
 * `provider` is a provider id, `protocol`, `security` and `auth` are words of the vocabulary, `port`, `connections`,
 * `limit` and `gigabytes` are numbers (0 gigabytes: not known). `host` is empty where there is no server at all,
 * `replacement` where none is known, `issuer` where nobody was seen to sign (or settings alone tell), `names` where the
 * certificate has none. `problem` is the story within a rule, `date` is ISO 8601, `minutes` 0 where the clock was not
 * measured. `other` is a name, but for rules of the network another port of the host (0: none is known to work); `host` of
 * `captive-portal` is the page to which the network leads.
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
	"tls-interception": ["address", "host", "issuer"],
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
	"own-domain-host": ["host", "replacement"],
	"wrong-ovh-offer": ["host", "replacement"],
	"wrong-ovh-zone": ["host", "replacement"],
	"mx-redirect-only": ["address"],
	"app-password-required": ["address", "provider"],
	"ovh-blocked-for-spam": ["host"],
	"clock-skew": ["minutes", "host"],
	"starttls-blocked-on-network": ["host", "port", "other"],
	"server-name-unknown": ["host"],
	"server-unreachable": ["host", "port", "other"],
	"starttls-unavailable": ["host", "port", "problem"],
	"certificate-out-of-date": ["host", "problem", "date"],
	"certificate-for-other-name": ["host", "names"],
	"certificate-not-trusted": ["host", "problem", "issuer"],
	"private-authority": ["host", "issuer"],
	"tls-too-old": ["host", "port"],
	"unexpected-answer": ["host", "port", "problem"],
	"captive-portal": ["host"],
	"login-refused": ["host", "username"],
	"account-disabled": ["host", "username"],
	"too-many-connections-open": ["host"],
	"login-not-offered": ["host", "auth"],
	"sign-in-refused": ["host"],
	"web-sign-in-needed": ["host"],
	"server-refuses": ["host"],
	"dav-login-refused": ["name", "host", "username"],
	"dav-unreachable": ["name", "host"],
	"dav-username": ["name", "username"],
	"calendar-not-cached": ["name"],
	"calendar-stopped": ["name"],
	"dav-collection-gone": ["name", "host"],
	"dav-unexpected-answer": ["name", "host", "problem"],
} as const satisfies Record<RuleId, readonly string[]>;

/** The facts of one rule's findings; the compiler wants each of them. */
export type FactsOf<Id extends RuleId> = Readonly<Record<(typeof RULE_FACTS)[Id][number], string | number>>;
