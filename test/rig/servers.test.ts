// The real servers of every provider, as a client sees them: logins, mail, calendars, DNS, OAuth2, moved names, delays.

import { readFileSync } from "node:fs";
import { request } from "node:https";
import { connect as connectTls } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Conversation, examine, type Question } from "./client";
import { Rig } from "./rig";
import { ACCOUNTS, type Account, EVERY_ACCOUNT, type MailProtocol, platform } from "./world";

let rig: Rig;
beforeAll(async () => {
	rig = await Rig.start();
});
afterAll(() => rig.stop());

/** Each place where a person's mail is, as a host, port and kind of security. */
function placesOf(account: Account): Pick<Question, "host" | "protocol" | "port" | "security">[] {
	const { hosts, smtpPorts, oauth2 } = platform(account.platform);
	const incoming = (protocol: "imap" | "pop3", tls: number, plain: number) => [
		{ protocol, port: tls, security: "tls" as const },
		// Google has none.
		...(oauth2 ? [] : [{ protocol, port: plain, security: "starttls" as const }]),
	];
	const ways: Record<MailProtocol, Omit<ReturnType<typeof placesOf>[number], "host">[]> = {
		imap: incoming("imap", 993, 143),
		pop3: incoming("pop3", 995, 110),
		smtp: smtpPorts.map((port) => ({ protocol: "smtp", port, security: port === 465 ? "tls" : "starttls" })),
	};
	return hosts.flatMap(({ name: host, serves }) => serves.flatMap((one) => ways[one].map((way) => ({ host, ...way }))));
}

const LIMIT = 10_000;
const login = async (question: Question) => {
	const { stage, sign, conversation } = await examine(rig, { limit: LIMIT, ...question });
	conversation?.close();
	return { stage, sign };
};
const ALL_THE_WAY = { stage: null, sign: "" };

async function open(question: Question): Promise<Conversation> {
	const { conversation, stage, sign } = await examine(rig, { limit: LIMIT, ...question });
	if (!conversation) throw new Error(`${stage}: ${sign}`);
	return conversation;
}

const messagesIn = async (imap: Conversation) =>
	Number(/MESSAGES (\d+)/.exec(await imap.ask("STATUS INBOX (MESSAGES)"))?.[1]);

const { suite, suiteAtOvh, ovh, gmail, company } = ACCOUNTS;

describe.concurrent("logins", () => {
	const people = EVERY_ACCOUNT.filter(({ trouble }) => !trouble);
	const cases = people.flatMap((account) => placesOf(account).map((place) => ({ account, place })));

	test.each(cases)("$account.user logs in at $place.host:$place.port", async ({ account, place }) => {
		const { user, password } = account;
		expect(await login({ ...place, user, password })).toEqual(ALL_THE_WAY);
	});

	test.each(people)("a wrong password of $user is refused", async (account) => {
		const outcomes = placesOf(account).map((place) => login({ ...place, user: account.user, password: "wrong" }));
		for (const { stage, sign } of await Promise.all(outcomes)) {
			expect(stage).toBe("login");
			expect(sign).toMatch(/AUTHENTICATIONFAILED|\[AUTH\]|535 5\.7\.8/);
		}
	});

	test.each(people.filter(({ webmailPassword }) => webmailPassword))(
		"the web site's password of $user is answered with the wish for an application password",
		async ({ user, webmailPassword = "", platform: id }) => {
			const host = platform(id).hosts[0]?.name ?? "";
			const { stage, sign } = await login({ host, protocol: "imap", user, password: webmailPassword });
			expect(stage).toBe("login");
			expect(sign).toMatch(/NO .*Application(-specific)?_password_required/);
		},
	);

	test("nobody logs in at somebody else's platform", async () => {
		const { stage } = await login({ host: "imap.mail.ovh.net", protocol: "imap", ...suite });
		expect(stage).toBe("login");
		expect(await login({ host: "imap.mail.ovh.net", protocol: "imap", ...suiteAtOvh })).toEqual(ALL_THE_WAY);
	});

	test("a disabled account is refused with its right password", async () => {
		const { stage, sign } = await login({ host: "ssl0.ovh.net", protocol: "imap", ...ACCOUNTS.disabled });
		expect(stage).toBe("login");
		expect(sign).toContain("Account_disabled");
	});

	test("a server without TLS refuses to hear a password", async () => {
		const socket = await rig.connect("imap.mail.ovh.net", 143);
		socket.write(`t LOGIN ${ovh.user} never-sent\r\n`);
		let text = "";
		for await (const data of socket) {
			text += String(data);
			if (/^t /m.test(text)) break;
		}
		expect(text).toMatch(/^t NO \[PRIVACYREQUIRED\]/m);
	});
});

