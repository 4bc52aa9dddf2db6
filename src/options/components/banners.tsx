// What limits or surrounds the check: an untried Thunderbird, no network, a locked password store, the journal's state.

import type { Sentences } from "../sentences";
import { diagnosisOf, type ViewState } from "../view-state";
import { usePage } from "./context";

export function Banners() {
	const { state, sentences } = usePage();
	const texts = bannerTexts(state, sentences);
	if (texts.length === 0) return null;
	return (
		<ul class="banners">
			{texts.map((text) => (
				<li key={text}>{text}</li>
			))}
		</ul>
	);
}

function bannerTexts({ phase, surroundings }: ViewState, sentences: Sentences): string[] {
	const texts: (string | null)[] = [];
	if (surroundings.kind === "failed") texts.push(sentences.surroundingsFailed(surroundings.text));
	if (surroundings.kind === "loaded") {
		const { history, selfCheck } = surroundings;
		const ended = history.entries.filter(({ id }) => history.recovered.includes(id)).map(({ state }) => state);
		for (const state of new Set(ended)) texts.push(sentences.recovered(state));
		texts.push(sentences.journalHealth(history.health));
		if (selfCheck.tried === "newer") texts.push(sentences.newerThunderbird(selfCheck.version));
		if (selfCheck.missing.length > 0) texts.push(sentences.text("banner_internals"));
	}
	const diagnosis = diagnosisOf(phase);
	if (diagnosis?.offline === true) texts.push(sentences.text("banner_offline"));
	if (diagnosis?.networkOut === true) texts.push(sentences.text("banner_network_out"));
	if (diagnosis?.loginStoreLocked === true) texts.push(sentences.text("banner_login_store_locked"));
	return texts.filter((text) => text !== null);
}
