// Each of Thunderbird's internals that a repair uses is taken away in turn: the page still works, says what it cannot do,
// and neither its buttons nor a call past them make the repair. And a Thunderbird that is newer than those tried.

import { beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change";
import type { RepairKind } from "../../src/domain/outcome";
import { INTERNAL_PATHS } from "../../src/experiments/repair/internals";
import type { ExtensionPage } from "./driver/page";
import type { Thunderbird } from "./driver/thunderbird";
import { ADDON, launch } from "./harness";
import { rowsForThisRun } from "./in-rig";
import { clickThrough, closePage, pageText, readCards, readState, type State, sentence } from "./reading";

/** One change of each kind of repair. */
const MAIL = {
	accounts: [
		{
			name: "Ports",
			incoming: { type: "imap", host: "ssl0.ovh.net", port: 143, security: "tls", username: "a@asso.example" },
			identities: [{ address: "a@asso.example", name: "A", outgoing: "smtp1" }],
		},
		{
			name: "Host",
			incoming: { type: "imap", host: "imap.mail.ovh.net", port: 993, security: "tls", username: "b@asso.example" },
			identities: [{ address: "b@asso.example", name: "B", outgoing: "smtp2" }],
		},
		{
			name: "Missing",
			incoming: { type: "imap", host: "imap.mail.ovh.net", port: 993, security: "tls", username: "c@asso.example" },
			identities: [{ address: "c@asso.example", name: "C", outgoing: "smtp99" }],
		},
		{
			name: "Mismatch",
			incoming: { type: "imap", host: "imap.beta.gouv.fr", port: 993, security: "tls", username: "d@beta.gouv.fr" },
			identities: [{ address: "d@beta.gouv.fr", name: "D", outgoing: "smtp1" }],
		},
	],
	outgoing: {
		smtp1: { host: "ssl0.ovh.net", port: 587, security: "tls", auth: "password", username: "a@asso.example" },
		smtp2: { host: "ns0.ovh.net", port: 465, security: "tls", auth: "password", username: "b@asso.example" },
		smtp3: { host: "smtp.beta.gouv.fr", port: 465, security: "tls", auth: "password", username: "d@beta.gouv.fr" },
	},
} as const satisfies { accounts: unknown; outgoing: unknown };

/** The change of each kind, as the page shows it. */
const SHOWN: Record<string, [account: string, change: string]> = {
	incoming: ["account1", "incoming.port 143 → 993"],
	outgoing: ["account1", "outgoing.port 587 → 465"],
	"outgoing-host": ["account2", "outgoing.host ns0.ovh.net → smtp.mail.ovh.net"],
	"create-outgoing": ["account3", "identity.outgoing  → c@asso.example"],
	identity: ["account4", "identity.outgoing ssl0.ovh.net → smtp.beta.gouv.fr"],
};

/**
 * Hides an internal from the add-on alone: its experiments see Thunderbird through proxies without that one member.
 * Without a path they see Thunderbird itself again. `version` is the one that Thunderbird then gives.
 */
async function hide(thunderbird: Thunderbird, path: string | null, version: string | null = null): Promise<void> {
	await thunderbird.chrome(
		({ WebExtensionPolicy, window }, id, path, version) => {
			const { global } = WebExtensionPolicy.getByID(id).extension.experimentAPIManager;
			const names = ["Services", "IOUtils", "PathUtils", "ChromeUtils", "Ci"];
			window.originals ??= Object.fromEntries(names.map((name) => [name, global[name]]));
			Object.assign(global, window.originals);
			const hidden = new Set((path ?? "").split("|"));
			const originals = new WeakMap();
			// biome-ignore lint/suspicious/noExplicitAny: Thunderbird's own objects
			const unwrap = (value: any) => originals.get(value) ?? value;
			/** Where an object stands in the paths of the self-check: samples are known by how they are reached. */
			const place = (at: string, name: string) => {
				if (at === "cal.manager" && name === "wrappedJSObject") return "calendarManager";
				if (name === "QueryInterface" || name === "wrappedJSObject") return at;
				if (name === "incomingServer") return "incoming";
				if (/allIdentities|identities$/.test(name)) return "identity";
				if (at === "MailServices.outgoingServer" && /^(servers|createServer)$/.test(name)) return "outgoing";
				return at === "" ? name : `${at}.${name}`;
			};
			// biome-ignore lint/suspicious/noExplicitAny: Thunderbird's own objects
			const wrap = (value: any, at: string): any => {
				if (value === null || (typeof value !== "object" && typeof value !== "function")) return value;
				if (value instanceof global.Promise || typeof value.then === "function") return value;
				if (Array.isArray(value)) return value.map((each) => wrap(each, at));
				const shell = new Proxy(typeof value === "function" ? () => {} : {}, {
					get(_, name) {
						if (typeof name !== "string") return value[name];
						const inner = place(at, name);
						if (hidden.has(name === "QueryInterface" ? "" : `${at}.${name}`)) return undefined;
						if (version !== null && `${at}.${name}` === "Services.appinfo.version") return version;
						const member = value[name];
						if (typeof member !== "function" || member.prototype?.constructor === member) return wrap(member, inner);
						// biome-ignore lint/suspicious/noExplicitAny: Thunderbird's own objects
						return (...args: any[]) => wrap(member.apply(value, args.map(unwrap)), inner);
					},
					set(_, name, to) {
						value[name] = unwrap(to);
						return true;
					},
					has: (_, name) => name in value,
				});
				originals.set(shell, value);
				return shell;
			};
			if (path === null && version === null) return;
			for (const name of ["Services", "IOUtils", "PathUtils"]) global[name] = wrap(window.originals[name], name);
			global.Ci = new Proxy(window.originals.Ci, {
				get: (target, name) => (hidden.has(`Ci.${String(name)}`) ? undefined : target[name]),
			});
			const chromeUtils = window.originals.ChromeUtils;
			global.ChromeUtils = new Proxy(chromeUtils, {
				get(target, name) {
					if (hidden.has(`ChromeUtils.${String(name)}`)) return undefined;
					if (name !== "importESModule") return target[name];
					return (url: string) => {
						const module = chromeUtils.importESModule(url);
						if (url.endsWith("/MailServices.sys.mjs"))
							return { MailServices: wrap(module.MailServices, "MailServices") };
						if (url.endsWith("/calUtils.sys.mjs")) return { cal: wrap(module.cal, "cal") };
						return url.endsWith("/CardDAVDirectory.sys.mjs")
							? { CardDAVDirectory: wrap(module.CardDAVDirectory, "CardDAVDirectory") }
							: module;
					};
				},
			});
		},
		ADDON.id,
		path,
		version,
	);
}

describe("a Thunderbird that lacks what a repair uses", () => {
	let thunderbird: Thunderbird;
	let page: ExtensionPage;
	let before: State;

	beforeAll(async () => {
		const accounts = MAIL.accounts.map((account) => ({ ...account, identities: [...account.identities] }));
		thunderbird = await launch({ mail: { accounts, outgoing: MAIL.outgoing } });
		await thunderbird.addLogin({ origin: "smtp://ns0.ovh.net", username: "b@asso.example", password: "pw" });
		page = await thunderbird.openPage(ADDON.id);
		await page.waitForState("idle");
		before = await readState(thunderbird);
	});

	/** Thunderbird shows a page that is open instead of opening it again. */
	const reopen = async () => {
		await closePage(thunderbird, ADDON.id);
		return thunderbird.openPage(ADDON.id);
	};

	const shownChanges = async () => {
		const cards = await readCards(page);
		return Object.fromEntries(
			Object.entries(SHOWN).map(([kind, [account, change]]) => {
				const found = cards[account]?.changes.find((each) => each.startsWith(change));
				return [kind, found?.slice(change.length).trim() ?? "absent"];
			}),
		);
	};

	test("with everything in its place, every kind of repair is offered, and nothing is missing", async () => {
		await clickThrough(page, '[data-action="check"]');
		expect(await shownChanges()).toEqual(Object.fromEntries(Object.keys(SHOWN).map((kind) => [kind, ""])));
		expect(await page.eval(async () => (await browser.bonsComptesRepair.selfCheck()).missing)).toEqual([]);
	});

	test("looking through the proxies alone hides nothing", async () => {
		await hide(thunderbird, "Services.nothing");
		await clickThrough(page, '[data-action="check"]');
		expect(await shownChanges()).toEqual(Object.fromEntries(Object.keys(SHOWN).map((kind) => [kind, ""])));
		expect(await page.eval(async () => (await browser.bonsComptesRepair.selfCheck()).missing)).toEqual([]);
	});

	const paths = rowsForThisRun(INTERNAL_PATHS);
	test.each(paths)("without %s the page works, and the repairs that need it are off", async (path) => {
		await hide(thunderbird, path);
		try {
			const missing = await page.eval(async () => (await browser.bonsComptesRepair.selfCheck()).missing);
			expect(missing.map(({ internal }) => internal)).toContain(path);
			const off = missing.flatMap(({ repairs }) => repairs);
			const states = await clickThrough(page, '[data-action="check"]');
			// Where the accounts themselves cannot be read, the page says so; everything else it still checks.
			const unreadable = path === "MailServices.accounts.accounts";
			expect(states.at(-1)).toBe(unreadable ? "error" : "checked");
			if (unreadable) {
				expect(await page.text("#status")).toMatch(sentence("failure_check"));
				return;
			}
			for (const [kind, blocked] of Object.entries(await shownChanges())) {
				if (blocked !== "absent")
					expect([kind, blocked]).toEqual([kind, off.includes(kind as never) ? "[unsupported]" : ""]);
			}
			if ((await page.count('[data-blocked="unsupported"]')) > 0) {
				expect(await pageText(page)).toMatch(sentence("blocked_unsupported"));
			}
			// Past the buttons.
			const answers = await page.eval(async (off) => {
				const collection = {
					server: "server4",
					url: "https://webmail.numerique.gouv.fr/caldav/32/",
					name: "Agenda",
					color: null,
					readOnly: false,
					username: "d@beta.gouv.fr",
					identity: null,
					login: { realm: "DAV", from: "mail" },
					refresh: 30,
					makeDefault: false,
				} as const;
				const changes: Record<RepairKind, Change> = {
					incoming: {
						kind: "set",
						target: "incoming",
						key: "server1",
						setting: "incoming.port",
						from: 143,
						to: 993,
					},
					"incoming-host": {
						kind: "set",
						target: "incoming",
						key: "server1",
						setting: "incoming.host",
						from: "ns0.ovh.net",
						to: "imap.mail.ovh.net",
					},
					outgoing: { kind: "set", target: "outgoing", key: "smtp1", setting: "outgoing.port", from: 587, to: 465 },
					"outgoing-host": {
						kind: "set",
						target: "outgoing",
						key: "smtp2",
						setting: "outgoing.host",
						from: "ns0.ovh.net",
						to: "smtp.mail.ovh.net",
					},
					"create-outgoing": {
						kind: "create-outgoing",
						identities: [{ key: "id3", from: "smtp99" }],
						server: {
							host: "smtp.mail.ovh.net",
							port: 465,
							security: "tls",
							auth: "password",
							username: "c@asso.example",
							description: "",
						},
						loginFrom: "server3",
					},
					identity: {
						kind: "set",
						target: "identity",
						key: "id4",
						setting: "identity.outgoing",
						from: "smtp1",
						to: "smtp3",
					},
					calendar: { kind: "set", target: "calendar", key: "none", setting: "calendar.cached", from: false, to: true },
					"address-book": {
						kind: "set",
						target: "address-book",
						key: "ldap_2.servers.none",
						setting: "contacts.username",
						from: "",
						to: "d@beta.gouv.fr",
					},
					"add-calendar": { ...collection, kind: "add-calendar", type: "caldav" },
					"add-address-book": { ...collection, kind: "add-address-book", type: "carddav" },
					"create-account": {
						kind: "create-account",
						provider: "lasuite",
						name: "E",
						fullName: "E",
						address: "e@beta.gouv.fr",
						incoming: {
							protocol: "imap",
							host: "imap.beta.gouv.fr",
							port: 993,
							security: "tls",
							auth: "password",
							username: "e@beta.gouv.fr",
						},
						outgoing: {
							host: "smtp.beta.gouv.fr",
							port: 465,
							security: "tls",
							auth: "password",
							username: "e@beta.gouv.fr",
							description: "",
						},
						like: null,
						makeDefault: false,
					},
				};
				const answers: string[] = [];
				for (const kind of off) {
					const { apply, createAccount, prepare } = browser.bonsComptesRepair;
					const change = changes[kind];
					const outcome =
						change.kind === "create-account"
							? await createAccount(change, {}, "never tried")
							: await (kind === "incoming-host" ? prepare : apply)([change], {});
					answers.push(outcome.kind === "refused" ? outcome.problem.kind : outcome.kind);
				}
				return answers;
			}, off);
			expect(new Set(answers)).toEqual(new Set(["unsupported"]));
		} finally {
			await hide(thunderbird, null);
		}
		expect(await readState(thunderbird)).toEqual(before);
	});

	test("a Thunderbird newer than those tried is said to be one", async () => {
		await hide(thunderbird, null, "199.0");
		const fresh = await reopen();
		await fresh.waitFor(
			(pattern) => new RegExp(pattern).test(document.body.innerText),
			sentence("banner_newer").source,
		);
		await hide(thunderbird, null);
	});

	test("the page says that fixes are missing, and « fix everything » skips them and makes the others", async () => {
		await hide(thunderbird, "incoming.socketType");
		const fresh = await reopen();
		await clickThrough(fresh, '[data-action="check"]');
		await fresh.waitFor(
			(pattern) => new RegExp(pattern).test(document.body.innerText),
			sentence("banner_internals").source,
		);
		await clickThrough(fresh, '[data-action="fix-all"]');
		expect(await fresh.text("#status")).toMatch(sentence("notice_repaired_other"));
		await hide(thunderbird, null);
		const ports = await thunderbird.prefs("mail.server.server1.port", "mail.smtpserver.smtp1.port");
		expect(ports).toEqual({ "mail.server.server1.port": 143, "mail.smtpserver.smtp1.port": 465 });
	});
});
