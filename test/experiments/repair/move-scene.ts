// A profile in which much hangs on the host and user name of one incoming server, before a move and after it.

import type { PrefValue } from "../../../src/domain/journal";
import { accountPrefs, profilePrefs } from "./fake-profile";
import { type FakeOptions, FakeThunderbird } from "./fake-thunderbird";

export const OLD_HOST = "ns0.ovh.net";
export const USER = "user1@asso.example";

const uri = (host: string, user = USER) => `imap://${encodeURIComponent(user)}@${host}`;

export const FILTERS = (host: string, user = USER) =>
	`version="9"\nlogging="no"\nname="Factures"\nenabled="yes"\ntype="17"\naction="Move to folder"\nactionValue="${uri(host, user)}/Factures"\ncondition="AND (subject,contains,facture)"\n`;
export const SEARCHES = (host: string, user = USER) =>
	`version=1\nuri=${uri(host, user)}/Urgent\nscope=${uri(host, user)}/INBOX\nterms=AND (subject,contains,\u00c3\u00a9t\u00c3\u00a9)\nsearchOnline=false\n`;

export function movedFiles(host: string, user = USER): Record<string, string> {
	return { "imap/server1/msgFilterRules.dat": FILTERS(host, user), "virtualFolders.dat": SEARCHES(host, user) };
}

export function movedPrefs(host: string, user = USER): Record<string, PrefValue> {
	return {
		...profilePrefs([accountPrefs(1, { host, user, port: 993 })]),
		"mail.server.server1.directory-rel": "[ProfD]imap/server1",
		"mail.server.server1.spamActionTargetFolder": `${uri(host, user)}/Junk`,
		"mail.identity.id1.useremail": USER,
		"mail.identity.id1.fcc_folder": `${uri(host, user)}/Sent`,
		"mail.identity.id1.draft_folder": `${uri(host, user)}/Drafts`,
		"mail.smtpserver.smtp1.username": USER,
		"some.other.addon": `${uri(host, user)}/INBOX|${uri(`${OLD_HOST}.other.example`)}/INBOX`,
	};
}

export function moved(given: Partial<FakeOptions> = {}): FakeThunderbird {
	return new FakeThunderbird({
		prefs: movedPrefs(OLD_HOST),
		logins: [{ origin: `imap://${OLD_HOST}`, username: USER, password: "secret" }],
		files: movedFiles(OLD_HOST),
		index: ["INBOX", "Factures"].map((name) => `${uri(OLD_HOST)}/${name}`),
		...given,
	});
}

export function places({ memory }: FakeThunderbird): string[] {
	return memory.logins.map(({ origin, username, password }) => `${origin} ${username} ${password}`).sort();
}
