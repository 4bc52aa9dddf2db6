// `npm run screenshots`: every state of the page in a real Thunderbird, in each language, light and dark, narrow and
// wide; among the rig's servers, where they can run. With --readme, docs/screenshot.png is made anew from one of them. With names of scenes, only those are played.

import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { demoLogins, demoMail, healthyMail, manyAccounts, passwordsFor } from "../demo/accounts";
import { prepareRig } from "../rig/install";
import { Rig } from "../rig/rig";
import { ADDON, inLanguage, LANGUAGES, type Language, SCREENSHOTS } from "../thunderbird/addon";
import type { MailDescription } from "../thunderbird/driver/accounts";
import { type ThunderbirdProgram, thunderbirdsForTests } from "../thunderbird/driver/install";
import type { ExtensionPage } from "../thunderbird/driver/page";
import type { LaunchOptions } from "../thunderbird/driver/thunderbird";
import { Thunderbird } from "../thunderbird/driver/thunderbird";
import type { Login } from "../thunderbird/logins";
import { build } from "./tool";

const FOLDER = join(SCREENSHOTS, "pages");
const README_PICTURE = "one-account-fr-light-1200.png";
const WIDTHS = [360, 1200];
const SCHEMES = ["light", "dark"] as const;

type Shoot = (state: string) => Promise<void>;

interface Scene {
	name: string;
	profile: Pick<LaunchOptions, "mail" | "prefs">;
	/** Absent: the passwords of its accounts. */
	logins?: readonly Login[];
	/** Brings the page from state to state and has each one photographed. */
	play: (page: ExtensionPage, shoot: Shoot) => Promise<void>;
}

const click = (page: ExtensionPage, action: string) => page.click(`[data-action="${action}"]`);

async function check(page: ExtensionPage): Promise<void> {
	await click(page, "check");
	await page.waitForState("checked");
}

/** Replaces a function of the add-on's API in the page, so that a passing state stays to be photographed. */
const holdRead = (page: ExtensionPage, outcome: "pending" | "failed") =>
	page.eval((outcome) => {
		const api: { read: unknown } = browser.bonsComptesProfile;
		api.read = () => (outcome === "pending" ? new Promise(() => {}) : Promise.reject(new Error("no answer")));
	}, outcome);

const holdRepair = (page: ExtensionPage) =>
	page.eval(() => {
		const api: { apply: unknown } = browser.bonsComptesRepair;
		api.apply = () => new Promise(() => {});
	});

/** The privileged answer of a preparation, and the history with it: what stands behind it needs servers. */
const answerPreparation = (page: ExtensionPage, outcome: "prepared" | "password-needed") =>
	page.eval((outcome) => {
		const api: { prepare: unknown; journal: unknown } = browser.bonsComptesRepair;
		api.prepare = (changes: unknown[], names: unknown) => {
			if (outcome === "password-needed") {
				const problem = { kind: outcome, key: "server1", host: "imap.mail.ovh.net" };
				return Promise.resolve({ kind: "refused", problem });
			}
			const entry = { id: "e", at: new Date().toISOString(), state: "prepared", recovery: null, changes, names };
			const entries = [{ ...entry, prefs: [], logins: [], created: [], problem: null }];
			api.journal = () => Promise.resolve({ health: { kind: "ok" }, entries, recovered: [] });
			const carried = { login: 1, "identity-folders": 4, filters: 3, "saved-searches": 2, "folder-view": 1 };
			return Promise.resolve({ kind: "prepared", entry: "e", carried });
		};
	}, outcome);

/** What a server would show of calendars and contacts, or that it refuses the password. */
const answerSearch = (page: ExtensionPage, outcome: "few" | "many" | "refused") =>
	page.eval((outcome) => {
		const host = "webmail.numerique.gouv.fr";
		const login = {
			origin: `https://${host}`,
			realm: "OX DAV",
			username: "camille.martin@beta.gouv.fr",
			auth: "password",
			from: "mail",
		};
		const colors = ["#1e90ff", "#b3122b", "#0b6b35", "#8a4b00"];
		const shared = (name: string, index: number) => ({
			...{ kind: "caldav", url: `https://${host}/dav/caldav/${index + 2}/`, name, color: colors[index % 4] },
			...{ components: ["VEVENT"], readOnly: index % 3 === 0, source: "shared", owner: `Service ${1 + (index >> 4)}` },
		});
		const own = (kind: string, name: string, path: string, components: string[]) => ({
			...{ kind, url: `https://${host}/dav/${path}/`, name, color: kind === "caldav" ? "#1e90ff" : null, components },
			...{ readOnly: false, source: "own", owner: "" },
		});
		const calendars = [
			own("caldav", "Camille Martin", "caldav/1", ["VEVENT"]),
			own("caldav", "Tâches", "caldav/tasks", ["VTODO"]),
			...Array.from({ length: outcome === "many" ? 60 : 2 }, (_, index) =>
				shared(`Salle de réunion ${index + 1}`, index),
			),
		];
		const books = [own("carddav", "Contacts", "carddav/1", [])];
		const api: { discover: unknown } = browser.bonsComptesDav;
		api.discover = (wishes: { kind: string }[]) =>
			Promise.resolve(
				wishes.map((wish) =>
					outcome === "refused"
						? { kind: "failed", wish, at: host, stage: "login", outcome: { kind: "refused", text: "" }, login }
						: {
								...{ kind: "found", wish, login, requests: 4 },
								collections: wish.kind === "caldav" ? calendars : books,
							},
				),
			);
	}, outcome);

