// What a report holds, and above all what it does not hold.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mask } from "../../src/options/mask";
import { buildReport, type ReportParts, reportFileName } from "../../src/options/report";
import { casesOf } from "../property-runs";
import * as demo from "./demo";
import { LANGUAGES, MESSAGES, sentencesIn } from "./messages";

const PARTS: ReportParts = {
	created: "2026-11-20T09:00:00.000Z",
	versions: { addon: "0.1.0", thunderbird: "153.7.0", platform: "linux x86-64" },
	diagnosis: demo.everyCard(),
	history: [
		demo.entry({
			prefs: [{ name: "mail.server.server1.userName", before: "canary.pref", after: null }],
			created: ["canary-server"],
		}),
	],
	evidence: null,
	selfCheck: demo.TRIED,
	installation: { built: "2026-10-12", language: "fr", addons: [] },
	managed: { kind: "none" },
	includeAddresses: false,
	sentences: sentencesIn("fr"),
};

test.each(["fr", "en"] as const)("the text in %s tells accounts, findings, changes and history", (language) => {
	const sentences = sentencesIn(language);
	const { text, format, accounts } = buildReport({ ...PARTS, sentences });
	expect(format).toBe(2);
	expect(accounts.map((account) => account.key)).toEqual(demo.everyCard().accounts.map((account) => account.key));
	const { spoken_dot, spoken_becomes } = MESSAGES[language] as Record<string, { message: string }>;
	for (const part of [
		`c… ${MESSAGES[language]["spoken_at"]?.message} asso ${MESSAGES[language]["spoken_dash"]?.message} exemple`,
		`ssl0 ${spoken_dot?.message} ovh ${spoken_dot?.message} net`,
		`143 ${spoken_becomes?.message} 993`,
		`153 ${spoken_dot?.message} 7`,
		"Google",
	])
		expect(text).toContain(part);
	// Nothing that nobody can read aloud.
	expect(text).not.toMatch(/[{}[\]_→]|null|undefined|[a-z]-[a-z]+-[a-z]|\w\.\w|@/);
	for (const block of text.trim().split("\n\n")) {
		const [, ...lines] = block.split("\n");
		expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(lines.map((_, index) => index + 1));
	}
	expect(text).toContain(sentences.text("history"));
	expect(text).toContain(sentences.blocked("locked"));
});

test.each(LANGUAGES)("what was seen and what could not be checked is told in %s, as data and as text", (language) => {
	const sentences = sentencesIn(language);
	const diagnosis = demo.diagnosis(demo.unproved().accounts, { networkOut: true });
	const { text, accounts, networkOut } = buildReport({ ...PARTS, diagnosis, sentences });
	expect(networkOut).toBe(true);
	expect(accounts[0]?.findings[0]?.seen).toMatchObject({ stage: "tls", outcome: "certificate" });
	expect(accounts[1]?.unchecked.map(({ reason }) => reason)).toEqual(["no-login-stored", "no-login-stored"]);
	const dot = ` ${sentences.text("spoken_dot")} `;
	for (const part of [
		["imap", "beta", "gouv", `fr, ${sentences.text("spoken_port")} 993`].join(dot),
		"Filtrage Exemple CA",
		`421 ${["4", "3", "2"].join(dot)}`,
	])
		expect(text).toContain(part);
	expect(text).toContain(sentences.text("banner_network_out"));
	expect(accounts[0]?.address).toBe("c…@asso-exemple.example");
});

test("without a check the report still holds versions and history", () => {
	const report = buildReport({ ...PARTS, diagnosis: null });
	expect(report).toMatchObject({ checked: null, accounts: [], masked: true });
	expect(report.history).toHaveLength(1);
	expect(report.text).toContain(PARTS.sentences.text("report_unchecked"));
});

test("the bookkeeping of the journal never enters a report, not even with full addresses", () => {
	for (const includeAddresses of [true, false])
		expect(JSON.stringify(buildReport({ ...PARTS, includeAddresses }))).not.toContain("canary");
});

test("the file is named by the day of the user's clock", () => {
	expect(reportFileName(new Date(2026, 0, 5, 0, 30))).toBe("bons-comptes-2026-01-05.json");
});

test.each([
	["jean.dupont@beta.gouv.fr", "j…@beta.gouv.fr"],
	["jd@beta.gouv.fr", "…@beta.gouv.fr"],
	["jean.dupont", "j…"],
	["é́lodie@exemple.example", "é…@exemple.example"],
])("%s is shown as %s", (secret, shown) => {
	expect(mask(secret)).toBe(shown);
});

