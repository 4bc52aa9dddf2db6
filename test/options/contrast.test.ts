// The page's own colours, measured as WCAG 2 does: 4.5 for text, 3 for shapes, borders of controls and the focus ring.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "..", "..", "src", "options", "style.css"), "utf8");
const colours = new Map(
	[...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(
		([, name = "", light = "", dark = ""]) => [name, { light, dark }],
	),
);

function luminance(hex: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
		const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string, second: string): number {
	const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

/** As color-mix(in srgb, first share, second). */
function mix(first: string, share: number, second: string): string {
	const channel = (start: number) =>
		Math.round(
			Number.parseInt(first.slice(start, start + 2), 16) * share +
				Number.parseInt(second.slice(start, start + 2), 16) * (1 - share),
		)
			.toString(16)
			.padStart(2, "0");
	return `#${[1, 3, 5].map(channel).join("")}`;
}

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
	const colour = (name: string): string => {
		const found = colours.get(name)?.[scheme];
		if (found === undefined) throw new Error(`style.css has no colour ${name}`);
		return found;
	};

	const TEXT = ["text", "quiet", "link", "advice", "warning", "error", "ok", "unknown"];
	test.each(TEXT.flatMap((name) => ["page", "surface"].map((ground) => [name, ground])))(
		"%s is read on %s",
		(name, ground) => {
			expect(contrast(colour(name), colour(ground))).toBeGreaterThanOrEqual(4.5);
		},
	);

	test("the main button is read, also under the pointer", () => {
		const hovered = mix(colour("primary"), 0.9, colour("text"));
		expect(contrast(colour("on-primary"), colour("primary"))).toBeGreaterThanOrEqual(4.5);
		expect(contrast(colour("on-primary"), hovered)).toBeGreaterThanOrEqual(4.5);
	});

	test("the good news is read on its own ground", () => {
		const ground = mix(colour("ok"), 0.08, colour("surface"));
		for (const name of ["text", "quiet", "ok"]) expect(contrast(colour(name), ground)).toBeGreaterThanOrEqual(4.5);
	});

	test.each(["control-line", "primary"])("%s is seen around a control", (name) => {
		for (const ground of ["page", "surface"]) expect(contrast(colour(name), colour(ground))).toBeGreaterThanOrEqual(3);
	});
});
