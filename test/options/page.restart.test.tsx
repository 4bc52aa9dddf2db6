// @vitest-environment happy-dom
// A change that needs a restart, as people and scripts meet it: the question, the preparation, the panel, the end.

import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { PrepareOutcome } from "../../src/domain/outcome";
import * as demo from "./demo";
import { LANGUAGES } from "./messages";
import { all, button, check, click, controller, doctor, one, open, settle, state } from "./opened-page";

const PREPARED: PrepareOutcome = {
	kind: "prepared",
	entry: "entry-2",
	carried: { login: 1, filters: 3, "saved-searches": 1, "open-tabs": 0 },
};

/** Ends the preparation that is under way, and the check that follows it. */
async function prepared(outcome: PrepareOutcome, after: Diagnosis = demo.oneRestart()): Promise<void> {
	if (outcome.kind === "prepared") doctor.view = demo.journal([demo.preparedEntry()]);
	doctor.pending("prepare").answer.resolve(outcome);
	await settle();
	doctor.pending("recheck").answer.resolve(after);
	await settle();
}

const refused = (problem: Extract<PrepareOutcome, { kind: "refused" }>["problem"]): PrepareOutcome => ({
	kind: "refused",
	problem,
});
const PASSWORD_NEEDED = refused({ kind: "password-needed", key: "server1", host: "ssl0.ovh.net" });

async function openWaiting(...given: Parameters<typeof demo.preparedEntry>): Promise<void> {
	doctor.view = demo.journal([demo.preparedEntry(...given)]);
	open();
	await controller.load();
}

describe("the question before a restart is prepared", () => {
	test("says what changes, what follows, where the password goes, and asks nobody yet", async () => {
		open();
		await check(demo.oneRestart());
		expect(all('[data-action="fix-all"], [data-action="fix"]')).toEqual([]);
		click("fix-with-restart");
		const question = one('[role="group"]');
		expect(question.textContent).toMatch(/filtres.*envoyé à ssl0\.ovh\.net.*redémarre.*annuler/);
		expect([...question.querySelectorAll("tbody tr")].map((row) => row.textContent)).toEqual([
			"Serveur de réceptionAssociationns0.ovh.netssl0.ovh.net",
			expect.stringContaining("TLS"),
			expect.stringContaining("143993"),
		]);
		// The rows of the findings alone are what scripts count.
		expect(question.querySelectorAll("[data-setting]")).toHaveLength(0);
		expect(button("fix-with-restart").getAttribute("aria-expanded")).toBe("true");
		expect(question.contains(document.activeElement)).toBe(true);
		expect(state()).toBe("checked");
		expect(doctor.log).toEqual(["check", "trouble 1"]);
	});

	test("speaks of no other host where only the user name changes", async () => {
		open();
		await check(demo.everyCard());
		click("fix-with-restart");
		expect(one('[role="group"]').textContent).not.toContain("envoyé à");
	});

	test.each<[string, () => void]>([
		["its button", () => click("dismiss")],
		[
			"Escape",
			() => document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })),
		],
		["a second click", () => click("fix-with-restart")],
	])("goes away by %s, and the focus goes back", async (_, dismiss) => {
		open();
		await check(demo.oneRestart());
		click("fix-with-restart");
		dismiss();
		expect(all('[data-action="confirm"]')).toEqual([]);
		expect(document.activeElement).toBe(button("fix-with-restart"));
		expect(doctor.log).toEqual(["check", "trouble 1"]);
	});

	test("is one at a time, and gone with the next click", async () => {
		open();
		const other = demo.everyCard().accounts.filter(({ key }) => key === "account3");
		await check(demo.diagnosis([...demo.oneRestart().accounts, ...other]));
		const [first, second] = all('[data-action="fix-with-restart"]');
		first?.click();
		second?.click();
		expect(all('[data-action="confirm"]')).toHaveLength(1);
		expect(second?.getAttribute("aria-expanded")).toBe("true");
		click("check");
		expect(all('[data-action="confirm"]')).toEqual([]);
	});
});

