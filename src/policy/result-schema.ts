// The shape of the result file that the inventory of a machine reads; published as docs/result.schema.json. Words of closed
// lists, numbers, times and keys: nothing that a person or a server wrote has a place here, but for the address, where the
// organisation asks for it. Filled in by ../doctor/result.ts, written by ../experiments/policy/result-file.ts.

import * as v from "valibot";
import { RULE_IDS } from "../domain/rule-ids";
import { HEALTHS, SERVICES, SEVERITIES } from "../domain/vocabulary";
import { REPAIR_MODES } from "./schema";

export const RESULT_FORMAT = 1;

const TIME = "ISO 8601, UTC";
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, TIME));
const version = v.pipe(v.string(), v.regex(/^[\w.+ -]{1,60}$/));
const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/));
/** Thunderbird's key of an account. */
const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,60}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));
const light = v.picklist(HEALTHS);

/** Why something could not be checked; the reasons of ../domain/diagnosis.ts. */
const unchecked = v.strictObject({ service: v.picklist(SERVICES), reason: id });

const account = v.strictObject({
	account: key,
	/** Null unless the policy's `resultFile.addresses` is true. */
	address: v.nullable(v.pipe(v.string(), v.maxLength(320))),
	provider: id,
	health: light,
	lights: v.strictObject({ incoming: light, outgoing: light, calendar: light, contacts: light }),
	/** What is wrong, each rule once. */
	findings: v.pipe(
		v.array(v.strictObject({ rule: v.picklist(RULE_IDS), severity: v.picklist(SEVERITIES) })),
		v.maxLength(200),
	),
	unchecked: v.pipe(v.array(unchecked), v.maxLength(200)),
	/** Changes that one click would make now. */
	repairable: count,
	/** Changes that the automatic mode has made or tried and that are to be made again: it does not. */
	contested: count,
});

export const resultSchema = v.strictObject({
	format: v.literal(RESULT_FORMAT),
	/** When it was written. */
	written: time,
	/** When the check was made that it tells of. */
	checked: time,
	/** A click, the quiet check, or the automatic mode. */
	trigger: v.picklist(["click", "quiet", "automatic"]),
	versions: v.strictObject({ addon: version, thunderbird: version, platform: version }),
	/** The mode of the policy. */
	repairs: v.picklist(REPAIR_MODES),
	/** What limited the check. */
	offline: v.boolean(),
	networkOut: v.boolean(),
	loginStoreLocked: v.boolean(),
	/** The latest repair; null: there was none. */
	latestRepair: v.nullable(v.strictObject({ at: time, state: id, changes: count })),
	accounts: v.pipe(v.array(account), v.maxLength(5000)),
});

export type Result = v.InferOutput<typeof resultSchema>;
