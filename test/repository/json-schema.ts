// Makes a JSON Schema (draft 2020-12) of a Valibot schema, of what the input may be. Pure; docs-policy.test.ts writes and
// guards docs/policy.schema.json. What Valibot checks by code has no form in a JSON Schema and is left to the reader.

import type * as v from "valibot";

type JsonSchema = Record<string, unknown>;
type Part = v.GenericSchema | v.PipeItem<unknown, unknown, v.BaseIssue<unknown>>;

/** The members of Valibot's own objects that are looked at here. */
interface Members {
	type: string;
	entries: Record<string, v.GenericSchema>;
	item: v.GenericSchema;
	wrapped: v.GenericSchema;
	key: v.GenericSchema;
	value: v.GenericSchema;
	options: unknown[];
	literal: unknown;
	default: unknown;
	pipe: [v.GenericSchema, ...Part[]];
	requirement: unknown;
}

const OPTIONAL = ["optional", "exact_optional"];

/** @throws for what has no translation yet */
export function jsonSchemaOf(schema: v.GenericSchema): JsonSchema {
	const members = schema as unknown as Members;
	if ("pipe" in schema) {
		const [first, ...rest] = members.pipe;
		return rest.reduce<JsonSchema>((sofar, part) => refine(sofar, part), jsonSchemaOf(first));
	}
	switch (members.type) {
		case "strict_object": {
			const entries = Object.entries(members.entries);
			return {
				type: "object",
				properties: Object.fromEntries(entries.map(([name, inner]) => [name, jsonSchemaOf(inner)])),
				required: entries.filter(([, { type }]) => !OPTIONAL.includes(type)).map(([name]) => name),
				additionalProperties: false,
			};
		}
		case "record":
			return {
				type: "object",
				propertyNames: jsonSchemaOf(members.key),
				additionalProperties: jsonSchemaOf(members.value),
			};
		case "array":
			return { type: "array", items: jsonSchemaOf(members.item) };
		case "optional":
			return { ...jsonSchemaOf(members.wrapped), default: members.default };
		case "exact_optional":
			return jsonSchemaOf(members.wrapped);
		case "nullable":
			return { anyOf: [jsonSchemaOf(members.wrapped), { type: "null" }] };
		case "union":
			return { anyOf: members.options.map((option) => jsonSchemaOf(option as v.GenericSchema)) };
		case "picklist":
			return { enum: members.options };
		case "literal":
			return { const: members.literal };
		case "string":
		case "number":
		case "boolean":
			return { type: members.type };
		default:
			throw new Error(`no JSON Schema for ${members.type}`);
	}
}

/** One more condition of a pipe. */
function refine(schema: JsonSchema, part: Part): JsonSchema {
	const { type, requirement } = part as unknown as Members;
	const isList = schema["type"] === "array";
	switch (type) {
		case "regex": {
			const { source } = requirement as RegExp;
			if (!("pattern" in schema)) return { ...schema, pattern: source };
			const others = (schema["allOf"] ?? []) as JsonSchema[];
			return { ...schema, allOf: [...others, { pattern: source }] };
		}
		case "email":
			return { ...schema, format: "email" };
		case "integer":
			return { ...schema, type: "integer" };
		case "min_value":
			return { ...schema, minimum: requirement };
		case "max_value":
			return { ...schema, maximum: requirement };
		case "min_length":
			return { ...schema, [isList ? "minItems" : "minLength"]: requirement };
		case "max_length":
			return { ...schema, [isList ? "maxItems" : "maxLength"]: requirement };
		case "trim":
		case "transform":
			return schema;
		default:
			throw new Error(`no JSON Schema for ${type}`);
	}
}
