// What must not be read in a report: addresses and user names unless the person wished them, and in no case what a person
// typed as free text or what the words of others could give away. Which place of a report is what is in report.ts. Pure.

import type { Change } from "../domain/change";
import type { AccountDiagnosis } from "../domain/diagnosis";
import { STANDARD_FOLDERS } from "../domain/folders";
import type { Snapshot } from "../domain/snapshot";

/** What may be an address, a username or a host in any text; also URL-encoded, as in folder addresses. */
const WORD = /[\p{L}\p{N}\p{M}._%+@-]+/gu;

/** Stands for what is hidden. */
export const HIDDEN = "…";

function localPart(value: string): string {
	return value.includes("@") ? value.slice(0, value.lastIndexOf("@")) : value;
}

/** A name as a whole, and each word of it: `DOMAIN\user` and `jean dupont` are more than one word of a text. */
function addName(secrets: Set<string>, value: unknown): void {
	if (typeof value !== "string") return;
	const local = localPart(value);
	if (local === "") return;
	secrets.add(local.toLowerCase());
	for (const [part] of local.matchAll(WORD)) if (part.length > 2) secrets.add(part.toLowerCase());
}

/** Every username and address that accounts and changes name in a place of their own. */
export function secretsOf(accounts: readonly AccountDiagnosis[], changes: readonly Change[]): Set<string> {
	const secrets = new Set<string>();
	const add = (value: unknown): void => addName(secrets, value);
	const addChange = (change: Change): void => {
		switch (change.kind) {
			case "set":
				if (change.setting.endsWith(".username")) [change.from, change.to].forEach(add);
				return;
			case "create-outgoing": {
				add(change.server.username);
				return;
			}
			case "add-calendar":
			case "add-address-book": {
				add(change.username);
				return;
			}
			case "create-account": {
				[change.address, change.fullName, change.incoming.username, change.outgoing.username].forEach(add);
				return;
			}
		}
	};
	for (const account of accounts) {
		add(account.address);
		for (const finding of account.findings) {
			for (const name of ["address", "username"]) add(finding.facts[name]);
			for (const { change } of finding.changes) addChange(change);
		}
	}
	for (const change of changes) addChange(change);
	return secrets;
}

