// Stored mail logins that nothing uses any more: no server of any kind, nothing that may still be undone or is prepared.
// Whatever is in doubt counts as used. Logins of calendars, address books, web pages and sign-ins are not looked at.

import type { JournalEntry, LoginPlace } from "../../domain/journal";
import type { JournalView } from "../../domain/outcome";
import type { LoginRemoval, UnusedLogin, UnusedLogins } from "../../domain/support";

type MailKind = "imap" | "pop3" | "smtp";

/** As Thunderbird has kept them over the years. */
const SCHEMES: readonly (readonly [scheme: RegExp, kind: MailKind])[] = [
	[/^imaps?$/, "imap"],
	[/^(mailbox|pop3?s?)$/, "pop3"],
	[/^smtps?$/, "smtp"],
];

/** A server of the profile. */
export interface LoginUser {
	/** Thunderbird's type; of one that is not known here it is not known either where its logins are. */
	type: string;
	/** As stored, untouched. */
	host: string;
	username: string;
}

/** What the hands in implementation.ts do for it. */
export interface UnusedLoginPorts<Login> {
	isLocked(): boolean;
	/** Logins of servers of any kind; asks for no primary password. */
	count(): Promise<number>;
	/** Only called while the store is open. */
	all(): Promise<{ id: string; origin: string; realm: string; username: string; login: Login }[]>;
	remove(login: Login): Promise<void>;
	journal(): Promise<JournalView>;
	servers(): LoginUser[];
}

const OVER: readonly JournalEntry["state"][] = ["rolled-back", "undone"];

/** Every text in a value, in lower case. */
function textsIn(value: unknown, texts = new Set<string>()): Set<string> {
	if (typeof value === "string") texts.add(value.toLowerCase());
	else if (typeof value === "object" && value !== null) for (const part of Object.values(value)) textsIn(part, texts);
	return texts;
}

/** What may still be needed: every host, origin and user name that these entries speak of. */
function textsNeeded(entries: readonly JournalEntry[]): ReadonlySet<string> {
	return textsIn(
		entries
			.filter(({ state }) => !OVER.includes(state))
			.map(({ changes, prefs, logins }) => [
				changes,
				prefs.map(({ before, after }) => [before, after]),
				logins.map(({ from, to }) => [from, to]),
			]),
	);
}

/** What a mail login is for; null for the origin of anything else. The host is in lower case. */
function mailPlace(origin: string): { kind: MailKind; host: string } | null {
	const [, scheme = "", authority = ""] = /^([a-z0-9]+):\/\/([^/]+)$/i.exec(origin) ?? [];
	const kind = SCHEMES.find(([pattern]) => pattern.test(scheme.toLowerCase()))?.[1];
	const host = bare(authority.slice(authority.lastIndexOf("@") + 1));
	return kind === undefined || host === "" ? null : { kind, host };
}

function bare(host: string): string {
	return host
		.trim()
		.toLowerCase()
		.replace(/^\[(.*)\]$/, "$1")
		.replace(/\.$/, "");
}

/** Whether a login serves nobody. */
export function isUnused(
	{ origin, username }: LoginPlace,
	servers: readonly LoginUser[],
	entries: readonly JournalEntry[],
): boolean {
	const place = mailPlace(origin);
	if (place === null) return false;
	const user = username.toLowerCase();
	const isUsed = servers.some(
		(server) =>
			bare(server.host) === place.host &&
			// One that names no user asks for it, and takes any login of its host.
			(server.username === "" || server.username.toLowerCase() === user) &&
			(server.type === place.kind || !isMailKind(server.type)),
	);
	if (isUsed) return false;
	const needed = [...textsNeeded(entries)];
	return !needed.some((text) => text === user || text.includes(place.host));
}

function isMailKind(type: string): boolean {
	return SCHEMES.some(([, kind]) => kind === type);
}

export async function listUnused<Login>(ports: UnusedLoginPorts<Login>): Promise<UnusedLogins> {
	if (ports.isLocked()) return { kind: "locked", stored: await ports.count() };
	const found = await findUnused(ports);
	if (found === null) return { kind: "unknown" };
	return { kind: "listed", logins: found.map(({ id, origin, username }): UnusedLogin => ({ id, origin, username })) };
}

/** Judges again with what is there now; the removal follows in the same turn. */
export async function removeUnused<Login>(ports: UnusedLoginPorts<Login>, id: string): Promise<LoginRemoval> {
	if (ports.isLocked()) return { kind: "not-unused" };
	const found = (await findUnused(ports))?.find((one) => one.id === id);
	if (found === undefined) return { kind: "not-unused" };
	await ports.remove(found.login);
	return { kind: "removed" };
}

async function findUnused<Login>(ports: UnusedLoginPorts<Login>) {
	const all = await ports.all();
	const { health, entries } = await ports.journal();
	if (health.kind === "unreadable") return null;
	const servers = ports.servers();
	// The list of servers is read in the turn in which the answer is used. The realm of a mail login is its origin.
	return all.filter((login) => login.realm === login.origin && isUnused(login, servers, entries));
}
