// From agreed changes to the exact edits of a repair, or to the one reason why it must not be made. Reads, never writes.
// The two guards live here: where a password may go, and that nothing is made less safe.

import {
	type Change,
	type CreateOutgoingChange,
	repairKindOf,
	type SetChange,
	type SettingValue,
} from "../../domain/change";
import type { LoginCopy, LoginPlace, PrefEdit, PrefValue } from "../../domain/journal";
import type { RepairProblem } from "../../domain/outcome";
import type { Setting } from "../../domain/vocabulary";
import { originOf } from "../shared/logins";
import { branchOf, prefNames, prefValues } from "../shared/settings";
import type { Ports } from "./ports";

export interface Edits {
	prefs: PrefEdit[];
	logins: LoginCopy[];
	/** Keys that the outgoing servers to be made will get, in this order. */
	created: string[];
	/** Changes whose effect is read back through Thunderbird's own objects. */
	expected: SetChange[];
}

export type Compiled = { kind: "edits"; edits: Edits } | { kind: "problem"; problem: RepairProblem };

/** Thunderbird wants the security before the port, and a server whole before an identity names it. */
const ORDER: readonly Setting[] = [
	"incoming.host",
	"incoming.username",
	"incoming.security",
	"incoming.port",
	"incoming.auth",
	"incoming.connections",
	"incoming.leave-on-server",
	"outgoing.host",
	"outgoing.security",
	"outgoing.port",
	"outgoing.auth",
	"outgoing.username",
	"identity.outgoing",
	"identity.sent-copy",
	"identity.drafts",
	"identity.templates",
	"identity.archives",
	"calendar.username",
	"calendar.cached",
	"calendar.enabled",
	"contacts.username",
];

export const DEFAULT_SERVER = "mail.smtp.defaultserver";

class Refused extends Error {
	readonly problem: RepairProblem;
	constructor(problem: RepairProblem) {
		super(problem.kind);
		this.problem = problem;
	}
}

export async function compile(changes: readonly Change[], ports: Ports): Promise<Compiled> {
	try {
		return { kind: "edits", edits: await compileOrRefuse(changes, ports) };
	} catch (error) {
		if (error instanceof Refused) return { kind: "problem", problem: error.problem };
		throw error;
	}
}

async function compileOrRefuse(changes: readonly Change[], ports: Ports): Promise<Edits> {
	const edits: Edits = { prefs: [], logins: [], created: [], expected: [] };
	const sets = changes
		.filter((change) => change.kind === "set")
		.sort((a, b) => ORDER.indexOf(a.setting) - ORDER.indexOf(b.setting));
	// Each kind once: the look goes through all of Thunderbird's accounts.
	for (const kind of new Set(changes.map(repairKindOf))) {
		const internal = ports.missingFor(kind);
		if (internal !== null) throw new Refused({ kind: "unsupported", internal });
	}
	for (const { kind } of changes) {
		if (kind !== "set" && kind !== "create-outgoing") throw new Refused({ kind: "unsupported", internal: kind });
	}
	for (const change of sets) compileSet(change, edits, ports);
	for (const target of ["incoming", "outgoing"] as const) {
		for (const [key, settings] of bySubject(sets, target)) refuseSecretInClear(target, key, settings, ports);
	}
	const logins = movedLogins(sets, ports);
	const taken = ports.outgoingServers.keys();
	for (const change of changes) {
		if (change.kind === "create-outgoing") logins.push(...compileCreate(change, taken, edits, ports));
	}
	// Last, because they wait: everything above is read in one turn.
	for (const { from, to } of logins) await addLoginCopy(from, to, edits, ports);
	return edits;
}

function bySubject(sets: readonly SetChange[], target: SetChange["target"]): Map<string, Map<Setting, SettingValue>> {
	const subjects = new Map<string, Map<Setting, SettingValue>>();
	for (const change of sets) {
		if (change.target !== target) continue;
		const settings = subjects.get(change.key) ?? new Map<Setting, SettingValue>();
		settings.set(change.setting, change.to);
		subjects.set(change.key, settings);
	}
	return subjects;
}

