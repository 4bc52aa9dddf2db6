// The messages in a language that is not Thunderbird's: the same sentences as Thunderbird would give. In a real one, with a
// policy: ../thunderbird/policy.test.ts.

import { describe, expect, test, vi } from "vitest";
import { getMessageIn, LANGUAGES, MESSAGES } from "./messages";

vi.mock("webextension-polyfill", () => ({ default: {} }));
const { messagesOf } = await import("../../src/thunderbird/messages");

describe.each(LANGUAGES)("in %s", (language) => {
	const say = messagesOf(MESSAGES[language]);

	test("every sentence is the one that Thunderbird gives, with what stands in its gaps", () => {
		const values = ["un", "$1", "$NAME$", "quatre", "cinq", "six", "sept", "huit", "neuf"];
		const whole = getMessageIn(language);
		for (const name of Object.keys(MESSAGES[language])) expect(say(name, values)).toBe(whole(name, values));
	});

	test("a name that is not there, and one that every object has, are empty", () => {
		expect(say("nothing_of_this_name")).toBe("");
		expect(say("constructor")).toBe("");
	});
});
