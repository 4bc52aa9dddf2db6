// The stable rule ids (`data-rule`) with their M-numbers in docs/rules.md. The rules themselves live in ../rules/.

export const RULE_NUMBERS = {
	"incoming-tls-on-plain-port": "M01",
	"outgoing-tls-on-starttls-port": "M02",
	"starttls-on-tls-port": "M03",
	"port-of-other-protocol": "M04",
	"outgoing-port-25": "M05",
	"plain-connection": "M06",
	"gmail-password-auth": "M07",
	"oauth-on-unknown-host": "M08",
	"oauth-window-blocked": "M09",
	"unsupported-auth-method": "M10",
	"smtp-without-auth": "M11",
	"incoming-username-incomplete": "M12",
	"stale-ovh-for-lasuite": "M16",
	"identity-smtp-mismatch": "M18",
	"pop-instead-of-imap": "M19",
	"too-many-connections": "M20",
	"duplicate-account": "M21",
	"tls-interception": "M22",
	"certificate-exception-in-use": "M23",
	"duplicate-sent-copy": "M24",
	"smtp-username-incomplete": "M27",
	"same-mailbox-through-alias": "M29",
	"retired-or-mistyped-host": "M31",
	"folder-of-removed-account": "M32",
	"gmail-connection-budget": "M33",
	"calendar-missing": "M34",
	"address-book-missing": "M35",
	"dav-duplicate": "M36",
	"dav-entry-url-as-calendar": "M37",
	"identity-without-name": "M40",
	"port-not-offered": "M41",
} as const;

export type RuleId = keyof typeof RULE_NUMBERS;
export const RULE_IDS = Object.keys(RULE_NUMBERS) as RuleId[];