/** Host names are compared as DNS does; everything else exactly. */
function sameValue(setting: Setting, a: SettingValue, b: SettingValue): boolean {
	if (setting === "incoming.host" || setting === "outgoing.host") {
		return String(a).toLowerCase() === String(b).toLowerCase();
	}
	return a === b;
}

function compileSet(change: SetChange, edits: Edits, ports: Ports): void {
	const { target, key, setting } = change;
	const current = ports.targets.value(target, key, setting);
	if (current === undefined) throw new Refused({ kind: "unknown-target", key });
	if (!sameValue(setting, current, change.from)) throw new Refused({ kind: "changed-meanwhile", key, setting });
	if (edits.expected.some((one) => one.key === key && one.setting === setting)) {
		throw new Refused({ kind: "changed-meanwhile", key, setting });
	}
	if (change.to === "none" && setting !== "outgoing.username") throw new Refused({ kind: "lowers-security", key });
	if (target === "outgoing" && ports.targets.isSending(key)) throw new Refused({ kind: "sending", key });
	if (setting === "outgoing.host" && !mayMove(String(current), String(change.to), ports)) {
		throw new Refused({ kind: "foreign-host", host: String(change.to) });
	}
	if (setting === "identity.outgoing" && !ports.outgoingServers.keys().includes(String(change.to))) {
		throw new Refused({ kind: "unknown-target", key: String(change.to) });
	}
	const isFolder = target === "identity" && setting !== "identity.outgoing" && change.to !== null;
	if (isFolder && !ports.targets.isFolderOfServer(String(change.to))) {
		throw new Refused({ kind: "unknown-target", key: String(change.to) });
	}
	addPrefs(change, edits, ports);
	edits.expected.push(change);
}

/** To a right host of the same provider; from a name that is no provider's, such as a customer's own, to any. */
function mayMove(from: string, to: string, { providers }: Ports): boolean {
	return providers.sameProvider(from, to) || (!providers.isKnown(from) && providers.isRightOutgoingHost(to));
}

/** A method that shows the password or the token to everybody on the way must not come onto a plain connection. */
function refuseSecretInClear(
	target: "incoming" | "outgoing",
	key: string,
	settings: ReadonlyMap<Setting, SettingValue>,
	ports: Ports,
): void {
	const auth = settings.get(`${target}.auth`);
	if (auth !== "password" && auth !== "oauth2") return;
	const security = settings.get(`${target}.security`) ?? ports.targets.value(target, key, `${target}.security`);
	if (security === "none") throw new Refused({ kind: "lowers-security", key });
}

function addPrefs(change: SetChange, edits: Edits, ports: Ports): void {
	const { target, key, setting } = change;
	const names = prefNames(target, key, setting);
	const values = prefValues(setting, change.to);
	for (const [index, name] of names.entries()) {
		const after = values[index];
		if (after === undefined) continue;
		if (ports.prefs.isLocked(name)) throw new Refused({ kind: "locked", key, setting });
		edits.prefs.push(prefEdit(name, after, ports));
	}
}

/** Thunderbird keeps no user value that equals the default, such as an organisation may have set. */
function prefEdit(name: string, wanted: PrefValue, ports: Ports): PrefEdit {
	const after = wanted === ports.prefs.defaultValue(name) ? null : wanted;
	return { name, before: ports.prefs.read(name), after };
}

/** From where to where a login would have to be copied, if one is stored. */
type LoginMove = Pick<LoginCopy, "from" | "to">;

/**
 * A stored login follows its outgoing server to a new host of the same provider, or to the corrected user name. From
 * somebody else's host it does not: there a password has to be typed.
 */
function movedLogins(sets: readonly SetChange[], ports: Ports): LoginMove[] {
	const servers = new Map(ports.targets.outgoing().map((server) => [server.key, server]));
	return [...bySubject(sets, "outgoing")].flatMap(([key, settings]) => {
		const before = servers.get(key);
		if (!before) throw new Refused({ kind: "unknown-target", key });
		const host = settings.get("outgoing.host") ?? before.host;
		const username = settings.get("outgoing.username") ?? before.username;
		const isElsewhere = settings.has("outgoing.host") && !ports.providers.sameProvider(before.host, String(host));
		if (isElsewhere) return [];
		return {
			from: { origin: originOf("smtp", before.host), username: before.username },
			to: { origin: originOf("smtp", String(host)), username: String(username) },
		};
	});
}

