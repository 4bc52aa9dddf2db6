// The text for the IT department: what it holds, and what it never holds. Its buttons are in page.test.tsx.

import { describe, expect, test } from "vitest";
import type { Finding, Seen } from "../../src/domain/finding";
import type { Outcome } from "../../src/domain/observation";
import type { RuleId } from "../../src/domain/rule-ids";
import { anotherNetworkTellsMore, networkCauses, requestText } from "../../src/options/request-text";
import * as demo from "./demo";
import { LANGUAGES, sentencesIn } from "./messages";

const VERSIONS = { addon: "0.1.0", thunderbird: "153.7.0", platform: "linux x86-64" };

function accountThatSaw(...all: Seen[]) {
	const findings = all.map((seen): Finding => demo.finding("tls-interception", { severity: "warning", seen }));
	return demo.account({ health: "warning", findings });
}

function request(language: "fr" | "en", ...all: Seen[]): string {
	const account = accountThatSaw(...all);
	const sentences = sentencesIn(language);
	return requestText({ snapshot: null, account, at: "2026-11-20T09:30:00.000Z", versions: VERSIONS, sentences });
}

test("is a whole letter in plain French", () => {
	const certificate = demo.seen({ stage: "tls", outcome: "certificate", text: "Filtrage Exemple CA" });
	const text = request("fr", demo.seen(), certificate).replace(/\d+ \S+ 2026 à \d+:\d+/, "(date)");
	expect(text).toMatchInlineSnapshot(`
		"Bonjour,

		Depuis mon ordinateur, Thunderbird n’atteint pas normalement mon serveur de messagerie. D’après la vérification ci-dessous, la cause est hors de Thunderbird : le réseau, un logiciel de sécurité ou le serveur.

		Ce qui a été vu :
		- IMAP, ssl0.ovh.net, port 993 (TCP), connexion chiffrée (TLS)
		  Étape : connexion au serveur (TCP). Résultat : personne ne répond à cette adresse.
		- IMAP, ssl0.ovh.net, port 993 (TCP), connexion chiffrée (TLS)
		  Étape : chiffrement (TLS). Résultat : le certificat présenté n’est pas accepté.
		  Précision technique : « Filtrage Exemple CA »

		Pouvez-vous, s’il vous plaît :
		- autoriser les connexions sortantes vers ssl0.ovh.net, port TCP 993
		- ne pas intercepter ni déchiffrer les connexions vers ssl0.ovh.net, port TCP 993 (antivirus, pare-feu, proxy)

		Vérification du (date) avec Bons Comptes 0.1.0 et Thunderbird 153.7.0.

		Merci d’avance.
		"
	`);
});

describe.each(LANGUAGES)("in %s", (language) => {
	const sentences = sentencesIn(language);

	test("names each server with port, protocol and encryption, what was seen, and the versions", () => {
		const at = { protocol: "smtp", host: "smtp.example", port: 587, security: "starttls" } as const;
		const text = request(language, demo.seen(), demo.seen({ at, stage: "starttls", outcome: "no-starttls" }));
		for (const part of [
			"IMAP, ssl0.ovh.net, port 993",
			"SMTP, smtp.example, port 587",
			"STARTTLS",
			"465",
			sentences.text("outcome_unreachable"),
			"Bons Comptes 0.1.0",
			"Thunderbird 153.7.0",
			sentences.date("2026-11-20T09:30:00.000Z"),
		])
			expect(text).toContain(part);
		expect(text).not.toMatch(/undefined|null|\$/);
	});

	test("tells what two findings saw once, and asks for it once", () => {
		const text = request(language, demo.seen(), demo.seen());
		expect(text.match(/^- IMAP/gm)).toHaveLength(1);
		expect(text.match(/^- /gm)).toHaveLength(2);
	});

	test("has no name of a person: neither the account's nor one in a server's words", () => {
		const text = request(
			language,
			demo.seen({ outcome: "wrong-protocol", text: "Bonjour contact, camille.martin@beta.gouv.fr est inconnue" }),
		);
		expect(text).toContain("c…@beta.gouv.fr");
		expect(text).not.toMatch(/\bcontact\b|camille|asso-exemple/);
	});

	test("asks for something whatever was seen", () => {
		const outcomes: Outcome["kind"][] = [
			"name-unknown",
			"timeout",
			"starttls-injection",
			"ok",
			"not-tls",
			"could-not-check",
		];
		const asked = outcomes.map((outcome) =>
			request(language, demo.seen({ outcome }))
				.match(/^- .*$/gm)
				?.at(-1),
		);
		expect(new Set(asked).size).toBe(outcomes.length);
	});
});

test.each<[RuleId, RegExp]>([
	["clock-skew", /régler la date/],
	["private-authority", /confirmer que l’autorité/],
	["server-refuses", /voir pourquoi/],
	["certificate-out-of-date", /vérifier le certificat/],
	["tls-interception", /ne pas intercepter/],
])("asks for what helps against %s", (rule, wish) => {
	const seen = demo.seen({ stage: "tls", outcome: "certificate" });
	const account = demo.account({ findings: [demo.finding(rule, { seen })] });
	const text = requestText({
		snapshot: null,
		account,
		at: "2026-11-20T09:30:00.000Z",
		versions: null,
		sentences: sentencesIn("fr"),
	});
	expect(text).toMatch(wish);
	expect(anotherNetworkTellsMore(networkCauses(account))).toBe(rule !== "clock-skew");
});

describe("is made", () => {
	test("where a proxy keeps the mail server away", () => {
		const seen = demo.seen({ outcome: "could-not-check" });
		expect(networkCauses(demo.account({ unchecked: [demo.unchecked("proxy", { seen })] }))).toEqual([
			{ rule: null, seen },
		]);
	});

	test.each([
		["for what the network does not cause", demo.finding("outgoing-port-25", { seen: demo.seen() })],
		["where nothing was seen", demo.finding("tls-interception")],
		[
			"for a server on this computer",
			demo.finding("tls-interception", { seen: demo.seen({ at: { ...demo.seen().at, host: "localhost" } }) }),
		],
	])("not %s", (_, finding) => {
		expect(networkCauses(demo.account({ findings: [finding] }))).toEqual([]);
	});
});
