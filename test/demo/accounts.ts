// The accounts that `npm start` and the pictures show: each broken one has a fault that was really published or met.
// Invented people; the providers' names are the point. Their servers are played by ../rig/, where it can run.

import { DEMO_PASSWORD } from "../rig/world";
import type {
	AccountDescription,
	IncomingDescription,
	MailDescription,
	OutgoingDescription,
} from "../thunderbird/driver/accounts";
import { googleSignIn, type Login, passwordLogins } from "../thunderbird/logins";

interface DemoAccount {
	name: string;
	address: string;
	incoming: Omit<IncomingDescription, "username" | "auth"> & Partial<IncomingDescription>;
	/** Its own outgoing server, or the name of the account whose server it uses. */
	outgoing: OutgoingDescription | { of: string };
	/** Whether a check must find something. */
	broken: boolean;
}

const DEMO: DemoAccount[] = [
	{
		name: "Association (OVH)",
		address: "contact@asso-exemple.example",
		incoming: { type: "imap", host: "ssl0.ovh.net", port: 143, security: "tls" },
		outgoing: { host: "ssl0.ovh.net", port: 587, security: "tls" },
		broken: true,
	},
	{
		name: "La Suite",
		address: "camille.martin@beta.gouv.fr",
		incoming: { type: "imap", host: "imap.beta.gouv.fr", port: 993, security: "tls" },
		outgoing: { host: "smtp.beta.gouv.fr", port: 465, security: "tls" },
		broken: false,
	},
	{
		name: "La Suite (réglages publiés)",
		address: "dominique.petit@beta.gouv.fr",
		incoming: { type: "imap", host: "imap.beta.gouv.fr", port: 143, security: "tls" },
		outgoing: { host: "smtp.beta.gouv.fr", port: 25, security: "starttls" },
		broken: true,
	},
	{
		name: "Gmail",
		address: "camille.martin.exemple@gmail.com",
		incoming: { type: "imap", host: "imap.gmail.com", port: 993, security: "tls", auth: "oauth2" },
		outgoing: { host: "smtp.gmail.com", port: 465, security: "tls", auth: "oauth2" },
		broken: false,
	},
	{
		name: "Gmail (envoi par OVH)",
		address: "club.exemple@gmail.com",
		incoming: { type: "imap", host: "imap.gmail.com", port: 993, security: "tls", auth: "oauth2" },
		outgoing: { of: "Association (OVH)" },
		broken: true,
	},
	{
		name: "Studio (OVH Pro)",
		address: "bonjour@studio-exemple.example",
		incoming: { type: "imap", host: "pro1.mail.ovh.net", port: 993, security: "tls" },
		outgoing: { host: "pro1.mail.ovh.net", port: 587, security: "starttls" },
		broken: false,
	},
	{
		name: "beta.gouv.fr (resté chez OVH)",
		address: "ancien.agent@beta.gouv.fr",
		incoming: { type: "imap", host: "ssl0.ovh.net", port: 993, security: "tls" },
		outgoing: { host: "ssl0.ovh.net", port: 465, security: "tls" },
		broken: true,
	},
	{
		name: "Boutique (POP)",
		address: "boutique@asso-exemple.example",
		incoming: { type: "pop3", host: "pop.mail.ovh.net", port: 995, security: "tls", leaveOnServer: false },
		outgoing: { host: "smtp.mail.ovh.net", port: 465, security: "tls" },
		broken: true,
	},
	{
		name: "Entreprise",
		address: "c.martin@entreprise.example",
		incoming: { type: "imap", host: "mail.entreprise.example", port: 993, security: "tls" },
		outgoing: { host: "mail.entreprise.example", port: 465, security: "tls" },
		broken: false,
	},
];

const OTHERS: AccountDescription[] = [
	{ name: "Local Folders", incoming: { type: "none", host: "Local Folders", username: "nobody" } },
	{ name: "Feeds", incoming: { type: "rss", host: "Feeds", username: "nobody" } },
];

function describe(accounts: DemoAccount[], others: AccountDescription[]): MailDescription {
	const outgoing: Record<string, OutgoingDescription> = {};
	const keyOf = (name: string) => `smtp${accounts.findIndex((account) => account.name === name) + 1}`;
	const described = accounts.map((account): AccountDescription => {
		const { name, address } = account;
		const shared = "of" in account.outgoing;
		if (!("of" in account.outgoing)) {
			outgoing[keyOf(name)] = { auth: "password", username: address, ...account.outgoing };
		}
		return {
			name,
			incoming: { auth: "password", username: address, ...account.incoming },
			identities: [
				{
					address,
					name: name.replace(/\(.*/, "").trim(),
					outgoing: shared ? keyOf((account.outgoing as { of: string }).of) : keyOf(name),
				},
			],
		};
	});
	return { accounts: [...described, ...others], outgoing };
}

/** A profile that tells something about every provider. */
export const demoMail: MailDescription = describe(DEMO, OTHERS);

/** Thunderbird's keys of the accounts of `demoMail` in which a check must find something. */
export const demoBroken: readonly string[] = DEMO.flatMap(({ broken }, index) =>
	broken ? [`account${index + 1}`] : [],
);

/** One password that was changed elsewhere, and one that was never stored. */
const WRONG_PASSWORD = "bonjour@studio-exemple.example";
const NO_PASSWORD = "c.martin@entreprise.example";

/** What is stored for `demoMail` where its servers are played. */
export const demoLogins: readonly Login[] = [
	...passwordsFor(demoMail),
	googleSignIn("rig-refresh-camille", "camille.martin.exemple@gmail.com"),
	googleSignIn("rig-refresh-club", "club.exemple@gmail.com"),
];

/** Those of some of the demonstration accounts. */
export function passwordsFor(mail: MailDescription): Login[] {
	return passwordLogins(mail, (username) => {
		if (username === NO_PASSWORD) return null;
		return username === WRONG_PASSWORD ? "changed-elsewhere" : DEMO_PASSWORD;
	});
}

/** Only accounts that are right. */
export const healthyMail: MailDescription = describe(
	DEMO.filter(({ broken }) => !broken),
	OTHERS,
);

/** As many accounts as this, right and wrong ones in turn. */
export function manyAccounts(count: number): MailDescription {
	const own = DEMO.filter(({ outgoing }) => !("of" in outgoing));
	const many = Array.from({ length: count }, (_, index): DemoAccount => {
		const account = own[index % own.length];
		if (!account) throw new Error("there are no demonstration accounts");
		const name = `${account.name} ${index + 1}`;
		return { ...account, name, address: account.address.replace("@", `.${index + 1}@`) };
	});
	return describe(many, OTHERS);
}
