// Where Thunderbird keeps the logins of mail servers, and whether one is there. Never returns a password.

import type { LoginPlace } from "../../domain/journal";
import type { LoginPresence } from "../../domain/snapshot";
import type { IncomingProtocol } from "../../domain/vocabulary";

const SCHEMES: Readonly<Record<IncomingProtocol | "smtp", string>> = {
	imap: "imap",
	pop3: "mailbox",
	smtp: "smtp",
};

/** The origin (and realm) of the login of a mail server, as Thunderbird itself builds it. */
export function originOf(protocol: IncomingProtocol | "smtp", host: string): string {
	return `${SCHEMES[protocol]}://${host.includes(":") ? `[${host}]` : host}`;
}

/** How many logins are kept at an origin, of any realm when it is null. Never opens the dialog of the primary password. */
export async function countLogins(origin: string, realm: string | null): Promise<number> {
	const { logins } = Services;
	// Here an empty text means any realm, and null means no realm at all.
	if (logins.countLoginsAsync) return logins.countLoginsAsync(origin, null, realm ?? "");
	return logins.countLogins?.(origin, null, realm ?? "") ?? 0;
}

/** Looks up stored logins for one reading of the profile, each origin once. */
export class LoginLookup {
	readonly #users = new Map<string, Promise<ReadonlySet<string> | null>>();

	/** `realm` null: any realm of this origin (OAuth2 tokens have their scopes there). */
	async presence(place: LoginPlace, realm: string | null): Promise<LoginPresence> {
		let users = this.#users.get(place.origin);
		if (!users) {
			users = usersAt(place.origin, realm);
			this.#users.set(place.origin, users);
		}
		const found = await users;
		if (found === null) return "unknown";
		return found.has(place.username) ? "stored" : "absent";
	}
}

/** The user names with a login at an origin; null when they cannot be seen, as behind a locked primary password. */
async function usersAt(origin: string, realm: string | null): Promise<ReadonlySet<string> | null> {
	// Where the store cannot answer nothing is known; the check goes on.
	const ask = async <T>(question: () => Promise<T>): Promise<T | null> => {
		try {
			return await question();
		} catch {
			return null;
		}
	};
	// Count first: a search opens the dialog of a locked primary password, a count does not.
	const count = await ask(() => countLogins(origin, realm));
	if (count === 0) return new Set();
	if (count === null || !Services.logins.isLoggedIn) return null;
	const query = realm === null ? { origin } : { origin, httpRealm: realm };
	const found = await ask(() => Services.logins.searchLoginsAsync(query));
	return found && new Set(found.map((login) => login.username));
}
