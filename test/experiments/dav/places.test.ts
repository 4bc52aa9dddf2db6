// Where a search may go, and whose password may go there: with the real catalogue, as it decides about passwords.

import { describe, expect, test } from "vitest";
import type { DavKind } from "../../../src/domain/dav";
import { parseDiscover, parseLink, parseLook, parseSearchMarks } from "../../../src/experiments/dav/request";
import { placesFor } from "../../../src/experiments/shared/dav/places";
import { addressOf } from "../../../src/probe/dav/href";
import { builtInCatalogue } from "../../../src/providers";

const places = (provider: string, address: string, kind: DavKind = "caldav") => {
	const found = placesFor(builtInCatalogue, { provider, address, kind });
	if (found === null) throw new Error("nothing is offered");
	return found;
};
const suite = places("lasuite", "prenom.nom@beta.gouv.fr");
const isOurs = (host: string, port = 443, { isOurs } = suite) => isOurs({ host, port });

describe("the places of a provider", () => {
	test("begin at its entries, with domain and address filled in", () => {
		expect(suite.entries.map(addressOf)).toEqual([
			"https://webmail.numerique.gouv.fr/dav/caldav",
			"https://webmail.beta.gouv.fr/dav/caldav",
		]);
		expect(places("lasuite", "agent@ministere.example").entries).toHaveLength(1);
		expect(places("google", "jean.test@gmail.com").entries.map(addressOf)).toEqual([
			"https://apidata.googleusercontent.com/caldav/v2/jean.test%40gmail.com/user",
		]);
		expect(suite.wellKnown.map(addressOf)).toContain("https://webmail.beta.gouv.fr/.well-known/caldav");
	});

	test("are its hosts, at the port of https", () => {
		expect(
			["webmail.numerique.gouv.fr", "webmail.beta.gouv.fr", "messagerie.numerique.gouv.fr"].map((host) => isOurs(host)),
		).toEqual([...[true, true, true]]);
		for (const host of [
			"evil.example",
			"webmail.numerique.gouv.fr.evil.example",
			"xwebmail.numerique.gouv.fr",
			"imap.beta.gouv.fr",
		]) {
			expect(isOurs(host), host).toBe(false);
		}
		expect(isOurs("webmail.numerique.gouv.fr", 8443)).toBe(false);
		expect(isOurs("www.googleapis.com")).toBe(false);
	});

	test("take the password of a mail server of the same provider only", () => {
		const may = (host: string, provider = suite) => provider.mayUseMailLogin({ protocol: "imap", host });
		expect(may("imap.beta.gouv.fr")).toBe(true);
		expect(may("imap.ox.numerique.gouv.fr")).toBe(true);
		// The same address at its old platform, and a domain that only DNS calls La Suite's.
		for (const host of ["ssl0.ovh.net", "imap.gmail.com", "imap.ministere.example", "evil.example"]) {
			expect(may(host), host).toBe(false);
		}
		expect(may("ssl0.ovh.net", places("ovh-zimbra", "bureau@club.example"))).toBe(true);
	});

	test("are none where nothing is offered or nobody is known", () => {
		for (const provider of ["ovh-mxplan", "ovh-pro", "unknown", "constructor"]) {
			expect(placesFor(builtInCatalogue, { provider, address: "a@b.example", kind: "caldav" })).toBeNull();
		}
	});
});

describe("a request of a page", () => {
	const wish = { key: "server1", kind: "caldav", provider: "lasuite", address: "a@b.example" };
	const options = { id: "x" };
	test("is taken as it should be", () => {
		expect(parseDiscover([wish], options)).toMatchObject({ kind: "valid", options: { totalMs: 15_000 } });
		expect(parseLink({ url: "https://x.example/a.ics", wish: null }, options).kind).toBe("valid");
		expect(parseLook([{ kind: "carddav", id: "ldap_2.servers.x" }], options).kind).toBe("valid");
		expect(parseSearchMarks([wish])).toEqual({ kind: "valid", wishes: [wish] });
	});

	test.each([
		["a host of its own", [{ ...wish, host: "evil.example" }], options, "wishes.0.host"],
		["a user name with a colon", [{ ...wish, address: "a:b@c.example" }], options, "wishes.0.address"],
		["a user name that is no address", [{ ...wish, address: "a\r\nb@c.example" }], options, "wishes.0.address"],
		["another protocol", [{ ...wish, kind: "imap" }], options, "wishes.0.kind"],
		["no id", [wish], {}, "options.id"],
		["no list", wish, options, "wishes"],
		["endless time", [wish], { id: "x", totalMs: 1e9 }, "options.totalMs"],
	])("is refused with its place: %s", (_, wishes, given, path) => {
		expect(parseDiscover(wishes, given)).toMatchObject({ kind: "invalid", path });
		if (path.startsWith("wishes")) expect(parseSearchMarks(wishes)).toMatchObject({ kind: "invalid", path });
	});
});
