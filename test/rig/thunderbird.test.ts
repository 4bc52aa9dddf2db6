// A real Thunderbird inside the rig: the tests of the add-on against servers stand on this.

import { expect, test } from "vitest";
import { thunderbirdsForTests } from "../thunderbird/driver/install";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import { Rig } from "./rig";
import { ACCOUNTS } from "./world";

test("Thunderbird trusts the rig, reads mail from it, and is gone when it is killed", async (context) => {
	const { current } = thunderbirdsForTests();
	if (typeof current === "string") {
		console.log(`not run here: ${current}`);
		context.skip(current);
		return;
	}
	const rig = await Rig.start();
	const { user, password } = ACCOUNTS.suite;
	const host = "imap.beta.gouv.fr";
	const thunderbird = await Thunderbird.launch({
		binary: current.binary,
		...rig.thunderbird,
		mail: {
			accounts: [
				{
					name: "Suite",
					incoming: { type: "imap", host, port: 993, security: "tls", auth: "password", username: user },
				},
			],
		},
	});
	try {
		await thunderbird.addLogin({ origin: `imap://${host}`, username: user, password });
		const count = await thunderbird.chrome(async ({ MailServices, window }) => {
			const inbox = MailServices.accounts.allServers[0].rootFolder.getFolderWithFlags(0x1000);
			inbox.updateFolder(MailServices.mailSession.topmostMsgWindow ?? window.msgWindow);
			const deadline = Date.now() + 20_000;
			while (inbox.getTotalMessages(false) < 3 && Date.now() < deadline) {
				await new Promise((resolve) => window.setTimeout(resolve, 50));
			}
			return inbox.getTotalMessages(false) as number;
		});
		expect(count).toBe(3);
		await thunderbird.kill();
		expect((await rig.run("pgrep", "-f", thunderbird.profile.path)).stdout).toBe("");
		await thunderbird.start();
	} finally {
		await thunderbird.close();
		await rig.stop();
	}
});