async function addLoginCopy(from: LoginPlace, to: LoginPlace, edits: Edits, ports: Ports): Promise<void> {
	if (from.origin === to.origin && from.username === to.username) return;
	if (!(await ports.logins.has(from))) return;
	if (ports.logins.isLocked()) throw new Refused({ kind: "login-store-locked" });
	if (await ports.logins.has(to)) return;
	if (edits.logins.some((copy) => copy.to.origin === to.origin && copy.to.username === to.username)) return;
	edits.logins.push({ from, to, guid: null });
}

/** Adds the edits; returns the login that the new server may need. */
function compileCreate(change: CreateOutgoingChange, taken: string[], edits: Edits, ports: Ports): LoginMove[] {
	const { server } = change;
	const incoming = ports.targets.incoming(change.loginFrom);
	if (!incoming) throw new Refused({ kind: "unknown-target", key: change.loginFrom });
	if (!ports.providers.isRightOutgoingHost(server.host)) throw new Refused({ kind: "foreign-host", host: server.host });
	if (server.security === "none" || server.auth === "none") {
		throw new Refused({ kind: "lowers-security", key: server.host });
	}
	for (const name of ["mail.smtpservers", DEFAULT_SERVER]) {
		if (ports.prefs.isLocked(name))
			throw new Refused({ kind: "locked", key: server.host, setting: "identity.outgoing" });
	}
	const key = nextServerKey(taken);
	taken.push(key);
	edits.created.push(key);
	const branch = branchOf("outgoing", key);
	const values = new Map<string, string | number | boolean | null>(
		// What an earlier server of this key left behind must not shine through.
		ports.prefs.namesBelow(branch).map((name) => [name, null]),
	);
	values.set(`${branch}type`, "smtp");
	for (const [setting, value] of [
		["outgoing.host", server.host],
		["outgoing.security", server.security],
		["outgoing.port", server.port],
		["outgoing.auth", server.auth],
		["outgoing.username", server.username],
	] as const) {
		const [name] = prefNames("outgoing", key, setting);
		const [after] = prefValues(setting, value);
		if (name !== undefined && after !== undefined) values.set(name, after);
	}
	// A default that names a server which is not there yet would come to life by its making: keep that in the record.
	const isDefault = ports.prefs.read(DEFAULT_SERVER) === key;
	if (isDefault) values.set(DEFAULT_SERVER, key);
	if (server.description) values.set(`${branch}description`, server.description);
	for (const [name, after] of values) {
		if (ports.prefs.isLocked(name)) throw new Refused({ kind: "locked", key, setting: "identity.outgoing" });
		edits.prefs.push(prefEdit(name, after, ports));
	}
	for (const identity of change.identities) {
		const setting = "identity.outgoing";
		const current = ports.targets.value("identity", identity.key, setting);
		if (current === undefined) throw new Refused({ kind: "unknown-target", key: identity.key });
		if (
			current !== identity.from ||
			edits.expected.some((one) => one.key === identity.key && one.setting === setting)
		) {
			throw new Refused({ kind: "changed-meanwhile", key: identity.key, setting });
		}
		const set: SetChange = { kind: "set", target: "identity", key: identity.key, setting, from: current, to: key };
		addPrefs(set, edits, ports);
		edits.expected.push(set);
	}
	const sameUser = incoming.username === server.username;
	if (server.auth !== "password" || !sameUser || !ports.providers.sameProvider(incoming.host, server.host)) return [];
	return [
		{
			from: { origin: originOf(incoming.protocol, incoming.host), username: incoming.username },
			to: { origin: originOf("smtp", server.host), username: server.username },
		},
	];
}

/** The key that Thunderbird gives to the next outgoing server: the first free number. */
export function nextServerKey(taken: readonly string[]): string {
	let number = 1;
	while (taken.includes(`smtp${number}`)) number++;
	return `smtp${number}`;
}
