// The shape of the report that is handed to support; published as docs/report.schema.json. What may stand in a place is
// told by its kind: words of closed lists, numbers and times, names of hosts, masked addresses, and the words of others,
// from which secrets were taken. Nothing that a person typed as free text has a place here. Filled in by report.ts.

import * as v from "valibot";
import type { Blocked } from "../domain/change";
import type { DavState } from "../domain/dav-offer";
import type { UncheckedReason } from "../domain/diagnosis";
import type { EntryState, Recovery } from "../domain/journal";
import { type Outcome, STAGES } from "../domain/observation";
import { REPAIR_KINDS } from "../domain/outcome";
import { RULE_IDS } from "../domain/rule-ids";
import {
	AUTHS,
	FIX_CLASSES,
	HEALTHS,
	PROTOCOLS,
	SECURITIES,
	SERVICES,
	SETTINGS,
	SEVERITIES,
} from "../domain/vocabulary";
import { type Policy, policySchema } from "../policy/schema";

export const REPORT_FORMAT = 2;

const FIXABLE = Object.keys(policySchema.entries).filter((name) => name !== "version") as Exclude<
	keyof Policy,
	"version"
>[];

const word = v.pipe(v.string(), v.regex(/^[a-z0-9-]*$/));
/** A word of a closed list that the code keeps in a type. */
const wordOf = <Word extends string>() => word as unknown as v.GenericSchema<Word>;
/** ISO 8601, UTC. */
const time = v.string();
/** Thunderbird's key, such as `server1`; empty for what has another kind of name. */
const key = v.pipe(v.string(), v.regex(/^([a-z]+[0-9]+)?$/));
/** A host name or IP address; `…` for what is none. */
const host = v.string();
/** `j…@asso.example`, or the whole address where the person wished it. */
const address = v.string();
/** What a server, a certificate or an add-on says, without secrets. */
const others = v.string();
const number = v.number();
const version = v.pipe(v.string(), v.regex(/^[\w.+ -]*$/));

const place = {
	protocol: v.picklist(PROTOCOLS),
	host,
	port: number,
	security: v.picklist(SECURITIES),
};

const seen = v.strictObject({
	...place,
	stage: v.picklist(STAGES),
	outcome: wordOf<Outcome["kind"]>(),
	answer: others,
});

/** One examination of a server. */
const look = v.strictObject({
	...place,
	/** How far it came. */
	stage: v.picklist(STAGES),
	/** What it ended with. */
	outcome: wordOf<Outcome["kind"]>(),
	/** The server's own words at the end. */
	answer: others,
	/** The first line of the server. */
	greeting: others,
	milliseconds: number,
	certificate: v.nullable(
		v.strictObject({ names: v.array(host), issuer: others, notBefore: time, notAfter: time, error: word }),
	),
});

const server = v.strictObject({
	key,
	service: v.picklist(["incoming", "outgoing"]),
	...place,
	auth: v.picklist(AUTHS),
	username: address,
	/** Whether a login is stored. */
	login: v.picklist(["stored", "absent", "unknown"]),
	/** Settings that an organisation has locked. */
	locked: v.array(v.picklist(SETTINGS)),
	connections: v.nullable(number),
	leaveOnServer: v.nullable(v.boolean()),
	/** As configured first, then as tried otherwise; empty where the network was not asked. */
	looks: v.array(look),
});

const value = v.nullable(v.union([v.string(), number, v.boolean()]));

const change = v.union([
	v.strictObject({ kind: v.literal("set"), key, setting: v.picklist(SETTINGS), from: value, to: value }),
	v.strictObject({
		kind: v.literal("create-outgoing"),
		identities: v.array(key),
		host,
		port: number,
		security: v.picklist(SECURITIES),
		auth: v.picklist(AUTHS),
		username: address,
	}),
	v.strictObject({
		kind: v.picklist(["add-calendar", "add-address-book"]),
		type: v.picklist(["caldav", "ics", "carddav"]),
		host,
		username: address,
	}),
	v.strictObject({ kind: v.literal("create-account"), provider: word, address, incoming: host, outgoing: host }),
]);

