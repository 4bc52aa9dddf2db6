// An account's calendars and contacts that are not in Thunderbird yet: the buttons that look for them, and the address of a
// shared calendar. What was found is shown by collection-choice.tsx; nothing is added before it was chosen there.

import { useId, useRef, useState } from "preact/hooks";
import type { DavKind } from "../../domain/dav";
import type { DavState } from "../../domain/dav-offer";
import type { AccountDiagnosis } from "../../domain/diagnosis";
import type { Service } from "../../domain/vocabulary";
import { davKindsThatAre } from "../../policy/dav-kinds";
import type { Search } from "../view-state";
import { Button } from "./button";
import { CollectionChoice } from "./collection-choice";
import { usePage } from "./context";

const KINDS: readonly { kind: DavKind; service: Service & ("calendar" | "contacts"); action: string }[] = [
	{ kind: "caldav", service: "calendar", action: "add-calendar" },
	{ kind: "carddav", service: "contacts", action: "add-contacts" },
];

/** What the provider offers and Thunderbird does not have. */
export function missingKinds({ dav }: AccountDiagnosis): DavKind[] {
	return KINDS.filter(({ service }) => dav[service].kind === "not-added").map(({ kind }) => kind);
}

/** Whether it may be looked for: whoever has one calendar may want another. */
function isOffered(state: DavState, provider: string): boolean {
	switch (state.kind) {
		case "not-offered":
		case "component-off":
		case "off":
			return false;
		case "unknown":
			return provider !== "unknown";
		case "works":
		case "not-added":
		case "refused":
		case "unreachable":
		case "faulty":
		case "switched-off":
		case "unchecked":
			return true;
	}
}

export function Groupware({ account }: { account: AccountDiagnosis }) {
	const { state, sentences } = usePage();
	const { asking, phase } = state;
	const obstacle = useObstacle();
	const missing = missingKinds(account);
	if (obstacle !== null) return missing.length === 0 ? null : <p class="note">{sentences.blocked(obstacle)}</p>;
	const looking = phase.kind === "checking" && phase.search?.account === account.key;
	return (
		<div class="groupware">
			{missing.length > 0 && (
				<p class="actions">
					{missing.length > 1 && <SearchButton account={account} kinds={missing} action="add-dav" />}
					{KINDS.filter(({ kind }) => missing.includes(kind)).map(({ kind, action }) => (
						<SearchButton key={kind} account={account} kinds={[kind]} action={action} quiet={missing.length > 1} />
					))}
				</p>
			)}
			{looking && (
				<p class="note" aria-hidden="true">
					{sentences.progress(phase)}
				</p>
			)}
			<MoreCollections account={account} missing={missing} />
			{asking?.kind === "collections" && asking.search.account === account.key && (
				<CollectionChoice account={account} search={asking.search} found={asking.found} />
			)}
		</div>
	);
}

/** Why nothing can be added here at all. */
function useObstacle(): "report-only" | "unsupported" | null {
	const { managed, state } = usePage();
	if (managed.kind === "valid" && managed.policy.repairs === "report-only") return "report-only";
	const missing = state.surroundings.kind === "loaded" ? state.surroundings.selfCheck.missing : [];
	const isOff = missing.some(({ repairs }) =>
		repairs.some((one) => one === "add-calendar" || one === "add-address-book"),
	);
	return isOff ? "unsupported" : null;
}

function SearchButton({
	account,
	kinds,
	action,
	quiet,
}: {
	account: AccountDiagnosis;
	kinds: DavKind[];
	action: string;
	quiet?: boolean;
}) {
	const { controller, sentences } = usePage();
	const isMissing = missingKinds(account).includes(kinds[0] ?? "caldav");
	const text = sentences.searchAction(kinds, quiet === true ? "only" : isMissing ? "add" : "more");
	return (
		<Button
			action={action}
			quiet={quiet === true}
			label={sentences.pair(text, account.name)}
			onClick={() => controller.search(account.key, kinds)}
		>
			{text}
		</Button>
	);
}

/** Folded: for whoever has some already, and for the address from an invitation. */
function MoreCollections({ account, missing }: { account: AccountDiagnosis; missing: readonly DavKind[] }) {
	const { sentences, managed } = usePage();
	const off = managed.kind === "valid" ? davKindsThatAre("off", managed.policy) : [];
	const more = KINDS.filter(
		({ kind, service }) =>
			!missing.includes(kind) && !off.includes(kind) && isOffered(account.dav[service], account.provider),
	);
	const hasCalendars = account.dav.calendar.kind !== "component-off" && !off.includes("caldav");
	if (more.length === 0 && !hasCalendars) return null;
	const title = sentences.text(more.length === 0 ? "more_link" : "more_collections");
	return (
		<details>
			<summary aria-label={sentences.pair(title, account.name)}>{title}</summary>
			<div class="more">
				{more.length > 0 && (
					<p class="actions">
						{more.map(({ kind, action }) => (
							<SearchButton key={kind} account={account} kinds={[kind]} action={action} />
						))}
					</p>
				)}
				{hasCalendars && <LinkForm account={account} />}
			</div>
		</details>
	);
}

function LinkForm({ account }: { account: AccountDiagnosis }) {
	const { busy, controller, sentences } = usePage();
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const [missing, setMissing] = useState(false);

	function submit(): void {
		const url = input.current?.value.trim() ?? "";
		if (busy) return;
		setMissing(url === "");
		if (url === "") input.current?.focus();
		else void controller.examineLink(account.key, url);
	}

	return (
		<form
			class="field"
			autocomplete="off"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			<label for={id}>{sentences.text("link_label")}</label>
			<p id={`${id}-help`} class="note">
				{sentences.text("link_help")}
			</p>
			<p class="actions">
				<input
					id={id}
					ref={input}
					type="url"
					data-field="calendar-link"
					autocomplete="off"
					autocapitalize="none"
					spellcheck={false}
					aria-describedby={missing ? `${id}-missing ${id}-help` : `${id}-help`}
					aria-invalid={missing ? "true" : undefined}
				/>
				<Button action="add-link" label={sentences.pair(sentences.text("link_action"), account.name)} submit={true}>
					{sentences.text("link_action")}
				</Button>
			</p>
			{missing && (
				<p id={`${id}-missing`} class="missing">
					{sentences.text("link_empty")}
				</p>
			)}
		</form>
	);
}

/** The button that asked, for the focus to go back to. */
export function actionOf({ what }: Search): string {
	if (what === "link") return "add-link";
	return what.length > 1 ? "add-dav" : (KINDS.find(({ kind }) => kind === what[0])?.action ?? "add-dav");
}
