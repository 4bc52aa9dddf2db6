// What the servers of the rig wrote down about their clients: who logged in where, how often, and whether in clear.

import type { FaultEvent } from "../../rig/fault-server";
import type { Rig } from "../../rig/rig";

/** Attempts, by server and user; the faulty servers mask the user, and Postfix names none. */
export type Logins = Record<string, number>;

const LOGIN = /(^|\s)(AUTHENTICATE|LOGIN|AUTH|PASS)(\s|$)/;

const protocolOf = (port: number) =>
	port === 143 || port === 993 ? "imap" : port === 110 || port === 995 ? "pop3" : "smtp";

const faultLogins = (rig: Rig): FaultEvent[] => rig.logs.faults().filter(({ command }) => LOGIN.test(command));

/** Every login that was begun, the refused ones too. */
export function loginsSeen(rig: Rig): Logins {
	const logins: Logins = {};
	const add = (where: string, count = 1) => {
		logins[where] = (logins[where] ?? 0) + count;
	};
	for (const { fault, port } of faultLogins(rig)) add(`${fault} ${protocolOf(port)}`);
	const dovecot = rig.logs.dovecot();
	for (const [, protocol, user] of dovecot.matchAll(/(imap|pop3)-login: (?:Info: )?Login: user=<([^>]*)>/g))
		add(`${protocol} ${user}`);
	for (const [, protocol, attempts, user] of dovecot.matchAll(
		/(imap|pop3)-login: .*\(auth failed, (\d+) attempts[^)]*\): user=<([^>]*)>/g,
	)) {
		add(`${protocol} ${user}`, Number(attempts));
	}
	for (const [, attempts] of rig.logs.postfix().matchAll(/ disconnect from .* auth=(?:\d+\/)?(\d+)/g))
		add("smtp", Number(attempts));
	return logins;
}

/** Where a password went over an unencrypted connection; empty when all is well. */
export function loginsInClear(rig: Rig): string[] {
	const faulty = faultLogins(rig)
		.filter(({ tls }) => !tls)
		.map(({ fault, port, command }) => `${fault}:${port} ${command}`);
	const real = rig.logs.dovecot().match(/.*disallowed plaintext auth.*/g) ?? [];
	return [...faulty, ...real];
}

/** Each login that the real servers refused, as `server user`; a server that refuses twice is there twice. */
export function refusedLogins(rig: Rig): string[] {
	const dovecot = rig.logs.dovecot();
	// Postfix asks Dovecot too, without a session.
	const answers = [
		...dovecot.matchAll(
			/auth: (?:Info: )?passwd-file\(([^,)]*),[^,)]*(?:,<([^>]*)>)?\): (?:Password mismatch|unknown user)/g,
		),
	].map(([, user = "", session]) => ({ user, session }));
	const users = new Map(answers.flatMap(({ user, session }) => (session === undefined ? [] : [[session, user]])));
	const mail = [...users].flatMap(([session, user]) => {
		const line = dovecot.split("\n").find((line) => line.includes("-login: ") && line.includes(`session=<${session}>`));
		const [, protocol = "mail"] = /(imap|pop3)-login: /.exec(line ?? "") ?? [];
		const [, place = ""] = / lip=([\d.]+)/.exec(line ?? "") ?? [];
		const [, attempts = "1"] = /auth failed, (\d+) attempts/.exec(line ?? "") ?? [];
		return Array.from({ length: Number(attempts) }, () => `${protocol} ${place} ${user}`);
	});
	// Each table of passwords answers once.
	const smtp = answers.filter(({ session }) => session === undefined);
	return [...mail, ...smtp.filter((_, index) => index % 2 === 0).map(({ user }) => `smtp ${user}`)];
}
