// @vitest-environment happy-dom
// Calendars and address books, as people and scripts meet them: the lights, the search, the choice, the password, the end.

import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";
import type { FixOutcome } from "../../src/doctor/doctor";
import type { CollectionsFound, DavState } from "../../src/domain/dav-offer";
import { NO_POLICY } from "../../src/policy/schema";
import * as demo from "./demo";
import * as dav from "./demo-dav";
import { LANGUAGES } from "./messages";
import { all, button, check, click, controller, doctor, one, open, repair, settle, state } from "./opened-page";

const APPLIED: FixOutcome = { kind: "applied", entry: "entry-1", proofs: [], left: [] };

async function answer(found: CollectionsFound): Promise<void> {
	doctor.pending("collections").answer.resolve(found);
	await settle();
}

/** From a click on the main button to the choice. */
async function search(found: CollectionsFound, action = "add-dav"): Promise<void> {
	click(action);
	await answer(found);
}

const boxes = () => all("input[data-collection]") as HTMLInputElement[];
const question = () => one('[role="group"]');
const status = () => one("#status").textContent;

describe("the lights", () => {
	const light = (service: "calendar" | "contacts") => one(`[data-service="${service}"][data-health]`).textContent;

	test("tell since when, and how much", async () => {
		open();
		await check(demo.diagnosis([dav.complete()]));
		expect(light("calendar")).toMatch(/fonctionne.*2 agendas, 214 entrées.*mise à jour.*20 nov\. 2026/);
		expect(light("contacts")).toMatch(/fonctionne.*1 carnet d’adresses, 312 contacts$/);
	});

	test.each<[DavState, string]>([
		[{ kind: "not-added" }, "pas encore ajouté"],
		[{ kind: "refused", host: "dav.example" }, "mot de passe refusédav.example"],
		[{ kind: "unreachable", host: "dav.example" }, "ne répond pasdav.example"],
		[{ kind: "switched-off" }, "désactivé"],
		[{ kind: "component-off" }, "désactivé dans Thunderbird"],
		[{ kind: "not-offered" }, "non proposé par La Suite"],
		[{ kind: "off" }, "non proposé par votre organisation"],
		[{ kind: "unknown" }, "non vérifié"],
		[
			{ kind: "unchecked", reason: "no-time", host: "dav.example", count: 1, lastSync: null, entries: 3 },
			"non vérifié1 agenda, 3 entrées",
		],
	])("of a calendar that is %j says %s", async (calendar, words) => {
		open();
		const lights = { ...dav.mailOnly().lights, calendar: "unknown" } as const;
		await check(demo.diagnosis([dav.mailOnly({ findings: [], lights, dav: { ...dav.complete().dav, calendar } })]));
		expect(light("calendar")).toContain(`Agenda ${words}`);
	});

	test.each<[DavState, "unknown" | "none", string]>([
		[{ kind: "not-added" }, "unknown", "pas encore ajoutés"],
		[{ kind: "unreachable", host: "dav.example" }, "unknown", "ne répondent pas"],
		[{ kind: "switched-off" }, "unknown", "désactivés"],
		[{ kind: "not-offered" }, "none", "non proposés par La Suite"],
		[{ kind: "off" }, "none", "non proposés par votre organisation"],
		[{ kind: "unknown" }, "unknown", "non vérifiés"],
		[
			{ kind: "unchecked", reason: "no-time", host: "dav.example", count: 1, lastSync: null, entries: 3 },
			"unknown",
			"non vérifiés1 carnet d’adresses, 3 contacts",
		],
	])("of contacts that are %j, %s, says %s", async (contacts, health, words) => {
		open();
		const lights = { ...dav.mailOnly().lights, contacts: health };
		await check(demo.diagnosis([dav.mailOnly({ findings: [], lights, dav: { ...dav.complete().dav, contacts } })]));
		expect(light("contacts")).toContain(`Contacts ${words}`);
	});
});

