// The everyday name of a colour: the text beside the disc of a calendar, for those who do not see it. Pure.

export const COLOR_NAMES = [
	"red",
	"orange",
	"yellow",
	"green",
	"turquoise",
	"blue",
	"violet",
	"pink",
	"brown",
	"white",
	"grey",
	"black",
] as const;
export type ColorName = (typeof COLOR_NAMES)[number];

/** Where on the circle of hues each name ends, in degrees. */
const HUES: readonly [number, ColorName][] = [
	[15, "red"],
	[45, "orange"],
	[70, "yellow"],
	[165, "green"],
	[195, "turquoise"],
	[255, "blue"],
	[290, "violet"],
	[340, "pink"],
	[360, "red"],
];

/** `color` is `#rrggbb`. */
export function colorName(color: string): ColorName {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(
		(start) => Number.parseInt(color.slice(start, start + 2), 16) / 255,
	);
	const most = Math.max(red, green, blue);
	const span = most - Math.min(red, green, blue);
	const light = most - span / 2;
	if (light > 0.95) return "white";
	if (light < 0.1) return "black";
	const saturation = span === 0 ? 0 : span / (1 - Math.abs(2 * light - 1));
	if (saturation < 0.15) return "grey";
	const hue = hueOf(red, green, blue, most, span);
	const name = HUES.find(([end]) => hue <= end)?.[1] ?? "red";
	return name === "orange" && light < 0.4 ? "brown" : name;
}

function hueOf(red: number, green: number, blue: number, most: number, span: number): number {
	const turn =
		most === red ? (green - blue) / span : most === green ? (blue - red) / span + 2 : (red - green) / span + 4;
	return (turn * 60 + 360) % 360;
}
