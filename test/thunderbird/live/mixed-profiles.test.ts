// A few profiles of the mix through the automatic mode; all of them: npm run campaign.

import { expect, inject, test } from "vitest";
import { describeInRig } from "../in-rig";
import { runMixed, wordsOf } from "./mixed-profiles";
import { mixedProfiles } from "./profile-mix";

/** One that is right, and some in which a login is refused. */
const SAMPLE = [6, 8, 10, 12];
const profiles = mixedProfiles(Math.max(...SAMPLE) + 1);

describeInRig(
	"a mix of profiles under the automatic mode",
	(rig) => {
		test.each(SAMPLE)("profile %i ends right or is reported, without a dialog", async (index) => {
			const mixed = profiles[index] ?? expect.unreachable();
			const { wrong, ...figures } = await runMixed(rig(), inject("thunderbird"), mixed);
			console.log(wordsOf(figures));
			expect(wrong).toEqual([]);
		});
	},
	"newest",
);
