// A few profiles of the mix through the automatic mode; all of them: npm run campaign.

import { expect, inject, test } from "vitest";
import { examine } from "../../rig/client";
import { ACCOUNTS } from "../../rig/world";
import { describeInRig } from "../in-rig";
import { refusedLogins } from "./logs";
import { runMixed, wordsOf } from "./mixed-profiles";
import { mixedProfiles } from "./profile-mix";

/** One that is right, and some in which a login is refused. */
const SAMPLE = [6, 8, 10, 12];
const profiles = mixedProfiles(Math.max(...SAMPLE) + 1);

describeInRig(
	"a mix of profiles under the automatic mode",
	(rig) => {
		test("each refused login is counted", async () => {
			const { user } = ACCOUNTS.ovh;
			const wrong = { user, password: "another" };
			for (const protocol of ["imap", "imap", "smtp", "pop3"] as const)
				await examine(rig(), { ...wrong, protocol, host: `${protocol === "pop3" ? "pop" : protocol}.mail.ovh.net` });
			const refused = () => refusedLogins(rig()).toSorted();
			const once = [`pop3 127.77.2.12 ${user}`, `smtp ${user}`];
			const twice = `imap 127.77.2.11 ${user}`;
			await expect.poll(refused).toEqual([twice, twice, ...once]);
		});

		test.each(SAMPLE)("profile %i ends right or is reported, without a dialog", async (index) => {
			const mixed = profiles[index] ?? expect.unreachable();
			const { wrong, ...figures } = await runMixed(rig(), inject("thunderbird"), mixed);
			console.log(wordsOf(figures));
			expect(wrong).toEqual([]);
		});
	},
	"newest",
);
