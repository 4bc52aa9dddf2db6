// M24: Gmail files what is sent through it, and Thunderbird keeps a second copy elsewhere: two folders for sent mail.

import type { Account, Identity } from "../domain/snapshot";
import { isBelow, isOfRemovedServer } from "./folders";
import { edit, propose } from "./propose";
import { rule } from "./rule";
import { isFiledByProvider, rightSentCopy } from "./sent-copy";
import type { Survey } from "./survey";

export const duplicateSentCopy = rule("duplicate-sent-copy", ({ account, provider }, survey) =>
	account.identities.flatMap((identity) => {
		const { sentCopy } = identity.folders;
		const right = rightSentCopy(account, identity, survey);
		if (sentCopy === null || right === undefined || !isDoubled(account, identity, sentCopy, survey)) return [];
		const changes = provider === null ? [] : edit("identity", identity.key, "identity.sent-copy", sentCopy, right);
		return [
			{
				severity: "advice",
				service: "outgoing",
				subject: identity.key,
				fix: changes.length > 0 ? "live" : "advice",
				facts: { address: identity.address },
				changes: propose(changes, "live", identity.locked),
			},
		];
	}),
);

function isDoubled(account: Account, identity: Identity, sentCopy: string, survey: Survey): boolean {
	const { incoming } = account;
	if (sentCopy === "" || incoming.sentFolders.includes(sentCopy) || isOfRemovedServer(sentCopy, survey)) return false;
	// Gmail's own folders, while Thunderbird has not yet seen which of them is for sent mail.
	const isGmailsOwn =
		isBelow(incoming.uri, sentCopy) && /\/(\[|%5B)(Gmail|Google(%20| )Mail)(\]|%5D)\//i.test(sentCopy);
	if (incoming.sentFolders.length === 0 && isGmailsOwn) return false;
	const isElsewhere = !isBelow(incoming.uri, sentCopy) && !/^mailbox:\/\/nobody@/i.test(sentCopy);
	return !isElsewhere || isFiledByProvider(identity, survey);
}
