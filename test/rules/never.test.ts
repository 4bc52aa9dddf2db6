// What is never done, whatever a profile looks like: held against every golden case and many that nobody thought of.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change, ProposedChange, SetChange } from "../../src/domain/change";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { Finding } from "../../src/domain/finding";
import { isLoopback } from "../../src/domain/hostname";
import type { IncomingServer, OutgoingServer, Snapshot } from "../../src/domain/snapshot";
import { builtInCatalogue } from "../../src/providers";
import { hostVerdict, pairVerdict, providersOfHost } from "../../src/providers/lookup";
import { diagnose } from "../../src/rules/diagnose";
import { applyChanges } from "../fixtures/apply";
import { anySnapshot } from "../fixtures/arbitraries";
import { goldenCases } from "../fixtures/cases";

interface Seen {
	snapshot: Snapshot;
	diagnosis: Diagnosis;
	findings: Finding[];
	proposed: ProposedChange[];
	sets: SetChange[];
	serverOf(change: SetChange): IncomingServer | OutgoingServer | undefined;
}

function see(snapshot: Snapshot): Seen {
	const diagnosis = diagnose(snapshot, builtInCatalogue, {}, "2026-01-01T00:00:00Z");
	const findings = diagnosis.accounts.flatMap((account) => account.findings);
	const proposed = findings.flatMap((finding) => finding.changes);
	const incoming = new Map(snapshot.accounts.map((account) => [account.incoming.key, account.incoming]));
	const outgoing = new Map(snapshot.outgoing.map((server) => [server.key, server]));
	return {
		snapshot,
		diagnosis,
		findings,
		proposed,
		sets: proposed.flatMap(({ change }) => (change.kind === "set" ? [change] : [])),
		serverOf: (change) => (change.target === "incoming" ? incoming : outgoing).get(change.key),
	};
}

const golden = goldenCases();

/** The promise holds for every golden case and for generated profiles. */
function never(promise: string, check: (seen: Seen) => void): void {
	it(promise, { timeout: 60_000 }, () => {
		for (const { snapshot } of golden) check(see(snapshot));
		fc.assert(
			fc.property(anySnapshot, (snapshot) => check(see(snapshot))),
			{ numRuns: 150 },
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
					: { port: valueOf(change, "port"), security: valueOf(change, "security"), auth: valueOf(change, "auth") };
			expect(port).not.toBe(25);
			expect(security).not.toBe("none");
			expect(auth).not.toBe("none");
		}
	});

	never("a right or tolerated host is changed for another one", ({ sets, serverOf }) => {
		for (const change of sets.filter(({ setting }) => setting.endsWith(".host"))) {
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

	never("an accepted or unverified pair is changed", ({ sets, serverOf }) => {
		for (const change of sets.filter(({ setting }) => setting.endsWith(".port") || setting.endsWith(".security"))) {
			const server = serverOf(change);
			if (server === undefined) throw new Error(`no server ${change.key}`);
			const protocol = change.target === "incoming" ? (server as IncomingServer).protocol : "smtp";
			const verdicts = providersOfHost(builtInCatalogue, server.host).map((provider) =>
				pairVerdict(provider, protocol, server),
			);
			expect(verdicts.length === 0 || verdicts.includes("wrong")).toBe(true);
		}
	});

	never("the account of a mailbox that has moved to another provider is pointed at another host", ({ diagnosis }) => {
		for (const account of diagnosis.accounts) {
			if (!account.findings.some(({ rule }) => rule === "stale-ovh-for-lasuite")) continue;
			const changes = account.findings.flatMap(({ changes }) => changes.map(({ change }) => change));
			expect(changes.filter((change) => change.kind === "set" && change.setting === "incoming.host")).toEqual([]);
			expect(changes.filter((change) => change.kind === "set" && change.setting === "incoming.username")).toEqual([]);
		}
	});

	never("a full username is changed, be it another address than the identity's", ({ sets }) => {
		for (const { from } of sets.filter(({ setting }) => setting.endsWith(".username"))) {
			expect(from).not.toMatch(/^[^\s@]+@[^\s@]+$/);
		}
	});

	never(
		"an incoming server of an unknown provider, or a program on this machine, is changed",
		({ diagnosis, sets, serverOf }) => {
			for (const account of diagnosis.accounts.filter(({ provider }) => provider === "unknown")) {
				const changes = account.findings.flatMap(({ changes }) => changes.map(({ change }) => change));
				expect(changes.filter((change) => change.kind === "create-outgoing" || change.target !== "outgoing")).toEqual(
					[],
				);
			}
			for (const change of sets.filter(({ target }) => target !== "identity")) {
				if (!/\.(port|security|host|auth|username)$/.test(change.setting)) continue;
				expect(isLoopback(serverOf(change)?.host ?? "")).toBe(false);
			}
		},
	);

	never("an incoming host or username is changed without a restart, or a sign-in begun by itself", ({ proposed }) => {
		for (const { change, fix } of proposed) {
			if (change.kind === "create-outgoing") continue;
			if (change.setting === "incoming.host" || change.setting === "incoming.username") expect(fix).toBe("restart");
			else expect(["live", "sign-in"]).toContain(fix);
			if (change.setting === "incoming.auth" && change.to === "oauth2") expect(fix).toBe("sign-in");
		}
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
		for (const { changes } of findings) {
			const sets = changes.flatMap(({ change, blocked }) => (change.kind === "set" ? [{ change, blocked }] : []));
			const onServers = sets.filter(({ change }) => change.target !== "identity");
			const isLocked = onServers.some(({ change }) => servers.get(change.key)?.locked.includes(change.setting));
			for (const { blocked } of onServers) expect(blocked).toBe(isLocked ? "locked" : null);
		}
	});
});

function allServers(snapshot: Snapshot): (IncomingServer | OutgoingServer)[] {
	return [...snapshot.accounts.map((account) => account.incoming), ...snapshot.outgoing];
}

function valueOf(change: Extract<Change, { kind: "set" }>, field: string): unknown {
	return change.setting.endsWith(`.${field}`) ? change.to : undefined;
}
