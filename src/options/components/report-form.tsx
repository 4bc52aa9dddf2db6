// « Exporter le rapport »: saves one file and says where it is. What is in it is ../report.ts.

import type { Sentences } from "../sentences";
import type { Saving } from "../view-state";
import { Button } from "./button";
import { usePage } from "./context";

export function ReportForm() {
	const { controller, sentences, state } = usePage();
	return (
		<section aria-labelledby="report">
			<h2 id="report">{sentences.text("report")}</h2>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					void controller.exportReport(event.currentTarget.querySelector("input")?.checked === true);
				}}
			>
				<p class="note">{sentences.text("report_text")}</p>
				<label class="choice">
					<input type="checkbox" name="addresses" />
					<span>{sentences.text("report_addresses")}</span>
				</label>
				<p class="actions">
					<Button action="export-report" submit={true}>
						{sentences.text("report_export")}
					</Button>
				</p>
			</form>
			<p role="status" class="saving">
				{savingText(state.saving, sentences)}
			</p>
		</section>
	);
}

function savingText(saving: Saving, sentences: Sentences): string {
	switch (saving.kind) {
		case "none":
			return "";
		case "saving":
			return sentences.text("report_saving");
		case "saved":
			return sentences.reportSaved(saving.path);
		case "failed":
			return sentences.reportFailed(saving.text);
	}
}
