// @vitest-environment happy-dom
// What a person does with the report, and the passwords that nothing uses any more.

import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";
import { supportAddresses } from "../../src/options/support-address";
import { NO_POLICY } from "../../src/policy/schema";
import { builtInCatalogue } from "../../src/providers";
import * as demo from "./demo";
import { LANGUAGES } from "./messages";
import { all, button, check, click, controller, doctor, one, open, settle } from "./opened-page";

const said = () => one(".saving").textContent;
const lasuite = (key = "account1") => demo.account({ key, provider: "lasuite", address: `${key}.martin@beta.gouv.fr` });
const SUPPORT = builtInCatalogue.get("lasuite")?.help.supportMail?.address;
const withSupport = {
	kind: "valid" as const,
	policy: { ...NO_POLICY, support: { text: { fr: "Aide", en: "Help" }, address: "aide@asso.example" } },
	fixed: ["support" as const],
};

function clipboard(): string[] {
	const written: string[] = [];
	vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => {
		written.push(text);
	});
	return written;
}

describe("the report", () => {
	test("is copied as the text that is saved, and nothing is read that is masked", async () => {
		const written = clipboard();
		open();
		await check(demo.allFine());
		click("copy-report");
		await settle();
		click("export-report");
		await settle();
		const saved = JSON.parse(doctor.saved[0]?.content ?? "{}") as { text: string };
		expect(written).toEqual([saved.text]);
		expect(written[0]).not.toContain("contact@asso-exemple.example");
	});

	test("holds full addresses in the clipboard only if that is wished", async () => {
		const written = clipboard();
		open();
		await check(demo.allFine());
		one("input[name=addresses]").click();
		click("copy-report");
		await settle();
		expect(written[0]).toContain("contact arobase asso tiret exemple point example");
		expect(said()).toMatch(/copié/);
	});

	test("says so where the clipboard does not take it", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("no"));
		open();
		await check(demo.allFine());
		click("copy-report");
		await settle();
		expect(said()).toMatch(/n’a pas pu être copié/);
	});

	test("names the other add-ons that are switched on", async () => {
		const written = clipboard();
		doctor.installed = {
			...doctor.installed,
			addons: [
				{ id: "a@example", name: "Quick Tool", version: "2.0", enabled: true },
				{ id: "b@example", name: "Old Tool", version: "1.0", enabled: false },
			],
		};
		open();
		await check(demo.allFine());
		click("copy-report");
		await settle();
		expect(written[0]).toContain("Quick Tool");
		expect(written[0]).not.toContain("Old Tool");
	});
});

describe("a message to support", () => {
	test("is prepared for the one address of all accounts, and a check prepares none", async () => {
		open();
		await check(demo.diagnosis([lasuite(), lasuite("account2")]));
		expect(doctor.mails).toEqual([]);
		click("mail-report");
		await settle();
		expect(doctor.mails).toHaveLength(1);
		expect(doctor.mails[0]).toMatchObject({ to: SUPPORT, text: expect.stringContaining("La Suite") });
		expect(doctor.mails[0]?.text).not.toContain("account1.martin");
	});

	test("is not offered where no address is known", async () => {
		open();
		await check(demo.allFine());
		expect(all('[data-action="mail-report"]')).toEqual([]);
	});

	test("goes to the organisation where the policy names its support", async () => {
		open("fr", true, withSupport);
		await check(demo.diagnosis([lasuite()]));
		click("mail-report");
		await settle();
		expect(doctor.mails.map(({ to }) => to)).toEqual(["aide@asso.example"]);
	});

	test("each address is a choice, in the order of the accounts, once", () => {
		const provider = builtInCatalogue.get("lasuite");
		if (provider === undefined) throw new Error("no La Suite");
		const other = {
			...provider,
			help: { ...provider.help, supportMail: { ...provider.help.supportMail, address: "b@asso.example" } },
		} as typeof provider;
		const catalogue = new Map([...builtInCatalogue, ["other", other]]);
		const accounts = [lasuite(), demo.account({ provider: "other" }), lasuite()];
		expect(supportAddresses(accounts, catalogue, { kind: "none" }).map(({ address }) => address)).toEqual([
			SUPPORT,
			"b@asso.example",
		]);
	});
});

describe("passwords that nothing uses any more", () => {
	const logins = ["old", "older"].map((id) => ({ id, origin: `imap://${id}.example`, username: "ada" }));

	async function shown(language: (typeof LANGUAGES)[number] = "fr"): Promise<void> {
		doctor.unused = { kind: "listed", logins };
		open(language);
		await controller.load();
		await settle();
		await settle();
	}

	test("are listed, and only the one that was meant goes, once it was confirmed", async () => {
		await shown();
		expect(all("[data-login]").map(({ dataset }) => dataset["login"])).toEqual([
			"imap://old.example",
			"imap://older.example",
		]);
		one('[data-login="imap://older.example"] [data-action="remove-login"]').click();
		await settle();
		expect(document.activeElement).toBe(button("dismiss"));
		expect(doctor.log).not.toContain("remove older");
		click("confirm");
		await settle();
		await settle();
		expect(doctor.log.filter((call) => call.startsWith("remove"))).toEqual(["remove older"]);
		expect(all("[data-login]")).toHaveLength(1);
		expect(document.activeElement?.textContent).toMatch(/older\.example a été retiré/);
	});

	test("stay when the question is dismissed", async () => {
		await shown();
		one('[data-login="imap://old.example"] [data-action="remove-login"]').click();
		await settle();
		click("dismiss");
		await settle();
		expect(doctor.log.some((call) => call.startsWith("remove"))).toBe(false);
		expect(all('[data-action="remove-login"]')).toHaveLength(2);
	});

	test("are read again where one is in use once more", async () => {
		await shown();
		doctor.removal = { kind: "not-unused" };
		doctor.unused = { kind: "listed", logins: [] };
		one('[data-login="imap://old.example"] [data-action="remove-login"]').click();
		await settle();
		click("confirm");
		await settle();
		await settle();
		expect(all("[data-login]")).toEqual([]);
		expect(document.body.textContent).toMatch(/Rien n’a été retiré/);
	});

	test("are only counted while the primary password is locked", async () => {
		doctor.unused = { kind: "locked", stored: 3 };
		open();
		await controller.load();
		await settle();
		await settle();
		expect(all("[data-login]")).toEqual([]);
		expect(document.body.textContent).toMatch(/3 identifiants/);
	});

	test.each(LANGUAGES)("axe finds nothing, unfolded and asked about, in %s", async (language) => {
		await shown(language);
		one("details.unused").setAttribute("open", "");
		one('[data-login="imap://old.example"] [data-action="remove-login"]').click();
		await settle();
		const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
		expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
	});
});
