// How the tests run: `unit` needs nothing but Node, `rig` starts real servers; the two Thunderbird projects run the same files in the newest and in
// the oldest supported Thunderbird. All of it in order: commands/test.ts.

import { resolve } from "node:path";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

const root = resolve(import.meta.dirname, "..");

const inThunderbird = (name: string): TestProjectConfiguration => ({
	root,
	test: {
		name,
		include: ["test/thunderbird/**/*.test.ts"],
		globalSetup: "test/thunderbird/setup.ts",
		// Longer than the driver's own limits, whose errors say more.
		testTimeout: 180_000,
		hookTimeout: 180_000,
	},
});

export default defineConfig({
	root,
	test: {
		// Two Thunderbirds at a time: more only wait for each other on a small machine.
		maxWorkers: 2,
		projects: [
			{
				root,
				test: {
					name: "unit",
					include: ["test/**/*.test.{ts,tsx}"],
					exclude: ["test/thunderbird/**", "test/rig/**"],
					// Time says nothing about these: a slow machine must not fail them.
					testTimeout: 120_000,
					hookTimeout: 120_000,
					setupFiles: "test/property-runs.ts",
				},
			},
			{
				root,
				test: {
					name: "rig",
					include: ["test/rig/**/*.test.ts"],
					globalSetup: "test/rig/setup.ts",
					maxConcurrency: 40,
					testTimeout: 60_000,
					hookTimeout: 90_000,
				},
			},
			inThunderbird("thunderbird-current"),
			inThunderbird("thunderbird-old"),
		],
	},
});
