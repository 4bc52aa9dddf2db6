// The everyday names of colours that servers give their calendars.

import fc from "fast-check";
import { expect, test } from "vitest";
import { COLOR_NAMES, colorName } from "../../src/options/color-name";

test.each([
	["#ff0000", "red"],
	["#b3122b", "red"],
	["#ff8c00", "orange"],
	["#ffd700", "yellow"],
	["#0b6b35", "green"],
	["#40e0d0", "turquoise"],
	["#1e90ff", "blue"],
	["#7b3fb5", "violet"],
	["#ff69b4", "pink"],
	["#8b4513", "brown"],
	["#ffffff", "white"],
	["#808080", "grey"],
	["#000000", "black"],
])("%s is %s", (color, name) => {
	expect(colorName(color)).toBe(name);
});

test("every colour has a name", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
			expect(COLOR_NAMES).toContain(colorName(`#${value.toString(16).padStart(6, "0")}`));
		}),
	);
});
