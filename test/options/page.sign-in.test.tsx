// @vitest-environment happy-dom
// A sign-in on the issuer's page, as the page of the add-on offers it, waits for it and tells what it came to.

import { describe, expect, test, vi } from "vitest";
import type { AccountDiagnosis, SignInOffer } from "../../src/domain/diagnosis";
import type { SignInObstacle, SignInOutcome } from "../../src/domain/outcome";
import * as demo from "./demo";
import { LANGUAGES, sentencesIn } from "./messages";
import { all, button, check, click, controller, doctor, one, open, settle, state } from "./opened-page";

const CHANGE = demo.set("server1", "incoming.auth", "password", "oauth2");
const OFFER: SignInOffer = { servers: [{ server: "incoming", key: "server1" }], changes: [CHANGE], needed: true };

function google(signIn: SignInOffer | null, given: Partial<AccountDiagnosis> = {}): AccountDiagnosis {
	return demo.account({ name: "Gmail", address: "jean.test@gmail.com", provider: "google", signIn, ...given });
}

const refused = demo.diagnosis([
	google(OFFER, {
		health: "error",
		findings: [demo.finding("gmail-password-auth", { changes: [demo.proposed(CHANGE, "sign-in")] })],
	}),
]);
const fine = demo.diagnosis([google(null)]);
const notice = () => one("#status").textContent;
const SIGNED_IN: SignInOutcome = { kind: "signed-in", entry: "e1", proofs: [], left: [] };

async function answer(outcome: SignInOutcome, after = refused): Promise<void> {
	doctor.pending("sign-in").answer.resolve(outcome);
	await settle();
	doctor.pending("recheck").answer.resolve(after);
	await settle();
}

describe("a sign-in", () => {
	test("is the main button where nothing works without it, and no part of « Tout corriger »", async () => {
		open();
		await check(refused);
		expect(button("sign-in").className).toBe("primary");
		expect(one(".sign-in").textContent).toContain("jean.test@gmail.com");
		expect(all('[data-action="fix-all"], [data-action="fix"]')).toEqual([]);
	});

	test("is a quiet wish where a password works, and shows no change of a setting", async () => {
		open();
		await check(demo.diagnosis([google({ ...OFFER, needed: false })]));
		expect(button("sign-in").className).toBe("");
		expect(all("[data-setting]")).toEqual([]);
		expect(one(".sign-in").textContent).toContain("peut rester");
	});

	test("is not there where the account has none to make", async () => {
		open();
		await check(fine);
		expect(all('[data-action="sign-in"]')).toEqual([]);
	});

	test("goes with its servers and changes to the doctor, once, and ends fixed with a check that follows", async () => {
		open();
		await check(refused);
		click("sign-in");
		expect(state()).toBe("fixing");
		click("sign-in");
		await controller.signIn("account1");
		expect(doctor.log).toEqual(["check", "trouble 1", "sign-in"]);
		const call = doctor.pending("sign-in");
		expect(call.offer).toEqual(OFFER);
		expect(call.names).toEqual({ server1: "Association" });
		call.answer.resolve(SIGNED_IN);
		await settle();
		doctor.pending("recheck").answer.resolve(fine);
		await settle();
		expect(state()).toBe("fixed");
		expect(notice()).toContain("acceptée et enregistrée");
	});

	test("can be found again and stopped while the user is there, and only then", async () => {
		open();
		await check(refused);
		expect(all('[data-action="show-sign-in"], [data-action="cancel-sign-in"]')).toEqual([]);
		click("sign-in");
		await settle();
		click("show-sign-in");
		click("cancel-sign-in");
		expect(doctor.log.slice(-2)).toEqual(["sign-in window show", "sign-in window close"]);
		await answer({ kind: "not-signed-in", why: { kind: "closed" } });
		expect(state()).toBe("checked");
		expect(notice()).toContain("Rien n’a été changé");
		expect(all('[data-action="cancel-sign-in"]')).toEqual([]);
	});

	test("tells the server's own words where it takes another account", async () => {
		open("en");
		await check(refused);
		click("sign-in");
		const at = { protocol: "imap", host: "imap.gmail.com", port: 993, security: "tls" } as const;
		const seen = { at, stage: "login", outcome: "refused", text: "Invalid <b>credentials</b>" } as const;
		await answer({ kind: "not-signed-in", why: { kind: "other-account", username: "jean.test@gmail.com", seen } });
		expect(notice()).toContain("another account was probably chosen");
		expect(notice()).toContain("“Invalid <b>credentials</b>”");
	});

	test("names what it left, and what was put back", async () => {
		open("en");
		await check(refused);
		click("sign-in");
		await answer({ kind: "rolled-back", problem: { kind: "not-written" } });
		expect(state()).toBe("checked");
		expect(notice()).toContain("The sign-in is stored, but the settings were put back");
		click("sign-in");
		await answer({ kind: "refused", problem: { kind: "login-store-locked" } });
		expect(notice()).toContain("The sign-in page was not opened.");
	});

	test("that fails is the page's own error, and says that the sign-in was interrupted", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		open("en");
		await check(refused);
		click("sign-in");
		doctor.pending("sign-in").answer.reject(new Error("no answer"));
		await settle();
		expect(state()).toBe("error");
		expect(notice()).toContain("The sign-in was interrupted.");
	});

	const AT = { protocol: "imap", host: "imap.gmail.com", port: 993, security: "tls" } as const;
	const SEEN = { at: AT, stage: "tcp", outcome: "unreachable", text: "" } as const;
	const OBSTACLES: SignInObstacle[] = [
		...(["closed", "denied", "too-late", "open", "cookies-blocked", "clock-wrong", "permission-missing"] as const).map(
			(kind) => ({ kind }),
		),
		{ kind: "unreachable", host: "accounts.google.com" },
		{ kind: "untrusted", host: "accounts.google.com" },
		{ kind: "issuer-refused", text: "disabled_client" },
		{ kind: "other-account", username: "jean.test@gmail.com", seen: SEEN },
		{ kind: "not-proved", key: "server1", seen: SEEN },
	];

	test.each(OBSTACLES)("that ends with $kind has a sentence of its own in each language", (why) => {
		for (const language of LANGUAGES) {
			const said = sentencesIn(language).notice({ kind: "sign-in-stopped", why }, {});
			expect(said).not.toMatch(/undefined|\$|…$/);
			expect(said.length).toBeGreaterThan(40);
		}
	});
});
