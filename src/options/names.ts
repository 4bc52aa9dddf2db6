// The readable names behind the keys that changes hold. Which words stand around them is sentences.ts.

import type { Change, SettingValue } from "../domain/change";
import type { Setting } from "../domain/vocabulary";

export type Names = Readonly<Record<string, string>>;

/** The part of `names` that these changes speak of: what the history keeps. */
export function namesOf(changes: readonly Change[], names: Names): Names {
	const kept: Record<string, string> = {};
	for (const key of changes.flatMap(keysOf)) {
		const name = names[key];
		if (name !== undefined) kept[key] = name;
	}
	return kept;
}

function keysOf(change: Change): string[] {
	switch (change.kind) {
		case "set":
			return [change.key, change.from, change.to].filter((key) => typeof key === "string");
		case "create-outgoing":
			return [change.loginFrom, ...change.identities.flatMap((identity) => [identity.key, identity.from])];
		case "add-calendar":
		case "add-address-book":
			return [change.server, change.identity].filter((key) => key !== null);
		case "create-account":
			return [change.like].filter((key) => key !== null);
	}
}

/** One line of a before → after table, and one `[data-setting]`. Values are raw, keys replaced by readable names. */
export interface ChangeRow {
	/** Thunderbird's key of the server or identity. */
	key: string;
	setting: Setting;
	/** The server or identity, by name. */
	subject: string;
	from: SettingValue;
	to: SettingValue;
}

export function rowsOf(change: Change, names: Names): ChangeRow[] {
	switch (change.kind) {
		case "set":
			return [
				{
					key: change.key,
					setting: change.setting,
					subject: names[change.key] ?? change.key,
					from: readable(change.from, change.setting, names),
					to: readable(change.to, change.setting, names),
				},
			];
		case "create-outgoing":
			return change.identities.map((identity) => ({
				key: identity.key,
				setting: "identity.outgoing",
				subject: names[identity.key] ?? identity.key,
				from: readable(identity.from, "identity.outgoing", names),
				to: change.server.description || change.server.host.toLowerCase(),
			}));
		// Nothing that is there becomes another: a sentence says what comes.
		case "add-calendar":
		case "add-address-book":
		case "create-account":
			return [];
	}
}

function readable(value: SettingValue, setting: Setting, names: Names): SettingValue {
	if (typeof value !== "string") return value;
	if (setting.endsWith(".host")) return value.toLowerCase();
	// A key without a name is one whose server is gone: to a person, no server at all.
	if (setting === "identity.outgoing") return names[value] ?? "";
	return setting.startsWith("identity.") ? (names[value] ?? value) : value;
}
