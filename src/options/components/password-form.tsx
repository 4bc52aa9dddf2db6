// A password for an account that lacks one, or whose own was refused.

import type { AccountDiagnosis } from "../../domain/diagnosis";
import { usePage } from "./context";
import { ExternalLink } from "./external-link";
import { PasswordEntry } from "./password-entry";

export function PasswordForm({ account }: { account: AccountDiagnosis }) {
	const { controller, sentences, catalogue } = usePage();
	const provider = catalogue.get(account.provider);
	const isApplication = provider !== undefined && provider.applicationPassword !== "no";
	const link = isApplication ? provider.help.applicationPassword : null;
	const save = sentences.text("password_save");
	return (
		<PasswordEntry
			label={sentences.text(isApplication ? "password_application" : "password_mailbox")}
			help={sentences.passwordHelp(account.provider)}
			field="app-password"
			action="save-password"
			send={save}
			sendLabel={sentences.pair(save, account.name)}
			onSend={(password) => void controller.savePassword(account.key, password)}
			link={
				link !== null && (
					<p>
						<ExternalLink link={link} />
					</p>
				)
			}
		/>
	);
}
