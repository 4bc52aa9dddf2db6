// The shape of a request that crosses from the page: checked here, before anything is believed. Whether its content may
// be carried out is decided in compile.ts.

import * as v from "valibot";
import { type Change, repairKindOf, type SetChange, type TargetKind } from "../../domain/change";
import type { DavWish } from "../../domain/dav";
import { STAGES } from "../../domain/observation";
import type { Proof, ServerRef } from "../../domain/outcome";
import { AUTHS, SECURITIES, SETTINGS, type Setting } from "../../domain/vocabulary";
import { davWish } from "../shared/dav/wish";
import { addressEntries, host as cleanHost, key, type Refusal, refusal } from "../shared/requests";
import { targetOf } from "../shared/settings";
import type { AccountRequest } from "./new-account/prove";
import { parseWebAddress } from "./web-address";

/** More than any profile needs: 1 000 accounts with ten changes each. */
const MOST_CHANGES = 10_000;
/** An incoming and an outgoing server for each account, and some. */
const MOST_PROOFS = 4000;
const MOST_OUTGOING = 100;
/** No server takes a longer one. */
const LONGEST_PASSWORD = 4096;

const text = v.pipe(v.string(), v.maxLength(2048));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const host = v.pipe(v.string(), v.regex(/^[a-z0-9._:[\]-]{1,253}$/));
const value = v.nullable(v.union([text, v.pipe(v.number(), v.integer()), v.boolean()]));

/** The values that a setting may be changed to. */
const TO: Readonly<Record<Setting, v.GenericSchema>> = {
	"incoming.host": cleanHost,
	"incoming.port": port,
	"incoming.security": v.picklist(SECURITIES),
	"incoming.auth": v.picklist(AUTHS),
	"incoming.username": v.pipe(text, v.minLength(1)),
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
	"calendar.username": v.pipe(text, v.minLength(1)),
	"calendar.cached": v.boolean(),
	"calendar.enabled": v.boolean(),
	"contacts.username": v.pipe(text, v.minLength(1)),
};

/** A UUID, as a rule; other add-ons choose others. Part of the name of a preference. */
export const calendarId = v.pipe(v.string(), v.regex(/^[^.\s]{1,128}$/));
/** The branch of its preferences. */
export const bookId = v.pipe(v.string(), v.regex(/^ldap_2\.servers\.[^.\s]{1,128}$/));

const KEYS: Readonly<Record<TargetKind, v.GenericSchema<string>>> = {
	incoming: key,
	outgoing: key,
	identity: key,
	calendar: calendarId,
	"address-book": bookId,
};

const setChange = v.pipe(
	v.strictObject({
		kind: v.literal("set"),
		target: v.picklist(["incoming", "outgoing", "identity", "calendar", "address-book"]),
		key: text,
		setting: v.picklist(SETTINGS),
		from: value,
		to: value,
	}),
	v.forward(
		v.check((change) => v.is(KEYS[change.target], change.key), "a key of this target"),
		["key"],
	),
	v.check((change) => change.target === targetOf(change.setting), "setting of another target"),
	v.check((change) => v.is(TO[change.setting], change.to), "value not allowed for this setting"),
);

const newOutgoing = v.strictObject({
	host,
	port,
	security: v.picklist(SECURITIES),
	auth: v.picklist(AUTHS),
	username: v.pipe(text, v.minLength(1)),
	description: text,
});

const createOutgoingChange = v.strictObject({
	kind: v.literal("create-outgoing"),
	identities: v.pipe(v.array(v.strictObject({ key, from: text })), v.minLength(1), v.maxLength(100)),
	server: newOutgoing,
	loginFrom: key,
});

/** Absolute and https, with nothing of a login in it and no fragment: what follows the host is a path. */
export const webUrl = v.pipe(
	text,
	v.check((address) => parseWebAddress(address) !== null, "an https address"),
);

const COLLECTIONS = { caldav: "add-calendar", ics: "add-calendar", carddav: "add-address-book" } as const;

const addCollectionChange = v.pipe(
	v.strictObject({
		kind: v.picklist(["add-calendar", "add-address-book"]),
		server: key,
		type: v.picklist(["caldav", "ics", "carddav"]),
		url: webUrl,
		name: v.pipe(text, v.minLength(1), v.maxLength(200)),
		color: v.nullable(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i))),
		readOnly: v.boolean(),
		username: text,
		identity: v.nullable(key),
		login: v.nullable(v.strictObject({ realm: text, from: v.picklist(["stored", "mail"]) })),
		refresh: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440)),
		makeDefault: v.boolean(),
	}),
	v.check(({ kind, type }) => COLLECTIONS[type] === kind, "what it is added as"),
	v.check(
		({ type, username, login }) => (type === "ics" ? login === null : username !== ""),
		"a login where the server asks for one",
	),
);

const createAccountChange = v.strictObject({
	kind: v.literal("create-account"),
	provider: text,
	name: v.pipe(text, v.minLength(1)),
	fullName: text,
	address: v.pipe(text, v.minLength(3)),
	incoming: v.strictObject({
		...{ protocol: v.literal("imap"), host, port, security: v.picklist(SECURITIES), auth: v.picklist(AUTHS) },
		username: v.pipe(text, v.minLength(1)),
	}),
	outgoing: newOutgoing,
	like: v.nullable(key),
	makeDefault: v.boolean(),
});

/** Also the shape in which the journal keeps a change. */
export const changeSchema = v.variant("kind", [
	setChange,
	createOutgoingChange,
	addCollectionChange,
	createAccountChange,
]);

