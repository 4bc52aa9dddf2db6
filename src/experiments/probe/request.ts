// The shape of a request that crosses from the page: checked here, before anything is believed. Where a password may go
// is decided in login-guard.ts.

import * as v from "valibot";
import type { Endpoint, LoginWish } from "../../domain/observation";
import { AUTHS } from "../../domain/vocabulary";
import type { Deadlines } from "../shared/examination";
import { addressEntries, host, key, type Refusal, refusal } from "../shared/requests";

/** Four for each of 1 000 accounts, and some to compare with. */
const MOST_ENDPOINTS = 10_000;
const STAGE_MS = 5000;
const TOTAL_MS = 15_000;
/** A mail domain for each account; of the others a handful. */
const MOST_NAMES = 2000;
const LOOK_MS = 4000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const username = v.pipe(v.string(), v.minLength(1), v.maxLength(512), v.regex(/^[^\0-\x1f\x7f]*$/));
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(50), v.maxValue(60_000));

const login = v.strictObject({
	server: v.picklist(["incoming", "outgoing"]),
	key,
	auth: v.picklist(AUTHS),
	username: v.nullable(username),
});

const endpoint = v.strictObject({ ...addressEntries, login: v.nullable(login) });

const request = v.strictObject({
	endpoints: v.pipe(v.array(endpoint), v.maxLength(MOST_ENDPOINTS)),
	options: v.strictObject({
		id: key,
		stageMs: v.optional(milliseconds, STAGE_MS),
		totalMs: v.optional(milliseconds, TOTAL_MS),
	}),
});

const marks = v.strictObject({ logins: v.pipe(v.array(login), v.maxLength(MOST_ENDPOINTS)) });

const look = v.strictObject({
	names: v.pipe(v.array(host), v.maxLength(MOST_NAMES)),
	options: v.strictObject({ id: key, totalMs: v.optional(milliseconds, LOOK_MS) }),
});

export type RequestOutcome = { kind: "valid"; endpoints: Endpoint[]; options: Deadlines & { id: string } } | Refusal;

/** Names in lower case. */
export type LookOutcome = { kind: "valid"; names: string[]; options: { id: string; totalMs: number } } | Refusal;

export function parseRequest(endpoints: unknown, options: unknown): RequestOutcome {
	const parsed = v.safeParse(request, { endpoints, options }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

export function parseMarks(logins: unknown): { kind: "valid"; logins: LoginWish[] } | Refusal {
	const parsed = v.safeParse(marks, { logins }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

export function parseLook(names: unknown, options: unknown): LookOutcome {
	const parsed = v.safeParse(look, { names, options }, { abortEarly: true });
	if (!parsed.success) return refusal(parsed.issues);
	return {
		kind: "valid",
		options: parsed.output.options,
		names: parsed.output.names.map((name) => name.toLowerCase()),
	};
}
