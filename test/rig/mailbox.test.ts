// The add-on's own talk with real servers, without Thunderbird: what a mailbox shows after the login, under each of its
// names, and that to look leaves no trace in it.

import { readFileSync } from "node:fs";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MailboxFacts, MailboxQuestion } from "../../src/domain/mailbox";
import type { Outcome } from "../../src/domain/observation";
import { Conversation } from "../../src/probe/conversation";
import { examine } from "./client";
import { faultHost } from "./faults";
import { Rig } from "./rig";
import { ACCOUNTS, type Account } from "./world";

let rig: Rig;
beforeAll(async () => {
	rig = await Rig.start();
});
afterAll(() => rig.stop());

interface Look {
	outcome: Outcome;
	mailbox: MailboxFacts | null;
}

/** Ends like the add-on: as soon as the talk is over, without waiting for more. */
async function look(host: string, { user, password }: Account, question: MailboxQuestion): Promise<Look> {
	const { protocol } = question;
	const tls = connectTls({
		socket: await rig.connect(host, protocol === "imap" ? 993 : 995),
		servername: host,
		ca: readFileSync(rig.rootCertificate),
	});
	const conversation = new Conversation({ protocol, security: "tls", login: true, question });
	try {
		const bytes = tls[Symbol.asyncIterator]();
		for (let turn = conversation.begin(); ; ) {
			if (turn.send !== "") tls.write(turn.send, "latin1");
			switch (turn.next.kind) {
				case "read": {
					const chunk = await bytes.next();
					if (chunk.done === true) return { outcome: { kind: "closed" }, mailbox: conversation.mailbox };
					turn = conversation.receive((chunk.value as Buffer).toString("latin1"));
					break;
				}
				case "credentials":
					turn = conversation.giveCredentials({ kind: "password", username: user, password });
					break;
				case "done":
					if (turn.next.goodbye !== null) tls.write(`${turn.next.goodbye}\r\n`);
					return { outcome: turn.next.outcome, mailbox: conversation.mailbox };
				case "upgrade":
					throw new Error("TLS stands already");
			}
		}
	} finally {
		tls.destroy();
	}
}

const OK = { kind: "ok" };
const { suite, suiteAtOvh, ovh } = ACCOUNTS;
const idOf = ({ user, platform }: Account, uid: number) => ({ uid, messageId: `m${uid}.${platform}.${user}` });

describe("a mailbox", () => {
	const imap = (uids: number[]): MailboxQuestion => ({ protocol: "imap", uids });

	test("shows the same over IMAP under each of its names, and another one of the same person does not", async () => {
		const question = imap([1, 2, 3, 99]);
		const first = await look("imap.beta.gouv.fr", suite, question);
		expect(first).toEqual({
			outcome: OK,
			mailbox: {
				...{ protocol: "imap", uidValidity: expect.any(Number) },
				messages: [1, 2, 3].map((uid) => idOf(suite, uid)),
			},
		});
		expect(await look("imap.ox.numerique.gouv.fr", suite, question)).toEqual(first);
		const other = await look("ssl0.ovh.net", suiteAtOvh, question);
		expect(other.mailbox).toMatchObject({ messages: [1, 2, 3].map((uid) => idOf(suiteAtOvh, uid)) });
	});

	test("is looked at without marking a message as seen", async () => {
		await look("imap.beta.gouv.fr", suite, imap([1, 2, 3]));
		const { conversation } = await examine(rig, {
			host: "imap.beta.gouv.fr",
			protocol: "imap",
			...suite,
			limit: 10_000,
		});
		expect(await conversation?.ask("STATUS INBOX (UNSEEN)")).toContain("UNSEEN 3");
		conversation?.close();
	});

	test("shows over POP3 which messages are known, under each of its names", async () => {
		const { conversation } = await examine(rig, { host: "ssl0.ovh.net", protocol: "pop3", ...ovh, limit: 10_000 });
		const list = (await conversation?.ask("UIDL", /^\.\r\n/m)) ?? "";
		conversation?.close();
		const uidls = [...list.matchAll(/^\d+ (\S+)\r$/gm)].map(([, uidl = ""]) => uidl);
		expect(uidls).toHaveLength(ovh.messages);
		for (const host of ["pop.mail.ovh.net", "imap.mail.ovh.net"]) {
			expect(await look(host, ovh, { protocol: "pop3", uidls })).toEqual({
				outcome: OK,
				mailbox: { protocol: "pop3", known: 2, listed: 2, isComplete: true },
			});
		}
		expect((await look("pop.mail.ovh.net", ovh, { protocol: "pop3", uidls: ["none-of-them"] })).mailbox).toEqual({
			...{ protocol: "pop3", known: 0, listed: 2, isComplete: true },
		});
	});
});

describe.concurrent("a server that takes the login and then misbehaves", () => {
	test.each([
		["mailbox-lies", "imap", OK],
		["mailbox-huge-literal", "imap", OK],
		["mailbox-endless", "imap", OK],
		["mailbox-endless", "pop3", OK],
		["mailbox-cut", "imap", { kind: "closed" }],
		["mailbox-cut", "pop3", { kind: "closed" }],
	] as const)("%s over %s shows nothing", async (fault, protocol, outcome) => {
		const question: MailboxQuestion =
			protocol === "imap" ? { protocol, uids: [1] } : { protocol, uidls: ["uid-1-1700000000"] };
		expect(await look(faultHost(fault), ovh, question)).toEqual({ outcome, mailbox: null });
	});
});