const checkedOnly =
	(state: string): Scene["play"] =>
	async (page, shoot) => {
		await check(page);
		await shoot(state);
	};

const oneAccount: MailDescription = {
	...demoMail,
	accounts: demoMail.accounts.slice(0, 1),
	outgoing: Object.fromEntries(Object.entries(demoMail.outgoing ?? {}).slice(0, 1)),
};

/** Mail alone, where a calendar and contacts are offered. */
const suiteAlone: MailDescription = {
	accounts: demoMail.accounts.slice(1, 2),
	outgoing: { smtp2: demoMail.outgoing?.["smtp2"] ?? { host: "smtp.beta.gouv.fr" } },
};

/** Of La Suite, and still fetched from OVH. */
const leftBehind: MailDescription = {
	accounts: demoMail.accounts.slice(6, 7),
	outgoing: { smtp7: demoMail.outgoing?.["smtp7"] ?? { host: "ssl0.ovh.net" } },
};

/** A server that is gone, in clear, with half a user name. */
const retired: MailDescription = {
	accounts: [
		{
			name: "Association (OVH)",
			incoming: {
				...{ type: "imap", host: "ns0.ovh.net", port: 143, security: "none", auth: "password" },
				username: "contact",
			},
			identities: [{ address: "contact@asso-exemple.example", name: "Association" }],
		},
	],
	outgoing: { smtp1: { host: "ssl0.ovh.net", port: 465, security: "tls", username: "contact@asso-exemple.example" } },
};

const LONG = "Ministère-de-la-Transition-Écologique-et-de-la-Cohésion-des-Territoires-Boîte-Fonctionnelle";
const LONG_USER = "direction.departementale.des.territoires.et.de.la.mer.service.urbanisme";

/** Names and addresses as long as they come, without a place to break. */
const longNames: MailDescription = {
	accounts: [
		{
			name: LONG,
			incoming: {
				...{ type: "imap", host: "ns0.ovh.net", port: 143, security: "none", auth: "password" },
				username: LONG_USER,
			},
			identities: [{ address: `${LONG_USER}@communaute-d-agglomeration-exemple.example`, name: LONG }],
		},
		{
			name: `${LONG} 2`,
			incoming: {
				...{ type: "imap", port: 143, security: "tls", auth: "password", username: LONG_USER },
				host: "messagerie-professionnelle-interministerielle.communaute-d-agglomeration-exemple.example",
			},
			identities: [{ address: `${LONG_USER}@autre-exemple.example`, name: LONG }],
		},
	],
	outgoing: { smtp1: { host: "ssl0.ovh.net", port: 465, security: "tls", username: LONG_USER, description: LONG } },
};

