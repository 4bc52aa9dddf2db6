// @vitest-environment happy-dom
// What the page says of an organisation's policy.

import { expect, test } from "vitest";
import { parsePolicy } from "../../src/policy/parse-policy";
import { builtInCatalogue } from "../../src/providers";
import * as demo from "./demo";
import { all, click, controller, doctor, one, open } from "./opened-page";

const lines = () => all(".banners li").map(({ textContent }) => textContent);

test("without a policy nothing is said of one", () => {
	open();
	expect(lines()).toEqual([]);
});

test("a policy is named with what it fixes, and with who helps", () => {
	const support = {
		text: { fr: "L’assistance de la mairie répond.", en: "The town hall helps." },
		phone: "01 02 03 04 05",
	};
	open("fr", true, parsePolicy({ version: 1, repairs: "report-only", support }, builtInCatalogue));
	expect(lines()).toEqual([
		"Géré par votre organisation\u00a0: façon de corriger (rien n’est corrigé), assistance",
		"L’assistance de la mairie répond. 01 02 03 04 05",
	]);
});

test("what was prepared before a policy of report only came is said to be held back, and can be given up", async () => {
	doctor.view = demo.journal([demo.preparedEntry()]);
	open("fr", true, parsePolicy({ version: 1, repairs: "report-only" }, builtInCatalogue));
	await controller.load();
	expect(one(".waiting").textContent).toContain("ne sera pas fait tant que votre organisation");
	expect(all('[data-action="restart"], [data-action="save-settings"]')).toEqual([]);
	click("undo");
	expect(doctor.pending("undo").entry).toBe("entry-2");
});

test("a policy with a mistake is said not to count, with the place and the expected form", () => {
	open("en", true, parsePolicy({ version: 1, repairs: "sometimes" }, builtInCatalogue));
	expect(lines()[0]).toMatch(/mistake/);
	expect(lines()[1]).toMatch(/^repairs: .*report-only/);
});

test("policies that Thunderbird could not read are said so", () => {
	open("fr", true, { kind: "unreadable" });
	expect(lines()).toEqual([expect.stringMatching(/n’a pas pu lire/)]);
});
