// What speaks against closing Thunderbird now, to change the host or the user name of an incoming server: what is not
// finished yet, and what belongs to others too. Asks Thunderbird only; whoever is told decides.

import type { RepairProblem } from "../../domain/outcome";
import { attempt } from "../shared/attempt";
import { countMessages } from "../shared/held-mail";
import { TargetIndex } from "../shared/servers";

/** nsMsgFolderFlags: the outbox, and what was done here while nobody was connected. */
const OUTBOX = 0x800;
const OFFLINE_EVENTS = 0x1000_0000;

type MailServices = MailServicesModule["MailServices"];

/** The first that is found; null: nothing. */
export function obstacles(key: string): Promise<RepairProblem | null> {
	const services = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices;
	const target = new TargetIndex(services).find("incoming", key);
	if (target?.kind !== "incoming") return Promise.resolve({ kind: "unknown-target", key });
	const { server } = target;
	if (isComposing()) return Promise.resolve({ kind: "composing" });
	const sending = sendingKey(services);
	if (sending !== null) return Promise.resolve({ kind: "sending", key: sending });
	if (hasOutgoingMail(services)) return Promise.resolve({ kind: "outbox" });
	if (hasOfflineOperations(server)) return Promise.resolve({ kind: "offline-operations", key });
	return Promise.resolve(isShared(server, services) ? { kind: "folder-shared", key } : null);
}

/** Thunderbird writes messages in windows of their own, never in tabs. */
function isComposing(): boolean {
	return Services.wm.getMostRecentWindow("msgcompose") !== null;
}

/** The key of an outgoing server with a message on its way; of the outbox none is known. */
function sendingKey({ outgoingServer }: MailServices): string | null {
	const busy = outgoingServer.servers.find((server) => (server.wrappedJSObject?._busyConnections?.length ?? 0) > 0);
	if (busy) return busy.key;
	const later = Cc["@mozilla.org/messengercompose/sendlater;1"]?.getService(Ci["nsIMsgSendLater"]) as NsIMsgSendLater;
	return later.sendingMessages ? (outgoingServer.servers[0]?.key ?? "") : null;
}

/** An outbox that cannot be read may hold messages. */
function hasOutgoingMail({ accounts }: MailServices): boolean {
	return accounts.allFolders.some(
		(folder) => attempt(() => folder.getFlag(OUTBOX), false) && countMessages(folder) !== 0,
	);
}

/** What was moved, deleted, marked or copied while offline: Thunderbird marks the folders that wait for the server. */
function hasOfflineOperations({ rootFolder }: NsIMsgIncomingServer): boolean {
	return rootFolder.descendants.some((folder) => folder.getFlag(OFFLINE_EVENTS));
}

/** Mail outside this profile may be another one's too, and mail of two servers in one folder is each other's. */
function isShared(server: NsIMsgIncomingServer, { accounts }: MailServices): boolean {
	const own = realPlace(server.localPath);
	if (!realPlace(Services.dirsvc.get("ProfD", Ci["nsIFile"])).contains(own)) return true;
	return accounts.allServers.some((other) => {
		const place = other.key === server.key ? null : attempt(() => realPlace(other.localPath), null);
		return place !== null && (place.equals(own) || place.contains(own) || own.contains(place));
	});
}

/** Without links, where it exists. */
function realPlace(file: NsIFile): NsIFile {
	const place = file.clone();
	attempt(() => place.normalize(), undefined);
	return place;
}
