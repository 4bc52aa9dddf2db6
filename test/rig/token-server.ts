// Google's OAuth2 as far as a mail program needs it that has a refresh token stored. nginx puts TLS and Google's names in
// front. There is no page of consent: a test puts one of the world's refresh tokens into Thunderbird's login store.
//
//   POST /token        refresh token → access token       Thunderbird asks (RFC 6749 §6)
//   POST /introspect   whose, alive, for which scope?     Dovecot asks     (RFC 7662)

import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { type Grant, REFRESH_TOKENS, TOKEN_ADDRESS, TOKEN_PORT } from "./world";

type Answer = [status: number, body: Record<string, string | number | boolean>];

const grants: Readonly<Record<string, Grant>> = REFRESH_TOKENS;
const accessTokens = new Map<string, { grant: Grant; expires: number }>();

function refresh(form: URLSearchParams): Answer {
	if (form.get("grant_type") !== "refresh_token") return [400, { error: "unsupported_grant_type" }];
	const grant = grants[form.get("refresh_token") ?? ""];
	if (!grant) return [400, { error: "invalid_grant", error_description: "Token has been expired or revoked." }];
	const token = `rig-access-${randomUUID()}`;
	accessTokens.set(token, { grant, expires: Date.now() + grant.seconds * 1000 });
	return [200, { access_token: token, expires_in: grant.seconds, scope: grant.scope, token_type: "Bearer" }];
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
		const handler = { "/token": refresh, "/introspect": introspect }[request.url ?? ""];
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
