// Every value of the vocabulary has its sentence, in both languages, with all its facts.

import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/domain/finding";
import { type Outcome, STAGES } from "../../src/domain/observation";
import type { RepairProblem } from "../../src/domain/outcome";
import { RULE_IDS, type RuleId } from "../../src/domain/rule-ids";
import { AUTHS, FIX_CLASSES, HEALTHS, SECURITIES, SERVICES, SETTINGS, SEVERITIES } from "../../src/domain/vocabulary";
import { MISSING, missingFacts } from "../../src/options/sentences";
import { builtInCatalogue } from "../../src/providers";
import { diagnose } from "../../src/rules/diagnose";
import { goldenCases } from "../fixtures/cases";
import * as demo from "./demo";
import { LANGUAGES, sentencesIn } from "./messages";

const PROBLEMS: { [Kind in RepairProblem["kind"]]: Extract<RepairProblem, { kind: Kind }> } = {
	"changed-meanwhile": { kind: "changed-meanwhile", key: "server1", setting: "incoming.port" },
	"unknown-target": { kind: "unknown-target", key: "server1" },
	locked: { kind: "locked", key: "server1", setting: "incoming.port" },
	"foreign-host": { kind: "foreign-host", host: "mail.foreign.example" },
	"lowers-security": { kind: "lowers-security", key: "server1" },
	duplicate: { kind: "duplicate", key: "server1" },
	"login-store-locked": { kind: "login-store-locked" },
	"journal-not-writable": { kind: "journal-not-writable" },
	"not-written": { kind: "not-written" },
	"not-kept": { kind: "not-kept", key: "server1", setting: null },
	"report-only": { kind: "report-only" },
	"additions-off": { kind: "additions-off", service: "contacts" },
	unsupported: { kind: "unsupported", internal: "nsIMsgAccountManager.createSomething" },
	sending: { kind: "sending", key: "smtp1" },
	"other-mailbox": { kind: "other-mailbox", key: "server1", host: "imap.mail.ovh.net" },
	"not-comparable": { kind: "not-comparable", key: "server1", host: "imap.mail.ovh.net" },
	"password-needed": { kind: "password-needed", key: "server1", host: "imap.mail.ovh.net" },
	composing: { kind: "composing" },
	outbox: { kind: "outbox" },
	"offline-operations": { kind: "offline-operations", key: "server1" },
	"folder-shared": { kind: "folder-shared", key: "server1" },
	"cannot-carry": { kind: "cannot-carry", piece: "filters", name: "msgFilterRules.dat" },
	busy: { kind: "busy" },
	"not-undoable": { kind: "not-undoable" },
	"not-better": {
		kind: "not-better",
		key: "server1",
		seen: {
			at: { protocol: "imap", host: "ssl0.ovh.net", port: 993, security: "tls" },
			stage: "tcp",
			outcome: "unreachable",
			text: "",
		},
	},
	"not-synchronised": { kind: "not-synchronised", host: "webmail.numerique.gouv.fr" },
	"unsent-changes": { kind: "unsent-changes", name: "Agenda" },
	"account-in-use": { kind: "account-in-use", key: "server1", by: "messages" },
	"internal-error": { kind: "internal-error", text: "NS_ERROR_FAILURE" },
};

function story(rule: RuleId, ...problems: string[]): Finding[] {
	return problems.map((problem) => demo.finding(rule, { facts: { ...demo.factsFor(rule), problem } }));
}

