// What the doctor's use cases need, from Thunderbird: the experiments and the clock behind their port.

import browser from "webextension-polyfill";
import { withAnswers } from "../doctor/known-logins";
import type { NetworkOptions, Ports } from "../doctor/ports";
import type { DavLinkFound } from "../domain/dav";
import { loadSettings, loadWatch, updateWatch } from "./storage";

/** Less is no request at all. */
const SHORTEST_MS = 50;

let calls = 0;

type Ask<Answer> = (options: { id: string; totalMs: number }) => Promise<Answer>;

/** A call over the network that ends when the signal says so; `otherwise` where there is nothing to ask or no time left. */
async function calling<Answer>(
	stop: (id: string) => Promise<void>,
	{ signal, totalMs }: NetworkOptions,
	isNeeded: boolean,
	otherwise: Answer,
	ask: Ask<Answer>,
): Promise<Answer> {
	if (!isNeeded || totalMs < SHORTEST_MS || signal.aborted) return otherwise;
	calls += 1;
	const id = `call${calls}`;
	const cancel = (): void => {
		stop(id).catch((error: unknown) => console.error(error));
	};
	signal.addEventListener("abort", cancel);
	try {
		return await ask({ id, totalMs: Math.round(totalMs) });
	} finally {
		signal.removeEventListener("abort", cancel);
	}
}

const asking = <Answer>(options: NetworkOptions, isNeeded: boolean, otherwise: Answer, ask: Ask<Answer>) =>
	calling((id) => browser.bonsComptesProbe.cancel(id), options, isNeeded, otherwise, ask);

const searching = <Answer>(options: NetworkOptions, isNeeded: boolean, otherwise: Answer, ask: Ask<Answer>) =>
	calling((id) => browser.bonsComptesDav.cancel(id), options, isNeeded, otherwise, ask);

const NO_LINK: DavLinkFound = {
	...{ kind: "failed", at: "", stage: "dns", outcome: { kind: "could-not-check", why: "no-time" }, login: null },
};

const after = (milliseconds: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, milliseconds);
	});

export const ports: Ports = {
	readProfile: () => browser.bonsComptesProfile.read(),
	selfCheck: () => browser.bonsComptesRepair.selfCheck(),
	providerChoices: async () => (await loadSettings()).providerChoices,
	examine: (endpoints, options) =>
		asking(options, endpoints.length > 0, [], (call) => browser.bonsComptesProbe.examine(endpoints, call)),
	lookUpMailDns: (domains, options) =>
		asking(options, domains.length > 0, [], (call) => browser.bonsComptesProbe.lookUpMailDns(domains, call)),
	findsName: (hosts, options) =>
		asking(options, hosts.length > 0, false, (call) => browser.bonsComptesProbe.findsName(hosts, call)),
	lookAtWeb: (hosts, options) =>
		asking(options, hosts.length > 0, [], (call) => browser.bonsComptesProbe.lookAtWeb(hosts, call)),
	lookAtDav: (items, options) =>
		searching(options, items.length > 0, [], (call) => browser.bonsComptesDav.look(items, call)),
	discoverDav: (wishes, options) =>
		searching(options, wishes.length > 0, [], (call) => browser.bonsComptesDav.discover(wishes, call)),
	examineDavLink: (url, wish, options) =>
		searching(options, true, NO_LINK, (call) => browser.bonsComptesDav.examineLink({ url, wish }, call)),
	davMarks: (items) => (items.length === 0 ? Promise.resolve([]) : browser.bonsComptesDav.loginMarks(items)),
	searchMarks: (wishes) => (wishes.length === 0 ? Promise.resolve([]) : browser.bonsComptesDav.searchMarks(wishes)),
	loginMarks: (logins) => browser.bonsComptesProbe.loginMarks(logins),
	knownLogins: async () => (await loadWatch()).logins,
	noteLogins: (answers) => updateWatch((memory) => ({ ...memory, logins: { ...withAnswers(memory.logins, answers) } })),
	apply: (changes, names, proofs) => browser.bonsComptesRepair.apply([...changes], { ...names }, proofs),
	tryPassword: (incoming, outgoing, password, dav) =>
		browser.bonsComptesRepair.tryPassword(incoming ?? "", outgoing, password, dav),
	createAccount: (change, names, password) =>
		browser.bonsComptesRepair.createAccount(change, { ...names }, password ?? undefined),
	signIn: (servers, changes, names) => browser.bonsComptesRepair.signIn(servers, changes, { ...names }),
	now: () => new Date().toISOString(),
	clock: () => performance.now(),
	pause: after,
	nextTurn: () => after(0),
};
