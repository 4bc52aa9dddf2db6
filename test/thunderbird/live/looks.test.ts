// What the probe asks of DNS and of web hosts, in a real Thunderbird among real servers.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MailDns, WebLook } from "../../../src/domain/live";
import type { ExtensionPage } from "../driver/page";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { describeInRig, launchInRig } from "../in-rig";

const OVH_MX = ["mx1.mail.ovh.net", "mx2.mail.ovh.net", "mx3.mail.ovh.net"];

describeInRig("a look at the network", (rig) => {
	let thunderbird: Thunderbird;
	let page: ExtensionPage;

	beforeAll(async () => {
		thunderbird = await launchInRig(rig());
		page = await thunderbird.openPage(ADDON.id);
	});

	afterAll(async () => {
		expect(await thunderbird.openedWindows()).toEqual([]);
		await thunderbird.close();
	});

	const dns = (domains: string[], totalMs = 8000): Promise<MailDns[]> =>
		page.eval(
			(domains, totalMs) => browser.bonsComptesProbe.lookUpMailDns(domains, { id: "dns", totalMs }),
			domains,
			totalMs,
		);
	const found = (hosts: string[], totalMs = 8000): Promise<boolean> =>
		page.eval((hosts, totalMs) => browser.bonsComptesProbe.findsName(hosts, { id: "names", totalMs }), hosts, totalMs);
	const web = (hosts: string[], totalMs = 8000): Promise<WebLook[]> =>
		page.eval((hosts, totalMs) => browser.bonsComptesProbe.lookAtWeb(hosts, { id: "web", totalMs }), hosts, totalMs);
	const webOf = async (host: string): Promise<WebLook> => {
		const [look] = await web([host]);
		if (!look) throw new Error("no look");
		return look;
	};
	const setOffline = (offline: boolean) =>
		thunderbird.chrome(({ Services }, offline) => {
			Services.io.offline = offline;
		}, offline);

	describe("of DNS", () => {
		test("tells who takes the mail of a domain, and which offer of OVH it has", async () => {
			const domains = [
				...["asso.example", "CABINET.example", "mairie.example", "club.example", "boutique.example"],
				...["lycee.example", "beta.gouv.fr", "numerique.gouv.fr", "nobody.example", "asso.example"],
			];
			const asso = { domain: "asso.example", mx: OVH_MX, autodiscover: ["mailconfig.ovh.net"] };
			expect(await dns(domains)).toEqual([
				asso,
				{ domain: "cabinet.example", mx: OVH_MX, autodiscover: ["pro1.mail.ovh.net"] },
				{ domain: "mairie.example", mx: OVH_MX, autodiscover: ["ex3.mail.ovh.net"] },
				{ domain: "club.example", mx: OVH_MX, autodiscover: ["zimbra1.mail.ovh.net"] },
				{ domain: "boutique.example", mx: ["mx1.mail.ovh.ca", "mx2.mail.ovh.ca"], autodiscover: null },
				// A record left over from OVH is not even asked for.
				{ domain: "lycee.example", mx: ["smtp.google.com"], autodiscover: null },
				{ domain: "beta.gouv.fr", mx: ["mx.ox.numerique.gouv.fr"], autodiscover: null },
				// Without a record and without such a domain: unknown.
				{ domain: "numerique.gouv.fr", mx: null, autodiscover: null },
				{ domain: "nobody.example", mx: null, autodiscover: null },
				asso,
			]);
			const asked = rig()
				.logs.dns()
				.map(({ type, name }) => `${type} ${name}`);
			expect(asked.filter((question) => question.includes("asso.example"))).toEqual([
				"MX asso.example",
				"SRV _autodiscover._tcp.asso.example",
			]);
			expect(asked).not.toContain("SRV _autodiscover._tcp.lycee.example");
		});

		test("knows the server that only redirects", async () => {
			await rig().pointMx("asso.example", "redirect.ovh.net");
			expect(await dns(["asso.example"])).toEqual([
				{ domain: "asso.example", mx: ["redirect.ovh.net"], autodiscover: ["mailconfig.ovh.net"] },
			]);
		});

		test("knows nothing where DNS is silent, and never lets two questions wait in Thunderbird", async () => {
			await rig().point("*", "dns-silent");
			const domains = ["asso.example", "cabinet.example"];
			const unknown = domains.map((domain) => ({ domain, mx: null, autodiscover: null }));
			expect(await dns(domains, 500)).toEqual(unknown);
			expect(await dns(domains, 500)).toEqual(unknown);
			const names = rig()
				.logs.dns()
				.filter(({ type }) => type === "MX")
				.map(({ name }) => name);
			expect(new Set(names)).toEqual(new Set(["asso.example"]));
			// Cancelled it ends at once, whatever the deadline.
			const cancelled = await page.eval(async () => {
				const running = browser.bonsComptesProbe.lookUpMailDns(["asso.example"], { id: "long", totalMs: 60_000 });
				await browser.bonsComptesProbe.cancel("long");
				return running;
			});
			expect(cancelled).toEqual(unknown.slice(0, 1));
			// And it is asked again once there is an answer.
			await rig().reset();
			expect((await dns(["asso.example"], 35_000))[0]?.mx).toEqual(OVH_MX);
		});

		test("asks nothing while Thunderbird is offline", async () => {
			await setOffline(true);
			expect(await dns(["asso.example"])).toEqual([{ domain: "asso.example", mx: null, autodiscover: null }]);
			expect(await found(["imap.gmail.com"])).toBe(false);
			expect((await webOf("mail.google.com")).https).toEqual({ kind: "failed" });
			await setOffline(false);
			expect(rig().logs.dns()).toEqual([]);
		});
	});

	describe("for a name", () => {
		test("is content with any, and finds none where there is none", async () => {
			expect(await found(["nobody.example", "imap.gmail.com"])).toBe(true);
			expect(await found(["nobody.example", "nothing.example"])).toBe(false);
			expect(await found([])).toBe(false);
		});

		test("says nothing behind a proxy, which alone can tell", async () => {
			await thunderbird.chrome(({ Services }) => {
				Services.prefs.setIntPref("network.proxy.type", 1);
				Services.prefs.setStringPref("network.proxy.http", "127.0.0.1");
				Services.prefs.setIntPref("network.proxy.http_port", 9);
				Services.prefs.setStringPref("network.proxy.ssl", "127.0.0.1");
				Services.prefs.setIntPref("network.proxy.ssl_port", 9);
			});
			expect(await found(["nobody.example"])).toBe(true);
			await thunderbird.chrome(({ Services }) => Services.prefs.clearUserPref("network.proxy.type"));
		});

		test("ends where DNS is silent", async () => {
			await rig().point("*", "dns-silent");
			expect(await found(["imap.gmail.com", "ssl0.ovh.net"], 500)).toBe(false);
		});
	});

	describe("at a web host", () => {
		test("sees its clock and that it answers for itself, with one question without a cookie", async () => {
			const look = await webOf("webmail.numerique.gouv.fr");
			expect(look).toMatchObject({ https: { kind: "answered" }, http: { kind: "answered" } });
			expect(Math.abs(("seconds" in look.https ? look.https.seconds : null) ?? 1e9)).toBeLessThan(60);
			expect(
				rig()
					.logs.nginx()
					.match(/"(\w+) \//g),
			).toEqual(['"HEAD /', '"HEAD /']);
			expect((await webOf("accounts.google.com")).https.kind).toBe("answered");
		});

		test("sees a clock that is off", async () => {
			await rig().point("accounts.google.com", "clock-behind");
			const { https } = await webOf("accounts.google.com");
			expect(Math.round(("seconds" in https ? (https.seconds ?? 0) : 0) / 86_400)).toBe(-400);
		});

		test.each([
			["certificate-expired", "expired"],
			["certificate-not-yet-valid", "not-yet-valid"],
			["certificate-self-signed", "self-signed"],
		])("sees a bad certificate: %s", async (fault, kind) => {
			await rig().point("webmail.beta.gouv.fr", fault);
			expect((await webOf("webmail.beta.gouv.fr")).https).toMatchObject({ kind: "certificate", problem: { kind } });
		});

		test("sees where a sign-in page of the network leads, and does not go there", async () => {
			await rig().point("webmail.beta.gouv.fr", "captive-portal");
			expect((await webOf("webmail.beta.gouv.fr")).http).toEqual({ kind: "redirected", host: "portal.example" });
			expect(
				rig()
					.logs.dns()
					.map(({ name }) => name),
			).not.toContain("portal.example");
		});

		test("ends where nobody answers", async () => {
			await rig().point("mail.google.com", "dns-silent");
			expect(await web(["mail.google.com"], 700)).toEqual([
				{ host: "mail.google.com", https: { kind: "failed" }, http: { kind: "failed" } },
			]);
		});

		test("asks nobody whom no provider names", async () => {
			const hosts = ["www.societe.example", "portal.example", "imap.gmail.com", "127.0.0.1"];
			const failed = hosts.map((host) => ({ host, https: { kind: "failed" }, http: { kind: "failed" } }));
			expect(await web(hosts)).toEqual(failed);
			expect(rig().logs.dns()).toEqual([]);
			await expect(web(["https://mail.google.com/"])).rejects.toThrow("refused: names.0");
		});
	});

	test("changes nothing in the profile", async () => {
		const before = await thunderbird.prefs("mail.", "network.", "security.", "signon.");
		await dns(["asso.example"]);
		await web(["mail.google.com", "webmail.numerique.gouv.fr"]);
		expect(await thunderbird.prefs("mail.", "network.", "security.", "signon.")).toEqual(before);
	});
});
