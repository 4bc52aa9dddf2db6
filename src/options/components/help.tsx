// Where a person finds help for this provider: the links of the catalogue.

import type { Provider } from "../../providers/schema";
import { usePage } from "./context";
import { ExternalLink } from "./external-link";

export function Help({ provider, account }: { provider: Provider; account: string }) {
	const { sentences } = usePage();
	const { webmail, applicationPassword, calendar, offer, support, supportMail } = provider.help;
	const links = [webmail, applicationPassword, calendar, offer, ...support].filter((link) => link !== null);
	if (links.length === 0 && supportMail === null) return null;
	return (
		<details class="help">
			<summary aria-label={sentences.pair(sentences.text("help"), account)}>{sentences.text("help")}</summary>
			<ul>
				{links.map((link) => (
					<li key={link.url}>
						<ExternalLink link={link} />
					</li>
				))}
				{supportMail !== null && (
					<li>
						{sentences.local(supportMail.text)} <span class="note">{supportMail.address}</span>
					</li>
				)}
			</ul>
		</details>
	);
}
