// « Tout est prêt »: what is made at the next restart, the restart itself, and the ways out. As long as something waits, it
// is there whenever the page opens.

import type { JournalEntry } from "../../domain/journal";
import type { Sentences } from "../sentences";
import { latestUndoable, noticeOf, type Saving, waitingOf } from "../view-state";
import { Button } from "./button";
import { usePage } from "./context";

export function WaitingPanel() {
	const { controller, sentences, state } = usePage();
	const entries = waitingOf(state.surroundings);
	if (entries.length === 0) return null;
	const notice = noticeOf(state.phase);
	const carried = notice?.kind === "prepared" ? sentences.carried(notice.carried) : null;
	return (
		<section class="waiting" aria-labelledby="waiting">
			<h2 id="waiting">{sentences.text("waiting_title")}</h2>
			{entries.map((entry) => (
				<p key={entry.id}>{waitingText(entry, sentences)}</p>
			))}
			{carried !== null && <p class="note">{carried}</p>}
			<p class="actions">
				<Button action="restart" primary={true} onClick={() => controller.restart()}>
					{sentences.text("waiting_restart")}
				</Button>
				<Button action="save-settings" onClick={() => controller.saveSettings()}>
					{sentences.text("waiting_save")}
				</Button>
				{latestUndoable(state.surroundings)?.state === "prepared" && (
					<Button action="undo" onClick={() => controller.undoLatest()}>
						{sentences.text("waiting_drop")}
					</Button>
				)}
			</p>
			<p role="status" class="saving">
				{copyingText(state.copying, sentences)}
			</p>
		</section>
	);
}

function waitingText({ state, changes, names }: JournalEntry, sentences: Sentences): string {
	const server = changes.find((change) => change.kind === "set")?.key ?? "";
	return sentences.waiting(names[server] ?? server, state === "undo-prepared" ? state : "prepared");
}

function copyingText(copying: Saving, sentences: Sentences): string {
	switch (copying.kind) {
		case "none":
			return "";
		case "saving":
			return sentences.text("waiting_saving");
		case "saved":
			return sentences.settingsSaved(copying.path);
		case "failed":
			return sentences.settingsNotSaved(copying.text);
	}
}
