// The one question that a check may leave open: whose account this is, where several answers are really possible.

import type { AccountDiagnosis, Identification } from "../../domain/diagnosis";
import { Button } from "./button";
import { usePage } from "./context";

type Candidates = Extract<Identification, { kind: "ambiguous" }>["candidates"];

export function ProviderChoice({ account, candidates }: { account: AccountDiagnosis; candidates: Candidates }) {
	const { controller, sentences } = usePage();
	const name = `provider-${account.key}`;
	return (
		<form
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				const form = event.currentTarget;
				const chosen = [...form.querySelectorAll("input")].find((radio) => radio.checked);
				if (chosen === undefined) form.querySelector("input")?.focus();
				else void controller.choose(account.key, chosen.value);
			}}
		>
			<fieldset>
				<legend>{sentences.text("choose_title")}</legend>
				<p class="note">{sentences.text("choose_text")}</p>
				{candidates.map(({ provider, reason }) => (
					<label key={provider} class="choice">
						<input type="radio" name={name} value={provider} />
						<span>{sentences.recognised(provider, reason)}</span>
					</label>
				))}
				<Button action="choose-provider" submit={true}>
					{sentences.text("choose_action")}
				</Button>
			</fieldset>
		</form>
	);
}
