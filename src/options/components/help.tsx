// Where a person finds help for this provider: the links of the catalogue.

import type { Provider } from "../../providers/schema";
import { usePage } from "./context";

export function Help({ provider, account }: { provider: Provider; account: string }) {
	const { controller, sentences } = usePage();
	const { webmail, applicationPassword, calendar, offer, support, supportMail } = provider.help;
	const links = [webmail, applicationPassword, calendar, offer, ...support].filter((link) => link !== null);
	if (links.length === 0 && supportMail === null) return null;
	return (
		<details class="help">
			<summary aria-label={sentences.pair(sentences.text("help"), account)}>{sentences.text("help")}</summary>
			<ul>
				{links.map((link) => (
					<li key={link.url}>
						<a
							href={link.url}
							onClick={(event) => {
								event.preventDefault();
								void controller.openLink(link.url);
							}}
						>
							{sentences.local(link.text)}
						</a>
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
