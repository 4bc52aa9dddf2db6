// Profiles for people of the rig's world: the right settings of their providers, what is wrong on purpose laid over them,
// and the logins that are stored.

import type { Account, PlatformId, REFRESH_TOKENS } from "../../rig/world";
import type { IncomingDescription, MailDescription, OutgoingDescription } from "../driver/accounts";
import { googleSignIn, type Login, passwordLogins } from "../logins";

interface Right {
	imap: string;
	pop3: string;
	outgoing: OutgoingDescription;
}

const right = (imap: string, pop3: string, smtp: string): Right => ({
	imap,
	pop3,
	outgoing: { host: smtp, port: 465, security: "tls" },
});
const oneHost = (host: string): Right => ({
	imap: host,
	pop3: host,
	outgoing: { host, port: 587, security: "starttls" },
});

const RIGHT: Record<PlatformId, Right> = {
	ovh: right("imap.mail.ovh.net", "pop.mail.ovh.net", "smtp.mail.ovh.net"),
	ovhCanada: right("imap.mail.ovh.ca", "pop.mail.ovh.ca", "smtp.mail.ovh.ca"),
	ovhPro: oneHost("pro1.mail.ovh.net"),
	ovhExchange: oneHost("ex3.mail.ovh.net"),
	lasuite: right("imap.beta.gouv.fr", "imap.beta.gouv.fr", "smtp.beta.gouv.fr"),
	google: right("imap.gmail.com", "pop.gmail.com", "smtp.gmail.com"),
	company: right("imap.societe.example", "imap.societe.example", "smtp.societe.example"),
};

export interface Settings {
	account: Account;
	/** What differs from the right settings. */
	incoming?: Partial<IncomingDescription>;
	/** A key: the outgoing server of another account. */
	outgoing?: Partial<OutgoingDescription> | string;
}

/** The first account has `server1`, `id1` and `smtp1`, and so on. */
export function mailOf(people: readonly Settings[]): MailDescription {
	return {
		accounts: people.map(({ account: { user, platform }, incoming = {}, outgoing }, index) => {
			const type = incoming.type ?? "imap";
			const host = type === "pop3" ? RIGHT[platform].pop3 : RIGHT[platform].imap;
			const port = type === "pop3" ? 995 : 993;
			return {
				name: user,
				incoming: {
					...({ type, host, port, security: "tls", auth: "password", username: user, leaveOnServer: true } as const),
					...incoming,
				},
				identities: [
					{
						address: user,
						name: "Camille Martin",
						outgoing: typeof outgoing === "string" ? outgoing : `smtp${index + 1}`,
					},
				],
			};
		}),
		outgoing: Object.fromEntries(
			people.flatMap(({ account: { user, platform }, outgoing = {} }, index) =>
				typeof outgoing === "string"
					? []
					: [
							[
								`smtp${index + 1}`,
								{ ...RIGHT[platform].outgoing, auth: "password" as const, username: user, ...outgoing },
							],
						],
			),
		),
	};
}

export interface Secrets {
	account: Account;
	/** Left out: the right one. null: none is stored. */
	password?: string | null;
	/** For OAuth2; left out: there is none. */
	token?: keyof typeof REFRESH_TOKENS | "revoked";
}

/** At the places where Thunderbird looks for them. A user name may be less than the address. */
export function storedLogins(mail: MailDescription, people: readonly Secrets[]): Login[] {
	const owner = (username: string) =>
		people.find(({ account: { user } }) => user === username || user.startsWith(`${username}@`));
	const passwords = passwordLogins(mail, (username) => {
		const found = owner(username);
		if (found === undefined) return null;
		return found.password === undefined ? found.account.password : found.password;
	});
	const tokens = people.flatMap(({ token, account }) =>
		token === undefined ? [] : [{ ...googleSignIn("rig-refresh-1", account.user), password: token }],
	);
	return [...passwords, ...tokens];
}
