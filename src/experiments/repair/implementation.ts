// Carries out whole repairs in Thunderbird. The order and the safety are in engine.ts and compile.ts; here are the hands:
// server objects and connections; preferences.ts and login-store.ts have theirs. Never returns a password, never logs an address.

import type { Change, CreateAccountChange, TargetKind } from "../../domain/change";
import type { DavWish } from "../../domain/dav";
import type { Address, Endpoint, Observation } from "../../domain/observation";
import type {
	AccountOutcome,
	PasswordOutcome,
	PrepareOutcome,
	Proof,
	RepairKind,
	RepairOutcome,
	SelfCheck,
	ServerRef,
	SignInOutcome,
} from "../../domain/outcome";
import type { LoginRemoval } from "../../domain/support";
import type { UsableCredentials } from "../../probe/dialogue";
import { builtInCatalogue } from "../../providers";
import { isDavHostBeside, providersOfHost, sameProviderHosts } from "../../providers/lookup";
import { attempt } from "../shared/attempt";
import { nextTurn } from "../shared/connection";
import { hasToken } from "../shared/credentials";
import { searchAll, TOTAL_MS } from "../shared/dav/search";
import { type Deadlines, Examination, type ExaminationPorts } from "../shared/examination";
import { planLogin } from "../shared/login-guard";
import { lookUpMailDns } from "../shared/names";
import { managedCatalogue, managedPolicy, mayAdd, reportPolicyFaults } from "../shared/policy";
import { valid } from "../shared/requests";
import {
	configuredServer,
	effectiveValue,
	incomingProtocol,
	incomingSettings,
	outgoingSettings,
	type Target,
	TargetIndex,
} from "../shared/servers";
import { Slots } from "../shared/slots";
import { Cancellation } from "../shared/timer";
import { books } from "./address-books";
import { calendars } from "./calendars";
import type { MailFolder } from "./carry/files";
import { countInSearchIndex, moveSearchIndex } from "./carry/search-index";
import { Engine } from "./engine";
import { missingForClosing, missingForPassword, missingForSignIn, type Roots, selfCheck } from "./internals";
import { JournalFile } from "./journal-file";
import { logins, loginsOnDisk, unusedLogins } from "./login-store";
import { compareMailbox } from "./mailboxes";
import { accounts } from "./new-account/hands";
import { createSignInPorts, SignInWindow } from "./oauth";
import { obstacles } from "./obstacles";
import type { Ports } from "./ports";
import { prefs } from "./preferences";
import { profileFiles } from "./profile-files";
import {
	parseAccountRequest,
	parseMoveRequest,
	parsePasswordRequest,
	parseRequest,
	parseSignInRequest,
} from "./request";
import { saveSettings } from "./save-settings";
import { listUnused, removeUnused } from "./unused-logins";

const DEADLINES: Deadlines = { stageMs: 5000, totalMs: 15_000 };
/** The list of a large mailbox takes its time. */
const MAILBOX_DEADLINES: Deadlines = { stageMs: 15_000, totalMs: 45_000 };

function mailServices(): MailServicesModule["MailServices"] {
	return ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices;
}

let targetIndex: TargetIndex | null = null;

/** It holds for as long as nobody else gets a turn, and this module leaves the lists alone. */
function index(): TargetIndex {
	if (!targetIndex) {
		targetIndex = new TargetIndex(mailServices());
		void Promise.resolve().then(forgetTargets);
	}
	return targetIndex;
}

function forgetTargets(): void {
	targetIndex = null;
}

const collections: Ports["collections"] = { calendar: calendars, "address-book": books };

function findTarget(kind: TargetKind, key: string): Target | null {
	return kind === "calendar" || kind === "address-book" ? null : index().find(kind, key);
}

