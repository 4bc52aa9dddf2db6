// Makes docs/rules.md from the rules and the golden cases. Pure; docs-rules.test.ts writes and guards the page.

import type { Finding } from "../../src/domain/finding";
import { RULE_IDS, RULE_NUMBERS, type RuleId } from "../../src/domain/rule-ids";
import { RULE_FACTS } from "../../src/rules/facts";
import { markdownTable } from "./generated-doc";

export interface JudgedCase {
	name: string;
	findings: Finding[];
}

interface Description {
	seen: string;
	done: string;
}

const DESCRIPTIONS: Record<RuleId, Description> = {
	"incoming-tls-on-plain-port": {
		seen: "TLS from the first byte on port 143 (IMAP) or 110 (POP3)",
		done: "the provider's port with TLS",
	},
	"outgoing-tls-on-starttls-port": {
		seen: "TLS from the first byte on port 587 or 25; port 25 with TLS belongs here",
		done: "the provider's preferred pair",
	},
	"starttls-on-tls-port": {
		seen: "STARTTLS on port 993 (IMAP), 995 (POP3) or 465 (outgoing)",
		done: "the provider's preferred pair: mostly TLS on the same port",
	},
	"port-of-other-protocol": {
		seen: "a port that is registered for another mail protocol, such as IMAP on 995, whatever its security",
		done: "the port of the protocol, with TLS",
	},
	"outgoing-port-25": {
		seen: "sending through port 25 with STARTTLS at a known provider; a company's relay may use it, and one of the provider's that asks for no login",
		done: "the provider's preferred pair",
	},
	"plain-connection": {
		seen: "no encryption, with a login; not for programs on this machine",
		done: "the provider's preferred pair, and in the same repair a way to log in that the provider accepts",
	},
	"gmail-password-auth": {
		seen: "a password where the provider's own way is its sign-in window",
		done: "only said, as an application password is right and looks the same in the settings; the sign-in window by its own button once a login was refused",
	},
	"oauth-on-unknown-host": {
		seen: "sign-in through a window, at a host for which Thunderbird knows none",
		done: "the password; at Google the host is what is wrong, and the method stays",
	},
	"oauth-window-blocked": {
		seen: "cookies refused or scripts off, and an account that may need the sign-in window",
		done: "only said",
	},
	"unsupported-auth-method": {
		seen: "encrypted password, Kerberos, NTLM or any other method that the provider does not accept",
		done: "the provider's preferred method; the sign-in window by its own button only",
	},
	"smtp-without-auth": {
		seen: "no login at a known provider's outgoing server; a relay is left alone",
		done: "the method of the account's incoming server, else the password, with the full address, and encryption where the connection is in clear",
	},
	"incoming-username-incomplete": {
		seen: "a username without domain (a prefix such as `recent:` does not count)",
		done: "the full address where an identity begins with the same name; else only said",
	},
	"stale-ovh-for-lasuite": {
		seen: "an address of La Suite in an account at an OVH host",
		done: "a second account beside; this one is never pointed elsewhere, its port and security are repaired as OVH's",
	},
	"identity-smtp-mismatch": {
		seen: "an identity without an outgoing server that exists, or whose address belongs to another known provider than the server it sends through",
		done: "the account's own outgoing server, made from the catalogue where it is missing; only said for unknown providers",
	},
	"pop-instead-of-imap": {
		seen: "POP3 at a known provider; a warning where mail is deleted from the server, else an advice",
		done: "mail stays on the server; an IMAP account is advised",
	},
	"too-many-connections": {
		seen: "more than 5 connections kept open at a known provider",
		done: "5",
	},
	"duplicate-account": {
		seen: "the same server with the same username twice, incoming or outgoing; told at the later one",
		done: "only said: the user chooses",
	},
	"tls-interception": {
		seen: "an address of a known provider behind a program on this machine; a known provider's host whose certificate an unknown issuer or an added authority has signed",
		done: "only said",
	},
	"certificate-exception-in-use": {
		seen: "a certificate exception for the server's host and port, stored or seen in use; not for programs on this machine",
		done: "only said",
	},
	"duplicate-sent-copy": {
		seen: "copies of sent mail beside those that Gmail files by itself",
		done: "Gmail's own folder for sent mail; where it is not known, no copy, if the mail really goes through Gmail",
	},
	"smtp-username-incomplete": {
		seen: "a login at a known provider's outgoing server with an empty username or one without domain",
		done: "the full address, where all accounts that use the server agree on it; else only said",
	},
	"same-mailbox-through-alias": {
		seen: "one mailbox in two accounts under two host names of one provider; told at the later one",
		done: "only said: the user chooses",
	},
	"retired-or-mistyped-host": {
		seen: "a host that the provider has retired or never had for this protocol, or a text that is no host name",
		done: "the right host and what goes with it: at once for outgoing servers, with a restart for incoming ones; only said where it is not known",
	},
	"folder-of-removed-account": {
		seen: "sent mail, drafts, templates or archives at a server that is no longer there",
		done: "the same folder of the identity's own account",
	},
	"gmail-connection-budget": {
		seen: "the accounts of one user together keep more connections open than the provider allows",
		done: "a smaller number for each in proportion, 5 at most, 1 at least",
	},
	"calendar-missing": {
		seen: "the provider has calendars (where that is not certain: the server was seen to have one of this mailbox), and none is in Thunderbird",
		done: "a button of its own looks for them and adds those that the user chooses",
	},
	"address-book-missing": {
		seen: "the same for address books",
		done: "a button of its own looks for them and adds those that the user chooses",
	},
	"dav-duplicate": {
		seen: "two calendars or address books of one user show the same collection, however it is written",
		done: "a calendar that has nothing to send is switched off: the one that does not work, else the later one; address books are only said, and none is deleted",
	},
	"dav-entry-url-as-calendar": {
		seen: "a calendar or address book without encryption, at an address that is none (where the search for collections begins, a mailbox, a page of the webmail), or under another name of the host that does not answer",
		done: "the real ones are added once a search has found them, and the wrong calendar is switched off; else only said",
	},
	"identity-without-name": { seen: "an identity without a name", done: "only said" },
	"port-not-offered": {
		seen: "port and security that the provider does not offer, where no rule above explains it",
		done: "the provider's preferred pair",
	},
	"own-domain-host": {
		seen: "a name of the user's own domain, or any other, whose certificate is that of a known provider's host",
		done: "that host, with the pair that goes with it: outgoing at once, incoming with a restart; never an exception",
	},
	"wrong-ovh-offer": {
		seen: "DNS names another OVH server for the domain than the account uses, and no login was accepted there",
		done: "that server, with a restart, once it is proved to hold the same mailbox; else a second account beside",
	},
	"wrong-ovh-zone": {
		seen: "the mail exchangers are in another OVH region (`.net`, `.ca`) than the account's host, and no login was accepted there",
		done: "the host of that region, with a restart, once it is proved to hold the same mailbox; else a second account beside",
	},
	"app-password-required": {
		seen: "a password refused where the provider wants one for each program, or a server that says so itself",
		done: "only said; the page takes a new password and tries it",
	},
	"mx-redirect-only": {
		seen: "the domain's mail goes to `redirect.ovh.net`, which keeps none",
		done: "only said, with both causes",
	},
	"ovh-blocked-for-spam": {
		seen: "OVH says that sending is blocked",
		done: "only said",
	},
	"clock-skew": {
		seen: "the computer's clock is more than five minutes off the `Date` of the provider's web host, or that host's certificate is out of its time in the same direction; no certificate is called expired then",
		done: "only said",
	},
	"starttls-blocked-on-network": {
		seen: "STARTTLS is missing, refused or tampered with, or its port closed, while TLS on another port of the host works",
		done: "that port with TLS, where the provider accepts it or a login proved it",
	},
	"server-name-unknown": {
		seen: "DNS says that the name does not exist",
		done: "only said",
	},
	"server-unreachable": {
		seen: "nobody answers on the port; `other` is a port of the host that does",
		done: "that port, where the provider accepts it or a login proved it",
	},
	"starttls-unavailable": {
		seen: "the server offers no STARTTLS (`missing`), says no (`refused`), or somebody speaks in its name (`tampered`)",
		done: "only said: no password is sent in clear",
	},
	"certificate-out-of-date": {
		seen: "a certificate that has `expired` or is `not-yet-valid`, by a clock that nothing speaks against",
		done: "only said; never an exception",
	},
	"certificate-for-other-name": {
		seen: "a certificate for other names, none of them a known provider's",
		done: "only said; never an exception",
	},
	"certificate-not-trusted": {
		seen: "`self-signed`, `unknown-issuer` at a host of nobody known, `incomplete-chain`, `revoked`, `weak` or `other`",
		done: "only said; never an exception",
	},
	"private-authority": {
		seen: "a trusted certificate of an authority that was added on this computer, at a host of nobody known",
		done: "only said, neutrally; nothing for an authority that the organisation names",
	},
	"tls-too-old": {
		seen: "the server only has versions of TLS that nobody should use",
		done: "another pair of the host that works; else only said",
	},
	"unexpected-answer": {
		seen: "something else than the mail protocol answers: `not-tls`, `tls-failed`, `http`, `ssh`, `tls`, `imap`, `pop3`, `smtp`, `garbage`, `too-much`, `closed`, `timeout`",
		done: "another pair of the host that works; else only said",
	},
	"captive-portal": {
		seen: "the web host of the provider leads elsewhere, while the mail server answers with HTTP, without TLS or with an unknown issuer",
		done: "only said",
	},
	"login-refused": {
		seen: "wrong username or password, where no application password is the likely cause",
		done: "only said; the page takes a new password and tries it",
	},
	"account-disabled": {
		seen: "the server says that the account or the protocol is switched off",
		done: "only said",
	},
	"too-many-connections-open": {
		seen: "the server says that too many connections are open",
		done: "only said",
	},
	"login-not-offered": {
		seen: "the server lets nobody log in here, or not in the configured way, and no other rule explains it",
		done: "another pair of the host that works; else only said",
	},
	"sign-in-refused": {
		seen: "the token of the sign-in window is no longer taken",
		done: "the sign-in window, by its own button only",
	},
	"web-sign-in-needed": {
		seen: "the provider wants a sign-in in a web browser first",
		done: "only said",
	},
	"server-refuses": {
		seen: "the server wants no talk before any login",
		done: "only said",
	},
	"dav-login-refused": {
		seen: "the server refuses the stored login of a calendar or address book",
		done: "only said; a password may be typed",
	},
	"dav-unreachable": { seen: "nobody answers at the host of a calendar or address book", done: "only said" },
	"dav-username": {
		seen: "a calendar or address book logs in with nothing, a bare name or another address of the same person, and no login is accepted",
		done: "the address of the mailbox",
	},
	"calendar-not-cached": { seen: "a calendar of a server that is not kept on this computer", done: "it is kept" },
	"calendar-stopped": {
		seen: "Thunderbird has switched a calendar off after an error, and its server answers again",
		done: "it is switched on",
	},
	"dav-collection-gone": {
		seen: "the server has no such calendar or address book any more (404, 410), and none of the same name was found",
		done: "only said",
	},
	"dav-unexpected-answer": {
		seen: "what answers for a calendar or address book is no such server, forbids it, leads away, breaks off, or has no certificate that can be verified",
		done: "only said",
	},
};

