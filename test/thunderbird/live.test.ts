// A repair is live: Thunderbird's very next connection goes where the repaired settings say, without a restart.

import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SetChange } from "../../src/domain/change";
import type { RepairOutcome } from "../../src/domain/outcome";
import { ADDON, launch } from "./harness";

/** A server that greets, and says when somebody came. */
async function listen(greeting: string): Promise<{ port: number; visited: Promise<unknown>; server: Server }> {
	const server = createServer((socket) => {
		socket.on("error", () => undefined);
		socket.end(greeting);
	});
	const visited = once(server, "connection");
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return { port: (server.address() as AddressInfo).port, visited, server };
}

describe("a repair is live", () => {
	let wrong: Awaited<ReturnType<typeof listen>>;
	let right: Awaited<ReturnType<typeof listen>>;
	beforeEach(async () => {
		[wrong, right] = await Promise.all([listen("* BYE wrong\r\n"), listen("* BYE right\r\n")]);
	});
	afterEach(() => {
		wrong.server.close();
		right.server.close();
	});

	it.each(["imap", "pop3"] as const)("for the port of %s, although Thunderbird has already connected", async (type) => {
		const thunderbird = await launch({
			mail: {
				accounts: [
					{
						name: "Bridge",
						incoming: { type, host: "127.0.0.1", port: wrong.port, security: "none", username: "a@asso.example" },
						identities: [{ address: "a@asso.example", name: "A" }],
					},
				],
			},
		});
		await thunderbird.addLogin({
			origin: `${type === "imap" ? "imap" : "mailbox"}://127.0.0.1`,
			username: "a@asso.example",
			password: "secret",
		});
		const fetchMail = (): Promise<void> =>
			thunderbird.chrome(({ MailServices, Services }) => {
				Services.prefs.setIntPref("mailnews.tcptimeout", 2);
				const server = MailServices.accounts.accounts[0].incomingServer;
				server.getNewMessages(server.rootFolder, null, null);
			});
		await fetchMail();
		await wrong.visited;
		const page = await thunderbird.openPage(ADDON.id);
		const changes: SetChange[] = [
			{
				kind: "set",
				target: "incoming",
				key: "server1",
				setting: "incoming.port",
				from: wrong.port,
				to: right.port,
			},
		];
		const outcome = await page.eval(
			(list: SetChange[]): Promise<RepairOutcome> => browser.bonsComptesRepair.apply(list, {}),
			changes,
		);
		expect(outcome.kind).toBe("applied");
		await fetchMail();
		await right.visited;
	});

	it("for the port of an outgoing server through which a message was tried before", async () => {
		const thunderbird = await launch({
			mail: {
				accounts: [
					{
						name: "Bridge",
						incoming: { type: "imap", host: "127.0.0.1", port: 9, security: "none", username: "a@asso.example" },
						identities: [{ address: "a@asso.example", name: "A", outgoing: "smtp1" }],
					},
				],
				outgoing: { smtp1: { host: "127.0.0.1", port: wrong.port, security: "none", auth: "none" } },
			},
		});
		const send = (): Promise<void> =>
			thunderbird.chrome(async ({ MailServices, ChromeUtils, Services, Ci, window }) => {
				const file = Services.dirsvc.get("TmpD", Ci.nsIFile);
				file.append("message.eml");
				file.createUnique(Ci.nsIFile.NORMAL_FILE_TYPE, 0o600);
				await window.IOUtils.writeUTF8(
					file.path,
					"From: a@asso.example\r\nTo: a@asso.example\r\nSubject: x\r\n\r\nx\r\n",
				);
				const identity = MailServices.accounts.allIdentities[0];
				const to = MailServices.headerParser.parseEncodedHeaderW(identity.email);
				await new Promise<void>((resolve) => {
					MailServices.outgoingServer.servers[0].sendMailMessage(
						file,
						to,
						[],
						identity,
						identity.email,
						null,
						null,
						false,
						"<x@asso.example>",
						{
							QueryInterface: ChromeUtils.generateQI(["nsIMsgOutgoingListener"]),
							onSendStart: () => undefined,
							onSendStop: () => resolve(),
						},
					);
				});
				await window.IOUtils.remove(file.path);
			});
		await Promise.all([send(), wrong.visited]);
		const page = await thunderbird.openPage(ADDON.id);
		const changes: SetChange[] = [
			{ kind: "set", target: "outgoing", key: "smtp1", setting: "outgoing.port", from: wrong.port, to: right.port },
		];
		const outcome = await page.eval(
			(list: SetChange[]): Promise<RepairOutcome> => browser.bonsComptesRepair.apply(list, {}),
			changes,
		);
		expect(outcome.kind).toBe("applied");
		await Promise.all([send(), right.visited]);
	});
});
