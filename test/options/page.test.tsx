// @vitest-environment happy-dom
// The page as people and scripts meet it: clicks, states, attributes, focus. The doctor's answers are the test's.
// What only a look at the servers brings to it is in page.servers.test.tsx.

import axe from "axe-core";
import { describe, expect, test, vi } from "vitest";
import type { FixOutcome } from "../../src/doctor/doctor";
import { builtInCatalogue } from "../../src/providers";
import * as demo from "./demo";
import { LANGUAGES, sentencesIn } from "./messages";
import {
	all,
	button,
	check,
	click,
	controller,
	doctor,
	one,
	open,
	repair,
	settle,
	state,
	unmount,
} from "./opened-page";

describe("a check", () => {
	test("says so in the turn of the click and ends when the doctor has ended", async () => {
		open();
		expect(state()).toBe("idle");
		click("check");
		expect(state()).toBe("checking");
		const call = doctor.pending("check");
		call.options.onProgress(3, 7);
		expect(one("#status .figures").textContent).toContain("3 sur 7");
		call.answer.resolve(demo.oneBroken());
		await settle();
		expect(state()).toBe("checked");
		expect(doctor.log).toEqual(["check", "trouble 1"]);
		expect(one("#result").textContent).toBe("1 compte sur 2 a besoin de vous");
	});

	test("is one check however often the button is clicked", async () => {
		open();
		click("check");
		click("check");
		await controller.check();
		expect(doctor.log).toEqual(["check"]);
		doctor.pending("check").answer.resolve(demo.allFine());
		await settle();
		expect(state()).toBe("checked");
	});

	test("that is cancelled goes back to what was there, and tells so", async () => {
		open();
		await check(demo.oneBroken());
		click("check");
		const call = doctor.pending("check");
		click("cancel");
		expect(call.options.signal.aborted).toBe(true);
		expect(state()).toBe("checking");
		call.answer.reject(new DOMException("stopped", "AbortError"));
		await settle();
		expect(state()).toBe("checked");
		expect(all("[data-account]")).toHaveLength(2);
		expect(one("#status").textContent).toContain("Vérification arrêtée");
		expect(document.activeElement).toBe(one("#result"));
	});

	test("that was cancelled too late is still a cancelled check", async () => {
		open();
		click("check");
		const call = doctor.pending("check");
		click("cancel");
		call.answer.resolve(demo.oneBroken());
		await settle();
		expect(state()).toBe("idle");
	});

	test("that fails is the page's own error, and can be tried again", async () => {
		const logged = vi.spyOn(console, "error").mockImplementation(() => {});
		open();
		click("check");
		doctor.pending("check").answer.reject(new Error("no answer"));
		await settle();
		expect(state()).toBe("error");
		expect(one("#status").textContent).toContain("no answer");
		expect(logged).toHaveBeenCalledOnce();
		await check(demo.allFine());
		expect(state()).toBe("checked");
	});
});