describe("the buttons", () => {
	const actions = () => all('[data-action^="add-"]').map(({ dataset }) => dataset["action"]);

	test("are one for both where both are missing, and each of them", async () => {
		open();
		await check(dav.oneMailOnly());
		expect(actions()).toEqual(["add-dav", "add-calendar", "add-contacts", "add-link"]);
		expect(button("add-dav").textContent).toBe("Ajouter l’agenda et les contacts");
	});

	test("are one where one is missing, and the other looks for more", async () => {
		open();
		await check(demo.diagnosis([dav.mailOnly({ dav: { ...dav.complete().dav, contacts: { kind: "not-added" } } })]));
		expect(button("add-contacts").textContent).toBe("Ajouter les contacts");
		expect(button("add-calendar").textContent).toBe("Chercher d’autres agendas");
		expect(actions()).not.toContain("add-dav");
	});

	test("are none where the provider offers none, but for a link", async () => {
		open();
		const none = { kind: "not-offered" } as const;
		await check(demo.diagnosis([demo.account({ dav: { calendar: none, contacts: none } })]));
		expect(actions()).toEqual(["add-link"]);
	});

	test("are none for what the organisation does not offer, and neither is the address of a shared calendar", async () => {
		const policy = { ...NO_POLICY, calendar: "off" as const };
		open("fr", true, { kind: "valid", policy, fixed: ["calendar"] });
		const { calendar } = dav.complete().dav;
		await check(
			demo.diagnosis([
				dav.mailOnly({ dav: { calendar: { kind: "off" }, contacts: { kind: "not-added" } } }),
				dav.mailOnly({ key: "account3", dav: { ...dav.complete().dav, calendar } }),
			]),
		);
		expect(actions()).toEqual(["add-contacts", "add-contacts"]);
		expect(one('[data-account="account3"] [data-service="calendar"]').textContent).toContain("fonctionnement normal");
	});

	test.each([
		["the organisation lets report only", "report-only", "Votre organisation"],
		["this Thunderbird has another calendar inside", "missing", "pas possible dans cette version"],
	])("are none where %s, and that is said", async (_, why, words) => {
		if (why === "missing")
			doctor.self = { ...demo.TRIED, missing: [{ internal: "cal.manager", repairs: ["add-calendar"] }] };
		const policy = { ...NO_POLICY, repairs: "report-only" as const };
		open("fr", true, why === "missing" ? { kind: "none" } : { kind: "valid", policy, fixed: [] });
		await controller.load();
		await check(dav.oneMailOnly());
		expect(actions()).toEqual([]);
		expect(one('[data-account="account2"]').textContent).toContain(words);
	});

	test("keep an account from being folded away", async () => {
		open();
		const many = demo.manyAccounts(6).accounts.map((account) => ({ ...account, findings: [], health: "ok" as const }));
		await check(demo.diagnosis([...many, dav.mailOnly({ key: "account20" })]));
		expect(one('[data-account="account20"]').querySelector("details.quiet")).toBeNull();
	});
});

describe("a search", () => {
	test("is a check that can be stopped, for one account and both kinds, and is one however often one clicks", async () => {
		open();
		await check(dav.oneMailOnly());
		click("add-dav");
		expect(state()).toBe("checking");
		expect(status()).toContain("Recherche");
		click("add-calendar");
		click("check");
		const call = doctor.pending("collections");
		expect([call.account, call.kinds]).toEqual(["account2", ["caldav", "carddav"]]);
		click("cancel");
		expect(call.signal.aborted).toBe(true);
		call.answer.reject(new Error("stopped"));
		await settle();
		expect(state()).toBe("checked");
		expect(status()).toBe("Recherche arrêtée. Rien n’a été changé.");
		expect(all('[role="group"]')).toEqual([]);
	});

	test("that was stopped too late is still stopped", async () => {
		open();
		await check(dav.oneMailOnly());
		click("add-dav");
		click("cancel");
		await answer(dav.found());
		expect(all('[role="group"]')).toEqual([]);
		expect(status()).toContain("Recherche arrêtée");
	});

	test.each([
		["add-calendar", ["caldav"]],
		["add-contacts", ["carddav"]],
	])("by %s is for %j alone", async (action, kinds) => {
		open();
		await check(dav.oneMailOnly());
		click(action);
		expect(doctor.pending("collections").kinds).toEqual(kinds);
	});

	test("that fails is the page's own error", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		open();
		await check(dav.oneMailOnly());
		click("add-dav");
		doctor.pending("collections").answer.reject(new Error("no answer"));
		await settle();
		expect(state()).toBe("error");
		expect(status()).toContain("La recherche n’a pas pu se terminer");
	});

	test.each([
		[{ kind: "offline" } as const, "hors connexion"],
		[{ kind: "busy" } as const, "Une autre correction est en cours"],
	])("that asked nobody says why: %j", async (problem, words) => {
		open();
		await check(dav.oneMailOnly());
		await search({ kind: "refused", problem });
		expect(state()).toBe("checked");
		expect(status()).toContain(words);
	});
});

