// A move: one incoming server that gets another host or user name, and how Thunderbird writes its folders' common URI
// before and after. Where that URI stands: uris.ts, files.ts, preferences.ts, search-index.ts.

import type { IncomingProtocol } from "../../../domain/vocabulary";

export interface Place {
	host: string;
	username: string;
	/** Of the root folder; every folder's URI is this one, a slash and its path. */
	uri: string;
}

export interface Move {
	/** Thunderbird's key of the server. */
	key: string;
	protocol: IncomingProtocol;
	from: Place;
	to: Place;
}

const SCHEMES = { imap: "imap", pop3: "mailbox" } as const satisfies Record<IncomingProtocol, string>;

/** The C++ of IMAP leaves fewer characters alone than the JavaScript of POP3. */
const escapeRest = (text: string) =>
	text.replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The server's URI as Thunderbird 140 and 153 write it. A host with a colon has none: Thunderbird does not start with
 * such an IMAP server, and never gives out such a POP3 one.
 */
export function serverUri(protocol: IncomingProtocol, username: string, host: string): string {
	const user = encodeURIComponent(username);
	const escaped = protocol === "imap" ? escapeRest(user) : user;
	return `${SCHEMES[protocol]}://${escaped && `${escaped}@`}${encodeURIComponent(host)}`;
}

export function place(protocol: IncomingProtocol, username: string, host: string): Place {
	return { host, username, uri: serverUri(protocol, username, host) };
}

export const inverseMove = (move: Move): Move => ({ ...move, from: move.to, to: move.from });
