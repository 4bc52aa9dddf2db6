// The shape of a request that crosses from the page: checked here, before anything is believed. Where a password may go
// is decided in login-guard.ts.

import * as v from "valibot";
import { parseHostname } from "../../domain/hostname";
import type { Endpoint } from "../../domain/observation";
import { AUTHS, SECURITIES } from "../../domain/vocabulary";

/** Four for each of 1 000 accounts, and some to compare with. */
const MOST_ENDPOINTS = 10_000;
const STAGE_MS = 5000;
const TOTAL_MS = 15_000;

const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
const host = v.pipe(
	v.string(),
	v.maxLength(253),
	v.check((text) => parseHostname(text).kind === "clean", "no host name"),
);
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const username = v.pipe(v.string(), v.minLength(1), v.maxLength(512), v.regex(/^[^\0-\x1f\x7f]*$/));
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(50), v.maxValue(60_000));

const endpoint = v.strictObject({
	protocol: v.picklist(["imap", "pop3", "smtp"]),
	host,
	port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
	security: v.picklist(SECURITIES),
	login: v.nullable(
		v.strictObject({
			server: v.picklist(["incoming", "outgoing"]),
			key,
			auth: v.picklist(AUTHS),
			username: v.nullable(username),
		}),
	),
});

const request = v.strictObject({
	endpoints: v.pipe(v.array(endpoint), v.maxLength(MOST_ENDPOINTS)),
	options: v.strictObject({
		id: key,
		stageMs: v.optional(milliseconds, STAGE_MS),
		totalMs: v.optional(milliseconds, TOTAL_MS),
	}),
});

export interface Options {
	id: string;
	stageMs: number;
	totalMs: number;
}

export type RequestOutcome =
	| { kind: "valid"; endpoints: Endpoint[]; options: Options }
	/** `path` leads to the first fault, in the words of the request. */
	| { kind: "invalid"; path: string; expected: string };

export function parseRequest(endpoints: unknown, options: unknown): RequestOutcome {
	const parsed = v.safeParse(request, { endpoints, options }, { abortEarly: true });
	if (parsed.success) return { kind: "valid", ...parsed.output };
	const [issue] = parsed.issues;
	return { kind: "invalid", path: v.getDotPath(issue) ?? "", expected: issue.message };
}