describe("what a check shows", () => {
	test("every mail account with its provider, health and four lights", async () => {
		open();
		await check(demo.everyCard());
		expect(all("[data-account]").map((card) => card.dataset["account"])).toEqual([
			"account1",
			"account4",
			"account3",
			"account5",
			"account2",
			"account6",
			"account7",
		]);
		const card = one('[data-account="account1"]');
		expect(card.dataset).toMatchObject({ provider: "ovh-mxplan", health: "error" });
		expect(
			[...card.querySelectorAll<HTMLElement>("[data-service]")].map(({ dataset }) => [
				dataset["service"],
				dataset["health"],
			]),
		).toEqual([
			["incoming", "error"],
			["outgoing", "warning"],
			["calendar", "none"],
			["contacts", "none"],
		]);
	});

	test("each finding with its raw values before and after", async () => {
		open();
		await check(demo.everyCard());
		const rules = [...one('[data-account="account1"]').querySelectorAll<HTMLElement>("[data-rule]")];
		expect(rules.map(({ dataset }) => [dataset["rule"], dataset["severity"]])).toEqual([
			["incoming-tls-on-plain-port", "error"],
			["outgoing-port-25", "warning"],
		]);
		expect(
			all('[data-account="account1"] [data-setting]').map(({ dataset }) => [
				dataset["setting"],
				dataset["from"],
				dataset["to"],
			]),
		).toEqual([
			["incoming.port", "143", "993"],
			["outgoing.port", "25", "465"],
			["outgoing.security", "starttls", "tls"],
		]);
	});

	test("a host in lower case, a boolean as a word, an outgoing server and a folder by their names", async () => {
		open();
		const changes = [
			demo.set("smtp1", "outgoing.host", "NS0.ovh.net", "smtp.mail.ovh.net"),
			demo.set("server1", "incoming.leave-on-server", false, true),
			demo.set("id1", "identity.outgoing", "smtp1", "smtp2"),
			demo.set("id1", "identity.sent-copy", "mailbox://a/Sent", null),
		].map((change) => demo.proposed(change));
		const names = { smtp1: "Gmail", smtp2: "OVH", "mailbox://a/Sent": "Dossiers locaux / Envoyés" };
		const account = demo.account({
			health: "error",
			findings: [demo.finding("retired-or-mistyped-host", { changes })],
		});
		await check(demo.diagnosis([account], { names }));
		expect(all("[data-setting]").map(({ dataset }) => [dataset["from"], dataset["to"]])).toEqual([
			["ns0.ovh.net", "smtp.mail.ovh.net"],
			["false", "true"],
			["Gmail", "OVH"],
			["Dossiers locaux / Envoyés", ""],
		]);
	});

	test("a missing outgoing server as the one it will be", async () => {
		open();
		await check(demo.everyCard());
		expect(one('[data-account="account5"] [data-setting]').dataset).toMatchObject({
			setting: "identity.outgoing",
			from: "Association – ssl0.ovh.net",
			to: "Google (smtp.gmail.com)",
		});
		expect(one('[data-account="account5"]').textContent).toContain("smtp.gmail.com, port 465");
	});

	test("what an organisation manages, without a button", async () => {
		open();
		await check(demo.everyCard());
		expect(one('[data-account="account4"] [data-setting]').dataset["blocked"]).toBe("locked");
		expect(all('[data-account="account4"] [data-action="fix"]')).toEqual([]);
		expect(one('[data-account="account4"]').textContent).toContain("géré par votre organisation");
	});

	test("what needs a restart or a second account, with the reason and in no fix", async () => {
		open();
		await check(demo.everyCard());
		const card = one('[data-account="account3"]');
		expect([...card.querySelectorAll<HTMLElement>("[data-action]")].map(({ dataset }) => dataset["action"])).toEqual([
			"fix-with-restart",
			"add-link",
		]);
		expect(card.textContent).toContain("redémarrage");
		expect(card.textContent).toContain("second compte");
	});

	test("other accounts in a quiet line and never as a card", async () => {
		open();
		await check(demo.everyCard());
		expect(all(".others").map((line) => line.textContent)).toEqual([
			"Non concernés par la vérification\u00a0: Dossiers locaux et Abonnements.",
			"Réglages illisibles, laissés tels quels\u00a0: Ancien compte.",
		]);
	});

	test("details open at once only in a wide window", async () => {
		open("fr", false);
		await check(demo.oneBroken());
		expect(all("[data-rule] details[open]")).toEqual([]);
		unmount();
		open("fr", true);
		await check(demo.oneBroken());
		expect(all("[data-rule] details[open]")).toHaveLength(2);
	});

	test("among many accounts the healthy ones on one line, those with a button never folded away", async () => {
		open();
		await check(demo.manyAccounts(30));
		expect(all("[data-account]")).toHaveLength(30);
		expect(all("[data-account] > details.quiet")).toHaveLength(18);
		expect(all('details.quiet [data-action]:not([data-action="add-link"])')).toEqual([]);
		expect(all("details.quiet > summary [data-service]")).toHaveLength(18 * 4);
	});

	test("all is well, and no account yet", async () => {
		open();
		await check(demo.allFine());
		expect(one("#result").textContent).toBe("Tout va bien");
		expect(all('[data-action="fix-all"], [data-action="fix"]')).toEqual([]);
		await check(demo.diagnosis([]));
		expect(one("#result").textContent).toBe("Aucun compte de messagerie");
	});

	test("the help of the provider, opened outside of Thunderbird", async () => {
		open();
		await check(demo.everyCard());
		const link = document.querySelector<HTMLAnchorElement>('[data-account="account1"] .help a');
		const event = new MouseEvent("click", { bubbles: true, cancelable: true });
		link?.dispatchEvent(event);
		expect(event.defaultPrevented).toBe(true);
		expect(doctor.log).toContain(`open ${builtInCatalogue.get("ovh-mxplan")?.help.webmail?.url}`);
	});
});

