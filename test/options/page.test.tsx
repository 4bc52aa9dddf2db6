// @vitest-environment happy-dom
// The page as people and scripts meet it: clicks, states, attributes, focus. The doctor's answers are the test's.

import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FixOutcome } from "../../src/doctor/doctor";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { Outcome } from "../../src/domain/observation";
import type { PasswordOutcome } from "../../src/domain/outcome";
import { type Controller, createController } from "../../src/options/controller";
import { mount } from "../../src/options/mount";
import { builtInCatalogue } from "../../src/providers";
import * as demo from "./demo";
import { FakeDoctor } from "./fake-doctor";
import { LANGUAGES, type Language, sentencesIn } from "./messages";

let doctor: FakeDoctor;
let controller: Controller;
let unmount: () => void;

/** Lets every promise that can settle settle. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function open(language: Language = "fr", wide = true): void {
	const sentences = sentencesIn(language);
	controller = createController({ doctor, sentences, now: () => new Date(2026, 10, 20, 10, 0) });
	unmount = mount(document.body, { controller, sentences, catalogue: builtInCatalogue, wide });
}

const state = () => document.querySelector("main")?.dataset["state"];
const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];

function one(selector: string): HTMLElement {
	const found = all(selector);
	if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} elements for ${selector}`);
	return found[0];
}

const button = (action: string) => one(`[data-action="${action}"]`);

/** As a person clicks: the button has the focus first. */
function click(action: string): void {
	button(action).focus();
	button(action).click();
}

async function check(diagnosis: Diagnosis): Promise<void> {
	click("check");
	doctor.pending("check").answer.resolve(diagnosis);
	await settle();
}

async function repair(outcome: FixOutcome, after: Diagnosis): Promise<void> {
	doctor.pending("repair").answer.resolve(outcome);
	await settle();
	doctor.pending("recheck").answer.resolve(after);
	await settle();
}

beforeEach(() => {
	doctor = new FakeDoctor();
});

afterEach(() => {
	unmount();
	vi.restoreAllMocks();
});

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

