// What is never done, whatever a profile looks like: held against every golden case and many that nobody thought of.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liveChanges, restartGroups } from "../../src/doctor/plan";
import { type Change, changeIdentity, type ProposedChange, type SetChange } from "../../src/domain/change";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { Finding } from "../../src/domain/finding";
import { isLoopback, parseHostname } from "../../src/domain/hostname";
import type { LiveFacts } from "../../src/domain/live";
import type { RuleId } from "../../src/domain/rule-ids";
import type { IncomingServer, OutgoingServer, Snapshot } from "../../src/domain/snapshot";
import { builtInCatalogue } from "../../src/providers";
import { hostVerdict, pairVerdict, providersOfHost } from "../../src/providers/lookup";
import { diagnose } from "../../src/rules/diagnose";
import { applyChanges } from "../fixtures/apply";
import { anyCheck, anySnapshot } from "../fixtures/arbitraries";
import { goldenCases } from "../fixtures/cases";
import { casesOf } from "../property-runs";

interface Seen {
	snapshot: Snapshot;
	live: LiveFacts | null;
	diagnosis: Diagnosis;
	findings: Finding[];
	proposed: ProposedChange[];
	sets: SetChange[];
	serverOf(change: SetChange): IncomingServer | OutgoingServer | undefined;
}

function see(snapshot: Snapshot, live: LiveFacts | null): Seen {
	const diagnosis = diagnose(snapshot, builtInCatalogue, {}, "2026-01-01T00:00:00Z", live);
	const findings = diagnosis.accounts.flatMap((account) => account.findings);
	const proposed = findings.flatMap((finding) => finding.changes);
	const incoming = new Map(snapshot.accounts.map((account) => [account.incoming.key, account.incoming]));
	const outgoing = new Map(snapshot.outgoing.map((server) => [server.key, server]));
	return {
		snapshot,
		live,
		diagnosis,
		findings,
		proposed,
		sets: proposed.flatMap(({ change }) => (change.kind === "set" ? [change] : [])),
		serverOf: (change) => (change.target === "incoming" ? incoming : outgoing).get(change.key),
	};
}

const golden = goldenCases();

/** The promise holds for every golden case and for generated profiles, with what was seen of their servers and without. */
function never(promise: string, check: (seen: Seen) => void): void {
	it(promise, () => {
		for (const { snapshot, live } of golden) check(see(snapshot, live));
		fc.assert(
			fc.property(anySnapshot, (snapshot) => check(see(snapshot, null))),
			{ numRuns: casesOf(150) },
		);
		fc.assert(
			fc.property(anyCheck, ({ snapshot, live }) => check(see(snapshot, live))),
			{ numRuns: casesOf(100) },
		);
	});
}