describe("a repair", () => {
	test("of everything makes each live change once, checks again by itself, then says fixed", async () => {
		open();
		await check(demo.everyCard());
		click("fix-all");
		expect(state()).toBe("fixing");
		const call = doctor.pending("repair");
		expect(call.changes.map((change) => (change.kind === "set" ? change.setting : change.kind))).toEqual([
			"incoming.port",
			"outgoing.port",
			"outgoing.security",
			"create-outgoing",
		]);
		expect(call.names).toEqual({
			server1: "Association",
			smtp1: "Association – ssl0.ovh.net",
			id5: "club.exemple@gmail.com",
		});
		doctor.view = demo.journal([demo.entry()]);
		call.answer.resolve({ kind: "applied", entry: "entry-1", proofs: [], left: [] });
		await settle();
		expect(state()).toBe("fixing");
		doctor.pending("recheck").answer.resolve(demo.allFine());
		await settle();
		expect(state()).toBe("fixed");
		expect(one("#status").textContent).toContain("4 réglages ont été corrigés");
		expect(button("undo")).toBeTruthy();
		expect(document.activeElement).toBe(one("#result"));
	});

	test("of one account makes its changes only", async () => {
		open();
		await check(demo.everyCard());
		one('[data-account="account5"] [data-action="fix"]').click();
		expect(doctor.pending("repair").changes).toMatchObject([{ kind: "create-outgoing" }]);
	});

	test("is one repair however often and wherever one clicks", async () => {
		open();
		await check(demo.oneBroken());
		click("fix-all");
		click("fix-all");
		click("fix");
		click("check");
		expect(doctor.log).toEqual(["check", "trouble 1", "repair"]);
		await repair({ kind: "applied", entry: "e", proofs: [], left: [] }, demo.allFine());
		expect(state()).toBe("fixed");
	});

	test.each<[string, FixOutcome, string]>([
		[
			"refused",
			{ kind: "refused", problem: { kind: "changed-meanwhile", key: "server1", setting: "incoming.port" } },
			"Port de réception (Association)",
		],
		[
			"rolled back",
			{ kind: "rolled-back", problem: { kind: "not-kept", key: "smtp1", setting: null } },
			"tout a été remis comme avant",
		],
	])("that is %s says why, checks again and leaves everything usable", async (_, outcome, sentence) => {
		open();
		await check(demo.oneBroken());
		click("fix-all");
		await repair(outcome, demo.oneBroken());
		expect(state()).toBe("checked");
		expect(one("#status").textContent).toContain(sentence);
		expect(document.activeElement).toBe(button("fix-all"));
		click("fix-all");
		expect(state()).toBe("fixing");
		await repair({ kind: "nothing-to-do" }, demo.allFine());
		expect(state()).toBe("fixed");
	});

	test.each<[string, FixOutcome, string, RegExp]>([
		[
			"in part",
			{
				kind: "applied",
				entry: "e",
				proofs: [],
				left: [{ kind: "not-better", key: "smtp1", seen: demo.seen({ outcome: "refused", text: "554 no" }) }],
			},
			"fixed",
			/1 réglage a été corrigé.*Le reste n’a pas été changé.*Association – ssl0\.ovh\.net \(ssl0\.ovh\.net:993\) marcherait moins bien.*le serveur a refusé\. Réponse du serveur.*554 no/,
		],
		[
			"and taken back, as it was no better",
			{ kind: "rolled-back", problem: { kind: "not-better", key: "server1", seen: demo.seen() } },
			"checked",
			/tout a été remis comme avant\. .*Association \(ssl0\.ovh\.net:993\) marcherait moins bien.*personne ne répond/,
		],
	])("made %s says which server and what was seen", async (_, outcome, ends, sentence) => {
		open();
		await check(demo.oneBroken());
		click("fix-all");
		await repair(outcome, demo.oneBroken());
		expect(state()).toBe(ends);
		expect(one("#status").textContent).toMatch(sentence);
	});

	test("made without a network is not yet verified, and is told so", async () => {
		open();
		await check(demo.oneBroken());
		click("fix-all");
		await repair(
			{ kind: "applied", entry: "e", proofs: [], left: [] },
			demo.diagnosis([demo.account({ health: "unknown" })], { offline: true }),
		);
		expect(one("#status").textContent).toContain("pas encore vérifié");
	});

	test("that ends in a surprise is an error with a way on, and its undo is there", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		open();
		await check(demo.oneBroken());
		click("fix-all");
		doctor.view = demo.journal([demo.entry()]);
		doctor.pending("repair").answer.resolve({ kind: "applied", entry: "entry-1", proofs: [], left: [] });
		await settle();
		doctor.pending("recheck").answer.reject(new Error("gone"));
		await settle();
		expect(state()).toBe("error");
		expect(button("undo")).toBeTruthy();
		expect(button("check").getAttribute("aria-disabled")).toBeNull();
		expect(document.activeElement).toBe(one("#status"));
	});
});

