// The shapes that say what the colours say: one per health and severity. Always beside a word, so hidden from readers.

import type { Health } from "../../domain/vocabulary";

const PATHS: Readonly<Record<Health, string>> = {
	// A disc with a tick.
	ok: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM6.9 11.4 3.7 8.2l1.2-1.2 2 2 4.2-4.2L12.3 6Z",
	// A square on its tip with a plus.
	advice: "M8 .6 15.4 8 8 15.4.6 8ZM7.2 4.8v2.4H4.8v1.6h2.4v2.4h1.6V8.8h2.4V7.2H8.8V4.8Z",
	// A triangle with an exclamation mark.
	warning: "M8 1 15.6 14.6H.4ZM7.2 5.6v4.6h1.6V5.6Zm0 5.8v1.6h1.6v-1.6Z",
	// An octagon with a cross.
	error:
		"M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5ZM5.7 4.6 4.6 5.7 6.9 8l-2.3 2.3 1.1 1.1L8 9.1l2.3 2.3 1.1-1.1L9.1 8l2.3-2.3-1.1-1.1L8 6.9Z",
	// An empty ring with a dot.
	unknown:
		"M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6ZM8 6.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8Z",
	// A dash.
	none: "M3 7.2h10v1.6H3Z",
};

export function Shape({ health }: { health: Health }) {
	return (
		<svg class="shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
			<path d={PATHS[health]} fill="currentColor" fill-rule="evenodd" />
		</svg>
	);
}
