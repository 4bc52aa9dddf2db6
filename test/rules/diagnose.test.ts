// What a diagnosis makes of the findings: lights, health, names, choices. The findings themselves are in the golden cases.

import { describe, expect, it } from "vitest";
import { changeIdentity } from "../../src/domain/change";
import type { AccountDiagnosis } from "../../src/domain/diagnosis";
import type { LiveFacts } from "../../src/domain/live";
import type { Outcome } from "../../src/domain/observation";
import type { OutgoingServer, Snapshot } from "../../src/domain/snapshot";
import type { Auth } from "../../src/domain/vocabulary";
import { builtInCatalogue } from "../../src/providers";
import { diagnose, diagnoseStepwise } from "../../src/rules/diagnose";
import { addressOf, live, loggedIn, observed } from "../fixtures/live";
import { account, calendar, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";

const OVH = "camille@cabinet.example";
const SUITE = "camille.martin@beta.gouv.fr";
const AT = "2026-01-01T00:00:00Z";

function judge(
	profile: Snapshot,
	choices: Record<string, string> = {},
	seen: LiveFacts | null = null,
): AccountDiagnosis {
	const [first] = diagnose(profile, builtInCatalogue, choices, AT, seen).accounts;
	if (first === undefined) throw new Error("no account");
	return first;
}

describe("lights and health", () => {
	const server = incoming("imap", "ssl0.ovh.net", OVH);
	const sending = outgoing("ssl0.ovh.net", OVH);
	const profile = snapshot({ accounts: [account(server, [identity(OVH)])], outgoing: [sending] });
	const works = { server1: [loggedIn(addressOf(server))], smtp1: [loggedIn(addressOf(sending))] } as const;

	it("are ok once servers were examined to their end, and none where a provider offers nothing", () => {
		const { lights, health } = judge(profile, {}, live(works));
		expect(lights).toEqual({ incoming: "ok", outgoing: "ok", calendar: "none", contacts: "none" });
		expect(health).toBe("ok");
	});

	it("are unknown where settings look right and nothing was seen, or the network is out", () => {
		const expected = { incoming: "unknown", outgoing: "unknown", calendar: "none", contacts: "none" };
		for (const seen of [null, live({}), live(works, { network: "out" })]) {
			const { lights, health, findings, unchecked } = judge(profile, {}, seen);
			expect(lights).toEqual(expected);
			expect({ health, findings, unchecked }).toEqual({ health: "unknown", findings: [], unchecked: [] });
		}
	});

	it("make an account unknown whose sending could not be checked", () => {
		const seen = observed(addressOf(sending), "login", { kind: "login-not-checked", why: "no-login-stored" });
		const { health, lights } = judge(profile, {}, live({ ...works, smtp1: [seen] }));
		expect([health, lights.incoming, lights.outgoing]).toEqual(["unknown", "ok", "unknown"]);
	});

	it("are ok for an outgoing server without a login that answered", () => {
		const relay = outgoing("mail.company.example", "", { auth: "none" });
		const seen = observed(addressOf(relay), "capabilities", { kind: "ok" });
		const { lights } = judge({ ...profile, outgoing: [relay] }, {}, live({ ...works, smtp1: [seen] }));
		expect(lights.outgoing).toBe("ok");
	});

	it("are unknown where nothing is known, even though nothing was found", () => {
		const { lights, health } = judge(
			snapshot({
				accounts: [
					account(incoming("imap", "mail.company.example", "c@company.example"), [identity("c@company.example")]),
				],
				outgoing: [outgoing("mail.company.example", "c@company.example")],
			}),
		);
		expect(new Set(Object.values(lights))).toEqual(new Set(["unknown"]));
		expect(health).toBe("unknown");
	});

	it("leave the outgoing light unknown for an account that has no identity to send with", () => {
		const { lights, findings } = judge(snapshot({ accounts: [account(incoming("imap", "ssl0.ovh.net", OVH), [])] }));
		expect(lights.outgoing).toBe("unknown");
		expect(findings).toEqual([]);
	});

	it("take a calendar that its server refuses for unknown, not for missing", () => {
		const { lights } = judge(
			snapshot({
				accounts: [account(incoming("imap", "imap.beta.gouv.fr", SUITE), [identity(SUITE)])],
				outgoing: [outgoing("smtp.beta.gouv.fr", SUITE)],
				calendars: [calendar("https://webmail.beta.gouv.fr/dav/caldav/Y2Fs/", SUITE, { state: "error" })],
			}),
		);
		expect(lights.calendar).toBe("unknown");
		expect(lights.contacts).toBe("advice");
	});
});

describe("an account that could be at several providers", () => {
	const profile = snapshot({
		accounts: [account(incoming("imap", "mail.ovh.net", OVH, { port: 143 }), [identity(OVH)])],
		outgoing: [outgoing("ssl0.ovh.net", OVH)],
	});

	it("is told what is wrong anywhere, with nothing to change", () => {
		const { provider, identification, findings } = judge(profile);
		expect(provider).toBe("unknown");
		expect(identification.kind).toBe("ambiguous");
		expect(findings.map(({ rule }) => rule)).toEqual(["retired-or-mistyped-host", "incoming-tls-on-plain-port"]);
		expect(findings.flatMap(({ changes }) => changes)).toEqual([]);
	});

	it("is judged by the provider that the user has named", () => {
		const { provider, findings } = judge(profile, { account1: "ovh-mxplan" });
		expect(provider).toBe("ovh-mxplan");
		expect(findings.flatMap(({ changes }) => changes.map(({ change }) => change))).toMatchObject([
			{ setting: "incoming.host", to: "imap.mail.ovh.net" },
			{ setting: "incoming.port", to: 993 },
		]);
	});
});

describe("a diagnosis", () => {
	it("names incoming servers by their account, outgoing ones by description or host, identities by address, folders by their own name and their account's", () => {
		const folder = "imap://gone@old.example/Envoy%C3%A9s";
		const { names } = diagnose(
			snapshot({
				accounts: [
					account(
						incoming("imap", "ssl0.ovh.net", OVH),
						[identity(OVH, { folders: { sentCopy: folder, drafts: "", templates: "", archives: "" } })],
						{ name: "Cabinet" },
					),
				],
				outgoing: [
					outgoing("ssl0.ovh.net", OVH, { description: "OVH" }),
					outgoing("mail.example", "", { key: "smtp2" }),
				],
			}),
			builtInCatalogue,
			{},
			AT,
		);
		expect(names).toEqual({
			smtp1: "OVH",
			smtp2: "mail.example",
			server1: "Cabinet",
			id1: OVH,
			[folder]: "Envoyés",
			"imap://camille%40cabinet.example@ssl0.ovh.net/Envoy%C3%A9s": "Envoyés (Cabinet)",
		});
	});

	it("names an incoming server by its host where the account has no name", () => {
		const profile = snapshot({ accounts: [account(incoming("imap", "ssl0.ovh.net", OVH), [], { name: "" })] });
		expect(diagnose(profile, builtInCatalogue, {}, AT).names).toEqual({ server1: "ssl0.ovh.net" });
	});

	it("comes account by account, and says what Thunderbird could not show", () => {
		const accounts = [1, 2, 3].map((number) =>
			account(incoming("imap", "ssl0.ovh.net", OVH, { key: `server${number}` }), [], { key: `account${number}` }),
		);
		const profile = snapshot({ accounts, offline: true, loginStore: "locked" });
		const steps = diagnoseStepwise(profile, builtInCatalogue, {}, AT, null);
		expect([steps.next(), steps.next(), steps.next()].map(({ done }) => done)).toEqual([false, false, false]);
		expect(steps.next()).toMatchObject({ done: true, value: { at: AT, offline: true, loginStoreLocked: true } });
	});
});

describe("a password", () => {
	const ask = (auth: Auth, outcome: Outcome, difference: Partial<Snapshot> = {}) => {
		const server = incoming("imap", "ssl0.ovh.net", OVH, { auth });
		const seen = observed(addressOf(server), "login", outcome);
		const profile = snapshot({ accounts: [account(server, [])], ...difference });
		return judge(profile, {}, live({ server1: [seen] })).asksPassword;
	};
	const absent: Outcome = { kind: "login-not-checked", why: "no-login-stored" };

	it("is asked for where none is stored, or the stored one was refused", () => {
		expect(ask("password", absent)).toBe(true);
		expect(ask("password", { kind: "refused", text: "" })).toBe(true);
		expect(ask("password", { kind: "application-password-needed", text: "" })).toBe(true);
	});

	it("is not asked for where it works, where there is none to type, or where it could not be stored", () => {
		expect(ask("password", { kind: "ok" })).toBe(false);
		expect(ask("password", { kind: "account-disabled", text: "" })).toBe(false);
		expect(ask("oauth2", { kind: "oauth-token-refused", text: "" })).toBe(false);
		expect(ask("oauth2", absent)).toBe(false);
		expect(ask("password", absent, { loginStore: "locked" })).toBe(false);
	});
});

describe("a refused login", () => {
	const rulesFor = (sending: OutgoingServer) => {
		const server = incoming("imap", "imap.beta.gouv.fr", SUITE);
		const refused = observed(addressOf(sending), "login", { kind: "refused", text: "" });
		const profile = snapshot({ accounts: [account(server, [identity(SUITE)])], outgoing: [sending] });
		const { findings } = judge(profile, {}, live({ server1: [loggedIn(addressOf(server))], smtp1: [refused] }));
		return findings.filter(({ subject }) => subject === "smtp1").map(({ rule }) => rule);
	};

	it("is an application password's affair at the provider's own server, not at somebody else's", () => {
		expect(rulesFor(outgoing("smtp.beta.gouv.fr", SUITE))).toEqual(["app-password-required"]);
		expect(rulesFor(outgoing("relay.company.example", SUITE))).toEqual(["login-refused"]);
	});
});

describe("a pair that is repaired by a rule of the settings", () => {
	it("is not changed a second time for what was seen", () => {
		const sending = outgoing("ssl0.ovh.net", OVH, { port: 25, security: "none", auth: "none" });
		const at = addressOf(sending);
		const looks = [
			observed(at, "login", { kind: "closed" }),
			observed({ ...at, port: 465, security: "tls" }, "capabilities", { kind: "ok" }),
		] as const;
		const profile = snapshot({
			accounts: [account(incoming("imap", "ssl0.ovh.net", OVH), [identity(OVH)])],
			outgoing: [sending],
		});
		const { findings } = judge(profile, {}, live({ smtp1: looks }));
		const changed = findings.flatMap(({ changes }) => changes.map(({ change }) => changeIdentity(change)));
		expect(changed).toContain("outgoing/smtp1/outgoing.port");
		expect(new Set(changed).size).toBe(changed.length);
	});
});
