// « Ajouter mon compte… »: a second account beside an old one, or the first one of all. The form asks for what cannot be known,
// and nothing is made before the servers have taken the login. The old account stays as it is.

import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { DavKind } from "../../domain/dav";
import type { NewAccountOffer } from "../../domain/new-account";
import type { Catalogue } from "../../providers/lookup";
import { Button } from "./button";
import { CoachSteps, wantsApplicationPassword } from "./coach-steps";
import { usePage } from "./context";
import { PasswordField, usePassword } from "./password-entry";
import { SignInWindowButtons } from "./sign-in";

interface NewAccountProps {
	/** One per provider; where there are several the user says which. */
	offers: readonly NewAccountOffer[];
	/** The account in whose card it stands; null: there is no account yet. */
	account: string | null;
}

export function NewAccount({ offers, account }: NewAccountProps) {
	const { controller, sentences, state } = usePage();
	const id = useId();
	const [first] = offers;
	if (first === undefined) return null;
	const { asking } = state;
	const isOpen = asking?.kind === "account" && asking.beside === account;
	const text = account === null ? sentences.text("new_account_first") : sentences.newAccountAction(first.provider);
	return (
		<div class="restart">
			<p class="actions">
				<Button
					action="add-account"
					id={`${id}-offer`}
					primary={account === null}
					expanded={isOpen}
					{...(isOpen && { controls: `${id}-question` })}
					onClick={() => (isOpen ? controller.dismiss() : controller.askAccount(account))}
				>
					{text}
				</Button>
			</p>
			{isOpen && <Form id={id} offers={offers} account={account} />}
		</div>
	);
}

function Form({ id, offers, account }: NewAccountProps & { id: string }) {
	const { busy, catalogue, controller, sentences, state } = usePage();
	const title = useRef<HTMLHeadingElement>(null);
	const form = useRef<HTMLFormElement>(null);
	const password = usePassword();
	const [chosen, setChosen] = useState<string | null>(offers.length === 1 ? (offers[0]?.provider ?? null) : null);
	const [missing, setMissing] = useState<string | null>(null);
	useLayoutEffect(() => title.current?.focus(), []);
	const offer = offers.find(({ provider }) => provider === chosen) ?? null;
	const provider = offer === null ? undefined : catalogue.get(offer.provider);
	const signsIn = offer?.login === "sign-in";
	const { phase } = state;
	const isSigningIn = signsIn && phase.kind === "fixing" && phase.ended === null && phase.task.kind === "account";

	function dismiss(): void {
		controller.dismiss();
		document.getElementById(`${id}-offer`)?.focus();
	}

	/** What the user has to look at first; null where nothing is missing. */
	function missingOf(address: string): string | null {
		if (offer === null) return "account-provider";
		return /^[^\s@]+@[^\s@]+$/.test(address) ? null : "account-address";
	}

	function submit(): void {
		if (busy || form.current === null) return;
		const input = (field: string): HTMLInputElement | null =>
			form.current?.querySelector<HTMLInputElement>(`[data-field="${field}"]`) ?? null;
		const address = input("account-address")?.value.trim() ?? "";
		let asked = missingOf(address);
		const typed = asked === null && !signsIn ? password.take() : "";
		if (asked === null && !signsIn && typed === "") asked = "app-password";
		setMissing(asked);
		if (offer === null || asked !== null) {
			input(asked ?? "account-provider")?.focus();
			return;
		}
		void controller.createAccount(offer, {
			fullName: input("account-name")?.value.trim() ?? "",
			address,
			password: typed,
			makeDefault: input("make-default")?.checked === true,
			withDav: input("with-dav")?.checked === true,
		});
	}

	const Heading = account === null ? "h3" : "h4";
	const send = sentences.text(signsIn ? "new_account_sign_in" : "new_account_confirm");
	return (
		<div
			id={`${id}-question`}
			class="question"
			role="group"
			aria-labelledby={`${id}-title`}
			aria-describedby={`${id}-text`}
			onKeyDown={(event) => {
				if (event.key === "Escape" && !busy) dismiss();
			}}
		>
			<Heading id={`${id}-title`} ref={title} tabIndex={-1}>
				{sentences.newAccountTitle(offers.length === 1 ? (offers[0]?.provider ?? null) : null)}
			</Heading>
			<div id={`${id}-text`}>
				{account !== null && <p>{sentences.text("new_account_beside")}</p>}
				<p>{sentences.text("new_account_proof")}</p>
			</div>
			<form
				ref={form}
				class="choices"
				autocomplete="off"
				noValidate
				onSubmit={(event) => {
					event.preventDefault();
					submit();
				}}
			>
				<Field
					field="account-name"
					label={sentences.text("new_account_name")}
					value={offers[0]?.fullName ?? ""}
					missing={null}
				/>
				<Field
					field="account-address"
					label={sentences.text("new_account_address")}
					value={offers[0]?.address ?? ""}
					missing={missing === "account-address" ? sentences.text("new_account_address_missing") : null}
					isAddress={true}
					onInput={(typed) => setChosen(providerOf(typed, offers, catalogue) ?? chosen)}
				/>
				{offers.length > 1 && (
					<fieldset>
						<legend>{sentences.text("new_account_provider")}</legend>
						{offers.map((one) => (
							<label key={one.provider} class="choice">
								<input
									type="radio"
									name={`${id}-provider`}
									data-field="account-provider"
									value={one.provider}
									checked={one.provider === chosen}
									onChange={() => setChosen(one.provider)}
								/>
								<span>{sentences.provider(one.provider)}</span>
							</label>
						))}
						{missing === "account-provider" && <p class="missing">{sentences.text("new_account_provider_missing")}</p>}
					</fieldset>
				)}
				{provider !== undefined && !signsIn && (
					<PasswordField
						password={password}
						label={sentences.text(wantsApplicationPassword(provider) ? "password_application" : "password_mailbox")}
						help={sentences.passwordHelp(provider.id, false)}
						field="app-password"
						link={wantsApplicationPassword(provider) && <CoachSteps provider={provider} dav={false} />}
					/>
				)}
				{signsIn && <p class="note">{sentences.text("new_account_sign_in_text")}</p>}
				<div>
					{(offer?.dav.length ?? 0) > 0 && (
						<label class="choice">
							<input type="checkbox" data-field="with-dav" defaultChecked={true} />
							<span>{sentences.text(withDavText(offer?.dav ?? []))}</span>
						</label>
					)}
					{account !== null && (
						<label class="choice">
							<input type="checkbox" data-field="make-default" />
							<span>{sentences.text("new_account_default")}</span>
						</label>
					)}
				</div>
				<p class="actions">
					<Button action="confirm" primary={true} submit={true}>
						{send}
					</Button>
					<Button action="dismiss" onClick={dismiss}>
						{sentences.text("choice_dismiss")}
					</Button>
					{isSigningIn && <SignInWindowButtons />}
				</p>
			</form>
		</div>
	);
}

