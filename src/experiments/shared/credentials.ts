// What to log in with: reads the login store, and exchanges a stored OAuth2 token for one that servers take. Nothing of it
// ever leaves privileged code but to the server. Whether it may be used there is decided in login-guard.ts.

import type { LoginPlace } from "../../domain/journal";
import type { LoginMark } from "../../domain/login-mark";
import type { Address } from "../../domain/observation";
import type { Protocol } from "../../domain/vocabulary";
import type { Credentials } from "../../probe/dialogue";
import { cleanText, encodeUtf8 } from "../../probe/text";
import { attempt } from "./attempt";
import type { LoginPlan } from "./login-guard";
import { countLogins, originOf } from "./logins";

type Absent = Extract<Credentials, { kind: "absent" }>;

const absent = (why: Absent["why"]): Absent => ({ kind: "absent", why });

/** The logins of each origin and realm, asked for once: every search decrypts all that an origin has. */
export type Searches = Map<string, Promise<NsILoginInfo[]>>;

/** For one examination. `host` and `protocol` are those of the server that is examined. */
export function credentialsFinder(): (
	plan: LoginPlan,
	target: Pick<Address, "protocol" | "host">,
) => Promise<Credentials> {
	const searches: Searches = new Map();
	return (plan, target) => {
		switch (plan.method) {
			case "password":
				return findPassword(plan, searches);
			case "oauth2":
				return findToken(plan, target);
		}
	};
}

/** Why the store may not be asked; null when it may. A locked store would open the dialog of the primary password. */
async function obstacleAt(origin: string, realm: string | null): Promise<"empty" | "locked" | null> {
	if ((await countLogins(origin, realm)) === 0) return "empty";
	return Services.logins.isLoggedIn ? null : "locked";
}

/** What is stored, or why nothing can be used. */
export type Stored = { kind: "stored"; login: NsILoginInfo } | Absent;

function storedPassword({ origin: server }: LoginPlan, searches: Searches): Promise<Stored> {
	const origin = originOf(server.protocol, server.host);
	return passwordAt({ origin, realm: origin, username: server.username }, searches);
}

/** The login that is stored in this very place; without a user name any that is. Opens no dialog. */
export async function passwordAt(
	{ origin, realm, username }: { origin: string; realm: string; username: string | null },
	searches: Searches,
): Promise<Stored> {
	const obstacle = await obstacleAt(origin, realm);
	if (obstacle) return absent(obstacle === "locked" ? "login-store-locked" : "no-login-stored");
	const place = JSON.stringify([origin, realm]);
	const search = searches.get(place) ?? Services.logins.searchLoginsAsync({ origin, httpRealm: realm });
	searches.set(place, search);
	const logins = await search;
	const login = logins.find((one) => username === null || one.username === username);
	return login ? { kind: "stored", login } : absent("no-login-stored");
}

async function findPassword(plan: LoginPlan, searches: Searches): Promise<Credentials> {
	const stored = await storedPassword(plan, searches);
	if (stored.kind === "absent") return stored;
	return { kind: "password", username: plan.username, password: stored.login.password };
}

/**
 * Issuers whose refresh tokens survive their use. Another may answer with a new one in place of the old: to keep that
 * would change the profile, to drop it would sign the user out.
 */
const LASTING_TOKENS: readonly string[] = ["accounts.google.com", "login.microsoftonline.com"];

const scopesOf = (text: string) => text.split(" ").filter(Boolean);

/** A server that a token may be for; `protocol` also of calendars and address books. */
interface TokenTarget {
	protocol: Protocol;
	host: string;
}

/** Whether a token for this user is stored that can do what this server needs. Asks nobody. */
export async function hasToken(username: string, target: TokenTarget): Promise<boolean> {
	return (await storedToken({ username }, target)).kind === "stored";
}

async function storedToken(
	{ username }: Pick<LoginPlan, "username">,
	target: TokenTarget,
): Promise<(Extract<Stored, { kind: "stored" }> & { issuer: string }) | Absent> {
	const { OAuth2Providers } = ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs");
	const details = attempt(() => OAuth2Providers.getHostnameDetails(target.host, target.protocol), undefined);
	if (!details) return absent("oauth-unknown-host");
	const { issuer } = details;
	const origin = `oauth://${issuer}`;
	const obstacle = await obstacleAt(origin, null);
	if (obstacle) return absent(obstacle === "locked" ? "login-store-locked" : "oauth-token-absent");
	const needed = scopesOf(details.requiredScopes ?? details.allScopes ?? "");
	const login = (await Services.logins.searchLoginsAsync({ origin })).find(
		(one) => one.username === username && needed.every((scope) => scopesOf(one.httpRealm).includes(scope)),
	);
	return login ? { kind: "stored", login, issuer } : absent("oauth-token-absent");
}

