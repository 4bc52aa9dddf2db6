// The automatic mode in a real Thunderbird. The background loads this only when it is due, or when its line is answered. What
// it is: ../doctor/automatic.ts, when: ../doctor/automatic-schedule.ts.

import browser from "webextension-polyfill";
import { type AutomaticPorts, type AutomaticScope, repairByItself } from "../doctor/automatic";
import { accountsInTrouble } from "../doctor/plan";
import { createUseCases } from "../doctor/use-cases";
import { applyPolicy } from "../policy/apply-policy";
import { davKindsThatAre } from "../policy/dav-kinds";
import type { Policy } from "../policy/schema";
import { builtInCatalogue } from "../providers";
import { messagesIn } from "./messages";
import { showTrouble, tellByNotification } from "./notices";
import { policy } from "./policy";
import { ports } from "./ports";
import { reportResult } from "./result";
import { stayAwake } from "./stay-awake";
import { loadAutomatic, updateAutomatic } from "./storage";

/** One pass. What it comes to is remembered, whatever happens. */
export async function repairIsDue(): Promise<void> {
	const managed = await policy();
	if (managed.kind !== "valid") return;
	const rules = managed.policy;
	const isReportOnly = rules.repairs === "report-only";
	const scope: AutomaticScope = {
		repairs: rules.repairs === "automatic",
		adds: isReportOnly ? [] : davKindsThatAre("automatic", rules),
	};
	// The privileged side has asked the same.
	if (!scope.repairs && scope.adds.length === 0) return;
	const doctor = createUseCases(ports, applyPolicy(builtInCatalogue, rules), rules);
	const automatic: AutomaticPorts = {
		check: (signal) => doctor.checkQuietly(signal),
		repair: (changes, names) => doctor.repair(changes, names),
		missing: (kinds) => doctor.missing(kinds),
		findOwn: (wishes, signal) => doctor.findOwn(wishes, signal),
		history: async () => (await browser.bonsComptesRepair.journal()).entries,
		remembered: loadAutomatic,
		remember: (change) => updateAutomatic((memory) => ({ ...memory, ...change(memory) })),
		isBusy: () => browser.bonsComptesWatch.isBusy(),
		showTrouble: (diagnosis) => showTrouble(accountsInTrouble(diagnosis)),
		tellMade: (what, entry, accounts) => tellMade(what, entry, accounts, rules.language),
		tellContested: (accounts) => tellByNotification("contested", accounts, rules.language),
		report: (diagnosis) => reportResult(diagnosis, rules, "automatic"),
		deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
		stayAwake,
	};
	const outcome = await repairByItself(automatic, scope);
	await browser.bonsComptesWatch.repairEnded(outcome.kind === "again");
}

/** In Thunderbird's window; where there is none, as a notification that leads to the page. */
async function tellMade(
	what: "repaired" | "added",
	entry: string,
	accounts: string[],
	language: Policy["language"],
): Promise<void> {
	const say = await messagesIn(language);
	const list = new Intl.ListFormat(say("language"), { type: "conjunction" });
	const text = say(`${what}_text`, [list.format(accounts)]);
	const texts = { text, undo: say("repaired_undo"), show: say("repaired_show") };
	if (!(await browser.bonsComptesWatch.showRepaired(entry, texts))) {
		await tellByNotification(what, accounts, language);
	}
}

/** Takes a repair back; false where it could not be, and the page has to tell why. */
export async function undoRepair(entry: string): Promise<boolean> {
	const sleep = stayAwake();
	try {
		return (await browser.bonsComptesRepair.undo(entry)).kind === "undone";
	} finally {
		sleep();
	}
}
