// The shape of a request that crosses from the page: checked here, before anything is believed. Where a password may go is
// decided in ../shared/dav/places.ts.

import * as v from "valibot";
import type { DavItemKey, DavLink, DavWish } from "../../domain/dav";
import { TOTAL_MS } from "../shared/dav/search";
import { davKind, davWish, line } from "../shared/dav/wish";
import { key, type Refusal, refusal } from "../shared/requests";

/** Two for each of 1 000 accounts. */
const MOST = 2000;

const options = v.strictObject({
	id: key,
	totalMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(50), v.maxValue(60_000)), TOTAL_MS),
});

const wishes = v.pipe(v.array(davWish), v.maxLength(MOST));
const discover = v.strictObject({ wishes, options });
const link = v.strictObject({ link: v.strictObject({ url: line(2000), wish: v.nullable(davWish) }), options });
const items = v.pipe(v.array(v.strictObject({ kind: davKind, id: line(200) })), v.maxLength(MOST));
const look = v.strictObject({ items, options });
const marks = v.strictObject({ items });
const searchMarks = v.strictObject({ wishes });

type Options = v.InferOutput<typeof options>;
type Valid<Request> = ({ kind: "valid"; options: Options } & Request) | Refusal;

export function parseDiscover(wishes: unknown, given: unknown): Valid<{ wishes: DavWish[] }> {
	const parsed = v.safeParse(discover, { wishes, options: given }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

export function parseLink(asked: unknown, given: unknown): Valid<{ link: DavLink }> {
	const parsed = v.safeParse(link, { link: asked, options: given }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

export function parseLook(items: unknown, given: unknown): Valid<{ items: DavItemKey[] }> {
	const parsed = v.safeParse(look, { items, options: given }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

export function parseMarks(given: unknown): { kind: "valid"; items: DavItemKey[] } | Refusal {
	const parsed = v.safeParse(marks, { items: given }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}

export function parseSearchMarks(given: unknown): { kind: "valid"; wishes: DavWish[] } | Refusal {
	const parsed = v.safeParse(searchMarks, { wishes: given }, { abortEarly: true });
	return parsed.success ? { kind: "valid", ...parsed.output } : refusal(parsed.issues);
}