describe("the choice", () => {
	test("has the user's own ticked, what is there already locked, and the focus", async () => {
		open();
		await check(dav.oneMailOnly());
		await search(dav.found());
		expect(state()).toBe("checked");
		expect(status()).toBe("5 agendas ou carnets d’adresses à ajouter. Choisissez dans la carte du compte.");
		expect(question().contains(document.activeElement)).toBe(true);
		expect(all("legend").map(({ textContent }) => textContent)).toEqual([
			"Vos agendas",
			"Agendas partagés avec vous",
			"Listes de tâches",
			"Vos carnets d’adresses",
		]);
		expect(
			boxes().map((box) => [box.checked, box.disabled, box.closest("label")?.textContent, box.dataset["collection"]]),
		).toEqual([
			[true, false, "Camille Martin", expect.stringContaining("/caldav/1/")],
			[false, false, "Salle 4 (partagé par Accueil, lecture seule)", expect.stringContaining("/caldav/3/")],
			[false, false, "Équipe (partagé par Dominique Petit)", expect.stringContaining("/caldav/4/")],
			[false, false, "Tâches", expect.stringContaining("/caldav/2/")],
			[true, false, "Contacts", expect.stringContaining("/carddav/5/")],
			[true, true, "Annuaire (déjà dans Thunderbird)", expect.stringContaining("/carddav/6/")],
		]);
		expect(all('svg[role="img"]').map((disc) => disc.getAttribute("aria-label"))).toEqual(["bleu", "rouge", "vert"]);
	});

	test("is two clicks from mail alone to calendar and contacts, and the end names both", async () => {
		open();
		await check(dav.oneMailOnly());
		await search(dav.found());
		click("confirm");
		expect(state()).toBe("fixing");
		const call = doctor.pending("repair");
		expect(call.changes).toEqual(
			dav
				.found()
				.offers.filter(({ preselected, present }) => preselected && !present)
				.map(({ change }) => change),
		);
		expect(all('[role="group"]')).toEqual([]);
		call.answer.resolve(APPLIED);
		await settle();
		doctor.pending("recheck").answer.resolve(demo.diagnosis([dav.complete()]));
		await settle();
		expect(state()).toBe("fixed");
		expect(status()).toContain("Ajouté à Thunderbird");
		expect(status()).toMatch(/agenda «.Camille Martin.» et carnet d’adresses «.Contacts.»/);
		expect(status()).not.toContain("réglage");
	});

	test("takes what is ticked and nothing else", async () => {
		open();
		await check(dav.oneMailOnly());
		await search(dav.found());
		for (const box of boxes()) if (!box.disabled) box.checked = box.dataset["collection"]?.includes("/4/") === true;
		click("confirm");
		expect(doctor.pending("repair").changes).toMatchObject([{ kind: "add-calendar", name: "Équipe" }]);
	});

	test("with nothing ticked asks for one, and changes nothing", async () => {
		open();
		await check(dav.oneMailOnly());
		await search(dav.found());
		for (const box of boxes()) box.checked = false;
		click("confirm");
		await settle();
		expect(question().textContent).toContain("Cochez au moins une ligne.");
		expect(document.activeElement).toBe(boxes()[0]);
		expect(state()).toBe("checked");
	});

	test.each<[string, () => void]>([
		["its button", () => click("dismiss")],
		[
			"Escape",
			() => document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })),
		],
	])("goes away by %s, and the focus goes back", async (_, dismiss) => {
		open();
		await check(dav.oneMailOnly());
		await search(dav.found());
		dismiss();
		expect(all('[role="group"]')).toEqual([]);
		expect(document.activeElement).toBe(button("add-dav"));
		expect(doctor.log.filter((name) => name === "repair")).toEqual([]);
	});

	test("of what is all there already adds nothing", async () => {
		open();
		await check(dav.oneMailOnly());
		await search({ kind: "found", offers: [dav.offer({}, { present: true })], trouble: [] });
		expect(question().textContent).toContain("Tout est déjà dans Thunderbird");
		expect(all('[data-action="confirm"]')).toEqual([]);
		expect(button("dismiss").textContent).toBe("Fermer");
	});

	test("among five hundred has a field to find one; what is hidden keeps its tick", async () => {
		open();
		await check(dav.oneMailOnly());
		await search(dav.manyFound(500));
		const field = one('[data-field="collection-filter"]') as HTMLInputElement;
		field.value = "réunion 42";
		field.dispatchEvent(new Event("input", { bubbles: true }));
		await settle();
		const shown = all("label.choice:not([hidden])").filter((row) => row.closest("[hidden]") === null);
		expect(shown.filter((row) => row.querySelector("[data-collection]") !== null)).toHaveLength(12 - 1);
		for (const row of shown.slice(0, 1)) (row.querySelector("input") as HTMLInputElement).checked = true;
		click("confirm");
		expect(doctor.pending("repair").changes).toMatchObject([
			{ name: "Camille Martin" },
			{ name: "Salle de réunion 42" },
		]);
	});
});

