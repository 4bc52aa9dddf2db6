// An account with everything that hangs on host and user name, made in a real Thunderbird against the rig's servers, and
// the inventory by which one sees that all of it is still there. What moves it: ../../../src/experiments/repair/carry/.

import type { IncomingProtocol } from "../../../src/domain/vocabulary";
import { serverUri } from "../../../src/experiments/repair/carry/move";
import type { Rig } from "../../rig/rig";
import type { MailDescription } from "../driver/accounts";
import { fetchMail } from "../driver/mail";
import type { Thunderbird } from "../driver/thunderbird";
import type { HarnessOptions } from "../harness";
import { launchInRig } from "../in-rig";

export interface RichAccount {
	protocol: IncomingProtocol;
	host: string;
	username: string;
	password: string;
	/** In its INBOX. */
	messages: number;
}

/** Key of the rich account's server; `server2` is another account, `server3` Local Folders. */
export const RICH_SERVER = "server1";

const LOCAL = "mailbox://nobody@Local%20Folders";
const OTHER = { host: "imap.beta.gouv.fr", username: "prenom.nom@beta.gouv.fr" };

function describeMail({ protocol, host, username }: RichAccount): MailDescription {
	const address = username.includes("@") ? username : `${username}@societe.example`;
	return {
		accounts: [
			{
				name: "Association",
				incoming: {
					...({ type: protocol, host, port: protocol === "imap" ? 993 : 995 } as const),
					...({ security: "tls", auth: "password", username, leaveOnServer: true } as const),
				},
				identities: [
					{ address, name: "Camille Martin" },
					{ address: `tresorier+${address}`, name: "Le trésorier" },
				],
			},
			{
				name: "Autre",
				incoming: { type: "imap", port: 993, security: "tls", auth: "password", ...OTHER },
				identities: [{ address: OTHER.username }],
			},
			{ name: "Local Folders", incoming: { type: "none", host: "Local Folders", username: "nobody" } },
		],
	};
}

/** What a user sets in the account's settings. */
function settings(account: RichAccount): NonNullable<HarnessOptions["prefs"]> {
	const uri = serverUri(account.protocol, account.username, account.host);
	return {
		"mail.identity.id1.fcc_folder": `${uri}/Sent`,
		"mail.identity.id1.fcc_folder_picker_mode": "1",
		"mail.identity.id1.draft_folder": `${uri}/Drafts`,
		"mail.identity.id1.stationery_folder": `${uri}/Templates`,
		"mail.identity.id1.archive_folder": `${uri}/Archive`,
		"mail.identity.id1.archive_granularity": 2,
		"mail.identity.id1.archive_keep_folder_structure": true,
		"mail.identity.id1.htmlSigText": "Camille Martin\nl’association",
		"mail.identity.id2.fcc_folder": `${uri}/Projets`,
		"mail.identity.id2.draft_folder": `${LOCAL}/Drafts`,
		"mail.identity.id3.fcc_folder": `${uri}/Sent`,
		"mail.server.server1.spamActionTargetAccount": uri,
		"mail.server.server1.spamActionTargetFolder": `${uri}/Junk`,
		"mail.server.server1.moveOnSpam": true,
		"mail.server.server1.spamLevel": 100,
		"mail.last_msg_movecopy_target_uri": `${uri}/Projets`,
		// Of an add-on.
		"extensions.quickfolders.folders": JSON.stringify([{ name: "Projets", uri: `${uri}/Projets` }]),
	};
}

/** A Thunderbird with that account, as a user would have made and used it. */
export async function launchRichAccount(
	rig: Rig,
	account: RichAccount,
	options: HarnessOptions = {},
): Promise<Thunderbird> {
	const origin = `${account.protocol === "imap" ? "imap" : "mailbox"}://${account.host}`;
	const thunderbird = await launchInRig(rig, {
		...options,
		mail: describeMail(account),
		prefs: { ...settings(account), ...options.prefs },
		logins: [{ origin, username: account.username, password: account.password }],
	});
	await fetchMail(thunderbird, RICH_SERVER);
	await thunderbird.chrome(furnish, RICH_SERVER, account.messages);
	// Thunderbird marks the folders of the identities only at its next start.
	await thunderbird.restart();
	return thunderbird;
}

