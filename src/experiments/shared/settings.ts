// Which preferences hold a setting, and which values they take for it. Pure; reading and writing them is done elsewhere.

import type { SettingValue, TargetKind } from "../../domain/change";
import type { PrefValue } from "../../domain/journal";
import type { Auth, Security, Setting } from "../../domain/vocabulary";
import { authMethodOf, socketTypeOf } from "./values";

const BRANCHES: Readonly<Record<TargetKind, string>> = {
	incoming: "mail.server.",
	outgoing: "mail.smtpserver.",
	identity: "mail.identity.",
	calendar: "calendar.registry.",
	// The key of an address book is its whole branch.
	"address-book": "",
};

/** The names below the branch of a target; the first one holds the value itself. */
const NAMES: Readonly<Record<Setting, readonly [string, ...string[]]>> = {
	"incoming.host": ["hostname"],
	"incoming.port": ["port"],
	"incoming.security": ["socketType"],
	"incoming.auth": ["authMethod"],
	"incoming.username": ["userName"],
	"incoming.connections": ["max_cached_connections"],
	"incoming.leave-on-server": ["leave_on_server"],
	"outgoing.host": ["hostname"],
	"outgoing.port": ["port"],
	"outgoing.security": ["try_ssl"],
	"outgoing.auth": ["authMethod"],
	"outgoing.username": ["username"],
	"identity.outgoing": ["smtpServer"],
	"identity.sent-copy": ["fcc_folder", "fcc", "fcc_folder_picker_mode"],
	"identity.drafts": ["draft_folder", "drafts_folder_picker_mode"],
	"identity.templates": ["stationery_folder", "tmpl_folder_picker_mode"],
	"identity.archives": ["archive_folder", "archives_folder_picker_mode"],
	"calendar.username": ["username"],
	"calendar.cached": ["cache.enabled"],
	"calendar.enabled": ["disabled", "auto-enabled"],
	"contacts.username": ["carddav.username"],
};

export function branchOf(target: TargetKind, key: string): string {
	return `${BRANCHES[target]}${key}.`;
}

/** All preferences that a change of this setting may touch. */
export function prefNames(target: TargetKind, key: string, setting: Setting): string[] {
	return NAMES[setting].map((name) => branchOf(target, key) + name);
}

/** The kind of target that a setting belongs to. */
export function targetOf(setting: Setting): TargetKind {
	const word = setting.slice(0, setting.indexOf(".")) as Exclude<TargetKind, "address-book"> | "contacts";
	return word === "contacts" ? "address-book" : word;
}

/** Thunderbird's account settings say "other folder" instead of "the folder of this account". */
const OTHER_FOLDER = "1";

/** The preference values that mean `value`, in the order of prefNames; undefined leaves a preference as it is. */
export function prefValues(setting: Setting, value: SettingValue): (PrefValue | undefined)[] {
	switch (setting) {
		case "incoming.security":
		case "outgoing.security":
			return [socketTypeOf(value as Security)];
		case "incoming.auth":
		case "outgoing.auth":
			return [authMethodOf(value as Auth)];
		case "identity.sent-copy":
			return value === null ? [undefined, false, undefined] : [value, true, OTHER_FOLDER];
		case "identity.drafts":
		case "identity.templates":
		case "identity.archives":
			return [value, OTHER_FOLDER];
		case "calendar.enabled":
			// What Thunderbird itself leaves behind where a calendar is on.
			return value === true ? [null, null] : [true, null];
		case "incoming.host":
		case "incoming.port":
		case "incoming.username":
		case "incoming.connections":
		case "incoming.leave-on-server":
		case "outgoing.host":
		case "outgoing.port":
		case "outgoing.username":
		case "identity.outgoing":
		case "calendar.username":
		case "calendar.cached":
		case "contacts.username":
			return [value];
	}
}
