// Which sign-in at the issuer (OAuth2) would serve an account: pressing where its servers refuse what it has, and else only
// for whoever wishes it. What the servers say is told by the rules; the sign-in itself is privileged.

import type { SignInOffer } from "../domain/diagnosis";
import { isPasswordRefused } from "./observed";
import { edit } from "./propose";
import { isSeenToWork, type JudgedServer } from "./server";
import { type SurveyedAccount, serversOf } from "./surveyed";

export function signInOffer(surveyed: SurveyedAccount): SignInOffer | null {
	const able = serversOf(surveyed)
		.map(({ judged }) => judged)
		.filter(isAble);
	const [first] = able;
	if (first === undefined) return null;
	const together = able.filter(
		({ server, provider }) => server.username === first.server.username && provider === first.provider,
	);
	const isNeeded = together.some(needsIt);
	// A server that works may have its sign-in already: a password beside it is a wish of its own.
	if (!isNeeded && together.every(({ server }) => server.auth === "oauth2")) return null;
	return {
		servers: together.map(({ target, server }) => ({ server: target, key: server.key })),
		changes: together.flatMap(({ target, server }) =>
			edit(target, server.key, `${target}.auth`, server.auth, "oauth2"),
		),
		needed: isNeeded,
	};
}

/** Thunderbird knows the issuer, and the server has it already or its provider would rather have it. */
function isAble({ server, target, provider, governed }: JudgedServer): boolean {
	if (!server.oauthKnown || server.security === "none" || server.username === "") return false;
	if (server.auth === "oauth2") return true;
	const isWanted = governed && provider?.applicationPassword === "instead-of-oauth2";
	return isWanted && server.auth !== "none" && !server.locked.includes(`${target}.auth`);
}

function needsIt(judged: JudgedServer): boolean {
	const { server, look } = judged;
	if (look === null || isSeenToWork(judged)) return false;
	const { outcome } = look.seen;
	if (server.auth !== "oauth2") return isPasswordRefused(look.seen);
	const isAbsent = outcome.kind === "login-not-checked" && outcome.why === "oauth-token-absent";
	return isAbsent || outcome.kind === "oauth-token-refused" || isPasswordRefused(look.seen);
}
