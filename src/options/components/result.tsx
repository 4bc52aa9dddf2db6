// What the last check came to, in one sentence, with the buttons that act on everything.

import { accountsInTrouble, liveChanges } from "../../doctor/plan";
import type { Diagnosis } from "../../domain/diagnosis";
import { diagnosisOf, latestUndoable } from "../view-state";
import { Button } from "./button";
import { usePage } from "./context";
import { Shape } from "./shape";

export function Result() {
	const { controller, sentences, state, waiting } = usePage();
	const diagnosis = diagnosisOf(state.phase);
	const latest = latestUndoable(state.surroundings);
	// What is only prepared is dropped where it is told.
	const undoable = latest?.state === "prepared" ? null : latest;
	if (diagnosis === null && undoable === null) return null;
	const changes = diagnosis === null ? [] : liveChanges(diagnosis.accounts, waiting);
	return (
		<div class="result">
			{diagnosis !== null && <Summary diagnosis={diagnosis} />}
			{(changes.length > 0 || undoable !== null) && (
				<p class="actions">
					{diagnosis !== null && changes.length > 0 && (
						<>
							<Button action="fix-all" primary={true} onClick={() => controller.fix(changes)}>
								{sentences.text("fix_all")}
							</Button>
							<span class="plan">
								{sentences.plan(
									changes.length,
									diagnosis.accounts.filter((account) => liveChanges([account], waiting).length > 0).length,
								)}
							</span>
						</>
					)}
					{undoable !== null && (
						<Button action="undo" onClick={() => controller.undoLatest()}>
							{sentences.text("undo")}
						</Button>
					)}
				</p>
			)}
		</div>
	);
}

function Summary({ diagnosis }: { diagnosis: Diagnosis }) {
	const { sentences, partial } = usePage();
	const { title, text, fine } = partial
		? { title: sentences.text("summary_partial"), text: sentences.text("summary_partial_text"), fine: false }
		: sentences.summary(diagnosis, accountsInTrouble(diagnosis));
	return (
		<div class={fine ? "summary fine" : "summary"}>
			{fine && <Shape health="ok" />}
			<div>
				<h2 id="result" tabIndex={-1}>
					{title}
				</h2>
				<p>{text}</p>
			</div>
		</div>
	);
}
