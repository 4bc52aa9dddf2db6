// One running Thunderbird: start, code in its parent process, add-ons, dialogs, restart, crash, end.
// Pages of an add-on: page.ts. What the profile holds: profile.ts. Which program: install.ts.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Prefs } from "./accounts";
import { guard } from "./guard";
import { Marionette, MarionetteError } from "./marionette";
import { ExtensionPage } from "./page";
import { Profile, type ProfileDescription } from "./profile";

/** Thunderbird's own objects have no types here: functions for the parent process are checked by running them. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Privileged = any;

/** What a function that runs in the parent process finds in its first argument. */
export interface ChromeScope {
	/** The main window. */
	window: Privileged;
	document: Privileged;
	Services: Privileged;
	MailServices: Privileged;
	ChromeUtils: Privileged;
	Cc: Privileged;
	Ci: Privileged;
	WebExtensionPolicy: Privileged;
	BrowsingContext: Privileged;
}

export type ChromeFunction<Args extends unknown[], Result> = (scope: ChromeScope, ...args: Args) => Result;

/** A dialog that nobody asked for. */
export class UnexpectedDialog extends Error {
	override name = "UnexpectedDialog";

	constructor(text: string) {
		super(`unexpected dialog: ${text}`);
	}
}

export interface LaunchOptions extends ProfileDescription {
	/** Path of the program, not of a distribution's shell wrapper: killing that would leave Thunderbird behind. */
	binary: string;
	/** true: no display is needed; clicks, pictures and languages work the same. */
	headless?: boolean;
	environment?: Record<string, string>;
	/** Wraps the command line, such as `["nsenter", …]`. */
	wrapper?: string[];
	/** Opens a connection to a local port of the place where `wrapper` runs the program, if that is another one. */
	connect?: (port: number) => Promise<Socket>;
}

export interface StoredLogin {
	origin: string;
	realm: string;
	username: string;
	password: string;
	guid: string;
}

interface Exit {
	code: number | null;
	signal: string | null;
	error: string | null;
}

const START_LIMIT = 60_000;
const QUIT_LIMIT = 20_000;
/** Wide enough for a page of 1200 pixels beside Thunderbird's own bars. */
const WINDOW = { MOZ_HEADLESS_WIDTH: "1500", MOZ_HEADLESS_HEIGHT: "1000" };

const SCOPE = `{
	window, document, Services, ChromeUtils, Cc, Ci, WebExtensionPolicy, BrowsingContext,
	MailServices: ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices,
}`;

/** As the option of this name, on this machine. The first write fails if nobody listens. */
const connectHere = async (port: number): Promise<Socket> => connect({ host: "127.0.0.1", port });

export class Thunderbird {
	readonly profile: Profile;
	readonly #options: LaunchOptions;
	#marionette: Marionette | null = null;
	#child: ChildProcess | null = null;
	#exit: Promise<Exit> | null = null;

	private constructor(options: LaunchOptions) {
		this.#options = options;
		this.profile = Profile.create(options);
	}

	/** A fresh profile, a started Thunderbird. `close()` ends and removes both. */
	static async launch(options: LaunchOptions): Promise<Thunderbird> {
		const thunderbird = new Thunderbird(options);
		try {
			await thunderbird.start();
		} catch (error) {
			await thunderbird.close();
			throw error;
		}
		return thunderbird;
	}

