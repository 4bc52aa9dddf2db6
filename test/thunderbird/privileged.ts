// Runs privileged code of the add-on in Thunderbird's parent process that no page may call: a module of the tests that
// imports it is made one script, as the build does it, and each of its functions can be called with JSON.

import { build } from "vite";
import type { Thunderbird } from "./driver/thunderbird";

/** `entry`: path of a module whose exports are functions. */
export async function privileged(
	entry: string,
): Promise<(thunderbird: Thunderbird, name: string, ...args: unknown[]) => Promise<unknown>> {
	const built = await build({
		configFile: false,
		publicDir: false,
		logLevel: "error",
		build: {
			write: false,
			minify: false,
			target: "firefox140",
			rolldownOptions: {
				input: entry,
				preserveEntrySignatures: "strict",
				output: { format: "iife", name: "tested" },
			},
		},
	});
	const [output] = [built].flat();
	if (!output || !("output" in output)) throw new Error(`${entry} was not built`);
	const { code } = output.output[0];
	return (thunderbird, name, ...args) =>
		thunderbird.run(
			`async ({ ChromeUtils, Services, Cc, Ci, window }, name, args) => {
				const { IOUtils, PathUtils, console } = window;
				const { results: Cr } = Components;
				${code}
				return tested[name](...args);
			}`,
			name,
			args,
		);
}