describe("mail", () => {
	test("each mailbox holds its messages", async () => {
		const count = async (host: string, account: Account) => {
			const imap = await open({ host, protocol: "imap", ...account });
			const messages = await messagesIn(imap);
			imap.close();
			return messages;
		};
		expect(await count("imap.beta.gouv.fr", suite)).toBe(3);
		expect(await count("ssl0.ovh.net", suiteAtOvh)).toBe(5);
		expect(await count("imap.gmail.com", gmail)).toBe(1);
	});

	const send = async (host: string, from: Account, to: string) => {
		const smtp = await open({ host, protocol: "smtp", port: 587, security: "starttls", ...from });
		const answers = [await smtp.ask(`MAIL FROM:<${from.user}>`), await smtp.ask(`RCPT TO:<${to}>`)];
		if (answers.every((answer) => answer.startsWith("250"))) {
			await smtp.ask("DATA");
			answers.push(await smtp.ask(`From: ${from.user}\r\nTo: ${to}\r\nSubject: rig\r\n\r\nx\r\n.`));
		}
		smtp.close();
		return answers.at(-1) ?? "";
	};

	test("what is sent at one provider arrives at another", async () => {
		const imap = await open({ host: "imap.societe.example", protocol: "imap", ...company });
		const before = await messagesIn(imap);
		expect(await send("smtp.ox.numerique.gouv.fr", suite, company.user)).toMatch(/^250/);
		await expect.poll(() => messagesIn(imap), { timeout: 10_000 }).toBe(before + 1);
		imap.close();
	});

	test("who is blocked for spam logs in, and may not send", async () => {
		const answer = await send("smtp.mail.ovh.net", ACCOUNTS.cannotSend, suite.user);
		expect(answer).toMatch(/^550 5\.7\.1 .*spam/);
		const { user, password } = ACCOUNTS.cannotSend;
		expect(await login({ host: "imap.mail.ovh.net", protocol: "imap", user, password })).toEqual(ALL_THE_WAY);
	});
});

/** A request to a web server inside. */
async function ask(
	url: string,
	{
		method = "GET",
		headers = {},
		body = "",
	}: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; location: string; date: string; text: string }> {
	const { hostname } = new URL(url);
	const socket = connectTls({
		socket: await rig.connect(hostname, 443),
		servername: hostname,
		ca: readFileSync(rig.rootCertificate),
	});
	return new Promise((resolve, reject) => {
		request(url, { method, headers, createConnection: () => socket }, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (chunk) => {
				text += String(chunk);
			});
			response.on("end", () => {
				const { location = "", date = "" } = response.headers;
				resolve({ status: response.statusCode ?? 0, location, date, text });
			});
		})
			.on("error", reject)
			.end(body);
	});
}

describe("calendars and contacts", () => {
	const basic = (password: string) => ({
		authorization: `Basic ${Buffer.from(`${suite.user}:${password}`).toString("base64")}`,
		depth: "1",
	});

	test.each([
		["caldav", "Calendrier"],
		["carddav", "Contacts"],
	])("%s is found through its well-known address", async (kind, wanted) => {
		const { status, location } = await ask(`https://webmail.numerique.gouv.fr/.well-known/${kind}`);
		expect(status).toBe(301);
		const url = new URL(`${location}/${encodeURIComponent(suite.user)}/`, "https://webmail.numerique.gouv.fr");
		const { status: found, text } = await ask(url.href, {
			method: "PROPFIND",
			headers: basic(suite.davPassword),
			body: '<propfind xmlns="DAV:"><prop><displayname/><resourcetype/></prop></propfind>',
		});
		expect(found).toBe(207);
		expect(text).toContain(`displayname>${wanted}<`);
	});

	test("they do not take the password of the mail servers", async () => {
		const url = "https://webmail.numerique.gouv.fr/dav/caldav/";
		expect((await ask(url, { method: "PROPFIND", headers: basic(suite.password) })).status).toBe(401);
	});

	test("Google's want OAuth2", async () => {
		expect((await ask("https://apidata.googleusercontent.com/caldav/v2/")).status).toBe(401);
	});
});

