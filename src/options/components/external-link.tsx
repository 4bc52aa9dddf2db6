// A link that opens in the system's browser instead of a tab of Thunderbird.

import type { HelpLink } from "../../providers/schema";
import { usePage } from "./context";

export function ExternalLink({ link }: { link: HelpLink }) {
	const { controller, sentences } = usePage();
	return (
		<a
			href={link.url}
			onClick={(event) => {
				event.preventDefault();
				void controller.openLink(link.url);
			}}
		>
			{sentences.local(link.text)}
		</a>
	);
}
