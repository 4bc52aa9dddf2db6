// What the tests read: the page's cards as plain rows, and Thunderbird's own accounts, preferences, logins and files.
// And the clicks that several of them make. Preferences are flushed to the disk before they are read from it.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Language } from "./addon";
import type { ExtensionPage } from "./driver/page";
import type { StoredLogin, Thunderbird } from "./driver/thunderbird";

export interface Card {
	provider: string;
	health: string;
	/** `severity rule` */
	findings: string[];
	/** `setting from → to`, with `[reason]` behind one that is blocked; the same change is named once. */
	changes: string[];
}

/** The cards that the page shows now, by account key. */
export function readCards(page: ExtensionPage): Promise<Record<string, Card>> {
	return page.eval(() => {
		const read = (element: Element, name: string) => element.getAttribute(name) ?? "";
		const change = (row: Element) => {
			const blocked = read(row, "data-blocked");
			const edit = `${read(row, "data-setting")} ${read(row, "data-from")} → ${read(row, "data-to")}`;
			return blocked === "" ? edit : `${edit} [${blocked}]`;
		};
		const cards = [...document.querySelectorAll("[data-account]")].map((card) => [
			read(card, "data-account"),
			{
				provider: read(card, "data-provider"),
				health: read(card, "data-health"),
				findings: [...card.querySelectorAll("[data-rule]")].map(
					(finding) => `${read(finding, "data-severity")} ${read(finding, "data-rule")}`,
				),
				changes: [...new Set([...card.querySelectorAll("[data-setting]")].map(change))],
			},
		]);
		return Object.fromEntries(cards) as Record<string, Card>;
	});
}

/** What a card says of the servers themselves. */
export interface ServerCard {
	incoming: string;
	outgoing: string;
	/** `severity rule`, and `at stage` where that is said. */
	findings: string[];
	/** `service reason` */
	unchecked: string[];
	asksPassword: boolean;
}

/** The same cards as `readCards`: lights, findings and what could not be checked, by account key. */
export function readServerCards(page: ExtensionPage): Promise<Record<string, ServerCard>> {
	return page.eval(() => {
		const read = (element: Element | null, name: string) => element?.getAttribute(name) ?? "";
		const cards = [...document.querySelectorAll("[data-account]")].map((card): [string, ServerCard] => {
			const light = (service: string) =>
				read(card.querySelector(`[data-service="${service}"][data-health]`), "data-health");
			return [
				read(card, "data-account"),
				{
					incoming: light("incoming"),
					outgoing: light("outgoing"),
					findings: [...card.querySelectorAll("[data-rule]")].map((finding) => {
						const stage = read(finding, "data-stage");
						const said = `${read(finding, "data-severity")} ${read(finding, "data-rule")}`;
						return stage === "" ? said : `${said} at ${stage}`;
					}),
					unchecked: [...card.querySelectorAll("[data-unchecked]")].map(
						(note) => `${read(note, "data-service")} ${read(note, "data-unchecked")}`,
					),
					asksPassword: card.querySelector('[data-field="app-password"]') !== null,
				},
			];
		});
		return Object.fromEntries(cards);
	});
}

/** The servers and identities as Thunderbird's own objects give them, one line each, by key. */
export function readObjects(thunderbird: Thunderbird): Promise<Record<string, string>> {
	return thunderbird.chrome(({ MailServices, Ci }) => {
		const rows: Record<string, string> = {};
		for (const account of MailServices.accounts.accounts) {
			const server = account.incomingServer;
			if (server?.type !== "imap" && server?.type !== "pop3") continue;
			const pop = server.type === "pop3" ? ` leave=${server.getBoolValue("leave_on_server")}` : "";
			const host = server.hostname ?? server.hostName;
			rows[server.key] =
				`${server.type} ${host}:${server.port} socket=${server.socketType} auth=${server.authMethod} ${server.username}${pop}`;
			for (const identity of account.identities) rows[identity.key] = `${identity.email} via ${identity.smtpServerKey}`;
		}
		for (const each of MailServices.outgoingServer.servers) {
			const server = each.QueryInterface(Ci.nsISmtpServer);
			rows[server.key] =
				`smtp ${server.hostname}:${server.port} socket=${server.socketType} auth=${server.authMethod} ${server.username}`;
		}
		return rows;
	});
}

/**
 * Preferences that Thunderbird itself writes at moments of its own choosing, in a run without any check too: which kind of
 * mail store a server has, when it first opens that store; when it last applied filters, at its start and every minute.
 */
const THUNDERBIRDS_OWN = [/^mail\.server\.server\d+\.(storeContractID|(last|next)FilterTime)$/];