describe("an undo", () => {
	test("works before any check, takes the latest repair and checks again", async () => {
		doctor.view = demo.journal([demo.entry({ id: "new" }), demo.entry({ id: "old" })]);
		open();
		await controller.load();
		click("undo");
		expect(state()).toBe("fixing");
		doctor.view = demo.journal([demo.entry({ id: "new", state: "undone" }), demo.entry({ id: "old" })]);
		doctor.pending("undo").answer.resolve({ kind: "undone", entry: "new" });
		await settle();
		expect(state()).toBe("fixing");
		doctor.pending("recheck").answer.resolve(demo.oneBroken());
		await settle();
		expect(state()).toBe("checked");
		expect(one("#status").textContent).toContain("comme avant");
		click("undo");
		expect(doctor.pending("undo").entry).toBe("old");
	});

	test("of any entry of the history has its own button, where the repair still stands", async () => {
		doctor.view = demo.journal([
			demo.entry({ id: "c", state: "undone" }),
			demo.entry({ id: "b" }),
			demo.entry({ id: "a" }),
			demo.entry({ id: "0", state: "rolled-back" }),
		]);
		open();
		await controller.load();
		expect(all('[data-action="undo-entry"]').map(({ dataset }) => dataset["entry"])).toEqual(["b", "a"]);
		one('[data-entry="a"]').click();
		expect(doctor.pending("undo").entry).toBe("a");
	});

	test("that is refused says what it would have destroyed, and stays possible", async () => {
		doctor.view = demo.journal([demo.entry()]);
		open();
		await controller.load();
		click("undo");
		const problem = { kind: "changed-meanwhile", key: "server1", setting: "incoming.port" } as const;
		doctor.pending("undo").answer.resolve({ kind: "refused", problem });
		await settle();
		doctor.pending("recheck").answer.resolve(demo.allFine());
		await settle();
		expect(state()).toBe("checked");
		expect(one("#status").textContent).toContain("L’annulation aurait effacé cette modification");
		expect(document.activeElement).toBe(button("undo"));
	});
});

