// Addresses that a server answers with, made absolute (RFC 3986, RFC 4918 §8.3). Own code, as the scripts that ask have no
// `URL`; and stricter: https only, nobody's name before the host. Where a request may go is decided in places.ts.

import { encodeUtf8 } from "../text";

/** Parts of an https address. */
export interface Place {
	/** In lower case, ASCII; an IPv6 address in brackets. */
	host: string;
	port: number;
	/** Begins with a slash, percent-encoded; may end with a query. */
	path: string;
}

/** `away`: it leads to something else than https; `host` is empty where none can be read. */
export type Resolved = ({ kind: "place" } & Place) | { kind: "away"; host: string } | { kind: "none" };

const LONGEST = 2000;
const ABSOLUTE = /^(?:([a-z][a-z0-9+.-]*):)?\/\/([^/?#]*)([^#]*)/i;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const HOST = /^(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])(?:\.(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]))*$/;

export function addressOf({ host, port, path }: Place): string {
	return `${originOf({ host, port })}${path}`;
}

/** As Thunderbird keeps logins: the port only where it is not that of https. */
export function originOf({ host, port }: Pick<Place, "host" | "port">): string {
	return `https://${host}${port === 443 ? "" : `:${port}`}`;
}

/** An absolute https address; null where it is none. */
export function placeOf(address: string): Place | null {
	const found = resolveHref(address, null);
	return found.kind === "place" ? { host: found.host, port: found.port, path: found.path } : null;
}

/** What an address means that stood in the answer of `base`. Never throws. */
export function resolveHref(text: string, base: Place | null): Resolved {
	const href = text.trim();
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
	if (href === "" || href.length > LONGEST || /[\0-\x1f\x7f\\]/.test(href)) return { kind: "none" };
	const absolute = ABSOLUTE.exec(href);
	if (absolute !== null) {
		const [, scheme = "https", authority = "", rest = ""] = absolute;
		if (base === null && absolute[1] === undefined) return { kind: "none" };
		const at = readAuthority(authority);
		if (at === null) return { kind: "none" };
		if (scheme.toLowerCase() !== "https") return { kind: "away", host: at.host };
		return { kind: "place", ...at, path: cleanPath(rest === "" || rest.startsWith("?") ? `/${rest}` : rest) };
	}
	if (SCHEME.test(href)) return { kind: "away", host: "" };
	if (base === null) return { kind: "none" };
	const { host, port } = base;
	const relative = href.replace(/#.*$/s, "");
	if (relative.startsWith("/")) return { kind: "place", host, port, path: cleanPath(relative) };
	const here = base.path.replace(/\?.*$/s, "");
	if (relative === "") return { kind: "place", host, port, path: base.path };
	if (relative.startsWith("?")) return { kind: "place", host, port, path: cleanPath(here + relative) };
	return { kind: "place", host, port, path: cleanPath(here.slice(0, here.lastIndexOf("/") + 1) + relative) };
}

function readAuthority(authority: string): Pick<Place, "host" | "port"> | null {
	const [, name = "", digits] = /^(\[[0-9a-f:.]+\]|[^:@[\]]*)(?::(\d{0,5}))?$/i.exec(authority) ?? [];
	const host = name.toLowerCase().replace(/\.$/, "");
	if (host.length > 253 || !(host.startsWith("[") || HOST.test(host))) return null;
	const port = digits ? Number(digits) : 443;
	return port > 0 && port < 65_536 ? { host, port } : null;
}

/** Without `.` and `..`, and with what may not stand in an address percent-encoded; what is encoded stays as it is. */
function cleanPath(text: string): string {
	const [, path = "", query = ""] = /^([^?]*)(\?.*)?$/s.exec(text) ?? [];
	const kept: string[] = [];
	const segments = encoded(path).split("/").slice(1);
	for (const [index, segment] of segments.entries()) {
		const plain = segment.replace(/%2e/gi, ".");
		const isLast = index === segments.length - 1;
		if (plain === "..") kept.pop();
		if (plain !== "." && plain !== "..") kept.push(segment);
		else if (isLast) kept.push("");
	}
	return `/${kept.join("/")}${encoded(query)}`;
}

function encoded(text: string): string {
	return text
		.replace(/[^\x21-\x7e]+/g, (letters) =>
			Array.from(encodeUtf8(letters), (byte) => percent(byte.charCodeAt(0))).join(""),
		)
		.replace(/["<>^`{|}]/g, (letter) => percent(letter.charCodeAt(0)))
		.replace(/%(?![0-9a-f]{2})/gi, "%25");
}

function percent(byte: number): string {
	return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** The same collection, however its address is written: percent-encoding and the last slash do not count. */
export function sameAddress({ host, port, path }: Place): string {
	return `${originOf({ host, port })}${decoded(path).replace(/\/+$/, "")}`;
}

/** The last part of the path as a person reads it. */
export function lastPart(path: string): string {
	return decoded(path.replace(/\?.*$/s, "").replace(/\/+$/, "").split("/").at(-1) ?? "");
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
