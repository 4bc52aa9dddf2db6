// A real Thunderbird inside the rig: the tests of the add-on against servers stand on this.

import { expect, test } from "vitest";
import { thunderbirdsForTests } from "../thunderbird/driver/install";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import { Rig } from "./rig";

// As long as the tests in ../thunderbird/ may take: Thunderbird starts twice.
test("Thunderbird sees the rig's names, trusts its authority, and is gone when it is killed", {
	timeout: 180_000,
}, async (context) => {
	const { current } = thunderbirdsForTests();
	if (typeof current === "string") {
		console.log(`not run here: ${current}`);
		context.skip(current);
		return;
	}
	const rig = await Rig.start();
	try {
		const thunderbird = await Thunderbird.launch({ binary: current.binary, ...rig.thunderbird });
		try {
			const load = (url: string) =>
				thunderbird.chrome(async ({ window }, url) => {
					try {
						return (await (await window.fetch(url)).text()) as string;
					} catch (error) {
						return String(error);
					}
				}, url);
			expect(await load("https://webmail.numerique.gouv.fr/appsuite/")).toContain("OX App Suite");
			await rig.point("www.ovh.com", "certificate-expired");
			expect(await load("https://www.ovh.com/")).toContain("NetworkError");
			await thunderbird.kill();
			expect((await rig.run("pgrep", "-f", thunderbird.profile.path)).stdout).toBe("");
			await thunderbird.start();
		} finally {
			await thunderbird.close();
		}
	} finally {
		await rig.stop();
	}
});
