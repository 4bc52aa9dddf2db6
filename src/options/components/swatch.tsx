// The colour that a server gives a calendar: a disc for those who see it, its name for the others.

import { colorName } from "../color-name";
import { usePage } from "./context";

export function Swatch({ color }: { color: string | null }) {
	const { sentences } = usePage();
	if (color === null) return <span class="swatch" aria-hidden="true" />;
	return (
		<svg class="swatch" viewBox="0 0 16 16" role="img" aria-label={sentences.text(`color_${colorName(color)}`)}>
			<circle cx="8" cy="8" r="6.5" fill={color} stroke="currentColor" stroke-width="1" />
		</svg>
	);
}
