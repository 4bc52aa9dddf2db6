// What was done, newest first, each entry with its own « Annuler » while it still stands.

import { changeIdentity } from "../../domain/change";
import type { JournalEntry } from "../../domain/journal";
import { rowsOf } from "../names";
import { isUndoable } from "../view-state";
import { Button } from "./button";
import { ChangesTable } from "./changes-table";
import { usePage } from "./context";

export function History() {
	const { state, sentences } = usePage();
	if (state.surroundings.kind !== "loaded" || state.surroundings.history.entries.length === 0) return null;
	return (
		<section aria-labelledby="history">
			<h2 id="history">{sentences.text("history")}</h2>
			<ul class="history">
				{state.surroundings.history.entries.map((entry) => (
					<Entry key={entry.id} entry={entry} />
				))}
			</ul>
		</section>
	);
}

function Entry({ entry }: { entry: JournalEntry }) {
	const { controller, sentences } = usePage();
	const date = sentences.date(entry.at);
	// What is added was nothing before.
	const edited = entry.changes.filter((change) => rowsOf(change, entry.names).length > 0);
	const added = entry.changes.filter((change) => !edited.includes(change));
	return (
		<li>
			<p class="actions">
				<span class="entry">
					<strong>
						<time dateTime={entry.at}>{date}</time>
					</strong>
					<span>
						{sentences.historyEntry(entry.changes, entry.state)}
						{entry.recovery !== null && ` (${sentences.recovery(entry.recovery)})`}
					</span>
				</span>
				{isUndoable(entry) && (
					<Button
						action="undo-entry"
						entry={entry.id}
						label={sentences.undoEntry(date)}
						onClick={() => controller.undo(entry.id)}
					>
						{sentences.text("undo_entry")}
					</Button>
				)}
			</p>
			{entry.problem && <p class="note">{sentences.problem(entry.problem, entry.names)}</p>}
			<details>
				<summary>{sentences.text("details")}</summary>
				{added.map((change) => (
					<p key={changeIdentity(change)} class="note">
						{sentences.coming(change)}
					</p>
				))}
				{edited.length > 0 && (
					<ChangesTable
						caption={sentences.text("changes_made")}
						changes={edited.map((change) => ({ change, blocked: null }))}
						names={entry.names}
						proposed={false}
					/>
				)}
			</details>
		</li>
	);
}
