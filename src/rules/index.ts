// The rules in their order, which is the order of an account's findings. Which one of the connection rules speaks is
// decided in connection-faults.ts, which one of those of what was seen in observed.ts.

import { addressBookMissing } from "./address-book-missing";
import { calendarMissing } from "./calendar-missing";
import { calendarNotCached } from "./calendar-not-cached";
import { certificateExceptionInUse } from "./certificate-exception-in-use";
import { clockSkew } from "./clock-skew";
import { connectionRules } from "./connection";
import { CONNECTION_FAULTS } from "./connection-faults";
import { davDuplicate } from "./dav-duplicate";
import { davRules } from "./dav-story";
import { duplicateAccount } from "./duplicate-account";
import { duplicateSentCopy } from "./duplicate-sent-copy";
import { folderOfRemovedAccount } from "./folder-of-removed-account";
import { gmailConnectionBudget } from "./gmail-connection-budget";
import { gmailPasswordAuth } from "./gmail-password-auth";
import { identitySmtpMismatch } from "./identity-smtp-mismatch";
import { identityWithoutName } from "./identity-without-name";
import { incomingUsernameIncomplete } from "./incoming-username-incomplete";
import { mxRedirectOnly } from "./mx-redirect-only";
import { oauthOnUnknownHost } from "./oauth-on-unknown-host";
import { oauthWindowBlocked } from "./oauth-window-blocked";
import { observedRules } from "./observed";
import { popInsteadOfImap } from "./pop-instead-of-imap";
import { privateAuthority } from "./private-authority";
import { retiredOrMistypedHost } from "./retired-or-mistyped-host";
import type { Rule } from "./rule";
import { sameMailboxThroughAlias } from "./same-mailbox-through-alias";
import { smtpUsernameIncomplete } from "./smtp-username-incomplete";
import { smtpWithoutAuth } from "./smtp-without-auth";
import { staleOvhForLasuite } from "./stale-ovh-for-lasuite";
import { tlsInterception } from "./tls-interception";
import { tooManyConnections } from "./too-many-connections";
import { unsupportedAuthMethod } from "./unsupported-auth-method";
import { wrongOvhOffer } from "./wrong-ovh-offer";
import { wrongOvhZone } from "./wrong-ovh-zone";

export const RULES: readonly Rule[] = [
	staleOvhForLasuite,
	retiredOrMistypedHost,
	wrongOvhZone,
	wrongOvhOffer,
	clockSkew,
	...connectionRules(CONNECTION_FAULTS),
	...observedRules(),
	incomingUsernameIncomplete,
	oauthOnUnknownHost,
	unsupportedAuthMethod,
	smtpWithoutAuth,
	smtpUsernameIncomplete,
	identitySmtpMismatch,
	oauthWindowBlocked,
	tlsInterception,
	certificateExceptionInUse,
	privateAuthority,
	mxRedirectOnly,
	folderOfRemovedAccount,
	popInsteadOfImap,
	gmailPasswordAuth,
	gmailConnectionBudget,
	tooManyConnections,
	duplicateSentCopy,
	duplicateAccount,
	sameMailboxThroughAlias,
	identityWithoutName,
	davDuplicate,
	...davRules(),
	calendarNotCached,
	calendarMissing,
	addressBookMissing,
];