	/** Starts Thunderbird with the same profile again, after `quit()` or `kill()`. */
	async start(isAgain = false): Promise<void> {
		const { binary, headless = true, environment = {}, wrapper = [], connect = connectHere } = this.#options;
		const { profile } = this;
		profile.forgetMarionettePort();
		const command = [
			...wrapper,
			...[binary, "--profile", profile.path, "--no-remote", "--new-instance", "--marionette"],
			"--remote-allow-system-access",
			...(headless ? ["--headless"] : []),
		];
		const log = openSync(profile.log, "a");
		const child = spawn(command[0] ?? binary, command.slice(1), {
			stdio: ["ignore", log, log],
			env: {
				...process.env,
				...WINDOW,
				HOME: profile.home,
				MOZ_CRASHREPORTER_DISABLE: "1",
				// Without it a release build ignores services.settings.server.
				MOZ_REMOTE_SETTINGS_DEVTOOLS: "1",
				...environment,
			},
		});
		closeSync(log);
		const release = guard(child, profile.folder);
		let ended: Exit | null = null;
		this.#child = child;
		this.#exit = new Promise<Exit>((resolve) => {
			child.on("error", (error) => resolve({ code: null, signal: null, error: error.message }));
			child.on("exit", (code, signal) => resolve({ code, signal, error: null }));
		}).then((exit) => {
			release();
			ended = exit;
			return exit;
		});

		const deadline = Date.now() + START_LIMIT;
		while (!this.#marionette) {
			// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set when the process ends
			if (ended) throw new Error(`Thunderbird ended early: ${JSON.stringify(ended)}\n${this.logTail()}`);
			if (Date.now() > deadline) throw new Error(`Thunderbird did not answer\n${this.logTail()}`);
			const port = profile.marionettePort();
			if (port) this.#marionette = await Marionette.connect(connect(port)).catch(() => null);
			if (!this.#marionette) await delay(20);
		}
		// Flat, and not in WebDriver's { alwaysMatch }: Marionette overlooks that form and would dismiss dialogs.
		// "ignore": a dialog makes the running script return null, and chrome() notices.
		try {
			await this.send("WebDriver:NewSession", { unhandledPromptBehavior: "ignore" });
		} catch (error) {
			// Thunderbird 140 never notices its own window in about one start of a thousand.
			if (isAgain || !String(error).includes("gave no answer")) throw error;
			console.log(`${String(error)}: killed, and started once more`);
			await this.kill();
			await this.start(true);
			return;
		}
		await this.send("WebDriver:SetTimeouts", { script: 70_000 });
		await this.send("Marionette:SetContext", { value: "chrome" });
		await this.#watchWindows();
	}

	send(name: string, parameters: object = {}): Promise<unknown> {
		return this.#marionette?.send(name, parameters) ?? Promise.reject(new Error("Thunderbird is not running"));
	}

	/**
	 * Runs `body` in the parent process. It is sent as text: nothing from outside is there but its arguments (JSON).
	 * @throws {UnexpectedDialog} when a dialog is open or opens meanwhile
	 */
	chrome<Args extends unknown[], Result>(body: ChromeFunction<Args, Result>, ...args: Args): Promise<Awaited<Result>> {
		return this.run(String(body), ...args) as Promise<Awaited<Result>>;
	}

	/** As `chrome`, with a function that is text already. */
	async run(body: string, ...args: unknown[]): Promise<unknown> {
		const script = `
			const done = arguments[arguments.length - 1];
			const args = Array.prototype.slice.call(arguments, 0, -1);
			(async () => {
				try {
					done({ value: (await (${body})(${SCOPE}, ...args)) ?? null });
				} catch (error) {
					const result = error?.result ? " 0x" + (error.result >>> 0).toString(16) : "";
					done({ error: String(error) + result, stack: String(error?.stack ?? "") });
				}
			})();`;
		type Outcome = { value: unknown } | { error: string; stack: string } | null;
		let outcome: Outcome;
		try {
			const answer = await this.send("WebDriver:ExecuteAsyncScript", {
				script,
				args,
				sandbox: "system",
				newSandbox: true,
			});
			outcome = (answer as { value: Outcome }).value;
		} catch (error) {
			// It was there before the script.
			if (!(error instanceof MarionetteError) || error.code !== "unexpected alert open") throw error;
			outcome = null;
		}
		if (outcome === null) throw new UnexpectedDialog((await this.dialogText()) ?? "(gone meanwhile)");
		if ("error" in outcome) throw new Error(`${outcome.error}\n(in Thunderbird)\n${outcome.stack}`);
		return outcome.value;
	}

	/** The text of the open dialog, or null. */
	async dialogText(): Promise<string | null> {
		try {
			return ((await this.send("WebDriver:GetAlertText")) as { value: string }).value;
		} catch (error) {
			if (error instanceof MarionetteError && error.code === "no such alert") return null;
			throw error;
		}
	}

	dismissDialog(): Promise<unknown> {
		return this.send("WebDriver:DismissAlert");
	}

	/**
	 * Addresses of all windows and dialogs that opened since the start, closed ones too; empty when all is quiet.
	 * What never got an address is none: Thunderbird 140 announces the hidden window of an add-on's background too.
	 */
	openedWindows(): Promise<string[]> {
		return this.chrome(({ window }) =>
			window.openedWindows.map(({ url }: { url: string }) => url).filter((url: string) => url !== "about:blank"),
		) as Promise<string[]>;
	}

	async install(path: string, { temporary }: { temporary: boolean }): Promise<string> {
		return ((await this.send("Addon:Install", { path, temporary })) as { value: string }).value;
	}

	uninstall(id: string): Promise<unknown> {
		return this.send("Addon:Uninstall", { id });
	}

	/** Waits until an add-on of the profile runs. */
	async addonReady(id: string): Promise<void> {
		await this.chrome(async ({ WebExtensionPolicy, window }, id) => {
			const deadline = Date.now() + 20_000;
			while (!WebExtensionPolicy.getByID(id)?.extension?.startupReason && Date.now() < deadline) {
				await new Promise((resolve) => window.setTimeout(resolve, 20));
			}
			const extension = WebExtensionPolicy.getByID(id)?.extension;
			if (!extension) throw new Error(`the add-on ${id} did not start`);
			await extension.startupPromise;
		}, id);
	}

	/** Opens a page of an add-on in a tab, by default its options page, without any click. */
	async openPage(id: string, relative: string | null = null): Promise<ExtensionPage> {
		const context = await this.chrome(
			({ WebExtensionPolicy, document }, id, relative) => {
				const { extension } = WebExtensionPolicy.getByID(id);
				const url = extension.baseURI.resolve(relative ?? extension.manifest.options_ui.page);
				const { browser } = document.getElementById("tabmail").openTab("contentTab", {
					url,
					linkHandler: "single-site",
					// Without these two the page would not get the add-on's process and API.
					initialBrowsingContextGroupId: extension.policy.browsingContextGroupId,
					triggeringPrincipal: extension.principal,
				});
				return browser.browserId as number;
			},
			id,
			relative,
		);
		return this.#loadedPage(context);
	}

	/** The add-on's page that the current tab shows, as soon as it shows one; one that was there already counts too. */
	async currentPage(id: string): Promise<ExtensionPage> {
		const context = await this.chrome(async ({ WebExtensionPolicy, document, window }, id) => {
			const tabmail = document.getElementById("tabmail");
			const base = WebExtensionPolicy.getByID(id).extension.baseURI.spec;
			const deadline = Date.now() + 20_000;
			while (Date.now() < deadline) {
				const browser = tabmail.currentTabInfo?.browser;
				if (browser?.currentURI?.spec.startsWith(base)) return browser.browserId as number;
				await new Promise((resolve) => window.setTimeout(resolve, 20));
			}
			throw new Error(`no page of the add-on: ${tabmail.currentTabInfo?.browser?.currentURI?.spec}`);
		}, id);
		return this.#loadedPage(context);
	}

	/** Clicks the add-on's button in the toolbar as a hand would, and returns the page that comes. */
	async clickToolbarButton(id: string): Promise<ExtensionPage> {
		const button = await this.find(`#unifiedToolbarContent [extension="${id}"]`);
		await this.send("WebDriver:ElementClick", { id: button });
		return this.currentPage(id);
	}

	/** Chooses the add-on's entry in the Tools menu, and returns the page that comes. */
	async clickToolsMenu(id: string): Promise<ExtensionPage> {
		await this.chrome(async ({ document, window }, id) => {
			const popup = document.getElementById("taskPopup");
			const shown = new Promise((resolve) => popup.addEventListener("popupshown", resolve, { once: true }));
			popup.openPopup(document.getElementById("tabmail"), "overlap", 0, 0, false, false);
			await shown;
			const prefix = `${id.toLowerCase().replace(/[^a-z0-9_-]/g, "_")}-menuitem-`;
			const find = () =>
				[...popup.querySelectorAll("menuitem")].find((item: { id: string }) => item.id.startsWith(prefix));
			for (let tries = 0; !find() && tries < 100; tries++) {
				await new Promise((resolve) => window.setTimeout(resolve, 20));
			}
			const item = find();
			if (!item) throw new Error("the Tools menu has no entry of the add-on");
			popup.activateItem(item);
		}, id);
		return this.currentPage(id);
	}

	/** Closes every tab but the first. */
	closeTabs(): Promise<void> {
		return this.chrome(({ document }) => {
			const tabmail = document.getElementById("tabmail");
			for (const tab of tabmail.tabInfo.slice(1)) tabmail.closeTab(tab);
		});
	}

	/** An element of Thunderbird's own window, as an id for `send`. Waits until it is there. */
	async find(selector: string): Promise<string> {
		await this.send("WebDriver:SetTimeouts", { implicit: 10_000 });
		const answer = await this.send("WebDriver:FindElement", { using: "css selector", value: selector });
		await this.send("WebDriver:SetTimeouts", { implicit: 0 });
		return Object.values((answer as { value: Record<string, string> }).value)[0] ?? "";
	}

	/** The text on the add-on's toolbar button, as the user sees it. */
	badgeText(id: string): Promise<string> {
		return this.chrome(
			({ document }, id) =>
				document.querySelector(`#unifiedToolbarContent [extension="${id}"]`)?.getAttribute("badge") ?? "",
			id,
		) as Promise<string>;
	}

	/** User values of preferences whose names begin with one of the prefixes; flushes them to the disk first. */
	prefs(...prefixes: string[]): Promise<Prefs> {
		return this.chrome(({ Services }, prefixes) => {
			Services.prefs.savePrefFile(null);
			const prefs: Prefs = {};
			for (const name of prefixes.flatMap((prefix) => Services.prefs.getChildList(prefix) as string[]).sort()) {
				if (!Services.prefs.prefHasUserValue(name)) continue;
				const type = Services.prefs.getPrefType(name);
				if (type === Services.prefs.PREF_INT) prefs[name] = Services.prefs.getIntPref(name);
				else if (type === Services.prefs.PREF_BOOL) prefs[name] = Services.prefs.getBoolPref(name);
				else prefs[name] = Services.prefs.getStringPref(name);
			}
			return prefs;
		}, prefixes);
	}

	/** Stores a login as Thunderbird's own password prompt would; `realm` left out: the origin, as for mail. */
	async addLogin(login: { origin: string; realm?: string; username: string; password: string }): Promise<void> {
		await this.chrome(async ({ Services, Cc, Ci }, { origin, realm = origin, username, password }) => {
			const info = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
			info.init(origin, null, realm, username, password, "", "");
			await Services.logins.addLoginAsync(info);
		}, login);
	}

	/** All stored logins, in a fixed order. */
	logins(): Promise<StoredLogin[]> {
		return this.chrome(async ({ Services, Ci }) => {
			const logins = await Services.logins.getAllLogins();
			const rows = logins.map((login: Privileged) => ({
				origin: login.origin,
				realm: login.httpRealm,
				username: login.username,
				password: login.password,
				guid: login.QueryInterface(Ci.nsILoginMetaInfo).guid,
			})) as StoredLogin[];
			return rows.sort((a, b) => `${a.origin} ${a.username}`.localeCompare(`${b.origin} ${b.username}`));
		});
	}

	/** Saves a picture of the main window as the user sees it. */
	async screenshot(file: string): Promise<void> {
		const answer = (await this.send("WebDriver:TakeScreenshot", { full: true, hash: false })) as { value: string };
		writeFileSync(file, Buffer.from(answer.value, "base64"));
	}

	/** The last lines that Thunderbird printed. */
	logTail(lines = 30): string {
		return readFileSync(this.profile.log, "utf8").split("\n").slice(-lines).join("\n");
	}

	/** Ends Thunderbird in the ordinary way; the profile stays. */
	async quit(): Promise<void> {
		if (!this.#marionette) return;
		// eForceQuit: no window may veto. The connection breaks before an answer comes.
		this.send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => {});
		const late = setTimeout(() => this.#child?.kill("SIGKILL"), QUIT_LIMIT);
		await this.#ended();
		clearTimeout(late);
	}

	/** Ends Thunderbird as a power cut would: nothing is flushed; the profile stays. */
	async kill(): Promise<void> {
		this.#child?.kill("SIGKILL");
		await this.#ended();
	}

	async restart(): Promise<void> {
		await this.quit();
		await this.start();
	}

	/** Waits until Thunderbird has ended by itself: closed by a user, or crashed by what a test did. */
	async ended(): Promise<void> {
		await this.#ended();
	}

	/** Ends Thunderbird and removes the profile. */
	async close(): Promise<void> {
		await this.quit();
		if (this.#child) await this.kill();
		this.profile.remove();
	}

	async #ended(): Promise<void> {
		await this.#exit;
		// With a wrapper the process that has ended is that one, and Thunderbird ends a moment later.
		await this.#marionette?.ended;
		this.#marionette?.close();
		this.#marionette = null;
		this.#child = null;
	}

	#watchWindows(): Promise<void> {
		return this.chrome(({ window, Services }) => {
			const opened: { url: string }[] = [];
			window.openedWindows = opened;
			const note = (win: Privileged) => {
				const entry = { url: win.location.href as string };
				opened.push(entry);
				return entry;
			};
			Services.ww.registerNotification({
				observe(win: Privileged, topic: string) {
					if (topic !== "domwindowopened") return;
					const entry = note(win);
					win.addEventListener("load", () => Object.assign(entry, { url: win.location.href }), { once: true });
				},
			});
			// A dialog inside a tab is no window of its own.
			Services.obs.addObserver((win: Privileged) => note(win), "tabmodal-dialog-loaded");
			Services.obs.addObserver((win: Privileged) => note(win), "common-dialog-loaded");
		});
	}

	async #loadedPage(browserId: number): Promise<ExtensionPage> {
		await this.chrome(async ({ BrowsingContext, window }, browserId) => {
			const ready = () => {
				const context = BrowsingContext.getCurrentTopByBrowserId(browserId);
				return context?.currentURI?.scheme === "moz-extension" && !context.webProgress?.isLoadingDocument;
			};
			const deadline = Date.now() + 20_000;
			while (!ready() && Date.now() < deadline) await new Promise((resolve) => window.setTimeout(resolve, 20));
			if (!ready()) throw new Error("the add-on's page did not load");
		}, browserId);
		return new ExtensionPage(this, browserId);
	}
}
