// The hands of a sign-in: Thunderbird's own OAuth2 client and its window, the tokens in the login store, and the clients
// that Thunderbird's servers share. The order and the safety are in sign-in.ts. No token leaves this side.

import type { Endpoint, Observation } from "../../domain/observation";
import type { SignInObstacle } from "../../domain/outcome";
import { cleanText, encodeUtf8 } from "../../probe/text";
import { attempt } from "../shared/attempt";
import { countLogins } from "../shared/logins";
import { findRoute } from "../shared/network";
import { after, Cancellation } from "../shared/timer";
import { lookAtWeb } from "../shared/web";
import type { Grant, SignInPorts, Wish } from "./sign-in";

/** People look for their telephone. */
const PATIENCE_MS = 10 * 60_000;
const LOOK_MS = 5000;
/** How long a window may take to open. */
const WINDOW_MS = 3000;
const WINDOW_LOOK_MS = 25;
const WINDOW = "chrome://messenger/content/browserRequest.xhtml";

/** What of an issuer's description is needed here; Thunderbird's client takes it as it is. */
interface IssuerDetails {
	clientId?: string;
	authorizationEndpoint: string;
	tokenEndpoint: string;
	/** The sign-in may take place in the system's browser (153). */
	useExternalBrowser?: boolean;
}

const scopesOf = (text: string): string[] => text.split(" ").filter(Boolean);
const originOf = (issuer: string): string => `oauth://${issuer}`;

function providers() {
	return ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs").OAuth2Providers;
}

function detailsOf(issuer: string): IssuerDetails | null {
	const details = attempt(() => providers().getIssuerDetails?.(issuer), undefined) as IssuerDetails | undefined;
	return details?.clientId ? details : null;
}

type Answer = { kind: "granted"; grant: Grant } | SignInObstacle;

/** The one sign-in that may be under way. */
export class SignInWindow {
	#end: ((answer: Answer) => void) | null = null;

