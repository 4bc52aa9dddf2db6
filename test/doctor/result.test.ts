// What the inventory of a machine is told: counted from the diagnosis, of the published shape, and without a word that a
// person or a server wrote. Writing it: ../thunderbird/result-file.test.ts.

import fc from "fast-check";
import * as v from "valibot";
import { expect, it } from "vitest";
import { type ResultParts, resultOf } from "../../src/doctor/result";
import { resultSchema } from "../../src/policy/result-schema";
import { NO_POLICY } from "../../src/policy/schema";
import { builtInCatalogue } from "../../src/providers";
import { diagnose } from "../../src/rules/diagnose";
import { anyCheck } from "../fixtures/arbitraries";
import * as demo from "../options/demo";

const NOW = "2026-11-20T09:00:00.000Z";
const parts = (given: Partial<ResultParts>): ResultParts => ({
	...{ diagnosis: demo.oneBroken(), policy: NO_POLICY, trigger: "click", entries: [], attempted: [], now: NOW },
	versions: { addon: "0.2.0", thunderbird: "153.7.0", platform: "linux x86-64" },
	...given,
});
const withFile = (addresses: boolean) => ({ ...NO_POLICY, resultFile: { path: "/var/lib/x.json", addresses } });

it("names accounts by Thunderbird's key, and by address only where the policy wants it", () => {
	const { diagnosis } = parts({});
	const [account] = diagnosis.accounts;
	expect(resultOf(parts({ policy: withFile(false) })).accounts[0]).toMatchObject({
		account: account?.key,
		address: null,
	});
	expect(resultOf(parts({ policy: withFile(true) })).accounts[0]?.address).toBe(account?.address);
});

it("counts each rule once, and the changes that a click would make now", () => {
	const twice = demo.account({
		findings: [
			demo.finding("incoming-tls-on-plain-port", {
				changes: [demo.proposed(demo.set("server1", "incoming.port", 143, 993))],
			}),
			demo.finding("incoming-tls-on-plain-port", {
				changes: [{ ...demo.proposed(demo.set("server1", "incoming.security", "none", "tls")), blocked: "locked" }],
			}),
		],
	});
	const result = resultOf(parts({ diagnosis: demo.diagnosis([twice]) }));
	expect(result.accounts[0]?.findings.map(({ rule }) => rule)).toEqual(["incoming-tls-on-plain-port"]);
	expect(result.accounts[0]?.repairable).toBe(1);
});

it("tells of the latest repair without its values", () => {
	const entry = demo.entry({ state: "rolled-back", at: NOW });
	const result = resultOf(parts({ entries: [entry, demo.entry()] }));
	expect(result.latestRepair).toEqual({ at: NOW, state: "rolled-back", changes: entry.changes.length });
});

it("has its published shape and none of the words of people and servers, whatever was found", () => {
	fc.assert(
		fc.property(anyCheck, ({ snapshot, live }) => {
			const diagnosis = diagnose(snapshot, builtInCatalogue, {}, NOW, live);
			const result = resultOf(parts({ diagnosis, policy: withFile(false) }));
			const parsed = v.safeParse(resultSchema, result);
			expect(parsed.issues?.map((issue) => v.getDotPath(issue))).toBe(undefined);
			const text = JSON.stringify(result);
			const written = snapshot.accounts.flatMap(({ name, incoming: { host, username } }) => [name, host, username]);
			for (const word of written.filter((one) => /[.@ ]/.test(one))) expect(text).not.toContain(word);
		}),
	);
});
