// @vitest-environment happy-dom
// The switch of quiet checks: what it says, and what it does.

import { expect, test } from "vitest";
import { controller, doctor, one, open, settle } from "./opened-page";

const AT = "2026-11-20T09:12:00.000Z";
const box = () => one('[data-field="watch"]') as HTMLInputElement;
const said = () => one("#watch-state").textContent;

async function opened(language: "fr" | "en" = "fr"): Promise<void> {
	open(language);
	await controller.load();
	await settle();
}

test("it is on, and says that there was no quiet check yet", async () => {
	await opened();
	expect([box().checked, box().disabled]).toEqual([true, false]);
	expect(box().closest("label")?.textContent).toBe("Vérifier discrètement une fois par jour");
	expect(said()).toBe("Aucune vérification discrète n’a encore eu lieu.");
});

test.each([
	[0, /Rien à signaler\.$/],
	[1, /1 compte à regarder\.$/],
	[2, /2 comptes à regarder\.$/],
	[null, /n’a pas pu aller au bout/],
])("with %s accounts in trouble it says what was found, and when", async (trouble, words) => {
	doctor.watching = { ...doctor.watching, last: { at: AT, trouble } };
	await opened();
	expect(said()).toMatch(/^Dernière vérification discrète\u00a0: 20 novembre 2026/);
	expect(said()).toMatch(words);
});

test("a click switches it off, and another one on", async () => {
	await opened("en");
	box().click();
	await settle();
	expect([doctor.log.at(-1), box().checked]).toEqual(["watch false", false]);
	box().click();
	await settle();
	expect([doctor.log.at(-1), box().checked]).toEqual(["watch true", true]);
});

test("an organisation that has switched it off leaves no choice, and that is said", async () => {
	doctor.watching = { ...doctor.watching, pace: "off" };
	await opened();
	expect([box().checked, box().disabled]).toEqual([false, true]);
	expect(said()).toBe("Votre organisation a désactivé cette vérification.");
});

test("an organisation that wants it rarer is named in the label, and the choice stays", async () => {
	doctor.watching = { ...doctor.watching, pace: "weekly" };
	await opened();
	expect(box().closest("label")?.textContent).toBe("Vérifier discrètement une fois par semaine");
	expect(box().disabled).toBe(false);
});

test("a choice that could not be stored is not shown as if it were", async () => {
	await opened("en");
	doctor.setWatch = () => Promise.reject(new Error("disk full"));
	box().click();
	await settle();
	expect(said()).toBe("This choice could not be stored: disk full");
	expect(box().checked).toBe(true);
});
