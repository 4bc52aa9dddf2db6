// @vitest-environment happy-dom
// A new account, as people and scripts meet it: beside an old one in its card, and as the first one of all.

import axe from "axe-core";
import { describe, expect, test } from "vitest";
import type { CreateAccountOutcome } from "../../src/domain/new-account";
import * as demo from "./demo";
import * as dav from "./demo-dav";
import { LANGUAGES } from "./messages";
import { all, button, check, click, doctor, one, open, settle, state } from "./opened-page";

const SECRET = "abcd efgh ijkl";
const CREATED = {
	kind: "created",
	entry: "entry-1",
	account: "account9",
	added: 2,
	trouble: [],
	left: [],
} satisfies CreateAccountOutcome;

const input = (field: string) => one(`input[data-field="${field}"]`) as HTMLInputElement;
const status = () => one("#status").textContent;
const beside = () => demo.diagnosis([dav.leftBehind()]);

async function end(outcome: CreateAccountOutcome, after = demo.diagnosis([dav.leftBehind(), dav.complete()])) {
	doctor.pending("account").answer.resolve(outcome);
	await settle();
	doctor.pending("recheck").answer.resolve(after);
	await settle();
}

describe("beside an old account", () => {
	test.each([
		[["caldav", "carddav"], "Avec l’agenda et les contacts"],
		[["caldav"], "Avec l’agenda"],
		[["carddav"], "Avec les contacts"],
	] as const)("comes with what may be added: %j", async (kinds, words) => {
		open();
		await check(demo.diagnosis([dav.leftBehind({ newAccount: { ...dav.LA_SUITE_OFFER, dav: [...kinds] } })]));
		click("add-account");
		expect(input("with-dav").closest("label")?.textContent).toBe(words);
	});

	test("is one click, one password and one click; the rest is known", async () => {
		open();
		await check(beside());
		expect(button("add-account").textContent).toBe("Ajouter mon compte La Suite numérique");
		click("add-account");
		expect(one('[role="group"]').contains(document.activeElement)).toBe(true);
		expect(one('[role="group"]').textContent).toContain("L’ancien compte reste tel quel");
		expect(input("account-name").value).toBe("Ancien Agent");
		expect(input("account-address").value).toBe("ancien.agent@beta.gouv.fr");
		expect(input("with-dav").checked).toBe(true);
		expect(input("make-default").checked).toBe(false);
		expect(all("ol.steps li")).toHaveLength(3);
		input("app-password").value = SECRET;
		click("confirm");
		expect(state()).toBe("fixing");
		expect(input("app-password").value).toBe("");
		click("confirm");
		const call = doctor.pending("account");
		expect(call.offer).toEqual(dav.LA_SUITE_OFFER);
		expect(call.answers).toEqual({
			fullName: "Ancien Agent",
			address: "ancien.agent@beta.gouv.fr",
			password: SECRET,
			makeDefault: false,
			withDav: true,
		});
	});

	test("that is there is told with what came along, and the form is gone", async () => {
		open();
		await check(beside());
		click("add-account");
		input("app-password").value = SECRET;
		click("confirm");
		await end({ ...CREATED, trouble: [{ why: "empty", kind: "carddav", host: dav.DAV_HOST }] });
		expect(state()).toBe("fixed");
		expect(status()).toMatch(/ancien\.agent@beta\.gouv\.fr est ajouté.*2 agendas ou carnets.*Contacts/);
		expect(all('[data-action="confirm"]')).toEqual([]);
	});

	test.each<[CreateAccountOutcome, RegExp]>([
		[
			{
				kind: "not-proved",
				server: "incoming",
				seen: demo.seen({ stage: "login", outcome: "refused", text: `no ${SECRET}` }),
			},
			/Rien n’a été ajouté.*refuse ce mot de passe pour la réception/,
		],
		[
			{ kind: "not-proved", server: "outgoing", seen: demo.seen({ outcome: "timeout" }) },
			/Rien n’a été ajouté.*l’envoi.*pas venue à temps/,
		],
		[{ kind: "not-signed-in", why: { kind: "denied" } }, /L’autorisation a été refusée/],
		[{ kind: "wrong-address" }, /cette adresse n’est pas de ce fournisseur/],
		[{ kind: "refused", problem: { kind: "duplicate", key: "server3" } }, /Rien n’a été ajouté/],
		[{ kind: "rolled-back", problem: { kind: "not-written" } }, /remis comme avant/],
	])("that is not made says why, and keeps what was typed but the password: %j", async (outcome, words) => {
		open();
		await check(beside());
		click("add-account");
		input("account-name").value = "Autre Nom";
		input("app-password").value = SECRET;
		click("confirm");
		await end(outcome, beside());
		expect(state()).toBe("checked");
		expect(status()).toMatch(words);
		expect(document.body.textContent).not.toContain("abcd");
		expect(input("account-name").value).toBe("Autre Nom");
		expect(input("app-password").value).toBe("");
	});

	test.each([
		["app-password", "account-address", "ancien.agent@beta.gouv.fr"],
		["account-address", "account-address", "ancien.agent"],
	])("asks for %s first where it is missing", async (asked, field, value) => {
		open();
		await check(beside());
		click("add-account");
		input(field).value = value;
		if (asked !== "app-password") input("app-password").value = SECRET;
		click("confirm");
		await settle();
		expect(state()).toBe("checked");
		expect(document.activeElement).toBe(input(asked));
		expect(input(asked).getAttribute("aria-invalid")).toBe("true");
	});

	test("has one field for a password, also where the old account asks for one", async () => {
		open();
		await check(demo.diagnosis([dav.leftBehind({ asksPassword: true })]));
		expect(all('[data-field="app-password"]')).toHaveLength(1);
		click("add-account");
		expect(all('[data-field="app-password"]')).toHaveLength(1);
		click("dismiss");
		expect(document.activeElement).toBe(button("add-account"));
	});
});

