// What a person does with the report: copies it, saves it, or prepares a message to support. What is in it is ../report.ts.

import { useRef, useState } from "preact/hooks";
import type { Sentences } from "../sentences";
import { type SupportAddress, supportAddresses } from "../support-address";
import { diagnosisOf, type Saving } from "../view-state";
import { Button } from "./button";
import { usePage } from "./context";

export function ReportForm() {
	const { busy, catalogue, controller, managed, sentences, state } = usePage();
	const form = useRef<HTMLFormElement>(null);
	/** What became of the last click, as long as nothing else was done; null: the saving tells. */
	const [told, setTold] = useState<string | null>(null);
	const addresses = supportAddresses(diagnosisOf(state.phase)?.accounts ?? [], catalogue, managed);
	const full = (): boolean => form.current?.querySelector<HTMLInputElement>("input[name=addresses]")?.checked === true;

	async function copy(): Promise<void> {
		setTold("");
		setTold(sentences.text((await controller.copyReport(full())) ? "report_copied" : "report_not_copied"));
	}

	async function mail(): Promise<void> {
		const chosen = form.current?.querySelector<HTMLInputElement>("input[name=support]:checked")?.value;
		const to = addresses.length === 1 ? addresses[0]?.address : chosen;
		if (to === undefined) return;
		setTold(sentences.text("report_mail_opening"));
		const problem = await controller.mailReport(to, full());
		setTold(problem === null ? sentences.mailOpened(to) : sentences.reportFailed(problem));
	}

	return (
		<section aria-labelledby="report">
			<h2 id="report">{sentences.text("report")}</h2>
			<form
				ref={form}
				onSubmit={(event) => {
					event.preventDefault();
					if (busy) return;
					setTold(null);
					void controller.exportReport(full());
				}}
			>
				<p class="note">{sentences.text("report_text")}</p>
				<label class="choice">
					<input type="checkbox" name="addresses" />
					<span>{sentences.text("report_addresses")}</span>
				</label>
				{addresses.length > 1 && <SupportChoice addresses={addresses} />}
				<p class="actions">
					<Button action="copy-report" onClick={copy}>
						{sentences.text("report_copy")}
					</Button>
					<Button action="export-report" submit={true}>
						{sentences.text("report_export")}
					</Button>
					{addresses.length > 0 && (
						<Button action="mail-report" onClick={mail}>
							{sentences.text("report_mail")}
						</Button>
					)}
					{addresses.length === 1 && addresses[0] !== undefined && (
						<span class="note">{addressText(addresses[0], sentences)}</span>
					)}
				</p>
			</form>
			<p role="status" class="saving">
				{told ?? savingText(state.saving, sentences)}
			</p>
		</section>
	);
}

function SupportChoice({ addresses }: { addresses: readonly SupportAddress[] }) {
	const { sentences } = usePage();
	return (
		<fieldset>
			<legend>{sentences.text("report_mail_choice")}</legend>
			{addresses.map((one, index) => (
				<label key={one.address} class="choice">
					<input type="radio" name="support" value={one.address} defaultChecked={index === 0} />
					<span>{addressText(one, sentences)}</span>
				</label>
			))}
		</fieldset>
	);
}

function addressText({ provider, address }: SupportAddress, sentences: Sentences): string {
	return provider === null
		? sentences.pair(sentences.text("report_mail_organisation"), address)
		: sentences.mailTo(provider, address);
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
