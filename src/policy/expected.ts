// The form that a value should have had, in the words of an administrator. A message of the schema's own says it best;
// here is what Valibot would say in its own words.

import type * as v from "valibot";

type Issue = v.BaseIssue<unknown>;

const FORMS: Readonly<Record<string, string>> = {
	array: "a list, in brackets [ ]",
	boolean: "true or false, without quotes",
	integer: "a whole number",
	null: "null",
	number: "a number, without quotes",
	record: "an object, in braces { }",
	string: "a text, in quotes",
	trim: "a text, in quotes",
};

/** Of one fault that Valibot found. */
export function expectedForm(issue: Issue): string {
	// Valibot's own messages begin so; those of the schema are written for people.
	if (!issue.message.startsWith("Invalid ")) return issue.message;
	const { type, expected, requirement } = issue;
	switch (type) {
		case "strict_object":
			if (expected === "never") return "nothing: no setting has this name";
			return expected === "Object" ? "an object, in braces { }" : "present: it must be given";
		case "literal":
		case "picklist":
		case "union":
			return `one of ${(expected ?? "").replace(/^\(|\)$/g, "").replaceAll(" | ", ", ")}`;
		case "min_length":
			return "not empty";
		case "max_length":
			return `no longer than ${String(requirement)}`;
		case "min_value":
			return `at least ${String(requirement)}`;
		default:
			return FORMS[type] ?? expected ?? "of another form";
	}
}
