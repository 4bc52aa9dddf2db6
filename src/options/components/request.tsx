// « Demander à mon service informatique »: unfolds a text to send, which is made in ../request-text.ts.

import { useId, useRef, useState } from "preact/hooks";
import type { AccountDiagnosis } from "../../domain/diagnosis";
import { anotherNetworkTellsMore, type NetworkCause, requestText } from "../request-text";
import { diagnosisOf } from "../view-state";
import { Button } from "./button";
import { usePage } from "./context";

/** Characters of a line in a wide window; a narrow one scrolls. */
const LINE = 100;

function rowsFor(text: string): number {
	return text.split("\n").reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / LINE)), 0);
}

export function Request({ account, causes }: { account: AccountDiagnosis; causes: readonly NetworkCause[] }) {
	const { controller, sentences, state } = usePage();
	const id = useId();
	const area = useRef<HTMLTextAreaElement>(null);
	const [open, setOpen] = useState(false);
	/** The text that was copied, or that could not be: another text has not been copied yet. */
	const [copied, setCopied] = useState<{ text: string; done: boolean } | null>(null);
	const diagnosis = diagnosisOf(state.phase);
	if (diagnosis === null) return null;
	const versions = state.surroundings.kind === "loaded" ? state.surroundings.versions : null;
	const text = requestText({
		account,
		at: diagnosis.at,
		versions,
		snapshot: controller.evidence()?.snapshot ?? null,
		sentences,
	});

	async function copy(): Promise<void> {
		try {
			await navigator.clipboard.writeText(text);
			setCopied({ text, done: true });
		} catch {
			area.current?.select();
			setCopied({ text, done: false });
		}
	}

	return (
		<div class="request">
			{anotherNetworkTellsMore(causes) && <p class="note">{sentences.text("other_network")}</p>}
			<p class="actions">
				<Button
					action="ask-it"
					label={sentences.pair(sentences.text("request"), account.name)}
					expanded={open}
					controls={id}
					onClick={() => setOpen(!open)}
				>
					{sentences.text("request")}
				</Button>
			</p>
			<div id={id} class="request-text" hidden={!open}>
				<label for={`${id}-text`}>{sentences.text("request_label")}</label>
				<textarea id={`${id}-text`} ref={area} readOnly={true} rows={rowsFor(text)} value={text} />
				<p class="actions">
					<Button
						action="copy-request"
						label={sentences.pair(sentences.text("request_copy"), account.name)}
						onClick={copy}
					>
						{sentences.text("request_copy")}
					</Button>
					<span role="status">
						{copied?.text === text && sentences.text(copied.done ? "request_copied" : "request_not_copied")}
					</span>
				</p>
			</div>
		</div>
	);
}
