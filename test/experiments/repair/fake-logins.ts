// The login store of the fake Thunderbird: in memory and, once it is flushed, on disk. It fails where the real one would ask
// for the primary password.

import type { LoginPlace } from "../../../src/domain/journal";
import type { Ports } from "../../../src/experiments/repair/ports";
import type { FakeLogin, FakeThunderbird } from "./fake-thunderbird";

export const realmOf = ({ origin, realm }: LoginPlace): string => realm ?? origin;

export function fakeLogins(thunderbird: FakeThunderbird): Ports["logins"] {
	const { faults } = thunderbird;
	let made = 0;

	function find(place: LoginPlace): FakeLogin | undefined {
		return thunderbird.memory.logins.find(
			(login) =>
				login.origin === place.origin && realmOf(login) === realmOf(place) && login.username === place.username,
		);
	}

	function flush(): Promise<boolean> {
		if (faults.loginsNotWritable) return Promise.resolve(false);
		thunderbird.flushLogins();
		return Promise.resolve(true);
	}

	return {
		isLocked: () => faults.loginStoreLocked,
		has: (place) =>
			Promise.resolve(
				thunderbird.memory.logins.some(
					(login) =>
						login.origin === place.origin &&
						realmOf(login) === realmOf(place) &&
						(faults.loginStoreLocked || login.username === place.username),
				),
			),
		realms: (origin, username) =>
			Promise.resolve(
				thunderbird.memory.logins
					.filter((login) => !faults.loginStoreLocked && login.origin === origin)
					.filter((login) => username === null || login.username === username)
					.map(realmOf),
			),
		copy: (from, to) => {
			if (faults.loginStoreLocked) throw new Error("this would open the dialog of the primary password");
			const original = find(from);
			if (!original) return Promise.resolve(null);
			if (find(to)) throw new Error("This login already exists");
			const guid = `{new-${++made}}`;
			thunderbird.memory.logins.push({ ...to, password: original.password, guid });
			return Promise.resolve(guid);
		},
		removeCopy: ({ from, to, guid }) => {
			if (faults.loginStoreLocked) return Promise.reject(new Error("the login store is locked"));
			const original = find(from);
			const copy = find(to);
			const isCopy = original && copy && original.password === copy.password;
			if (!isCopy || (guid !== null && guid !== copy.guid)) return Promise.resolve(null);
			thunderbird.memory.logins.splice(thunderbird.memory.logins.indexOf(copy), 1);
			return Promise.resolve(copy.guid);
		},
		keep: async (place, password) => {
			if (faults.loginStoreLocked) throw new Error("this would open the dialog of the primary password");
			const present = find(place);
			if (present && present.password !== password) {
				Object.assign(present, { password, changed: (present.changed ?? 0) + 1 });
			}
			if (!present) thunderbird.memory.logins.push({ ...place, password, guid: `{new-${++made}}` });
			if (faults.loginsNotWritable) return false;
			thunderbird.flushLogins();
			return true;
		},
		stampOf: (place) => {
			const found = find(place);
			return Promise.resolve(found ? { guid: found.guid, changed: found.changed ?? 0 } : null);
		},
		setAside: (place, former, password) => {
			if (faults.loginStoreLocked) throw new Error("this would open the dialog of the primary password");
			const present = find(place);
			if (!present || present.password === password) return Promise.resolve(true);
			if (!find(former))
				thunderbird.memory.logins.push({ ...former, password: present.password, guid: `{new-${++made}}` });
			return flush();
		},
		restore: async ({ place, former, changed }) => {
			if (faults.loginStoreLocked) throw new Error("the login store is locked");
			const copy = former && find(former);
			if (!copy) return true;
			const present = find(place);
			if (present && (changed === undefined || changed === (present.changed ?? 0))) {
				present.password = copy.password;
				thunderbird.announce("between two logins");
			}
			thunderbird.memory.logins.splice(thunderbird.memory.logins.indexOf(copy), 1);
			return flush();
		},
		removeKept: ({ place, guid }) => {
			if (faults.loginStoreLocked) return Promise.reject(new Error("the login store is locked"));
			const kept = find(place);
			if (!kept || (guid !== null && guid !== kept.guid)) return Promise.resolve(null);
			thunderbird.memory.logins.splice(thunderbird.memory.logins.indexOf(kept), 1);
			return Promise.resolve(kept.guid);
		},
		flush,
	};
}