/** The lines of prefs.js whose preferences begin with `mail.`, as the file holds them, without Thunderbird's own. */
export async function mailLines(thunderbird: Thunderbird): Promise<string[]> {
	await thunderbird.chrome(({ Services, Ci }) => {
		Services.prefs.savePrefFile(Services.dirsvc.get("PrefF", Ci.nsIFile));
	});
	return readFileSync(join(thunderbird.profile.path, "prefs.js"), "utf8")
		.split("\n")
		.filter((line) => line.startsWith('user_pref("mail.'))
		.filter((line) => !THUNDERBIRDS_OWN.some((own) => own.test(/^user_pref\("([^"]*)"/.exec(line)?.[1] ?? "")))
		.sort();
}

export interface State {
	prefs: string[];
	logins: StoredLogin[];
}

/** Preferences and logins together: what a check, a refusal or an undo must leave as it was. */
export async function readState(thunderbird: Thunderbird): Promise<State> {
	return { prefs: await mailLines(thunderbird), logins: await thunderbird.logins() };
}

/**
 * Every file at these places of the profile, by default the whole, with a hash of its content. Thunderbird itself makes and
 * renames files at any time: while it runs, ask for places where it does not.
 */
export function profileFiles({ profile }: Thunderbird, places: readonly string[] = ["."]): Map<string, string> {
	const files = new Map<string, string>();
	const add = (file: string) => {
		files.set(relative(profile.path, file), createHash("sha256").update(readFileSync(file)).digest("hex"));
	};
	for (const place of places.map((name) => join(profile.path, name))) {
		const found = statSync(place, { throwIfNoEntry: false });
		if (found?.isFile()) add(place);
		if (!found?.isDirectory()) continue;
		for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
			if (entry.isFile()) add(join(entry.parentPath, entry.name));
		}
	}
	return files;
}

const messages = (language: Language): Record<string, { message: string }> =>
	JSON.parse(readFileSync(join(import.meta.dirname, "../../_locales", language, "messages.json"), "utf8"));

/** The sentence of a message, whatever stands in its gaps, whichever spaces: for `expect(text).toMatch(…)`. */
export function sentence(key: string, language: Language = "en"): RegExp {
	const message = messages(language)[key]?.message;
	if (message === undefined) throw new Error(`no message ${key} in ${language}`);
	const parts = message
		.split(/\$[A-Z]+\$/)
		.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s/g, "\\s"));
	return new RegExp(parts.join("[^]*?"));
}

/** Clicks natively, waits until all work behind the click has ended, and gives the states the page went through. */
export async function clickThrough(page: ExtensionPage, css: string): Promise<string[]> {
	return follow(page, () => page.click(css));
}

/** As `clickThrough`, for any other way to start work. */
export async function follow(page: ExtensionPage, start: () => Promise<void>): Promise<string[]> {
	await page.eval(() => {
		const main = document.querySelector("main");
		if (!main) throw new Error("the page has no main");
		// Kept in the document: each script from here runs in a global of its own.
		const { dataset } = document.documentElement;
		const run = String(performance.now());
		Object.assign(dataset, { states: "", run });
		new MutationObserver((records, observer) => {
			if (dataset["run"] !== run) {
				observer.disconnect();
				return;
			}
			const seen = records.map(({ oldValue }) => `${oldValue} `).join("");
			dataset["states"] = `${dataset["states"] ?? ""}${seen}`;
		}).observe(main, { attributes: true, attributeFilter: ["data-state"], attributeOldValue: true });
	});
	await start();
	const states = await page.waitFor(() => {
		const states = document.documentElement.dataset["states"] ?? "";
		const state = document.querySelector("main")?.dataset["state"] ?? "";
		const resting = state !== "checking" && state !== "fixing";
		return states !== "" && resting ? states + state : "";
	});
	return states.split(" ");
}

/** What the page says, as a user reads it. */
export function pageText(page: ExtensionPage): Promise<string> {
	return page.eval(() => document.body.innerText);
}

/** Closes every tab with a page of the add-on. */
export async function closePage(thunderbird: Thunderbird, id: string): Promise<void> {
	await thunderbird.chrome(({ WebExtensionPolicy, document }, id) => {
		const tabmail = document.getElementById("tabmail");
		const base = WebExtensionPolicy.getByID(id).extension.baseURI.spec;
		for (const tab of [...tabmail.tabInfo]) {
			if (tab.browser?.currentURI?.spec.startsWith(base)) tabmail.closeTab(tab);
		}
	}, id);
}