describe("a search that finds nothing says why in one sentence", () => {
	test.each([
		["refused", /n’accepte pas le mot de passe/],
		["forbidden", /n’y a pas droit/],
		["not-dav", /n’en propose pas/],
		["led-away", /renvoie vers un endroit/],
		["temporarily-unavailable", /momentanément indisponible/],
		["certificate", /aucun mot de passe n’a été envoyé/],
		["timeout", /n’a pas pu être interrogé/],
		["malformed", /ne peut pas être utilisée/],
		["too-much", /ne peut pas être utilisée/],
		["not-found", /rien ne se trouve/],
		["oauth-token-refused", /vous connecter par la page/],
	] as const)("%s", async (kind, words) => {
		open();
		await check(dav.oneMailOnly());
		await search({ kind: "found", offers: [], trouble: [dav.failed("caldav", kind), dav.failed("carddav", kind)] });
		const [line, more] = [...question().querySelectorAll(".trouble li")];
		expect(line?.textContent).toMatch(/^Agenda et Contacts\u00a0: /);
		expect(line?.textContent).toMatch(words);
		expect(more).toBeUndefined();
		expect(state()).toBe("checked");
	});

	test("what one kind lacks does not hide the other", async () => {
		open();
		await check(dav.oneMailOnly());
		await search({
			kind: "found",
			offers: [dav.offer()],
			trouble: [{ why: "empty", kind: "carddav", host: dav.DAV_HOST }],
		});
		expect(question().querySelector(".trouble")?.textContent).toContain("Contacts");
		expect(boxes()).toHaveLength(1);
	});
});

