// The preferences of the profiles that tests of the repair engine begin with.

import type { PrefValue } from "../../../src/domain/journal";

/** One IMAP account with its outgoing server, as preferences. `index` numbers every key. */
export function accountPrefs(
	index: number,
	settings: {
		host?: string;
		user?: string;
		port?: number;
		socketType?: number;
		outgoing?: { host: string; port?: number; try_ssl?: number; username?: string } | null;
	} = {},
): Record<string, PrefValue> {
	const { host = "ssl0.ovh.net", user = `user${index}@asso.example`, port = 143, socketType = 3 } = settings;
	const outgoing =
		settings.outgoing === undefined ? { host: "ssl0.ovh.net", port: 587, try_ssl: 3 } : settings.outgoing;
	const prefs: Record<string, PrefValue> = {
		[`mail.account.account${index}.server`]: `server${index}`,
		[`mail.account.account${index}.identities`]: `id${index}`,
		[`mail.server.server${index}.type`]: "imap",
		[`mail.server.server${index}.hostname`]: host,
		[`mail.server.server${index}.userName`]: user,
		[`mail.server.server${index}.port`]: port,
		[`mail.server.server${index}.socketType`]: socketType,
		[`mail.identity.id${index}.useremail`]: user,
	};
	if (outgoing) {
		prefs[`mail.identity.id${index}.smtpServer`] = `smtp${index}`;
		prefs[`mail.smtpserver.smtp${index}.hostname`] = outgoing.host;
		prefs[`mail.smtpserver.smtp${index}.username`] = outgoing.username ?? user;
		if (outgoing.port !== undefined) prefs[`mail.smtpserver.smtp${index}.port`] = outgoing.port;
		if (outgoing.try_ssl !== undefined) prefs[`mail.smtpserver.smtp${index}.try_ssl`] = outgoing.try_ssl;
	}
	return prefs;
}

/** A profile of several accounts; account n sends through smtp n where it has one. */
export function profilePrefs(accounts: Record<string, PrefValue>[]): Record<string, PrefValue> {
	const prefs: Record<string, PrefValue> = Object.assign({}, ...accounts) as Record<string, PrefValue>;
	const numbers = Object.keys(prefs).flatMap((name) => /^mail\.account\.(account\d+)\.server$/.exec(name)?.[1] ?? []);
	const servers = new Set(Object.keys(prefs).flatMap((name) => /^mail\.smtpserver\.(\w+)\./.exec(name)?.[1] ?? []));
	prefs["mail.accountmanager.accounts"] = numbers.join(",");
	if (servers.size > 0) prefs["mail.smtpservers"] = [...servers].join(",");
	return prefs;
}
