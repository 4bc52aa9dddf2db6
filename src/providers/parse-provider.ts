// Reads one provider from data of outside: a file of data/ in the tests, an organisation's policy later.
// Kept apart from index.ts because it needs Valibot, which users of the built-in catalogue do not.

import * as v from "valibot";
import { type Provider, providerSchema } from "./schema";

export type ProviderOutcome =
	| { kind: "provider"; provider: Provider }
	/** `path` leads to the field, such as `imap.pairs.0.port`; empty when the whole contradicts itself. */
	| { kind: "invalid"; problems: { path: string; message: string }[] };

/** Judges parsed JSON against the schema and fills in what may be left out. */
export function parseProvider(json: unknown): ProviderOutcome {
	const result = v.safeParse(providerSchema, json);
	if (result.success) return { kind: "provider", provider: result.output };
	const problems = result.issues.map((issue) => ({ path: v.getDotPath(issue) ?? "", message: issue.message }));
	return { kind: "invalid", problems };
}
