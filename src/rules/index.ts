// The rules in their order, which is the order of an account's findings. Among the connection rules the order also
// decides which of them speaks: the first that applies.

import { addressBookMissing } from "./address-book-missing";
import { calendarMissing } from "./calendar-missing";
import { certificateExceptionInUse } from "./certificate-exception-in-use";
import { connectionRules } from "./connection";
import { davDuplicate } from "./dav-duplicate";
import { davEntryUrlAsCalendar } from "./dav-entry-url-as-calendar";
import { duplicateAccount } from "./duplicate-account";
import { duplicateSentCopy } from "./duplicate-sent-copy";
import { folderOfRemovedAccount } from "./folder-of-removed-account";
import { gmailConnectionBudget } from "./gmail-connection-budget";
import { gmailPasswordAuth } from "./gmail-password-auth";
import { identitySmtpMismatch } from "./identity-smtp-mismatch";
import { identityWithoutName } from "./identity-without-name";
import { incomingTlsOnPlainPort } from "./incoming-tls-on-plain-port";
import { incomingUsernameIncomplete } from "./incoming-username-incomplete";
import { oauthOnUnknownHost } from "./oauth-on-unknown-host";
import { oauthWindowBlocked } from "./oauth-window-blocked";
import { outgoingPort25 } from "./outgoing-port-25";
import { outgoingTlsOnStarttlsPort } from "./outgoing-tls-on-starttls-port";
import { plainConnection } from "./plain-connection";
import { popInsteadOfImap } from "./pop-instead-of-imap";
import { portNotOffered } from "./port-not-offered";
import { portOfOtherProtocol } from "./port-of-other-protocol";
import { retiredOrMistypedHost } from "./retired-or-mistyped-host";
import type { Rule } from "./rule";
import { sameMailboxThroughAlias } from "./same-mailbox-through-alias";
import { smtpUsernameIncomplete } from "./smtp-username-incomplete";
import { smtpWithoutAuth } from "./smtp-without-auth";
import { staleOvhForLasuite } from "./stale-ovh-for-lasuite";
import { starttlsOnTlsPort } from "./starttls-on-tls-port";
import { tlsInterception } from "./tls-interception";
import { tooManyConnections } from "./too-many-connections";
import { unsupportedAuthMethod } from "./unsupported-auth-method";

export const RULES: readonly Rule[] = [
	staleOvhForLasuite,
	retiredOrMistypedHost,
	...connectionRules([
		portOfOtherProtocol,
		incomingTlsOnPlainPort,
		outgoingTlsOnStarttlsPort,
		starttlsOnTlsPort,
		plainConnection,
		outgoingPort25,
		portNotOffered,
	]),
	incomingUsernameIncomplete,
	oauthOnUnknownHost,
	unsupportedAuthMethod,
	smtpWithoutAuth,
	smtpUsernameIncomplete,
	identitySmtpMismatch,
	oauthWindowBlocked,
	tlsInterception,
	certificateExceptionInUse,
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
	davEntryUrlAsCalendar,
	calendarMissing,
	addressBookMissing,
];
