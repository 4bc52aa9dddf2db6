// One profile of the mix after the other through the automatic mode in a real Thunderbird: what worked before and works
// afterwards, as the tests' own mail client finds it, and what the result file says of the rest. The mix: profile-mix.ts.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { type Result, resultSchema } from "../../../src/policy/result-schema";
import { examine } from "../../rig/client";
import type { Rig } from "../../rig/rig";
import type { MailProtocol } from "../../rig/world";
import { ADDON, inLanguage } from "../addon";
import type { ThunderbirdProgram } from "../driver/install";
import { PrivateCopy } from "../driver/private-copy";
import { Thunderbird } from "../driver/thunderbird";
import { alerts, replaceAlerts } from "./alerts";
import { bar, goOnline, HELD_PREFS, untilEnded } from "./automatic-pass";
import { loginsInClear, refusedLogins } from "./logs";
import type { MixedProfile } from "./profile-mix";
import { mailOf, storedLogins } from "./settings";

/** What became of the accounts of one profile, or of several. */
export interface Figures {
	profiles: number;
	accounts: number;
	/** Receive and send, over TLS, with what is stored. */
	rightBefore: number;
	rightAfter: number;
	/** Not right, and the result file says what is wrong or could not be checked. */
	reported: number;
	/** Not right, and nobody has clicked for the login that would tell: the result file says "unknown". */
	unknown: number;
	/** Changes that were made. */
	changes: number;
	/** Logins that a server refused. */
	refused: number;
	/** Profiles in which a repair was told in Thunderbird's window. */
	told: number;
}

export const NO_FIGURES: Figures = {
	...{
		profiles: 0,
		accounts: 0,
		rightBefore: 0,
		rightAfter: 0,
		reported: 0,
		unknown: 0,
		changes: 0,
		refused: 0,
		told: 0,
	},
};

export function sum(all: readonly Figures[]): Figures {
	const names = Object.keys(NO_FIGURES) as (keyof Figures)[];
	const of = (name: keyof Figures) => all.reduce((total, one) => total + one[name], 0);
	return Object.fromEntries(names.map((name) => [name, of(name)])) as unknown as Figures;
}

/** For a line of a report. */
export const wordsOf = (figures: Figures): string =>
	`${figures.profiles} profiles with ${figures.accounts} accounts; right ${figures.rightBefore} before, ${figures.rightAfter} after, ` +
	`${figures.reported} reported, ${figures.unknown} unknown; ${figures.changes} changes, told in ${figures.told} profiles; ` +
	`${figures.refused} logins refused, none twice; no dialog`;

export interface MixedOutcome extends Figures {
	/** What must never be, in words; empty when all is well. */
	wrong: string[];
}

/** A server as Thunderbird would log in there now. */
interface Service {
	account: string;
	protocol: MailProtocol;
	host: string;
	port: number;
	/** Thunderbird's numbers. */
	socketType: number;
	authMethod: number;
	username: string;
	password: string | null;
}

const STARTTLS = 2;
const TLS = 3;
const PASSWORD = 3;

/** The incoming and the outgoing server of each account. */
const servicesOf = (thunderbird: Thunderbird): Promise<Service[]> =>
	thunderbird.chrome(async ({ MailServices, Services, Ci }) => {
		const logins = await Services.logins.getAllLogins();
		const passwordOf = (scheme: string, host: string, username: string): string | null =>
			logins.find(
				(login: { origin: string; username: string }) =>
					login.origin === `${scheme}://${host}` && login.username === username,
			)?.password ?? null;
		const services: Service[] = [];
		for (const account of MailServices.accounts.accounts) {
			const server = account.incomingServer;
			if (server?.type !== "imap" && server?.type !== "pop3") continue;
			const host = server.hostName ?? server.hostname;
			const { key } = account;
			services.push({
				...{ account: key, protocol: server.type, host, port: server.port, username: server.username },
				...{ socketType: server.socketType, authMethod: server.authMethod },
				password: passwordOf(server.type === "imap" ? "imap" : "mailbox", host, server.username),
			});
			const outgoingKey = account.defaultIdentity.smtpServerKey;
			const found = [...MailServices.outgoingServer.servers].find((one) => one.key === outgoingKey);
			const outgoing = (found ?? MailServices.outgoingServer.defaultServer)?.QueryInterface(Ci.nsISmtpServer);
			if (!outgoing) continue;
			services.push({
				...{
					account: key,
					protocol: "smtp",
					host: outgoing.hostname,
					port: outgoing.port,
					username: outgoing.username,
				},
				...{ socketType: outgoing.socketType, authMethod: outgoing.authMethod },
				password: passwordOf("smtp", outgoing.hostname, outgoing.username),
			});
		}
		return services;
	});

