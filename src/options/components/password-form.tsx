// A password for an account that lacks one, or whose own was refused. The field alone holds it, until it is sent:
// it is in no state, and the field is empty before anything else happens.

import { useId, useRef, useState } from "preact/hooks";
import type { AccountDiagnosis } from "../../domain/diagnosis";
import { Button } from "./button";
import { usePage } from "./context";
import { ExternalLink } from "./external-link";

export function PasswordForm({ account }: { account: AccountDiagnosis }) {
	const { controller, sentences, catalogue, busy } = usePage();
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const [shown, setShown] = useState(false);
	const [missing, setMissing] = useState(false);
	const provider = catalogue.get(account.provider);
	const isApplication = provider !== undefined && provider.applicationPassword !== "no";
	const link = isApplication ? provider.help.applicationPassword : null;

	function submit(): void {
		const field = input.current;
		if (field === null || busy) return;
		const password = field.value;
		field.value = "";
		setShown(false);
		setMissing(password === "");
		if (password === "") field.focus();
		else void controller.savePassword(account.key, password);
	}

	return (
		<form
			class="password"
			autocomplete="off"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			<label for={id}>{sentences.text(isApplication ? "password_application" : "password_mailbox")}</label>
			<p id={`${id}-help`} class="note">
				{sentences.passwordHelp(account.provider)} {sentences.text("password_safe")}
			</p>
			{link !== null && (
				<p>
					<ExternalLink link={link} />
				</p>
			)}
			<p class="actions">
				<input
					id={id}
					ref={input}
					data-field="app-password"
					{...(shown ? { type: "text" } : { type: "password" })}
					autocomplete="off"
					autocapitalize="none"
					spellcheck={false}
					aria-describedby={missing ? `${id}-missing ${id}-help` : `${id}-help`}
					aria-invalid={missing ? "true" : undefined}
				/>
				<Button action="show-password" label={showLabel()} onClick={() => setShown(!shown)}>
					{sentences.text(shown ? "password_hide" : "password_show")}
				</Button>
				<Button
					action="save-password"
					label={sentences.pair(sentences.text("password_save"), account.name)}
					submit={true}
				>
					{sentences.text("password_save")}
				</Button>
			</p>
			{missing && (
				<p id={`${id}-missing`} class="missing">
					{sentences.text("password_empty")}
				</p>
			)}
		</form>
	);

	function showLabel(): string {
		const word = sentences.text(shown ? "password_hide" : "password_show");
		return sentences.pair(word, sentences.text(isApplication ? "password_application" : "password_mailbox"));
	}
}