	/** Brings the window to the front; false where there is none, as when the system's browser shows it. */
	show(): boolean {
		if (this.#end === null) return false;
		for (const window of Services.wm.getEnumerator(null)) {
			if (window.location.href !== WINDOW) continue;
			window.focus();
			return true;
		}
		return false;
	}

	/** Ends the sign-in as if the user had closed the window; false where none is under way. */
	close(): boolean {
		const end = this.#end;
		end?.({ kind: "closed" });
		return end !== null;
	}

	async ask(wish: Wish): Promise<Answer> {
		if (this.#end !== null) {
			this.show();
			return { kind: "open" };
		}
		const ended = new Promise<Answer>((resolve) => {
			this.#end = resolve;
		});
		const forget = after(PATIENCE_MS, () => this.#end?.({ kind: "too-late" }));
		try {
			const details = detailsOf(wish.issuer);
			if (details === null) return { kind: "issuer-refused", text: "" };
			const obstacle = await Promise.race([obstacleAt(details), ended]);
			return obstacle ?? (await this.#open(wish, details, ended));
		} finally {
			this.#end = null;
			forget();
		}
	}

	async #open(wish: Wish, details: IssuerDetails, ended: Promise<Answer>): Promise<Answer> {
		// An object of our own: nothing of what it learns is stored or shared before the servers have taken it.
		const { OAuth2 } = ChromeUtils.importESModule("resource:///modules/OAuth2.sys.mjs");
		const client = new OAuth2(wish.scopes.join(" "), details);
		client.username = wish.username;
		client.extraAuthParams = [["login_hint", wish.username]];
		client.requestWindowTitle = titleOf(wish);
		client._isRetrying = true;
		const answered = client.connect(true, true).then(
			() => grantOf(client),
			(reason: unknown) => obstacleOf(reason, details),
		);
		const gaveUp = ended.then(async (answer) => {
			// 153 throws where nothing is open any more.
			attempt(() => client.finishAuthorizationRequest(), undefined);
			if (!isOutside(details)) await closeWindowOf(client);
			return answer;
		});
		return Promise.race([answered, gaveUp]);
	}
}

/** Thunderbird forgets a window that has not loaded yet: it would come after all, and stay. */
async function closeWindowOf(client: OAuth2Client): Promise<void> {
	for (let waited = 0; waited < WINDOW_MS; waited += WINDOW_LOOK_MS) {
		const own = [...Services.wm.getEnumerator(null)].find((window) => {
			const request = attempt(() => window.arguments?.[0]?.wrappedJSObject, undefined);
			return request !== undefined && (request.oauth === client || request.account === client);
		});
		if (own !== undefined) {
			own.close();
			return;
		}
		await new Promise<void>((resolve) => after(WINDOW_LOOK_MS, resolve));
	}
}

/** The sign-in takes place in the system's browser. */
function isOutside(details: IssuerDetails): boolean {
	return details.useExternalBrowser === true && Services.prefs.getBoolPref("mailnews.oauth.useExternalBrowser", false);
}

function titleOf({ username, host }: Wish): string {
	return attempt(
		() =>
			Services.strings
				.createBundle("chrome://messenger/locale/messenger.properties")
				.formatStringFromName("oauth2WindowTitle", [username, host]),
		username,
	);
}

function grantOf({ accessToken, refreshToken, scope }: OAuth2Client): Answer {
	if (!accessToken || !refreshToken) return { kind: "issuer-refused", text: "" };
	return {
		kind: "granted",
		grant: { access: accessToken, refresh: refreshToken, scopes: scopesOf(scope) },
	};
}

/** Thunderbird's client rejects with words of its own, with the address that it was sent back to, or with an error. */
function obstacleOf(reason: unknown, { tokenEndpoint }: IssuerDetails): SignInObstacle {
	if (typeof reason !== "string") return { kind: "unreachable", host: hostOf(tokenEndpoint) };
	if (/"(cancelled|user_cancel|application_closed)"/.test(reason)) return { kind: "closed" };
	if (/^(Window already open|Cooldown still active)/.test(reason)) return { kind: "open" };
	const error = /[?&]error=([\w.-]+)/.exec(reason)?.[1];
	if (error === "access_denied") return { kind: "denied" };
	// The whole address would hold the code.
	return { kind: "issuer-refused", text: error ?? cleanText(encodeUtf8(reason.replace(/\S*:\/\/\S*/g, "…"))) };
}

function hostOf(url: string): string {
	return attempt(() => Services.io.newURI(url).asciiHost, "");
}

function isWindowBlocked(details: IssuerDetails): boolean {
	const isOutside =
		Services.prefs.getBoolPref("mailnews.oauth.useExternalBrowser", false) && details.useExternalBrowser;
	if (isOutside) return false;
	const cookiesRejected = Services.prefs.getIntPref("network.cookie.cookieBehavior", 0) === 2;
	return cookiesRejected || !Services.prefs.getBoolPref("javascript.enabled", true);
}

/** What would keep the window from working, or the code from becoming a token. */
async function obstacleAt(details: IssuerDetails): Promise<SignInObstacle | null> {
	if (isWindowBlocked(details)) return { kind: "cookies-blocked" };
	const hosts = [...new Set([details.authorizationEndpoint, details.tokenEndpoint].map(hostOf))];
	const looks = await Promise.all(hosts.map(lookAt));
	return looks.find((look) => look !== null) ?? null;
}

async function lookAt(host: string): Promise<SignInObstacle | null> {
	const cancellation = new Cancellation();
	// The web goes through a proxy that mail does not take: what is not reached straight may well be reached by it.
	const proxied = await findRoute(host, LOOK_MS, cancellation).then(
		(route) => route.proxied,
		() => true,
	);
	const { https } = await lookAtWeb(host, Date.now() + LOOK_MS, cancellation);
	switch (https.kind) {
		case "answered":
			return null;
		case "failed":
			return proxied ? null : { kind: "unreachable", host };
		case "certificate": {
			const isOfTime = https.problem.kind === "expired" || https.problem.kind === "not-yet-valid";
			return isOfTime ? { kind: "clock-wrong" } : { kind: "untrusted", host };
		}
	}
}

async function storedLogins({ issuer, username }: Pick<Wish, "issuer" | "username">): Promise<NsILoginInfo[]> {
	const origin = originOf(issuer);
	if ((await countLogins(origin, null)) === 0) return [];
	return (await Services.logins.searchLoginsAsync({ origin })).filter((login) => login.username === username);
}

/**
 * In place of every token that can do no more than the new one; none is ever removed. `onDisk`: resolves with true once
 * the login file holds logins, by id, that pass.
 */
async function keep(
	wish: Wish,
	grant: Grant,
	onDisk: (holds: (logins: ReadonlyMap<string, number>) => boolean) => Promise<boolean>,
): Promise<boolean> {
	const origin = originOf(wish.issuer);
	const make = (realm: string): NsILoginInfo => {
		const login = Cc["@mozilla.org/login-manager/loginInfo;1"]?.createInstance(Ci["nsILoginInfo"]) as NsILoginInfo;
		login.init(origin, null, realm, wish.username, grant.refresh, "", "");
		return login;
	};
	const isCovered = ({ httpRealm }: NsILoginInfo) => scopesOf(httpRealm).every((scope) => grant.scopes.includes(scope));
	const covered = (await storedLogins(wish)).filter(isCovered);
	for (const login of covered) {
		if (login.password === grant.refresh) continue;
		const wanted = make(login.httpRealm);
		if (Services.logins.modifyLoginAsync) await Services.logins.modifyLoginAsync(login, wanted);
		else Services.logins.modifyLogin?.(login, wanted);
	}
	const realm = grant.scopes.join(" ");
	const isWhole = covered.some(({ httpRealm }) => grant.scopes.every((scope) => scopesOf(httpRealm).includes(scope)));
	if (!isWhole) await Services.logins.addLoginAsync(make(realm));
	const kept = (await storedLogins(wish)).filter(({ password }) => password === grant.refresh);
	if (kept.length === 0) return false;
	const metas = kept.map((login) => login.QueryInterface(Ci["nsILoginMetaInfo"]));
	return onDisk((logins) => metas.every(({ guid, timePasswordChanged }) => logins.get(guid) === timePasswordChanged));
}

/** All that Thunderbird may ask a token for; each has, or shares, a client that remembers the token of before. */
const USES = ["imap", "pop3", "smtp", "caldav", "carddav"];

function adopt(wish: Wish, grant: Grant): void {
	const { OAuth2Module } = ChromeUtils.importESModule("resource:///modules/OAuth2Module.sys.mjs");
	for (const use of USES) {
		const details = attempt(() => providers().getHostnameDetails(wish.host, use), undefined);
		const required = scopesOf(details?.requiredScopes ?? details?.allScopes ?? "");
		if (required.length === 0 || !required.every((scope) => grant.scopes.includes(scope))) continue;
		attempt(() => {
			const module = new OAuth2Module();
			if (!module.initFromHostname(wish.host, wish.username, use)) return;
			const client = module._oauth;
			if (!client || !scopesOf(client.scope).every((scope) => grant.scopes.includes(scope))) return;
			client.refreshToken = grant.refresh;
			// What it remembers was got with the token of before; the next use asks for another.
			client.accessToken = null;
		}, undefined);
	}
}

export interface Hands {
	window: SignInWindow;
	missing: () => string | null;
	logIn: (endpoints: readonly Endpoint[], token: string) => Promise<Observation[]>;
	onDisk: Parameters<typeof keep>[2];
}

export function createSignInPorts({ window, missing, logIn, onDisk }: Hands): SignInPorts {
	return {
		missing,
		issuerOf(host, protocol) {
			const details = attempt(() => providers().getHostnameDetails(host, protocol), undefined);
			if (!details || detailsOf(details.issuer) === null) return null;
			const scopes = scopesOf(details.allScopes ?? details.requiredScopes ?? "");
			return { name: details.issuer, scopes, required: scopesOf(details.requiredScopes ?? details.allScopes ?? "") };
		},
		storedScopes: async (issuer, username) =>
			(await storedLogins({ issuer, username })).map(({ httpRealm }) => scopesOf(httpRealm)),
		ask: (wish) => window.ask(wish),
		logIn,
		keep: (wish, grant) => keep(wish, grant, onDisk),
		adopt,
	};
}