describe("never", () => {
	never(
		"a connection loses its encryption, or a password goes out in clear that did not before",
		({ snapshot, findings }) => {
			// Each finding can be repaired on its own: none may rely on another one.
			for (const finding of findings) {
				const changes = finding.changes.filter(({ blocked }) => blocked === null).map(({ change }) => change);
				if (changes.length === 0) continue;
				const after = applyChanges(snapshot, changes);
				const before = new Map(allServers(snapshot).map((server) => [server.key, server]));
				for (const server of allServers(after)) {
					const old = before.get(server.key);
					if (server.security !== "none") continue;
					expect(old?.security).toBe("none");
					expect(server.auth).toBe(old?.auth);
				}
			}
		},
	);

	never("port 25, no encryption or no login is proposed", ({ proposed }) => {
		for (const { change } of proposed) {
			const { port, security, auth } =
				change.kind === "create-outgoing"
					? change.server
					: change.kind !== "set"
						? {}
						: { port: valueOf(change, "port"), security: valueOf(change, "security"), auth: valueOf(change, "auth") };
			expect(port).not.toBe(25);
			expect(security).not.toBe("none");
			expect(auth).not.toBe("none");
		}
	});

	never("a right or tolerated host is changed for another one, but for DNS", ({ sets, findings, serverOf }) => {
		const toldByDns = findings.filter(({ rule }) => rule === "wrong-ovh-offer" || rule === "wrong-ovh-zone");
		const moved = new Set(toldByDns.map(({ subject }) => subject));
		for (const change of sets.filter(({ setting }) => setting.endsWith(".host"))) {
			if (change.setting === "incoming.host" && moved.has(change.key)) continue;
			const server = serverOf(change);
			const protocol = change.target === "incoming" ? (server as IncomingServer).protocol : "smtp";
			const host = String(change.from);
			if (host !== host.trim() || /[:/]|\.$/.test(host)) continue;
			for (const provider of providersOfHost(builtInCatalogue, host)) {
				const verdict = hostVerdict(provider, protocol, host, "");
				expect(["accepted", "tolerated"]).not.toContain(verdict);
			}
		}
	});

	never(
		"an accepted or unverified pair is changed, but to one that was seen to work",
		({ sets, findings, serverOf, live }) => {
			const moved = new Set(findings.filter(({ rule }) => MOVING_RULES.has(rule)).map(({ subject }) => subject));
			for (const change of sets.filter(({ setting }) => setting.endsWith(".port") || setting.endsWith(".security"))) {
				const server = serverOf(change);
				if (server === undefined) throw new Error(`no server ${change.key}`);
				if (moved.has(change.key)) continue;
				const protocol = change.target === "incoming" ? (server as IncomingServer).protocol : "smtp";
				const verdicts = providersOfHost(builtInCatalogue, server.host).map((provider) =>
					pairVerdict(provider, protocol, server),
				);
				const isWrong = verdicts.includes("wrong") || parseHostname(server.host).kind !== "clean";
				expect(isWrong || seenToWork(live, sets, server, verdicts.length > 0)).toBe(true);
			}
		},
	);

	never("the account of a mailbox that has moved to another provider is pointed at another host", ({ diagnosis }) => {
		for (const account of diagnosis.accounts) {
			if (!account.findings.some(({ rule }) => rule === "stale-ovh-for-lasuite")) continue;
			const changes = account.findings.flatMap(({ changes }) => changes.map(({ change }) => change));
			expect(changes.filter((change) => change.kind === "set" && change.setting === "incoming.host")).toEqual([]);
			expect(changes.filter((change) => change.kind === "set" && change.setting === "incoming.username")).toEqual([]);
		}
	});

	never("a full username is changed, be it another address than the identity's", ({ sets }) => {
		// Calendars and address books have promises of their own.
		for (const { from } of sets.filter(({ setting }) => /^(incoming|outgoing)\.username$/.test(setting))) {
			expect(from).not.toMatch(/^[^\s@]+@[^\s@]+$/);
		}
	});

	never(
		"an incoming server of an unknown provider is changed without proof, or a program on this machine",
		({ diagnosis, sets, serverOf, live }) => {
			for (const account of diagnosis.accounts.filter(({ provider }) => provider === "unknown")) {
				const findings = account.findings.filter(({ rule }) => rule !== "own-domain-host");
				// Calendars and address books have promises of their own.
				const changes = findings
					.filter(({ service }) => service === "incoming" || service === "outgoing")
					.flatMap(({ changes }) => changes.map(({ change }) => change));
				for (const change of changes) {
					if (change.kind !== "set") throw new Error(`${change.kind} is proposed`);
					if (change.target === "outgoing") continue;
					expect(["incoming.port", "incoming.security"]).toContain(change.setting);
					const server = serverOf(change);
					expect(server !== undefined && seenToWork(live, sets, server, false)).toBe(true);
				}
			}
			for (const change of sets.filter(({ target }) => target !== "identity")) {
				if (!/\.(port|security|host|auth|username)$/.test(change.setting)) continue;
				expect(isLoopback(serverOf(change)?.host ?? "")).toBe(false);
			}
		},
	);

	never("an incoming host or username is changed without a restart, or a sign-in begun by itself", ({ proposed }) => {
		const moved = new Set(proposed.flatMap(({ change }) => (isMove(change) ? [change.key] : [])));
		for (const { change, fix } of proposed) {
			if (change.kind !== "set") continue;
			if (isMove(change)) expect(fix).toBe("restart");
			else if (fix === "restart") expect([...moved]).toContain((change as SetChange).key);
			else expect(["live", "sign-in"]).toContain(fix);
			if (change.setting === "incoming.auth" && change.to === "oauth2") expect(fix).toBe("sign-in");
		}
	});

	never(
		"a restart changes one server in two ways, in two steps, or into another account's",
		({ snapshot, diagnosis }) => {
			const incoming = new Map(snapshot.accounts.map((account) => [account.incoming.key, account.incoming]));
			for (const account of diagnosis.accounts) {
				const groups = restartGroups([account]);
				expect(groups.length).toBeLessThanOrEqual(1);
				for (const { server, changes } of groups) {
					expect(changes.every(({ key }) => key === server)).toBe(true);
					expect(new Set(changes.map(({ setting }) => setting)).size).toBe(changes.length);
					expect(changes.some(isMove)).toBe(true);
					const after = applyChanges(snapshot, changes).accounts.map((one) => one.incoming);
					const own = after.find(({ key }) => key === server);
					if (own === undefined) throw new Error(`no server ${server}`);
					const same = after.filter((other) => other.protocol === own.protocol && loginOf(other) === loginOf(own));
					expect(same.map(({ key }) => key)).toEqual([server]);
					if (own.host === incoming.get(server)?.host) continue;
					// The new host wants what it is given: nothing of the connection is left for a second repair.
					const verdicts = providersOfHost(builtInCatalogue, own.host).map((one) =>
						pairVerdict(one, own.protocol, own),
					);
					expect(verdicts.some((verdict) => verdict !== "wrong")).toBe(true);
				}
			}
		},
	);

	never("what waits for a restart is made at once too", ({ diagnosis }) => {
		const live = new Set(liveChanges(diagnosis.accounts).map(changeIdentity));
		const waiting = diagnosis.accounts
			.flatMap(({ findings }) => findings.flatMap(({ changes }) => changes))
			.filter(({ fix }) => fix === "restart");
		for (const { change } of waiting) expect(live.has(changeIdentity(change))).toBe(false);
	});

	never("a sign-in is proposed where Thunderbird knows no window for it", ({ sets, serverOf }) => {
		for (const change of sets.filter(({ setting, to }) => setting.endsWith(".auth") && to === "oauth2")) {
			expect(serverOf(change)?.oauthKnown).toBe(true);
		}
	});

	never("mail is taken from the server, or fewer than one connection left", ({ sets }) => {
		for (const { setting, to } of sets) {
			if (setting === "incoming.leave-on-server") expect(to).toBe(true);
			if (setting === "incoming.connections") expect(to).toBeGreaterThanOrEqual(1);
		}
	});

	never("a part of a repair is made whose other part is locked", ({ snapshot, findings }) => {
		const servers = new Map(allServers(snapshot).map((server) => [server.key, server]));
		for (const { changes } of findings.filter((finding) => !finding.changes.some(({ fix }) => fix === "restart"))) {
			const sets = changes.flatMap(({ change, blocked }) => (change.kind === "set" ? [{ change, blocked }] : []));
			const onServers = sets.filter(({ change }) => change.target === "incoming" || change.target === "outgoing");
			const isLocked = onServers.some(({ change }) => servers.get(change.key)?.locked.includes(change.setting));
			for (const { blocked } of onServers) expect(blocked).toBe(isLocked ? "locked" : null);
		}
		for (const [key, server] of servers) {
			const own = findings
				.flatMap(({ changes }) => changes)
				.filter(({ change }) => change.kind === "set" && change.key === key);
			const waiting = own.filter(({ fix }) => fix === "restart");
			const isLocked = (changes: ProposedChange[]) =>
				changes.some(({ change }) => change.kind === "set" && server.locked.includes(change.setting));
			const reasons = new Set(waiting.map(({ blocked }) => blocked));
			expect(reasons.size).toBeLessThanOrEqual(1);
			if (isLocked(waiting)) expect(reasons.has("locked")).toBe(true);
			// Also where the new host wants a pair that is locked.
			else if (!isLocked(own)) expect(reasons.has("locked")).toBe(false);
		}
	});
});

