// A sign-in on the issuer's own page: the main thing to do where nothing works without it, else only for whoever wishes it.
// While the user is there, the way back to its window and the way out.

import type { AccountDiagnosis, SignInOffer } from "../../domain/diagnosis";
import { Button } from "./button";
import { usePage } from "./context";

export function SignIn({ account, offer }: { account: AccountDiagnosis; offer: SignInOffer }) {
	const { controller, sentences, state } = usePage();
	const { phase } = state;
	const isUnderWay =
		phase.kind === "fixing" &&
		phase.ended === null &&
		phase.task.kind === "sign-in" &&
		phase.task.account === account.key;
	return (
		<div class="sign-in">
			<p class="note">{sentences.signInText(offer.needed, account.address)}</p>
			<p class="actions">
				<Button
					action="sign-in"
					primary={offer.needed}
					label={sentences.pair(sentences.text("sign_in"), account.name)}
					onClick={() => controller.signIn(account.key)}
				>
					{sentences.text("sign_in")}
				</Button>
				{isUnderWay && <SignInWindowButtons />}
			</p>
		</div>
	);
}

/** While the issuer's window is open: to find it again, and to end it. */
export function SignInWindowButtons() {
	const { controller, sentences } = usePage();
	return (
		<>
			<Button action="show-sign-in" always={true} onClick={() => controller.signInWindow("show")}>
				{sentences.text("sign_in_show")}
			</Button>
			<Button action="cancel-sign-in" always={true} onClick={() => controller.signInWindow("close")}>
				{sentences.text("sign_in_cancel")}
			</Button>
		</>
	);
}
