// The search for calendars and address books in a real Thunderbird, at real servers.

import { expect, test } from "vitest";
import { ACCOUNTS } from "../../rig/world";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";
import { mailOf } from "../live/settings";

describeInRig("the search for calendars and address books", (rig) => {
	test("finds calendars and address books with one login, and opens nothing", async () => {
		const { user, davPassword } = ACCOUNTS.suite;
		const thunderbird = await launchInRig(rig(), {
			mail: mailOf([{ account: ACCOUNTS.suite }]),
			logins: [{ origin: "https://webmail.numerique.gouv.fr", realm: "OX DAV", username: user, password: davPassword }],
		});
		const page = await thunderbird.openPage(ADDON.id);
		const found = await page.eval(
			async (address) =>
				browser.bonsComptesDav.discover(
					(["caldav", "carddav"] as const).map((kind) => ({ key: "server1", kind, provider: "lasuite", address })),
					{ id: "x" },
				),
			user,
		);
		expect(found.map(({ kind }) => kind)).toEqual(["found", "found"]);
		expect(await thunderbird.openedWindows()).toEqual([]);
	});
});
