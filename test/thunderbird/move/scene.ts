// What the tests of moves share: an account on which much hangs, the add-on asked to move it, and what is read afterwards.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SetChange } from "../../../src/domain/change";
import type { JournalEntry } from "../../../src/domain/journal";
import type { PrepareOutcome, UndoOutcome } from "../../../src/domain/outcome";
import type { Rig } from "../../rig/rig";
import { ACCOUNTS, type Account } from "../../rig/world";
import type { Thunderbird } from "../driver/thunderbird";
import { ADDON } from "../harness";
import { launchRichAccount, RICH_SERVER, readInventory } from "./rich-account";

const { ovh } = ACCOUNTS;

export interface Case {
	what: string;
	account: Account;
	protocol: "imap" | "pop3";
	from: { host: string; username: string };
	to: { host: string; username: string };
}

export const TO_OVH: Case = {
	...{ what: "another host, IMAP", account: ovh, protocol: "imap" },
	from: { host: "ssl0.ovh.net", username: ovh.user },
	to: { host: "imap.mail.ovh.net", username: ovh.user },
};

export function changesOf({ from, to }: Pick<Case, "from" | "to">): SetChange[] {
	const set = (setting: SetChange["setting"], before: string, after: string): SetChange[] =>
		before === after ? [] : [{ kind: "set", target: "incoming", key: RICH_SERVER, setting, from: before, to: after }];
	return [...set("incoming.host", from.host, to.host), ...set("incoming.username", from.username, to.username)];
}

async function openPage(thunderbird: Thunderbird) {
	await thunderbird.addonReady(ADDON.id);
	return thunderbird.openPage(ADDON.id);
}

/** In a tab that is gone afterwards: open tabs are part of what is compared. */
export async function asked<Args extends unknown[], Result>(
	thunderbird: Thunderbird,
	body: (...args: Args) => Promise<Result>,
	...args: Args
): Promise<Result> {
	const page = await openPage(thunderbird);
	const answer = (await page.eval(body, ...args)) as Result;
	await thunderbird.chrome(({ document }) => {
		const tabmail = document.getElementById("tabmail");
		tabmail.closeTab(tabmail.tabInfo.at(-1));
		tabmail.switchToTab(0);
	});
	return answer;
}

export const prepare = (thunderbird: Thunderbird, changes: SetChange[], password?: string): Promise<PrepareOutcome> =>
	asked(
		thunderbird,
		(...args) => browser.bonsComptesRepair.prepare(...args),
		changes,
		{},
		...(password ? [password] : []),
	);
export const undo = (thunderbird: Thunderbird, id: string): Promise<UndoOutcome> =>
	asked(thunderbird, (id) => browser.bonsComptesRepair.undo(id), id);
export const history = (thunderbird: Thunderbird): Promise<JournalEntry[]> =>
	asked(thunderbird, async () => (await browser.bonsComptesRepair.journal()).entries);
export const places = async (thunderbird: Thunderbird) =>
	(await thunderbird.logins()).map(({ origin, username }) => `${origin} ${username}`);

/** Thunderbird learns the number of a folder that holds nothing whenever it first looks there. */
export const inventory = async (thunderbird: Thunderbird): Promise<unknown> =>
	JSON.parse(
		JSON.stringify(await readInventory(thunderbird, RICH_SERVER), (name, value: unknown) =>
			name === "uidValidity" ? undefined : value,
		),
	);

export async function launch(rig: Rig, { account, protocol, from }: Case): Promise<Thunderbird> {
	const rich = { protocol, ...from, password: account.password, messages: account.messages };
	const thunderbird = await launchRichAccount(rig, rich);
	// Thunderbird 140 marks some folders of the identities one start later.
	await thunderbird.restart();
	return thunderbird;
}

/** All that the add-on may have touched; Thunderbird's own dates and counters are not among it. */
export const lasting = (thunderbird: Thunderbird) => {
	const prefs = Object.entries(thunderbird.profile.savedPrefs());
	return {
		prefs: prefs.filter(([name, value]) => /hostname|userName/.test(name) || String(value).includes("imap://")),
		filters: readFileSync(join(thunderbird.profile.path, "ImapMail/ssl0.ovh.net/msgFilterRules.dat"), "latin1"),
	};
};