const SCENES: Scene[] = [
	{
		name: "demo",
		profile: { mail: demoMail },
		logins: demoLogins,
		play: async (page, shoot) => {
			await shoot("idle");
			await check(page);
			await shoot("checked");
			await click(page, "fix-all");
			await page.waitForState("fixed");
			await shoot("fixed");
			await click(page, "undo");
			await page.waitForState("idle", "checked");
			await shoot("undone");
		},
	},
	{
		name: "fixing",
		profile: { mail: demoMail },
		play: async (page, shoot) => {
			await check(page);
			await holdRepair(page);
			await click(page, "fix-all");
			await page.waitForState("fixing");
			await shoot("fixing");
		},
	},
	{
		name: "checking",
		profile: { mail: demoMail },
		play: async (page, shoot) => {
			await holdRead(page, "pending");
			await click(page, "check");
			await page.waitForState("checking");
			await shoot("checking");
		},
	},
	{
		name: "error",
		profile: { mail: demoMail },
		play: async (page, shoot) => {
			await holdRead(page, "failed");
			await click(page, "check");
			await page.waitForState("error");
			await shoot("error");
		},
	},
	{ name: "one-account", profile: { mail: oneAccount }, play: checkedOnly("one-account") },
	{ name: "thirty-accounts", profile: { mail: manyAccounts(30) }, play: checkedOnly("thirty-accounts") },
	{ name: "nothing-to-correct", profile: { mail: healthyMail }, play: checkedOnly("nothing-to-correct") },
	{
		name: "no-account",
		profile: {},
		play: async (page, shoot) => {
			await check(page);
			await shoot("no-account");
			await click(page, "add-account");
			await page.type('[data-field="account-address"]', "camille.martin@beta.gouv.fr");
			await shoot("first-account");
		},
	},
	{
		name: "second-account",
		profile: { mail: leftBehind },
		play: async (page, shoot) => {
			await check(page);
			await click(page, "add-account");
			await shoot("second-account");
		},
	},
	{
		name: "calendar",
		profile: { mail: suiteAlone },
		play: async (page, shoot) => {
			await check(page);
			await shoot("calendar-missing");
			for (const outcome of ["refused", "many", "few"] as const) {
				await answerSearch(page, outcome);
				await click(page, "add-dav");
				await page.waitForState("checked");
				await shoot(`calendar-${outcome}`);
			}
			await holdRepair(page);
			await click(page, "confirm");
			await page.waitForState("fixing");
			await shoot("calendar-adding");
		},
	},
	{
		name: "restart",
		profile: { mail: retired },
		play: async (page, shoot) => {
			await check(page);
			await shoot("restart-checked");
			await answerPreparation(page, "password-needed");
			await click(page, "fix-with-restart");
			await shoot("restart-asked");
			await click(page, "confirm");
			await page.waitForState("checked");
			await shoot("restart-password");
			await click(page, "dismiss");
			await answerPreparation(page, "prepared");
			await click(page, "fix-with-restart");
			await click(page, "confirm");
			await page.waitForState("checked");
			await shoot("restart-prepared");
		},
	},
	{
		name: "long-names",
		profile: { mail: longNames },
		play: async (page, shoot) => {
			await check(page);
			await shoot("long-names");
			await answerPreparation(page, "password-needed");
			await click(page, "fix-with-restart");
			await click(page, "confirm");
			await page.waitForState("checked");
			await shoot("long-names-asked");
			await click(page, "dismiss");
			await answerPreparation(page, "prepared");
			await click(page, "fix-with-restart");
			await click(page, "confirm");
			await page.waitForState("checked");
			await shoot("long-names-prepared");
		},
	},
	{
		name: "experiments-off",
		profile: { mail: oneAccount, prefs: { "extensions.experiments.enabled": false } },
		play: async (page, shoot) => {
			await page.waitForState("error");
			await shoot("experiments-off");
		},
	},
];

async function playScene(
	{ profile, logins, play }: Scene,
	language: Language,
	program: ThunderbirdProgram,
	rig: Rig | null,
): Promise<number> {
	let count = 0;
	await rig?.reset();
	const thunderbird = await Thunderbird.launch({
		binary: program.binary,
		...profile,
		addons: [ADDON],
		language: inLanguage(language, program),
		...rig?.thunderbird,
	});
	try {
		await thunderbird.addonReady(ADDON.id);
		for (const login of logins ?? passwordsFor(profile.mail ?? { accounts: [] })) await thunderbird.addLogin(login);
		const page = await thunderbird.openPage(ADDON.id);
		await play(page, async (state) => {
			for (const scheme of SCHEMES) {
				await page.setColorScheme(scheme);
				for (const width of WIDTHS) {
					await page.setWidth(width);
					await page.screenshot(join(FOLDER, `${state}-${language}-${scheme}-${width}.png`));
					count += 1;
				}
			}
			await page.setWidth(null);
		});
	} finally {
		await thunderbird.close();
	}
	return count;
}

export default async function screenshots(args: string[]): Promise<number> {
	const { current } = thunderbirdsForTests();
	if (typeof current === "string") {
		console.error(current);
		return 1;
	}
	const wanted = args.filter((arg) => !arg.startsWith("--"));
	const scenes = SCENES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
	await build();
	if (wanted.length === 0) rmSync(FOLDER, { recursive: true, force: true });
	mkdirSync(FOLDER, { recursive: true });
	const ready = prepareRig();
	if (ready !== true) console.log(`No server is reached, so only settings are judged. ${ready}`);
	const rig = ready === true ? await Rig.start() : null;
	let count = 0;
	try {
		for (const language of LANGUAGES) {
			for (const scene of scenes) count += await playScene(scene, language, current, rig);
		}
	} finally {
		await rig?.stop();
	}
	console.log(`${count} pictures are in ${relative(process.cwd(), FOLDER)}`);
	if (args.includes("--readme")) {
		mkdirSync("docs", { recursive: true });
		copyFileSync(join(FOLDER, README_PICTURE), "docs/screenshot.png");
		console.log("docs/screenshot.png is new");
	}
	return 0;
}
