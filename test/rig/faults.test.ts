// Each fault of the table is really played: a client that does everything right stops where the table says, with the words
// that it says. What the add-on makes of them is tested elsewhere.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examine } from "./client";
import { FAULTS, type Fault, faultHost } from "./faults";
import { Rig } from "./rig";
import { ACCOUNTS, type MailProtocol } from "./world";

let rig: Rig;
beforeAll(async () => {
	rig = await Rig.start();
});
afterAll(() => rig.stop());

const { user, password } = ACCOUNTS.ovh;
const ask = ({ name, stops, server }: Fault, protocol: MailProtocol) =>
	examine(rig, {
		host: faultHost(name),
		protocol,
		// STARTTLS is the point, or the port with TLS is what is wrong.
		security: stops === "starttls" || name === "tls-port-filtered" || name === "port-25-filtered" ? "starttls" : "tls",
		user,
		password,
		...(server.mechanisms?.includes("XOAUTH2") && { accessToken: "none" }),
		// One more than a lost packet takes.
		limit: 2_500,
	});

/** Errors below TLS come at one moment or the next. */
const NEIGHBOURS: Partial<Record<string, readonly string[]>> = { tls: ["tcp", "tls"], greeting: ["greeting", "tls"] };

const cases = FAULTS.flatMap((fault) => fault.protocols.map((protocol) => ({ fault, protocol, name: fault.name })));

test("the table has sixty faults and more, each of a name of its own", () => {
	expect(FAULTS.length).toBeGreaterThanOrEqual(60);
	expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});

describe.concurrent("each fault is played", () => {
	test.each(cases)("$name over $protocol", async ({ fault, protocol }) => {
		const { stage, sign, conversation } = await ask(fault, protocol);
		conversation?.close();
		if (fault.stops === null) expect({ stage, sign }).toEqual({ stage: null, sign: "" });
		else {
			expect(NEIGHBOURS[fault.stops] ?? [fault.stops], sign).toContain(stage);
			expect(sign).toContain(fault.sign?.split("\r\n")[0]);
		}
	});
});