describe("a finding", () => {
	const later = sentencesIn("fr").text("later_sign_in");
	const notes = () => all(".finding .note").map((note) => note.textContent);

	test("of a sign-in speaks of a later fix only where it has changes", async () => {
		const rule = "gmail-password-auth";
		open();
		await check(demo.diagnosis([demo.account({ findings: [demo.finding(rule, { fix: "sign-in" })] })]));
		expect(notes()).toEqual([]);
		const changes = [demo.proposed(demo.set("server1", "incoming.auth", "password", "oauth2"), "sign-in")];
		await check(demo.diagnosis([demo.account({ findings: [demo.finding(rule, { changes })] })]));
		expect(notes()).toEqual([later]);
	});
});

describe("where several providers are possible", () => {
	test("nothing is chosen beforehand; the choice is remembered, then checked again", async () => {
		open();
		await check(demo.oneAmbiguous());
		expect(all("input[type=radio]").filter((radio) => (radio as HTMLInputElement).checked)).toEqual([]);
		click("choose-provider");
		expect(doctor.log).toEqual(["check", "trouble 0"]);
		one('input[value="ovh-exchange"]').click();
		click("choose-provider");
		expect(state()).toBe("checking");
		await settle();
		expect(doctor.log.slice(2)).toEqual(["choose account6 ovh-exchange", "check"]);
		doctor.pending("check").answer.resolve(demo.allFine());
		await settle();
		expect(state()).toBe("checked");
	});

	test("a choice that cannot be remembered is an error of the page", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		doctor.choiceError = new Error("storage is full");
		open();
		await check(demo.oneAmbiguous());
		one('input[value="lasuite"]').click();
		click("choose-provider");
		await settle();
		expect(state()).toBe("error");
	});
});

describe("the report", () => {
	test("is saved without addresses, and the page names the path", async () => {
		open();
		await check(demo.oneBroken());
		click("export-report");
		await settle();
		expect(doctor.saved).toHaveLength(1);
		expect(doctor.saved[0]?.name).toBe("bons-comptes-2026-11-20.json");
		expect(doctor.saved[0]?.content).not.toContain("contact@");
		expect(one(".saving").textContent).toContain("/home/camille/Téléchargements/bons-comptes-2026-11-20.json");
		expect(state()).toBe("checked");
	});

	test("holds full addresses when the box is ticked", async () => {
		open();
		await check(demo.oneBroken());
		one("input[name=addresses]").click();
		click("export-report");
		await settle();
		expect(doctor.saved[0]?.content).toContain("contact@asso-exemple.example");
	});

	test("that cannot be saved says why and changes nothing else", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		doctor.saveError = new Error("disk full");
		open();
		await check(demo.oneBroken());
		click("export-report");
		await settle();
		expect(one(".saving").textContent).toContain("disk full");
		expect(state()).toBe("checked");
	});
});

describe("what surrounds a check", () => {
	test("is told: an interrupted repair, a damaged history, an untried Thunderbird, missing internals", async () => {
		doctor.view = {
			health: { kind: "set-aside", reason: "corrupt", keptAs: "journal.corrupt" },
			entries: [demo.entry({ id: "a", recovery: "finished" })],
			recovered: ["a"],
		};
		doctor.self = { version: "160.0", tried: "newer", missing: [{ internal: "x", repairs: ["incoming"] }] };
		open();
		await controller.load();
		await check(demo.diagnosis([demo.account()], { offline: true, loginStoreLocked: true }));
		expect(all(".banners li")).toHaveLength(6);
		expect(one(".banners").textContent).toContain("160.0");
		expect(one(".banners").textContent).toContain("journal.corrupt");
	});

	test("a recovery of an earlier start is not told again", async () => {
		doctor.view = demo.journal([demo.entry({ recovery: "finished" })]);
		open();
		await controller.load();
		expect(all(".banners")).toEqual([]);
	});

	test.each([
		["applied", "finished", /correction\. Elle a été terminée/],
		["rolled-back", "taken-back", /correction\. Tout a été remis comme avant/],
		["undone", "finished", /annulation\. Elle a été terminée.*comme avant la correction/],
		["prepared", "taken-back", /remis comme avant.*la correction reste prête/],
		["undo-prepared", "taken-back", /remise en place.*l’annulation reste prête/],
	] as const)("what this start ended is told, also below a newer repair: %s", async (ended, recovery, text) => {
		const entries = [demo.entry({ id: "b" }), demo.entry({ id: "a", state: ended, recovery })];
		doctor.view = demo.journal(entries, ["a"]);
		open();
		await controller.load();
		expect(one(".banners li").textContent).toMatch(text);
	});

	test("two recoveries that ended alike are one sentence", async () => {
		const entries = ["b", "a"].map((id) => demo.entry({ id, recovery: "finished" }));
		doctor.view = demo.journal(entries, ["a", "b"]);
		open();
		await controller.load();
		expect(all(".banners li")).toHaveLength(1);
	});

	test("a history that cannot be read does not stop a check", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		doctor.historyError = new Error("no journal");
		open();
		await controller.load();
		expect(one(".banners").textContent).toContain("no journal");
		await check(demo.allFine());
		expect(state()).toBe("checked");
	});

	test("a privileged part that is switched off is explained at once, and asked nothing", async () => {
		doctor.available = false;
		open();
		await controller.load();
		expect(state()).toBe("error");
		expect(one("#status").textContent).toContain("extensions.experiments.enabled");
		click("check");
		expect(state()).toBe("error");
		expect(doctor.log).toEqual([]);
	});
});

