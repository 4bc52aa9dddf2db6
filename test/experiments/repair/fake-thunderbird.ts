// A Thunderbird for the repair engine: preferences and logins in memory and on disk, a journal file, outgoing servers.
// A fake, not a mock: it behaves, and it fails loudly on what Thunderbird would not do. Can be photographed at any step,
// as a power cut would leave it.

import { createHash } from "node:crypto";
import type { TlsFacts } from "../../../src/domain/certificate";
import type { SettingValue, TargetKind } from "../../../src/domain/change";
import type { DavKind } from "../../../src/domain/dav";
import type { PrefValue } from "../../../src/domain/journal";
import type { Endpoint, MailProtocol, Observation, Outcome, Stage } from "../../../src/domain/observation";
import type { RepairProblem } from "../../../src/domain/outcome";
import type { IncomingProtocol, Setting } from "../../../src/domain/vocabulary";
import { serverUri } from "../../../src/experiments/repair/carry/move";
import { replaceUris } from "../../../src/experiments/repair/carry/uris";
import { emptyJournal, parseJournal } from "../../../src/experiments/repair/journal-file";
import type { CollectionHands, FirstRead, LoginToTry, Ports } from "../../../src/experiments/repair/ports";
import { originOf } from "../../../src/experiments/shared/logins";
import { branchOf, prefNames } from "../../../src/experiments/shared/settings";
import {
	authMethodOf,
	authOf,
	effectiveSmtpPort,
	securityOf,
	socketTypeOf,
} from "../../../src/experiments/shared/values";
import { builtInCatalogue } from "../../../src/providers";
import { isDavHostBeside, providersOfHost, sameProviderHosts } from "../../../src/providers/lookup";
import { davWithoutCollections, FakeCollections } from "./fake-collections";
import { fakeLogins } from "./fake-logins";

export interface FakeLogin {
	origin: string;
	username: string;
	/** Left out: the origin. */
	realm?: string | undefined;
	password: string;
	guid: string;
	/** How often its password was changed. */
	changed?: number;
}

export interface Disk {
	prefs: Map<string, PrefValue>;
	logins: FakeLogin[];
	journal: string | null;
	/** Other files of the profile, by path; a character a byte. */
	files: Map<string, string>;
	/** The folders' addresses in the search index. */
	index: string[];
}

export interface FakeOptions {
	prefs: Record<string, PrefValue>;
	logins?: Omit<FakeLogin, "guid">[];
	locked?: string[];
	/** What an organisation has set as default. */
	defaults?: Record<string, PrefValue>;
	files?: Record<string, string>;
	index?: string[];
}

export function cloneDisk(disk: Disk): Disk {
	return structuredClone(disk);
}

export class FakeThunderbird {
	readonly disk: Disk;
	readonly memory: { prefs: Map<string, PrefValue>; logins: FakeLogin[] };
	readonly locked: Set<string>;
	readonly defaults: Map<string, PrefValue>;
	/** What a test can break. */
	readonly faults = {
		journalNotWritable: false,
		prefsNotWritable: false,
		loginsNotWritable: false,
		loginStoreLocked: false,
		/** Files that cannot be written; also those below a folder that ends with a slash. */
		filesNotWritable: new Set<string>(),
		filesNotReadable: new Set<string>(),
		foldersGone: new Set<string>(),
		obstacle: null as RepairProblem | null,
		windowSaysNo: false,
		sending: new Set<string>(),
		/** Thunderbird keeps this value whatever is written. */
		keeps: new Map<string, PrefValue>(),
		missing: new Map<string, string>(),
		/** Thunderbird throws in the middle of making an account. */
		accountNotMade: false,
		holdsLocalMail: false,
		/** How the first synchronisation with a host ends; else it is read. */
		firstReads: new Map<string, FirstRead | Error>(),
		/** Ids of calendars and address books with entries that did not reach their server. */
		unsent: new Set<string>(),
		/** `host user`: a token is stored. */
		tokens: new Set<string>(),
		/** What the organisation lets nobody add. */
		additionsOff: new Set<DavKind>(),
	};
	/** Who takes the mail of a domain. */
	exchangers: Record<string, string[]> = {};
	/** Calendars and address books that were looked for, with which password. */
	readonly searches: string[] = [];
	/** What comes of that. */
	showsDav = davWithoutCollections;
	/** What the servers of the world show, with a password or (null) without; left alone: all is well. */
	answer: (endpoint: Endpoint, password: string | null) => { stage: Stage; outcome: Outcome } = (_, password) => ({
		stage: password === null ? "capabilities" : "login",
		outcome: { kind: "ok" },
	});
	/** Whose mailbox is at the new place. */
	mailbox: "same" | "other" | "empty" | "unknown" = "same";
	/** The certificate that a server shows; left alone: none. */
	tls: (endpoint: Endpoint) => TlsFacts | null = () => null;
	restarts = 0;
	/** Where a connection was made to, with which password. */
	readonly connections: { endpoint: Endpoint; password: string | null }[] = [];
	readonly forgotten: string[] = [];
	readonly warnings: string[] = [];
	readonly steps: string[] = [];
	readonly settled: string[] = [];
	onStep: (name: string) => void = () => undefined;
	#ids = 0;
	/** Thunderbird gives no key of an identity twice. */
	#identityNumber = 11;