const targets: Ports["targets"] = {
	value(kind, key, setting) {
		if (kind === "calendar" || kind === "address-book") return collections[kind].value(key, setting);
		const target = findTarget(kind, key);
		return target ? effectiveValue(target, setting) : undefined;
	},
	settle(kind, key, settings) {
		if (kind === "calendar" || kind === "address-book") {
			collections[kind].settle(key);
			return;
		}
		const target = findTarget(kind, key);
		if (!target) return;
		switch (target.kind) {
			case "incoming":
				target.server.closeCachedConnections();
				return;
			case "outgoing": {
				const { server } = target;
				// The host's own setter would delete the stored login, so the preference was written directly. What the object
				// remembers of the old host goes here: the typed password, and with the port's setter the address.
				if (settings.includes("outgoing.host") || settings.includes("outgoing.username")) server.password = "";
				const { port } = server;
				// No port, or one of a wrong type: to set it would remove the preference.
				if (port > 0) server.port = port;
				server.closeCachedConnections();
				return;
			}
			case "identity":
				return;
		}
	},
	forgetPassword(kind, key) {
		const target = findTarget(kind, key);
		switch (target?.kind) {
			case "incoming":
				target.server.forgetSessionPassword(false);
				target.server.closeCachedConnections();
				return;
			case "outgoing":
				target.server.password = "";
				// A message on its way has logged in already.
				if (!this.isSending(key)) target.server.closeCachedConnections();
				return;
			case "identity":
			case undefined:
				return;
		}
	},
	isSending(key) {
		const target = index().find("outgoing", key);
		return target?.kind === "outgoing" && (target.server.wrappedJSObject?._busyConnections?.length ?? 0) > 0;
	},
	incoming(key) {
		const target = index().find("incoming", key);
		if (target?.kind !== "incoming") return null;
		const protocol = incomingProtocol(target.server);
		const { host, username } = incomingSettings(target.server);
		return protocol && { protocol, host, username };
	},
	identities: () =>
		mailServices().accounts.allIdentities.map((identity) => ({
			key: identity.key,
			outgoingKey: attempt(() => identity.smtpServerKey, ""),
		})),
	outgoing: () =>
		mailServices()
			.outgoingServer.servers.filter((server) => server.type === "smtp")
			.map((server) => {
				const { host, username } = outgoingSettings(server.QueryInterface(Ci.nsISmtpServer));
				return { key: server.key, host, username };
			}),
	isFolderOfServer: (uri) => index().hasServerOf(uri),
	folderUris: () => new Set(mailServices().accounts.allFolders.map((folder) => folder.URI)),
	incomingServers: () =>
		mailServices().accounts.allServers.flatMap((server) => {
			const protocol = incomingProtocol(server);
			const { host, username } = incomingSettings(server);
			return protocol === null ? [] : [{ key: server.key, protocol, host, username }];
		}),
	serverUri(key) {
		const target = index().find("incoming", key);
		if (target?.kind !== "incoming") return null;
		// To ask for it makes Thunderbird note it.
		attempt(() => target.server.localPath, null);
		return attempt(() => target.server.serverURI, null);
	},
	mailFolders,
};

/** `[ProfD]ImapMail/imap.mail.ovh.net`, else the whole path. */
function mailFolders(): MailFolder[] {
	const branch = "mail.server.";
	const keys = new Set(prefs.namesBelow(branch).map((name) => name.slice(branch.length).split(".")[0] ?? ""));
	const profile = Services.dirsvc.get("ProfD", Ci.nsIFile).path;
	return [...keys].flatMap((key) => {
		const relative = String(prefs.read(`${branch}${key}.directory-rel`) ?? "");
		if (relative.startsWith("[ProfD]")) return { key, folder: relative.slice("[ProfD]".length) };
		const absolute = String(prefs.read(`${branch}${key}.directory`) ?? "");
		if (absolute === "") return [];
		const isInside = absolute.startsWith(profile) && /^[\\/]/.test(absolute.slice(profile.length));
		const folder = isInside ? absolute.slice(profile.length + 1) : absolute;
		return { key, folder: folder.replaceAll("\\", "/") };
	});
}

const outgoingServers: Ports["outgoingServers"] = {
	keys: () => mailServices().outgoingServer.servers.map((server) => server.key),
	create() {
		forgetTargets();
		return mailServices().outgoingServer.createServer("smtp").key;
	},
	remove(key) {
		forgetTargets();
		const { outgoingServer } = mailServices();
		const server = outgoingServer.servers.find((one) => one.key === key);
		if (server) outgoingServer.deleteServer(server);
		// Thunderbird leaves an empty list behind where there was no list.
		if (Services.prefs.getStringPref("mail.smtpservers", "") === "") Services.prefs.clearUserPref("mail.smtpservers");
	},
};