describe("a preparation", () => {
	test("takes the whole repair of the server once, and says so in the turn of the click", async () => {
		open();
		await check(demo.oneRestart());
		click("fix-with-restart");
		click("confirm");
		expect(state()).toBe("fixing");
		expect(one("#status").textContent).toContain("Préparation");
		click("check");
		const call = doctor.pending("prepare");
		expect(call.changes.map((change) => change.kind === "set" && change.setting)).toEqual([
			"incoming.host",
			"incoming.security",
			"incoming.port",
		]);
		expect(call.names).toEqual({ server1: "Association" });
		expect(call.password).toBeNull();
	});

	test("that is ready shows what follows, the restart and the ways out; nothing is offered twice", async () => {
		open();
		await check(demo.oneRestart());
		click("fix-with-restart");
		click("confirm");
		await prepared(PREPARED);
		expect(state()).toBe("checked");
		expect(one("#waiting").textContent).toBe("Tout est prêt.");
		expect(one(".waiting").textContent).toMatch(/Association.*3 filtres.*1 recherche enregistrée/);
		expect(one(".waiting").textContent).not.toContain("onglet");
		expect(all("button").map(({ dataset }) => dataset["action"])).toEqual([
			"check",
			"restart",
			"save-settings",
			"undo",
			"add-link",
			"add-link",
			"undo-entry",
			"copy-report",
			"export-report",
		]);
		expect(one('[data-rule="retired-or-mistyped-host"]').textContent).toContain("quand Thunderbird redémarrera");
		expect(document.activeElement).toBe(one("#result"));
	});

	test.each([
		[{ kind: "other-mailbox", key: "server1", host: "ssl0.ovh.net" }, /autre boîte.*second compte pour ssl0\.ovh\.net/],
		[{ kind: "cannot-carry", piece: "filters", name: "msgFilterRules.dat" }, /filtres \(msgFilterRules\.dat\)/],
		[{ kind: "outbox" }, /boîte d’envoi/],
	] as const)("that is refused says why and what to do: %o", async (problem, sentence) => {
		open();
		await check(demo.oneRestart());
		click("fix-with-restart");
		click("confirm");
		await prepared(refused(problem));
		expect(state()).toBe("checked");
		expect(one("#status").textContent).toMatch(sentence);
		expect(all(".waiting")).toEqual([]);
		expect(button("fix-with-restart").getAttribute("aria-expanded")).toBe("false");
	});

	test("that ends in a surprise says that nothing has changed", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		open();
		await check(demo.oneRestart());
		click("fix-with-restart");
		click("confirm");
		doctor.pending("prepare").answer.reject(new Error("gone"));
		await settle();
		expect(state()).toBe("error");
		expect(one("#status").textContent).toContain("vos réglages n’ont pas changé");
	});
});

describe("a password for the new host", () => {
	const SECRET = "correct horse";
	const field = () => one('input[data-field="new-host-password"]') as HTMLInputElement;

	async function ask(): Promise<void> {
		open();
		await check(demo.oneRestart());
		click("fix-with-restart");
		click("confirm");
		await prepared(PASSWORD_NEEDED);
	}

	test("is asked for where the stored one may not go there by itself", async () => {
		await ask();
		expect(one("#status").textContent).toContain("n’est pas envoyé de lui-même à ssl0.ovh.net");
		expect(document.activeElement).toBe(field());
		expect(field().type).toBe("password");
		click("confirm");
		await settle();
		expect(doctor.log.filter((line) => line === "prepare")).toHaveLength(1);
		expect(one(".missing").textContent).not.toBe("");
	});

	test("is handed on once, and is in no text or state of the page", async () => {
		await ask();
		field().value = SECRET;
		click("confirm");
		expect(all('input[data-field="new-host-password"]')).toEqual([]);
		const call = doctor.pending("prepare");
		expect(call.password).toBe(SECRET);
		const text = `535 wrong: ${SECRET}`;
		call.answer.resolve(refused({ kind: "not-better", key: "server1", seen: demo.seen({ outcome: "refused", text }) }));
		await settle();
		doctor.pending("recheck").answer.resolve(demo.oneRestart());
		await settle();
		expect(one("#status").textContent).toContain("535 wrong");
		expect(document.documentElement.outerHTML).not.toContain(SECRET);
		expect(JSON.stringify(controller.state)).not.toContain(SECRET);
	});

	test("is asked for again where it is needed again, and can be left", async () => {
		await ask();
		field().value = SECRET;
		click("confirm");
		await prepared(PASSWORD_NEEDED);
		expect(field().value).toBe("");
		click("dismiss");
		expect(document.activeElement).toBe(button("fix-with-restart"));
	});
});