/** The stories that one rule can tell. */
const VARIANTS: Finding[] = [
	...RULE_IDS.map((rule) => demo.finding(rule)),
	demo.finding("identity-smtp-mismatch", { facts: { ...demo.factsFor("identity-smtp-mismatch"), host: "" } }),
	demo.finding("identity-smtp-mismatch", {
		facts: { ...demo.factsFor("identity-smtp-mismatch"), provider: "unknown" },
	}),
	demo.finding("retired-or-mistyped-host", {
		facts: { ...demo.factsFor("retired-or-mistyped-host"), replacement: "" },
	}),
	demo.finding("port-of-other-protocol", {
		facts: { ...demo.factsFor("port-of-other-protocol"), protocol: "smtp" },
	}),
	demo.finding("dav-entry-url-as-calendar", { facts: { name: "Agenda", url: "http://dav.example/cal/32/" } }),
	demo.finding("smtp-username-incomplete", { facts: { ...demo.factsFor("smtp-username-incomplete"), username: "" } }),
	demo.finding("pop-instead-of-imap", { severity: "warning", facts: { address: "a@b.example", gigabytes: 0 } }),
	demo.finding("pop-instead-of-imap", { severity: "advice" }),
	demo.finding("gmail-password-auth", { severity: "advice" }),
	demo.finding("tls-interception", { facts: { ...demo.factsFor("tls-interception"), issuer: "" } }),
	demo.finding("app-password-required", { facts: { ...demo.factsFor("app-password-required"), provider: "unknown" } }),
	demo.finding("clock-skew", { facts: { ...demo.factsFor("clock-skew"), minutes: 0 } }),
	demo.finding("server-unreachable", { facts: { host: "127.0.0.1", port: 1143, other: 0 } }),
	demo.finding("server-unreachable", { facts: { host: "ssl0.ovh.net", port: 465, other: 0 } }),
	demo.finding("certificate-for-other-name", { facts: { host: "ssl0.ovh.net", names: "" } }),
	...story("starttls-unavailable", "refused", "tampered"),
	...story("certificate-out-of-date", "not-yet-valid"),
	...story("certificate-not-trusted", "self-signed", "unknown-issuer", "incomplete-chain", "revoked", "weak"),
	...story("unexpected-answer", "http", "not-tls", "timeout", "closed"),
];

