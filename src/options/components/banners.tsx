// What limits or surrounds the check: an untried Thunderbird, no network, a locked password store, the journal's state.

import type { ManagedPolicy } from "../../policy/parse-policy";
import type { Policy } from "../../policy/schema";
import { plain } from "../messages";
import type { Sentences } from "../sentences";
import { diagnosisOf, type ViewState } from "../view-state";
import { usePage } from "./context";

type Fixed = Exclude<keyof Policy, "version">;

export function Banners() {
	const { state, sentences, managed } = usePage();
	const texts = [...policyTexts(managed, sentences), ...bannerTexts(state, sentences)];
	if (texts.length === 0) return null;
	return (
		<ul class="banners">
			{texts.map((text) => (
				<li key={text}>{text}</li>
			))}
		</ul>
	);
}

/** What the organisation has fixed, or why its policy does not count. The expected forms are for administrators. */
function policyTexts(managed: ManagedPolicy, sentences: Sentences): string[] {
	switch (managed.kind) {
		case "none":
			return [];
		case "unreadable":
			return [sentences.text("policy_unreadable")];
		case "invalid":
			return [
				sentences.text("policy_invalid"),
				...managed.faults.map(({ path, expected }) => (path === "" ? expected : `${path}: ${expected}`)),
			];
		case "valid": {
			const names = managed.fixed.map((name) => fixedText(name, managed.policy, sentences));
			const title = sentences.text("policy_managed");
			return [
				names.length === 0 ? title : sentences.pair(title, names.join(", ")),
				...supportTexts(managed, sentences),
			];
		}
	}
}

/** What a setting is, and how it is set where that is one word. */
function fixedText(name: Fixed, policy: Policy, sentences: Sentences): string {
	const setting = sentences.text(`policy_setting_${name}`);
	if (name === "repairs") return `${setting} (${sentences.text(`policy_repairs_${plain(policy.repairs)}`)})`;
	if (name === "calendar" || name === "contacts") {
		return `${setting} (${sentences.text(`policy_${name}_${policy[name]}`)})`;
	}
	return setting;
}

function supportTexts(
	{ policy: { support } }: Extract<ManagedPolicy, { kind: "valid" }>,
	sentences: Sentences,
): string[] {
	if (support === null) return [];
	return [[sentences.local(support.text), support.phone, support.address, support.url].filter(Boolean).join(" ")];
}

function bannerTexts({ phase, surroundings }: ViewState, sentences: Sentences): string[] {
	const texts: (string | null)[] = [];
	if (surroundings.kind === "failed") texts.push(sentences.surroundingsFailed(surroundings.text));
	if (surroundings.kind === "loaded") {
		const { history, selfCheck } = surroundings;
		const ended = history.entries.filter(({ id }) => history.recovered.includes(id)).map(({ state }) => state);
		for (const state of new Set(ended)) texts.push(sentences.recovered(state));
		const [latest] = history.entries;
		if (latest?.problem) texts.push(sentences.notMade(latest.state, latest.problem, latest.names));
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
