// The rig's authority counts as one of Thunderbird's own, and those that an antivirus or an organisation added do not: the
// difference that findings about intercepted traffic stand on.

import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { faultHost } from "../../rig/faults";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";

describeInRig("trust", (rig) => {
	test("Thunderbird tells its own authorities from those that were added, and from those that nobody knows", async () => {
		const thunderbird = await launchInRig(rig(), {
			trust: [join(dirname(rig().rootCertificate), "organisation.crt")],
		});
		const page = await thunderbird.openPage(ADDON.id);
		const hosts = [
			"imap.mail.ovh.net",
			faultHost("certificate-private-authority"),
			faultHost("certificate-intercepted"),
		];
		const seen = await page.eval(async (hosts) => {
			const endpoints = hosts.map((host) => ({
				...({ protocol: "imap", host, port: 993, security: "tls", login: null } as const),
			}));
			const observations = await browser.bonsComptesProbe.examine(endpoints, { id: "trust" });
			return observations.map(({ outcome, tls }) => [outcome.kind, tls?.builtInRoot]);
		}, hosts);
		expect(seen).toEqual([
			["ok", true],
			["ok", false],
			["certificate", null],
		]);
	});
});
