// What a managed configuration does to the catalogue, and to where a password may go.

import { describe, expect, it } from "vitest";
import { applyPolicy } from "../../src/policy/apply-policy";
import { parsePolicy } from "../../src/policy/parse-policy";
import { builtInCatalogue } from "../../src/providers";
import { preferredPair, providersOfDomain, providersOfHost, sameProviderHosts } from "../../src/providers/lookup";
import { providersOfExchanger } from "../../src/providers/mail-exchanger";
import { everything, ownProvider } from "./examples";

function apply(json: object) {
	const outcome = parsePolicy({ version: 1, ...json }, builtInCatalogue);
	if (outcome.kind !== "valid") throw new Error(JSON.stringify(outcome));
	return applyPolicy(builtInCatalogue, outcome.policy);
}

describe("the catalogue under a policy", () => {
	it("is the built-in one where the policy says nothing of providers", () => {
		expect([...apply({})]).toEqual([...builtInCatalogue]);
	});

	it("has the organisation's own providers after the built-in ones, found by host, domain and mail exchanger", () => {
		const catalogue = apply({ providers: everything.providers });
		expect([...catalogue.keys()]).toEqual([...builtInCatalogue.keys(), "acme"]);
		expect(providersOfHost(catalogue, "imap.acme.example").map(({ id }) => id)).toEqual(["acme"]);
		expect(providersOfDomain(catalogue, "acme-old.example").map(({ id }) => id)).toEqual(["acme"]);
		const dns = { domain: "a.example", mx: ["x.mx.acme.example"], autodiscover: null };
		expect(providersOfExchanger(catalogue, dns).map(({ id }) => id)).toEqual(["acme"]);
	});

	it("lets a password go between hosts of an own provider, and nowhere else", () => {
		const catalogue = apply({ providers: [ownProvider] });
		expect(sameProviderHosts(catalogue, "imap.acme.example", "smtp.acme.example", "smtp")).toBe(true);
		expect(sameProviderHosts(builtInCatalogue, "imap.acme.example", "smtp.acme.example", "smtp")).toBe(false);
		expect(sameProviderHosts(catalogue, "ssl0.ovh.net", "smtp.acme.example", "smtp")).toBe(false);
		expect(sameProviderHosts(catalogue, "imap.acme.example", "ssl0.ovh.net", "smtp")).toBe(false);
	});

	it("is without a provider that is switched off", () => {
		const catalogue = apply({ providersOff: ["google"] });
		expect(catalogue.has("google")).toBe(false);
		expect(sameProviderHosts(catalogue, "imap.gmail.com", "smtp.gmail.com", "smtp")).toBe(false);
	});

	it("prefers the pair that the policy prefers, and keeps the others right", () => {
		const catalogue = apply({
			providerChanges: { lasuite: { preferredPair: { smtp: { port: 587, security: "starttls" } } } },
		});
		const lasuite = catalogue.get("lasuite")!;
		expect(preferredPair(lasuite, "smtp")).toEqual({ port: 587, security: "starttls" });
		expect(lasuite.smtp?.pairs.map(({ port }) => port)).toEqual([587, 465]);
		expect(lasuite.imap).toEqual(builtInCatalogue.get("lasuite")?.imap);
	});

	it("takes a pair that was not verified as right when the policy prefers it", () => {
		const catalogue = apply({
			providerChanges: { lasuite: { preferredPair: { imap: { port: 143, security: "starttls" } } } },
		});
		expect(catalogue.get("lasuite")?.imap).toMatchObject({
			pairs: [{ port: 143 }, { port: 993 }],
			unverifiedPairs: [],
		});
	});

	it("gives the help that the policy gives, and leaves what it does not speak of", () => {
		const webmail = { url: "https://a.example/", text: { fr: "A", en: "A" } };
		const { help } = apply({ providerChanges: { lasuite: { help: { webmail, offer: null } } } }).get("lasuite")!;
		const before = builtInCatalogue.get("lasuite")!.help;
		expect(help).toEqual({ ...before, webmail: { ...webmail, source: "policy" }, offer: null });
	});

	it("leaves the built-in catalogue as it was", () => {
		const before = structuredClone([...builtInCatalogue]);
		apply(Object.fromEntries(Object.entries(everything).slice(1)));
		expect([...builtInCatalogue]).toEqual(before);
	});
});
