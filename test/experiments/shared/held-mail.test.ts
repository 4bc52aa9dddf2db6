// The pure parts of what is kept here: the list of a POP3 account, and which messages of a large folder are compared.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spread } from "../../../src/experiments/shared/held-mail";
import { uidlsIn } from "../../../src/experiments/shared/popstate";

describe("the list of a POP3 account", () => {
	const HEAD = "# POP3 State File\n# This is a generated file!  Do not edit.\n\n";

	it("names every message that was seen, whatever became of it", () => {
		const file = `${HEAD}*pop.company.example ada\nk one 1700000000\nd two 1700000000\nb three 1700000000\nf four\n`;
		expect(uidlsIn(file)).toEqual(["one", "two", "three", "four"]);
	});

	it("is the same with other line ends, and counts a message once", () => {
		expect(uidlsIn(`${HEAD}*pop ada\r\nk one 17\r\nk one 18\r\n`)).toEqual(["one"]);
	});

	it("begins below the line with host and user", () => {
		expect(uidlsIn(`${HEAD}k early 17\n*pop ada\nk late 17\n*other bob\nk later 17`)).toEqual(["late", "later"]);
	});

	it.each([[""], [HEAD], [`${HEAD}*pop ada\n`], ["*pop ada\nx what 17\nk\nk \n#k no\n\n"]])(
		"is empty in %j",
		(file) => {
			expect(uidlsIn(file)).toEqual([]);
		},
	);
});

describe("the messages to compare", () => {
	it("are the newest, the oldest, and then what lies between", () => {
		expect([...spread(9)]).toEqual([8, 0, 4, 2, 6, 1, 3, 5, 7]);
		expect([...spread(0)]).toEqual([]);
		expect([...spread(1)]).toEqual([0]);
	});

	it("are each named once, and all in the end", () => {
		fc.assert(
			fc.property(fc.nat(500), (length) => {
				const positions = [...spread(length)];
				expect([...positions].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, index) => index));
			}),
		);
	});
});
