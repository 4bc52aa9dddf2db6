// Addresses and usernames, hidden wherever they stand in a text: for what leaves this computer with a person's consent.
// Which places of a report are looked at is report.ts. Pure.

import type { Change } from "../domain/change";
import type { AccountDiagnosis } from "../domain/diagnosis";

/** What may be an address, a username or a host in any text; also URL-encoded, as in folder addresses. */
const WORD = /[\p{L}\p{N}\p{M}._%+@-]+/gu;

/** Every username and address that accounts and changes name in a place of their own. */
export function secretsOf(accounts: readonly AccountDiagnosis[], changes: readonly Change[]): ReadonlySet<string> {
	const secrets = new Set<string>();
	const add = (value: unknown): void => {
		if (typeof value !== "string") return;
		const local = value.includes("@") ? value.slice(0, value.lastIndexOf("@")) : value;
		secrets.add(local.toLowerCase());
		// `DOMAIN\user` and `jean dupont` are more than one word of a text.
		for (const [part] of local.matchAll(WORD)) if (part.length > 2) secrets.add(part.toLowerCase());
	};
	const addChange = (change: Change): void => {
		if (change.kind === "create-outgoing") add(change.server.username);
		else if (change.setting.endsWith(".username")) [change.from, change.to].forEach(add);
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

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Hides each address, and each word that is a secret as a whole: `contact` is not hidden in the host contact.example. */
export function maskText(text: string, secrets: ReadonlySet<string>): string {
	return text.replace(WORD, (found) => {
		const word = decoded(found).replace(/[.-]+$/, "");
		return word.includes("@") || secrets.has(word.toLowerCase()) ? mask(word) : found;
	});
}

/** `jean.dupont@beta.gouv.fr` → `j…@beta.gouv.fr`; a short name shows nothing of itself. */
export function mask(secret: string): string {
	const at = secret.lastIndexOf("@");
	const local = at < 0 ? secret : secret.slice(0, at);
	const letters = Array.from(local);
	return `${letters.length > 2 ? (letters[0] ?? "") : ""}…${at < 0 ? "" : secret.slice(at)}`;
}
