// From wanted values to proposed changes: only real differences, and all or none of them.

import type { Change, ProposedChange, SetChange, SettingValue, TargetKind } from "../domain/change";
import type { FixClass, Setting } from "../domain/vocabulary";

/** The change of one setting; none when it already has the value. */
export function edit(
	target: TargetKind,
	key: string,
	setting: Setting,
	from: SettingValue,
	to: SettingValue,
): SetChange[] {
	return from === to ? [] : [{ kind: "set", target, key, setting, from, to }];
}

/** A repair is whole: where one of its settings is locked, the others would make things worse, so all are blocked. */
export function propose(changes: readonly SetChange[], fix: FixClass, locked: readonly Setting[]): ProposedChange[] {
	const blocked = changes.some((change) => locked.includes(change.setting)) ? "locked" : null;
	return changes.map((change: Change) => ({ change, fix, blocked }));
}
