// What was seen at a server, for support: one line of ours, then the server's own words, isolated from it.

import type { Seen } from "../../domain/finding";
import { usePage } from "./context";

export function WhatWasSeen({ seen }: { seen: Seen }) {
	const { sentences } = usePage();
	const words = sentences.words(seen);
	return (
		<p class="seen note">
			{sentences.seen(seen)}
			{words !== null && (
				<>
					{" "}
					{sentences.pair(words.label, "").trimEnd()} <bdi>{sentences.quoted(words.text)}</bdi>
				</>
			)}
		</p>
	);
}