test("hosts stay, also those of the user's own domain and those that begin like the address", () => {
	const account = demo.account({
		address: "contact@asso-exemple.example",
		findings: [
			demo.finding("plain-connection", { facts: { host: "contact.asso-exemple.example", port: 143 } }),
			demo.finding("outgoing-port-25", { facts: { host: "mail.asso-exemple.example" } }),
		],
	});
	const { accounts } = buildReport({ ...PARTS, diagnosis: demo.diagnosis([account]) });
	expect(accounts[0]?.address).toBe("c…@asso-exemple.example");
	expect(accounts[0]?.findings.map(({ facts }) => facts["host"])).toEqual([
		"contact.asso-exemple.example",
		"mail.asso-exemple.example",
	]);
});

describe("a masked report never holds an address or a username", () => {
	const word = fc.stringMatching(/^[a-z][a-z0-9]{3,11}$/);
	const local = fc
		.tuple(word, fc.constantFrom(".", "-", "_", "+", ""), word)
		.map(([first, sign, last]) => `zq${first}${sign}${last}`);
	const address = fc
		.tuple(local, fc.constantFrom("beta.gouv.fr", "dupont.example", "xn--cole-9oa.example"))
		.map(([name, domain]) => ({ name, text: `${name}@${domain}` }));

	test.each(LANGUAGES)("wherever the profile has put it, in %s", (language) => {
		fc.assert(
			fc.property(address, address, local, fc.boolean(), (mailbox, other, bare, upper) => {
				const shown = upper ? mailbox.text.toUpperCase() : mailbox.text;
				const folder = `imap://${encodeURIComponent(mailbox.text)}@imap.beta.gouv.fr/Sent`;
				const diagnosis = demo.diagnosis(
					[
						demo.account({
							name: `Perso <${shown}>`,
							address: mailbox.text,
							findings: [
								demo.finding("incoming-username-incomplete", {
									subject: `https://dav.example/${encodeURIComponent(other.text)}/`,
									facts: { host: "imap.beta.gouv.fr", username: bare },
									seen: demo.seen({ outcome: "refused", text: `535 <${mailbox.text}>: ${bare} unknown` }),
									changes: [
										demo.proposed(demo.set("server1", "incoming.username", bare, mailbox.text), "restart"),
										demo.proposed(demo.set("id1", "identity.sent-copy", folder, null)),
										demo.proposed({
											kind: "create-outgoing",
											identities: [{ key: "id1", from: "" }],
											server: {
												host: "smtp.beta.gouv.fr",
												port: 465,
												security: "tls",
												auth: "password",
												username: other.text,
												description: `Envoi (${other.text})`,
											},
											loginFrom: "server1",
										}),
									],
								}),
								demo.finding("dav-entry-url-as-calendar", {
									facts: {
										name: `Agenda de ${other.text}`,
										url: `https://dav.example/${encodeURIComponent(bare)}/?u=${other.text}`,
									},
								}),
								demo.finding("duplicate-account", {
									facts: { host: "h.example", username: mailbox.name, other: `${bare}, bis` },
								}),
							],
							unchecked: [
								demo.unchecked("temporarily-unavailable", {
									seen: demo.seen({ text: `NO [AUTHFAILED] user=${other.text} (${mailbox.name})` }),
								}),
							],
						}),
					],
					{ names: { [folder]: `Envoyés (${mailbox.text})`, id1: `"${bare}" <${other.text}>` } },
				);
				const history = [
					demo.entry({
						changes: [demo.set("smtp1", "outgoing.username", bare, other.text)],
						names: { smtp1: `${mailbox.text} – smtp` },
					}),
				];
				const sentences = sentencesIn(language);
				const written = JSON.stringify(buildReport({ ...PARTS, diagnosis, history, sentences })).toLowerCase();
				for (const secret of [mailbox.name, other.name, bare]) {
					expect(written).not.toContain(secret.toLowerCase());
					expect(written).not.toContain(encodeURIComponent(secret).toLowerCase());
				}
				const full = JSON.stringify(buildReport({ ...PARTS, diagnosis, history, sentences, includeAddresses: true }));
				expect(full).toContain(mailbox.text);
				expect(full).toContain(bare);
			}),
			{ numRuns: casesOf(60) },
		);
	});
});
