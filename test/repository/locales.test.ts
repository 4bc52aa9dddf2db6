// The messages: the same in both languages, all of them used, none missing, and French as it is printed.
// That a name in the page's code exists is checked by the compiler, computed names too (src/options/messages.ts).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { STAGES } from "../../src/domain/observation";
import { ACCOUNT_USES, CARRIED_PIECES } from "../../src/domain/outcome";
import { RULE_IDS } from "../../src/domain/rule-ids";
import { AUTHS, FIX_CLASSES, HEALTHS, SECURITIES, SERVICES, SETTINGS, SEVERITIES } from "../../src/domain/vocabulary";
import { OFFER_GROUPS } from "../../src/options/collections";
import { COLOR_NAMES } from "../../src/options/color-name";
import { NO_POLICY, OFFER_MODES, REPAIR_MODES } from "../../src/policy/schema";
import { RULE_FACTS } from "../../src/rules/facts";
import { OUTCOMES, UNCHECKED } from "../options/demo";
import { LANGUAGES, MESSAGES } from "../options/messages";

const ROOT = join(import.meta.dirname, "..", "..");
const names = Object.keys(MESSAGES.en);

function sourceFiles(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
		.filter((name) => /\.tsx?$/.test(name))
		.map((name) => readFileSync(join(ROOT, folder, name), "utf8"));
}

const code = [...sourceFiles("src"), readFileSync(join(ROOT, "manifest.json"), "utf8")].join("\n");

/** The families of names that the code computes, with every value that can stand in them. */
const plain = (text: string): string => text.replace(/[.-]/g, "_");
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
	rule: RULE_IDS,
	setting: SETTINGS,
	security: SECURITIES,
	auth: AUTHS,
	severity: SEVERITIES,
	service: SERVICES,
	health: HEALTHS,
	health_contacts: ["unknown", "none"],
	light: [
		...["works", "refused"],
		...["calendar", "contacts"].flatMap((service) =>
			["missing", "not-offered", "off", "switched-off", "unreachable"].map((state) => `${service}-${state}`),
		),
	],
	dav: ["calendar", "contacts"].flatMap((service) =>
		["count", "entries"].flatMap((what) => ["one", "other"].map((form) => `${what}_${service}_${form}`)),
	),
	search: ["add", "only", "more"].flatMap((form) => ["calendar", "contacts"].map((service) => `${form}_${service}`)),
	choice_group: OFFER_GROUPS,
	color: COLOR_NAMES,
	later: FIX_CLASSES.filter((fix) => fix !== "live" && fix !== "advice"),
	blocked: ["locked", "unsupported", "report-only"],
	policy_setting: Object.keys(NO_POLICY).filter((name) => name !== "version"),
	reason: ["host", "username-domain", "identity-domain", "mail-exchanger"],
	entry: ["prepared", "applying", "applied", "rolled-back", "undo-prepared", "undoing", "undone"],
	account_use: ACCOUNT_USES,
	carried: CARRIED_PIECES,
	recovery: ["finished", "taken-back"],
	watch: ["daily", "weekly", "monthly"],
	banner_recovered: ["prepared", "undo-prepared", "applied", "rolled-back", "undone"],
	journal: ["corrupt", "newer-version", "older-version"],
	failure: ["check", "search", "repair", "prepare", "password", "sign-in", "account", "check-after-repair"],
	progress: ["repair", "undo", "prepare", "password", "sign-in", "account"],
	waiting: ["prepared", "undo-prepared"],
	stage: STAGES,
	outcome: Object.keys(OUTCOMES),
	unchecked: [...UNCHECKED, "no-login-stored-ask"],
	obstacle: [
		"not-encrypted",
		"certificate-exception",
		"foreign-host",
		"unusable-login",
		"login-store-locked",
		"method-not-supported",
		"unknown-server",
	],
	password_for: ["incoming", "outgoing", "calendar", "contacts"],
	notice: ["account-wrong-address", "search-cancelled", "cancelled"],
	"notice_sign-in": [
		"closed",
		"denied",
		"too-late",
		"open",
		"cookies-blocked",
		"clock-wrong",
		"permission-missing",
		"unreachable",
		"untrusted",
		"refused",
		"rolled-back",
	],
	wanted: [
		"open-port",
		"no-interception",
		"starttls",
		"name",
		"untouched",
		"no-proxy",
		"certificate",
		"authority",
		"clock",
		"refusal",
	],
	news: ["title", "text"],
	repaired: ["title", "text"],
	added: ["title", "text"],
	contested: ["title", "text"],
	policy_repairs: REPAIR_MODES,
	policy_calendar: OFFER_MODES,
	policy_contacts: OFFER_MODES,
	problem_additions_off: ["calendar", "contacts"],
	problem: [
		"other-mailbox",
		"not-comparable",
		"password-needed",
		"folder-shared",
		"offline-operations",
		"composing",
		"outbox",
		"report-only",
		"login-store-locked",
		"journal-not-writable",
		"not-written",
		"busy",
		"not-undoable",
	],
};
const computed = new Set(
	Object.entries(FAMILIES).flatMap(([family, values]) => values.map((value) => plain(`${family}_${value}`))),
);

