// The rows of a before → after table: which names stand for the keys. What the table looks like is in page.test.tsx.

import { expect, test } from "vitest";
import { rowsOf } from "../../src/options/names";
import * as demo from "./demo";

const names = { id1: "camille@cabinet.example", smtp1: "OVH" };

test("an outgoing server that is gone reads as none, not as the key that is left of it", () => {
	const [row] = rowsOf(demo.set("id1", "identity.outgoing", "smtp9", "smtp1"), names);
	expect(row).toMatchObject({ subject: "camille@cabinet.example", from: "", to: "OVH" });
});

test("a folder without a readable name is shown as it is", () => {
	const folder = "imap://gone@old.example/Sent";
	expect(rowsOf(demo.set("id1", "identity.sent-copy", folder, null), names)).toMatchObject([
		{ from: folder, to: null },
	]);
});
