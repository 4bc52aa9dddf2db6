// Thunderbird's preferences: the hands of the repair for them, and nothing of what they mean.

import type { PrefEdit, PrefValue } from "../../domain/journal";
import { decodeUtf8 } from "../../probe/text";
import { attempt } from "../shared/attempt";
import { untilOnDisk } from "./disk";
import type { Ports } from "./ports";
import { profileFiles } from "./profile-files";

/** A preference of whatever type; null when the branch has none. */
export function valueIn(branch: NsIPrefBranch, name: string): PrefValue {
	return attempt(() => {
		switch (branch.getPrefType(name)) {
			case branch.PREF_INT:
				return branch.getIntPref(name);
			case branch.PREF_BOOL:
				return branch.getBoolPref(name);
			case branch.PREF_STRING:
				return branch.getStringPref(name);
			default:
				return null;
		}
	}, null);
}

export const prefs: Ports["prefs"] = {
	read: (name) => (Services.prefs.prefHasUserValue(name) ? valueIn(Services.prefs, name) : null),
	defaultValue: (name) => valueIn(Services.prefs.getDefaultBranch(""), name),
	write(name, value) {
		const branch = Services.prefs;
		// A user value of another type must go first, or the setter throws.
		if (value === null || typeof this.read(name) !== typeof value) branch.clearUserPref(name);
		if (typeof value === "number") branch.setIntPref(name, value);
		if (typeof value === "boolean") branch.setBoolPref(name, value);
		if (typeof value === "string") branch.setStringPref(name, value);
	},
	isLocked: (name) => Services.prefs.prefIsLocked(name),
	namesBelow: (branch) => Services.prefs.getChildList(branch).filter((name) => Services.prefs.prefHasUserValue(name)),
	flush(values) {
		const file = Services.dirsvc.get("PrefF", Ci.nsIFile);
		// With the file named, Thunderbird writes at once instead of soon.
		Services.prefs.savePrefFile(file);
		return untilOnDisk(file.path, (content) => holdsPrefs(content, values));
	},
	flushNow(values) {
		// Through Thunderbird's own file, which may be asked for while it closes too.
		const file = Services.dirsvc.get("PrefF", Ci.nsIFile);
		Services.prefs.savePrefFile(file);
		return holdsPrefs(decodeUtf8(profileFiles.read(file.leafName) ?? ""), values);
	},
};

function holdsPrefs(content: string, values: readonly Pick<PrefEdit, "name" | "after">[]): boolean {
	const onDisk = parsePrefs(content);
	return values.every(({ name, after }) => (onDisk.get(name) ?? null) === after);
}

/** User values in a preference file. Thunderbird writes one a line, with JSON's escapes. */
function parsePrefs(content: string): Map<string, PrefValue> {
	const values = new Map<string, PrefValue>();
	for (const [, name, value] of content.matchAll(/^user_pref\("((?:[^"\\]|\\.)*)", (.*)\);$/gm)) {
		if (name !== undefined && value !== undefined)
			values.set(
				name,
				attempt(() => JSON.parse(value) as PrefValue, null),
			);
	}
	return values;
}
