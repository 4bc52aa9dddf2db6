// One finding: its sentence first, then what would change, then why a button may be missing.

import type { Waiting } from "../../doctor/plan";
import { changeIdentity } from "../../domain/change";
import type { AccountDiagnosis } from "../../domain/diagnosis";
import type { Finding } from "../../domain/finding";
import type { Names } from "../names";
import type { Sentences } from "../sentences";
import { ChangesTable } from "./changes-table";
import { usePage } from "./context";
import { Shape } from "./shape";
import { WhatWasSeen } from "./what-was-seen";

export function FindingItem({
	finding,
	account,
	names,
}: {
	finding: Finding;
	account: AccountDiagnosis;
	names: Names;
}) {
	const { sentences, wide, waiting } = usePage();
	return (
		<li class="finding" data-rule={finding.rule} data-severity={finding.severity} data-stage={finding.seen?.stage}>
			<p>
				<span class={`severity ${finding.severity}`}>
					<Shape health={finding.severity} />
					{sentences.severity(finding.severity)}
				</span>{" "}
				{sentences.finding(finding)}
			</p>
			{notes(finding, sentences, waiting).map((note) => (
				<p key={note} class="note">
					{note}
				</p>
			))}
			{(finding.changes.length > 0 || finding.seen !== null) && (
				<details open={wide && finding.changes.length > 0}>
					<summary>{sentences.text("details")}</summary>
					{finding.seen !== null && <WhatWasSeen seen={finding.seen} />}
					{finding.changes.length > 0 && (
						<ChangesTable
							caption={sentences.changesOf(account.name)}
							changes={finding.changes}
							names={names}
							proposed={true}
						/>
					)}
				</details>
			)}
		</li>
	);
}

/** Each reason once, however many settings it holds back. */
function notes(finding: Finding, sentences: Sentences, waiting: Waiting): string[] {
	const said = finding.changes.map(({ change, fix, blocked }) => {
		if (blocked !== null) return sentences.blocked(blocked);
		if (waiting.has(changeIdentity(change))) return sentences.text("later_restart_waiting");
		return sentences.coming(change) ?? sentences.later(fix);
	});
	// A sign-in without a change is only said (an application password may well be right): no fix is held back.
	if (finding.changes.length === 0 && finding.fix !== "sign-in") said.push(sentences.later(finding.fix));
	return [...new Set(said.filter((note) => note !== null))];
}
