// What a web server's answer to a DAV request means. Whether another request follows is decided in discovery.ts.

import type { Outcome, Stage } from "../../domain/observation";
import { decodeUtf8, isAscii } from "../text";
import { type Place, resolveHref } from "./href";
import { type Resource, readMultistatus } from "./multistatus";

export interface HttpAnswer {
	kind: "answer";
	status: number;
	/** The header's value; empty where there is none. */
	location: string;
	/** All of `WWW-Authenticate`. */
	challenge: string;
	/** One byte per character. */
	body: string;
}

export interface Ended {
	kind: "ended";
	/** The host that was asked. */
	at: string;
	stage: Stage;
	outcome: Outcome;
}

export type DavAnswer =
	| { kind: "resources"; resources: Resource[] }
	/** To a place that may be asked. */
	| { kind: "redirect"; to: Place }
	| Ended;

const ended = (place: Place, outcome: Outcome): Ended => ({ kind: "ended", at: place.host, stage: "dav", outcome });

/** `isOurs`: whether a place may be asked at all. A 401 is for whoever has logins. */
export function readAnswer(answer: HttpAnswer, place: Place, isOurs: (place: Place) => boolean): DavAnswer {
	const { status } = answer;
	const text = `HTTP ${status}`;
	if (status === 207) {
		const read = readMultistatus(textOf(answer));
		if (read.kind === "malformed") return ended(place, read);
		// Well-formed, and says nothing: not even the address that was asked for.
		if (read.resources.length === 0) return ended(place, { kind: "malformed", text: "empty multistatus" });
		return { kind: "resources", resources: read.resources };
	}
	if (status >= 300 && status < 400) {
		const to = resolveHref(answer.location, place);
		if (to.kind === "none") return ended(place, { kind: "not-dav", text });
		if (to.kind === "away" || !isOurs(to)) return ended(place, { kind: "led-away", host: to.host });
		return { kind: "redirect", to };
	}
	if (status === 403) return ended(place, { kind: "forbidden", text });
	if (status === 404 || status === 410) return ended(place, { kind: "not-found" });
	if (status === 408 || status === 423 || status === 425 || status === 429)
		return ended(place, { kind: "temporarily-unavailable", text });
	if (status >= 500 && status !== 501 && status !== 505 && status !== 511)
		return ended(place, { kind: "temporarily-unavailable", text });
	return ended(place, { kind: "not-dav", text });
}

/** The body as text; what is no UTF-8 is read as Latin-1. */
export function textOf({ body }: Pick<HttpAnswer, "body">): string {
	// A byte order mark is no part of the text.
	return (isAscii(body) ? body : decodeUtf8(body)).replace(/^\uFEFF/, "");
}

export interface Challenge {
	/** Of Basic (RFC 7617); null where it is not offered. */
	realm: string | null;
	/** Names of all schemes, as they were sent. */
	offered: string[];
}

/** A name alone is a scheme, one with a value belongs to the scheme before it. */
const PART = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

/** Reads the header of a 401 (RFC 9110 §11.6.1). Never throws. */
export function readChallenge(bytes: string): Challenge {
	const header = isAscii(bytes) ? bytes : decodeUtf8(bytes);
	const offered: string[] = [];
	let realm: string | null = null;
	for (const [, name = "", quoted, bare] of header.matchAll(PART)) {
		const value = quoted?.replace(/\\(.)/g, "$1") ?? bare;
		if (value === undefined) offered.push(name);
		else if (name.toLowerCase() === "realm" && offered.at(-1)?.toLowerCase() === "basic") realm ??= value;
	}
	const isBasic = offered.some((scheme) => scheme.toLowerCase() === "basic");
	return { realm: isBasic ? (realm ?? "") : null, offered };
}
