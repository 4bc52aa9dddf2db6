// What the requests of a page have in common: their parts, and what becomes of one that has another shape. They are
// checked where they cross from the page, before anything is believed; each API's request.ts says what it takes.

import * as v from "valibot";
import { parseHostname } from "../../domain/hostname";
import { SECURITIES } from "../../domain/vocabulary";

/** Thunderbird's key of a server or identity, or an id that a page chose. */
export const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

export const host = v.pipe(
	v.string(),
	v.maxLength(253),
	v.check((text) => parseHostname(text).kind === "clean", "no host name"),
);

/** A place to connect to, as entries of an object. */
export const addressEntries = {
	protocol: v.picklist(["imap", "pop3", "smtp"]),
	host,
	port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
	security: v.picklist(SECURITIES),
};

/** `path` leads to the first fault, in the words of the request. */
export interface Refusal {
	kind: "invalid";
	path: string;
	expected: string;
}

export function refusal([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): Refusal {
	return { kind: "invalid", path: v.getDotPath(issue) ?? "", expected: issue.message };
}

/** @throws ExtensionError, which reaches the page, when the request is not of the right shape */
export function valid<Request extends { kind: "valid" }>(request: Request | Refusal): Request {
	if (request.kind === "valid") return request;
	throw new ExtensionUtils.ExtensionError(`refused: ${request.path} must be: ${request.expected}`);
}