/** By a client that knows nothing of the add-on. */
async function works(rig: Rig, service: Service): Promise<boolean> {
	const { protocol, host, port, username, password, socketType, authMethod } = service;
	if (password === null || authMethod !== PASSWORD || (socketType !== TLS && socketType !== STARTTLS)) return false;
	const security = socketType === TLS ? "tls" : "starttls";
	const { stage, conversation } = await examine(rig, { protocol, host, port, security, user: username, password });
	conversation?.close();
	return stage === null;
}

/** Of each account: how many of its two directions work. */
async function rights(rig: Rig, services: readonly Service[]): Promise<Map<string, string[]>> {
	const right = new Map<string, string[]>();
	for (const service of services) {
		const before = right.get(service.account) ?? [];
		right.set(service.account, [
			...before,
			...((await works(rig, service)) ? [service.protocol === "smtp" ? "out" : "in"] : []),
		]);
	}
	return right;
}

async function fresh(rig: Rig, { moved }: MixedProfile): Promise<void> {
	await rig.reset();
	for (const [name, target] of Object.entries(moved)) await rig.point(name, target);
}

/** Starts it once with a policy of the automatic mode, and waits for the pass. */
export async function runMixed(rig: Rig, program: ThunderbirdProgram, mixed: MixedProfile): Promise<MixedOutcome> {
	const folder = mkdtempSync(join(tmpdir(), "bons-comptes-mixed-"));
	const path = join(folder, "result.json");
	const copy = new PrivateCopy(program.binary);
	const configuration = { version: 1, repairs: "automatic", language: mixed.language, resultFile: { path } };
	copy.setPolicies(JSON.stringify({ policies: { "3rdparty": { Extensions: { [ADDON.id]: configuration } } } }));
	const mail = mailOf(mixed.people);
	await fresh(rig, mixed);
	const thunderbird = await Thunderbird.launch({
		...{ ...rig.thunderbird, binary: copy.binary, mail, addons: [ADDON], prefs: HELD_PREFS },
		language: inLanguage(mixed.language, program),
	});
	try {
		await thunderbird.addonReady(ADDON.id);
		for (const login of storedLogins(mail, mixed.people)) await thunderbird.addLogin(login);
		await replaceAlerts(thunderbird);
		const before = await rights(rig, await servicesOf(thunderbird));
		// What the client did is none of the add-on's doing.
		await fresh(rig, mixed);
		await goOnline(thunderbird);
		await untilEnded(thunderbird, "");
		const refused = refusedLogins(rig);
		const inClear = loginsInClear(rig);
		const result = v.parse(resultSchema, JSON.parse(readFileSync(path, "utf8")));
		const after = await rights(rig, await servicesOf(thunderbird));
		const told = await bar(thunderbird);
		const judged = judge(before, after, result);
		return {
			...judged,
			...{ refused: refused.length, told: told === null ? 0 : 1 },
			wrong: [
				...judged.wrong,
				...(await thunderbird.openedWindows()).map((url) => `a window was opened: ${url}`),
				...inClear.map((where) => `a password went in clear: ${where}`),
				...refused.filter((one, index) => refused.indexOf(one) !== index).map((one) => `refused twice: ${one}`),
				...(result.latestRepair !== null && told === null ? ["a repair was not told"] : []),
				...(result.latestRepair === null && told !== null ? ["a repair was told that was not made"] : []),
				...((await alerts(thunderbird)).length > 1 ? ["more than one notification"] : []),
			],
		};
	} finally {
		await thunderbird.close();
		copy.remove();
		rmSync(folder, { recursive: true, force: true });
	}
}

function judge(before: Map<string, string[]>, after: Map<string, string[]>, result: Result): MixedOutcome {
	const isRight = (directions: readonly string[] | undefined) => directions?.length === 2;
	const said = new Map(result.accounts.map((account) => [account.account, account]));
	const wrong: string[] = [];
	const figures = { ...NO_FIGURES, profiles: 1, accounts: after.size, changes: result.latestRepair?.changes ?? 0 };
	for (const [key, now] of after) {
		const lost = (before.get(key) ?? []).filter((direction) => !now.includes(direction));
		if (lost.length > 0) wrong.push(`${key} worked before and does not now: ${lost.join(", ")}`);
		if (isRight(now)) continue;
		const account = said.get(key);
		const { incoming, outgoing } = account?.lights ?? { incoming: "ok", outgoing: "ok" };
		if ((!now.includes("in") && incoming === "ok") || (!now.includes("out") && outgoing === "ok"))
			wrong.push(`${key} does not work, and is said to: ${JSON.stringify(account)}`);
		const isTold = account?.findings.some(({ severity }) => severity !== "advice") || account?.unchecked.length;
		figures[isTold ? "reported" : "unknown"] += 1;
	}
	const count = (all: Map<string, string[]>) => [...all.values()].filter(isRight).length;
	return { ...figures, rightBefore: count(before), rightAfter: count(after), wrong };
}
