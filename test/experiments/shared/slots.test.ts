// How many connections are begun and open at once.

import { describe, expect, it } from "vitest";
import { Slots } from "../../../src/experiments/shared/slots";

/** Slots whose turns are taken by hand. */
function setUp() {
	const turns: (() => void)[] = [];
	const slots = new Slots((callback) => turns.push(callback));
	const started: string[] = [];
	const releases: (() => void)[] = [];
	const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
	return {
		started,
		releases,
		take(...hosts: string[]) {
			for (const host of hosts) {
				void slots.take(host).then((release) => {
					started.push(host);
					releases.push(release);
				});
			}
			return settle();
		},
		/** Gives Thunderbird its turns until nothing more begins. */
		async turn(times = 100) {
			for (let time = 0; time < times && turns.length > 0; time++) {
				turns.shift()?.();
				await settle();
			}
			await settle();
		},
		settle,
	};
}
const hosts = (count: number, perHost: number) =>
	Array.from({ length: count }, (_, index) => `host${Math.floor(index / perHost)}.example`);

describe("places for connections", () => {
	it("are given eight at a time, then Thunderbird gets a turn", async () => {
		const { take, turn, started } = setUp();
		await take(...hosts(20, 1));
		expect(started).toHaveLength(8);
		await turn(1);
		expect(started).toHaveLength(16);
		await turn();
		expect(started).toHaveLength(20);
	});

	it("are 48 in all", async () => {
		const { take, turn, started, releases, settle } = setUp();
		await take(...hosts(100, 1));
		await turn();
		expect(started).toHaveLength(48);
		releases[0]?.();
		releases[0]?.();
		await settle();
		await turn();
		expect(started).toHaveLength(49);
	});

	it("are 16 at one host, and others need not wait for it", async () => {
		const { take, turn, started, releases } = setUp();
		await take(...Array.from({ length: 30 }, () => "busy.example"), "free.example");
		await turn();
		expect(started.filter((host) => host === "busy.example")).toHaveLength(16);
		expect(started).toContain("free.example");
		releases[3]?.();
		await turn();
		expect(started.filter((host) => host === "busy.example")).toHaveLength(17);
	});
});
