// What support gets, in a real Thunderbird: the clipboard, the message that is prepared and not sent, and the passwords
// that nothing uses any more.

import { beforeAll, describe, expect, test } from "vitest";
import { demoMail } from "../demo/accounts";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";

const OLD = { origin: "imap://old.asso.example", username: "ada@asso.example", password: "canary-old" };
const OLDER = { origin: "smtp://older.asso.example", username: "ada@asso.example", password: "canary-older" };
const USED = { origin: "imap://ssl0.ovh.net", username: "contact@asso-exemple.example", password: "canary-used" };
const WEB = { origin: "https://old.asso.example", realm: "A page", username: "ada", password: "canary-web" };

describe("support", () => {
	let thunderbird: Thunderbird;
	let page: ExtensionPage;

	beforeAll(async () => {
		thunderbird = await launch({ mail: demoMail });
		for (const login of [OLD, OLDER, USED, WEB]) await thunderbird.addLogin(login);
		page = await thunderbird.openPage(ADDON.id);
		await page.click('[data-action="check"]');
		await page.waitForState("checked");
	});

	test("the report lands on the clipboard, without an address or a password", async () => {
		await page.click('[data-action="copy-report"]');
		await page.waitFor(() => /copied/.test(document.querySelector(".saving")?.textContent ?? ""));
		const text = await page.eval(() => navigator.clipboard.readText());
		expect(text).toContain("Account 1");
		expect(text).not.toMatch(/canary|contact at asso/);
	});

	test("a message to the provider's support opens with the report, and is not sent", async () => {
		await page.click('[data-action="mail-report"]');
		await page.waitFor(() => /is open/.test(document.querySelector(".saving")?.textContent ?? ""));
		const drafts = await thunderbird.chrome(({ Services }) =>
			[...Services.wm.getEnumerator("msgcompose")].map((compose) => ({
				to: [...compose.document.querySelectorAll("#toAddrContainer mail-address-pill")].map((pill) =>
					String(pill.emailAddress),
				),
				text: String(compose.document.getElementById("messageEditor").contentDocument.body.textContent),
			})),
		);
		expect(drafts).toHaveLength(1);
		expect(drafts[0]?.to).toEqual([expect.stringContaining("@")]);
		expect(drafts[0]?.text).toContain("Account 1");
	});

	test("exactly the unused login that was confirmed is removed", async () => {
		const listed = await page.eval(() => browser.bonsComptesRepair.unusedLogins());
		expect(listed.kind === "listed" ? listed.logins.map(({ origin }) => origin).sort() : listed).toEqual([
			OLD.origin,
			OLDER.origin,
		]);
		expect(JSON.stringify(listed)).not.toContain("canary");
		await page.eval(() => document.querySelector<HTMLElement>("details.unused summary")?.click());
		await page.click(`[data-login="${OLD.origin}"] [data-action="remove-login"]`);
		await page.click(`[data-login="${OLD.origin}"] [data-action="confirm"]`);
		await page.waitFor(() => document.querySelectorAll("[data-login]").length === 1);
		const left = (await thunderbird.logins()).map(({ origin }) => origin).sort();
		expect(left).toEqual([OLDER.origin, USED.origin, WEB.origin].sort());
	});
});
