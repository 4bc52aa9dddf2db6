// Servers repeat what they were told. What went to them for a login is kept out of what they are quoted with.

import type { Outcome } from "../domain/observation";
import type { UsableCredentials } from "./dialogue";
import { responses } from "./sasl";

const MECHANISMS = { password: ["PLAIN", "LOGIN"], oauth2: ["XOAUTH2"] } as const;
/** A shorter name is part of many words. */
const SHORTEST_NAME = 3;

/** The outcome without a text that holds the password or token in any form that was sent, and without a bare user name. */
export function withoutSecrets(outcome: Outcome, credentials: UsableCredentials | null): Outcome {
	if (credentials === null || !("text" in outcome)) return outcome;
	const { username } = credentials;
	const plain = credentials.kind === "oauth2" ? credentials.token : credentials.password;
	// Of LOGIN's two answers the first is but the name.
	const sent = MECHANISMS[credentials.kind].map((mechanism) => responses(mechanism, credentials).at(-1) ?? "");
	const text = outcome.text.toLowerCase();
	if ([plain, ...sent].some((secret) => secret !== "" && text.includes(secret.toLowerCase()))) {
		return { ...outcome, text: "" };
	}
	// An address is known for one wherever it stands; a bare name is not.
	const isBare = username.length >= SHORTEST_NAME && !username.includes("@");
	return isBare ? { ...outcome, text: outcome.text.replaceAll(username, "…") } : outcome;
}
