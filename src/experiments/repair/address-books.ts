// Thunderbird's address books of servers: the hands of the repair for them. Thunderbird's own search for address books is
// left alone, for it follows servers elsewhere with the password and opens windows. Nothing is ever deleted on a server.

import { FIRST_READ_MS } from "./calendars";
import type { CollectionHands, FirstRead } from "./ports";

function addressBooks(): MailServicesModule["MailServices"]["ab"] {
	return ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices.ab;
}

const cardDavType = (): number => Ci["nsIAbManager"]?.["CARDDAV_DIRECTORY_TYPE"] ?? Number.NaN;

function find(id: string): NsIAbDirectory | undefined {
	return addressBooks().directories.find((book) => book.dirPrefId === id && book.dirType === cardDavType());
}

/** Thunderbird's own object behind the interface. */
function ownOf(book: NsIAbDirectory) {
	return ChromeUtils.importESModule("resource:///modules/CardDAVDirectory.sys.mjs").CardDAVDirectory.forFile(
		book.fileName,
	);
}

export const books: CollectionHands = {
	list: () =>
		addressBooks()
			.directories.filter(({ dirType }) => dirType === cardDavType())
			.map((book) => ({
				...{ id: book.dirPrefId, uid: book.UID, name: book.dirName },
				url: book.getStringValue("carddav.url", ""),
				username: book.getStringValue("carddav.username", ""),
			})),
	nextId(name, taken) {
		const all = [...addressBooks().directories.map((book) => book.dirPrefId), ...taken];
		const first = `ldap_2.servers.${name.replace(/\W/g, "") || "_nonascii"}`;
		let id = first;
		for (let number = 1; all.includes(id); number++) id = `${first}_${number}`;
		return id;
	},
	addressPref: (id) => `${id}.carddav.url`,
	settleDefault: () => undefined,
	async add(added, change) {
		const ab = addressBooks();
		const uid = added.kind === "address-book" ? added.uid : "";
		const id = ab.newAddressBook(change.name, null, cardDavType(), uid);
		const book = ab.getDirectoryFromId(id);
		if (id !== added.id) {
			ab.deleteAddressBook(book.URI);
			throw new Error("another address book has taken the place");
		}
		book.setStringValue("carddav.username", change.username);
		book.setStringValue("carddav.url", change.url);
		book.setIntValue("carddav.syncinterval", change.refresh);
		if (change.readOnly) book.setBoolValue("readOnly", true);
		return firstRead(book);
	},
	remove(id) {
		const book = find(id);
		if (book) addressBooks().deleteAddressBook(book.URI);
	},
	hasUnsent(id) {
		const book = find(id);
		const own = book && ownOf(book);
		const isWaiting = (own?._uidsToSync?.size ?? 0) + (own?._hrefsToRemove?.size ?? 0) > 0;
		// One that is on its way is in no list: it has no address on the server yet.
		const isOnItsWay = book?.childCards.some((card) => card.getProperty("_href", "") === "") ?? false;
		return Promise.resolve(isWaiting || isOnItsWay);
	},
	value(id, setting) {
		return setting === "contacts.username" ? find(id)?.getStringValue("carddav.username", "") : undefined;
	},
	settle(id) {
		const book = find(id);
		const own = book && ownOf(book);
		// Of the former user.
		if (own) delete own._oAuth;
	},
};

async function firstRead(book: NsIAbDirectory): Promise<FirstRead> {
	const own = ownOf(book);
	if (!own) throw new Error("the address book is of another kind");
	if (Services.io.offline) return "slow";
	const { setTimeout, clearTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
	let timer = 0;
	const slow = new Promise<FirstRead>((resolve) => {
		timer = setTimeout(() => resolve("slow"), FIRST_READ_MS);
	});
	const read = own.fetchAllFromServer().then(
		(): FirstRead => "read",
		(): FirstRead => "failed",
	);
	return Promise.race([read, slow]).finally(() => clearTimeout(timer));
}