describe("OAuth2 at Google", () => {
	const refresh = async (token: string) => {
		const { text } = await ask("https://www.googleapis.com/oauth2/v3/token", {
			method: "POST",
			body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: token }).toString(),
		});
		return JSON.parse(text) as { access_token?: string; error?: string };
	};
	const withToken = (accessToken: string, protocol: MailProtocol = "imap") =>
		login({
			host: protocol === "imap" ? "imap.gmail.com" : "smtp.gmail.com",
			protocol,
			user: gmail.user,
			accessToken,
		});

	test("a fresh token opens incoming and outgoing mail", async () => {
		const { access_token = "" } = await refresh("rig-refresh-1");
		expect(await withToken(access_token)).toEqual(ALL_THE_WAY);
		expect(await withToken(access_token, "smtp")).toEqual(ALL_THE_WAY);
	});

	test("an invented token is refused, and one for the calendar only", async () => {
		expect((await withToken("invented")).stage).toBe("login");
		const { access_token = "" } = await refresh("rig-refresh-calendar-only");
		expect((await withToken(access_token)).stage).toBe("login");
	});

	test("a revoked refresh token gives none", async () => {
		expect((await refresh("revoked")).error).toBe("invalid_grant");
		expect(rig.logs.tokens()).toContain("invalid_grant");
	});
});