describe("a check that knows something before its end", () => {
	/** What a screen reader would say of the live region. */
	const spoken = () =>
		[...one("#status").children]
			.filter((part) => part.getAttribute("aria-hidden") !== "true")
			.map((part) => part.textContent);

	test("shows it at once, with every button but « Arrêter » at rest", async () => {
		open();
		click("check");
		doctor.pending("check").options.onPartial?.(demo.unproved());
		expect(state()).toBe("checking");
		expect(all("[data-account]")).toHaveLength(3);
		expect(one("#result").textContent).toBe("Premiers résultats");
		expect(one('[data-account="account2"] [data-service="incoming"]').textContent).toContain("en cours");
		expect(all("[data-unchecked]")).toEqual([]);
		const working = all("button").filter((each) => each.getAttribute("aria-disabled") === null);
		expect(working.map(({ dataset }) => dataset["action"])).toEqual(["cancel"]);
	});

	test("tells its progress once, and leaves the focus alone", () => {
		open();
		click("check");
		const { options } = doctor.pending("check");
		options.onProgress(1, 7);
		const before = spoken();
		button("cancel").focus();
		options.onProgress(2, 7);
		options.onPartial?.(demo.unproved());
		options.onProgress(6, 7);
		expect(spoken()).toEqual(before);
		expect(document.activeElement).toBe(button("cancel"));
		expect(one(".figures").textContent).toContain("6 sur 7");
	});

	test("goes back to the check of before when it is cancelled", async () => {
		open();
		await check(demo.oneBroken());
		click("check");
		const { options, answer } = doctor.pending("check");
		options.onPartial?.(demo.unproved());
		click("cancel");
		options.onPartial?.(demo.allFine());
		answer.reject(new DOMException("stopped", "AbortError"));
		await settle();
		expect(all("[data-account]")).toHaveLength(2);
		expect(one("#result").textContent).toBe("1 compte sur 2 a besoin de vous");
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

	test("what needs a restart or a second account, with the reason and without a button", async () => {
		open();
		await check(demo.everyCard());
		const card = one('[data-account="account3"]');
		expect(card.querySelector("[data-action]")).toBeNull();
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
		expect(all("[data-account] > details.quiet")).toHaveLength(24);
		expect(all("details.quiet [data-action]")).toEqual([]);
		expect(all("details.quiet > summary [data-service]")).toHaveLength(24 * 4);
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

describe("what could not be checked", () => {
	test("is said beside the four lights, with what to do", async () => {
		open();
		await check(demo.unproved());
		const notes = all('[data-account="account2"] [data-unchecked]');
		expect(notes.map(({ dataset }) => [dataset["unchecked"], dataset["service"]])).toEqual([
			["no-login-stored", "incoming"],
			["no-login-stored", "outgoing"],
		]);
		expect(notes[0]?.textContent).toContain("imap.beta.gouv.fr répond, mais aucun mot de passe n’est enregistré");
		expect(notes[0]?.textContent).toContain("IMAP, imap.beta.gouv.fr:993");
		expect(all('[data-account="account2"] [data-service][data-health]')).toHaveLength(4);
	});

	test("is not said to be all right, and is not trouble either", async () => {
		const half = demo.account({ unchecked: [demo.unchecked("no-time", { service: "outgoing" })] });
		open();
		await check(demo.diagnosis([half, demo.withoutPassword()]));
		expect(one("#result").textContent).toBe("Rien d’anormal n’a été trouvé");
		expect(all(".summary.fine")).toEqual([]);
		expect(doctor.log).toEqual(["check", "trouble 0"]);
	});

	test("for want of a network is a banner", async () => {
		open();
		await check(demo.diagnosis([demo.account({ health: "unknown" })], { networkOut: true }));
		expect(one(".banners").textContent).toContain("Aucun réseau ne répond");
	});
});

describe("what was seen", () => {
	test("is one line in the details, and its stage an attribute", async () => {
		open();
		await check(demo.unproved());
		const finding = one('[data-rule="tls-interception"]');
		expect(finding.dataset["stage"]).toBe("tls");
		expect(finding.querySelector("details .seen")?.textContent).toBe(
			"Ce qui a été vu\u00a0: IMAP, ssl0.ovh.net:993, connexion chiffrée (TLS)\u202f; étape\u00a0: chiffrement (TLS)\u202f; " +
				"résultat\u00a0: le certificat présenté n’est pas accepté. Précision technique\u00a0: «\u00a0Filtrage Exemple CA\u00a0»",
		);
	});

	test("keeps a server's own words apart, and never reads them as markup", async () => {
		open();
		await check(demo.unproved());
		const words = document.querySelector('[data-unchecked="temporarily-unavailable"] bdi');
		expect(words?.textContent).toMatch(/^«\u00a0421 4\.3\.2 <b>Service<\/b> .*\u00a0»$/);
		expect(all(".seen b")).toEqual([]);
	});

	test("is nowhere where settings alone tell the fault", async () => {
		open();
		await check(demo.oneBroken());
		expect(all("[data-stage], .seen")).toEqual([]);
	});
});

describe("a request to the IT department", () => {
	/** Takes the place of the clipboard; `null` lets nothing in. */
	function clipboard(copied: string[] | null): void {
		vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => {
			if (copied === null) throw new Error("not allowed");
			copied.push(text);
		});
	}
	const area = () => one("textarea") as HTMLTextAreaElement;

	test("is there only where the network is a likely cause, folded, with the hint of another network", async () => {
		open();
		await check(demo.unproved());
		expect(all('[data-action="ask-it"]')).toHaveLength(1);
		expect(button("ask-it").closest<HTMLElement>("[data-account]")?.dataset["account"]).toBe("account1");
		expect(one(".request").textContent).toContain("partage de connexion");
		expect(one(".request-text").hidden).toBe(true);
		click("ask-it");
		await settle();
		expect(one(".request-text").hidden).toBe(false);
		expect(button("ask-it").getAttribute("aria-expanded")).toBe("true");
		expect(area().readOnly).toBe(true);
		expect(area().value).toContain("ssl0.ovh.net, port 993");
	});

	test("is copied as it stands, and says so", async () => {
		const copied: string[] = [];
		clipboard(copied);
		open();
		await check(demo.unproved());
		click("ask-it");
		await settle();
		click("copy-request");
		await settle();
		expect(copied).toEqual([area().value]);
		expect(one('.request [role="status"]').textContent).toBe("Copié");
	});

	test("that cannot be copied is selected instead", async () => {
		clipboard(null);
		open();
		await check(demo.unproved());
		click("ask-it");
		await settle();
		click("copy-request");
		await settle();
		expect(one('.request [role="status"]').textContent).toContain("sélectionné");
		expect(area().selectionEnd).toBe(area().value.length);
	});

	test("names the versions once they are known", async () => {
		open();
		await controller.load();
		await check(demo.unproved());
		expect(area().value).toContain("Thunderbird 153.7.0");
	});

	test("is not offered for a program on this very computer", async () => {
		const { findings } = demo.intercepted();
		const at = { protocol: "imap", host: "127.0.0.1", port: 1143, security: "none" } as const;
		const local = findings.map((finding) => ({ ...finding, seen: demo.seen({ at }) }));
		open();
		await check(demo.diagnosis([demo.account({ health: "error", findings: local })]));
		expect(all('[data-action="ask-it"]')).toEqual([]);
	});
});

describe("a password", () => {
	const SECRET = "zq-canari 7Ö&<";
	const field = () => one('[data-field="app-password"]') as HTMLInputElement;
	const notice = () => one("#status").textContent;

	/** As a person does it: types, then Enter. */
	function type(password: string): void {
		field().focus();
		field().value = password;
		field().form?.requestSubmit();
	}

	async function answer(outcome: PasswordOutcome, after: Diagnosis): Promise<void> {
		doctor.pending("password").answer.resolve(outcome);
		await settle();
		doctor.pending("recheck").answer.resolve(after);
		await settle();
	}

	const asking = demo.diagnosis([demo.withoutPassword()]);
	const result = (outcome: Outcome, stored = false, key = "server2") => ({ key, outcome, stored });

	test("is asked for where it is wanted, as the provider wants it", async () => {
		open();
		await check(demo.unproved());
		expect(field().closest<HTMLElement>("[data-account]")?.dataset["account"]).toBe("account2");
		expect(field()).toMatchObject({ type: "password", autocomplete: "off", value: "" });
		expect(field().labels?.[0]?.textContent).toBe("Mot de passe d’application");
		const help = builtInCatalogue.get("lasuite")?.help.applicationPassword?.url;
		all(".password a")[0]?.click();
		expect(doctor.log).toContain(`open ${help}`);
	});

	test("of an ordinary mailbox is called so, without a link", async () => {
		open();
		await check(demo.diagnosis([demo.account({ health: "error", asksPassword: true })]));
		expect(field().labels?.[0]?.textContent).toBe("Mot de passe de la boîte aux lettres");
		expect(all(".password a")).toEqual([]);
	});

	test("leaves the field at once, is tried once, and is nowhere afterwards", async () => {
		const logged = (["log", "info", "warn", "error", "debug"] as const).map((level) =>
			vi.spyOn(console, level).mockImplementation(() => {}),
		);
		const states: string[] = [];
		open();
		controller.subscribe(() => states.push(JSON.stringify(controller.state)));
		await check(asking);
		type(SECRET);
		expect(field().value).toBe("");
		expect(state()).toBe("fixing");
		click("save-password");
		const call = doctor.pending("password");
		expect([call.account, call.password]).toEqual(["account2", SECRET]);
		call.answer.resolve({ kind: "tried", results: [result({ kind: "refused", text: `NO bad ${SECRET}` })] });
		await settle();
		expect(doctor.log.filter((line) => line.startsWith("password"))).toEqual(["password account2"]);
		doctor.pending("recheck").answer.resolve(asking);
		await settle();
		click("export-report");
		await settle();
		const shown = [
			document.documentElement.outerHTML,
			...all("input, textarea").map((each) => (each as HTMLInputElement).value),
		].join();
		const written = JSON.stringify([states, logged.map((log) => log.mock.calls), doctor.log, doctor.saved]);
		for (const text of [shown, written]) {
			expect(text).not.toContain("zq-canari");
			expect(text.length).toBeGreaterThan(1000);
		}
	});

	test("is in no error either, nor in the console", async () => {
		const logged = vi.spyOn(console, "error").mockImplementation(() => {});
		open();
		await check(asking);
		type(SECRET);
		doctor.pending("password").answer.reject(new Error(`login with ${SECRET} broke`));
		await settle();
		expect(state()).toBe("error");
		expect(notice()).toContain("Le mot de passe n’a pas pu être essayé");
		expect(notice()).not.toContain("zq-canari");
		expect(logged.mock.calls.map(String).join()).not.toContain("zq-canari");
		expect(logged).toHaveBeenCalledOnce();
	});

	test("that was not typed is asked for, and nothing is tried", async () => {
		open();
		await check(asking);
		click("save-password");
		await settle();
		expect(state()).toBe("checked");
		expect(document.activeElement).toBe(field());
		expect(field().getAttribute("aria-invalid")).toBe("true");
		const described = field()
			.getAttribute("aria-describedby")
			?.split(" ")
			.map((id) => document.getElementById(id)?.textContent);
		expect(described?.[0]).toBe("Saisissez d’abord le mot de passe.");
		type("x");
		expect(doctor.pending("password").password).toBe("x");
	});

	test("can be looked at, and is hidden again when it is sent", async () => {
		open();
		await check(asking);
		click("show-password");
		await settle();
		expect(field().type).toBe("text");
		type(SECRET);
		await settle();
		expect(field().type).toBe("password");
	});

	test("that is typed while a check runs stays in its field and is not tried", async () => {
		open();
		await check(asking);
		click("check");
		doctor.pending("check");
		type(SECRET);
		expect(field().value).toBe(SECRET);
		expect(doctor.log).not.toContain("password account2");
	});

	test.each<[string, PasswordOutcome, string, string]>([
		[
			"accepted by both",
			{ kind: "tried", results: [result({ kind: "ok" }, true), result({ kind: "ok" }, true, "smtp2")] },
			"fixed",
			"Le mot de passe est accepté et enregistré pour la réception et l’envoi.",
		],
		[
			"accepted for receiving only",
			{
				kind: "tried",
				results: [result({ kind: "ok" }, true), result({ kind: "refused", text: "535 no" }, false, "smtp2")],
			},
			"fixed",
			"enregistré pour la réception. Le mot de passe est refusé pour l’envoi. Vérifiez-le, puis essayez à nouveau. " +
				"Réponse du serveur\u00a0: «\u00a0535 no\u00a0»",
		],
		[
			"not enough",
			{ kind: "tried", results: [result({ kind: "application-password-needed", text: "" })] },
			"checked",
			"n’est pas accepté pour la réception\u00a0: le serveur demande un mot de passe d’application.",
		],
		[
			"not sent in clear",
			{ kind: "tried", results: [result({ kind: "login-not-checked", why: "not-encrypted" })] },
			"checked",
			"n’a pas été envoyé pour la réception\u00a0: la connexion n’est pas chiffrée.",
		],
		[
			"not tried at a server that is away",
			{ kind: "tried", results: [result({ kind: "unreachable" })] },
			"checked",
			"n’a pas pu être essayé pour la réception\u00a0: personne ne répond à cette adresse.",
		],
		[
			"accepted but not stored",
			{ kind: "tried", results: [result({ kind: "ok" })] },
			"checked",
			"accepté pour la réception, mais n’a pas pu être enregistré.",
		],
		[
			"kept out by a locked store",
			{ kind: "refused", problem: { kind: "login-store-locked" } },
			"checked",
			"Le mot de passe n’a pas été enregistré. Vos mots de passe sont protégés",
		],
	])("%s", async (_, outcome, ends, sentence) => {
		open();
		await check(asking);
		type(SECRET);
		await answer(outcome, ends === "fixed" ? demo.allFine() : asking);
		expect(state()).toBe(ends);
		expect(notice()).toContain(sentence);
		expect(document.activeElement).toBe(ends === "fixed" ? one("#result") : field());
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
		"undo-entry",
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