describe.each(LANGUAGES)("in %s", (language) => {
	const sentences = sentencesIn(language);
	const names = { server1: "Association", smtp1: "ssl0.ovh.net" };

	test.each(VARIANTS.map((finding) => ({ ...finding, facts: finding.facts })))(
		"$rule is one or two whole sentences without a gap",
		(finding) => {
			const sentence = sentences.finding(finding);
			expect(sentence).toMatch(/[.]$/);
			expect(sentence).not.toContain(MISSING);
			expect(sentence).not.toMatch(/undefined|\$|«\s*»|““|\bnull\b/);
			expect(sentence.length).toBeLessThan(310);
		},
	);

	test("every variant of a rule is another sentence", () => {
		const said = VARIANTS.map((finding) => sentences.finding(finding));
		expect(new Set(said).size).toBe(said.length);
	});

	test("words of the vocabulary never stand in a sentence as they are", () => {
		expect(sentences.finding(demo.finding("port-not-offered"))).not.toMatch(/lasuite|\bstarttls\b/);
		expect(sentences.finding(demo.finding("port-of-other-protocol"))).toContain("IMAP");
	});

	test("a calendar without encryption is a password in clear, one at an entry address is empty", () => {
		const said = (url: string) =>
			sentences.finding(demo.finding("dav-entry-url-as-calendar", { facts: { name: "Agenda", url } }));
		expect(said("http://dav.example/cal/32/")).toMatch(/mot de passe|password/);
		for (const url of ["https://dav.example/", "http://localhost:1080/"])
			expect(said(url)).not.toMatch(/mot de passe|password/);
	});

	test("a clock that is wrong is told in the unit that says enough", () => {
		const said = (minutes: number) =>
			sentences.finding(demo.finding("clock-skew", { facts: { minutes, host: "www.ovhcloud.com" } }));
		expect(said(20)).toMatch(/20\sminutes/);
		expect(said(180)).toMatch(/3\s(heures|hours)/);
		expect(said(129_600)).toMatch(/90\s(jours|days)/);
	});

	test("a port of another protocol where mail is sent stops messages from leaving, not from coming in", () => {
		const facts = { host: "ssl0.ovh.net", port: 993, protocol: "smtp" };
		const sentence = sentences.finding(demo.finding("port-of-other-protocol", { facts }));
		expect(sentence).toMatch(/partir|leave/);
		expect(sentence).not.toMatch(/SMTP|arriver|come in/);
	});

	test.each(Object.values(PROBLEMS))("a repair and an undo that end with $kind say why", (problem) => {
		const notices = (["repair-refused", "repair-rolled-back", "undo-refused"] as const).map((kind) =>
			sentences.notice({ kind, problem }, names),
		);
		expect(new Set(notices).size).toBe(3);
		for (const notice of notices) expect(notice).not.toMatch(/undefined|\$|server1|smtp1/);
	});

	test.each(Object.values(demo.OUTCOMES))("a password that ends with $kind has its own sentence", (outcome) => {
		const ends = [true, false].map((stored) =>
			sentences.notice(
				{ kind: "password-tried", results: [{ key: "server1", service: "incoming", outcome, stored }] },
				names,
			),
		);
		for (const end of ends) expect(end).toMatch(/^[^…$]*\.$/);
		expect(ends[0] === ends[1]).toBe(outcome.kind !== "ok");
	});

	test.each(demo.UNCHECKED)("what is unchecked for %s says of what and what to do", (reason) => {
		for (const asksPassword of [true, false]) {
			const said = sentences.unchecked(demo.unchecked(reason), demo.account({ asksPassword }));
			expect(said).toContain("ssl0.ovh.net");
			expect(said).toMatch(/^[^$]*\.$/);
			expect(/ci-dessous|below/.test(said)).toBe(asksPassword && reason === "no-login-stored");
		}
	});

	test("an answer of the server is called so, and an error or an issuer is not", () => {
		const label = (outcome: Outcome["kind"]) => sentences.words(demo.seen({ outcome, text: "x" }))?.label;
		expect(label("refused")).toBe(sentences.text("seen_answer"));
		expect(label("certificate")).toBe(sentences.text("seen_detail"));
		expect(sentences.words(demo.seen({ outcome: "refused" }))).toBeNull();
	});

	test("an IPv6 address and its port are told apart", () => {
		const at = { protocol: "imap", host: "2001:db8::1", port: 993, security: "tls" } as const;
		expect(sentences.seen(demo.seen({ at }))).toContain("[2001:db8::1]:993");
	});

	test("every word of the closed lists is said, and no two of a list alike", () => {
		const account = demo.account();
		const lists = [
			SETTINGS.map((setting) => sentences.setting(setting)),
			SECURITIES.map((security) => sentences.value("incoming.security", security)),
			AUTHS.map((auth) => sentences.value("incoming.auth", auth)),
			SEVERITIES.map((severity) => sentences.severity(severity)),
			SERVICES.map((service) => sentences.service(service)),
			HEALTHS.map((health) =>
				sentences.light("incoming", { ...account, lights: { ...account.lights, incoming: health } }),
			),
			(["host", "username-domain", "identity-domain", "choice"] as const).map((kind) =>
				sentences.recognised("google", { kind, evidence: "beta.gouv.fr" }),
			),
			(["applying", "applied", "rolled-back", "undoing", "undone"] as const).map((state) => sentences.entry(2, state)),
			(["finished", "taken-back"] as const).map((recovery) => sentences.recovery(recovery)),
			(["locked", "unsupported"] as const).map((blocked) => sentences.blocked(blocked)),
			(["corrupt", "newer-version", "older-version"] as const).map((reason) =>
				sentences.journalHealth({ kind: "set-aside", reason, keptAs: "x" }),
			),
			demo.UNCHECKED.map((reason) => sentences.unchecked(demo.unchecked(reason), account)),
			STAGES.map((stage) => sentences.seen(demo.seen({ stage }))),
			Object.values(demo.OUTCOMES).map(({ kind: outcome }) => sentences.seen(demo.seen({ outcome }))),
			FIX_CLASSES.map((fix) => sentences.later(fix)).filter((said) => said !== null),
		];
		for (const list of lists) {
			for (const word of list) expect(word).toBeTruthy();
			expect(new Set(list).size).toBe(list.length);
		}
		expect(sentences.journalHealth({ kind: "ok" })).toBeNull();
	});

	test("an agenda that is missing and one that nobody offers are told apart", () => {
		const { dav } = demo.account();
		const missing = demo.account({ dav: { ...dav, calendar: { kind: "not-added" } } });
		const words = [
			sentences.light("calendar", missing),
			sentences.light("calendar", demo.account()),
			sentences.light("calendar", demo.account({ provider: "unknown" })),
		];
		expect(new Set(words).size).toBe(3);
		expect(words[1]).toContain("OVH");
	});

	test("a fact that is missing leaves a gap instead of a broken page, and is found", () => {
		const incomplete = demo.finding("incoming-tls-on-plain-port", { facts: { host: "imap.example" } });
		expect(sentences.finding(incomplete)).toContain(MISSING);
		expect(missingFacts(incomplete)).toEqual(["port"]);
	});

	test("every finding of the golden cases has all its facts", () => {
		for (const { name, snapshot, live } of goldenCases()) {
			const { accounts } = diagnose(snapshot, builtInCatalogue, {}, "2026-11-20T09:00:00.000Z", live);
			for (const finding of accounts.flatMap((account) => account.findings)) {
				expect(missingFacts(finding), `${name}: ${finding.rule}`).toEqual([]);
				expect(sentences.finding(finding), name).not.toContain(MISSING);
			}
		}
	});
});

