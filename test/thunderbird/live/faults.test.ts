// Every fault that the rig can play, all in one check of a real Thunderbird: the right finding, in time, with no dialog, no
// password in clear, one login at most, nothing changed. FAULT_RUNS repeats it; every run must say the same, word for word.

import { expect, test } from "vitest";
import { ADDON } from "../harness";
import { describeInRig, launchInRig, testIn } from "../in-rig";
import { clickThrough, pageText, readServerCards, readState, type ServerCard } from "../reading";
import { faultEndpoints, faultLogins, faultMail, nameOf, ROWS, type Row } from "./fault-table";
import { loginsInClear, loginsSeen } from "./logs";

const RUNS = Number(process.env["FAULT_RUNS"] ?? 1);

/** What a card says of the server that the row speaks of, and anything that it says beyond. */
function verdictOf({ protocol }: Row, { incoming, outgoing, findings, unchecked }: ServerCard): string {
	const service = protocol === "smtp" ? "outgoing" : "incoming";
	const [light, other] = service === "incoming" ? [incoming, outgoing] : [outgoing, incoming];
	const said = [
		...findings.map((finding) => finding.replace(/ at .*/, "")),
		...unchecked.map((note) => note.replace(`${service} `, "unchecked ")),
	];
	return [...(said.length > 0 ? said : [light]), ...(other === "ok" ? [] : [`the other half is ${other}`])].join(", ");
}

describeInRig("the fault table", (rig) => {
	test("has sixty rows and more", () => {
		expect(new Set(ROWS.map(nameOf)).size).toBe(ROWS.length);
		expect(ROWS.length).toBeGreaterThanOrEqual(60);
	});

	testIn("oldest")("an examination of each server comes as far as it should, and ends as it should", async () => {
		const thunderbird = await launchInRig(rig(), { mail: faultMail, logins: faultLogins });
		const page = await thunderbird.openPage(ADDON.id);
		const observed = await page.eval(
			async (endpoints) =>
				(await browser.bonsComptesProbe.examine(endpoints, { id: "table" })).map(
					({ stage, outcome }) => `${stage}: ${outcome.kind}`,
				),
			faultEndpoints(),
		);
		const seen = Object.fromEntries(ROWS.map((row, index) => [nameOf(row), observed[index]]));
		expect(seen).toEqual(Object.fromEntries(ROWS.map((row) => [nameOf(row), `${row.stage}: ${row.outcome}`])));
		expect(loginsInClear(rig())).toEqual([]);
		expect(await thunderbird.openedWindows()).toEqual([]);
	});

	test(
		`a check says of each what it is, ${RUNS} time${RUNS === 1 ? "" : "s in a row"}`,
		async () => {
			let first: string | null = null;
			for (let run = 1; run <= RUNS; run++) {
				await rig().reset();
				// A fresh profile for each run: what was refused once is not tried again.
				const thunderbird = await launchInRig(rig(), { mail: faultMail, logins: faultLogins });
				try {
					const page = await thunderbird.openPage(ADDON.id);
					await page.waitForState("idle");
					const before = await readState(thunderbird);
					const states = await clickThrough(page, '[data-action="check"]');
					expect(states.at(-1)).toBe("checked");
					const cards = await readServerCards(page);
					const said = Object.fromEntries(
						ROWS.map((row, index) => {
							const card = cards[`account${index + 1}`];
							return [nameOf(row), card ? verdictOf(row, card) : "no card"];
						}),
					);
					expect(said).toEqual(Object.fromEntries(ROWS.map((row) => [nameOf(row), row.verdict])));
					expect(await thunderbird.openedWindows()).toEqual([]);
					expect(await readState(thunderbird)).toEqual(before);
					expect(loginsInClear(rig())).toEqual([]);
					// Everybody's other half is at the good server.
					const { "good imap": incoming = 0, "good smtp": outgoing = 0, ...faulty } = loginsSeen(rig());
					expect(Object.entries(faulty).filter(([, count]) => count > 1)).toEqual([]);
					expect(incoming).toBeLessThanOrEqual(ROWS.filter(({ protocol }) => protocol === "smtp").length + 1);
					expect(outgoing).toBeLessThanOrEqual(2);
					const text = await pageText(page);
					first ??= text;
					expect(text, `run ${run}`).toBe(first);
				} finally {
					await thunderbird.close();
				}
			}
		},
		180_000 + RUNS * 60_000,
	);
});
