// @vitest-environment happy-dom
// What a look at the servers brings to the page: first results, what was seen or could not be checked, passwords, and the
// text for the IT department.

import { describe, expect, test, vi } from "vitest";
import type { PasswordTrial } from "../../src/doctor/doctor";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { Outcome } from "../../src/domain/observation";

import { builtInCatalogue } from "../../src/providers";
import * as demo from "./demo";
import { all, button, check, click, controller, doctor, one, open, settle, state } from "./opened-page";

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

	async function answer(outcome: PasswordTrial, after: Diagnosis): Promise<void> {
		doctor.pending("password").answer.resolve(outcome);
		await settle();
		doctor.pending("recheck").answer.resolve(after);
		await settle();
	}

	const asking = demo.diagnosis([demo.withoutPassword()]);
	const result = (outcome: Outcome, stored = false, key = "server2") => ({
		...{ key, outcome, stored },
		service: key === "smtp2" ? ("outgoing" as const) : ("incoming" as const),
	});

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

	test.each<[string, PasswordTrial, string, string]>([
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
