// Which account is offered beside an old one or as the first one, and of what servers it consists.

import { describe, expect, it } from "vitest";
import type { Account, Snapshot } from "../../src/domain/snapshot";
import { builtInCatalogue } from "../../src/providers";
import { isRightServer } from "../../src/providers/lookup";
import { firstAccounts, newAccountBeside, newAccountChange } from "../../src/rules/new-account";
import { type SurveyOptions, survey } from "../../src/rules/survey";
import * as build from "../fixtures/snapshot";

const ADDRESS = "prenom.nom@beta.gouv.fr";

const atOvh = (username = ADDRESS, difference: Partial<Account> = {}) =>
	build.account(build.incoming("imap", "ssl0.ovh.net", username), [build.identity(ADDRESS)], difference);

const second = (host: string, username: string, protocol: "imap" | "pop3" = "imap") =>
	build.account(
		build.incoming(protocol, host, username, { key: "server2" }),
		[build.identity(username, { key: "id2", outgoingKey: "smtp2" })],
		{ key: "account2" },
	);

function offers(accounts: Account[], options: SurveyOptions = {}) {
	const snapshot: Snapshot = build.snapshot({ accounts });
	const whole = survey(snapshot, builtInCatalogue, {}, options);
	return whole.accounts.map((one) => newAccountBeside(one, whole));
}

const LA_SUITE = {
	...{ provider: "lasuite", beside: "account1", address: ADDRESS, fullName: "Camille Martin", like: "id1" },
	...{ login: "password", dav: ["caldav", "carddav"] },
};

describe("the account that belongs beside an old one", () => {
	it("is that of La Suite where an address of La Suite is still at OVH, with half a user name too", () => {
		expect(offers([atOvh()])).toEqual([LA_SUITE]);
		expect(offers([atOvh("prenom.nom")])).toEqual([LA_SUITE]);
		const pop = build.account(build.incoming("pop3", "ssl0.ovh.net", ADDRESS), [build.identity(ADDRESS)]);
		expect(offers([pop])).toEqual([LA_SUITE]);
	});

	it("takes name and signature from the identity with the same address", () => {
		const identities = [
			build.identity("autre@asso.example", { name: "Autre" }),
			build.identity(ADDRESS.toUpperCase(), { key: "id5", name: "Prénom Nom" }),
		];
		expect(offers([atOvh(ADDRESS, { identities })])).toMatchObject([{ fullName: "Prénom Nom", like: "id5" }]);
	});

	it("is the same mailbox over IMAP where mail is only fetched with POP3", () => {
		const pop = build.account(build.incoming("pop3", "pop.mail.ovh.net", "contact@asso.example"), [
			build.identity("contact@asso.example"),
		]);
		expect(offers([pop])).toMatchObject([{ provider: "ovh-mxplan", address: "contact@asso.example", dav: [] }]);
		const gmail = build.account(build.incoming("pop3", "pop.gmail.com", "recent:jean.test@gmail.com"), [
			build.identity("jean.test@gmail.com"),
		]);
		expect(offers([gmail])).toMatchObject([{ provider: "google", address: "jean.test@gmail.com", login: "sign-in" }]);
	});

	it("is not offered where it is there already, under another name of the servers too", () => {
		expect(offers([atOvh(), second("imap.beta.gouv.fr", ADDRESS)])).toEqual([null, null]);
		expect(offers([atOvh(), second("imap.numerique.gouv.fr", ADDRESS.toUpperCase())])).toEqual([null, null]);
		const gmail = second("pop.gmail.com", "jean.test@gmail.com", "pop3");
		expect(offers([second("imap.googlemail.com", "jeantest@googlemail.com"), gmail])).toEqual([null, null]);
		// Another person's is another one.
		expect(offers([atOvh(), second("imap.beta.gouv.fr", "autre@beta.gouv.fr")])).toEqual([LA_SUITE, null]);
	});

	it("is not offered beside what is right, unknown, or has servers that nobody can name", () => {
		const unknown = build.account(build.incoming("pop3", "pop.societe.example", "paul@societe.example"), [
			build.identity("paul@societe.example"),
		]);
		const right = build.account(build.incoming("imap", "imap.mail.ovh.net", "contact@asso.example"), [
			build.identity("contact@asso.example"),
		]);
		const numbered = build.account(build.incoming("pop3", "pro1.mail.ovh.net", "direction@cabinet.example"), [
			build.identity("direction@cabinet.example"),
		]);
		expect(offers([unknown])).toEqual([null]);
		expect(offers([right])).toEqual([null]);
		expect(offers([numbered])).toMatchObject([{ provider: "ovh-pro" }]);
	});
});

