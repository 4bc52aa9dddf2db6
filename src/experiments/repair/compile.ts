// From agreed changes to the exact edits of a repair, or to the one reason why it must not be made. Reads, never writes.
// The two guards live here: where a password may go, and that nothing is made less safe.

import {
	type AddCollectionChange,
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
import { type Addition, compileAddition, isDefaultPref } from "./collections";
import type { Ports } from "./ports";
import { parseWebAddress, readWebAddress } from "./web-address";

export interface Edits {
	prefs: PrefEdit[];
	logins: LoginCopy[];
	/** Keys that the outgoing servers to be made will get, in this order. */
	created: string[];
	/** Calendars and address books to be added, in this order. */
	added: Addition[];
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
	const edits: Edits = { prefs: [], logins: [], created: [], added: [], expected: [] };
	const sets = changes
		.filter((change) => change.kind === "set")
		.sort((a, b) => ORDER.indexOf(a.setting) - ORDER.indexOf(b.setting));
	// Each kind once: the look goes through all of Thunderbird's accounts.
	for (const kind of new Set(changes.map(repairKindOf))) {
		const internal = ports.missingFor(kind);
		if (internal !== null) throw new Refused({ kind: "unsupported", internal });
	}
	for (const { kind } of changes) {
		if (kind === "create-account") throw new Refused({ kind: "unsupported", internal: kind });
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
	const davLogins = compileAdditions(changes, edits, ports);
	// Last, because they wait: everything above is read in one turn.
	for (const { from, to } of logins) await addLoginCopy(from, to, edits, ports);
	for (const login of davLogins) await addDavLogin(login, edits, ports);
	for (const target of ["calendar", "address-book"] as const) {
		for (const [key, settings] of bySubject(sets, target)) await addUserLogin(target, key, settings, edits, ports);
	}
	return edits;
}

interface DavLogin {
	change: AddCollectionChange;
	places: { from: LoginPlace | null; to: LoginPlace } | null;
}

function compileAdditions(changes: readonly Change[], edits: Edits, ports: Ports): DavLogin[] {
	return changes.flatMap((change): DavLogin[] => {
		if (change.kind !== "add-calendar" && change.kind !== "add-address-book") return [];
		const compiled = compileAddition(change, edits.added, ports);
		if (compiled.kind === "problem") throw new Refused(compiled.problem);
		if (compiled.kind === "present") return [];
		edits.added.push(compiled.addition);
		if (change.makeDefault) addDefault(edits, ports);
		return [{ change, places: compiled.login }];
	});
}

/** Only one calendar says that it is the one for new events. */
function addDefault(edits: Edits, ports: Ports): void {
	for (const name of ports.prefs.namesBelow("calendar.registry.").filter(isDefaultPref)) {
		if (ports.prefs.read(name) !== true || edits.prefs.some((edit) => edit.name === name)) continue;
		if (!ports.prefs.isLocked(name)) edits.prefs.push(prefEdit(name, null, ports));
	}
}

/** Thunderbird asks for a password that it does not find: nothing is added without one. */
async function addDavLogin({ change, places }: DavLogin, edits: Edits, ports: Ports): Promise<void> {
	if (change.type === "ics") return;
	// To read a login would open the dialog of the primary password.
	if (ports.logins.isLocked()) throw new Refused({ kind: "login-store-locked" });
	const host = parseWebAddress(change.url)?.host ?? "";
	const missing = new Refused({ kind: "password-needed", key: change.server, host });
	if (places === null) {
		if (!(await ports.hasToken(host, change.username, change.type))) throw missing;
		return;
	}
	// CalDAV and CardDAV of one host, realm and user share it.
	if (await ports.logins.has(places.to)) return;
	if (places.from === null || !(await ports.logins.has(places.from))) throw missing;
	await addLoginCopy(places.from, places.to, edits, ports);
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

/**
 * A calendar or address book that is switched on or gets another user name finds a login at its own host: the one that is
 * there already, or that of its former user name.
 */
async function addUserLogin(
	target: "calendar" | "address-book",
	key: string,
	settings: ReadonlyMap<Setting, SettingValue>,
	edits: Edits,
	ports: Ports,
): Promise<void> {
	if (settings.get("calendar.cached") === false && (await ports.collections.calendar.hasUnsent(key))) {
		throw new Refused({
			kind: "unsent-changes",
			name: ports.collections.calendar.list().find(({ id }) => id === key)?.name ?? "",
		});
	}
	const there = ports.collections[target].list().find(({ id }) => id === key);
	const username = settings.get("calendar.username") ?? settings.get("contacts.username");
	if (there === undefined || (username === undefined && settings.get("calendar.enabled") !== true)) return;
	const wanted = String(username ?? there.username);
	const address = readWebAddress(there.url);
	if (address === null) throw new Refused({ kind: "foreign-host", host: there.url });
	const { origin, host } = address;
	if (ports.logins.isLocked()) throw new Refused({ kind: "login-store-locked" });
	if ((await ports.logins.realms(origin, wanted === "" ? null : wanted)).length > 0) return;
	if (await ports.hasToken(host, wanted, target === "calendar" ? "caldav" : "carddav")) return;
	const realms = there.username === "" ? [] : await ports.logins.realms(origin, there.username);
	if (realms.length === 0) throw new Refused({ kind: "password-needed", key, host });
	for (const realm of realms) {
		const from = { origin, username: there.username, realm };
		await addLoginCopy(from, { origin, username: wanted, realm }, edits, ports);
	}
}

function isSamePlace(one: LoginPlace, other: LoginPlace): boolean {
	return one.origin === other.origin && one.username === other.username && one.realm === other.realm;
}

async function addLoginCopy(from: LoginPlace, to: LoginPlace, edits: Edits, ports: Ports): Promise<void> {
	if (from.origin === to.origin && from.username === to.username) return;
	if (!(await ports.logins.has(from))) return;
	if (ports.logins.isLocked()) throw new Refused({ kind: "login-store-locked" });
	if (await ports.logins.has(to)) return;
	if (edits.logins.some((copy) => isSamePlace(copy.to, to))) return;
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