describe("what waits for a restart", () => {
	test("is told whenever the page opens, and before any check", async () => {
		await openWaiting();
		expect(one(".waiting").textContent).toContain("La correction de «\u00a0Association\u00a0» sera faite");
		expect(all('[data-action="undo"]')).toHaveLength(1);
	});

	test("is dropped with one click, and told", async () => {
		await openWaiting();
		click("undo");
		expect(state()).toBe("fixing");
		const call = doctor.pending("undo");
		expect(call.entry).toBe("entry-2");
		doctor.view = demo.journal([demo.preparedEntry({ state: "undone" })]);
		call.answer.resolve({ kind: "undone", entry: "entry-2" });
		await settle();
		doctor.pending("recheck").answer.resolve(demo.oneRestart());
		await settle();
		expect(all(".waiting")).toEqual([]);
		expect(button("fix-with-restart")).toBeTruthy();
	});

	test("may be an undo, which has the restart and no second undo", async () => {
		await openWaiting({ state: "undo-prepared" });
		expect(one(".waiting").textContent).toContain("sera annulée");
		expect(button("restart")).toBeTruthy();
		expect(all('[data-action="undo"], [data-action="undo-entry"]')).toEqual([]);
	});

	test("is not the latest repair where another one was made since: that is what « Annuler » takes back", async () => {
		doctor.view = demo.journal([demo.entry({ id: "later" }), demo.preparedEntry()]);
		open();
		await controller.load();
		click("undo");
		expect(doctor.pending("undo").entry).toBe("later");
	});

	test("restarts Thunderbird, or says that a window stands in the way", async () => {
		await openWaiting();
		click("restart");
		await settle();
		expect(doctor.log).toEqual(["restart"]);
		expect(all(".notice")).toEqual([]);
		doctor.restarts = false;
		click("restart");
		await settle();
		expect(one("#status").textContent).toContain("n’a pas redémarré");
		expect(button("restart")).toBeTruthy();
	});

	test("saves a copy of the settings first, and names the path or the reason", async () => {
		await openWaiting();
		click("save-settings");
		await settle();
		expect(one(".waiting .saving").textContent).toContain("/downloads/bons-comptes-settings");
		vi.spyOn(console, "error").mockImplementation(() => {});
		doctor.saveError = new Error("disk full");
		click("save-settings");
		await settle();
		expect(one(".waiting .saving").textContent).toContain("disk full");
	});
});

describe("after the restart", () => {
	test.each<[string, Parameters<typeof demo.preparedEntry>[0], RegExp]>([
		["what was made", { state: "applied" }, /La correction préparée est faite/],
		["what was taken back", { state: "undone" }, /vos réglages sont comme avant/],
	])("the check tells %s", async (_, given, sentence) => {
		doctor.view = demo.journal([demo.preparedEntry(given)]);
		open();
		void controller.checkAfterRestart();
		doctor.pending("check").answer.resolve(demo.allFine());
		await settle();
		expect(state()).toBe("checked");
		expect(one("#status").textContent).toMatch(sentence);
	});

	const problem = { kind: "changed-meanwhile", key: "server1", setting: "incoming.port" } as const;
	test.each<[string, Parameters<typeof demo.preparedEntry>[0], RegExp]>([
		["a repair that was not made", { state: "rolled-back", problem }, /n’a pas été faite.*comme avant.*Association/],
		["an undo that was not made", { state: "applied", problem }, /annulation préparée n’a pas été faite/],
	])("%s is told with its reason, until the next repair", async (_, given, sentence) => {
		doctor.view = demo.journal([demo.preparedEntry(given)]);
		open();
		void controller.checkAfterRestart();
		doctor.pending("check").answer.resolve(demo.oneRestart());
		await settle();
		expect(all(".status .notice")).toEqual([]);
		expect(one(".banners").textContent).toMatch(sentence);
		expect(one(".history .note").textContent).toContain("Port de réception (Association)");
		doctor.view = demo.journal([demo.entry(), demo.preparedEntry(given)]);
		await controller.load();
		expect(all(".banners")).toEqual([]);
	});
});

const SCENES: Record<string, () => Promise<void>> = {
	"the question": async () => {
		await check(demo.oneRestart());
		click("fix-with-restart");
	},
	"the question with a password": async () => {
		await check(demo.oneRestart());
		click("fix-with-restart");
		click("confirm");
		await prepared(PASSWORD_NEEDED);
	},
	"all is ready": async () => {
		await check(demo.oneRestart());
		click("fix-with-restart");
		click("confirm");
		await prepared(PREPARED);
		click("save-settings");
		await settle();
	},
};

describe.each(LANGUAGES)("in %s", (language) => {
	test.each(Object.entries(SCENES))("axe finds nothing: %s", { timeout: 60_000 }, async (_, play) => {
		open(language);
		await controller.load();
		await play();
		const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
		expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
		const levels = all("h1, h2, h3, h4").map((heading) => Number(heading.tagName.slice(1)));
		expect(levels.every((level, index) => index === 0 || level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
	});
});