/** The names of people and their mailboxes that a profile holds. */
export function namesOfPeople(snapshot: Snapshot): Set<string> {
	const names = new Set<string>();
	const add = (value: string): void => addName(names, value);
	for (const { incoming, identities } of snapshot.accounts) {
		add(incoming.username);
		for (const { name, address } of identities) [name, address].forEach(add);
	}
	for (const { username } of [...snapshot.outgoing, ...snapshot.calendars, ...snapshot.addressBooks]) add(username);
	return names;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Hides each address, and each word that is a secret as a whole: `contact` is not hidden in the host contact.example. */
export function maskText(text: string, secrets: ReadonlySet<string>): string {
	return withoutPasswords(text).replace(WORD, (found) => {
		const word = decoded(found).replace(/[.-]+$/, "");
		return word.includes("@") || secrets.has(word.toLowerCase()) ? mask(word) : found;
	});
}

/** `jean.dupont@beta.gouv.fr` → `j…@beta.gouv.fr`; a short name shows nothing of itself. */
export function mask(secret: string): string {
	const at = secret.lastIndexOf("@");
	const local = at < 0 ? secret : secret.slice(0, at);
	const letters = Array.from(local);
	return `${letters.length > 2 ? (letters[0] ?? "") : ""}${HIDDEN}${at < 0 ? "" : secret.slice(at)}`;
}

// What looks like a password, a token or a link with more in it than a host. ------------------------------------------

/** `https://user:word@host/path?query`: what stands before the host, and after it. */
const LINK = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#<>"]*)([/?#][^\s<>"]*)?/giu;
/** `PASS word`, `password: word`, `token=word`, `Bearer word`, `mot de passe : word`. */
const TOLD =
	/\b(pass|passwd|password|passphrase|pwd|token|secret|bearer|mot de passe)(\s*[:=]\s*|\s+(?=\S*[\p{N}!#$%&*+=?^~]))("[^"]*"|«[^»]*»|\S+(?:\s[a-z]{4}){0,3})/giu;
/** An application password as it is shown: groups of four letters. */
const GROUPS = /(?<![\p{L}\p{N}])[a-z]{4}(?:[ \u00A0][a-z]{4}){3,}(?![\p{L}\p{N}])/giu;
/** One run of signs without white space, brackets or quotes. */
const RUN = /[^\s()[\]<>{}"'«»“”,;]+/gu;
/** Words of the protocols with digits in them. */
const TERM =
	/^(imap4(rev[12])?|pop3|utf-?8|utf-?16|sha-?\d+|md5|tls\w*|ssl\w*|x509|rfc\d+|oauth2|xoauth2|base64|ntlmv2)$/i;

function withoutPasswords(text: string): string {
	return text
		.replace(LINK, (_, scheme: string, authority: string, rest?: string) => {
			const at = authority.lastIndexOf("@");
			const host = at < 0 ? authority : `${HIDDEN}@${authority.slice(at + 1)}`;
			return `${scheme}${host}${rest === undefined || rest === "/" ? (rest ?? "") : `/${HIDDEN}`}`;
		})
		.replace(TOLD, (_, what: string, gap: string) => `${what}${gap}${HIDDEN}`)
		.replace(GROUPS, HIDDEN)
		.replace(RUN, (run) => (isLikePassword(run) ? HIDDEN : run));
}

/** Letters and digits mixed as in no word, or long as a token. Hosts, addresses and codes of answers are none. */
function isLikePassword(run: string): boolean {
	const word = run.replace(/[.:!?]+$/, "");
	if (word.includes("@") || word.includes("://") || TERM.test(word)) return false;
	const letters = /\p{L}/u.test(word);
	const digits = /\p{N}/u.test(word);
	const signs = /[!#$%&*+=?^~|\\]/.test(word);
	// A host, a version or an enhanced status code.
	if (/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?$/u.test(word) && word.length < 64) return isToken(word);
	if (word.length >= 16 && letters && digits) return true;
	return word.length >= 6 && letters && (digits || (signs && !word.includes("=")));
}

/** `ya29.a0AfH6…`: a host has no capitals and digits mixed in a label of this length. */
function isToken(word: string): boolean {
	return word
		.split(".")
		.some((label) => label.length > 4 && /\p{Lu}/u.test(label) && /\p{Ll}/u.test(label) && /\p{N}/u.test(label));
}

// One report. ---------------------------------------------------------------------------------------------------------

/** How the places of one report are written. */
export interface Hiding {
	/** An address or a user name. */
	address(text: string): string;
	/** A host, and nothing of what may be around it: scheme, user, path. */
	host(text: string): string;
	/** What servers, certificates and add-ons say. */
	words(text: string): string;
	/** The address of a folder: its host, and its name where many have one of that name. */
	folder(uri: string): string;
}

export function createHiding(parts: {
	full: boolean;
	accounts: readonly AccountDiagnosis[];
	snapshot: Snapshot | null;
	changes: readonly Change[];
}): Hiding {
	const { full, accounts, snapshot, changes } = parts;
	const usernames = secretsOf(accounts, changes);
	const people = snapshot === null ? new Set<string>() : namesOfPeople(snapshot);
	const known = new Set([...usernames, ...people]);
	const realNames = new Set<string>();
	for (const { identities } of snapshot?.accounts ?? []) for (const { name } of identities) addName(realNames, name);

	const address = (text: string): string => {
		if (text === "") return "";
		// A user name with white space or a scheme is something else that came into the wrong field.
		const whole = text.trim();
		if (/[\s/:]/.test(whole)) return HIDDEN;
		return full ? whole : mask(whole);
	};

	const host = (text: string): string => {
		const [, authority = ""] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)/i.exec(text.trim()) ?? [];
		const name = authority.slice(authority.lastIndexOf("@") + 1).replace(/\.$/, "");
		const bare = name.replace(/^(\*\.)?/, "").replace(/:\d+$/, "");
		if (/^\[?[0-9a-f]*:[0-9a-f:.]+\]?$/i.test(name) || bare.toLowerCase() === "localhost") return name;
		const isHost = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)+$/u.test(bare) && !isToken(bare);
		return isHost && !known.has(bare.toLowerCase()) ? name : text === "" ? "" : HIDDEN;
	};

	const words = (text: string): string => (full ? maskNames(withoutPasswords(text), realNames) : maskText(text, known));

	return {
		address,
		host,
		words,
		folder(uri) {
			const at = host(uri);
			const name = decoded(uri.slice(uri.lastIndexOf("/") + 1));
			return uri === "" ? "" : `${at}/${STANDARD_FOLDERS.has(name.toLowerCase()) ? name : HIDDEN}`;
		},
	};
}

function maskNames(text: string, names: ReadonlySet<string>): string {
	return text.replace(WORD, (found) => (names.has(found.toLowerCase()) ? HIDDEN : found));
}
