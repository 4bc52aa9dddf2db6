// Thunderbird itself fetches and sends mail in the rig when its settings are right: what a repair must lead to, and the
// proof that the rig's servers are such as Thunderbird works with.

import { expect, test } from "vitest";
import { ACCOUNTS, type Account } from "../../rig/world";
import type { IncomingDescription, MailDescription, OutgoingDescription } from "../driver/accounts";
import { fetchMail, sendMail } from "../driver/mail";
import { describeInRig, launchInRig } from "../in-rig";
import { googleSignIn, passwordLogins } from "../logins";

type Servers = [IncomingDescription["type"], string, OutgoingDescription];

const tls = (host: string): OutgoingDescription => ({ host, port: 465, security: "tls" });
const starttls = (host: string): OutgoingDescription => ({ host, port: 587, security: "starttls" });

const MAILBOXES: [Account, ...Servers][] = [
	[ACCOUNTS.ovh, "imap", "imap.mail.ovh.net", tls("smtp.mail.ovh.net")],
	[ACCOUNTS.ovhZimbra, "pop3", "pop.mail.ovh.net", starttls("smtp.mail.ovh.net")],
	[ACCOUNTS.suite, "imap", "imap.beta.gouv.fr", tls("smtp.beta.gouv.fr")],
	[ACCOUNTS.suiteMinistry, "imap", "imap.ministere.example", starttls("smtp.ministere.example")],
	[ACCOUNTS.workspace, "imap", "imap.gmail.com", tls("smtp.gmail.com")],
	[ACCOUNTS.gmail, "imap", "imap.gmail.com", { ...tls("smtp.gmail.com"), auth: "oauth2" }],
];

const mail: MailDescription = {
	accounts: MAILBOXES.map(([{ user }, type, host, { auth = "password" }], index) => ({
		name: user,
		incoming: { type, host, port: type === "imap" ? 993 : 995, security: "tls", auth, username: user },
		identities: [{ address: user, name: "Camille Martin", outgoing: `smtp${index + 1}` }],
	})),
	outgoing: Object.fromEntries(
		MAILBOXES.map(([{ user }, , , outgoing], index) => [
			`smtp${index + 1}`,
			{ auth: "password" as const, username: user, ...outgoing },
		]),
	),
};

const passwordOf = (user: string) => MAILBOXES.find(([account]) => account.user === user)?.[0].password ?? null;

describeInRig("Thunderbird and the rig's servers", (rig) => {
	test("mail is fetched and sent with right settings, over IMAP and POP3, with passwords and OAuth2", async () => {
		const thunderbird = await launchInRig(rig(), {
			mail,
			logins: [...passwordLogins(mail, passwordOf), googleSignIn("rig-refresh-1")],
		});
		for (const [index, [{ user, messages }]] of MAILBOXES.entries()) {
			const key = `server${index + 1}`;
			const fetched = async () => (await fetchMail(thunderbird, key)).subjects;
			await expect.poll(fetched, { timeout: 20_000, message: user }).toHaveLength(messages);
			expect(await sendMail(thunderbird, `id${index + 1}`, `To ${user}`)).toEqual({ ok: true, code: "" });
			await expect.poll(fetched, { timeout: 20_000, message: user }).toContain(`To ${user}`);
		}
		expect(await thunderbird.openedWindows()).toEqual([]);
	});
});
