// Where the copies of sent mail belong at a server with Gmail's extension: in its own folder for sent mail, which the
// provider fills by itself for what goes through its outgoing server. Shared by the two rules that move them.

import type { Account, Identity } from "../domain/snapshot";
import type { Survey } from "./survey";
import { effectiveKey } from "./surveyed";

/** Null: no copy of Thunderbird's own. Undefined: not known, or not this kind of server. */
export function rightSentCopy(account: Account, identity: Identity, survey: Survey): string | null | undefined {
	if (!account.incoming.isGmail) return undefined;
	const [sentFolder] = account.incoming.sentFolders;
	return sentFolder ?? (isFiledByProvider(identity, survey) ? null : undefined);
}

export function isFiledByProvider(identity: Identity, { outgoing, snapshot }: Survey): boolean {
	const judged = outgoing.get(effectiveKey(identity, snapshot.defaultOutgoingKey))?.judged;
	return judged?.standing.kind === "accepted" && judged.provider?.filesSentMail === true;
}
