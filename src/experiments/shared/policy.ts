// What the managed configuration means for privileged code. Where it comes from: policy-source.ts.

import type { DavKind } from "../../domain/dav";
import { applyPolicy } from "../../policy/apply-policy";
import { davKindsThatAre } from "../../policy/dav-kinds";
import { judgePolicy } from "../../policy/parse-policy";
import { NO_POLICY, type Policy } from "../../policy/schema";
import { builtInCatalogue } from "../../providers";
import type { Catalogue } from "../../providers/lookup";
import { readPolicy, rememberFaultless } from "./policy-source";

/** Tells an administrator in the browser console why the managed configuration is not applied. Never throws. */
export function reportPolicyFaults({ id, version }: Pick<Extension, "id" | "version">): void {
	try {
		const source = readPolicy(id);
		const outcome = judgePolicy(source, builtInCatalogue);
		switch (outcome.kind) {
			case "none":
				return;
			case "valid":
				if (source.kind === "present") rememberFaultless(source.configuration, version);
				return;
			case "unreadable":
				console.warn("Bons Comptes: Thunderbird could not read its policies; no managed configuration is applied");
				return;
			case "invalid":
				for (const { path, expected } of outcome.faults) {
					console.warn(`Bons Comptes: managed configuration not applied: ${path || "the whole"} must be: ${expected}`);
				}
		}
	} catch (error) {
		console.error(error);
	}
}

interface Managed {
	addon: string;
	policy: Policy;
	catalogue: Catalogue;
}
let managed: Managed | null = null;

/** What holds in privileged code: nothing, where there is no policy or one that is not valid. */
export const managedPolicy = (addon: string): Policy => load(addon).policy;

/** Whether the organisation lets calendars, or address books, be added. */
export const mayAdd = (addon: string, kind: DavKind): boolean =>
	!davKindsThatAre("off", managedPolicy(addon)).includes(kind);

/**
 * The providers that count in privileged code, where they decide where a password may go: the built-in ones under the
 * organisation's policy. Without a policy, or with one that is not valid, the built-in ones alone.
 */
export const managedCatalogue = (addon: string): Catalogue => load(addon).catalogue;

function load(addon: string): Managed {
	if (managed?.addon !== addon) {
		const outcome = judgePolicy(readPolicy(addon), builtInCatalogue);
		managed =
			outcome.kind === "valid"
				? { addon, policy: outcome.policy, catalogue: applyPolicy(builtInCatalogue, outcome.policy) }
				: { addon, policy: NO_POLICY, catalogue: builtInCatalogue };
	}
	return managed;
}
