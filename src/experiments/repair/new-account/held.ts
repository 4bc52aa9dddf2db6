// What would be lost with an account that is taken away again: what its server does not hold, and what else has come to hang
// on it since. Reads only; the words of a refusal are ../../../domain/outcome.ts's.

import type { CreateAccountChange } from "../../../domain/change";
import type { AccountUse, RepairProblem } from "../../../domain/outcome";
import { branchOf } from "../../shared/settings";
import { type CarriedFile, carriedFiles, savedSearches } from "../carry/files";
import { holdsAlready } from "../carry/uris";
import type { Ports } from "../ports";
import type { AddedAccount } from "./plan";

/** null: nothing. The account is there; whether anything is on its way was asked before. */
export function useOfAccount(added: AddedAccount, change: CreateAccountChange, ports: Ports): RepairProblem | null {
	const key = added.server;
	const used = (by: AccountUse): RepairProblem => ({ kind: "account-in-use", key, by });
	const isDefault = ports.prefs.read("mail.accountmanager.defaultaccount") === added.account;
	// With no other account it is the default by itself.
	const wasChosen = isDefault && !change.makeDefault && ports.targets.incomingServers().length > 1;
	if (wasChosen) return { kind: "changed-meanwhile", key, setting: null };
	const identities = String(ports.prefs.read(`mail.account.${added.account}.identities`) ?? "").split(",");
	if (identities.some((identity) => identity !== added.identity)) return used("identities");
	if (ports.accounts.holdsLocalMail(key)) return used("messages");
	const uri = ports.targets.serverUri(key);
	if (uri === null) return null;
	const own = { key, protocol: "imap" } as const;
	for (const file of carriedFiles(ports.targets.mailFolders(), own)) {
		if (file.format !== "filters" && file.format !== "saved-searches") continue;
		const content = ports.files.read(file.path);
		if (content === null) continue;
		if (isNamedIn(file, content, { key, uri })) return used(file.format);
	}
	return otherSettings(added, uri, ports) ? used("settings") : null;
}

function isNamedIn(file: CarriedFile, content: string, { key, uri }: { key: string; uri: string }): boolean {
	if (file.format === "saved-searches") {
		return savedSearches(content).some((search) =>
			[search.uri, ...search.scopes].some((one) => holdsAlready(one, uri)),
		);
	}
	// Its own filters, and those of others that move mail there.
	return file.server === key ? /^name=/m.test(content) : holdsAlready(content, uri);
}

/** Other accounts keep mail there, or a calendar answers invitations in its name. */
function otherSettings(added: AddedAccount, uri: string, { prefs }: Ports): boolean {
	const isOwn = (name: string) =>
		[branchOf("identity", added.identity), branchOf("incoming", added.server)].some((branch) =>
			name.startsWith(branch),
		);
	const isNamed = ["mail.identity.", "mail.server."]
		.flatMap((branch) => prefs.namesBelow(branch))
		.some((name) => !isOwn(name) && holdsAlready(String(prefs.read(name)), uri));
	const isAnswering = prefs
		.namesBelow("calendar.registry.")
		.some((name) => name.endsWith(".imip.identity.key") && prefs.read(name) === added.identity);
	return isNamed || isAnswering;
}