/** Folders, filters, saved searches, views, tabs and the search index. Sent to Thunderbird as text. */
const furnish: Parameters<typeof Thunderbird.prototype.chrome<[string, number], Promise<void>>>[0] = async (
	{ MailServices, ChromeUtils, Services, Cc, Ci, window, document },
	key,
	messages,
) => {
	const { VirtualFolderHelper } = ChromeUtils.importESModule("resource:///modules/VirtualFolderWrapper.sys.mjs");
	const { FolderTreeProperties } = ChromeUtils.importESModule("resource:///modules/FolderTreeProperties.sys.mjs");
	const { GlodaMsgIndexer } = ChromeUtils.importESModule("resource:///modules/gloda/IndexMsg.sys.mjs");
	const { GlodaIndexer } = ChromeUtils.importESModule("resource:///modules/gloda/GlodaIndexer.sys.mjs");
	const { GlodaDatastore } = ChromeUtils.importESModule("resource:///modules/gloda/GlodaDatastore.sys.mjs");
	type Folder = typeof MailServices;
	const until = async (what: string, condition: () => unknown) => {
		for (let tries = 0; tries < 300; tries += 1) {
			if (await condition()) return;
			await new Promise((resolve) => window.setTimeout(resolve, 50));
		}
		throw new Error(`this did not come: ${what}`);
	};
	const finished = (start: (listener: unknown) => void) =>
		new Promise((resolve) => {
			start({
				QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
				OnStartRunningUrl: () => undefined,
				OnStopRunningUrl: (_url: unknown, status: number) => resolve(status),
			});
		});
	const server = MailServices.accounts.getIncomingServer(key);
	const other = MailServices.accounts.getIncomingServer("server2");
	const local = MailServices.accounts.localFoldersServer.rootFolder;
	const root = server.rootFolder;
	const isImap = server.type === "imap";
	const inboxOf = (one: Folder) => one.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
	const inbox = inboxOf(server);
	await until("the messages", () => inbox.getTotalMessages(false) >= messages);

	// ---- folders
	if (isImap) await until("the server's folders", () => root.descendants.length >= 6);
	const wanted = isImap ? ["Projets", "Templates"] : ["Projets", "Sent", "Drafts", "Templates", "Archive", "Junk"];
	for (const name of wanted) {
		if (!root.containsChildNamed(name)) root.createSubfolder(name, null);
		await until(name, () => root.containsChildNamed(name));
	}
	const projects = root.getChildNamed("Projets");
	// Neither letter is ASCII: IMAP writes it in its own UTF-7.
	if (!projects.containsChildNamed("Été 2026")) projects.createSubfolder("Été 2026", null);
	await until("a folder below a folder", () => projects.subFolders.length > 0);
	projects.setFlag(Ci.nsMsgFolderFlags.Favorite);
	// The identities' folders: Thunderbird marks them at one of its next starts.
	projects.setFlag(Ci.nsMsgFolderFlags.SentMail);
	if (!isImap) {
		root.getChildNamed("Sent").setFlag(Ci.nsMsgFolderFlags.SentMail);
		root.getChildNamed("Drafts").setFlag(Ci.nsMsgFolderFlags.Drafts);
		root.getChildNamed("Templates").setFlag(Ci.nsMsgFolderFlags.Templates);
		root.getChildNamed("Archive").setFlag(Ci.nsMsgFolderFlags.Archive);
		root.getChildNamed("Junk").setFlag(Ci.nsMsgFolderFlags.Junk);
	}
	if (isImap) {
		await finished((listener) => inbox.downloadAllForOffline(listener, null));
		await until("offline mail", () =>
			[...inbox.messages].every((message: Folder) => message.flags & Ci.nsMsgMessageFlags.Offline),
		);
	}

	// ---- tags
	MailServices.tags.addTagForKey("urgent-asso", "Urgent (asso)", "#ff0000", "");
	inbox.addKeywordsToMessages([[...inbox.messages][0]], "urgent-asso");

	// ---- filters
	const subjectContains = (session: Folder, text: string) => {
		const term = session.createTerm();
		term.attrib = Ci.nsMsgSearchAttrib.Subject;
		term.op = Ci.nsMsgSearchOp.Contains;
		const value = term.value;
		value.attrib = term.attrib;
		value.str = text;
		// `term.value` was a copy.
		term.value = value;
		return term;
	};
	const addFilter = (where: Folder, name: string, target: string) => {
		const filters = where.getFilterList(null);
		const filter = filters.createFilter(name);
		filter.enabled = true;
		filter.appendTerm(subjectContains(filter, 'zzz "quoted" \\ imap'));
		const move = filter.createAction();
		move.type = Ci.nsMsgFilterAction.MoveToFolder;
		move.targetFolderUri = target;
		filter.appendAction(move);
		filters.insertFilterAt(filters.filterCount, filter);
		filters.saveToDefaultFile();
	};
	addFilter(server, "vers Projets", projects.URI);
	addFilter(server, "vers l’été", projects.getChildNamed("Été 2026").URI);
	addFilter(server, "en local", `${local.URI}/Trash`);
	addFilter(other, "d’un autre compte", projects.URI);
	addFilter(local.server, "des dossiers locaux", projects.URI);

	// ---- saved searches
	const terms = (text: string) => {
		const session = Cc["@mozilla.org/messenger/searchSession;1"].createInstance(Ci.nsIMsgSearchSession);
		return [subjectContains(session, text)];
	};
	const createSearch = (name: string, parent: Folder, scopes: Folder[], text: string) =>
		VirtualFolderHelper.createNewVirtualFolder(name, parent, scopes, terms(text), false);
	createSearch("Recherche", root, [inbox], "Message");
	createSearch("Dans Projets", projects, [projects, projects.getChildNamed("Été 2026")], 'Projet "x"');
	createSearch("Tout", local, [inbox, inboxOf(other)], "Message");
	createSearch("Seulement autre", local, [inboxOf(other)], "Message");

	// ---- the tree and the list of messages
	const about3Pane = document.getElementById("tabmail").currentAbout3Pane;
	about3Pane.folderPane.activeModes = ["all", "smart", "favorite", "tags"];
	await FolderTreeProperties.ready;
	FolderTreeProperties.setColor(projects.URI, "#00aa00");
	for (const mode of ["all", "smart"]) {
		FolderTreeProperties.setIsExpanded(root.URI, mode, true);
		FolderTreeProperties.setIsExpanded(projects.URI, mode, true);
	}
	const info = inbox.msgDatabase.dBFolderInfo;
	info.sortType = Ci.nsMsgViewSortType.bySubject;
	info.sortOrder = Ci.nsMsgViewSortOrder.descending;
	info.setCharProperty("columnStates", JSON.stringify({ subjectCol: { visible: true, ordinal: "1" } }));
	inbox.msgDatabase.commit(Ci.nsMsgDBCommitType.kLargeCommit);

	// ---- tabs
	const tabmail = document.getElementById("tabmail");
	// What is not loaded yet is not in the session.
	const open = async (mode: string, state: object) => {
		const tab = tabmail.openTab(mode, state);
		await until(mode, () => (tab.folder ?? tab.message) && tab.chromeBrowser.contentDocument.readyState === "complete");
	};
	const [first] = [...inbox.messages];
	await open("mail3PaneTab", { folderURI: projects.URI, background: false });
	await open("mailMessageTab", { messageURI: first.folder.getUriForMsg(first), background: false });
	tabmail.switchToTab(0);
	about3Pane.displayFolder(inbox.URI);

	// ---- the search index
	await until("the search index", () => GlodaDatastore.asyncConnection);
	GlodaMsgIndexer.indexingSweepNeeded = true;
	await until("indexed messages", async () => {
		if (GlodaIndexer.indexing) return false;
		return new Promise((resolve) => {
			let count = 0;
			const statement = GlodaDatastore.asyncConnection.createAsyncStatement(
				"SELECT COUNT(*) FROM messages JOIN folderLocations ON folderLocations.id = folderID WHERE folderURI = ?1",
			);
			statement.bindByIndex(0, inbox.URI);
			statement.executeAsync({
				handleResult: (set: Folder) => {
					count = set.getNextRow().getResultByIndex(0);
				},
				handleError: () => undefined,
				handleCompletion: () => resolve(count >= messages),
			});
			statement.finalize();
		});
	});
	MailServices.accounts.saveAccountInfo();
	MailServices.accounts.saveVirtualFolders();
	Services.prefs.savePrefFile(null);
};

