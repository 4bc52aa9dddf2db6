// A password for an account that lacks one, or whose own was refused, by mail or by the calendar and the contacts. Where it has to
// be an application password, how to get it.

import type { AccountDiagnosis } from "../../domain/diagnosis";
import { CoachSteps, wantsApplicationPassword } from "./coach-steps";
import { usePage } from "./context";
import { PasswordEntry } from "./password-entry";

/** `dav`: it is the calendar and the contacts alone that want one. */
export function PasswordForm({ account, dav }: { account: AccountDiagnosis; dav: boolean }) {
	const { controller, sentences, catalogue } = usePage();
	const provider = catalogue.get(account.provider);
	const isApplication = wantsApplicationPassword(provider);
	const save = sentences.text("password_save");
	return (
		<PasswordEntry
			label={sentences.text(isApplication ? "password_application" : "password_mailbox")}
			help={sentences.passwordHelp(account.provider, dav)}
			field="app-password"
			action="save-password"
			send={save}
			sendLabel={sentences.pair(save, account.name)}
			onSend={(password) => void controller.savePassword(account.key, password)}
			link={isApplication && <CoachSteps provider={provider} dav={dav} />}
		/>
	);
}
