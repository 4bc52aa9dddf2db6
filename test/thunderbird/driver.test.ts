// The driver itself, against the built add-on: what the other tests rely on.

import { existsSync } from "node:fs";
import { expect, inject, test } from "vitest";
import type { MailDescription } from "./driver/accounts";
import { UnexpectedDialog } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";

const MAIL: MailDescription = {
	accounts: [
		{
			name: "Work",
			incoming: {
				type: "imap",
				host: "imap.company.example",
				port: 993,
				security: "tls",
				auth: "password",
				username: "a@company.example",
			},
			identities: [{ address: "a@company.example", name: "A" }],
		},
	],
	outgoing: {
		smtp1: {
			host: "smtp.company.example",
			port: 465,
			security: "tls",
			auth: "password",
			username: "a@company.example",
		},
	},
};

test("the Thunderbird of this run is the one that was asked for", async () => {
	const thunderbird = await launch({ mail: MAIL });
	expect(await thunderbird.chrome(({ Services }) => Services.appinfo.version)).toBe(inject("thunderbird").version);
});

test("described accounts are Thunderbird's accounts", async () => {
	const thunderbird = await launch({ mail: MAIL });
	const servers = await thunderbird.chrome(({ MailServices, Ci }) => {
		const incoming = MailServices.accounts.getAccount("account1").incomingServer;
		const outgoing = MailServices.outgoingServer.defaultServer.QueryInterface(Ci.nsISmtpServer);
		return [incoming.port, incoming.socketType, incoming.authMethod, outgoing.hostname, outgoing.port];
	});
	expect(servers).toEqual([993, 3, 3, "smtp.company.example", 465]);
});

test("a click on the toolbar button opens the page, which checks", async () => {
	const thunderbird = await launch({ mail: MAIL });
	const page = await thunderbird.clickToolbarButton(ADDON.id);
	await page.waitForState("checked");
	expect(await page.attributes("[data-account]", "data-account")).toEqual(["account1"]);
	expect(await thunderbird.openedWindows()).toEqual([]);
});

test("the entry in the Tools menu opens the page, which checks", async () => {
	const thunderbird = await launch({ mail: MAIL });
	const page = await thunderbird.clickToolsMenu(ADDON.id);
	expect(await page.waitForState("checked")).toBe("checked");
});

test("the page is French where French is asked for", async () => {
	const thunderbird = await launch({ mail: MAIL, language: "fr" });
	const page = await thunderbird.openPage(ADDON.id);
	expect(await page.eval(() => browser.i18n.getUILanguage())).toBe("fr");
});

test("clicks and keys reach the page as a user's", async () => {
	const thunderbird = await launch({ mail: MAIL });
	const page = await thunderbird.openPage(ADDON.id);
	await page.waitForState("idle");
	const focused = () => page.eval(() => document.activeElement?.getAttribute("data-action") ?? null);
	for (let tries = 0; (await focused()) !== "check" && tries < 20; tries++) await page.press("Tab");
	expect(await focused()).toBe("check");
	await page.press("Enter");
	expect(await page.waitForState("checked")).toBe("checked");
});

test("a page can be as narrow as a telephone and photographed", async () => {
	const thunderbird = await launch({ mail: MAIL });
	const page = await thunderbird.openPage(ADDON.id);
	await page.setWidth(360);
	expect(await page.eval(() => innerWidth)).toBe(360);
	const file = `${thunderbird.profile.folder}/page.png`;
	await page.screenshot(file);
	expect(existsSync(file)).toBe(true);
});

test("preferences and logins outlive a restart, and a killed Thunderbird starts again", async () => {
	const thunderbird = await launch({ mail: MAIL });
	await thunderbird.addLogin({ origin: "imap://imap.company.example", username: "a@company.example", password: "pw" });
	await thunderbird.chrome(({ Services }) => Services.prefs.setIntPref("mail.server.server1.port", 143));
	const logins = await thunderbird.logins();
	await thunderbird.restart();
	expect(await thunderbird.logins()).toEqual(logins);
	expect(thunderbird.profile.savedPrefs()["mail.server.server1.port"]).toBe(143);
	await thunderbird.kill();
	await thunderbird.start();
	await thunderbird.addonReady(ADDON.id);
	expect((await thunderbird.prefs("mail.server.server1."))["mail.server.server1.port"]).toBe(143);
});

test("a dialog that nobody asked for is an error and is remembered", async () => {
	const thunderbird = await launch({ mail: MAIL });
	const alert = thunderbird.chrome(({ Services, window }) => Services.prompt.alert(window, "title", "surprise"));
	await expect(alert).rejects.toThrow(new UnexpectedDialog("surprise"));
	await thunderbird.dismissDialog();
	expect(await thunderbird.openedWindows()).toContain("chrome://global/content/commonDialog.xhtml");
});

test("nothing that the accounts say makes Thunderbird leave this machine", async () => {
	const thunderbird = await launch({ mail: MAIL });
	const outcome = await thunderbird.chrome(({ window }) =>
		window.fetch("https://imap.company.example/").then(
			() => "answered",
			(error: unknown) => String(error),
		),
	);
	expect(outcome).toContain("NetworkError");
	expect(await thunderbird.chrome(({ Services }) => Services.prefs.getIntPref("network.proxy.socks_port"))).toBe(9);
});
