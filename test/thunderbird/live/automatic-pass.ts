// The automatic mode as tests meet it: when its pass is due, whether it has ended, and the line that tells of a repair.

import type { Passes } from "../../../src/doctor/automatic-schedule";
import type { Thunderbird } from "../driver/thunderbird";

const PREFERENCE = "extensions.bonsComptes.automatic";
/** Long enough for Thunderbird to have started by then. */
export const SOON: Passes = { delay: 15_000, fingerprint: "", tries: 0, ended: false };

/** From the way back online to the pass. */
const HELD_DELAY_MS = 1000;

/** For a profile that starts offline, where no pass comes: the first one comes as soon as it is let online. */
export const HELD_PREFS = {
	[PREFERENCE]: JSON.stringify({ ...SOON, delay: HELD_DELAY_MS }),
	"offline.startup_state": 3,
};

export const goOnline = (thunderbird: Thunderbird): Promise<void> =>
	thunderbird.chrome(({ Services }) => {
		Services.io.offline = false;
	});

export const setPrefs = (thunderbird: Thunderbird, prefs: Record<string, string | number>): Promise<void> =>
	thunderbird.chrome(({ Services }, prefs) => {
		for (const [name, value] of Object.entries(prefs)) {
			if (typeof value === "number") Services.prefs.setIntPref(name, value);
			else Services.prefs.setStringPref(name, value);
		}
	}, prefs);

/** What Thunderbird keeps of the passes that were. */
export async function passes(thunderbird: Thunderbird): Promise<Passes> {
	const text = (await thunderbird.prefs(PREFERENCE))[PREFERENCE];
	return text === undefined ? SOON : (JSON.parse(String(text)) as Passes);
}

/** As HELD_PREFS, for the next start. Returns what Thunderbird keeps of the passes that were. */
export async function hold(thunderbird: Thunderbird): Promise<Passes> {
	const before = await passes(thunderbird);
	const held = { ...before, delay: HELD_DELAY_MS };
	await setPrefs(thunderbird, { ...HELD_PREFS, [PREFERENCE]: JSON.stringify(held) });
	return before;
}

/** The next pass comes soon after the next start, if one is due at all. */
export async function setSoon(thunderbird: Thunderbird): Promise<void> {
	await setPrefs(thunderbird, {
		[PREFERENCE]: JSON.stringify({ ...(await passes(thunderbird)), delay: SOON.delay }),
	});
}

/** Waits until a pass has ended that was begun for another state of policy and accounts than `before`: by default that of now. */
export async function untilEnded(thunderbird: Thunderbird, before?: string): Promise<void> {
	const known = before ?? (await passes(thunderbird)).fingerprint;
	// A script of the driver may take 70 s, a pass longer.
	for (let tries = 0; tries < 3; tries++) {
		const isOver = await thunderbird.chrome(
			({ Services, window }, name, known) =>
				new Promise<boolean>((resolve) => {
					const stop = (isOver: boolean) => {
						Services.prefs.removeObserver(name, look);
						window.clearTimeout(late);
						resolve(isOver);
					};
					function look() {
						const { fingerprint, ended } = JSON.parse(Services.prefs.getStringPref(name, "{}"));
						if (ended && fingerprint !== known) stop(true);
					}
					const late = window.setTimeout(() => stop(false), 50_000);
					Services.prefs.addObserver(name, look);
					look();
				}),
			PREFERENCE,
			known,
		);
		if (isOver) return;
	}
	throw new Error(`no pass has ended: ${JSON.stringify(await passes(thunderbird))}`);
}

/** What the line in Thunderbird's window says; null: there is none. */
export const bar = (thunderbird: Thunderbird): Promise<string | null> =>
	thunderbird.chrome(({ window }) => {
		const found = window.specialTabs.msgNotificationBar.getNotificationWithValue("bons-comptes-repaired");
		return found === null
			? null
			: String(found.getAttribute("message") || found.label || found.messageText?.textContent);
	});