const finding = v.strictObject({
	rule: v.picklist(RULE_IDS),
	severity: v.picklist(SEVERITIES),
	service: v.picklist(SERVICES),
	subject: key,
	fix: v.picklist(FIX_CLASSES),
	/** By name, as docs/rules.md lists them. */
	facts: v.record(word, v.union([v.string(), number])),
	changes: v.array(v.strictObject({ change, fix: v.picklist(FIX_CLASSES), blocked: v.nullable(wordOf<Blocked>()) })),
	seen: v.nullable(seen),
});

const health = v.picklist(HEALTHS);

/** What the calendars, or the address books, of an account come to: numbers and times, and never a name of one. */
const dav = v.strictObject({
	state: wordOf<DavState["kind"]>(),
	/** Of the server that it is about; `…` where it is about none. */
	host,
	/** How many of them there are, and how many entries they have together; null where that is not known. */
	count: v.nullable(number),
	entries: v.nullable(number),
	lastSync: v.nullable(time),
	/** Why they could not be checked. */
	reason: v.nullable(word),
});

const account = v.strictObject({
	key,
	/** The place of the account in the readable text. */
	number,
	address,
	provider: word,
	identification: v.strictObject({
		kind: v.picklist(["known", "ambiguous", "unknown"]),
		candidates: v.array(v.strictObject({ provider: word, reason: word, evidence: host })),
	}),
	health,
	lights: v.strictObject({ incoming: health, outgoing: health, calendar: health, contacts: health }),
	dav: v.strictObject({ calendar: dav, contacts: dav }),
	servers: v.array(server),
	findings: v.array(finding),
	unchecked: v.array(
		v.strictObject({
			service: v.picklist(SERVICES),
			subject: key,
			reason: wordOf<UncheckedReason>(),
			host,
			seen: v.nullable(seen),
		}),
	),
	asksPassword: v.boolean(),
});

export const reportSchema = v.strictObject({
	format: v.literal(REPORT_FORMAT),
	created: time,
	versions: v.strictObject({
		addon: version,
		thunderbird: version,
		platform: version,
		/** Of Thunderbird's windows. */
		language: version,
	}),
	thunderbird: v.strictObject({
		/** The day on which it was built; null where it does not say. */
		built: v.nullable(time),
		/** By the number of its version alone: this add-on asks no server which versions there are. */
		line: v.picklist(["newest-tried", "older-tried", "newer-than-tried", "not-tried"]),
		/** Built more than 12 months before the report, by the clock of the computer; null where that is not known. */
		olderThanAYear: v.nullable(v.boolean()),
	}),
	/** False only where the person asked for full addresses. */
	masked: v.boolean(),
	/** When the check was made; null when none was. */
	checked: v.nullable(time),
	offline: v.boolean(),
	networkOut: v.boolean(),
	loginStoreLocked: v.boolean(),
	accounts: v.array(account),
	/** Accounts that are not mail, or cannot be read. */
	otherAccounts: number,
	/** Newest first. */
	history: v.array(
		v.strictObject({
			id: v.pipe(v.string(), v.regex(/^[\w-]*$/)),
			at: time,
			state: wordOf<EntryState>(),
			recovery: v.nullable(wordOf<Recovery>()),
			changes: v.array(change),
		}),
	),
	/** What a look at Thunderbird's internals found; null where nobody could look. */
	selfCheck: v.nullable(
		v.strictObject({
			tried: v.picklist(["tried", "newer"]),
			missing: v.array(v.strictObject({ internal: v.string(), repairs: v.array(v.picklist(REPAIR_KINDS)) })),
		}),
	),
	/** The other add-ons; null where nobody could look. */
	addons: v.nullable(v.array(v.strictObject({ id: others, name: others, version, enabled: v.boolean() }))),
	/** `fixed`: the settings that the organisation has written down. */
	policy: v.strictObject({
		kind: v.picklist(["none", "valid", "invalid", "unreadable"]),
		fixed: v.array(v.picklist(FIXABLE)),
	}),
	/** All of it in sentences to be read aloud, in the language of the page. */
	text: v.string(),
});

export type Report = v.InferOutput<typeof reportSchema>;
export type ReportAccount = Report["accounts"][number];
export type ReportServer = ReportAccount["servers"][number];
export type ReportLook = ReportServer["looks"][number];
export type ReportSeen = NonNullable<ReportAccount["findings"][number]["seen"]>;
export type ReportChange = Report["history"][number]["changes"][number];