test("the keyboard meets the buttons in the order in which they are read", async () => {
	doctor.view = demo.journal([demo.entry()]);
	open();
	await controller.load();
	await check(demo.oneBroken());
	expect(all("button").map(({ dataset }) => dataset["action"])).toEqual([
		"check",
		"fix-all",
		"undo",
		"fix",
		"add-link",
		"add-link",
		"undo-entry",
		"copy-report",
		"export-report",
	]);
	expect(all("[tabindex]").map((element) => element.getAttribute("tabindex"))).toEqual(["-1", "-1"]);
});

test("what a person unfolded or ticked stays so while a check runs", async () => {
	open("fr", false);
	await check(demo.oneBroken());
	one("input[name=addresses]").click();
	const details = document.querySelector<HTMLDetailsElement>("[data-rule] details");
	if (details !== null) details.open = true;
	click("check");
	expect(document.querySelector<HTMLDetailsElement>("[data-rule] details")?.open).toBe(true);
	expect((one("input[name=addresses]") as HTMLInputElement).checked).toBe(true);
});

const SCENES: Record<string, () => Promise<void>> = {
	idle: async () => {},
	checking: async () => {
		click("check");
		doctor.pending("check").options.onProgress(1, 3);
	},
	"checked, every card": () => check(demo.everyCard()),
	"checked, not all could be proved": async () => {
		await check(demo.unproved());
		click("ask-it");
		click("save-password");
		await settle();
	},
	"checking, with first results": async () => {
		click("check");
		const { options } = doctor.pending("check");
		options.onProgress(1, 3);
		options.onPartial?.(demo.unproved());
	},
	"checked, many accounts": () => check(demo.manyAccounts(12)),
	"checked, nothing to correct": () => check(demo.allFine()),
	"checked, no account": () => check(demo.diagnosis([])),
	fixing: async () => {
		await check(demo.everyCard());
		click("fix-all");
	},
	fixed: async () => {
		await check(demo.everyCard());
		click("fix-all");
		await repair({ kind: "applied", entry: "entry-1", proofs: [], left: [] }, demo.allFine());
	},
	error: async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		click("check");
		doctor.pending("check").answer.reject(new Error("no answer"));
		await settle();
	},
};

describe.each(LANGUAGES)("in %s", (language) => {
	test.each(Object.entries(SCENES))("axe finds nothing: %s", { timeout: 60_000 }, async (_, play) => {
		doctor.view = demo.journal([demo.entry(), demo.entry({ id: "entry-0", state: "undone" })]);
		open(language);
		await controller.load();
		await play();
		expect(document.documentElement.lang).toBe(language);
		// happy-dom computes no colours; contrast.test.ts measures them.
		const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
		expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
		const levels = all("h1, h2, h3").map((heading) => Number(heading.tagName.slice(1)));
		expect(levels.every((level, index) => index === 0 || level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
	});
});
