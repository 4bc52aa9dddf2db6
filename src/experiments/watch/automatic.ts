// The automatic mode inside Thunderbird: its timer, what is stored for it, the fingerprint of policy and accounts, and whether
// somebody is writing. Works only where the organisation's policy says so. When: ../../doctor/automatic-schedule.ts.

import { LONGEST_DELAY_MS, newPasses, nextStep, type Passes, passEnded } from "../../doctor/automatic-schedule";
import { encodeUtf8 } from "../../probe/text";
import { attempt } from "../shared/attempt";
import { digest } from "../shared/digest";
import { readPolicy } from "../shared/policy-source";
import { after } from "../shared/timer";

const PREFERENCE = "extensions.bonsComptes.automatic";
const TOPICS = ["network:offline-status-changed", "network:link-status-changed"] as const;
/** Below `mail.`: what makes an account what it is. Names of people and looks are none of it. */
const ACCOUNT_SETTINGS =
	/^(?:server|smtpserver|identity|account)\.[^.]+\.(?:hostname|userName|type|port|socketType|authMethod|max_cached_connections|leave_on_server|try_ssl|username|smtpServer|useremail|fcc_folder|server|identities)$|^(?:accountmanager\.accounts|smtpservers|smtp\.defaultserver)$/;

function isPasses(value: unknown): value is Passes {
	if (typeof value !== "object" || value === null) return false;
	const { delay, fingerprint, tries, ended } = value as Partial<Record<keyof Passes, unknown>>;
	return (
		typeof delay === "number" &&
		delay >= 0 &&
		delay <= LONGEST_DELAY_MS &&
		typeof fingerprint === "string" &&
		typeof tries === "number" &&
		typeof ended === "boolean"
	);
}

function load(): Passes {
	const stored: unknown = attempt(() => JSON.parse(Services.prefs.getStringPref(PREFERENCE, "")) as unknown, null);
	return isPasses(stored) ? stored : newPasses(Math.random());
}

/** On disk at once: a crash right after it must not repeat a pass for ever. */
function store(passes: Passes): void {
	const text = JSON.stringify(passes);
	if (Services.prefs.getStringPref(PREFERENCE, "") === text) return;
	Services.prefs.setStringPref(PREFERENCE, text);
	Services.prefs.savePrefFile(null);
}

function valueOf(branch: NsIPrefBranch, name: string): string {
	switch (branch.getPrefType(name)) {
		case branch.PREF_STRING:
			return branch.getStringPref(name, "");
		case branch.PREF_INT:
			return String(branch.getIntPref(name, 0));
		default:
			return String(branch.getBoolPref(name, false));
	}
}

/** Untouched: a start has no time to judge it. Whoever is woken does, and does nothing where it is at fault. */
function configurationOf(addon: string): unknown {
	const source = readPolicy(addon);
	return source.kind === "present" ? source.configuration : null;
}

/** To repair by itself, or to add calendars or address books; not where nothing may be changed at all. */
function asksForPasses(configuration: unknown): boolean {
	if (typeof configuration !== "object" || configuration === null) return false;
	const [repairs, ...adds] = ["repairs", "calendar", "contacts"].map((name): unknown =>
		Reflect.get(configuration, name),
	);
	return repairs === "automatic" || (repairs !== "report-only" && adds.includes("automatic"));
}

/** Another one as soon as the policy, an account, or this add-on is another one. */
function fingerprintOf(addon: { id: string; version: string }): string {
	const branch = Services.prefs.getBranch("mail.");
	const names = branch.getChildList("").filter((name) => ACCOUNT_SETTINGS.test(name));
	const settings = names.sort().map((name) => [name, valueOf(branch, name)]);
	return digest(encodeUtf8(JSON.stringify([addon.version, configurationOf(addon.id), settings])));
}

/** Thunderbird writes messages in windows of their own. What cannot be told counts as busy. */
export function isBusy(): boolean {
	if (Services.io.offline || Services.wm.getMostRecentWindow("msgcompose") !== null) return true;
	return attempt(() => {
		const { outgoingServer } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs").MailServices;
		if (outgoingServer.servers.some((server) => (server.wrappedJSObject?._busyConnections?.length ?? 0) > 0))
			return true;
		const later = Cc["@mozilla.org/messengercompose/sendlater;1"]?.getService(Ci["nsIMsgSendLater"]) as NsIMsgSendLater;
		return later.sendingMessages;
	}, true);
}

const running = (): number => Services.telemetry.msSinceProcessStartIncludingSuspend();

/** One for each session of Thunderbird; at work while somebody listens, be it a sleeping event page. */
export class AutomaticPace {
	readonly #addon: { id: string; version: string };
	readonly #observer = (): void => this.#networkChanged();
	#due: (() => void) | null = null;
	#stopTimer: (() => void) | null = null;
	#since = running();
	#wasOffline = Services.io.offline;
	/** A pass was begun in this session: one is enough. */
	#begun = false;

	constructor(addon: { id: string; version: string }) {
		this.#addon = addon;
	}

	get #isWanted(): boolean {
		return this.#due !== null && !this.#begun && asksForPasses(configurationOf(this.#addon.id));
	}

	/** Returns what ends it. */
	listen(due: () => void): () => void {
		if (this.#due === null) for (const topic of TOPICS) Services.obs.addObserver(this.#observer, topic);
		this.#due = due;
		// The accounts are not looked at before the time has come: a start has other work.
		if (this.#isWanted) this.#wait(load().delay);
		return () => {
			if (this.#due !== due) return;
			this.#due = null;
			this.#stopTimer?.();
			for (const topic of TOPICS) Services.obs.removeObserver(this.#observer, topic);
		};
	}

	/** After a pass. */
	ended(again: boolean): void {
		store(passEnded(load(), fingerprintOf(this.#addon), again));
	}

	#wait(forMs: number): void {
		this.#stopTimer?.();
		this.#stopTimer = after(forMs, () => this.#look());
	}

	#look(): void {
		this.#stopTimer?.();
		this.#stopTimer = null;
		if (!this.#isWanted) return;
		const passes = load();
		const step = nextStep(passes, {
			...{ now: running(), since: this.#since, offline: Services.io.offline, busy: isBusy() },
			fingerprint: fingerprintOf(this.#addon),
		});
		// The delay is drawn once.
		store(step.kind === "begin" ? step.passes : passes);
		if (step.kind === "wait") this.#wait(step.forMs);
		if (step.kind !== "begin") return;
		this.#begun = true;
		this.#due?.();
	}

	#networkChanged(): void {
		const wasOffline = this.#wasOffline;
		this.#wasOffline = Services.io.offline;
		// All who were cut off come back at the same moment: each waits as after a start.
		if (!wasOffline || this.#wasOffline || !this.#isWanted || this.#stopTimer !== null) return;
		this.#since = running();
		this.#wait(load().delay);
	}
}
