// A change is one proposed or made edit, before → after; a plan is the changes of one click.
// How a change is written into Thunderbird lives in ../experiments/repair/.

import type { RepairKind } from "./outcome";
import type { Auth, FixClass, Security, Setting } from "./vocabulary";

/** The value of a setting: ports and connections are numbers, leave-on-server a boolean, the rest text. null: not set. */
export type SettingValue = string | number | boolean | null;

/** What a change edits. */
export type TargetKind = "incoming" | "outgoing" | "identity";

export interface SetChange {
	kind: "set";
	target: TargetKind;
	/** Thunderbird's key of the server or identity. */
	key: string;
	setting: Setting;
	from: SettingValue;
	to: SettingValue;
}

/** An outgoing server that is missing and is to be made for the identities that need it. */
export interface CreateOutgoingChange {
	kind: "create-outgoing";
	/** The identities that will send through it, with the server key that each names now (may be empty or dangling). */
	identities: { key: string; from: string }[];
	server: {
		host: string;
		port: number;
		security: Security;
		auth: Auth;
		username: string;
		description: string;
	};
	/** The incoming server whose stored login may serve here too (same provider, same username only). */
	loginFrom: string;
}

export type Change = SetChange | CreateOutgoingChange;

/** Why a change that would be right cannot be made. */
export type Blocked =
	/** An organisation has locked the preference. */
	| "locked"
	/** Something inside this Thunderbird that the repair needs is missing or has another shape. */
	| "unsupported"
	/** The organisation lets this add-on report, and change nothing. */
	| "report-only";

/** A change with the class of its fix and, where it cannot be made, the reason. */
export interface ProposedChange {
	change: Change;
	fix: FixClass;
	blocked: Blocked | null;
}

/** Equal for two changes that would do the same thing to the same place. */
export function changeIdentity(change: Change): string {
	return change.kind === "set"
		? `${change.target}/${change.key}/${change.setting}`
		: `create/${change.identities.map((identity) => identity.key).join(",")}`;
}

/** The change that takes this one back. A created server has no inverse change: its undo is in the journal. */
export function inverse(change: SetChange): SetChange {
	return { ...change, from: change.to, to: change.from };
}

/** Which of the repairs that the self-check switches on and off a change belongs to. */
export function repairKindOf(change: Change): RepairKind {
	if (change.kind === "create-outgoing") return "create-outgoing";
	if (change.setting === "incoming.host" || change.setting === "incoming.username") return "incoming-host";
	if (change.setting === "outgoing.host" || change.setting === "outgoing.username") return "outgoing-host";
	return change.target;
}
