// Mail as Thunderbird itself moves it: its own objects fetch an account's inbox and hand a message to an outgoing server.
// Nothing of the add-on is in play, so what arrives proves the settings. The servers: ../../rig/.

import type { Thunderbird } from "./thunderbird";

/** What became of a try. `code`: Thunderbird's status, such as "0x804b000d"; empty when all went well. */
export interface Transfer {
	ok: boolean;
	code: string;
}

export interface Fetched extends Transfer {
	/** Of every message in the inbox, in the order of arrival. */
	subjects: string[];
}

/** Gets the new mail of an incoming server into its INBOX. */
export function fetchMail(thunderbird: Thunderbird, serverKey: string): Promise<Fetched> {
	return thunderbird.chrome(async ({ MailServices, ChromeUtils, Services, Ci }, key): Promise<Fetched> => {
		const server = MailServices.accounts.getIncomingServer(key);
		const root = server.rootFolder;
		// Thunderbird makes the inbox, before it ever connects, when somebody asks for the folders.
		const [inbox = null] = [...root.subFolders].filter((folder) => folder.getFlag(Ci.nsMsgFolderFlags.Inbox));
		if (!inbox) throw new Error(`${key} has no inbox`);
		let ask = (): void => {};
		// An update of Thunderbird's own that comes between takes the place of the listener: then it is asked again.
		let isAnswered = false;
		const folderListener = {
			onFolderEvent: (folder: unknown, event: string) => {
				if (folder !== inbox || event !== "FolderLoaded") return;
				Services.tm.dispatchToMainThread(() => {
					if (!isAnswered) ask();
				});
			},
		};
		MailServices.mailSession.AddFolderListener(folderListener, Ci.nsIFolderListener.event);
		const status = await new Promise<number>((resolve, reject) => {
			const listener = {
				QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
				OnStartRunningUrl: () => undefined,
				OnStopRunningUrl: (_url: unknown, status: number) => {
					isAnswered = true;
					resolve(status);
				},
			};
			ask = () => {
				try {
					if (server.type === "pop3") {
						MailServices.pop3.GetNewMail(null, listener, inbox, server.QueryInterface(Ci.nsIPop3IncomingServer));
					} else {
						inbox.QueryInterface(Ci.nsIMsgImapMailFolder).updateFolderWithListener(null, listener);
					}
				} catch (error) {
					reject(new Error(String(error)));
				}
			};
			ask();
		}).finally(() => MailServices.mailSession.RemoveFolderListener(folderListener));
		const ok = status === 0;
		return {
			ok,
			code: ok ? "" : `0x${(status >>> 0).toString(16)}`,
			subjects: [...inbox.messages].map(({ mime2DecodedSubject }) => mime2DecodedSubject as string),
		};
	}, serverKey);
}

/** Sends a message to its own sender through the outgoing server that the identity uses. */
export function sendMail(thunderbird: Thunderbird, identityKey: string, subject: string): Promise<Transfer> {
	return thunderbird.chrome(
		async ({ MailServices, ChromeUtils, Services, Ci, window }, key, subject): Promise<Transfer> => {
			const identity = MailServices.accounts.getIdentity(key);
			const server = MailServices.outgoingServer.getServerByIdentity(identity);
			const id = `<${Services.uuid.generateUUID().toString().slice(1, -1)}@rig.example>`;
			const file = Services.dirsvc.get("TmpD", Ci.nsIFile);
			file.append("message.eml");
			file.createUnique(Ci.nsIFile.NORMAL_FILE_TYPE, 0o600);
			await window.IOUtils.writeUTF8(
				file.path,
				[
					`From: ${identity.email}`,
					`To: ${identity.email}`,
					`Subject: ${subject}`,
					`Message-ID: ${id}`,
					`Date: ${new Date().toUTCString()}`,
					"",
					"Bonjour.",
					"",
				].join("\r\n"),
			);
			try {
				const status = await new Promise<number>((resolve, reject) => {
					const listener = {
						QueryInterface: ChromeUtils.generateQI(["nsIMsgOutgoingListener"]),
						onSendStart: () => undefined,
						onSendStop: (_server: unknown, status: number) => resolve(status),
					};
					const to = MailServices.headerParser.parseEncodedHeaderW(identity.email);
					try {
						server.sendMailMessage(file, to, [], identity, identity.email, null, null, false, id, listener);
					} catch (error) {
						reject(new Error(String(error)));
					}
				});
				const ok = status === 0;
				return { ok, code: ok ? "" : `0x${(status >>> 0).toString(16)}` };
			} finally {
				await window.IOUtils.remove(file.path);
			}
		},
		identityKey,
		subject,
	);
}
