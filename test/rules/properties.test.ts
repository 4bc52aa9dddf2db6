// What holds for every profile: a diagnosis always comes, a repair settles, and each change can be taken back.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liveChanges, restartGroups } from "../../src/doctor/plan";
import { changeIdentity, inverse } from "../../src/domain/change";
import type { Diagnosis } from "../../src/domain/diagnosis";
import type { LiveFacts } from "../../src/domain/live";
import type { Snapshot } from "../../src/domain/snapshot";
import { builtInCatalogue } from "../../src/providers";
import { diagnose } from "../../src/rules/diagnose";
import { RULE_FACTS } from "../../src/rules/facts";
import { OBSERVED_RULES } from "../../src/rules/observed";
import { mailDomainsToLookUp, NETWORK_CAUSES, secondLooks, surveySeen, webHosts } from "../../src/rules/second-look";
import { applyChanges } from "../fixtures/apply";
import { anyCheck, anySnapshot } from "../fixtures/arbitraries";
import { casesOf } from "../property-runs";

function judge(snapshot: Snapshot, live: LiveFacts | null = null): Diagnosis {
	return diagnose(snapshot, builtInCatalogue, {}, "2026-01-01T00:00:00Z", live);
}

function forEverySnapshot(check: (snapshot: Snapshot) => void): void {
	fc.assert(fc.property(anySnapshot, check), { numRuns: casesOf(250) });
}

function forEveryCheck(check: (snapshot: Snapshot, live: LiveFacts | null) => void): void {
	forEverySnapshot((snapshot) => check(snapshot, null));
	fc.assert(
		fc.property(anyCheck, ({ snapshot, live }) => check(snapshot, live)),
		{ numRuns: casesOf(100) },
	);
}

describe("a diagnosis", () => {
	it("comes for every snapshot, as plain JSON, and leaves the snapshot as it was", () => {
		forEveryCheck((snapshot, live) => {
			const before = structuredClone(snapshot);
			const diagnosis = judge(snapshot, live);
			expect(snapshot).toEqual(before);
			expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis);
			expect(diagnosis.accounts.map(({ key }) => key)).toEqual(snapshot.accounts.map(({ key }) => key));
		});
	});

	it("carries in each finding the facts that its sentence takes", () => {
		forEveryCheck((snapshot, live) => {
			for (const { rule, facts } of judge(snapshot, live).accounts.flatMap(({ findings }) => findings)) {
				expect(Object.keys(facts).sort()).toEqual([...RULE_FACTS[rule]].sort());
			}
		});
	});

	it("tells each fault of an account once, and changes each setting in one of them", () => {
		forEveryCheck((snapshot, live) => {
			for (const { findings } of judge(snapshot, live).accounts) {
				const faults = findings.map(({ rule, service, subject }) => `${rule} ${service} ${subject}`);
				expect(new Set(faults).size).toBe(faults.length);
				const changes = findings.flatMap((finding) => finding.changes.map(({ change }) => changeIdentity(change)));
				expect(new Set(changes).size).toBe(changes.length);
			}
		});
	});

	it("gives a light its worst finding", () => {
		forEveryCheck((snapshot, live) => {
			for (const { findings, lights } of judge(snapshot, live).accounts) {
				for (const service of ["incoming", "outgoing", "calendar", "contacts"] as const) {
					const severities = findings.filter((finding) => finding.service === service).map(({ severity }) => severity);
					const worst = (["error", "warning", "advice"] as const).find((severity) => severities.includes(severity));
					if (worst === undefined) expect(["ok", "unknown", "none"]).toContain(lights[service]);
					else expect(lights[service]).toBe(worst);
				}
			}
		});
	});

	it("says of a server either what is wrong or why it was not checked, and calls ok only what was seen to work", () => {
		forEveryCheck((snapshot, live) => {
			for (const { unchecked, lights, findings } of judge(snapshot, live).accounts) {
				const stories = unchecked.map(({ service, subject }) => `${service} ${subject}`);
				expect(new Set(stories).size).toBe(stories.length);
				for (const { service, subject } of unchecked) {
					const observed = findings.filter((finding) => finding.service === service && finding.subject === subject);
					expect(observed.filter(({ rule }) => OBSERVED_RULES.some((id) => id === rule))).toEqual([]);
					expect(lights[service]).not.toBe("ok");
				}
				if (live?.network !== "reached") {
					expect(unchecked).toEqual([]);
					expect(Object.values(lights)).not.toContain("ok");
					expect(findings.filter(({ rule }) => NETWORK_CAUSES.has(rule) && rule !== "tls-interception")).toEqual([]);
				}
			}
		});
	});

	it("never fails for a second look, whatever was seen", () => {
		fc.assert(
			fc.property(anyCheck, ({ snapshot, live }) => {
				const seen = Object.fromEntries(Object.entries(live.servers).map(([key, look]) => [key, look.seen]));
				const whole = surveySeen(snapshot, builtInCatalogue, {}, seen, live.dns);
				for (const { key, at } of secondLooks(whole)) {
					expect(at.security).not.toBe("none");
					expect(at).not.toEqual(seen[key]?.endpoint);
				}
				webHosts(whole);
				mailDomainsToLookUp(snapshot, builtInCatalogue);
			}),
			{ numRuns: casesOf(100) },
		);
	});
});