/**
 * Mode, folder and message of each tab. Shows each for a moment: one that was never shown since the start has no folder
 * yet, and is lost when Thunderbird closes.
 */
export async function openTabs(thunderbird: Thunderbird): Promise<string[][]> {
	return thunderbird.chrome(async ({ document, window }) => {
		const tabmail = document.getElementById("tabmail");
		const until = async (condition: () => unknown) => {
			for (let tries = 0; tries < 200 && !condition(); tries += 1) {
				await new Promise((resolve) => window.setTimeout(resolve, 50));
			}
		};
		await until(() => tabmail.tabInfo.length >= 3);
		const tabs: string[][] = [];
		for (const [index, tab] of tabmail.tabInfo.entries()) {
			tabmail.switchToTab(index);
			// One whose folder or message is gone stays empty: that is for the comparison.
			await until(() => tab.folder ?? tab.message);
			if (index === 0 && !tab.folder) {
				// A busy Thunderbird now and then overlooks what its session says of the first tab: it is told once more.
				const session = await window.IOUtils.readJSON(
					window.PathUtils.join(window.PathUtils.profileDir, "session.json"),
				);
				const [first] = session.windows.flatMap((one: { tabs?: { tabs: unknown[] } }) => one.tabs?.tabs ?? []);
				tab.chromeBrowser.contentWindow.displayFolder(first.state.folderURI);
				await until(() => tab.folder);
			}
			tabs.push([tab.mode.name, tab.folder?.URI ?? "", tab.message ? tab.folder.getUriForMsg(tab.message) : ""]);
		}
		tabmail.switchToTab(0);
		return tabs;
	});
}

