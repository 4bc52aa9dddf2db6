// A sign-in on Google's page, in a real Thunderbird and a rig that plays Google: from a refused password or a revoked token
// to mail that Thunderbird itself fetches and sends, by one click and the user's consent. And every way for it to end else.

import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import type { Rig } from "../rig/rig";
import { ACCOUNTS } from "../rig/world";
import { fetchMail, sendMail } from "./driver/mail";
import type { ExtensionPage } from "./driver/page";
import { choose, closeSignInWindow, SIGN_IN_WINDOW, signInWindows } from "./driver/sign-in-window";
import type { StoredLogin, Thunderbird } from "./driver/thunderbird";
import { ADDON } from "./harness";
import { describeInRig, launchInRig, testIn } from "./in-rig";
import { loginsInClear } from "./live/logs";
import { mailOf, type Secrets, type Settings, storedLogins } from "./live/settings";
import { clickThrough, follow, pageText, readObjects, readServerCards, readState, sentence } from "./reading";

const { gmail, workspace } = ACCOUNTS;
const OAUTH = { auth: "oauth2" } as const;
/** The same in both versions: 153 would rather have the system's browser. */
const INSIDE = { "mailnews.oauth.useExternalBrowser": false };
const refused: [Settings & Secrets] = [{ account: gmail, password: "another" }];
const revoked: [Settings & Secrets] = [{ account: gmail, incoming: OAUTH, outgoing: OAUTH, token: "revoked" }];
const signedIn: [Settings & Secrets] = [{ account: gmail, incoming: OAUTH, outgoing: OAUTH, token: "rig-refresh-1" }];

interface Opened {
	thunderbird: Thunderbird;
	page: ExtensionPage;
}

async function checked(rig: Rig, people: readonly (Settings & Secrets)[], prefs: object = INSIDE): Promise<Opened> {
	const mail = mailOf(people);
	const logins = storedLogins(mail, people);
	const thunderbird = await launchInRig(rig, { mail, logins, prefs: { ...prefs } });
	const page = await thunderbird.openPage(ADDON.id);
	await page.waitForState("idle");
	await clickThrough(page, '[data-action="check"]');
	return { thunderbird, page };
}

/** Clicks, does what the user does meanwhile, and waits for the end of all work. */
async function signIn(
	{ thunderbird, page }: Opened,
	user: (thunderbird: Thunderbird) => Promise<void>,
): Promise<string> {
	const states = await follow(page, async () => {
		await page.click('[data-action="sign-in"]');
		await user(thunderbird);
	});
	return states.at(-1) ?? "";
}

const consentAs = (link: string) => (thunderbird: Thunderbird) => choose(thunderbird, link);

async function findings(page: ExtensionPage): Promise<string[]> {
	const card = (await readServerCards(page))["account1"];
	return card?.findings.filter((finding) => !finding.startsWith("advice")) ?? ["no card"];
}

async function movesMail(thunderbird: Thunderbird, subject: string): Promise<void> {
	expect(await sendMail(thunderbird, "id1", subject)).toEqual({ ok: true, code: "" });
	await expect
		.poll(async () => (await fetchMail(thunderbird, "server1")).subjects, { timeout: 20_000 })
		.toContain(subject);
}

const tokens = (logins: readonly StoredLogin[]) => logins.filter(({ origin }) => origin.startsWith("oauth://"));
const passwords = (logins: readonly StoredLogin[]) => logins.filter(({ origin }) => !origin.startsWith("oauth://"));