const INTRODUCTION = `# Rules

This page is generated: the sentences are in \`test/repository/rules-page.ts\`, everything else comes from the rules and
the golden cases in \`test/cases/\`. \`npm run docs\` writes it again.

How to read it:

- **error**: it does not work, or it leaks the password. **warning**: it works, but is unsafe, unsupported or about to
  break. **advice**: it could be better.
- **live** is made at once and can be taken back at once. **restart**: Thunderbird has to restart. **sign-in**: the
  provider's window has to open. **new-account**: a second account beside the old one. **advice**: it is only said.
- What a restart changes of an incoming server is one repair, over all findings of the account: host, user name, and with
  a host that was wrong the port, its encryption and the way to log in. It is proved against the new host before anything
  changes, and not proposed where another account has that host and user name already.
- Only real differences are proposed, and all changes of one finding or none: where an organisation has locked one of
  them, the whole repair is held back.
- A pair of port and security that the provider accepts is right, even if it prefers another one; so is any of its host
  names. A wrong pair is replaced by the preferred one.
- An outgoing server is judged by its own provider, never by that of the accounts that use it.
- A provider that is not known, or could be one of several: only what is wrong anywhere is told, and nothing is changed.
`;

/** Of the cases that show a rule, the first is named. */
export function rulesPage(cases: readonly JudgedCase[]): string {
	const rows = [...RULE_IDS]
		.sort((one, other) => RULE_NUMBERS[one].localeCompare(RULE_NUMBERS[other]))
		.map((id) => row(id, cases));
	const head = ["No.", "rule", "severity", "what is seen", "what is done", "fix", "facts of the sentence", "shown by"];
	return `${INTRODUCTION}\n${markdownTable(head, rows)}\n`;
}

function row(id: RuleId, cases: readonly JudgedCase[]): string[] {
	const findings = cases.flatMap((one) => one.findings).filter((finding) => finding.rule === id);
	const { seen, done } = DESCRIPTIONS[id];
	const example = cases.find((one) => one.findings.some((finding) => finding.rule === id));
	return [
		RULE_NUMBERS[id],
		`\`${id}\``,
		list(
			["error", "warning", "advice"],
			findings.map((finding) => finding.severity),
		),
		seen,
		done,
		list(
			["live", "restart", "sign-in", "new-account", "advice"],
			findings.map((finding) => finding.fix),
		),
		RULE_FACTS[id].join(", "),
		example === undefined ? "" : `[${example.name}](../test/cases/${example.name}/expected.json)`,
	];
}

/** Those of the words that occur, in their order. */
function list(words: readonly string[], occurring: readonly string[]): string {
	return words.filter((word) => occurring.includes(word)).join(", ");
}