/** A token for this user at this server, from the one that is stored. Opens no window. */
export async function findToken(plan: Pick<LoginPlan, "username">, target: TokenTarget): Promise<Credentials> {
	const { OAuth2Providers } = ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs");
	const stored = await storedToken(plan, target);
	if (stored.kind === "absent") return stored;
	const { login, issuer } = stored;
	const { username } = plan;
	if (!LASTING_TOKENS.includes(issuer)) return absent("oauth-token-single-use");
	const issuerDetails = attempt(() => OAuth2Providers.getIssuerDetails?.(issuer), undefined);
	return issuerDetails ? exchange(issuerDetails, login, username) : absent("oauth-unknown-host");
}

/**
 * For one question: a text that is another one as soon as another login is stored, and tells nothing of it; null where none
 * can be seen. Thunderbird's own id of a login says nothing, but is nobody's business either.
 */
export function loginMarker(): (
	plan: LoginPlan,
	target: Pick<Address, "protocol" | "host">,
) => Promise<LoginMark | null> {
	const searches: Searches = new Map();
	return async (plan, target) => {
		const stored = await (plan.method === "password" ? storedPassword(plan, searches) : storedToken(plan, target));
		if (stored.kind === "absent") return null;
		const { guid, timePasswordChanged } = stored.login.QueryInterface(Ci["nsILoginMetaInfo"]);
		const { protocol, host } = plan.origin;
		return {
			server: fingerprint(protocol, host.toLowerCase(), plan.method, plan.username),
			login: fingerprint(guid, String(timePasswordChanged)),
		};
	};
}

/**
 * The same for a calendar or address book: under its origin (or that of the sign-in) the realm does not matter, as only its
 * server knows it. `username` may be empty: then any login of the server serves.
 */
export async function markAt(place: LoginPlace, searches: Searches): Promise<LoginMark | null> {
	const { origin, username } = place;
	if ((await obstacleAt(origin, null)) !== null) return null;
	const search = searches.get(origin) ?? Services.logins.searchLoginsAsync({ origin });
	searches.set(origin, search);
	const login = (await search).find((one) => username === "" || one.username === username);
	if (login === undefined) return null;
	const { guid, timePasswordChanged } = login.QueryInterface(Ci["nsILoginMetaInfo"]);
	return {
		server: fingerprint("dav", origin.toLowerCase(), username),
		login: fingerprint(guid, String(timePasswordChanged)),
	};
}

/**
 * What a search would log in with for this user: the login of the first of these places that has one. Under a name of its own,
 * whatever place that is: a refusal ends all searches for the user.
 */
export async function markOfUser(
	user: readonly string[],
	places: readonly LoginPlace[],
	searches: Searches,
): Promise<LoginMark | null> {
	for (const place of places) {
		const mark = await markAt(place, searches);
		if (mark !== null) return { server: fingerprint("search", ...user), login: mark.login };
	}
	return null;
}

function fingerprint(...parts: string[]): string {
	const hash = Cc["@mozilla.org/security/hash;1"]?.createInstance(Ci["nsICryptoHash"]) as NsICryptoHash;
	hash.initWithString("sha256");
	const bytes = Array.from(encodeUtf8(JSON.stringify(parts)), (letter) => letter.charCodeAt(0));
	hash.update(bytes, bytes.length);
	return hash.finish(true);
}

/** Answers of an issuer that say nothing about the token (RFC 6749; Google's and Microsoft's own). */
const PASSING = /^(temporarily_unavailable|server_error|internal_failure|rate_limit_exceeded|slow_down)/;

/** Thunderbird's own client, in an object of our own: nothing of what it learns is stored or shared. */
async function exchange(issuer: object, login: NsILoginInfo, username: string): Promise<Credentials> {
	const { OAuth2 } = ChromeUtils.importESModule("resource:///modules/OAuth2.sys.mjs");
	// A refused token makes the client open the sign-in window through this method. Where it has another name, the window
	// could not be held back, so the client is not used.
	if (!("requestAuthorization" in OAuth2.prototype)) return absent("oauth-unreachable");
	const client = new OAuth2(login.httpRealm, issuer);
	client.username = username;
	client.refreshToken = login.password;
	return new Promise((resolve) => {
		client.requestAuthorization = () => resolve({ kind: "token-refused", text: "" });
		client.connect(false, true).then(
			() => {
				const token = client.accessToken;
				resolve(token ? { kind: "oauth2", username, token } : absent("oauth-unreachable"));
			},
			(reason: unknown) => {
				// The issuer's own words are text; a failed connection is an error.
				const isAnswer = typeof reason === "string" && !PASSING.test(reason);
				resolve(
					isAnswer ? { kind: "token-refused", text: cleanText(encodeUtf8(reason)) } : absent("oauth-unreachable"),
				);
			},
		);
	});
}
