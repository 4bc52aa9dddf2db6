// A move of any account and its undo, cut off at any step: the next start finds a whole state, what waits is made at the next
// closing, and no login is ever lost. With Thunderbird having written by chance what it had in memory, and without.

import fc from "fast-check";
import { expect, it } from "vitest";
import type { SetChange } from "../../../src/domain/change";
import { Engine } from "../../../src/experiments/repair/engine";
import { type Disk, FakeThunderbird } from "./fake-thunderbird";
import { moved, movedFiles, movedPrefs, OLD_HOST, USER } from "./move-scene";
import { expectQuietIsTrue } from "./quiet-start";

interface Goal {
	host: string;
	username: string;
}

const goal: fc.Arbitrary<Goal> = fc
	.record({
		host: fc.constantFrom(OLD_HOST, "imap.mail.ovh.net", "ssl0.ovh.net"),
		username: fc.constantFrom(USER, "contact@asso.example", "user one@asso.example"),
	})
	.filter(({ host, username }) => host !== OLD_HOST || username !== USER);

const request = ({ host, username }: Goal) => {
	const set = (setting: SetChange["setting"], from: string, to: string): SetChange[] =>
		from === to ? [] : [{ kind: "set", target: "incoming", key: "server1", setting, from, to }];
	const changes = [...set("incoming.host", OLD_HOST, host), ...set("incoming.username", USER, username)];
	return { changes, names: {}, password: null };
};

async function start(disk: Disk): Promise<{ thunderbird: FakeThunderbird; engine: Engine }> {
	await expectQuietIsTrue(disk);
	const thunderbird = new FakeThunderbird(disk);
	const engine = new Engine(thunderbird.ports);
	engine.recoverNow();
	await engine.recover();
	return { thunderbird, engine };
}

/** What lasts beside the journal; a login is named by where it is. */
function whole({ prefs, files, index, logins }: Disk) {
	return {
		prefs: Object.fromEntries(prefs),
		files: Object.fromEntries([...files].filter(([path]) => !path.startsWith("bons-comptes/"))),
		index,
		logins: logins.map(({ origin, username, password }) => `${origin} ${username} ${password}`).sort(),
	};
}

const withoutLogins = (state: ReturnType<typeof whole>) => ({ ...state, logins: [] });

it("cut off while it is prepared, it is prepared or dropped, and nothing but a login copy was ever added", async () => {
	await fc.assert(
		fc.asyncProperty(goal, fc.nat(), fc.boolean(), async (wanted, cut, flushed) => {
			const first = moved();
			const old = whole(first.photograph(true));
			const cuts: Disk[] = [];
			first.onStep = () => cuts.push(first.photograph(flushed));
			expect((await new Engine(first.ports).prepare(request(wanted))).kind).toBe("prepared");
			const { thunderbird, engine } = await start(cuts[cut % cuts.length] ?? first.disk);
			const [entry] = (await engine.view()).entries;
			const state = whole(thunderbird.photograph(true));
			expect(withoutLogins(state)).toEqual(withoutLogins(old));
			expect(["prepared", "rolled-back"]).toContain(entry?.state);
			expect(state.logins).toEqual(expect.arrayContaining(old.logins));
			if (entry?.state === "rolled-back") expect(state).toEqual(old);
		}),
	);
});

it("cut off while Thunderbird closes, it is whole at the next start, and made at the next closing", async () => {
	await fc.assert(
		fc.asyncProperty(
			goal,
			fc.boolean(),
			fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 1, maxLength: 3 }),
			async (wanted, isUndo, kills) => {
				let { thunderbird, engine } = await start(moved().photograph(true));
				const old = whole(thunderbird.photograph(true));
				const made = {
					prefs: movedPrefs(wanted.host, wanted.username),
					files: movedFiles(wanted.host, wanted.username),
					index: old.index.map((uri) => uri.replace(/.*(?=\/)/, addressOf(wanted))),
					logins: [...old.logins, `imap://${wanted.host} ${wanted.username} secret`].sort(),
				};
				const prepared = await engine.prepare(request(wanted));
				if (prepared.kind !== "prepared") throw new Error(JSON.stringify(prepared));
				if (isUndo) {
					({ thunderbird, engine } = await start(thunderbird.close(engine)));
					expect(whole(thunderbird.photograph(true))).toEqual(made);
					expect((await engine.undo(prepared.entry)).kind).toBe("prepared");
				}
				const [before, after] = isUndo ? [made, old] : [old, made];
				for (const [cut, flushed] of kills) {
					const cuts: Disk[] = [];
					thunderbird.onStep = () => cuts.push(thunderbird.photograph(flushed));
					const end = thunderbird.close(engine);
					({ thunderbird, engine } = await start(cuts.length === 0 ? end : (cuts[cut % cuts.length] ?? end)));
					const [entry] = (await engine.view()).entries;
					const isOver = entry?.state === (isUndo ? "undone" : "applied");
					const state = whole(thunderbird.photograph(true));
					expect(withoutLogins(state)).toEqual(withoutLogins(isOver ? after : before));
					if (!isOver) expect(entry?.state).toBe(isUndo ? "undo-prepared" : "prepared");
					expect(state.logins).toEqual(expect.arrayContaining(old.logins));
				}
				({ thunderbird, engine } = await start(thunderbird.close(engine)));
				await engine.view();
				expect(whole(thunderbird.photograph(true))).toEqual(after);
			},
		),
	);
});

/** The address of the server there. */
const addressOf = ({ host, username }: Goal) => `imap://${encodeURIComponent(username)}@${host}`;