const slots = new Slots(nextTurn);
const examinations = new Set<Cancellation>();

async function examining<Result>(
	deadlines: Deadlines,
	ports: Pick<ExaminationPorts, "planLogin" | "findCredentials">,
	work: (examination: Examination) => Promise<Result>,
): Promise<Result> {
	return cancellably((cancellation) => work(new Examination(deadlines, cancellation, { slots, ...ports })));
}

/** It ends when this script does. */
async function cancellably<Result>(work: (cancellation: Cancellation) => Promise<Result>): Promise<Result> {
	const cancellation = new Cancellation();
	examinations.add(cancellation);
	try {
		return await work(cancellation);
	} finally {
		examinations.delete(cancellation);
	}
}

function examine(
	endpoints: readonly Endpoint[],
	ports: Pick<ExaminationPorts, "planLogin" | "findCredentials">,
): Promise<Observation[]> {
	return examining(DEADLINES, ports, (examination) => examination.examine(endpoints));
}

const network: Omit<Ports["network"], "searchDav"> = {
	prove: (endpoints) =>
		examine(
			endpoints.map((endpoint) => ({ ...endpoint, login: null })),
			{
				planLogin: () => ({ kind: "absent", why: "unknown-server" }),
				findCredentials: () => Promise.resolve({ kind: "absent", why: "unknown-server" }),
			},
		),
	logIn: (endpoints, password) =>
		examine(endpoints, {
			planLogin(login, target) {
				// Only as a password, and only at the very host that is configured.
				if (login.auth !== "password") return { kind: "absent", why: "method-not-supported" };
				return planLogin(configuredServer(index(), login), login, target, () => false);
			},
			findCredentials: ({ username }) => Promise.resolve({ kind: "password", username, password }),
		}),
	logInAt,
};

async function logInAt(at: Address, given: UsableCredentials): Promise<Observation> {
	const { username, kind: method } = given;
	const origin = { protocol: at.protocol, host: at.host, username };
	const [seen] = await examine([{ ...at, login: { server: "incoming", key: "", auth: method, username } }], {
		planLogin: () => ({ kind: "stored", origin, username, method }),
		findCredentials: () => Promise.resolve(given),
	});
	if (seen === undefined) throw new Error("a login without an observation");
	return seen;
}

/** Who takes the mail of a domain, asked by this side itself. */
async function mailExchangers(domain: string): Promise<string[]> {
	const [found] = await lookUpMailDns([domain], Date.now() + DEADLINES.stageMs, new Cancellation());
	return found?.mx ?? [];
}

const mailboxes: Ports["mailboxes"] = {
	compare: (key, at, username, login) =>
		compareMailbox({ key, at, username, login }, (ports, work) => examining(MAILBOX_DEADLINES, ports, work)),
};

const signInWindow = new SignInWindow();

const signInHands = createSignInPorts({
	window: signInWindow,
	missing: () => missingForSignIn({ ...internals(), ...oauthModules() }),
	logIn: (endpoints, token) =>
		examine(endpoints, {
			planLogin: (login, target) => planLogin(configuredServer(index(), login), login, target, () => false),
			findCredentials: ({ username }) => Promise.resolve({ kind: "oauth2", username, token }),
		}),
	onDisk: loginsOnDisk,
});