/** A host that only leads to another one may want another pair there. */
const MOVING_RULES: ReadonlySet<RuleId> = new Set(["own-domain-host", "wrong-ovh-offer", "wrong-ovh-zone"]);

function isMove(change: Change): change is SetChange {
	return change.kind === "set" && (change.setting === "incoming.host" || change.setting === "incoming.username");
}

function loginOf({ host, username }: IncomingServer): string {
	return `${username}@${host}`.toLowerCase();
}

function allServers(snapshot: Snapshot): (IncomingServer | OutgoingServer)[] {
	return [...snapshot.accounts.map((account) => account.incoming), ...snapshot.outgoing];
}

/** The pair that the changes make of a server was seen to work: to answer at a known provider, else with its login. */
function seenToWork(
	live: LiveFacts | null,
	sets: readonly SetChange[],
	server: IncomingServer | OutgoingServer,
	isKnown: boolean,
): boolean {
	const own = sets.filter(({ key }) => key === server.key);
	const port = own.find(({ setting }) => setting.endsWith(".port"))?.to ?? server.port;
	const security = own.find(({ setting }) => setting.endsWith(".security"))?.to ?? server.security;
	return (live?.servers[server.key]?.others ?? []).some(({ endpoint, stage, outcome }) => {
		if (endpoint.port !== port || endpoint.security !== security) return false;
		if (isKnown) return stage === "login" || outcome.kind === "ok";
		return outcome.kind === "ok" && (stage === "login" || server.auth === "none");
	});
}

function valueOf(change: Extract<Change, { kind: "set" }>, field: string): unknown {
	return change.setting.endsWith(`.${field}`) ? change.to : undefined;
}