/** What Thunderbird can take up while it runs. */
const liveChange = v.pipe(
	changeSchema,
	v.check((change) => repairKindOf(change) !== "incoming-host", "what needs no restart"),
);

const MOVED_WITH: readonly Setting[] = [
	"incoming.host",
	"incoming.username",
	"incoming.port",
	"incoming.security",
	"incoming.auth",
];

const movedChange = v.pipe(
	setChange,
	v.check((change) => MOVED_WITH.includes(change.setting), "a setting of an incoming server's connection"),
);

const proof = v.strictObject({
	key,
	endpoint: v.strictObject({ ...addressEntries, login: v.null("no login while something is proved") }),
	before: v.nullable(v.strictObject({ stage: v.picklist(STAGES), ok: v.boolean() })),
});

const request = v.strictObject({
	changes: v.pipe(v.array(liveChange), v.maxLength(MOST_CHANGES)),
	names: v.record(text, text),
	proofs: v.pipe(v.array(proof), v.maxLength(MOST_PROOFS)),
});

// Own messages: Valibot's would quote the password.
const password = v.pipe(
	v.string("text"),
	v.maxLength(LONGEST_PASSWORD, "shorter"),
	v.transform(typedPassword),
	v.minLength(1, "not empty"),
);

const passwordRequest = v.strictObject({
	incoming: v.union([
		key,
		v.pipe(
			v.literal(""),
			v.transform(() => null),
		),
	]),
	outgoing: v.pipe(v.array(key), v.maxLength(MOST_OUTGOING)),
	password,
	dav: v.pipe(
		v.array(davWish),
		v.check((wishes) => new Set(wishes.map(({ kind }) => kind)).size === wishes.length, "each kind once"),
	),
});

const moveRequest = v.strictObject({
	changes: v.pipe(
		v.array(movedChange),
		v.minLength(1),
		v.check((changes) => new Set(changes.map((change) => change.key)).size === 1, "changes of one server"),
		v.check((changes) => changes.some((change) => repairKindOf(change) === "incoming-host"), "what needs a restart"),
		v.check((changes) => new Set(changes.map((change) => change.setting)).size === changes.length, "each setting once"),
	),
	names: v.record(text, text),
	password: v.nullable(password),
});

/** As application passwords are shown: groups of four letters. A sentence of words is left as it is. */
const SHOWN_IN_GROUPS = /^[a-z]{4}(\s+[a-z]{4}){2,}$/i;

/** The password that was meant: without the white space that can only come from copying it. */
function typedPassword(typed: string): string {
	const password = typed.replaceAll(/[\r\n\u2028\u2029]+/g, "").trim();
	return SHOWN_IN_GROUPS.test(password) ? password.replaceAll(/\s+/g, "") : password;
}

const signInRequest = v.strictObject({
	servers: v.pipe(
		v.array(v.strictObject({ server: v.picklist(["incoming", "outgoing"]), key })),
		v.minLength(1),
		v.maxLength(MOST_OUTGOING),
	),
	changes: v.array(
		v.pipe(
			setChange,
			v.check(({ setting, to }) => /\.auth$/.test(setting) && to === "oauth2", "a change to OAuth2"),
		),
	),
	names: v.record(text, text),
});

export type SignInRequest = { servers: ServerRef[]; changes: Change[]; names: Record<string, string> };

export function parseSignInRequest(
	servers: unknown,
	changes: unknown,
	names: unknown,
): ({ kind: "valid" } & SignInRequest) | Refusal {
	const parsed = v.safeParse(signInRequest, { servers, changes, names }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

export type RequestOutcome =
	| { kind: "valid"; changes: Change[]; names: Record<string, string>; proofs: Proof[] }
	| Refusal;

export function parseRequest(changes: unknown, names: unknown, proofs: unknown): RequestOutcome {
	const parsed = v.safeParse(request, { changes, names, proofs }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

export type PasswordRequest = {
	/** null: incoming mail needs none. */
	incoming: string | null;
	outgoing: string[];
	password: string;
	dav: DavWish[];
};

export function parsePasswordRequest(
	incoming: unknown,
	outgoing: unknown,
	password: unknown,
	dav: unknown,
): ({ kind: "valid" } & PasswordRequest) | Refusal {
	const parsed = v.safeParse(passwordRequest, { incoming, outgoing, password, dav }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

const accountRequest = v.strictObject({
	change: v.pipe(
		createAccountChange,
		v.check(({ incoming, outgoing }) => incoming.username === outgoing.username, "one user for both servers"),
		v.check(({ incoming, outgoing }) => incoming.auth === outgoing.auth, "one way to log in at both servers"),
	),
	names: v.record(text, text),
	password: v.nullable(password),
});

export function parseAccountRequest(
	change: unknown,
	names: unknown,
	password: unknown,
): ({ kind: "valid" } & AccountRequest) | Refusal {
	const parsed = v.safeParse(accountRequest, { change, names, password }, { abortEarly: true });
	if (!parsed.success) return refusal(parsed.issues);
	const isTyped = parsed.output.change.incoming.auth === "password";
	// A password is typed for whoever logs in with one, and for nobody else.
	if (isTyped !== (parsed.output.password !== null)) {
		return { kind: "invalid", path: "password", expected: "typed where one is wanted" };
	}
	return { kind: "valid", ...parsed.output };
}

export type MoveRequest = { changes: SetChange[]; names: Record<string, string>; password: string | null };

export function parseMoveRequest(
	changes: unknown,
	names: unknown,
	password: unknown,
): ({ kind: "valid" } & MoveRequest) | Refusal {
	const parsed = v.safeParse(moveRequest, { changes, names, password }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}
