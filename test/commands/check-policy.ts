// `npm run check-policy -- path/to/policies.json`: says before a roll-out what Thunderbird and the add-on would make of the
// managed configuration in a policies file. Ends with 0 when it would count, or when there is none; with 1 otherwise.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import manifest from "../../manifest.json";
import { parsePolicy } from "../../src/policy/parse-policy";
import { builtInCatalogue } from "../../src/providers";
import { jsonFaults } from "./json-source";

const ID = manifest.browser_specific_settings.gecko.id;
const PLACE = ["policies", "3rdparty", "Extensions", ID];

export interface Verdict {
	good: boolean;
	lines: string[];
}

const bad = (...lines: string[]): Verdict => ({ good: false, lines });
const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** What Thunderbird takes as the configuration of an add-on: an object or list, or a text that is one in JSON. */
function isConfiguration(value: unknown): boolean {
	if (typeof value !== "string") return typeof value === "object" && value !== null;
	return jsonFaults(value).length > 0 || isConfiguration(JSON.parse(value));
}

/** Letters that look alike or are forgotten: how a name is found that was nearly right. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9@]/g, "");

/** What a whole policies file means for this add-on. */
export function judgePolicies(content: Uint8Array): Verdict {
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
	} catch {
		return bad("The file is not UTF-8: Thunderbird cannot read it. Save it as UTF-8 without a byte order mark.");
	}
	if (text.startsWith("\uFEFF")) {
		return bad("The file begins with a byte order mark: Thunderbird cannot read it. Save it as UTF-8 without one.");
	}
	const faults = jsonFaults(text);
	if (faults.length > 0)
		return bad(...faults.map(({ line, column, text }) => `line ${line}, column ${column}: ${text}`));
	return judgePlace(JSON.parse(text));
}

function judgePlace(whole: unknown): Verdict {
	let here = whole;
	const path: string[] = [];
	for (const name of PLACE) {
		const where = path.join(".") || "the whole file";
		if (!isObject(here)) return bad(`${where} must be: an object, in braces { }`);
		if (!Object.hasOwn(here, name)) return absent(here, name, path);
		here = here[name];
		path.push(name);
		if (name === "Extensions") {
			const broken = isObject(here) ? Object.entries(here).find(([, value]) => !isConfiguration(value)) : undefined;
			if (broken) {
				return bad(
					`${path.join(".")}.${broken[0]} must be: an object, in braces { }`,
					"Thunderbird would drop it without a word, and Thunderbird 140 the configurations of all add-ons with it.",
				);
			}
		}
	}
	return judgeConfiguration(here, path.join("."));
}

/** Not there: by a slip, or because nobody wanted it. */
function absent(here: Record<string, unknown>, name: string, path: readonly string[]): Verdict {
	const where = path.join(".") || "the whole file";
	if (name === "policies") return bad(`${where} must be: an object with "policies" in it`);
	const slip = Object.keys(here).find(
		(key) => plain(key) === plain(name) || PLACE.some((known) => known !== name && plain(known) === plain(key)),
	);
	if (slip !== undefined) return bad(`${where} has "${slip}"; the place of the configuration is ${PLACE.join(".")}`);
	const lines = [`There is no managed configuration of Bons Comptes: it would stand at ${PLACE.join(".")}.`];
	if (name === ID) lines.push(`${where} names: ${Object.keys(here).join(", ") || "nobody"}.`);
	return { good: true, lines: [...lines, "The add-on would work with its own defaults."] };
}

function judgeConfiguration(value: unknown, place: string): Verdict {
	let configuration = value;
	if (typeof value === "string") {
		// As in the registry of Windows: Thunderbird reads the text as JSON.
		const faults = jsonFaults(value);
		if (faults.length > 0) {
			return bad(
				...faults.map(({ line, column, text }) => `${place}, line ${line}, column ${column} of the text: ${text}`),
			);
		}
		configuration = JSON.parse(value);
	}
	const outcome = parsePolicy(configuration, builtInCatalogue);
	switch (outcome.kind) {
		case "none":
			return { good: true, lines: ["There is no managed configuration of Bons Comptes."] };
		case "invalid":
			return bad(
				...outcome.faults.map(
					({ path, expected }) => `${path === "" ? place : `${place}.${path}`} must be: ${expected}`,
				),
				"Nothing of this configuration would count.",
			);
		case "valid": {
			const { providers } = outcome.policy;
			const names = providers.length > 0 ? ` (${providers.map(({ id }) => id).join(", ")})` : "";
			return {
				good: true,
				lines: [
					"The managed configuration of Bons Comptes is valid.",
					outcome.fixed.length > 0 ? `It sets: ${outcome.fixed.join(", ")}${names}.` : "It sets nothing.",
				],
			};
		}
	}
}

export default function checkPolicy(args: string[]): number {
	const [file] = args;
	if (file === undefined || args.length > 1) {
		console.error("Usage: npm run check-policy -- path/to/policies.json");
		return 1;
	}
	let content: Uint8Array;
	try {
		content = readFileSync(resolve(process.env["INIT_CWD"] ?? "", file));
	} catch (error) {
		console.error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
		return 1;
	}
	const { good, lines } = judgePolicies(content);
	for (const line of lines) (good ? console.log : console.error)(line);
	return good ? 0 : 1;
}