describe("names", () => {
	/** Answers of the rig's DNS, as Node inside gets them. */
	const resolve = async (method: string, name: string) => {
		const script = `require("node:dns/promises").${method}("${name}").then((all) => console.log(JSON.stringify(all)), (error) => console.log(JSON.stringify(error.code)))`;
		return JSON.parse((await rig.run(process.execPath, "-e", script)).stdout);
	};
	const imap: Question = { host: "imap.beta.gouv.fr", protocol: "imap", ...suite };
	afterEach(() => rig.reset());

	test("MX, SRV and aliases tell the offers apart", async () => {
		expect(await resolve("resolveMx", "ministere.example")).toEqual([
			{ exchange: "mx.ox.numerique.gouv.fr", priority: 1 },
		]);
		expect(await resolve("resolveCname", "imap.ministere.example")).toEqual(["imap.ox.numerique.gouv.fr"]);
		for (const [domain, host] of [
			["cabinet.example", "pro1.mail.ovh.net"],
			["mairie.example", "ex3.mail.ovh.net"],
			["club.example", "zimbra1.mail.ovh.net"],
		] as const) {
			expect(await resolve("resolveSrv", `_autodiscover._tcp.${domain}`)).toMatchObject([{ name: host, port: 443 }]);
		}
		expect(await resolve("resolve4", "nowhere.example")).toBe("ENOTFOUND");
	});

	test("a customer's own name leads to OVH with a certificate for other names", async () => {
		const outcome = await login({ host: "mail.asso.example", protocol: "imap", ...ovh });
		expect(outcome).toEqual({ stage: "tls", sign: "ERR_TLS_CERT_ALTNAME_INVALID" });
	});

	test("a name leads to a fault, and back", async () => {
		expect(await login(imap)).toEqual(ALL_THE_WAY);
		await rig.point(imap.host, "certificate-expired");
		expect(await login(imap)).toEqual({ stage: "tls", sign: "CERT_HAS_EXPIRED" });
		await rig.point(imap.host, "dns-unknown");
		expect(await login(imap)).toEqual({ stage: "dns", sign: "ENOTFOUND" });
		await rig.point(imap.host, { host: "imap.mail.ovh.net" });
		expect((await login({ ...imap, password: suiteAtOvh.password })).sign).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
		await rig.point(imap.host, null);
		expect(await login(imap)).toEqual(ALL_THE_WAY);
	});

	test("the faulty server knows everybody's password", async () => {
		await rig.point("smtp.gmail.com", "good");
		expect(await login({ host: "smtp.gmail.com", protocol: "smtp", ...gmail })).toEqual(ALL_THE_WAY);
		const [event] = rig.logs.faults().filter(({ command }) => command.startsWith("AUTH"));
		expect(event).toMatchObject({ fault: "good", port: 465, tls: true, command: "AUTH PLAIN <secret>" });
	});

	test("a mail domain's MX moves, and back", async () => {
		await rig.pointMx("asso.example", "mx.ox.numerique.gouv.fr");
		expect(await resolve("resolveMx", "asso.example")).toMatchObject([{ exchange: "mx.ox.numerique.gouv.fr" }]);
		await rig.pointMx("asso.example", null);
		expect(await resolve("resolveMx", "asso.example")).toMatch(/ENODATA|ENOTFOUND/);
		await rig.pointMx("asso.example");
		expect(await resolve("resolveMx", "asso.example")).toHaveLength(3);
	});

	test("all of DNS falls silent at once", async () => {
		await rig.point("*", "dns-silent");
		expect(await login({ ...imap, limit: 1_000 })).toEqual({ stage: "dns", sign: "TIMEOUT" });
	});

	test("a misspelt fault is an error", async () => {
		await expect(rig.point(imap.host, "certificate-expierd")).rejects.toThrow("no such fault");
		await rig.point(imap.host, null);
	});

	test("who was asked for is written down", async () => {
		await login({ ...imap, host: "imap.ministere.example" });
		expect(rig.logs.dns()).toContainEqual({ type: "A", name: "imap.ministere.example" });
	});

	test("a distance is counted in round trips", async () => {
		await rig.delay(imap.host, 30);
		expect(await login(imap)).toEqual(ALL_THE_WAY);
		// TLS, greeting, capabilities, login. The connect itself is not seen.
		await expect.poll(() => rig.logs.delays()).toMatchObject([{ name: imap.host, port: 993, roundTrips: 4 }]);
		await rig.delay(imap.host, 0);
		expect(await login(imap)).toEqual(ALL_THE_WAY);
		expect(rig.logs.delays()).toHaveLength(1);
	});

	test("a portal and a wrong clock are found on the web ports", async () => {
		await rig.point("webmail.numerique.gouv.fr", "clock-behind");
		const { date } = await ask("https://webmail.numerique.gouv.fr/");
		expect(Math.round((Date.parse(date) - Date.now()) / 86_400_000)).toBe(400);
		await rig.point("webmail.numerique.gouv.fr", "captive-portal");
		await expect(ask("https://webmail.numerique.gouv.fr/")).rejects.toMatchObject({
			code: "ERR_TLS_CERT_ALTNAME_INVALID",
		});
	});

	test("port 25 is filtered where the other ports for sending work", async () => {
		const host = "port-25-filtered.fault.example";
		const outcome = await login({ host, protocol: "smtp", port: 25, security: "starttls", limit: 1_000 });
		expect(outcome).toEqual({ stage: "tcp", sign: "TIMEOUT" });
		expect(await login({ host, protocol: "smtp", ...ovh })).toEqual(ALL_THE_WAY);
	});
});

describe("logs", () => {
	test("no server writes a password down", async () => {
		await login({ host: "imap.mail.ovh.net", protocol: "imap", ...ovh });
		await login({ host: "good.fault.example", protocol: "pop3", ...ovh });
		await expect.poll(() => rig.logs.dovecot()).toContain(ovh.user);
		const { faults, dovecot, postfix, nginx, tokens } = rig.logs;
		const everything = JSON.stringify(faults()) + dovecot() + postfix() + nginx() + tokens();
		for (const { password } of EVERY_ACCOUNT) expect(everything).not.toContain(password);
	});

	test("a reset empties them", async () => {
		await login({ host: "good.fault.example", protocol: "imap", ...ovh });
		expect(rig.logs.faults()).not.toEqual([]);
		await rig.reset();
		expect(rig.logs.faults()).toEqual([]);
		expect(rig.logs.dovecot()).toBe("");
	});
});