describe("counting", () => {
	test("French says one for none and one, English for one only", () => {
		const [fr, en] = [sentencesIn("fr"), sentencesIn("en")];
		expect([0, 1, 2].map((count) => fr.settings(count))).toEqual(["0 réglage", "1 réglage", "2 réglages"]);
		expect([0, 1, 2].map((count) => en.settings(count))).toEqual(["0 settings", "1 setting", "2 settings"]);
		expect(fr.plan(7, 3)).toBe("7 réglages dans 3 comptes");
	});
});

describe("the summary", () => {
	const fr = sentencesIn("fr");
	test.each<[string, Parameters<typeof demo.diagnosis>[0], number, string, RegExp]>([
		["nothing set up", [], 0, "Aucun compte de messagerie", /Ajoutez/],
		["all right", [demo.account()], 0, "Tout va bien", /Vous n’avez rien à faire/],
		["advice only", [demo.account({ health: "advice" })], 0, "Tout va bien", /mieux réglé/],
		[
			"something unchecked",
			[demo.account({ health: "unknown" })],
			0,
			"Rien d’anormal n’a été trouvé",
			/1 compte n’a pas pu être vérifié jusqu’au bout/,
		],
		[
			"an advice beside something unchecked",
			[demo.account({ health: "advice" }), demo.account({ health: "unknown" })],
			0,
			"Rien d’anormal n’a été trouvé",
			/1 compte n’a pas pu être vérifié jusqu’au bout/,
		],
		[
			"a server of a healthy account unchecked",
			[demo.account({ unchecked: [demo.unchecked("no-time")] }), demo.withoutPassword()],
			0,
			"Rien d’anormal n’a été trouvé",
			/2 comptes n’ont pas pu être vérifiés jusqu’au bout/,
		],
		[
			"one in trouble",
			[demo.account({ health: "error" }), demo.account()],
			1,
			"1 compte sur 2 a besoin de vous",
			/Rien n’est changé/,
		],
	])("of %s", (_, accounts, trouble, title, text) => {
		const summary = fr.summary(demo.diagnosis(accounts), trouble);
		expect(summary.title).toBe(title);
		expect(summary.text).toMatch(text);
	});
});