function isNamed(name: string): boolean {
	const stem = name.replace(/_(one|other)$/, "");
	return [`"${name}"`, `__MSG_${name}__`, ...(stem === name ? [] : [`"${stem}"`])].some((text) => code.includes(text));
}

test("both languages have the same messages, in the same order", () => {
	expect(Object.keys(MESSAGES.fr)).toEqual(names);
});

test.each(names)("%s takes the same values in both languages", (name) => {
	expect(MESSAGES.fr[name]?.placeholders).toEqual(MESSAGES.en[name]?.placeholders);
});

test("every computed name has its message", () => {
	expect([...computed].filter((name) => !(name in MESSAGES.en))).toEqual([]);
});

test("every name in the manifest and the background has its message", () => {
	const wanted = [...code.matchAll(/__MSG_(\w+)__|getMessage\("(\w+)"/g)].map((found) => found[1] ?? found[2] ?? "");
	expect(wanted).toContain("name");
	expect(wanted.filter((name) => !(name in MESSAGES.en))).toEqual([]);
});

test("no message is left over", () => {
	const awaited = new Set(["menu"]);
	expect(names.filter((name) => !computed.has(name) && !isNamed(name) && !awaited.has(name))).toEqual([]);
});

test("a form for one never stands without a form for several", () => {
	const stems = (form: string): string[] =>
		names.filter((name) => name.endsWith(`_${form}`)).map((name) => name.slice(0, -form.length - 1));
	expect(stems("one").toSorted()).toEqual(stems("other").toSorted());
});

/** One rule's id may begin as another's does: the longest is meant. */
function ruleOf(name: string): string | undefined {
	return RULE_IDS.filter((rule) => `${name}_`.startsWith(`rule_${plain(rule)}_`)).toSorted(
		(one, other) => other.length - one.length,
	)[0];
}

test("the values of a rule's message are that rule's facts, in their order", () => {
	for (const rule of RULE_IDS) {
		const facts: readonly string[] = RULE_FACTS[rule];
		const variants = names.filter((name) => ruleOf(name) === rule);
		for (const variant of variants) {
			for (const [placeholder, { content }] of Object.entries(MESSAGES.en[variant]?.placeholders ?? {}))
				expect(facts[Number(content.slice(1)) - 1], `${variant}: ${placeholder}`).toBe(placeholder);
		}
	}
});

describe.each(LANGUAGES)("in %s", (language) => {
	const messages = Object.entries(MESSAGES[language]);

	test("no message is empty or has space around it", () => {
		expect(messages.filter(([, { message }]) => message === "" || message !== message.trim())).toEqual([]);
	});

	test("each value that is named is in the sentence, and the other way round", () => {
		for (const [name, { message, placeholders = {} }] of messages) {
			const used = [...message.matchAll(/\$(\w+)\$/g)].map(([, placeholder = ""]) => placeholder.toLowerCase());
			expect([...new Set(used)].toSorted(), name).toEqual(Object.keys(placeholders).toSorted());
		}
	});

	test("a message takes nine values at most, numbered without a word of code", () => {
		for (const [name, { placeholders = {} }] of messages)
			for (const { content } of Object.values(placeholders)) expect(content, name).toMatch(/^\$[1-9]$/);
	});

	test("apostrophes and dots are typographic", () => {
		expect(messages.filter(([, { message }]) => /'|"|\.\.\./.test(message))).toEqual([]);
	});
});

test("the description fits where add-ons are listed", () => {
	for (const language of LANGUAGES) expect(MESSAGES[language]["description"]?.message.length).toBeLessThanOrEqual(132);
});

describe("French is printed as French is", () => {
	const messages = Object.entries(MESSAGES.fr).map(([name, { message }]) => ({ name, message }));

	test.each([
		["a narrow no-break space before ; ! ?", /[^\u202f][;!?]/],
		["a no-break space before :", /[^\u00a0]:/],
		["a no-break space inside « »", /«[^\u00a0]|[^\u00a0]»/],
		["no English quotation marks", /[“”]/],
		["no ordinary space before a high sign", / [:;!?»]/],
		["no familiar « tu »", /(^|[ ’])(tu|ton|ta|tes|toi)([ .,]|$)/i],
	])("%s", (_, wrong) => {
		expect(messages.filter(({ message }) => wrong.test(message.replace(/https:/g, "https\u00a0:")))).toEqual([]);
	});
});

test("English has none of the French spaces", () => {
	expect(Object.entries(MESSAGES.en).filter(([, { message }]) => /[\u00a0\u202f«»]/.test(message))).toEqual([]);
});
