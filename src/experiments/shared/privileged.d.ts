// The few shapes of Thunderbird's privileged world that the experiments use, and no more. Hand-written: Gecko publishes
// no types for them. What is optional here differs between versions and is asked for before it is used.

declare global {
	interface NsIFile {
		readonly path: string;
		readonly leafName: string;
		readonly parent: NsIFile | null;
		readonly permissions: number;
		readonly fileSize: number;
		readonly directoryEntries: { hasMoreElements(): boolean };
		append(name: string): void;
		clone(): NsIFile;
		/** Whether the other lies within. */
		contains(other: NsIFile): boolean;
		create(type: number, permissions: number): void;
		equals(other: NsIFile): boolean;
		exists(): boolean;
		initWithPath(path: string): void;
		isDirectory(): boolean;
		/** Follows links; throws where there is nothing. */
		normalize(): void;
		remove(recursive: boolean): void;
	}

	interface NsIFileInputStream {
		init(file: NsIFile, flags: number, permissions: number, behaviour: number): void;
		close(): void;
	}

	interface NsISafeFileStream {
		init(file: NsIFile, flags: number, permissions: number, behaviour: number): void;
		write(bytes: string, count: number): number;
		/** Puts what was written in the place of what was there. */
		finish(): void;
		close(): void;
		QueryInterface(iface: unknown): NsISafeFileStream;
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
		/** `timePasswordChanged`: milliseconds since 1970. */
		QueryInterface(iface: unknown): NsILoginInfo & { guid: string; timePasswordChanged: number };
	}

	interface NsICryptoHash {
		initWithString(algorithm: string): void;
		update(bytes: ArrayLike<number>, length: number): void;
		/** In Base64 when `ascii`. */
		finish(ascii: boolean): string;
	}

	interface NsILoginManager {
		readonly isLoggedIn: boolean;
		getAllLogins(): Promise<NsILoginInfo[]>;
		searchLoginsAsync(match: { origin: string; httpRealm?: string }): Promise<NsILoginInfo[]>;
		addLoginAsync(login: NsILoginInfo): Promise<NsILoginInfo>;
		removeLoginAsync?(login: NsILoginInfo): Promise<void>;
		removeLogin?(login: NsILoginInfo): void;
		modifyLoginAsync?(before: NsILoginInfo, after: NsILoginInfo): Promise<void>;
		modifyLogin?(before: NsILoginInfo, after: NsILoginInfo): void;
		countLoginsAsync?(origin: string, formActionOrigin: string | null, realm: string | null): Promise<number>;
		countLogins?(origin: string, formActionOrigin: string | null, realm: string | null): number;
		readonly wrappedJSObject?: { _storage?: { testSaveForReplace?(): Promise<void> } };
	}

	interface NsIMsgFolder {
		readonly URI: string;
		readonly descendants: NsIMsgFolder[];
		readonly server: NsIMsgIncomingServer;
		QueryInterface(iface: unknown): NsIMsgFolder & { readonly verifiedAsOnlineFolder: boolean };
		readonly summaryFile: NsIFile;
		readonly filePath: NsIFile;
		getFlag(flag: number): boolean;
		getTotalMessages(deep: boolean): number;
	}

	interface NsIMsgDatabase {
		readonly dBFolderInfo: { readonly imapUidValidity: number };
		listAllKeys(): number[];
		getMsgHdrForKey(key: number): { readonly flags: number; readonly messageId: string };
		forceClosed(): void;
	}

	interface NsIMsgDBService {
		/** null where it is not open. */
		cachedDBForFolder(folder: NsIMsgFolder): NsIMsgDatabase | null;
		openFolderDB(folder: NsIMsgFolder, leaveInvalid: boolean): NsIMsgDatabase;
	}

	interface NsIMsgIncomingServer {
		readonly key: string;
		readonly type: string;
		/** 153; 140 says `hostName`. */
		readonly hostname?: string;
		readonly hostName?: string;
		port: number;
		socketType: number;
		authMethod: number;
		readonly username: string;
		prettyName: string;
		clientid: string;
		doBiff: boolean;
		valid: boolean;
		readonly canBeDefaultServer: boolean;
		readonly serverURI: string;
		/** Notes in the preferences where the mail lies, where they do not say it yet. */
		readonly localPath: NsIFile;
		readonly rootFolder: NsIMsgFolder;
		/** Of another server where a POP account delivers there. */
		readonly rootMsgFolder: NsIMsgFolder;
		getIntValue(name: string): number;
		getBoolValue(name: string): boolean;
		setBoolValue(name: string, value: boolean): void;
		getNewMessages(folder: NsIMsgFolder, window: null, listener: null): void;
		closeCachedConnections(): void;
		forgetSessionPassword(modifiesLogin: boolean): void;
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

	interface NsIMsgSendLater {
		readonly sendingMessages: boolean;
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
		incomingServer: NsIMsgIncomingServer | null;
		readonly identities: NsIMsgIdentity[];
		addIdentity(identity: NsIMsgIdentity): void;
	}

	interface MailServicesModule {
		MailServices: {
			accounts: {
				readonly accounts: NsIMsgAccount[];
				readonly allServers: NsIMsgIncomingServer[];
				readonly allIdentities: NsIMsgIdentity[];
				readonly allFolders: NsIMsgFolder[];
				/** null: none yet. Some getters of it throw instead. */
				defaultAccount: NsIMsgAccount | null;
				/** @throws where there is none */
				readonly localFoldersServer: NsIMsgIncomingServer;
				createLocalMailAccount(): void;
				createIdentity(): NsIMsgIdentity;
				createIncomingServer(username: string, hostname: string, type: string): NsIMsgIncomingServer;
				createAccount(): NsIMsgAccount;
				removeAccount(account: NsIMsgAccount, removeFiles: boolean): void;
				removeIncomingServer(server: NsIMsgIncomingServer, removeFiles: boolean): void;
				saveAccountInfo(): void;
			};
			imap: {
				discoverAllFolders(folder: NsIMsgFolder, listener: object, window: null): void;
			};
			outgoingServer: {
				readonly servers: NsISmtpServer[];
				createServer(type: string): NsISmtpServer;
				deleteServer(server: NsISmtpServer): void;
			};
			ab: {
				readonly directories: NsIAbDirectory[];
				/** Its `dirPrefId`. */
				newAddressBook(name: string, uri: null, type: number, uid: string): string;
				getDirectoryFromId(id: string): NsIAbDirectory;
				deleteAddressBook(uri: string): void;
			};
		};
	}

	interface OAuth2ProvidersModule {
		OAuth2Providers: {
			getHostnameDetails(
				hostname: string,
				type: string,
			): { issuer: string; requiredScopes?: string; allScopes?: string } | undefined;
			getIssuerDetails?(issuer: string): object | undefined;
		};
	}

	/** `arguments`: what it was opened with; a sign-in window has its request there, and that its client (153, 140). */
	interface ChromeWindow {
		readonly location: { readonly href: string };
		readonly arguments?: readonly {
			readonly wrappedJSObject?: { readonly oauth?: unknown; readonly account?: unknown };
		}[];
		focus(): void;
		close(): void;
	}

	/** A box of lines with buttons, as Thunderbird itself uses it. */
	interface NotificationBox {
		readonly PRIORITY_INFO_LOW: number;
		appendNotification(
			name: string,
			notification: { label: string; priority: number },
			buttons: { label: string; callback: () => boolean }[],
		): Promise<object>;
		getNotificationWithValue(name: string): object | null;
		removeNotification(notification: object): void;
	}
	interface MailWindow {
		readonly specialTabs: { readonly msgNotificationBar: NotificationBox };
	}

	/** Thunderbird's own OAuth2 client. */
	interface OAuth2Client {
		username: string;
		refreshToken: string;
		accessToken: string | null;
		/** Milliseconds since 1970. */
		tokenExpires: number;
		/** What was asked for; once it is signed in, what was granted. */
		scope: string;
		extraAuthParams: [string, string][];
		requestWindowTitle: string;
		/** true: a code that the issuer refuses is not answered with a second window. */
		_isRetrying: boolean;
		/** Opens the sign-in window. */
		requestAuthorization?(): void;
		/** Closes it. @throws where none is open (153) */
		finishAuthorizationRequest(): void;
		/** Rejects with a text of the issuer, or with an error of the network. */
		connect(withWindow: boolean, refresh: boolean): Promise<void>;
	}

	interface OAuth2Module {
		OAuth2: { new (scope: string, issuerDetails: object): OAuth2Client; readonly prototype: object };
	}

	/** Gives Thunderbird's servers, calendars and address books the client that they share, with its token in memory. */
	interface OAuth2ModuleModule {
		OAuth2Module: {
			new (): {
				/** False where no issuer is known for the host. */
				initFromHostname(host: string, username: string, type: string): boolean;
				readonly _oauth?: OAuth2Client;
			};
		};
	}

	/** Asks one question after the other; an answer that does not come is an empty list. */
	interface AddonManagerModule {
		AddonManager: {
			getAddonsByTypes(types: string[]): Promise<
				{
					readonly id: string;
					readonly name: string;
					readonly version: string;
					readonly isActive: boolean;
					readonly hidden: boolean;
					readonly isBuiltin?: boolean;
				}[]
			>;
		};
	}

	interface DnsModule {
		DNS: {
			mx(name: string): Promise<{ prio: number; host: string }[]>;
			srv(name: string): Promise<{ prio: number; host: string; port: number }[]>;
			txt(name: string): Promise<{ strings: string[] }[]>;
		};
	}

	// ---------------------------------------------------------------- the network

	interface NsIRequest {
		cancel(status: number): void;
	}

	interface NsIProxyInfo {
		readonly type: string;
	}

	interface NsIProtocolProxyService {
		asyncResolve(
			uri: NsIURI,
			flags: number,
			callback: { onProxyAvailable(request: unknown, uri: unknown, proxy: NsIProxyInfo | null, status: number): void },
		): NsIRequest | null;
	}

	interface NsIURI {
		readonly asciiHost: string;
		/** Scheme, host and port. */
		readonly prePath: string;
	}

	interface NsIDNSRecord {
		QueryInterface(iface: unknown): { hasMore(): boolean; getNextAddrAsString(): string };
	}

	interface NsIAsyncInputStream {
		available(): number;
		asyncWait(
			callback: { onInputStreamReady(): void } | null,
			flags: number,
			requestedCount: number,
			target: unknown,
		): void;
		close(): void;
	}

	interface NsIX509Cert {
		readonly commonName: string;
		readonly issuerCommonName: string;
		readonly issuerOrganization: string;
		readonly issuerName: string;
		readonly subjectName: string;
		readonly displayName: string;
		getRawDER(): number[];
		readonly sha256Fingerprint: string;
		/** Microseconds since 1970. */
		readonly validity: { readonly notBefore: number; readonly notAfter: number };
	}

	interface NsITransportSecurityInfo {
		/** 0 to 4: SSL 3 to TLS 1.3. */
		readonly protocolVersion: number;
		readonly errorCode: number;
		readonly errorCodeString: string;
		readonly overridableErrorCategory: number;
		readonly serverCert: NsIX509Cert | null;
		readonly succeededCertChain: NsIX509Cert[] | null;
		readonly handshakeCertificates?: NsIX509Cert[] | null;
		readonly failedCertChain?: NsIX509Cert[] | null;
		readonly isBuiltCertChainRootBuiltInRoot: boolean;
	}

	interface NsITLSSocketControl {
		asyncStartTLS(): Promise<void>;
		asyncGetSecurityInfo(): Promise<NsITransportSecurityInfo>;
	}

	interface NsISocketTransport {
		readonly tlsSocketControl: NsITLSSocketControl | null;
		connectionFlags: number;
		setTimeout(which: number, seconds: number): void;
		setEventSink(sink: { onTransportStatus(transport: unknown, status: number): void } | null, target: unknown): void;
		openInputStream(
			flags: number,
			segmentSize: number,
			segmentCount: number,
		): { QueryInterface(iface: unknown): NsIAsyncInputStream };
		openOutputStream(
			flags: number,
			segmentSize: number,
			segmentCount: number,
		): { write(bytes: string, count: number): number; close(): void };
		close(status: number): void;
	}

	interface NsISocketTransportService {
		createTransport(
			types: string[],
			host: string,
			port: number,
			proxy: NsIProxyInfo | null,
			/** Null: that of the host. */
			dnsRecord: NsIDNSRecord | null,
		): NsISocketTransport;
	}

	interface NsIBinaryInputStream {
		setInputStream(stream: NsIAsyncInputStream | NsIFileInputStream): void;
		available(): number;
		readBytes(count: number): string;
	}

	const ChromeUtils: {
		importESModule(url: "resource:///modules/MailServices.sys.mjs"): MailServicesModule;
		importESModule(url: "resource:///modules/calendar/calUtils.sys.mjs"): CalendarModule;
		importESModule(url: "resource:///modules/CardDAVDirectory.sys.mjs"): CardDAVDirectoryModule;
		importESModule(url: "resource:///modules/OAuth2Providers.sys.mjs"): OAuth2ProvidersModule;
		importESModule(url: "resource:///modules/OAuth2.sys.mjs"): OAuth2Module;
		importESModule(url: "resource:///modules/OAuth2Module.sys.mjs"): OAuth2ModuleModule;
		importESModule(url: "resource:///modules/DNS.sys.mjs"): DnsModule;
		importESModule(url: "resource://gre/modules/Downloads.sys.mjs"): {
			Downloads: { getPreferredDownloadsDirectory(): Promise<string> };
		};
		importESModule(url: "resource://gre/modules/AddonManager.sys.mjs"): AddonManagerModule;
		importESModule(url: "resource://gre/modules/Timer.sys.mjs"): {
			setTimeout: (callback: () => void, ms: number) => number;
			clearTimeout: (id: number) => void;
		};
		getXPCOMErrorName(result: number): string;
		generateQI(interfaces: string[]): (iid: unknown) => unknown;
	};

	const Services: {
		readonly prefs: NsIPrefBranch & {
			savePrefFile(file: NsIFile | null): void;
			getDefaultBranch(root: string): NsIPrefBranch;
			getBranch(root: string): NsIPrefBranch;
		};
		readonly logins: NsILoginManager;
		/** Absent in builds without policies. */
		readonly policies?: { readonly status: number; getActivePolicies(): object | undefined };
		readonly io: {
			readonly offline: boolean;
			readonly connectivity: boolean;
			newURI(spec: string): NsIURI;
			newChannelFromURI(
				uri: NsIURI,
				node: null,
				loading: unknown,
				triggering: null,
				security: number,
				content: number,
			): unknown;
		};
		readonly scriptSecurityManager: { getSystemPrincipal(): unknown };
		readonly dns: {
			asyncResolve(
				host: string,
				type: number,
				flags: number,
				resolverInfo: null,
				listener: { onLookupComplete(request: unknown, record: NsIDNSRecord | null, status: number): void },
				target: unknown,
				originAttributes: object,
			): NsIRequest;
		};
		readonly wm: {
			getMostRecentWindow(type: string): object | null;
			getEnumerator(type: string | null): Iterable<ChromeWindow>;
		};
		readonly obs: {
			notifyObservers(subject: unknown, topic: string, data?: string): void;
			addObserver(observer: (subject: unknown, topic: string) => void, topic: string): void;
			removeObserver(observer: (subject: unknown, topic: string) => void, topic: string): void;
		};
		readonly telemetry: { msSinceProcessStartIncludingSuspend(): number };
		readonly startup: { quit(mode: number): boolean | undefined };
		readonly dirsvc: { get(name: string, iface: unknown): NsIFile };
		readonly appinfo: { readonly version: string; readonly appBuildID?: string };
		readonly locale: { readonly appLocaleAsBCP47: string };
		readonly tm: { readonly mainThread: unknown; dispatchToMainThread(runnable: () => void): void };
		readonly strings: {
			createBundle(url: string): { formatStringFromName(name: string, gaps: string[]): string };
		};
		readonly uuid: { generateUUID(): { toString(): string } };
	};

	// biome-ignore lint: XPCOM's own names
	const Ci: Record<string, Record<string, number> | undefined>;
	const Cc: Record<
		string,
		{ getService(iface: unknown): unknown; createInstance(iface: unknown): unknown } | undefined
	>;
	const Cr: Readonly<Record<string, number>>;
	const Components: { isSuccessCode(code: number): boolean; Exception(text: string, code?: number): Error };

	const IOUtils: {
		readUTF8(path: string): Promise<string>;
		writeUTF8(path: string, text: string, options: { tmpPath: string; flush: boolean }): Promise<number>;
		makeDirectory(path: string, options: { ignoreExisting: boolean }): Promise<void>;
		exists(path: string): Promise<boolean>;
		move(from: string, to: string): Promise<void>;
		copy(from: string, to: string): Promise<void>;
		remove(path: string, options: { ignoreAbsent: boolean }): Promise<void>;
	};
	const PathUtils: {
		readonly profileDir: string;
		filename(path: string): string;
		/** Null for a root. */
		parent(path: string): string | null;
		join(...parts: string[]): string;
	};

	interface ExtensionApiContext {
		readonly extension: { readonly id: string };
		/** Calls its `close()` when the page behind the context goes. */
		callOnClose(closable: { close(): void }): void;
	}
	interface ExtensionFire {
		/** Wakes the event page. Rejects where it has gone. */
		async(...values: unknown[]): Promise<unknown>;
	}
	interface Extension {
		readonly id: string;
		readonly version: string;
		/** Gives the experiments of this add-on, each made once, when it is first asked for. */
		readonly apiManager?: {
			getAPI?(name: string, extension: Extension): unknown;
			asyncGetAPI?(name: string, extension: Extension): Promise<unknown>;
		};
	}
	const ExtensionCommon: {
		readonly ExtensionAPI: {
			new (extension: Extension): { readonly extension: Extension };
		};
		/** Its `PERSISTENT_EVENTS` reach an event page that sleeps. */
		readonly ExtensionAPIPersistent: {
			new (extension: Extension): { readonly extension: Extension };
		};
		readonly EventManager: {
			new (options: {
				context: ExtensionApiContext;
				module: string;
				event: string;
				extensionApi: unknown;
			}): {
				api(): WebExtEvent<(...values: never[]) => void>;
			};
		};
	};
	const ExtensionUtils: { readonly ExtensionError: { new (message: string): Error } };
}

export {};
