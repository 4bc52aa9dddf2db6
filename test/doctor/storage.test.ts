// What the add-on remembers, over a storage that a test fills: earlier shapes are taken over, damaged ones are none.

import { beforeEach, describe, expect, it, vi } from "vitest";

const stored = vi.hoisted(() => new Map<string, unknown>());

vi.mock("webextension-polyfill", () => ({
	default: {
		storage: {
			local: {
				get: async (key: string) => (stored.has(key) ? { [key]: structuredClone(stored.get(key)) } : {}),
				set: async (items: Record<string, unknown>) => {
					for (const [key, value] of Object.entries(items)) stored.set(key, structuredClone(value));
				},
			},
		},
	},
}));

const { loadAutomatic, loadSettings, loadWatch, updateAutomatic, updateSettings, updateWatch } = await import(
	"../../src/thunderbird/storage"
);

beforeEach(() => stored.clear());

describe("settings", () => {
	it("of the first version keep the choices, and watching is on", async () => {
		stored.set("settings", { version: 1, providerChoices: { account1: "google" }, welcomed: true });
		expect(await loadSettings()).toEqual({
			...{ version: 2, providerChoices: { account1: "google" }, welcomed: true, watch: true, restarting: false },
		});
	});

	it("are written in the present version by the first change", async () => {
		stored.set("settings", { version: 1, providerChoices: {}, welcomed: true });
		await updateSettings((settings) => ({ ...settings, watch: false, restarting: false }));
		expect(stored.get("settings")).toEqual({
			version: 2,
			providerChoices: {},
			welcomed: true,
			watch: false,
			restarting: false,
		});
	});

	it.each([undefined, null, 7, {}, { version: 3 }, { version: 2, providerChoices: {}, welcomed: true }])(
		"that are %j count as none",
		async (value) => {
			stored.set("settings", value);
			expect(await loadSettings()).toEqual({
				version: 2,
				providerChoices: {},
				welcomed: false,
				watch: true,
				restarting: false,
			});
		},
	);
});

describe("what quiet checks remember", () => {
	it("is nothing where nothing readable is", async () => {
		stored.set("watch", { version: 1, logins: { a: { login: "b", outcome: "whatever" } }, told: [], last: null });
		expect(await loadWatch()).toEqual({ version: 1, logins: {}, told: [], last: null });
	});

	it("is changed by one after the other, and beside the settings", async () => {
		await Promise.all([
			updateWatch((memory) => ({ ...memory, told: [...memory.told, "one"] })),
			updateWatch((memory) => ({ ...memory, told: [...memory.told, "two"] })),
			updateSettings((settings) => ({ ...settings, welcomed: true })),
		]);
		expect((await loadWatch()).told).toEqual(["one", "two"]);
		expect((await loadSettings()).welcomed).toBe(true);
	});
});

describe("what a newer version has written", () => {
	const newer = { version: 9, watch: false, providerChoices: { account1: "lasuite" }, more: [1, 2] };
	const stores: [string, () => Promise<unknown>, () => Promise<void>][] = [
		["settings", loadSettings, () => updateSettings((one) => ({ ...one, welcomed: true }))],
		["watch", loadWatch, () => updateWatch((one) => ({ ...one, told: ["one"] }))],
		["automatic", loadAutomatic, () => updateAutomatic((one) => ({ ...one, told: ["one"] }))],
	];

	it.each(stores)(
		"under %s is not guessed at, left alone by reading, and kept when something is written",
		async (...one) => {
			const [key, load, update] = one;
			const empty = await load();
			stored.set(key, newer);
			expect(await load()).toEqual(empty);
			expect([...stored]).toEqual([[key, newer]]);
			await update();
			await update();
			expect(stored.get(`${key}-set-aside`)).toEqual(newer);
			expect(await load()).not.toEqual(empty);
		},
	);
});

describe("what the automatic mode remembers", () => {
	it("is read as it was first stored", async () => {
		const first = { version: 1, attempted: ["a", "b"], told: ["a"] };
		stored.set("automatic", first);
		expect(await loadAutomatic()).toEqual(first);
	});
});

describe("settings of the second version as they were first stored", () => {
	it("keep everything, and nobody has asked for a restart", async () => {
		const first = { version: 2, providerChoices: { account1: "google" }, welcomed: true, watch: false };
		stored.set("settings", first);
		expect(await loadSettings()).toEqual({ ...first, restarting: false });
	});
});
