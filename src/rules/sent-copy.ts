// Where the copies of sent mail belong at a server with Gmail's extension: in its own folder for sent mail, which the
// provider fills by itself for what goes through its outgoing server. Shared by the two rules that move them.

import type { Account, Identity } from "../domain/snapshot";
import type { Survey } from "./survey";
import { effectiveKey } from "./surveyed";

/** Null: no copy of Thunderbird's own. Undefined: not known, or not this kind of server. */
export function rightSentCopy(account: Account, identity: Identity, survey: Survey): string | null | undefined {
	if (!account.incoming.isGmail) return undefined;
	const sentFolder = account.incoming.sentFolders.find((folder) => folder !== "");
	return sentFolder ?? (isFiledByProvider(identity, survey) ? null : undefined);
}

/** It sends through such an outgoing server, and is to stay with it. */
export function isFiledByProvider(identity: Identity, { outgoing, snapshot, links }: Survey): boolean {
	const server = outgoing.get(effectiveKey(identity, snapshot.defaultOutgoingKey));
	if (server === undefined || links.get(identity)?.kind === "wrong") return false;
	const { standing, provider } = server.judged;
	const isProvidersOwn = standing.kind === "accepted" || (standing.kind === "wrong" && server.host !== null);
	return isProvidersOwn && provider?.filesSentMail === true;
}