describeInRig("a sign-in on Google's page", (rig) => {
	test("takes an account from a refused password to mail that comes and goes, and undo gives the password back", async () => {
		const opened = await checked(rig(), refused);
		const { thunderbird, page } = opened;
		const before = { objects: await readObjects(thunderbird), logins: await thunderbird.logins() };
		expect(await page.attributes('[data-rule="gmail-password-auth"] [data-setting]', "data-to")).toEqual([
			"oauth2",
			"oauth2",
		]);
		expect(await page.count('[data-action="fix-all"]')).toBe(0);
		expect(await signIn(opened, consentAs("gmail"))).toBe("fixed");
		expect(await pageText(page)).toMatch(sentence("notice_signed_in"));
		expect(await findings(page)).toEqual([]);
		expect(await readServerCards(page)).toMatchObject({
			account1: { incoming: "ok", outgoing: "ok", unchecked: [], asksPassword: false },
		});
		expect(await page.count('[data-action="sign-in"]')).toBe(0);
		// One login at each server, the check that follows included; and one that was refused before.
		await expect
			.poll(
				() =>
					rig()
						.logs.dovecot()
						.match(/auth failed, 1 attempts/g)?.length,
			)
			.toBe(1);
		expect(
			rig()
				.logs.dovecot()
				.match(/Login: .*method=XOAUTH2/g),
		).toHaveLength(1);
		expect(loginsInClear(rig())).toEqual([]);
		const after = await thunderbird.logins();
		expect(passwords(after)).toEqual(before.logins);
		expect(tokens(after)).toHaveLength(1);
		await movesMail(thunderbird, "Signed in");
		expect(await thunderbird.openedWindows()).toEqual([SIGN_IN_WINDOW]);

		await clickThrough(page, '[data-action="undo"]:not([disabled])');
		expect(await readObjects(thunderbird)).toEqual(before.objects);
		expect(passwords(await thunderbird.logins())).toEqual(before.logins);
	});

	test("is the way back in after a token was revoked, and changes no setting", async () => {
		const opened = await checked(rig(), revoked);
		const { thunderbird, page } = opened;
		const before = await readState(thunderbird);
		expect(await findings(page)).toEqual(["error sign-in-refused at login", "error sign-in-refused at login"]);
		expect(await pageText(page)).toMatch(sentence("rule_sign_in_refused"));
		expect(await page.count("[data-setting]")).toBe(0);
		expect(await signIn(opened, consentAs("gmail"))).toBe("fixed");
		expect(await findings(page)).toEqual([]);
		const after = await readState(thunderbird);
		expect(after.prefs).toEqual(before.prefs);
		// The same login, with a token that lives.
		expect(after.logins.map(({ guid, realm }) => [guid, realm])).toEqual(
			before.logins.map(({ guid, realm }) => [guid, realm]),
		);
		expect(tokens(after.logins)[0]?.password).not.toBe("revoked");
		await movesMail(thunderbird, "Back in");
		// It was not told that Thunderbird's own window had to come for that.
		expect(await thunderbird.openedWindows()).toEqual([SIGN_IN_WINDOW]);
		await thunderbird.restart();
		await movesMail(thunderbird, "After a restart");
		expect(await thunderbird.openedWindows()).toEqual([]);
	});

	testIn("newest")(
		"that ends without the right consent says why in one sentence, and leaves all as it was",
		async () => {
			const opened = await checked(rig(), refused);
			const { thunderbird, page } = opened;
			const before = await readState(thunderbird);
			const ends: [(thunderbird: Thunderbird) => Promise<void>, string][] = [
				[closeSignInWindow, "notice_sign_in_closed"],
				[consentAs("deny"), "notice_sign_in_denied"],
				[consentAs("workspace"), "notice_sign_in_other_account"],
				[consentAs("calendar-only"), "notice_sign_in_permission_missing"],
				[() => page.click('[data-action="cancel-sign-in"]'), "notice_sign_in_closed"],
			];
			for (const [user, said] of ends) {
				expect(await signIn(opened, user), said).toBe("checked");
				expect(await page.text("#status")).toMatch(sentence(said));
				expect(await readState(thunderbird), said).toEqual(before);
				expect(await signInWindows(thunderbird), said).toBe(0);
			}
			// Whoever has closed the window once can still sign in.
			expect(await signIn(opened, consentAs("gmail"))).toBe("fixed");
		},
	);

	testIn("oldest")("with another account puts none of its tokens in place of the one that is stored", async () => {
		const opened = await checked(rig(), revoked);
		const { thunderbird, page } = opened;
		const before = await thunderbird.logins();
		expect(await signIn(opened, consentAs("workspace"))).toBe("checked");
		expect(await page.text("#status")).toMatch(sentence("notice_sign_in_other_account"));
		expect(await thunderbird.logins()).toEqual(before);
	});

	testIn("newest")(
		"is offered without being pushed where an application password works, and not where the sign-in works",
		async () => {
			const opened = await checked(rig(), [{ account: workspace }, ...signedIn]);
			const { page } = opened;
			expect(await page.count('[data-account="account1"] [data-action="sign-in"]')).toBe(1);
			expect(await page.count('[data-account="account2"] [data-action="sign-in"]')).toBe(0);
			expect(await page.count("[data-setting]")).toBe(0);
			expect(await signIn(opened, consentAs("workspace"))).toBe("fixed");
			expect(await findings(page)).toEqual([]);
			await movesMail(opened.thunderbird, "As it was wished");
		},
	);

	testIn("oldest")("opens no second window, and brings the first one back", async () => {
		const opened = await checked(rig(), refused);
		const { thunderbird, page } = opened;
		const again = () =>
			page.eval(() =>
				browser.bonsComptesRepair.signIn(
					[{ server: "outgoing", key: "smtp1" }],
					[{ kind: "set", target: "outgoing", key: "smtp1", setting: "outgoing.auth", from: "password", to: "oauth2" }],
					{},
				),
			);
		const end = await signIn(opened, async () => {
			await expect.poll(() => signInWindows(thunderbird)).toBe(1);
			await page.click('[data-action="show-sign-in"]');
			expect(await again()).toEqual({ kind: "not-signed-in", why: { kind: "open" } });
			expect(await signInWindows(thunderbird)).toBe(1);
			await choose(thunderbird, "gmail");
		});
		expect(end).toBe("fixed");
	});

	testIn("newest")("is refused before any window where it could not work", async () => {
		const { thunderbird, page } = await checked(rig(), [...refused, { account: ACCOUNTS.ovh }]);
		const ask = (key: string, to: string, setting = "incoming.auth") =>
			page.eval(
				(key, to, setting) =>
					browser.bonsComptesRepair.signIn(
						[{ server: "incoming", key }],
						// @ts-expect-error -- a hostile page
						[{ kind: "set", target: "incoming", key, setting, from: "password", to }],
						{},
					),
				key,
				to,
				setting,
			);
		expect(await ask("server2", "oauth2")).toMatchObject({ kind: "refused", problem: { kind: "foreign-host" } });
		expect(await ask("server9", "oauth2")).toMatchObject({ kind: "refused", problem: { kind: "unknown-target" } });
		await expect(ask("server1", "none")).rejects.toThrow("refused");
		await expect(ask("server1", "evil.example", "incoming.host")).rejects.toThrow("refused");
		const inTheWay: [string, object][] = [
			["certificate-expired", { kind: "clock-wrong" }],
			["certificate-intercepted", { kind: "untrusted", host: "accounts.google.com" }],
			["dns-unknown", { kind: "unreachable", host: "accounts.google.com" }],
		];
		for (const [fault, why] of inTheWay) {
			await rig().point("accounts.google.com", fault);
			await thunderbird.chrome(({ Services }) => Services.dns.clearCache(true));
			expect(await ask("server1", "oauth2"), fault).toEqual({ kind: "not-signed-in", why });
		}
		await thunderbird.chrome(({ Services }) => Services.prefs.setIntPref("network.cookie.cookieBehavior", 2));
		expect(await ask("server1", "oauth2")).toEqual({ kind: "not-signed-in", why: { kind: "cookies-blocked" } });
		expect(await thunderbird.openedWindows()).toEqual([]);
	});

	test.skipIf(!inject("isNewest"))(
		"goes through the system's browser where Thunderbird would (not in 140)",
		async () => {
			const opened = await checked(rig(), refused, {});
			const { thunderbird, page } = opened;
			// The browser of this system writes down what it is to open.
			const program = join(thunderbird.profile.folder, "browser.sh");
			const asked = join(thunderbird.profile.folder, "asked");
			writeFileSync(program, `#!/bin/sh\nprintf %s "$1" > ${asked}.new && mv ${asked}.new ${asked}\n`);
			chmodSync(program, 0o755);
			await thunderbird.chrome(({ Cc, Ci }, path) => {
				const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
				file.initWithPath(path);
				const app = Cc["@mozilla.org/uriloader/local-handler-app;1"].createInstance(Ci.nsILocalHandlerApp);
				app.executable = file;
				const service = Cc["@mozilla.org/uriloader/external-protocol-service;1"].getService(
					Ci.nsIExternalProtocolService,
				);
				const info = service.getProtocolHandlerInfo("https");
				info.preferredApplicationHandler = app;
				info.preferredAction = Ci.nsIHandlerInfo.useHelperApp;
				info.alwaysAskBeforeHandling = false;
				Cc["@mozilla.org/uriloader/handler-service;1"].getService(Ci.nsIHandlerService).store(info);
			}, program);
			const end = await signIn(opened, async () => {
				await expect.poll(() => existsSync(asked), { timeout: 20_000 }).toBe(true);
				const consent = new URL(readFileSync(asked, "utf8"));
				consent.pathname = "/consent";
				consent.searchParams.set("user", gmail.user);
				const went = await rig().run("curl", "-sSL", "--cacert", rig().rootCertificate, consent.href);
				expect(went).toMatchObject({ code: 0 });
			});
			expect(end).toBe("fixed");
			expect(await findings(page)).toEqual([]);
			expect(await thunderbird.openedWindows()).toEqual([]);
			await movesMail(thunderbird, "From the browser");
		},
	);
});
