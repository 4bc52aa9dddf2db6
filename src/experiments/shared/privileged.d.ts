// The few shapes of Thunderbird's privileged world that the experiments use, and no more. Hand-written: Gecko publishes
// no types for them. What is optional here differs between versions and is asked for before it is used.

declare global {
	interface NsIFile {
		readonly path: string;
		append(name: string): void;
	}

	interface NsIPrefBranch {
		readonly PREF_INVALID: number;
		readonly PREF_STRING: number;
		readonly PREF_INT: number;
		readonly PREF_BOOL: number;
		getPrefType(name: string): number;
		prefHasUserValue(name: string): boolean;
		prefIsLocked(name: string): boolean;
		getIntPref(name: string, fallback?: number): number;
		getBoolPref(name: string, fallback?: boolean): boolean;
		getStringPref(name: string, fallback?: string): string;
		setIntPref(name: string, value: number): void;
		setBoolPref(name: string, value: boolean): void;
		setStringPref(name: string, value: string): void;
		clearUserPref(name: string): void;
		getChildList(prefix: string): string[];
	}

	interface NsILoginInfo {
		readonly origin: string;
		readonly httpRealm: string;
		readonly username: string;
		readonly password: string;
		init(
			origin: string,
			formActionOrigin: null,
			httpRealm: string,
			username: string,
			password: string,
			usernameField: string,
			passwordField: string,
		): void;
		QueryInterface(iface: unknown): NsILoginInfo & { guid: string };
	}

	interface NsILoginManager {
		readonly isLoggedIn: boolean;
		searchLoginsAsync(match: { origin: string; httpRealm?: string }): Promise<NsILoginInfo[]>;
		addLoginAsync(login: NsILoginInfo): Promise<NsILoginInfo>;
		removeLoginAsync?(login: NsILoginInfo): Promise<void>;
		removeLogin?(login: NsILoginInfo): void;
		countLoginsAsync?(origin: string, formActionOrigin: string | null, realm: string | null): Promise<number>;
		countLogins?(origin: string, formActionOrigin: string | null, realm: string | null): number;
		readonly wrappedJSObject?: { _storage?: { testSaveForReplace?(): Promise<void> } };
	}

	interface NsIMsgFolder {
		readonly URI: string;
		readonly descendants: NsIMsgFolder[];
		getFlag(flag: number): boolean;
	}

	interface NsIMsgIncomingServer {
		readonly key: string;
		readonly type: string;
		/** 153; 140 says `hostName`. */
		readonly hostname?: string;
		readonly hostName?: string;
		readonly port: number;
		readonly socketType: number;
		readonly authMethod: number;
		readonly username: string;
		readonly prettyName: string;
		readonly serverURI: string;
		readonly rootFolder: NsIMsgFolder;
		getIntValue(name: string): number;
		getBoolValue(name: string): boolean;
		closeCachedConnections(): void;
		QueryInterface(iface: unknown): NsIMsgIncomingServer & { isGMailServer?: boolean };
	}

	interface NsISmtpServer {
		readonly key: string;
		readonly type: string;
		readonly hostname: string;
		port: number;
		readonly socketType: number;
		readonly authMethod: number;
		readonly username: string;
		readonly description: string;
		password: string;
		closeCachedConnections(): void;
		QueryInterface(iface: unknown): NsISmtpServer;
		readonly wrappedJSObject?: { _busyConnections?: unknown[] };
	}

	interface NsIMsgIdentity {
		readonly key: string;
		readonly email: string;
		readonly fullName: string;
		readonly smtpServerKey: string;
		readonly doFcc: boolean;
		fccFolderURI: string;
		draftsFolderURI: string;
		templatesFolderURI: string;
		archivesFolderURI: string;
	}

	interface NsIMsgAccount {
		readonly key: string;
		readonly incomingServer: NsIMsgIncomingServer | null;
		readonly identities: NsIMsgIdentity[];
	}

	interface MailServicesModule {
		MailServices: {
			accounts: {
				readonly accounts: NsIMsgAccount[];
				readonly allServers: NsIMsgIncomingServer[];
				readonly allIdentities: NsIMsgIdentity[];
			};
			outgoingServer: {
				readonly servers: NsISmtpServer[];
				createServer(type: string): NsISmtpServer;
				deleteServer(server: NsISmtpServer): void;
			};
			ab: {
				readonly directories: {
					readonly dirName: string;
					readonly UID: string;
					getStringValue(name: string, fallback: string): string;
				}[];
			};
		};
	}

	interface CalendarModule {
		cal: {
			manager: {
				getCalendars(): {
					readonly id: string;
					readonly name: string;
					readonly type: string;
					readonly uri: { readonly spec: string };
					readonly readOnly: boolean;
					getProperty(name: string): unknown;
				}[];
			};
		};
	}

	interface OAuth2ProvidersModule {
		OAuth2Providers: {
			getHostnameDetails(hostname: string, type: string): { issuer: string } | undefined;
		};
	}

	const ChromeUtils: {
		importESModule(url: "resource:///modules/MailServices.sys.mjs"): MailServicesModule;
		importESModule(url: "resource:///modules/calendar/calUtils.sys.mjs"): CalendarModule;
		importESModule(url: "resource:///modules/OAuth2Providers.sys.mjs"): OAuth2ProvidersModule;
		importESModule(url: "resource://gre/modules/Timer.sys.mjs"): {
			setTimeout: (callback: () => void, ms: number) => number;
		};
	};

	const Services: {
		readonly prefs: NsIPrefBranch & { savePrefFile(file: NsIFile | null): void };
		readonly logins: NsILoginManager;
		readonly io: { readonly offline: boolean };
		readonly obs: { notifyObservers(subject: null, topic: string, data?: string): void };
		readonly dirsvc: { get(name: string, iface: unknown): NsIFile };
		readonly appinfo: { readonly version: string };
		readonly tm: { dispatchToMainThread(runnable: () => void): void };
		readonly uuid: { generateUUID(): { toString(): string } };
	};

	// biome-ignore lint: XPCOM's own names
	const Ci: Record<string, Record<string, number> | undefined>;
	const Cc: Record<
		string,
		{ getService(iface: unknown): unknown; createInstance(iface: unknown): unknown } | undefined
	>;
	const Components: { isSuccessCode(code: number): boolean };

	const IOUtils: {
		readUTF8(path: string): Promise<string>;
		writeUTF8(path: string, text: string, options: { tmpPath: string; flush: boolean }): Promise<number>;
		makeDirectory(path: string, options: { ignoreExisting: boolean }): Promise<void>;
		exists(path: string): Promise<boolean>;
		move(from: string, to: string): Promise<void>;
	};
	const PathUtils: { readonly profileDir: string; join(...parts: string[]): string };

	interface ExtensionApiContext {
		readonly extension: { readonly id: string };
	}
	const ExtensionCommon: {
		readonly ExtensionAPI: {
			new (extension: unknown): { readonly extension: { readonly id: string; readonly version: string } };
		};
	};
	const ExtensionUtils: { readonly ExtensionError: { new (message: string): Error } };
}

export {};
