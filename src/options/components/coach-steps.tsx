// How to get an application password, in three steps, with the provider's own page. Why it takes one is told above them.

import type { Provider } from "../../providers/schema";
import { usePage } from "./context";
import { ExternalLink } from "./external-link";

/** Where no password but one made for this program is taken. */
export function wantsApplicationPassword(provider: Provider | undefined): provider is Provider {
	return provider !== undefined && provider.applicationPassword !== "no";
}

/** `dav`: it is for the calendar and the contacts alone. */
export function CoachSteps({ provider, dav }: { provider: Provider; dav: boolean }) {
	const { sentences } = usePage();
	const { applicationPassword, calendar } = provider.help;
	const link = (dav ? calendar : null) ?? applicationPassword;
	const open = sentences.coachOpen(provider.id);
	const create = dav || applicationPassword === null ? null : sentences.local(applicationPassword.text);
	return (
		<ol class="steps" aria-label={sentences.text("coach_steps")}>
			<li>{link === null ? open : <ExternalLink link={link}>{open}</ExternalLink>}</li>
			<li>{create ?? sentences.text(dav ? "coach_create_dav" : "coach_create")}</li>
			<li>{sentences.text("coach_paste")}</li>
		</ol>
	);
}