	constructor(start: FakeOptions | Disk) {
		if ("journal" in start) {
			this.disk = start;
			this.locked = new Set();
			this.defaults = new Map();
		} else {
			this.disk = {
				prefs: new Map(Object.entries(start.prefs)),
				logins: (start.logins ?? []).map((login, index) => ({ ...login, guid: `{old-${index}}` })),
				journal: null,
				files: new Map(Object.entries(start.files ?? {})),
				index: [...(start.index ?? [])],
			};
			this.locked = new Set(start.locked ?? []);
			this.defaults = new Map(Object.entries(start.defaults ?? {}));
		}
		this.memory = structuredClone({ prefs: this.disk.prefs, logins: this.disk.logins });
	}

	#list(name: string): string[] {
		return String(this.memory.prefs.get(name) ?? "")
			.split(",")
			.filter(Boolean);
	}

	#incomingKeys(): string[] {
		return this.#list("mail.accountmanager.accounts")
			.map((account) => String(this.memory.prefs.get(`mail.account.${account}.server`) ?? ""))
			.filter(Boolean);
	}

	#identityKeys(): string[] {
		return this.#list("mail.accountmanager.accounts").flatMap((account) =>
			this.#list(`mail.account.${account}.identities`),
		);
	}

	#value(kind: TargetKind, key: string, setting: Setting): SettingValue | undefined {
		if (kind === "calendar" || kind === "address-book") return this.ports.collections[kind].value(key, setting);
		const exists =
			kind === "incoming"
				? this.#incomingKeys().includes(key)
				: kind === "outgoing"
					? this.#list("mail.smtpservers").includes(key)
					: this.#identityKeys().includes(key);
		if (!exists) return undefined;
		const get = (name: string): PrefValue => this.memory.prefs.get(branchOf(kind, key) + name) ?? null;
		const [first] = prefNames(kind, key, setting);
		const raw = this.memory.prefs.get(first ?? "") ?? this.defaults.get(first ?? "") ?? null;
		switch (setting) {
			case "incoming.security":
			case "outgoing.security":
				return securityOf(Number(raw ?? 0));
			case "incoming.auth":
			case "outgoing.auth":
				return authOf(Number(raw ?? 3));
			case "incoming.port": {
				const tls = securityOf(Number(get("socketType") ?? 0)) === "tls";
				const fallback = get("type") === "pop3" ? (tls ? 995 : 110) : tls ? 993 : 143;
				return Number(raw ?? fallback);
			}
			case "outgoing.port":
				return effectiveSmtpPort(Number(raw ?? 0), securityOf(Number(get("try_ssl") ?? 0)));
			case "incoming.connections":
				return Number(raw ?? 5);
			case "incoming.leave-on-server":
				return Boolean(raw ?? false);
			case "identity.sent-copy":
				return get("fcc") === false ? null : String(raw ?? "");
			case "incoming.host":
			case "incoming.username":
			case "outgoing.host":
			case "outgoing.username":
			case "identity.outgoing":
			case "identity.drafts":
			case "identity.templates":
			case "identity.archives":
			case "calendar.username":
			case "contacts.username":
				return String(raw ?? "");
			case "calendar.cached":
				return Boolean(raw ?? false);
			case "calendar.enabled":
				return !(raw ?? false);
		}
	}

	readonly ports: Ports = {
		prefs: {
			read: (name) => this.memory.prefs.get(name) ?? null,
			defaultValue: (name) => this.defaults.get(name) ?? null,
			write: (name, value) => {
				if (this.locked.has(name))
					throw new Error("Thunderbird ignores this silently: never write a locked preference");
				const kept = this.faults.keeps.get(name);
				if (kept !== undefined) this.#put(name, kept);
				else this.#put(name, value);
			},
			isLocked: (name) => this.locked.has(name),
			namesBelow: (branch) => [...this.memory.prefs.keys()].filter((name) => name.startsWith(branch)),
			flush: () => {
				if (this.faults.prefsNotWritable) return Promise.resolve(false);
				this.flushPrefs();
				return Promise.resolve(true);
			},
			flushNow: () => {
				if (this.faults.prefsNotWritable) return false;
				this.flushPrefs();
				return true;
			},
		},
		targets: {
			value: (kind, key, setting) => this.#value(kind, key, setting),
			settle: (kind, key) => {
				this.settled.push(`${kind}/${key}`);
			},
			forgetPassword: (kind, key) => {
				this.forgotten.push(`${kind}/${key}`);
			},
			isSending: (key) => this.faults.sending.has(key),
			incoming: (key) => {
				if (!this.#incomingKeys().includes(key)) return null;
				return {
					protocol: this.memory.prefs.get(`mail.server.${key}.type`) as IncomingProtocol,
					host: String(this.#value("incoming", key, "incoming.host")),
					username: String(this.#value("incoming", key, "incoming.username")),
				};
			},
			identities: () =>
				this.#identityKeys().map((key) => ({
					key,
					outgoingKey: String(this.#value("identity", key, "identity.outgoing")),
				})),
			outgoing: () =>
				this.#list("mail.smtpservers").map((key) => ({
					key,
					host: String(this.#value("outgoing", key, "outgoing.host")),
					username: String(this.#value("outgoing", key, "outgoing.username")),
				})),
			isFolderOfServer: (uri) => uri.startsWith("imap://"),
			// Whatever a file speaks of is there.
			folderUris: () => {
				const spoken = [...this.disk.files.values()].join("\n").match(/(?:imap|mailbox):\/\/[^\s|"]+/g) ?? [];
				return new Set(spoken.filter((uri) => !this.faults.foldersGone.has(uri)));
			},
			incomingServers: () =>
				this.#incomingKeys().map((key) => ({
					key,
					protocol: this.memory.prefs.get(`mail.server.${key}.type`) as IncomingProtocol,
					host: String(this.#value("incoming", key, "incoming.host")),
					username: String(this.#value("incoming", key, "incoming.username")),
				})),
			serverUri: (key) => {
				if (!this.#incomingKeys().includes(key)) return null;
				const get = (name: string) => String(this.memory.prefs.get(`mail.server.${key}.${name}`) ?? "");
				const folder = `mail.server.${key}.directory-rel`;
				if (!this.memory.prefs.has(folder)) this.#put(folder, `[ProfD]${get("type")}/${key}`);
				return serverUri(get("type") as IncomingProtocol, get("userName"), get("hostname"));
			},
			mailFolders: () =>
				[...this.memory.prefs].flatMap(([name, value]) => {
					const key = /^mail\.server\.(\w+)\.directory-rel$/.exec(name)?.[1];
					return key === undefined ? [] : [{ key, folder: String(value).replace("[ProfD]", "") }];
				}),
		},
		outgoingServers: {
			keys: () => this.#list("mail.smtpservers"),
			create: () => {
				const keys = this.#list("mail.smtpservers");
				let number = 1;
				while (keys.includes(`smtp${number}`)) number++;
				const key = `smtp${number}`;
				this.#put(`mail.smtpserver.${key}.type`, "smtp");
				this.#put("mail.smtpservers", [...keys, key].join(","));
				return key;
			},
			remove: (key) => {
				const keys = this.#list("mail.smtpservers").filter((one) => one !== key);
				this.#put("mail.smtpservers", keys.length === 0 ? null : keys.join(","));
			},
		},
		accounts: {
			foresee: () => ({
				account: `account${Number(this.memory.prefs.get("mail.account.lastKey") ?? 0) + 1}`,
				identity: `id${this.#identityNumber}`,
			}),
			create: (change, plan, added) => {
				const { incoming } = change;
				const keys = this.#list("mail.accountmanager.accounts");
				added.server = `server${keys.length + 11}`;
				this.announce("account:server");
				const server = `mail.server.${added.server}.`;
				for (const [name, value] of Object.entries({
					...{ type: "imap", hostname: incoming.host, userName: incoming.username, port: incoming.port },
					...{ socketType: socketTypeOf(incoming.security), authMethod: authMethodOf(incoming.auth) },
					...{ name: change.name, clientid: added.client },
				})) {
					this.ports.prefs.write(server + name, value);
				}
				this.announce("account:settings");
				for (const [name, value] of Object.entries(plan.folders)) {
					this.#put(`mail.identity.${added.identity}.${name}`, value);
				}
				this.#identityNumber += 1;
				added.account = this.ports.accounts.foresee().account;
				this.#put("mail.account.lastKey", Number(/\d+$/.exec(added.account)?.[0]));
				this.#put("mail.accountmanager.accounts", [...keys, added.account].join(","));
				this.announce("account:listed");
				this.#put(`mail.account.${added.account}.identities`, added.identity);
				if (this.faults.accountNotMade) throw new Error("NS_ERROR_FAILURE");
				this.#put(`mail.account.${added.account}.server`, added.server);
				if (change.makeDefault || keys.length === 0) this.#put("mail.accountmanager.defaultaccount", added.account);
			},
			ownPrefs: (added) =>
				[...this.ports.prefs.namesBelow(`mail.server.${added.server}.`), `mail.account.${added.account}.server`].map(
					(name) => ({ name, before: null, after: this.ports.prefs.read(name) }),
				),
			remove: ({ incoming }, added, formerDefault) => {
				const read = (name: string) => this.memory.prefs.get(name) ?? null;
				const keys = [...this.memory.prefs.keys()].map(
					(name) => /^mail\.server\.(\w+)\.hostname$/.exec(name)?.[1] ?? "",
				);
				const key = keys.find(
					(one) =>
						read(`mail.server.${one}.clientid`) === added.client &&
						read(`mail.server.${one}.hostname`) === incoming.host &&
						read(`mail.server.${one}.userName`) === incoming.username &&
						read(`mail.server.${one}.type`) === "imap",
				);
				const clear = (branch: string) => {
					for (const name of this.ports.prefs.namesBelow(branch)) this.#put(name, null);
				};
				if (key !== undefined) clear(`mail.server.${key}.`);
				clear(`mail.identity.${added.identity}.`);
				const server = read(`mail.account.${added.account}.server`);
				if (server !== null && server !== key) return;
				clear(`mail.account.${added.account}.`);
				const listed = this.#list("mail.accountmanager.accounts");
				const left = listed.filter((one) => one !== added.account);
				this.#put("mail.accountmanager.accounts", left.length === 0 ? null : left.join(","));
				if (read("mail.accountmanager.defaultaccount") === added.account) {
					this.#put("mail.accountmanager.defaultaccount", formerDefault ?? left[0] ?? null);
				}
				const number = Number(/\d+$/.exec(added.account)?.[0]);
				if (read("mail.account.lastKey") === number) this.#put("mail.account.lastKey", number > 1 ? number - 1 : null);
			},
			holdsLocalMail: () => this.faults.holdsLocalMail,
			settle: () => Promise.resolve(),
		},
		logins: fakeLogins(this),
		journal: {
			load: async () => this.ports.journal.loadNow() ?? emptyJournal(null),
			save: (journal) => {
				if (this.faults.journalNotWritable) return Promise.reject(new Error("disk full"));
				this.disk.journal = JSON.stringify(journal);
				return Promise.resolve();
			},
			loadNow: () => {
				if (this.disk.journal === null) return null;
				const parsed = parseJournal(this.disk.journal);
				if (parsed.kind === "foreign") throw new Error(`the journal would be set aside: ${this.disk.journal}`);
				return parsed.journal;
			},
			saveNow: (journal) => {
				if (this.faults.journalNotWritable) throw new Error("disk full");
				this.disk.journal = JSON.stringify(journal);
			},
		},
		files: {
			read: (path) => {
				if (this.faults.filesNotReadable.has(path)) throw new Error("permission denied");
				return this.disk.files.get(path) ?? null;
			},
			write: (path, content) => {
				const isBlocked = [...this.faults.filesNotWritable].some((one) =>
					one.endsWith("/") ? path.startsWith(one) : path === one,
				);
				if (isBlocked) throw new Error("disk full");
				this.disk.files.set(path, content);
			},
			removeFolder: (path) => {
				for (const name of this.disk.files.keys()) if (name.startsWith(`${path}/`)) this.disk.files.delete(name);
			},
			digest: (content) => createHash("sha256").update(content, "latin1").digest("base64"),
		},
		searchIndex: {
			count: (move) => this.disk.index.filter((uri) => replaceUris(uri, move).count > 0).length,
			move: (move) => {
				const count = this.ports.searchIndex.count(move);
				this.disk.index = this.disk.index.map((uri) => replaceUris(uri, move).text);
				return count;
			},
		},
		collections: { calendar: this.#calendars(), "address-book": this.#books() },
		mayAdd: (kind) => !this.faults.additionsOff.has(kind),
		hasToken: (host, username) => Promise.resolve(this.faults.tokens.has(`${host} ${username}`)),
		started: () => Promise.resolve(),
		obstacles: () => Promise.resolve(this.faults.obstacle),
		network: {
			prove: (endpoints) => this.#examine(endpoints, null),
			logIn: (endpoints, password) => this.#examine(endpoints, password),
			logInAt: async (at, given) => {
				const secret = given.kind === "password" ? given.password : given.token;
				const [seen] = await this.#examine([{ ...at, login: null }], secret);
				if (!seen) throw new Error("no observation");
				return seen;
			},
			searchDav: (wishes, password) => {
				this.searches.push(...wishes.map(({ kind }) => `${kind} ${password}`));
				return Promise.resolve(wishes.map(this.showsDav));
			},
		},
		mailboxes: {
			compare: async (_key, at, _username, login) => {
				const [seen] = await this.#examine([{ ...at, login: null }], this.#passwordOf(at.protocol, login));
				if (!seen) throw new Error("no observation");
				return { seen, mailbox: this.mailbox };
			},
		},
		providers: {
			sameProvider: (host, outgoingHost) => sameProviderHosts(builtInCatalogue, host, outgoingHost, "smtp"),
			isRightOutgoingHost: (host) => sameProviderHosts(builtInCatalogue, host, host, "smtp"),
			sameIncomingProvider: (host, incomingHost, protocol) =>
				sameProviderHosts(builtInCatalogue, host, incomingHost, protocol),
			isRightIncomingHost: (host, protocol) => sameProviderHosts(builtInCatalogue, host, host, protocol),
			isDavHost: (mailHost, kind, host) => isDavHostBeside(builtInCatalogue, mailHost, kind, host),
			isKnown: (host) => providersOfHost(builtInCatalogue, host).length > 0,
			catalogue: () => builtInCatalogue,
			mailExchangers: (domain) => Promise.resolve(this.exchangers[domain] ?? []),
		},
		missingFor: (kind) => this.faults.missing.get(kind) ?? null,
		now: () => "2026-11-20T12:00:00.000Z",
		newId: () => `entry-${++this.#ids}`,
		step: (name) => {
			this.steps.push(name);
			this.onStep(name);
		},
		missingForClosing: () => this.faults.missing.get("closing") ?? null,
		restart: () => {
			if (this.faults.windowSaysNo) return false;
			this.restarts += 1;
			return true;
		},
		missingForPassword: () => this.faults.missing.get("password") ?? null,
		warn: (message) => {
			this.warnings.push(message);
		},
	};

	#calendars(): CollectionHands {
		return new FakeCollections(this, "calendar.registry.", { address: "uri", username: "username", name: "name" })
			.hands;
	}

	#books(): CollectionHands {
		const names = { address: "carddav.url", username: "carddav.username", name: "description" };
		return new FakeCollections(this, "ldap_2.servers.", names).hands;
	}

	#passwordOf(protocol: MailProtocol, login: LoginToTry): string | null {
		if (login.kind === "typed") return login.password;
		const origin = originOf(protocol, login.of.host);
		const stored = this.memory.logins.find((one) => one.origin === origin && one.username === login.of.username);
		return stored?.password ?? null;
	}

	async #examine(endpoints: readonly Endpoint[], password: string | null): Promise<Observation[]> {
		return endpoints.map((endpoint) => {
			this.connections.push({ endpoint, password });
			const { protocol, host, port, security } = endpoint;
			return {
				endpoint: { protocol, host, port, security },
				...this.answer(endpoint, password),
				...{ greeting: "", offers: null, tls: this.tls(endpoint), addresses: [], milliseconds: 1 },
			};
		});
	}

	/** Between two of Thunderbird's own steps: nothing that the repair does. */
	announce(name: string): void {
		this.steps.push(name);
		this.onStep(name);
	}

	#put(name: string, value: PrefValue): void {
		// Thunderbird keeps no user value that equals the default.
		if (value === null || value === this.defaults.get(name)) this.memory.prefs.delete(name);
		else this.memory.prefs.set(name, value);
	}

	/** Thunderbird writes preferences and logins also by itself, at any moment. */
	flushPrefs(): void {
		this.disk.prefs = new Map(this.memory.prefs);
	}
	flushLogins(): void {
		this.disk.logins = structuredClone(this.memory.logins);
	}

	/** Thunderbird closes: what waits for that is made, then it writes what it has in memory. */
	close(engine: { close(): void }): Disk {
		engine.close();
		return this.photograph(true);
	}

	/** What is on disk now, or would be if Thunderbird had just written everything. */
	photograph(flushed: boolean): Disk {
		const disk = cloneDisk(this.disk);
		if (!flushed) return disk;
		return { ...disk, prefs: new Map(this.memory.prefs), logins: structuredClone(this.memory.logins) };
	}
}
