// Reads the managed configuration. Whole or not at all: one fault, and nothing of it counts. What it does to the
// catalogue: apply-policy.ts.

import * as v from "valibot";
import type { Catalogue } from "../providers/lookup";
import { type Fault, findFaults } from "./claims";
import { expectedForm } from "./expected";
import { type Policy, policySchema } from "./schema";

export type { Fault } from "./claims";

export type PolicyOutcome =
	| { kind: "none" }
	/** `fixed`: the settings that the administrator wrote down, so that people can be shown what is not theirs to choose. */
	| { kind: "valid"; policy: Policy; fixed: Exclude<keyof Policy, "version">[] }
	| { kind: "invalid"; faults: Fault[] };

/** What Thunderbird's policies hold for this add-on; read in ../experiments/shared/policy-source.ts. */
export type PolicySource =
	| { kind: "none" }
	/** There are policies, but Thunderbird could not read them. */
	| { kind: "unreadable" }
	/** What stands under 3rdparty.Extensions for this add-on, as parsed JSON. */
	| { kind: "present"; configuration: unknown };

/** `unreadable` and `invalid` count as no policy at all, and people are told. */
export type ManagedPolicy = PolicyOutcome | { kind: "unreadable" };

/** More than any organisation needs, and little enough to be judged at once. */
const MOST_VALUES = 50_000;
const DEEPEST = 16;
const LONGEST_TEXT = 2048;
const MOST_FAULTS = 20;
/** Names that mean something to JavaScript itself. */
const NOT_NAMES = new Set(["__proto__", "constructor", "prototype"]);

/** The first thing that no configuration of any version holds; everything after it is judged without fear of its size. */
function findMonster(whole: unknown): Fault | null {
	let count = 0;
	const look = (value: unknown, path: readonly string[]): Fault | null => {
		const fault = (expected: string): Fault => ({ path: path.join("."), expected });
		count += 1;
		if (count > MOST_VALUES) return fault(`a configuration of at most ${MOST_VALUES} values`);
		if (typeof value === "string" && value.length > LONGEST_TEXT) return fault(`at most ${LONGEST_TEXT} characters`);
		if (typeof value !== "object" || value === null) return null;
		if (path.length >= DEEPEST) return fault(`at most ${DEEPEST} levels deep`);
		for (const name of Object.keys(value)) {
			if (NOT_NAMES.has(name))
				return { path: [...path, name].join("."), expected: "nothing: no setting has this name" };
			const found = look(Reflect.get(value, name), [...path, name]);
			if (found) return found;
		}
		return null;
	};
	return look(whole, []);
}

/** An empty list that was taken for an object: Valibot does not tell them apart. */
function findMistakenList(input: unknown, output: unknown, path: readonly string[] = []): Fault | null {
	if (typeof input !== "object" || input === null || typeof output !== "object" || output === null) return null;
	if (Array.isArray(input) && !Array.isArray(output)) {
		return { path: path.join("."), expected: "an object, in braces { }" };
	}
	for (const name of Object.keys(input)) {
		const found = findMistakenList(Reflect.get(input, name), Reflect.get(output, name), [...path, name]);
		if (found) return found;
	}
	return null;
}

/**
 * Judges what stands under 3rdparty.Extensions.<add-on id>, as parsed JSON; undefined or null: there is none. `builtIn` is
 * the catalogue that the configuration is to change. Never throws.
 */
export function parsePolicy(json: unknown, builtIn: Catalogue): PolicyOutcome {
	if (json === undefined || json === null) return { kind: "none" };
	const monster = findMonster(json);
	if (monster) return { kind: "invalid", faults: [monster] };
	const parsed = v.safeParse(policySchema, json);
	if (!parsed.success) {
		const faults = parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? "", expected: expectedForm(issue) }));
		return { kind: "invalid", faults: faults.slice(0, MOST_FAULTS) };
	}
	const list = findMistakenList(json, parsed.output);
	if (list) return { kind: "invalid", faults: [list] };
	const faults = findFaults(builtIn, parsed.output);
	if (faults.length > 0) return { kind: "invalid", faults: faults.slice(0, MOST_FAULTS) };
	const named = Object.keys(json) as (keyof Policy)[];
	const fixed = named.filter((name) => name !== "version");
	return { kind: "valid", policy: parsed.output, fixed };
}

export function judgePolicy(source: PolicySource, builtIn: Catalogue): ManagedPolicy {
	return source.kind === "present" ? parsePolicy(source.configuration, builtIn) : source;
}
