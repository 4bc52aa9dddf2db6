// What a search must make of each server that the rig's small DAV server plays, and the profile and the policy that lead
// there. The servers themselves: ../../rig/dav/rows.ts.

import type { DavSearch, DavWish } from "../../../src/domain/dav";
import { DAV_ROWS, davHost } from "../../rig/dav/rows";
import { FAULT_DOMAIN, FAULT_PASSWORD, faultHost } from "../../rig/faults";
import { ADDON } from "../addon";
import type { MailDescription } from "../driver/accounts";
import { type Login, passwordLogins } from "../logins";

/** `stage: outcome`, or what was found: of each calendar its name, and in brackets what is not plain. */
export const EXPECTED: Readonly<Record<string, string | readonly string[]>> = {
	good: ["Agenda"],
	"open-xchange": ["Calendrier", "Agenda de Dominique (of Dominique Petit, read only)", "Tâches (tasks)"],
	zimbra: ["Calendar", "Tasks (tasks)", "Calendar (of Dominique)"],
	proxies: ["Agenda", "Luc’s (of Luc)", "Anne’s (of Anne, read only)"],
	"odd-addresses": ["whole", "relative", "agenda partagé", "été & co", "port", "slashless"],
	"odd-names": ["予定表 Réunions", "<b>gras</b>", "a b c", `${"x".repeat(199)}…`],
	many: Array.from({ length: 500 }, (_, index) => `Calendrier partagé de la direction ${index}`),
	none: [],
	"401": "login: refused",
	"403": "dav: forbidden",
	"404": "dav: not-dav",
	"405": "dav: not-dav",
	"500": "dav: temporarily-unavailable",
	"503": "dav: temporarily-unavailable",
	"home-403": "dav: forbidden",
	"home-gone": "dav: not-dav",
	loop: "dav: led-away",
	"to-http": "dav: led-away",
	"to-stranger": "dav: led-away",
	"to-stranger-first": "dav: led-away",
	portal: "dav: not-dav",
	"portal-redirect": "dav: led-away",
	"html-207": "dav: malformed",
	"bad-xml": "dav: malformed",
	"empty-xml": "dav: malformed",
	"no-body": "dav: malformed",
	bomb: "dav: malformed",
	huge: "dav: too-much",
	silent: "dav: timeout",
	"silent-login": "login: timeout",
	drip: "dav: timeout",
	cut: "dav: closed",
	"cut-in-body": "dav: closed",
	"token-only": "login: login-method-not-offered",
	"digest-only": "login: login-method-not-offered",
	ics: "dav: not-dav",
	nobody: "dav: not-dav",
	"certificate-expired": "tls: certificate",
	"certificate-not-yet-valid": "tls: certificate",
	"certificate-wrong-name": "tls: certificate",
	// An exception is stored for it: the request goes through, and no login follows.
	"certificate-self-signed": "login: login-not-checked",
	"certificate-no-chain": "tls: certificate",
	"certificate-intercepted": "tls: certificate",
};

/** Of the rows that are to be asked. */
export const ROWS = DAV_ROWS.filter(({ name }) => name !== "stranger");

export function verdictOf(search: DavSearch): string | string[] {
	if (search.kind === "failed") return `${search.stage}: ${search.outcome.kind}`;
	return search.collections.map(({ name, source, owner, readOnly, components }) => {
		const said = [
			...(source === "shared" ? [`of ${owner}`] : []),
			...(readOnly ? ["read only"] : []),
			...(components.join() === "VTODO" ? ["tasks"] : []),
		];
		return said.length > 0 ? `${name} (${said.join(", ")})` : name;
	});
}

const USER = `camille@${FAULT_DOMAIN}`;

/** One account; its provider is that of the policy below. */
export const davMail: MailDescription = {
	accounts: [
		{
			name: "Camille",
			incoming: { type: "imap", host: faultHost("good"), port: 993, security: "tls", auth: "password", username: USER },
			identities: [{ address: USER, name: "Camille Martin" }],
		},
	],
};
export const davLogins: readonly Login[] = passwordLogins(davMail, () => FAULT_PASSWORD);

const text = (name: string) => ({ fr: name, en: name });
const dav = (kind: DavWish["kind"]) => ({
	entries: [{ url: `https://{domain}/dav/${kind}` }],
	hosts: [{ host: "{domain}" }],
	auth: "password",
});

/** policies.json: a provider of the organisation whose servers are the rows, each a mail domain of its own. */
export const davPolicies: string = JSON.stringify({
	policies: {
		"3rdparty": {
			Extensions: {
				[ADDON.id]: {
					version: 1,
					providers: [
						{
							id: "rows",
							name: text("Rows"),
							domains: ROWS.map(({ name }) => ({ domain: davHost(name) })),
							imap: {
								hosts: [{ host: faultHost("good") }],
								pairs: [{ port: 993, security: "tls" }],
								auth: [{ method: "password" }],
							},
							caldav: dav("caldav"),
							carddav: dav("carddav"),
						},
					],
				},
			},
		},
	},
});

export const wishOf = (row: string, kind: DavWish["kind"] = "caldav"): DavWish => ({
	key: "server1",
	kind,
	provider: "rows",
	address: `camille@${davHost(row)}`,
});
