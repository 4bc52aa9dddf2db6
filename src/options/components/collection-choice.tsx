// What a search has found, as a list of check boxes in the card of its account: the user's own are ticked, what is in
// Thunderbird already cannot be. Where the server wants another password, how to get it is told here.

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CollectionOffer } from "../../domain/dav-offer";
import type { AccountDiagnosis } from "../../domain/diagnosis";
import { type Found, groupsOf, type OfferGroup, wantsPassword } from "../collections";
import type { Search } from "../view-state";
import { Button } from "./button";
import { usePage } from "./context";
import { actionOf } from "./groupware";
import { PasswordForm } from "./password-form";
import { Swatch } from "./swatch";

/** With more lines than this there is a field to look for one. */
const FEW_OFFERS = 12;

interface ChoiceProps {
	account: AccountDiagnosis;
	search: Search;
	found: Found;
}

export function CollectionChoice({ account, search, found }: ChoiceProps) {
	const { controller, sentences } = usePage();
	const id = useId();
	const title = useRef<HTMLHeadingElement>(null);
	// A new answer is a new question.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the effect is about what was found
	useLayoutEffect(() => title.current?.focus(), [found]);
	const trouble = sentences.davTrouble(found.trouble, account.provider);
	const isNew = found.offers.some(({ present }) => !present);

	function dismiss(): void {
		const card = title.current?.closest("[data-account]");
		controller.dismiss();
		card?.querySelector<HTMLElement>(`[data-action="${actionOf(search)}"]`)?.focus();
	}

	const dismissButton = (
		<Button action="dismiss" onClick={dismiss}>
			{sentences.text(isNew ? "choice_dismiss" : "choice_close")}
		</Button>
	);
	return (
		<div
			class="question"
			role="group"
			aria-labelledby={`${id}-title`}
			onKeyDown={(event) => {
				if (event.key === "Escape") dismiss();
			}}
		>
			<h4 id={`${id}-title`} ref={title} tabIndex={-1}>
				{sentences.choiceTitle(found)}
			</h4>
			{trouble.length > 0 && (
				<ul class="trouble">
					{trouble.map((line) => (
						<li key={line}>{line}</li>
					))}
				</ul>
			)}
			{wantsPassword(found) && <PasswordForm account={account} dav={true} />}
			{found.offers.length > 0 ? (
				<Offers account={account} offers={found.offers} isNew={isNew}>
					{dismissButton}
				</Offers>
			) : (
				<p class="actions">{dismissButton}</p>
			)}
		</div>
	);
}

function Offers({
	account,
	offers,
	isNew,
	children,
}: {
	account: AccountDiagnosis;
	offers: readonly CollectionOffer[];
	/** Something of it is not in Thunderbird yet. */
	isNew: boolean;
	children: ComponentChildren;
}) {
	const { busy, controller, sentences } = usePage();
	const id = useId();
	const form = useRef<HTMLFormElement>(null);
	const [wanted, setWanted] = useState("");
	const [missing, setMissing] = useState(false);
	const groups = groupsOf(offers);
	const shown = offers.filter((offer) => isWanted(offer, wanted)).length;

	function submit(): void {
		if (busy) return;
		const ticked = [...(form.current?.querySelectorAll<HTMLInputElement>("input[data-collection]") ?? [])].filter(
			({ checked, disabled }) => checked && !disabled,
		);
		const urls = new Set(ticked.map((box) => box.dataset["collection"]));
		const changes = offers
			.filter(({ collection, present }) => !present && urls.has(collection.url))
			.map(({ change }) => change);
		setMissing(changes.length === 0);
		if (changes.length > 0) void controller.fix(changes);
		else form.current?.querySelector<HTMLInputElement>("input[data-collection]:not(:disabled)")?.focus();
	}

	return (
		<form
			ref={form}
			class="choices"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			{offers.length > FEW_OFFERS && (
				<div class="field">
					<label for={`${id}-filter`}>{sentences.text("choice_filter")}</label>
					<p class="actions">
						<input
							id={`${id}-filter`}
							type="search"
							data-field="collection-filter"
							autocomplete="off"
							value={wanted}
							onInput={(event) => setWanted(event.currentTarget.value)}
							onKeyDown={(event) => {
								// It would add what is ticked, and Escape empties the field.
								if (event.key === "Enter") event.preventDefault();
								if (event.key === "Escape" && wanted !== "") event.stopPropagation();
							}}
						/>
						<span class="note" role="status">
							{wanted !== "" && sentences.choiceShown(shown, offers.length)}
						</span>
					</p>
				</div>
			)}
			<div class={offers.length > FEW_OFFERS ? "groups long" : "groups"}>
				{groups.map((group) => (
					<Group key={group.name} group={group} wanted={wanted} />
				))}
			</div>
			{missing && <p class="missing">{sentences.text("choice_empty")}</p>}
			<p class="actions">
				{isNew && (
					<Button
						action="confirm"
						primary={true}
						label={sentences.pair(sentences.text("choice_confirm"), account.name)}
						submit={true}
					>
						{sentences.text("choice_confirm")}
					</Button>
				)}
				{children}
			</p>
		</form>
	);
}

/** What a person types is looked for in names and owners. */
function isWanted({ collection }: CollectionOffer, wanted: string): boolean {
	return `${collection.name} ${collection.owner}`.toLowerCase().includes(wanted.trim().toLowerCase());
}

/** What does not fit the filter is hidden and keeps its tick. */
function Group({ group, wanted }: { group: OfferGroup; wanted: string }) {
	const { sentences } = usePage();
	const isEmpty = !group.offers.some((offer) => isWanted(offer, wanted));
	return (
		<fieldset hidden={isEmpty}>
			<legend>{sentences.text(`choice_group_${group.name}`)}</legend>
			{group.offers.map((offer) => (
				<Offer key={offer.collection.url} offer={offer} hidden={!isWanted(offer, wanted)} />
			))}
		</fieldset>
	);
}

function Offer({ offer, hidden }: { offer: CollectionOffer; hidden: boolean }) {
	const { sentences } = usePage();
	const { collection, preselected, present } = offer;
	const notes = sentences.collectionNotes(offer);
	return (
		<label class="choice" hidden={hidden}>
			<input
				type="checkbox"
				data-collection={collection.url}
				defaultChecked={preselected || present}
				disabled={present}
			/>
			{collection.kind === "caldav" && <Swatch color={collection.color} />}
			<span>
				<bdi>{collection.name}</bdi>
				{notes !== "" && <span class="note"> {notes}</span>}
			</span>
		</label>
	);
}