/** What was seen was seen of the old place; what DNS says of the domains holds. */
function seenByDns(live: LiveFacts): LiveFacts {
	return { ...live, servers: {}, web: [], dav: { looks: [], searches: [] } };
}

describe("a repair", () => {
	it("settles: done once there is nothing left, and a setting is never changed twice", () => {
		forEverySnapshot((snapshot) => {
			const first = liveChanges(judge(snapshot).accounts);
			const isLinked = first.some((change) => change.kind !== "set" || change.setting === "identity.outgoing");
			let current = applyChanges(snapshot, first);
			// Who sends through a server decides what can be said of it: where identities have moved, more may show once.
			const done = first.map(changeIdentity);
			for (let more = isLinked ? 2 : 0; more > 0; more--) {
				const next = liveChanges(judge(current).accounts);
				current = applyChanges(current, next);
				done.push(...next.map(changeIdentity));
			}
			expect(liveChanges(judge(current).accounts)).toEqual([]);
			// But for a copy of sent mail, restored at first and then found to be double.
			const once = done.filter((change) => !change.endsWith("/identity.sent-copy"));
			expect(new Set(once).size).toBe(once.length);
		});
	});

	it("that waits for a restart settles too: made once, nothing of it is left to do", () => {
		forEveryCheck((snapshot, live) => {
			for (const { server, changes } of restartGroups(judge(snapshot, live).accounts)) {
				// DNS is not asked about what was seen to work.
				if (live?.servers[server]?.seen.outcome.kind === "ok") continue;
				const after = judge(applyChanges(snapshot, changes), live && seenByDns(live));
				const again = restartGroups(after.accounts).filter((group) => group.server === server);
				expect(again).toEqual([]);
				const settings = new Set(changes.map(changeIdentity));
				expect(liveChanges(after.accounts).filter((change) => settings.has(changeIdentity(change)))).toEqual([]);
			}
		});
	});

	it("makes no two outgoing servers with one host and username that were not there", () => {
		forEveryCheck((snapshot, live) => {
			const repaired = applyChanges(snapshot, liveChanges(judge(snapshot, live).accounts));
			expect(doubles(repaired)).toBeLessThanOrEqual(doubles(snapshot));
		});
	});

	it("is taken back by the inverse changes, and the inverse of an inverse is the change", () => {
		forEverySnapshot((snapshot) => {
			const sets = liveChanges(judge(snapshot).accounts).filter((change) => change.kind === "set");
			expect(sets.map(inverse).map(inverse)).toEqual(sets);
			const repaired = applyChanges(snapshot, sets);
			expect(switches(applyChanges(repaired, sets.map(inverse).reverse()))).toEqual(switches(snapshot));
		});
	});

	it("speaks of every folder and outgoing server by a name", () => {
		forEverySnapshot((snapshot) => {
			const diagnosis = judge(snapshot);
			for (const change of liveChanges(diagnosis.accounts)) {
				if (change.kind !== "set" || change.target !== "identity" || change.to === null) continue;
				expect(Object.hasOwn(diagnosis.names, String(change.to))).toBe(true);
			}
		});
	});
});

/** A calendar's trouble is no setting: whether it is switched on is all that a change takes back. */
const switches = (snapshot: Snapshot): Snapshot => ({
	...snapshot,
	calendars: snapshot.calendars.map((one) => ({ ...one, state: one.state === "disabled" ? "disabled" : "active" })),
});

function doubles({ outgoing }: Snapshot): number {
	const logins = outgoing.map(({ host, username }) => `${username} ${host}`.toLowerCase());
	return logins.length - new Set(logins).size;
}
