// « Tout est prêt »: what is made at the next restart, the restart itself, and the ways out. As long as something waits, it
// is there whenever the page opens; and what an organisation's policy holds back, said so.

import type { JournalEntry } from "../../domain/journal";
import type { Sentences } from "../sentences";
import { latestUndoable, noticeOf, type Saving, waitingOf } from "../view-state";
import { Button } from "./button";
import { usePage } from "./context";

export function WaitingPanel() {
	const { controller, sentences, state, managed } = usePage();
	const entries = waitingOf(state.surroundings);
	if (entries.length === 0) return null;
	// A policy that came after it was prepared: no restart would make it.
	const isHeld = managed.kind === "valid" && managed.policy.repairs === "report-only";
	const notice = noticeOf(state.phase);
	const carried = notice?.kind === "prepared" ? sentences.carried(notice.carried) : null;
	return (
		<section class="waiting" aria-labelledby="waiting">
			<h2 id="waiting">{sentences.text(isHeld ? "waiting_held_title" : "waiting_title")}</h2>
			{entries.map((entry) => (
				<p key={entry.id}>{waitingText(entry, sentences, isHeld)}</p>
			))}
			{carried !== null && <p class="note">{carried}</p>}
			<p class="actions">
				{!isHeld && (
					<>
						<Button action="restart" primary={true} onClick={() => controller.restart()}>
							{sentences.text("waiting_restart")}
						</Button>
						<Button action="save-settings" onClick={() => controller.saveSettings()}>
							{sentences.text("waiting_save")}
						</Button>
					</>
				)}
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

function waitingText({ state, changes, names }: JournalEntry, sentences: Sentences, isHeld: boolean): string {
	const server = changes.find((change) => change.kind === "set")?.key ?? "";
	if (isHeld) return sentences.held(names[server] ?? server);
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