/** Everything that a move can break, with the server's address written as `{account}`: equal before and after. */
export async function readInventory(thunderbird: Thunderbird, serverKey: string): Promise<unknown> {
	const tabs = await openTabs(thunderbird);
	return thunderbird.chrome(
		async ({ MailServices, ChromeUtils, Services, Ci, window, document }, key, tabs) => {
			const { VirtualFolderHelper } = ChromeUtils.importESModule("resource:///modules/VirtualFolderWrapper.sys.mjs");
			const { FolderTreeProperties } = ChromeUtils.importESModule("resource:///modules/FolderTreeProperties.sys.mjs");
			const { GlodaDatastore } = ChromeUtils.importESModule("resource:///modules/gloda/GlodaDatastore.sys.mjs");
			type Folder = typeof MailServices;
			const until = async (condition: () => unknown) => {
				for (let tries = 0; tries < 200 && !condition(); tries += 1) {
					await new Promise((resolve) => window.setTimeout(resolve, 50));
				}
			};
			const tabmail = document.getElementById("tabmail");
			await FolderTreeProperties.ready;
			await until(() => GlodaDatastore.asyncConnection);
			const server = MailServices.accounts.getIncomingServer(key);
			const root = server.rootFolder;
			const named = (text: string) =>
				text
					.split(server.serverURI)
					.join("{account}")
					.split(server.serverURI.replace("://", "-message://"))
					.join("{account-message}");
			const sorted = (texts: string[]) => texts.map(named).sort();
			const { accounts } = MailServices;
			const flags = Ci.nsMsgFolderFlags;
			const isOwnOfThunderbird = ({ URI }: Folder) => URI.includes("smart%20mailboxes");

			const folders = [...root.descendants].map((folder: Folder) => {
				const isVirtual = folder.getFlag(flags.Virtual);
				const info = folder.msgDatabase?.dBFolderInfo;
				return {
					uri: named(folder.URI),
					name: folder.name,
					flags: [
						...[
							"Inbox",
							"SentMail",
							"Drafts",
							"Templates",
							"Archive",
							"Junk",
							"Trash",
							"Favorite",
							"Virtual",
							"Offline",
						],
					].filter((name) => folder.getFlag(flags[name])),
					file: folder.filePath.leafName,
					messages: isVirtual
						? []
						: [...folder.messages].map((message: Folder) => ({
								id: message.messageId,
								subject: message.mime2DecodedSubject,
								tags: message.getStringProperty("keywords"),
								isOffline: Boolean(message.flags & Ci.nsMsgMessageFlags.Offline),
								size: message.messageSize,
							})),
					sort: info ? [info.sortType, info.sortOrder] : null,
					columns: info?.getCharProperty("columnStates") ?? null,
					uidValidity: server.type === "imap" && folder.getFlag(flags.Inbox) ? (info?.imapUidValidity ?? null) : null,
					color: FolderTreeProperties.getColor(folder.URI) ?? null,
					openIn: ["all", "smart", "favorite"].filter((mode) =>
						FolderTreeProperties.getIsExpanded(folder.URI, mode, false),
					),
				};
			});
			const filtersOf = (one: Folder) => {
				const filters = one.getFilterList(null);
				return Array.from({ length: filters.filterCount }, (_, index) => {
					const filter = filters.getFilterAt(index);
					return {
						name: filter.filterName,
						isEnabled: filter.enabled,
						terms: filter.searchTerms.map((term: Folder) => term.termAsString),
						targets: filter.sortedActionList.map((action: Folder) => named(action.targetFolderUri)),
					};
				});
			};
			const searches = accounts.allServers
				.flatMap((one: Folder) => [...one.rootFolder.descendants])
				.filter((folder: Folder) => folder.getFlag(flags.Virtual))
				.map((folder: Folder) => {
					const search = VirtualFolderHelper.wrapVirtualFolder(folder);
					return {
						uri: named(folder.URI),
						scopes: sorted(search.searchFolders.map(({ URI }: Folder) => URI)),
						terms: isOwnOfThunderbird(folder) ? null : search.searchString,
						isOnline: search.onlineSearch,
					};
				})
				.sort((a: { uri: string }, b: { uri: string }) => a.uri.localeCompare(b.uri));
			const identities = accounts.allIdentities.map((identity: Folder) => ({
				key: identity.key,
				address: identity.email,
				signature: identity.htmlSigText,
				folders: ["fcc_folder", "draft_folder", "stationery_folder", "archive_folder"].map((name) =>
					named(identity.getUnicharAttribute(name)),
				),
				archive: [identity.archiveEnabled, identity.archiveGranularity, identity.archiveKeepFolderStructure],
			}));
			const prefs = Services.prefs
				.getChildList("")
				.filter((name: string) => Services.prefs.prefHasUserValue(name))
				.filter((name: string) => Services.prefs.getPrefType(name) === Services.prefs.PREF_STRING)
				.map((name: string) => [name, Services.prefs.getStringPref(name)])
				.filter(([, value]: string[]) => value?.includes(server.serverURI))
				.map((entry: string[]) => entry.map(named))
				.sort();
			const indexed = await new Promise((resolve) => {
				const rows: [string, number][] = [];
				const statement = GlodaDatastore.asyncConnection.createAsyncStatement(
					`SELECT folderURI, COUNT(messages.id) FROM folderLocations LEFT JOIN messages
				ON folderLocations.id = folderID GROUP BY folderURI HAVING COUNT(messages.id) > 0`,
				);
				statement.executeAsync({
					handleResult: (set: Folder) => {
						for (let row = set.getNextRow(); row; row = set.getNextRow()) {
							rows.push([named(row.getResultByIndex(0)), row.getResultByIndex(1)]);
						}
					},
					handleError: () => undefined,
					handleCompletion: () => resolve(rows.sort()),
				});
				statement.finalize();
			});
			return {
				server: {
					name: server.prettyName,
					directory: server.localPath.leafName,
					rootUri: named(root.URI),
					isOpenIn: ["all", "smart"].filter((mode) => FolderTreeProperties.getIsExpanded(root.URI, mode)),
					spam: ["spamActionTargetAccount", "spamActionTargetFolder"].map((name) => named(server.getStringValue(name))),
					spamLevel: [server.getIntValue("spamLevel"), server.getBoolValue("moveOnSpam")],
				},
				folders: folders.sort((a: { uri: string }, b: { uri: string }) => a.uri.localeCompare(b.uri)),
				filters: Object.fromEntries(
					accounts.allServers
						.filter(({ canHaveFilters }: Folder) => canHaveFilters)
						.map((one: Folder) => [one.key, filtersOf(one)]),
				),
				searches,
				identities,
				prefs,
				indexed,
				tags: MailServices.tags.getAllTags().map(({ key, tag, color }: Folder) => [key, tag, color]),
				modes: [...tabmail.currentAbout3Pane.folderPane.activeModes],
				tabs: tabs.map((tab) => tab.map(named)),
			};
		},
		serverKey,
		tabs,
	);
}
