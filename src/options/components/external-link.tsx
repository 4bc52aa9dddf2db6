// A link that opens in the system's browser instead of a tab of Thunderbird.

import type { ComponentChildren } from "preact";
import type { HelpLink } from "../../providers/schema";
import { usePage } from "./context";

/** With the words of the catalogue, unless there are others. */
export function ExternalLink({ link, children }: { link: HelpLink; children?: ComponentChildren }) {
	const { controller, sentences } = usePage();
	return (
		<a
			href={link.url}
			onClick={(event) => {
				event.preventDefault();
				void controller.openLink(link.url);
			}}
		>
			{children ?? sentences.local(link.text)}
		</a>
	);
}