/** Whose domain this is, where the catalogue knows it for certain. */
function providerOf(address: string, offers: readonly NewAccountOffer[], catalogue: Catalogue): string | null {
	const domain = address.trim().toLowerCase().replace(/^.*@/, "");
	const knows = ({ provider }: NewAccountOffer): boolean =>
		catalogue.get(provider)?.domains.some((one) => one.domain === domain) ?? false;
	return offers.find(knows)?.provider ?? null;
}

function Field({
	field,
	label,
	value,
	missing,
	isAddress = false,
	onInput = () => {},
}: {
	field: string;
	label: string;
	/** What is known already. */
	value: string;
	/** What is wrong with what was typed. */
	missing: string | null;
	isAddress?: boolean;
	onInput?: (typed: string) => void;
}) {
	const id = useId();
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<p class="actions">
				<input
					id={id}
					{...(isAddress ? { type: "email" } : { type: "text" })}
					data-field={field}
					defaultValue={value}
					onInput={(event) => onInput(event.currentTarget.value)}
					autocomplete="off"
					spellcheck={false}
					aria-describedby={missing === null ? undefined : `${id}-missing`}
					aria-invalid={missing === null ? undefined : "true"}
				/>
			</p>
			{missing !== null && (
				<p id={`${id}-missing`} class="missing">
					{missing}
				</p>
			)}
		</div>
	);
}

/** An organisation may want one of the two alone. */
function withDavText(
	kinds: readonly DavKind[],
): "new_account_with_dav" | "new_account_with_calendar" | "new_account_with_contacts" {
	if (kinds.length > 1) return "new_account_with_dav";
	return kinds[0] === "carddav" ? "new_account_with_contacts" : "new_account_with_calendar";
}