describe("the password for the calendar and the contacts", () => {
	const fields = () => all('input[data-field="app-password"]') as HTMLInputElement[];

	test("is asked for in three steps, once, with the provider's page", async () => {
		open();
		await check(demo.diagnosis([dav.mailOnly({ asksPassword: true })]));
		expect(fields()).toHaveLength(1);
		await search(dav.REFUSED);
		expect(fields()).toHaveLength(1);
		expect(question().querySelectorAll("ol.steps li")).toHaveLength(3);
		(question().querySelector("ol.steps a") as HTMLElement).click();
		expect(doctor.log.at(-1)).toMatch(/^open https:\/\/docs\.numerique\.gouv\.fr/);
	});

	test("is handed on, forgotten, and the choice is there without another click", async () => {
		open();
		await check(dav.oneMailOnly());
		await search(dav.REFUSED);
		const [field] = fields();
		if (field === undefined) throw new Error("no field");
		field.value = "abcd efgh";
		click("save-password");
		expect(field.value).toBe("");
		expect(state()).toBe("fixing");
		const call = doctor.pending("password");
		expect([call.account, call.password]).toEqual(["account2", "abcd efgh"]);
		call.answer.resolve({
			kind: "tried",
			results: [
				{ key: "caldav", service: "calendar", outcome: { kind: "ok" }, stored: true },
				{ key: "carddav", service: "contacts", outcome: { kind: "ok" }, stored: true },
			],
		});
		await settle();
		doctor.pending("recheck").answer.resolve(dav.oneMailOnly());
		await settle();
		expect(state()).toBe("fixing");
		await answer(dav.found());
		expect(state()).toBe("fixed");
		expect(status()).toContain("accepté et enregistré pour l’agenda et les contacts");
		expect(boxes()).toHaveLength(6);
		expect(document.body.innerHTML).not.toContain("abcd");
	});

	test("that is refused is not tried elsewhere, and says so; no search follows", async () => {
		open();
		await check(dav.oneMailOnly());
		await search(dav.REFUSED);
		const [field] = fields();
		if (field === undefined) throw new Error("no field");
		field.value = "abcd efgh";
		click("save-password");
		doctor.pending("password").answer.resolve({
			kind: "tried",
			results: [
				{ key: "server2", service: "incoming", outcome: { kind: "refused", text: "no: abcd efgh" }, stored: false },
			],
		});
		await settle();
		doctor.pending("recheck").answer.resolve(dav.oneMailOnly());
		await settle();
		expect(state()).toBe("checked");
		expect(status()).toMatch(/refusé pour la réception.*pas été essayé ailleurs/);
		expect(status()).not.toContain("abcd");
		expect(all('[role="group"]')).toEqual([]);
	});
});

describe("a calendar shared by link", () => {
	const field = () => one('input[data-field="calendar-link"]') as HTMLInputElement;

	test("is looked for as it was pasted, and offered like the others", async () => {
		open();
		await check(dav.oneMailOnly());
		field().value = "  https://agenda.example/equipe.ics ";
		click("add-link");
		expect(state()).toBe("checking");
		const call = doctor.pending("link");
		expect([call.account, call.url]).toEqual(["account2", "https://agenda.example/equipe.ics"]);
		call.answer.resolve({ kind: "found", offers: [dav.offer({ name: "Équipe" })], trouble: [] });
		await settle();
		click("confirm");
		expect(doctor.pending("repair").changes).toMatchObject([{ name: "Équipe" }]);
	});

	test("without an address asks for one", async () => {
		open();
		await check(dav.oneMailOnly());
		click("add-link");
		await settle();
		expect(document.activeElement).toBe(field());
		expect(field().getAttribute("aria-invalid")).toBe("true");
		expect(state()).toBe("checked");
	});
});

test("the history names what was added, and takes it back", async () => {
	const changes = [dav.offer(), dav.offer({ kind: "carddav", name: "Contacts" })].map(({ change }) => change);
	doctor.view = demo.journal([demo.entry({ changes })]);
	open();
	await controller.load();
	expect(one(".history").textContent).toMatch(
		/Ajout \(agenda «.Camille Martin.» et carnet d’adresses «.Contacts.»\).*en place/,
	);
	click("undo-entry");
	doctor
		.pending("undo")
		.answer.resolve({ kind: "refused", problem: { kind: "unsent-changes", name: "Camille Martin" } });
	await settle();
	doctor.pending("recheck").answer.resolve(demo.diagnosis([dav.complete()]));
	await settle();
	expect(state()).toBe("checked");
	expect(status()).toContain("Camille Martin");
});

test("an addition that is put back says so, and the card still offers it", async () => {
	open();
	await check(dav.oneMailOnly());
	await search(dav.found());
	click("confirm");
	await repair({ kind: "rolled-back", problem: { kind: "not-synchronised", host: dav.DAV_HOST } }, dav.oneMailOnly());
	expect(state()).toBe("checked");
	expect(status()).toContain(dav.DAV_HOST);
	expect(button("add-dav")).toBeTruthy();
});

describe.each(LANGUAGES)("axe finds nothing in %s", (language) => {
	test.each<[string, CollectionsFound]>([
		["a choice", dav.found()],
		["a long choice", dav.manyFound(20)],
		["a password that is wanted", dav.REFUSED],
	])("in %s", { timeout: 60_000 }, async (_, found) => {
		open(language);
		await check(dav.oneMailOnly());
		await search(found);
		for (const fold of all("details")) (fold as HTMLDetailsElement).open = true;
		const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
		expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
	});
});