describe("the first account", () => {
	it("may be one of every provider, and none is offered where there is an account", () => {
		const whole = survey(build.snapshot({ accounts: [] }), builtInCatalogue, {});
		expect(firstAccounts(whole).map(({ provider }) => provider)).toEqual([...builtInCatalogue.keys()]);
		expect(firstAccounts(whole).find(({ provider }) => provider === "google")).toMatchObject({ login: "sign-in" });
		expect(firstAccounts(survey(build.snapshot({ accounts: [atOvh()] }), builtInCatalogue, {}))).toEqual([]);
	});

	it("has right servers of its provider for every address that can be there", () => {
		const dns = {
			"cabinet.example": { domain: "cabinet.example", mx: ["mx1.mail.ovh.net"], autodiscover: ["pro2.mail.ovh.net"] },
			"mairie.example": { domain: "mairie.example", mx: ["mx1.mail.ovh.net"], autodiscover: ["ex3.mail.ovh.net"] },
		};
		const addresses: Record<string, string> = {
			...{
				lasuite: "agent@mail.numerique.gouv.fr",
				google: "jean.test@gmail.com",
				"ovh-pro": "direction@cabinet.example",
			},
			...{ "ovh-exchange": "accueil@mairie.example" },
		};
		for (const offer of firstAccounts(survey(build.snapshot({ accounts: [] }), builtInCatalogue, {}))) {
			const provider = builtInCatalogue.get(offer.provider);
			const address = addresses[offer.provider] ?? "contact@asso.example";
			const answers = { fullName: " Camille ", address: ` ${address} `, makeDefault: false };
			const change = newAccountChange(offer, answers, { catalogue: builtInCatalogue, dns, accounts: [] });
			if (provider === undefined || change === null) throw new Error(`${offer.provider}: no servers`);
			expect(isRightServer(provider, "imap", change.incoming), offer.provider).toBe(true);
			expect(isRightServer(provider, "smtp", change.outgoing), offer.provider).toBe(true);
			expect(change).toMatchObject({ name: address, fullName: "Camille", address, like: null });
			expect([change.incoming.username, change.outgoing.username]).toEqual([address, address]);
		}
	});
});

describe("what is to be made", () => {
	const offer =
		offers([atOvh()])[0] ?? firstAccounts(survey(build.snapshot({ accounts: [] }), builtInCatalogue, {}))[0];
	const changeFor = (address: string, names: string[] = [], dns = {}) =>
		offer
			? newAccountChange(
					offer,
					{ fullName: "", address, makeDefault: false },
					{ catalogue: builtInCatalogue, dns, accounts: names.map((name) => atOvh(ADDRESS, { name })) },
				)
			: null;

	it("has the preferred servers, with the domain of the address where they are named after it", () => {
		expect(changeFor(ADDRESS)).toMatchObject({
			incoming: { host: "imap.beta.gouv.fr", port: 993, security: "tls", auth: "password" },
			outgoing: { host: "smtp.beta.gouv.fr", port: 465, security: "tls", auth: "password" },
		});
		expect(changeFor("agent@ministere.example")).toBeNull();
		const mx = { domain: "ministere.example", mx: ["mx.ox.numerique.gouv.fr"], autodiscover: null };
		expect(changeFor("agent@ministere.example", [], { "ministere.example": mx })).toMatchObject({
			incoming: { host: "imap.ministere.example" },
			outgoing: { host: "smtp.ministere.example" },
		});
	});

	it("has a name of its own among the accounts, as Thunderbird gives it", () => {
		expect(changeFor(ADDRESS, ["Autre"])?.name).toBe(ADDRESS);
		expect(changeFor(ADDRESS, [ADDRESS])?.name).toBe(`${ADDRESS} (IMAP)`);
		expect(changeFor(ADDRESS, [ADDRESS, `${ADDRESS} (IMAP)`])?.name).toBe(`${ADDRESS} (IMAP)_2`);
	});

	it("is nothing for what is no address, or an address of another provider", () => {
		expect(changeFor("prenom.nom")).toBeNull();
		expect(changeFor("jean.test@gmail.com")).toBeNull();
	});
});
