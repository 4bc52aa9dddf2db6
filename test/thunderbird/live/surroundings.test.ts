// A check among what surrounds it: a page that is closed in the middle, two pages at once, and hosts that are no ordinary
// names. What single servers show: faults.test.ts.

import { expect } from "vitest";
import { FAULT_DOMAIN, FAULT_PASSWORD, faultHost } from "../../rig/faults";
import type { AccountDescription, MailDescription } from "../driver/accounts";
import { ADDON } from "../harness";
import { describeInRig, launchInRig, testIn } from "../in-rig";
import { passwordLogins } from "../logins";
import { clickThrough, closePage, follow, pageText, readServerCards, readState } from "../reading";
import { loginsInClear, loginsSeen } from "./logs";

const at = (host: string, name = "camille"): AccountDescription => ({
	name: host,
	incoming: {
		...{ type: "imap", host, port: 993, security: "tls", auth: "password" },
		username: `${name}@${FAULT_DOMAIN}`,
	},
	identities: [{ address: `${name}@${FAULT_DOMAIN}`, name: "Camille Martin", outgoing: "smtp1" }],
});

const profile = (
	...accounts: AccountDescription[]
): { mail: MailDescription; logins: ReturnType<typeof passwordLogins> } => {
	const outgoing = {
		smtp1: {
			...{ host: faultHost("good"), port: 465, security: "tls" as const, auth: "password" as const },
			username: `camille@${FAULT_DOMAIN}`,
		},
	};
	const mail = { accounts, outgoing };
	return { mail, logins: passwordLogins(mail, () => FAULT_PASSWORD) };
};

describeInRig("a check among what surrounds it", (rig) => {
	testIn("newest")("ends with the page that asked for it, changes nothing, and leaves the next one alone", async () => {
		const thunderbird = await launchInRig(rig(), profile(at(faultHost("silent")), at(faultHost("good"))));
		const page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		const before = await readState(thunderbird);
		await page.click('[data-action="check"]');
		await page.waitForState("checking");
		await closePage(thunderbird, ADDON.id);
		expect(await readState(thunderbird)).toEqual(before);
		const next = await thunderbird.openPage(ADDON.id);
		await next.waitForState("idle");
		expect((await clickThrough(next, '[data-action="check"]')).at(-1)).toBe("checked");
		const cards = await readServerCards(next);
		expect(cards["account1"]?.findings).toEqual([expect.stringContaining("error unexpected-answer")]);
		expect(cards["account2"]?.incoming).toBe("ok");
		expect(await thunderbird.openedWindows()).toEqual([]);
	});

	testIn("oldest")("of two pages at once ends in both, with one login for each click", async () => {
		const thunderbird = await launchInRig(rig(), profile(at(faultHost("good"))));
		const pages = [await thunderbird.openPage(ADDON.id), await thunderbird.openPage(ADDON.id)] as const;
		for (const page of pages) await page.waitForState("idle");
		const [first, second] = await Promise.all(
			pages.map((page) =>
				follow(page, () => page.eval(() => document.querySelector<HTMLElement>('[data-action="check"]')?.click())),
			),
		);
		expect([first?.at(-1), second?.at(-1)]).toEqual(["checked", "checked"]);
		for (const page of pages) expect((await readServerCards(page))["account1"]?.incoming).toBe("ok");
		expect(Object.values(loginsSeen(rig())).filter((count) => count > 2)).toEqual([]);
		expect(await thunderbird.openedWindows()).toEqual([]);
	});

	testIn("newest")(
		"says of an address, of another alphabet and of this computer what is so, and sends no password astray",
		async () => {
			const thunderbird = await launchInRig(
				rig(),
				profile(
					// Of a network for documentation: nobody is there. (Thunderbird takes no IPv6 address for a host.)
					at("192.0.2.1", "address"),
					at("courriel.münchen.example", "letters"),
					at("127.0.0.1", "loopback"),
				),
			);
			const page = await thunderbird.openPage(ADDON.id);
			await page.waitForState("idle");
			await clickThrough(page, '[data-action="check"]');
			const cards = await readServerCards(page);
			expect(cards["account1"]?.findings).toEqual([expect.stringContaining("error server-unreachable")]);
			expect(cards["account2"]?.findings).toEqual([expect.stringContaining("error server-name-unknown")]);
			expect(cards["account3"]).toMatchObject({ findings: [], unchecked: ["incoming local-program"] });
			expect(await pageText(page)).toContain("courriel.münchen.example");
			expect(loginsInClear(rig())).toEqual([]);
			expect(Object.keys(loginsSeen(rig())).filter((name) => !name.startsWith("good smtp"))).toEqual([]);
			expect(await thunderbird.openedWindows()).toEqual([]);
		},
	);
});