function oauthModules(): Roots {
	return {
		...attempt(() => ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs"), null),
		...attempt(() => ChromeUtils.importESModule("resource:///modules/OAuth2.sys.mjs"), null),
		...attempt(() => ChromeUtils.importESModule("resource:///modules/OAuth2Module.sys.mjs"), null),
	};
}

function internals(): Roots {
	const services = attempt(mailServices, null);
	const incoming = attempt(
		() =>
			services?.accounts.accounts.map((account) => account.incomingServer).find((one) => one && incomingProtocol(one)),
		null,
	);
	const outgoing = attempt(
		() => services?.outgoingServer.servers.find((server) => server.type === "smtp")?.QueryInterface(Ci.nsISmtpServer),
		null,
	);
	const identity = attempt(() => services?.accounts.allIdentities[0], null);
	const cal = attempt(() => ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs").cal, null);
	return {
		...{ Services, Ci, ChromeUtils, IOUtils, PathUtils, MailServices: services, incoming, outgoing, identity },
		...{ cal, calendarManager: attempt(() => cal?.manager.wrappedJSObject, null) },
		...attempt(() => ChromeUtils.importESModule("resource:///modules/CardDAVDirectory.sys.mjs"), null),
	};
}

function checkInternals(): SelfCheck {
	return selfCheck(internals(), Services.appinfo.version);
}

function missingFor(kind: RepairKind): string | null {
	return checkInternals().missing.find((one) => one.repairs.includes(kind))?.internal ?? null;
}

function warn(message: string): void {
	console.warn(`Bons Comptes: ${message}`);
}

/** `addon` is asked for late: Thunderbird's object is not yet whole when this runs. */
function createPorts(journal: JournalFile, addon: () => string): Ports {
	return {
		prefs,
		targets,
		outgoingServers,
		accounts,
		logins,
		journal,
		network: {
			...network,
			searchDav(wishes, password) {
				const own = { catalogue: managedCatalogue(addon()), targets: index(), slots };
				return cancellably((cancellation) =>
					searchAll(wishes, { ...own, cancellation, deadline: Date.now() + TOTAL_MS }, password),
				);
			},
		},
		mailboxes,
		collections,
		mayAdd: (kind) => mayAdd(addon(), kind),
		hasToken: (host, username, kind) => hasToken(username, { host, protocol: kind }),
		started,
		obstacles,
		files: profileFiles,
		searchIndex: {
			count: (move) => countInSearchIndex(move, warn),
			move: (move) => moveSearchIndex(move, warn),
		},
		providers: {
			sameProvider: (host, outgoingHost) => sameProviderHosts(managedCatalogue(addon()), host, outgoingHost, "smtp"),
			isRightOutgoingHost: (host) => sameProviderHosts(managedCatalogue(addon()), host, host, "smtp"),
			sameIncomingProvider: (host, incomingHost, protocol) =>
				sameProviderHosts(managedCatalogue(addon()), host, incomingHost, protocol),
			isRightIncomingHost: (host, protocol) => sameProviderHosts(managedCatalogue(addon()), host, host, protocol),
			isDavHost: (mailHost, kind, host) => isDavHostBeside(managedCatalogue(addon()), mailHost, kind, host),
			// A provider that the organisation has switched off still is whose host it is.
			isKnown: (host) =>
				[builtInCatalogue, managedCatalogue(addon())].some((one) => providersOfHost(one, host).length > 0),
			catalogue: () => managedCatalogue(addon()),
			mailExchangers,
		},
		missingFor,
		missingForPassword: () => missingForPassword(internals()),
		missingForClosing: () => missingForClosing({ Services, Ci }),
		restart,
		now: () => new Date().toISOString(),
		newId: () => Services.uuid.generateUUID().toString().slice(1, -1),
		step: (name) => Services.obs.notifyObservers(null, "bons-comptes-step", name),
		warn,
	};
}

/** The first window that shows mail is there, and with it Thunderbird's calendars. */
function started(): Promise<void> {
	if (Services.wm.getMostRecentWindow("mail:3pane") !== null) return Promise.resolve();
	return new Promise((resolve) => {
		const onStarted = () => {
			Services.obs.removeObserver(onStarted, STARTED);
			resolve();
		};
		Services.obs.addObserver(onStarted, STARTED);
	});
}

/** As from the menu: everybody is asked first, so that no draft is lost. */
function restart(): boolean {
	const cancel = Cc["@mozilla.org/supports-PRBool;1"]?.createInstance(Ci["nsISupportsPRBool"]) as { data: boolean };
	Services.obs.notifyObservers(cancel, "quit-application-requested", "restart");
	if (cancel.data) return false;
	const { eAttemptQuit = 0, eRestart = 0 } = Ci["nsIAppStartup"] ?? {};
	// After the answer has reached the page. A window that says no now, says so itself.
	Services.tm.dispatchToMainThread(() => Services.startup.quit(eAttemptQuit | eRestart));
	return true;
}

const CLOSING = "profile-before-change-qm";
const STARTED = "mail-startup-done";

const REPORT_ONLY = { kind: "refused", problem: { kind: "report-only" } } as const;

/**
 * Taken up by Thunderbird under the name of its key in manifest.json. Made once: at Thunderbird's start where something has
 * to be done then (../start/), else when a page first asks.
 */
export class bonsComptesRepair extends ExtensionCommon.ExtensionAPI {
	readonly #engine = new Engine(createPorts(new JournalFile(profileFiles), () => this.extension.id));
	/** Thunderbird has taken its object of the add-on away by the time it closes. */
	readonly #id: string;
	readonly #onClosing = () => {
		Services.obs.removeObserver(this.#onClosing, CLOSING);
		if (managedPolicy(this.#id).repairs !== "report-only") this.#engine.close();
	};

	/** Ends what a crash left half done, before anybody asks, and waits for Thunderbird to close. */
	constructor(extension: Extension) {
		super(extension);
		this.#id = extension.id;
		reportPolicyFaults(extension);
		this.#engine.recoverNow();
		Services.obs.addObserver(this.#onClosing, CLOSING);
		this.#engine.recover().catch((error: unknown) => console.error(error));
		// The accounts are there by then: what a closing has made is looked at, and what it left over removed.
		const onStarted = () => {
			Services.obs.removeObserver(onStarted, STARTED);
			this.#engine.view().catch((error: unknown) => console.error(error));
		};
		Services.obs.addObserver(onStarted, STARTED);
	}

	onShutdown(isAppShutdown: boolean): void {
		// What is being proved could not be checked then; the repair is whole without it.
		for (const cancellation of examinations) cancellation.cancel();
		signInWindow.close();
		// What waits for the closing is made then, unless this add-on goes before.
		if (isAppShutdown) return;
		attempt(() => Services.obs.removeObserver(this.#onClosing, CLOSING), undefined);
	}

	getAPI(context: ExtensionApiContext): { bonsComptesRepair: typeof browser.bonsComptesRepair } {
		const engine = this.#engine;
		const isReportOnly = () => managedPolicy(context.extension.id).repairs === "report-only";
		const api = {
			selfCheck: () => Promise.resolve(checkInternals()),
			apply(changes: Change[], names: Record<string, string>, proofs?: Proof[]) {
				// Left out by the page it comes as null.
				const request = valid(parseRequest(changes, names, proofs ?? []));
				if (isReportOnly()) return Promise.resolve<RepairOutcome>(REPORT_ONLY);
				return engine.repair(request.changes, request.names, request.proofs);
			},
			tryPassword(incoming: string, outgoing: string[], password: string, dav?: DavWish[]) {
				const request = valid(parsePasswordRequest(incoming, outgoing, password, dav ?? []));
				return isReportOnly() ? Promise.resolve<PasswordOutcome>(REPORT_ONLY) : engine.tryPassword(request);
			},
			prepare(changes: Change[], names: Record<string, string>, password?: string) {
				const request = valid(parseMoveRequest(changes, names, password ?? null));
				return isReportOnly() ? Promise.resolve<PrepareOutcome>(REPORT_ONLY) : engine.prepare(request);
			},
			restart: () => engine.restart(),
			saveSettings: () => saveSettings(mailFolders()),
			signIn(servers: ServerRef[], changes: Change[], names: Record<string, string>) {
				const request = valid(parseSignInRequest(servers, changes, names));
				return isReportOnly() ? Promise.resolve<SignInOutcome>(REPORT_ONLY) : engine.signIn(request, signInHands);
			},
			createAccount(change: CreateAccountChange, names: Record<string, string>, password?: string) {
				const request = valid(parseAccountRequest(change, names, password ?? null));
				return isReportOnly()
					? Promise.resolve<AccountOutcome>(REPORT_ONLY)
					: engine.createAccount(request, signInHands);
			},
			showSignIn: () => Promise.resolve(signInWindow.show()),
			cancelSignIn: () => Promise.resolve(signInWindow.close()),
			undo: (entry: string) => engine.undo(entry),
			journal: () => engine.view(),
			unusedLogins: () => listUnused({ ...unusedLogins, journal: () => engine.view() }),
			removeUnusedLogin(id: string) {
				if (isReportOnly()) return Promise.resolve<LoginRemoval>({ kind: "report-only" });
				return engine.whenIdle().then(() => removeUnused({ ...unusedLogins, journal: () => engine.view() }, id));
			},
			whenIdle: () => engine.whenIdle(),
		} satisfies typeof browser.bonsComptesRepair;
		return { bonsComptesRepair: api };
	}
}
