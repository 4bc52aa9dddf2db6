// The head of a web server's answer (RFC 9112): its clock and where it leads. Sends nothing, follows nothing; the look at
// a web host is in experiments/probe/.

import { parseHostname } from "../domain/hostname";

/** Bytes of an answer's head. */
export const LONGEST_HEAD = 64 * 1024;

export interface Head {
	kind: "head";
	status: number;
	/** The values as sent; empty where there is none. */
	date: string;
	location: string;
}

export type ReadHead = Head | { kind: "unfinished" } | { kind: "foreign" };

/** A question without a cookie, a login or a body, and for none. */
export function headRequest(host: string): string {
	return `HEAD / HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
}

/** Reads what has come so far, one byte per character. */
export function readHead(bytes: string): ReadHead {
	if (!"HTTP/1.".startsWith(bytes.slice(0, 7))) return { kind: "foreign" };
	const end = /\r?\n\r?\n/.exec(bytes);
	if (end === null) return bytes.length > LONGEST_HEAD ? { kind: "foreign" } : { kind: "unfinished" };
	const [first = "", ...lines] = bytes.slice(0, end.index).split(/\r?\n/);
	const status = Number(/^HTTP\/1\.\d (\d{3})\b/.exec(first)?.[1] ?? Number.NaN);
	if (Number.isNaN(status)) return { kind: "foreign" };
	// Said beforehand; the answer comes behind it.
	if (status < 200) return readHead(bytes.slice(end.index + end[0].length));
	const valueOf = (name: string) =>
		lines
			.find((line) => line.toLowerCase().startsWith(`${name}:`))
			?.slice(name.length + 1)
			.trim() ?? "";
	return { kind: "head", status, date: valueOf("date"), location: valueOf("location") };
}

/** The other host that an answer of `host` leads to, in lower case; null when it leads to none. */
export function leadsAway({ status, location }: Head, host: string): string | null {
	const isRedirect = status >= 300 && status < 400;
	const behindScheme = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(.*)$/i.exec(location)?.[1];
	// Without a host it leads to another page of the same one.
	if (!isRedirect || behindScheme === undefined) return null;
	const target = parseHostname(behindScheme);
	return target.kind === "invalid" || target.host === host ? null : target.host;
}
