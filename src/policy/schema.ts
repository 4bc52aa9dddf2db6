// The shape of the managed configuration: what an administrator may write under 3rdparty.Extensions.<add-on id> of
// Thunderbird's policies. What no shape can say (names that are taken, hosts that belong to others): claims.ts.

import * as v from "valibot";
import { RULE_IDS } from "../domain/rule-ids";
import { https, id, port, text } from "../providers/schema";
import { helpEntries, mailAddress, ownProvider } from "./own-provider";

/** Of the configuration's shape. */
export const POLICY_VERSION = 1;

/** `automatic`: `live` changes are made without a click. `report-only`: nothing is changed, everything is said. */
export const REPAIR_MODES = ["ask", "automatic", "report-only"] as const;
/** `automatic`: added where the login that is stored allows it. `off`: not spoken of. */
export const OFFER_MODES = ["offered", "automatic", "off"] as const;
export const RECHECKS = ["off", "daily", "weekly", "monthly"] as const;
export const LANGUAGES = ["fr", "en"] as const;

const list = <const Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(200));

const pair = v.strictObject({ port, security: v.picklist(["starttls", "tls"]) });

/** What is left out stays as it is built in. */
const providerChange = v.strictObject({
	/** One of the pairs that the provider is known to have; it replaces a wrong one. */
	preferredPair: v.optional(
		v.strictObject({ imap: v.exactOptional(pair), pop3: v.exactOptional(pair), smtp: v.exactOptional(pair) }),
		{},
	),
	help: v.optional(
		v.strictObject({
			webmail: v.exactOptional(helpEntries.webmail),
			offer: v.exactOptional(helpEntries.offer),
			applicationPassword: v.exactOptional(helpEntries.applicationPassword),
			calendar: v.exactOptional(helpEntries.calendar),
			support: v.exactOptional(helpEntries.support),
			supportMail: v.exactOptional(helpEntries.supportMail),
		}),
		{},
	),
});

const FINGERPRINT = "a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons";
const fingerprint = v.pipe(
	v.string(FINGERPRINT),
	v.regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, FINGERPRINT),
	// As Thunderbird writes them.
	v.transform((digits) =>
		digits
			.replaceAll(":", "")
			.toUpperCase()
			.replace(/..(?=.)/g, "$&:"),
	),
);

const PATH =
	"the full path of a .json file, without “..”; {home} at its beginning and {profile} in it stand for the user's own";
const path = v.pipe(
	v.string(PATH),
	// From the root, a drive, a share or the home folder; {profile} keeps the profiles of one machine apart.
	v.regex(/^(\/|[A-Za-z]:[\\/]|\\\\[^\\/{}]|\{home\}[\\/])([^{}\u0000-\u001F]|\{profile\})*\.json$/, PATH),
	v.regex(/^(?!.*(^|[\\/])\.\.([\\/]|$))/, PATH),
);

const RULE = "the id of a rule, such as pop-instead-of-imap (all of them: docs/rules.md)";
const phone = v.pipe(v.string(), v.trim(), v.minLength(1, "a telephone number"), v.maxLength(40));

export const policySchema = v.strictObject({
	version: v.literal(POLICY_VERSION),
	/** The organisation's own providers, beside the built-in ones. */
	providers: v.optional(list(ownProvider), []),
	/** Changes to built-in providers, by id. */
	providerChanges: v.optional(v.record(id, providerChange), {}),
	/** Built-in providers that count as unknown. */
	providersOff: v.optional(list(id), []),
	repairs: v.optional(v.picklist(REPAIR_MODES), "ask"),
	calendar: v.optional(v.picklist(OFFER_MODES), "offered"),
	contacts: v.optional(v.picklist(OFFER_MODES), "offered"),
	/** How often the add-on looks by itself, at most, where the user has not switched it off. */
	recheck: v.optional(v.picklist(RECHECKS), "daily"),
	/** Rules whose findings are not shown and do not count. */
	silenced: v.optional(list(v.picklist(RULE_IDS, RULE)), []),
	/** Who helps, in a sentence of the organisation. */
	support: v.optional(
		v.nullable(
			v.strictObject({
				text,
				url: v.exactOptional(https),
				address: v.exactOptional(mailAddress),
				phone: v.exactOptional(phone),
			}),
		),
		null,
	),
	/** Of the page; left out or null: Thunderbird's. */
	language: v.optional(v.nullable(v.picklist(LANGUAGES)), null),
	/** Authorities of the organisation, by which TLS may be inspected. */
	trustedAuthorities: v.optional(list(fingerprint), []),
	/** Where the result of each profile is written for the inventory of the machine. */
	resultFile: v.optional(v.nullable(v.strictObject({ path, addresses: v.optional(v.boolean(), false) })), null),
});

export type Policy = v.InferOutput<typeof policySchema>;
export type ProviderChange = v.InferOutput<typeof providerChange>;

/** What holds without a policy. */
export const NO_POLICY: Policy = v.parse(policySchema, { version: POLICY_VERSION });
