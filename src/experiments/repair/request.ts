// The shape of a request that crosses from the page: checked here, before anything is believed. Whether its content may
// be carried out is decided in compile.ts.

import * as v from "valibot";
import type { Change } from "../../domain/change";
import { AUTHS, SECURITIES, SETTINGS, type Setting } from "../../domain/vocabulary";
import { targetOf } from "../shared/settings";

/** More than any profile needs: 1 000 accounts with ten changes each. */
const MOST_CHANGES = 10_000;

const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
const text = v.pipe(v.string(), v.maxLength(2048));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const host = v.pipe(v.string(), v.regex(/^[a-z0-9._:[\]-]{1,253}$/));
const value = v.nullable(v.union([text, v.pipe(v.number(), v.integer()), v.boolean()]));

/** The values that a setting may be changed to. */
const TO: Readonly<Record<Setting, v.GenericSchema>> = {
	"incoming.host": v.never("changing the host of an incoming server needs a restart"),
	"incoming.port": port,
	"incoming.security": v.picklist(SECURITIES),
	"incoming.auth": v.picklist(AUTHS),
	"incoming.username": v.never("changing the user name of an incoming server needs a restart"),
	"incoming.connections": v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
	"incoming.leave-on-server": v.boolean(),
	"outgoing.host": host,
	"outgoing.port": port,
	"outgoing.security": v.picklist(SECURITIES),
	"outgoing.auth": v.picklist(AUTHS),
	"outgoing.username": v.pipe(text, v.minLength(1)),
	"identity.outgoing": key,
	"identity.sent-copy": v.nullable(v.pipe(text, v.minLength(1))),
	"identity.drafts": v.pipe(text, v.minLength(1)),
	"identity.templates": v.pipe(text, v.minLength(1)),
	"identity.archives": v.pipe(text, v.minLength(1)),
};

const setChange = v.pipe(
	v.strictObject({
		kind: v.literal("set"),
		target: v.picklist(["incoming", "outgoing", "identity"]),
		key,
		setting: v.picklist(SETTINGS),
		from: value,
		to: value,
	}),
	v.check((change) => change.target === targetOf(change.setting), "setting of another target"),
	v.check((change) => v.is(TO[change.setting], change.to), "value not allowed for this setting"),
);

const createOutgoingChange = v.strictObject({
	kind: v.literal("create-outgoing"),
	identities: v.pipe(v.array(v.strictObject({ key, from: text })), v.minLength(1), v.maxLength(100)),
	server: v.strictObject({
		host,
		port,
		security: v.picklist(SECURITIES),
		auth: v.picklist(AUTHS),
		username: v.pipe(text, v.minLength(1)),
		description: text,
	}),
	loginFrom: key,
});

/** Also the shape in which the journal keeps a change. */
export const changeSchema = v.variant("kind", [setChange, createOutgoingChange]);

const request = v.strictObject({
	changes: v.pipe(v.array(changeSchema), v.maxLength(MOST_CHANGES)),
	names: v.record(text, text),
});

export type RequestOutcome =
	| { kind: "valid"; changes: Change[]; names: Record<string, string> }
	/** `path` leads to the first fault, in the words of the request. */
	| { kind: "invalid"; path: string; expected: string };

export function parseRequest(changes: unknown, names: unknown): RequestOutcome {
	const parsed = v.safeParse(request, { changes, names }, { abortEarly: true });
	if (parsed.success) return { kind: "valid", ...parsed.output };
	const [issue] = parsed.issues;
	return { kind: "invalid", path: v.getDotPath(issue) ?? "", expected: issue.message };
}
