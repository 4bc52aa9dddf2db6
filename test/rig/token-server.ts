// Google's OAuth2 as far as a mail program needs it. nginx puts TLS and Google's names in front. Whoever consents on its
// page is one of the world's people, without a password; a test can also store one of the world's refresh tokens.
//
//   GET  /o/oauth2/auth   the page of consent              a person asks    (RFC 6749 §4.1.1)
//   GET  /consent         back to the program, with a code or an error      (RFC 6749 §4.1.2, RFC 9207)
//   POST /token           code or refresh token → tokens   Thunderbird asks (RFC 6749 §4.1.3, §6)
//   POST /introspect      whose, alive, for which scope?   Dovecot asks     (RFC 7662)

import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { ACCOUNTS, CALENDAR_SCOPE, type Grant, REFRESH_TOKENS, TOKEN_ADDRESS, TOKEN_PORT } from "./world";

type Answer = [status: number, body: Record<string, string | number | boolean>];

const ISSUER = "https://accounts.google.com";
const INVALID_GRANT: Answer = [
	400,
	{ error: "invalid_grant", error_description: "Token has been expired or revoked." },
];

const grants = new Map<string, Grant>(Object.entries(REFRESH_TOKENS));
const accessTokens = new Map<string, { grant: Grant; expires: number }>();
/** Each serves once. */
const codes = new Map<string, { grant: Grant; redirect: string; challenge: string }>();

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** Who consents, to what: one link each. */
function consentPage(query: URLSearchParams): string {
	const link = (id: string, choice: Record<string, string>) => {
		const target = new URLSearchParams([...query, ...Object.entries(choice)]);
		return `<p><a id="${id}" href="/consent?${escape(String(target))}">${id}</a></p>`;
	};
	const { gmail, workspace } = ACCOUNTS;
	return `<!doctype html><meta charset="utf-8"><title>Google</title><h1>${escape(query.get("login_hint") ?? "")}</h1>
${link("gmail", { user: gmail.user })}${link("workspace", { user: workspace.user })}
${link("calendar-only", { user: gmail.user, granted: CALENDAR_SCOPE })}${link("deny", {})}`;
}

/** Where the program is sent back to. */
function consent(query: URLSearchParams): string {
	const redirect = query.get("redirect_uri") ?? "";
	const user = query.get("user");
	const target = new URL(redirect);
	const state = query.get("state");
	if (state !== null) target.searchParams.set("state", state);
	target.searchParams.set("iss", ISSUER);
	if (user === null) {
		target.searchParams.set("error", "access_denied");
		return target.href;
	}
	const code = `rig-code-${randomUUID()}`;
	const scope = query.get("granted") ?? query.get("scope") ?? "";
	codes.set(code, { grant: { user, scope, seconds: 3599 }, redirect, challenge: query.get("code_challenge") ?? "" });
	target.searchParams.set("code", code);
	return target.href;
}

function tokens(form: URLSearchParams): Answer {
	const type = form.get("grant_type");
	if (type === "authorization_code") return redeem(form);
	if (type !== "refresh_token") return [400, { error: "unsupported_grant_type" }];
	const grant = grants.get(form.get("refresh_token") ?? "");
	return grant ? [200, accessFor(grant)] : INVALID_GRANT;
}

function redeem(form: URLSearchParams): Answer {
	const code = form.get("code") ?? "";
	const found = codes.get(code);
	codes.delete(code);
	if (!found || found.redirect !== form.get("redirect_uri")) return INVALID_GRANT;
	// Thunderbird 140 proves nothing here.
	const verifier = createHash("sha256").update(form.get("code_verifier") ?? "");
	if (found.challenge !== "" && verifier.digest("base64url") !== found.challenge) return INVALID_GRANT;
	const refresh = `rig-refresh-${randomUUID()}`;
	grants.set(refresh, found.grant);
	return [200, { ...accessFor(found.grant), refresh_token: refresh }];
}

function accessFor(grant: Grant): Answer[1] {
	const token = `rig-access-${randomUUID()}`;
	accessTokens.set(token, { grant, expires: Date.now() + grant.seconds * 1000 });
	return { access_token: token, expires_in: grant.seconds, scope: grant.scope, token_type: "Bearer" };
}

/** The user of an access token that lives and may see calendars or contacts; null for every other. */
export function whoseToken(token: string): string | null {
	const found = accessTokens.get(token);
	if (!found || found.expires < Date.now()) return null;
	return /auth\/(calendar|carddav)\b/.test(found.grant.scope) ? found.grant.user : null;
}

function introspect(form: URLSearchParams): Answer {
	const found = accessTokens.get(form.get("token") ?? "");
	if (!found || found.expires < Date.now()) return [200, { active: false }];
	const { user, scope } = found.grant;
	return [200, { active: true, email: user, scope, exp: Math.floor(found.expires / 1000) }];
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
	let body = "";
	for await (const chunk of request) {
		body += String(chunk);
		if (body.length > 65_536) throw new Error("too long");
	}
	return new URLSearchParams(body);
}

/** `write` gets what was asked and how it ended, and never a token. */
export function startTokenServer(write: (line: string) => void): Promise<void> {
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? "", ISSUER);
		if (pathname === "/o/oauth2/auth" || pathname === "/consent") {
			write(`GET ${pathname} ${searchParams.get("user") ?? "-"}`);
			if (pathname === "/consent") response.writeHead(302, { Location: consent(searchParams) }).end();
			else response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(consentPage(searchParams));
			return;
		}
		const handler = { "/token": tokens, "/introspect": introspect }[pathname];
		readForm(request)
			.then((form): Answer => handler?.(form) ?? [404, { error: "not_found" }])
			.then(
				([status, body]) => {
					write(
						`${request.method} ${request.url} ${status} ${String(body["error"] ?? `active=${String(body["active"] ?? "-")}`)}`,
					);
					response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
					response.end(JSON.stringify(body));
				},
				() => response.destroy(),
			);
	});
	return new Promise((resolve, reject) => {
		server.on("error", reject);
		server.listen(TOKEN_PORT, TOKEN_ADDRESS, resolve);
	});
}
