// Which login to use, and what to send for it: PLAIN (RFC 4616), LOGIN and XOAUTH2.

import type { Outcome } from "../domain/observation";
import type { UsableCredentials } from "./dialogue";
import { base64 } from "./text";

export type Mechanism = "PLAIN" | "LOGIN" | "XOAUTH2";

/** A server may ask this often within one login; no mechanism here needs more. */
export const MOST_CHALLENGES = 4;

/** The first mechanism for these credentials that the server offers; null when there is none. */
export function chooseMechanism(offered: readonly string[], { kind }: UsableCredentials): Mechanism | null {
	const usable: readonly Mechanism[] = kind === "oauth2" ? ["XOAUTH2"] : ["PLAIN", "LOGIN"];
	return usable.find((mechanism) => offered.includes(mechanism)) ?? null;
}

/** The answers to give in turn, in base64. */
export function responses(mechanism: Mechanism, credentials: UsableCredentials): string[] {
	const { username } = credentials;
	const secret = credentials.kind === "oauth2" ? credentials.token : credentials.password;
	switch (mechanism) {
		case "PLAIN":
			return [base64(`\0${username}\0${secret}`)];
		case "LOGIN":
			return [base64(username), base64(secret)];
		case "XOAUTH2":
			return [base64(`user=${username}\x01auth=Bearer ${secret}\x01\x01`)];
	}
}

/** A null byte would end a user name or password early and a line end would begin a command: nobody's login has them. */
export function isSendable(credentials: UsableCredentials): boolean {
	const secret = credentials.kind === "oauth2" ? credentials.token : credentials.password;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
	return credentials.username !== "" && secret !== "" && !/[\0\x01\r\n]/.test(credentials.username + secret);
}

/** What a server without a usable mechanism means for these credentials. */
export function nothingUsable(offered: readonly string[]): Outcome {
	return offered.length === 0
		? { kind: "login-disabled", text: "" }
		: { kind: "login-method-not-offered", offered: [...offered] };
}
