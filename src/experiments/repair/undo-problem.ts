// Why a repair that was made at once cannot be taken back as things are now, and which setting a preference belongs to.
// For what was made while Thunderbird closed: moves.ts.

import type { JournalEntry } from "../../domain/journal";
import type { RepairProblem } from "../../domain/outcome";
import { SETTINGS } from "../../domain/vocabulary";
import { branchOf, prefNames, targetOf } from "../shared/settings";
import { DEFAULT_SERVER } from "./compile";
import type { Ports } from "./ports";

/** Somebody else has written this preference since. */
export function changedMeanwhile(entry: JournalEntry, prefName: string): RepairProblem {
	for (const change of entry.changes) {
		if (change.kind === "set" && prefNames(change.target, change.key, change.setting).includes(prefName)) {
			return { kind: "changed-meanwhile", key: change.key, setting: change.setting };
		}
		const identity =
			change.kind === "create-outgoing" &&
			change.identities.find((one) => prefName.startsWith(branchOf("identity", one.key)));
		if (identity) return { kind: "changed-meanwhile", key: identity.key, setting: "identity.outgoing" };
	}
	for (const one of entry.added) {
		if (one.kind !== "account") continue;
		for (const [target, key] of [
			["incoming", one.server],
			["identity", one.identity],
		] as const) {
			if (!prefName.startsWith(branchOf(target, key))) continue;
			const setting = SETTINGS.find(
				(name) => targetOf(name) === target && prefNames(target, key, name).includes(prefName),
			);
			return { kind: "changed-meanwhile", key, setting: setting ?? null };
		}
	}
	const key = entry.created.find((one) => prefName.startsWith(branchOf("outgoing", one))) ?? "";
	const setting = SETTINGS.find(
		(one) => targetOf(one) === "outgoing" && prefNames("outgoing", key, one).includes(prefName),
	);
	return { kind: "changed-meanwhile", key, setting: setting ?? null };
}

/** null: it can be taken back. */
export function undoProblem(entry: JournalEntry, ports: Ports): RepairProblem | null {
	const hasLogins =
		entry.logins.length > 0 || entry.added.some((one) => one.kind === "account" && one.logins.length > 0);
	if (hasLogins && ports.logins.isLocked()) return { kind: "login-store-locked" };
	for (const edit of entry.prefs) {
		const isLocked = ports.prefs.isLocked(edit.name);
		if (!isLocked && ports.prefs.read(edit.name) === edit.after) continue;
		const changed = changedMeanwhile(entry, edit.name);
		if (!isLocked) return changed;
		const { key, setting } = "key" in changed && "setting" in changed ? changed : { key: "", setting: null };
		return { kind: "locked", key, setting: setting ?? "identity.outgoing" };
	}
	for (const change of entry.changes) {
		if (change.kind === "set" && change.target === "outgoing" && ports.targets.isSending(change.key)) {
			return { kind: "sending", key: change.key };
		}
	}
	const own = new Set([
		...entry.changes.flatMap((change) =>
			change.kind === "create-outgoing" ? change.identities.map((identity) => identity.key) : [],
		),
		...entry.added.flatMap((one) => (one.kind === "account" ? one.identity : [])),
	]);
	const identities = entry.created.length > 0 ? ports.targets.identities() : [];
	for (const key of entry.created) {
		if (ports.targets.isSending(key)) return { kind: "sending", key };
		const user = identities.find((one) => one.outgoingKey === key && !own.has(one.key));
		if (user) return { kind: "changed-meanwhile", key: user.key, setting: "identity.outgoing" };
		// Thunderbird makes an only server the default by itself; as one of several, somebody chose it.
		const isDefault = ports.prefs.read(DEFAULT_SERVER) === key;
		const wasDefault = entry.prefs.some((edit) => edit.name === DEFAULT_SERVER);
		if (isDefault && !wasDefault && ports.outgoingServers.keys().some((one) => !entry.created.includes(one))) {
			return { kind: "changed-meanwhile", key, setting: null };
		}
	}
	return null;
}
