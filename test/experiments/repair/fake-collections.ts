// Calendars and address books of servers in the fake Thunderbird: they live in its preferences, as in the real one, which
// never lets an address book keep the id that another one has.

import type { AddCollectionChange } from "../../../src/domain/change";
import type { DavSearch, DavWish } from "../../../src/domain/dav";
import type { Added } from "../../../src/domain/journal";
import type { CollectionHands } from "../../../src/experiments/repair/ports";
import type { FakeThunderbird } from "./fake-thunderbird";

const DEFAULT = "calendar-main-default";

export class FakeCollections {
	readonly #thunderbird: FakeThunderbird;
	readonly #branch: string;
	readonly #names: { address: string; username: string; name: string };

	constructor(
		thunderbird: FakeThunderbird,
		branch: string,
		names: { address: string; username: string; name: string },
	) {
		this.#thunderbird = thunderbird;
		this.#branch = branch;
		this.#names = names;
	}

	get #isCalendar(): boolean {
		return this.#branch.startsWith("calendar.");
	}

	/** Of a calendar the id alone, of an address book its whole branch. */
	#id(leaf: string): string {
		return this.#isCalendar ? leaf : `${this.#branch}${leaf}`;
	}

	#pref(id: string, name: string): string {
		return `${this.#isCalendar ? this.#branch : ""}${id}.${name}`;
	}

	#get(id: string, name: string) {
		return this.#thunderbird.memory.prefs.get(this.#pref(id, name)) ?? null;
	}

	#set(id: string, name: string, value: string | boolean | number): void {
		this.#thunderbird.memory.prefs.set(this.#pref(id, name), value);
	}

	#ids(): string[] {
		const end = `.${this.#names.address}`;
		return [...this.#thunderbird.memory.prefs.keys()]
			.filter((name) => name.startsWith(this.#branch) && name.endsWith(end))
			.map((name) => this.#id(name.slice(this.#branch.length, -end.length)));
	}

	readonly hands: CollectionHands = {
		list: () =>
			this.#ids().map((id) => ({
				id,
				uid: this.#isCalendar ? null : String(this.#get(id, "uid") ?? ""),
				url: String(this.#get(id, this.#names.address)),
				username: String(this.#get(id, this.#names.username) ?? ""),
				name: String(this.#get(id, this.#names.name) ?? ""),
			})),
		nextId: (name, taken) => {
			if (this.#isCalendar) return `cal-${this.#thunderbird.ports.newId()}`;
			const all = [...this.#ids(), ...taken];
			const first = this.#id(name.replace(/\W/g, "") || "_nonascii");
			let id = first;
			for (let number = 1; all.includes(id); number++) id = `${first}_${number}`;
			return id;
		},
		addressPref: (id) => this.#pref(id, this.#names.address),
		settleDefault: () => {
			this.#thunderbird.settled.push("default");
		},
		add: (added, change) => this.#add(added, change),
		remove: (id) => {
			for (const name of this.#thunderbird.ports.prefs.namesBelow(this.#pref(id, ""))) {
				this.#thunderbird.memory.prefs.delete(name);
			}
		},
		hasUnsent: (id) => Promise.resolve(this.#thunderbird.faults.unsent.has(id)),
		value: (id, setting) => {
			if (!this.#ids().includes(id)) return undefined;
			if (setting === "calendar.username" || setting === "contacts.username") {
				return String(this.#get(id, this.#names.username) ?? "");
			}
			if (setting === "calendar.cached") return this.#get(id, "cache.enabled") === true;
			return setting === "calendar.enabled" ? !this.#get(id, "disabled") : undefined;
		},
		settle: (id) => {
			this.#thunderbird.settled.push(`collection/${id}`);
		},
	};

	#add(added: Exclude<Added, { kind: "account" }>, change: AddCollectionChange) {
		const { id } = added;
		if (this.#ids().includes(id)) throw new Error(`${id} is there already`);
		const { address, username, name } = this.#names;
		this.#set(id, address, change.url);
		this.#set(id, name, change.name);
		if (change.username !== "") this.#set(id, username, change.username);
		if (this.#isCalendar) this.#set(id, "cache.enabled", true);
		if (added.kind === "address-book") this.#set(id, "uid", added.uid);
		if (change.makeDefault) this.#set(id, DEFAULT, true);
		this.#requireLogin(change);
		const host = /^https:\/\/([^/]+)/.exec(change.url)?.[1] ?? "";
		const end = this.#thunderbird.faults.firstReads.get(host) ?? "read";
		return end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
	}

	/** Thunderbird asks in a dialog for what it does not find; and it finds what is on disk after a crash only. */
	#requireLogin({ url, username, login, type }: AddCollectionChange): void {
		if (type === "ics") return;
		const origin = /^https:\/\/[^/]+/.exec(url)?.[0] ?? "";
		const isThere = this.#thunderbird.disk.logins.some(
			(one) => one.origin === origin && one.username === username && one.realm === login?.realm,
		);
		const hasToken = this.#thunderbird.faults.tokens.has(`${origin.slice("https://".length)} ${username}`);
		if (!isThere && !hasToken) throw new Error(`a dialog asks for the password of ${username} at ${origin}`);
	}
}

/** A server that takes a typed password and shows nothing. */
export function davWithoutCollections(wish: DavWish): DavSearch {
	return {
		...{ kind: "found", wish, collections: [], requests: 1 },
		login: { origin: "https://dav.example", realm: "DAV", username: wish.address, auth: "password", from: "typed" },
	};
}
