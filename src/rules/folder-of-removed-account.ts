// M32: an identity keeps its sent mail, drafts, templates or archives at a server that is no longer there.

import type { SetChange } from "../domain/change";
import type { Account, Identity } from "../domain/snapshot";
import type { Setting } from "../domain/vocabulary";
import { isOfRemovedServer, sameFolderAt } from "./folders";
import { edit, propose } from "./propose";
import { rule } from "./rule";
import { rightSentCopy } from "./sent-copy";
import type { Survey } from "./survey";

export const folderOfRemovedAccount = rule("folder-of-removed-account", ({ account, provider }, survey) =>
	account.identities.flatMap((identity) => {
		const lost = foldersOf(identity).filter(({ uri }) => isOfRemovedServer(uri, survey));
		if (lost.length === 0) return [];
		const changes = provider === null ? [] : lost.flatMap((folder) => restore(folder, account, identity, survey));
		return [
			{
				severity: "warning",
				service: "outgoing",
				subject: identity.key,
				fix: changes.length > 0 ? "live" : "advice",
				facts: { address: identity.address },
				// Each folder stands for itself: a locked one keeps no other from being right.
				changes: changes.flatMap((change) => propose([change], "live", identity.locked)),
			},
		];
	}),
);

interface NamedFolder {
	setting: Setting;
	uri: string;
}

function foldersOf({ folders }: Identity): NamedFolder[] {
	return [
		{ setting: "identity.sent-copy", uri: folders.sentCopy ?? "" },
		{ setting: "identity.drafts", uri: folders.drafts },
		{ setting: "identity.templates", uri: folders.templates },
		{ setting: "identity.archives", uri: folders.archives },
	];
}

function restore({ setting, uri }: NamedFolder, account: Account, identity: Identity, survey: Survey): SetChange[] {
	const known = setting === "identity.sent-copy" ? rightSentCopy(account, identity, survey) : undefined;
	const to = known === undefined ? sameFolderAt(account.incoming.uri, uri) : known;
	return to === null && known === undefined ? [] : edit("identity", identity.key, setting, uri, to);
}
