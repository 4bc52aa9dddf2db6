// When a sign-in is offered for an account, for which servers, and whether it is needed or only a wish.

import { describe, expect, it } from "vitest";
import type { LiveFacts } from "../../src/domain/live";
import type { Observation, Outcome } from "../../src/domain/observation";
import type { Snapshot } from "../../src/domain/snapshot";
import type { Setting } from "../../src/domain/vocabulary";
import { builtInCatalogue } from "../../src/providers";
import { diagnose } from "../../src/rules/diagnose";
import { account, identity, incoming, outgoing, snapshot } from "../fixtures/snapshot";

const USER = "camille@gmail.com";
type Auth = "password" | "oauth2" | "none";

function profile(auths: [Auth, Auth], locked: Setting[] = []): Snapshot {
	return snapshot({
		accounts: [
			account(incoming("imap", "imap.gmail.com", USER, { auth: auths[0], oauthKnown: true, locked }), [identity(USER)]),
		],
		outgoing: [outgoing("smtp.gmail.com", USER, { auth: auths[1], oauthKnown: true })],
	});
}

function seen(protocol: "imap" | "smtp", outcome: Outcome): Observation {
	const host = protocol === "imap" ? "imap.gmail.com" : "smtp.gmail.com";
	return {
		endpoint: { protocol, host, port: protocol === "imap" ? 993 : 465, security: "tls" },
		...{ stage: "login", outcome, greeting: "", offers: null, tls: null, addresses: [], milliseconds: 1 },
	};
}

function offer(given: Snapshot, outcome: Outcome | null) {
	const [{ incoming: server } = { incoming: null }] = given.accounts;
	const [out] = given.outgoing;
	const servers =
		outcome === null || !server || !out
			? {}
			: {
					[server.key]: { seen: seen("imap", outcome), others: [] },
					[out.key]: { seen: seen("smtp", outcome), others: [] },
				};
	const live: LiveFacts = { servers, dns: {}, web: [], dav: { looks: [], searches: [] }, network: "reached" };
	return diagnose(given, builtInCatalogue, {}, "2026-11-20T12:00:00.000Z", live).accounts[0]?.signIn ?? null;
}

const SERVERS = [
	{ server: "incoming", key: "server1" },
	{ server: "outgoing", key: "smtp1" },
];

describe("a sign-in", () => {
	it("is needed where a password was refused, and changes both servers", () => {
		const found = offer(profile(["password", "password"]), { kind: "refused", text: "" });
		expect(found).toMatchObject({ needed: true, servers: SERVERS });
		expect(found?.changes.map(({ setting, from, to }) => `${setting} ${from} ${to}`)).toEqual([
			"incoming.auth password oauth2",
			"outgoing.auth password oauth2",
		]);
	});

	it("is a wish where the password works, or where nothing is known", () => {
		expect(offer(profile(["password", "password"]), { kind: "ok" })).toMatchObject({ needed: false });
		expect(offer(profile(["password", "password"]), null)).toMatchObject({ needed: false });
	});

	it.each<Outcome>([
		{ kind: "oauth-token-refused", text: "" },
		{ kind: "refused", text: "" },
		{ kind: "login-not-checked", why: "oauth-token-absent" },
	])("is needed without a change where the token does not do: $kind", (outcome) => {
		expect(offer(profile(["oauth2", "oauth2"]), outcome)).toEqual({ needed: true, servers: SERVERS, changes: [] });
	});

	it("is not offered where it works, and not where it could not be tried for another reason", () => {
		expect(offer(profile(["oauth2", "oauth2"]), { kind: "ok" })).toBeNull();
		expect(offer(profile(["oauth2", "oauth2"]), { kind: "timeout" })).toBeNull();
	});

	it("leaves out a server whose method is managed, and one that needs no login", () => {
		const found = offer(profile(["password", "none"], ["incoming.auth"]), { kind: "refused", text: "" });
		expect(found).toBeNull();
	});

	it("is not offered for a provider that has none", () => {
		const ovh = snapshot({
			accounts: [account(incoming("imap", "ssl0.ovh.net", "a@asso.example"), [identity("a@asso.example")])],
			outgoing: [outgoing("ssl0.ovh.net", "a@asso.example")],
		});
		expect(diagnose(ovh, builtInCatalogue, {}, "").accounts[0]?.signIn).toBeNull();
	});
});