describe("the first account of all", () => {
	test("is of the provider that the address tells, or that the user says", async () => {
		open();
		await check(dav.noAccount());
		click("add-account");
		const radios = () => all('[data-field="account-provider"]') as HTMLInputElement[];
		expect(radios().map(({ value, checked }) => [value, checked])).toEqual([
			["lasuite", false],
			["google", false],
			["ovh-mxplan", false],
		]);
		expect(all('[data-field="app-password"]')).toEqual([]);
		const address = input("account-address");
		address.value = "camille.martin@beta.gouv.fr";
		address.dispatchEvent(new Event("input", { bubbles: true }));
		await settle();
		expect(radios()[0]?.checked).toBe(true);
		expect(all("ol.steps li")).toHaveLength(3);
		radios()[2]?.click();
		await settle();
		expect(all("ol.steps li")).toEqual([]);
		expect(all('[data-field="with-dav"]')).toEqual([]);
		input("account-name").value = "Camille Martin";
		input("app-password").value = SECRET;
		click("confirm");
		const call = doctor.pending("account");
		expect([call.offer.provider, call.answers.address, call.answers.withDav]).toEqual([
			"ovh-mxplan",
			"camille.martin@beta.gouv.fr",
			false,
		]);
	});

	test("at Google is a sign-in without a password, with the way back and the way out", async () => {
		open();
		await check(dav.noAccount());
		click("add-account");
		input("account-address").value = "camille.exemple@gmail.com";
		(all('[data-field="account-provider"]') as HTMLInputElement[])[1]?.click();
		await settle();
		expect(all('[data-field="app-password"]')).toEqual([]);
		click("confirm");
		expect(doctor.pending("account").answers).toMatchObject({ password: "", withDav: true });
		click("show-sign-in");
		click("cancel-sign-in");
		expect(doctor.log.slice(-2)).toEqual(["sign-in window show", "sign-in window close"]);
	});

	test("of nobody's provider is asked for", async () => {
		open();
		await check(dav.noAccount());
		click("add-account");
		click("confirm");
		await settle();
		expect(document.activeElement?.getAttribute("data-field")).toBe("account-provider");
		expect(state()).toBe("checked");
	});
});

describe.each(LANGUAGES)("axe finds nothing in %s", (language) => {
	test.each([
		["beside an old account", beside],
		["as the first one", dav.noAccount],
	])("in the form %s", { timeout: 60_000 }, async (_, diagnosis) => {
		open(language);
		await check(diagnosis());
		click("add-account");
		click("confirm");
		await settle();
		const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
		expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
	});
});
